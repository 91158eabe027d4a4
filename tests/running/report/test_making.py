"""The whole way with real kernels: one run serves many questions, since
kernels are the slow part.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.running.toys import GOOD, add_notebook, toy_project
from yq_analysis.check import DataProblem, QuestionProblem
from yq_analysis.running.report.making import Outcome, make
from yq_analysis.running.report.question import ask


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome]:
    root = toy_project(tmp_path_factory.mktemp("project"))
    add_notebook(root, "01_good.ipynb", GOOD)
    add_notebook(
        root,
        "02_error.ipynb",
        ["## 之前", "print('before the fault')", "raise ValueError('区划代码不对')"],
        title="出错的页",
    )
    add_notebook(
        root,
        "03_died.ipynb",
        ["import os, signal", "print('alive', flush=True)", "os.kill(os.getpid(), signal.SIGKILL)"],
    )
    add_notebook(root, "04_slow.ipynb", ["import time", "time.sleep(60)"])
    add_notebook(root, "00_welcome.ipynb", ["1/0"])
    return root, make(ask(areas=["东区"], root=root, to=2030), root=root, timeout=8)


def test_a_good_page_is_whole_although_others_failed(made: tuple[Path, Outcome]) -> None:
    _, outcome = made
    place = outcome.places["010101"]
    facts = json.loads((place / "run.json").read_text(encoding="utf-8"))
    good = facts["pages"]["01_good"]
    assert (good["figures"], good["tables"], good["fault"]) == (1, 1, None)
    assert good["parameters"]["area"] == "010101"
    html = (place / "01_good.html").read_text(encoding="utf-8")
    assert "010101 到 2030 年" in html
    assert "default-src 'none'" in html
    assert "plt.subplots" not in html


def test_each_fault_is_named_and_marked(made: tuple[Path, Outcome]) -> None:
    _, outcome = made
    place = outcome.places["010101"]
    facts = json.loads((place / "run.json").read_text(encoding="utf-8"))
    assert facts["status"] == "failed"
    assert not outcome.complete
    assert {
        name: page["fault"]["kind"] for name, page in facts["pages"].items() if page["fault"]
    } == {"02_error": "error", "03_died": "died", "04_slow": "timeout"}
    for name in ("02_error", "03_died", "04_slow", "index"):
        assert "【运行失败】" in (place / f"{name}.html").read_text(encoding="utf-8")


def test_a_failed_page_keeps_what_ran_before_the_fault(made: tuple[Path, Outcome]) -> None:
    _, outcome = made
    place = outcome.places["010101"]
    html = (place / "02_error.html").read_text(encoding="utf-8")
    assert "before the fault" in html
    assert "区划代码不对" in html
    assert "alive" in (place / "notebooks" / "03_died.ipynb").read_text(encoding="utf-8")


def test_numbers_are_handed_on(made: tuple[Path, Outcome]) -> None:
    _, outcome = made
    text = (outcome.places["010101"] / "assessments.csv").read_bytes().decode("utf-8-sig")
    assert text.splitlines()[1].startswith("010101,energy,2025,15.0")


def test_a_misspelt_parameter_is_refused_before_anything_runs(made: tuple[Path, Outcome]) -> None:
    root, _ = made
    before = sorted(root.rglob("*"))
    with pytest.raises(QuestionProblem, match="是否指 rate"):
        make(ask(areas=["东区"], root=root, parameters={"raet": "3"}), root=root)
    assert sorted(root.rglob("*")) == before


def test_nothing_is_left_beside_the_published_run(made: tuple[Path, Outcome]) -> None:
    root, _ = made
    assert [
        path.name for path in (root / "reports").iterdir() if path.name.startswith(".unfinished")
    ] == []


@pytest.mark.slow
def test_an_unchanged_page_is_not_run_again_and_a_changed_one_is(tmp_path: Path) -> None:
    root = toy_project(tmp_path)
    add_notebook(root, "01_first.ipynb", GOOD)
    add_notebook(root, "02_second.ipynb", ["print('two')"])
    question = ask(areas=["东"], root=root)
    first = make(question, root=root)
    assert (first.ran, first.reused) == (2, 0)
    again = make(question, root=root)
    assert (again.ran, again.reused, again.places) == (0, 2, first.places)
    add_notebook(root, "02_second.ipynb", ["print('three')"])
    changed = make(question, root=root)
    assert (changed.ran, changed.reused) == (1, 1)
    forced = make(question, root=root, force=True)
    assert forced.ran == 2
    for name in (
        "01_first.html",
        "notebooks/01_first.ipynb",
        "assessments.csv",
    ):  # same inputs, same bytes
        assert (forced.places["010101"] / name).read_bytes() == (
            first.places["010101"] / name
        ).read_bytes()
    (root / "data/raw/gdp.csv").write_text("year,value\n2024,2\n", encoding="utf-8")
    assert make(question, root=root).ran == 2


def test_a_read_only_folder_is_refused_in_words(tmp_path: Path) -> None:
    root = toy_project(tmp_path)
    add_notebook(root, "01_first.ipynb", GOOD)
    (root / "reports").write_text("a file, not a folder", encoding="utf-8")
    with pytest.raises(DataProblem, match="写不进去"):
        make(ask(areas=["东区"], root=root), root=root)


@pytest.mark.slow
def test_plain_kernels_make_the_same_page(tmp_path: Path) -> None:
    root = toy_project(tmp_path)
    add_notebook(root, "01_first.ipynb", GOOD)
    question = ask(areas=["东区"], root=root)
    forked = make(question, root=root, out=tmp_path / "a").places["010101"]
    plain = make(question, root=root, out=tmp_path / "b", fork=False).places["010101"]
    assert (forked / "01_first.html").read_bytes() == (plain / "01_first.html").read_bytes()
    assert (forked / "notebooks/01_first.ipynb").read_bytes() == (
        plain / "notebooks/01_first.ipynb"
    ).read_bytes()


def test_an_error_may_say_anything(tmp_path: Path) -> None:
    root = toy_project(tmp_path)
    add_notebook(root, "01_good.ipynb", GOOD)
    for number, text in enumerate(
        ("cannot open [/tmp/x]", "\x1b[2J", "\ud800", "</html>\0"), start=2
    ):
        add_notebook(root, f"0{number}_bad.ipynb", [f"raise ValueError({text!r})"])
    outcome = make(ask(areas=["东区"], root=root), root=root)
    assert set(outcome.failures) == {f"东区 0{number}_bad" for number in range(2, 6)}
    assert (outcome.places["010101"] / "01_good.html").is_file()
