"""Indicators a province at a time: no indicator of an area asks for another area's figures, so a
province whose figures are as they were is taken over from the last time.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from yq_analysis.analysis import indicators
from yq_analysis.catalogue import Catalogue
from yq_analysis.catalogue.folder import default_folder
from yq_analysis.check import in_language
from yq_analysis.running.flow import freshness
from yq_analysis.running.flow.kept_tables import keep, kept, print_of, prints_of_rows

FINDINGS = ["file", "kind", "sheet", "cells", "message", "message_en"]
_OWN = (
    "analysis/indicators",
    "catalogue",
    "check.py",
    "maths",
    "model.py",
    "presenting/wording",
    "running/flow/by_province.py",
)
_TABLES = ("indicators", "untaken", "at_odds")


def by_province(
    observations: pd.DataFrame, lists: Catalogue, folder: Path | None, keep_in: Path
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, list[str]]:
    """Indicators, the figures that no indicator takes, published rates that disagree with the
    growth of what they count (columns FINDINGS); and the keys under which the parts are kept.

    `folder` holds the lists (None: those that come with the package).
    """
    code = print_of([freshness.code_print(_OWN), freshness.files_print(folder or default_folder())])
    found: dict[str, list[pd.DataFrame]] = {name: [] for name in _TABLES}
    keys = []
    prints = prints_of_rows(observations)
    for places in observations.groupby(observations["area"].str[:2], sort=True).indices.values():
        rows = observations.iloc[places]
        key = print_of([code, prints[places].tobytes()])
        known = kept(keep_in, key)
        made = known[0] if known else _made(rows.reset_index(drop=True), lists)
        if not known:
            keep(keep_in, key, made)
        keys.append(key)
        for name in _TABLES:
            found[name].append(made[name])
    if not keys:
        found = {name: [table] for name, table in _made(observations, lists).items()}
    derived, untaken, at_odds = (pd.concat(found[name], ignore_index=True) for name in _TABLES)
    return derived, untaken, at_odds, keys


def _made(observations: pd.DataFrame, lists: Catalogue) -> dict[str, pd.DataFrame]:
    derived, untaken = indicators.derive(observations, lists=lists)
    rows = []
    for source, message in indicators.rate_findings(observations, derived, lists=lists):
        file, _, cell = source.partition("#")
        english = str(in_language(message, "en"))
        rows.append((file, "rate_disagrees", "", cell, str(message), english))
    at_odds = pd.DataFrame(rows, columns=FINDINGS, dtype="str")
    return {"indicators": derived, "untaken": untaken, "at_odds": at_odds}
