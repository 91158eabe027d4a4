"""What a number of a clause means as a target: whether it is asked for, as which kind of change,
counted from when.
"""

from __future__ import annotations

import re
from dataclasses import replace

from yq_analysis.reading.policy import predicate, years
from yq_analysis.reading.policy import subjects as names
from yq_analysis.reading.policy.clause_pieces import Clause, Piece
from yq_analysis.reading.policy.plain_text import plain
from yq_analysis.reading.policy.predicate import Sense
from yq_analysis.reading.policy.quantity import Quantity
from yq_analysis.reading.policy.row import Target

_CHANGES = frozenset({"cumulative", "points", "increment"})
_ATTRIBUTE = re.compile(r"\((?P<kind>约束性|预期性)(?:指标)?\)")


def sense_of(clause: Clause, piece: Piece, name: str, verb: str, year: int | None) -> Sense:
    kinds = set(piece.found.kinds)
    total = "累计" in verb or "累计" in name
    sense = predicate.sense(piece.found, piece.quantity, total=total)
    if sense.basis == "level" and verb.startswith(("新", "净", "增", "加装")):
        return replace(sense, basis="increment")
    clock = clause.marked.clock
    bare = clock.base is None and clock.start is None and not total and "total" not in kinds
    if (
        sense.basis == "cumulative"
        and kinds & {"fall", "rise"}
        and bare
        and year is not None
        and year == clause.setting.this_year
    ):
        return replace(
            sense, basis="annual_growth"
        )  # asked for in the year of issue: that year's change
    return sense


def target_of(clause: Clause, quantity: Quantity, sense: Sense, year: int | None) -> Target:
    return replace(
        clause.whole,
        year=year,
        value=quantity.value,
        upper=quantity.upper,
        unit=quantity.unit,
        comparator=sense.comparator,
        basis=sense.basis,
        base_year=_counted_from(clause.marked, sense.basis, change=sense.change),
    )


def _counted_from(marked: years.Marked, basis: str, *, change: bool) -> int | None:
    """The base year of a change; a yearly growth has one only where the sentence names its span."""
    if basis in _CHANGES:
        # "比2025年下降17%,新增50项": what is counted anew is not compared with the base of the
        # clause before
        compared = change or years.BASE_HOLE in marked.text
        return (marked.clock.base if compared else None) or marked.clock.start
    if basis == "annual_growth":
        return marked.clock.base if years.BASE_HOLE in marked.text else marked.clock.start
    return None


def is_asserted(clause: Clause, name: str, verb: str, piece: Piece, year: int | None) -> bool:
    """Whether the clause asks for its number, or merely holds one."""
    quantity, found = piece.quantity, piece.found
    if re.search(
        r"[%|\t]|^\d+[^\dA-Z]{0,3}$", plain(name)
    ):  # pieces of a table that was not recognised
        return False
    if quantity.unit == "%" and re.search(
        r"(?:目标|任务|计划|预算)$", plain(name)
    ):  # "完成“十四五”目标的97.8%"
        return False
    measured = (
        bool(re.search(rf"{names.MEASURE}$", plain(name)))
        or "/" in quantity.unit
        or bool(
            re.match(r"(?:平均)?每[十百千万亿]*(?:名|人|户|家|个|亿|公里|平方公里)", plain(name))
        )
    )
    if year is None and clause.setting.yearly is not None:
        return False
    if year is None:
        # without a year only a share that is to be reached is a target
        asks = {"reach", "at_least", "fall_to", "at_most"} & set(found.kinds)
        return (
            quantity.unit in ("%", "‰")
            and bool(asks)
            and len(name) >= 3
            and found.words[-1] not in ("为", "在", "到", "至", "达")
        )
    asked = found.strong or bool(quantity.comparator) or bool(verb)
    if quantity.written:
        return found.strong or bool(verb)
    return asked or measured or "try" in found.kinds or quantity.approximate


def attribute(name: str, tail: str) -> tuple[str, str]:
    """ "能耗（约束性）下降13%", "下降13%左右（约束性）": the attribute, taken off the name."""
    behind = _ATTRIBUTE.match(re.sub(r"^(?:以上|以下|以内|左右)", "", plain(tail).strip()))
    inside = _ATTRIBUTE.search(plain(name))
    found = inside or behind
    if found is None:
        return name, ""
    if inside:
        name = name[: inside.start()] + name[inside.end() :]
    return name, {"约束性": "binding", "预期性": "anticipatory"}[found["kind"]]
