"""From data/raw to observations and data/processed: read every file, keep one ledger, remember what
went in.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from yq_analysis import catalogue
from yq_analysis.analysis import indicators, ledger
from yq_analysis.analysis.ledger.reasons import as_messages
from yq_analysis.catalogue import Catalogue
from yq_analysis.check import DataProblem, Message, Problem, printed_text, refuse
from yq_analysis.model import OBSERVATIONS
from yq_analysis.reading.yearbook.overrides import Recipe, parse_recipes, read_recipes
from yq_analysis.reading.yearbook.reading import Reading, read_table
from yq_analysis.running.flow import freshness, outlook
from yq_analysis.running.flow.freshness import is_fresh
from yq_analysis.running.processes.lock import alone
from yq_analysis.running.workspace.form_file import is_form
from yq_analysis.running.workspace.form_reading import read_form
from yq_analysis.running.workspace.layers import labelled_by, own_first

log = logging.getLogger("yq_analysis.running.flow")
# How many tables of data/processed are kept in mind.
_MANY = 24
_tables: dict[tuple[tuple[int, ...] | None, tuple[str, ...] | None], pd.DataFrame] = {}
_RECIPES = ("recipes.toml", "recipes.csv")


@dataclass(frozen=True, kw_only=True)
class Cleaned:
    """Everything that data/raw says: the ledger, the readings behind it, and remarks that stop
    nothing.
    """

    ledger: ledger.Ledger
    doubts: pd.DataFrame
    readings: tuple[Reading, ...]
    remarks: tuple[Problem, ...]


def read_raw(root: Path, today: str | None = None) -> Cleaned:
    """Read all of data/raw and pass it through the gate; what lies after `today` (an ISO date) is
    set aside.

    Raises `DataProblem` that names every file which cannot be read, not only the first."""
    raw = root / "data" / "raw"
    lists = catalogue.read(lists_folder(root))
    today = today or date.today().isoformat()
    manifest = ledger.read_manifest(raw)
    recipes = _recipes(raw, manifest)
    problems: list[Problem] = []
    readings: list[Reading] = []
    printed: list[ledger.Printed] = []
    sheets: list[ledger.Sheet] = []
    for name in manifest.tables:
        if name in _RECIPES:
            continue
        if is_form(raw / name):
            try:
                sheets.append(read_form(raw / name, name, lists))
            except DataProblem as found:
                problems += found.problems
            continue
        try:
            reading = read_table(raw / name, recipe=recipes.get(name, ()))
        except DataProblem as found:
            problems += [_of_file(problem, name) for problem in found.problems]
            continue
        about = manifest.row(name)
        readings.append(reading)
        printed.append(
            ledger.Printed(
                file=name,
                table=labelled_by(reading.observations, about.get("indicator", "")),
                edition=about["edition"],
                area=about["area"],
                calibers=manifest.calibers(name),
                titles={
                    row["table"]: f"{row['number']} {row['title']}"
                    for row in reading.tables.to_dict("records")
                },
                publisher=about["publisher"],
                indicator=about.get("indicator", ""),
            )
        )
    for name in manifest.sheets:
        try:
            sheets.append(ledger.read_sheet(raw / name, name))
        except DataProblem as found:
            problems += found.problems
    refuse(problems)
    book, doubts = ledger.screen(own_first(ledger.observe(printed, sheets, lists)), lists, today)
    return Cleaned(
        ledger=book, doubts=doubts, readings=tuple(readings), remarks=tuple(manifest.unlisted())
    )


def _of_file(problem: Problem, name: str) -> Problem:
    return (
        problem
        if name in problem.where
        else Problem(where=f"{name}, {problem.where}", what=problem.what, next=problem.next)
    )


def _recipes(raw: Path, manifest: ledger.Manifest) -> dict[str, tuple[Recipe, ...]]:
    """What people said about files, in MANIFEST.csv or in a recipe file beside the data."""
    rows = [(f"MANIFEST.csv, {row['file']}", row) for row in manifest.table.to_dict("records")]
    found = parse_recipes(
        [(where, {str(key): value for key, value in row.items()}) for where, row in rows]
    )
    for name in _RECIPES:
        if (raw / name).is_file():
            for file, said in read_recipes(raw / name).items():
                found[file] = (*found.get(file, ()), *said)
    return found


def lists_folder(root: Path) -> Path | None:
    """The project's own lists, or None for those that come with the package."""
    folder = root / "catalogue"
    return folder if (folder / "items.csv").is_file() else None


def project_folder(root: str | Path) -> Path:
    """The project's folder for a notebook that says "..", wherever papermill or a scheduler has
    started it.

    A folder that was named outright is taken as it is. Where "." or ".." is no project it is
    YQ_ROOT, else the nearest project above the working folder.
    """
    place = Path(root)
    if place not in (Path("."), Path("..")) or _is_project(place):
        return place
    if named := os.environ.get("YQ_ROOT"):
        return Path(named)
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if _is_project(folder)), place)


def _is_project(folder: Path) -> bool:
    return (folder / "data" / "raw").is_dir()


def clean(root: str | Path = ".") -> list[Path]:
    """Rebuild data/processed from data/raw; returns the files written.

    observations, indicators, conflicts, revisions, repeats, aside, corrected, unmapped_labels and
    findings, as CSV that Excel opens as it is. Raises `DataProblem`; what stood in data/processed
    before is then untouched. One process at a time: a second one waits for the first.
    """
    place = Path(root)
    with alone(_processed_folder(place)):
        return _clean(place)


def _clean(place: Path) -> list[Path]:
    for name in freshness.edited(place):
        log.warning(Message("clean_edited", file=str(_processed_folder(place) / name)))
    stamp = freshness.fingerprint(
        place
    )  # of what is read now: a file that is saved meanwhile makes the tables out of date
    cleaned = read_raw(place)
    lists = catalogue.read(lists_folder(place))
    derived, untaken = indicators.derive(cleaned.ledger.observations, lists=lists)
    folder = _processed_folder(place)
    for left in folder.glob(
        f"{ledger.PART}*"
    ):  # by one that was killed: nobody else is at work here
        shutil.rmtree(left, ignore_errors=True)
    freshness.forget(place)
    from yq_analysis.running.flow.theme_backtests import (
        backtests,  # stands on the results, which load from here
    )

    pools = outlook.pools_of(derived, lists)
    written = ledger.write(
        cleaned.ledger,
        derived,
        folder,
        findings=pd.concat(
            [
                findings(cleaned.readings, place),
                _rates_at_odds(cleaned, place),
                _impossible(pools.left_out, lists),
            ],
            ignore_index=True,
        ),
        doubts=cleaned.doubts,
        files=files(cleaned, place),
        backtests=backtests(derived, lists),
        untaken=untaken,
    )
    written.append(outlook.write_pools(pools, folder / outlook.POOLS))
    freshness.remember(place, stamp, written)
    return written


def _processed_folder(root: Path) -> Path:
    return root / "data" / "processed"


def findings(readings: Iterable[Reading], root: Path) -> pd.DataFrame:
    """What the audits of all readings found, with the file it stands in."""
    tables = [
        reading.findings.assign(
            file=Path(reading.path).relative_to(root / "data" / "raw").as_posix()
        )
        for reading in readings
        if len(reading.findings)
    ]
    columns = ["file", "kind", "sheet", "cells", "message"]
    return (
        pd.concat(tables, ignore_index=True)[columns] if tables else pd.DataFrame(columns=columns)
    )


def files(cleaned: Cleaned, root: Path) -> pd.DataFrame:
    """A row a file of tables: figures read, numbers left over, figures mapped to an item, held
    aside, without a name.

    A repeated figure counts as mapped; what is neither mapped nor aside stands in
    unmapped_labels.csv.
    """
    book = cleaned.ledger
    mapped = pd.concat([book.observations["source"], book.repeats["source"]])
    count = [
        table.astype(str).str.split("#", n=1).str[0].value_counts()
        for table in (mapped, book.aside["source"])
    ]
    rows = []
    for reading in cleaned.readings:
        file = Path(reading.path).relative_to(root / "data" / "raw").as_posix()
        read, left = len(reading.observations), len(reading.leftover)
        taken, aside = (int(said.get(file, 0)) for said in count)
        rows.append((file, read, left, taken, aside, max(0, read - taken - aside)))
    columns = ["file", "read", "left_over", "mapped", "aside", "unmapped"]
    return pd.DataFrame(rows, columns=columns)


def _rates_at_odds(cleaned: Cleaned, root: Path) -> pd.DataFrame:
    """Published rates that disagree with the growth of what they count, as rows of the findings."""
    rows = []
    lists = catalogue.read(lists_folder(root))
    for source, message in indicators.rate_findings(cleaned.ledger.observations, lists=lists):
        file, _, cell = source.partition("#")
        rows.append((file, "rate_disagrees", "", cell, str(message)))
    return pd.DataFrame(rows, columns=["file", "kind", "sheet", "cells", "message"])


def _impossible(left_out: pd.DataFrame, lists: Catalogue) -> pd.DataFrame:
    """Values of indicators that cannot be, and that no projection learns from, as findings."""
    rows = [
        (
            "indicators.csv",
            "impossible_value",
            "",
            "",
            str(
                Message(
                    "clean_impossible",
                    area=lists.area_name(row["area"]),
                    indicator=lists.indicator(row["indicator"]).name_zh,
                    caliber=lists.caliber_name(row["caliber"]),
                    year=int(row["year"]),
                    value=f"{row['value']:.6g}",
                )
            ),
        )
        for row in left_out.to_dict("records")
    ]
    for row in rows:
        log.warning(row[-1])
    return pd.DataFrame(rows, columns=["file", "kind", "sheet", "cells", "message"])


def refresh(root: str | Path = ".") -> bool:
    """`clean`, if data/processed is not what data/raw, the catalogue and this package give now.
    Whether it ran.
    """
    place = Path(root)
    if is_fresh(place):
        return False
    with alone(_processed_folder(place)):
        if is_fresh(place):  # another process has just done it
            return False
        _clean(place)
    return True


def load_indicators(
    root: str | Path, observations: pd.DataFrame, as_of: str | None, lists: Catalogue
) -> pd.DataFrame:
    """The indicators of `observations`: as made when the data were cleaned, where that is what was
    asked for.
    """
    place = Path(root)
    if as_of is None and is_fresh(place):
        return _read_processed(place, "indicators")
    return indicators.indicators(observations, as_of, lists=lists)


def load(root: str | Path = ".") -> pd.DataFrame:
    """All observations of a project, every edition kept (columns `model.OBSERVATIONS`).

    `root` is the project's folder, the one that holds data/raw. What data/processed has is used
    where it is up to date; otherwise data/raw is read, and nothing is written. Raises
    `DataProblem`.
    """
    place = Path(root)
    if is_fresh(place):
        return _read_processed(place, "observations")
    return read_raw(place).ledger.observations


def _read_processed(root: Path, name: str) -> pd.DataFrame:
    text = ("area", "item", "indicator", "caliber", "unit", "status", "edition", "source")
    table = _read_once(root, name, text)
    return table[OBSERVATIONS] if name == "observations" else table


def _read_once(root: Path, name: str, text: tuple[str, ...] | None) -> pd.DataFrame:
    """A table of data/processed with these columns as text (None: all), read once in each state of
    its file.
    """
    path = root / "data" / "processed" / f"{name}.csv"
    now = freshness.state(path)
    key = (now, text)
    if now is None or key not in _tables:
        table = pd.read_csv(
            path,
            encoding="utf-8-sig",
            dtype="str" if text is None else dict.fromkeys(text, "str"),
            keep_default_na=False,
            na_values=None if text is None else {"value": [""]},
        )
        table = table.assign(
            **{
                str(name): table[name].map(printed_text, na_action="ignore")
                for name in table.columns
                if table[name].astype(str).str.startswith("'").any()
            }
        )
        table = as_messages(table)
        if now is None:
            return table
        if len(_tables) >= _MANY:
            _tables.clear()
        _tables[key] = table
    return _tables[key].copy(deep=False)  # pandas copies what somebody writes into


def processed(root: str | Path, name: str) -> pd.DataFrame:
    """One table of data/processed as text, for looking at; built first where it is missing or out
    of date.
    """
    place = Path(root)
    refresh(place)
    return _read_once(place, name, None)


def hold(root: str | Path) -> None:
    """Read what every page of a report reads, so that processes forked from this one have it;
    writes nothing.
    """
    place = Path(root)
    if is_fresh(place):
        load_indicators(place, load(place), None, catalogue.read(lists_folder(place)))
        processed(place, "backtests")
    catalogue.read(lists_folder(place)).find_area("全国")  # the names of all areas, once


def areas(root: str | Path = ".") -> list[str]:
    """The codes of the areas that have a figure, in the order of the catalogue."""
    found = set(load(root)["area"])
    return [
        str(code)
        for code in catalogue.read(lists_folder(Path(root))).areas["area"]
        if code in found
    ]
