"""The parent's side of parsing: one limited child process per process, used again and again, replaced when it dies.

In: what to parse and how. Out: the child's answer. Refused: what the child refuses, what runs past its limits, what
crashes it; the child is killed with its whole process group.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from extract.read import limits
from extract.read.child import FRAME, pack
from extract.read.messages import refusal
from ontology.errors import DocumentError

__all__ = ["close_child", "parse"]

RENEW = 500
"""Documents after which a child is replaced, so that a parser's leaks stay small."""
BLOCK = 1 << 20
GRACE_S = 5.0
_lock = threading.Lock()


def parse(name: str, body: bytes, source: str, **head: Any) -> tuple[dict[str, Any], bytes]:
    """Return the answer of the parser `name` to these bytes.

    Raises:
        DocumentError: the parser refuses them, takes too long or too much memory, or crashes on them.
    """
    with _lock:
        child = _Child.current()
        try:
            answer, result = child.ask(pack({"parse": name, "source": source, **head}, body), source)
        except BaseException:
            child.kill()
            raise
    if "reason" in answer:
        raise DocumentError(source, answer["reason"], answer["advice"])
    if refused := answer.get("refused"):
        raise refusal(source, "limit", detail={"memory": "内存 memory", "nesting": "嵌套 nesting", "output": "输出 output"}[refused])
    return answer, result


def close_child() -> None:
    """End this process's child, if it has one."""
    with _lock:
        if _Child.instance is not None and _Child.instance.owner == os.getpid():
            _Child.instance.kill()
        _Child.instance = None


class _Child:
    """One running parser process."""

    instance: _Child | None = None

    @classmethod
    def current(cls) -> _Child:
        """Return this process's child, a fresh one if the last is dead, worn or belongs to the process we forked from."""
        known = cls.instance
        if known is not None and known.owner != os.getpid():
            known.disown()
            known = None
        if known is not None and (known.asked >= RENEW or known.process.poll() is not None):
            known.kill()
            known = None
        if known is None:
            cls.instance = known = cls()
        return known

    def __init__(self) -> None:
        self.owner, self.asked = os.getpid(), 0
        root = str(Path(__file__).resolve().parents[2])
        environment = {key: os.environ[key] for key in ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TZ") if key in os.environ}
        self.process = subprocess.Popen(  # our own module under this interpreter
            [sys.executable, "-m", "extract.read.child"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True, cwd="/",
            env={**environment, "PYTHONPATH": os.pathsep.join([root, *(p for p in sys.path if p.endswith("-packages"))]), "PYTHONDONTWRITEBYTECODE": "1"},
        )  # fmt: skip

    def ask(self, request: bytes, source: str) -> tuple[dict[str, Any], bytes]:
        """Send a request and return the answer before the deadline."""
        self.asked += 1
        deadline = time.monotonic() + limits.WALL_S
        self._send(request, deadline, source)
        head_length, body_length = FRAME.unpack(self._receive(FRAME.size, deadline, source))
        if head_length + body_length > limits.REPLY:
            raise refusal(source, "limit", detail="输出 output")
        answer: dict[str, Any] = json.loads(self._receive(head_length, deadline, source))
        return answer, self._receive(body_length, deadline, source)

    def kill(self) -> None:
        """Kill the child and everything it started."""
        if _Child.instance is self:
            _Child.instance = None
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.wait()
        self.disown()

    def disown(self) -> None:
        """Close our ends of its pipes."""
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _send(self, request: bytes, deadline: float, source: str) -> None:
        descriptor = self.process.stdin.fileno()  # type: ignore[union-attr]
        os.set_blocking(descriptor, False)
        view = memoryview(request)
        while view:
            self._wait(descriptor, selectors.EVENT_WRITE, deadline, source)
            try:
                view = view[os.write(descriptor, view[:BLOCK]) :]
            except BlockingIOError:
                continue
            except BrokenPipeError:
                raise self._death(source) from None

    def _receive(self, size: int, deadline: float, source: str) -> bytes:
        descriptor = self.process.stdout.fileno()  # type: ignore[union-attr]
        received = bytearray()
        while len(received) < size:
            self._wait(descriptor, selectors.EVENT_READ, deadline, source)
            block = os.read(descriptor, min(BLOCK, size - len(received)))
            if not block:
                raise self._death(source)
            received += block
        return bytes(received)

    def _wait(self, descriptor: int, event: int, deadline: float, source: str) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(descriptor, event)
            if not selector.select(max(0.0, deadline - time.monotonic())):
                raise refusal(source, "limit", detail=f"{limits.WALL_S} 秒 s")

    def _death(self, source: str) -> DocumentError:
        """Return why the child died: by a limit, or by a crash."""
        give_up = time.monotonic() + GRACE_S
        while not (ended := os.wait4(self.process.pid, os.WNOHANG))[0]:
            if time.monotonic() > give_up:  # it closed its output and lives on
                os.killpg(self.process.pid, signal.SIGKILL)
            time.sleep(0.005)
        _, status, usage = ended
        self.process.returncode = os.waitstatus_to_exitcode(status)
        code = self.process.returncode
        if code == -signal.SIGXCPU:
            return refusal(source, "limit", detail=f"{limits.CPU_S} CPU 秒 s")
        if usage.ru_maxrss * 1024 > limits.MEMORY // 2:
            return refusal(source, "limit", detail="内存 memory")
        return refusal(source, "crashed", detail=signal.Signals(-code).name if code < 0 else f"exit {code}")


atexit.register(close_child)
