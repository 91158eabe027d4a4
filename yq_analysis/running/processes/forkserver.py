"""The warmed parent: one single-threaded process that has imported everything and forks one kernel
a request.

Protocol, over a UNIX stream socket in a private folder. The client sends one JSON line {argv, env,
cwd}. The parent answers "pid N"; the child answers "ready" once its own sockets are bound; the
parent answers "exit CODE" when the child is gone (negative: the signal that ended it) and closes.
Standard input is the lifeline: at its end, that is when whoever started the parent is gone for
whatever reason, the parent ends every kernel's process group and itself, and removes the folder.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import io
import json
import os
import select
import selectors
import shutil
import signal
import socket
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

# What every kernel loads by itself.
KERNEL = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "ipykernel.subshell_manager",
    "ipykernel.debugger",
    "debugpy.server.api",
    "IPython.core.pylabtools",
    "IPython.core.completerlib",
    "IPython.extensions.storemagic",
    "sqlite3",
)
# What comes with a library as soon as it is used.
_WITH = {
    "pandas": ("pandas.io.formats.html", "pandas.io.formats.style"),
    "yq_analysis.running.flow.walk": (
        "yq_analysis.presenting.pages.theme_views",
        "yq_analysis.presenting.pages.target_views",
    ),
    "matplotlib": (
        "matplotlib.pyplot",
        "matplotlib.backends.backend_agg",
        "matplotlib.backends.backend_svg",
    ),
}
_PR_SET_PDEATHSIG = 1
# bytes of address space that one kernel may take; a report of a country of 2,850 counties needs a
# quarter
KERNEL_MEMORY = 8 << 30
# seconds between looks at the lifeline while the parent imports
_LOOK = 0.25


def kernel_config() -> dict[str, dict[str, Any]]:
    """How a kernel shows figures, the same in forked and in plain kernels, so that both give the
    same bytes.
    """
    return {
        "InlineBackend": {
            "figure_formats": {"svg"},
            # "tight" draws every figure twice; a date would make two equal runs differ.
            "print_figure_kwargs": {"bbox_inches": None, "metadata": {"Date": None}},
            "rc": {"svg.hashsalt": "yq-analysis"},
        },
        # A report leaves no history behind in somebody's home.
        "HistoryManager": {"enabled": False},
    }


def warm(modules: Sequence[str]) -> None:
    """Import `modules`, draw one figure, project one series: the first time is the slow one.

    Each is optional here: a notebook that imports what is not there says so itself.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for module in (*KERNEL, *modules):
            with suppress(Exception):
                importlib.import_module(module)
        for library, parts in _WITH.items():
            if library in sys.modules:
                for part in parts:
                    with suppress(Exception):
                        importlib.import_module(part)
        for once in (_letter, _draw, _walk, _print):
            with suppress(Exception):
                once()


def _letter() -> None:
    """Find and register the Chinese font once for all kernels."""
    fonts = sys.modules.get("yq_analysis.presenting.figures.fonts")
    if fonts is not None:
        fonts.families()
        fonts.width("榆阳区2035", 10.0)


def _draw() -> None:
    if "matplotlib" not in sys.modules:
        return
    from matplotlib.figure import Figure

    figure = Figure(figsize=(3, 2), layout="constrained")
    axes = figure.subplots()
    axes.plot([1, 2], [1, 2], "o-", label="a")
    axes.fill_between([1, 2], [1, 2], [2, 3], alpha=0.3)
    axes.set_title("a")
    figure.savefig(io.BytesIO(), format="svg")


def _walk() -> None:
    """One small series through the rooms that a page opens: what they load or learn at first use,
    all kernels have.
    """
    if "yq_analysis.running.flow.walk" not in sys.modules:
        return
    import pandas as pd

    import yq_analysis as yq

    series = pd.DataFrame(
        {
            "area": "a",
            "indicator": "b",
            "caliber": "",
            "year": range(2010, 2025),
            "unit": "",
            "value": [100 * 1.05**step + step % 3 for step in range(15)],
            "status": "A",
        }
    )
    ahead, paths = yq.project(series, 3), yq.simulate(series, 3, 20)
    targets = pd.DataFrame(
        [
            {
                "area": "a",
                "indicator": "b",
                "year": 2027,
                "value": 250.0,
                "comparator": ">=",
                "basis": "level",
                "unit": "",
            }
        ]
    )
    yq.tables.html(yq.assess(series, ahead, targets, paths=paths), caption="")
    yq.figures.svg(yq.figures.trend(series, ahead))


def _print() -> None:
    pandas = sys.modules.get("pandas")
    if pandas is not None:
        pandas.DataFrame({"a": ["x", "y"], "b": [1.0, 2.0]}).to_html()
        pandas.read_csv(io.StringIO("a,b\n1,2\n"))


def hold(folder: str, root: str, questions: Sequence[Mapping[str, Any]] = ()) -> None:
    """Read the project's data once for all kernels, and answer once what several pages ask.

    `root` is what the notebooks in `folder` are told.
    """
    cleaning = sys.modules.get("yq_analysis.running.flow.cleaning")
    if cleaning is not None:
        with suppress(Exception):
            os.chdir(folder)
            cleaning.hold(root)
    results = sys.modules.get("yq_analysis.running.flow.walk")
    if results is not None and questions:
        with suppress(Exception):  # a page that cannot be answered says so itself
            results.hold(root, questions)


def serve(address: str, wish: Mapping[str, Any]) -> None:
    """Warm up, listen at `address`, fork one kernel a request, until standard input ends.

    `wish` has the `modules` to import and, where the notebooks read a project's data, the arguments
    of `hold` as `data`.
    """
    gc.disable()  # importing makes little garbage and many objects to look through
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # Ctrl-C reaches the driver, which closes the lifeline
    with _looking_up(address):
        warm(wish["modules"])
        if wish.get("data"):
            hold(*wish["data"])
    gc.freeze()  # kernels share these pages as long as nobody counts through them
    gc.enable()
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address + ".new")
    listener.listen(64)
    os.rename(address + ".new", address)  # a client that sees the address can connect
    children: dict[int, socket.socket] = {}
    wake_out, wake_in = os.pipe()
    os.set_blocking(wake_in, False)
    signal.set_wakeup_fd(wake_in, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGTERM, lambda *_: _end(children, address))
    selector = selectors.DefaultSelector()
    for source in (listener.fileno(), wake_out, 0):
        selector.register(source, selectors.EVENT_READ)
    while True:
        ready = {key.fd for key, _ in selector.select()}
        if 0 in ready and not os.read(0, 1024):
            _end(children, address)
        if wake_out in ready:
            os.read(wake_out, 1024)
            _reap(children)
        if listener.fileno() in ready:
            connection, _ = listener.accept()
            if _fork(
                connection,
                children,
                close=(listener.fileno(), wake_out, wake_in, selector.fileno()),
            ):
                continue


@contextmanager
def _looking_up(address: str) -> Iterator[None]:
    """Look at the lifeline every now and then while modules are imported, which may take for ever;
    no thread, for we shall fork.
    """

    def look(*_: object) -> None:
        if select.select([0], [], [], 0)[0] and not os.read(0, 1024):
            _end({}, address)

    signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, _LOOK, _LOOK)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)


def _end(children: Mapping[int, socket.socket], address: str) -> None:
    for pid in children:
        for kill in (os.killpg, os.kill):  # one that has just been forked leads no group yet
            with suppress(OSError):
                kill(pid, signal.SIGKILL)
    shutil.rmtree(os.path.dirname(address), ignore_errors=True)  # whoever made it may be gone
    os._exit(0)


def _reap(children: dict[int, socket.socket]) -> None:
    for pid in list(children):
        with suppress(ChildProcessError):
            gone, status = os.waitpid(pid, os.WNOHANG)
            if gone:
                connection = children.pop(pid)
                with suppress(OSError):
                    connection.sendall(b"exit %d\n" % os.waitstatus_to_exitcode(status))
                connection.close()
                with suppress(OSError):  # what the kernel itself started goes with it
                    os.killpg(pid, signal.SIGKILL)


def _fork(
    connection: socket.socket, children: dict[int, socket.socket], *, close: tuple[int, ...]
) -> bool:
    connection.settimeout(10)
    try:
        line = connection.makefile("rb").readline()
        request = json.loads(line)
    except (OSError, ValueError):
        connection.close()
        return False
    connection.settimeout(None)
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            for descriptor in (*close, *(other.fileno() for other in children.values())):
                os.close(descriptor)
            _become_kernel(request, connection, parent)
            code = 0
        except BaseException:
            import traceback

            traceback.print_exc()
        finally:
            sys.stdout.flush()
            os._exit(code)
    children[pid] = connection
    with suppress(OSError):
        connection.sendall(b"pid %d\n" % pid)
    return True


def _become_kernel(request: dict[str, Any], connection: socket.socket, parent: int) -> None:
    os.setsid()  # a group of its own: ended with everything that it starts
    _die_with(parent)
    for number in (signal.SIGCHLD, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(request["env"])
    os.environ["JPY_PARENT_PID"] = str(parent)
    os.chdir(request["cwd"])
    nowhere = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nowhere, 0)
    os.close(nowhere)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()  # the global generator would be the same in every child
    _bound_memory()
    sys.argv = ["ipykernel_launcher", *request["argv"]]
    sys.path.insert(0, "")
    start_kernel(request["argv"], ready=lambda: _say_ready(connection))


def _bound_memory() -> None:
    """Where the system can, let a notebook that takes too much fail as a page, not take the machine
    along.
    """
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (KERNEL_MEMORY, resource.RLIM_INFINITY))


def _die_with(parent: int) -> None:
    """Where the system can (Linux), end this process when its parent ends, however that ends."""
    if sys.platform.startswith("linux"):
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _say_ready(connection: socket.socket) -> None:
    connection.sendall(b"ready\n")
    connection.close()  # the parent keeps its end; what a notebook starts must not hold it open


def start_kernel(argv: list[str], *, ready: Any = None) -> None:
    """Run one real ipykernel in this process until it is told to stop."""
    from ipykernel.kernelapp import IPKernelApp
    from traitlets.config import Config

    app = IPKernelApp.instance(config=Config(kernel_config()))
    app.initialize(argv)
    if ready:
        ready()
    app.start()


if __name__ == "__main__":
    if sys.argv[1] == "--plain":
        from yq_analysis.running.processes import parent_watch as lifeline

        lifeline.watch(lifeline.take_stdin(), lifeline.end_group)
        sys.path.insert(0, "")
        start_kernel(sys.argv[2:])
    else:
        serve(sys.argv[1], json.loads(sys.argv[2]))
