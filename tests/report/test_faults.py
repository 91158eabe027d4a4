"""Whatever ends a run, nothing is half-written, no process is left, and nothing looks green that is not."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from toys import GOOD, add_notebook, toy_project

from yq_analysis.report.making import make
from yq_analysis.report.question import ask
from yq_analysis.report.writing import locked

pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks for left processes in /proc")
PROJECT = Path(__file__).resolve().parents[2]


def _marked(mark: str) -> list[int]:
    """Processes (not zombies) that carry our mark in their environment."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                environment = (entry / "environ").read_bytes()
                state = (entry / "stat").read_text().rsplit(")", 1)[1].split()[0]
            except OSError:
                continue
            if mark.encode() in environment and state != "Z":
                found.append(int(entry.name))
    return found


def _gone(mark: str, seconds: float = 8) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not _marked(mark):
            return True
        time.sleep(0.05)
    return False


def _start(root: Path, *more: str, mark: str = "") -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "YQ_TEST_MARK": mark}
    return subprocess.Popen([sys.executable, "-m", "yq_analysis", "report", "--root", str(root), "--area", "东区", *more],
                            env=environment, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
                            start_new_session=True)


@pytest.fixture
def waiting(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A project whose second page takes for ever and has started a process of its own."""
    root = toy_project(tmp_path)
    add_notebook(root, "01_good.ipynb", GOOD)
    add_notebook(root, "02_for_ever.ipynb", ["import subprocess, pathlib, time", "subprocess.Popen(['sleep', '300'])",
                                             "pathlib.Path('../started').touch()", "time.sleep(300)"])
    mark = f"YQ_TEST_MARK={root}"
    yield root, mark
    for pid in _marked(mark):
        os.kill(pid, signal.SIGKILL)


def _until_started(root: Path, process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + 40
    while not (root / "started").exists():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.02)


def _published(root: Path) -> list[str]:
    return [path.name for path in (root / "reports").iterdir() if not path.name.startswith(".") and path.name != "index.html"]


@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)])
def test_an_interrupted_run_leaves_nothing(waiting: tuple[Path, str], number: int) -> None:
    root, mark = waiting
    process = _start(root, mark=str(root))
    _until_started(root, process)
    process.send_signal(number)
    _, said = process.communicate(timeout=15)
    assert process.returncode == 130
    assert "Traceback" not in said
    assert _gone(mark)
    assert _published(root) == []
    assert list((root / "reports").glob(".unfinished-*")) == []


def test_a_killed_run_leaves_no_process_and_the_next_one_tidies_up(waiting: tuple[Path, str]) -> None:
    root, mark = waiting
    process = _start(root, mark=str(root))
    _until_started(root, process)
    process.kill()
    process.communicate()
    assert _gone(mark)
    assert _published(root) == []
    outcome = make(ask(areas=["东区"], root=root), root=root, only=["01"])
    assert outcome.complete
    assert list((root / "reports").glob(".unfinished-*")) == []


@pytest.mark.slow
def test_a_killed_parent_of_kernels_is_a_fault_of_the_page(waiting: tuple[Path, str]) -> None:
    root, mark = waiting
    process = _start(root, "--json", mark=str(root))
    _until_started(root, process)
    parents = [pid for pid in _marked(mark) if b"forkserver" in Path(f"/proc/{pid}/cmdline").read_bytes()
               and os.getsid(pid) == pid and b"-f\0" not in Path(f"/proc/{pid}/cmdline").read_bytes()]
    os.kill(min(parents), signal.SIGKILL)
    out, _ = process.communicate(timeout=20)
    assert process.returncode == 1
    result = json.loads(out.splitlines()[-1])
    assert "东区 02_for_ever" in result["failures"]
    assert _gone(mark)


def test_two_runs_at_once_do_not_mix(tmp_path: Path) -> None:
    root = toy_project(tmp_path)
    add_notebook(root, "01_good.ipynb", GOOD)
    (root / "reports").mkdir()
    with locked(root / "reports"):
        process = _start(root)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "another run (process" in said
    assert "Traceback" not in said
    assert _published(root) == []


def test_a_full_disk_is_said_and_nothing_is_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = toy_project(tmp_path)
    add_notebook(root, "01_good.ipynb", GOOD)
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no /dev/full here")
    from yq_analysis.check import DataProblem
    from yq_analysis.report import writing

    def to_a_full_disk(path: Path, text: str) -> None:
        with full.open("w", encoding="utf-8") as stream:
            stream.write(text)

    monkeypatch.setattr(writing, "write_text", to_a_full_disk)
    with pytest.raises(DataProblem, match=r"No space left on device.*nothing was published; free some space"):
        make(ask(areas=["东区"], root=root), root=root)
    assert _published(root) == []


@pytest.mark.slow
def test_a_segmentation_fault_is_a_fault_of_its_page(tmp_path: Path) -> None:
    root = toy_project(tmp_path)
    add_notebook(root, "01_good.ipynb", GOOD)
    add_notebook(root, "02_segfault.ipynb", ["import ctypes", "ctypes.string_at(0)"])
    outcome = make(ask(areas=["东区"], root=root), root=root)
    assert list(outcome.failures) == ["东区 02_segfault"]


def test_kernels_share_nothing(tmp_path: Path) -> None:
    root = toy_project(tmp_path)
    secret = ["import pandas as pd, numpy as np, matplotlib.pyplot as plt",
              "print(hasattr(pd, 'secret'), 'mine' in globals(), plt.get_fignums(), plt.rcParams['lines.linewidth'])",
              "print(np.random.rand())", "pd.secret = mine = 1\nplt.rcParams['lines.linewidth'] = 9"]
    for number in (1, 2, 3):
        add_notebook(root, f"0{number}_same.ipynb", secret)
    place = make(ask(areas=["东区"], root=root), root=root, jobs=1).places["010101"]
    said = []
    for path in sorted((place / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        said.append(["".join(output["text"]).strip() for cell in cells for output in cell.get("outputs", []) if "text" in output])
    assert [one[0] for one in said] == ["False False [] 1.5"] * 3
    assert len({one[1] for one in said}) == 3  # each kernel draws its own random numbers


def test_a_failed_page_is_run_again_and_its_neighbour_is_not(tmp_path: Path) -> None:
    root = toy_project(tmp_path)
    add_notebook(root, "01_good.ipynb", GOOD)
    add_notebook(root, "02_sometimes.ipynb", ["import pathlib", "assert pathlib.Path('../ready').exists(), '还没有准备好'"])
    question = ask(areas=["东区"], root=root)
    first = make(question, root=root)
    assert (first.ran, len(first.failures)) == (2, 1)
    assert 'data-verdict="failed"' in (root / "reports" / "index.html").read_text(encoding="utf-8")
    (root / "ready").touch()
    second = make(question, root=root)
    assert (second.ran, second.reused, second.complete) == (1, 1, True)
    assert 'data-verdict="failed"' not in (root / "reports" / "index.html").read_text(encoding="utf-8").split("<details>")[0]
