"""How units read in English, and how a unit follows its number; without a frame library, for pages
that need none.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache

from yq_analysis.catalogue.folder import default_folder


@cache
def _listed() -> dict[str, str]:
    """Units in English, as the units.csv that comes with the package has them."""
    with (default_folder() / "units.csv").open(encoding="utf-8-sig", newline="") as lines:
        return {row["printed"]: row["name_en"] for row in csv.DictReader(lines) if row["name_en"]}


def english(unit: str, known: Mapping[str, str] | None = None) -> str:
    """A unit in English; of one with a stroke each part, and what is not known as it is printed.

    `known` are the names that a project's own units.csv gives; without it, those that come with the
    package.

    >>> english("件/百万人"), english("件/万人"), english("石")
    ('patents per million persons', 'per 10,000 residents', '石')
    """
    known = _listed() if known is None else known
    if unit in known:
        return known[unit]
    parts = [known.get(part, "") for part in unit.split("/")]
    return " per ".join(parts) if len(parts) > 1 and all(parts) else unit


def after_number(unit: str, language: str, known: Mapping[str, str] | None = None) -> str:
    """The unit as it follows a number: "%" and Chinese ones at once, English ones after a space, or
    a cross before digits.

    >>> ([after_number(unit, "en") for unit in ("%", "件", "万元/人", "")], after_number("万元/人",
    ...     "zh"))
    (['%', ' patents', ' × 10,000 yuan per person', ''], '万元/人')
    """
    if language == "zh":
        return unit
    said = english(unit, known)
    return said if not said or said in ("%", "‰") else (" × " if said[:1].isdigit() else " ") + said
