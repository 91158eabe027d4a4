"""Notebooks as jobs of jupyter-scheduler, over its REST interface, the
way docs/scheduling.md says.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import nbformat
import psutil
import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        find_spec("jupyter_scheduler") is None, reason="jupyter-scheduler is not installed"
    ),
]
NOTEBOOK = "notebooks/theme.ipynb"
ENDED = ("COMPLETED", "FAILED")  # a job that has not begun yet says STOPPED
TOKEN = "test"


@dataclass
class Server:
    """A Jupyter server with jupyter-scheduler: its address, its root folder and its process."""

    address: str
    root: Path
    process: psutil.Process

    def ask(
        self, method: str, path: str, body: dict[str, Any] | None = None, token: str = TOKEN
    ) -> Any:
        """The answer as JSON; None where there is none."""
        request = urllib.request.Request(
            f"{self.address}/{path}",
            method=method,
            data=json.dumps(body).encode() if body else None,
        )
        request.add_header("Authorization", f"token {token}")
        request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or b"null")

    def job(self, **more: Any) -> dict[str, Any]:
        """What is posted for our notebook, with Python literals as the values of `parameters`."""
        environment = self.ask("GET", "scheduler/runtime_environments")[0]["name"]
        return {
            "name": "patents",
            "input_uri": NOTEBOOK,
            "runtime_environment_name": environment,
            "output_formats": ["ipynb", "html"],
        } | more

    def parameters(self, **values: Any) -> dict[str, str]:
        return {name: repr(value) for name, value in {"root": str(self.root), **values}.items()}

    def ended(self, job_id: str) -> dict[str, Any]:
        """The job once it has come to its end, whichever."""
        return self._until(job_id, lambda job: job["status"] in ENDED, "end")

    def outputs(self, job_id: str) -> dict[str, str]:
        """The text of each output, by format, brought from the staging area to the root folder."""
        self.ask("GET", f"scheduler/jobs/{job_id}/download_files")
        # they are copied one after the other, the input last: where all are there, the outputs are
        # whole
        job = self._until(job_id, lambda job: job["downloaded"], "be copied")
        return {
            file["file_format"]: (self.root / file["file_path"]).read_text(encoding="utf-8")
            for file in job["job_files"]
        }

    def _until(
        self, job_id: str, reached: Callable[[dict[str, Any]], bool], what: str
    ) -> dict[str, Any]:
        for _ in range(720):
            job = self.ask("GET", f"scheduler/jobs/{job_id}")
            if reached(job):
                return job
            time.sleep(0.25)
        raise AssertionError(f"the job did not {what}: {job}")


@pytest.fixture(scope="module")
def server(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over a copy of the project, with folders of its own; nothing of it outlives the
    tests.
    """
    root, home = tmp_path_factory.mktemp("root"), tmp_path_factory.mktemp("jupyter")
    for folder in ("notebooks", "data", "catalogue"):
        shutil.copytree(project / folder, root / folder)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {
        f"JUPYTER_{kind}_DIR": str(home / kind.lower()) for kind in ("DATA", "CONFIG", "RUNTIME")
    } | {"IPYTHONDIR": str(home / "ipython")}
    environment = os.environ | own | {"PYTHONPATH": str(project), "OPENBLAS_NUM_THREADS": "1"}
    (home / "data").mkdir()  # the jobs' database lies there; jupyter-scheduler expects the folder
    command = [
        sys.executable,
        "-m",
        "jupyter_server",
        "--no-browser",
        "--ip=127.0.0.1",
        f"--port={port}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={root}",
        f"--IdentityProvider.token={TOKEN}",
        "--allow-root",
        "--ServerApp.jpserver_extensions={'jupyter_scheduler': True}",
    ]
    with (home / "server.log").open("w") as log:
        started = subprocess.Popen(
            command, env=environment, stdout=log, stderr=log, cwd=root
        )  # outputs are copied to the working folder
    process = psutil.Process(started.pid)
    try:
        served = Server(f"http://127.0.0.1:{port}", root, process)
        _wait_for(served, started, home / "server.log")
        yield served
    finally:
        # a job and its kernel would go on, and the server would wait for them
        children = process.children(recursive=True) if started.poll() is None else []
        for child in children:
            with suppress(psutil.NoSuchProcess):
                child.kill()
        started.terminate()
        try:
            started.wait(20)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait(20)
        assert not psutil.wait_procs(children, timeout=20)[1]


def _wait_for(server: Server, started: subprocess.Popen[Any], log: Path) -> None:
    for _ in range(600):
        assert started.poll() is None, log.read_text()
        try:
            server.ask("GET", "api/status")
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(log.read_text())


def _shown(notebook: str) -> tuple[int, int, str]:
    """Figures, tables, and everything as one text, of an executed notebook."""
    outputs = [
        output
        for cell in nbformat.reads(notebook, as_version=4).cells
        if cell.cell_type == "code"
        for output in cell.outputs
    ]
    data = [output.get("data", {}) for output in outputs]
    pictures = sum(
        any(kind.startswith("image/") or "<svg" in str(value) for kind, value in part.items())
        for part in data
    )
    return (
        pictures,
        sum(part.get("text/html", "").count("<table") for part in data),
        json.dumps(data, ensure_ascii=False),
    )


def test_a_job_without_the_token_is_refused(server: Server) -> None:
    with pytest.raises(urllib.error.HTTPError, match="403"):
        server.ask("POST", "scheduler/jobs", {"name": "x"}, token="another")


def test_a_job_runs_the_notebook_with_its_parameters_and_keeps_figures_and_tables(
    server: Server,
) -> None:
    body = server.job(parameters=server.parameters(area="610000", to=2033, language="en"))
    job = server.ended(server.ask("POST", "scheduler/jobs", body)["job_id"])
    assert job["status"] == "COMPLETED", job["status_message"]

    outputs = server.outputs(job["job_id"])
    pictures, tables, text = _shown(outputs["ipynb"])
    assert "Shaanxi" in text
    assert "2033" in text
    assert pictures >= 3
    assert tables >= 5
    assert outputs["html"].count("<table") >= tables


def test_a_definition_with_a_timetable_is_kept_and_runs_when_asked(server: Server) -> None:
    timetable = {
        "schedule": "30 6 * * 1",
        "timezone": "Asia/Shanghai",
        "parameters": server.parameters(area="榆阳区"),
    }
    definition = server.ask("POST", "scheduler/job_definitions", server.job(**timetable))[
        "job_definition_id"
    ]
    kept = server.ask("GET", f"scheduler/job_definitions/{definition}")
    assert kept["active"]
    assert {name: kept[name] for name in timetable} == timetable

    job = server.ended(
        server.ask(
            "POST",
            f"scheduler/job_definitions/{definition}/jobs",
            {"parameters": kept["parameters"]},
        )["job_id"]
    )
    assert job["status"] == "COMPLETED", job["status_message"]
    assert job["job_definition_id"] == definition
    assert "榆阳区" in _shown(server.outputs(job["job_id"])["ipynb"])[2]


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"area": repr("没有这个区")}, "没有这个区"),  # no such area: the notebook refuses
        ({"area": "榆阳区"}, "NameError"),  # no quotes: not a Python literal
    ],
)
def test_a_job_with_a_bad_parameter_fails_and_says_why(
    server: Server, parameters: dict[str, str], said: str
) -> None:
    job = server.ended(
        server.ask(
            "POST", "scheduler/jobs", server.job(parameters=server.parameters() | parameters)
        )["job_id"]
    )
    assert job["status"] == "FAILED"
    assert said in job["status_message"]
    assert said in server.outputs(job["job_id"])["ipynb"]


def test_no_job_and_no_kernel_is_left_when_jobs_have_ended(server: Server) -> None:
    for _ in range(100):
        left = [
            child.cmdline()
            for child in server.process.children(recursive=True)
            if child.status() != psutil.STATUS_ZOMBIE
        ]
        left = [words for words in left if not any("resource_tracker" in word for word in words)]
        if not left:
            return
        time.sleep(0.1)
    raise AssertionError(left)
