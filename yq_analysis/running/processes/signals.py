"""Ctrl-C and SIGTERM end a run as one, also when the exception that they raise is lost.

Python raises it wherever the program is at that moment. In the callback of a weak reference or in a
`__del__` nobody can catch it: Python reports it and goes on; and a library may swallow it, too. So
it is remembered and asked again.
"""

from __future__ import annotations

import _thread
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# seconds after which an interruption that was lost is asked again
AGAIN = 0.05


class _Interruption:
    def __init__(self) -> None:
        self.asked = 0
        self._over = False
        self._lock = threading.Lock()

    def stop(self, number: int, _: object) -> None:
        self.asked = number
        if not self._over:
            raise KeyboardInterrupt

    def lost(self) -> None:
        # not threading.Thread: its start waits for locks which the code that was interrupted may
        # hold
        _thread.start_new_thread(self._again, (self.asked or signal.SIGINT,))

    def _again(self, number: int) -> None:
        time.sleep(AGAIN)
        with self._lock:
            if self._over:
                return
            main = threading.main_thread().ident
            if hasattr(signal, "pthread_kill") and main is not None:  # wakes what waits, too
                signal.pthread_kill(main, number)
            else:
                _thread.interrupt_main(signal.Signals(number))

    def over(self) -> None:
        with self._lock:
            self._over = True


_now: _Interruption | None = None


def checkpoint() -> None:
    """Raise `KeyboardInterrupt` where one was asked for and swallowed since; for loops that are not
    part of tidying up.
    """
    if _now is not None and _now.asked:
        raise KeyboardInterrupt


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Inside, SIGINT and SIGTERM raise `KeyboardInterrupt` in the main thread, again and again
    until it is not lost.
    """
    global _now
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    this = _Interruption()
    say = sys.unraisablehook

    def unraisable(problem: Any) -> None:
        if issubclass(problem.exc_type, KeyboardInterrupt):
            this.lost()
        else:
            say(problem)

    outer, _now = _now, this
    before = {
        number: signal.signal(number, this.stop) for number in (signal.SIGINT, signal.SIGTERM)
    }
    sys.unraisablehook = unraisable
    try:
        yield
    finally:
        this.over()
        sys.unraisablehook = say
        for number, handler in before.items():
            signal.signal(number, handler)
        _now = outer
