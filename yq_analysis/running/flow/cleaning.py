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
from yq_analysis.check import Message, Problem, QuestionProblem, in_language, printed_text, refuse
from yq_analysis.model import OBSERVATIONS
from yq_analysis.reading.yearbook.file_reading import FileReading
from yq_analysis.running.flow import columnar, freshness, outlook
from yq_analysis.running.flow.by_province import FINDINGS, by_province
from yq_analysis.running.flow.freshness import is_fresh
from yq_analysis.running.flow.kept_tables import drop_others, keep, kept
from yq_analysis.running.flow.raw_files import KEPT, Map, RawFiles, book_print, read_files
from yq_analysis.running.processes.lock import alone
from yq_analysis.running.workspace.layers import own_first

log = logging.getLogger("yq_analysis.running.flow")
# How many tables of data/processed are kept in mind.
_MANY = 24
_tables: dict[tuple[tuple[int, ...] | None, tuple[str, ...] | None], pd.DataFrame] = {}
# where backtests, and what the small tables need of the ledger, are kept
STAGES = ".stages"


@dataclass(frozen=True, kw_only=True)
class Cleaned:
    """Everything that data/raw says: the ledger, what the gate doubts, the readings behind both,
    the files that could not be read, and remarks that stop nothing.
    """

    ledger: ledger.Ledger
    doubts: pd.DataFrame
    readings: tuple[FileReading, ...]
    refused: tuple[Problem, ...]
    remarks: tuple[Problem, ...]


def read_raw(root: Path, today: str | None = None) -> Cleaned:
    """Read all of data/raw and pass it through the gate; what lies after `today` (an ISO date) is
    set aside.

    A file that cannot be read is among the `refused`, and the others go on. Raises `DataProblem`
    where none can be read, or where something that people wrote here is wrong.
    """
    manifest, found = _files_of(root)
    book, doubts = _screened(found, catalogue.read(lists_folder(root)), today or _today())
    return Cleaned(
        ledger=book,
        doubts=doubts,
        readings=found.readings,
        refused=found.refused,
        remarks=tuple(manifest.unlisted()),
    )


def _files_of(
    root: Path, *, keep_in: Path | None = None, map: Map | None = None
) -> tuple[ledger.Manifest, RawFiles]:
    raw = root / "data" / "raw"
    manifest = ledger.read_manifest(raw)
    lists = catalogue.read(lists_folder(root))
    found = read_files(raw, manifest, lists, keep_in=keep_in, map=map)
    if not (found.printed or found.sheets):
        refuse(found.refused)
    for problem in found.refused:
        log.warning("%s", problem)
    return manifest, found


def _screened(found: RawFiles, lists: Catalogue, today: str) -> tuple[ledger.Ledger, pd.DataFrame]:
    book = own_first(ledger.observe(found.printed, found.sheets, lists))
    return ledger.screen(book, lists, today)


def _today() -> str:
    return date.today().isoformat()


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
    found = next((folder for folder in (here, *here.parents) if _is_project(folder)), None)
    if found is None:
        wrong = Problem(
            where=str(here), what=Message("project_nowhere"), next=Message("project_say")
        )
        refuse([wrong], kind=QuestionProblem)
    return found or place


def _is_project(folder: Path) -> bool:
    return (folder / "data" / "raw").is_dir()


def clean(root: str | Path = ".", *, map: Map | None = None) -> list[Path]:
    """Rebuild data/processed from data/raw; returns its tables.

    observations, indicators, conflicts, revisions, repeats, aside, corrected, unmapped_labels,
    findings, files, refused and others, as CSV that Excel opens as it is. What did not change since
    the last time is taken over. A file that cannot be read stands in refused.csv, and the others
    are used. Raises `DataProblem`; what stood in data/processed before is then untouched. One
    process at a time: a second one waits for the first.

    Parameters
    ----------
    root : str or Path
        The project's folder.
    map : callable, optional
        Reads the files, as the built-in `map` would, on whatever machines it has.
    """
    place = Path(root)
    with alone(_processed_folder(place)):
        return _clean(place, map)


def _clean(place: Path, map: Map | None = None) -> list[Path]:
    folder = _processed_folder(place)
    edited = freshness.edited(place)
    for name in edited:
        log.warning(Message("clean_edited", file=str(folder / name)))
    # of what is read now: a file that is saved meanwhile makes the tables out of date
    stamp = freshness.fingerprint(place)
    _, found = _files_of(place, keep_in=folder / KEPT, map=map)
    today = _today()
    key = book_print(found, lists_folder(place), today)
    same = freshness.remembered(place) if not edited else {}
    small = kept(folder / STAGES, key) if same.get("book") == key else None
    tables: dict[str, pd.DataFrame] = {}
    dates = same.get("dates", {})
    if small is None:
        tables, stages, dates = _made(found, place, today)
        keep(folder / STAGES, key, stages)
    else:
        stages, same = small[0], same["outputs"]
    tables |= {
        "findings": pd.concat([findings(found.readings), stages["rates"]], ignore_index=True),
        "files": files(found.readings, stages["counts"]),
        "refused": pd.DataFrame(
            [(one.where, str(one.what), str(one.next)) for one in found.refused],
            columns=["file", "what", "next"],
        ),
    }
    for left in folder.glob(f"{ledger.PART}*"):  # by one that was killed: we are alone here
        shutil.rmtree(left, ignore_errors=True)
    freshness.forget(place)
    written = ledger.write(tables, folder)
    if small is None:
        written.append(folder / outlook.POOLS)
    if small is not None:
        written += [folder / name for name in same if folder / name not in written]
    freshness.remember(place, stamp, written, book=key, dates=dates)
    if columnar.lacking(folder, key):
        main = {name: tables.get(name) for name in columnar.TABLES}
        both = {
            name: read_processed(place, name) if table is None else table
            for name, table in main.items()
        }
        columnar.write(both, folder, key)
    columnar.write_for_people(tables, folder)
    drop_others(folder / STAGES, [key, *stages["parts"]["key"]])
    return sorted(written)


def _made(
    found: RawFiles, place: Path, today: str
) -> tuple[dict[str, pd.DataFrame], dict[str, pd.DataFrame], dict[str, str]]:
    """The tables that hang on the figures, what of them the other tables need, and from which day
    to which they hold.
    """
    from yq_analysis.running.flow.theme_backtests import backtests  # it stands on the results

    lists = catalogue.read(lists_folder(place))
    book, doubts = _screened(found, lists, today)
    stages_folder = _processed_folder(place) / STAGES
    derived, untaken, at_odds, parts = by_province(
        book.observations, lists, lists_folder(place), stages_folder
    )
    scores, keys = backtests(derived, lists, keep_in=stages_folder)
    pools, pooled = outlook.kept_pools(derived, lists, stages_folder)
    outlook.write_pools(pools, _processed_folder(place) / outlook.POOLS)
    tables = {
        **ledger.tables_of(book),
        "indicators": derived,
        "doubts": doubts,
        "backtests": scores,
        "untaken": untaken,
    }
    stages = {
        "rates": pd.concat([at_odds, _impossible(pools.left_out, lists)], ignore_index=True),
        "counts": _counts(book),
        "parts": pd.DataFrame({"key": [*keys, *parts, *pooled]}, dtype="str"),
    }
    return tables, stages, freshness.dates_of(book.observations, doubts, today)


def _processed_folder(root: Path) -> Path:
    return root / "data" / "processed"


def findings(readings: Iterable[FileReading]) -> pd.DataFrame:
    """What the audits of all readings found, with the file it stands in."""
    tables = [one.findings.assign(file=one.file) for one in readings if len(one.findings)]
    if not tables:
        return pd.DataFrame(columns=FINDINGS)
    return pd.concat(tables, ignore_index=True)[FINDINGS]


def files(readings: Iterable[FileReading], counts: pd.DataFrame) -> pd.DataFrame:
    """A row a file of tables: figures read, numbers left over, figures mapped to an item, held
    aside, without a name.

    A repeated figure counts as mapped; what is neither mapped nor aside stands in
    unmapped_labels.csv.
    """
    count = {file: tuple(numbers) for file, *numbers in counts.itertuples(index=False)}
    rows = []
    for one in readings:
        taken, aside = count.get(one.file, (0, 0))
        read = len(one.observations)
        rows.append((one.file, read, one.left_over, taken, aside, max(0, read - taken - aside)))
    columns = ["file", "read", "left_over", "mapped", "aside", "unmapped"]
    return pd.DataFrame(rows, columns=columns)


def _counts(book: ledger.Ledger) -> pd.DataFrame:
    """How many figures of each file were mapped to an item, and how many held aside."""
    mapped = pd.concat([book.observations["source"], book.repeats["source"]])
    count = {
        name: sources.astype(str).str.split("#", n=1).str[0].value_counts()
        for name, sources in (("mapped", mapped), ("aside", book.aside["source"]))
    }
    table = pd.DataFrame(count).fillna(0).astype("int64").rename_axis("file").reset_index()
    return table.astype({"file": "str"})


def _impossible(left_out: pd.DataFrame, lists: Catalogue) -> pd.DataFrame:
    """Values of indicators that cannot be, and that no projection learns from, as findings."""
    rows = []
    for row in left_out.to_dict("records"):
        message = Message(
            "clean_impossible",
            area=lists.area_name(row["area"]),
            indicator=lists.indicator(row["indicator"]).name_zh,
            caliber=lists.caliber_name(row["caliber"]),
            year=int(row["year"]),
            value=f"{row['value']:.6g}",
        )
        log.warning(message)
        english = str(in_language(message, "en"))
        rows.append(("indicators.csv", "impossible_value", "", "", str(message), english))
    return pd.DataFrame(rows, columns=FINDINGS, dtype="str")


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
        return read_processed(place, "indicators")
    return indicators.indicators(observations, as_of, lists=lists)


def load(root: str | Path = ".") -> pd.DataFrame:
    """All observations of a project, every edition kept (columns `model.OBSERVATIONS`).

    `root` is the project's folder, the one that holds data/raw. What data/processed has is used
    where it is up to date; otherwise data/raw is read, and nothing is written. Raises
    `DataProblem`.
    """
    place = Path(root)
    if is_fresh(place):
        return read_processed(place, "observations")
    return read_raw(place).ledger.observations


def read_processed(root: Path, name: str) -> pd.DataFrame:
    """The observations or the indicators as they stand in data/processed, with the kinds of their
    columns.
    """
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
