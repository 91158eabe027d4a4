"""Pools learned before give what pools at hand give; paths drawn late are those drawn at once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from yq_analysis.analysis.projection import (
    known_of,
    learn_pools,
    project,
    project_ahead,
    read_pools,
    simulate,
    without_impossible,
    write_pools,
)

SCALES = {"x": "positive", "share": "share", "rate": "rate"}
GROWTH = {"rate": -1}


def panel(number: int = 12) -> pd.DataFrame:
    draw = np.random.default_rng(5)
    parts = []
    for indicator, level in (("x", 100.0), ("share", 40.0), ("rate", 3.0)):
        for at in range(number):
            steps = np.cumsum(draw.normal(0.01, 0.03, 18))
            values = level + draw.normal(0, 1, 18) if indicator == "rate" else level * np.exp(steps)
            parts.append(
                pd.DataFrame(
                    {
                        "area": f"a{at:02d}",
                        "indicator": indicator,
                        "caliber": "",
                        "year": range(2007, 2025),
                        "value": values,
                        "unit": "" if indicator == "x" else "%",
                        "status": "A",
                    }
                )
            )
    return pd.concat(parts, ignore_index=True)


def test_pools_handed_over_give_what_the_pool_itself_gives(tmp_path: Path) -> None:
    table = panel()
    series = table[table["area"].isin(["a00", "a01"])]
    pools = learn_pools(table, known_of(SCALES, GROWTH), GROWTH)
    write_pools(pools, tmp_path / "pools.json")
    asked = {"parents": {}, "scales": SCALES, "growth": GROWTH}
    direct = project(series, 8, pool=table, scales=SCALES, growth=GROWTH)
    for handed in (pools, read_pools(tmp_path / "pools.json")):
        ahead, _ = project_ahead(series, 8, 50, pools=handed, **asked)
        pd.testing.assert_frame_equal(ahead, direct, rtol=1e-9)


def test_paths_drawn_when_they_are_looked_at_are_those_of_simulate() -> None:
    table = panel(40)  # more series than are drawn at once
    asked = {"parents": {}, "scales": SCALES, "growth": GROWTH}
    _, paths = project_ahead(table, 6, 60, **asked)
    whole = simulate(table, 6, 60, scales=SCALES, growth=GROWTH)
    some = whole[whole["area"].isin(["a07", "a35"])].reset_index(drop=True)
    order = ["area", "indicator", "draw", "year"]
    late = paths.table(["a07", "a35"]).sort_values(order, ignore_index=True)
    pd.testing.assert_frame_equal(late, some.sort_values(order, ignore_index=True), rtol=1e-9)
    years, values = paths.of("a35", "rate", "") or (np.empty(0), np.empty(0))
    assert years.tolist() == list(range(2025, 2031))
    assert values.shape == (6, 60)
    assert paths.of("a35", "unheard", "") is None


def test_one_impossible_figure_leaves_the_pool_and_is_named() -> None:
    """A share of 100.5, a quantity of -0.5, a fall of 100 %: each goes, alone, and by name."""
    table = panel()
    wrong = table.copy()
    bad = {("a03", "share", 2010): 100.5, ("a04", "x", 2011): -0.5, ("a05", "rate", 2012): 100.0}
    for (area, indicator, year), value in bad.items():
        at = (wrong["area"] == area) & (wrong["indicator"] == indicator) & (wrong["year"] == year)
        wrong.loc[at, "value"] = value
    kept, gone = without_impossible(wrong, known_of(SCALES, GROWTH), GROWTH)
    named = set(gone[["area", "indicator", "year"]].itertuples(index=False, name=None))
    assert named == set(bad)
    assert len(kept) == len(table) - 3
    pools = learn_pools(wrong, known_of(SCALES, GROWTH), GROWTH)
    assert len(pools.left_out) == 3
    series = table[table["area"] == "a00"]
    asked = {"parents": {}, "scales": SCALES, "growth": GROWTH}
    ahead, _ = project_ahead(series, 8, 50, pools=pools, **asked)
    clean, _ = project_ahead(
        series, 8, 50, pools=learn_pools(table, known_of(SCALES, GROWTH), GROWTH), **asked
    )
    # three figures of 648 move what is learned a little: a rate of two or three by a tenth
    np.testing.assert_allclose(ahead["value"], clean["value"], rtol=0.02, atol=0.15)
