"""What the command line does in a workspace; in any other folder these do
nothing and say nothing.
"""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from yq_analysis.catalogue.folder import BASE
from yq_analysis.check import Message, Problem, QuestionProblem, refuse
from yq_analysis.running.workspace.form_file import is_form
from yq_analysis.running.workspace.workspace_folder import MARK, find

if TYPE_CHECKING:
    import pandas as pd


def is_workspace(root: Path) -> bool:
    """Whether the folder is an office's workspace."""
    return find(root) is not None


def is_programs(file: str) -> bool:
    """Whether a file of data/raw came with the program."""
    return file.startswith(f"{BASE}/")


def typed(path: object) -> str:
    """A path as it can be typed in a shell, that of Windows too.

    >>> typed("佛山市"), typed("我的 文件夹")
    ('佛山市', '"我的 文件夹"')
    """
    return f'"{path}"' if " " in str(path) else str(path)


def check_project(root: Path) -> None:
    """Refuse a folder that is no project, with the way to one: people forget to change into it."""
    if (root / "data").is_dir():
        return
    below = sorted(mark.parent.name for mark in root.glob(f"*/{MARK}"))
    after = Message("project_init")
    if below:
        after = Message("project_below", folder=typed(below[0]))
    refuse(
        [Problem(where=str(root.absolute()), what=Message("project_none"), next=after)],
        kind=QuestionProblem,
    )


def taken_in(root: Path) -> list[str]:
    """Take the answers of 资料登记.xlsx in; what has to be said of it."""
    space = find(root)
    if space is None:
        return []
    from yq_analysis.running.workspace import register

    return list(register.take_in(space))


def put_out(root: Path) -> list[str]:
    """Write what is open into 资料登记.xlsx; what waits for an answer."""
    space = find(root)
    if space is None:
        return []
    from yq_analysis.running.workspace import register

    return list(register.put_out(space))


def sheet_counts(root: Path) -> list[str]:
    """Of each form in data/raw how many of its figures are used and how many wait."""
    import pandas as pd

    raw, processed = root / "data" / "raw", root / "data" / "processed"
    forms = [path.relative_to(raw).as_posix() for path in sorted(raw.rglob("*")) if is_form(path)]
    if not forms:
        return []
    used = pd.read_csv(processed / "observations.csv", usecols=["source"], dtype=str)["source"]
    doubts = pd.read_csv(processed / "doubts.csv", dtype=str)
    waiting = doubts.loc[doubts["outcome"] == "set_aside", "source"]
    return [
        Message(
            "clean_form",
            file=form,
            used=int(used.str.startswith(f"{form}#").sum()),
            waiting=int(waiting.str.startswith(f"{form}#").sum()),
        )
        for form in forms
    ]


def usual_areas(root: Path) -> list[str] | None:
    """The areas of a report that names none: the office's own, and those above it that have
    figures.

    Its own also where it has only targets: its page then says what is missing, and nobody takes the
    province's page for it.
    """
    space = find(root)
    if space is None:
        return None
    from yq_analysis import catalogue
    from yq_analysis.running import flow

    lists = catalogue.read(root / "catalogue")
    known = set(flow.areas(root))
    above = [code for code in lists.parents(space.area) if code in known]
    asked = space.area in known or space.area in set(lists.targets["area"])
    return [space.area, *above] if asked or not above else above


def the_area(root: Path, area: str | None) -> str:
    """The area that was named, else the workspace's own; refused where neither is."""
    space = find(root)
    if not area and space is None:
        refuse(
            [Problem(where="--area", what=Message("workspace_empty"), next=Message("form_say"))],
            kind=QuestionProblem,
        )
    return area or (space.area if space else "")


def make_form(
    root: Path, area: str | None, ending: int | None, out: Path | None
) -> tuple[Path | None, list[str]]:
    """Write the form of what the open verdicts need; the file (None where nothing is open) and what
    to say.
    """
    from yq_analysis.analysis.assessment.enough import enough
    from yq_analysis.running import flow
    from yq_analysis.running.workspace.form_layout import OPEN, lines, years_asked
    from yq_analysis.running.workspace.form_writing import write_form

    results = flow.run(root, [the_area(root, area)])
    code, lists = results.areas[0], results.lists
    name = lists.area_name(code)
    mine = results.targets[results.targets["area"] == code]
    if mine.empty:
        return None, [Message("form_no_targets", area=name)]
    judged = results.assessments
    open_now = judged[(judged["area"] == code) & judged["verdict"].isin(OPEN)]
    asked = mine[mine["indicator"].isin(set(open_now["indicator"])) & mine["value"].notna()]
    if ending is not None:
        asked = asked[(asked["year"] == ending) | asked["year"].isna()]
    if asked.empty:
        return None, [Message("form_nothing_open", area=name)]
    years, bases, ends = years_asked(asked, max(datetime.date.today().year - 1, 2000))
    asked_lines = lines(code, list(dict.fromkeys(asked["indicator"])), lists, results.observations)
    said = enough(asked, results.observations, lists)
    path = _free(out or root / f"{name}_填报.xlsx")
    write_form(
        path,
        area=(code, name),
        lines=asked_lines,
        years=years,
        marked=bases | ends,
        enough=[
            (lists.records[str(code)].name_zh, "；".join([str(sentence), *map(str, nearby)]))
            for code, sentence, nearby in said[["indicator", "sentence", "nearby"]].to_numpy()
        ],
        today=datetime.date.today().isoformat(),
        limits=_limits(results.observations, lists.parents(code)[:1], lists.level(code)),
    )
    return path, [
        Message("form_written", file=path.name, count=len(asked_lines), targets=len(asked))
    ]


def _limits(
    table: pd.DataFrame, parents: Sequence[str], level: str
) -> dict[tuple[str, int], float]:
    """The totals of the area above: what a district has is a part of them."""
    if level not in ("county", "city") or not parents:
        return {}
    totals = {"gdp", "energy_consumption", "employment", "population_resident", "industrial_output"}
    own = table[(table["area"] == parents[0]) & table["item"].isin(totals) & table["value"].notna()]
    found: dict[tuple[str, int], float] = {}
    for item, year, value in own[["item", "year", "value"]].to_numpy():
        key = (str(item), int(year))
        found[key] = max(float(value), found.get(key, float(value)))
    return found


def _free(path: Path) -> Path:
    """The path, or where there is a file already (filled in, perhaps) the next free number."""
    number = 2
    free = path
    while free.exists():
        free = path.with_stem(f"{path.stem}_{number}")
        number += 1
    return free


def public_copy(root: Path) -> tuple[Path, list[str]]:
    """A copy of the project without 内部数据, and what was left out: a public report is made of it
    alone.
    """
    copy = root / ".yq" / "public"
    shutil.rmtree(copy, ignore_errors=True)
    raw = root / "data" / "raw"
    forms = [path for path in sorted(raw.rglob("*")) if is_form(path)]
    left = {path.relative_to(raw).as_posix() for path in forms}

    def without(folder: str, names: list[str]) -> list[str]:
        place = Path(folder)
        return [name for name in names if place / name in forms or name.startswith((".", "~$"))]

    shutil.copytree(raw, copy / "data" / "raw", ignore=without)
    for name in ("catalogue", "notebooks"):
        if (root / name).is_dir():
            shutil.copytree(root / name, copy / name)
    _without_rows(copy / "data" / "raw" / "MANIFEST.csv", "file", left)
    _without_rows(copy / "catalogue" / "corrections.csv", "source", left)
    said: list[str] = [Message("public_left_out", files="、".join(sorted(left)))] if left else []
    return copy, said or [Message("public_nothing_internal")]


def _without_rows(path: Path, column: str, files: set[str]) -> None:
    """Take the rows about these files out of a CSV."""
    import csv

    if not path.is_file():
        return
    with path.open(encoding="utf-8-sig", newline="") as handle:
        reader = csv.DictReader(handle)
        heads = list(reader.fieldnames or [])
        rows = [row for row in reader if (row.get(column) or "").partition("#")[0] not in files]
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, heads, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def add_targets(root: Path, known: pd.DataFrame) -> list[str] | None:
    """Put rows of targets.csv into the sheet 目标, and from there into the list; None where there
    is no workspace.
    """
    space = find(root)
    if space is None:
        return None
    from yq_analysis import catalogue
    from yq_analysis.running.flow.target_list import HEADINGS
    from yq_analysis.running.workspace import register, store
    from yq_analysis.running.workspace.workbook_answers import BASES, BINDINGS, COMPARATORS

    lists = catalogue.read(root / "catalogue")
    words = {
        "basis": {code: name for name, code in BASES.items()},
        "binding": {code: name for name, code in BINDINGS.items()},
        "comparator": {code: sign for sign, code in reversed(COMPARATORS.items())},
        "provisional": {"true": "是", "false": "否"},
        "indicator": {code: one.name_zh for code, one in lists.records.items()},
    }
    register.take_in(space)  # whatever was written into the workbook meanwhile stays
    answers = store.read(space)
    places = set()
    for row in known.to_dict("records"):
        row["provisional"] = str(row["provisional"]).lower()
        said = {
            head: words.get(column, {}).get(_cell(row[column]), _cell(row[column]))
            for head, column in HEADINGS.items()
        }
        said["地区"] = lists.names.path(row["area"]) or lists.area_name(row["area"])
        places.add(said["地区"])
        answers[store.TARGETS.name].setdefault(store.TARGETS.key_of(said), said)
    store.write(space, answers)
    register.lay_answers(space, answers)
    added = Message("workspace_targets_added", count=len(known), area="、".join(sorted(places)))
    return [added, *register.put_out(space)]


def _cell(value: object) -> str:
    if value is None or value != value or str(value) == "<NA>":
        return ""
    return f"{value:.15g}" if isinstance(value, float) else str(value)
