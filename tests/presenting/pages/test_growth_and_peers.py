"""An area among its peers, the account of the plan that is over, and assumed growth, as pages show
them.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import yq_analysis as yq
from yq_analysis.presenting.figures.tile_map import TILES
from yq_analysis.presenting.pages import source_lines
from yq_analysis.presenting.pages.growth_views import Growth
from yq_analysis.presenting.pages.peer_views import Peers
from yq_analysis.presenting.pages.traces import as_printed


@pytest.fixture(scope="module")
def province(project: Path) -> Peers:
    return yq.peers(yq.run(project, ["陕西省"], to=2035))


def test_peers_are_ranked_in_one_caliber_and_one_year(province: Peers) -> None:
    assert province.provinces
    for indicator in province.ranked:
        table = province.ranking(indicator)
        assert table["caliber"].nunique() == 1
        assert table["year"].nunique() == 1
        better = province.results.lists.indicator(indicator).direction
        assert (table["value"] * -better).is_monotonic_increasing
        # growth over one span for all, or none
        assert table["since"].nunique() <= 1
        assert "陕西省" in yq.story.peers_headline(province)


def test_growth_beside_a_level_is_that_of_the_same_series(province: Peers) -> None:
    indicator = "labour_productivity"
    table = province.ranking(indicator)
    row = table[table["area"] == "610000"].iloc[0]
    series = province.history(indicator)
    own = series[series["area"] == "610000"].set_index("year")["value"]
    years = int(row["year"]) - int(row["since"])
    assert own[row["since"]] * (1 + row["growth"] / 100) ** years == pytest.approx(row["value"])


def test_every_province_has_one_tile(project: Path) -> None:
    lists = yq.catalogue.read(project / "catalogue")
    assert set(lists.children("100000")) <= set(TILES)
    assert len({place[:2] for place in TILES.values()}) == len(TILES)


def test_the_own_area_stands_out_and_who_has_no_figure_stays_empty(province: Peers) -> None:
    table = province.ranking("energy_intensity")
    drawn = yq.figures.tile_map(table, area="610000", title="位置")
    assert len(drawn.artists + drawn.patches) >= len(TILES)
    html = yq.tables.ranked(table, caption="位次", own=["610000"])
    assert html.count('<tr class="own">') == 1
    assert "陕西省" in html[html.index('<tr class="own">') :][:120]


def test_an_area_without_siblings_shows_the_areas_within(project: Path) -> None:
    page = yq.peers(yq.run(project, ["榆林市"], to=2035))
    assert page.below
    assert set(page.shown["area"]) <= set(page.results.lists.children("610800"))


def test_the_closed_plan_is_held_against_what_was_projected(project: Path) -> None:
    page = yq.summary(yq.run(project, ["全国"], to=2035))
    rows = yq.story.closing_rows(page)
    assert set(rows["year"]) == {2025}
    patents = rows[rows["indicator"].str.contains("高价值")].iloc[0]
    # 16.00 against 12: better by 4.00; 13.5 − 4.45 = 9.05 points short
    assert (patents["value"], patents["gap"]) == ("16件/万人", "好于目标4.00件/万人")
    assert "差9.05个百分点" in set(rows["gap"])
    assert patents["before"].startswith("2023年推算")
    assert yq.story.closing_title(page) == "2021—2025年收官对账"


def test_an_area_without_a_closed_target_has_an_empty_account(project: Path) -> None:
    page = yq.summary(yq.run(project, ["榆林市"], to=2035))
    assert page.closing.empty
    assert list(page.closing.columns[-4:]) == ["origin", "said", "said_lower", "said_upper"]


def test_assumed_growth_is_told_where_there_are_figures_and_only_there(project: Path) -> None:
    nation = yq.run(project, ["全国"], to=2035)
    page = yq.view(nation, "patents").growth
    assert page.aim is not None
    begin = page.begin
    assert begin is not None
    needed = begin.needed_above(begin.recent_below, page.aim)
    assert begin.level(needed, begin.recent_below, 2030) == pytest.approx(22)
    assert any("恰好完成" in cell for cell in page.rows[2030]["above"])
    energy = yq.view(nation, "energy").growth
    assert set(energy.rows) == {2030, 2035}
    assert energy.figure("来源") is not None
    district = yq.view(yq.run(project, ["榆阳区"], to=2035), "energy")
    assert district.growth.rows == {}
    assert yq.story.growth_lead(district) == ""


def test_what_growth_says_in_english_is_english(project: Path) -> None:
    page: Growth = yq.view(yq.run(project, ["全国"], to=2035, language="en"), "energy").growth
    said = " ".join([*page.sentences, page.caption(2030), *page.columns(2030).values()])
    said += page.rows[2030].to_string()
    assert not any("\u4e00" <= char <= "\u9fff" for char in said), said


def test_a_page_without_figures_says_which_figure_would_be_enough(project: Path) -> None:
    said = yq.story.lacking(yq.view(yq.run(project, ["榆阳区"], to=2035), "energy"))
    # 1 − 0.85^(1/5) = 3.1981 %
    assert "3.1981" in said
    english = yq.run(project, ["榆阳区"], to=2035, language="en")
    for theme in english.lists.themes:
        said = yq.story.lacking(yq.view(english, theme))
        assert not any("\u4e00" <= char <= "\u9fff" for char in said), said


def test_a_traced_figure_keeps_the_decimals_of_its_source() -> None:
    assert [as_printed(value) for value in (1001.02, 0.48, -3.0, 1e-7)] == [
        "1,001.02",
        "0.48",
        "−3",
        "0.0000001",
    ]


def test_the_small_multiples_hold_every_area_once(province: Peers) -> None:
    history = province.history("labour_productivity")
    drawn = yq.figures.small_multiples(history, area="610000", title="走势")
    assert drawn.data is not None
    assert sorted(drawn.data["area"]) == sorted(set(history["area"]))
    lone = pd.DataFrame(history[history["area"] == "610000"])
    assert yq.figures.small_multiples(lone, title="走势").alt.startswith("走势")


def test_figures_that_an_office_handed_in_are_marked_in_the_source_line(
    province: Peers, monkeypatch: pytest.MonkeyPatch
) -> None:
    titles = [f"甲{number}公报" for number in range(6)]

    def known(*_: object) -> pd.DataFrame:
        notes = ["", "", "", "", "", "内部数据"]
        return pd.DataFrame({"title": titles, "through": "", "named": titles, "note": notes})

    monkeypatch.setattr(source_lines, "origins", known)
    assert source_lines.source_line(province.results, titles).endswith("（含内部数据）")


def test_an_own_figure_of_another_caliber_is_told_and_not_ranked(project: Path) -> None:
    page = yq.peers(yq.run(project, ["榆阳区"], to=2035))
    notes = yq.story.peers_notes(page, "gdp_current")
    # 185.3 billion yuan as first released; the county yearbook has the others
    assert "榆阳区2023年为1,853.0亿元（首次公布），口径不同，不列入位次。" in notes
    assert "610802" not in set(page.ranking("gdp_current")["area"])


def test_the_neighbour_s_figure_names_its_own_publications(project: Path) -> None:
    page = yq.view(yq.run(project, ["榆阳区"], to=2035), "patents")
    assert set(page.kin["area"]) == {"610000", "100000"}
    assert page.source_of(page.kin).startswith(
        "《中国科技统计年鉴》国内有效专利数(分地区)（2010—2023年"
    )
    assert "科技统计年鉴" not in page.source


def test_the_parts_of_a_decomposition_are_rounded_alike(project: Path) -> None:
    page = yq.view(yq.run(project, ["全国"], to=2035), "productivity")
    # of 15.32: two decimals each
    title = yq.story.cause(page, page.causes[0])
    assert title.endswith("部门内生产率+1.41，劳动力转移+0.02")
