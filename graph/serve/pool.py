"""The workers of a server: forked ahead, one request each, killed at the deadline or when the client has gone, replaced.

In: requests, as replies.py knows them. Out: answers, whole, in a temporary file. Refused: `Busy` where the queue is full
or the wait too long, `Stopped` where an answer took too long, too much memory or was too large.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections import deque
from dataclasses import asdict, dataclass
from typing import IO, TYPE_CHECKING, Any, Final

from graph.serve.wire import Report, read_frame

if TYPE_CHECKING:
    from graph.serve.settings import Settings

__all__ = ["Answer", "Busy", "Pool", "Stopped"]

_IN_MEMORY: Final = 1024 * 1024
"""Bytes of an answer that are kept in memory; the rest goes to a temporary file."""
_TEND: Final = 0.5
"""Seconds between looks at workers that wait."""
_START: Final = 30.0
"""Seconds that a new worker may take to open the snapshot, on a machine that is busy."""


class Busy(Exception):  # noqa: N818 - an answer, not an error
    """No worker is free: 429 where too many wait already, 503 where the wait was too long."""

    def __init__(self, status: int, message: str) -> None:
        self.status = status
        super().__init__(message)


class Stopped(Exception):  # noqa: N818 - an answer, not an error
    """A worker was killed or ended by itself before it had answered."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer.

    Attributes:
        report: how it ended.
        data: its bytes, at their begin; the receiver closes it.
        size: how many.
    """

    report: Report
    data: IO[bytes]
    size: int


class _Worker:
    """One process, as the server sees it: a number and two ends of a socket."""

    def __init__(self, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.number, self.reader, self.writer = number, reader, writer


class Pool:
    """All workers; `start` and `close` it within one event loop.

    Attributes:
        counts: what happened so far, by name, for the metrics.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.counts = dict.fromkeys(
            ("answered", "refused", "timeouts", "deaths", "disconnects", "full", "waited", "started"), 0
        )
        self._idle: deque[_Worker] = deque()
        self._waiting: deque[asyncio.Future[_Worker]] = deque()
        self._numbers = 0
        self._busy = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._orders: socket.socket | None = None
        self._nursery: subprocess.Popen[bytes] | None = None
        self._closed = False
        self._watch: asyncio.Task[None] | None = None

    @property
    def idle(self) -> int:
        """Workers that wait for a request."""
        return len(self._idle)

    @property
    def busy(self) -> int:
        """Workers that answer one."""
        return self._busy

    @property
    def waiting(self) -> int:
        """Requests that wait for a worker."""
        return len(self._waiting)

    async def start(self) -> None:
        """Start the nursery and all workers; wait for the first to be ready."""
        self._start_nursery()
        tasks = [asyncio.create_task(self._add()) for _ in range(self.settings.workers)]
        self._tasks.update(tasks)
        for task in tasks:
            task.add_done_callback(self._tasks.discard)
        self._watch = asyncio.create_task(self._tend())
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        if not self._idle:
            await asyncio.wait(tasks)
        if not self._idle:
            self.close()
            raise RuntimeError("no worker could be started; see the messages above")

    def close(self) -> None:
        """End all workers at once: the nursery kills them when its socket closes."""
        self._closed = True
        if self._watch is not None:
            self._watch.cancel()
        for task in self._tasks:
            task.cancel()
        for future in self._waiting:
            future.cancel()
        for worker in self._idle:
            worker.writer.close()
        self._idle.clear()
        if self._orders is not None:
            self._orders.close()
        if self._nursery is not None:
            try:
                self._nursery.wait(5)
            except subprocess.TimeoutExpired:
                self._nursery.kill()
                self._nursery.wait()

    async def ask(self, request: dict[str, Any]) -> Answer:
        """Return the answer to a request; cancelling this kills the worker.

        Raises:
            Busy: no worker is free.
            Stopped: the answer took too long, needed too much memory or is too large.
        """
        worker = await self._take()
        self._busy += 1
        data = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - the receiver closes it
        healthy = False
        try:
            async with asyncio.timeout(self.settings.deadline):
                answer = await self._talk(worker, request, data)
            healthy = True
            self.counts["answered" if answer.report.status < 400 else "refused"] += 1
        except TimeoutError:
            self.counts["timeouts"] += 1
            raise Stopped(f"stopped after {self.settings.deadline:g} s; ask for less, e.g. with LIMIT") from None
        except (asyncio.IncompleteReadError, ConnectionError, BrokenPipeError):
            self.counts["deaths"] += 1
            raise Stopped(
                f"stopped: its worker ended, as at the limit of {self.settings.memory} MiB of memory; ask for less"
            ) from None
        except asyncio.CancelledError:
            self.counts["disconnects"] += 1
            raise
        finally:
            self._busy -= 1
            if healthy:
                self._give(worker)
            else:
                data.close()
                self._replace(worker)
        return answer

    async def _talk(self, worker: _Worker, request: dict[str, Any], data: IO[bytes]) -> Answer:
        body = json.dumps(request).encode()
        worker.writer.write(len(body).to_bytes(4, "big") + body)
        await worker.writer.drain()
        size = 0
        while frame := await read_frame(worker.reader):
            if frame[:1] == b"\x00":  # a message in place of what came before
                data.seek(0)
                data.truncate()
                size = 0
            size += data.write(frame[1:])
            if size > self.settings.answer * 1024 * 1024:
                raise Stopped(f"stopped: the answer is larger than {self.settings.answer} MiB; ask with LIMIT")
        report = Report(**json.loads(await read_frame(worker.reader)))
        data.seek(0)
        return Answer(report, data, size)

    async def _take(self) -> _Worker:
        while self._idle:
            worker = self._idle.popleft()
            if not worker.reader.at_eof():
                return worker
            self._replace(worker)
        if len(self._waiting) >= self.settings.queue:
            self.counts["full"] += 1
            raise Busy(429, f"{len(self._waiting)} requests wait already; try again later")
        future: asyncio.Future[_Worker] = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        try:
            async with asyncio.timeout(self.settings.patience):
                return await future
        except TimeoutError:
            self._withdraw(future)
            self.counts["waited"] += 1
            raise Busy(503, f"no worker was free for {self.settings.patience:g} s; try again later") from None
        except asyncio.CancelledError:
            self._withdraw(future)
            raise

    def _withdraw(self, future: asyncio.Future[_Worker]) -> None:
        """Leave the queue; a worker that came in that very moment goes to the next."""
        if future in self._waiting:
            self._waiting.remove(future)
        if future.done() and not future.cancelled():
            self._give(future.result())

    def _give(self, worker: _Worker) -> None:
        """Hand a worker to whoever waits longest."""
        while self._waiting:
            future = self._waiting.popleft()
            if not future.done():
                future.set_result(worker)
                return
        self._idle.append(worker)

    def _replace(self, worker: _Worker) -> None:
        """Kill a worker and start another."""
        worker.writer.close()
        self._order({"kill": worker.number})
        self._spawn()

    def _spawn(self) -> None:
        if not self._closed:
            task = asyncio.get_running_loop().create_task(self._add())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _add(self) -> None:
        """Start a worker and put it to work when it is ready; try again, ever later, while that fails."""
        pause = 0.1
        while not self._closed:
            self._numbers += 1
            number = self._numbers
            ours, theirs = socket.socketpair()
            try:
                self._order({"fork": number}, theirs)
            finally:
                theirs.close()
            reader, writer = await asyncio.open_connection(sock=ours)
            try:
                async with asyncio.timeout(_START):
                    await read_frame(reader)
            except (TimeoutError, asyncio.IncompleteReadError, ConnectionError):
                writer.close()
                self._order({"kill": number})
                await asyncio.sleep(pause)
                pause = min(pause * 2, 5.0)
                continue
            self.counts["started"] += 1
            self._give(_Worker(number, reader, writer))
            return

    async def _tend(self) -> None:
        """Replace idle workers that have died, and the nursery."""
        while True:
            await asyncio.sleep(_TEND)
            if self._nursery is not None and self._nursery.poll() is not None:
                self._start_nursery()
            for worker in [worker for worker in self._idle if worker.reader.at_eof()]:
                self._idle.remove(worker)
                self.counts["deaths"] += 1
                self._replace(worker)

    def _order(self, order: dict[str, int], end: socket.socket | None = None) -> None:
        """Send the nursery an order; where it has gone, start another, whose workers are new."""
        if self._closed or self._orders is None:
            return
        line = json.dumps(order).encode() + b"\n"
        try:
            socket.send_fds(self._orders, [line], [end.fileno()] if end else [])
        except OSError:
            self._start_nursery()
            if end:
                socket.send_fds(self._orders, [line], [end.fileno()])

    def _start_nursery(self) -> None:
        if self._nursery is not None:
            self._nursery.kill()
            self._nursery.wait()
        if self._orders is not None:
            self._orders.close()
        self._orders, theirs = socket.socketpair()
        held = {**asdict(self.settings), "store": str(self.settings.store.absolute())}
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            "MALLOC_ARENA_MAX": "2",  # each arena of glibc reserves 64 MiB of the address space that we limit
        }
        self._nursery = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-P", "-m", "graph.serve.nursery", str(theirs.fileno()), json.dumps(held)],
            pass_fds=[theirs.fileno()],
            env=environment,
            stdin=subprocess.DEVNULL,
        )
        theirs.close()
