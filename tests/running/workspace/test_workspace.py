"""An office's own workspace: laid out outside the program, its own rows over the program's, asked
once and never again.
"""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from yq_analysis import catalogue
from yq_analysis.check import DataProblem, QuestionProblem
from yq_analysis.running.command.targets import printed_area, read_document
from yq_analysis.running.workspace import register, store, workbook, workspace_tasks
from yq_analysis.running.workspace.form_file import is_form
from yq_analysis.running.workspace.form_layout import lines
from yq_analysis.running.workspace.form_reading import INTERNAL, read_form
from yq_analysis.running.workspace.form_writing import write_form
from yq_analysis.running.workspace.init import init
from yq_analysis.running.workspace.workbook_answers import Reader
from yq_analysis.running.workspace.workspace_folder import Workspace, find

LISTS = catalogue.read()


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    return init("佛山市", tmp_path / "佛山市")


def _book(space: Workspace, sheet: str, **cells: str) -> None:
    """Write into the one row of a sheet as a person would."""
    book = load_workbook(space.workbook)
    heads = [cell.value for cell in book[sheet][1]]
    for head, text in cells.items():
        book[sheet].cell(2, heads.index(head) + 1).value = text
    book.save(space.workbook)


def test_a_workspace_holds_what_the_office_needs_and_nothing_of_it_lies_in_the_program(
    space: Workspace,
) -> None:
    for name in (
        "资料登记.xlsx",
        "data/raw/随程序资料/transcriptions/全国.csv",
        "notebooks/05_targets_overview.ipynb",
        "schedule.toml",
        "catalogue/items.csv",
        "生成报告.bat",
        "生成报告.command",
        "生成报告.desktop",
    ):
        assert (space.root / name).is_file(), name
    assert find(space.root) == space
    assert space.area == "440600"
    book = load_workbook(space.workbook)
    assert book.sheetnames[:6] == [sheet.name for sheet in store.SHEETS]
    heads = [cell.value for cell in book["目标"][1]]
    assert heads[:6] == ["地区", "指标", "年份", "目标值", "比较", "单位"]


def test_another_area_or_a_folder_of_something_else_is_refused(
    space: Workspace, tmp_path: Path
) -> None:
    with pytest.raises(QuestionProblem, match="已经是佛山市的工作区"):
        init("肇庆市", space.root)
    (tmp_path / "别的" / "data").mkdir(parents=True)
    with pytest.raises(QuestionProblem, match="已有别的项目"):
        init("肇庆市", tmp_path / "别的")


def test_an_upgrade_lays_the_programs_files_anew_and_touches_nothing_of_the_office(
    space: Workspace,
) -> None:
    mine = space.raw / "我的.csv"
    mine.write_text("a", encoding="utf-8")
    changed = space.root / "notebooks" / "00_welcome.ipynb"
    changed.write_text(changed.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    kept = changed.read_bytes()
    shutil.rmtree(space.base / "transcriptions")
    (space.hidden / "program.json").write_text(
        (space.hidden / "program.json")
        .read_text(encoding="utf-8")
        .replace('"mark": "', '"mark": "x'),
        encoding="utf-8",
    )
    register.take_in(space)
    assert (space.base / "transcriptions" / "全国.csv").is_file()
    assert mine.read_text(encoding="utf-8") == "a"
    assert changed.read_bytes() == kept


def test_own_rows_lie_over_the_programs_and_a_wrong_name_is_said_with_its_place(
    space: Workspace,
) -> None:
    (space.root / "lists" / "units.csv").write_bytes(
        "printed,unit,factor,,\n万千瓦,万千瓦,1,,\n亿元,亿元,2,,\n".encode("gb18030")
    )
    register.take_in(space)
    lists = catalogue.read(space.root / "catalogue")
    assert lists.factor("万千瓦", "万千瓦") == 1
    assert lists.units.set_index("printed").loc["亿元", "factor"] == 2
    _book(space, "指标", 指标="森林覆盖率", 单位="%", 公布的统计项="森林覆盖率")
    _book(
        space,
        "目标",
        地区="佛山市",
        指标="森林覆盖率",
        年份="2025",
        目标值="35.5%",
        比较="≥",
        文件="方案",
    )
    register.take_in(space)
    lists = catalogue.read(space.root / "catalogue")
    target = lists.targets_of("佛山市").iloc[0]
    assert (target["value"], target["comparator"], target["year"]) == (35.5, ">=", 2025)
    assert lists.find_label("森林覆盖率") is not None
    _book(space, "目标", 地区="朝阳区")
    with pytest.raises(DataProblem, match=r"资料登记.xlsx，目标，朝阳区，地区.*2个地区"):
        register.take_in(space)


def _labels(space: Workspace, label: str = "工业总产值(规上)") -> None:
    folder = space.root / "data" / "processed"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "unmapped_labels.csv").write_text(
        "label,item,caliber,unit,note,suggestion,reason,count,file,cell\n"
        f"{label},,,亿元,,industrial_output,指标名称不在 labels.csv,3,a.xlsx,S!B4\n",
        encoding="utf-8-sig",
    )


def test_a_label_is_asked_once_and_its_answer_survives_whatever_happens_to_the_workbook(
    space: Workspace,
) -> None:
    _labels(space)
    said = register.put_out(space)
    assert any("名称对照" in one for one in said)
    _book(space, "名称对照", 统计项="规模以上工业总产值", 符号="反")
    register.take_in(space)
    lists = catalogue.read(space.root / "catalogue")
    found = lists.find_label("工业总产值(规上)")
    assert found is not None
    assert (found["item"], found["sign"]) == ("industrial_output", "-1")

    assert register.put_out(space) == []  # nothing is asked twice
    space.workbook.write_bytes(b"PK damaged")
    said = register.take_in(space)
    assert any("损坏" in one for one in said)
    assert catalogue.read(space.root / "catalogue").find_label("工业总产值(规上)") == found
    assert list(space.root.glob("资料登记_损坏_*.xlsx"))

    book = load_workbook(space.workbook)  # the last good copy is back; now a column goes
    heads = [cell.value for cell in book["名称对照"][1]]
    book["名称对照"].delete_cols(heads.index("统计项") + 1)
    book.save(space.workbook)
    said = register.take_in(space)
    assert any("缺少列：统计项" in one for one in said)
    assert catalogue.read(space.root / "catalogue").find_label("工业总产值(规上)") == found
    space.workbook.unlink()
    register.take_in(space)
    assert register.put_out(space) == []
    assert catalogue.read(space.root / "catalogue").find_label("工业总产值(规上)") == found


def test_an_open_workbook_is_said_and_written_when_it_is_closed(space: Workspace) -> None:
    before = space.workbook.read_bytes()
    mark = space.root / "~$资料登记.xlsx"
    mark.write_bytes(b"")
    _labels(space)
    assert any("正打开着" in one for one in register.put_out(space))
    assert space.workbook.read_bytes() == before
    mark.unlink()
    register.put_out(space)
    assert "工业总产值(规上)" in str(
        list(load_workbook(space.workbook)["名称对照"].iter_rows(values_only=True))
    )


def test_merged_and_sorted_rows_and_a_title_above_are_understood(space: Workspace) -> None:
    book = load_workbook(space.workbook)
    sheet = book["目标"]
    sheet.insert_rows(1)
    sheet["A1"] = "佛山市目标一览"
    for row, (name, value) in enumerate(
        (("食品评价性抽检合格率", 98), ("消费品质量合格率", 95)), start=3
    ):
        for column, cell in enumerate(("佛山市", name, 2025, value, "≥", "%"), start=1):
            sheet.cell(row, column).value = cell
    sheet["A4"] = None
    sheet.merge_cells("A3:A4")
    book.save(space.workbook)
    register.take_in(space)
    found = catalogue.read(space.root / "catalogue").targets_of("佛山市")
    assert dict(zip(found["indicator"], found["value"], strict=True)) == {
        "food_pass_rate": 98,
        "consumer_goods_pass_rate": 95,
    }


def test_a_figure_set_aside_is_asked_about_and_the_answer_is_a_correction(space: Workspace) -> None:
    folder = space.root / "data" / "processed"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "doubts.csv").write_text(
        "outcome,area,item,year,value,unit,caliber,edition,source,code,reason\n"
        "set_aside,440600,employment,2024,5200000.0,万人,as_published,2025,a.xlsx#S!B4,gate_power,不可能\n",
        encoding="utf-8-sig",
    )
    register.put_out(space)
    for said, corrected in (
        ("更正为520.5", "520.5"),
        ("采用", "5200000"),
        ("不用", ""),
        ("５２０．５", "520.5"),
        ("更正为：5,205.5%", "5205.5"),
    ):
        _book(space, "待确认", 处理=said)
        register.take_in(space)
        row = catalogue.read(space.root / "catalogue").corrections.iloc[-1]
        assert (row["item"], row["corrected"]) == ("employment", corrected)
    _book(space, "待确认", 处理="大概对")
    with pytest.raises(DataProblem, match="“大概对”没有这个选项; 可选：采用、不用、更正为"):
        register.take_in(space)


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "榆阳区_填报.xlsx"
    known = catalogue.read()
    import pandas as pd

    from yq_analysis.model import OBSERVATIONS

    write_form(
        path,
        area=("610802", "榆阳区"),
        lines=lines(
            "610802",
            ["patent_density", "food_pass_rate", "energy_intensity_reduction"],
            known,
            pd.DataFrame(columns=OBSERVATIONS),
        ),
        years=[2020, 2021],
        marked={2020},
        enough=[],
        today="2026-02-03",
        limits={},
    )
    return path


def test_a_form_is_grouped_by_department_and_known_again_under_any_name(form: Path) -> None:
    book = load_workbook(form)
    assert book.sheetnames == ["统计局", "发展改革和科技局", "市场监管局", "填报说明"]
    first = [cell.value for cell in book["统计局"][1]]
    assert first == ["指标", "单位", "2020年", "2021年", "说明"]
    assert book["市场监管局"].data_validations.dataValidation
    other = form.with_name("b.xlsx")
    form.rename(other)
    assert is_form(other)
    old = form.with_name("d.xls")  # as WPS saves its properties, in the middle of other bytes
    old.write_bytes(b"\xd0\xcf\x11\xe0..yq-form-1 610802..")
    assert is_form(old)
    with pytest.raises(DataProblem, match=r"d\.xls: 这份填报表不是 \.xlsx 文件; 请在"):
        read_form(old, "d.xls", LISTS)
    plain = form.with_name("c.xlsx")
    Workbook().save(plain)
    assert not is_form(plain)


def test_a_filled_in_form_gives_figures_with_department_date_sign_and_mark(form: Path) -> None:
    book = load_workbook(form)
    rows = {
        row[0].value: row for name in book.sheetnames for row in book[name].iter_rows(min_row=2)
    }
    rows["单位地区生产总值能耗比上年降低率"][3].value = 3.2
    rows["高价值发明专利拥有量"][2].value = "1,162"
    share = rows["食品评价性抽检合格率"][2]
    share.value, share.number_format = 0.985, "0.0%"
    rows["食品评价性抽检合格率"][3].value = "约98"
    book.save(form)
    table = read_form(form, "f.xlsx", LISTS).table.set_index(["item", "year"])
    assert table.loc[("单位GDP能耗变化率", "2021"), "value"] == "-3.2"
    assert table.loc[("高价值发明专利拥有量", "2020"), "value"] == "1162"
    assert table.loc[("食品评价性抽检合格率", "2020"), "value"] == "98.5"
    assert table.loc[("食品评价性抽检合格率", "2021"), "value"] == "约98"
    assert set(table["note"]) == {INTERNAL}
    assert set(table["edition"]) == {"2026-02-03"}
    assert "市场监管局填报（2026-02-03，内部数据）" in table["source"].iloc[-1]


def test_an_area_with_targets_and_no_figure_has_its_own_page_and_not_only_its_provinces(
    space: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yq_analysis.running.flow.areas", lambda root: ["100000", "440000"])
    assert "440600" not in (workspace_tasks.usual_areas(space.root) or [])
    _book(
        space,
        "目标",
        地区="佛山市",
        指标="常住人口城镇化率",
        年份="2025",
        目标值="96",
        比较="=",
        单位="%",
        属性="预期性",
        类型="水平",
        文件="佛山市规划",
        发布日期="2021-05-10",
        原文="96",
    )
    register.take_in(space)
    found = workspace_tasks.usual_areas(space.root) or []
    assert (found[0], sorted(found[1:])) == ("440600", ["100000", "440000"])


def test_a_public_copy_has_no_form_and_says_so(space: Workspace, form: Path) -> None:
    shutil.copyfile(form, space.raw / "填报.xlsx")
    register.take_in(space)
    copy, said = workspace_tasks.public_copy(space.root)
    assert not list(copy.rglob("填报.xlsx"))
    assert "填报.xlsx" in said[0]
    with (copy / "data/raw/MANIFEST.csv").open(encoding="utf-8") as handle:
        assert "填报.xlsx" not in {row["file"] for row in csv.DictReader(handle)}


def test_every_heading_of_the_issue_stands_first(space: Workspace) -> None:
    seen = workbook.read(space)
    assert set(seen.columns) == {sheet.name for sheet in store.SHEETS}


def _rows(space: Workspace, sheet: str) -> list[dict[str, object]]:
    grid = list(load_workbook(space.workbook)[sheet].iter_rows(values_only=True))
    return [dict(zip(grid[0], row, strict=True)) for row in grid[1:]]


def _unmapped(space: Workspace, *rows: str) -> None:
    folder = space.root / "data" / "processed"
    folder.mkdir(parents=True, exist_ok=True)
    head = "label,item,caliber,unit,note,suggestion,reason,count,file,cell,value,title"
    (folder / "unmapped_labels.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")


def test_one_name_in_two_tables_is_asked_twice_and_each_answer_stays_with_its_table(
    space: Workspace,
) -> None:
    end = "指标名称不在 labels.csv,3"
    _unmapped(
        space,
        f"期末数,,,万人,,,{end},a.xlsx,S!B4,52.3,2-1 2024年就业情况",
        f"期末数,,,万人,,,{end},a.xlsx,S!B40,98.05,3-1 2024年常住人口情况",
        f"森林覆盖率,,,%,,,{end},b.xlsx,S!B7,36.2,",
    )
    register.put_out(space)
    rows = _rows(space, "名称对照")
    assert [(row["首个数值"], row["表题"], row["适用"]) for row in rows] == [
        ("52.3", "2-1 2024年就业情况", "仅此表"),
        ("98.05", "3-1 2024年常住人口情况", "仅此表"),
        ("36.2", None, "所有表"),
    ]
    book = load_workbook(space.workbook)
    heads = [cell.value for cell in book["名称对照"][1]]
    for row, item in ((2, "就业人员"), (3, "常住人口"), (4, "不用")):
        book["名称对照"].cell(row, heads.index("统计项") + 1).value = item
    book.save(space.workbook)
    register.take_in(space)
    lists = catalogue.read(space.root / "catalogue")
    for title, item in (("就业情况", "employment"), ("常住人口情况", "population_resident")):
        found = lists.find_label("期末数", f"5-1 2025年{title} c.xlsx")
        assert found is not None
        assert found["item"] == item
    assert lists.find_label("期末数", "4-1 户籍人口") is None
    assert lists.find_label("森林覆盖率") is None
    assert register.put_out(space) == []  # 不用 is an answer too


def test_a_deleted_column_of_the_table_leaves_the_answers_beside_it_in_force(
    space: Workspace,
) -> None:
    _unmapped(space, "从业者,,,万人,,,指标名称不在 labels.csv,3,a.xlsx,S!B4,52.3,2-1 就业")
    register.put_out(space)
    _book(space, "名称对照", 统计项="就业人员")
    book = load_workbook(space.workbook)
    heads = [cell.value for cell in book["名称对照"][1]]
    book["名称对照"].delete_cols(heads.index("表题") + 1)
    book.save(space.workbook)
    register.take_in(space)
    assert catalogue.read(space.root / "catalogue").find_label("从业者") is not None


def test_conflicts_wait_for_an_answer_and_revisions_are_shown(space: Workspace) -> None:
    folder = space.root / "data" / "processed"
    folder.mkdir(parents=True, exist_ok=True)
    at = "440600,gdp,{year},as_published"
    (folder / "conflicts.csv").write_text(
        "area,item,year,caliber,edition,value,unit,source,kind,used\n"
        f"{at.format(year=2023)},2024,13200.0,亿元,b.xlsx#S!B4,contradiction,False\n"
        f"{at.format(year=2023)},2024,13276.14,亿元,a.xlsx#S!B4,contradiction,True\n"
        f"{at.format(year=2022)},2024,12698.4,亿元,b.xlsx#S!B5,rounding,False\n"
        "100000,gdp,2022,as_published,2024,1.0,亿元,随程序资料/x.xls#S!B5,contradiction,True\n",
        encoding="utf-8",
    )
    (folder / "revisions.csv").write_text(
        "area,item,year,caliber,edition,value,unit,source,previous_edition,previous_value,change_percent\n"
        f"{at.format(year=2021)},2024,12175.0,亿元,a.xlsx#S!B6,2023,12156.54,0.15\n",
        encoding="utf-8",
    )
    said = register.put_out(space)
    assert [one for one in said if "待确认" in one] == ["资料登记.xlsx的“待确认”表有1行待填"]
    conflict, revision = _rows(space, "待确认")
    assert (conflict["文件"], conflict["数值"], conflict["地区"]) == (
        "a.xlsx",
        "13276.14",
        "广东省佛山市",
    )
    assert "另有13200（b.xlsx#S!B4）" in str(conflict["原因"])
    assert "2023版为12156.54" in str(revision["原因"])
    _book(space, "待确认", 处理="不用")
    register.take_in(space)
    row = catalogue.read(space.root / "catalogue").corrections.iloc[-1]
    assert list(row[["area", "item", "year", "caliber", "edition", "printed", "corrected"]]) == [
        "440600",
        "gdp",
        "2023",
        "as_published",
        "2024",
        "13276.14",
        "",
    ]


def test_what_was_typed_while_a_command_ran_is_kept(space: Workspace) -> None:
    """Between the reading and the writing of the workbook a report may take minutes."""
    register.take_in(space)
    _book(space, "指标", 指标="森林覆盖率", 单位="%", 公布的统计项="森林覆盖率")
    register.put_out(space)
    assert _rows(space, "指标")[0]["指标"] == "森林覆盖率"
    assert catalogue.read(space.root / "catalogue").find_indicator("森林覆盖率") is not None
    _book(space, "地区", 地区="高新区", 上级="佛山市")
    known = catalogue.read(space.root / "catalogue").targets.iloc[:1].assign(area="440600")
    workspace_tasks.add_targets(space.root, known)
    assert _rows(space, "地区")[0]["地区"] == "高新区"
    assert len(_rows(space, "目标")) == 1


def test_a_renamed_sheet_is_known_by_its_headings_and_an_own_sheet_stays(space: Workspace) -> None:
    book = load_workbook(space.workbook)
    book["指标"].title = "我们的指标"
    book["我们的指标"].append(["森林覆盖率", "%", "", "", "", "森林覆盖率"])
    book["我们的指标"].insert_rows(1)
    book["文件"].title = "文件 "
    del book["地区"]
    book.create_sheet("备忘")["A1"] = "问统计局"
    book.save(space.workbook)
    (said,) = register.take_in(space)
    assert said.startswith("资料登记.xlsx里没有“地区”表；以前的回答仍然有效")
    register.put_out(space)
    names = load_workbook(space.workbook).sheetnames
    assert names == ["文件", "名称对照", "待确认", "目标", "指标", "地区", "备忘", "选项"]
    assert _rows(space, "指标")[0]["指标"] == "森林覆盖率"
    assert load_workbook(space.workbook)["备忘"]["A1"].value == "问统计局"


def test_an_answer_without_a_caliber_takes_the_items_usual_one() -> None:
    reader = Reader(LISTS)
    row = {"印刷名称": "专利存量", "统计项": "有效发明专利", "单位": "件"}
    assert [made["caliber"] for made in reader.labels(row)] == ["domestic"]
    row = {"印刷名称": "总产值", "统计项": "地区生产总值（现价）", "单位": "亿元"}
    assert [made["caliber"] for made in reader.labels(row)] == ["as_published"]


@pytest.mark.parametrize(
    ("title", "place"),
    [
        ("关于印发《佛山市南海区质量强区实施方案》的通知", "440605"),
        ("佛山市“十五五”规划", "440600"),
        ("榆林市实施方案", "610800"),
        ("质量强市建设实施方案", ""),
        ("朝阳区质量提升行动方案", ""),  # Beijing's or Changchun's
    ],
)
def test_a_documents_targets_are_the_places_that_it_prints(title: str, place: str) -> None:
    assert printed_area([title], "440600", LISTS) == place


def test_where_a_document_prints_no_place_nobody_is_taken_for_it_unasked(
    space: Workspace, tmp_path: Path
) -> None:
    plan = tmp_path / "plan.txt"
    plan.write_text(
        "质量提升行动方案\n到2030年，食品评价性抽检合格率达到98%以上。", encoding="utf-8"
    )
    asked = {"add": True, "root": space.root, "language": "zh"}
    with pytest.raises(QuestionProblem, match="属于哪个地区; 加上 --area，例如 --area 佛山市"):
        read_document(plan, area="", asks=False, **asked)
    assert "加入广东省佛山市的" in read_document(plan, area="", **asked).question


def test_an_own_indicator_without_a_way_to_a_value_is_said_in_the_workbooks_words(
    space: Workspace,
) -> None:
    for half, where in (("", "公布的统计项"), ("常住人口", "分子、分母")):
        _book(space, "指标", 指标="森林覆盖率", 单位="%", 分子=half)
        with pytest.raises(DataProblem, match=f"^资料登记.xlsx，指标，森林覆盖率，{where}: 是空的"):
            register.take_in(space)
    _book(space, "指标", 分子="", 公布的统计项="森林覆盖率")
    assert register.take_in(space) == []


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_the_workbook_saved_by_libreoffice_keeps_its_lists_and_answers(
    space: Workspace, form: Path, tmp_path: Path
) -> None:
    """By way of .ods, so that nothing of the file is what we wrote."""
    _book(space, "指标", 指标="森林覆盖率", 单位="%", 公布的统计项="森林覆盖率")
    shutil.copyfile(form, tmp_path / "form.xlsx")
    saved = tmp_path / "saved"
    for path in (space.workbook, tmp_path / "form.xlsx"):
        for kind, source in (("ods", path), ("xlsx", saved / f"{path.stem}.ods")):
            subprocess.run(
                [
                    *("soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"),
                    *("--convert-to", kind, "--outdir", str(saved), str(source)),
                ],
                check=True,
                capture_output=True,
                timeout=120,
            )
        shutil.copyfile(saved / f"{path.stem}.xlsx", path)
    book = load_workbook(space.workbook)
    lists = {name: book[name].data_validations.dataValidation for name in ("文件", "目标")}
    assert all(rule.formula1.startswith("选项!") for rules in lists.values() for rule in rules)
    assert [len(rules) for rules in lists.values()] == [3, 5]
    assert book["选项"].sheet_state == "hidden"
    assert register.take_in(space) == []
    assert catalogue.read(space.root / "catalogue").find_indicator("森林覆盖率") is not None
    filled = tmp_path / "form.xlsx"
    assert is_form(filled)
    assert is_form(saved / "form.ods")
    assert read_form(filled, "form.xlsx", LISTS).table.empty
    assert load_workbook(filled)["统计局"].data_validations.dataValidation
