"""The record of what was ordered, refused and given back: the proof that nothing is bought twice."""

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """An amount in a profile's unit of account."""

    amount: Decimal
    unit: str

    def as_json(self) -> dict[str, str]:
        """As the ledger writes it: the amount is decimal text."""
        return {"amount": str(self.amount), "unit": self.unit}


class Ledger:
    """Appends one JSON object per line; each line is one write, on its way before the answer is.

    A line has `task_id` and `cost` for an accepted order, `refused` (the profile's code) for a refusal, and `refunded` (a
    task id) with a negative cost where a task failed, so that the costs of a file add up to what was paid.
    """

    def __init__(self, path: Path | None) -> None:
        self._file: int | None = None
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)

    def write_accepted(
        self,
        *,
        profile: str,
        account: str,
        operation: str,
        task_id: str,
        external_task_id: str | None,
        request_sha256: str,
        cost: Cost,
    ) -> None:
        """Records an order that will be answered with this task id."""
        self._append(
            {
                "profile": profile,
                "account": account,
                "operation": operation,
                "task_id": task_id,
                "external_task_id": external_task_id,
                "request_sha256": request_sha256,
                "cost": cost.as_json(),
            }
        )

    def write_refused(
        self,
        *,
        profile: str,
        account: str | None,
        operation: str,
        external_task_id: str | None,
        request_sha256: str,
        code: int,
        message: str,
    ) -> None:
        """Records an order that was turned away, under the profile's own code."""
        self._append(
            {
                "profile": profile,
                "account": account,
                "operation": operation,
                "external_task_id": external_task_id,
                "request_sha256": request_sha256,
                "refused": code,
                "message": message,
            }
        )

    def write_refunded(
        self, *, profile: str, account: str, operation: str, task_id: str, cost: Cost, reason: str
    ) -> None:
        """Records that a failed task's money went back."""
        self._append(
            {
                "profile": profile,
                "account": account,
                "operation": operation,
                "refunded": task_id,
                "cost": Cost(amount=-cost.amount, unit=cost.unit).as_json(),
                "reason": reason,
            }
        )

    def close(self) -> None:
        """Closes the file; harmless when there is none."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _append(self, line: dict[str, object]) -> None:
        if self._file is None:
            return
        record = {"time": datetime.now(UTC).isoformat(timespec="microseconds"), **line}
        line_text = json.dumps(record, ensure_ascii=False) + "\n"
        # One write in append mode: two emulators on one file do not tear each other's lines. Half a surrogate pair, which a
        # refused order may hold, comes out as the escape that JSON has for it.
        os.write(self._file, line_text.encode("utf-8", "backslashreplace"))
