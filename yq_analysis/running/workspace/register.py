"""资料登记.xlsx and the rest of the program: before a command its answers are taken in, after it
what is open is put out.
"""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
from pathlib import Path

from yq_analysis.analysis.ledger.manifest import MANIFEST, NAME
from yq_analysis.catalogue.csv_habits import plain
from yq_analysis.catalogue.csv_habits import rows_of as csv_rows
from yq_analysis.catalogue.folder import BASE
from yq_analysis.catalogue.lookups import Catalogue
from yq_analysis.catalogue.lookups import read as read_lists
from yq_analysis.check import Message, cell_text, refuse
from yq_analysis.running.workspace import open_points, store, workbook
from yq_analysis.running.workspace.form_file import is_form
from yq_analysis.running.workspace.own_lists import lay_lists
from yq_analysis.running.workspace.store import (
    AREAS,
    DOUBTS,
    FILES,
    INDICATORS,
    LABELS,
    TARGETS,
    Answers,
    Row,
)
from yq_analysis.running.workspace.workbook_answers import rows_of
from yq_analysis.running.workspace.workspace_folder import Workspace, lay_program_files, write_text

# heading of the sheet 文件 -> column of MANIFEST.csv
_COLUMNS = {
    "地区": "area",
    "版次": "edition",
    "口径": "caliber",
    "指标": "indicator",
    "发布单位": "publisher",
    "网址": "url",
}
_MORE = ["area", "caliber", "indicator", "note"]


def take_in(space: Workspace) -> list[Message]:
    """Read the workbook's answers, lay the lists and MANIFEST.csv by them; remarks that stop
    nothing.

    Raises `DataProblem` that names every cell which cannot be read: nothing is changed then but the
    kept answers.
    """
    lay_program_files(space)
    seen = workbook.read(space)
    known = store.read(space)
    answers = store.merge(known, seen.rows, seen.columns)
    if answers != known:
        store.write(space, answers)
    lists = lay_answers(space, answers)
    _lay_manifest(space, answers, lists)
    return seen.remarks


def lay_answers(space: Workspace, answers: Answers) -> Catalogue:
    """Lay catalogue/ by the answers; first what others may name (areas, indicators), then
    everything.
    """
    lay_lists(space, {})
    folder = space.root / "catalogue"
    first, problems = rows_of(answers, read_lists(folder), (AREAS.name, INDICATORS.name))
    refuse(problems)
    lay_lists(space, first)
    rest = (LABELS.name, DOUBTS.name, TARGETS.name)
    then, problems = rows_of(answers, read_lists(folder), rest)
    refuse(problems)
    lay_lists(
        space,
        {name: first.get(name, []) + then.get(name, []) for name in dict.fromkeys([*first, *then])},
    )
    return read_lists(folder)


def put_out(space: Workspace) -> list[Message]:
    """Write into the workbook what is open now and what was answered;
    remarks where it has to wait.
    """
    answers = store.read(space)
    remarks: list[Message] = []
    if workbook.has_changed(space):  # somebody saved it since it was read: the answers come first
        seen = workbook.read(space)
        answers, remarks = store.merge(answers, seen.rows, seen.columns), seen.remarks
        store.write(space, answers)
        lay_answers(space, answers)
    lists = read_lists(space.root / "catalogue")
    rows = open_points.rows(space, answers, lists, own_files(space))
    changed = _doubts_moved(answers, rows[DOUBTS.name])
    if changed:
        store.write(space, answers)
        lay_answers(space, answers)
    said = workbook.write(space, rows, open_points.choices(lists, space))
    waiting = [
        Message("workspace_open_points", sheet=name, count=count)
        for name, count in open_points.counts(rows).items()
        if count
    ]
    return [*remarks, *said, *waiting]


def _doubts_moved(answers: Answers, rows: list[Row]) -> bool:
    """Let answers about figures follow them to another caliber or edition; whether any did."""
    known = answers[DOUBTS.name]
    moved = {DOUBTS.key_of(row): row for row in rows if row.get("处理")}
    if moved == known:
        return False
    answers[DOUBTS.name] = moved
    return True


def own_files(space: Workspace) -> list[Path]:
    """The office's files in data/raw."""
    return sorted(
        path
        for path in space.raw.rglob("*")
        if path.is_file()
        and path.name != NAME
        and not any(part.startswith((".", "~$")) for part in path.relative_to(space.raw).parts)
        and path.relative_to(space.raw).parts[0] != BASE
    )


def _lay_manifest(space: Workspace, answers: Answers, lists: Catalogue) -> None:
    """MANIFEST.csv: the program's files as it lists them, and each of the office's with what was
    answered about it.
    """
    rows = [{**row, "file": f"{BASE}/{row['file']}"} for row in _rows(space.base / NAME)]
    known = {row["file"]: row for row in _rows(space.raw / NAME)}
    today = datetime.date.today().isoformat()
    for path in own_files(space):
        name = path.relative_to(space.raw).as_posix()
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        row = {"retrieved": today, **known.get(name, {}), "file": name}
        if row.get("sha256", digest) != digest:  # the office has put another file in its place
            row["retrieved"] = today
        row["sha256"] = digest
        answer = answers[FILES.name].get(FILES.key_of({"文件": name}))
        if answer is not None:
            row.update(_about(answer, lists))
        if is_form(path):
            row.update(area="", caliber="", indicator="")
        rows.append(row)
    columns = list(
        dict.fromkeys([*MANIFEST, *_MORE, *(column for row in rows for column in row if column)])
    )
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([cell_text(row.get(column, "")) for column in columns] for row in rows)
    write_text(space.raw / NAME, made.getvalue())


def _about(answer: Row, lists: Catalogue) -> Row:
    """The answer about a file as cells of MANIFEST.csv: calibers by their codes."""
    row = {column: answer.get(head, "") for head, column in _COLUMNS.items()}
    row["edition"] = plain("edition", row["edition"])
    names = dict(zip(lists.calibers["name_zh"], lists.calibers["caliber"], strict=True))
    items = dict(zip(lists.items["name_zh"], lists.items["item"], strict=True))
    parts = []
    for part in filter(None, (one.strip() for one in row["caliber"].replace("；", ";").split(";"))):
        head, given, tail = part.replace("＝", "=").partition("=")
        caliber = (tail if given else head).strip()
        code = "+".join(names.get(one.strip(), one.strip()) for one in caliber.split("+"))
        parts.append(f"{items.get(head.strip(), head.strip())}={code}" if given else code)
    row["caliber"] = "; ".join(parts)
    return row


def _rows(path: Path) -> list[Row]:
    if not path.is_file():
        return []
    return csv_rows(path)
