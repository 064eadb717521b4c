"""Runs ffmpeg: argument lists only, nothing on standard input but what we feed it, no child left behind."""

import errno
import importlib.util
import os
import re
import subprocess
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

from storyboard.errors import DiskError, Interrupted, MediaError

_FULL = ("no space left on device", "disk quota exceeded", "file too large")
_UNWRITABLE = ("permission denied", "read-only file system")
# `[vf#0:0 @ 0x5581…] [error] text`: the address differs from run to run and says nothing.
_PREFIX = re.compile(r"^(?:\[[^\]]*\]\s*)+")
_GRAVE = re.compile(r"\[(error|fatal|panic)\]")
# What ffmpeg says of the consequences of an error that it has already named.
_NOISE = (
    "conversion failed",
    "task finished",
    "terminating thread",
    "error opening output file",
    "error sending",
)
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)


class Children:
    """Running child processes that end together: `stop` kills them all and lets no further one start."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self.stopped = False

    def stop(self) -> None:
        """Kill every child; may be called from any thread, more than once."""
        with self._lock:
            self.stopped = True
            for process in self._running:
                process.kill()

    def check(self) -> None:
        """Interrupted once the group has been stopped; for long work that has no child of its own."""
        if self.stopped:
            raise Interrupted("stopped", help="run again to resume")

    def start(self, command: Sequence[str], *, fed: bool, read: bool) -> subprocess.Popen[bytes]:
        """Start a child of this group; Interrupted once it has been stopped."""
        with self._lock:
            self.check()
            process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE if fed else subprocess.DEVNULL,
                stdout=subprocess.PIPE if read else subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                creationflags=_NO_WINDOW,
            )
            self._running.add(process)
            return process

    def forget(self, process: subprocess.Popen[bytes]) -> None:
        """Reap a child of this group, killing it first where it still runs."""
        with self._lock:
            self._running.discard(process)
        if process.poll() is None:
            process.kill()
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        process.wait()


@cache
def _packaged_ffmpeg() -> Path:
    # imageio_ffmpeg.get_ffmpeg_exe() would run the executable to try it, which costs a tenth of a second.
    found = importlib.util.find_spec("imageio_ffmpeg")
    if found and found.submodule_search_locations:
        for folder in found.submodule_search_locations:
            for path in sorted(Path(folder, "binaries").glob("ffmpeg-*")):
                if os.access(path, os.X_OK):
                    return path
    try:
        import imageio_ffmpeg

        return Path(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        raise MediaError(
            "no ffmpeg was found",
            help="install the package imageio-ffmpeg, or set STORYBOARD_FFMPEG to an ffmpeg executable",
        ) from None


def find_ffmpeg() -> Path:
    """The ffmpeg executable: `$STORYBOARD_FFMPEG`, else the one that imageio-ffmpeg ships."""
    chosen = os.environ.get("STORYBOARD_FFMPEG")
    if not chosen:
        return _packaged_ffmpeg()
    path = Path(chosen)
    if not path.is_file() or not os.access(path, os.X_OK):
        raise MediaError(
            f"STORYBOARD_FFMPEG names `{chosen}`, which is not an executable file",
            help="point it at an ffmpeg executable, or unset it to use the one that comes with storyboard",
        )
    return path


def run_ffmpeg(
    arguments: Sequence[str],
    *,
    progress: Callable[[int], None] | None = None,
    feed: Iterable[bytes] | None = None,
    children: Children | None = None,
) -> str:
    """Run ffmpeg with `arguments` (without the program's name) and return what it said on standard error.

    `progress` hears the number of frames written so far; `feed` goes to standard input, which is closed otherwise.
    MediaError carries the line in which ffmpeg itself says what is wrong; DiskError a full or read-only disk; Interrupted
    comes when `children` was stopped.
    """
    children = children or Children()
    command = [str(find_ffmpeg()), "-hide_banner", "-nostdin", "-nostats", "-loglevel", "level+info"]
    command += ["-progress", "pipe:1"] if progress else []
    process = children.start([*command, *arguments], fed=feed is not None, read=progress is not None)
    said = bytearray()
    threads = [threading.Thread(target=_read_all, args=(process, said), daemon=True)]
    if progress:
        threads.append(threading.Thread(target=_read_progress, args=(process, progress), daemon=True))
    try:
        for thread in threads:
            thread.start()
        if feed is not None:
            _feed(process, feed)
        for thread in threads:
            thread.join()
        status = process.wait()
    finally:
        children.forget(process)
    text = said.decode("utf-8", "replace")
    children.check()
    if status != 0:
        raise explain_failure(text, status)
    return text


def _read_all(process: subprocess.Popen[bytes], said: bytearray) -> None:
    assert process.stderr is not None
    with suppress(ValueError, OSError):
        while block := process.stderr.read1(65536):  # type: ignore[attr-defined]
            said += block
            del said[:-262144]


def _read_progress(process: subprocess.Popen[bytes], progress: Callable[[int], None]) -> None:
    assert process.stdout is not None
    with suppress(ValueError, OSError):
        for line in process.stdout:
            name, _, value = line.partition(b"=")
            if name == b"frame" and value.strip().isdigit():
                progress(int(value))


def _feed(process: subprocess.Popen[bytes], feed: Iterable[bytes]) -> None:
    assert process.stdin is not None
    try:
        for block in feed:
            process.stdin.write(block)
        process.stdin.close()
    except OSError as error:
        # ffmpeg has enough, or has failed: its exit status and its own words say which.
        if error.errno not in (errno.EPIPE, errno.EINVAL):
            raise


def explain_failure(said: str, status: int) -> MediaError | DiskError:
    """The error for a failed ffmpeg: the first error that it names, or what is wrong with the disk."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    lowered = said.lower()
    for phrase in _FULL:
        if phrase in lowered:
            return DiskError("the disk is full", help="free some space and run again; finished work is kept")
    for phrase in _UNWRITABLE:
        if phrase in lowered:
            line = next(line for line in reversed(lines) if phrase in line.lower())
            help = "choose a folder that can be read and written"
            return DiskError(f"no access: {_PREFIX.sub('', line)}", help=help)
    grave = [_PREFIX.sub("", line) for line in lines if _GRAVE.search(line)]
    causes = [line for line in grave if not line.lower().startswith(_NOISE)]
    cause = (causes or grave or [_PREFIX.sub("", line) for line in lines[-1:]] or [f"status {status}"])[0]
    return MediaError(f"ffmpeg failed: {cause}")
