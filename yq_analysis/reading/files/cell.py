"""A cell round the readers: a file is read in a child process with bounds on its memory and time.

What people hand over may be made, or damaged, so that a parser never ends, eats the machine or
falls over. One child serves one file after the other, so that seventy files cost one start. It is a
plain program on pipes: nothing of the caller is imported again, and it works alike on every system;
memory is bounded where the system knows how.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import pickle
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import IO, Any

from yq_analysis.check import DataProblem, Message
from yq_analysis.reading.files.file_bytes import shown
from yq_analysis.reading.files.limits import Limits, refusal

_LENGTH = struct.Struct(">Q")
_PATIENCE = 5  # how many times slower than its work the clock may make it
_IDLE = 120  # seconds without work after which the child goes home
_START_SECONDS = 120  # for the child to start and load its libraries, on a busy machine
_LARGE = 700_000_000  # bytes; a child that has grown so large is not used for a second file

_START = (
    "import sys; sys.path = {path!r}; from yq_analysis.reading.files.cell import serve; "
    "serve({memory}, {seconds})"
)


class ReaderFault(Exception):
    """What went wrong inside the child, for whoever mends the reader: the cause of a refusal."""


def read_in_cell(work: str, name: str, *arguments: Any, limits: Limits | None = None) -> Any:
    """Do `work` ("module:function") with `arguments` in the child; return what it returns.

    `name` is the file's name for people. Raises the `DataProblem` that the work raises; overrun,
    crash or any other exception becomes a refusal that names the file.
    """
    bounds, name = limits or Limits(), shown(name)
    with _lock:
        child = _child(bounds)
        answer = child.ask((work, _folder(), arguments))
        if answer is None and child.went_home:
            answer = _child(bounds).ask((work, _folder(), arguments))
    if answer is None:
        raise _overrun(name, child, bounds)
    kind, content = answer
    if kind == "done":
        return content
    if kind == "refused":
        raise content[0](content[1])
    what, trace = content
    if what == "MemoryError":
        raise _too_much_memory(name, bounds) from ReaderFault(trace)
    raise refusal(
        name, Message("reading_file_fault", kind=what), Message("reading_file_fault_next")
    ) from ReaderFault(trace)


def _overrun(name: str, child: _Child, limits: Limits) -> DataProblem:
    if child.late:
        return refusal(
            name,
            Message("reading_file_too_slow", seconds=round(limits.seconds)),
            Message("reading_file_too_slow_next"),
        )
    if not child.fed:
        return refusal(
            name, Message("reading_cell_not_started"), Message("reading_cell_not_started_next")
        )
    return refusal(name, Message("reading_file_crash"), Message("reading_file_crash_next"))


def _too_much_memory(name: str, limits: Limits) -> DataProblem:
    return refusal(
        name,
        Message("reading_file_too_large_in_memory", most=f"{limits.memory / 1e9:g}"),
        Message("reading_file_too_slow_next"),
    )


def _folder() -> str:
    with contextlib.suppress(OSError):
        return os.getcwd()
    return ""


# --- the caller's side
# -----------------------------------------------------------------------------


class _Child:
    """The process that reads, and the two pipes to it."""

    def __init__(self, limits: Limits):
        self.limits = limits
        self.late = self.fed = False
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-c",
                _START.format(path=sys.path, memory=limits.memory, seconds=limits.seconds),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.to: IO[bytes] = self.process.stdin
        self.fro: IO[bytes] = self.process.stdout

    @property
    def went_home(self) -> bool:
        """Whether it ended by itself, for want of work, before it took up what was asked."""
        return not self.late and not self.fed and self.process.returncode is not None

    @property
    def usable(self) -> bool:
        return self.process.poll() is None

    def ask(self, question: Any) -> tuple[str, Any] | None:
        """The answer, or None where the child was stopped or fell over."""
        self.late = self.fed = False
        answer = None
        try:
            _send(self.to, question)
            with self._watched(_START_SECONDS):
                self.fed = _receive(self.fro) == "taken"
            seconds = self.limits.seconds
            while answer is None:
                with self._watched(seconds):
                    answer = _receive(self.fro)
                if answer[0] == "time":
                    seconds, answer = answer[1], None
        except (OSError, EOFError, pickle.UnpicklingError):
            pass
        except BaseException:  # Ctrl-C: the answer that is still to come is nobody's
            self.close()
            raise
        if answer is None or answer[2]:
            self.close()
        return None if answer is None else (answer[0], answer[1])

    @contextlib.contextmanager
    def _watched(self, seconds: float) -> Iterator[None]:
        done = threading.Event()
        threading.Thread(target=self._stop_late, args=(seconds, done), daemon=True).start()
        try:
            yield
        finally:
            done.set()

    def _stop_late(self, seconds: float, done: threading.Event) -> None:
        """Stop the child once it has worked for so long. On a busy machine the clock runs ahead of
        its work; it is given some more of the clock then, but not without end.
        """
        begun, left, clock = self._worked(), seconds, _PATIENCE * seconds
        while not done.wait(left):
            clock -= left
            left = min(seconds - (self._worked() - begun), clock)
            if left <= 0:
                self.late = True
                self.process.kill()
                return

    def _worked(self) -> float:
        """Seconds of work that the child has had; of the clock where the system does not say."""
        try:
            with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as file:
                after_name = file.read().rpartition(")")[2].split()
            return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")
        except (OSError, ValueError, IndexError):
            return time.monotonic()

    def close(self) -> None:
        """End the process and wait for it: no child is left behind."""
        for pipe in (self.to, self.fro):
            with contextlib.suppress(OSError):
                pipe.close()
        self.process.kill()
        self.process.wait()


_lock = threading.Lock()
_open: list[_Child] = []


def _child(limits: Limits) -> _Child:
    """The child that stands ready under these limits; a new one where there is none."""
    if _open and (not _open[0].usable or _open[0].limits != limits):
        close()
    if not _open:
        _open.append(_Child(limits))
    return _open[0]


def close() -> None:
    """Send the child home; the next file gets a new one."""
    while _open:
        _open.pop().close()


def _forget() -> None:
    """In a forked process: the child is the parent's; only its pipes must not be held open here."""
    global _lock
    _lock = threading.Lock()
    while _open:
        child = _open.pop()
        child.process.returncode = 0  # not ours to wait for
        for pipe in (child.to, child.fro):
            with contextlib.suppress(OSError):
                pipe.close()


atexit.register(close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


# --- the child's side
# ------------------------------------------------------------------------------


def serve(memory: int, seconds: float) -> None:
    """Take work from standard input until it ends; give each answer on standard output."""
    answers = os.fdopen(os.dup(1), "wb")
    _answers.append(answers)
    os.dup2(
        os.open(os.devnull, os.O_WRONLY), 1
    )  # a library that prints must not disturb the answers
    questions = sys.stdin.buffer
    _alone()
    bounded = False
    while True:
        _alarm(_IDLE)
        try:
            work, folder, arguments = _receive(questions)
        except EOFError:
            return
        _alarm(_START_SECONDS)
        module, function = work.split(":")
        do = getattr(import_module(module), function)
        if not bounded:  # what the libraries take does not count
            _bound_memory(memory)
            bounded = True
        _alarm(_PATIENCE * seconds + 60)
        _send(answers, "taken")
        answer = (*_answer(do, folder, arguments), _size() > _LARGE)
        try:
            _send(answers, answer)
        except MemoryError:
            _send(answers, ("fault", ("MemoryError", ""), True))
            return
        if answer[2]:
            return


_answers: list[IO[bytes]] = []  # in the child: where answers go


def take_time(seconds: float) -> None:
    """Ask the caller for so many seconds from now: recognising a picture takes longer than a file
    may.
    """
    if _answers:
        _alarm(_PATIENCE * seconds + 60)
        _send(_answers[0], ("time", seconds))


def _answer(do: Callable[..., Any], folder: str, arguments: tuple[Any, ...]) -> tuple[str, Any]:
    import traceback

    try:
        with contextlib.suppress(OSError):
            os.chdir(folder)
        return "done", do(*arguments)
    except DataProblem as found:
        return "refused", (type(found), found.problems)
    except Exception as fault:
        return "fault", (type(fault).__name__, traceback.format_exc(limit=-20))


def _alone() -> None:
    """Ctrl-C is the caller's to answer: it ends the child by closing the pipe, or by a kill."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _alarm(seconds: float) -> None:
    """End by the system's own alarm, should the caller be gone or the work not end."""
    import signal

    if hasattr(signal, "alarm"):
        signal.alarm(int(seconds))


def _bound_memory(memory: int) -> None:
    """At most `memory` more bytes than now, where the system has such a bound (not Windows, not
    macOS).
    """
    if not sys.platform.startswith("linux"):
        return
    import resource

    with open("/proc/self/statm", encoding="ascii") as pages:
        now = int(pages.read().split()[0]) * resource.getpagesize()
    most = now + memory
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def _size() -> int:
    """The most memory that this process ever held, in bytes; 0 where the system does not say."""
    try:
        import resource
    except ImportError:  # Windows
        return 0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


# --- both sides
# ------------------------------------------------------------------------------------


def _send(pipe: IO[bytes], content: Any) -> None:
    packed = pickle.dumps(content, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.write(_LENGTH.pack(len(packed)))
    pipe.write(packed)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> Any:
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    packed = pipe.read(_LENGTH.unpack(head)[0])
    return pickle.loads(packed)
