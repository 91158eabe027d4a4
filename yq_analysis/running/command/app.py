"""The command line. Each command loads what it needs when it runs, so that `--help` answers at
once.

Exit codes: 0 done or already up to date, 1 the data were refused or a page failed, 2 the question
was wrong.
"""

from __future__ import annotations

if __name__ == "__main__":  # before the others load
    from yq_analysis.running.command.interrupt import end_at_once

    end_at_once()

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from yq_analysis.check import Message, in_language, system_words
from yq_analysis.running.command import language as spoken
from yq_analysis.running.command.interrupt import INTERRUPTED

DATA_REFUSED, QUESTION_WRONG = 1, 2

app = typer.Typer(
    name="yq-analysis",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

# of the command line that runs now; `run` says it
_language = "zh"

Root = Annotated[Path, typer.Option(file_okay=False, envvar="YQ_ROOT")]
Json = Annotated[bool, typer.Option("--json")]
Areas = Annotated[list[str], typer.Option("--area")]
To = Annotated[int | None, typer.Option("--to")]
Public = Annotated[bool, typer.Option("--public")]
Scheduler = Annotated[str | None, typer.Option("--scheduler")]


def _say(result: dict[str, Any], *, machine: bool, lines: Sequence[str]) -> None:
    if machine:
        print(json.dumps(result, ensure_ascii=False, default=str))
    else:
        for line in lines:
            print(in_language(line, _language))


@app.command()
def check(file: Path, html: Path | None = None, machine: Json = False) -> None:
    """Show how one file was read."""
    from yq_analysis.running.command.commands import check_file

    result, lines = check_file(file, html=html)
    _say(result, machine=machine, lines=lines)


@app.command()
def clean(
    labels: Annotated[Path | None, typer.Option(exists=True, dir_okay=False)] = None,
    scheduler: Scheduler = None,
    root: Root = Path("."),
    machine: Json = False,
) -> None:
    """Rebuild data/processed from data/raw."""
    from yq_analysis.running.command.commands import clean_data

    result, lines = clean_data(root, labels, scheduler)
    _say(result, machine=machine, lines=lines)
    if not result["complete"]:  # the tables are made of the other files
        raise typer.Exit(DATA_REFUSED)


@app.command()
def export(
    kind: str, out: Annotated[Path, typer.Option()], root: Root = Path("."), machine: Json = False
) -> None:
    """A data package, or SDMX-CSV with code lists."""
    from yq_analysis.check import one_of
    from yq_analysis.running import interchange

    one_of(kind, ("package", "sdmx"), name="kind")
    write = interchange.write_package if kind == "package" else interchange.write_sdmx
    paths = [str(path) for path in write(root, out)]
    _say({"written": paths}, machine=machine, lines=[f"→ {path}" for path in paths])


@app.command("import-sdmx")
def import_sdmx(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    root: Root = Path("."),
    machine: Json = False,
) -> None:
    """An SDMX-CSV file as a transcription sheet."""
    from yq_analysis.running.interchange import take_sdmx

    path = str(take_sdmx(file, root))
    _say({"written": [path]}, machine=machine, lines=[f"→ {path}"])


@app.command()
def init(
    area: str, folder: Annotated[Path | None, typer.Argument()] = None, machine: Json = False
) -> None:
    """Lay out a workspace for an area."""
    from yq_analysis.running.workspace.init import init as lay_out
    from yq_analysis.running.workspace.workspace_tasks import typed

    space = lay_out(area, folder)
    lines = [
        Message("workspace_laid", root=str(space.root)),
        Message("workspace_next", root=typed(space.root), raw=str(space.raw)),
    ]
    _say({"root": str(space.root), "area": space.area}, machine=machine, lines=lines)


@app.command()
def form(
    area: Annotated[str | None, typer.Option("--area")] = None,
    ending: Annotated[int | None, typer.Option("--for")] = None,
    out: Path | None = None,
    root: Root = Path("."),
    machine: Json = False,
) -> None:
    """A form that asks for what the open verdicts need."""
    from yq_analysis.running.workspace import workspace_tasks

    workspace_tasks.check_project(root)
    said = workspace_tasks.taken_in(root)
    path, lines = workspace_tasks.make_form(root, area, ending, out)
    _say({"file": str(path or "")}, machine=machine, lines=[*said, *lines])


@app.command()
def report(
    area: Areas = [],  # noqa: B006
    to: To = None,
    as_of: str | None = None,
    language: str = "zh",
    out: Path | None = None,
    only: list[str] = [],  # noqa: B006
    parameter: Annotated[list[str], typer.Option("-p", "--parameter")] = [],  # noqa: B006
    jobs: Annotated[int | None, typer.Option(min=1)] = None,
    force: bool = False,
    appendix: bool = False,
    timeout: Annotated[float, typer.Option(min=1)] = 600,
    watch: bool = False,
    fork: bool = True,
    public: Public = False,
    scheduler: Scheduler = None,
    opened: Annotated[bool, typer.Option("--open")] = False,
    root: Root = Path("."),
    machine: Json = False,
) -> None:
    """Make the reports of areas (all that have data, if none is named)."""
    from yq_analysis.running.command.commands import make_reports, open_page

    result, lines, code = make_reports(
        root=root,
        areas=area,
        to=to,
        as_of=as_of,
        language=language,
        out=out,
        only=only,
        parameters=parameter,
        jobs=jobs,
        force=force,
        appendix=appendix,
        timeout=timeout,
        fork=fork,
        watch=watch,
        machine=machine,
        public=public,
        scheduler=scheduler,
    )
    _say(result, machine=machine, lines=lines)
    if opened:
        open_page(list(result.get("places", {}).values()))
    raise typer.Exit(code)


@app.command()
def figures(
    area: Areas,
    out: Annotated[Path, typer.Option()],
    to: To = None,
    as_of: str | None = None,
    language: str = "zh",
    width: Annotated[list[float], typer.Option("--width", show_default=False)] = [],  # noqa: B006
    public: Public = False,
    root: Root = Path("."),
    machine: Json = False,
) -> None:
    """Figures and tables for a briefing."""
    from yq_analysis.running.command.commands import make_appendix

    result, lines = make_appendix(
        root=root,
        areas=area,
        to=to,
        as_of=as_of,
        language=language,
        out=out,
        widths=width,
        public=public,
    )
    _say(result, machine=machine, lines=lines)


@app.command()
def targets(
    file: Path,
    area: Annotated[str, typer.Option("--area")] = "",
    add: Annotated[bool, typer.Option("--add")] = False,
    out: Path | None = None,
    yes: Annotated[bool, typer.Option("--yes")] = False,
    language: str = "zh",
    root: Root = Path("."),
    machine: Json = False,
) -> None:
    """The targets that a policy document sets, and into the list with them."""
    from yq_analysis.running.command.targets import add_to_list, read_document, write_table

    found = read_document(file, area=area, add=add, root=root, language=language, asks=not yes)
    _say(found.result, machine=machine, lines=found.lines)
    code = found.code
    if out is not None:
        _say({}, machine=False, lines=[] if machine else write_table(found, out))
    if add:
        if not yes and found.takes and not _confirmed(found.question):
            raise typer.Exit(code or QUESTION_WRONG)
        said = add_to_list(found)
        print(*said, sep="\n", file=sys.stderr if machine else sys.stdout)
    raise typer.Exit(code)


def _confirmed(question: str) -> bool:
    """Whether a person says yes; where nobody can answer, nothing is
    written and the way is said.
    """

    try:
        return typer.confirm(question, err=True)
    except typer.Abort:
        print(f"✕ {Message('targets_not_asked')}", file=sys.stderr)
        return False


@app.command()
def lab(
    root: Root = Path("."), language: str = "", browser: bool = True, port: int | None = None
) -> None:
    """Open JupyterLab at the welcome notebook."""
    from yq_analysis.running.command.lab import open_lab

    raise typer.Exit(open_lab(root, language=language, browser=browser, port=port))


schedule = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
app.add_typer(schedule, name="schedule")


@schedule.command("run-due")
def run_due(
    root: Root = Path("."),
    machine: Json = False,
    at_once: Annotated[bool, typer.Option("--now")] = False,
) -> None:
    """Run what is due since the last success."""
    from yq_analysis.running.timetable.schedule import run_due as attend

    code = attend(
        root.resolve(),
        say=lambda line: print(
            in_language(line, _language), file=sys.stderr if machine else sys.stdout
        ),
        at_once=at_once,
    )
    if machine:
        print(json.dumps({"jobs": _standing(root)}, ensure_ascii=False))
    raise typer.Exit(code)


@schedule.command()
def status(root: Root = Path("."), machine: Json = False) -> None:
    """How each job stands."""
    from yq_analysis.running.timetable.jobs import wrong_jobs
    from yq_analysis.running.timetable.timetable import FILE, read_timetable

    rows, wrong = _standing(root), wrong_jobs(read_timetable(root / FILE), root.resolve())
    lines = [
        Message(
            "timetable_stands", **{**row, "standing": Message(f"report.standing_{row['standing']}")}
        )
        for row in rows
    ]
    _say({"jobs": rows, "problems": [vars(one) for one in wrong]}, machine=machine, lines=lines)
    print(*(f"✕ {one}" for one in wrong), sep="\n", end="\n" if wrong else "", file=sys.stderr)
    raise typer.Exit(
        QUESTION_WRONG if wrong else 1 if any(row["standing"] == "failed" for row in rows) else 0
    )


def _standing(root: Path) -> list[dict[str, Any]]:
    from datetime import datetime

    from yq_analysis.running.timetable.states import FOLDER, read_states
    from yq_analysis.running.timetable.status import standing
    from yq_analysis.running.timetable.timetable import FILE, read_timetable

    now = datetime.now()
    states, remarks = read_states(root / FOLDER, now)
    print(*remarks, sep="\n", end="\n" if remarks else "", file=sys.stderr)
    return standing(read_timetable(root / FILE), states, now)


@schedule.command()
def install(
    root: Root = Path("."),
    every: Annotated[int, typer.Option(min=1, max=59)] = 15,
    way: Annotated[str, typer.Option("--with")] = "",
    only_print: Annotated[bool, typer.Option("--print")] = False,
) -> None:
    """Have systemd or cron call run-due."""
    from yq_analysis.check import QuestionProblem, refuse
    from yq_analysis.running.timetable.install import carry_out, plan_install, usual_way
    from yq_analysis.running.timetable.jobs import wrong_jobs
    from yq_analysis.running.timetable.timetable import FILE, read_timetable

    refuse(wrong_jobs(read_timetable(root / FILE), root.resolve()), kind=QuestionProblem)
    plan = plan_install(root.resolve(), every=every, way=way or usual_way(), home=Path.home())
    print(plan)
    if not only_print:
        carry_out(plan)


@schedule.command()
def serve(root: Root = Path(".")) -> None:
    """The same in the foreground."""
    from yq_analysis.running.timetable.serve import serve as keep_serving

    keep_serving(root.resolve())


@schedule.command(hidden=True)
def tell(root: Root = Path("."), message: str = "") -> None:
    """Call every job's notify command: what the system runs when the
    timetable itself has failed.
    """
    from datetime import datetime

    from yq_analysis.running.timetable.schedule import tell_all

    tell_all(root.resolve(), message or Message("timetable_itself"), datetime.now())


def main() -> None:
    """Run a command; whatever is wrong is said in words, never as a traceback."""
    code = run(sys.argv[1:])
    if (
        code == INTERRUPTED
        # at once: nothing is left to wait for, and a library that was interrupted as it loaded
        # would change the code
    ):
        import os

        from yq_analysis.running.processes.runtime_dir import remove_ours

        remove_ours()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


# Options that take several values; their commands take no bare words, so these can follow one after
# another.
_SEVERAL = {"report": ("--area", "--only", "--parameter", "-p"), "figures": ("--area", "--width")}


def _each_named(arguments: Sequence[str]) -> list[str]:
    """With the option repeated before each of its values: people write `--area A B` and mean both.

    >>> _each_named(["report", "--area", "陕西省", "榆林市", "--to", "2035"])
    ['report', '--area', '陕西省', '--area', '榆林市', '--to', '2035']
    """
    several = _SEVERAL.get(arguments[0], ()) if arguments else ()
    found: list[str] = []
    option, held = "", 0
    for word in arguments:
        if word.startswith("-"):
            name, given, _ = word.partition("=")
            option, held = (name if name in several else ""), int(bool(given))
        elif option:
            if held:
                found.append(option)
            held += 1
        found.append(word)
    return found


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code."""
    import os

    from yq_analysis.check import DataProblem, QuestionProblem
    from yq_analysis.running.processes.signals import ended_by_signals

    # the models are small: several BLAS threads only wait for each other
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    machine = "--json" in arguments
    global _language
    _language = spoken.chosen(arguments)
    if arguments[:1] == ["--language"]:  # before the command: only of what is said here
        arguments = arguments[2:]
    command = typer.main.get_command(app)
    spoken.speak(command, _language)
    with ended_by_signals():  # kernels first, nothing half-written
        try:
            code = int(_called(command, _each_named(arguments)) or 0)
            return (
                _interrupted(machine=machine) if code == INTERRUPTED else code
            )  # typer makes a code of Ctrl-C
        except QuestionProblem as problem:
            return _refused(problem, QUESTION_WRONG, machine=machine)
        except DataProblem as problem:
            return _refused(problem, DATA_REFUSED, machine=machine)
        except KeyboardInterrupt:
            return _interrupted(machine=machine)
        except Exception as problem:
            return _other(problem, machine=machine)


def _called(command: Any, arguments: Sequence[str]) -> Any:
    """Run the command; a help page is printed in one language only."""
    if not arguments or arguments == ["schedule"]:
        arguments = [*arguments, "--help"]
    if not {"-h", "--help"} & set(arguments):
        return command(list(arguments), prog_name="yq-analysis", standalone_mode=False)
    import contextlib
    import io

    page = io.StringIO()
    try:
        with contextlib.redirect_stdout(page):
            return command(list(arguments), prog_name="yq-analysis", standalone_mode=False)
    finally:
        print(spoken.in_words(page.getvalue(), _language), end="")


def _refused(problem: Any, code: int, *, machine: bool) -> int:
    """Everything that was wrong: for people on stderr, for machines as one object on stdout."""
    from yq_analysis.running.command.commands import refusal_for_machines

    for one in problem.problems:
        print(f"✕ {one.text(_language)}", file=sys.stderr)
    if machine:
        print(json.dumps(refusal_for_machines(problem.problems), ensure_ascii=False))
    return code


def _other(problem: Exception, *, machine: bool) -> int:
    import errno

    from yq_analysis.check import DataProblem, Problem

    if hasattr(problem, "format_message") and hasattr(
        problem, "exit_code"
    ):  # the command line itself was wrong
        context = getattr(problem, "ctx", None)
        where = context.command_path if context else "yq-analysis"
        wrong = Problem(
            where=where,
            what=spoken.refusal(str(problem.format_message()), _language),
            next=Message("command_see_help", where=where),
        )
        return _refused(DataProblem([wrong]), QUESTION_WRONG, machine=machine)
    if isinstance(problem, BrokenPipeError) or getattr(problem, "errno", None) == errno.EPIPE:
        return 0
    if type(problem).__name__ == "Abort":
        return _interrupted(machine=machine)
    if isinstance(problem, OSError):
        refused = _first_of(problem)
        advice = Message("writing_see_to_it")
        wrong = Problem(
            where=str(refused.filename or "yq-analysis"), what=system_words(refused), next=advice
        )
        return _refused(DataProblem([wrong]), DATA_REFUSED, machine=machine)
    if machine:
        print(
            json.dumps(
                {
                    "complete": False,
                    "problems": [
                        {
                            "where": "yq-analysis",
                            "what": f"{type(problem).__name__}: {problem}",
                            "next": "",
                        }
                    ],
                },
                ensure_ascii=False,
            )
        )
    raise problem  # a fault of ours, not of the input: worth its traceback


def _first_of(problem: OSError) -> OSError:
    """The first of the refusals that copying a folder has collected; another problem itself."""
    import os
    import re
    import shutil

    if not isinstance(problem, shutil.Error):
        return problem
    _, place, why = problem.args[0][0]
    number = int(found[1]) if (found := re.search(r"Errno (\d+)", str(why))) else 0
    return OSError(number, os.strerror(number), str(place))


def _interrupted(*, machine: bool) -> int:
    print("已中断，没有写到一半的报告。 Interrupted; nothing is half-written.", file=sys.stderr)
    if machine:
        print(json.dumps({"complete": False, "interrupted": True, "problems": []}))
    return INTERRUPTED


if __name__ == "__main__":
    main()
