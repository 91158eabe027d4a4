"""PDF -> blocks: paragraphs and tables in the order of the page.

A printed line goes on in the next one where it reaches the right margin and the next one is not
pushed in, over the end of a page as well; page numbers and heads that every page repeats are left
out of it.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from yq_analysis.check import Message
from yq_analysis.reading.files.document_blocks import Block, Grid, Paragraph
from yq_analysis.reading.files.limits import Limits, refusal
from yq_analysis.reading.files.pdf_file import checked_page, folded, pdf_pages

_PAGE = re.compile(r"\s*[—–-]*\s*(?:第\s*)?\d{1,4}\s*(?:页)?\s*[—–-]*\s*(?:/\s*\d{1,4}\s*)?")
_ANEW = re.compile(
    r"\s*(?:[一二三四五六七八九十]+、|[(（][一二三四五六七八九十\d]+[)）]|第[一二三四五六七八九十百\d]+[章节篇条]"
    r"|\d+[.、．](?!\d)|专栏|附[件表]|——|[·•●①-⑳])"
)
_LETTERS = re.compile(r"\(cid:\d+\)")


@dataclass(frozen=True, kw_only=True)
class _Line:
    """A printed line: where it begins, how many letters it is short of the right margin, and
    whether it stands in the middle or is set in columns.
    """

    text: str
    number: int
    top: float
    left: float
    size: float
    short: float
    middle: bool
    parted: bool


def blocks(content: bytes, where: str, limits: Limits) -> list[Block]:
    """The paragraphs and tables of a PDF, page by page, each page from top to bottom."""
    pages_found: list[list[_Line | Grid]] = []
    line = 1
    with pdf_pages(content, name=where, limits=limits) as pages:
        for number, page in enumerate(pages, start=1):
            checked_page(page, where, number, limits)
            items = list(_items(page, line))
            line += sum(len(item.rows) if isinstance(item, Grid) else 1 for item in items)
            pages_found.append(items)
            page.close()
    heads = _repeated(pages_found)
    items = [
        item
        for page_items in pages_found
        for item in page_items
        if isinstance(item, Grid) or _edge(item) not in heads
    ]
    found = _paragraphs(items)
    said = "".join(block.text for block in found if isinstance(block, Paragraph))
    unreadable = sum(map(len, _LETTERS.findall(said))) > 0.3 * len(said)
    if unreadable or not any(isinstance(block, Grid) or block.text.strip() for block in found):
        raise refusal(where, Message("reading_pdf_scan"), Message("reading_document_scan_next"))
    return found


def _items(page: Any, line: int) -> Iterator[_Line | Grid]:
    """The lines outside the tables and the tables of a page, from top to bottom."""
    tables = page.find_tables()
    printed = _outside(page, tables).extract_text_lines(return_chars=True)
    printed = [text for text in printed if text["text"].strip()]
    body = [text for text in printed if not _PAGE.fullmatch(text["text"])]
    left = min((text["x0"] for text in body), default=0.0)
    right = max((text["x1"] for text in body), default=0.0)
    places: list[tuple[float, Any]] = [(text["top"], text) for text in printed]
    places += [(table.bbox[1], table) for table in tables]
    for _, item in sorted(places, key=lambda place: place[0]):
        if isinstance(item, dict):
            yield _Line(
                text=folded(item["text"]),
                number=line,
                top=item["top"],
                left=item["x0"],
                size=_size(item),
                short=(right - item["x1"]) / _size(item),
                middle=abs(item["x0"] + item["x1"] - left - right) < 2 * _size(item),
                parted=_is_parted(item),
            )
            line += 1
            continue
        rows = [
            tuple(Paragraph(text=folded(cell or ""), line=line + i) for cell in row)
            for i, row in enumerate(item.extract())
        ]
        line += len(rows)
        yield Grid(rows=tuple(rows))


def _size(text: dict[str, Any]) -> float:
    return float(text["chars"][0]["size"])


def _is_parted(text: dict[str, Any]) -> bool:
    """Whether a line is cut into columns by a blank wider than two letters."""
    chars, size = text["chars"], _size(text)
    return any(
        after["x0"] - before["x1"] > 1.5 * size for before, after in itertools.pairwise(chars)
    )


def _repeated(pages: Sequence[Sequence[_Line | Grid]]) -> set[tuple[str, int]]:
    """What stands first or last, at one height, on most pages: a running head."""
    edges: Counter[tuple[str, int]] = Counter()
    for items in pages:
        lines = [item for item in items if isinstance(item, _Line)]
        lines = [item for item in lines if not _PAGE.fullmatch(item.text)]
        if len(lines) > 2:
            edges.update({_edge(lines[0]), _edge(lines[-1])})
    return {edge for edge, times in edges.items() if times >= 2 and times > 0.5 * len(pages)}


def _edge(line: _Line) -> tuple[str, int]:
    return line.text, round(line.top)


def _paragraphs(items: Sequence[_Line | Grid]) -> list[Block]:
    made: list[Block] = []
    last: _Line | None = None
    lines = [item for item in items if isinstance(item, _Line)]
    sizes = Counter(round(line.size) for line in lines)
    usual = max(sizes, key=lambda size: sizes[size], default=0)
    lines = [line for line in lines if round(line.size) == usual]
    begins = Counter(round(line.left) for line in lines if line.short < 2)
    # a line or two that stand further out are no margin
    often = [left for left, times in begins.items() if times >= 0.05 * begins.total()]
    margin = min(often, default=0)
    pushed = sum(1 < (line.left - margin) / line.size < 3 for line in lines)
    # where paragraphs are pushed in, a line that a long word left short goes on all the same
    ragged = 6.0 if pushed >= 0.1 * len(lines) else 2.0
    for item in items:
        if isinstance(item, Grid):
            made.append(item)
            last = None
            continue
        if _PAGE.fullmatch(item.text):
            continue
        if (
            last is not None
            and _goes_on(last, item, margin, ragged)
            and isinstance(made[-1], Paragraph)
        ):
            between = " " if last.text[-1:].isascii() and item.text[:1].isalpha() else ""
            joined = made[-1].text + (between if item.text[:1].isascii() else "") + item.text
            made[-1] = replace(made[-1], text=joined)
        else:
            made.append(Paragraph(text=item.text, line=item.number, cut=True))
        last = item
    return made


def _goes_on(line: _Line, after: _Line, margin: float, ragged: float) -> bool:
    if line.short >= ragged or line.parted or after.parted or abs(line.size - after.size) > 0.5:
        return False
    if line.text.endswith(("。", "；", "：")) and _ANEW.match(after.text):
        return False
    pushed = after.left > margin + 0.6 * after.size
    # what is left over of a long title stands in the middle below it
    tail = after.middle and len(after.text) <= 8 and line.middle
    return not pushed or (tail and not line.text.endswith("。"))


def _outside(page: Any, tables: list[Any]) -> Any:
    for table in tables:
        page = page.outside_bbox(table.bbox)
    return page
