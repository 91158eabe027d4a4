"""Tables in plain text: pipes with a row or a cell a line, markdown, blanks between columns, a bare
cell a line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from yq_analysis.reading.files.document_blocks import Block, Grid, Paragraph
from yq_analysis.reading.policy.page_breaks import is_page_number
from yq_analysis.reading.policy.plain_text import plain
from yq_analysis.reading.policy.target_columns import column

_QUOTED = re.compile(r"^\s*>\s+(?=[\u4e00-\u9fff])")  # markdown: "> 注:" below a table
_ENDS_SENTENCE = re.compile(
    r"[。；;：:]$|^\s*(?:注|备注|说明)\s*[:：]|^\s*(?:第[一二三四五六七八九十]+[章节]|[一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）]|——|专栏)"
)


def regroup(blocks: Sequence[Block]) -> list[Block]:
    """The blocks of a document, with the tables that it holds as mere lines made into grids.

    Lines that may have been cut at a page's width are put together again.
    """
    found: list[Block] = []
    for kind, run in groupby(blocks, key=lambda b: isinstance(b, Paragraph) and 1 + b.cut):
        same = list(run)
        if not kind:
            found += same
            continue
        lines = [b for b in same if isinstance(b, Paragraph)]
        if kind == 1:
            found += group(lines)
        else:
            found += _joined(
                group([replace(line, text=_QUOTED.sub("", line.text)) for line in lines])
            )
    return found


def group(lines: Sequence[Paragraph]) -> list[Block]:
    """Lines in order, those of a table taken together."""
    blocks: list[Block] = []
    at = 0
    while at < len(lines):
        for take in (_pipes, _years_down, _columns, _cells):
            grid, after = take(lines, at)
            if grid is not None:
                blocks.append(grid)
                at = after
                break
        else:
            blocks.append(lines[at])
            at += 1
    return blocks


def _pipes(lines: Sequence[Paragraph], at: int) -> tuple[Grid | None, int]:
    """A run of lines with pipes (or tabs)."""
    for sign in ("|", "｜", "\t"):
        after = at
        while after < len(lines) and sign in lines[after].text.strip("\n"):
            after += 1
        if after - at >= 2:
            break
    else:
        return None, at
    rows = []
    for line in lines[at:after]:
        if re.fullmatch(r"[\s|:+=-]+", line.text) and "-" in line.text:
            continue
        text = line.text.strip(" ")
        text = text[1:] if text.startswith(sign) and text.count(sign) > 1 else text
        text = text[:-1] if text.endswith(sign) else text
        rows.append(
            tuple(Paragraph(text=cell.strip(), line=line.line) for cell in text.split(sign))
        )
    if not rows:
        return None, at
    widths = [len(row) for row in rows]
    heads = [sum(column(cell.text) is not None for cell in row) for row in rows]
    best = max(range(len(rows)), key=lambda i: heads[i])
    follow = widths[best + 1 :]
    loose = heads[best] < 2 or sum(w >= widths[best] - 1 and w > 1 for w in follow) < 0.5 * len(
        follow
    )
    return Grid(rows=tuple(rows), loose=loose), after


def _columns(lines: Sequence[Paragraph], at: int) -> tuple[Grid | None, int]:
    """Columns set apart by blanks: a heading of three or more known words, then lines that can be
    cut alike.
    """
    head = re.split(r"\s+", lines[at].text.strip())
    known = [column(cell) for cell in head]
    if len(head) < 3 or not all(known) or not any(c and c.kind == "name" for c in known):
        return None, at
    rows = [_at_line(head, lines[at].line)]
    kinds = [c.kind for c in known if c]
    after = at + 1
    while after < len(lines) and not _ENDS_SENTENCE.search(lines[after].text.strip()):
        cells = _cut(lines[after].text, kinds)
        if (
            cells is None
            and _is_group(lines[after].text)
            and after + 1 < len(lines)
            and _cut(lines[after + 1].text, kinds)
        ):
            after += 1
            continue
        if cells is None:
            break
        rows.append(_at_line(cells, lines[after].line))
        after += 1
    return (Grid(rows=tuple(rows)), after) if len(rows) > 1 else (None, at)


_YEARS_HEAD = re.compile(r"年份|年度|时间|年")
_YEAR_CELL = re.compile(r"20\d\d年?(?:目标)?")


def upright(grid: Grid) -> Grid:
    """A table with a year a row turned over, so that each indicator has its row and each year its
    column.
    """
    rows = [row for row in grid.rows if any(cell.text.strip() for cell in row)]
    if len(rows) < 2 or len({len(row) for row in rows}) != 1 or len(rows[0]) < 2:
        return grid
    head, *body = rows
    if not _YEARS_HEAD.fullmatch(re.sub(r"\s", "", head[0].text)) or not all(
        _YEAR_CELL.fullmatch(plain(row[0].text).strip()) for row in body
    ):
        return grid
    if any(column(cell.text) is not None for cell in head[1:]):
        return grid
    years = [re.sub(r"^(20\d\d)年?(?:目标)?$", r"\1年目标", plain(r[0].text).strip()) for r in body]
    turned = [_at_line(["指标", *years], head[0].line)]
    for place, name in enumerate(head[1:], start=1):
        turned.append((name, *(row[place] for row in body)))
    return replace(grid, rows=tuple(turned), loose=False)


def _years_down(lines: Sequence[Paragraph], at: int) -> tuple[Grid | None, int]:
    """年份 and names set apart by blanks, then lines of a year and as many words."""
    head = re.split(r"\s+", lines[at].text.strip())
    if len(head) < 2 or not _YEARS_HEAD.fullmatch(head[0]):
        return None, at
    rows = [_at_line(head, lines[at].line)]
    after = at + 1
    while after < len(lines):
        cells = re.split(r"\s+", lines[after].text.strip())
        if len(cells) != len(head) or not _YEAR_CELL.fullmatch(plain(cells[0])):
            break
        rows.append(_at_line(cells, lines[after].line))
        after += 1
    return (Grid(rows=tuple(rows)), after) if len(rows) > 1 else (None, at)


def _is_group(text: str) -> bool:
    """A line that only names the group of the rows below it."""
    return bool(re.fullmatch(r"\s*(?:[一二三四五六七八九十]+、)?[\u4e00-\u9fff]{2,12}\s*", text))


def _cut(text: str, kinds: Sequence[str]) -> list[str] | None:
    """One line cut into as many cells as there are columns; blanks inside the name stay in the
    name.
    """
    cells = re.split(r"\s{2,}|\t", text.strip())
    if len(cells) == len(kinds):
        return cells
    words = re.split(r"\s+", text.strip())
    name = list(kinds).index("name")
    right = len(kinds) - name - 1
    if len(words) < len(kinds) - ("group" in kinds[:name]):
        return None
    if len(words) == len(kinds) - 1 and "group" in kinds[:name]:
        words.insert(list(kinds).index("group"), "")
    stop = len(words) - right
    return [*words[:name], "".join(words[name:stop]), *words[stop:]]


def _cells(lines: Sequence[Paragraph], at: int) -> tuple[Grid | None, int]:
    """A bare cell a line: a few headings under one another, then short lines until a sentence
    comes.
    """
    after = at
    kinds = []
    while after < len(lines) and (found := column(lines[after].text.strip())) is not None:
        kinds.append(found.kind)
        after += 1
    if len(kinds) < 2 or "name" not in kinds or not {"target", "growth"} & set(kinds):
        return None, at
    while after < len(lines):
        text = plain(lines[after].text.strip())
        attribute_next = len(text) <= 60 and not re.search(r"[,。].*[,。]", text)
        if _ENDS_SENTENCE.search(text) or not attribute_next or "。" in text:
            break
        after += 1
    return Grid(rows=tuple((line,) for line in lines[at:after]), loose=True), after


def _at_line(cells: Sequence[str], line: int) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(text=cell, line=line) for cell in cells)


def _joined(blocks: Sequence[Block]) -> list[Block]:
    """Lines that were cut at a page's width, put together again; the paragraph keeps its first
    line.
    """
    joined: list[Block] = []
    width = _width([block.text for block in blocks if isinstance(block, Paragraph)])
    for block in blocks:
        last = joined[-1] if joined else None
        if (
            isinstance(block, Paragraph)
            and isinstance(last, Paragraph)
            and _goes_on(last.text, block.text, width)
        ):
            joined[-1] = Paragraph(text=last.text.rstrip() + block.text.strip(), line=last.line)
        else:
            joined.append(block)
    return joined


def _width(texts: Sequence[str]) -> int:
    """The length at which the lines of a text were cut, 0 where they were not."""
    lengths = Counter(len(text.rstrip()) for text in texts if len(text.rstrip()) >= 18)
    if not lengths:
        return 0
    length, times = lengths.most_common(1)[0]
    return length if times >= 5 and times >= 0.25 * len(texts) else 0


def _is_section(line: str) -> bool:
    """Whether a line is a section's whole heading, which what follows is no part of."""
    return bool(
        re.match(
            r"\s*(?:第[一二三四五六七八九十]+[章节篇]|[一二三四五六七八九十]+、"
            r"|[(（][一二三四五六七八九十]+[)）](?=\D{4,36}$))",
            line,
        )
    ) and not re.search(r"[。；：\d%％、，,]$|[。；：]|\d[%％]", line.strip())


def _goes_on(text: str, following: str, width: int = 0) -> bool:
    tail = text.splitlines()[-1].rstrip() if text.strip() else ""
    starts_anew = re.match(
        r"\s*(?:[一二三四五六七八九十]+、|[(（][一二三四五六七八九十\d]+[)）]|第.{1,3}[章节]"
        r"|\d+[.．、](?!\d)|——|专栏|注[:：]|①|[·•●])|"
        r"\u3000\u3000|  ",
        following,
    )
    return (
        len(tail) >= 18
        and bool(re.search(r"[\u4e00-\u9fff、,，\d%％“《A-Za-z（(]$|\d\.$", tail))
        and ("," in plain(tail) or 0 <= width - len(tail) <= 1)
        and not starts_anew
        and not is_page_number(following)
        and (0 <= width - len(tail) <= 1 or not _is_section(text))
    )
