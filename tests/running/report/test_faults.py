"""Whatever ends a run, nothing is half-written, no process is left, and nothing looks green that is
not.
"""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running.toys import GOOD, add_notebook, toy_project
from yq_analysis.check import DataProblem, QuestionProblem
from yq_analysis.running.report import writing
from yq_analysis.running.report.making import make
from yq_analysis.running.report.question import ask
from yq_analysis.running.report.writing import locked
from yq_analysis.system import whole_file

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/environ").exists(), reason="looks for left processes in /proc"
)
PROJECT = Path(__file__).resolve().parents[3]


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


def _start(
    root: Path, *more: str, mark: str = "", command: tuple[str, ...] = ("report", "--area", "东区")
) -> subprocess.Popen[str]:
    temporary = root / "tmp"
    temporary.mkdir(exist_ok=True)
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(PROJECT), str(root / "modules")]),
        "YQ_TEST_MARK": mark,
        "TMPDIR": str(temporary),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "yq_analysis", *command, "--root", str(root), *more],
        env=environment,
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )


@pytest.fixture
def waiting(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A project whose second page takes for ever and has started a process of its own."""
    root = toy_project(tmp_path)
    add_notebook(root, "01_good.ipynb", GOOD)
    add_notebook(
        root,
        "02_for_ever.ipynb",
        [
            "import subprocess, pathlib, time",
            "subprocess.Popen(['sleep', '300'])",
            "pathlib.Path('../started').touch()",
            "time.sleep(300)",
        ],
    )
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
    return [
        path.name
        for path in (root / "reports").iterdir()
        if not path.name.startswith(".") and path.name != "index.html"
    ]


def _clean_slate(root: Path, mark: str) -> None:
    """No process, no temporary file, nothing half-written."""
    assert _gone(mark)
    assert list((root / "tmp").iterdir()) == []
    assert list((root / "reports").glob(".unfinished-*")) == []


def _interrupted(
    root: Path, process: subprocess.Popen[str], mark: str, number: int = signal.SIGINT
) -> None:
    process.send_signal(number)
    _, said = process.communicate(timeout=15)
    assert process.returncode == 130
    assert said.splitlines() == [
        "已中断，没有写到一半的报告。 Interrupted; nothing is half-written."
    ]
    _clean_slate(root, mark)


@pytest.mark.parametrize(
    ("number", "more"),
    [
        (signal.SIGINT, []),
        pytest.param(signal.SIGTERM, [], marks=pytest.mark.slow),
        pytest.param(signal.SIGINT, ["--no-fork"], marks=pytest.mark.slow),
    ],
)
def test_an_interrupted_run_leaves_nothing(
    waiting: tuple[Path, str], number: int, more: list[str]
) -> None:
    root, mark = waiting
    process = _start(root, *more, mark=str(root))
    _until_started(root, process)
    _interrupted(root, process, mark, number)
    assert _published(root) == []


@pytest.mark.parametrize("more", [[], pytest.param(["--no-fork"], marks=pytest.mark.slow)])
def test_a_killed_run_leaves_no_process_and_the_next_one_tidies_up(
    waiting: tuple[Path, str], more: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root, mark = waiting
    process = _start(root, *more, mark=str(root))
    _until_started(root, process)
    process.kill()
    process.communicate()
    assert _gone(mark)
    assert _published(root) == []
    monkeypatch.setattr("tempfile.tempdir", str(root / "tmp"))
    outcome = make(ask(areas=["东区"], root=root), root=root, only=["01"])
    assert outcome.complete
    _clean_slate(root, mark)


@pytest.fixture
def many(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A project of many small pages, a third of which take for ever: kernels are asked for all the
    time.
    """
    root = toy_project(tmp_path)
    for number in range(10, 40):
        add_notebook(
            root, f"{number}_page.ipynb", ["while True: pass" if number % 3 == 0 else "1 + 1"]
        )
    mark = f"YQ_TEST_MARK={root}"
    yield root, mark
    for pid in _marked(mark):
        os.kill(pid, signal.SIGKILL)


@pytest.mark.slow
@pytest.mark.parametrize("more", [[], ["--no-fork"]])
def test_a_run_may_be_interrupted_at_any_moment(many: tuple[Path, str], more: list[str]) -> None:
    root, mark = many
    for tenths in (4, 7, 9, 11, 13, 16, 20, 25, 40):
        process = _start(root, *more, mark=str(root))
        time.sleep(tenths / 10)
        if not (root / "reports").exists():  # it has not begun
            process.kill()
            process.communicate()
            continue
        _interrupted(root, process, mark)
        assert _published(root) == []


LOSSY = """
import signal, weakref
plain, kept = signal.signal, []
def signal_(number, handler):
    if number != signal.SIGINT or not callable(handler):
        return plain(number, handler)
    def first_lost(*arguments):
        if kept:
            return handler(*arguments)
        thing = set()
        kept.append(weakref.ref(thing, lambda _: handler(*arguments)))
    return plain(number, first_lost)
signal.signal = signal_
"""


def test_an_interruption_lost_in_a_callback_ends_the_run_all_the_same(
    waiting: tuple[Path, str],
) -> None:
    root, mark = waiting
    (root / "modules").mkdir()
    (root / "modules" / "sitecustomize.py").write_text(LOSSY, encoding="utf-8")
    process = _start(root, mark=str(root))
    _until_started(root, process)
    _interrupted(root, process, mark)
    assert _published(root) == []


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_module_that_never_ends_loading_keeps_nothing_alive(tmp_path: Path, number: int) -> None:
    root = toy_project(tmp_path)
    (root / "modules").mkdir()
    (root / "modules" / "endless.py").write_text(
        "import pathlib, "
        "time\npathlib.Path(__file__).with_name('begun').touch()\ntime.sleep(300)\n",
        encoding="utf-8",
    )
    add_notebook(root, "01_endless.ipynb", ["import endless"])
    process = _start(root, mark=str(root))
    while not (root / "modules" / "begun").exists():
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    process.send_signal(number)
    process.communicate(timeout=15)
    assert process.returncode in (130, -signal.SIGKILL)
    assert _gone(f"YQ_TEST_MARK={root}")
    assert list((root / "tmp").iterdir()) == []


@pytest.mark.slow
def test_a_killed_parent_of_kernels_is_a_fault_of_the_page(waiting: tuple[Path, str]) -> None:
    root, mark = waiting
    process = _start(root, "--json", mark=str(root))
    _until_started(root, process)
    parents = [
        pid
        for pid in _marked(mark)
        if b"forkserver" in Path(f"/proc/{pid}/cmdline").read_bytes()
        and os.getsid(pid) == pid
        and b"-f\0" not in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]
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
    assert "另一次运行（进程" in said
    assert "Traceback" not in said
    assert _published(root) == []


def test_a_full_disk_is_said_and_nothing_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = toy_project(tmp_path)
    add_notebook(root, "01_good.ipynb", GOOD)
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no /dev/full here")

    def to_a_full_disk(path: Path, text: str) -> None:
        with full.open("w", encoding="utf-8") as stream:
            stream.write(text)

    monkeypatch.setattr(whole_file, "write", to_a_full_disk)
    with pytest.raises(DataProblem, match=r"磁盘已满.*没有发布任何报告；.*请腾出磁盘空间"):
        make(ask(areas=["东区"], root=root), root=root)
    assert _published(root) == []


def test_what_was_published_before_the_disk_was_full_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = toy_project(tmp_path)
    add_notebook(root, "01_good.ipynb", ["1 + 1"])
    publish = writing.publish

    def until_full(built: Path, folder: Path, stamp: str) -> Path:
        if any((root / "reports" / one).exists() for one in ("东区", "西区")):
            raise OSError(errno.ENOSPC, "No space left on device", str(built))
        return publish(built, folder, stamp)

    monkeypatch.setattr(writing, "publish", until_full)
    with pytest.raises(DataProblem) as caught:
        make(ask(areas=["东区", "西区"], root=root), root=root, jobs=1)
    (published,) = _published(root)
    (problem,) = caught.value.problems
    assert problem.where == str(root / "reports")  # and not the hidden folder in which it was built
    assert problem.next == f"此前已完整发布：{published}；请腾出磁盘空间；或用 --out 指定别的位置"


def test_an_area_that_cannot_be_published_is_named_and_the_others_are(tmp_path: Path) -> None:
    root = toy_project(tmp_path)
    add_notebook(root, "01_good.ipynb", ["1 + 1"])
    (root / "reports").mkdir()
    (root / "reports" / "东区").write_text("a file stands here", encoding="utf-8")
    with pytest.raises(DataProblem) as caught:
        make(ask(areas=["东区", "西区"], root=root), root=root, jobs=1)
    (problem,) = caught.value.problems
    assert problem.where == str(root / "reports" / "东区")
    assert "此前已完整发布：西区" in problem.next
    assert len(list((root / "reports" / "西区").glob("*/run.json"))) == 1


@pytest.mark.slow
def test_a_segmentation_fault_is_a_fault_of_its_page(tmp_path: Path) -> None:
    root = toy_project(tmp_path)
    add_notebook(root, "01_good.ipynb", GOOD)
    add_notebook(root, "02_segfault.ipynb", ["import ctypes", "ctypes.string_at(0)"])
    outcome = make(ask(areas=["东区"], root=root), root=root)
    assert list(outcome.failures) == ["东区 02_segfault"]


def test_a_notebook_that_takes_too_much_memory_is_a_fault_of_its_page(tmp_path: Path) -> None:
    root = toy_project(tmp_path)
    add_notebook(root, "01_good.ipynb", GOOD)
    add_notebook(root, "02_greedy.ipynb", ["much = bytearray(40 << 30)"])
    outcome = make(ask(areas=["东区"], root=root), root=root)
    assert list(outcome.failures) == ["东区 02_greedy"]


@pytest.mark.parametrize(
    "name",
    [
        *("../东区", "/etc/x", "C:x", "CON", "lpt1.x", "x.", "..\u200b", "\u202e东区", "县" * 90),
        *(".unfinished-x", ".lock", "index.html", "~root", "-rf", "x\x7f"),
    ],
)
def test_an_area_s_name_does_not_lead_out_of_the_folder(tmp_path: Path, name: str) -> None:
    root = toy_project(tmp_path)
    areas = root / "catalogue" / "areas.csv"
    areas.write_text(areas.read_text(encoding="utf-8").replace("东区", name), encoding="utf-8")
    with pytest.raises(QuestionProblem, match="不能作文件夹名"):
        ask(areas=["010101"], root=root)


def test_a_list_of_areas_that_a_spreadsheet_saved_as_gbk_is_read(tmp_path: Path) -> None:
    root = toy_project(tmp_path)
    areas = root / "catalogue" / "areas.csv"
    areas.write_bytes(areas.read_text(encoding="utf-8").encode("gbk"))
    assert ask(areas=["老西"], root=root).areas[0].name == "西区"


def test_kernels_share_nothing(tmp_path: Path) -> None:
    root = toy_project(tmp_path)
    secret = [
        "import pandas as pd, numpy as np, matplotlib.pyplot as plt",
        "print(hasattr(pd, 'secret'), 'mine' in globals(), plt.get_fignums(), "
        "plt.rcParams['lines.linewidth'])",
        "print(np.random.rand())",
        "pd.secret = mine = 1\nplt.rcParams['lines.linewidth'] = 9",
    ]
    for number in (1, 2, 3):
        add_notebook(root, f"0{number}_same.ipynb", secret)
    place = make(ask(areas=["东区"], root=root), root=root, jobs=1).places["010101"]
    said = []
    for path in sorted((place / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        said.append(
            [
                "".join(output["text"]).strip()
                for cell in cells
                for output in cell.get("outputs", [])
                if "text" in output
            ]
        )
    assert [one[0] for one in said] == ["False False [] 1.5"] * 3
    assert len({one[1] for one in said}) == 3  # each kernel draws its own random numbers


def test_a_failed_page_is_run_again_and_its_neighbour_is_not(tmp_path: Path) -> None:
    root = toy_project(tmp_path)
    add_notebook(root, "01_good.ipynb", GOOD)
    add_notebook(
        root,
        "02_sometimes.ipynb",
        ["import pathlib", "assert pathlib.Path('../ready').exists(), '还没有准备好'"],
    )
    question = ask(areas=["东区"], root=root)
    first = make(question, root=root)
    assert (first.ran, len(first.failures)) == (2, 1)
    assert "有页未生成" in (root / "reports" / "index.html").read_text(encoding="utf-8")
    (root / "ready").touch()
    second = make(question, root=root)
    assert (second.ran, second.reused, second.complete) == (1, 1, True)
    newest = (root / "reports" / "index.html").read_text(encoding="utf-8").split("<details>")[0]
    assert "有页未生成" not in newest


TIMETABLE = (
    "clean = false\n[[job]]\nname = 'daily'\nwhen = 'daily 00:00'\nareas = ['东区']\nretries = 0\n"
)


@pytest.mark.parametrize(
    "number", [signal.SIGKILL, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)]
)
def test_a_timetable_that_is_ended_takes_its_report_with_it_and_the_next_call_goes_on(
    waiting: tuple[Path, str], number: int
) -> None:
    root, mark = waiting
    (root / "schedule.toml").write_text(TIMETABLE, encoding="utf-8")
    process = _start(root, command=("schedule", "run-due"), mark=str(root))
    _until_started(root, process)
    process.send_signal(number)
    process.communicate(timeout=15)
    (root / "notebooks" / "02_for_ever.ipynb").unlink()
    again = _start(
        root, "--json", command=("schedule", "run-due"), mark=str(root)
    )  # at once, while the other still tidies up
    out, said = again.communicate(timeout=60)
    assert again.returncode == 0, said
    assert json.loads(out)["jobs"][0]["standing"] == "complete"
    assert "FAILED" not in (root / "reports" / ".schedule" / "log.txt").read_text(encoding="utf-8")
    _clean_slate(root, mark)


@pytest.mark.slow
def test_a_timetable_in_the_foreground_ends_its_job_with_itself(waiting: tuple[Path, str]) -> None:
    pytest.importorskip("apscheduler")
    root, mark = waiting
    (root / "schedule.toml").write_text(TIMETABLE, encoding="utf-8")
    process = _start(root, command=("schedule", "serve"), mark=str(root))
    _until_started(root, process)
    _interrupted(root, process, mark)
    assert not (root / "reports" / ".schedule" / "state.json").exists()


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_jupyterlab_ends_with_the_command_that_opened_it(tmp_path: Path, number: int) -> None:
    pytest.importorskip("jupyterlab")
    root = toy_project(tmp_path)
    mark = f"YQ_TEST_MARK={root}"
    process = _start(root, "--no-browser", "--port", "18765", command=("lab",), mark=str(root))
    try:
        assert process.stderr is not None
        while "http://127.0.0.1" not in (line := process.stderr.readline()):
            assert line, "the server did not start"
        process.send_signal(number)
        assert _gone(mark, 20)
        assert process.wait() in (0, -signal.SIGKILL)
    finally:
        for pid in _marked(mark):
            os.kill(pid, signal.SIGKILL)
        process.communicate()


def test_a_page_whose_data_changed_while_it_was_made_is_made_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The data change and change back: by its inputs the page would look up to date."""
    root = toy_project(tmp_path)
    data = root / "data" / "raw" / "gdp.csv"
    before = data.read_bytes()
    add_notebook(root, "01_writes.ipynb", ["open('../data/raw/gdp.csv', 'a').write('2025,3\\n')"])
    question = ask(areas=["东区"], root=root)
    assert make(question, root=root).ran == 1
    assert "data/raw/gdp.csv changed while the pages were made" in caplog.text
    data.write_bytes(before)
    assert make(question, root=root).ran == 1


def test_data_written_again_as_they_were_change_nothing(tmp_path: Path) -> None:
    root = toy_project(tmp_path)
    add_notebook(
        root,
        "01_writes.ipynb",
        [
            "import pathlib",
            "file = pathlib.Path('../data/raw/gdp.csv')",
            "file.write_bytes(file.read_bytes())",
        ],
    )
    question = ask(areas=["东区"], root=root)
    assert make(question, root=root).ran == 1
    assert make(question, root=root).reused == 1
