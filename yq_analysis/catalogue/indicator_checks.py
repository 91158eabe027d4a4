"""What is refused at the door: an indicator without any way to a value, a formula, recipe or target
that leads nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pandas as pd

from yq_analysis.catalogue.indicator_records import (
    HOUSE_SERIES,
    WORDS_ONLY,
    published_items,
    records,
)
from yq_analysis.check import Message, Problem, at
from yq_analysis.model import Indicator

# 01 to 89 are pages of a report
_PAGE = re.compile(r"(?!00)[0-8]\d_[\w-]+")
Where = Callable[[str, int, str], str]


def wrong_indicators(
    folder: Path, tables: Mapping[str, pd.DataFrame], lines: Mapping[str, list[int]]
) -> Iterator[Problem]:
    """Every fault of indicators.csv, and of the recipes and targets that rest on it. Cells are
    checked before.
    """

    def where(name: str, place: int, column: str) -> str:
        return at(f"{folder / name}.csv", line=lines[name][place], column=column)

    rows = [
        {str(key): str(cell) for key, cell in row.items()}
        for row in tables["indicators"].to_dict("records")
    ]
    yield from _wrong_pages(rows, where)
    for place, row in enumerate(rows):
        if published_items(row["published_item"]) is None:
            yield Problem(
                where=where("indicators", place, "published_item"),
                what=Message("catalogue_published_item", value=row["published_item"]),
                next=Message("catalogue_published_item_next"),
            )
    made = records(rows)
    items = dict(zip(tables["items"]["item"], tables["items"]["unit"], strict=True))
    for place, code in enumerate(made):
        for column, what, after in _wrong(made[code], made, items):
            yield Problem(where=where("indicators", place, column), what=what, next=after)
    yield from _wrong_recipes(tables["recipes"], made, where)
    yield from _wrong_targets(tables["targets"], made, where)


def has_a_way(one: Indicator) -> bool:
    """Whether a value can come about: by a formula, from an agency, from the house, or from the
    level it is a form of.
    """
    return bool(one.numerator or one.published or one.level or one.code in HOUSE_SERIES)


def _wrong(
    record: Indicator, made: Mapping[str, Indicator], items: Mapping[str, str]
) -> Iterator[tuple[str, Message, Message]]:
    codes = {*items, *HOUSE_SERIES}
    if bool(record.numerator) != bool(record.denominator):
        lacking = "denominator" if record.numerator else "numerator"
        yield (
            lacking,
            Message("catalogue_half_a_formula", indicator=record.code),
            Message("catalogue_half_a_formula_next"),
        )
    for column in ("numerator", "denominator", "numerator_growth"):
        code = getattr(record, column)
        if code and code not in codes:
            yield (
                column,
                Message("catalogue_no_such_item", value=code),
                Message("catalogue_no_such_item_next", series="、".join(HOUSE_SERIES)),
            )
    for printed in record.published:
        if printed.item not in items:
            yield (
                "published_item",
                Message("catalogue_no_such_item", value=printed.item),
                Message("catalogue_no_such_item_next", series="—"),
            )
    for code in record.related:
        if code not in made:
            yield (
                "related",
                Message("catalogue_no_such_indicator", value=code),
                Message("catalogue_no_such_indicator_next"),
            )
    if not has_a_way(record) and record.group != WORDS_ONLY:
        yield (
            "indicator",
            Message("catalogue_no_way", indicator=record.code),
            Message("catalogue_no_way_next", words=WORDS_ONLY),
        )


def _wrong_pages(rows: list[dict[str, str]], where: Where) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for place, row in enumerate(rows):
        page = row["page"]
        if not page:
            continue
        if not _PAGE.fullmatch(page) or page in seen:
            yield Problem(
                where=where("indicators", place, "page"),
                what=Message("catalogue_page_twice", page=page, other=seen[page])
                if page in seen
                else Message("catalogue_page_name", page=page),
                next=Message("catalogue_page_next", example="06_carbon_intensity"),
            )
        seen[page] = row["indicator"]


def _wrong_recipes(
    recipes: pd.DataFrame, made: Mapping[str, Indicator], where: Where
) -> Iterator[Problem]:
    for place, row in enumerate(recipes.to_dict("records")):
        record = made.get(row["indicator"])
        if record is None:
            continue
        takes = record.items or ("gdp",) if record.code in HOUSE_SERIES else record.items
        if row["item"] not in takes:
            yield Problem(
                where=where("recipes", place, "item"),
                what=Message("catalogue_recipe_item", indicator=record.code, item=row["item"]),
                next=Message("catalogue_recipe_item_next", items="、".join(takes) or "—"),
            )


def _wrong_targets(
    targets: pd.DataFrame, made: Mapping[str, Indicator], where: Where
) -> Iterator[Problem]:
    for place, row in enumerate(targets.to_dict("records")):
        record = made.get(row["indicator"])
        if record is not None and row["basis"] != "text" and not has_a_way(record):
            yield Problem(
                where=where("targets", place, "indicator"),
                what=Message("catalogue_no_way", indicator=record.code),
                next=Message("catalogue_no_way_next", words=WORDS_ONLY),
            )
