"""Decomposition: exact closure, time reversal, zeros by their limits, units that do not matter."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from yq_analysis.check import DataProblem
from yq_analysis.maths.decomposition import (
    energy_effects,
    lmdi,
    lmdi_chained,
    log_mean,
    productivity_effects,
)

POSITIVE = st.floats(0.01, 1000)
MAYBE_ZERO = st.one_of(st.just(0.0), POSITIVE)


def two_tables(rows: int, columns: int, cells: st.SearchStrategy[float]) -> st.SearchStrategy:
    return st.tuples(
        hnp.arrays(float, (rows, columns), elements=cells),
        hnp.arrays(float, (rows, columns), elements=cells),
    )


def test_log_mean_by_hand() -> None:
    # L(60, 120) = 60 / ln 2 = 86.5617; L(5, 5) = 5; a zero gives 0
    assert log_mean([60, 5, 0], [120, 5, 3]).tolist() == pytest.approx([60 / math.log(2), 5, 0])


def test_a_single_sector_by_hand() -> None:
    # V: 2*3 = 6 -> 4*6 = 24; L = 18/ln 4; each factor doubles: L ln 2 = 9 each
    assert list(lmdi([[2, 3]], [[4, 6]])) == pytest.approx([9, 9], abs=1e-12)
    assert list(lmdi([[2, 3]], [[4, 6]], form="multiplicative")) == pytest.approx([2, 2], abs=1e-12)


@given(two_tables(3, 4, POSITIVE))
def test_additive_effects_add_up_to_the_change(tables: tuple[np.ndarray, np.ndarray]) -> None:
    before, after = tables
    result = lmdi(before, after)
    scale = max(after.prod(axis=1).sum(), before.prod(axis=1).sum())
    assert abs(sum(result) - result.total) <= 1e-12 * scale
    assert abs(result.terms.to_numpy().sum() - result.total) <= 1e-12 * scale


@given(two_tables(3, 3, MAYBE_ZERO))
def test_closure_holds_with_any_zeros(tables: tuple[np.ndarray, np.ndarray]) -> None:
    before, after = tables
    scale = 1 + max(after.prod(axis=1).sum(), before.prod(axis=1).sum())
    result = lmdi(before, after)
    assert np.isfinite(result.effects).all()
    assert abs(result.terms.to_numpy().sum() - result.total) <= 1e-12 * scale


@given(two_tables(3, 3, POSITIVE))
def test_multiplicative_effects_multiply_to_the_ratio(
    tables: tuple[np.ndarray, np.ndarray],
) -> None:
    result = lmdi(*tables, form="multiplicative")
    assert math.prod(result) == pytest.approx(result.total, rel=1e-12)


@given(two_tables(3, 3, POSITIVE))
def test_time_reversal_turns_every_effect_round(tables: tuple[np.ndarray, np.ndarray]) -> None:
    before, after = tables
    scale = max(after.prod(axis=1).sum(), before.prod(axis=1).sum())
    there, back = lmdi(before, after), lmdi(after, before)
    assert there.effects + back.effects == pytest.approx(0, abs=1e-12 * scale)
    there, back = (
        lmdi(before, after, form="multiplicative"),
        lmdi(after, before, form="multiplicative"),
    )
    assert there.effects * back.effects == pytest.approx(1, rel=1e-12)


@given(two_tables(2, 3, POSITIVE), st.floats(0.001, 1000))
def test_another_unit_scales_additive_effects_and_leaves_ratios(
    tables: tuple[np.ndarray, np.ndarray], factor: float
) -> None:
    before, after = tables
    unit = np.array([factor, 1, 1])
    scale = max(after.prod(axis=1).sum(), before.prod(axis=1).sum())
    assert lmdi(before * unit, after * unit).effects == pytest.approx(
        lmdi(before, after).effects * factor, abs=1e-11 * scale * factor
    )
    assert list(lmdi(before * unit, after * unit, form="multiplicative")) == pytest.approx(
        list(lmdi(before, after, form="multiplicative")), rel=1e-10
    )


@given(two_tables(4, 2, POSITIVE))
def test_the_order_of_sectors_does_not_matter(tables: tuple[np.ndarray, np.ndarray]) -> None:
    before, after = tables
    scale = max(after.prod(axis=1).sum(), before.prod(axis=1).sum())
    assert lmdi(before[::-1], after[::-1]).effects == pytest.approx(
        lmdi(before, after).effects, abs=1e-12 * scale
    )


@pytest.mark.parametrize(
    ("before", "after", "terms"),
    [
        # the eight cases of Ang, Zhang and Choi (1998), table 2, for factors x1, x2 of one
        # sub-sector
        ([0, 10], [4, 5], [20, 0]),  # 1 and 3: what left zero takes the whole value
        ([4, 5], [0, 10], [-20, 0]),  # 2 and 4: what fell to zero gives it back
        ([0, 3], [0, 6], [0, 0]),  # 5 and 6
        ([2, 0], [0, 0], [0, 0]),  # 7
        ([0, 0], [3, 0], [0, 0]),  # 8
        ([0, 0], [4, 5], [10, 10]),  # both leave zero together: equal shares
    ],
)
def test_zeros_by_their_limits(before: list[float], after: list[float], terms: list[float]) -> None:
    result = lmdi([before, [1, 1]], [after, [1, 1]])
    assert result.terms.iloc[0].tolist() == pytest.approx(terms)


def test_zeros_are_the_limit_of_small_numbers() -> None:
    before, after = np.array([[1e-200, 10.0, 2.0], [4, 5, 3]]), np.array([[4.0, 5, 3], [5, 6, 4]])
    small = lmdi(before, after)
    zero = lmdi([[0, 10, 2], [4, 5, 3]], after)
    assert zero.effects == pytest.approx(small.effects, rel=0.01, abs=1)


def test_names_of_sectors_and_factors_are_kept_and_aligned() -> None:
    before = pd.DataFrame({"people": [1.0, 4], "use": [10.0, 5]}, index=["a", "b"])
    after = pd.DataFrame({"use": [6.0, 5], "people": [5.0, 4]}, index=["b", "a"])[["use", "people"]]
    result = lmdi(before, after)
    assert result.series().index.tolist() == ["people", "use"]
    assert result["people"] == result[0]
    assert result.total == pytest.approx(5 * 6 + 4 * 5 - (10 + 20))


def test_what_cannot_be_decomposed_is_refused_in_words() -> None:
    with pytest.raises(DataProblem, match="有负数"):
        lmdi([[1, -1]], [[1, 2]])
    with pytest.raises(DataProblem, match="有空格或文字"):
        lmdi([[1, float("nan")]], [[1, 2]])
    with pytest.raises(DataProblem, match="有空格或文字"):
        lmdi([[1, "x"]], [[1, 2]])
    with pytest.raises(DataProblem, match="行列数必须相同"):
        lmdi([[1, 2, 3]], [[1, 2]])
    with pytest.raises(DataProblem, match="additive, multiplicative"):
        lmdi([[1, 2]], [[1, 2]], form="both")  # type: ignore[arg-type]
    with pytest.raises(DataProblem, match="base_year"):
        lmdi_chained({"a": [1.0, 2]}, {"a": [1.0, 2]}, 2020)


def years_by_sectors(cells: st.SearchStrategy[float]) -> st.SearchStrategy[pd.DataFrame]:
    return hnp.arrays(float, (5, 3), elements=cells).map(
        lambda values: pd.DataFrame(values, index=range(2015, 2020))
    )


@given(years_by_sectors(POSITIVE), years_by_sectors(POSITIVE), st.integers(2015, 2019))
def test_the_chained_indices_multiply_to_the_energy_ratio(
    energy: pd.DataFrame, activity: pd.DataFrame, base: int
) -> None:
    indices = lmdi_chained(energy, activity, base)
    total = energy.sum(axis=1)
    assert indices.loc[base].tolist() == [1, 1, 1]
    assert indices.prod(axis=1).tolist() == pytest.approx((total / total[base]).tolist(), rel=1e-12)
    work = activity.sum(axis=1)
    assert indices["activity"].tolist() == pytest.approx((work / work[base]).tolist(), rel=1e-12)


@given(years_by_sectors(POSITIVE), years_by_sectors(POSITIVE))
def test_a_chain_read_backwards_undoes_itself(energy: pd.DataFrame, activity: pd.DataFrame) -> None:
    there = lmdi_chained(energy, activity, 2015)
    turned = lmdi_chained(
        energy[::-1].set_axis(range(2015, 2020)), activity[::-1].set_axis(range(2015, 2020)), 2015
    )
    assert (there.loc[2019] * turned.loc[2019]).tolist() == pytest.approx([1, 1, 1], rel=1e-12)


def test_one_chained_step_by_hand() -> None:
    # energy 60, 40 -> 66, 42; activity 30, 70 -> 34, 76; weights L of shares .6 -> .6111 and .4 ->
    # .3889
    energy, activity = (
        pd.DataFrame([[60, 40], [66, 42]], index=[1, 2]),
        pd.DataFrame([[30, 70], [34, 76]], index=[1, 2]),
    )
    shares = [(66 / 108, 0.6), (42 / 108, 0.4)]
    weights = np.array([(t - o) / math.log(t / o) for t, o in shares])
    weights /= weights.sum()
    structure = weights @ np.log([(34 / 110) / 0.3, (76 / 110) / 0.7])
    intensity = weights @ np.log([(66 / 34) / 2, (42 / 76) / (40 / 70)])
    assert lmdi_chained(energy, activity, 1).loc[2].tolist() == pytest.approx(
        [1.1, math.exp(structure), math.exp(intensity)], abs=1e-14
    )


def test_a_sector_that_appears_is_structure_and_closure_stays_exact() -> None:
    energy = pd.DataFrame({"a": [50.0, 55, 60], "b": [0.0, 5, 0]}, index=[1, 2, 3])
    activity = pd.DataFrame({"a": [10.0, 11, 12], "b": [0.0, 2, 0]}, index=[1, 2, 3])
    indices = lmdi_chained(energy, activity, 1)
    assert indices.prod(axis=1).tolist() == pytest.approx([1, 1.2, 1.2], rel=1e-12)
    # going and coming again leaves sector a alone: its intensity never moved
    assert indices.loc[3].tolist() == pytest.approx([1.2, 1, 1], rel=1e-12)


def test_years_may_be_a_column_and_in_any_order() -> None:
    energy = pd.DataFrame({"year": [2020, 2019], "a": [66.0, 60], "b": [42.0, 40]})
    activity = pd.DataFrame({"a": [30.0, 34], "b": [70.0, 76]}, index=[2019, 2020])
    assert lmdi_chained(energy, activity, 2019).loc[2020, "activity"] == pytest.approx(1.1)


@given(hnp.arrays(float, (4, 3), elements=POSITIVE))
def test_energy_effects_close_and_name_what_happened(values: np.ndarray) -> None:
    e0, et, q0, qt = values
    result = energy_effects(e0, et, q0, qt)
    assert sum(result) == pytest.approx(et.sum() - e0.sum(), abs=1e-11 * (e0.sum() + et.sum()))
    assert result.factors == ("activity", "structure", "intensity")


def test_productivity_that_only_moved_people_is_all_shift() -> None:
    # two sectors at 1 and 3 per head; a tenth of the people moves: 0.5*1+0.5*3 = 2 -> 0.4*1+0.6*3 =
    # 2.2
    result = productivity_effects([50, 150], [40, 180], [50, 50], [40, 60])
    assert result["within"] == pytest.approx(0, abs=1e-12)
    assert result["shift"] == pytest.approx(0.2)
