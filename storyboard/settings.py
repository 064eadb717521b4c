"""Settings that are not the storyboard's: from the environment, and who said what."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a run needs to know beside the storyboard; everything secret stays in `environ`, which never prints."""

    environ: Mapping[str, str]
    workspace_name: str = ".storyboard"

    def __repr__(self) -> str:
        return f"Settings(workspace_name={self.workspace_name!r})"

    def find_workspace(self, root: Path) -> Path:
        """The folder where takes, the ledger and segments of a project are kept."""
        return root / self.workspace_name


def read_settings() -> Settings:
    """The settings of this process."""
    return Settings(environ=os.environ)
