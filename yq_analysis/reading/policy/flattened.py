"""A table that a converter ran together into one line:
"指标2025年2030年属性优良天数比率（%）86.788约束性…".
"""

from __future__ import annotations

import re
from itertools import product

from yq_analysis.reading.files.document_blocks import Grid, Paragraph
from yq_analysis.reading.policy.plain_text import plain
from yq_analysis.reading.policy.target_columns import Column, column

_HEAD = re.compile(
    r"(?:序号)?(?P<name>(?:主要)?指标(?:名称)?|项目)(?P<unit>单位)?"
    r"(?P<years>(?:20\d\d年(?:\(?(?:实际|预计|目标|规划|基期|现状)值?\)?|目标|实际|预计)?){1,4})"
    r"(?P<growth>\[(?:五年)?累计\]|年均(?:增速|增长)?(?:\(%\))?(?:/?\[累计\])?|五年累计)?(?P<attribute>(?:指标)?(?:属性|类型|性质))"
)
_ROW = re.compile(
    r"(?P<name>[^\d\[]{2,60}?(?:\d+岁[^\d\[]{2,30}?)?)(?P<cells>(?:(?:≥|≤|>|<)?\d|[\[—-]|左右|以上)[\d.,\[\]—≥≤><%-]*(?:左右|以上|以内)?)(?P<attribute>约束性|预期性)"
)
_CELL = r"(?:[≥≤><]?\d+(?:\.\d+)?|\[\d+(?:\.\d+)?\]|-|—)"


def grid(paragraph: Paragraph) -> Grid | None:
    """The table that a paragraph holds, None where it holds none or its numbers can be cut in
    several ways.
    """
    text = re.sub(r"\s", "", plain(paragraph.text))
    head = _HEAD.search(text)
    if head is None:
        return None
    names = [head["name"], *re.findall(r"20\d\d年[^\d]*", head["years"])]
    names += [head["growth"]] if head["growth"] else []
    columns = [found for name in names[1:] if (found := column(name))]
    if len(columns) != len(names) - 1:
        return None
    body, _, note = text[head.end() :].partition("注:")
    rows: list[list[str]] = []
    for row in _ROW.finditer(body):
        cells = _cut(row["cells"], columns)
        if (
            cells is None
        ):  # which figure is whose nobody can tell: the row keeps its name and no number
            lost = "?" + re.sub(r"[^\d.]", "", row["cells"])
            cells = [lost if c.kind == "target" else "" for c in columns]
        rows.append([row["name"], *cells, row["attribute"]])
    if not rows:
        return None
    title = text[: head.start()]
    lines = [[title], [*names, head["attribute"]], *rows, *([[f"注:{note}"]] if note else [])]
    return Grid(
        rows=tuple(
            tuple(Paragraph(text=cell, line=paragraph.line) for cell in line)
            for line in lines
            if line
        )
    )


def _cut(printed: str, columns: list[Column]) -> list[str] | None:
    """The figures of a row set apart, None where more than one way is likely.

    >>> two = [column("2025年"), column("2030年")]
    >>> (_cut("86.788", two), _cut("41.642.1[0.5]", [*two, column("[累计]")]), _cut("--[12]", [*two,
    ...     column("[累计]")]))
    (['86.7', '88'], ['41.6', '42.1', '[0.5]'], ['-', '-', '[12]'])
    """
    ways = [way for way in _ways(printed, len(columns)) if _sound(way)]
    if len(ways) > 1:
        ways = _nearest(ways, columns)
    return ways[0] if len(ways) == 1 else None


def _ways(printed: str, count: int) -> list[list[str]]:
    if count == 1:
        return [[printed]] if re.fullmatch(_CELL, printed) else []
    return [
        [printed[:end], *rest]
        for end in range(1, len(printed))
        if re.fullmatch(_CELL, printed[:end])
        for rest in _ways(printed[end:], count - 1)
    ]


def _sound(way: list[str]) -> bool:
    """No number begins with a needless nought or has more than two decimals."""
    return not any(re.search(r"^0\d|\.\d{3}", cell.strip("[]≥≤<>")) for cell in way)


def _nearest(ways: list[list[str]], columns: list[Column]) -> list[list[str]]:
    """Of several ways the one that its growth proves, or whose levels lie nearest to each other by
    far.
    """
    levels = [i for i, c in enumerate(columns) if c.kind in ("base", "target")]
    growth = next((i for i, c in enumerate(columns) if c.kind == "growth"), None)

    def value(cell: str) -> float | None:
        digits = cell.strip("[]≥≤<>")
        return None if digits in ("-", "—") else float(digits)

    proven = []
    scored: list[tuple[float, list[str]]] = []
    for way in ways:
        known = [x for i in levels if (x := value(way[i])) is not None]
        step = value(way[growth]) if growth is not None else None
        if step is not None and len(known) == 2 and abs(abs(known[1] - known[0]) - step) < 1e-6:
            proven.append(way)
        ratios = [max(a, b) / min(a, b) for a, b in product(known, known) if min(a, b) > 0]
        scored.append((max(ratios, default=99.0), way))
    if proven:
        return proven
    scored.sort(key=lambda pair: pair[0])
    best, second = scored[0], scored[1]
    return [best[1]] if best[0] < 1.5 and second[0] > 3 * best[0] else ways
