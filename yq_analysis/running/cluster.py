"""More machines: readings, answers by area and reports done on an existing Dask cluster.

The cluster is somebody else's (`dask scheduler`, `dask worker`, SLURM, Kubernetes); its workers
need this package and no common disk. The project travels to each worker once, under the print of
its content; what comes back is bytes, the same as one machine makes. A worker that is lost has its
work done again by another; a page that failed is a marked page, and the others go on.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yq_analysis.check import DataProblem, Message, Problem, QuestionProblem

if TYPE_CHECKING:
    import pandas as pd

    from yq_analysis.running.report.making import Outcome
    from yq_analysis.running.report.progress_bar import Progress
    from yq_analysis.running.report.question import Question

Map = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]

_PARTS = ("catalogue", "notebooks", "data/raw", "data/processed")
_OWN = (
    "analysis",
    "catalogue",
    "check.py",
    "maths",
    "model.py",
    "presenting",
    "reading",
    "running",
)
_BATCHES = 32  # at most: each carries the project
_RETRIES = 3  # how often the work of a lost worker, or of one that ran out of memory, is done again
_CONNECT = 15  # seconds until a scheduler that does not answer is given up


@contextmanager
def connected(scheduler: str) -> Iterator[Any]:
    """A client of the scheduler at an address such as tcp://host:8786.

    Raises `QuestionProblem` where distributed is not installed or nobody answers, `DataProblem`
    where there is no worker or one has another version of this package.
    """
    try:
        from distributed import Client
    except ImportError:
        raise _wrong("cluster_not_installed") from None
    try:
        client = Client(scheduler, timeout=_CONNECT, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as problem:
        raise _wrong("cluster_no_answer", address=scheduler, reason=str(problem)) from None
    try:
        _check_workers(client, scheduler)
        yield client
    finally:
        client.close()


def _wrong(code: str, **values: str) -> QuestionProblem:
    what, then = Message(code, **values), Message(f"{code}_next")
    return QuestionProblem([Problem(where="--scheduler", what=what, next=then)])


def _check_workers(client: Any, scheduler: str) -> None:
    here = _code()
    there: Mapping[str, str] = client.run(_code)
    if not there:
        what = Message("cluster_no_worker", address=scheduler)
        raise DataProblem(
            [Problem(where="--scheduler", what=what, next=Message("cluster_no_worker_next"))]
        )
    other = sorted(address for address, code in there.items() if code != here)
    if other:
        what = Message("cluster_other_code", workers="、".join(other))
        raise DataProblem(
            [Problem(where="--scheduler", what=what, next=Message("cluster_other_code_next"))]
        )


def _code() -> str:
    from yq_analysis.running.flow.freshness import code_print

    return code_print(_OWN)


def cluster_map(client: Any) -> Map:
    """A `map` whose calls run on the cluster: results in the order of the work, faults raised here.

    Hand it to `flow.clean(root, map=...)` or `answers(root, areas, map=...)`. A worker that is lost
    has its calls done again; a call's own exception is raised as it is.
    """

    def run(work: Callable[[Any], Any], parts: Iterable[Any]) -> Iterator[Any]:
        # pure=False: what is read from a file may differ from one call to the next
        futures = [client.submit(work, part, pure=False, retries=_RETRIES) for part in parts]
        try:
            for future in futures:
                yield future.result()
        finally:
            client.cancel(futures)

    return run


# --- the project on another machine ---


@dataclass(frozen=True)
class Parcel:
    """A project as bytes, and the print of its content."""

    key: str
    content: bytes


def parcel(root: Path) -> Parcel:
    """What of a project is needed to answer questions: its lists, notebooks and data."""
    target, key = io.BytesIO(), hashlib.sha256()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for part in _PARTS:
            for path in sorted((root / part).rglob("*")):
                inside = path.relative_to(root)
                if not path.is_file() or _left_out(inside):
                    continue
                content = path.read_bytes()
                name = inside.as_posix()
                key.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
                archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return Parcel(key=key.hexdigest()[:32], content=target.getvalue())


def _left_out(inside: Path) -> bool:
    """What the answers do not hang on: locks, what is kept for the next `clean`, Parquet."""
    hidden = any(part.startswith(".") for part in inside.parts) and inside.name != ".inputs.json"
    return hidden or "parquet" in inside.parts or "by_area" in inside.parts


def unpacked(sent: Parcel) -> Path:
    """The project as a folder of this machine, laid out once; a half-laid one is never used."""
    place = Path(tempfile.gettempdir()) / f"yq-{os.getuid() if hasattr(os, 'getuid') else 0}"
    place.mkdir(mode=0o700, exist_ok=True)
    root = place / f"{sent.key}-{os.getpid()}"
    if root.is_dir():
        return root
    beside = Path(tempfile.mkdtemp(prefix=".new-", dir=place))
    with zipfile.ZipFile(io.BytesIO(sent.content)) as archive:
        archive.extractall(beside)
    try:
        os.rename(beside, root)
    except OSError:  # another thread was quicker
        shutil.rmtree(beside, ignore_errors=True)
    return root


# --- answers by area ---


@dataclass(frozen=True)
class _Asked:
    sent: Parcel
    areas: tuple[str, ...]
    to: int
    as_of: str | None
    today: str


def answers(
    root: str | Path,
    areas: Sequence[str],
    *,
    to: int = 2035,
    as_of: str | None = None,
    map: Map | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Projections and assessments of some areas, each area a question of its own.

    Parameters
    ----------
    root : str or Path
        The project's folder.
    areas : sequence of str
        Names or codes.
    to, as_of
        As in `run`.
    map : callable, optional
        Does the areas, as the built-in `map` would; see `cluster_map`.

    Returns
    -------
    projections, assessments : DataFrame
        Those of the areas, one below the other, in the order asked for.
    """
    import builtins

    import pandas as pd

    from yq_analysis.running import flow

    place = Path(root)
    flow.refresh(place)
    sent, today = parcel(place), datetime.now().date().isoformat()
    size = -(-len(areas) // _BATCHES) or 1
    asked = [
        _Asked(sent, tuple(areas[first : first + size]), to, as_of, today)
        for first in range(0, len(areas), size)
    ]
    found = [one for batch in (map or builtins.map)(_answer, asked) for one in batch]
    projections, assessments = (
        pd.concat([one[part] for one in found], ignore_index=True) for part in (0, 1)
    )
    return projections, assessments


def _answer(asked: _Asked) -> list[tuple[pd.DataFrame, pd.DataFrame]]:
    root = unpacked(asked.sent)
    return [_answer_of(root, area, asked) for area in asked.areas]


def _answer_of(root: Path, area: str, asked: _Asked) -> tuple[pd.DataFrame, pd.DataFrame]:
    from yq_analysis.running import flow

    results = flow.run(root, [area], asked.to, asked.as_of, today=asked.today)
    own = set(results.areas)
    projections, assessments = results.projections, results.assessments
    return (
        projections[projections["area"].isin(own)].reset_index(drop=True),
        assessments[assessments["area"].isin(own)].reset_index(drop=True),
    )


# --- reports ---


@dataclass(frozen=True)
class _Order:
    question: Question
    only: tuple[str, ...]
    timeout: float | None
    fork: bool
    jobs: int | None


@dataclass(frozen=True)
class _Made:
    """The report of an area as bytes, by name below its run's folder."""

    files: Mapping[str, bytes]
    failures: Mapping[str, str]
    ran: int


def make_on(
    client: Any,
    question: Question,
    *,
    root: Path,
    out: Path | None = None,
    only: Sequence[str] = (),
    jobs: int | None = None,
    timeout: float | None = 600,
    fork: bool = True,
    progress: Progress | None = None,
) -> Outcome:
    """Make the report of every area of `question` on the cluster, and publish it here.

    Each worker keeps one warmed kernel parent from area to area. An area is published as soon as it
    is done. Raises `QuestionProblem` and `DataProblem` as `making.make` does.
    """
    from distributed import as_completed

    from yq_analysis.running.report import writing
    from yq_analysis.running.report.making import Outcome
    from yq_analysis.running.report.overview import write_overview
    from yq_analysis.running.report.planning import check_question, find_notebooks
    from yq_analysis.running.report.progress_bar import Quiet

    begun = datetime.now()
    root, say = root.resolve(), progress or Quiet()
    out = (out or root / "reports").resolve()
    check_question(question, find_notebooks(root / "notebooks", only=only, root=root))
    order = _Order(question, tuple(only), timeout, fork, jobs)
    places: dict[str, Path] = {}
    failures: dict[str, str] = {}
    ran = 0
    with writing.locked(out), writing.workshop(out) as shop:
        sent = client.submit(
            _same, parcel(root), pure=False
        )  # a task, so that it can be done again
        futures = {
            client.submit(_make, sent, order, area, pure=False, retries=_RETRIES): area
            for area in question.areas
        }
        say.begin(len(futures))
        try:
            for future in as_completed(futures, loop=client.loop):
                area = futures[future]
                say.running(area.name)
                if future.status == "error":
                    failures[area.name] = str(future.exception())
                    say.failed(area.name, failures[area.name])
                    continue
                made: _Made = future.result()
                future.release()
                places[area.code] = _publish(made, shop, out / area.name)
                failures |= made.failures
                ran += made.ran
                say.done(area.name, (datetime.now() - begun).total_seconds())
        finally:
            say.end()
            client.cancel([*futures, sent])
            write_overview(out, root)
    seconds = (datetime.now() - begun).total_seconds()
    return Outcome(places=places, failures=failures, ran=ran, reused=0, seconds=seconds)


def _same(sent: Parcel) -> Parcel:
    return sent


def _make(sent: Parcel, order: _Order, area: Any) -> _Made:
    """The report of one area, made on a worker in a folder of its own."""
    from yq_analysis.running.report.making import make

    with tempfile.TemporaryDirectory(prefix="yq-") as out:
        outcome = make(
            replace(order.question, areas=(area,)),
            root=unpacked(sent),
            out=Path(out),
            only=order.only,
            jobs=order.jobs,
            timeout=order.timeout,
            fork=order.fork,
            keep=True,
        )
        (place,) = outcome.places.values()
        files = {
            path.relative_to(place).as_posix(): path.read_bytes()
            for path in sorted(place.rglob("*"))
            if path.is_file()
        }
    return _Made(files=files, failures=outcome.failures, ran=outcome.ran)


def _publish(made: _Made, shop: Path, folder: Path) -> Path:
    from yq_analysis.running.report import writing

    built = Path(tempfile.mkdtemp(dir=shop))
    for name, content in made.files.items():
        path = built / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return writing.publish(built, folder, f"{datetime.now():%Y%m%d-%H%M%S}")
