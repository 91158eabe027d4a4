"""How well yearbook files are read, beside other readers: `python -m benchmarks.yearbook FILES
TRUTHS`.

FILES is a folder of files as agencies publish them, TRUTHS a folder that holds `<file name>.csv`
for those of them that were read by hand. Prints one line a reader, and with `--each` one a file.
"""

from __future__ import annotations

import argparse
import statistics
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import reduce
from operator import add
from pathlib import Path

import pandas as pd

from benchmarks.yearbook_peers import PEERS, load_with_formats
from benchmarks.yearbook_score import Score, accounts, score
from yq_analysis.check import DataProblem


@dataclass(kw_only=True)
class Tally:
    """What one reader made of a folder."""

    files: int = 0
    opened: int = 0
    refused: list[str] = field(default_factory=list)
    scores: dict[str, Score] = field(default_factory=dict)
    cells: int = 0
    figures: int = 0
    faults: list[str] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)


def measure_ours(files: list[Path], truths: Path, *, timed: bool) -> Tally:
    """Read every file with `read_table`; a file without a truth counts for opening and accounting
    only.
    """
    import yq_analysis as yq

    tally = Tally(files=len(files))
    for path in files:
        try:
            reading = yq.read_table(path)
        except DataProblem as problem:
            tally.refused.append(f"{path.name}: {problem}")
            continue
        tally.opened += 1
        cells, figures, faults = accounts(reading.book, reading.observations, reading.leftover)
        tally.cells += cells
        tally.figures += figures
        tally.faults += [f"{path.name} {fault}" for fault in faults]
        truth = _truth(path, truths)
        if truth is not None:
            tally.scores[path.name] = score(reading.observations, truth)
        if timed:
            tally.ratios.append(_seconds(yq.read_table, path) / _seconds(load_with_formats, path))
    return tally


def measure_peer(read: Callable[[Path], pd.DataFrame], files: list[Path], truths: Path) -> Tally:
    """Read every file with a peer, in its default call; what it cannot open labels nothing."""
    tally = Tally(files=len(files))
    for path in files:
        truth = _truth(path, truths)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                output = read(path)
            tally.opened += 1
        except Exception as error:  # whatever a peer raises means that it does not open the file
            tally.refused.append(f"{path.name}: {type(error).__name__}: {str(error)[:80]}")
            output = None
        if truth is not None:
            nothing = pd.DataFrame(columns=truth.columns)
            tally.scores[path.name] = score(nothing if output is None else output, truth)
    return tally


def _truth(path: Path, truths: Path) -> pd.DataFrame | None:
    file = truths / f"{path.name}.csv"
    return (
        pd.read_csv(file, dtype={"sheet": str}, keep_default_na=False) if file.is_file() else None
    )


def _seconds(call: Callable[[Path], object], path: Path, times: int = 5) -> float:
    """Processor time, the best of a few runs: what else the machine does must not count."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        call(path)
        taken.append(time.process_time() - start)
    return min(taken)


def line(name: str, tally: Tally, *, offered: bool = False) -> str:
    """One reader as one line of the table; a peer's cells are `offered` in two senses, so none of
    them is false.
    """
    total = reduce(add, tally.scores.values(), Score())
    return (
        f"{name:<28} opened {tally.opened}/{tally.files}"
        f"  rows right {total.right}/{total.truth} ({_percent(total.right, total.truth)})"
        f"  labelled {total.labelled}/{total.numbers} ({_percent(total.labelled, total.numbers)})"
        + (
            ""
            if offered
            else f"  false {total.false} of {total.output} ({_percent(total.false, total.output)})"
        )
    )


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f} %" if whole else "—"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("files", type=Path, help="folder of the files")
    parser.add_argument("truths", type=Path, help="folder of the truths, <file name>.csv")
    parser.add_argument(
        "--each", action="store_true", help="one line a file, with what is wrong in it"
    )
    parser.add_argument(
        "--show", type=int, default=10, help="how many wrong rows of a file to print (with --each)"
    )
    parser.add_argument("--no-peers", action="store_true", help="leave the other readers out")
    parser.add_argument("--no-speed", action="store_true", help="leave the timing out")
    parser.add_argument("--only", default="", help="only files whose name contains this")
    asked = parser.parse_args()
    files = sorted(
        path for path in asked.files.iterdir() if path.is_file() and asked.only in path.name
    )
    ours = measure_ours(files, asked.truths, timed=not asked.no_speed)
    if asked.each:
        for name, result in ours.scores.items():
            print(line(name[:28], Tally(files=1, opened=1, scores={name: result})))
            print("".join(f"    {wrong}\n" for wrong in result.wrong[: asked.show]), end="")
    print(line("yq_analysis", ours))
    print(
        f"{'':<28} numeric cells {ours.cells}, as figures {ours.figures} "
        f"({_percent(ours.figures, ours.cells)}), unaccounted {len(ours.faults)}"
    )
    if ours.ratios:
        print(
            f"{'':<28} processor time against the library's own load: median "
            f"{statistics.median(ours.ratios):.2f}, worst {max(ours.ratios):.2f}"
        )
    for text in [*ours.refused, *ours.faults[:20]]:
        print("    ", text)
    if not asked.no_peers:
        for name, (read, absent) in PEERS.items():
            print(
                line(name, measure_peer(read, files, asked.truths), offered=True)
                if read
                else f"{name:<28} not measured: {absent}"
            )


if __name__ == "__main__":
    main()
