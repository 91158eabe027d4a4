"""What is missing for an area, and which yearbook table would supply it."""

from __future__ import annotations

import pandas as pd

from yq_analysis import catalogue
from yq_analysis.catalogue import Catalogue
from yq_analysis.check import need_columns
from yq_analysis.model import OBSERVATIONS

GAPS = [
    "area",
    "indicator",
    "item",
    "item_name",
    "state",
    "first",
    "last",
    "missing_years",
    "supply",
    "note",
]
# items that say the same thing
_SAME = {
    "gdp_growth": ("gdp_growth", "gdp_index", "gdp_index_1978"),
    "high_value_invention_patents": (
        "high_value_invention_patents",
        "published_high_value_patent_density",
    ),
    "invention_patents_in_force": (
        "invention_patents_in_force",
        "published_invention_patent_density",
    ),
}


def gaps(
    observations: pd.DataFrame,
    area: str,
    *,
    since: int,
    until: int,
    lists: Catalogue | None = None,
    language: str = "zh",
) -> pd.DataFrame:
    """For each indicator of an area the items it needs: what is there from `since` to `until`, what
    is missing.

    `state` is "missing" (no usable figure at all), "partial" (some years) or "complete"; `supply`
    names the yearbook table that would fill it (catalogue/supplies.csv). Figures of another concept
    (urban non-private units, registered population) never count. Columns GAPS.
    """
    need_columns(observations, OBSERVATIONS, name="observations")
    lists = lists or catalogue.read()
    code = lists.area_code(area)
    unused = set(lists.calibers.loc[lists.calibers["use"] == "no", "caliber"])
    own = observations[(observations["area"] == code) & observations["value"].notna()]
    usable = own.loc[
        own["caliber"].map(lambda caliber: not unused & set(caliber.split("+"))).astype(bool)
    ]
    names = _place_names(code, lists)
    rows = []
    for supply in lists.supplies[lists.supplies["level"] == lists.level(code)].to_dict("records"):
        years = sorted(
            set(
                usable.loc[
                    usable["item"].isin(_SAME.get(supply["item"], (supply["item"],))), "year"
                ]
            )
        )
        absent = [year for year in range(since, until + 1) if year not in years]
        state = "missing" if not years else "partial" if absent else "complete"
        item = lists.items.loc[lists.items["item"] == supply["item"], f"name_{language}"].iloc[0]
        rows.append(
            (
                code,
                supply["indicator"],
                supply["item"],
                item,
                state,
                years[0] if years else pd.NA,
                years[-1] if years else pd.NA,
                spans(absent, language),
                supply[f"table_{language}"].format(**names),
                supply["note"],
            )
        )
    return pd.DataFrame(rows, columns=GAPS).astype({"first": "Int64", "last": "Int64"})


def spans(years: list[int], language: str = "zh") -> str:
    """Years as a text with runs drawn together.

    >>> spans([2001, 2002, 2003, 2007]), spans([2001, 2002, 2003, 2007], "en")
    ('2001—2003、2007', '2001–2003, 2007')
    """
    comma, dash = ("、", "—") if language == "zh" else (", ", "–")
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return comma.join(f"{run[0]}{dash}{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def _place_names(code: str, lists: Catalogue) -> dict[str, str]:
    """The names that a supply may mention: the area, its city and its province, short as in a
    book's title.
    """
    chain = [code, *lists.parents(code)]
    by_level = {lists.level(one): lists.area_name(one) for one in chain}
    short = {
        level: name.removesuffix("市").removesuffix("省").removesuffix("自治区")
        for level, name in by_level.items()
    }
    return {
        "area": lists.area_name(code),
        "city": short.get("city", ""),
        "province": short.get("province", ""),
    }
