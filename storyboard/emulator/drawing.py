"""Draws clips in worker processes that never outlive the emulator."""

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from pathlib import Path

from storyboard.animatic.spec import ClipSpec

DrawClip = Callable[[ClipSpec, Path], None]


class DrawingRoom:
    """Worker processes that start with the first clip; with a `draw` of the caller's own, threads instead.

    The workers hold one end of a pipe whose other end is here: it closes when the room does, and also when this process is
    killed outright, and a worker that sees it close is gone at once.
    """

    def __init__(self, workers: int | None, draw: DrawClip | None) -> None:
        self._workers = workers or os.cpu_count() or 1
        self._draw = draw
        self._pool: ProcessPoolExecutor | None = None
        self._lifeline: tuple[Connection, Connection] | None = None

    async def draw(self, spec: ClipSpec, target: Path) -> None:
        """Draws a clip; the target has its name only once the clip is whole. A worker that died is replaced, once."""
        unfinished = target.with_suffix(".part.mp4")
        if self._draw is not None:
            await asyncio.to_thread(self._draw, spec, unfinished)
        else:
            pool = self._open_pool()
            try:
                await asyncio.wrap_future(self._submit(pool, spec, unfinished))
            except BrokenProcessPool:
                # Every clip under way sees the pool break; only the first of them ends it.
                if self._pool is pool:
                    self.close()
                await asyncio.wrap_future(self._submit(self._open_pool(), spec, unfinished))
        unfinished.replace(target)

    def close(self) -> None:
        """Ends the workers, whatever they are at."""
        if self._pool is None or self._lifeline is None:
            return
        self._pool.shutdown(wait=False, cancel_futures=True)
        for end in self._lifeline:
            end.close()
        self._pool.shutdown(wait=True)
        self._pool = self._lifeline = None

    def _open_pool(self) -> ProcessPoolExecutor:
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._lifeline = context.Pipe(duplex=False)
            self._pool = ProcessPoolExecutor(
                max_workers=self._workers,
                mp_context=context,
                initializer=_begin_work,
                initargs=(self._lifeline[0],),
            )
        return self._pool

    @staticmethod
    def _submit(pool: ProcessPoolExecutor, spec: ClipSpec, target: Path) -> Future[None]:
        # Started before signals are blocked, because starting it unblocks them again.
        resource_tracker.ensure_running()
        # A worker is born with the signal mask of the thread that starts it: Ctrl-C goes to the whole process group, and
        # a worker hit by it while it is still importing would print a traceback.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            return pool.submit(_draw_in_worker, spec, target)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin_work(lifeline: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_watch, args=(lifeline,), daemon=True).start()


def _watch(lifeline: Connection) -> None:
    try:
        lifeline.recv_bytes()
    except (EOFError, OSError):
        os._exit(1)


def _draw_in_worker(spec: ClipSpec, target: Path) -> None:
    from storyboard.animatic.clip import draw_clip

    draw_clip(spec, target)
