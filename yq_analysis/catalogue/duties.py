"""Which department has a figure (duties.csv), and what stands near one that nobody has
(proxies.csv).
"""

from __future__ import annotations

from yq_analysis.catalogue.lookups import Catalogue


def duties(area: str, lists: Catalogue) -> dict[str, dict[str, str]]:
    """Per item who has it in this area, and how a form calls it: the area's own row over the
    general one.
    """
    duties_of_item: dict[str, dict[str, str]] = {}
    table = lists.duties
    for holds in ("", area):
        for row in table[table["area"] == holds].to_dict("records"):
            cells = {str(key): str(cell) for key, cell in row.items() if cell}
            duties_of_item[row["item"]] = {**duties_of_item.get(row["item"], {}), **cells}
    return duties_of_item


def proxies(item: str, lists: Catalogue) -> list[tuple[str, str]]:
    """(item, note) of what is near an item without being it; shown under its own name, never in its
    place.
    """
    table = lists.proxies[lists.proxies["item"] == item]
    return list(zip(table["proxy"], table["note"], strict=True))
