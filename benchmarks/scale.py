"""What a country costs, step by step, and how each step grows with the number of counties.

    python -m benchmarks.scale --counties 2843          # every step at N/3 and at N, into scale.md
    python -m benchmarks.scale --counties 2843 --sheets # from raw sheets on
    python -m benchmarks.scale --counties 300 --print   # only show it

The figures are made up (`scale_country`, seeded), the division codes are real. Each size runs in a
process of its own; times are of the processor, memory is the most that the process ever held. An
exponent is log(cost at N / cost at N/3) / log(figures at N / figures at N/3).
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks import scale_country
from yq_analysis import catalogue
from yq_analysis.analysis import assessment, indicators, ledger
from yq_analysis.analysis.assessment import scenarios
from yq_analysis.analysis.indicators.compare import current
from yq_analysis.analysis.ledger.plausibility import gate
from yq_analysis.catalogue import Catalogue
from yq_analysis.running.flow import cleaning, outlook, theme_backtests
from yq_analysis.running.flow.walk import DRAWS, known_targets, wanted

TODAY, TO = "2026-11-30", 2035
SHEETS = "sheets and ledger"
HERE = Path(__file__).resolve().parent
# the bars of the country: CPU seconds from figures to verdicts, and from raw sheets
BARS = {"figures to verdicts": 60, "raw sheets to verdicts": 150}


class Clock:
    """Steps with their seconds of the processor."""

    def __init__(self) -> None:
        self.steps: dict[str, float] = {}

    def __call__(self, name: str, work: Callable[[], Any]) -> Any:
        """Do `work` and note what it cost."""
        begun = time.process_time()
        done = work()
        self.steps[name] = time.process_time() - begun
        print(f"{name:24} {self.steps[name]:8.2f}", file=sys.stderr, flush=True)
        return done


def figures_to_verdicts(table: pd.DataFrame, lists: Catalogue, clock: Clock) -> int:
    """The whole walk from observations; returns the number of verdicts."""
    kept, _ = clock("gate", lambda: gate(table, lists, TODAY))
    clock("revisions", lambda: ledger.revisions(kept))
    derived, _ = clock("indicators", lambda: indicators.derive(kept, lists=lists))
    clock("backtests", lambda: theme_backtests.backtests(derived, lists, quick=True))
    pools = clock("pools", lambda: outlook.pools_of(derived, lists))
    areas = sorted(set(derived["area"]))
    targets = known_targets(lists, None)
    asked = targets[targets["area"].isin(areas)]
    series = current(derived[derived["indicator"].isin(wanted(lists, None))])
    ahead = clock("projections", lambda: outlook.outlook(series, pools, TO, lists, draws=DRAWS))
    about = {"areas": areas, "parents": {area: lists.parents(area) for area in areas}}
    rest = {"today": TODAY, "lists": lists, **about}
    verdicts = clock(
        "paths and verdicts",
        lambda: assessment.assess(series, ahead.projections, asked, paths=ahead.paths, **rest),
    )
    clock("scenarios", lambda: scenarios.paths(series, ahead.projections, asked, **rest))
    return len(verdicts)


def measure(counties: int, seed: int, sheets: bool) -> dict[str, Any]:
    """One country of this size, in this process."""
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        table = scale_country.make(root, counties, seed, sheets=sheets)
        lists = catalogue.read(root / "catalogue")
        begun = time.perf_counter()
        if sheets:
            read = clock(SHEETS, lambda: cleaning.read_raw(root, TODAY))
            table = read.ledger.observations
        verdicts = figures_to_verdicts(table, lists, clock)
    return {
        "counties": counties,
        "figures": len(table),
        "verdicts": verdicts,
        "steps": clock.steps,
        "wall": time.perf_counter() - begun,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def child(counties: int, seed: int, sheets: bool) -> dict[str, Any]:
    """`measure` in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.scale", "--one", "--counties", str(counties)]
    command += ["--seed", str(seed), *(["--sheets"] if sheets else [])]
    done = subprocess.run(command, cwd=HERE.parent, stdout=subprocess.PIPE, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def told(small: dict[str, Any], large: dict[str, Any]) -> str:
    """Both sizes and the exponents as Markdown."""
    ratio = large["figures"] / small["figures"]

    def row(name: str, of: Callable[[dict[str, Any]], float], shown: str) -> str:
        low, high = of(small), of(large)
        exponent = math.log(high / low) / math.log(ratio) if low > 0 and high > 0 else math.nan
        return f"| {name} | {low:{shown}} | {high:{shown}} | {exponent:.2f} |"

    def total(one: dict[str, Any], *without: str) -> float:
        return sum(cost for name, cost in one["steps"].items() if name not in without)

    totals = [row("**figures to verdicts**", lambda one: total(one, SHEETS), ".1f")]
    if SHEETS in large["steps"]:
        totals.append(row("**raw sheets to verdicts**", total, ".1f"))
    bars = ", ".join(f"{name} {bar} CPU seconds" for name, bar in BARS.items())
    steps = [row(name, lambda one, n=name: one["steps"][n], ".2f") for name in large["steps"]]
    lines = [
        "# What a country costs",
        "",
        f"`python -m benchmarks.scale --counties {large['counties']}"
        f"{' --sheets' if SHEETS in large['steps'] else ''}`, Python "
        f"{platform.python_version()}, {os.cpu_count()} processors. CPU seconds of one process; "
        "the last column is the exponent of growth.",
        "",
        f"| step | {small['counties']} counties | {large['counties']} counties | exponent |",
        "|---|---|---|---|",
        f"| figures | {small['figures']} | {large['figures']} | |",
        f"| verdicts | {small['verdicts']} | {large['verdicts']} | |",
        *steps,
        *totals,
        row("memory, MB", lambda one: one["memory"], "d"),
        row("wall, s", lambda one: one["wall"], ".0f"),
        "",
        f"The bars of a country of 2,843 counties: {bars}, 6 GB; every exponent at most 1.1.",
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure N/3 and N, and write what it cost."""
    words = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    words.add_argument("--counties", type=int, default=2843)
    words.add_argument("--seed", type=int, default=0)
    words.add_argument("--sheets", action="store_true", help="from raw sheets on")
    words.add_argument("--print", action="store_true", dest="shown", help="write no file")
    words.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    asked = words.parse_args()
    if asked.one:
        print(json.dumps(measure(asked.counties, asked.seed, asked.sheets)))
        return
    sizes = (max(30, asked.counties // 3), asked.counties)
    text = told(*(child(size, asked.seed, asked.sheets) for size in sizes))
    print(text)
    if not asked.shown:
        (HERE / "scale.md").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
