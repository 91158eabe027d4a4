"""Who may lend growth to a series too short for itself: the nearest
region above that knows more.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from yq_analysis.analysis.projection.panel import Floats, Ints
from yq_analysis.analysis.projection.series_validation import Histories
from yq_analysis.check import Message, Messages, Problem

MOST_LAG = 15  # years that a lender's figures may end before the borrower's


def find(
    histories: Histories, rows: Ints, observed: Ints, parents: Mapping[str, str], enough: int
) -> tuple[dict[int, int], dict[int, str]]:
    """row -> the row of the nearest ancestor that can lend; and row -> why those there are cannot.

    A lender has `enough` observations and more than the borrower, lives on the same scale (or one
    is a count, the other a quantity), and is known in the borrower's last year, or was until
    lately. Of several calibers the borrower's own comes first, then the longest.
    """
    places: dict[tuple[object, object], list[int]] = {}
    areas, indicators, calibers = (
        histories.keys[name].to_numpy(dtype=object) for name in ("area", "indicator", "caliber")
    )
    for row in np.flatnonzero(histories.count > 0):
        places.setdefault((areas[row], indicators[row]), []).append(int(row))
    begin = histories.final - histories.span + 1
    # both grow by factors: a county's few awards are a count even where the city's many do not look
    # like one
    families = np.where(histories.kinds.name == "count", "positive", histories.kinds.name)

    def objection(row: int, one: int) -> str:
        """Why `one` lends nothing to `row`; "" if it does."""
        area = str(areas[one])
        if families[one] != families[row]:
            return Message(
                "projection_parent_scale",
                area=area,
                other=str(histories.kinds.name[one]),
                own=str(histories.kinds.name[row]),
            )
        if not _grows(histories, row):
            return Message("projection_all_zero")
        if not _grows(histories, one):
            return Message("projection_parent_zero", area=area)
        if begin[one] > histories.final[row]:
            last = int(histories.final[row])
            return Message("projection_parent_late", area=area, first=int(begin[one]), last=last)
        if histories.final[row] - histories.final[one] > MOST_LAG:
            return Message("projection_parent_ended", area=area, last=int(histories.final[one]))
        if observed[one] < enough or observed[one] <= observed[row]:
            return Message("projection_parent_short", area=area, count=int(observed[one]))
        return ""

    found: dict[int, int] = {}
    refused: dict[int, str] = {}
    for row in rows.tolist():
        area, seen, reasons = areas[row], {areas[row]}, []
        while row not in found and area in parents and parents[area] not in seen:
            area = parents[area]
            seen.add(area)
            said = {one: objection(row, one) for one in places.get((area, indicators[row]), [])}
            fitting = [one for one, why in said.items() if not why]
            if fitting:
                found[row] = min(
                    fitting, key=lambda one: (calibers[one] != calibers[row], -histories.count[one])
                )
            reasons += [why for why in said.values() if why]
        if row not in found and reasons:
            refused[row] = Messages(dict.fromkeys(reasons))
    return found, refused


def check(parents: Mapping[str, str], areas: Collection[object]) -> list[Problem]:
    """A region that is text on one side and a number on the other would silently have no parent."""
    texts = {str(area): area for area in areas}
    return [
        Problem(
            where=f"parents, {word!r}",
            what=Message(
                "refuse_is_in_the_series_it",
                __name__=type(word).__name__,
                __name__2=type(texts[str(word)]).__name__,
            ),
            next=Message("refuse_write_both_alike_best_as"),
        )
        for word in dict.fromkeys([*parents, *parents.values()])
        if word not in areas and str(word) in texts
    ]


def _grows(histories: Histories, row: int) -> bool:
    """Growth of a quantity that was always zero means nothing; a count of zero is half a unit."""
    values: Floats = histories.values[row]
    return histories.kinds.name[row] != "positive" or bool((values[np.isfinite(values)] > 0).any())
