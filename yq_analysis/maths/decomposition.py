"""Why an aggregate changed: logarithmic mean Divisia index decomposition (LMDI), exact and
complete.

LMDI-I on sub-sectors x factors, LMDI-II chained over years, and the two questions of this package:
energy into activity, structure and intensity; productivity into within and shift.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from yq_analysis.check import Message, one_of
from yq_analysis.maths.requirements import need

Array = npt.NDArray[np.float64]
Form = Literal["additive", "multiplicative"]


def log_mean(a: npt.ArrayLike, b: npt.ArrayLike) -> Array:
    """Logarithmic mean L(a,b) = (a-b)/(ln a - ln b), L(a,a) = a, and 0 where either is 0.

    >>> log_mean([60.0, 5.0, 0.0], [120.0, 5.0, 3.0]).round(4).tolist()
    [86.5617, 5.0, 0.0]
    """
    first, second = np.broadcast_arrays(np.asarray(a, dtype=float), np.asarray(b, dtype=float))
    positive = (first > 0) & (second > 0)
    ratio = np.divide(first, second, out=np.ones(first.shape), where=positive)
    # near equality (a-b)/ln(a/b) loses its digits; with x = ln(a/b), L = b (e^x - 1)/x
    log_ratio = np.log(ratio)
    near = log_ratio == 0
    growth = np.divide(np.expm1(log_ratio), log_ratio, out=np.ones(first.shape), where=~near)
    return np.where(positive, second * growth, 0.0)


@dataclass(frozen=True, kw_only=True, eq=False)
class Effects:
    """What each factor contributed. `terms` is sub-sectors x factors and sums to the additive
    effects.

    `effects` add up to `total` (additive) or multiply to it (multiplicative). The object can be
    used like the sequence of its effects: `list(result)`, `result[0]`, `numpy.asarray(result)`.
    """

    form: Form
    total: float
    effects: Array
    factors: tuple[str, ...]
    terms: pd.DataFrame

    def series(self) -> pd.Series:
        """The effects by the factor's name."""
        return pd.Series(self.effects, index=list(self.factors), name="effect")

    def __len__(self) -> int:
        return len(self.effects)

    def __iter__(self) -> Iterator[float]:
        return iter(self.effects.tolist())

    def __getitem__(self, key: int | str) -> float:
        return float(self.effects[self.factors.index(key) if isinstance(key, str) else key])

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> npt.NDArray[Any]:
        return np.array(self.effects, dtype=dtype)


def _table(values: Any, *, name: str) -> pd.DataFrame:
    try:
        table = (
            values
            if isinstance(values, pd.DataFrame)
            else pd.DataFrame(np.atleast_2d(np.asarray(values, dtype=float)))
        ).astype(float)
    except (TypeError, ValueError):
        table = pd.DataFrame([[np.nan]])
    numbers = table.to_numpy(dtype=float)
    need(
        (bool(np.isfinite(numbers).all()), name, "every_cell"),
        (bool((numbers >= 0).all()), name, "no_negatives"),
    )
    return table


def _terms(before: Array, after: Array) -> Array:
    """L(v_T, v_0) ln(x_T/x_0) for sub-sectors x factors, zeros by their analytical limits.

    Ang, Zhang, Choi (1998), table 2: a sub-sector that appears gives its whole value to the factor
    that left zero, one that disappears takes it from the factor that fell to zero, every other case
    with a zero is nothing. Several factors that leave zero together share equally, the limit of
    equal small numbers.
    """
    value_0, value_t = before.prod(axis=1), after.prod(axis=1)
    both = (value_0 > 0) & (value_t > 0)
    ratio = np.divide(after, before, out=np.ones(before.shape), where=both[:, None])
    terms = log_mean(value_t, value_0)[:, None] * np.log(ratio)
    for row in np.flatnonzero((value_0 > 0) ^ (value_t > 0)):
        change = value_t[row] - value_0[row]
        moved = (before[row] == 0) if value_0[row] == 0 else (after[row] == 0)
        terms[row] = np.where(moved, change / moved.sum(), 0.0)
    return terms


def _close(total: float, effects: Array) -> Array:
    """Put what floating point lost (some 1e-16 of the total) on the largest effect, so that the sum
    is exact.
    """
    rest = total - float(np.sum(effects))
    closed = effects.copy()
    closed[int(np.argmax(np.abs(effects)))] += rest
    return closed


def lmdi(before: Any, after: Any, form: Form = "additive") -> Effects:
    """LMDI-I: the change of V = sum over sub-sectors of the product of factors, by factor.

    `before` and `after`: sub-sectors (rows) x factors (columns), no negative numbers, zeros
    allowed. Additive: dV_k = sum_i L(V_i^T, V_i^0) ln(x_ki^T/x_ki^0). Multiplicative: D_k =
    exp(dV_k / L(V^T, V^0)). Source: Ang (2005), The LMDI approach to decomposition analysis: a
    practical guide, Energy Policy 33.

    >>> result = lmdi([[1, 10, 2], [4, 5, 3]], [[4, 5, 3], [5, 6, 4]])
    >>> round(result.total, 6), [round(effect, 4) for effect in result]
    (100.0, [69.7901, -9.4551, 39.6651])
    >>> [round(effect, 4) for effect in lmdi([[1, 10, 2], [4, 5, 3]], [[4, 5, 3], [5, 6, 4]],
    ...     form="multiplicative")]
    [1.7611, 0.9262, 1.3794]
    """
    one_of(form, ["additive", "multiplicative"], name="form")
    first, last = _table(before, name="before"), _table(after, name="after")
    need(
        (
            first.shape == last.shape,
            "before, after",
            Message("need_same_shape", first=str(first.shape), last=str(last.shape)),
        )
    )
    if isinstance(before, pd.DataFrame) and isinstance(after, pd.DataFrame):
        need(
            (
                set(first.index) == set(last.index) and set(first.columns) == set(last.columns),
                "before, after",
                "same_factors",
            )
        )
        last = last.loc[first.index, first.columns]
    x0, xt = first.to_numpy(), last.to_numpy()
    terms = _terms(x0, xt)
    v0, vt = float(x0.prod(axis=1).sum()), float(xt.prod(axis=1).sum())
    effects = _close(vt - v0, terms.sum(axis=0))
    total = vt - v0
    if form == "multiplicative":
        need((v0 > 0 and vt > 0, "before, after", "totals"))
        total, effects = vt / v0, np.exp(effects / float(log_mean(vt, v0)))
    names = tuple(str(column) for column in first.columns)
    return Effects(
        form=form,
        total=total,
        effects=effects,
        factors=names,
        terms=pd.DataFrame(terms, index=first.index, columns=list(names)),
    )


def _years(table: Any, *, name: str) -> pd.DataFrame:
    frame = pd.DataFrame(table)
    column = next((one for one in frame.columns if str(one).lower() == "year"), None)
    frame = frame.set_index(column) if column is not None else frame
    years = pd.to_numeric(pd.Series(frame.index), errors="coerce")
    need(
        (bool(years.notna().all()), name, "year_numbers"),
        (bool(years.is_unique), name, "years_once"),
    )
    frame = frame.set_axis(years.astype(int).to_numpy())
    return _table(frame.sort_index(), name=name)


def lmdi_chained(energy: Any, activity: Any, base_year: int) -> pd.DataFrame:
    """LMDI-II, chained year by year: indices of activity, structure and intensity with the base
    year at 1.

    Two tables of years x sectors (years as index or a column `year`); activities must be addable.
    Weights are the normalised logarithmic means of the sectors' shares of energy; energy_t /
    energy_base is exactly activity x structure x intensity. Returns a table by year with columns
    activity, structure, intensity. Source: Ang and Choi (1997); as the U.S. Department of Energy's
    Energy Intensity Indicators use it.

    >>> energy = pd.DataFrame({"industry": [60.0, 66.0], "services": [40.0, 42.0]}, index=[2019,
    ...     2020])
    >>> activity = pd.DataFrame({"industry": [30.0, 34.0], "services": [70.0, 76.0]}, index=[2019,
    ...     2020])
    >>> lmdi_chained(energy, activity, 2019).round(4).loc[2020].tolist()
    [1.1, 1.013, 0.9692]
    """
    use, work = _years(energy, name="energy"), _years(activity, name="activity")
    need(
        (set(use.columns) == set(work.columns), "energy, activity", "same_sectors"),
        (list(use.index) == list(work.index), "energy, activity", "same_years"),
    )
    need(
        (base_year in use.index, "base_year", Message("need_year_there", year=base_year)),
        (bool((use.sum(axis=1) > 0).all()), "energy", "year_total"),
        (bool((work.sum(axis=1) > 0).all()), "activity", "year_total"),
    )
    work = work[use.columns]
    steps = [
        _chained_step(
            use.iloc[i - 1].to_numpy(),
            use.iloc[i].to_numpy(),
            work.iloc[i - 1].to_numpy(),
            work.iloc[i].to_numpy(),
        )
        for i in range(1, len(use))
    ]
    logs = np.vstack([np.zeros(3), *steps]).cumsum(axis=0)
    logs -= logs[use.index.get_loc(base_year)]
    return pd.DataFrame(
        np.exp(logs), index=use.index, columns=["activity", "structure", "intensity"]
    )


def _chained_step(e0: Array, et: Array, q0: Array, qt: Array) -> Array:
    """Logs of the yearly change of activity, structure and intensity."""
    share_0, share_t = e0 / e0.sum(), et / et.sum()
    weight_0, weight_t = q0 / q0.sum(), qt / qt.sum()
    relative_0, relative_t = _per_unit(share_0, weight_0, share_t, weight_t, name="activity")
    terms = _terms(np.column_stack([weight_0, relative_0]), np.column_stack([weight_t, relative_t]))
    activity = float(np.log(qt.sum() / q0.sum()))
    structure = float(terms[:, 0].sum() / log_mean(share_t, share_0).sum())
    return np.array(
        [activity, structure, float(np.log(et.sum() / e0.sum())) - activity - structure]
    )


def _per_unit(x0: Array, y0: Array, xt: Array, yt: Array, *, name: str) -> tuple[Array, Array]:
    """x/y in both years; where a sector did not exist in one of them, the ratio of the other (no
    change of it).
    """
    need((bool((x0[y0 == 0] == 0).all() and (xt[yt == 0] == 0).all()), name, "sector_empty"))
    before = np.divide(x0, y0, out=np.zeros_like(x0), where=y0 > 0)
    after = np.divide(xt, yt, out=np.zeros_like(xt), where=yt > 0)
    return np.where(y0 > 0, before, after), np.where(yt > 0, after, before)


def _vectors(named: dict[str, Any]) -> tuple[list[Array], list[Any]]:
    """The four vectors by sector, and the sectors' names where the first one has an index."""
    vectors = [_table(vector, name=name).to_numpy().ravel() for name, vector in named.items()]
    need((len({len(vector) for vector in vectors}) == 1, ", ".join(named), "same_sectors"))
    first = next(iter(named.values()))
    return vectors, list(first.index) if isinstance(first, pd.Series) else list(
        range(len(vectors[0]))
    )


def energy_effects(
    energy_before: Any,
    energy_after: Any,
    activity_before: Any,
    activity_after: Any,
    form: Form = "additive",
) -> Effects:
    """Energy by sector into activity (the total), structure (the sectors' shares) and intensity
    (energy per activity).

    Four vectors by sector; activities at constant prices. A sector without activity must not use
    energy.

    >>> result = energy_effects([60, 40], [66, 42], [30, 70], [34, 76])
    >>> [round(effect, 3) for effect in result], round(result.total, 6)
    ([9.907, 1.343, -3.25], 8.0)
    """
    (e0, et, q0, qt), sectors = _vectors(
        {
            "energy_before": energy_before,
            "energy_after": energy_after,
            "activity_before": activity_before,
            "activity_after": activity_after,
        }
    )
    need((q0.sum() > 0 and qt.sum() > 0, "activity", "total"))
    i0, it = _per_unit(e0, q0, et, qt, name="activity")
    before = pd.DataFrame(
        {"activity": q0.sum(), "structure": q0 / q0.sum(), "intensity": i0}, index=sectors
    )
    after = pd.DataFrame(
        {"activity": qt.sum(), "structure": qt / qt.sum(), "intensity": it}, index=sectors
    )
    return lmdi(before, after, form)


def productivity_effects(
    output_before: Any,
    output_after: Any,
    labour_before: Any,
    labour_after: Any,
    form: Form = "additive",
) -> Effects:
    """Labour productivity into within (the sectors' own productivity) and shift (people moving
    between sectors).

    P = sum s_i p_i with s_i the share of the employed and p_i output at constant prices per
    employed person.

    >>> result = productivity_effects([10, 90], [12, 108], [50, 50], [40, 60])
    >>> [round(effect, 4) for effect in result], round(result.total, 6)
    ([0.0445, 0.1555], 0.2)
    """
    (y0, yt, n0, nt), sectors = _vectors(
        {
            "output_before": output_before,
            "output_after": output_after,
            "labour_before": labour_before,
            "labour_after": labour_after,
        }
    )
    need((n0.sum() > 0 and nt.sum() > 0, "labour", "total"))
    p0, pt = _per_unit(y0, n0, yt, nt, name="labour")
    before = pd.DataFrame({"within": p0, "shift": n0 / n0.sum()}, index=sectors)
    after = pd.DataFrame({"within": pt, "shift": nt / nt.sum()}, index=sectors)
    return lmdi(before, after, form)
