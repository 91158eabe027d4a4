"""`yq-analysis init`: lay out a workspace for one area, outside the program."""

from __future__ import annotations

import json
import os
import stat
import sys
from pathlib import Path

from yq_analysis import catalogue
from yq_analysis.check import Message, Problem, QuestionProblem, refuse
from yq_analysis.running.workspace import register
from yq_analysis.running.workspace.workspace_folder import MARK, Workspace, find, write_text

_SCHEDULE = """# 定时报告：去掉每行开头的“# ”即可启用，然后运行 yq-analysis schedule install
# [[job]]
# name  = "每周报告"
# when  = "weekly mon 06:30"
# areas = ["{area}"]
# to    = 2035
"""
_BAT = """@echo off
chcp 65001 >nul
set PYTHONUTF8=1
cd /d "%~dp0"
"{python}" -m yq_analysis report --open
pause
"""
_SHELL = """#!/bin/sh
cd "$(dirname "$0")" || exit 1
"{python}" -m yq_analysis report --open
"""
_DESKTOP = """[Desktop Entry]
Type=Application
Name=生成报告
Terminal=true
Exec=sh -c 'cd "$(dirname "%k")" && "{python}" -m yq_analysis report --open; read _'
"""


def init(area: str, folder: Path | None = None) -> Workspace:
    """Lay out a workspace in `folder` (default: one named after the area, here); an existing one is
    only brought up to date.

    Raises `QuestionProblem`: the area is unknown or several have its name, or the folder holds
    other things.
    """
    names = catalogue.read()
    code = names.area_code(area)
    root = (folder or Path(names.area_name(code))).resolve()
    known = find(root)
    if known is not None and known.area != code:
        already = names.area_name(known.area)
        refuse(
            [
                Problem(
                    where=str(root),
                    what=Message("workspace_of_another", area=already),
                    next=Message("workspace_other_folder"),
                )
            ],
            kind=QuestionProblem,
        )
    if known is None and _taken(root):
        refuse(
            [
                Problem(
                    where=str(root),
                    what=Message("workspace_taken"),
                    next=Message("workspace_other_folder"),
                )
            ],
            kind=QuestionProblem,
        )
    space = Workspace(root=root, area=code)
    for place in (space.raw, root / "reports", root / "lists", space.hidden):
        place.mkdir(parents=True, exist_ok=True)
    name = names.area_name(code)
    write_text(
        root / MARK, json.dumps({"area": code, "name": name}, ensure_ascii=False, indent=1) + "\n"
    )
    if not (root / "schedule.toml").exists():
        write_text(root / "schedule.toml", _SCHEDULE.format(area=name))
    _starters(root)
    register.take_in(space)
    if not space.workbook.exists():
        register.put_out(space)
    return space


def _taken(root: Path) -> bool:
    """Whether the folder is a project of another kind: figures or lists
    that this would write over.
    """
    return any((root / name).exists() for name in ("catalogue", "data", "pyproject.toml"))


def _starters(root: Path) -> None:
    """Files to double-click, with the Python that this program runs on; written anew with each
    init.
    """
    for name, text, end in (
        ("生成报告.bat", _BAT, "\r\n"),
        ("生成报告.command", _SHELL, "\n"),
        ("生成报告.desktop", _DESKTOP, "\n"),
    ):
        path = root / name
        raw = text.format(python=sys.executable).replace("\n", end)
        path.write_bytes(raw.encode("utf-8"))
        if os.name == "posix":
            path.chmod(path.stat().st_mode | stat.S_IXUSR)
