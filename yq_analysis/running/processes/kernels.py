"""Kernels for reports: forked from one warmed parent where that works, plain ones where it does
not.

A registered jupyter_client provisioner (`yq-fork`) and a kernelspec in a private folder; papermill,
nbclient and ipykernel stay as they are. `Kernels` is the lifetime of both.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any, ClassVar

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from yq_analysis.running.processes.runtime_dir import PrivateFolder, no_room
from yq_analysis.running.processes.warm_parent import START_SECONDS, WarmParent, kernel_environment

log = logging.getLogger("yq_analysis.running.report")
PROVISIONER = "yq-fork"
# jupyter_client logs with a traceback what it also raises, and what it raises is told as the fault
# of its page
_silent = logging.getLogger("yq_analysis.running.report.silent")
_silent.addHandler(logging.NullHandler())
_silent.propagate = False


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


class RunEnded(RuntimeError):
    """The run is over or was interrupted: no kernel starts any more."""


class ForkProvisioner(LocalProvisioner):
    """Launches a kernel by asking the warmed parent; where it cannot, launches a plain one and says
    so.
    """

    runs: ClassVar[dict[str, Kernels]] = {}

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        run = self.runs.get(self.kernel_spec.metadata["run"])
        if run is None:
            raise RunEnded
        if run.parent is not None:
            try:
                await self._fork(run.parent, cmd, kwargs)
                return self.connection_info
            except (TimeoutError, OSError, RuntimeError) as problem:
                if run.ended:  # it broke because we ended it
                    raise RunEnded from None
                log.warning("no forked kernel (%s); a plain kernel takes its place", problem)
        kwargs.update(stdin=run.lifeline, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        connection = await super().launch_kernel(cmd, **kwargs)
        run.adopt(self.process)
        return connection

    async def _fork(self, warm: WarmParent, cmd: list[str], kwargs: dict[str, Any]) -> None:
        while not warm.is_ready():
            await asyncio.sleep(0.01)
        loop = asyncio.get_running_loop()
        connection = socket.socket(socket.AF_UNIX)
        connection.setblocking(False)
        try:
            await loop.sock_connect(connection, warm.address)
            request = {
                "argv": cmd[cmd.index("-f") :],
                "env": dict(kwargs["env"]),
                "cwd": str(kwargs.get("cwd") or os.getcwd()),
            }
            await loop.sock_sendall(connection, json.dumps(request).encode() + b"\n")
            heard = b""
            while b"ready\n" not in heard:
                news = await asyncio.wait_for(loop.sock_recv(connection, 256), START_SECONDS)
                if not news or b"exit " in news:
                    raise RuntimeError("the forked kernel ended before it was ready")
                heard += news
        except BaseException:
            connection.close()
            raise
        pid = int(heard.split(b"pid ", 1)[1].split(b"\n", 1)[0])
        self.process = ForkedProcess(connection, pid, heard)  # type: ignore[assignment]
        self.pid = self.pgid = pid
        self.cwd = kwargs.get("cwd")


class Kernels:
    """Kernels for one run: `name` and `manager_class` are what papermill needs. Use as a context.

    `parent` forks them; without one they are plain ones. It ends with them. Raises `DataProblem`
    where there is no room for their files.
    """

    def __init__(self, parent: WarmParent | None = None):
        self.name = "yq-report"
        self.parent = parent
        self.ended = False
        self._plain: list[subprocess.Popen[bytes]] = []
        self.lifeline, self._our_end = os.pipe()  # plain kernels end when our end of it is closed
        try:
            self.private = parent.private if parent else PrivateFolder()
            self.folder = self.private.path
            self._write_spec()
        except OSError as problem:
            raise no_room(problem) from None
        self.manager_class = _manager_class(self.folder)
        ForkProvisioner.runs[str(self.folder)] = self
        _register()

    def _write_spec(self) -> None:
        spec: dict[str, Any] = {
            "argv": [
                sys.executable,
                "-m",
                "yq_analysis.running.processes.forkserver",
                "--plain",
                "-f",
                "{connection_file}",
            ],
            "display_name": "yq-analysis report",
            "language": "python",
            "env": kernel_environment(),
            "metadata": {
                "kernel_provisioner": {"provisioner_name": PROVISIONER},
                "run": str(self.folder),
            },
        }
        folder = self.folder / "kernels" / self.name
        folder.mkdir(parents=True)
        (folder / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")

    def room_or(self, problem: OSError) -> Exception:
        """`problem`, or what to say where it is the kernels' own folder that cannot be written any
        more.
        """
        try:
            probe = self.folder / "probe"
            probe.write_bytes(bytes(4096))
            probe.unlink()
        except OSError as own:
            return no_room(own)
        return problem

    def adopt(self, process: Any) -> None:
        """A plain kernel to end with the run; at once, where the run has ended while it started."""
        self._plain.append(process)
        if self.ended:
            _kill(process)
            raise RunEnded

    def end(self) -> None:
        """End every kernel and let none start; their files stay until `close`, for threads that
        still look at them.
        """
        self.ended = True
        ForkProvisioner.runs.pop(str(self.folder), None)
        if self.parent is not None:
            self.parent.end()
        for process in self._plain:
            _kill(process)

    def close(self) -> None:
        self.end()
        self.private.remove()
        for descriptor in (self.lifeline, self._our_end):
            with suppress(OSError):
                os.close(descriptor)

    def __enter__(self) -> Kernels:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _kill(process: Any) -> None:
    """End a plain kernel and all that it started, unless it is gone."""
    if process.poll() is None:
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL) if hasattr(os, "killpg") else process.kill()
            process.wait()  # until then it may still make a file in the folder that is removed next


def _register() -> None:
    """An installed package is found by its entry point; a bare checkout names itself."""
    factory = KernelProvisionerFactory.instance()
    if PROVISIONER not in factory.provisioners:
        factory.provisioners[PROVISIONER] = EntryPoint(
            name=PROVISIONER,
            value="yq_analysis.running.processes.kernels:ForkProvisioner",
            group=factory.GROUP_NAME,
        )


def _manager_class(folder: Path) -> type[AsyncKernelManager]:
    """A kernel manager whose kernelspec, connection files and sockets all lie in our private
    folder.

    Sockets are files where the system has them: TCP ports, chosen before they are bound, collide
    when several kernels start at once, and anybody on the machine can knock at them.
    """
    numbers = itertools.count(1)
    files = hasattr(socket, "AF_UNIX") and len(str(folder)) < 80  # the system allows some 107 bytes

    class ReportKernelManager(AsyncKernelManager):
        def __init__(self, **settings: Any):
            name = f"k{next(numbers)}"
            if files:
                settings.update(transport="ipc", ip=str(folder / name))
            specs = KernelSpecManager(
                kernel_dirs=[str(folder / "kernels")], ensure_native_kernel=False
            )
            super().__init__(
                kernel_spec_manager=specs,
                connection_file=str(folder / f"{name}.json"),
                log=_silent,
                **settings,
            )

    return ReportKernelManager
