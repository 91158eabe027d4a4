"""Files changed at random, and files made at random: read, or refused in words; within a budget.

A few rounds run with the quick tests; `YQ_FUZZ=2000` sets how many changed files the slow ones try.
"""

from __future__ import annotations

import csv
import io
import os
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import yq_analysis as yq
from yq_analysis.reading import policy
from yq_analysis.reading.files import cell
from yq_analysis.reading.files.grid import cell_name
from yq_analysis.reading.files.sheets import open_book
from yq_analysis.reading.yearbook.reading import read_here

CHINESE = re.compile("[\u4e00-\u9fff]")
ROWS = [["地区", "2020年", "2021年"], ["甲县", 7.5, 8.25], ["乙县", 1234, "…"], ["合计", 1241.5, 9]]


@pytest.fixture(autouse=True)
def _no_child_is_left() -> Iterator[None]:
    yield
    cell.close()


def _xlsx() -> bytes:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.active.merge_cells("A1:A2")
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _docx() -> bytes:
    document = docx.Document()
    document.add_paragraph("到2025年，单位GDP能耗降低13.5%，合格率达到94%以上。")
    table = document.add_table(len(ROWS), 3)
    for r, row in enumerate(ROWS):
        for c, value in enumerate(row):
            table.cell(r, c).text = str(value)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _html() -> bytes:
    lines = "".join(f"<tr>{''.join(f'<td>{x}</td>' for x in row)}</tr>" for row in ROWS)
    return f"<html><p>表1 人口（万人）</p><table border=1>{lines}</table></html>".encode()


def _ods() -> bytes:
    space = "urn:oasis:names:tc:opendocument:xmlns"
    names = "".join(f' xmlns:{name}="{space}:{name}:1.0"' for name in ("office", "table", "text"))
    kind = 'office:value-type="float" office:value="7.5"'
    one = f"<table:table-cell {kind}><text:p>7.5</text:p></table:table-cell>"
    rows = f"<table:table-row>{one * 3}</table:table-row>" * 3
    body = f'<table:table table:name="a">{rows}</table:table>'
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f"<office:document-content{names}><office:body><office:spreadsheet>{body}"
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return target.getvalue()


def _csv() -> bytes:
    return "\n".join(",".join(map(str, row)) for row in ROWS).encode("gb18030")


def _pdf() -> bytes:
    text = b"BT /F1 10 Tf 50 700 Td (A 12.5) Tj 0 -14 Td (B 7) Tj ET"
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(made)
    return made + b"xref\n0 6\n0000000000 65535 f \n" + table + end


SEEDS: dict[str, Callable[[], bytes]] = {
    "xlsx": _xlsx,
    "docx": _docx,
    "html": _html,
    "ods": _ods,
    "csv": _csv,
    "pdf": _pdf,
}
_SHARP = [
    b"\x00",
    b"\xff" * 4,
    b"<",
    b">",
    b'"',
    b"99999999",
    b"-1",
    b"1e999",
    b"&#0;",
    b"%s",
    b"]",
]


def changed(content: bytes, chance: random.Random) -> bytes:
    """The content with some bytes changed, cut out, doubled or put in; parts of a zip inside it."""
    if content.startswith(b"PK") and chance.random() < 0.8:
        target = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
            names = old.namelist()
            victim = chance.choice(names)
            for name in names:
                part = old.read(name)
                new.writestr(name, changed(part, chance) if name == victim else part)
        return target.getvalue()
    made = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(made) + 1)
        way = chance.randrange(4)
        if way == 0 and at < len(made):
            made[at] = chance.randrange(256)
        elif way == 1:
            del made[at : at + chance.randint(1, 60)]
        elif way == 2:
            made[at:at] = made[at : at + chance.randint(1, 200)] * chance.randint(1, 20)
        else:
            made[at:at] = chance.choice(_SHARP)
    return bytes(made)


def _read_or_refused(path: Path) -> None:
    for reader in (yq.read_table, yq.read_targets):
        try:
            reader(path)
        except yq.DataProblem as found:
            _in_words(found, path.name)


def _in_words(found: yq.DataProblem, name: str = "") -> None:
    for problem in found.problems:
        assert name in problem.where
        assert CHINESE.search(f"{problem.what}{problem.next}"), problem


def _rounds(tmp_path: Path, kind: str, rounds: int, seed: int) -> None:
    chance = random.Random(f"{kind}{seed}")
    content = SEEDS[kind]()
    for number in range(rounds):
        path = tmp_path / f"{number}.{kind}"
        path.write_bytes(changed(content, chance))
        _read_or_refused(path)
        path.unlink()


@pytest.mark.parametrize("kind", SEEDS)
def test_a_changed_file_is_read_or_refused_in_words(tmp_path: Path, kind: str) -> None:
    (tmp_path / f"whole.{kind}").write_bytes(SEEDS[kind]())
    _read_or_refused(tmp_path / f"whole.{kind}")
    _rounds(tmp_path, kind, 12, 1)


@pytest.mark.slow
@pytest.mark.parametrize("kind", SEEDS)
def test_many_changed_files_are_read_or_refused_in_words(tmp_path: Path, kind: str) -> None:
    _rounds(tmp_path, kind, int(os.environ.get("YQ_FUZZ", "300")), 2)


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["xls", "xlsx", "pdf", "html"])
def test_a_changed_yearbook_is_read_or_refused_in_words(
    shared: Path, tmp_path: Path, suffix: str
) -> None:
    files = sorted(
        (shared / "yearbook" / "files").rglob(f"*.{suffix}"), key=lambda p: p.stat().st_size
    )
    chance = random.Random(suffix)
    for number in range(int(os.environ.get("YQ_FUZZ", "300")) // 10):
        path = tmp_path / f"{number}.{suffix}"
        path.write_bytes(changed(files[number % min(5, len(files))].read_bytes(), chance))
        _read_or_refused(path)
        path.unlink()


_TEXTS = st.text(
    alphabet="甲县年月%,，.。0123456789（）()-—~\t \"'|:：=<>&;\n\u3000①", max_size=200
)


@settings(max_examples=60)
@given(text=_TEXTS)
def test_any_text_is_a_document(text: str) -> None:
    try:
        policy._read(text.encode())
    except yq.DataProblem as found:
        _in_words(found)


@settings(max_examples=40)
@given(rows=st.lists(st.lists(_TEXTS, min_size=1, max_size=5), min_size=1, max_size=6))
def test_any_fields_are_a_table_whose_numbers_are_all_accounted_for(
    rows: list[list[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("fuzz") / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows(rows)
    try:
        found = read_here(str(path), ())
    except yq.DataProblem as problem:
        _in_words(problem)
        return
    cells = {name for table in (found.observations, found.leftover) for name in table["cell"]}
    numbers = [
        place
        for sheet in open_book(path).sheets
        for place, one in sheet.cells.items()
        if re.fullmatch(r"\d+(\.\d+)?", one.text.strip()) and len(one.text) > 4
    ]
    roles = found.roles
    for row, column in numbers:
        assert cell_name(row, column) in cells or (row, column) in roles["csv"]
