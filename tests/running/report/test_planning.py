"""What has to be run, without running anything."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.running.toys import GOOD, add_notebook, toy_project
from yq_analysis.check import DataProblem, QuestionProblem
from yq_analysis.running.report import unchanged as fresh
from yq_analysis.running.report.notebook_run import Fault
from yq_analysis.running.report.planning import AreaPlan, find_notebooks, plan
from yq_analysis.running.report.question import Question, ask
from yq_analysis.running.report.run_record import NAME, PageFacts, run_facts
from yq_analysis.running.report.writing import write_json


def _plan(root: Path, question: Question) -> AreaPlan:
    (one,) = plan(
        question, root=root, out=root / "reports", notebooks=find_notebooks(root / "notebooks")
    )
    return one


def _pretend(root: Path, question: Question, *, fault: Fault | None = None) -> None:
    """Leave a run as if the planned pages had been made."""
    one = _plan(root, question)
    place = root / "reports" / one.area.name / "20250101-000000"
    (place / "notebooks").mkdir(parents=True, exist_ok=True)
    facts = [
        PageFacts(
            name=page.name, title=page.title, key=page.key, parameters=page.shown, fault=fault
        )
        for page in one.pages
    ]
    for page in one.pages:
        (place / f"{page.name}.html").touch()
        (place / "notebooks" / f"{page.name}.ipynb").touch()
    write_json(
        place / NAME,
        run_facts(
            area=one.area,
            asked=question.asked(),
            pages=facts,
            inputs={},
            versions={},
            started="2025-01-01T00:00:00",
            finished="2025-01-01T00:00:01",
        ),
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    toy_project(tmp_path)
    add_notebook(tmp_path, "01_first.ipynb", GOOD)
    add_notebook(tmp_path, "02_second.ipynb", ["1"])
    return tmp_path


def test_what_was_made_from_the_same_is_up_to_date(root: Path) -> None:
    question = ask(areas=["东区"], root=root, to=2030)
    assert not _plan(root, question).up_to_date
    _pretend(root, question)
    assert _plan(root, question).up_to_date


CHANGES: dict[str, Callable[[Path], object]] = {
    "data": lambda root: (root / "data/raw/gdp.csv").write_text("year,value\n", encoding="utf-8"),
    "a new file": lambda root: (root / "data/raw/new.csv").touch(),
    "a list": lambda root: (root / "catalogue/indicators.csv").write_text(
        "indicator,name_zh,name_en\n", encoding="utf-8"
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_any_changed_input_makes_every_page_anew(root: Path, what: str) -> None:
    question = ask(areas=["东区"], root=root)
    _pretend(root, question)
    CHANGES[what](root)
    assert [page.reuse for page in _plan(root, question).pages] == [None, None]


def test_a_changed_notebook_makes_only_its_own_page_anew(root: Path) -> None:
    question = ask(areas=["东区"], root=root)
    _pretend(root, question)
    add_notebook(root, "02_second.ipynb", ["2"])
    assert [page.reuse is None for page in _plan(root, question).pages] == [False, True]


def test_another_question_is_another_report(root: Path) -> None:
    _pretend(root, ask(areas=["东区"], root=root))
    for other in (
        ask(areas=["东区"], root=root, to=2030),
        ask(areas=["东区"], root=root, language="en"),
        ask(areas=["东区"], root=root, as_of="2024-06"),
    ):
        assert not _plan(root, other).up_to_date


def test_another_version_of_a_program_makes_every_page_anew(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = ask(areas=["东区"], root=root)
    _pretend(root, question)
    monkeypatch.setattr(fresh, "versions", lambda: {"pandas": "99"})
    assert not _plan(root, question).up_to_date


def test_a_failed_page_is_never_taken_over(root: Path) -> None:
    question = ask(areas=["东区"], root=root)
    _pretend(root, question, fault=Fault(kind="error", name="ValueError", problem="x"))
    assert not _plan(root, question).up_to_date


def test_a_page_whose_file_is_gone_is_made_anew(root: Path) -> None:
    question = ask(areas=["东区"], root=root)
    _pretend(root, question)
    next((root / "reports").rglob("01_first.html")).unlink()
    assert [page.reuse is None for page in _plan(root, question).pages] == [True, False]


def test_a_notebook_may_name_the_inputs_it_depends_on(root: Path) -> None:
    inputs = {"data/raw/a.csv": "1", "catalogue/areas.csv": "2"}
    assert fresh.of_notebook(inputs, {"metadata": {"yq": {"inputs": ["catalogue/*"]}}}) == {
        "catalogue/areas.csv": "2"
    }
    assert fresh.of_notebook(inputs, {"metadata": {}}) == inputs


@pytest.mark.parametrize(
    ("language", "listed", "anew"),
    [
        ("zh", "indicator,name_zh,name_en\nenergy,能耗,Energy\n", [True, False]),
        ("en", "indicator,name_zh,name_en\nenergy,能耗,Energy\n", [True, True]),
        ("zh", "indicator,name_zh,name_en\nenergy,能源,Energy use\n", [True, True]),
        ("zh", "name_en\n\x00", [True, True]),
    ],
)
def test_a_new_english_name_touches_no_chinese_page_that_shows_one_language(
    root: Path, language: str, listed: str, anew: list[bool]
) -> None:
    path = root / "notebooks" / "02_second.ipynb"
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(
        json.dumps({**content, "metadata": {**content["metadata"], "yq": {"own_language": True}}}),
        encoding="utf-8",
    )
    question = ask(areas=["东区"], root=root, language=language)
    before = _plan(root, question)
    (root / "catalogue" / "indicators.csv").write_text(listed, encoding="utf-8")
    after = _plan(root, question)
    assert [
        old.key != new.key for old, new in zip(before.pages, after.pages, strict=True)
    ] == anew  # the first page did not say so


def test_notebooks_for_people_make_no_pages(root: Path) -> None:
    for name in ("00_welcome.ipynb", "90_explore.ipynb", "draft.ipynb"):
        add_notebook(root, name, ["1"])
    assert [one.name for one in find_notebooks(root / "notebooks")] == ["01_first", "02_second"]


def test_a_title_comes_from_metadata_or_the_first_heading(root: Path) -> None:
    assert [dict(one.titles) for one in find_notebooks(root / "notebooks")] == [
        {"zh": "能耗"},
        {"zh": "能耗"},
    ]


def test_an_empty_folder_and_a_broken_notebook_are_refused_in_words(
    root: Path, tmp_path: Path
) -> None:
    with pytest.raises(QuestionProblem, match="没有可做成页面的笔记本"):
        find_notebooks(tmp_path / "nowhere")
    (root / "notebooks/03_broken.ipynb").write_text("{", encoding="utf-8")
    with pytest.raises(DataProblem, match="不能作为笔记本读取"):
        find_notebooks(root / "notebooks")


def test_a_page_that_is_not_there_is_refused_with_what_is(root: Path) -> None:
    with pytest.raises(QuestionProblem, match="有：01_first, 02_second"):
        find_notebooks(root / "notebooks", only=["third"])


def test_areas_are_found_by_code_name_and_alias(root: Path) -> None:
    for name in ("010102", "西区", "西", "老西", "west district"):
        assert [area.code for area in ask(areas=[name], root=root).areas] == ["010102"]


def test_everything_wrong_with_a_question_is_said_at_once(root: Path) -> None:
    with pytest.raises(QuestionProblem) as caught:
        ask(areas=["东去", "西区", "中区"], root=root, to=35, as_of="last year", language="fr")
    assert len(caught.value.problems) == 5
    assert "没有叫“东去”的地区; 是不是东区" in str(caught.value)
