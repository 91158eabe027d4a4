"""`yq-analysis lab`: JupyterLab at the welcome notebook, on this machine only, quiet towards the
net.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from pathlib import Path

from yq_analysis.check import DataProblem, Message, Problem, refuse
from yq_analysis.running.processes import parent_watch as lifeline
from yq_analysis.running.processes.runtime_dir import PrivateFolder, no_room
from yq_analysis.running.processes.warm_parent import PACKAGE_ROOT

WELCOME = "notebooks/00_welcome.ipynb"
# defaults, which a user's own settings override
_SETTINGS: dict[str, dict[str, object]] = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}
}


def lab_settings(language: str) -> dict[str, dict[str, object]]:
    """JupyterLab's default settings for this project; `zh` asks for the Chinese interface."""
    return (
        {**_SETTINGS, "@jupyterlab/translation-extension:plugin": {"locale": "zh_CN"}}
        if language == "zh"
        else dict(_SETTINGS)
    )


def lab_command(root: Path, *, browser: bool, port: int | None) -> list[str]:
    """The command that opens JupyterLab."""
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={root}",
        "--ServerApp.ip=127.0.0.1",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
    ]
    if (root / WELCOME).is_file():
        command.append(f"--LabApp.default_url=/lab/tree/{WELCOME}")
    if not browser:
        command.append("--no-browser")
    if port is not None:
        command.append(f"--port={port}")
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # a container, where root is the only user
        command.append("--allow-root")
    return command


def lab_environment(folder: Path, language: str) -> dict[str, str]:
    """The environment for JupyterLab, with our default settings in `folder`."""
    settings = folder / "labconfig"
    settings.mkdir(parents=True, exist_ok=True)
    (settings / "default_setting_overrides.json").write_text(
        json.dumps(lab_settings(language)), encoding="utf-8"
    )
    environment = dict(os.environ)
    for name, own in (("JUPYTER_CONFIG_PATH", str(folder)), ("PYTHONPATH", str(PACKAGE_ROOT))):
        environment[name] = os.pathsep.join(filter(None, [own, environment.get(name, "")]))
    # the models are small: several BLAS threads only wait for each other (a backtest takes seven
    # times as long)
    environment.setdefault("OPENBLAS_NUM_THREADS", "1")
    return environment


def open_lab(
    root: Path, *, language: str = "", browser: bool = True, port: int | None = None
) -> int:
    """Run JupyterLab until it is closed or this process ends, however that ends; its exit code."""
    wanted = ["jupyterlab"] + (["jupyterlab_language_pack_zh_CN"] if language == "zh" else [])
    missing = [name for name in wanted if importlib.util.find_spec(name) is None]
    refuse(
        [
            Problem(
                where="lab",
                what=Message("needs_package", package=name),
                next='pip install "yq-analysis[lab]"',
            )
            for name in missing
        ],
        kind=DataProblem,
    )
    try:
        private = PrivateFolder()
    except OSError as problem:
        raise no_room(problem) from None
    command = lab_command(root.resolve(), browser=browser, port=port)
    try:
        with lifeline.tied(command[2:], env=lab_environment(private.path, language)) as process:
            try:
                return process.wait()
            except KeyboardInterrupt:
                lifeline.stop(process)
                return 0
    finally:
        private.remove()
