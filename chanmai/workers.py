"""Worker processes: a function over tasks in order, so many at once, none waiting for a whole round of others.

In: picklable tasks. Out: the results in the order of the tasks. Only a bounded number of tasks is under way, so that a
million of them take no more memory than ten. The processes start with the first task and end with the block.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from multiprocessing.pool import AsyncResult, Pool

    Task = TypeVar("Task")
    Result = TypeVar("Result")

__all__ = ["Workers"]

AHEAD: Final = 4
"""Tasks under way for each process: one at work, the others so that it never waits."""


class Workers:
    """So many worker processes; one does the work in this process, when its result is asked for.

    Args:
        jobs: how many.
        begin: called in each process before its first task.
        given: what it is called with; sent once to each process, not with each task.
    """

    def __init__(self, jobs: int = 1, begin: Callable[..., None] | None = None, given: tuple[Any, ...] = ()) -> None:
        self.jobs = jobs
        self._begin = (begin, given)
        self._pool: Pool | None = None
        self._open = ExitStack()

    def __enter__(self) -> Self:
        """Start nothing yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the processes, whatever they are doing."""
        self._open.close()

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """Yield what the function gives for each task, in order; an error of it is raised here."""
        if self.jobs <= 1:
            yield from map(function, tasks)
            return
        pool = self._started()
        pending: deque[AsyncResult[Result]] = deque()
        for task in tasks:
            pending.append(pool.apply_async(function, (task,)))
            if len(pending) >= AHEAD * self.jobs:
                yield pending.popleft().get()
        while pending:
            yield pending.popleft().get()

    def _started(self) -> Pool:
        if self._pool is None:
            context = multiprocessing.get_context("forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn")
            self._pool = self._open.enter_context(context.Pool(self.jobs, initializer=_quiet, initargs=self._begin))
        return self._pool


def _quiet(begin: Callable[..., None] | None, given: tuple[Any, ...]) -> None:
    """Let the parent alone answer Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if begin is not None:
        begin(*given)
