"""Opening decides by content, keeps what layout needs, and refuses with a reason."""

from __future__ import annotations

import io
import zipfile
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment

from yq_analysis.check import DataProblem
from yq_analysis.reading.files.limits import Limits
from yq_analysis.reading.files.sheets import open_book
from yq_analysis.reading.yearbook.reading import read_table


def _file(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def _workbook(folder: Path, name: str = "book.xlsx") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "表一"
    sheet["A1"] = "1-1 甲表"
    sheet["A2"] = CellRichText("(10", TextBlock(InlineFont(vertAlign="superscript"), "4"), " tn)")
    sheet["A3"], sheet["B3"] = "其中：乙", 16848.02149
    sheet["A3"].alignment = Alignment(indent=2)
    sheet["B3"].number_format = r"###\ ###\ ##0.00"
    sheet["B4"], sheet["B4"].number_format = 0.125, "0.0%"
    sheet.merge_cells("A1:C1")
    hidden = book.create_sheet("藏")
    hidden["A1"], hidden.sheet_state = "x", "hidden"
    path = folder / name
    book.save(path)
    return path


def test_a_workbook_gives_stored_value_shown_text_merges_indent_and_superscript(
    tmp_path: Path,
) -> None:
    book = open_book(_workbook(tmp_path))
    sheet, hidden = book.sheets
    assert book.kind == "xlsx"
    assert sheet.merges == ((0, 0, 0, 2),)
    assert hidden.hidden
    assert not sheet.hidden
    assert sheet.cells[1, 0].text == "(104 tn)"
    assert sheet.cells[1, 0].raised == ((3, 4),)
    assert sheet.cells[2, 0].indent == 2
    figure = sheet.cells[2, 1]
    assert (figure.value, figure.text, figure.decimals) == (16848.02149, "16 848.02", 2)
    # 12.5 % shows one decimal of the percentage, three of the stored fraction.
    assert (sheet.cells[3, 1].text, sheet.cells[3, 1].decimals) == ("12.5%", 3)


def test_the_extension_does_not_decide(tmp_path: Path) -> None:
    renamed = _workbook(tmp_path, "book.csv")
    page = _file(
        tmp_path,
        "page.xls",
        "\n\n<!-- Excel -->\n<html><table><tr><td>地区<td>2020<tr><td>甲<td>1.5</table>".encode(),
    )
    assert open_book(renamed).kind == "xlsx"
    assert open_book(page).kind == "html"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_is_read_in_the_encodings_of_chinese_offices(tmp_path: Path, encoding: str) -> None:
    sheet = open_book(
        _file(tmp_path, "a.csv", '地区,产值\r\n甲县\t,"1,234"\t,\n'.encode(encoding))
    ).sheets[0]
    assert [cell.text for cell in sheet.cells.values()] == ["地区", "产值", "甲县", "1,234"]


def test_tabs_semicolons_and_bars_separate_fields_too(tmp_path: Path) -> None:
    for mark in "\t;|":
        text = "\n".join(
            mark.join(row)
            for row in (["地区", "甲", "乙"], ["2020", "1,5", "2,5"], ["2021", "3", "4"])
        )
        sheet = open_book(_file(tmp_path, "a.txt", text.encode())).sheets[0]
        assert (sheet.height, sheet.width) == (3, 3)


PAGE = """<html><head><meta charset="gb2312"></head><body>
<table><tr><td>首页</td><td>检索</td></tr></table>
<div>二、甲县主要指标(2020年)</div><table><tr><td>单位:万元</td></tr></table>
<table><thead><tr><td rowspan=2>地区</td><td colspan=2>产值</td></tr><tr><td>&nbsp;</td><td>其中<br>工业</td></tr></thead>
<tfoot><tr><td>合计</td><td>9</td><td>5</td></tr></tfoot><tbody><tr><td>&nbsp;&nbsp;乙乡</td><td>4</td><td>1</td></tr></tbody></table>
<p>注：丙。</p><p>版权所有</p>
<table><thead><tr><td rowspan=2>地区</td><td colspan=2>产值</td></tr><tr><td>&nbsp;</td><td>其中<br>工业</td></tr></thead>
<tfoot><tr><td>合计</td><td>9</td><td>5</td></tr></tfoot><tbody><tr><td>&nbsp;&nbsp;乙乡</td><td>4</td><td>1</td></tr></tbody></table>
</body></html>"""  # noqa: E501


def test_a_page_keeps_title_unit_and_notes_around_its_table_and_drops_the_copy(
    tmp_path: Path,
) -> None:
    book = open_book(_file(tmp_path, "a.html", PAGE.encode("gb18030")))
    (sheet,) = book.sheets
    rows: dict[int, list[str]] = {}
    for (row, _), cell in sorted(sheet.cells.items()):
        rows.setdefault(row, []).append(cell.text)
    assert list(rows.values()) == [
        ["首页"],
        ["检索"],
        ["二、甲县主要指标(2020年)"],
        ["单位:万元"],
        ["地区", "产值"],
        ["其中\n工业"],
        ["\xa0\xa0乙乡", "4", "1"],
        ["合计", "9", "5"],
        ["注：丙。"],
    ]
    assert set(sheet.merges) == {(4, 0, 5, 0), (4, 1, 4, 2)}
    assert any("repeats" in line for line in book.log)


def test_a_formula_without_a_stored_result_is_said_not_guessed(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["B1"] = "甲", "=1+1"
    book.save(tmp_path / "f.xlsx")
    opened = open_book(tmp_path / "f.xlsx")
    assert (0, 1) not in opened.sheets[0].cells
    assert any("B1" in line for line in opened.log)


def _zip(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


REFUSED = {
    "an empty file": b"",
    "blanks only": b" \n\t\r\n",
    "a picture": b"\x89PNG\r\n\x1a\n" + b"0" * 100,
    "noise": bytes(range(256)) * 4,
    "a cut workbook": b"PK\x03\x04" + b"x" * 50,
    "a cut BIFF file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    "a Word document": _zip({"[Content_Types].xml": b"<a/>", "word/document.xml": b"<a/>"}),
    "an OpenDocument file": _zip({"mimetype": b"x", "content.xml": b"<a/>"}),
    "a web archive": b"MIME-Version: 1.0\r\nContent-Type: multipart/related",
    "frames without figures": b'<html><frameset><frame src="left.htm"><frame src="a.htm"></frameset></html>',  # noqa: E501
    "a zip that is no workbook": _zip({"a.txt": b"1"}),
    "a zip bomb": _zip({"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b" " * 40_000_000}),
    "XML entities": _zip(
        {
            "[Content_Types].xml": b"<a/>",
            "xl/workbook.xml": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        }
    ),
    "a page without figures": b"<html><table><tr><td>a</td></tr></table></html>",
    "prose": "只有文字,没有表".replace(",", " ").encode(),
}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_opened_is_refused_with_what_to_do_next(
    tmp_path: Path, content: bytes
) -> None:
    with pytest.raises(DataProblem) as caught:
        open_book(_file(tmp_path, "a.xls", content))
    (problem,) = caught.value.problems
    assert problem.what
    assert problem.next


def test_a_refusal_names_what_the_file_is(tmp_path: Path) -> None:
    for name, word in (
        ("a Word document", "docx"),
        ("frames without figures", "left.htm"),
        ("a web archive", "mht"),
        ("a zip bomb", "耗尽"),
    ):
        with pytest.raises(DataProblem, match=word):
            open_book(_file(tmp_path, "a.xls", REFUSED[name]))


def test_a_missing_file_and_one_over_the_limit_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataProblem, match="没有这个文件"):
        open_book(tmp_path / "none.xls")
    with pytest.raises(DataProblem, match="最多读 10"):
        open_book(_file(tmp_path, "a.csv", b"a,b\n1,2\n3,4\n"), limits=Limits(file_bytes=10))
    with pytest.raises(DataProblem, match="有内容的单元格"):
        open_book(_file(tmp_path, "a.csv", b"a,b\n1,2\n3,4\n"), limits=Limits(cells=3))


def test_every_shared_file_opens_and_locked_ones_say_so(shared: Path) -> None:
    for path in sorted((shared / "yearbook" / "files").iterdir()):
        book = open_book(path)
        assert any(sheet.cells for sheet in book.sheets)
        assert ("LOCKED" in path.name) == any("unlocked" in line for line in book.log)


def test_sentences_beside_the_tables_of_a_page_are_listed(tmp_path: Path) -> None:
    page = (
        '<html><meta charset="utf-8"><body><h1>某市2023年统计公报</h1>'
        "<p>全年地区生产总值1846.3亿元，比上年增长5.6%。</p><p>表1 主要产品产量</p>"
        "<table><tr><td>产品</td><td>产量（万吨）</td></tr><tr><td>粮食</td><td>147.3</td></tr>"
        "<tr><td>油料</td><td>20.1</td></tr></table><p>注：快报数。</p>"
        "<p>年末常住人口312.46万人，城镇化率64.42%。</p></body></html>"
    )
    reading = read_table(_file(tmp_path, "a.html", page.encode()))
    assert reading.observations["value"].tolist() == [147.3, 20.1]
    listed = " ".join(reading.leftover["text"])
    assert all(number in listed for number in ("1846.3", "5.6", "312.46", "64.42"))


def test_a_page_saved_whole_by_a_browser_is_a_page(tmp_path: Path) -> None:
    saved = MIMEMultipart("related", type="text/html")
    saved.attach(MIMEText(PAGE, "html", "utf-8"))
    whole = open_book(_file(tmp_path, "a.mht", saved.as_bytes()))
    alone = open_book(_file(tmp_path, "a.html", PAGE.encode("gb18030")))
    assert whole.kind == "html"
    assert whole.sheets == alone.sheets
