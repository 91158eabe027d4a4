"""Where series go and how targets fare, computed once for all areas of a report.

`hold` computes for many areas at once what their pages show: in the process that pages are forked
from, so that no page computes what another one has, and no parent area is computed once an area.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from yq_analysis import model
from yq_analysis.analysis import projection
from yq_analysis.analysis.indicators.compare import current, scales, signs
from yq_analysis.analysis.projection import Pools, SamplePaths
from yq_analysis.analysis.projection.borrowed_totals import bridged
from yq_analysis.catalogue import Catalogue
from yq_analysis.check import Message, Messages
from yq_analysis.model import INDICATORS
from yq_analysis.running.flow import freshness
from yq_analysis.running.flow.kept_tables import keep as keep_tables
from yq_analysis.running.flow.kept_tables import kept, print_of, print_of_table
from yq_analysis.system.whole_file import put

POOLS = "pools.json"
# what pools are learned with
_OWN = ("analysis", "catalogue", "check.py", "maths", "model.py", "running/flow/outlook.py")
_LEFT_OUT = Message("projection_left_out", "impossible figures left out")
_SERIES = ["area", "indicator", "caliber"]


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """Projections of some series, their notes as the engine gives them, and their sample paths."""

    projections: pd.DataFrame
    paths: SamplePaths


def pools_of(indicators: pd.DataFrame, lists: Catalogue) -> Pools:
    """What the series that still go on teach, indicator by indicator."""
    pool = current(indicators)[INDICATORS]
    growth = signs(pool, pool, lists)
    return projection.learn_pools(pool, projection.known_of(scales(pool, lists), growth), growth)


def kept_pools(
    indicators: pd.DataFrame, lists: Catalogue, keep_in: Path
) -> tuple[Pools, list[str]]:
    """As `pools_of`, an indicator whose figures are as they were taken over from the last time; and
    the keys under which each is kept.
    """
    code = freshness.code_print(_OWN)
    parts, keys = [], []
    pool = current(indicators)[INDICATORS]
    for name, rows in pool.groupby("indicator", sort=True):
        record = lists.records.get(str(name))
        how = (record.scale if record else "", lists.growth_signs.get(str(name)))
        key = print_of([code, *how, print_of_table(rows)])
        known = kept(keep_in, key)
        if known:
            part = projection.from_plain(known[1]["pools"])
        else:
            part = pools_of(rows.reset_index(drop=True), lists)
            keep_tables(keep_in, key, {}, pools=projection.as_plain(part))
        parts.append(part)
        keys.append(key)
    taught = {name: one for part in parts for name, one in part.taught.items()}
    left = [part.left_out for part in parts if len(part.left_out)]
    empty = pd.DataFrame(columns=projection.LEFT_OUT)
    left_out = pd.concat(left, ignore_index=True) if left else empty
    return Pools(taught=taught, left_out=left_out), keys


def outlook(
    series: pd.DataFrame, pools: Pools, to: int, lists: Catalogue, *, draws: int
) -> Outlook:
    """Projections and sample paths of all series up to the year `to`, each caliber for itself."""
    parts = [_ahead(part, pools, to, lists, draws=draws) for part in _families(series, lists)]
    projections = pd.concat([part.projections for part in parts], ignore_index=True)
    paths = SamplePaths.joined([part.paths for part in parts], until=to)
    projections, paths = bridged(series, projections, paths, to, draws=draws, lists=lists)
    return Outlook(projections=projections, paths=paths)


def _ahead(series: pd.DataFrame, pools: Pools, to: int, lists: Catalogue, *, draws: int) -> Outlook:
    """Those of one family. A newer caliber inherits the growth of the one that it takes over from,
    which is then dropped. A page shows both verdicts, so what was dropped is asked for again,
    alone.
    """
    left = series[INDICATORS]
    growth, kinds = signs(left, left, lists), scales(left, lists)
    left, gone = projection.without_impossible(left, projection.known_of(kinds, growth), growth)
    if left.empty:
        nothing = model.empty(model.projection_columns(model.QUANTILES))
        return Outlook(projections=nothing, paths=SamplePaths([], draws))
    horizon = max(1, to - int(left.groupby(_SERIES)["year"].max().min()))
    parents = _parents(left["area"].unique().tolist(), lists)
    tables, drawn = [], []
    while True:
        table, paths = projection.project_ahead(
            left, horizon, draws, pools=pools, parents=parents, growth=growth, scales=kinds
        )
        tables.append(table)
        drawn.append(paths)
        done = pd.MultiIndex.from_frame(table[_SERIES].drop_duplicates())
        rest = ~pd.MultiIndex.from_frame(left[_SERIES]).isin(done)
        if not rest.any() or rest.all():
            break
        left = left[rest]
    whole = pd.concat(tables, ignore_index=True)
    whole = whole[whole["year"] <= to].reset_index(drop=True)
    return Outlook(projections=_named(whole, gone), paths=SamplePaths.joined(drawn))


def _parents(areas: Sequence[str], lists: Catalogue) -> dict[str, str]:
    """The area above each of `areas` and of those above them."""
    lines = ([area, *lists.parents(area)] for area in areas)
    return {area: above for line in lines for area, above in pairwise(line)}


def _named(projections: pd.DataFrame, gone: pd.DataFrame) -> pd.DataFrame:
    """The projections, with a remark where figures of the series were left out as impossible."""
    if gone.empty:
        return projections
    short = pd.MultiIndex.from_frame(projections[_SERIES]).isin(
        pd.MultiIndex.from_frame(gone[_SERIES].drop_duplicates())
    )
    note = projections["note"].to_numpy(dtype=object).copy()
    for at in np.flatnonzero(short):
        note[at] = Messages([note[at], _LEFT_OUT])
    return projections.assign(note=pd.Series(note, index=projections.index, dtype=object))


def _families(series: pd.DataFrame, lists: Catalogue) -> list[pd.DataFrame]:
    """The series theme by theme, the rest last."""
    themes = reversed(lists.themes.items())
    named = {name: key for key, theme in themes for name in theme.indicators}
    family = series["indicator"].map(named).fillna("")
    parts = [series[family == key] for key in (*lists.themes, "")]
    return [part for part in parts if len(part)] or [series]


# ------------------------------------------------------------------ what is held
@dataclass(frozen=True, kw_only=True)
class _Held:
    """What was computed beforehand: for these areas, and for a question that was put so."""

    question: tuple[object, ...]
    areas: frozenset[str]
    ahead: Outlook
    assessments: pd.DataFrame


_HELD: list[_Held] = []


def held(question: tuple[object, ...] | None, areas: Sequence[str]) -> _Held | None:
    """What is held for all of `areas` and this question, or None."""
    wanted = set(areas)
    return next((one for one in _HELD if one.question == question and wanted <= one.areas), None)


def keep(
    question: tuple[object, ...], areas: Sequence[str], ahead: Outlook, assessments: pd.DataFrame
) -> None:
    """Hold what was computed, so that processes forked from this one have it."""
    _HELD.append(
        _Held(question=question, areas=frozenset(areas), ahead=ahead, assessments=assessments)
    )


def write_pools(pools: Pools, path: Path) -> Path:
    """Put what was learned in its place in one step; returns the path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    projection.write_pools(pools, beside)
    put(beside, path)
    return path


def stored_pools(path: Path) -> Pools | None:
    """The pools that were learned when the data were cleaned; None where they cannot be read."""
    try:
        return projection.read_pools(path)
    except (OSError, ValueError, KeyError, TypeError):
        return None
