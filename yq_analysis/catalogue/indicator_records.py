"""Each row of indicators.csv as a record; the rate and the totals of what is to fall exist without
rows of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

import pandas as pd

from yq_analysis.model import Form, Indicator, PublishedItem

# Series that the house computes itself; a formula may name them like items.
HOUSE_SERIES = ("gdp_constant",)
# Indicators that are words, without a number to compute or to publish.
WORDS_ONLY = "document_text"
# Indicators that are there to compute others with: no rate is derived from them unless one is
# named.
BACKGROUND = "background"
_RATE = "{code}_change_rate"
_TOTAL = "{code}_cumulative_reduction"
_REDUCTION = "{code}_reduction"
_PUBLISHED = re.compile(r"(?:(\d+(?:\.\d+)?)?(-)|(\d+(?:\.\d+)?)\+)?([a-z]\w*)([+-]\d+(?:\.\d+)?)?")


def published_items(text: str) -> tuple[PublishedItem, ...] | None:
    """What the column published_item says: items joined by `;`, each with a sign and an offset;
    None if unreadable.

    >>> published_items("food_pass_rate;100-food_fail_rate")[1]
    PublishedItem(item='food_fail_rate', sign=-1, offset=100.0)
    >>> published_items("gdp_growth;gdp_index-100")[1]
    PublishedItem(item='gdp_index', sign=1, offset=-100.0)
    >>> published_items("-published_energy_intensity_change")
    (PublishedItem(item='published_energy_intensity_change', sign=-1, offset=0.0),)
    >>> published_items("100 - 2 x food") is None
    True
    """
    made = []
    for part in filter(None, (one.strip() for one in text.split(";"))):
        match = _PUBLISHED.fullmatch(part)
        if match is None:
            return None
        offset = float(match[1] or match[3] or 0) + float(match[5] or 0)
        made.append(PublishedItem(item=match[4], sign=-1 if match[2] else 1, offset=offset))
    return tuple(made)


def with_derived_rows(table: pd.DataFrame) -> tuple[pd.DataFrame, list[int]]:
    """The rows of indicators.csv and, at the end, those of derived forms that have none of their
    own.

    Derived are, of each level on a positive scale that is to fall (direction -1), the yearly
    reduction `<indicator>_change_rate`, the total `<indicator>_cumulative_reduction` and what a
    target asks for, `<indicator>_reduction`; of any other level the rate that its row names. The
    second value tells for each added row which row it comes from, for whoever has to say where
    something is wrong.
    """
    rows = [{str(key): str(cell) for key, cell in row.items()} for row in table.to_dict("records")]
    codes = {row["indicator"] for row in rows}
    made: list[dict[str, str]] = []
    origins: list[int] = []
    for place, row in enumerate(rows):
        for form, code in _forms_of(row).items():
            if code not in codes:
                codes.add(code)
                made.append(_derived(row, form, code, list(table.columns)))
                origins.append(place)
    return pd.concat(
        [table, pd.DataFrame(made, columns=table.columns, dtype=object)], ignore_index=True
    ), origins


def is_to_fall(row: Mapping[str, object]) -> bool:
    """Whether a level's fall is what policy counts: less is better, and it can be counted in
    percent.
    """
    return (
        str(row["direction"]) == "-1" and row["scale"] == "positive" and row["group"] != BACKGROUND
    )


def _forms_of(row: Mapping[str, str]) -> dict[Form, str]:
    code, named = row["indicator"], row.get("rate", "")
    if not is_to_fall(row):
        return {"rate": named} if named else {}
    return {
        "rate": named or _RATE.format(code=code),
        "total": _TOTAL.format(code=code),
        "reduction": _REDUCTION.format(code=code),
    }


# Chinese and English names of what is derived from a level; English ones of what falls, then of
# what rises.
_NAMES: dict[tuple[Form, bool], tuple[str, str]] = {
    ("rate", True): ("{zh}年降低率", "Yearly reduction of {en}"),
    ("rate", False): ("{zh}增长率", "Growth of {en}"),
    ("total", True): ("{zh}累计降低率", "Cumulative reduction of {en}"),
    ("reduction", True): ("{zh}降低", "Reduction of {en}"),
}


def _derived(row: Mapping[str, str], form: Form, code: str, columns: list[str]) -> dict[str, str]:
    zh, en = _NAMES[form, is_to_fall(row)]
    name = row["name_en"]
    lower = name[:1].lower() + name[1:] if name[1:2].islower() else name
    return dict.fromkeys(columns, "") | {
        "indicator": code,
        "name_zh": zh.format(zh=row["name_zh"]),
        "name_en": en.format(en=lower),
        "unit": "%",
        "direction": "1",
        "scale": "rate",
        "decimals": "2",
        "group": "derived",
        "note": row["name_zh"],
    }


def records(rows: Iterable[Mapping[str, object]]) -> dict[str, Indicator]:
    """Every indicator by its code; `rows` hold the derived ones too."""
    texts = [{key: str(cell) for key, cell in row.items()} for row in rows]
    made = {row["indicator"]: _record(row) for row in texts}
    for row in texts:
        level, forms = made[row["indicator"]], _forms_of(row)
        if not forms:
            continue
        made[level.code] = replace(
            level,
            rate=forms.get("rate", ""),
            total=forms.get("total", ""),
            reduction=forms.get("reduction", ""),
        )
        for form, code in forms.items():
            made[code] = replace(
                made[code],
                form=form,
                level=level.code,
                rate=forms["rate"] if form != "rate" else "",
                falls=is_to_fall(row),
            )
    return made


def _record(row: Mapping[str, str]) -> Indicator:
    number = row["ranked"]
    return Indicator(
        code=row["indicator"],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        unit=row["unit"],
        direction=int(row["direction"]),
        scale=row["scale"],  # type: ignore[arg-type]
        decimals=int(row["decimals"]),
        group=row["group"],
        note=row["note"],
        numerator=row["numerator"],
        denominator=row["denominator"],
        factor=float(row["factor"] or 1),
        averaged=row.get("averaged", "") == "denominator",
        numerator_growth=row["numerator_growth"],
        published=published_items(row["published_item"]) or (),
        theme=(row["theme"] or row["indicator"]) if row["page"] else "",
        page=row["page"],
        title_zh=(row["title_zh"] or row["name_zh"]) if row["page"] else "",
        title_en=(row["title_en"] or row["name_en"]) if row["page"] else "",
        ranked=int(number) if number else 0,
        related=tuple(code for code in row["related"].split(";") if code),
    )
