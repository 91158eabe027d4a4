"""Killed at any moment, a run loses nothing and leaves nothing half-written."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from tests.running.toys import add_notebook, figures_project, toy_project, write_figures
from yq_analysis.running import flow
from yq_analysis.running.flow import freshness
from yq_analysis.running.flow.raw_files import KEPT
from yq_analysis.running.report.run_record import past_runs

KILLS = 200
_READY = "import sys\nfrom yq_analysis.running.flow import cleaning, freshness\n"
# a process that cleans what has changed, over and over; forked, so that a kill costs no import
_SERVER = (
    _READY
    + """
import os, signal
for line in sys.stdin:
    root = line.strip()
    child = os.fork()
    if child == 0:
        cleaning.clean(root)
        os._exit(0)
    print(child, flush=True)
    _, status = os.waitpid(child, 0)
    print(status, flush=True)
"""
)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot fork")
def test_two_hundred_kills_of_clean_lose_nothing(project: Path, tmp_path: Path) -> None:
    root = figures_project(tmp_path / "p", project)
    flow.clean(root)
    write_figures(root, "榆阳区", 700.0)
    begun = time.monotonic()
    flow.clean(root)
    usual = max(0.02, time.monotonic() - begun)
    moment = random.Random(17)
    killed = 0
    server = subprocess.Popen(
        [sys.executable, "-c", _SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert server.stdin is not None
    assert server.stdout is not None
    try:
        for step in range(KILLS):
            write_figures(root, "榆阳区", 800.0 + step)
            raw = {path: path.read_bytes() for path in (root / "data" / "raw").iterdir()}
            server.stdin.write(f"{root}\n")
            server.stdin.flush()
            child = int(server.stdout.readline())
            time.sleep(moment.uniform(0, 1.2 * usual))
            os.kill(child, signal.SIGKILL)
            killed += int(server.stdout.readline()) == signal.SIGKILL
            assert raw == {path: path.read_bytes() for path in (root / "data" / "raw").iterdir()}
            _tables_are_whole(root)
    finally:
        server.kill()
        server.communicate()
    assert killed > KILLS / 2
    flow.refresh(root)
    stepwise = _tables(root)
    shutil.rmtree(root / "data" / "processed")
    flow.clean(root)
    assert stepwise == _tables(root)
    left = {path.name for path in (root / "data" / "processed").iterdir()}
    assert not [name for name in left if name.startswith(".part-") or name.endswith(".new")]
    kept = [path.suffix for path in (root / "data" / "processed" / KEPT).iterdir()]
    assert kept == [".tables"] * len(kept)


def _tables(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (root / "data" / "processed").glob("*.csv")}


def _tables_are_whole(root: Path) -> None:
    """Every table can be read to its end, and none is believed that is not of the same making."""
    for path in (root / "data" / "processed").glob("*.csv"):
        assert path.read_bytes().endswith(b"\n")
    pd.read_csv(root / "data" / "processed" / "observations.csv", encoding="utf-8-sig")
    if freshness.is_fresh(root):
        newest = (root / "data" / "raw" / "榆阳区.csv").read_text(encoding="utf-8").splitlines()[2]
        value = float(newest.split(",")[1])
        table = pd.read_csv(root / "data" / "processed" / "observations.csv", encoding="utf-8-sig")
        assert value in set(table["value"])


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_killed_reports_leave_whole_runs_only(project: Path, tmp_path: Path) -> None:
    root = toy_project(tmp_path / "p")
    add_notebook(root, "01_a.ipynb", ["print(area)"])
    moment = random.Random(18)
    for _ in range(12):
        process = subprocess.Popen(
            [sys.executable, "-m", "yq_analysis", "report", "--root", str(root), "--area", "东区"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=project,
            start_new_session=True,
        )
        time.sleep(moment.uniform(0.2, 6.0))
        process.kill()
        process.wait()
        for folder in (root / "reports").glob("[!.]*/"):
            for run in past_runs(folder):
                for name, page in run.facts["pages"].items():
                    text = (run.place / f"{name}.html").read_text(encoding="utf-8")
                    assert page["fault"] or text.rstrip().endswith("</html>")
                json.loads((run.place / "run.json").read_text(encoding="utf-8"))
