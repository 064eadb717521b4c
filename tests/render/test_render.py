"""Whole runs against the fake provider: what is ordered, what is not ordered again, and what is said of trouble."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from storyboard.errors import DiskError
from storyboard.model.events import JobEvent, JobPhase
from storyboard.model.job import Action, Form, Operation, StillOrder, VideoOrder, VideoReference, VideoRole
from storyboard.model.media import FileMedium, JobMedium, Product
from storyboard.model.wire import FaultKind, Response
from storyboard.profiles.http import NotSent, UnknownOutcome
from storyboard.render.ledger import AttemptState, Ledger
from storyboard.render.store import Store
from tests.render import fakes
from tests.render.fakes import FakeProfile, FakeProvider, make_element, make_job, run


@pytest.fixture
def provider(tmp_path: Path) -> FakeProvider:
    return FakeProvider(tmp_path / "provider")


def test_a_film_is_ordered_once_and_then_reused(tmp_path: Path, provider: FakeProvider) -> None:
    jobs = (make_job("a"), make_job("b", "a"), make_job("c"))
    events: list[JobEvent] = []
    arrived: list[str] = []
    first = run(
        tmp_path, provider, *jobs, on_event=events.append, on_take=lambda job, take: arrived.append(job)
    )
    assert (first.submitted, first.reused, first.failures, first.cost.amount) == (3, 0, (), 3)
    assert sorted(arrived) == ["a", "b", "c"]
    phases = [event.phase for event in events if event.job == "a"]
    assert phases[:2] == [JobPhase.SUBMITTING, JobPhase.QUEUED]
    assert phases[-2:] == [JobPhase.DOWNLOADING, JobPhase.DONE]
    asked = len(provider.requests)
    again = run(tmp_path, provider, *jobs)
    assert (again.submitted, again.reused, again.cost.amount) == (0, 3, 0)
    assert len(provider.requests) == asked
    assert {job: take.sha256 for job, take in again.takes.items()} == {
        job: take.sha256 for job, take in first.takes.items()
    }


def test_a_machine_without_ledger_and_store_takes_over_what_was_ordered(
    tmp_path: Path, provider: FakeProvider
) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    provider.fails = frozenset({"b"})
    jobs = (make_job("a"), make_job("b"))
    assert run(tmp_path / "one", provider, *jobs).submitted == 2
    second = run(tmp_path / "two", provider, *jobs)
    # The task of `b` failed, so the second machine walks on to attempt 2; `a` is found.
    assert second.submitted == 1
    assert not second.failures
    third = run(tmp_path / "one", provider, *jobs)
    assert third.submitted == 0
    assert not third.failures
    assert [order["prompt"] for order in provider.orders] == ["a", "b", "b"]


def test_an_upstream_with_the_same_bytes_cuts_off_early(tmp_path: Path, provider: FakeProvider) -> None:
    run(tmp_path, provider, make_job("a"), make_job("b", "a"))
    store = Store(tmp_path / ".storyboard")
    upstream = next(
        take
        for path in (tmp_path / ".storyboard" / "actions").rglob("*.json")
        if (take := store.find(path.stem)) and take.task_id == "t1"
    )
    store.remove_take(upstream.action_key)
    again = run(tmp_path, provider, make_job("a"), make_job("b", "a"))
    # `a` is done at the provider and only fetched again; its bytes are the same, so `b` is where it was.
    assert (again.submitted, again.reused) == (0, 1)


def test_a_planned_reuse_needs_nothing_upstream(tmp_path: Path, provider: FakeProvider) -> None:
    first = run(tmp_path, provider, make_job("a"), make_job("b", "a"))
    reused = replace(make_job("b", "a"), action=Action.REUSE, action_key=first.takes["b"].action_key)
    changed = replace(make_job("a"), job=replace(make_job("a").job, take=2))
    result = run(tmp_path, provider, changed, reused)
    assert (result.submitted, result.reused) == (1, 1)
    gone = replace(reused, action_key="f" * 64)
    assert run(tmp_path, provider, make_job("a"), gone).reused == 2


def test_a_failure_stops_only_what_depends_on_it(tmp_path: Path, provider: FakeProvider) -> None:
    provider.fails = frozenset({"a"})
    jobs = (make_job("a"), make_job("b", "a"), make_job("c"))
    result = run(tmp_path, provider, *jobs)
    assert set(result.takes) == {"c"}
    (failure,) = result.failures
    assert (failure.job, failure.fault.kind, failure.task_id, failure.kept) == (
        "a", FaultKind.MODERATED, provider.orders[0]["task_id"], False,
    )  # fmt: skip
    assert result.skipped == ("b",)
    again = run(tmp_path, provider, *jobs)
    assert (again.submitted, again.reused, again.failures) == (2, 1, ())


def test_without_keep_going_nothing_new_is_ordered(tmp_path: Path, provider: FakeProvider) -> None:
    provider.fails = frozenset({"a"})
    limits = replace(fakes.LIMITS, concurrency=1)
    jobs = (make_job("a", seconds=20), make_job("b"), make_job("c", "b"))
    result = run(tmp_path, provider, *jobs, keep_going=False, limits=limits)
    assert result.skipped == ("b", "c")
    assert len(provider.orders) == 1


@pytest.mark.parametrize(
    ("when", "error"),
    [
        ("before", UnknownOutcome("lost")),
        ("after", UnknownOutcome("timed out")),
        ("before", NotSent("refused")),
    ],
)
def test_silence_is_no_failure_and_no_second_order(
    tmp_path: Path, provider: FakeProvider, when: str, error: Exception
) -> None:
    provider.hook = lambda at, kind, count: (
        error if at == when and kind == "POST orders" and count < 2 else None
    )
    result = run(tmp_path, provider, make_job("a"), make_job("b"))
    assert not result.failures
    assert sorted(order["prompt"] for order in provider.orders) == ["a", "b"]
    assert result.submitted == 2


def test_without_lookup_silence_waits_for_a_person(tmp_path: Path, provider: FakeProvider) -> None:
    provider.hook = lambda at, kind, count: (
        UnknownOutcome("timed out") if at == "after" and kind == "POST orders" and count == 0 else None
    )
    profile = FakeProfile(lookup=False)
    jobs = (make_job("a", seconds=9), make_job("b"))
    for _ in range(2):
        result = run(tmp_path, provider, *jobs, profile=profile)
        assert set(result.takes) == {"b"}
        assert [(failure.job, failure.kept) for failure in result.failures] == [("a", True)]
    with Ledger(tmp_path / ".storyboard" / "ledger.sqlite") as ledger:
        assert [row.state for row in ledger.list_open()] == [AttemptState.UNKNOWN]
    assert len(provider.orders) == 2


def test_a_storm_of_rate_limits_passes(tmp_path: Path, provider: FakeProvider) -> None:
    def storm(at: str, kind: str, count: int) -> Response | None:
        refuse = at == "before" and kind in ("POST orders", "GET tasks") and count < 6
        return fakes.fault(FaultKind.RATE_LIMITED, "too many", retry=True) if refuse else None

    provider.hook = storm
    result = run(tmp_path, provider, make_job("a"), make_job("b", "a"), make_job("c"))
    assert not result.failures
    assert len(provider.orders) == 3


def test_a_refusal_uses_no_number_up(tmp_path: Path, provider: FakeProvider) -> None:
    provider.hook = lambda at, kind, count: (
        fakes.fault(FaultKind.QUOTA_EXHAUSTED) if at == "before" and kind == "POST orders" else None
    )
    result = run(tmp_path, provider, make_job("a"), limits=replace(fakes.LIMITS, concurrency=1))
    assert not result.failures[0].kept
    provider.hook = lambda at, kind, count: None
    assert run(tmp_path, provider, make_job("a")).submitted == 1
    assert provider.orders[0]["external_id"].startswith("sb-1-")


def test_truncated_downloads_are_fetched_again_and_never_ordered_again(
    tmp_path: Path, provider: FakeProvider
) -> None:
    provider.truncated = 2
    assert not run(tmp_path, provider, make_job("a")).failures
    provider.truncated = 100
    result = run(tmp_path, provider, make_job("b"))
    assert [(failure.job, failure.kept, failure.task_id) for failure in result.failures] == [
        ("b", True, "t2")
    ]
    provider.truncated = 0
    assert run(tmp_path, provider, make_job("b")).submitted == 0
    assert len(provider.orders) == 2
    assert not list((tmp_path / ".storyboard" / "tmp").iterdir())


def test_a_task_that_lasts_too_long_is_kept(tmp_path: Path, provider: FakeProvider) -> None:
    provider.seconds = 0.6
    result = run(tmp_path, provider, make_job("a"), limits=replace(fakes.LIMITS, task_seconds=0.1))
    assert [failure.kept for failure in result.failures] == [True]
    result = run(tmp_path, provider, make_job("a"))
    assert (result.submitted, len(result.takes), len(provider.orders)) == (0, 1, 1)


def test_a_task_that_the_server_forgot_is_ordered_again(tmp_path: Path, provider: FakeProvider) -> None:
    provider.seconds = 60
    run(tmp_path, provider, make_job("a"), limits=replace(fakes.LIMITS, task_seconds=0.1))
    (tmp_path / "provider" / "orders.jsonl").unlink()
    provider.seconds = 0.01
    result = run(tmp_path, provider, make_job("a"))
    assert (result.submitted, result.failures) == (1, ())
    assert provider.orders[0]["external_id"].startswith("sb-1-")


def test_elements_are_made_once_and_only_when_needed(tmp_path: Path, provider: FakeProvider) -> None:
    picture = tmp_path / "mara.jpg"
    picture.write_bytes(b"picture")
    jobs = (make_element("mara", picture), make_job("a", "element:mara"), make_job("b", "element:mara", "a"))
    first = run(tmp_path, provider, *jobs)
    assert (first.submitted, len(provider.elements)) == (3, 1)
    assert provider.bodies[0]["elements"] == ["e1"]
    # Nothing to order: the library is not even listed.
    asked = len(provider.requests)
    assert run(tmp_path, provider, *jobs).takes["element:mara"].element_id == "e1"
    assert len(provider.requests) == asked
    # A new shot: found by listing, though there are other pages.
    more = (*jobs, make_job("c", "element:mara"))
    third = run(tmp_path, provider, *more)
    assert (third.submitted, len(provider.elements)) == (1, 1)
    # Deleted at the provider: the ledger's word is not enough.
    (tmp_path / "provider" / "elements.jsonl").unlink()
    run(tmp_path, provider, *more, make_job("d", "element:mara"))
    assert len(provider.elements) == 1


def test_an_element_that_is_not_answered_is_found_by_listing(tmp_path: Path, provider: FakeProvider) -> None:
    picture = tmp_path / "mara.jpg"
    picture.write_bytes(b"picture")
    provider.hook = lambda at, kind, count: (
        UnknownOutcome("timed out") if at == "after" and kind == "POST elements" and count == 0 else None
    )
    result = run(tmp_path, provider, make_element("mara", picture), make_job("a", "element:mara"))
    assert not result.failures
    assert len(provider.elements) == 1


def test_a_still_is_a_picture_of_the_project_or_of_a_shot(tmp_path: Path, provider: FakeProvider) -> None:
    picture = tmp_path / "card.png"
    picture.write_bytes(b"picture")
    medium = FileMedium(path=picture, name="card.png", sha256="")
    still = replace(make_job("card", order=StillOrder(image=medium)), action=Action.LOCAL)
    frame = StillOrder(image=JobMedium(job="a", what=Product.LAST_FRAME))
    held = replace(make_job("hold", "a", order=frame), action=Action.LOCAL)
    result = run(tmp_path, provider, make_job("a"), still, held)
    assert result.takes["card"].path == picture
    assert result.takes["hold"].path is not None
    assert result.takes["hold"].path.read_bytes().startswith(b"PNG")
    assert result.submitted == 1


def test_a_clip_is_lent_to_an_emulator_but_not_to_a_provider(tmp_path: Path, provider: FakeProvider) -> None:
    run(tmp_path, provider, make_job("a"))
    order = VideoOrder(
        operation=Operation.OMNI,
        form=Form.EDIT,
        model="o1",
        prompt=("b",),
        video=VideoReference(medium=JobMedium(job="a", what=Product.VIDEO), role=VideoRole.BASE),
    )
    # Another server than the one that made it, so its own link will not do.
    result = run(
        tmp_path, provider, make_job("a"), make_job("b", "a", order=order), base_url="http://127.0.0.1:8/fake"
    )
    assert not result.failures
    assert provider.bodies[-1]["video"].startswith("http://127.0.0.1:")
    order = replace(order, prompt=("c",))
    result = run(
        tmp_path, provider, make_job("a"), make_job("c", "a", order=order), base_url="https://api.example"
    )
    assert "uploads" in result.failures[0].fault.help
    result = run(tmp_path, provider, make_job("a"), make_job("c", "a", order=order), account="other")
    assert not result.failures


def test_a_picture_that_changed_since_the_plan_is_not_sent(tmp_path: Path, provider: FakeProvider) -> None:
    picture = tmp_path / "first.png"
    picture.write_bytes(b"new")
    medium = FileMedium(path=picture, name="first.png", sha256="0" * 64)
    result = run(tmp_path, provider, make_job("a", first=medium), make_job("b"))
    assert "changed while" in result.failures[0].fault.message
    assert set(result.takes) == {"b"}


def test_a_full_disk_stops_the_run_and_loses_nothing(
    tmp_path: Path, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(url: str, target: Path) -> None:
        target.write_bytes(b"CLIP")
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(provider, "download", full)
        with pytest.raises(DiskError, match="no space left") as caught:
            run(tmp_path, provider, make_job("a"), make_job("b"))
    assert "run again" in caught.value.help
    assert not list((tmp_path / ".storyboard" / "tmp").iterdir())
    bought = len(provider.orders)
    result = run(tmp_path, provider, make_job("a"), make_job("b"))
    assert not result.failures
    assert len(provider.orders) == 2
    assert result.submitted == 2 - bought


def test_interrupting_leaves_everything_to_be_resumed(tmp_path: Path, provider: FakeProvider) -> None:
    provider.seconds = 0.3

    async def interrupt() -> None:
        with (
            Store(tmp_path / ".storyboard") as store,
            Ledger(tmp_path / ".storyboard" / "ledger.sqlite") as ledger,
        ):
            task = asyncio.create_task(
                fakes.render_plan(
                    fakes.make_plan(*(make_job(name) for name in "abcde")),
                    profile=FakeProfile(),
                    transport=provider,
                    account="account",
                    base_url=fakes.SERVER,
                    store=store,
                    ledger=ledger,
                    limits=fakes.LIMITS,
                    make_action_key=fakes.make_action_key,
                    verify=fakes.verify,
                    extract=fakes.extract,
                    on_event=lambda event: None,
                    on_take=lambda job, take: None,
                    timing=fakes.TIMING,
                )
            )
            await asyncio.sleep(0.15)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(interrupt())
    assert len(provider.orders) == 3
    result = run(tmp_path, provider, *(make_job(name) for name in "abcde"))
    assert (result.submitted, len(result.takes), len(provider.orders)) == (2, 5, 5)


def test_concurrency_and_the_request_limit_are_kept(tmp_path: Path, provider: FakeProvider) -> None:
    provider.seconds = 0.1
    jobs = [make_job(f"s{number}") for number in range(12)]
    run(tmp_path, provider, *jobs)
    times = sorted(order["at"] for order in provider.orders)
    assert all(
        sum(start <= other < start + provider.seconds for other in times) <= fakes.LIMITS.concurrency
        for start in times
    )


def test_two_shots_that_say_the_same_are_one_order(tmp_path: Path, provider: FakeProvider) -> None:
    order = make_job("a").job.order
    result = run(tmp_path, provider, make_job("a"), make_job("b", order=order), make_job("c", order=order))
    assert (result.submitted, len(provider.orders)) == (1, 1)
    assert len({take.sha256 for take in result.takes.values()}) == 1


def test_a_server_that_is_not_there_stops_the_run(tmp_path: Path, provider: FakeProvider) -> None:
    provider.hook = lambda at, kind, count: NotSent("cannot be reached")
    result = run(tmp_path, provider, *(make_job(f"s{number}") for number in range(30)))
    assert result.failures
    assert not any(failure.kept for failure in result.failures)
    assert len(result.failures) + len(result.skipped) == 30
    assert provider.orders == []
