"""Where on a sheet the tables stand.

The thought: a table is labels on the left and figures on the right of them. So a column of labels that
follows a column of figures begins another table beside the first; and a row of header words below rows
of figures begins another table beneath it.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field

from yq_analysis.yearbook.page import Page
from yq_analysis.yearbook.regions import is_region_corner
from yq_analysis.yearbook.text import fold, has_han, is_foreign, tidy
from yq_analysis.yearbook.times import find_time
from yq_analysis.yearbook.units import is_unit, units_of_line


@dataclass(frozen=True, kw_only=True)
class Block:
    """One table on a sheet: rows and columns inclusive; `stub` are the label columns left of the figures."""

    top: int
    bottom: int
    left: int
    right: int
    stub: tuple[int, ...]
    figures: tuple[int, ...]
    header: tuple[int, ...] = ()
    body: tuple[int, ...] = ()
    before: tuple[int, ...] = ()
    after: tuple[int, ...] = ()
    codes: tuple[int, ...] = field(default=())


_CORNER = re.compile(
    r"^(?:项目|指标|指标名称|地区|行业|年份|年度|名称|品种|类别|分类|分组|单位|城市|国家|省份|市县|县区|行业名称|产品名称|能源名称|地域|部门|\w{0,4}别|item|items|region|regions|sector|year|indicator|area|state|country|products?|energy|industry|section)",
    re.IGNORECASE,
)
NOTE = re.compile(
    r"^\W{0,3}(?:注\s*(?:\d+\s*)?[:：.、\s]|注$|附注|备注\s*[:：]|说明\s*[:：]|资料来源|数据来源|来源\s*[:：]|摘编自|本表|notes?\s*[:：.\d]|sources?\s*[:：]|\*)", re.IGNORECASE
)
TITLE = re.compile(r"^\W{0,2}(?:表\s*)?\d{1,2}\s*[-－—.．]\s*\d{1,3}(?!\d*\s*(?:年(?![末内底初均平])|[月%万亿元]))|续表|^\W*[(（]?\s*续|\(续\)|（续）|continued|^附表|^表\s*[\d一二三四五六七八九十]+[\s:：、]", re.IGNORECASE)
_SIGN = re.compile(r"^\W{1,5}\s*[:：]|表示|\brepresents?\b|not available|not applicable", re.IGNORECASE)
META = re.compile(r"^(?:数据库|时间|指标|地区|数据来源|导出时间|频度|更新时间)\s*[:：]")


def find_blocks(page: Page, *, header_rows: tuple[int, ...] = (), label_columns: tuple[int, ...] = ()) -> list[Block]:
    """The tables of a sheet, left to right and each column of tables from top to bottom.

    Where a person has said which rows are the header or which columns the labels, that holds, and the sheet is one table.
    """
    if header_rows or label_columns:
        return _as_told(page, header_rows, label_columns)
    blocks: list[Block] = []
    for left, right in _column_groups(page):
        blocks.extend(_stacked(page, left, right))
    return blocks


def _as_told(page: Page, header_rows: tuple[int, ...], label_columns: tuple[int, ...]) -> list[Block]:
    """One table where a person said it stands."""
    rows = sorted(page.rows)
    if not rows:
        return []
    left, right = min(columns[0] for columns in page.rows.values()), max(columns[-1] for columns in page.rows.values())
    below = [row for row in rows if not header_rows or row > header_rows[-1]]
    stub = label_columns or _stub_columns(page, left, right, below)
    if not stub:
        return []
    block = _block(page, rows, left, right, stub, header_rows)
    return [block] if block else []


# ------------------------------------------------------------------ side by side
def _column_groups(page: Page) -> list[tuple[int, int]]:
    """Split the sheet where a column of labels follows columns of figures."""
    texts: dict[int, int] = {}
    figures: dict[int, int] = {}
    labelled: dict[int, set[str]] = {}
    for row, columns in page.rows.items():
        seen_text = seen_figure_after_text = False
        for place, column in enumerate(columns):
            if page.is_figure(row, column):
                figures[column] = figures.get(column, 0) + 1
                seen_figure_after_text = seen_text
                continue
            texts[column] = texts.get(column, 0) + 1
            follows = any(page.is_figure(row, later) for later in columns[place + 1: place + 4])
            if seen_figure_after_text and follows:
                labelled.setdefault(column, set()).add(page.text(row, column))
            seen_text = True
    if not texts and not figures:
        return []
    used = sorted({*texts, *figures})
    starts = [used[0]]
    for column, labels in sorted(labelled.items()):
        if len(labels) < 3 or figures.get(column, 0) > 0.2 * texts[column] or len(labels) < 0.3 * texts[column]:
            continue
        start = column
        for before in reversed([other for other in used if other < column]):
            if figures.get(before, 0) >= max(1, texts.get(before, 0) * 0.3):
                break
            start = before
        if start > starts[-1] and any(figures.get(other, 0) > 2 for other in used if starts[-1] <= other < start):
            starts.append(start)
    ends = [start - 1 for start in starts[1:]] + [used[-1]]
    return list(zip(starts, ends, strict=True))


# ------------------------------------------------------------------ beneath each other
def _stacked(page: Page, left: int, right: int) -> list[Block]:
    stub = _stub_columns(page, left, right)
    if stub is None:
        return []
    first = stub[-1] + 1 if stub else left
    rows = [row for row in sorted(page.rows) if page.filled(row, left, right)]
    cuts = _restarts(page, rows, left, first, right, stub)
    blocks = []
    for begin, end in zip(cuts, [*cuts[1:], len(rows)], strict=True):
        part = rows[begin:end]
        own = _stub_columns(page, left, right, part) if len(cuts) > 1 else stub
        if own is None:
            own = stub
        block = _block(page, part, left, right, own)
        if block is not None:
            blocks.append(block)
    return blocks


def _stub_columns(page: Page, left: int, right: int, rows: list[int] | None = None) -> tuple[int, ...] | None:
    """The columns before the first column of figures; a column of years or of running numbers counts as labels."""
    texts: dict[int, int] = {}
    figures: dict[int, list[int]] = {}
    for row in page.rows if rows is None else rows:
        columns = page.filled(row, left, right)
        if not any(page.is_figure(row, column) for column in columns):
            continue
        for column in columns:
            if page.is_figure(row, column):
                figures.setdefault(column, []).append(row)
            else:
                texts[column] = texts.get(column, 0) + 1
    if not figures:
        return None
    most = max(map(len, figures.values()))
    for column in range(left, right + 1):
        there = figures.get(column, [])
        # a lone number in the margin makes no column of figures
        if says_year(page, column, there) or len(there) < max(1, 0.05 * most) or len(there) <= texts.get(column, 0) or is_key_column(page, column, there):
            continue
        if column == left:
            return ()
        return tuple(range(left, column))
    return None


_YEAR_CORNER = re.compile(r"^(?:年份|年度|年|时间|year|fiscal year)$", re.IGNORECASE)


def says_year(page: Page, column: int, rows: list[int]) -> bool:
    """Whether a column is headed 年份 and holds nothing but years."""
    if not rows or not all(page.year(row, column) for row in rows):
        return False
    above = next((row for row in range(min(rows) - 1, -1, -1) if page.is_text(row, column)), None)
    return above is not None and _YEAR_CORNER.match(tidy(page.text(above, column))) is not None


def is_key_column(page: Page, column: int, rows: list[int]) -> bool:
    """Whether a column of numbers names the rows: years that follow each other, or running numbers 1, 2, 3."""
    numbers = [page.values[row, column].number for row in rows]
    if len(numbers) < 3 or any(number is None or number != int(number) for number in numbers):
        return False
    whole = [int(number) for number in numbers if number is not None]
    if all(1800 <= number <= 2100 for number in whole):
        rising = sum(b > a for a, b in itertools.pairwise(whole))
        falling = sum(b < a for a, b in itertools.pairwise(whole))
        return max(rising, falling) >= len(whole) - 1 - (len(whole) > 12) * 2
    return whole[0] in (0, 1) and all(b - a == 1 for a, b in itertools.pairwise(whole))


def _restarts(page: Page, rows: list[int], left: int, first: int, right: int, stub: tuple[int, ...]) -> list[int]:
    """Places in `rows` where another table begins: at its title if it has one, else at its header."""
    cuts = [0]
    figures_seen = False
    last_figures = -1
    header_texts: set[tuple[str, ...]] = set()
    in_note = False
    for place, row in enumerate(rows):
        words = " ".join(page.text(row, column) for column in stub if page.is_text(row, column))
        columns = page.filled(row, first, right)
        numbers = [column for column in columns if page.is_figure(row, column)]
        if NOTE.match(tidy(words)):
            in_note = True
        if figures_seen and TITLE.search(tidy(words)) and not numbers and _leads_to_figures(page, rows, place, first, right):
            cuts.append(place)
            figures_seen = in_note = False
            continue
        if numbers and not is_year_row(page, row, columns, words, begun=figures_seen):
            if words or not stub:
                figures_seen, last_figures, in_note = True, place, False
            continue
        printed = tuple(tidy(page.text(row, column)) for column in page.filled(row, left, right))
        again = len(printed) > 1 and printed in header_texts
        if not figures_seen:
            header_texts.add(printed)
        header_words = [column for column in columns if page.is_text(row, column) or page.year(row, column)]
        if (
            figures_seen
            and not in_note
            and (again or len(header_words) >= max(2, 0.4 * (right - first + 1) if right - first < 12 else 4))
            and (not words or _CORNER.match(tidy(words)) or _is_new_header(page, rows, place, first, right))
            and _leads_to_figures(page, rows, place, first, right)
        ):
            cuts.append(_preface(page, rows, last_figures + 1, place, left))
            figures_seen = False
    return cuts


def _is_new_header(page: Page, rows: list[int], place: int, first: int, right: int) -> bool:
    """Whether a row of words repeats no body row: nothing in it is a figure and the next rows are figures."""
    return not any(page.is_figure(rows[place], column) for column in page.filled(rows[place], first, right))


def _leads_to_figures(page: Page, rows: list[int], place: int, first: int, right: int) -> bool:
    for row in rows[place + 1: place + 12]:
        if any(page.is_figure(row, column) for column in page.filled(row, first, right)):
            return True
    return False


def _preface(page: Page, rows: list[int], begin: int, header: int, left: int) -> int:
    """The first row after the last figures that speaks for the new table: its title or its unit line."""
    for place in range(begin, header):
        words = " ".join(page.text(rows[place], column) for column in page.rows[rows[place]] if page.is_text(rows[place], column))
        if TITLE.search(tidy(words)) or units_of_line(words) or _is_time_line(words):
            return place
    # without such a row, what stands alone and right above the header is a title
    if header - 1 >= begin and not NOTE.match(tidy(page.text(rows[header - 1], left))) and len(page.rows[rows[header - 1]]) == 1:
        return header - 1
    return header


def _is_time_line(words: str) -> bool:
    line = fold(words).strip()
    return line.startswith("(") and find_time(line).year is not None and len(line) < 14


def is_year_row(page: Page, row: int, columns: list[int], words: str, begun: bool) -> bool:
    """Whether the numbers of a row are the years of a header, not figures."""
    years = [page.year(row, column) for column in columns if page.is_figure(row, column)]
    if not years or any(year is None or not 1900 <= year <= 2060 for year in years):
        return False
    corner = not words.strip() or _CORNER.match(tidy(words)) is not None
    if begun:
        steps = [b - a for a, b in itertools.pairwise(years) if a is not None and b is not None]
        return corner and len(steps) >= 1 and (all(step > 0 for step in steps) or all(step < 0 for step in steps))
    others = [page.text(row, column) for column in columns if page.is_text(row, column)]
    steps = [b - a for a, b in itertools.pairwise(years) if a is not None and b is not None]
    corner = corner or (len(steps) > 1 and (all(step > 0 for step in steps) or all(step < 0 for step in steps)))
    return corner and all(find_time(other).year or not any(sign.isdigit() for sign in other) for other in others)


def is_number_row(page: Page, row: int, columns: list[int]) -> bool:
    """Whether a row only counts the columns: 1 2 3 4 under the header."""
    numbers = [page.values[row, column].number for column in columns if page.is_figure(row, column)]
    return len(numbers) >= 3 and numbers[0] in (0, 1, 2) and numbers == [numbers[0] + step for step in range(len(numbers))]


# ------------------------------------------------------------------ inside one table
def _block(page: Page, rows: list[int], left: int, right: int, stub: tuple[int, ...], told: tuple[int, ...] = ()) -> Block | None:
    if not stub:
        return None
    first = stub[-1] + 1
    opening: int | None
    if told:
        header = tuple(row for row in told if row in rows)
        opening = next((place for place, row in enumerate(rows) if row > told[-1]), None)
    else:
        opening = _first_body_row(page, rows, stub, first, right)
        header = _header_rows(page, rows[: opening or 0], stub, first, right)
        header = _with_corner_below(page, rows[: opening or 0], header, stub)
    if opening is None:
        return None
    start = rows.index(header[-1]) + 1 if header else opening
    figures = tuple(
        column
        for column in range(first, right + 1)
        if any(page.is_figure(row, column) for row in rows[start:]) or (header and _headed(page, header, column))
    )
    last = max((place for place in range(start, len(rows)) if any(page.is_figure(rows[place], column) for column in figures)), default=start)
    end = _body_end(page, rows, last, stub, first)
    top = rows.index(header[0]) if header else start
    return Block(
        top=rows[0], bottom=rows[-1], left=left, right=right, stub=stub, figures=figures, header=header,
        body=tuple(rows[start:end]), before=tuple(rows[:top]), after=tuple(rows[end:]),
    )


def _first_body_row(page: Page, rows: list[int], stub: tuple[int, ...], first: int, right: int) -> int | None:
    """The first row with a label and figures; a number in a gap of the header has no label and does not count."""
    for place, row in enumerate(rows):
        columns = page.filled(row, first, right)
        words = " ".join(page.text(row, column) for column in stub if (row, column) in page.values)
        if not any(page.is_figure(row, column) for column in columns):
            continue
        # codes and column numbers stand under a header without a label of their own
        if not words.strip() and not any(page.is_text(*page.spread(row, column)[0]) and page.spread(row, column)[1][2] > page.spread(row, column)[1][0] for column in stub):
            continue
        if is_year_row(page, row, columns, words, begun=False) or (is_number_row(page, row, columns) and not words.strip("甲乙 ")):
            continue
        return place
    return None


def _header_rows(page: Page, rows: list[int], stub: tuple[int, ...], first: int, right: int) -> tuple[int, ...]:
    """The run of header rows next above the body; what stands above it is title and unit line."""
    found: list[int] = []
    for place in range(len(rows) - 1, -1, -1):
        row = rows[place]
        if _is_header_row(page, row, stub, first, right, found, rows[:place]):
            found.append(row)
        elif found and not (place and not page.filled(row, first, right) and _is_broad(page, rows[place - 1], first, right)):
            break
    found.reverse()
    return tuple(found)


def _is_broad(page: Page, row: int, first: int, right: int) -> bool:
    """Whether a row holds words over more than half of the figures' columns."""
    return sum(page.is_text(row, column) for column in page.filled(row, first, right)) > max(1, (right - first + 1) / 2)


def _with_corner_below(page: Page, rows: list[int], header: tuple[int, ...], stub: tuple[int, ...]) -> tuple[int, ...]:
    """A corner that stands lower than the last header words still belongs to the header."""
    below = [row for row in rows if header and row > header[-1]]
    if not below or any(page.is_text(row, column) for row in header for column in stub):
        return header
    words = [tidy(page.text(below[0], column)) for column in stub if page.is_text(below[0], column)]
    if words and (_CORNER.match(words[0]) or is_region_corner(words[0])):
        return (*header, below[0])
    return header


def _is_header_row(page: Page, row: int, stub: tuple[int, ...], first: int, right: int, below: list[int], above: list[int]) -> bool:
    words = [page.text(row, column) for column in stub if page.is_text(row, column)]
    # notes after the header belong to nobody; lines of metadata and units lie above it
    for word in words:
        line = tidy(word)
        if META.match(line) or units_of_line(word) or NOTE.match(line):
            return False
    columns = page.filled(row, first, right)
    tops = [column for column in columns if page.is_text(row, column) or page.year(row, column) or is_number_row(page, row, columns)]
    if not tops:
        # a corner that is printed beside an upper part of the header only
        return bool(below) and bool(words) and any(page.spread(row, column)[1][2] >= below[-1] for column in stub)
    if any(units_of_line(page.text(row, column)) for column in tops):
        return False
    if len(tops) > 1:
        return True
    only = tops[0]
    merge = page.spread(row, only)[1]
    corner = bool(words) or any((row, column) in page.merge_at and page.values.get(page.spread(row, column)[0]) for column in stub)
    if merge[3] > merge[1]:
        return corner or (merge[1] > stub[-1] and bool(below) and merge[2] + 1 <= below[-1] and not _covers_all(merge, stub))
    if not below:
        return page.year(row, only) is not None or corner or first == right or not is_unit(page.text(row, only))
    # one cell alone above the header: at the right end it is a second unit line, else a part of a header
    text = page.text(row, only)
    if is_unit(text) or _is_time_line(text):
        return corner and is_unit(text) and only < max(page.filled(below[-1], first, right), default=only)
    inner = only < max(page.filled(below[-1], first, right), default=only) or any(len(page.filled(row, first, right)) > 1 for row in above)
    return corner or (inner and not TITLE.search(tidy(text)) and len(tidy(text)) < 20)


def _covers_all(merge: tuple[int, int, int, int], stub: tuple[int, ...]) -> bool:
    return merge[1] <= stub[0]


def _headed(page: Page, header: tuple[int, ...], column: int) -> bool:
    return any(page.spread(row, column)[0] in page.values for row in header)


def _body_end(page: Page, rows: list[int], last: int, stub: tuple[int, ...], first: int) -> int:
    """The body ends with the last figures, or with items right below them that have none."""
    end, last_row = last + 1, rows[last]
    chinese = any(has_han(page.text(last_row, column)) for column in stub)
    while end < len(rows) and rows[end] == rows[end - 1] + 1:
        words = tidy(" ".join(page.text(rows[end], column) for column in stub if page.is_text(rows[end], column)))
        inside = [column for column in page.rows[rows[end]] if column >= first]
        if is_foreign(words) and chinese and len(words) < 48 and not inside and not NOTE.match(words) and not _SIGN.search(words) and rows[end] == last_row + 1:
            end += 1  # the English of the last label, set below it
            continue
        if not words or _SIGN.search(words) or NOTE.match(words) or TITLE.search(words) or len(words) > 24 or re.search(r"[。；;]", words) or inside:
            break
        end += 1
    return end
