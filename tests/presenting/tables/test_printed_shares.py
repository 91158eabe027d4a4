"""A share or a probability is kept to the whole percent: two decimals of the fraction."""

from __future__ import annotations

import pytest

from yq_analysis.presenting.tables.table_cells import Column, value_of
from yq_analysis.presenting.wording import names


@pytest.mark.parametrize(("share", "printed"), [(0.6667, 0.67), (0.125, 0.12), (0.04, 0.04)])
def test_two_thirds_are_67_percent_and_not_70(share: float, printed: float) -> None:
    for name in ("share_done", "probability"):
        column = Column(name=name, heading="", numeric=True)
        assert value_of(column, {name: share}, {}, names("zh")) == printed
