"""Which target an account or a trace speaks of."""

from __future__ import annotations

import pandas as pd

from yq_analysis.presenting.pages.closing import is_of_target


def test_a_bound_is_of_a_target_by_its_value_or_the_end_of_its_range() -> None:
    targets = pd.DataFrame({"value": [15.0, 4.5, None], "upper": [None, 5.0, None]}, dtype=object)
    assert is_of_target(targets, 15.0).tolist() == [True, False, False]
    assert is_of_target(targets, 5.0).tolist() == [False, True, False]
    assert is_of_target(targets, -4.5).tolist() == [False, True, False]
    # a list without ranges has no such column
    assert is_of_target(targets[["value"]], 4.5).tolist() == [False, True, False]
