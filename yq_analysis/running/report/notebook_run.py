"""Run one notebook through papermill's public API, and say how it went without raising.

Every fault (an error in a cell, a timeout, a dead kernel) belongs to its own report; the executed
cells are kept in the output file.
"""

from __future__ import annotations

import logging
import os
import re
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from yq_analysis.running.processes.kernels import Kernels

log = logging.getLogger("yq_analysis.running.report")
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
# papermill's marks of a failure; the page has its own.
_ERROR_TAG = "papermill-error-cell-tag"
_ENGINE = "yq-saving-once"
# seconds between looks whether the kernel has begun
_LOOK = 0.05


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Why a notebook did not finish. `cell` counts from 1; `problem` is what a person reads."""

    kind: Literal["error", "timeout", "died", "other"]
    name: str
    problem: str
    cell: int | None = None
    traceback: str = ""


@dataclass(frozen=True, kw_only=True)
class Run:
    """An executed notebook (parsed, without times) and its fault, if any."""

    notebook: dict[str, Any]
    fault: Fault | None = None


@contextmanager
def quick_imports() -> Iterator[None]:
    """Keep jsonschema from loading a grammar for addresses (1 s) that no notebook needs."""
    absent = "rfc3987_syntax" not in sys.modules
    if absent:
        sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        if absent:
            del sys.modules["rfc3987_syntax"]


def load_papermill() -> None:
    """Import papermill once, in the calling thread, before threads use it."""
    with quick_imports():
        import papermill

        for name in ("papermill", "papermill.translators", "papermill.utils"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        papermill.engines.papermill_engines.register(_ENGINE, _engine())


def _engine() -> type:
    """papermill's own engine, but it saves when the notebook ends, however that is, and not twice a
    cell.

    A save writes the whole notebook, figures and all: fifty of them took longer than the cells of a
    page.
    """
    from papermill.engines import NBClientEngine

    class SavingOnce(NBClientEngine):  # type: ignore[misc]
        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **settings: Any) -> Any:
            place, nb_man.output_path = nb_man.output_path, None
            try:
                return super().execute_managed_notebook(nb_man, kernel_name, **settings)
            except BaseException:
                nb_man.output_path = place  # nobody else would save it
                raise

    return SavingOnce


def run_notebook(
    path: Path,
    output: Path,
    parameters: Mapping[str, Any],
    *,
    kernels: Kernels,
    timeout: float | None = None,
) -> Run:
    """Execute `path` with `parameters` into `output` (both absolute), in the notebook's own folder.

    `timeout` is for the whole notebook, in seconds from its kernel's start. Raises only where
    nothing can be written: `OSError` for the output, `DataProblem` for the kernels' own files.
    """
    import papermill
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    watch = _Watch(kernels.manager_class, timeout)
    fault: Fault | None = None
    try:
        papermill.execute_notebook(
            str(path),
            str(output),
            parameters=dict(parameters),
            kernel_name=kernels.name,
            language="python",
            engine_name=_ENGINE,
            progress_bar=False,
            log_output=False,
            # for nbclient
            kernel_manager_class=watch.manager_class,
            shutdown_kernel="immediate",
            record_timing=False,
            resources={"metadata": {"path": str(path.parent)}},
        )
    except PapermillExecutionError as error:
        fault = Fault(
            kind="error",
            name=error.ename,
            problem=_ANSI.sub("", str(error.evalue)),
            cell=error.cell_index + 1,
            traceback=_ANSI.sub("", "\n".join(error.traceback)),
        )
    except DeadKernelError:
        fault = Fault(kind="died", name="DeadKernelError", problem="the kernel died")
    except OSError as error:
        raise kernels.room_or(error) from None
    except Exception as error:  # whatever it is, it is this report's fault and not the others'
        fault = Fault(kind="other", name=type(error).__name__, problem=str(error))
    finally:
        watch.stop()
    if fault is not None and watch.expired:
        fault = Fault(kind="timeout", name="Timeout", problem=f"not finished after {timeout:g} s")
    notebook = tidy(_read(output) or _read(path) or {"cells": []})
    if fault is not None and fault.cell is None:
        fault = Fault(
            kind=fault.kind, name=fault.name, problem=fault.problem, cell=_stopped_at(_read(output))
        )
    return Run(notebook=notebook, fault=fault)


class _Watch:
    """Ends the kernel when its time is up; a kernel that hangs in C code hears nothing gentler.

    The time runs from the kernel's start: what the warmed parent still imports is no page's fault.
    """

    def __init__(self, manager_class: type, timeout: float | None):
        self.expired = False
        self._stopped = threading.Event()
        self._managers: list[Any] = []
        managers = self._managers

        class WatchedManager(manager_class):  # type: ignore[misc]
            def __init__(self, **settings: Any):
                super().__init__(**settings)
                managers.append(self)

        self.manager_class = WatchedManager
        if timeout:
            threading.Thread(target=self._look, args=(timeout,), daemon=True).start()

    def _look(self, timeout: float) -> None:
        while not (pid := self._pid()):
            if self._stopped.wait(_LOOK):
                return
        if self._stopped.wait(timeout):
            return
        self.expired = True
        with suppress(OSError):
            os.killpg(pid, signal.SIGKILL) if hasattr(os, "killpg") else os.kill(
                pid, signal.SIGTERM
            )

    def _pid(self) -> int | None:
        for manager in self._managers:
            pid = getattr(getattr(manager, "provisioner", None), "pid", None)
            if pid:
                return int(pid)
        return None

    def stop(self) -> None:
        self._stopped.set()


def _read(path: Path) -> dict[str, Any] | None:
    import nbformat

    try:
        result: dict[str, Any] | None = nbformat.read(path, as_version=4)
        return result
    except (OSError, ValueError, nbformat.ValidationError):
        return None


def _stopped_at(notebook: Mapping[str, Any] | None) -> int | None:
    """The number of the cell that was running when the kernel went: the last one that papermill
    started.
    """
    started = [
        number
        for number, cell in enumerate((notebook or {}).get("cells", []), start=1)
        if cell["cell_type"] == "code"
        and cell.get("metadata", {}).get("papermill", {}).get("start_time")
    ]
    return started[-1] if started else None


def tidy(notebook: dict[str, Any]) -> dict[str, Any]:
    """The executed notebook without times, paths and random names: equal runs give equal bytes."""
    cells = []
    for cell in notebook["cells"]:
        metadata = cell.get("metadata", {})
        tags = metadata.get("tags", [])
        if _ERROR_TAG in tags:
            continue
        metadata = {
            key: value for key, value in metadata.items() if key not in ("papermill", "execution")
        }
        if "injected-parameters" in tags:
            cell = {**cell, "id": "injected-parameters"}
        cells.append({**cell, "metadata": metadata})
    metadata = {
        key: value for key, value in notebook.get("metadata", {}).items() if key != "papermill"
    }
    return {**notebook, "cells": cells, "metadata": metadata}
