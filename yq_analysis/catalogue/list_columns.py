"""What each list holds: its columns, its key, and what may stand in a cell."""

from __future__ import annotations

from typing import get_args

from yq_analysis.model import TARGETS, Basis, Binding, Comparator, Scale

# one file a list; the order is the order of columns in the file
COLUMNS: dict[str, list[str]] = {
    "items": ["item", "name_zh", "name_en", "unit", "note", "use"],
    "indicators": [
        "indicator",
        "name_zh",
        "name_en",
        "unit",
        "direction",
        "scale",
        "decimals",
        "group",
        # value = factor x numerator / denominator: codes of items, or of a series that the house
        # computes
        "numerator",
        "denominator",
        "factor",
        # an item that prints how the numerator grew
        "numerator_growth",
        # what an agency prints for it: item, -item, 100-item, item-100; several joined by ;
        "published_item",
        # the code of its yearly change, where it is not derived (see indicator_records)
        "rate",
        # its page: short name, name of the page (02_energy_intensity), title
        "theme",
        "page",
        "title_zh",
        "title_en",
        # its place in the table of ranks
        "ranked",
        # neighbours, joined by ;
        "related",
        "note",
    ],
    # how documents name an indicator beside its own name
    "indicator_names": ["name", "indicator"],
    "areas": ["area", "name_zh", "name_en", "level", "parent", "aliases"],
    "units": ["printed", "unit", "factor", "name_en"],
    "labels": ["label", "item", "caliber", "unit", "note"],
    "symbols": ["symbol", "flag", "status", "meaning"],
    "calibers": ["caliber", "name_zh", "name_en", "note", "use"],
    "targets": ["area", *TARGETS, "document", "issued", "url", "note"],
    "corrections": [
        "area",
        "item",
        "year",
        "caliber",
        "edition",
        "printed",
        "corrected",
        "reason",
        "source",
    ],
    "scenarios": ["scenario", "name_zh", "name_en", "kind", "parameter", "note"],
    # which vintages belong together when an indicator is computed from its items
    "recipes": [
        "area",
        "indicator",
        "caliber",
        "item",
        "item_caliber",
        "with_caliber",
        "growth_caliber",
        "price_bases",
        "first_year",
        "last_year",
        "note",
    ],
    # which of an indicator's calibers a page shows first
    "preferred": ["level", "indicator", "calibers", "note"],
    # what a figure can be at all: the gate before the indicators (analysis/ledger/plausibility)
    "bounds": ["item", "level", "low", "high", "part_of", "index", "note"],
    # which department of an area has a figure, and how a form asks for it; a row without an area
    # holds for all
    "duties": ["area", "item", "department", "label", "sign", "example", "note"],
    # what stands near an item that nobody has, under its own name
    "proxies": ["item", "proxy", "note"],
    # which publication a source's name stands for (a regular expression), and where it was copied
    "publications": ["source", "publication", "through", "through_en", "note"],
    # which yearbook table would supply a missing item
    "supplies": ["level", "indicator", "item", "table_zh", "table_en", "note"],
}
# columns that may follow the others; a list without them has nothing in them
MORE: dict[str, list[str]] = {
    "calibers": ["note_en"],
    "scenarios": ["note_en"],
    # the side of the formula that is the mean of two year-ends ("denominator")
    "indicators": ["averaged"],
    # how many times a year may stand off its neighbours, a quotient off that of the area around
    "bounds": ["jump", "parent"],
    # sign -1: what is printed positive means a fall; scope: words of the table's title, number,
    # publisher or file
    "labels": ["sign", "scope"],
    # the prices that a target is stated in (a year, current, constant), and the document's number
    "targets": ["price_base", "number"],
    "publications": ["publication_en"],
}
# A project of an earlier version has none of these: then the list is empty.
OPTIONAL = ("publications",)
# no two rows of a list may agree in all of these
KEYS: dict[str, list[str]] = {
    "items": ["item"],
    "indicators": ["indicator"],
    "indicator_names": ["name"],
    "areas": ["area"],
    "units": ["printed"],
    "labels": ["label", "scope"],
    "symbols": ["symbol"],
    "calibers": ["caliber"],
    "targets": ["area", "indicator", "year", "basis", "document"],
    "corrections": ["area", "item", "year", "caliber", "edition"],
    "scenarios": ["scenario"],
    "recipes": ["area", "indicator", "caliber", "item_caliber"],
    "supplies": ["level", "indicator", "item"],
    "duties": ["item", "area"],
    "proxies": ["item", "proxy"],
    "preferred": ["level", "indicator"],
    "bounds": ["item", "level"],
    "publications": ["source"],
}
LEVELS = ("nation", "province", "city", "county", "aggregate")
KINDS = (
    "continue",
    "constant_rate",
    "front_loaded",
    "back_loaded",
    "follow_parent",
    "follow_best_sibling",
    "hold",
)
# (list, column) -> the list whose key it must name; "" is allowed where nothing is named
REFERENCES: dict[tuple[str, str], str] = {
    ("areas", "parent"): "areas",
    ("indicator_names", "indicator"): "indicators",
    ("labels", "item"): "items",
    ("targets", "area"): "areas",
    ("targets", "indicator"): "indicators",
    ("corrections", "area"): "areas",
    ("corrections", "item"): "items",
    ("recipes", "indicator"): "indicators",
    ("recipes", "item"): "items",
    ("supplies", "indicator"): "indicators",
    ("preferred", "indicator"): "indicators",
    ("supplies", "item"): "items",
    ("duties", "item"): "items",
    ("proxies", "item"): "items",
    ("proxies", "proxy"): "items",
}
CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    ("indicators", "scale"): get_args(Scale),
    ("indicators", "direction"): ("1", "-1"),
    ("areas", "level"): LEVELS,
    ("scenarios", "kind"): KINDS,
    ("targets", "basis"): get_args(Basis),
    ("targets", "binding"): get_args(Binding),
    ("targets", "comparator"): get_args(Comparator),
    ("targets", "provisional"): ("true", "false"),
    ("calibers", "use"): ("yes", "no"),
    # background: kept for decompositions and for reference; no indicator is expected to take it
    ("items", "use"): ("", "background"),
    ("labels", "sign"): ("", "1", "-1"),
    ("indicators", "averaged"): ("", "denominator"),
}
NUMBERS: dict[tuple[str, str], bool] = {  # may it be empty?
    ("units", "factor"): False,
    ("indicators", "decimals"): False,
    ("indicators", "factor"): True,
    ("indicators", "ranked"): True,
    ("targets", "year"): True,
    ("targets", "value"): True,
    ("targets", "upper"): True,
    ("targets", "base_year"): True,
    ("corrections", "year"): False,
    ("corrections", "corrected"): True,
    ("bounds", "low"): False,
    ("bounds", "high"): False,
    ("recipes", "first_year"): True,
    ("recipes", "last_year"): True,
}
CALIBERS = (
    ("labels", "caliber"),
    ("corrections", "caliber"),
    ("recipes", "caliber"),
    ("recipes", "item_caliber"),
    ("recipes", "with_caliber"),
    ("recipes", "growth_caliber"),
    ("preferred", "calibers"),
)
