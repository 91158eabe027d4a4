"""The exploring notebook: each control changes the figure, and one move draws it once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from yq_analysis import catalogue
from yq_analysis.analysis.assessment.growth_assumptions import Aim, Start
from yq_analysis.model import OBSERVATIONS
from yq_analysis.presenting import figures
from yq_analysis.presenting.wording import names
from yq_analysis.running.report.assumed_parts import told
from yq_analysis.running.report.assumed_rate import outlook
from yq_analysis.running.report.explore import explorer

pytest.importorskip("ipywidgets")


@pytest.fixture
def observations() -> pd.DataFrame:
    """GDP of two areas, one of them in two calibers."""
    parts = [
        ("610800", "gdp", "first_release", 100.0),
        ("610802", "gdp", "first_release", 40.0),
        ("610802", "gdp", "census", 42.0),
    ]
    rows = [
        {
            "area": area,
            "item": item,
            "caliber": caliber,
            "year": year,
            "value": level * 1.05 ** (year - 2010),
        }
        for area, item, caliber, level in parts
        for year in range(2010, 2025)
    ]
    return pd.DataFrame(rows).assign(unit="亿元", status="A", edition="2025-01-01", source="s")[
        OBSERVATIONS
    ]


def test_every_control_draws_the_figure_anew_and_once(
    observations: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = []
    for name in ("trend", "scenarios"):
        plain = getattr(figures, name)
        monkeypatch.setattr(
            figures,
            name,
            lambda *given, plain=plain, **named: drawn.append(named) or plain(*given, **named),
        )
    widget = explorer(observations, area="610802")
    assert len(drawn) == 1
    (at, what, how), (method, ahead, rate) = (box.children for box in widget.children[:2])
    seen = {widget.children[2].value}
    moves: list[tuple[Any, object]] = [
        (how, "census"),
        (ahead, 15),
        (method, "drift"),
        (rate, 3.0),
        (at, "610800"),
    ]
    for number, (control, value) in enumerate(moves, start=2):
        control.value = value
        assert len(drawn) == number, control.description
        seen.add(widget.children[2].value)
    assert len(seen) == len(moves) + 1
    assert what.value == "gdp_current"


def test_an_assumed_rate_is_a_scenario_beside_the_target_and_its_probability() -> None:
    """10 patents in 2024 at 10 % a year are 10 * 1.1^6 = 17.7 in 2030: less than the target 22."""
    series = pd.DataFrame(
        {
            "area": "610802",
            "indicator": "patent_density",
            "caliber": "high_value",
            "year": range(2014, 2025),
            "value": [10 * 1.05 ** (year - 2024) for year in range(2014, 2025)],
            "unit": "件/万人",
            "status": "A",
        }
    )
    lists = catalogue.read()
    targets = lists.targets.iloc[:1].assign(
        area="610802",
        indicator="patent_density",
        year=2030,
        value=22.0,
        comparator=">=",
        basis="level",
        base_year=pd.NA,
        unit="件/万人",
    )
    mine = replace(lists, targets=targets)
    _, said = outlook(series, horizon=6, method="combined", rate=0.0, lists=mine)
    assert len(said) == 1
    assert said[0].startswith("2030年目标22件/万人")
    assert "概率" in said[0]
    plate, said = outlook(series, horizon=6, method="combined", rate=10.0, lists=mine)
    assert "假定每年+10.0%，2030年为17.7" in said[0]
    assert "达不到" in said[0]
    drawn = figures.svg(plate)
    assert "假定每年" in drawn
    assert "照过去走" in drawn
    _, said = outlook(series, horizon=6, method="combined", rate=15.0, lists=mine, language="en")
    assert "meets it" in said[0]


def test_assumed_growth_of_both_figures_says_what_it_leads_to_and_what_would_meet_the_target() -> (
    None
):
    """1,600 patents of 100 (10,000 people) in 2025; (22 x 100 - 1,600) / 5 = 120 a year."""
    lists = catalogue.read()
    begin = Start(
        area="610000",
        indicator="patent_density",
        caliber="",
        unit="件/万人",
        year=2025,
        value=16.0,
        above="high_value_invention_patents",
        below="population_resident",
        counted=True,
        factor=1.0,
        stock=1600.0,
        people=100.0,
        recent_above=100.0,
        recent_below=0.0,
        recent=(2020, 2025),
    )
    aims = [Aim(year=2030, value=22.0, comparator=">=")]
    said = told(begin, 100.0, 0.0, aims, names("zh"), lists)
    assert said == [
        "常住人口年均增长0.00%、高价值发明专利每年净增100件：2030年为21.00件/万人，2035年为26.00件/万人。",
        "2030年目标≥22件/万人达不到；恰好完成时高价值发明专利每年净增120件。",
    ]
    english = " ".join(told(begin, 130.0, 0.0, aims, names("en"), lists))
    assert "is met" in english
    assert not any("\u4e00" <= char <= "\u9fff" for char in english)


def test_the_parts_hide_where_an_indicator_is_no_ratio(observations: pd.DataFrame) -> None:
    widget = explorer(observations, area="610802")
    assert widget.children[3].layout.display == "none"
