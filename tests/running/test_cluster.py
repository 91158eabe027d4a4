"""A scheduler and two workers as processes with folders of their own: the same bytes as here."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.running.toys import add_notebook, figures_project, toy_project
from yq_analysis.check import QuestionProblem
from yq_analysis.reading.files import cell
from yq_analysis.running import cluster, flow
from yq_analysis.running.report.making import make
from yq_analysis.running.report.question import ask

distributed = pytest.importorskip("distributed", reason="pip install 'yq-analysis[cluster]'")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="signals"),
    pytest.mark.filterwarnings("default"),
]


class Cluster:
    """The processes, and a client of them."""

    def __init__(self, folder: Path, project: Path):
        self.folder, self.project = folder, project
        self.file = folder / "scheduler.json"
        about = ["--scheduler-file", str(self.file), "--no-dashboard", "--port", "0"]
        self.processes = [self._start("scheduler", *about)]
        self.workers = [self.worker(number) for number in range(2)]
        self.client = distributed.Client(
            scheduler_file=str(self.file), timeout=120, set_as_default=False
        )
        self.client.wait_for_workers(2, timeout=120)

    def _start(self, kind: str, *about: str) -> subprocess.Popen[bytes]:
        place = self.folder / f"{kind}-{time.monotonic_ns()}"
        (place / "tmp").mkdir(parents=True)
        paths = os.pathsep.join([str(self.project), str(Path(__file__).parent)])
        environment = os.environ | {"PYTHONPATH": paths, "TMPDIR": str(place / "tmp")}
        # a session of its own: what the worker has started ends with it
        return subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_" + kind, *about],
            cwd=place,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def worker(self, number: int) -> subprocess.Popen[bytes]:
        about = ["--scheduler-file", str(self.file), "--nthreads", "1", "--name", str(number)]
        process = self._start("worker", *about, "--no-dashboard")
        self.processes.append(process)
        return process

    def close(self) -> None:
        self.client.close()
        for process in self.processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, project: Path) -> Iterator[Cluster]:
    made = Cluster(tmp_path_factory.mktemp("cluster"), project)
    yield made
    made.close()
    cell.close()


def _pages(place: Path) -> dict[str, bytes]:
    return {
        path.relative_to(place).as_posix(): path.read_bytes()
        for path in sorted(place.rglob("*.html"))
    }


def test_readings_on_two_machines_give_the_same_tables(
    running: Cluster, project: Path, tmp_path: Path
) -> None:
    here, there = (figures_project(tmp_path / name, project) for name in ("a", "b"))
    for root in (here, there):
        (root / "data" / "raw" / "坏.xls").write_bytes(b"PK\x03\x04 broken")
    flow.clean(here)
    flow.clean(there, map=cluster.cluster_map(running.client))
    for path in (here / "data" / "processed").glob("*.csv"):
        other = (there / "data" / "processed" / path.name).read_bytes()
        assert other.replace(str(there).encode(), str(here).encode()) == path.read_bytes()


def test_reports_are_the_same_bytes_and_a_failed_page_stops_no_other(
    running: Cluster, tmp_path: Path
) -> None:
    root = toy_project(tmp_path / "p")
    add_notebook(root, "01_a.ipynb", ["print(area)"])
    add_notebook(root, "02_b.ipynb", ["assert area != '010102', 'not here'"])
    question = ask(areas=["东区", "西区"], root=root, to=2035)
    here = make(question, root=root, out=tmp_path / "here")
    there = cluster.make_on(running.client, question, root=root, out=tmp_path / "there")
    assert set(there.places) == set(here.places) == {"010101", "010102"}
    assert list(there.failures) == list(here.failures)
    assert len(there.failures) == 1
    for code, place in here.places.items():
        assert _pages(there.places[code]) == _pages(place)


def slowly(part: tuple[str, int]) -> int:
    folder, number = part
    (Path(folder) / f"{number}-{time.monotonic_ns()}").touch()
    time.sleep(0.5)
    return number * number


def test_the_work_of_a_lost_worker_is_done_again(running: Cluster, tmp_path: Path) -> None:
    parts = [(str(tmp_path), number) for number in range(12)]
    found: list[Any] = []
    for answer in cluster.cluster_map(running.client)(slowly, parts):
        if not found:
            os.killpg(running.workers[0].pid, signal.SIGKILL)
        found.append(answer)
    assert found == [number * number for number in range(12)]
    running.workers[0] = running.worker(3)
    running.client.wait_for_workers(2, timeout=120)


def test_nobody_at_the_address_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_CONNECT", 1)
    with pytest.raises(QuestionProblem, match="没有应答"), cluster.connected("tcp://127.0.0.1:9"):
        pass


def test_answers_by_area_are_the_same(running: Cluster, project: Path, tmp_path: Path) -> None:
    root = tmp_path / "p"
    for name in ("catalogue", "notebooks", "data/raw"):
        shutil.copytree(project / name, root / name)
    here = cluster.answers(root, ["全国", "榆阳区"])
    there = cluster.answers(root, ["全国", "榆阳区"], map=cluster.cluster_map(running.client))
    for one, other in zip(here, there, strict=True):
        assert one.to_csv() == other.to_csv()
