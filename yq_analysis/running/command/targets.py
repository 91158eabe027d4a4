"""`yq-analysis targets`: from a document to the list of targets, in one look."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yq_analysis import catalogue
from yq_analysis.catalogue.lookups import Catalogue
from yq_analysis.check import Message, Problem, QuestionProblem, refuse
from yq_analysis.reading.policy import DocumentReading
from yq_analysis.reading.policy import read_document as read_policy
from yq_analysis.running.flow.cleaning import lists_folder
from yq_analysis.running.flow.target_list import (
    TargetRows,
    add_rows,
    asked_for,
    names_of,
    target_rows,
    write_rows,
)
from yq_analysis.running.workspace import workspace_tasks as workspace
from yq_analysis.running.workspace.workspace_folder import find as find_workspace

_PLACE_ENDS = re.compile("自治区|[省市区县州盟旗]")
_SHOWN = 12  # numbers set aside that are listed one by one


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a document gave, ready to be shown, written or added."""

    result: dict[str, Any]
    lines: list[str]
    code: int
    rows: TargetRows
    lists: Catalogue
    root: Path
    question: str
    takes: int


def read_document(
    file: Path, *, area: str, add: bool, root: Path, language: str, asks: bool = True
) -> Found:
    """Read a document and say what was found, what was set aside, and what `--add` would write.

    The targets are those of the place that is named, else that the document's title or file name
    prints; a workspace's own area only where somebody is asked (`asks`).
    """
    import yq_analysis as yq
    from yq_analysis.running.report.page_words import checked

    if not file.is_file():
        there = Message("targets_no_file")
        refuse([Problem(where=str(file), what=there)], kind=QuestionProblem)
    words = checked(language)
    said = workspace.taken_in(root)  # an indicator of the office's own is known from here on
    lists = catalogue.read(lists_folder(root))
    read = read_policy(file)
    space = find_workspace(root)
    if not area and space is not None:
        area = printed_area((read.about.name, file.stem), space.area, lists)
        area = area or (space.area if asks or not add else "")
    if add and not area:
        own = lists.area_name(space.area) if space else ""
        refuse([_which_area(file, read, own)], kind=QuestionProblem)
    code = lists.area_code(area) if area else ""
    area = (lists.names.path(code) or lists.area_name(code)) if code else ""
    rows = target_rows(read, lists, code, file.name)
    shown = yq.tables.named(read.targets, words) if len(read.targets) else read.targets
    lines = [*said, *([shown.to_string(index=False, na_rep="")] if len(shown) else [])]
    lines += [message.text(language) for message in read.count()]
    left = [row for row in read.aside.to_dict("records") if row["reason"].code != "policy_past"]
    lines += [
        Message("policy_left", line=r["line"], number=r["number"], text=r["text"]).text(language)
        for r in left[:_SHOWN]
    ]
    if read.lost:
        lines.append("⚠ " + Message("policy_lost", file=file.name).text(language))
    if area:
        lines += ["", *asked_for(rows, lists, office=workspace.is_workspace(root))]
    takes = len(rows.known)
    return Found(
        result=_for_machines(file, read, rows),
        lines=lines,
        code=1 if read.lost else 0,
        rows=rows,
        lists=lists,
        root=root,
        question=str(
            Message("targets_ask", n=takes, area=area, names=names_of(list(rows.known["name"])))
        ),
        takes=takes,
    )


def printed_area(texts: Sequence[str], own: str, lists: Catalogue) -> str:
    """The code of the first place that one of the texts names, "" where none does or several have
    its name; the own area where it is one of these.
    """
    for text in texts:
        for start in range(len(text)):
            ends = [m.end() for m in _PLACE_ENDS.finditer(text, start) if m.end() - start <= 15]
            for end in reversed(ends):
                found = lists.names.candidates(text[start:end]) if end - start >= 3 else set()
                if found:
                    return own if own in found else next(iter(found)) if len(found) == 1 else ""
    return ""


def _which_area(file: Path, read: DocumentReading, own: str) -> Problem:
    named = re.search(r"[\u4e00-\u9fff]{2,9}?(?:省|自治区|市|区|县|州|盟|旗)", read.about.name)
    return Problem(
        where=f"--add {file.name}",
        what=Message("targets_whose"),
        next=Message("targets_whose_next", area=own or (named[0] if named else "重庆市")),
    )


def _for_machines(file: Path, read: DocumentReading, rows: TargetRows) -> dict[str, Any]:
    plain = json.loads(read.targets.to_json(orient="records", force_ascii=False))
    aside = [
        {
            "line": int(r["line"]),
            "number": r["number"],
            "text": r["text"],
            "reason": r["reason"].code,
        }
        for r in read.aside.to_dict("records")
    ]
    return {
        "file": str(file),
        "document": vars(read.about),
        "targets": plain,
        "count": {"seen": read.seen, "read": read.read, "past": read.past},
        "aside": aside,
        "unknown": rows.nearest,
    }


def write_table(found: Found, path: Path) -> list[str]:
    """Write all rows as a table for people."""
    from yq_analysis.running.report.writing import cannot_write

    try:
        write_rows(path, found.rows.rows, found.lists)
    except OSError as problem:
        raise cannot_write(path, problem) from None
    return [f"→ {path}"]


def add_to_list(found: Found) -> list[str]:
    """Append the known rows to the project's own list of targets."""
    taken = workspace.add_targets(found.root, found.rows.known)
    if taken is not None:
        return taken
    folder = lists_folder(found.root)
    if folder is None:
        refuse(
            [
                Problem(
                    where=str(found.root),
                    what=Message("targets_no_list"),
                    next=Message("targets_no_list_next"),
                )
            ],
            kind=QuestionProblem,
        )
        raise AssertionError
    path = folder / "targets.csv"
    added, there = add_rows(path, found.rows.known)
    said: list[str] = [Message("targets_added", n=added, file=str(path))]
    if there:
        said.append(Message("targets_there", n=len(there), names=names_of(there)))
    left = found.rows.rows[found.rows.rows["doubtful"]]
    if len(left):
        said.append(Message("targets_doubtful", n=len(left), names=names_of(list(left["name"]))))
    return said
