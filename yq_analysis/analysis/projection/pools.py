"""What pools of comparable series teach, learned once and handed over.

`learn_pools` reads a pool, leaves out what cannot be, and learns for each indicator what `project`
would learn from it; `project_ahead` takes that instead of the pool. It is plain numbers, so that it
can lie in a file: a page of one county need not read the figures of all others.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from yq_analysis.analysis.projection import calibrator, own_panel, possible
from yq_analysis.analysis.projection.calibrator import Calibrator
from yq_analysis.analysis.projection.growth_index import Direction
from yq_analysis.analysis.projection.learning import Learned, shipped
from yq_analysis.analysis.projection.sibling_growth import SiblingGrowth
from yq_analysis.analysis.projection.transformations import Known

METHOD = "combined"
# Years ahead that a pool is asked for: more than any page shows.
AHEAD = 40


@dataclass(frozen=True, kw_only=True)
class Pools:
    """By indicator what its pool taught and a remark on it; and the figures that were left out.

    `left_out` has the columns of `possible.LEFT_OUT`, a row a figure.
    """

    taught: Mapping[str, tuple[Learned, str]]
    left_out: pd.DataFrame

    def of(self, indicator: str) -> tuple[Learned, str]:
        """What the pool of an indicator taught; what the package ships with, where it has none."""
        return self.taught.get(indicator, (shipped(), ""))


def learn_pools(pool: pd.DataFrame, known: Known, growth: Direction) -> Pools:
    """What each indicator of a pool teaches of its series, as `project` would learn it.

    `pool` is long as for `project`; `known` says how the indicators live, `growth` which are yearly
    changes. Figures that cannot be are left out, and named in `left_out`.
    """
    kept, left_out = possible.without_impossible(pool, known, growth)
    taught = {
        str(indicator): own_panel.pooled(
            METHOD, part, known, growth, shipped(), False, True, (), AHEAD
        )
        for indicator, part in kept.groupby("indicator", sort=False)
    }
    return Pools(taught=taught, left_out=left_out)


def write_pools(pools: Pools, path: Path) -> None:
    """Everything that was learned, as JSON whose numbers are exact."""
    path.write_text(json.dumps(as_plain(pools), ensure_ascii=False) + "\n", encoding="utf-8")


def read_pools(path: Path) -> Pools:
    """What `write_pools` wrote."""
    return from_plain(json.loads(path.read_text(encoding="utf-8")))


def as_plain(pools: Pools) -> dict[str, Any]:
    """Everything that was learned, as JSON takes it; its numbers are exact."""
    return {
        "taught": {
            name: {"unused": bool(remark), **_stored(learned)}
            for name, (learned, remark) in pools.taught.items()
        },
        "left_out": pools.left_out.to_dict("records"),
    }


def from_plain(stored: Mapping[str, Any]) -> Pools:
    """What `as_plain` gave."""
    taught = {
        name: (_learned(one), own_panel.UNUSED_NOTE if one["unused"] else "")
        for name, one in stored["taught"].items()
    }
    rows = pd.DataFrame(stored["left_out"], columns=possible.LEFT_OUT)
    return Pools(taught=taught, left_out=rows)


def _stored(learned: Learned) -> dict[str, Any]:
    siblings = learned.siblings
    return {
        "errors": _exact(learned.calibrators[METHOD]),
        "persistence": learned.persistence,
        "siblings": None
        if siblings is None
        else {
            "kept": siblings.kept,
            **{name: getattr(siblings, name).tolist() for name in ("typical", "seen", "further")},
        },
    }


def _exact(errors: Calibrator) -> dict[str, Any]:
    names = ("coefficients", "quantiles", "gram", "moments")
    return {
        **{name: np.asarray(getattr(errors, name)).tolist() for name in names},
        "bounds": [float(one) for one in errors.bounds],
        "weight": float(errors.weight),
        **({"rates": _exact(errors.rates)} if errors.rates else {}),
    }


def _learned(stored: Mapping[str, Any]) -> Learned:
    base, siblings = shipped(), stored["siblings"]
    return replace(
        base,
        calibrators={**base.calibrators, METHOD: calibrator.from_json(stored["errors"])},
        persistence=float(stored["persistence"]),
        siblings=None
        if siblings is None
        else SiblingGrowth(
            kept=float(siblings["kept"]),
            **{name: np.array(siblings[name]) for name in ("typical", "seen", "further")},
        ),
    )
