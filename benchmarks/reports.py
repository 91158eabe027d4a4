"""Reports against `papermill` + `jupyter nbconvert --to html --no-input`, on the same notebook, in
the same run.

    python benchmarks/reports.py # one and 12 pages of each, 100 of ours (the peers' 100 by
    proportion), the real pages python benchmarks/reports.py --quick # 12 pages only of ours python
    benchmarks/reports.py --full # the peers' 100 as well (about ten minutes) python
    benchmarks/reports.py --real # only the project's own pages, which do far more than the
    benchmark notebook

The real pages are those of the area that the project's notebooks name by default; their size is
looked at for the areas above it, too.

Memory is the proportional set size (PSS) of the whole tree of processes: pages that forked kernels
share count once.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from yq_analysis import catalogue
from yq_analysis.running.report.parameters import read_notebook, signature

PROJECT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CHROMIUM = Path("/usr/bin/chromium")

SOURCES = [
    "import numpy as np\nimport pandas as pd\nimport matplotlib.pyplot as plt\n"
    "from statsmodels.tsa.exponential_smoothing.ets import ETSModel\ndata = pd.read_csv('../"
    "data/raw/series.csv')",
    "fits = {}\nfor name in ('a', 'b', 'c'):\n    y = pd.Series(np.log(data[name].to_numpy()), "
    "index=pd.date_range('2000-12-31', periods=len(data), freq='YE'))\n"
    "    fits[name] = ETSModel(y, error='add', trend='add', "
    "damped_trend=True).fit(disp=False).get_prediction(start=25, "
    "end=35).summary_frame(alpha=.2)",
    *[
        "fig, ax = plt.subplots(figsize=(7, 3.6), layout='constrained')\nax.plot(data.year, "
        f"data['{name}'], 'o-')\n"
        f"band = np.exp(fits['{name}'].iloc[:, -2:])\nax.fill_between(range(2025, 2036), "
        "band.iloc[:, 0], band.iloc[:, 1], alpha=.3)\n"
        f"ax.set_title('Series {name}, observed and projected, number {number}')"
        for number, name in enumerate("abca")
    ],
    "data.tail()",
    "data.describe()",
    "np.exp(fits['a']).round(2)",
]


def make_project(root: Path, *, notebooks: int, areas: int) -> Path:
    for folder in ("notebooks", "data/raw", "catalogue"):
        (root / folder).mkdir(parents=True)
    rows = [
        f"{year},{100 * 1.05 ** (year - 2000) + year % 3},"
        f"{50 * 1.03 ** (year - 2000) + year % 5},{10 * 1.08 ** (year - 2000) + year % 2}"
        for year in range(2000, 2025)
    ]
    (root / "data/raw/series.csv").write_text("\n".join(["year,a,b,c", *rows]), encoding="utf-8")
    (root / "catalogue/areas.csv").write_text(
        "area,name_zh,name_en,level,parent,aliases\n"
        + "".join(f"{100000 + k},Area{k},Area {k},county,,\n" for k in range(areas)),
        encoding="utf-8",
    )
    for number in range(1, notebooks + 1):
        cells = [
            new_markdown_cell("# A report\n\n## Figures"),
            new_code_cell(
                'area: str = "100000"\nto: int = 2035', metadata={"tags": ["parameters"]}
            ),
            *map(new_code_cell, SOURCES),
        ]
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(
            new_notebook(
                cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}}
            ),
            root / "notebooks" / f"{number:02d}_page.ipynb",
        )
    return root


def environment() -> dict[str, str]:
    # this machine's hints for one processor type would favour whoever happens to read them
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
    }
    return {
        **kept,
        "PYTHONPATH": os.pathsep.join(filter(None, [str(PROJECT), kept.get("PYTHONPATH", "")])),
    }


def peer(root: Path, pages: int) -> float:
    """Seconds for `pages` pages, one after the other, as a shell script would make them."""
    out = root / "peer"
    out.mkdir(exist_ok=True)
    begun = time.perf_counter()
    for number in range(pages):
        done = out / f"{number}.ipynb"
        subprocess.run(
            [
                BIN / "papermill",
                root / "notebooks/01_page.ipynb",
                done,
                "-p",
                "area",
                f"area{number}",
                "-k",
                "python3",
                "--no-progress-bar",
                "--cwd",
                root / "notebooks",
            ],
            check=True,
            env=environment(),
            capture_output=True,
        )
        subprocess.run(
            [BIN / "jupyter", "nbconvert", "--to", "html", "--no-input", done],
            check=True,
            env=environment(),
            capture_output=True,
        )
    return time.perf_counter() - begun


def ours(root: Path, areas: int, *more: str) -> tuple[float, dict[str, object]]:
    """Seconds for one page (or all notebooks) of `areas` areas by the command, from start to exit;
    and its result.
    """
    command = [
        sys.executable,
        "-m",
        "yq_analysis",
        "report",
        "--root",
        str(root),
        "--to",
        "2035",
        "--json",
        *more,
    ]
    for number in range(areas):
        command += ["--area", f"Area{number}"]
    begun = time.perf_counter()
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - begun
    if done.returncode:
        raise SystemExit(done.stderr)
    return seconds, json.loads(done.stdout)


def real_area() -> str:
    """The area that the project's own notebooks are about by default."""
    for path in sorted((PROJECT / "notebooks").glob("*.ipynb")):
        declared = signature(read_notebook(path), name=path.name)
        if "area" in declared:
            return str(declared["area"].default)
    raise SystemExit("no notebook has a parameter `area`")


def real(out: Path, areas: Sequence[str], *more: str) -> tuple[float, float]:
    """Seconds by the clock and by all processors for the real pages of `areas`, from the command's
    start to its exit.
    """
    command = [
        sys.executable,
        "-m",
        "yq_analysis",
        "report",
        "--root",
        str(PROJECT),
        "--to",
        "2035",
        "--out",
        str(out),
        "--json",
        *more,
    ]
    command += [word for area in areas for word in ("--area", area)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(done.stderr)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def real_pages(folder: Path, line: Callable[..., None]) -> None:
    """The project's own pages: all of one area, the longest one alone, and how large they are."""
    area = real_area()
    lists = catalogue.read(PROJECT / "catalogue")
    everywhere = [
        area,
        *(str(lists.area_name(code)) for code in lists.parents(lists.area_code(area))),
    ]
    real(
        folder / "real-all", everywhere
    )  # also brings data/processed up to date and fills file caches
    pages = {
        path: path.stat().st_size / 1000
        for path in (folder / "real-all").rglob("*.html")
        if path.name != "index.html"
    }
    longest = max(pages, key=lambda path: pages[path])
    whole = [real(folder / f"real{k}", [area]) for k in range(3)]
    line(
        f"real pages: whole report of {area}, cold ({min(cpu for _, cpu in whole):.1f} s of "
        "processors)",
        "<= 4 s",
        None,
        min(whole)[0],
        min(whole)[0] <= 4,
    )
    one = [real(folder / f"real-one{k}", [area], "--only", longest.stem) for k in range(3)]
    line(
        f"real pages: {longest.stem} of {area} alone, cold ({min(cpu for _, cpu in one):.1f} s "
        "of processors)",
        "<= 3 s",
        None,
        min(one)[0],
        min(one)[0] <= 3,
    )
    figures = longest.read_text(encoding="utf-8").count('class="figure"')
    line(
        f"real pages: the largest of {len(pages)} ({figures} figures)",
        "<= 400 kB",
        None,
        pages[longest],
        pages[longest] <= 400,
        "kB",
    )


def warm_page(root: Path) -> float:
    """Seconds for one page when everything is imported and the parent is
    warm: run, render, write.
    """
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom "
        "yq_analysis.running.processes.kernels import Kernels\n"
        "from yq_analysis.running.report.notebook_run import load_papermill, "
        "run_notebook\nfrom yq_analysis.running.report.rendering import Renderer\n"
        "root, out = Path(sys.argv[1]), Path(sys.argv[2])\nload_papermill(); renderer = "
        "Renderer()\n"
        "def once(kernels):\n    begun = time.perf_counter()\n"
        "    run = run_notebook(root / 'notebooks/01_page.ipynb', out / 'x.ipynb', {'area': "
        "'1'}, kernels=kernels)\n"
        "    page = renderer.page(run, name='a', title='a', language='zh', area='a', "
        "kicker=[], pages=[], notebook='a', key='', parameters={}, inputs={}, versions={})\n"
        "    (out / 'x.html').write_text(page.html, encoding='utf-8')\n    assert page.figures "
        "== 4 and not run.fault\n    return time.perf_counter() - begun\n"
        "from yq_analysis.running.processes.preload import modules_of\nfrom "
        "yq_analysis.running.report.parameters import read_notebook\nfrom "
        "yq_analysis.running.processes.warm_parent import start_parent\nwith "
        "Kernels(start_parent(modules_of([read_notebook(root / 'notebooks/01_page.ipynb')]))) "
        "as kernels:\n    once(kernels)\n    print(min(once(kernels) for _ in range(3)))\n"
    )
    out = root / "warm"
    out.mkdir(exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-c", code, str(root), str(out)],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


@contextmanager
def peak_memory() -> Iterator[Callable[[], float]]:
    """Peak PSS in MB of all descendants of this process, sampled while the block runs."""
    peak, stop = [0.0], threading.Event()

    def sample() -> None:
        while not stop.wait(0.1):
            peak[0] = max(peak[0], sum(map(_pss, _descendants(os.getpid()))))

    thread = threading.Thread(target=sample, daemon=True)
    thread.start()
    try:
        yield lambda: peak[0] / 1024
    finally:
        stop.set()
        thread.join()


def _descendants(pid: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        children = parents.get(waiting.pop(), [])
        found += children
        waiting += children
    return found


def _pss(pid: int) -> float:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return float(line.split()[1])
    except OSError:
        pass
    return 0.0


def first_paint(page: Path) -> float | None:
    """Seconds to the first contentful paint with every address outside black-holed; None without a
    browser.
    """
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    if not CHROMIUM.exists():
        return None
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=str(CHROMIUM),
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--host-resolver-rules=MAP * 10.255.255.1",
            ],
        )
        times = []
        for _ in range(3):
            view = browser.new_page()
            view.goto(page.as_uri(), wait_until="commit", timeout=60_000)
            paint = None
            for _ in range(600):  # by hand: the page forbids every script, also a waiting one
                paint = view.evaluate(
                    "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
                )
                if paint is not None:
                    break
                time.sleep(0.1)
            times.append(paint / 1000)
            view.close()
        browser.close()
    return min(times)


def benchmark_pages(folder: Path, line: Callable[..., None], *, quick: bool, full: bool) -> None:
    """The benchmark notebook, ours against the peers."""
    one = make_project(folder / "one", notebooks=1, areas=100)
    five = make_project(folder / "five", notebooks=5, areas=1)
    ours(one, 1, "--out", str(folder / "warming"))  # file caches, for both
    peer_one = min(peer(one, 1) for _ in range(2))
    warm = warm_page(one)
    line("one page, warm, after import", "<= 1.0 s", peer_one, warm, warm <= 1)
    cold = min(ours(one, 1, "--out", str(folder / f"cold{k}"))[0] for k in range(3))
    line("one page, cold command to finished page", "<= 3 s", peer_one, cold, cold <= 3)
    area = min(ours(five, 1, "--out", str(folder / f"five{k}"))[0] for k in range(3))
    line(
        "whole report of one area: five pages and index, cold",
        "<= 4 s",
        5 * peer_one,
        area,
        area <= 4,
    )
    peer_twelve = 12 * peer_one if quick else peer(one, 12)
    with peak_memory() as peak:
        twelve, _ = ours(one, 12, "--jobs", "4", "--out", str(folder / "twelve"))
        memory = peak()
    line("12 pages", ">= 7 times", peer_twelve, twelve, peer_twelve / twelve >= 7)
    line("memory, 4 jobs (PSS of all processes)", "<= 600 MB", None, memory, memory <= 600, "MB")
    if not quick:
        peer_hundred = peer(one, 100) if full else peer_twelve / 12 * 100
        hundred, _ = ours(one, 100, "--jobs", "4", "--out", str(folder / "hundred"))
        line(
            "100 pages" + ("" if full else " (peers by proportion of 12)"),
            ">= 12 times",
            peer_hundred,
            hundred,
            peer_hundred / hundred >= 12,
        )
        again, result = ours(one, 100, "--out", str(folder / "hundred"))
        line(
            f"unchanged rerun of 100 pages ({result['ran']} run)",
            "<= 1 s",
            None,
            again,
            again <= 1 and result["ran"] == 0,
        )
    page = next((folder / "cold0").rglob("01_page.html"))
    size = page.stat().st_size / 1000
    line("page with four figures", "<= 400 kB", None, size, size <= 400, "kB")
    paint = first_paint(page)
    if paint is not None:
        line("first paint, network black-holed", "<= 0.3 s", None, paint, paint <= 0.3)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--real", action="store_true")
    choice = parser.parse_args()
    lines: list[tuple[str, str, str, str]] = []

    def line(
        what: str, bar: str, peers: float | None, own: float, met: bool, unit: str = "s"
    ) -> None:
        ratio = f"{peers / own:.1f} times" if peers else ""
        lines.append(
            (
                what,
                bar,
                f"{own:.2f} {unit}" + (f" (peers {peers:.1f} s, {ratio})" if peers else ""),
                "met" if met else "MISSED",
            )
        )
        print(" | ".join(lines[-1]), flush=True)

    folder = Path(tempfile.mkdtemp(prefix="yq-bench-"))
    try:
        real_pages(folder, line)
        if not choice.real:
            benchmark_pages(folder, line, quick=choice.quick, full=choice.full)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("\n| what | bar | measured | |\n|---|---|---|---|")
    for one_line in lines:
        print("| " + " | ".join(one_line) + " |")


if __name__ == "__main__":
    main()
