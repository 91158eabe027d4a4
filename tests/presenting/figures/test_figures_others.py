"""Peers, ranks, contributions, scenarios, editions, backtests."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from yq_analysis.check import DataProblem, QuestionProblem
from yq_analysis.presenting import figures

Make = Callable[..., pd.DataFrame]
COUNTIES = [
    "610802",
    "610803",
    "610822",
    "610824",
    "610825",
    "610826",
    "610827",
    "610828",
    "610829",
    "610830",
    "610831",
    "610881",
]


@pytest.fixture
def counties(make_series: Make) -> pd.DataFrame:
    """Twelve counties over five years; the k-th begins at 1 + k and falls 5 % a year; the last has
    no figure in the last year.
    """
    table = pd.concat(
        [
            make_series(
                [(1.0 + k) * 0.95**y for y in range(5)],
                first=2019,
                area=a,
                indicator="energy_intensity",
                unit="吨标准煤/万元",
            )
            for k, a in enumerate(COUNTIES)
        ],
        ignore_index=True,
    )
    table.loc[(table["area"] == "610881") & (table["year"] == 2023), "value"] = math.nan
    return table


@pytest.fixture
def editions() -> pd.DataFrame:
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "area": "610000",
                    "item": "gdp",
                    "year": range(2010, e),
                    "value": [10000 * 1.08**k * (1 + 0.01 * (e - 2016)) for k in range(e - 2010)],
                    "unit": "亿元",
                    "edition": str(e),
                }
            )
            for e in range(2016, 2025)
        ]
    )


@pytest.fixture
def scores() -> pd.DataFrame:
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "method": m,
                    "horizon": range(1, 11),
                    "coverage95": 100 * c - 2 * k * np.arange(10),
                    "mase": e * np.sqrt(np.arange(1, 11)),
                }
            )
            for m, c, k, e in (
                ("combined", 0.96, 0.1, 1.0),
                ("drift", 0.85, 1, 1.1),
                ("ols", 0.6, 2, 1.9),
                ("ets", 0.82, 1.2, 1.05),
            )
        ]
    )


@pytest.fixture
def every(
    counties: pd.DataFrame, editions: pd.DataFrame, scores: pd.DataFrame, make_series: Make
) -> list[Callable]:
    effects = pd.DataFrame(
        {"factor": ["activity", "structure", "intensity"], "value": [5200.0, -350.4, -2210.0]}
    )
    past = make_series([10.0 * 1.06**k for k in range(12)])
    paths = pd.concat(
        [
            pd.DataFrame(
                {
                    "scenario": s,
                    "year": range(2024, 2036),
                    "value": 18.98 * (1 + g) ** np.arange(1, 13),
                }
            )
            for s, g in (
                ("continue", 0.05),
                ("constant_rate", 0.06),
                ("front_loaded", 0.065),
                ("back_loaded", 0.055),
            )
        ]
    )
    targets = pd.DataFrame({"year": [2025, 2035], "value": [20.0, 34.0], "comparator": ">="})
    one = editions[editions["year"] == 2012]
    return [
        lambda **k: figures.peers(counties, area=["610802", "610881"], year=2022, **k),
        lambda **k: figures.peers(counties, **k),
        lambda **k: figures.peers(counties.iloc[:0], area="610802", **k),
        lambda **k: figures.ranks(counties, area=["610802", "610881"], **k),
        lambda **k: figures.ranks(counties, area="100000", **k),
        lambda **k: figures.waterfall(effects, unit="万吨标准煤", decimals=0, **k),
        lambda **k: figures.waterfall(
            effects, start=13478.0, start_name="2019", end_name="2022", decimals=0, **k
        ),
        lambda **k: figures.waterfall(effects.iloc[:0], **k),
        lambda **k: figures.scenarios(paths, history=past, targets=targets, **k),
        lambda **k: figures.scenarios(
            paths.assign(lower=paths["value"] * 0.9, upper=paths["value"] * 1.1),
            unit="万元/人",
            **k,
        ),
        lambda **k: figures.scenarios(paths.iloc[:0], **k),
        lambda **k: figures.revisions(editions, **k),
        lambda **k: figures.revisions(one, **k),
        lambda **k: figures.revisions(editions.iloc[:0], **k),
        lambda **k: figures.backtest(scores, **k),
        lambda **k: figures.backtest(scores[scores["horizon"] == 1], error_name="MASE", **k),
        lambda **k: figures.backtest(scores.iloc[:0], **k),
        lambda **k: figures.fan(
            past, past.assign(year=past["year"] + 12, horizon=1, q10=9.0, q90=20.0), **k
        ),
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [160.0, 80.0])
def test_no_word_is_cut_or_covered(
    every: list[Callable], width: float, language: str, clear: Callable
) -> None:
    for draw in every:
        made = draw(language=language, width=width, source="yq_analysis")
        clear(made)
        assert made.alt
        assert len(figures.svg(made)) < 70_000
        if language == "en":
            said = " ".join([made.alt, *(text.get_text() for text in made.texts)])
            assert not [c for c in said if "一" <= c <= "鿿"], said


def test_less_energy_is_the_better_rank_and_a_gap_is_named_not_drawn(
    counties: pd.DataFrame,
) -> None:
    made = figures.peers(counties, area="610803")
    assert (
        "横山区第2位（共11个）" in made.heading
    )  # the k-th county needs k-th least; 11 have a figure in 2023
    assert "无数据：神木市。" in " ".join(made.notes)
    assert len(made.axes[0].patches) == 11


def test_equal_values_share_a_rank(make_series: Make) -> None:
    tied = pd.concat(
        [make_series([v], area=a) for a, v in zip(COUNTIES[:3], (2.0, 3.0, 3.0), strict=True)]
    )
    assert "府谷县第1位" in figures.peers(tied, area="610822").heading
    assert "榆阳区第3位" in figures.peers(tied, area="610802").heading


def test_contributions_end_where_they_add_up() -> None:
    effects = pd.DataFrame({"factor": ["activity", "intensity"], "value": [30.0, -10.0]})
    bars = figures.waterfall(effects, start=100.0).axes[0].patches
    ends = [(round(b.get_x(), 6), round(b.get_x() + b.get_width(), 6)) for b in bars]
    assert ends[1] == (100.0, 130.0)
    assert ends[2] == (130.0, 120.0)
    assert ends[3][1] == 120.0


def test_a_scenario_begins_where_history_ends(make_series: Make) -> None:
    past = make_series([1.0, 2.0], first=2022)
    paths = pd.DataFrame({"scenario": "continue", "year": [2024, 2025], "value": [3.0, 4.0]})
    dashed = [
        line
        for line in figures.scenarios(paths, history=past).axes[0].lines
        if line.is_dashed() and line.get_linewidth() > 1
    ]
    assert [list(line.get_xdata()) for line in dashed] == [[2023, 2024, 2025]]


def test_the_newest_edition_has_the_first_colour_and_older_ones_turn_grey(
    editions: pd.DataFrame,
) -> None:
    made = figures.revisions(editions)
    assert "9个版次" in made.heading
    assert "更早的3个版次为灰线。" in " ".join(made.notes)
    newest = [line for line in made.axes[0].lines if line.get_color() == "#0B5FA5"]
    assert newest[0].get_xdata()[-1] == 2023


def test_fractions_in_place_of_percentages_are_refused(scores: pd.DataFrame) -> None:
    with pytest.raises(DataProblem, match="column coverage95: 不是百分数; 请给 0 到 100 的百分数"):
        figures.backtest(scores.assign(coverage95=scores["coverage95"] / 100))


def test_figures_take_what_the_rooms_give(make_series: Make) -> None:
    import yq_analysis as yq

    past = make_series([10.0 * 1.06**k + k % 3 for k in range(12)])
    future = yq.project(past, horizon=5)
    targets = pd.DataFrame(
        [
            {
                "indicator": "labour_productivity",
                "year": 2025,
                "value": 22.0,
                "comparator": ">=",
                "basis": "level",
            }
        ]
    )
    assert "推算" in figures.trend(past, future, targets=targets).heading
    assert figures.backtest(
        yq.backtest(past, horizon=2, origins=2, methods=("combined", "drift"))
    ).axes
    verdicts = yq.assess(past, future, targets)
    assert figures.targets(verdicts).axes
    assert figures.calibers(verdicts).axes
    paths = yq.scenarios.paths(past, future, targets)
    made = figures.scenarios(paths, history=past)
    assert "达到2025年目标22" in made.heading
    assert len(made.axes[0].collections) == 1  # one band, named in the note
    assert [
        line.get_xdata()[0]
        for line in made.axes[0].lines
        if line.get_marker() == "D" and line.get_color() == "#B3261E"
    ] == [2025.0]


def test_two_series_of_scenarios_are_refused() -> None:
    paths = pd.DataFrame(
        {"area": ["610000", "610800"], "scenario": "hold", "year": 2025, "value": 1.0}
    )
    with pytest.raises(QuestionProblem, match="paths: area 不止一个：610000, 610800; 请只留一个"):
        figures.scenarios(paths)


def test_every_figure_has_the_width_it_was_asked_for(every: list[Callable]) -> None:
    from io import BytesIO

    from PIL import Image

    for draw in every[:3]:
        with Image.open(BytesIO(figures.png(draw(width=160.0), 300))) as image:
            assert abs(image.width - 160 / 25.4 * 300) < 1
