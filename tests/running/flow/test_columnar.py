"""Parquet by province beside the CSVs: the same rows, one area quickly, never another state."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from tests.running.toys import figures_project, write_figures
from yq_analysis.check import DataProblem, QuestionProblem
from yq_analysis.reading.files import cell
from yq_analysis.running import flow
from yq_analysis.running.flow import columnar


@pytest.fixture
def root(project: Path, tmp_path: Path) -> Iterator[Path]:
    place = figures_project(tmp_path, project)
    flow.clean(place)
    yield place
    cell.close()


def test_without_parquet_one_area_comes_from_the_csv(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columnar, "available", lambda: False)
    found = flow.load_area(root, "610802", table="observations", indicator="gdp")
    assert found["value"].tolist() == [800.0, 805.0, 809.0]
    with pytest.raises(QuestionProblem, match="observations"):
        flow.load_area(root, "610802", table="figures")


def test_above_a_spreadsheets_rows_people_get_a_file_an_area(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columnar, "SPREADSHEET_ROWS", 3)
    columnar.write_for_people({"observations": flow.load(root)}, tmp_path / "x")
    folder = tmp_path / "x" / "by_area" / "observations"
    assert sorted(path.name for path in folder.iterdir()) == ["610802.csv", "610881.csv"]
    table = pd.read_csv(folder / "610802.csv", encoding="utf-8-sig")
    assert table["value"].sum() == pytest.approx(800 + 805 + 809 + 96.2 + 96.5 + 96.9)


def test_parquet_holds_the_rows_of_the_csv_and_is_not_believed_once_edited(root: Path) -> None:
    pytest.importorskip("pyarrow", reason="pip install 'yq-analysis[scale]'")
    for table in columnar.TABLES:
        for area in ("610802", "610881"):
            quick = flow.load_area(root, area, table=table)
            whole = pd.read_csv(
                root / "data" / "processed" / f"{table}.csv", dtype={"area": str, "edition": str}
            )
            assert quick["value"].sum() == pytest.approx(
                whole[whole["area"] == area]["value"].sum()
            )
            assert list(quick.columns) == list(flow.processed(root, table).columns)
    path = root / "data/processed/parquet/observations/province=61/part.parquet"
    before = path.stat().st_mtime_ns
    write_figures(root, "榆阳区", 900.0)
    flow.clean(root)
    assert path.stat().st_mtime_ns != before
    assert 900.0 in set(flow.load_area(root, "610802", table="observations")["value"])
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(DataProblem, match="被改动过"):
        flow.load_area(root, "610802", table="observations")


def test_parquet_of_another_state_is_not_taken(root: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="pip install 'yq-analysis[scale]'")
    place = root / "data" / "processed" / "parquet"
    shutil.copytree(place, tmp_path / "old")
    write_figures(root, "榆阳区", 900.0)
    flow.clean(root)
    shutil.rmtree(place)
    shutil.copytree(tmp_path / "old", place)
    assert 900.0 in set(flow.load_area(root, "610802", table="observations")["value"])


def test_one_area_of_a_country_takes_less_than_fifty_milliseconds(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="pip install 'yq-analysis[scale]'")
    import json

    codes = [f"{province}{county:04}" for province in range(11, 42) for county in range(90)]
    one = pd.DataFrame({"indicator": [f"i{n}" for n in range(20) for _ in range(25)]})
    one = one.assign(caliber="", year=[2000 + y for _ in range(20) for y in range(25)], value=1.5)
    table = pd.concat(
        [one.assign(area=code, unit="", status="A") for code in codes], ignore_index=True
    )
    folder = tmp_path / "data" / "processed"
    columnar.write({"indicators": table, "observations": table[:0]}, folder, "b")
    stamp = {"inputs": "", "outputs": {}, "book": "b", "dates": {}}
    (folder / ".inputs.json").write_text(json.dumps(stamp), encoding="utf-8")
    flow.load_area(tmp_path, codes[5], indicator="i3")
    begun = time.process_time()
    assert len(flow.load_area(tmp_path, codes[1000], indicator="i3")) == 25
    assert time.process_time() - begun < 0.05


def test_the_notebook_asks_the_files_in_sql(root: Path, project: Path) -> None:
    pytest.importorskip("pyarrow", reason="pip install 'yq-analysis[scale]'")
    duckdb = pytest.importorskip("duckdb", reason="pip install 'yq-analysis[scale]'")
    place = root / "data" / "processed" / "parquet" / "observations" / "*" / "*.parquet"
    rows = duckdb.sql(
        f"select area, max(value) from read_parquet('{place}', hive_partitioning = true) "
        "where item = 'gdp' and province = '61' group by area order by area"
    ).fetchall()
    assert rows == [("610802", 809.0), ("610881", 1309.0)]
