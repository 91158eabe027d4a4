"""Text files of fields: CSV and TSV, in the encodings that Chinese offices export."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable

from yq_analysis.check import Message
from yq_analysis.reading.files.grid import Cell, Sheet
from yq_analysis.reading.files.limits import Budget, Limits, refusal

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DELIMITERS = (",", "\t", ";", "|")


def decoded(data: bytes, *, name: str) -> tuple[str, str]:
    """Bytes as text, and the encoding: byte order mark first, then strict UTF-8, then GB18030.

    Never latin-1, which takes anything and makes 数据库 into accents.

    >>> decoded("数据库".encode("gbk"), name="a.csv")
    ('数据库', 'gb18030')
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError:
                raise refusal(
                    name,
                    Message("reading_text_declared", encoding=encoding.upper()),
                    Message("reading_fetch_again"),
                ) from None
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise refusal(name, Message("reading_text_encoding"), Message("reading_text_encoding_next"))


def looks_like_text(data: bytes) -> bool:
    """Whether bytes are text: no control characters but white space.

    >>> looks_like_text(b"a,b\\r\\n1,2"), looks_like_text(b"\\x00\\x01\\x02")
    (True, False)
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    head = data[:65_536]
    return not any(mark < 9 or (13 < mark < 32 and mark != 27) for mark in set(head))


def sheet_of_text(text: str, *, name: str, limits: Limits, log: Callable[[str], None]) -> Sheet:
    """The one sheet of a file of delimited fields; every value stays text."""
    delimiter = _delimiter(text)
    lines = text.splitlines()
    widest = max((line.count(delimiter) + 1 for line in lines), default=0)
    # before it is cut: a file of one line of millions of fields would be cut whole
    Budget(name, limits).sheet("csv", len(lines), widest, 0)
    rows = (_by_blanks(lines) if delimiter not in text else []) or _rows(text, delimiter, name)
    cells: dict[tuple[int, int], Cell] = {}
    for row, fields in enumerate(rows):
        for column, field in enumerate(fields):
            # The new portal of the statistics office ends every field with a TAB.
            shown = field.rstrip("\t\r\n")
            if shown and not shown.isspace():
                cells[row, column] = Cell(value=shown, text=shown)
    if not cells:
        raise refusal(name, Message("reading_text_no_field"), Message("reading_text_no_field_next"))
    height = 1 + max(row for row, _ in cells)
    width = 1 + max(column for _, column in cells)
    if width == 1 and not any(any(mark.isdigit() for mark in cell.text) for cell in cells.values()):
        raise refusal(name, Message("reading_text_no_table"), Message("reading_text_no_table_next"))
    Budget(name, limits).sheet("csv", height, width, len(cells))
    if delimiter != ",":
        log(f"fields are separated by {'TAB' if delimiter == chr(9) else delimiter}")
    return Sheet(name="csv", cells=cells)


def _delimiter(text: str) -> str:
    """The mark that most lines hold equally often, outside quotes."""
    lines = [line for line in text[:200_000].splitlines()[:400] if line.strip()]

    def agreement(delimiter: str) -> tuple[int, int]:
        # A TAB at a field's end beside commas is padding, not a border.
        bare = (
            [line.replace("\t,", ",").rstrip("\t") for line in lines]
            if delimiter == "\t"
            else lines
        )
        counts = Counter(line.count(delimiter) for line in bare if delimiter in line)
        if not counts:
            return 0, 0
        times, together = counts.most_common(1)[0]
        return times * together, together

    # The mark that makes the most fields on lines that agree: commas inside prose or figures make
    # few.
    return max(_DELIMITERS, key=agreement)


_BLANKS = (re.compile(r"[ \u3000]{2,}"), re.compile(r"[ \u3000]+"))


def _by_blanks(lines: list[str]) -> list[list[str]]:
    """Fields set apart by blanks, where three lines or more are cut alike and hold figures."""
    for blanks in _BLANKS:
        rows = [blanks.split(line.strip()) for line in lines]
        widths = Counter(len(row) for row in rows if len(row) > 1)
        width, times = widths.most_common(1)[0] if widths else (0, 0)
        alike = [row for row in rows if len(row) == width]
        figures = sum(row[-1][-1:].isdigit() or row[-1].endswith("%") for row in alike)
        if times >= 3 and times >= 0.6 * sum(map(bool, lines)) and 2 * figures >= times:
            return [row if len(row) == width else [" ".join(row)] for row in rows]
    return []


def _rows(text: str, delimiter: str, name: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        # A field longer than csv allows comes from an unclosed quote: read the quotes as they
        # stand.
        try:
            return list(
                csv.reader(
                    io.StringIO(text, newline=""), delimiter=delimiter, quoting=csv.QUOTE_NONE
                )
            )
        except csv.Error:
            raise refusal(
                name, Message("reading_text_uncut", kind=error), Message("reading_text_uncut_next")
            ) from None
