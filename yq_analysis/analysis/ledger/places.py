"""Which area a printed region is: by its own name, or by what the file's entry says."""

from __future__ import annotations

from yq_analysis.catalogue import Catalogue, tidy_label
from yq_analysis.check import Message

# regions that mean the area that the file is about, also beside its districts
_OWN_WORDS = """
全市 全省 全区 全县 全州 全盟 全旗 本市 本省 本区 本县 总计 合计 全市合计 全省合计 全区合计 全县合计
全市总计 全省总计 全区总计
全县总计 total
"""
OWN = frozenset(_OWN_WORDS.split())


def area_of(region: str, about: str, lists: Catalogue) -> tuple[str | None, str]:
    """The code of the area that a printed region means, and why there is none ("" where there is
    one).

    `about` is the area of the file's entry. A table that prints no place counts only where the
    entry names one; 全市, 合计 and the like take the entry's area. Of several areas of one name the
    one in the entry's area is meant, or the one under the parent that is printed before it
    (云川市/新城区).
    """
    if not region or tidy_label(region).casefold() in OWN:
        if about:
            return lists.find_area(about), ""
        return None, (
            Message("ledger_total_without_area", region=region)
            if region
            else Message("ledger_no_place_no_area")
        )
    *above, last = region.split("/")
    inside = next(
        (parent for parent in reversed(above) if lists.find_area(parent, within=about)), about
    )
    found = lists.find_area(last, within=inside)
    if found is not None:
        return found, ""
    if lists.names.candidates(last):
        return None, Message("ledger_several_areas", region=region)
    return None, Message("ledger_area_unknown", region=region)
