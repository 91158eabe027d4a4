"""A data package and SDMX-CSV say the same figures; what comes in passes the same gate."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from tests.running.toys import figures_project
from yq_analysis import catalogue
from yq_analysis.check import DataProblem
from yq_analysis.reading.files import cell
from yq_analysis.running import flow
from yq_analysis.running.interchange import read_sdmx, take_sdmx, write_package, write_sdmx


@pytest.fixture(scope="module")
def root(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    place = figures_project(tmp_path_factory.mktemp("p"), project)
    flow.clean(place)
    yield place
    cell.close()


def test_a_data_package_describes_every_column_and_its_codes_are_listed(
    root: Path, tmp_path: Path
) -> None:
    *_, description = write_package(root, tmp_path)
    package = json.loads(description.read_text(encoding="utf-8"))
    tables = {}
    names = [one["name"] for one in package["resources"]]
    assert len(set(names)) == len(names)
    for one in package["resources"]:
        content = (tmp_path / one["path"]).read_bytes()
        assert one["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        table = pd.read_csv(tmp_path / one["path"], dtype=str, keep_default_na=False)
        assert [field["name"] for field in one["schema"]["fields"]] == list(table.columns)
        if "primaryKey" in one["schema"]:
            assert not table.duplicated(one["schema"]["primaryKey"]).any()
        tables[one["name"]] = table
    for one in package["resources"]:
        for key in one["schema"].get("foreignKeys", []):
            codes = set(tables[key["reference"]["resource"]]["code"])
            (column,) = key["fields"]
            assert set(tables[one["name"]][column]) <= codes, key
    gdp = tables["observations"].query("area == '610802' and item == 'gdp'")
    assert gdp["value"].tolist() == ["800.0", "805.0", "809.0"]


def test_sdmx_goes_out_and_comes_back_as_the_same_figures(root: Path, tmp_path: Path) -> None:
    write_sdmx(root, tmp_path)
    table = pd.read_csv(tmp_path / "OBSERVATIONS.csv", dtype=str, keep_default_na=False)
    assert list(table.columns[:3]) == ["STRUCTURE", "STRUCTURE_ID", "ACTION"]
    assert set(table["STRUCTURE_ID"]) == {"YQ:OBSERVATIONS(1.0)"}
    dimensions = ["REF_AREA", "ITEM", "CALIBER", "EDITION", "VARIANT", "TIME_PERIOD"]
    assert not table.duplicated(dimensions).any()
    assert {"CL_AREAS.csv", "CL_ITEMS.csv", "CL_STATUSES.csv"} <= {
        path.name for path in tmp_path.iterdir()
    }
    other = tmp_path / "other"
    (other / "data" / "raw").mkdir(parents=True)
    shutil.copytree(root / "catalogue", other / "catalogue")
    take_sdmx(tmp_path / "OBSERVATIONS.csv", other)
    flow.clean(other)
    keys = ["area", "item", "year", "caliber"]
    before, after = (flow.load(place).set_index(keys)["value"] for place in (root, other))
    pd.testing.assert_series_equal(before.sort_index(), after.sort_index())


def test_labels_beside_codes_are_read_and_formulas_stay_texts(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "DATAFLOW,REF_AREA: 地区,INDICATOR: 指标,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE,OBS_STATUS\n"
        "X:Y(1.0),610802: 榆阳区,gdp: 地区生产总值,2023,1.5,亿元,P\n"
        'X:Y(1.0),610802,"=1+1",2023-Q1,NaN,,\n',
        encoding="utf-8",
    )
    sheet = read_sdmx(path, catalogue.read(None))
    assert sheet[["region", "year", "value", "status"]].values.tolist() == [
        ["610802", "2023", "1.5", "P"],
        ["610802", "2023-Q1", "", ""],
    ]
    (tmp_path / "data" / "raw").mkdir(parents=True)
    assert ",'=1+1," in take_sdmx(path, tmp_path).read_text(encoding="utf-8")


def test_what_is_no_sdmx_or_asks_to_delete_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(DataProblem, match="REF_AREA、ITEM、TIME_PERIOD、OBS_VALUE"):
        read_sdmx(path)
    path.write_text(
        "STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA,ITEM,TIME_PERIOD,OBS_VALUE\n"
        "dataflow,X:Y(1.0),D,610802,gdp,2023,\n",
        encoding="utf-8",
    )
    with pytest.raises(DataProblem, match=r"第2行.*删除"):
        read_sdmx(path)
