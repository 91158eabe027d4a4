"""Every division of China by name, and that a name of several places is asked about, never decided
by chance.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from yq_analysis import catalogue
from yq_analysis.catalogue.divisions import AreaNames, all_areas, divisions, former, source
from yq_analysis.check import QuestionProblem
from yq_analysis.running.report.question import find_areas

NAMES = AreaNames(all_areas([]))
ROOT = Path(__file__).resolve().parents[1]


def test_all_divisions_are_there_with_source_and_date() -> None:
    levels = [row["level"] for row in divisions()]
    assert levels.count("province") == 34
    assert levels.count("city") == 333
    assert levels.count("county") > 2800
    assert "2026-09-11" in source()


def test_every_division_is_found_by_its_whole_path_and_its_code() -> None:
    for row in divisions():
        if row["level"] != "nation":
            assert NAMES.find(NAMES.path(row["area"])) == row["area"] == NAMES.find(row["area"])


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("佛山市", "440600"),
        ("佛山", "440600"),
        ("广东佛山南海", "440605"),
        ("南海市", "440605"),  # until 2002
        ("神木县", "610881"),  # until 2017
        ("612722", "610881"),  # until 1999
        ("西安", "610100"),  # a district 西安区 too, elsewhere: whole names and lists go first
        ("吉林", "220000"),
    ],
)
def test_a_name_that_one_area_has_is_found(name: str, code: str) -> None:
    own = [{**row} for row in _own() if row["area"] == "610100"]
    assert AreaNames(all_areas(own)).find(name) == code


def _own() -> list[dict[str, str]]:
    import csv

    with (ROOT / "catalogue" / "areas.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("name", ["朝阳区", "鼓楼区", "朝阳", "市辖区"])
def test_a_name_of_several_areas_is_asked_about(name: str) -> None:
    assert NAMES.find(name) is None


def test_the_question_names_the_places() -> None:
    with pytest.raises(QuestionProblem, match=r"2个地区.*北京市朝阳区（110105）.*长春市朝阳区"):
        find_areas(["朝阳区"], ROOT)


@pytest.mark.parametrize(
    ("name", "within", "code"),
    [
        ("朝阳", "北京市", "110105"),
        ("朝阳区", "长春", "220104"),
        ("顺德", "佛山市", "440606"),
        ("广州市", "佛山市", "440100"),  # a whole name needs no place
        ("陕西", "榆林市", "610000"),
        ("大同", "全国", "140200"),  # the city, not the district of 大庆
        ("龙泉", "榆阳区", None),  # a township of the district, not the city in Zhejiang
        ("龙泉", "", None),
        ("江北", "佛山市", None),
        ("海南", "青海省", None),  # the prefecture or the province
        ("襄樊市", "", "420600"),
    ],
)
def test_a_printed_name_is_read_in_its_place(name: str, within: str, code: str | None) -> None:
    assert NAMES.find(name, within) == code


def test_a_former_code_that_means_another_place_today_is_not_followed() -> None:
    current = {row["area"] for row in divisions()}
    for row in divisions():
        for code, _, _ in former(row):
            assert NAMES.find(code) == code if code in current else True


def test_names_are_ready_in_a_moment() -> None:
    begin = time.process_time()
    AreaNames(all_areas([])).find("佛山市")
    assert time.process_time() - begin < 1  # 0.1 s measured


def test_a_county_after_the_name_of_its_province_tells_its_place_itself():
    lists = catalogue.read()
    assert lists.find_area("天津市北辰区", within="") == "120113"
    assert lists.find_area("广东省佛山市南海区", within="") == "440605"
    assert lists.find_area("佛山南海", within="") is None  # short names: somebody must say where
    assert lists.find_area("天津市北辰区", within="610800") is None  # not in a book of 榆林
