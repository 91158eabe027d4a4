"""`schedule install`: have the system call `schedule run-due` every few minutes, by systemd or
crontab.
"""

from __future__ import annotations

import hashlib
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from yq_analysis.check import DataProblem, Message, Problem, one_of

Way = Literal["systemd", "cron"]
WAYS: tuple[Way, ...] = ("systemd", "cron")
_MARK = "# yq-analysis timetable"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What will be written: files by path, or a crontab line; then commands to run."""

    way: Way
    files: dict[Path, str]
    line: str = ""
    commands: tuple[tuple[str, ...], ...] = ()

    def __str__(self) -> str:
        parts = [f"# {path}\n{text}" for path, text in self.files.items()]
        parts += [self.line] if self.line else []
        parts += (
            ["\n".join(f"# {shlex.join(command)}" for command in self.commands)]
            if self.commands
            else []
        )
        return "\n".join(parts)


def unit_name(root: Path) -> str:
    """What systemd calls this project's timetable: the folder's name as far as it is plain letters,
    and a mark of its whole path.

    >>> unit_name(Path("/srv/YQ project"))
    'yq-analysis-yq-project-e83bef24'
    """
    plain = re.sub(r"[^a-z0-9]+", "-", root.name.lower()).strip("-")
    mark = hashlib.sha256(str(root).encode(errors="surrogateescape")).hexdigest()[:8]
    return "-".join(filter(None, ["yq-analysis", plain, mark]))


def usual_way() -> Way:
    """systemd where it keeps this user's services, else crontab."""
    if shutil.which("systemctl"):
        found = subprocess.run(
            ["systemctl", "--user", "show-environment"], capture_output=True, check=False
        )
        if found.returncode == 0:
            return "systemd"
    return "cron"


def plan_install(
    root: Path, *, every: int, way: str, home: Path, python: str = sys.executable
) -> Plan:
    """What `install` would write for the project at `root`, every `every` minutes."""
    one_of(way, WAYS, name="--with")
    command = [python, "-m", "yq_analysis", "schedule", "run-due", "--root", str(root)]
    if way == "cron":
        log = root / "reports" / "schedule.log"
        text = " ".join(shlex.quote(word).replace("%", r"\%") for word in command)
        return Plan(
            way="cron",
            files={},
            line=f"*/{every} * * * * {text} >> {shlex.quote(str(log))} 2>&1 {_MARK} {root}",
        )
    folder, unit = home / ".config" / "systemd" / "user", unit_name(root)
    about = str(root).replace("%", "%%")
    service = (
        "[Unit]\nDescription=yq-analysis: run what is due in "
        f"{about}\nOnFailure={unit}-failed.service\n\n"
        f"[Service]\nType=oneshot\nWorkingDirectory={_quoted(str(root), bare=True)}\nExecStart="
        f"{' '.join(map(_quoted, command))}\n"
    )
    failed_command = [python, "-m", "yq_analysis", "schedule", "tell", "--root", str(root)]
    failed = (
        f"[Unit]\nDescription=yq-analysis: tell that the timetable of {about} failed\n\n"
        f"[Service]\nType=oneshot\nWorkingDirectory={_quoted(str(root), bare=True)}\nExecStart="
        f"{' '.join(map(_quoted, failed_command))}\n"
    )
    timer = (
        f"[Unit]\nDescription=yq-analysis: look every few minutes what is due in {about}\n\n"
        f"[Timer]\nOnCalendar=*:0/{every}\nPersistent=true\nRandomizedDelaySec=20\n\n[Install]\nWantedBy=timers.target\n"
    )
    return Plan(
        way="systemd",
        files={
            folder / f"{unit}.service": service,
            folder / f"{unit}-failed.service": failed,
            folder / f"{unit}.timer": timer,
        },
        commands=(
            ("systemctl", "--user", "daemon-reload"),
            ("systemctl", "--user", "enable", "--now", f"{unit}.timer"),
        ),
    )


def _quoted(word: str, *, bare: bool = False) -> str:
    """A word in systemd's notation: percent and dollar signs mean something to it."""
    text = word.replace("%", "%%")
    if bare:
        return text
    text = text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
    return f'"{text}"' if any(one in text for one in " \t'\"") else text


def carry_out(plan: Plan) -> None:
    """Write the files and run the commands; or put the line into the crontab in the place of an
    earlier one.
    """
    try:
        for path, text in plan.files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        if plan.line:
            mark = plan.line[plan.line.index(_MARK) :]
            listed = subprocess.run(
                ["crontab", "-l"], capture_output=True, text=True, check=False
            ).stdout
            kept = [line for line in listed.splitlines() if not line.endswith(mark)]
            subprocess.run(
                ["crontab", "-"],
                input="\n".join([*kept, plan.line]) + "\n",
                text=True,
                check=True,
                capture_output=True,
            )
        for command in plan.commands:
            subprocess.run(command, check=True, capture_output=True, text=True)
    except FileNotFoundError as problem:
        raise DataProblem(
            [
                Problem(
                    where=plan.way,
                    what=Message("install_no_program", program=problem.filename),
                    next=Message("install_other_way"),
                )
            ]
        ) from None
    except (OSError, subprocess.CalledProcessError) as problem:
        said = getattr(problem, "stderr", "") or str(problem)
        raise DataProblem(
            [
                Problem(
                    where=plan.way,
                    what=Message("install_refused", said=said.strip()),
                    next=Message("install_see_print"),
                )
            ]
        ) from None
