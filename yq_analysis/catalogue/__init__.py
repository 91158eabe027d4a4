"""The lists in catalogue/: items, indicators, areas, units, labels, targets … a statistician edits them, not code.

>>> from yq_analysis import catalogue
>>> lists = catalogue.read()
>>> lists.area_code("陕西省榆林市榆阳区"), lists.area_name("610800", "en")
('610802', 'Yulin')
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

# each loads when it is asked for: names of areas are looked up before a frame library could load
_DOORS = {
    "COLUMNS": "yq_analysis.catalogue.lists",
    "Catalogue": "yq_analysis.catalogue.lookups",
    "default_folder": "yq_analysis.catalogue.divisions",
    "read": "yq_analysis.catalogue.lookups",
    "tidy_label": "yq_analysis.catalogue.lookups",
}
__all__ = ["COLUMNS", "Catalogue", "default_folder", "read", "tidy_label"]


def __getattr__(name: str) -> Any:
    if name not in _DOORS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_DOORS[name]), name)


if TYPE_CHECKING:
    from yq_analysis.catalogue.divisions import default_folder
    from yq_analysis.catalogue.lists import COLUMNS
    from yq_analysis.catalogue.lookups import Catalogue, read, tidy_label
