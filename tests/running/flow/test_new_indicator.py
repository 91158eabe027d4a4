"""A new indicator is rows in CSV lists: from them alone it gets series, verdict, rank, scenarios,
trace and English.
"""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pandas as pd
import pytest

from yq_analysis import catalogue
from yq_analysis.analysis.indicators import trace
from yq_analysis.analysis.results import Results
from yq_analysis.check import DataProblem
from yq_analysis.presenting.pages import story
from yq_analysis.presenting.pages.quality_views import quality
from yq_analysis.presenting.pages.target_views import summary
from yq_analysis.presenting.pages.theme_views import view
from yq_analysis.running import flow

# Salt used per unit of GDP, which nobody has heard of: 2020 prices, GDP 1000, then +10 % and +5 %
# and +4 %: 1000, 1100, 1155, 1201.2. Salt 500, 528, 531.3, 516.516: 0.5, 0.48, 0.46, 0.43 kg a yuan
# (万吨/亿元 is 吨/万元).
GDP = {"地区生产总值": {2020: 1000}, "地区生产总值增长率": {2021: 10, 2022: 5, 2023: 4}}
SALT = {2020: 500.0, 2021: 528.0, 2022: 531.3, 2023: 516.516}
ROWS = {
    "items": {"item": "salt_use", "name_zh": "用盐量", "name_en": "Salt use", "unit": "万吨"},
    "labels": {"label": "用盐总量", "item": "salt_use", "caliber": "as_published", "unit": "万吨"},
    "indicators": {
        "indicator": "salt_intensity",
        "name_zh": "单位地区生产总值用盐量",
        "name_en": "Salt use per unit of GDP",
        "unit": "吨/万元",
        "direction": "-1",
        "scale": "positive",
        "decimals": "3",
        "group": "derived",
        "numerator": "salt_use",
        "denominator": "gdp_constant",
        "page": "06_salt_intensity",
        "title_zh": "单位GDP用盐量",
        "title_en": "Salt intensity",
        "ranked": "7",
    },
    "targets": {
        "area": "610000",
        "no": "1",
        "indicator": "salt_intensity_reduction",
        "year": "2025",
        "value": "15",
        "comparator": ">=",
        "unit": "%",
        "binding": "binding",
        "basis": "cumulative",
        "base_year": "2020",
        "provisional": "false",
        "text": "单位地区生产总值用盐量降低15%",
        "document": "某规划",
        "issued": "2021-03-01",
    },
}
# the target year 2025 is still open: once it is over, nothing is asked and nothing projected
TODAY = "2024-11-30"
PROVINCES = ("陕西省", "山西省", "甘肃省")
_SHEET = ["region", "item", "year", "value", "unit", "kind", "edition", "caliber", "status"]


def _add(folder: Path, name: str, row: dict[str, str]) -> None:
    path = folder / f"{name}.csv"
    with path.open(encoding="utf-8-sig", newline="") as lines:
        header = next(csv.reader(lines))
    assert set(row) <= set(header)
    with path.open("a", encoding="utf-8", newline="") as lines:
        csv.DictWriter(lines, header, restval="", lineterminator="\n").writerow(row)


def _sheet(place: Path, region: str, times: float) -> None:
    """What a province printed; `times` as much salt as Shaanxi."""
    rows = [
        [region, item, year, value, "%" if "率" in item else "亿元", "actual", "2024"]
        for item, figures in GDP.items()
        for year, value in figures.items()
    ]
    rows += [
        [region, "用盐总量", year, times * value, "万吨", "actual", "2024"]
        for year, value in SALT.items()
    ]
    path = place / "data" / "raw" / "transcriptions" / f"{region}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow([*_SHEET, "note", "source", "url"])
        for row in rows:
            caliber = "census5" if str(row[1]).startswith("地区生产总值") else "as_published"
            writer.writerow([*row, caliber, "A", "", "某省统计年鉴2024", ""])


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("project")
    shutil.copytree(catalogue.default_folder(), place / "catalogue")
    for name, row in ROWS.items():
        _add(place / "catalogue", name, row)
    for times, region in enumerate(PROVINCES, start=1):
        _sheet(place, region, float(times))
    header = "file,sha256,publisher,edition,url,retrieved,area,caliber,note\n"
    (place / "data" / "raw" / "MANIFEST.csv").write_text(header, encoding="utf-8")
    flow.clean(place)
    return place


@pytest.fixture(scope="module")
def results(root: Path) -> Results:
    return flow.run(root, ["陕西省"], 2030, today=TODAY)


@pytest.fixture(scope="module")
def english(root: Path) -> Results:
    return flow.run(root, ["陕西省"], 2030, language="en", today=TODAY)


def _values(results: Results, indicator: str) -> dict[int, float]:
    table = results.indicators
    rows = table[(table["area"] == "610000") & (table["indicator"] == indicator)]
    assert len(set(rows["caliber"])) <= 1
    return dict(zip(rows["year"], rows["value"].round(6), strict=True))


def test_its_series_is_the_quotient_at_constant_prices_without_a_recipe(results: Results) -> None:
    assert _values(results, "salt_intensity") == {2020: 0.5, 2021: 0.48, 2022: 0.46, 2023: 0.43}
    table = results.indicators
    assert set(table.loc[table["indicator"] == "salt_intensity", "caliber"]) == {
        "price2020+census5+as_published"
    }


def test_its_yearly_change_and_its_total_come_by_themselves(results: Results) -> None:
    # 1 - 0.48/0.5 = 4 %; 1 - 0.46/0.48 = 4.166667 %; 1 - 0.43/0.46 = 6.521739 %; in all 1 -
    # 0.43/0.5 = 14 %
    assert _values(results, "salt_intensity_change_rate") == {
        2021: 4.0,
        2022: 4.166667,
        2023: 6.521739,
    }
    assert _values(results, "salt_intensity_cumulative_reduction")[2023] == pytest.approx(14)


def test_its_target_is_judged_and_stands_on_the_page_of_targets(results: Results) -> None:
    own = summary(results).own
    row = own[own["indicator"] == "salt_intensity_reduction"].iloc[0]
    assert (row["latest_year"], round(row["latest"], 6)) == (2023, 14.0)
    # (0.43/0.5) to 0.85 in two years: 1 - (0.85/0.86) ** 0.5 = 0.583 % a year
    assert abs(row["required_rate"]) == pytest.approx(0.5831, abs=1e-3)
    assert row["verdict"] in {"on_track", "uncertain"}
    assert row["known"] == "projected"


def test_it_has_a_page_with_headline_scenarios_and_traces(results: Results) -> None:
    page = view(results, "salt_intensity")
    assert "用盐量" in story.headline(page)
    assert "累计下降14%" in story.headline(page)
    assert {"continue", "constant_rate", "hold"} <= set(page.scenarios["scenario"])
    found = page.traces(page.judged)
    latest = next(one for (_, column), one in found.items() if column == "latest")
    assert any("陕西省.csv" in source for source in latest.sources)
    assert len(page.series_traces(page.history)) == 4


def test_its_formula_is_traced_to_the_printed_figures(root: Path, results: Results) -> None:
    lists = catalogue.read(root / "catalogue")
    rows = trace(results.observations, "陕西省", "salt_intensity", years=[2021], lists=lists)
    assert set(rows["formula"]) == {"用盐量528万吨÷2020年价地区生产总值1100.00亿元"}
    assert set(rows["input_item"]) == {"salt_use", "gdp", "gdp_growth"}


def test_it_is_ranked_among_the_provinces_less_being_better(results: Results) -> None:
    levels = results.indicators[results.indicators["indicator"] == "salt_intensity"]
    assert levels[levels["year"] == 2023].set_index("area")["value"].round(2).to_dict() == {
        "610000": 0.43,
        "140000": 0.86,
        "620000": 1.29,
    }
    rows = summary(results).ranks
    own = rows[rows["indicator"] == "salt_intensity"].iloc[0]
    assert (own["rank_today"], own["of"]) == (1, 3)


def test_it_reads_in_english(english: Results) -> None:
    page = view(english, "salt_intensity")
    said = story.headline(page)
    assert "alt use per unit of GDP" in said
    assert "a total fall of 14" in said
    assert not [mark for mark in said if "\u4e00" <= mark <= "\u9fff"]


def test_a_figure_that_no_indicator_takes_is_said_aloud(root: Path, tmp_path: Path) -> None:
    place = Path(shutil.copytree(root, tmp_path / "project"))
    table = place / "catalogue" / "indicators.csv"
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text("".join(lines[:-1]), encoding="utf-8")
    targets = place / "catalogue" / "targets.csv"
    lines = targets.read_text(encoding="utf-8").splitlines(keepends=True)
    targets.write_text("".join(lines[:-1]), encoding="utf-8")
    flow.clean(place)
    found = quality(flow.run(place, ["陕西省"], 2030)).untaken
    row = found[found["item"] == "salt_use"].iloc[0]
    assert (row["first"], row["last"], row["figures"], row["why"]) == (
        "2020",
        "2023",
        "4",
        "no_indicator",
    )


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("denominator", "", "公式的一半"),
        ("denominator", "gpd_constant", "gpd_constant"),
        ("published_item", "100 minus salt", "读不懂"),
        ("page", "salt", "不合规定"),
        ("related", "sugar_intensity", "sugar_intensity"),
    ],
)
def test_a_row_that_leads_nowhere_is_refused_with_line_and_reason(
    tmp_path: Path, column: str, value: str, said: str
) -> None:
    folder = Path(shutil.copytree(catalogue.default_folder(), tmp_path / "catalogue"))
    _add(folder, "items", ROWS["items"])
    _add(folder, "indicators", ROWS["indicators"] | {column: value})
    with pytest.raises(DataProblem, match=rf"indicators\.csv，第\d+行，{column}列.*{said}"):
        catalogue.read(folder)


def test_an_indicator_without_any_way_to_a_value_is_refused(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(catalogue.default_folder(), tmp_path / "catalogue"))
    _add(folder, "indicators", ROWS["indicators"] | {"numerator": "", "denominator": ""})
    with pytest.raises(DataProblem, match="salt_intensity 没有任何得出数值的途径"):
        catalogue.read(folder)


def test_every_number_of_the_new_page_stands_in_its_tables(results: Results) -> None:
    page = view(results, "salt_intensity")
    assert isinstance(page.numbers, pd.DataFrame)
    assert set(page.numbers["known"]) == {"observed", "projected"}
