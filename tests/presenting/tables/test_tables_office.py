"""Workbooks and Word documents: read back with the libraries that offices' programs stand on."""

from __future__ import annotations

import io
import math
import re
import zipfile

import openpyxl
import pandas as pd
import pytest
from docx import Document
from docx.oxml.ns import qn

from yq_analysis.check import QuestionProblem
from yq_analysis.presenting import tables
from yq_analysis.presenting.tables import Picture, Sheet


@pytest.fixture
def verdicts() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "indicator": ["patent_density", "labour_productivity"],
            "year": [2025, 2025],
            "target": [1.65, 20.0],
            "latest": [-1.2345, math.nan],
            "probability": [0.123, math.nan],
            "verdict": ["uncertain", "no_data"],
            "note": ["=1+1", "缺全社会就业人员\x07"],
        }
    )


@pytest.fixture
def book(verdicts: pd.DataFrame) -> openpyxl.Workbook:
    return openpyxl.load_workbook(
        io.BytesIO(
            tables.xlsx(
                [
                    Sheet(
                        name="附表1",
                        title="目标与研判",
                        table=verdicts,
                        notes=["区间为95%"],
                        source="实施意见",
                    )
                ]
            )
        )
    )


def test_numbers_are_numbers_with_their_decimals_and_gaps_are_empty(
    book: openpyxl.Workbook,
) -> None:
    sheet = book["附表1"]
    assert [c.value for c in sheet[1]] == [
        "指标",
        "年份",
        "目标值",
        "最新值",
        "达标概率",
        "研判结论",
        "备注",
    ]
    assert [c.value for c in sheet[2]][:6] == [
        "每万人口高价值发明专利拥有量",
        2025,
        1.65,
        -1.2345,
        0.123,
        "不确定",
    ]
    assert [c.number_format for c in sheet[2]][1:5] == ["0", "#,##0.00", "#,##0.00", "0%"]
    assert sheet["D3"].value is None
    assert sheet["E3"].value is None


def test_text_is_never_a_formula_and_never_breaks_the_file(book: openpyxl.Workbook) -> None:
    assert book["附表1"]["G2"].data_type == "s"
    assert book["附表1"]["G2"].value == "=1+1"
    assert book["附表1"]["G3"].value == "缺全社会就业人员"


def test_the_sheet_is_frozen_unmerged_and_prints_on_a4(book: openpyxl.Workbook) -> None:
    sheet = book["附表1"]
    assert sheet.freeze_panes == "A2"
    assert sheet.merged_cells.ranges == set()
    assert sheet.auto_filter.ref == "A1:G3"
    assert sheet.page_setup.paperSize == 9
    assert sheet.print_title_rows == "$1:$1"


def test_the_last_sheet_holds_title_notes_and_source(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == ["附表1", "说明"]
    said = [[c.value for c in row] for row in book["说明"].iter_rows()]
    assert ["附表1", "目标与研判", "注", "区间为95%"] in said
    assert ["附表1", "目标与研判", "来源", "实施意见"] in said
    assert said[-2][3] == "空单元格表示没有数据，不是零。"


def test_sheet_names_that_excel_refuses_are_made_fit(verdicts: pd.DataFrame) -> None:
    made = tables.xlsx(
        [
            Sheet(name=n, title="t", table=verdicts)
            for n in ("a/b:c*?[]", "说明", "x" * 40, "X" * 40)
        ]
    )
    names = openpyxl.load_workbook(io.BytesIO(made)).sheetnames
    assert len({n.casefold() for n in names}) == 5
    assert all(len(n) <= 31 for n in names)


def test_the_same_tables_give_the_same_bytes(
    verdicts: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    sheet = Sheet(name="附表1", title="目标与研判", table=verdicts)
    first = tables.xlsx([sheet]), tables.docx(title="附录", sheets=[sheet])
    later = time.time() + 86_400
    monkeypatch.setattr(time, "time", lambda: later)
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(later))
    assert (tables.xlsx([sheet]), tables.docx(title="附录", sheets=[sheet])) == first
    with zipfile.ZipFile(io.BytesIO(first[1])) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        assert not re.search(rb"20[2-9]\d-\d\d-\d\dT", archive.read("docProps/core.xml"))


def test_two_headings_of_one_name_are_refused() -> None:
    with pytest.raises(QuestionProblem, match="有两列都会叫 单元格"):
        tables.xlsx(
            [Sheet(name="a", title="t", table=pd.DataFrame({"cell": ["A1"], "cells": ["A1"]}))]
        )


# ------------------------------------------------------------------ Word
@pytest.fixture(scope="module")
def png() -> bytes:
    from PIL import Image

    held = io.BytesIO()
    Image.new("RGB", (60, 30), "white").save(held, "png")
    return held.getvalue()


@pytest.fixture
def letter(verdicts: pd.DataFrame, png: bytes) -> Document:
    wide = pd.DataFrame({f"c{k}": [1.0] for k in range(12)})
    return Document(
        io.BytesIO(
            tables.docx(
                title="附录",
                sentences=["榆阳区2025年目标。"],
                pictures=[
                    Picture(title="趋势", png=png, width=160.0, alt="一条上升的线", source="年鉴")
                ],
                sheets=[
                    Sheet(name="附表1", title="目标与研判", table=verdicts, notes=["区间为95%"]),
                    Sheet(name="附表2", title="宽表", table=wide),
                ],
            )
        )
    )


def test_the_page_is_the_page_of_official_documents(letter: Document) -> None:
    page = letter.sections[0]
    assert [
        round(v.mm)
        for v in (
            page.page_width,
            page.page_height,
            page.top_margin,
            page.left_margin,
            page.right_margin,
            page.bottom_margin,
        )
    ] == [210, 297, 37, 28, 26, 35]
    assert [round(s.page_width.mm) for s in letter.sections] == [
        210,
        297,
    ]  # the wide table stands sideways


def test_fonts_are_named_for_chinese_and_latin_with_what_stands_in(letter: Document) -> None:
    for style, font in (
        ("Normal", "仿宋_GB2312"),
        ("Caption", "黑体"),
        ("Title", "方正小标宋简体"),
    ):
        fonts = letter.styles[style].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == font
        assert fonts.get(qn("w:ascii")) == "Times New Roman"
        assert not [a for a in fonts.attrib if a.endswith("Theme")]
    table = next(
        rel.target_part for rel in letter.part.rels.values() if rel.reltype.endswith("/fontTable")
    )
    assert 'w:name="仿宋_GB2312"><w:altName w:val="仿宋"' in table.blob.decode()


def test_captions_are_numbered_and_pictures_speak(letter: Document) -> None:
    captions = [p.text for p in letter.paragraphs if p.style.name == "Caption"]
    assert captions == ["附图1　趋势", "附表1　目标与研判", "附表2　宽表"]
    shape = letter.inline_shapes[0]
    assert shape._inline.docPr.get("descr") == "一条上升的线"
    assert round(shape.width.mm) == 156  # never wider than the type area


def test_tables_are_native_with_three_lines_and_repeated_headings(letter: Document) -> None:
    table = letter.tables[0]
    assert [c.text for c in table.rows[0].cells] == [
        "指标",
        "目标值",
        "最新值",
        "达标概率",
        "研判结论",
        "备注",
    ]
    assert [c.text for c in table.rows[1].cells][:3] == [
        "每万人口高价值发明专利拥有量",
        "1.65",
        "−1.23",
    ]
    assert "年份：2025" in [p.text for p in letter.paragraphs]  # the same in every row: said once
    borders = table._tbl.tblPr.find(qn("w:tblBorders"))
    assert [b.tag.split("}")[1] for b in borders] == ["top", "bottom"]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert table.rows[0].cells[0]._tc.tcPr.find(qn("w:tcBorders")) is not None


def test_english_documents_say_nothing_in_chinese(verdicts: pd.DataFrame) -> None:
    made = Document(
        io.BytesIO(
            tables.docx(
                title="Appendix",
                sheets=[Sheet(name="t", title="Targets", table=verdicts.drop(columns="note"))],
                language="en",
            )
        )
    )
    said = "".join(p.text for p in made.paragraphs) + "".join(
        c.text for t in made.tables for r in t.rows for c in r.cells
    )
    assert not [c for c in said if "一" <= c <= "鿿"]


def test_long_remarks_stand_below_the_table_behind_a_sign() -> None:
    said = "历史仅5年，推算须谨慎"
    table = pd.DataFrame(
        {"year": [2024, 2025, 2026], "value": [1.0, 2.0, 3.0], "note": [said, said, ""]}
    )
    made = Document(
        io.BytesIO(tables.docx(title="a", sheets=[Sheet(name="t", title="t", table=table)]))
    )
    assert [row.cells[2].text for row in made.tables[0].rows] == ["备注", "①", "①", ""]
    assert f"① {said}" in [p.text for p in made.paragraphs]
    book = openpyxl.load_workbook(
        io.BytesIO(tables.xlsx([Sheet(name="t", title="t", table=table)]))
    )
    assert book["t"]["C2"].value == said  # a workbook keeps every column and word


def test_a_document_can_leave_columns_to_the_workbook() -> None:
    sheet = Sheet(
        name="t",
        title="t",
        table=pd.DataFrame(
            {"title": ["甲", "乙"], "url": ["https://a.example", "https://b.example"]}
        ),
        on_paper=["title"],
    )
    assert [
        [cell.text for cell in row.cells]
        for row in Document(io.BytesIO(tables.docx(title="a", sheets=[sheet]))).tables[0].rows
    ] == [["出版物"], ["甲"], ["乙"]]
    assert (
        openpyxl.load_workbook(io.BytesIO(tables.xlsx([sheet])))["t"]["B2"].value
        == "https://a.example"
    )


def test_a_workbook_holds_the_figure_itself_and_rounds_only_by_its_format() -> None:
    table = pd.DataFrame(
        {
            "indicator": ["patent_density", "patent_density"],
            "value": [16.3149, 12.0],
            "probability": [0.8766, 0.5],
        }
    )
    sheet = openpyxl.load_workbook(
        io.BytesIO(tables.xlsx([Sheet(name="t", title="t", table=table)]))
    )["t"]
    assert [(cell.value, cell.number_format) for cell in sheet[2][1:]] == [
        (16.3149, "#,##0.00"),
        (0.8766, "0%"),
    ]
