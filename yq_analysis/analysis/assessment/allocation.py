"""How a parent's task is shared out over its children, and what children's tasks add up to.

Energy intensity is a ratio, so children's targets do not simply average to the parent's: they weigh
by the output that each will have, and a child that grows fast while using much energy per yuan
pulls the parent up.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from yq_analysis.check import Message, Problem, refuse

ALLOCATED = ["area", "intensity", "reduction", "intensity_target", "energy_target"]
Array = npt.NDArray[np.float64]


def implied(
    reduction: Mapping[str, float],
    energy: Mapping[str, float],
    gdp: Mapping[str, float],
    gdp_target: Mapping[str, float] | None = None,
) -> float:
    """The parent's reduction, as a fraction, that the children's reductions add up to.

    `energy` and `gdp` (constant prices) of the base year by area, `gdp_target` of the target year;
    without it every child is taken to grow alike.

    Two halves, one twice as intensive as the other, fall by 10 % and 20 %: 2 x 0.9 + 1 x 0.8 = 2.6
    of 3, so 13.33 %.

    >>> round(implied({"a": 0.1, "b": 0.2}, {"a": 2, "b": 1}, {"a": 1, "b": 1}), 4)
    0.1333
    """
    frame = _children(energy, gdp, gdp_target)
    falls = pd.Series(dict(reduction), dtype="float64")
    if set(falls.index) != set(frame.index):
        refuse(
            [
                Problem(
                    where="reduction",
                    what=Message("refuse_names_other_areas_than_energy"),
                    next=Message("refuse_give_one_reduction_for_every"),
                )
            ]
        )
    later = (
        frame["energy"] / frame["gdp"] * (1 - falls[frame.index]) * frame["gdp_target"]
    ).sum() / frame["gdp_target"].sum()
    return float(1 - later / (frame["energy"].sum() / frame["gdp"].sum()))


def allocate(
    energy: Mapping[str, float],
    gdp: Mapping[str, float],
    target: float,
    *,
    gdp_target: Mapping[str, float] | None = None,
    convergence: float = 0.0,
    least: float = -np.inf,
    most: float = 1.0,
) -> pd.DataFrame:
    """Share a parent's intensity target out over its children so that sum E / sum GDP meets it
    exactly.

    `target` is the parent's reduction as a fraction (0.135). Child i's intensity becomes
    k x I_i x (I_i / I)^(-convergence): 0 asks the same fall of all, 1 brings all to one intensity,
    between them the more intensive child falls more. k is what makes the sum exact. `least` and
    `most` bound every child's reduction; what a bounded child cannot give, the others do.

    Returns area, intensity, reduction (fraction), intensity_target, energy_target. Raises
    `DataProblem` where the bounds make the target unreachable.

    >>> shared = allocate({"a": 200.0, "b": 100.0}, {"a": 100.0, "b": 100.0}, 0.135)
    >>> shared["reduction"].round(4).tolist()
    [0.135, 0.135]
    >>> allocate({"a": 200.0, "b": 100.0}, {"a": 100.0, "b": 100.0}, 0.1,
    ...     convergence=1)["intensity_target"].round(4).tolist()
    [1.35, 1.35]
    """
    frame = _children(energy, gdp, gdp_target)
    if not (0 <= convergence <= 1 and target < 1 and least <= most):
        refuse(
            [
                Problem(
                    where="allocate",
                    what=Message(
                        "refuse_target_convergence_bounds_do_not",
                        target=target,
                        convergence=convergence,
                        least=least,
                        most=most,
                    ),
                    next=Message("refuse_give_target_below_convergence_in"),
                )
            ]
        )
    intensity = frame["energy"] / frame["gdp"]
    parent = frame["energy"].sum() / frame["gdp"].sum()
    budget = (1 - target) * parent * frame["gdp_target"].sum()
    shape = intensity * (intensity / parent) ** (-convergence)
    low, high = intensity * (1 - most), intensity * (1 - least)
    if not (low * frame["gdp_target"]).sum() <= budget * (1 + 1e-12) or not budget <= (
        high * frame["gdp_target"]
    ).sum() * (1 + 1e-12):
        refuse(
            [
                Problem(
                    where="allocate",
                    what=Message(
                        "refuse_reductions_within_cannot_give_for",
                        least=least,
                        most=most,
                        target=target,
                    ),
                    next=Message("refuse_widen_the_bounds_or_change"),
                )
            ]
        )
    later = pd.Series(
        _scaled(*(x.to_numpy() for x in (shape, low, high, frame["gdp_target"])), budget=budget),
        index=frame.index,
    )
    return pd.DataFrame(
        {
            "area": frame.index,
            "intensity": intensity,
            "reduction": 1 - later / intensity,
            "intensity_target": later,
            "energy_target": later * frame["gdp_target"],
        },
        columns=ALLOCATED,
    ).reset_index(drop=True)


def _scaled(shape: Array, low: Array, high: Array, weight: Array, *, budget: float) -> Array:
    """k x shape, held within bounds, with sum of weight x value = budget; k by bisection, then
    settled exactly.
    """
    below, above = 0.0, float((np.where(np.isfinite(high), high, shape * 1e9) / shape).max()) + 1.0
    for _ in range(200):
        k = (below + above) / 2
        if weight @ np.clip(k * shape, low, high) > budget:
            above = k
        else:
            below = k
    k = (below + above) / 2
    held = np.clip(k * shape, low, high)
    free = (k * shape > low) & (k * shape < high)
    if free.any():
        rest = budget - (weight * held)[~free].sum()
        held[free] = shape[free] * rest / (weight * shape)[free].sum()
    return held


def _children(
    energy: Mapping[str, float], gdp: Mapping[str, float], gdp_target: Mapping[str, float] | None
) -> pd.DataFrame:
    columns = {
        "energy": energy,
        "gdp": gdp,
        "gdp_target": gdp if gdp_target is None else gdp_target,
    }
    frame = pd.DataFrame(
        {name: pd.Series(dict(values), dtype="float64") for name, values in columns.items()}
    )
    problems = [
        Problem(
            where=name,
            what=Message("refuse_of_is_missing_or_not", listed=", ".join(map(str, bad))),
            next=Message("refuse_give_a_positive_number_for"),
        )
        for name in columns
        if (bad := list(frame.index[~(frame[name] > 0)]))
    ]
    if frame.empty:
        problems.append(
            Problem(
                where="energy",
                what=Message("refuse_names_no_area"),
                next=Message("refuse_give_at_least_one_child"),
            )
        )
    refuse(problems)
    return frame
