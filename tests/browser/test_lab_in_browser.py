"""JupyterLab as `yq-analysis lab` opens it: notebooks run from top to bottom, figures show, sliders
redraw.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.running.toys import GOOD, add_notebook, toy_project
from yq_analysis.running.command.lab import lab_command, lab_environment

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(find_spec("jupyterlab") is None, reason="JupyterLab is not installed"),
]
IDLE = ".jp-Notebook-ExecutionIndicator[data-status='idle']"


@pytest.fixture(scope="module")
def root(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy to work in: the toy notebook, and this project's own notebooks where there are any."""
    root = toy_project(tmp_path_factory.mktemp("lab"))
    add_notebook(root, "05_toy.ipynb", GOOD)
    if list((project / "notebooks").glob("*.ipynb")):
        for folder in ("notebooks", "data", "catalogue"):
            shutil.copytree(project / folder, root / folder, dirs_exist_ok=True)
    return root


@pytest.fixture(scope="module")
def lab(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running JupyterLab with a Chinese interface."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    home = tmp_path_factory.mktemp("home")
    environment = lab_environment(home / "config", "zh") | {
        "HOME": str(home),
        "JUPYTER_RUNTIME_DIR": str(home / "run"),
    }
    command = [*lab_command(root, browser=False, port=port), "--IdentityProvider.token=test"]
    with (home / "lab.log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        _wait_for(f"http://127.0.0.1:{port}/api?token=test", process)
        yield f"http://127.0.0.1:{port}/lab/tree/notebooks/{{}}?token=test&reset"
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(address: str, process: subprocess.Popen[Any]) -> None:
    for _ in range(600):
        assert process.poll() is None
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError("JupyterLab did not start")


def _run_all(browser: Any, lab: str, name: str) -> tuple[Any, list[str]]:
    page, outside = browser.new_page(viewport={"width": 1400, "height": 1000}), []
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith(("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:"))
            else outside.append(request.url)
        ),
    )
    page.goto(lab.format(name))
    page.wait_for_selector(".jp-NotebookPanel .jp-Cell", timeout=60_000)
    page.wait_for_selector(IDLE, timeout=60_000)
    prompts = ["[ ]"]
    for turn in range(600):
        if turn % 25 == 0 and not any(sign in "".join(prompts) for sign in "*123456789"):
            time.sleep(1)  # a menu that is asked for too early does nothing
            page.locator(".lm-MenuBar-item").nth(3).click()
            page.locator("[data-command='runmenu:run-all']").click()
        prompts = page.evaluate(
            "[...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map(p => p.textContent)"
        )
        if prompts and all(any(sign.isdigit() for sign in prompt) for prompt in prompts):
            break
        time.sleep(0.2)
    else:
        raise AssertionError(f"not all cells ran: {prompts}")
    page.wait_for_selector(IDLE, timeout=60_000)
    return page, outside


def test_the_toy_notebook_runs_shows_its_figure_and_asks_nothing_outside(
    browser: Any, lab: str
) -> None:
    page, outside = _run_all(browser, lab, "05_toy.ipynb")
    assert page.locator(".jp-OutputArea-output img, .jp-OutputArea-output svg").count() >= 1
    assert page.locator(".jp-OutputArea-output table").count() >= 1
    assert (
        page.locator(
            ".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']"
        ).count()
        == 0
    )
    assert outside == []
    page.close()


def test_the_interface_is_chinese_when_asked(browser: Any, lab: str) -> None:
    if find_spec("jupyterlab_language_pack_zh_CN") is None:
        pytest.skip("the language pack is not installed")
    page = browser.new_page()
    page.goto(lab.format("05_toy.ipynb"))
    page.wait_for_selector(".lm-MenuBar-itemLabel", timeout=60_000)
    assert "文件" in page.locator(".lm-MenuBar-itemLabel").first.inner_text()
    page.close()


def test_every_notebook_of_the_project_runs_from_top_to_bottom(
    browser: Any, lab: str, project: Path
) -> None:
    names = sorted(path.name for path in (project / "notebooks").glob("*.ipynb"))
    if not names:
        pytest.skip("no notebooks yet")
    if find_spec("duckdb") is None:  # the extra `scale`, which only this one needs
        names.remove("91_sql.ipynb")
    for name in names:
        page, outside = _run_all(browser, lab, name)
        errors = page.locator(
            ".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.error'], "
            ".jp-RenderedText[data-mime-type='application/vnd.jupyter.stderr']"
        )
        assert errors.count() == 0, (name, errors.first.inner_text())
        assert outside == [], name
        page.close()


def test_a_slider_of_the_exploring_notebook_redraws_its_figure(
    browser: Any, lab: str, project: Path
) -> None:
    exploring = sorted(path.name for path in (project / "notebooks").glob("9*.ipynb"))
    if not exploring:
        pytest.skip("no exploring notebook yet")
    page, _ = _run_all(browser, lab, exploring[0])
    picture = (
        "[...document.querySelectorAll('.jp-OutputArea-output img, .jp-OutputArea-output "
        "svg')].map(x => x.outerHTML).join('')"
    )
    page.wait_for_function(f"() => ({picture}).length > 1000", timeout=60_000)
    before = page.evaluate(picture)
    handle = page.locator(".widget-slider .noUi-handle").first
    handle.scroll_into_view_if_needed()
    handle.focus()
    begun = time.monotonic()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"before => ({picture}) !== before", arg=before, timeout=10_000)
    seconds = time.monotonic() - begun
    assert page.evaluate(picture).count("<") > 0
    assert seconds < 3, f"redrawn after {seconds:.2f} s"
    page.close()
