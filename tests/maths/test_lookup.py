"""Tables looked up by area, indicator and caliber: the quick ways give what the plain ones do."""

from __future__ import annotations

import numpy as np
import pandas as pd

from yq_analysis.analysis.assessment.series_lookup import look_up


def _paths(draws: int = 4, years: tuple[int, ...] = (2025, 2026, 2027)) -> pd.DataFrame:
    rows = [
        {
            "area": area,
            "indicator": "x",
            "caliber": "",
            "draw": draw,
            "year": year,
            "value": float(100 * draw + year - 2025 + len(area)),
        }
        for area in ("a", "bb")
        for draw in range(draws)
        for year in years
    ]
    return pd.DataFrame(rows).astype({"area": "str", "indicator": "str", "caliber": "str"})


_SERIES = pd.DataFrame(
    {"area": ["a", "bb"], "indicator": "x", "caliber": "", "year": 2024, "value": [1.0, 2.0]}
)


def test_paths_as_simulate_gives_them_are_read_as_those_in_any_order() -> None:
    paths = _paths()
    tidy, mixed = (
        look_up(_SERIES, paths=one).future("bb", "x", "")
        for one in (paths, paths.sample(frac=1, random_state=1))
    )
    assert tidy[1] == mixed[1] == "draws"
    assert tidy[0] is not None
    assert mixed[0] is not None
    np.testing.assert_array_equal(tidy[0].values, mixed[0].values)
    assert list(tidy[0].columns) == list(mixed[0].columns) == [0, 1, 2, 3]
    assert tidy[0].row(2026)[3] == 303.0  # 100 * 3 + 2026 - 2025 + 2


def test_a_draw_that_lacks_a_year_has_a_gap_there() -> None:
    paths = _paths()
    wide, _ = look_up(_SERIES, paths=paths.drop(index=paths.index[-1])).future("bb", "x", "")
    assert wide is not None
    assert np.isnan(wide.row(2027)[3])
    assert np.isnan(wide.values).sum() == 1


def test_series_whose_rows_do_not_stand_together_are_found_whole() -> None:
    series = pd.DataFrame(
        {
            "area": ["a", "bb", "a"],
            "indicator": "x",
            "caliber": "",
            "year": [2023, 2023, 2024],
            "value": [1.0, 2.0, 3.0],
        }
    )
    for table in (series, series.astype({"area": "str", "indicator": "str", "caliber": "str"})):
        known = look_up(table).known("a", "x", "")
        assert known is not None
        assert known.values.tolist() == [1.0, 3.0]
