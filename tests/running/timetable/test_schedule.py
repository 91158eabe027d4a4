"""The timetable with a clock and a runner of our own: nothing here waits or starts a kernel."""

from __future__ import annotations

import errno
import json
import re
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.running.toys import add_notebook, toy_project
from yq_analysis.check import DataProblem
from yq_analysis.running.report.run_record import FORMAT
from yq_analysis.running.report.writing import locked
from yq_analysis.running.timetable import states
from yq_analysis.running.timetable.install import plan_install
from yq_analysis.running.timetable.schedule import (
    Attempt,
    prune,
    report_arguments,
    run_due,
    run_job,
    tell_all,
)
from yq_analysis.running.timetable.states import read_states
from yq_analysis.running.timetable.timetable import Job, read_timetable, read_when

MONDAY = datetime(2025, 3, 10, 6, 30)
GOOD, BAD = (
    Attempt(code=0, message="", result={}),
    Attempt(code=1, message="no such figure", result={}),
)


class Office:
    """A project folder with a timetable, a clock to turn, and answers for the runner in their
    order.
    """

    def __init__(self, root: Path):
        self.root, self.now = root, MONDAY + timedelta(hours=1)
        self.answers: list[Attempt] = []
        self.ran: list[str] = []
        self.slept: list[float] = []
        self.said: list[str] = []
        self.told = root / "told.txt"
        tell = root / "tell.py"
        tell.write_text(
            "import os, sys\nopen(sys.argv[1], 'a', "
            "encoding='utf-8').write(os.environ['YQ_EVENT'] + ': ' + sys.stdin.read())\n",
            encoding="utf-8",
        )
        (root / "schedule.toml").write_text(
            f"notify = '''{sys.executable} {tell} {self.told}'''\n[[job]]\nname = "
            "'weekly'\nwhen = 'weekly mon 06:30'\nretries = 1\nwait = 5\n",
            encoding="utf-8",
        )

    def call(self, *answers: Attempt, at_once: bool = False) -> int:
        self.answers = list(answers)

        def run(job: Job, root: Path) -> Attempt:
            self.ran.append(job.name)
            return self.answers.pop(0)

        return run_due(
            self.root,
            now=lambda: self.now,
            run=run,
            sleep=self.slept.append,
            say=self.said.append,
            at_once=at_once,
        )


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_what_is_due_runs_once(office: Office) -> None:
    assert office.call(GOOD) == 0
    assert office.call() == 0
    assert office.ran == ["weekly"]


def test_an_area_that_nobody_knows_is_said_when_the_timetable_is_read(office: Office) -> None:
    path = office.root / "schedule.toml"
    text = path.read_text(encoding="utf-8")
    added = '[[job]]\nname = "yearly"\nwhen = "30 6 1 1 *"\nareas = ["榆洋区"]\n'
    path.write_text(f"{text}\n{added}", encoding="utf-8")
    assert office.call(GOOD, GOOD) == 1
    assert any("yearly" in line and "榆洋区" in line for line in office.said)


def test_missed_times_are_caught_up_once(office: Office) -> None:
    office.call(GOOD)
    office.now += timedelta(days=30)
    assert office.call(GOOD) == 0
    assert office.call() == 0
    assert len(office.ran) == 2


def test_a_failure_is_tried_again_then_told_and_stays_a_failure(office: Office) -> None:
    assert office.call(BAD, BAD) == 1
    assert office.slept == [5]
    assert office.told.read_text(encoding="utf-8").startswith(
        "failure: weekly: 2025-03-10 06:30的失败"
    )
    office.now += timedelta(minutes=15)
    assert office.call() == 1  # too soon to try again, but not well
    assert len(office.ran) == 2


def test_a_failed_job_is_tried_again_as_soon_as_its_inputs_change_or_at_once_when_asked(
    office: Office,
) -> None:
    office.call(BAD, BAD)
    office.now += timedelta(minutes=1)
    assert (office.call(), len(office.ran)) == (1, 2)  # nothing has changed
    (office.root / "data" / "raw").mkdir(parents=True)
    (office.root / "data" / "raw" / "gdp.csv").write_text("mended", encoding="utf-8")
    assert (office.call(BAD, BAD), len(office.ran)) == (1, 4)
    office.now += timedelta(minutes=1)
    assert (office.call(), len(office.ran)) == (1, 4)
    assert (office.call(GOOD, at_once=True), len(office.ran)) == (0, 5)
    assert (office.call(at_once=True), len(office.ran)) == (0, 5)  # what is done is not due


def test_a_recovery_is_told_once(office: Office) -> None:
    office.call(BAD, BAD)
    office.now += timedelta(hours=2)
    assert office.call(GOOD) == 0
    office.now += timedelta(days=7)
    assert office.call(GOOD) == 0
    assert [
        line.split(":")[0] for line in office.told.read_text(encoding="utf-8").splitlines()
    ] == ["failure", "recovery"]


def test_a_second_try_that_works_is_no_failure(office: Office) -> None:
    assert office.call(BAD, GOOD) == 0
    assert not office.told.exists()


def test_a_wrong_question_is_not_asked_again(office: Office) -> None:
    assert office.call(Attempt(code=2, message="unknown area", result={})) == 1
    assert office.slept == []


def test_a_second_call_leaves_at_once(office: Office) -> None:
    with locked(office.root / "reports" / ".schedule"):
        assert office.call() == 0
    assert office.ran == []


def test_a_damaged_memory_counts_as_none(office: Office) -> None:
    office.call(GOOD)
    (office.root / "reports/.schedule/state.json").write_text("{", encoding="utf-8")
    assert office.call(GOOD) == 0
    assert len(office.ran) == 2


@pytest.mark.parametrize(
    ("memory", "said"),
    [
        ('{"weekly": {"done": "rubbish"}}', "损坏"),
        ('{"weekly": {"done": 7}}', "损坏"),
        ('{"weekly": {"done": "2099-01-01T06:30:00"}}', "晚于现在"),
    ],
)
def test_a_memory_that_cannot_be_is_said_and_the_job_runs_again(
    office: Office, memory: str, said: str
) -> None:
    office.call(GOOD)
    (office.root / "reports/.schedule/state.json").write_text(memory, encoding="utf-8")
    assert office.call(GOOD) == 0
    assert len(office.ran) == 2
    assert said in (office.root / "reports/.schedule/log.txt").read_text(encoding="utf-8")


def test_log_and_status_page_tell_what_happened(office: Office) -> None:
    office.call(BAD, BAD)
    line = (office.root / "reports/.schedule/log.txt").read_text(encoding="utf-8")
    assert "\tweekly\tFAILED\t" in line
    page = (office.root / "reports/schedule.html").read_text(encoding="utf-8")
    assert "no such figure" in page
    assert 'data-verdict="failed"' in page


def test_a_notify_command_that_fails_is_logged_and_stops_nothing(office: Office) -> None:
    (office.root / "tell.py").write_text("raise SystemExit(3)", encoding="utf-8")
    assert office.call(BAD, BAD) == 1
    assert "通知命令失败" in (office.root / "reports/.schedule/log.txt").read_text(encoding="utf-8")
    assert read_states(office.root / "reports/.schedule", office.now)[0]["weekly"].failures == 1


def test_a_job_becomes_options_of_the_report_command(tmp_path: Path) -> None:
    job = Job(
        name="a",
        when=read_when("daily 06:30"),
        areas=("东区",),
        to=2035,
        parameters=("rate=3.2",),
        timeout=60,
    )
    assert report_arguments(job, tmp_path)[-6:] == [
        "--area",
        "东区",
        "-p",
        "rate=3.2",
        "--to",
        "2035",
    ]


def test_a_timetable_that_cannot_be_read_is_told_once_a_day_until_it_is_well(
    office: Office,
) -> None:
    timetable = office.root / "schedule.toml"
    good = timetable.read_text(encoding="utf-8")
    timetable.write_text(good.replace("weekly mon", "weekly"), encoding="utf-8")
    now = datetime.now()
    assert [
        tell_all(office.root, "it failed", now + timedelta(hours=hours)) for hours in (0, 1, 25)
    ] == [1, 0, 1]
    said = office.told.read_text(encoding="utf-8")
    assert said.startswith("failure: it failed: schedule.toml，任务weekly: when = 'weekly 06:30'")
    timetable.write_text(good, encoding="utf-8")
    office.call(GOOD)
    assert tell_all(office.root, "it failed", now) == 1


def test_what_a_job_has_told_is_not_told_again_for_the_timetable(office: Office) -> None:
    office.call(BAD, BAD)
    assert tell_all(office.root, "it failed", datetime.now()) == 0


def _run(folder: Path, number: int, status: str, left_out: list[str] | None = None) -> Path:
    place = folder / f"2025010{number}-060000"
    place.mkdir(parents=True)
    facts = {
        "format": FORMAT,
        "status": status,
        "finished": f"2025-01-0{number}T06:00:00",
        "area": {"code": "010101"},
        "question": {"to": 2035},
        "pages": {},
        "inputs": [],
        "left_out": left_out or [],
    }
    (place / "run.json").write_text(json.dumps(facts), encoding="utf-8")
    return place


def test_good_runs_are_kept_and_of_failed_ones_only_the_newest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "yq_analysis.running.report.overview.write_overview", lambda out, root: None
    )
    folder = tmp_path / "reports" / "东区"
    for number, status in enumerate(
        ("complete", "complete", "complete", "failed", "failed", "failed"), start=1
    ):
        newest = _run(folder, number, status)
    other = _run(folder, 7, "complete", left_out=["02_page"])  # another job's: not all pages
    job = Job(name="a", when=read_when("daily 06:30"), keep=2)
    assert prune(job, tmp_path, [newest]) == 3
    assert sorted(path.name[7] for path in folder.iterdir()) == ["2", "3", "6", "7"]
    again = _run(folder, 8, "complete")
    assert prune(job, tmp_path, [again]) == 2
    assert sorted(path.name[7] for path in folder.iterdir()) == ["3", "7", "8"]
    assert other.is_dir()


def test_a_job_that_fails_again_and_again_leaves_one_failed_run(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "yq_analysis.running.report.overview.write_overview", lambda out, root: None
    )
    folder = office.root / "reports" / "东区"
    _run(folder, 1, "complete")
    bad = [
        Attempt(
            code=1, message="", result={"places": {"010101": str(_run(folder, number, "failed"))}}
        )
        for number in (2, 3)
    ]
    assert office.call(*bad) == 1
    assert sorted(path.name[7] for path in folder.iterdir()) == ["1", "3"]


def test_on_a_full_disk_a_failure_is_told_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until the reserve has gone nothing can be written; the room that it gives is enough to
    remember.
    """
    office.call(GOOD)
    folder = office.root / "reports" / ".schedule"
    assert (folder / ".reserve").stat().st_size > 0
    office.now += timedelta(days=7)
    really = states.write_json

    def full(path: Path, content: object) -> None:
        if (folder / ".reserve").exists():
            raise OSError(errno.ENOSPC, "No space left on device")
        really(path, content)

    monkeypatch.setattr(states, "write_json", full)
    assert office.call(BAD, BAD) == 1
    assert office.call() == 1
    assert office.told.read_text(encoding="utf-8").count("failure") == 1


def test_where_nothing_can_be_remembered_nothing_is_told(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, content: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(states, "write_json", full)
    with pytest.raises(DataProblem, match="写不进去"):
        office.call(BAD, BAD)
    assert not office.told.exists()


def test_a_job_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    root = toy_project(tmp_path)
    add_notebook(root, "01_for_ever.ipynb", ["while True: pass"])
    job = Job(name="a", when=read_when("daily 06:30"), areas=("东区",), timeout=4, clean=False)
    attempt = run_job(job, root)
    assert (attempt.code, attempt.message) == (1, "4秒内没有完成")


@pytest.mark.parametrize("way", ["systemd", "cron"])
def test_what_would_be_installed_is_shown_whole(tmp_path: Path, way: str) -> None:
    text = str(
        plan_install(tmp_path / "a b%", every=10, way=way, home=tmp_path, python="/usr/bin/python3")
    )
    expected: dict[str, Callable[[str], bool]] = {
        "systemd": lambda said: (
            "OnCalendar=*:0/10\nPersistent=true" in said
            and re.search(r"OnFailure=yq-analysis-a-b-[0-9a-f]{8}-failed.service\n", said)
            is not None
            and f'--root "{tmp_path}/a b%%"' in said
        ),
        "cron": lambda said: (
            said.startswith("*/10 * * * * /usr/bin/python3 -m yq_analysis schedule run-due --root")
            and r"a b\%" in said
        ),
    }
    assert expected[way](text)


def test_two_projects_of_one_name_do_not_take_each_others_place(tmp_path: Path) -> None:
    plans = [
        plan_install(tmp_path / where / "榆阳 yq", every=10, way="systemd", home=tmp_path)
        for where in ("a", "b")
    ]
    assert not set(plans[0].files) & set(plans[1].files)
    assert plans[0].commands[1][-1] in {path.name for path in plans[0].files}
    assert (
        plans[0].files
        == plan_install(tmp_path / "a" / "榆阳 yq", every=10, way="systemd", home=tmp_path).files
    )


def test_the_example_of_the_guide_can_be_read(project: Path, tmp_path: Path) -> None:
    guide = (project / "docs" / "scheduling.md").read_text(encoding="utf-8")
    block = guide.split("say it again.\n\n", 1)[1].split("\n\n| entry", 1)[0]
    path = tmp_path / "schedule.toml"
    path.write_text(
        "\n".join(line.removeprefix("    ") for line in block.splitlines()), encoding="utf-8"
    )
    (job,) = read_timetable(path)
    assert (job.name, job.when.cron, job.to) == ("weekly", "30 6 * * 1", 2035)
