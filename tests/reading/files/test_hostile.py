"""Files made to harm, or damaged: refused in words that name the file, or read; soon, and without a
traceback.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

import yq_analysis as yq
from yq_analysis.reading.files.limits import Limits
from yq_analysis.reading.files.open_html import looks_like_html
from yq_analysis.reading.files.sheets import open_book

CHINESE = re.compile("[\u4e00-\u9fff]")
READERS = {"read_table": yq.read_table, "read_targets": yq.read_targets}


def _refused(reader: object, path: Path, *, word: str = ".") -> None:
    with pytest.raises(yq.DataProblem, match=word) as caught:
        reader(path)  # type: ignore[operator]
    for problem in caught.value.problems:
        assert path.name in problem.where
        assert CHINESE.search(problem.what)
        assert CHINESE.search(problem.next)


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS)
def test_every_hostile_file_is_read_or_refused_in_words(shared: Path, reader: str) -> None:
    for path in sorted((shared / "cases" / "hostile").iterdir()):
        if path.suffix in (".py", ".json") or (reader, path.suffix) == ("read_targets", ".xls"):
            continue
        try:
            READERS[reader](path)
        except yq.DataProblem as found:
            for problem in found.problems:
                assert path.name in problem.where
                assert CHINESE.search(f"{problem.what}{problem.next}")


@pytest.mark.parametrize("reader", READERS)
def test_what_is_no_plain_file_is_refused_without_being_opened(tmp_path: Path, reader: str) -> None:
    (tmp_path / "链接.xls").symlink_to("没有.xls")
    os.mkfifo(tmp_path / "管道.xls")
    (tmp_path / "夹.xls").mkdir()
    (tmp_path / "空.txt").touch()
    for name, word in (
        ("链接.xls", "没有.xls"),
        ("管道.xls", "管道"),
        ("夹.xls", "文件夹"),
        ("空.txt", "空文件"),
        ("无.xls", "没有这个文件"),
    ):
        _refused(READERS[reader], tmp_path / name, word=word)


@pytest.mark.parametrize("reader", READERS)
def test_a_name_in_gbk_bytes_is_refused_in_words_that_can_be_printed(
    tmp_path: Path, reader: str
) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + "表.csv".encode("gbk")))
    try:
        path.write_text("a,1\nb,2\n", encoding="utf-8")
    except OSError:
        pytest.skip("the system does not take such names")
    with pytest.raises(yq.DataProblem, match=r"表\.csv") as caught:
        READERS[reader](path)
    str(caught.value).encode("utf-8")


def _word(body: str) -> bytes:
    target = io.BytesIO()
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/'
            'vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="a" Type="{office}" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>',
        )
    return target.getvalue()


def test_a_word_file_with_endless_spans_or_paragraphs_is_refused(tmp_path: Path) -> None:
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="99999999999"/></w:tcPr><w:p/></w:tc>'
    for name, body in (
        ("spans.docx", f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>"),
        ("paragraphs.docx", "<w:p/><w:p></w:p>" * 210_000),
        ("deep.docx", "<w:sdt><w:sdtContent>" * 5_000),
    ):
        (tmp_path / name).write_bytes(_word(body))
        _refused(yq.read_targets, tmp_path / name)


def test_comments_before_the_first_tag_cost_no_more_than_their_length() -> None:
    assert not looks_like_html(b"<!--" + b"-->   <!--" * 3_000 + b"x")
    assert looks_like_html(b"<!-- a --> \n<?xml version='1.0'?>\n" * 3_000 + b"<html>")


def test_spans_are_numbers_of_sane_length_and_cover_a_bounded_part(tmp_path: Path) -> None:
    row = "<tr><td>x</td><td>1</td></tr><tr><td>y</td><td>2</td></tr>"
    (tmp_path / "a.html").write_text(
        f"<html><table>{row}<tr><td colspan={'9' * 5000}>3</td></tr></table></html>",
        encoding="utf-8",
    )
    assert len(open_book(tmp_path / "a.html").sheets) == 1
    (tmp_path / "b.html").write_text(
        f"<html><table>{row}{'<tr><td colspan=5000>1</td></tr>' * 500}</table></html>",
        encoding="utf-8",
    )
    for reader in READERS.values():
        _refused(reader, tmp_path / "b.html", word="占")


def test_a_number_three_hundred_elements_deep_is_not_lost(tmp_path: Path) -> None:
    deep = "<b>" * 300 + "7.5" + "</b>" * 300
    (tmp_path / "a.html").write_text(
        f"<html><table><tr><td>地区</td><td>甲</td></tr><tr><td>乙县</td><td>{deep}</td></tr></table></html>",
        encoding="utf-8",
    )
    (sheet,) = open_book(tmp_path / "a.html").sheets
    assert sheet.cells[1, 1].text == "7.5"


def test_a_figure_under_a_merge_is_kept_apart_not_deleted(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["地区", "甲"], ["乙县", 7.5]):
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    with zipfile.ZipFile(target) as archive, zipfile.ZipFile(tmp_path / "a.xlsx", "w") as changed:
        for name in archive.namelist():
            text = archive.read(name)
            if name == "xl/worksheets/sheet1.xml":
                merge = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'  # noqa: E501
                text = text.replace(b"</sheetData>", merge)
            changed.writestr(name, text)
    (sheet,) = open_book(tmp_path / "a.xlsx").sheets
    assert sheet.cells[0, 0].text == "地区"
    assert sheet.covered[1, 1].value == 7.5


def test_a_line_of_a_million_fields_is_refused_before_it_is_cut(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"1," * 1_000_000)
    _refused(yq.read_table, tmp_path / "a.csv", word="1000001 列")


def test_merges_are_counted_and_weighed(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in range(30):
        book.active.append([row] * 30)
        book.active.merge_cells(start_row=row + 1, end_row=row + 1, start_column=1, end_column=9)
    book.save(tmp_path / "a.xlsx")
    for limits in (Limits(merges=29), Limits(merged_cells=269)):
        with pytest.raises(yq.DataProblem, match="合并单元格"):
            open_book(tmp_path / "a.xlsx", limits=limits)
    assert len(open_book(tmp_path / "a.xlsx", limits=Limits(merges=30)).sheets[0].merges) == 30


def _ods(path: Path, rows: str) -> Path:
    space = "urn:oasis:names:tc:opendocument:xmlns"
    names = "".join(f' xmlns:{name}="{space}:{name}:1.0"' for name in ("office", "table", "text"))
    table = f'<table:table table:name="a">{rows}</table:table>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        kind = "application/vnd.oasis.opendocument.spreadsheet"
        archive.writestr("mimetype", kind, zipfile.ZIP_STORED)
        body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
        text = f"<office:document-content{names}>{body}</office:document-content>"
        archive.writestr("content.xml", text)
    return path


def _ods_cell(value: object, more: str = "", *, kind: str = "table-cell") -> str:
    return (
        f'<table:{kind} office:value-type="float" office:value="{value}" {more}>'
        f"<text:p>{value}</text:p></table:{kind}>"
    )


def test_an_ods_that_repeats_a_billion_cells_is_refused_before_they_are_made(
    tmp_path: Path,
) -> None:
    wide = 'table:number-columns-repeated="5000"'
    row = f'<table:table-row table:number-rows-repeated="200000">{_ods_cell(1, wide)}'
    path = _ods(tmp_path / "a.ods", f"{row}</table:table-row>")
    _refused(yq.read_table, path, word="1500000")
    _refused(yq.read_targets, path, word="工作簿")


def test_a_figure_under_a_merge_of_an_ods_is_kept_apart_and_nonsense_counts_once(
    tmp_path: Path,
) -> None:
    over = 'table:number-columns-spanned="2" table:number-rows-repeated="x"'
    first = _ods_cell(8, over) + _ods_cell(9, kind="covered-table-cell")
    second = _ods_cell("abc", 'table:number-columns-repeated="-3"') + _ods_cell("nan")
    rows = "".join(f"<table:table-row>{row}</table:table-row>" for row in (first, second))
    (sheet,) = open_book(_ods(tmp_path / "a.ods", rows)).sheets
    assert sheet.covered[0, 1].value == 9
    assert (sheet.cells[1, 0].text, sheet.cells[1, 1].text) == ("abc", "nan")


def test_a_row_of_a_word_table_that_begins_far_out_is_refused_as_too_wide(tmp_path: Path) -> None:
    cell = "<w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>"
    row = f'<w:tr><w:trPr><w:gridBefore w:val="999999"/></w:trPr>{cell}</w:tr>'
    (tmp_path / "a.docx").write_bytes(_word(f"<w:tbl>{row}</w:tbl>"))
    for reader in READERS.values():
        _refused(reader, tmp_path / "a.docx", word="列，最多读 5000 列")


def test_ten_thousand_tables_in_a_row_cost_no_more_than_their_number() -> None:
    from yq_analysis.reading.files.document_blocks import Grid, cell_rows
    from yq_analysis.reading.policy.page_breaks import joined

    one = cell_rows([["指标", "2025年"], ["能耗", "15"]])
    (whole,) = joined([one] * 10_000)
    assert isinstance(whole, Grid)
    assert len(whole.rows) == 10_001  # the head once, each row of figures as often as printed


@pytest.mark.parametrize("cell", ["1" + "\u3000" * 30_000 + "x", "\u3000" * 30_000 + "x"])
def test_a_cell_of_blanks_costs_no_more_than_its_length(cell: str) -> None:
    from yq_analysis.reading.files.html_table import _FIGURE

    assert _FIGURE.match(cell) is None
    assert _FIGURE.match("\u3000-1 234，5．6 % ")
