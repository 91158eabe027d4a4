"""The appendix of one area, on the real figures of data/raw."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from yq_analysis.check import QuestionProblem
from yq_analysis.running.command.app import run
from yq_analysis.running.flow import appendix


@pytest.mark.slow
def test_an_appendix_has_the_widths_asked_for_sources_and_units(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = Path(__file__).resolve().parents[3]
    for folder in ("data/raw", "catalogue"):
        shutil.copytree(project / folder, tmp_path / folder)
    assert (
        run(
            [
                "figures",
                "--root",
                str(tmp_path),
                "--area",
                "全国",
                "--out",
                str(tmp_path / "a"),
                "--width",
                "120",
                "60.5",
                "--json",
            ]
        )
        == 0
    )
    made = {Path(path).name: Path(path) for path in json.loads(capsys.readouterr().out)["written"]}
    assert {"附图1.svg", "附图1-60.5mm.svg"} <= set(made)
    assert (
        'width="340.15' in made["附图1.svg"].read_text("utf-8")[:2000]
    )  # 120 mm × 72 / 25.4 = 340.157 points
    (name,) = [name for name in made if name.endswith(".xlsx")]  # one workbook, a sheet a table
    *tables, notes = openpyxl.load_workbook(made[name]).worksheets
    said = [row for row in notes.iter_rows(values_only=True) if row[2] == "来源"]
    assert [row[0] for row in said] == [table.title for table in tables]
    for table, (_, title, _, source) in zip(tables, said, strict=True):
        assert source not in ("", "未注明"), title
        head, *rows = table.iter_rows(values_only=True)
        if "数值" in head:
            assert all(row[head.index("单位")] for row in rows), title
    assert "来源表" in said[-1][1]  # which the others name


@pytest.mark.slow
def test_the_table_of_verdicts_says_whose_figures_it_judges_by_and_which_documents_ask(
    tmp_path: Path,
) -> None:
    project = Path(__file__).resolve().parents[3]
    for folder in ("data/raw", "catalogue"):
        shutil.copytree(project / folder, tmp_path / folder)
    made = {
        path.name: path
        for path in appendix(tmp_path, area="榆阳区", out=tmp_path / "a", widths_mm=[150])
    }
    sheets = openpyxl.load_workbook(made["附表.xlsx"]).worksheets
    verdicts, notes = sheets[0], sheets[-1]
    head, *rows = verdicts.iter_rows(values_only=True)
    setters = {row[head.index("目标制定地区")] for row in rows}
    assert setters == {"榆阳区", "陕西省", "全国"}
    said = {row[2]: row for row in reversed(list(notes.iter_rows(values_only=True))) if row[0]}
    assert said["注"][1] == "榆阳区的目标与研判"
    assert said["注"][3] == "上级的目标也按榆阳区的数研判，不是上级自己的完成情况。"
    source = said["来源"][3]
    places = [
        source.index(one)
        for one in ("榆阳区关于贯彻", "陕西省关于贯彻", "国民经济和社会发展第十四个五年规划")
    ]
    assert places == sorted(places)  # the area's own first


@pytest.mark.parametrize("width", [5.0, 1000.0, float("nan"), -80.0])
def test_a_width_that_no_figure_can_take_is_refused_before_anything_is_read(
    tmp_path: Path, width: float
) -> None:
    with pytest.raises(QuestionProblem, match="请给 60 到 400 毫米之间的宽度"):
        appendix(tmp_path, area="全国", out=tmp_path / "a", widths_mm=[150, width])
