"""Limits of a parser process, and the call that sets them.

In: nothing. Out: the process that calls `confine` can take no more memory, write no files and outlive no parent.
"""

from __future__ import annotations

import ctypes
import resource
import signal
import sys

__all__ = ["CPU_S", "MEMORY", "OUTPUT", "REPLY", "WALL_S", "allow_cpu", "confine"]

MEMORY = 1 << 30
"""Address space of a parser; the largest sound file of our tests takes a quarter of it."""
CPU_S = 30
WALL_S = 60
OUTPUT = 32 << 20
"""Characters that one file may give: a thousand pages give two million."""
REPLY = 160 << 20
"""Bytes of a reply that the parent takes before it stops listening."""
OPEN_FILES = 64


def confine() -> None:
    """Limit this process for good: memory, file writing, open files, core dumps; and die with the parent (Linux)."""
    _limit(resource.RLIMIT_AS, MEMORY)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NOFILE, OPEN_FILES)
    _limit(resource.RLIMIT_CORE, 0)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)


def allow_cpu() -> None:
    """Give this process `CPU_S` more CPU seconds; SIGXCPU ends it when they are spent."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = int(used.ru_utime + used.ru_stime) + CPU_S + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def _limit(kind: int, value: int) -> None:
    hard = resource.getrlimit(kind)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (value, value))
