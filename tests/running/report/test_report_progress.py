from __future__ import annotations

import io

import pytest
from rich.console import Console

from yq_analysis.running.report.progress_bar import Bar, Quiet


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What a person would see on a terminal."""
    seen = io.StringIO()
    monkeypatch.setattr(
        "rich.console.Console", lambda **_: Console(file=seen, force_terminal=True, width=200)
    )
    return seen


@pytest.mark.parametrize(
    "why",
    [
        "ValueError: cannot open [/tmp/x]",
        "KeyError: [red]a[/]",
        "IndexError: [/red]",
        "a\x1b[2Jb",
        "\ud800",
    ],
)
def test_what_a_fault_says_is_shown_as_it_is_and_stops_nothing(
    why: str, screen: io.StringIO
) -> None:
    bar = Bar()
    bar.begin(2)
    bar.running("东区 01_good")
    bar.running("东区 02_bad [/]")
    bar.failed("东区 02_bad [/]", why)
    bar.done("东区 01_good", 1.0)
    bar.end()
    if why.isprintable():
        assert f"东区 02_bad [/]: {why}" in screen.getvalue()
    assert "\x1b[2J" not in screen.getvalue()


def test_without_a_terminal_only_faults_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    quiet = Quiet()
    quiet.begin(1)
    quiet.running("东区 01")
    quiet.failed("东区 01", "ValueError: [/tmp/x]")
    quiet.end()
    assert capsys.readouterr().err == "✕ 东区 01: ValueError: [/tmp/x]\n"
