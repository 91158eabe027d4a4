"""Sentences that a page break, a page number or a torn link has cut in two, put together again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from yq_analysis.reading.files.document_blocks import Block, Grid, Paragraph
from yq_analysis.reading.policy.plain_text import plain
from yq_analysis.reading.policy.target_columns import header

_PAGE = re.compile(
    r"\s*(?:[—-]{1,2}\s*\d{1,3}\s*[—-]{1,2}|第\s*\d{1,3}\s*页(?:\s*共\s*\d{1,3}\s*页)?)\s*"
)
_ANEW = re.compile(
    r"\s*(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十\d]+\)|第.{1,3}[章节篇]|\d+[.、]|——|专栏|附件|注|[①·•●|])"
)


def is_page_number(text: str) -> bool:
    """Whether a line holds the number of a page and nothing else."""
    return bool(_PAGE.fullmatch(plain(text)))


def joined(blocks: Sequence[Block]) -> list[Block]:
    """The blocks without page numbers, and with cut sentences whole; a paragraph keeps its first
    line.

    >>> [b.text for b in joined([Paragraph(text="能源消费总量控制", line=1), Paragraph(text="— 3 —",
    ...     line=2),
    ...                          Paragraph(text="在1150万吨以内。", line=3)])]
    ['能源消费总量控制在1150万吨以内。']
    """
    made: list[Block] = []
    broken = False
    tables: list[_Table] = []
    table: _Table | None = None  # what the last block holds, where that is a table
    for block in blocks:
        if isinstance(block, Paragraph) and is_page_number(block.text):
            broken = True
            continue
        last = made[-1] if made else None
        if isinstance(block, Grid):
            if table is not None and table.goes_on_in(block):
                table.add(block)
            else:
                made.append(block)
                table = _Table(block, len(made) - 1)
                tables.append(table)
            broken = False
            continue
        table = None
        if (
            isinstance(block, Paragraph)
            and isinstance(last, Paragraph)
            and _torn(last, block, broken=broken)
        ):
            made[-1] = replace(last, text=last.text.rstrip() + block.text.strip())
        else:
            made.append(block)
        broken = False
    for one in tables:
        made[one.place] = one.whole()
    return made


class _Table:
    """A table that may go on on the next page; each row is looked at once, however many follow."""

    def __init__(self, first: Grid, place: int):
        self.first, self.place = first, place
        self.rows = list(first.rows)
        self.widths = {len(row) for row in first.rows}
        self.heads = {_texts(row) for row in first.rows}

    def goes_on_in(self, after: Grid) -> bool:
        """As wide, and without a head of its own, or with the same."""
        if self.first.loose or after.loose or not self.rows or not after.rows:
            return False
        if len(self.widths | {len(row) for row in after.rows}) != 1:
            return False
        first = _texts(after.rows[0])
        return first in self.heads or header(list(first)) is None

    def add(self, after: Grid) -> None:
        fresh = list(after.rows[self._repeated(after) :])
        if fresh and _is_rest(self.rows[-1], fresh[0]):
            self.rows[-1] = tuple(
                replace(cell, text=cell.text + rest.text)
                for cell, rest in zip(self.rows[-1], fresh[0], strict=True)
            )
            fresh = fresh[1:]
        self.rows += fresh
        self.heads |= {_texts(row) for row in after.rows}

    def _repeated(self, after: Grid) -> int:
        """How many rows at the top are the table's own head once more; figures are never a head."""
        same = 0
        for row, own in zip(after.rows, self.first.rows, strict=False):
            if _texts(row) != _texts(own):
                break
            same += 1
        while same and header(list(_texts(after.rows[same - 1]))) is None:
            same -= 1
        return same

    def whole(self) -> Grid:
        return replace(self.first, rows=tuple(self.rows))


def _is_rest(above: Sequence[Paragraph], row: Sequence[Paragraph]) -> bool:
    """Whether a page's first row is the rest of the name that the page before broke off."""
    filled = [i for i, cell in enumerate(row) if cell.text.strip()]
    if len(filled) != 1 or len(row) < 3:
        return False
    broken, rest = plain(above[filled[0]].text), plain(row[filled[0]].text)
    return (
        filled[0] > 0
        or broken.count("(") > broken.count(")")
        or ("(" not in broken and rest.endswith(")") and not rest.startswith("("))
    )


def _texts(row: Sequence[Paragraph]) -> tuple[str, ...]:
    return tuple(cell.text for cell in row)


def _torn(before: Paragraph, after: Paragraph, *, broken: bool) -> bool:
    """Whether a paragraph goes on in the next one: no sentence ends in 的, none begins with 是: or
    a comma.
    """
    end, start = plain(before.text).rstrip(), plain(after.text).lstrip()
    if not end or not start or _ANEW.match(start) or after.heading or before.heading:
        return False
    if re.match(r"(?:是|为)?[:,;。、)]", start) and not re.search(r"[。;:!?]$", end):
        return True
    if (
        re.search(r"[\u4e00-\u9fff](?:的|和|与|及|达到|提高到|控制在|突破|超过)$", end)
        and len(end) > 8
    ):
        return True
    return broken and len(end) > 6 and bool(re.search(r"[\u4e00-\u9fff\d,、%]$", end))
