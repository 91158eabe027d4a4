"""Why it changed: effects that add up, from tables as they come."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from yq_analysis.analysis.indicators import decomposition_by_area as drivers
from yq_analysis.check import DataProblem

SECTORS = {
    "primary": "value_added_primary",
    "secondary": "value_added_secondary",
    "tertiary": "value_added_tertiary",
}
POSITIVE = hnp.arrays(float, (4, 3), elements=st.floats(0.1, 1000)).map(
    lambda cells: pd.DataFrame(cells, index=range(2018, 2022), columns=list("abc"))
)


@settings(deadline=None, max_examples=30)
@given(POSITIVE, POSITIVE)
def test_effects_of_all_years_add_up_to_the_change(
    use: pd.DataFrame, activity: pd.DataFrame
) -> None:
    effects = drivers.energy(use, activity)
    change = use.loc[2021].sum() - use.loc[2018].sum()
    assert effects["value"].sum() == pytest.approx(change, abs=1e-9 * use.to_numpy().sum())
    effects = drivers.productivity(use, activity)
    change = (
        use.loc[2021].sum() / activity.loc[2021].sum()
        - use.loc[2018].sum() / activity.loc[2018].sum()
    )
    assert effects["value"].sum() == pytest.approx(
        change, abs=1e-9 * (use.to_numpy().sum() / activity.to_numpy().min())
    )


def test_gaps_leave_out_years_and_never_count_as_zero() -> None:
    use = pd.DataFrame(
        {"a": [60.0, np.nan, 66.0], "b": [40.0, 41.0, 42.0]}, index=[2018, 2019, 2020]
    )
    effects = drivers.energy(use, use.fillna(1.0))
    assert effects[["from_year", "to_year"]].drop_duplicates().values.tolist() == [[2018, 2020]]
    with pytest.raises(DataProblem, match="不足两年"):
        drivers.energy(use.loc[[2018, 2019]], use.loc[[2018, 2019]])


def test_calibers_are_not_mixed_in_a_table() -> None:
    rows = pd.DataFrame(
        {
            "area": "100000",
            "item": "employment_primary",
            "year": 2020,
            "value": [1.0, 2.0],
            "caliber": ["sixth", "seventh"],
        }
    )
    with pytest.raises(DataProblem, match="seventh, sixth"):
        drivers.wide(rows, {"primary": "employment_primary"}, "100000")
    assert (
        drivers.wide(rows, {"primary": "employment_primary"}, "100000", caliber="sixth").loc[
            2020, "primary"
        ]
        == 1
    )


def test_areas_can_stand_as_sectors() -> None:
    rows = pd.DataFrame(
        {
            "area": ["a", "a", "b", "b"],
            "item": "energy_consumption",
            "year": [1, 2, 1, 2],
            "value": [1.0, 2.0, 3.0, 4.0],
        }
    )
    assert drivers.by_area(rows, "energy_consumption", ["a", "b"]).loc[2].tolist() == [2, 4]


def test_real_growth_needs_every_year() -> None:
    current = pd.DataFrame({"a": [100.0]}, index=[2020])
    with pytest.raises(DataProblem, match="缺年份"):
        drivers.at_constant_prices(
            current, pd.DataFrame({"a": [8.0, 5.0]}, index=[2021, 2023]), 2020
        )


def test_national_productivity_grew_within_sectors_and_by_moving_people(shared: Path) -> None:
    figures = pd.read_csv(shared / "data" / "figures.csv")
    figures = figures[
        (figures["region"] == "全国") & figures["kind"].isin(["actual", "revised"])
    ].assign(year=lambda t: pd.to_numeric(t["year"], errors="coerce"))

    def years_by_sector(names: list[str]) -> pd.DataFrame:
        return pd.DataFrame(
            {
                name[:4]: figures[figures["indicator_zh"] == name]
                .groupby("year")["value"]
                .first()
                .astype(float)
                for name in names
            }
        )

    labour = (
        years_by_sector(["第一产业就业人员", "第二产业就业人员", "第三产业就业人员"])
        .loc[2000:2012]
        .dropna()
    )
    index = years_by_sector([f"第{n}产业增加值指数(1978年=100)" for n in "一二三"])
    current = years_by_sector([f"第{n}产业增加值" for n in "一二三"])
    first, last = int(labour.index[0]), int(labour.index[-1])
    output = current.loc[first] * index.loc[labour.index] / index.loc[first]
    total = drivers.total(drivers.productivity(output, labour)).set_index("factor")["value"]
    change = (
        output.loc[last].sum() / labour.loc[last].sum()
        - output.loc[first].sum() / labour.loc[first].sum()
    )
    assert total.sum() == pytest.approx(change)
    # people left farming, where a person produces least, and every sector became more productive
    assert total["within"] > 0
    assert total["shift"] > 0
