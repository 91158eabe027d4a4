"""What a careful reader would ask about, with the line drawn where it belongs."""

from __future__ import annotations

import pytest

from yq_analysis.reading.policy import read_targets
from yq_analysis.reading.policy.row import Target
from yq_analysis.reading.policy.suspects import of_row


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(15.0, 20.0, ""), (15.0, 15.0, ""), (20.0, 15.0, "区间上下限颠倒:20—15")],
)
def test_bounds_are_reversed_only_where_the_upper_one_lies_below(
    low: float, high: float, said: str
) -> None:
    target = Target(
        indicator="造林面积", year=2025, value=low, upper=high, unit="万亩", text="", line=1
    )
    assert of_row(target).suspect == said


def test_a_share_of_a_hundred_is_no_suspect_and_one_above_is_no_number() -> None:
    whole = Target(indicator="抽检合格率", year=2025, value=100.0, unit="%", text="100%", line=1)
    assert of_row(whole).suspect == ""
    above = Target(indicator="抽检合格率", year=2025, value=100.5, unit="%", text="100.5%", line=1)
    assert (of_row(above).suspect, of_row(above).value) == ("比率大于100:100.5%", None)


def test_an_enrolment_of_a_hundred_and_fifty_stays_and_one_above_does_not() -> None:
    for value, kept in ((150.0, True), (151.0, False)):
        target = Target(indicator="毛入学率", year=2025, value=value, unit="%", text="", line=1)
        assert (of_row(target).value is not None) is kept


def test_a_doubt_is_said_in_english_on_request() -> None:
    targets = read_targets("某市“十五五”规划\n到2030年，合格率达到985%，能耗强度下降12%。")
    assert [doubt.text("en") for doubt in targets["suspect"]] == [
        "a rate above 100: 985%",
        "base year not stated",
    ]
