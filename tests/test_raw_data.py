"""data/raw: that it is complete, unchanged, and what the material says; and MANIFEST.csv when it is
wrong.
"""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

import pandas as pd
import pytest

from yq_analysis.analysis import ledger
from yq_analysis.analysis.ledger.manifest import calibers_of
from yq_analysis.check import DataProblem


@pytest.fixture(scope="module")
def raw(project: Path) -> Path:
    return project / "data" / "raw"


def all_sheets(raw: Path) -> pd.DataFrame:
    return pd.concat(
        [ledger.read_sheet(raw / name).table for name in ledger.read_manifest(raw).sheets]
    )


def test_every_raw_file_is_listed_and_unchanged(raw: Path) -> None:
    manifest = ledger.read_manifest(raw)
    assert manifest.unlisted() == []
    assert manifest.sheets
    assert manifest.tables


def test_every_figure_of_the_material_stands_in_a_sheet_as_printed(raw: Path, shared: Path) -> None:
    theirs = pd.concat(
        pd.read_csv(shared / "data" / name, dtype=str, keep_default_na=False)
        for name in ("figures.csv", "provinces.csv")
    )
    theirs = theirs[theirs["kind"] != "model"].drop_duplicates()
    theirs = theirs.rename(
        columns={"indicator_zh": "item", "source_title": "source", "source_url": "url"}
    )
    # notes may be put right, and sheets may hold more than the material
    columns = ["region", "item", "year", "value", "unit", "kind", "source", "url"]
    one = theirs[columns].value_counts()
    other = all_sheets(raw)[columns].value_counts().reindex(one.index, fill_value=0)
    assert one[other < one].empty


def test_the_published_layouts_are_made_again_from_the_sheets_to_the_byte(
    project: Path, raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = importlib.util.spec_from_file_location(
        "layouts", project / "data" / "make_published_layouts.py"
    )
    assert spec is not None
    assert spec.loader is not None
    layouts = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(layouts)
    for name, (make, _) in layouts.LAYOUTS.items():
        make(tmp_path / name)
        assert (tmp_path / name).read_bytes() == (raw / "published" / name).read_bytes(), name


# ------------------------------------------------------------ MANIFEST.csv when it is wrong
@pytest.fixture
def small(tmp_path: Path) -> Path:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.csv").write_text(",".join(ledger.SHEET) + "\n", encoding="utf-8")
    (tmp_path / "raw" / "b.xlsx").write_bytes(b"x")
    return tmp_path / "raw"


def manifest(folder: Path, *lines: str) -> None:
    (folder / "MANIFEST.csv").write_text(
        "\n".join([",".join(ledger.MANIFEST) + ",area,caliber", *lines]) + "\n", encoding="utf-8"
    )


def test_a_file_that_is_not_listed_is_read_and_remarked_with_the_line_to_add(small: Path) -> None:
    found = ledger.read_manifest(small)
    assert (found.sheets, found.tables) == (("a.csv",), ("b.xlsx",))
    assert [problem.where for problem in found.unlisted()] == ["a.csv", "b.xlsx"]
    assert found.rows()["b.xlsx"]["edition"] == ""
    assert "2d711642b726b044" in str(found.unlisted()[1])


def test_everything_wrong_with_the_manifest_is_said_at_once(small: Path) -> None:
    manifest(
        small,
        "b.xlsx,00,p,2020,u,r,,",
        "b.xlsx,00,p,2020,u,r,,",
        "gone.xls,00,p,2020,u,r,,",
        "a,b",  # a spreadsheet leaves out the blank cells at the end: read, and no such file
        "a.csv,00,Bureau, of statistics,2020,u,r,,*=set3",
    )
    with pytest.raises(DataProblem) as caught:
        ledger.read_manifest(small)
    said = str(caught.value)
    assert "，第2行: b.xlsx 收到后被改过" in said
    assert "，第3行: b.xlsx 在第 2 行已有" in said
    assert "里没有 gone.xls" in said
    assert "里没有 a" in said
    assert "，第6行: 有9个单元格，应为8个; 含逗号的内容请用双引号括起来" in said


@pytest.mark.parametrize(
    "text",
    ["file,hash\na,b\n", "file,sha256,publisher,edition,url,retrieved\na,b\n", "\xff\xfe\x00"],
)
def test_a_broken_manifest_is_refused_plainly(small: Path, text: str) -> None:
    (small / "MANIFEST.csv").write_bytes(text.encode("latin-1"))
    with pytest.raises(DataProblem, match=r"MANIFEST\.csv"):
        ledger.read_manifest(small)


def test_an_empty_and_a_missing_folder_are_refused_with_what_to_put_there(tmp_path: Path) -> None:
    with pytest.raises(DataProblem, match="没有这个文件夹; 请把年鉴文件放在那里"):
        ledger.read_manifest(tmp_path / "raw")
    (tmp_path / "raw").mkdir()
    with pytest.raises(DataProblem, match="里面没有文件"):
        ledger.read_manifest(tmp_path / "raw")


def test_the_caliber_of_a_file_is_given_for_all_items_or_for_each(small: Path) -> None:
    sums = {
        name: ledger.read_manifest(small).rows()[name]["sha256"] for name in ("a.csv", "b.xlsx")
    }
    manifest(
        small,
        f"a.csv,{sums['a.csv']},p,2020,u,r,全国,set5",
        f"b.xlsx,{sums['b.xlsx']},p,2020,u,r,全国,gdp=census4; *=set3",
    )
    found = ledger.read_manifest(small)
    assert calibers_of(found.rows()["a.csv"]["caliber"]) == {"*": "set5"}
    assert calibers_of(found.rows()["b.xlsx"]["caliber"]) == {"gdp": "census4", "*": "set3"}


def test_a_changed_raw_file_is_refused(raw: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(raw, tmp_path / "raw"))
    path = copy / "transcriptions" / "榆阳区.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("1853", "1953"), encoding="utf-8")
    with pytest.raises(DataProblem, match=r"榆阳区\.csv 收到后被改过.*corrections\.csv"):
        ledger.read_manifest(copy)
