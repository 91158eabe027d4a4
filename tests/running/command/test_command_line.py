"""The command line: quick, exit codes, words instead of tracebacks."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from yq_analysis.running.command.app import app, run


def _project(root: Path) -> Path:
    for folder in ("notebooks", "data/raw", "catalogue"):
        (root / folder).mkdir(parents=True)
    (root / "catalogue/areas.csv").write_text(
        "area,name_zh,name_en,level,parent,aliases\n010101,东区,East,county,,\n", encoding="utf-8"
    )
    (root / "data/raw/gdp.csv").write_text("year,value\n2023,1\n", encoding="utf-8")
    parameters = {
        "cell_type": "code",
        "metadata": {"tags": ["parameters"]},
        "source": 'area: str = "1"\nto: int = 2035',
        "outputs": [],
        "execution_count": None,
    }
    (root / "notebooks/01_a.ipynb").write_text(
        json.dumps({"cells": [parameters], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}),
        encoding="utf-8",
    )
    return root


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["report"],
        ["schedule"],
        ["schedule", "run-due"],
        ["check"],
        ["clean"],
        ["figures"],
        ["targets"],
        ["lab"],
    ],
)
def test_every_command_explains_itself(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*command, "--help"]) == 0
    assert "用法：" in capsys.readouterr().out


def test_help_loads_nothing_heavy_and_is_quick(project: Path) -> None:
    code = (
        "import sys, runpy\nsys.argv = ['yq-analysis', '--help']\ntry:\n    "
        "runpy.run_module('yq_analysis', run_name='__main__')\nexcept SystemExit: pass\n"
        "heavy = {'pandas', 'numpy', 'papermill', 'nbconvert', 'rich', 'matplotlib', 'jinja2'} "
        "& set(sys.modules)\nassert not heavy, heavy"
    )
    times = []
    for _ in range(3):
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, cwd=project)
        times.append(time.perf_counter() - begun)
    assert min(times) < 1  # 0.07 s on a quiet machine


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["report", "--area", "鼓楼区"], "“鼓楼区”是4个地区的名称"),
        (["report", "--area", "东区", "南区", "--to", "2035", "--area=北区", "西区"], "“南区”"),
        (["report", "--area", "东区", "南区", "--to", "2035"], "“南区”"),
        (["report", "--area", "东区", "-p", "rate=1", "raet=3"], "参数raet"),
        (["report", "东区"], "东区"),
        (["report", "--area", "东区", "-p", "raet=3"], "没有笔记本声明它"),
        (["report", "--area", "东区", "-p", "rate"], "不是“名称=值”"),
        (["report", "--area", "东区", "--to", "soon"], "--to的值不对"),
        (["report", "--area", "东区", "--language", "fr"], "可选：zh、en"),
        (["report", "--arae", "东区"], "--arae"),
        (["reprot"], "没有命令"),
        (["check", "nowhere.xlsx"], "没有这个文件"),
        (["targets", "nowhere.docx"], "没有这个文件"),
        (["schedule", "run-due"], "没有这个文件"),
        (["schedule", "install", "--print", "--with", "windows"], "没有这个文件"),
    ],
)
def test_a_wrong_question_is_exit_code_2_and_a_sentence(
    tmp_path: Path,
    arguments: list[str],
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(_project(tmp_path))
    assert run(arguments) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert "Traceback" not in captured.err
    assert captured.out == ""


def test_several_values_follow_one_option(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(_project(tmp_path))
    assert run(["report", "--area", "东区", "南区", "火星"]) == 2
    said = capsys.readouterr().err
    assert "“南区”" in said
    assert "“火星”" in said  # all at once


def test_a_folder_that_is_no_project_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["report", "--root", str(tmp_path), "--area", "东区"]) == 2
    assert "先建一个：yq-analysis init 地区名称" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())  # nothing is left behind
    (tmp_path / "我的 区").mkdir()
    (tmp_path / "我的 区" / "yq-workspace.json").touch()
    assert run(["clean", "--root", str(tmp_path)]) == 2
    assert '先进入工作区：cd "我的 区"' in capsys.readouterr().err


def test_init_takes_the_folder_as_its_second_word(tmp_path: Path) -> None:
    assert run(["init", "佛山市", str(tmp_path / "办公 室")]) == 0
    assert (tmp_path / "办公 室" / "资料登记.xlsx").is_file()


def test_every_command_and_option_has_help_in_both_languages() -> None:
    """But for what the library adds itself."""
    import typer

    from yq_analysis.running.command import language

    for spoken, mark in (("zh", re.compile("[一-鿿]")), ("en", re.compile("[a-z]"))):
        command = typer.main.get_command(app)
        language.speak(command, spoken)
        for one in language.commands(command):
            assert mark.search(one.help), one.name
            for param in one.params:
                if "completion" not in param.name:
                    assert mark.search(param.help or ""), (one.name, param.name)


def test_a_run_for_machines_gives_one_line_of_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = _project(tmp_path)
    (root / "reports").write_text("in the way", encoding="utf-8")
    assert run(["report", "--root", str(root), "--area", "东区", "--json"]) == 1
    captured = capsys.readouterr()
    said = json.loads(captured.out)
    assert (said["complete"], len(captured.out.splitlines())) == (False, 1)
    assert "写不进去" in said["problems"][0]["what"]
    assert "写不进去" in captured.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["report", "--area", "鼓楼区"],
        ["report", "--arae", "x"],
        ["check", "nowhere.xlsx"],
        ["schedule", "status"],
    ],
)
def test_every_refusal_is_one_object_for_machines(
    tmp_path: Path,
    arguments: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(_project(tmp_path))
    assert run([*arguments, "--json"]) in (1, 2)
    said = json.loads(capsys.readouterr().out)
    assert not said["complete"]
    assert said["problems"][0]["what"]


def test_refused_data_leave_an_overview_that_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = _project(tmp_path)
    (root / "data" / "raw").mkdir(parents=True, exist_ok=True)
    (root / "data" / "raw" / "gdp.xlsx").write_bytes(b"no workbook")
    (root / "data" / "raw" / "gdp.csv").unlink()  # there is no other file
    assert run(["report", "--root", str(root), "--area", "东区", "--json"]) == 1
    assert "gdp.xlsx" in json.loads(capsys.readouterr().out)["problems"][0]["where"]
    assert "gdp.xlsx" in (root / "reports" / "index.html").read_text(encoding="utf-8")


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize(
    "begin",
    [["-m", "yq_analysis"], ["-c", "from yq_analysis.running.command.start import main; main()"]],
)
def test_an_interruption_while_the_command_line_loads_is_no_traceback(
    tmp_path: Path, project: Path, begin: list[str]
) -> None:
    (tmp_path / "typer.py").write_text(
        "import pathlib, time\npathlib.Path(__file__).with_name('begun').touch()\nwhile "
        "True:\n    time.sleep(0.01)\n",
        encoding="utf-8",
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(project)])}
    with subprocess.Popen(
        [sys.executable, *begin, "--help"], env=environment, cwd=tmp_path, stderr=subprocess.PIPE
    ) as process:
        while not (tmp_path / "begun").exists():
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=10)
    assert (process.returncode, said) == (130, b"")
