"""The store, its digests, the ledger and the lock: what survives, and what is said when it cannot."""

import errno
import os
import tempfile
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from storyboard.errors import DiskError, MediaError, WorldError
from storyboard.model.take import Take
from storyboard.render import digests, disk
from storyboard.render.ledger import Attempt, AttemptState, Ledger, is_owner_alive, make_external_id
from storyboard.render.lock import EMPTY_LOCK, Lock, LockedJob, format_lock, read_lock, write_lock
from storyboard.render.store import Store


def make_take(store: Store, name: str = "a") -> Take:
    temporary = store.make_temporary(".mp4")
    temporary.write_bytes(name.encode() * 100)
    sha256, path = store.add_media(temporary)
    take = Take(
        action_key=name * 64,
        sha256=sha256,
        path=path,
        bytes=100,
        frames=121,
        seconds=Fraction(121, 24),
        url="http://x",
    )
    store.add_take(take)
    return take


def test_a_take_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    take = make_take(store)
    assert store.find(take.action_key) == take
    assert Store(tmp_path / "store").find(take.action_key) == take
    assert store.find("b" * 64) is None
    assert (tmp_path / "store" / ".gitignore").read_text() == "*\n"


def test_looking_creates_nothing(tmp_path: Path) -> None:
    with Store(tmp_path / "store") as store:
        assert store.find("a" * 64) is None
        picture = tmp_path / "picture"
        picture.write_bytes(b"x")
        store.digest_file(picture)
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize("damage", ["gone", "short", "torn"])
def test_damaged_media_and_takes_are_as_good_as_absent(tmp_path: Path, damage: str) -> None:
    store = Store(tmp_path)
    take = make_take(store)
    assert take.path is not None
    if damage == "gone":
        take.path.unlink()
    elif damage == "short":
        take.path.write_bytes(b"x")
    else:
        (tmp_path / "actions" / "aa" / f"{take.action_key}.json").write_text('{"form')
    assert store.find(take.action_key) is None


def test_a_thousand_looks_are_quick(tmp_path: Path) -> None:
    store = Store(tmp_path)
    take = make_take(store)
    keys = [f"{number:064x}" for number in range(1000)]
    for key in keys:
        path = tmp_path / "actions" / key[:2] / f"{key}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(
            (tmp_path / "actions" / "aa" / f"{take.action_key}.json").read_text().replace("a" * 64, key)
        )
    times = []
    for _ in range(3):
        began = time.perf_counter()
        assert all(map(store.find, keys))
        times.append(time.perf_counter() - began)
    assert min(times) < 0.1


def test_a_file_is_hashed_again_only_when_it_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    real = digests.hash_file
    monkeypatch.setattr(digests, "hash_file", lambda path: hashed.append(path.name) or real(path))
    monkeypatch.setattr(digests, "_SETTLED_NS", -1)
    (tmp_path / "store").mkdir()
    file = tmp_path / "picture.png"
    file.write_bytes(b"one")
    with Store(tmp_path / "store") as store:
        first = store.digest_file(file)
        assert store.digest_file(file) == first
    with Store(tmp_path / "store") as store:
        assert store.digest_file(file) == first
        assert len(hashed) == 1
        before = file.stat()
        file.write_bytes(b"two")
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert store.digest_file(file) != first
        (tmp_path / "other").write_bytes(b"new")
        (tmp_path / "other").replace(file)
        store.digest_file(file)
    assert len(hashed) == 3
    (tmp_path / "store" / "digests.json").write_text("[]")
    assert Store(tmp_path / "store").digest_file(file)


def test_a_file_that_was_just_written_is_not_trusted_yet(tmp_path: Path) -> None:
    file = tmp_path / "picture.png"
    file.write_bytes(b"one")
    store = Store(tmp_path / "store")
    first = store.digest_file(file)
    before = file.stat()
    # The same size within the same tick of the file system's clock.
    file.write_bytes(b"two")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert store.digest_file(file) != first


def test_a_frame_is_drawn_once(tmp_path: Path) -> None:
    drawn: list[Fraction | None] = []

    def extract(path: Path, at: Fraction | None, target: Path) -> None:
        drawn.append(at)
        target.write_bytes(b"png")

    store = Store(tmp_path)
    take = make_take(store)
    for at in (None, None, Fraction(5, 2), Fraction(5, 2)):
        assert store.derive_frame(take, extract, at).read_bytes() == b"png"
    assert drawn == [None, Fraction(5, 2)]

    def fail(path: Path, at: Fraction | None, target: Path) -> None:
        target.write_bytes(b"half")
        raise MediaError("broken")

    with pytest.raises(MediaError):
        store.derive_frame(take, fail, Fraction(1))
    assert not list((tmp_path / "tmp").iterdir())


@pytest.mark.parametrize(
    ("code", "text"),
    [(errno.ENOSPC, "no space left"), (errno.EROFS, "read-only"), (errno.EACCES, "read-only")],
)
def test_a_disk_that_refuses_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, text: str
) -> None:
    store = Store(tmp_path)
    take = make_take(store)

    def refuse(handle: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(disk.os, "fsync", refuse)
    with pytest.raises(DiskError, match=text) as caught:
        store.add_take(take)
    assert "run again" in caught.value.help
    assert not list(tmp_path.rglob("*.part"))


@pytest.fixture
def sealed() -> Iterator[Path]:
    """A folder that this process may not write, even where the tests run as root."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o555)
        is_root = os.geteuid() == 0
        if is_root:
            os.seteuid(65534)
        try:
            yield folder
        finally:
            if is_root:
                os.seteuid(0)
            folder.chmod(0o755)


def test_a_read_only_folder_is_explained(sealed: Path) -> None:
    with pytest.raises(DiskError, match="read-only"):
        Store(sealed / "store").make_temporary()
    with pytest.raises(DiskError, match="read-only"):
        Ledger(sealed / "ledger.sqlite")
    with pytest.raises(DiskError, match="read-only"):
        write_lock(sealed / "film.lock.yaml", Lock(films={"a": {"b": LockedJob()}}))


def test_a_store_where_a_file_is_in_the_way_is_explained(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.sqlite"
    ledger.write_text("this is no database, whatever its name says" * 100)
    with pytest.raises(DiskError, match="damaged"):
        Ledger(ledger)


def make_attempt(number: int = 1, **values: object) -> Attempt:
    fields = {
        "external_id": make_external_id("k", 1, "me", number),
        "action_key": "k",
        "take": 1,
        "account": "me",
        "number": number,
        "state": AttemptState.SUBMITTING,
        "job": "a",
        "profile": "fake",
        "server": "s",
        "expected_seconds": 10.0,
    }
    return Attempt(**{**fields, **values})  # type: ignore[arg-type]


def test_the_external_id_is_short_and_says_the_attempt() -> None:
    ids = {
        make_external_id("k", 1, "me", 1),
        make_external_id("k", 1, "me", 2),
        make_external_id("k", 2, "me", 1),
        make_external_id("k", 1, "you", 1),
        make_external_id("l", 1, "me", 1),
    }
    assert len(ids) == 5
    assert all(len(each) <= 64 and each.startswith("sb-") for each in ids)


def test_a_row_is_claimed_by_one(tmp_path: Path) -> None:
    with Ledger(tmp_path / "l") as one, Ledger(tmp_path / "l") as two:
        first = one.claim(make_attempt())
        assert first is not None
        assert two.claim(make_attempt()) is None
        second = two.claim(make_attempt(changed_at=5.0), replaces=first)
        assert second is not None
        assert one.claim(make_attempt(), replaces=first) is None
        one.record(second.external_id, AttemptState.SUBMITTED, now=6.0, task_id="t1")
        one.record(second.external_id, AttemptState.DONE, now=7.0, actual_seconds=30.0)
        (row,) = two.find_attempts("k", 1, "me")
        assert (row.state, row.task_id, row.changed_at) == (AttemptState.DONE, "t1", 7.0)
        assert two.learn_pace("me", "fake") == 3.0
        assert two.learn_pace("you", "fake") is None
        assert two.list_open() == ()
        assert is_owner_alive(row.owner) is True
        assert is_owner_alive("elsewhere 1 2") is None
        assert is_owner_alive(row.owner.rsplit(" ", 2)[0] + " 999999 1") is False


JOB = LockedJob(
    take=2, plan_key="0" * 64, profile="gateway", model="o1", task_id="123", sha256="a" * 64, frames=121
)


def test_a_lock_comes_back_and_is_written_only_when_it_changed(tmp_path: Path) -> None:
    path = tmp_path / "film.lock.yaml"
    assert read_lock(path) is EMPTY_LOCK
    assert not write_lock(path, EMPTY_LOCK)
    names = [
        "arrival",
        "arrival.take2",
        "element:mara",
        "null",
        "on",
        "灯塔",
        'a "b" \\ \n\t',
        "1",
        "- x",
        "~",
    ]
    lock = Lock(films={"b": dict.fromkeys(names, JOB), "a": {"x": LockedJob()}})
    assert write_lock(path, lock)
    assert not write_lock(path, lock)
    assert read_lock(path) == lock
    text = path.read_text()
    assert text.index("  a:") < text.index("  b:")
    assert 'task_id: "123"' in text
    changed = lock.replace_film("b", {**lock.films["b"], "arrival": LockedJob(take=1)})
    before, after = format_lock(lock).splitlines(), format_lock(changed).splitlines()
    assert len(before) - len(after) == 6
    assert changed.replace_film("b", {}).films == {"a": {"x": LockedJob()}}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("lock: 2\n", "line 1: `lock: 1` is expected"),
        ("a: b\n", "`lock: 1` is expected"),
        ("lock: 1\nfilms:\n  a: [\n", "line 4"),
        (
            "lock: 1\nfilms:\n  a:\n    jobs:\n      x:\n        take: two\n",
            "line 6: `take` is a whole number",
        ),
        ("lock: 1\nfilms: []\n", "line 2: a mapping"),
        ("lock: 1\nfilms:\n  a: {}\n  a: {}\n", "line 4"),
        ("lock: 1\n<<<<<<< ours\nfilms: {}\n", "line 2: two versions were merged"),
        ("lock: 1\n\x00", "broken at line"),
    ],
)
def test_a_broken_lock_names_its_line(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "film.lock.yaml"
    path.write_text(text)
    with pytest.raises(WorldError, match=says) as caught:
        read_lock(path)
    assert "version control" in caught.value.help
