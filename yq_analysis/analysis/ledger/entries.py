"""What people write about files and rows (edition, caliber, area) is held against the catalogue
before it is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from yq_analysis.analysis.ledger.sources import Printed, Sheet
from yq_analysis.catalogue import Catalogue
from yq_analysis.check import Message, Problem, at

_EDITION = re.compile(r"(\d{4}(-\d{2}(-\d{2})?)?)?")


def wrong_about(
    printed: Iterable[Printed], sheets: Iterable[Sheet], lists: Catalogue
) -> Iterator[Problem]:
    """Problems in editions (2024, 2024-06, 2024-06-30), calibers (calibers.csv), items and areas,
    each with its place.

    The same mistake in many rows of a sheet is said once, with its first cell.
    """
    known = set(lists.calibers["caliber"])
    for one in printed:
        where = f"MANIFEST.csv, {one.file}"
        yield from _edition(at(where, column="edition"), one.edition)
        if one.area and lists.find_area(one.area) is None:
            yield Problem(
                where=at(where, column="area"),
                what=Message("refuse_is_not_in_areas_csv", area=one.area),
                next=Message("refuse_correct_it_or_add_it"),
            )
        for item, caliber in one.calibers.items():
            if item != "*" and item not in lists.item_unit:
                yield Problem(
                    where=at(where, column="caliber"),
                    what=Message("refuse_is_not_in_items_csv", item=item),
                    next=Message("refuse_write_item_caliber"),
                )
            yield from _caliber(at(where, column="caliber"), caliber, known)
    for sheet in sheets:
        for column in ("edition", "caliber"):
            for row in sheet.table.drop_duplicates(column).to_dict("records"):
                where, text = (
                    at(Message("at_cell_row", file=sheet.file, cell=row["cell"]), column=column),
                    row[column],
                )
                if column == "edition":
                    yield from _edition(where, text)
                else:
                    yield from _caliber(where, text, known)


def _edition(where: str, text: str) -> Iterator[Problem]:
    if not _EDITION.fullmatch(text):
        yield Problem(
            where=where,
            what=Message("refuse_is_not_a_date", text=text),
            next=Message("refuse_write_or_or_leave_it"),
        )


def _caliber(where: str, text: str, known: set[str]) -> Iterator[Problem]:
    for part in filter(None, text.split("+")):
        if part not in known:
            yield Problem(
                where=where,
                what=Message("refuse_caliber_is_not_in_calibers", part=part),
                next=Message("refuse_correct_it_or_add_it"),
            )
