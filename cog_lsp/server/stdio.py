"""The edges of the process: whose pipes these are, whether the client still lives, how to end.

Nothing in here knows a message, and nothing but the standard library is imported: this file runs
before anything that might print.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import BinaryIO


def claim_stdio() -> tuple[BinaryIO, Outlet]:
    """Take stdin and stdout for the protocol alone.

    Afterwards whatever prints, in Python or in C, prints to stderr; whatever reads stdin reads
    nothing; and a child process inherits neither pipe.
    """
    _ensure_stderr()
    source, sink = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(source, os.O_BINARY)
        msvcrt.setmode(sink, os.O_BINARY)
    # Ctrl-C in a terminal ends the process: the reading thread could not be woken otherwise.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return os.fdopen(source, "rb"), Outlet(os.fdopen(sink, "wb"))


def _ensure_stderr() -> None:
    """Some clients start a server without a stderr; its number must not become one of the pipes."""
    try:
        os.fstat(2)
    except OSError:
        null = os.open(os.devnull, os.O_WRONLY)
        if null != 2:
            os.dup2(null, 2)
            os.close(null)
        sys.stderr = os.fdopen(2, "w")


class Outlet:
    """The pipe to the client. Once it is broken or closed, what is written to it is dropped.

    A client that goes away says so by closing our stdin; that, and no failing write, ends us.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._open = True

    def write(self, data: bytes) -> None:
        """Send ``data``, if there is still someone to send it to."""
        self._guarded(lambda: self._stream.write(data))

    def flush(self) -> None:
        """Send what is held back."""
        self._guarded(self._stream.flush)

    def close(self) -> None:
        """Send nothing more."""
        self._guarded(self._stream.close)
        self._open = False

    def _guarded(self, action: Callable[[], object]) -> None:
        if not self._open:
            return
        try:
            action()
        except (OSError, ValueError):
            self._open = False


def is_alive(pid: int) -> bool:
    """Whether a process with this id runs; one that we may not ask about does."""
    if sys.platform == "win32":
        import ctypes

        synchronize, still_running = 0x00100000, 0x00000102
        handle = ctypes.windll.kernel32.OpenProcess(synchronize, False, pid)
        if not handle:
            return False
        try:
            waited: int = ctypes.windll.kernel32.WaitForSingleObject(handle, 0)
            return waited == still_running
        finally:
            ctypes.windll.kernel32.CloseHandle(handle)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def may_be_watched(pid: int | None) -> bool:
    """Whether the death of ``pid`` would mean that the client is gone.

    Not so when the client gave none, when it is ourselves, or when it is not to be seen now: a
    client outside of our container has an id that means nothing in it.
    """
    return pid is not None and pid > 0 and pid != os.getpid() and is_alive(pid)
