"""The lists in catalogue/: what they hold, how they are looked up, and what is said when they are
wrong.
"""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from yq_analysis import catalogue
from yq_analysis.check import DataProblem, QuestionProblem
from yq_analysis.model import TARGETS

LISTS = catalogue.read()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(LISTS.folder, tmp_path / "catalogue"))


def append(folder: Path, name: str, line: str) -> None:
    with (folder / name).open("a", encoding="utf-8") as handle:
        handle.write(line + "\n")


@pytest.mark.parametrize(
    "name", ["榆阳区", "榆阳", "陕西省榆林市榆阳区", "榆林市榆阳区", "610802", "Yuyang", " 榆阳 区"]
)
def test_an_area_is_found_by_name_alias_path_and_code(name: str) -> None:
    assert LISTS.area_code(name) == "610802"


def test_an_unknown_area_is_refused_with_the_nearest_names_and_where_to_add_it() -> None:
    with pytest.raises(QuestionProblem, match=r"没有叫“榆洋区”的地区; 是不是.*榆林市榆阳区"):
        LISTS.area_code("榆洋区")
    with pytest.raises(QuestionProblem, match=r"没有叫“甲乙丙”的地区; .*catalogue/areas\.csv"):
        LISTS.area_code("甲乙丙")


def test_the_nation_the_provinces_the_city_and_its_twelve_counties_are_there() -> None:
    assert len(LISTS.children("100000")) == 34  # 31 provinces, Taiwan, Hong Kong, Macao
    assert len(LISTS.children("610800")) == 12
    assert LISTS.parents("610802") == ["610800", "610000", "100000"]
    assert "610802" not in LISTS.siblings("610802")
    assert len(LISTS.siblings("610802")) == 11


def test_the_eleven_indicators_of_the_document_are_there() -> None:
    document = LISTS.indicators[LISTS.indicators["group"] == "document"]
    assert list(document["indicator"]) == [
        "strategic_industry_share",
        "patent_density",
        "energy_intensity_reduction",
        "labour_productivity",
        "farm_product_pass_rate",
        "food_pass_rate",
        "manufacturing_pass_rate",
        "quality_awards",
        "consumer_goods_pass_rate",
        "smart_site_coverage",
        "green_building_share",
    ]


def test_every_target_of_the_document_is_an_indicator_by_its_printed_name(shared: Path) -> None:
    import yq_analysis as yq

    read = yq.read_targets(shared / "policy" / "yuyang-2024.txt")
    codes = {LISTS.find_indicator(name) for name in read["indicator"]}
    assert codes == set(LISTS.targets_of("榆阳区")["indicator"])


def test_a_label_is_found_whatever_blanks_and_wide_brackets_it_is_printed_with() -> None:
    row = LISTS.find_label("地 区 生 产 总 值(现价)")
    assert row is not None
    assert row["item"] == "gdp"
    assert LISTS.find_label("工业/能源消费总量") is None  # a part is not the whole


def test_units_convert_within_a_kind_and_never_across() -> None:
    assert LISTS.factor("万元/人", "元/人") == 10000
    assert LISTS.factor("件/百万人", "件/万人") == pytest.approx(0.01)
    assert LISTS.factor("万人", "亿元") is None
    assert LISTS.factor("没有的单位", "亿元") is None


def test_the_documents_twelve_targets_carry_their_source() -> None:
    own = LISTS.targets_of("榆阳区")
    assert len(own) == 12
    assert list(own.columns[: len(TARGETS)]) == TARGETS
    energy = own[own["indicator"] == "energy_intensity_reduction"].iloc[0]
    assert (energy["value"], energy["basis"], energy["base_year"], energy["binding"]) == (
        15,
        "cumulative",
        2020,
        "binding",
    )
    assert bool(energy["provisional"])
    assert own["url"].str.startswith("https://yuyang.gov.cn").all()


def test_a_target_that_two_documents_set_is_one_target_with_both_named() -> None:
    nation = LISTS.targets_of("全国")
    energy = nation[nation["indicator"].eq("energy_intensity_reduction") & nation["value"].eq(13.5)]
    assert len(energy) == 1
    assert energy.iloc[0]["document"].count(";") == 1


def test_every_target_of_the_reference_with_one_of_our_indicators_is_there(shared: Path) -> None:
    import pandas as pd

    theirs = pd.read_csv(shared / "policy" / "targets.csv", dtype=str, keep_default_na=False)
    district = theirs[theirs["region"] == "陕西省榆林市榆阳区"]
    ours = LISTS.targets[LISTS.targets["area"] == "610802"]
    assert len(ours) == len(district)
    # of the plan that runs now the catalogue holds more than the reference
    earlier = LISTS.targets[
        ~LISTS.targets["document"].str.contains("第十五个五年|2026年政府工作报告")
        & (LISTS.targets["no"] != "十四五")
    ]
    assert set(earlier["url"]) <= set(theirs["source_url"])


def test_everything_wrong_is_said_at_once_with_file_line_and_column(copy: Path) -> None:
    append(copy, "labels.csv", "某指标,no_such_item,as_published,亿元,")
    append(copy, "units.csv", "石,斗,十,")
    append(copy, "areas.csv", "610802,榆阳区,Yuyang,county,610800,")
    (copy / "symbols.csv").unlink()
    with pytest.raises(DataProblem) as caught:
        catalogue.read(copy)
    said = str(caught.value)
    assert "symbols.csv: 没有这个文件" in said
    assert "item列: “no_such_item”不在 items.csv 里" in said
    assert "factor列: “十”不是数" in said
    assert "areas.csv，第70行: 610802在第" in said


def test_a_file_saved_by_excel_with_a_byte_order_mark_is_read(copy: Path) -> None:
    text = (copy / "items.csv").read_text(encoding="utf-8")
    (copy / "items.csv").write_text(text, encoding="utf-8-sig")
    assert list(catalogue.read(copy).items["item"]) == list(LISTS.items["item"])


def test_a_wrong_header_a_row_too_long_and_a_missing_folder_are_refused_plainly(
    copy: Path, tmp_path: Path
) -> None:
    append(copy, "units.csv", "a,b")
    append(copy, "items.csv", "x,y,z,w,v,u,t,s")
    (copy / "scenarios.csv").write_text("x,y\n", encoding="utf-8")
    with pytest.raises(
        DataProblem,
        match=r"(?s)items\.csv，第\d+行: 有8个单元格，应为6个.*scenarios\.csv，第1行.*"
        r"units\.csv，第\d+行，factor列",
    ):
        catalogue.read(copy)
    with pytest.raises(DataProblem, match="没有这个清单文件夹"):
        catalogue.read(tmp_path / "nowhere")


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_every_list_may_come_back_from_a_spreadsheet(copy: Path, encoding: str) -> None:
    for path in copy.glob("*.csv"):
        if path.name == "divisions.csv":
            continue
        rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
        if path.name == "targets.csv":  # FALSE, 2026/2/3, 2025.0
            column = rows[0].index
            for row in rows[1:]:
                row[column("provisional")] = row[column("provisional")].upper()
                year, _, rest = row[column("issued")].partition("-")
                if rest.count("-"):
                    month, day = rest.split("-")
                    row[column("issued")] = f"{year}/{int(month)}/{int(day)}"
        comma = "\t" if encoding == "utf-16" else ","
        with path.open("w", encoding=encoding, errors="replace", newline="") as handle:
            csv.writer(handle, delimiter=comma).writerows([*row, "", ""] for row in rows)
            handle.write(comma * 9 + "\r\n")
    found = catalogue.read(copy)
    for name in ("areas", "labels", "targets", "units"):
        assert getattr(found, name).equals(getattr(LISTS, name)), name


def test_a_comma_without_quotes_does_not_shift_a_row_unseen(copy: Path) -> None:
    """The note "一, 二" makes one cell more; an empty last cell must not hide it."""
    path = copy / "units.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    wide = lines[0].count(",") + 1
    with path.open("a", encoding="utf-8") as handle:
        handle.write("新,单位,亿元,1" + "," * (wide - 3) + "\n")
    with pytest.raises(DataProblem, match=rf"units\.csv，第{len(lines) + 1}行"):
        catalogue.read(copy)


def test_empty_cells_behind_a_single_row_are_a_spreadsheets_where_no_comma_can_have_made_them(
    copy: Path,
) -> None:
    """Rows as GBK whose last cells a spreadsheet has written; the same where they hide a comma."""
    path = copy / "targets.csv"
    header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    row = {"area": "610802.0", "indicator": "patent_density", "year": "2030", "value": "15"}
    row |= {"comparator": ">=", "unit": "件/万人", "basis": "level", "binding": "none"}
    row |= {"provisional": "FALSE", "issued": "2026/2/3", "document": "某规划"}
    cells = [row.get(name, "") for name in header]
    before = path.read_bytes()
    for behind in ([""], ["", "", ""]):
        text = before.decode() + ",".join([*cells, *behind]) + "\n"
        path.write_bytes(text.encode("gb18030"))
        found = catalogue.read(copy).targets.iloc[-1]
        assert (found["value"], found["issued"], found["provisional"]) == (15, "2026-02-03", False)
    at = header.index("value")
    for wrong in ("1,215", "1.5,件"):  # one number, or two cells, of which the comma made two
        text = before.decode() + ",".join([*cells[:at], wrong, *cells[at + 1 :]]) + ",\n"
        path.write_bytes(text.encode("gb18030"))
        with pytest.raises(DataProblem, match="个单元格"):
            catalogue.read(copy)


def test_a_label_added_by_a_statistician_is_used_at_the_next_reading(copy: Path) -> None:
    assert catalogue.read(copy).find_label("新标签") is None
    append(copy, "labels.csv", "新标签,gdp,as_published,亿元,")
    row = catalogue.read(copy).find_label("新标签")
    assert row is not None
    assert row["item"] == "gdp"


def test_an_area_above_itself_is_refused(copy: Path) -> None:
    text = (copy / "areas.csv").read_text(encoding="utf-8")
    (copy / "areas.csv").write_text(
        text.replace("100000,全国,China,nation,,", "100000,全国,China,nation,610802,"),
        encoding="utf-8",
    )
    with pytest.raises(DataProblem, match="上级是它自己"):
        catalogue.read(copy)


def test_a_list_without_the_english_notes_is_read_as_one_with_none(copy: Path) -> None:
    path = copy / "scenarios.csv"
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.reader(lines))
    with path.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows(row[:-1] for row in rows)
    assert rows[0][-1] == "note_en"
    assert set(catalogue.read(copy).scenarios["note_en"]) == {""}


def test_siblings_are_of_one_level_and_never_a_sum(copy: Path) -> None:
    append(
        copy, "areas.csv", "619999,试验县,Trial County,county,610000,"
    )  # a county under a province
    lists = catalogue.read(copy)
    assert "619999" not in lists.siblings("610800")
    assert lists.siblings("619999") == []
    assert "610801" not in lists.siblings("610802")  # 市辖区 is a sum


def test_a_list_in_gbk_is_read_and_said(copy: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = copy / "targets.csv"
    path.write_bytes(path.read_text(encoding="utf-8-sig").encode("gb18030"))
    read = catalogue.read(copy)
    assert len(read.targets) == len(catalogue.read().targets)
    assert f"{path} 是 GBK 编码" in caplog.text
