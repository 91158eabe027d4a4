"""What is computed once for several pages is what each page would compute."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from yq_analysis.running import flow
from yq_analysis.running.flow import outlook, walk

PROJECT = Path(__file__).resolve().parents[3]
COLUMNS = "no,indicator,year,value,upper,comparator,unit,binding,basis,base_year,provisional,text"
TARGETS = f"""area,{COLUMNS},line,document,issued,url,note
610802,1,farm_product_pass_rate,2030,98,,>=,%,anticipatory,level,,false,,,规划,2026-01-01,,
"""
HEAD = "region,item,year,value,unit,kind,edition,caliber,status,note,source,url\n"


def sheet(area: str, values: list[float], item: str = "农产品质量安全例行监测合格率") -> str:
    lines = [
        f"{area},{item},{2010 + at},{value},%,actual,{2011 + at},,A,,年鉴,\n"
        for at, value in enumerate(values)
    ]
    return HEAD + "".join(lines)


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    shutil.copytree(PROJECT / "catalogue", tmp_path / "catalogue")
    (tmp_path / "catalogue" / "targets.csv").write_text(TARGETS, encoding="utf-8")
    raw = tmp_path / "data" / "raw"
    raw.mkdir(parents=True)
    for at, area in enumerate(("榆阳区", "靖边县", "定边县", "神木市")):
        values = [95 + at / 4 + step / 8 + (step * 7 % 3) / 10 for step in range(12)]
        (raw / f"{at}.csv").write_text(sheet(area, values), encoding="utf-8")
    yield tmp_path
    outlook._HELD.clear()


def test_what_is_held_for_all_pages_is_what_a_page_computes(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flow.clean(root)
    alone = flow.run(root, ["榆阳区"], today="2026-11-30")
    judged, ahead = alone.assessments, alone.projections
    outlook._HELD.clear()
    asked = [{"area": area, "to": 2035, "today": "2026-11-30"} for area in ("榆阳区", "榆林市")]
    walk.hold(root, asked)
    assert outlook._HELD[0].areas == {"610802", "610800", "610000", "100000"}
    monkeypatch.setattr(walk, "_outlook", lambda _: pytest.fail("computed again"))
    held = flow.run(root, ["榆阳区"], today="2026-11-30")
    pd.testing.assert_frame_equal(held.assessments, judged)
    pd.testing.assert_frame_equal(held.projections, ahead)


def test_a_figure_that_cannot_be_takes_no_page_from_others(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pass rate of 100.5 that the gate lets by: the others stand, and `clean` names it."""
    flow.clean(root)
    before = flow.run(root, ["榆阳区"], today="2026-11-30").projections
    bounds = root / "catalogue" / "bounds.csv"
    text = bounds.read_text(encoding="utf-8")
    bounds.write_text(
        text.replace("farm_product_pass_rate,,20,100", "farm_product_pass_rate,,20,200"),
        encoding="utf-8",
    )
    file = root / "data" / "raw" / "3.csv"
    changed = file.read_text(encoding="utf-8").splitlines()
    changed[5] = ",".join([*changed[5].split(",")[:3], "100.5", *changed[5].split(",")[4:]])
    file.write_text("\n".join(changed) + "\n", encoding="utf-8")
    flow.clean(root)
    found = pd.read_csv(root / "data" / "processed" / "findings.csv", encoding="utf-8-sig")
    named = found[found["kind"] == "impossible_value"]["message"].tolist()
    assert len(named) == 1
    assert all(one in named[0] for one in ("神木市", "100.5", "2014"))
    after = flow.run(root, ["榆阳区"], today="2026-11-30").projections
    assert after["value"].notna().all()
    assert (after["value"] - before["value"]).abs().max() < 0.2
    own = flow.run(root, ["神木市"], today="2026-11-30").projections
    assert own["value"].notna().all()
    assert own["note"].str.contains("不可能的数").all()
