"""The clock of a page: it starts with the kernel, and it ends a kernel that hears nothing."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.running.toys import add_notebook, toy_project
from yq_analysis.running.report.making import make
from yq_analysis.running.report.notebook_run import _Watch
from yq_analysis.running.report.question import ask


class Manager:
    """As much of a kernel manager as the clock looks at."""

    provisioner: Any = None


def test_a_kernel_that_starts_after_the_time_is_still_ended_in_time() -> None:
    watch = _Watch(Manager, 0.3)
    manager = watch.manager_class()
    time.sleep(0.5)
    assert not watch.expired
    with subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True
    ) as process:
        manager.provisioner = SimpleNamespace(pid=process.pid)
        assert process.wait(5) < 0
    assert watch.expired
    watch.stop()


def test_a_page_that_ends_in_time_is_left_alone() -> None:
    watch = _Watch(Manager, 0.2)
    watch.manager_class().provisioner = SimpleNamespace(pid=2**22 + 1)  # no such process
    watch.stop()
    time.sleep(0.4)
    assert not watch.expired


@pytest.mark.slow
@pytest.mark.parametrize("fork", [True, False])
def test_slow_imports_do_not_take_the_clock_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fork: bool
) -> None:
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules" / "slow_to_import.py").write_text(
        "import time\ntime.sleep(4)\n", encoding="utf-8"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "modules"))
    root = toy_project(tmp_path / "project")
    add_notebook(root, "01_loop.ipynb", ["import slow_to_import", "while True: pass"])
    begun = time.monotonic()
    outcome = make(ask(areas=["东区"], root=root), root=root, timeout=2, fork=fork)
    assert outcome.failures == {"东区 01_loop": "not finished after 2 s"}
    assert time.monotonic() - begun < 20
