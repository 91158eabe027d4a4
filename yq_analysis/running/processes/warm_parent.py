"""The warmed parent as whoever starts it sees it: a process, its socket, its end.

It stands apart from `kernels` because it loads nothing: the parent warms up while the driver still
imports Jupyter.
"""

from __future__ import annotations

import json
import logging
import os
import site
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from yq_analysis.running.processes.runtime_dir import PrivateFolder

log = logging.getLogger("yq_analysis.running.report")
PACKAGE_ROOT = Path(__file__).resolve().parents[3]
START_SECONDS = 60


def kernel_environment() -> dict[str, str]:
    """What every kernel's environment has of its own: one BLAS thread, figures inline, the same
    hashes each time.
    """
    environment = {
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": "0",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }
    if str(PACKAGE_ROOT) not in site.getsitepackages():  # run from a checkout that is not installed
        known = os.environ.get("PYTHONPATH", "")
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(PACKAGE_ROOT), known]))
    return environment


class WarmParent:
    """The warmed parent process and its socket; `close` ends it and every kernel that it forked."""

    kept = False  # for the next run of the same notebooks and data, in this process

    def __init__(self, modules: Sequence[str], data: tuple[Any, ...] | None = None):
        wish = json.dumps({"modules": list(modules), "data": data})
        self.private = PrivateFolder()
        self.address = str(self.private.path / "socket")
        self._log = self.private.path / "parent.log"
        try:
            with self._log.open("ab") as log_file:
                self.process = subprocess.Popen(
                    [
                        sys.executable,
                        "-m",
                        "yq_analysis.running.processes.forkserver",
                        self.address,
                        wish,
                    ],
                    # its end tells the parent that we are gone, even after kill -9
                    stdin=subprocess.PIPE,
                    # what a kernel prints below Python is not for the terminal
                    stdout=subprocess.DEVNULL,
                    stderr=log_file,
                    env={**os.environ, **kernel_environment()},
                    start_new_session=True,  # Ctrl-C reaches us, and we end it in order
                )
        except BaseException:
            self.private.remove()
            raise
        self._begun = time.monotonic()

    def is_ready(self) -> bool:
        """Whether a kernel can be asked for. Raises `RuntimeError` where none ever will."""
        if os.path.exists(self.address):
            return True
        if self.process.poll() is not None:
            said = self._log.read_text(errors="replace").strip().splitlines()
            raise RuntimeError(
                f"the warmed parent ended with code {self.process.returncode}: {(said or [''])[-1]}"
            )
        if time.monotonic() - self._begun > START_SECONDS:
            raise RuntimeError(f"the warmed parent was not ready after {START_SECONDS} s")
        return False

    def end(self) -> None:
        """End the parent and every kernel that it forked; the folder stays until `close`.

        One that is kept for the next run lives as long as this process.
        """
        if self.kept:
            return
        assert self.process.stdin is not None
        with suppress(OSError):
            self.process.stdin.close()
        try:
            self.process.wait(
                2 if os.path.exists(self.address) else 0
            )  # while it warms up, there is nothing that it could tidy up
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def close(self) -> None:
        self.end()
        if not self.kept:
            self.private.remove()


_kept: dict[tuple[object, ...], WarmParent] = {}
_keeping = threading.Lock()


def _kept_parent(modules: Sequence[str], data: tuple[str, str] | None) -> WarmParent:
    """The parent that this process keeps for these notebooks and data, and no other one."""
    key = (tuple(modules), data)
    with _keeping:
        known = _kept.get(key)
        if known is not None and known.process.poll() is None:
            return known
        for old in [*_kept.values()]:
            old.kept = False
            old.close()
        _kept.clear()
        parent = WarmParent(modules, data)
        parent.kept = True
        _kept[key] = parent
        return parent


def start_parent(
    modules: Sequence[str],
    *,
    data: tuple[Any, ...] | None = None,
    fork: bool = True,
    keep: bool = False,
) -> WarmParent | None:
    """A parent that warms up with what notebooks import, or None, said in the log, where kernels
    cannot be forked.

    `data` is the notebooks' folder, the project's root as they are told it, and the questions that
    several of them ask: what they all read is read once, and what they all compute computed once.
    With `keep` it stays for the next call, as long as this process lives.
    """
    if not fork or not hasattr(os, "fork") or not hasattr(socket, "AF_UNIX"):
        if fork:  # who switched it off knows
            log.warning(
                "kernels cannot be forked on this system; plain kernels, which start more "
                "slowly, take their place"
            )
        return None
    try:
        return _kept_parent(modules, data) if keep else WarmParent(modules, data)
    except OSError as problem:
        log.warning("no warmed parent (%s); plain kernels take its place", problem)
        return None
