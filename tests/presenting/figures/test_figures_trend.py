"""The trend: what is solid, dashed, marked, parted; and that every word can be read."""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from yq_analysis.check import DataProblem, QuestionProblem
from yq_analysis.presenting import figures

Make = Callable[..., pd.DataFrame]


def _targets(*rows: tuple[int, float]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "indicator": "labour_productivity",
                "year": y,
                "value": v,
                "comparator": ">=",
                "provisional": True,
            }
            for y, v in rows
        ]
    )


@pytest.fixture
def cases(
    make_series: Make, make_projection: Make
) -> dict[str, tuple[pd.DataFrame, pd.DataFrame | None, pd.DataFrame | None]]:
    ten = make_series([10.0 * 1.06**k for k in range(12)])
    noisy = make_series(
        list(np.random.default_rng(1).normal(1.5, 3, 40)),
        first=1985,
        area="100000",
        indicator="energy_intensity_change_rate",
        caliber="nbs",
        unit="%",
    )
    noisy.loc[[10, 11, 25], "value"] = math.nan
    calibers = ["nbs", "ndrc", "price2020+set5", "price2015+census4", "published"]
    five = pd.concat(
        [
            make_series(
                [1.2 * 0.97**k - 0.1 * i for k in range(8)],
                first=2008 + i,
                indicator="energy_intensity",
                caliber=c,
                unit="吨标准煤/万元",
            )
            for i, c in enumerate(calibers)
        ]
    )
    broken = make_series(
        [8.0, 8.7, 9.4, 10.1, 10.8, 11.77, 14.64, 15.3, 16.1, 16.9], first=2015, status="AAAAAABAAP"
    )
    return {
        "one point": (make_series([18.2], first=2023), None, _targets((2025, 20.0))),
        "ten points": (ten, make_projection(ten), _targets((2025, 20.0), (2035, math.nan))),
        "forty points, negative, gaps": (noisy, None, None),
        "five calibers": (
            five,
            pd.concat(
                [make_projection(g, years=8, growth=-0.03) for _, g in five.groupby("caliber")]
            ),
            None,
        ),
        "a break": (broken, make_projection(broken), _targets((2025, 20.0), (2025, 19.0))),
        "an exploding band": (broken, make_projection(broken, spread=0.5), _targets((2025, 20.0))),
        "nothing": (ten.iloc[:0], None, _targets((2025, 20.0))),
        "projection only": (ten.iloc[:0], make_projection(ten), None),
        "zeros": (make_series([0.0, 0.0, 0.0]), None, None),
    }


NAMES = [
    "one point",
    "ten points",
    "forty points, negative, gaps",
    "five calibers",
    "a break",
    "an exploding band",
    "nothing",
    "projection only",
    "zeros",
]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [160.0, 80.0])
@pytest.mark.parametrize("name", NAMES)
def test_no_word_is_cut_or_covered(
    cases: dict, name: str, width: float, language: str, clear: Callable
) -> None:
    table, future, targets = cases[name]
    made = figures.trend(
        table,
        future,
        targets=targets,
        language=language,
        width=width,
        source="《陕西统计年鉴2024》表1-2；本项目计算",
    )
    clear(made)
    assert made.alt
    assert len(figures.svg(made)) < 70_000


def test_the_same_figure_gives_the_same_bytes(cases: dict) -> None:
    table, future, targets = cases["ten points"]
    first, second = (figures.trend(table, future, targets=targets) for _ in range(2))
    assert figures.svg(first) == figures.svg(second) == figures.svg(first)
    assert figures.png(first, 72) == figures.png(second, 72)
    assert figures.pdf(first) == figures.pdf(second)


def test_history_is_solid_and_projection_is_dashed(cases: dict) -> None:
    table, future, _ = cases["ten points"]
    lines = [
        line for line in figures.trend(table, future).axes[0].lines if len(line.get_xdata()) > 2
    ]
    assert [line.is_dashed() for line in lines] == [False, True]
    assert list(lines[0].get_xdata()) == list(range(2012, 2024))
    assert list(lines[1].get_xdata()) == list(range(2023, 2034))  # from the last observation on


def test_both_bands_are_shaded_and_named(cases: dict) -> None:
    table, future, _ = cases["ten points"]
    made = figures.trend(table, future)
    assert len(made.axes[0].collections) == 2
    said = " ".join(text.get_text() for text in made.texts)
    assert "95%区间" in said
    assert "80%区间" in said


def test_the_words_of_an_interval_have_the_colour_of_the_only_line_that_goes_on(
    make_series: Make, make_projection: Make
) -> None:
    old = make_series([9.0, 10.0, 11.0], caliber="price2015")
    new = make_series([10.0, 10.5, 11.5], first=2014)
    made = figures.trend(pd.concat([old, new]), make_projection(new))
    said = {
        text.get_text(): text.get_color()
        for text in [*made.texts, *(text for axes in made.axes for text in axes.texts)]
        if not text.get_text().startswith("注")
    }
    (own,) = {colour for words, colour in said.items() if "2020年价格" in words}
    (other,) = {colour for words, colour in said.items() if "2015年价格" in words}
    assert own != other
    assert {colour for words, colour in said.items() if "区间" in words} == {own}


def test_a_gap_and_a_break_part_the_line(make_series: Make) -> None:
    table = make_series([1.0, 2.0, math.nan, 4.0, 5.0, 9.0], first=2016, status="AAAAAB")
    solid = [
        list(line.get_xdata())
        for line in figures.trend(table).axes[0].lines
        if line.get_color() == "#0B5FA5" and line.get_linewidth() > 1
    ]
    assert solid == [[2016, 2017], [2019, 2020], [2021]]
    also = figures.trend(table, breaks={2017: "改用新价格"})
    # the row of status B is a break as well, and says so
    assert also.notes == ("① 2017年起改用新价格。", "② 2021年起口径变动，前后不可比。")


def test_the_target_stands_at_its_year_and_height(cases: dict) -> None:
    table, future, targets = cases["ten points"]
    made = figures.trend(table, future, targets=targets)
    diamonds = [
        (line.get_xdata()[0], line.get_ydata()[0])
        for line in made.axes[0].lines
        if line.get_marker() == "D"
    ]
    assert diamonds == [(2025.0, 20.0)]
    assert "2035年的目标没有数值" in " ".join(made.notes)


def test_the_title_sets_the_value_of_the_target_year_beside_the_target(
    cases: dict, make_series: Make
) -> None:
    table, future, targets = cases["ten points"]
    # 10 x 1.06^11 = 18.98 in 2023, x 1.05^2 = 20.93 in 2025
    assert (
        figures.trend(table, future, targets=targets).heading
        == "榆林市全员劳动生产率：2025年推算20.93万元/人，目标≥20"
    )
    assert (
        figures.trend(table, future, targets=targets, language="en").heading
        == "Labour productivity, Yulin: 2025 projected 20.93, target ≥20"
    )
    met = make_series(
        [11.0, 16.0],
        first=2024,
        area="100000",
        indicator="patent_density",
        caliber="published",
        unit="件/万人",
    )
    goal = pd.DataFrame(
        {"indicator": ["patent_density"], "year": [2025], "value": [12.0], "comparator": [">="]}
    )
    assert (
        figures.trend(met, targets=goal).heading
        == "全国每万人口高价值发明专利拥有量：2025年实际16.00件/万人，目标≥12"
    )


def test_another_areas_target_is_marked_but_not_held_against_the_line(make_series: Make) -> None:
    nation = make_series(
        [11.0, 16.0],
        first=2024,
        area="100000",
        indicator="patent_density",
        caliber="published",
        unit="件/万人",
    )
    district = pd.DataFrame(
        {
            "area": ["610802"],
            "indicator": ["patent_density"],
            "year": [2025],
            "value": [1.65],
            "comparator": [">="],
        }
    )
    made = figures.trend(nation, targets=district)
    assert "目标" not in made.heading
    assert "榆阳区2025年目标 ≥1.65" in [t.get_text() for t in made.texts]


def test_titles_of_several_lines_say_what_they_show(
    make_series: Make, make_projection: Make
) -> None:
    old = make_series([9.0, 9.5], first=2018, caliber="price2015+published")
    new = make_series([14.0, 15.0, 16.0], first=2021)
    future = make_projection(new, years=2, growth=0.0)
    assert (
        figures.trend(pd.concat([old, new]), future).heading
        == "榆林市全员劳动生产率：按趋势推算2025年为16.00万元/人（2种口径分列）"
    )
    nation = make_series([14.0, 18.0], first=2021, area="100000")
    both = figures.trend(pd.concat([new, nation]), future)
    assert both.heading == "全员劳动生产率：榆林市2025年推算16.00万元/人，全国2022年18.00万元/人"


def test_title_source_and_notes_are_text_of_the_page_and_a_source_is_announced_once(
    make_series: Make,
) -> None:
    made = figures.trend(make_series([1.0]), source="来源:国家统计局")
    assert made.foot_html().count("来源") == 1
    assert "来源：国家统计局" in made.foot_html()
    drawn = [t.get_text() for t in made.texts]
    assert made.heading in made.head_html()
    assert not {made.heading, "来源：国家统计局", *made.notes} & set(drawn)


def test_the_numbers_drawn_come_with_the_figure(
    make_series: Make, make_projection: Callable
) -> None:
    past = make_series([10.0, 11.0], first=2023)
    foot = figures.trend(past, make_projection(past, years=1)).foot_html()
    found = re.search(r'href="data:text/csv;base64,([^"]+)"', foot)
    assert found
    lines = base64.b64decode(found[1]).decode("utf-8-sig").splitlines()
    # heading, two observed years, one projected: 11 x 1.05 = 11.55
    assert len(lines) == 4
    assert lines[1].startswith("榆林市,全员劳动生产率,2020年价格,2023,实际数,10,万元/人")
    assert lines[3].startswith("榆林市,全员劳动生产率,2020年价格,2025,推算数,11.55,万元/人")


def test_a_wide_fan_does_not_press_the_history_flat(
    make_series: Make, make_projection: Callable
) -> None:
    past = make_series([10.0, 11.0, 10.5, 11.0])
    made = figures.trend(past, make_projection(past, years=5, growth=0.0, spread=0.8))
    low, high = made.axes[0].get_ylim()
    # history and median span 1; the fan may add 0.6 on each side, the air 0.06 x 2.2: 10-0.6 to
    # 11+0.6
    assert 9.2 < low < 9.5
    assert 11.6 < high < 11.8
    assert "没有画出" in " ".join(made.notes)


def test_the_years_of_the_plans_are_marked(make_series: Make, make_projection: Callable) -> None:
    past = make_series([10.0 + k for k in range(5)], first=2020)
    made = figures.trend(past, make_projection(past, years=11))
    hollow = [
        float(line.get_xdata()[0])
        for line in made.axes[0].lines
        if line.get_marker() == "o" and line.get_markeredgewidth() > 1
    ]
    assert hollow == [2025.0, 2030.0, 2035.0]


def test_without_observations_the_figure_says_so_and_has_no_axes(cases: dict) -> None:
    table, _, targets = cases["nothing"]
    made = figures.trend(table, targets=targets, indicator="labour_productivity")
    assert made.axes == []
    assert "数据不足" in [text.get_text() for text in made.texts]
    assert "2025年目标 ≥20" in made.alt


def test_a_figure_shows_itself_as_svg_with_words_for_screen_readers(cases: dict) -> None:
    table, future, targets = cases["ten points"]
    bundle = figures.trend(table, future, targets=targets)._repr_mimebundle_()
    assert bundle["image/svg+xml"].startswith("<svg")
    assert 'role="img" aria-label="榆林市全员劳动生产率' in bundle["image/svg+xml"]
    assert "推算" in bundle["text/plain"]


def test_english_says_nothing_in_chinese(cases: dict) -> None:
    for name in NAMES:
        table, future, targets = cases[name]
        made = figures.trend(
            table,
            future,
            targets=targets,
            language="en",
            indicator=next(iter(table["indicator"]), "labour_productivity"),
        )
        said = " ".join([made.alt, *(text.get_text() for text in made.texts)])
        assert not [c for c in said if "一" <= c <= "鿿"], said


def test_wrong_questions_are_refused(cases: dict, make_series: Make) -> None:
    two = pd.concat([make_series([1.0, 2.0]), make_series([1.0, 2.0], indicator="patent_density")])
    with pytest.raises(QuestionProblem, match="可选：labour_productivity、patent_density"):
        figures.trend(two)
    with pytest.raises(DataProblem, match="没有列：year"):
        figures.trend(two.drop(columns="year"))
    with pytest.raises(QuestionProblem, match="language"):
        figures.trend(make_series([1.0]), language="fr")
    with pytest.raises(QuestionProblem, match="毫米不能作图宽"):
        figures.trend(make_series([1.0]), width=5)


def test_drawing_leaves_the_callers_tables_as_they_were(cases: dict) -> None:
    table, future, targets = cases["a break"]
    before = table.copy(), future.copy(), targets.copy()
    figures.trend(table, future, targets=targets)
    for old, new in zip(before, (table, future, targets), strict=True):
        pd.testing.assert_frame_equal(old, new)


def test_breaks_in_neighbouring_years_keep_their_signs_apart(
    make_series: Make, clear: Callable
) -> None:
    table = make_series([float(k) for k in range(12)], status="ABBBAAAAAAAB")
    reasons = {2013: "甲", 2014: "乙", 2015: "丙", 2023: "丁"}
    made = figures.trend(table, breaks=reasons, width=60)
    clear(made)
    assert [t.get_text() for t in made.texts if t.get_text() in "①②③④"] == ["①", "②", "③", "④"]
    many = figures.trend(table, width=60)  # without reasons one note says it for all
    assert "2013、2014、2015、2023年" in "".join(many.notes)


def test_infinite_values_are_gaps(make_series: Make) -> None:
    made = figures.trend(make_series([1.0, math.inf, 2.0]))
    assert [list(line.get_ydata()) for line in made.axes[0].lines if line.get_linewidth() > 1] == [
        [1.0],
        [2.0],
    ]
