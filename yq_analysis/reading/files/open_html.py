"""Web pages, under whatever extension: each table with figures is a sheet, its title and notes rows
around it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from lxml import html
from lxml.etree import LxmlError

from yq_analysis.check import Message
from yq_analysis.reading.files.document_blocks import is_heading
from yq_analysis.reading.files.grid import Cell, Sheet
from yq_analysis.reading.files.html_table import Grid, inline_text, shown_elements, table_grid
from yq_analysis.reading.files.limits import Budget, Limits, refusal

_FIRST_TAG = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|title|table|div|style|script|center|font|p|link|frameset)\b",
    re.IGNORECASE,
)
_BEFORE = ((b"<!--", b"-->"), (b"<?xml", b">"))  # what may stand before the first tag
_DEEP = re.compile("excessive depth|too deep", re.IGNORECASE)
_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_BLOCKS = {
    "p",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "ul",
    "ol",
    "tr",
    "td",
    "th",
    "caption",
    "center",
    "section",
    "article",
    "header",
    "footer",
    "blockquote",
    "pre",
    "form",
    "dl",
    "dt",
    "dd",
    "hr",
    "br",
}
_NOTE = re.compile(
    r"\s*(?:注|说明|附注|资料来源|数据来源|来源|摘编自|摘自|Notes?\b|Sources?\b|[\[［(（]?\d+[\]］)）]|\d+[、.．](?!\d)|[①-⑳*＊])"
)
_FOOTER = re.compile(
    r"版权所有|Copyright|打印本页|关闭窗口|返回顶部|上一篇|下一篇|相关链接|网站标识码|ICP备",
    re.IGNORECASE,
)
_TITLE_LINES, _TITLE_LENGTH, _NOTE_LINES = 5, 100, 12


def looks_like_html(data: bytes) -> bool:
    """Whether bytes are a web page; blanks and comments may stand before the first tag.

    >>> looks_like_html(b"\\n\\n<!-- a page for Excel -->\\n<html>"), looks_like_html(b"a,b\\n<1,2")
    (True, False)
    """
    head = data[:200_000].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe").lstrip()
    first = 0
    while (mark := next((m for m in _BEFORE if head.startswith(m[0], first)), None)) is not None:
        end = head.find(mark[1], first)
        if end < 0:
            return False
        first = end + len(mark[1])
        while first < len(head) and head[first : first + 1].isspace():
            first += 1
    return bool(_FIRST_TAG.match(head, first)) or (
        head.startswith(b"<") and b"<table" in head.lower()
    )


def page_root(text: str, *, name: str, limits: Limits) -> html.HtmlElement:
    """The tree of a page; refused where it is broken, has too many elements or nests them out of
    reach.
    """
    if text.count("<") > 2 * limits.elements:
        raise refusal(
            name,
            Message("reading_html_elements", elements=text.count("<") // 2, most=limits.elements),
            Message("reading_html_spans_next"),
        )
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", errors="replace"), parser=parser)
    except (LxmlError, ValueError, AssertionError) as error:
        raise refusal(
            name,
            Message("reading_html_damaged", kind=type(error).__name__),
            Message("reading_html_save"),
        ) from error
    if any(_DEEP.search(entry.message) for entry in parser.error_log):
        raise refusal(name, Message("reading_html_deep"), Message("reading_html_spans_next"))
    return root


def sheets_of_html(
    data: bytes, *, name: str, limits: Limits, log: Callable[[str], None]
) -> list[Sheet]:
    """The tables of a page that hold figures; layout tables and repeated copies are dropped and
    logged.
    """
    root = page_root(decoded_page(data, log), name=name, limits=limits)
    parts = _parts(root, limits, name)
    tables = [number for number, part in enumerate(parts) if part.grid is not None]
    if not tables:
        frames = [
            str(frame.get("src")) for frame in root.iter("frame", "iframe") if frame.get("src")
        ]
        if frames:
            raise refusal(
                name,
                Message("reading_html_frames"),
                Message("reading_html_frames_next", pages=", ".join(frames[:5])),
            )
        if text := _running_text(parts):
            return [text]
        raise refusal(name, Message("reading_html_no_table"), Message("reading_html_no_table_next"))
    dropped = sum(part.layout for part in parts)
    if dropped:
        log(f"{dropped} tables without figures count as lines of text")
    return _sheets(parts, tables, name, limits, log)


def _running_text(parts: list[_Part]) -> Sheet | None:
    """The lines of a page without tables, where sentences with numbers stand among them."""
    lines = [part.text.strip() for part in parts if part.text.strip()]
    return _text(lines) if any(map(_tells, lines)) else None


def _beside_tables(parts: list[_Part], taken: set[str]) -> Sheet | None:
    """The sentences with numbers that are neither title nor note of a table, under the page's
    heading.
    """
    lines = [part.text.strip() for part in parts if part.text.strip()]
    free = [line for line in lines if line not in taken and _tells(line)]
    heading = next((line for line in lines if is_heading(line)), None)
    return _text([*([heading] if heading else []), *free]) if free else None


def _tells(line: str) -> bool:
    return "。" in line and any(mark.isdigit() for mark in line)


def _text(lines: list[str]) -> Sheet:
    cells = {(row, 0): Cell(value=line, text=line) for row, line in enumerate(lines)}
    return Sheet(name="text", cells=cells)


@dataclass(frozen=True, kw_only=True)
class _Part:
    """A line of text, or a table with figures, in the order of the page."""

    text: str = ""
    grid: Grid | None = None
    layout: bool = False


def _parts(root: html.HtmlElement, limits: Limits, name: str) -> list[_Part]:
    parts: list[_Part] = []
    line: list[str] = []

    def flush() -> None:
        text = " ".join("".join(line).split())
        line.clear()
        if text:
            parts.append(_Part(text=text))

    done: set[html.HtmlElement] = set()  # tables that became grids: what they hold is read
    for event, element in shown_elements(root, within=lambda part: part not in done):
        block = element.tag == "table" or element.tag in _BLOCKS
        if block and event != "silent":
            flush()
        if event == "start" and element.tag == "table":
            found = _table_parts(element, limits, name)
            parts.extend(found)
            if found[-1].grid is not None:
                done.add(element)
        elif event == "start":
            line.append(element.text or "")
        if event != "start":
            line.append(element.tail or "")
    flush()
    return parts


def _table_parts(table: html.HtmlElement, limits: Limits, name: str) -> list[_Part]:
    """A table with figures and its captions; or the mark of one that only frames what it holds."""
    grid = table_grid(table, limits, name)
    if grid is None or not grid.has_figures:
        return [_Part(layout=True)]
    captions = [" ".join(inline_text(part)[0].split()) for part in table.iterchildren("caption")]
    return [*(_Part(text=text) for text in captions), _Part(grid=grid)]


def _sheets(
    parts: list[_Part], tables: list[int], name: str, limits: Limits, log: Callable[[str], None]
) -> list[Sheet]:
    budget, sheets = Budget(name, limits), []
    taken: set[str] = set()
    seen: dict[frozenset[tuple[tuple[int, int], str]], int] = {}
    following = [*tables[1:], len(parts)]
    before = _split([part.text for part in parts[: tables[0]] if part.text])[1]
    for number, (here, end) in enumerate(zip(tables, following, strict=True), start=1):
        grid = parts[here].grid
        assert grid is not None
        between = [part.text for part in parts[here + 1 : end] if part.text]
        after, above = _split(between) if end < len(parts) else (_notes(between), [])
        print_ = frozenset(
            (place, "".join(cell.text.split())) for place, cell in grid.cells.items()
        )
        if print_ in seen:
            log(f"table {number} repeats table {seen[print_]} and was dropped")
        else:
            seen[print_] = number
            sheet = _framed(grid, before, after, f"table{number}")
            budget.sheet(sheet.name, sheet.height, sheet.width, len(sheet.cells))
            sheets.append(sheet)
        taken |= {*before, *after}
        before = above
    if text := _beside_tables(parts, taken):
        sheets.append(text)
    return sheets


def _framed(grid: Grid, before: list[str], after: list[str], title: str) -> Sheet:
    """A table with the lines above and below it as rows of its first column."""
    down = len(before)
    cells = {(row, 0): Cell(value=line, text=line) for row, line in enumerate(before)}
    cells.update({(row + down, column): cell for (row, column), cell in grid.cells.items()})
    cells.update(
        {
            (down + grid.height + row, 0): Cell(value=line, text=line)
            for row, line in enumerate(after)
        }
    )
    merges = tuple(
        (top + down, left, bottom + down, right) for top, left, bottom, right in grid.merges
    )
    return Sheet(name=title, cells=cells, merges=merges)


def _split(lines: list[str]) -> tuple[list[str], list[str]]:
    """Lines between two tables: the notes of the upper one, the title lines of the lower one."""
    first = len(lines)
    while first > 0 and len(lines) - first < _TITLE_LINES and _is_heading(lines[first - 1]):
        first -= 1
    return _notes(lines[:first]), lines[first:]


def _is_heading(line: str) -> bool:
    return (
        len(line) <= _TITLE_LENGTH
        and not line.endswith(("。", "；", ";", "，", "："))
        and not _NOTE.match(line)
        and not _FOOTER.search(line)
    )


def _notes(lines: list[str]) -> list[str]:
    """The lines that a note or a source line opens, up to running text or the page's footer."""
    starts = [number for number, line in enumerate(lines[:3]) if _NOTE.match(line)]
    if not starts:
        return []
    notes = lines[starts[0] : starts[0] + _NOTE_LINES]
    ends = [
        number
        for number, line in enumerate(notes)
        if _FOOTER.search(line) or (_tells(line) and not _NOTE.match(line))
    ]
    return notes[: ends[0]] if ends else notes


def decoded_page(data: bytes, log: Callable[[str], None]) -> str:
    """The page as text: byte order mark, then what it declares, then UTF-8, then GB18030."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    found = _DECLARED.search(data[:4096])
    declared = found.group(1).decode("ascii").lower() if found else ""
    if declared in ("gb2312", "gbk", "gb_2312-80", "cp936", "x-gbk"):
        declared = "gb18030"  # pages that say gb2312 hold letters beyond it
    for encoding in dict.fromkeys(filter(None, (declared, "utf-8", "gb18030"))):
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if encoding != (declared or "utf-8"):
            log(
                f"the page {'declares ' + declared if declared else 'declares no encoding'} and "
                f"is {encoding}"
            )
        return text
    log("some bytes of the page belong to no encoding and were replaced")
    best = "gb18030" if declared == "gb18030" else "utf-8"
    return data.decode(best, errors="replace")
