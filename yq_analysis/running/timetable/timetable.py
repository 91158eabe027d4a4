"""schedule.toml: which reports, when, where to, how many to keep, whom to tell."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from pathlib import Path, PurePath
from typing import Any

from yq_analysis.check import Message, Problem, QuestionProblem, refuse
from yq_analysis.running.report.page_words import LANGUAGES

FILE = "schedule.toml"
_DAYS = {
    name: number for number, name in enumerate(("sun", "mon", "tue", "wed", "thu", "fri", "sat"))
}
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
        start=1,
    )
}
_FIELDS: tuple[tuple[str, int, int, dict[str, int]], ...] = (
    ("minute", 0, 59, {}),
    ("hour", 0, 23, {}),
    ("day", 1, 31, {}),
    ("month", 1, 12, _MONTHS),
    ("weekday", 0, 7, _DAYS),
)
_WORDS = re.compile(r"(daily|weekly|monthly)(?:\s+([a-z]{3}|\d{1,2}))?\s+(\d{1,2}):(\d{2})$")
_NAME = re.compile(r"[\w-]+$")
# a rule that fits no day in so many (29 February comes round in eight years) fits none
_FURTHEST = 366 * 9
_SOME_DAY = datetime(2001, 1, 1)


@dataclass(frozen=True, kw_only=True)
class When:
    """A crontab rule, in the local time of the machine. `text` is as written, `cron` its five
    fields.
    """

    text: str
    cron: str
    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    any_day: bool
    any_weekday: bool

    def _on(self, day: datetime) -> bool:
        by_date, by_week = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        if self.any_day or self.any_weekday:
            fits = by_date and by_week
        else:  # crontab's rule: where both are given, either will do
            fits = by_date or by_week
        return fits and day.month in self.months

    def last(self, now: datetime) -> datetime | None:
        """The latest time not after `now` at which this was due."""
        for back in range(_FURTHEST):
            day = (now - timedelta(days=back)).replace(hour=0, minute=0, second=0, microsecond=0)
            if self._on(day):
                for hour in sorted(self.hours, reverse=True):
                    for minute in sorted(self.minutes, reverse=True):
                        if (due := day.replace(hour=hour, minute=minute)) <= now:
                            return due
        return None

    def next(self, now: datetime) -> datetime | None:
        """The first time after `now` at which this is due."""
        for ahead in range(_FURTHEST):
            day = (now + timedelta(days=ahead)).replace(hour=0, minute=0, second=0, microsecond=0)
            if self._on(day):
                for hour in sorted(self.hours):
                    for minute in sorted(self.minutes):
                        if (due := day.replace(hour=hour, minute=minute)) > now:
                            return due
        return None


def read_when(text: str) -> When:
    """Five crontab fields, or `daily 06:30`, `weekly mon 06:30`, `monthly 5 06:30`. Raises
    `ValueError`.

    >>> read_when("weekly mon 06:30").cron
    '30 6 * * 1'
    >>> read_when("0 6 1,15 * *").last(datetime(2025, 3, 14, 12))
    datetime.datetime(2025, 3, 1, 6, 0)
    """
    cron = _in_words(text.strip().lower()) or text.strip().lower()
    parts = cron.split()
    if len(parts) != len(_FIELDS):
        raise ValueError(Message("when_neither"))
    minutes, hours, days, months, weekdays = (
        _field(part, *bounds) for part, bounds in zip(parts, _FIELDS, strict=True)
    )
    return When(
        text=text,
        cron=cron,
        minutes=minutes,
        hours=hours,
        days=days,
        months=months,
        weekdays=frozenset(day % 7 for day in weekdays),
        any_day=parts[2].startswith("*"),
        any_weekday=parts[4].startswith("*"),
    )


def _in_words(text: str) -> str | None:
    found = _WORDS.match(text)
    if not found:
        return None
    rhythm, day, hour, minute = found.groups()
    if rhythm == "daily" and day is None:
        return f"{int(minute)} {int(hour)} * * *"
    if rhythm == "weekly" and day in _DAYS:
        return f"{int(minute)} {int(hour)} * * {_DAYS[day]}"
    if rhythm == "monthly" and day is not None and day.isdigit():
        return f"{int(minute)} {int(hour)} {int(day)} * *"
    raise ValueError(Message("when_no_day"))


def _field(text: str, name: str, low: int, high: int, names: Mapping[str, int]) -> frozenset[int]:
    found: set[int] = set()
    for part in text.split(","):
        span, _, step = part.partition("/")
        first, dash, last = span.partition("-")
        try:
            start = low if span == "*" else names[first] if first in names else int(first)
            stop = (
                high
                if span == "*" or (step and not dash)
                else (names[last] if last in names else int(last))
                if dash
                else start
            )
            stride = int(step) if step else 1
        except ValueError:
            raise ValueError(
                Message("when_unreadable", field=Message(f"when_{name}"), part=part)
            ) from None
        if not (low <= start <= stop <= high) or stride < 1:
            raise ValueError(
                Message(
                    "when_outside", field=Message(f"when_{name}"), low=low, high=high, part=part
                )
            )
        found.update(range(start, stop + 1, stride))
    return frozenset(found)


@dataclass(frozen=True, kw_only=True)
class Job:
    """One line of work of the timetable."""

    name: str
    when: When
    areas: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    to: int | None = None
    language: str = "zh"
    out: str = "reports"
    parameters: tuple[str, ...] = ()
    clean: bool = True
    keep: int = 12
    timeout: float = 3600
    retries: int = 2
    wait: float = 60
    notify: str = ""

    @property
    def given(self) -> dict[str, str]:
        """The parameters by name, as text."""
        return dict(one.split("=", 1) for one in self.parameters)


_KINDS: dict[str, tuple[type | tuple[type, ...], str]] = {
    "areas": (list, "areas"),
    "only": (list, "pages"),
    "to": (int, "year"),
    "language": (str, "language"),
    "out": (str, "folder"),
    "parameters": (dict, "table"),
    "clean": (bool, "flag"),
    "keep": (int, "whole"),
    "timeout": ((int, float), "seconds"),
    "retries": (int, "whole"),
    "wait": ((int, float), "seconds"),
    "notify": (str, "command"),
}
# the least and the most, in the same units; a job that takes a week is one that hangs
_BOUNDS = {
    "keep": (1, 100_000),
    "timeout": (1, 7 * 86_400),
    "retries": (0, 20),
    "wait": (0, 86_400),
}


def read_timetable(path: Path) -> list[Job]:
    """The jobs of a schedule.toml. Raises `QuestionProblem` with everything that is wrong in it."""
    content = _content(path)
    common = {key: value for key, value in content.items() if key != "job"}
    wrong: list[Problem] = []
    jobs: list[Job] = []
    for number, entry in enumerate(content["job"], start=1):
        if not isinstance(entry, dict):
            where = Message("at_job", file=path.name, job=number)
            what, after = Message("timetable_is", value=repr(entry)), Message("timetable_write_job")
            wrong.append(Problem(where=where, what=what, next=after))
            continue
        where = Message("at_job", file=path.name, job=entry.get("name", number))
        found = [
            Problem(where=where, what=what, next=after)
            for what, after in _wrong({**common, **entry})
        ]
        wrong += found
        if not found:
            jobs.append(_job({**common, **entry}))
    names = [job.name for job in jobs]
    wrong += [
        Problem(
            where=path.name,
            what=Message("timetable_same_name", name=name),
            next=Message("timetable_other_name"),
        )
        for name in sorted({name for name in names if names.count(name) > 1})
    ]
    refuse(wrong, kind=QuestionProblem)
    return jobs


def _content(path: Path) -> dict[str, Any]:
    """What a schedule.toml says; one without a job is refused."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        jobs = content.get("job")
        if isinstance(jobs, list) and jobs:
            return content
        what, after = Message("timetable_no_job"), Message("timetable_add_job")
    except FileNotFoundError:
        what, after = Message("reading_file_missing"), Message("timetable_write_one")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        what = Message("timetable_unreadable", problem=problem)
        after = Message("timetable_correct")
    raise QuestionProblem([Problem(where=str(path), what=what, next=after)])


def notify_commands(path: Path) -> list[str]:
    """Every notify command that can be made out in a schedule.toml, however wrong the rest of it
    is.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return []
    jobs = content.get("job", [])
    found = [content, *(jobs if isinstance(jobs, list) else [])]
    said = [one.get("notify") for one in found if isinstance(one, dict)]
    return list(dict.fromkeys(one for one in said if isinstance(one, str) and one.strip()))


def _job(entry: dict[str, Any]) -> Job:
    """The job of an entry that nothing is wrong with."""
    made = {key: value for key, value in entry.items() if key not in ("when", "parameters")}
    made |= {key: tuple(map(str, made[key])) for key in ("areas", "only") if key in made}
    given = entry.get("parameters", {}).items()
    return Job(
        when=read_when(str(entry["when"])),
        parameters=tuple(f"{key}={_text(value)}" for key, value in given),
        **made,
    )


def _wrong(entry: dict[str, Any]) -> Iterator[tuple[Message, Message]]:
    """Everything that is wrong in an entry, each with advice."""
    known = [one.name for one in fields(Job)]
    for key in entry:
        if key not in known:
            choices = "、".join(known)
            yield Message("not_known", value=key), Message("choose_one_of", choices=choices)
    for key, (kind, said) in _KINDS.items():
        value = entry.get(key)
        if value is None:
            continue
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            yield _is(key, value), Message(f"timetable_give_{said}")
        elif key in _BOUNDS and not _BOUNDS[key][0] <= entry[key] <= _BOUNDS[key][1]:
            least, most = _BOUNDS[key]
            yield _is(key, value), Message("timetable_give_between", least=least, most=most)
    yield from _meaningless(entry)
    if not isinstance(entry.get("name"), str) or not _NAME.match(entry["name"]):
        yield Message("timetable_no_name"), Message("timetable_give_name")
    when = str(entry.get("when", ""))
    try:
        if read_when(when).next(_SOME_DAY) is None:
            raise ValueError(Message("when_never"))
    except ValueError as problem:
        said = Message("timetable_when", when=repr(entry.get("when", "")), problem=problem.args[0])
        yield said, Message("timetable_give_when")


def _meaningless(entry: Mapping[str, Any]) -> list[tuple[Message, Message]]:
    """What has the right kind and yet cannot be meant: each with advice."""
    found = []
    for key in ("areas", "only"):
        value = entry.get(key)
        if isinstance(value, list) and not all(
            isinstance(one, (str, int)) and not isinstance(one, bool) for one in value
        ):
            found.append((_is(key, value), Message(f"timetable_give_{_KINDS[key][1]}")))
    if isinstance(entry.get("language"), str) and entry["language"] not in LANGUAGES:
        found.append(
            (
                _is("language", entry["language"]),
                Message("choose_one_of", choices="、".join(LANGUAGES)),
            )
        )
    if isinstance(entry.get("out"), str) and (
        PurePath(entry["out"]).is_absolute() or ".." in PurePath(entry["out"]).parts
    ):
        found.append((_is("out", entry["out"]), Message("timetable_give_below")))
    if isinstance(entry.get("notify"), str):
        try:
            shlex.split(entry["notify"])
        except ValueError as problem:
            found.append(
                (
                    Message("timetable_notify", value=repr(entry["notify"]), problem=problem),
                    Message("timetable_give_shell"),
                )
            )
    return found


def _is(key: str, value: Any) -> Message:
    return Message("timetable_entry_is", key=key, value=repr(value))


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict)) else str(value)
