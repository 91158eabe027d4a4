"""An office's way from nothing to its verdicts, by commands and edits of the workbook only."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest
from docx import Document
from openpyxl import Workbook, load_workbook

from yq_analysis.check import QuestionProblem
from yq_analysis.running import flow
from yq_analysis.running.command.app import run
from yq_analysis.running.workspace.init import init
from yq_analysis.running.workspace.workspace_tasks import public_copy

pytestmark = pytest.mark.slow
Cells = Mapping[str, Mapping[int, object]]


class Office:
    """Somebody who types commands in a folder and edits workbooks."""

    def __init__(self, area: str, root: Path) -> None:
        self.area, self.root, self.commands = area, root, 1
        assert run(["init", area, str(root)]) == 0

    def __call__(self, *words: str) -> None:
        self.commands += 1
        assert run([*words, "--root", str(self.root)]) == 0, words

    def sheet(self, name: str, rows: list[list[object]]) -> None:
        """Put a plain spreadsheet into data/raw."""
        book = Workbook()
        for row in rows:
            book.active.append(row)
        book.save(self.root / "data" / "raw" / name)

    def fill(self, cells: Cells) -> None:
        """Fill the form in and drop it into data/raw under another name."""
        (path,) = self.root.glob("*_填报.xlsx")
        book = load_workbook(path)
        left = dict(cells)
        for sheet in book.worksheets:
            heads = [cell.value for cell in sheet[1]]
            for row in sheet.iter_rows(min_row=2):
                for year, value in left.pop(str(row[0].value), {}).items():
                    row[heads.index(f"{year}年")].value = value
        assert not left
        book.save(self.root / "data" / "raw" / "各部门回表.xlsx")
        path.unlink()

    def rows(self, sheet: str) -> list[dict[str, str]]:
        grid = list(load_workbook(self.root / "资料登记.xlsx")[sheet].iter_rows(values_only=True))
        return [
            {str(head): str(cell or "") for head, cell in zip(grid[0], row, strict=True)}
            for row in grid[1:]
        ]

    def answer(self, sheet: str, column: str, key: str, answers: Mapping[str, str]) -> None:
        """Write answers into a column, in the rows whose cell under `key` is named."""
        path = self.root / "资料登记.xlsx"
        book = load_workbook(path)
        heads = [cell.value for cell in book[sheet][1]]
        left = dict(answers)
        for row in book[sheet].iter_rows(min_row=2):
            said = left.pop(str(row[heads.index(key)].value), None)
            if said is not None:
                row[heads.index(column)].value = said
        assert not left
        book.save(path)

    def verdicts(self, area: str = "") -> dict[str, set[str]]:
        """The verdicts of an area's own targets, by the indicator's name."""
        results = flow.run(self.root, [area or self.area])
        table = results.assessments
        own = table[(table["area"] == results.areas[0]) & (table["target_area"] == table["area"])]
        names = own["indicator"].map({k: v.name_zh for k, v in results.lists.records.items()})
        return own.groupby(names)["verdict"].agg(set).to_dict()

    def observations(self) -> pd.DataFrame:
        return flow.load(self.root)


# 1-(1-.030)(1-.035)(1-.032)(1-.034)(1-.033) = 15.36 %, more than 15 %
_RATES = {2021: 3.0, 2022: 3.5, 2023: 3.2, 2024: 3.4, 2025: 3.3}
_FIVE: Cells = {
    "地区生产总值（现价）": {2021: 1330, 2022: 1810, 2023: 1853, 2024: 1890, 2025: 1935},
    "常住人口（年末）": {2021: 97.3, 2022: 97.6, 2023: 97.9, 2024: 98.0, 2025: 98.05},
    # 2024 is tenfold
    "就业人员（全社会）": {2021: 51.5, 2022: 51.8, 2023: 52.0, 2024: 522, 2025: 52.3},
    "单位地区生产总值能耗比上年降低率": _RATES,
    # 170 / 98.05 = 1.73 a ten thousand people, more than 1.65
    "高价值发明专利拥有量": {2021: 90, 2022: 105, 2023: 127, 2024: 149, 2025: 170},
    # 2025 is typed as a fraction
    "食品评价性抽检合格率": {2021: 97.9, 2022: 98.1, 2023: 98.3, 2024: 98.4, 2025: 0.986},
    "制造业产品质量合格率": {2021: 91.0, 2022: 91.4, 2023: 91.8, 2024: 92.0, 2025: 92.1},
    "消费品质量合格率": {2021: 91.0, 2022: 91.5, 2023: 91.9, 2024: 92.1, 2025: 92.3},
    "农产品质量安全例行监测合格率": {2021: 97.5, 2023: 98.2, 2024: 98.4, 2025: 98.6},
    # in ten thousand yuan instead of hundred million: the wrong unit, in one year
    "规模以上工业总产值": {2021: 1700, 2022: 2000, 2023: 2050, 2024: 21005000, 2025: 2150},
    "规模以上工业战略性新兴产业总产值": {2021: 60, 2022: 80, 2023: 95, 2024: 110, 2025: 130},
    "累计获得省、市质量奖及提名奖": {2021: 0, 2023: 1, 2025: 2},
    "智慧工地覆盖率": {2023: 80, 2024: 95, 2025: 100},
    "城镇新建建筑执行绿色建筑标准比例": {2021: 90, 2023: 96, 2025: 100},
}
_MENDED = {"522": "更正为52.2", "0.986": "更正为98.6", "21005000": "更正为2100.5"}


def test_five_years_of_the_form_judge_the_districts_targets_and_three_faults_wait(
    tmp_path: Path,
) -> None:
    office = Office("榆阳区", tmp_path / "榆阳区")
    office("form")
    office.fill(_FIVE)
    office("clean")
    assert {row["数值"] for row in office.rows("待确认")} == set(_MENDED)
    before = office.verdicts()
    assert before["食品评价性抽检合格率"] == {"no_data"}
    office.answer("待确认", "处理", "数值", _MENDED)
    office("clean")
    assert {row["处理"] for row in office.rows("待确认")} == set(_MENDED.values())
    assert office.verdicts() == {
        "每万人口高价值发明专利拥有量": {"met"},  # 170 / 98.05 = 1.73, at least 1.65
        "单位地区生产总值能源消耗降低": {"met"},  # 15.36 %, at least 15 %
        "全员劳动生产率": {"met"},  # 1935 亿元 over some 52.2 万人 is 37 万元, at least 20
        "农产品质量安全例行监测合格率": {"met"},  # 98.6, at least 98
        "食品评价性抽检合格率": {"met"},  # 98.6, at least 98
        "制造业产品质量合格率": {"missed"},  # 92.1, at least 93
        "消费品质量合格率": {"met"},  # 92.3, at least 92
        "规模以上工业战略性新兴产业总产值占工业总产值比重": {"missed"},  # 130 / 2150 = 6.0 %, 10
        "累计获得省、市质量奖及提名奖": {"met"},  # 2, at least 1
        "智慧工地覆盖率": {"met"},
        "城镇新建建筑执行绿色建筑标准比例": {"met"},
        "质量总体水平": {"no_number"},  # 2035: words only
    }
    assert office.commands <= 8
    public, said = public_copy(office.root)
    assert any("各部门回表.xlsx" in one for one in said)
    assert "各部门回表.xlsx" not in {path.name for path in public.rglob("*.xlsx")}
    assert (
        flow.run(public, ["榆阳区"])
        .assessments.query("area == '610802' and indicator == 'patent_density'")["verdict"]
        .eq("no_data")
        .all()
    )


def test_three_years_of_the_form_judge_what_they_can_and_nothing_more(tmp_path: Path) -> None:
    """Levels need the target year alone; the cumulative target needs all five rates."""
    office = Office("榆阳区", tmp_path / "榆阳区")
    office("form", "--for", "2025")
    office.fill(
        {
            label: {year: value for year, value in cells.items() if year >= 2023}
            for label, cells in _FIVE.items()
        }
    )
    office("clean")
    office.answer("待确认", "处理", "数值", _MENDED)
    office("clean")
    found = office.verdicts()
    assert found["每万人口高价值发明专利拥有量"] == {"met"}
    assert found["制造业产品质量合格率"] == {"missed"}
    assert found["单位地区生产总值能源消耗降低"] == {"no_data"}


_PLAN = (
    "肇庆市质量强市建设实施方案",
    "肇府办〔2022〕9号",
    "2022年5月20日",
    "到2025年，全员劳动生产率达到14万元/人，每万人口高价值发明专利拥有量达到3.2件，"
    "食品评价性抽检合格率达到98%以上，单位地区生产总值能耗比2020年累计降低14%。",
)


def test_a_city_without_any_published_figure_goes_from_its_own_sheets_to_verdicts(
    tmp_path: Path,
) -> None:
    office = Office("肇庆市", tmp_path / "肇庆市")
    document = Document()
    for text in _PLAN:
        document.add_paragraph(text)
    document.save(str(tmp_path / "肇庆市方案.docx"))
    office("targets", str(tmp_path / "肇庆市方案.docx"), "--add", "--yes")
    years = [f"{year}年" for year in range(2020, 2026)]
    office.sheet(
        "肇庆市国民经济主要指标.xlsx",
        [
            ["肇庆市国民经济主要指标"],
            ["指标", "单位", *years],
            ["地区生产总值", "亿元", 2311.65, 2649.99, 2705.05, 2792.51, 2917.15, 3020.4],
            ["年末常住人口", "万人", 411.53, 412.97, 412.84, 413.17, 413.71, 414.0],
            ["全社会从业人员", "万人", 205.1, 204.6, 203.0, 203.5, 203.9, 204.2],
            ["高价值发明专利拥有量", "件", 610, 760, 940, 1120, 1290, 1450],
        ],
    )
    # no place is printed in this one, and nobody has said which it is
    office.sheet(
        "质量.xlsx",
        [
            ["质量主要指标"],
            ["指标", "单位", *years],
            ["食品评价性抽检合格率", "%", 97.1, 97.6, 97.9, 98.2, 98.4, 98.7],
            ["万元GDP能耗同比", "%", -1.0, -3.4, -3.0, -3.1, -2.9, -3.0],
        ],
    )
    office("clean")
    assert not office.observations()["source"].str.startswith("质量.xlsx").any()
    waiting = {row["文件"]: row for row in office.rows("文件")}
    assert waiting["质量.xlsx"]["建议地区"] == "肇庆市"
    before = office.verdicts()
    assert before["食品评价性抽检合格率"] == {"no_data"}
    assert before["每万人口高价值发明专利拥有量"] == {"met"}  # 1450 / 414 = 3.50, at least 3.2
    assert before["全员劳动生产率"] == {"met"}  # 3020.4 over some 204 is 14.8, at least 14
    office.answer("文件", "地区", "文件", {"质量.xlsx": "肇庆市"})
    office("clean")
    office.answer("名称对照", "统计项", "印刷名称", {"万元GDP能耗同比": "单位GDP能耗变化率"})
    office("clean")
    after = office.verdicts()
    assert after["食品评价性抽检合格率"] == {"met"}
    # 1-(.966)(.970)(.969)(.971)(.970) = 14.48 %, at least 14 %
    assert after["单位地区生产总值能源消耗降低"] == {"met"}
    assert office.commands <= 8
    mine = office.observations()
    mine = mine[~mine["source"].str.startswith("随程序资料/")]
    assert set(mine["area"]) == {"441200"}


def test_two_areas_of_one_name_ask_for_the_parent_and_a_county_elsewhere_is_laid_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(QuestionProblem, match=r"北京市朝阳区.*吉林省长春市朝阳区"):
        init("朝阳区", tmp_path / "a")
    assert init("长春市朝阳区", tmp_path / "b").area == "220104"
    assert init("义乌市", tmp_path / "c").area == "330782"
