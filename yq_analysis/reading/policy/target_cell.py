"""One cell of a table of targets: "﹝15﹞*", "≥98", "1—2", "较2020年下降13%", "完成省下达任务"."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from yq_analysis.check import Message, Messages
from yq_analysis.reading.policy import predicate
from yq_analysis.reading.policy import word_targets as wording
from yq_analysis.reading.policy.plain_text import BLANKS, plain, tidy
from yq_analysis.reading.policy.quantity import Quantity, find
from yq_analysis.reading.policy.table_notes import MARKS

_OPEN, _CLOSE = "[(", "])"
_ASSIGNED = (
    r"(?:完成|达到|控制在|执行|落实|按).{0,6}(?:国家|省|市|区|县|上级|州).{0,8}(?:下达|要求|规定|"
    r"确定|分解|考核|核定|安排)"
)


@dataclass(frozen=True, kw_only=True)
class CellReading:
    """What a cell says. `bracket`: the pair that encloses its number; `marks`: footnote signs;
    `doubt`: what is odd.
    """

    quantity: Quantity | None
    comparator: str = ""
    basis: str = "level"
    base_year: int | None = None
    bracket: str = ""
    marks: str = ""
    assigned: bool = False
    doubt: Messages = field(default_factory=Messages)


def read(printed: str) -> CellReading | None:
    """Read a cell; None where it is blank.

    >>> found = read("﹝15﹞*")
    >>> found.quantity.value, found.bracket, found.marks
    (15.0, '[]', '*')
    >>> read("[2.75)").doubt
    '括号不配对:[2.75)'
    >>> read("—") is None
    True
    """
    text = plain(tidy(printed))
    marks = "".join(sign for sign in text if sign in MARKS)
    for sign in marks:
        text = text.replace(sign, "")
    text = text.strip()
    if text in BLANKS:
        return None
    if lost := re.search(r"[?�□■]\s*\d", text):
        return CellReading(
            quantity=None,
            marks=marks,
            doubt=Messages([Message("doubt_first_lost", sign=lost[0][0], text=tidy(printed))]),
        )
    if re.search(r"\d[\d.]*\s*[?�□■]|\d[OolI]|[OolI]\d", text):
        torn = Message("doubt_torn", text=tidy(printed))
        return CellReading(quantity=None, marks=marks, doubt=Messages([torn]))
    bare, bracket, doubt = _unwrap(text, tidy(printed))
    bare, base_year = _base(bare)
    if place := wording.written_rank(bare):
        rank = Quantity(
            value=place[1],
            upper=None,
            comparator="<=",
            unit=place[2],
            approximate=False,
            written=True,
            start=0,
            end=len(bare),
        )
        return CellReading(quantity=rank, comparator="<=", basis="rank", marks=marks, doubt=doubt)
    found = find(bare)
    assigned = bool(re.search(_ASSIGNED, bare)) and not found
    if not found or not _only_number(bare, found):
        return CellReading(
            quantity=None,
            basis="text",
            marks=marks,
            assigned=assigned,
            doubt=doubt,
            base_year=base_year,
        )
    first = found[0]
    if re.match(r"[-—]\d", bare):
        first = replace(first, value=-first.value)
    head = predicate.before(bare[: first.start])
    sense = predicate.sense(head, first, total="累计" in bare)
    if "rank" in head.kinds and wording.is_rank(bare, first):
        first, sense = (
            replace(first, unit=first.unit or "名"),
            predicate.Sense(comparator="<=", basis="rank"),
        )
    basis = (
        "annual_growth"
        if sense.basis == "level" and "yearly" in head.kinds and first.unit == "%"
        else sense.basis
    )
    return CellReading(
        quantity=first,
        comparator=sense.comparator,
        basis=basis,
        base_year=base_year,
        bracket=bracket,
        marks=marks,
        doubt=doubt,
    )


def _unwrap(text: str, printed: str) -> tuple[str, str, Messages]:
    """Take the brackets off a number, and say so where they do not pair."""
    opened, closed = [c for c in text if c in _OPEN], [c for c in text if c in _CLOSE]
    if not opened and not closed:
        return text, "", Messages()
    pair = re.fullmatch(r"([\[(])\s*([^\[\]()]*)\s*([\])])(%|‰)?(?:左右|以上)?", text)
    if pair and _OPEN.index(pair[1]) == _CLOSE.index(pair[3]):
        tail = text[pair.end(3) :]
        return pair[2] + tail, pair[1] + pair[3], Messages()
    balanced = len(opened) == len(closed) and all(
        _OPEN.index(a) == _CLOSE.index(b) for a, b in zip(opened, closed, strict=True)
    )
    if balanced:
        without = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", "", text)
        inside = re.search(r"\[([^\[\]]*\d[^\[\]]*)\]", text)
        if find(without) or not inside:
            return without or text, "", Messages()
        return text.replace("[", "").replace("]", ""), "[]", Messages()
    bare = re.sub(r"[\[\]()]", "", text)
    doubt = Messages([Message("doubt_brackets", text=printed)])
    return bare, (opened or [""])[0].replace("[", "[]").replace("(", "()"), doubt


def _base(text: str) -> tuple[str, int | None]:
    found = re.search(r"(?:比|较|与|在)(20\d\d)年(?:底|末)?(?:的|相比|基础上|水平)?", text)
    if found is None:
        return text, None
    return text[: found.start()] + "\x01" * len(found[0]) + text[found.end() :], int(found[1])


def _only_number(text: str, found: list[Quantity]) -> bool:
    """Whether the cell is a number with its predicate; a sentence that merely holds one is not."""
    rest = text[: predicate.before(text[: found[0].start]).end] + text[found[0].end :]
    rest = re.sub(r"[\s\x00\x01,、。;;]", "", rest)
    return len(re.sub(r"以上|以内|左右|达到|每年|[个家件项人]", "", rest)) <= 2 and len(found) == 1
