from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.running.toys import add_notebook, toy_project
from yq_analysis.check import QuestionProblem
from yq_analysis.running.command.app import run
from yq_analysis.running.timetable.jobs import wrong_jobs
from yq_analysis.running.timetable.timetable import read_timetable, read_when


def test_words_and_fields_mean_the_same() -> None:
    assert read_when("daily 06:30").cron == "30 6 * * *"
    assert read_when("weekly sun 0:05").cron == "5 0 * * 0"
    assert read_when("monthly 5 06:30").cron == "30 6 5 * *"


def test_last_and_next_of_a_weekly_rule() -> None:
    # 2025-03-14 is a Friday; the Monday before it is the 10th, the one after it the 17th
    when, now = read_when("weekly mon 06:30"), datetime(2025, 3, 14, 12)
    assert when.last(now) == datetime(2025, 3, 10, 6, 30)
    assert when.next(now) == datetime(2025, 3, 17, 6, 30)


def test_a_rule_is_due_at_its_very_minute() -> None:
    at = datetime(2025, 3, 10, 6, 30)
    assert read_when("30 6 * * mon").last(at) == at
    assert read_when("30 6 * * mon").next(at) == at + timedelta(days=7)


def test_day_and_weekday_together_mean_either() -> None:
    # crontab(5): the 1st of the month, or any Friday; 2025-03-07 is a Friday
    when = read_when("0 0 1 * fri")
    assert when.next(datetime(2025, 3, 1, 1)) == datetime(2025, 3, 7)
    assert when.last(datetime(2025, 3, 6)) == datetime(2025, 3, 1)


def test_a_leap_day_is_found_and_an_impossible_day_is_not() -> None:
    assert read_when("0 0 29 2 *").last(datetime(2027, 1, 1)) == datetime(2024, 2, 29)
    assert read_when("0 0 31 2 *").last(datetime(2027, 1, 1)) is None


def test_seven_is_sunday_too() -> None:
    assert read_when("0 0 * * 7").weekdays == read_when("0 0 * * 0").weekdays == frozenset({0})


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),
    st.sampled_from(["*/7 */5 * * *", "30 6 * * 1-5", "0 0 1,15 * *", "5 4 3 2 *"]),
)
def test_last_is_not_after_now_and_next_is_its_successor(now: datetime, rule: str) -> None:
    when = read_when(rule)
    last, following = when.last(now), when.next(now)
    assert last is not None
    assert following is not None
    assert last <= now < following
    assert when.next(last) == following


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "weekly 06:30",
        "61 0 * * *",
        "* * *",
        "0 0 * * mo",
        "0 0 5-1 * *",
        "*/0 * * * *",
        "weekly xyz 06:30",
    ],
)
def test_a_rule_that_means_nothing_is_refused(rule: str) -> None:
    with pytest.raises(ValueError, match=r"既不是|读不出来|不在|像是文字"):
        read_when(rule)


def test_everything_wrong_in_a_timetable_is_said_at_once(tmp_path: Path) -> None:
    path = tmp_path / "schedule.toml"
    path.write_text(
        'keep = 0\n[[job]]\nname = "a b"\nwhen = "sometimes"\nareaz = ["x"]\n[[job]]\nname = '
        '"b"\nwhen = "daily 06:30"\nareas = "x"\n',
        encoding="utf-8",
    )
    with pytest.raises(QuestionProblem) as caught:
        read_timetable(path)
    text = str(caught.value)
    for part in (
        "“areaz”没有这个选项",
        "keep是0",
        "没有可用的名称",
        "'sometimes' 既不是",
        "areas是'x'",
    ):
        assert part in text


def test_a_job_inherits_what_stands_above(tmp_path: Path) -> None:
    path = tmp_path / "schedule.toml"
    path.write_text(
        'keep = 3\n[[job]]\nname = "a"\nwhen = "daily 06:30"\nkeep = 5\n[[job]]\nname = '
        '"b"\nwhen = "daily 06:30"\n'
        "[job.parameters]\nrate = 3.2\n",
        encoding="utf-8",
    )
    first, second = read_timetable(path)
    assert (first.keep, second.keep, second.parameters) == (5, 3, ("rate=3.2",))


@pytest.mark.parametrize("content", ["", "job = 3", "[[job]", "[[job]]\nwhen='daily 06:30'"])
def test_a_broken_timetable_is_refused_in_words(tmp_path: Path, content: str) -> None:
    path = tmp_path / "schedule.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(QuestionProblem):
        read_timetable(path)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("wait = inf", "wait是inf"),
        ("timeout = nan", "timeout是nan"),
        ("timeout = 1e12", "请写1至604800"),
        ("retries = 1000", "retries是1000"),
        ("keep = true", "keep是True"),
        ('language = "fr"', "可选：zh、en"),
        ('out = "/srv/www"', "请写项目里的文件夹"),
        ('out = "a/../../b"', "请写项目里的文件夹"),
        ('notify = "mail -s \'x"', "No closing quotation"),
        ("areas = [[1]]", "areas是[[1]]"),
        ('when = "30 2 30 2 *"', "哪一年都没有这一天"),
    ],
)
def test_what_has_the_right_kind_and_cannot_be_meant_is_refused(
    tmp_path: Path, line: str, said: str
) -> None:
    path = tmp_path / "schedule.toml"
    when = "" if line.startswith("when") else 'when = "daily 06:30"\n'
    path.write_text(f'[[job]]\nname = "a"\n{when}{line}\n', encoding="utf-8")
    with pytest.raises(QuestionProblem) as caught:
        read_timetable(path)
    assert said in str(caught.value)


def test_a_job_that_is_no_table_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "schedule.toml"
    path.write_text("job = [1, 2]\n", encoding="utf-8")
    with pytest.raises(QuestionProblem, match=r"任务1: 是1; 请在它的各行之前写 \[\[job\]\]"):
        read_timetable(path)


def test_what_no_report_could_answer_is_said_for_all_jobs_at_once(tmp_path: Path) -> None:
    root = toy_project(tmp_path)
    add_notebook(root, "01_a.ipynb", [])
    (root / "schedule.toml").write_text(
        '[[job]]\nname = "a"\nwhen = "daily 06:30"\nareas = ["南区"]\nto = 3\n[[job]]\nname = '
        '"b"\nwhen = "daily 06:30"\nonly = ["zz"]\n'
        '[[job]]\nname = "c"\nwhen = "daily 06:30"\nparameters = {raet = 3}\n[[job]]\nname = '
        '"d"\nwhen = "daily 06:30"\nparameters = {rate = 3.5}\n',
        encoding="utf-8",
    )
    said = [str(problem) for problem in wrong_jobs(read_timetable(root / "schedule.toml"), root)]
    for part in (
        "任务a，--to: 3不是",
        "任务a，--area: “南区”",
        "任务b，--only: 没有叫“zz”的笔记本",
        "任务c，参数raet",
    ):
        assert any(part in one for one in said), part
    assert not any("任务d" in one for one in said)


def test_status_and_install_say_what_is_wrong_with_a_job(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = toy_project(tmp_path)
    add_notebook(root, "01_a.ipynb", [])
    (root / "schedule.toml").write_text(
        '[[job]]\nname = "a"\nwhen = "daily 06:30"\nareas = ["南区"]\n', encoding="utf-8"
    )
    assert run(["schedule", "status", "--root", str(root), "--json"]) == 2
    said = capsys.readouterr()
    assert json.loads(said.out)["jobs"][0]["standing"] == "due"
    assert "任务a，--area" in json.loads(said.out)["problems"][0]["where"]
    assert "南区" in said.err
    assert run(["schedule", "install", "--print", "--root", str(root)]) == 2
    assert run(["schedule", "status", "--root", str(root)]) == 2
