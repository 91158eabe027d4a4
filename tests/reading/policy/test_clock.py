"""The clock of a report: what is past, what is this year's aim, what is the plan's."""

from __future__ import annotations

from pathlib import Path

import pytest

from yq_analysis.reading.policy import read_document, read_targets

REPORT = "某市政府工作报告\n（2026年1月20日）\n各位代表：\n"


def rows(text: str) -> list[list[object]]:
    return read_targets(REPORT + text)[["indicator", "year", "value"]].values.tolist()


@pytest.mark.parametrize(
    "heading",
    [
        "一、2025年工作回顾",
        "一、2025年和“十四五”时期主要成就",
        "一、过去五年，我们交出了一份厚重答卷",
        "2025年工作回顾",
        "“十四五”发展历程",
        "",
    ],
)
def test_nothing_is_an_aim_while_the_past_is_told(heading: str) -> None:
    text = f"{heading}\n森林覆盖率达到38%，粮食产量稳定在100万吨以上，新增学位3000个。\n"
    aims = "今年经济社会发展主要预期目标是：地区生产总值增长5%左右。"
    assert rows(text + aims) == [["地区生产总值", 2026, 5]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # one heading names two times: phrases move from one to the other
        (
            "二、“十五五”时期目标和2026年安排\n今后五年，研发投入强度达到3%。\n今年的主要预期目标是：地区生产总值增长5%左右。",
            [["研发投入强度", 2030, 3], ["地区生产总值", 2026, 5]],
        ),
        # an outlook in passing moves nothing
        (
            "二、2026年工作安排\n为到2035年人均地区生产总值翻一番打好基础，城镇新增就业3万人以上。",
            [["城镇新增就业", 2026, 3]],
        ),
        # reasons for an aim set none, and move nothing
        (
            "二、2026年主要目标\n——地区生产总值增长5%左右。主要考虑：一是与“十五五”时期年均增长6%的目标相衔接。\n——固定资产投资增长4%。",
            [["地区生产总值", 2026, 5], ["固定资产投资", 2026, 4]],
        ),
        # another year holds for its clause; where it leads the sentence, what follows has no year
        (
            "二、2026年重点工作\n研发投入增长8%，到2027年高新技术企业达到500家。技术合同成交额达到90亿元。",
            [["研发投入", 2026, 8], ["高新技术企业", 2027, 500], ["技术合同成交额", 2026, 90]],
        ),
        (
            "二、2026年重点工作\n到2027年，高新技术企业达到500家。技术合同成交额达到90亿元。",
            [["高新技术企业", 2027, 500]],
        ),
        # the opening of a plan is no plan
        (
            "二、“十五五”时期主要目标\n到2030年，城镇化率达到70%。\n三、2026年工作\n今年是“十五五”开局之年，粮食产量达到90万吨。",
            [["城镇化率", 2030, 70], ["粮食产量", 2026, 90]],
        ),
    ],
    ids=["two times", "in passing", "reasons", "another year", "leading year", "opening"],
)
def test_phrases_move_the_clock(text: str, expected: list[list[object]]) -> None:
    assert rows("一、2025年工作回顾\n全年增长6%。\n" + text) == expected


def test_a_sections_heading_is_no_title() -> None:
    read = read_document(REPORT + "一、“十四五”工作回顾\n二、“十五五”时期目标\n")
    assert (read.setting.span, read.setting.yearly) == (None, 2026)


def test_every_number_is_read_or_set_aside_with_its_reason() -> None:
    read = read_document(
        "某市“十五五”规划\n二、主要目标\n到2030年，森林覆盖率达到40%，设置主要指标24项，用好资金3亿元。"
    )
    assert (read.seen, read.read, read.past) == (3, 1, 0)
    assert read.aside[["number", "line"]].values.tolist() == [["24", 3], ["3", 3]]
    assert str(read.count()[0]).startswith("目标部分共见 3 个数：读成目标 1 个，放在一边 2 个")


def test_a_document_that_prints_numbers_and_gives_no_target_says_so() -> None:
    assert read_document("某市工作简报\n召开会议3次，发放资料500份。").lost
    assert not read_document("某市工作简报\n没有数字。").lost


def test_a_document_says_its_name_number_date_and_address(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<!-- saved from url=(0027)https://example.gov.cn/a.html --><html><meta "
        "charset='utf-8'><body>"
        "<p>某市人民政府关于印发《某市“十五五”节能规划》的通知</p><p>某政发〔2026〕8号</p><p>2026年3月5日</p>"
        "<p>到2030年，单位地区生产总值能耗下降10%。</p></body></html>",
        encoding="utf-8",
    )
    about = read_document(page).about
    assert (about.name, about.number) == ("某市“十五五”节能规划", "某政发〔2026〕8号")
    assert (about.issued, about.url) == ("2026-03-05", "https://example.gov.cn/a.html")
