"""The lists in catalogue/: items, indicators, areas, units, labels, targets … a statistician edits
them, not code.

>>> from yq_analysis import catalogue
>>> lists = catalogue.read()
>>> lists.area_code("陕西省榆林市榆阳区"), lists.area_name("610800", "en")
('610802', 'Yulin')
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from yq_analysis.catalogue.folder import default_folder
    from yq_analysis.catalogue.list_columns import COLUMNS
    from yq_analysis.catalogue.lookups import Catalogue, read, tidy_label

__all__ = ["COLUMNS", "Catalogue", "default_folder", "read", "tidy_label"]

# opened when first asked for: who only wants the folder needs no frame library
_WHERE = {"default_folder": "folder", "COLUMNS": "list_columns"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE.get(name, 'lookups')}"), name)
