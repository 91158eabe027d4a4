"""A file that hangs, eats memory or breaks its reader is refused by name; the next one is read."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from yq_analysis.check import DataProblem, QuestionProblem
from yq_analysis.reading.files import cell
from yq_analysis.reading.files.cell import read_in_cell
from yq_analysis.reading.files.limits import Limits

HERE = "tests.reading.files.test_cell"
SOON = Limits(seconds=1.0, memory=300_000_000)


def double(number: int) -> int:
    print("a library that prints does not disturb the answer")
    return 2 * number


def hang(name: str) -> None:
    time.sleep(60)


def eat(name: str) -> int:
    return len(bytearray(1_000_000_000))


def fall_over(name: str) -> None:
    os._exit(3)


def trip(name: str) -> None:
    raise ZeroDivisionError(name)


def ask_wrongly(name: str) -> None:
    raise QuestionProblem([])


def process(name: str) -> int:
    return os.getpid()


@pytest.fixture(autouse=True)
def _no_child_is_left():
    yield
    cell.close()


def test_the_answer_comes_back_and_one_child_serves_many_files() -> None:
    assert [read_in_cell(f"{HERE}:double", "a", number) for number in range(3)] == [0, 2, 4]
    first, second = (read_in_cell(f"{HERE}:process", "a", "a") for _ in range(2))
    assert first == second != os.getpid()


@pytest.mark.parametrize(
    ("work", "said"),
    [("hang", "1 秒内没有读完"), ("fall_over", "意外退出"), ("trip", "ZeroDivisionError")],
)
def test_overrun_crash_and_fault_name_the_file_and_the_next_file_is_read(
    work: str, said: str
) -> None:
    with pytest.raises(DataProblem, match=said) as caught:
        read_in_cell(f"{HERE}:{work}", "甲.xls", "甲.xls", limits=SOON)
    (problem,) = caught.value.problems
    assert problem.where == "甲.xls"
    assert problem.next
    assert read_in_cell(f"{HERE}:double", "a", 4, limits=SOON) == 8


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is bounded on Linux only")
def test_a_file_that_needs_too_much_memory_is_refused() -> None:
    with pytest.raises(DataProblem, match=r"内存超过 0\.3 GB"):
        read_in_cell(f"{HERE}:eat", "甲.xls", "甲.xls", limits=SOON)
    assert read_in_cell(f"{HERE}:double", "a", 4, limits=SOON) == 8


def test_a_refusal_keeps_its_kind() -> None:
    with pytest.raises(QuestionProblem):
        read_in_cell(f"{HERE}:ask_wrongly", "a", "a")


def test_a_child_that_went_home_is_replaced() -> None:
    first = read_in_cell(f"{HERE}:process", "a", "a")
    os.kill(first, 9)
    assert read_in_cell(f"{HERE}:process", "a", "a") != first


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system does not fork")
def test_no_child_outlives_its_parent(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("地区,人口\n甲县,1\n乙县,2\n", encoding="utf-8")
    code = (
        "import os, yq_analysis as yq\n"
        "from yq_analysis.reading.files import cell\n"
        f"yq.read_table({str(tmp_path / 'a.csv')!r})\n"
        "print(cell._open[0].process.pid, flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    child = int(done.stdout)
    for _ in range(100):
        try:
            os.kill(child, 0)
        except ProcessLookupError:
            return
        if Path(f"/proc/{child}/stat").read_text(encoding="ascii").split()[2] == "Z":
            return
        time.sleep(0.1)
    pytest.fail("the child still runs")
