"""From a document to the list of targets: one command, one look."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import docx
import openpyxl
import pandas as pd
import pytest

from yq_analysis import catalogue
from yq_analysis.running.command.app import run
from yq_analysis.running.flow import target_list
from yq_analysis.running.flow.target_list import HEADINGS, write_rows
from yq_analysis.running.workspace.store import TARGETS as SHEET

ROWS = [
    ["序号", "指标", "2025年", "2030年", "属性"],
    ["1", "全员劳动生产率（万元/人）", "19.8", "26", "预期性"],
    ["2", "每万人口高价值发明专利拥有量（件）", "9.5", "16", "预期性"],
    ["3", "单位地区生产总值能源消耗降低（%）", "—", "〔10〕", "约束性"],
    ["4", "森林覆盖率（%）", "55.1", "56", "约束性"],
    ["5", "食品抽检合格率（%）", "98", "9□", "约束性"],
]


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    document = docx.Document()
    document.add_heading("重庆市国民经济和社会发展第十五个五年规划纲要", 0)
    for text in ("渝府发〔2026〕5号", "2026年2月3日", "专栏1 “十五五”时期主要指标"):
        document.add_paragraph(text)
    table = document.add_table(len(ROWS), 5)
    for r, row in enumerate(ROWS):
        for c, cell in enumerate(row):
            table.cell(r, c).text = cell
    document.add_paragraph("注：〔〕内为五年累计数；绝对数按2025年价格计算。")
    document.save(tmp_path / "plan.docx")
    return tmp_path / "plan.docx"


@pytest.fixture
def root(project: Path, tmp_path: Path) -> Path:
    shutil.copytree(project / "catalogue", tmp_path / "catalogue")
    return tmp_path


def rows_of(root: Path) -> list[dict[str, str]]:
    with (root / "catalogue" / "targets.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_a_plan_goes_into_the_list_once_with_its_codes(
    plan: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = len(rows_of(root))
    question = ["targets", str(plan), "--area", "重庆市", "--add", "--yes", "--root", str(root)]
    assert run(question) == 0
    added = rows_of(root)[before:]
    kept = (
        "area",
        "no",
        "indicator",
        "value",
        "unit",
        "binding",
        "basis",
        "base_year",
        "price_base",
    )
    assert [tuple(row[name] for name in kept) for row in added] == [
        (
            "500000",
            "1",
            "labour_productivity",
            "26",
            "万元/人",
            "anticipatory",
            "level",
            "",
            "2025",
        ),
        ("500000", "2", "patent_density", "16", "件/万人", "anticipatory", "level", "", ""),
        (
            "500000",
            "3",
            "energy_intensity_reduction",
            "10",
            "%",
            "binding",
            "cumulative",
            "2025",
            "",
        ),
    ]
    assert {(row["document"], row["number"], row["issued"]) for row in added} == {
        ("重庆市国民经济和社会发展第十五个五年规划纲要", "渝府发〔2026〕5号", "2026-02-03")
    }
    said = capsys.readouterr().out
    assert "森林覆盖率" in said
    assert "1 个数字可疑，没有加入，请对照原文：食品抽检合格率" in said
    assert len(catalogue.read(root / "catalogue").targets_of("500000")) >= 3
    assert run(question) == 0  # a second time adds nothing
    assert len(rows_of(root)) == before + 3


def test_nothing_is_written_before_it_is_asked_and_answered(
    plan: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows_of(root)
    monkeypatch.setattr("typer.confirm", lambda *_, **__: False)
    assert run(["targets", str(plan), "--area", "重庆市", "--add", "--root", str(root)]) == 2
    assert rows_of(root) == before


def test_whose_targets_they_are_must_be_said(
    plan: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["targets", str(plan), "--add", "--root", str(root)]) == 2
    assert "例如 --area 重庆市" in capsys.readouterr().err


def test_the_table_for_people_has_the_headings_of_the_sheet(plan: Path, root: Path) -> None:
    out = root / "目标.xlsx"
    assert (
        run(["targets", str(plan), "--area", "重庆市", "--out", str(out), "--root", str(root)]) == 0
    )
    sheet = openpyxl.load_workbook(out)["目标"]
    heads, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert heads[:14] == list(SHEET.headings)
    assert heads[3:6] == ["目标值", "比较", "单位"]
    assert rows[2][:9] == [
        "重庆市",
        "单位地区生产总值能源消耗降低",
        2030,
        10,
        "=",
        "%",
        "约束性",
        "累计",
        2025,
    ]


def test_a_document_with_numbers_and_no_target_ends_with_one(
    tmp_path: Path, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    note = tmp_path / "note.txt"
    note.write_text("某市工作简报\n召开会议3次，发放资料500份。", encoding="utf-8")
    assert run(["targets", str(note), "--root", str(project)]) == 1
    assert "一个目标也没有读出来" in capsys.readouterr().out


def test_words_of_a_document_run_in_no_spreadsheet(tmp_path: Path, project: Path) -> None:
    row = dict.fromkeys([*HEADINGS.values(), "name"], "")
    row |= {"name": "=1+1", "text": '=HYPERLINK("http://a")', "value": -3.5, "document": "@a"}
    lists = catalogue.read(project / "catalogue")
    for name in ("a.csv", "a.xlsx"):
        write_rows(tmp_path / name, pd.DataFrame([row]), lists)
    text = (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    cells = [cell for line in csv.reader(text.splitlines()) for cell in line]
    assert {"'=1+1", '\'=HYPERLINK("http://a")', "'@a", "-3.5"} <= set(cells)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    kept = {cell.value: cell.data_type for line in sheet.iter_rows() for cell in line}
    assert kept["=1+1"] == "s"
    assert "f" not in kept.values()


@pytest.mark.parametrize(
    ("name", "basis", "unit", "code"),
    [
        ("单位生产总值二氧化碳排放", "annual_growth", "%", "carbon_intensity_reduction"),
        ("全社会研发投入占生产总值比重", "level", "%", "rd_intensity"),
        ("万元GDP能源消耗", "cumulative", "%", "energy_intensity_reduction"),
        ("单位GDP能耗", "level", "吨标准煤/万元", "energy_intensity"),
        ("全员劳动生产率", "level", "万元/人", "labour_productivity"),
        ("每万人口高价值发明专利拥有量", "level", "件", "patent_density"),
        ("碳排放总量", "level", "亿吨", ""),
    ],
)
def test_a_name_is_known_in_any_spelling_where_its_unit_allows(
    name: str, basis: str, unit: str, code: str
) -> None:
    row = {"indicator": name, "basis": basis, "unit": unit}
    assert target_list._code(row, catalogue.read()) == code


def test_the_nearest_indicator_is_one_of_the_same_kind() -> None:
    row = {"name": "地区生产总值", "basis": "annual_growth", "unit": "%"}
    assert target_list._nearest(row, catalogue.read()) == ""
