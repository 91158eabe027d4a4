"""An interruption ends what it was meant to end, also when Python or a library loses it."""

from __future__ import annotations

import contextlib
import signal
import sys
import time
import weakref

import pytest

from yq_analysis.running.processes.signals import checkpoint, ended_by_signals

SIGNALS = [signal.SIGINT, signal.SIGTERM]


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_interrupts(number: int) -> None:
    with pytest.raises(KeyboardInterrupt), ended_by_signals():
        signal.raise_signal(number)


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize("real", [True, False])
def test_an_interruption_lost_in_a_callback_is_asked_again_until_it_is_heard(
    number: int,
    times: int,
    real: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if not real:  # as where threads cannot be sent signals
        monkeypatch.delattr(signal, "pthread_kill", raising=False)
    lost = 0

    def lose(*arguments: object) -> None:
        nonlocal lost
        thing = {lost}
        reference = weakref.ref(thing, lambda _: stop(*arguments))
        lost += 1
        del thing
        assert reference() is None

    def wait() -> None:
        signal.raise_signal(number)
        end = time.monotonic() + 10
        while time.monotonic() < end:
            time.sleep(0.5)

    with ended_by_signals():
        stop = signal.getsignal(number)
        assert callable(stop)
        signal.signal(
            number, lambda *arguments: lose(*arguments) if lost < times else stop(*arguments)
        )
        with pytest.raises(KeyboardInterrupt):
            wait()
    assert lost == times
    assert capsys.readouterr().err == ""


def test_an_interruption_that_a_library_swallowed_is_raised_at_the_next_checkpoint() -> None:
    with ended_by_signals():
        checkpoint()
        with contextlib.suppress(BaseException):
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            checkpoint()
    checkpoint()


def test_afterwards_everything_is_as_it_was() -> None:
    before = [signal.getsignal(number) for number in SIGNALS]
    hook = sys.unraisablehook
    with ended_by_signals():
        assert sys.unraisablehook is not hook
    assert [signal.getsignal(number) for number in SIGNALS] == before
    assert sys.unraisablehook is hook
