"""Numbers that changed between two runs, and why."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from yq_analysis.check import DataProblem, Problem, QuestionProblem, refuse
from yq_analysis.running.report.failure_note import noted
from yq_analysis.running.report.notebook_run import Fault
from yq_analysis.running.report.overview import write_overview
from yq_analysis.running.report.question import Area
from yq_analysis.running.report.records import page_file, to_csv
from yq_analysis.running.report.run_changes import Change, compare, general_reason
from yq_analysis.running.report.run_record import PageFacts, PastRun, past_runs, run_facts
from yq_analysis.running.report.writing import write_json

HEAD = [
    "area",
    "indicator",
    "caliber",
    "year",
    "known",
    "value",
    "unit",
    "edition",
    "correction",
    "method",
    "source",
]
EAST = Area(code="010101", name="东区", name_en="East")
FAULT = Fault(kind="error", name="E", problem="x")
LINE = ["010101", "energy", "nbs", 2023, "observed", 2.5, "%", "2024", "", "", "a.csv"]


def _run(
    out: Path,
    number: int,
    lines: list[list[Any]],
    *,
    inputs: dict[str, str] | None = None,
    versions: str = "1",
    key: str = "k",
    pages: Sequence[str] = ("01_a",),
    failed: Sequence[str] = (),
    left_out: Sequence[str] = (),
    verdict: str = "met",
    language: str = "zh",
    area: Area = EAST,
) -> PastRun:
    place = out / area.name / f"run{number}"
    place.mkdir(parents=True)
    for page in pages:
        held = {
            "numbers": to_csv(HEAD, lines),
            "assessments": to_csv(
                ["area", "indicator", "caliber", "year", "target_area", "target", "verdict"],
                [["010101", "energy", "nbs", 2025, "010101", 15, verdict]],
            ),
        }
        for name, text in held.items() if page not in failed else ():
            page_file(place, page, name).parent.mkdir(parents=True, exist_ok=True)
            page_file(place, page, name).write_text(text, encoding="utf-8", newline="")
    write_json(
        place / "run.json",
        run_facts(
            area=area,
            asked={"to": 2035, "as_of": None, "language": language, "parameters": {}},
            pages=[
                PageFacts(
                    name=page,
                    title=f"页{page}",
                    key=key,
                    parameters={},
                    fault=FAULT if page in failed else None,
                )
                for page in pages
            ],
            left_out=left_out,
            inputs=inputs or {"data/raw/a.csv": "1"},
            versions={"yq-analysis": versions},
            started="x",
            finished=f"2025-01-0{number}T00:00:00",
        ),
    )
    return next(run for run in past_runs(place.parent) if run.place == place)


def changes(before: PastRun, after: PastRun) -> list[Change]:
    return compare(before, after, "01_a").changes


def _overview(out: Path) -> str:
    write_overview(out, out)
    return (out / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("place", "value", "reason"),
    [(7, "2025", "edition"), (8, "typing error", "correction"), (9, "drift", "method")],
)
def test_a_line_tells_its_own_reason(tmp_path: Path, place: int, value: str, reason: str) -> None:
    other = [*LINE]
    other[5], other[place] = 2.7, value
    (change,) = changes(_run(tmp_path, 1, [LINE]), _run(tmp_path, 2, [other]))
    assert (change.before, change.after, change.reason) == ("2.5", "2.7", reason)


@pytest.mark.parametrize(
    ("inputs", "versions", "key", "reason"),
    [
        ({"data/raw/a.csv": "1", "data/raw/b.csv": "1"}, "1", "k", "edition"),
        ({"data/raw/a.csv": "2"}, "1", "k", "data"),
        ({"data/raw/a.csv": "1", "catalogue/corrections.csv": "1"}, "1", "k", "correction"),
        ({"data/raw/a.csv": "1", "catalogue/units.csv": "1"}, "1", "k", "catalogue"),
        ({"data/raw/a.csv": "1"}, "2", "k", "method"),
        ({"data/raw/a.csv": "1"}, "1", "other", "method"),
        ({"data/raw/a.csv": "1"}, "1", "k", "unknown"),
    ],
)
def test_else_the_runs_tell_the_reason(
    tmp_path: Path, inputs: dict[str, str], versions: str, key: str, reason: str
) -> None:
    before, after = (
        _run(tmp_path, 1, [LINE]),
        _run(tmp_path, 2, [LINE], inputs=inputs, versions=versions, key=key),
    )
    assert general_reason(before.facts, after.facts) == reason


def test_equal_up_to_the_last_bits_is_no_change(tmp_path: Path) -> None:
    other = [*LINE]
    other[5] = 2.5 * (1 + 1e-13)
    assert changes(_run(tmp_path, 1, [LINE]), _run(tmp_path, 2, [other])) == []


def test_new_and_lost_numbers_and_verdicts_are_changes(tmp_path: Path) -> None:
    other = [*LINE]
    other[3] = 2024
    found = changes(_run(tmp_path, 1, [LINE]), _run(tmp_path, 2, [other], verdict="missed"))
    assert [(one.year, one.reason) for one in found] == [
        ("2023", "removed"),
        ("2024", "added"),
        ("2025", "unknown"),
    ]
    assert (found[2].what, found[2].before, found[2].after) == ("verdict", "met", "missed")


def test_the_overview_shows_the_latest_verdicts_and_what_changed(tmp_path: Path) -> None:
    other = [*LINE]
    other[5], other[7] = 2.7, "2025"
    _run(tmp_path, 1, [LINE])
    _run(tmp_path, 2, [other], verdict="missed")
    page = _overview(tmp_path)
    assert 'data-verdict="missed"' in page
    assert "2 个数和结论中有 2 处变动" in page
    assert "新版次" in page
    assert 'href="东区/run2/index.html"' in page
    assert 'href="东区/run1/index.html"' in page


def test_an_area_comes_after_the_one_that_it_lies_in(tmp_path: Path) -> None:
    for code, name in [
        ("010101", "东区"),
        ("010000", "西省"),
        ("100000", "全国"),
        ("010102", "一区"),
    ]:
        _run(tmp_path, 1, [LINE], area=Area(code=code, name=name, name_en=name))
    assert re.findall(r'<h2><a href="[^"]*">(\w+)', _overview(tmp_path)) == [
        "西省",
        "东区",
        "一区",
        "全国",
    ]  # 010000, 010101, 010102, 100000


def test_a_verdict_stands_beside_its_indicator_and_columns_without_entries_are_left_out(
    tmp_path: Path,
) -> None:
    """On a phone only the first columns are seen. The run of `_run` says neither the latest nor the
    projected value.
    """
    _run(tmp_path, 1, [LINE])
    table = _overview(tmp_path).split("<thead>")[1].split("</table>")[0]
    assert re.findall(r'<th scope="col"[^>]*>([^<]*)', table) == [
        "指标",
        "研判结论",
        "口径",
        "年份",
        "目标来源地区",
        "目标值",
    ]
    cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", table.split("<tbody>")[1])
    assert len(cells) == 6
    assert 'data-verdict="met"' in cells[1]


def test_a_failed_latest_run_is_not_shown_green(tmp_path: Path) -> None:
    _run(tmp_path, 1, [LINE])
    _run(tmp_path, 2, [LINE], failed=["01_a"])
    page = _overview(tmp_path).split("<details>")[0]
    assert '<span class="run-state bad">有页未生成</span>' in page
    # how a run went is no verdict on a target: nothing green about it
    assert 'data-verdict="complete"' not in page
    assert "最近一次全部完成的运行" in page


def test_a_folder_that_is_no_run_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "东区" / "notes").mkdir(parents=True)
    (tmp_path / "东区" / "notes" / "run.json").write_text("{", encoding="utf-8")
    assert "还没有报告" in _overview(tmp_path)


OTHER = [*LINE[:5], 2.7, *LINE[6:]]


def test_a_partial_run_in_between_hides_no_change(tmp_path: Path) -> None:
    _run(tmp_path, 1, [LINE], pages=["01_a", "02_b"])
    _run(tmp_path, 2, [LINE], pages=["02_b"], left_out=["01_a"])
    _run(tmp_path, 3, [OTHER], pages=["01_a", "02_b"])
    page = _overview(tmp_path)
    assert (
        "2 个数和结论中有 1 处变动" in page
    )  # one figure and one verdict on both pages; the figure moved, once
    assert '对照此前的运行 <a href="东区/run1/index.html">' in page
    assert "没有比较的页" not in page


def test_a_partial_run_says_so_and_earlier_pages_keep_speaking_with_their_time(
    tmp_path: Path,
) -> None:
    _run(tmp_path, 1, [LINE], pages=["01_a", "02_b"], verdict="missed")
    (page_file(tmp_path / "东区" / "run1", "02_b", "assessments")).write_text(
        to_csv(
            ["area", "indicator", "caliber", "year", "target_area", "verdict"],
            [["010101", "other", "nbs", 2025, "010101", "on_track"]],
        ),
        encoding="utf-8",
    )
    _run(tmp_path, 2, [LINE], pages=["01_a"], left_out=["02_b"])
    page = _overview(tmp_path)
    before = page.split("历次运行")[0]
    assert "只生成了部分页" in before
    assert '<span class="run-state">报告已生成' not in before
    assert "只做了 1 页（共 2 页）" in before
    assert '沿用以前的运行 <a href="东区/run1/index.html">2025-01-01 00:00</a>：页02_b' in before
    assert (
        before.index('data-verdict="met"')
        < before.index("沿用以前的运行")
        < before.rindex('data-verdict="on_track"')
    )
    assert "没有比较的页（本次没有做、没有做完，或此前没有做完过）：页02_b" in before


def test_a_change_is_shown_although_another_page_failed(tmp_path: Path) -> None:
    _run(tmp_path, 1, [LINE], pages=["01_a", "02_b"])
    _run(tmp_path, 2, [OTHER], pages=["01_a", "02_b"], failed=["02_b"])
    page = _overview(tmp_path)
    assert "1 处变动" in page
    assert "没有比较的页（本次没有做、没有做完，或此前没有做完过）：页02_b" in page


def test_nothing_is_called_unchanged_that_was_not_compared(tmp_path: Path) -> None:
    _run(tmp_path, 1, [LINE], pages=["01_a"], left_out=["02_b"])
    _run(tmp_path, 2, [OTHER], pages=["02_b"], left_out=["01_a"])
    page = _overview(tmp_path)
    assert "没有变动" not in page
    assert "变动的数字" not in page


def test_a_table_that_one_run_lacks_is_not_compared_and_an_empty_one_is(tmp_path: Path) -> None:
    before, after = _run(tmp_path, 1, [LINE]), _run(tmp_path, 2, [])
    assert [one.reason for one in changes(before, after)] == ["removed"]
    page_file(after.place, "01_a", "numbers").unlink()
    assert len(compare(before, after, "01_a").lines) == 1  # the verdict alone


def test_the_overview_of_english_reports_is_english(tmp_path: Path) -> None:
    _run(tmp_path, 1, [LINE], language="en")
    page = _overview(tmp_path)
    assert '<html lang="en">' in page
    assert ">East</a></h2>" in page
    assert not re.search(
        "[\u4e00-\u9fff]",
        re.sub(
            r"<style>.*?</style>|href=\"[^\"]*\"|aria-label=\"[^\"]*\"", "", page, flags=re.S
        ).replace("页", ""),
    )


def test_every_region_of_the_overview_has_a_name_of_its_own(tmp_path: Path) -> None:
    _run(tmp_path, 1, [LINE], pages=["01_a", "02_b"])
    _run(tmp_path, 2, [LINE], pages=["01_a"], left_out=["02_b"])
    shutil.copytree(tmp_path / "东区", tmp_path / "西区")
    facts = (tmp_path / "西区" / "run2" / "run.json").read_text(encoding="utf-8")
    (tmp_path / "西区" / "run2" / "run.json").write_text(
        facts.replace("东区", "西区"), encoding="utf-8"
    )
    labels = re.findall(r'role="region"[^>]*aria-label="([^"]*)"', _overview(tmp_path))
    assert len(labels) == len(set(labels)) > 2


def test_a_refused_run_is_said_above_all_and_the_next_good_one_takes_the_note_away(
    tmp_path: Path,
) -> None:
    _run(tmp_path, 1, [LINE])
    with pytest.raises(DataProblem), noted(tmp_path, lambda: write_overview(tmp_path, tmp_path)):
        refuse([Problem(where="data/raw/a.csv, row 7", what="is no table")])
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "data/raw/a.csv, row 7: is no table" in page
    assert "报告已生成" not in page.split("<details>")[0]
    assert "此前的结果" in page
    with noted(tmp_path, lambda: write_overview(tmp_path, tmp_path)):
        pass
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "is no table" not in page
    assert "报告已生成" in page.split("<details>")[0]


def test_a_wrong_question_says_nothing_about_the_reports(tmp_path: Path) -> None:
    with (
        pytest.raises(QuestionProblem),
        noted(tmp_path, lambda: write_overview(tmp_path, tmp_path)),
    ):
        refuse([Problem(where="--to", what="is no year")], kind=QuestionProblem)
    assert list(tmp_path.iterdir()) == []
