"""What a run leaves among the temporary files, what it says where it cannot fork or write there."""

from __future__ import annotations

import errno
import itertools
import os
import subprocess
import sys
from pathlib import Path
from types import FrameType

import pytest

from yq_analysis.check import DataProblem
from yq_analysis.running.processes import kernels as kernels_of_run
from yq_analysis.running.processes import runtime_dir
from yq_analysis.running.processes.kernels import Kernels
from yq_analysis.running.processes.runtime_dir import PREFIX, PrivateFolder
from yq_analysis.running.processes.warm_parent import start_parent


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def test_what_a_killed_run_left_goes_when_the_next_one_starts(temporary: Path) -> None:
    code = (
        "import os, signal\nfrom yq_analysis.running.processes.runtime_dir import "
        "PrivateFolder\nPrivateFolder()\nos.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "TMPDIR": str(temporary)}, check=False
    )
    (left,) = temporary.iterdir()
    one = PrivateFolder()
    assert list(temporary.iterdir()) == [one.path]
    assert left != one.path
    one.remove()
    assert list(temporary.iterdir()) == []


def test_what_a_living_run_holds_stays_and_so_does_what_is_just_being_made(temporary: Path) -> None:
    (temporary / f"{PREFIX}young").mkdir()
    (temporary / f"{PREFIX}link").symlink_to(temporary / "elsewhere")
    one, two = PrivateFolder(), PrivateFolder()
    assert one.path.is_dir()
    assert (temporary / f"{PREFIX}young").is_dir()
    assert (temporary / f"{PREFIX}link").is_symlink()
    assert one.path.stat().st_mode & 0o777 == 0o700
    one.remove()
    two.remove()


def test_where_kernels_cannot_be_forked_it_is_said(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delattr(os, "fork")
    assert start_parent([]) is None
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "plain kernels" in caplog.text
    caplog.clear()
    assert start_parent([], fork=False) is None
    assert not caplog.records  # who switched it off knows


def test_no_room_for_temporary_files_is_said_with_their_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(DataProblem, match=r"nowhere.*写不进去.*TMPDIR"):
        Kernels()


def test_whose_room_ran_out_is_found_by_trying(temporary: Path) -> None:
    full = OSError(errno.ENOSPC, "No space left on device")
    with Kernels() as kernels:
        assert kernels.room_or(full) is full
    assert "TMPDIR" in str(kernels.room_or(full))  # their folder is gone, and cannot be written


def test_an_interruption_at_any_line_leaves_no_folder(temporary: Path) -> None:
    """Python may raise KeyboardInterrupt between any two lines: between making a folder and noting
    it as well.
    """
    watched = (runtime_dir.__file__, kernels_of_run.__file__)
    left_by_itself = 0

    def run_until(last: int) -> bool:
        """Whether it was interrupted at this line of ours."""
        seen = 0

        def trace(frame: FrameType, event: str, _: object) -> object:
            nonlocal seen
            if frame.f_code.co_filename not in watched:
                return None
            seen += event == "line"
            if seen == last and event == "line":
                sys.settrace(None)
                raise KeyboardInterrupt
            return trace

        try:
            sys.settrace(trace)
            with Kernels():
                pass
        except KeyboardInterrupt:
            return True
        finally:
            sys.settrace(None)
        return False

    for line in itertools.count(1):
        interrupted = run_until(line)
        left_by_itself += any(temporary.iterdir())
        runtime_dir.remove_ours()
        assert list(temporary.iterdir()) == [], line
        if not interrupted:
            break
    assert line > 40
    assert left_by_itself  # what the end of the process is there for
