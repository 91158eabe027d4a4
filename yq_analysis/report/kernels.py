"""Kernels for reports: forked from one warmed parent where that works, plain ones where it does not.

A registered jupyter_client provisioner (`yq-fork`) and a kernelspec in a private folder; papermill,
nbclient and ipykernel stay as they are. `Kernels` is the lifetime of both.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
import os
import shutil
import signal
import site
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any, ClassVar

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

log = logging.getLogger("yq_analysis.report")
PROVISIONER = "yq-fork"
PACKAGE_ROOT = Path(__file__).resolve().parent.parent.parent
_START_SECONDS = 60


def kernel_environment() -> dict[str, str]:
    """What every kernel's environment has of its own: one BLAS thread, figures inline, the same hashes each time."""
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

    def __init__(self, folder: Path, modules: Sequence[str]):
        self.address = str(folder / "socket")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "yq_analysis.report.forkserver", self.address, *modules],
            stdin=subprocess.PIPE,  # its end tells the parent that we are gone, even after kill -9
            stdout=subprocess.DEVNULL,  # what a kernel prints below Python is not for the terminal
            stderr=self._log(folder),
            env={**os.environ, **kernel_environment()},
            start_new_session=True,  # Ctrl-C reaches us, and we end it in order
        )

    def _log(self, folder: Path) -> int:
        self.log = folder / "parent.log"
        return os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    async def ready(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while not os.path.exists(self.address):
            if not self.alive:
                said = self.log.read_text(errors="replace").strip().splitlines()
                raise RuntimeError(f"the warmed parent ended with code {self.process.returncode}: {(said or [''])[-1]}")
            if time.monotonic() > deadline:
                raise RuntimeError(f"the warmed parent was not ready after {_START_SECONDS} s")
            await asyncio.sleep(0.01)

    def close(self) -> None:
        assert self.process.stdin is not None
        with suppress(OSError):
            self.process.stdin.close()
        try:
            self.process.wait(2)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class ForkedProcess:
    """What jupyter_client expects of a process, for a kernel that is somebody else's child."""

    stdin = stdout = stderr = None

    def __init__(self, connection: socket.socket, pid: int, heard: bytes):
        self.pid = pid
        self.returncode: int | None = None
        self._connection = connection
        self._heard = heard

    def poll(self) -> int | None:
        if self.returncode is None:
            try:
                news = self._connection.recv(256, socket.MSG_DONTWAIT)
            except BlockingIOError:
                return None
            except OSError:
                news = b""
            self._heard += news
            if b"exit " in self._heard and self._heard.endswith(b"\n"):
                self.returncode = int(self._heard.rsplit(b"exit ", 1)[1])
            elif not news:  # the parent is gone, and its children with it; what they started is not
                self.returncode = -int(signal.SIGKILL)
                with suppress(OSError):
                    os.killpg(self.pid, signal.SIGKILL)
            if self.returncode is not None:
                self._connection.close()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int | None:
        deadline = None if timeout is None else time.monotonic() + timeout
        while self.poll() is None and (deadline is None or time.monotonic() < deadline):
            time.sleep(0.005)
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class ForkProvisioner(LocalProvisioner):
    """Launches a kernel by asking the warmed parent; where it cannot, launches a plain one and says so."""

    parents: ClassVar[dict[str, WarmParent]] = {}

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        address = self.kernel_spec.metadata["socket"]
        if address:
            if address not in self.parents:
                raise RuntimeError("the run has ended; no kernel starts any more")
            warm = self.parents[address]
            try:
                await self._fork(warm, cmd, kwargs)
                return self.connection_info
            except (TimeoutError, OSError, RuntimeError) as problem:
                log.warning("no forked kernel (%s); a plain kernel takes its place", problem)
        kwargs.update(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return await super().launch_kernel(cmd, **kwargs)

    async def _fork(self, warm: WarmParent, cmd: list[str], kwargs: dict[str, Any]) -> None:
        await warm.ready()
        loop = asyncio.get_running_loop()
        connection = socket.socket(socket.AF_UNIX)
        connection.setblocking(False)
        try:
            await loop.sock_connect(connection, warm.address)
            request = {
                "argv": cmd[cmd.index("-f"):],
                "env": dict(kwargs["env"]),
                "cwd": str(kwargs.get("cwd") or os.getcwd()),
            }
            await loop.sock_sendall(connection, json.dumps(request).encode() + b"\n")
            heard = b""
            while b"ready\n" not in heard:
                news = await asyncio.wait_for(loop.sock_recv(connection, 256), _START_SECONDS)
                if not news or b"exit " in news:
                    raise RuntimeError("the forked kernel ended before it was ready")
                heard += news
        except BaseException:
            connection.close()
            raise
        pid = int(heard.split(b"pid ", 1)[1].split(b"\n", 1)[0])
        self.process = ForkedProcess(connection, pid, heard)  # type: ignore[assignment]
        self.pid = self.pgid = pid  # type: ignore[assignment]
        self.cwd = kwargs.get("cwd")


class Kernels:
    """Kernels for one run: `name` and `manager_class` are what papermill needs. Use as a context.

    `modules` is what the notebooks will import; the warmed parent loads it once for all.
    """

    def __init__(self, modules: Sequence[str] = (), *, fork: bool = True):
        self.folder = Path(tempfile.mkdtemp(prefix="yq-kernels-"))  # mode 0700
        self.name = "yq-report"
        self.parent: WarmParent | None = None
        if fork and hasattr(os, "fork") and hasattr(socket, "AF_UNIX"):
            try:
                self.parent = WarmParent(self.folder, modules)
            except OSError as problem:
                log.warning("no warmed parent (%s); plain kernels take its place", problem)
        else:
            log.info("plain kernels: forking is %s", "switched off" if not fork else "not possible here")
        self._write_spec()
        self.manager_class = _manager_class(self.folder)
        _register()

    def _write_spec(self) -> None:
        spec: dict[str, Any] = {
            "argv": [sys.executable, "-m", "yq_analysis.report.forkserver", "--plain", "-f", "{connection_file}"],
            "display_name": "yq-analysis report",
            "language": "python",
            "env": kernel_environment(),
            "metadata": {"kernel_provisioner": {"provisioner_name": PROVISIONER}, "socket": ""},
        }
        if self.parent is not None:
            ForkProvisioner.parents[self.parent.address] = self.parent
            spec["metadata"]["socket"] = self.parent.address
        folder = self.folder / "kernels" / self.name
        folder.mkdir(parents=True)
        (folder / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")

    def close(self) -> None:
        if self.parent is not None:
            ForkProvisioner.parents.pop(self.parent.address, None)
            self.parent.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Kernels:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _register() -> None:
    """An installed package is found by its entry point; a bare checkout names itself."""
    factory = KernelProvisionerFactory.instance()
    if PROVISIONER not in factory.provisioners:
        factory.provisioners[PROVISIONER] = EntryPoint(
            name=PROVISIONER, value="yq_analysis.report.kernels:ForkProvisioner", group=factory.GROUP_NAME
        )


def _manager_class(folder: Path) -> type[AsyncKernelManager]:
    """A kernel manager whose kernelspec, connection files and sockets all lie in our private folder.

    Sockets are files where the system has them: TCP ports, chosen before they are bound, collide when
    several kernels start at once, and anybody on the machine can knock at them.
    """
    numbers = itertools.count(1)
    files = hasattr(socket, "AF_UNIX") and len(str(folder)) < 80  # the system allows some 107 bytes

    class ReportKernelManager(AsyncKernelManager):
        def __init__(self, **settings: Any):
            name = f"k{next(numbers)}"
            if files:
                settings.update(transport="ipc", ip=str(folder / name))
            specs = KernelSpecManager(kernel_dirs=[str(folder / "kernels")], ensure_native_kernel=False)
            super().__init__(kernel_spec_manager=specs, connection_file=str(folder / f"{name}.json"), **settings)

    return ReportKernelManager
