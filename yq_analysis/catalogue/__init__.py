"""The lists in catalogue/: items, indicators, areas, units, labels, targets … a statistician edits them, not code.

>>> from yq_analysis import catalogue
>>> lists = catalogue.read()
>>> lists.area_code("陕西省榆林市榆阳区"), lists.area_name("610800", "en")
('610802', 'Yulin')
"""

from __future__ import annotations

from yq_analysis.catalogue.lists import COLUMNS, default_folder
from yq_analysis.catalogue.lookups import Catalogue, read, tidy_label

__all__ = ["COLUMNS", "Catalogue", "default_folder", "read", "tidy_label"]
