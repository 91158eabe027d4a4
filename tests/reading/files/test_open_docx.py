"""Word documents: each table is a sheet with its title; running text is a sheet of its own."""

from __future__ import annotations

from pathlib import Path

import docx

from yq_analysis.reading.files.sheets import open_book


def _document(path: Path) -> Path:
    document = docx.Document()
    document.add_paragraph("甲市2022年统计公报")
    document.add_paragraph("全年地区生产总值939.05亿元，比上年增长5.3%。")
    document.add_paragraph("表1 财政收支")
    table = document.add_table(rows=3, cols=3)
    for row, texts in enumerate(
        (["指标", "收支", ""], ["", "绝对数", "增长"], ["收入", "148", "3.5"])
    ):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    document.add_paragraph("注：快报数。")
    document.save(path)
    return path


def test_tables_with_title_and_note_and_the_text_apart(tmp_path: Path) -> None:
    book = open_book(_document(tmp_path / "a.docx"))
    table, text = book.sheets
    assert (book.kind, table.name, text.name) == ("docx", "table1", "text")
    # the document's heading says of which place and year the table is
    assert [table.cells[row, 0].text for row in (0, 1)] == ["甲市2022年统计公报", "表1 财政收支"]
    assert table.merges == ((2, 0, 3, 0), (2, 1, 2, 2))
    assert [table.cells[4, column].text for column in range(3)] == ["收入", "148", "3.5"]
    assert table.cells[5, 0].text == "注：快报数。"
    assert [cell.text for cell in text.cells.values()] == [
        "甲市2022年统计公报",
        "全年地区生产总值939.05亿元，比上年增长5.3%。",
    ]


def test_a_superscript_in_a_cell_is_marked(tmp_path: Path) -> None:
    document = docx.Document()
    cell = document.add_table(rows=1, cols=2).cell(0, 0)
    cell.paragraphs[0].add_run("能耗")
    cell.paragraphs[0].add_run("1").font.superscript = True
    document.tables[0].cell(0, 1).text = "2.5"
    document.save(tmp_path / "a.docx")
    assert open_book(tmp_path / "a.docx").sheets[0].cells[0, 0].raised == ((2, 3),)
