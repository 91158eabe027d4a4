"""Years and periods as they are printed: in labels, titles, headers and portal metadata."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from yq_analysis.reading.yearbook.label_text import fold


class Time(NamedTuple):
    """The time that a text names and what is left of the text without it.

    `growth` is the earlier year of a comparison (比2021年): such a column holds change, not a
    level.
    """

    year: int | None = None
    period: str = ""
    rest: str = ""
    growth: str = ""


_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018, "民国": 1911}
_Y = r"(?<!\d)((?:1[89]|20)\d{2})"
_INDEX_BASE = re.compile(r"(?:\d{4}\s*年?|上年|上月)\s*=\s*1000?")
_TO = r"\s*(?:年)?\s*(?:[-—–―~～至]+|\bto\b)\s*"
_COMPARED = re.compile(rf"{_Y}\s*年?比\s*{_Y}\s*年?|{_Y}\s*年?比(上年)")
_AGAINST = re.compile(rf"比\s*{_Y}\s*年?")
_SPAN = re.compile(rf"{_Y}{_TO}{_Y}\s*(?:年(?!均))?(?:间|期间)?")
_FISCAL = re.compile(rf"{_Y}\s*[-/–]\s*(\d{{2}})(?!\d)年?度?")
_QUARTER = re.compile(rf"(?:{_Y}\s*年?\s*)?(?:Q([1-4])|第?([一二三四])季度)(?!\d)", re.IGNORECASE)
_MONTHS = re.compile(
    rf"{_Y}\s*年\s*(\d{{1,2}}(?:\s*[-—–~～至]\s*\d{{1,2}})?)\s*月(?:份)?(?!\d*\s*日)(?:累计)?"
)
_PART_OF_YEAR = re.compile(rf"{_Y}\s*年?\s*(上半年|下半年|前[一二两三]个?季度|全年)(?:累计)?")
_DATED = re.compile(rf"{_Y}[-/.](0?[1-9]|1[0-2])(?:[-/.]\d{{1,2}})?(?![\d.])")
_MONTH = re.compile(
    r"(\d{1,2}(?:\s*[-—–~～至]\s*\d{1,2})?)\s*月(?:份)?(?:累计)?\Z|(上半年|下半年|前[一二两三]个?季度|全年)(?:累计)?\Z|第?([一二三四])季度\Z"
)
_RATIO = re.compile(rf"{_Y}\s*年?为\s*{_Y}\s*年?")
_UNTIL = re.compile(rf"(?:截至|截止|至)\s*{_Y}\s*年?\s*(?:12月)?(?:年?底|年?末|止)?")
_YEAR = re.compile(rf"{_Y}\s*年(?:度|(?=[末底初中])|中(?![\u4e00-\u9fff]))?")
_ERA = re.compile(rf"({'|'.join(_ERAS)})\s*(\d{{1,2}}|元)\s*年(?:中(?![\u4e00-\u9fff])|度)?")
_BRACKETED = re.compile(rf"[(]\s*(?:at end of |end of |in )?{_Y}\s*[)]")
# as analysts write a year that stands alone in its cell: 2023A (as it was), 2024E (as expected),
# FY2023, FY23, '23; 2023H1 is its first half
_BARE = re.compile(
    rf"{_Y}\s*[AEFBP]?\s*\Z|[FC]Y\s*[-_]?\s*((?:19|20)\d{{2}})[AEFBP]?\s*\Z"
    r"|(?:[FC]Y|['’‘`])\s*(\d{2})[AEFBP]?\s*\Z"
)
_HAN_YEAR = re.compile(r"[一二][〇○零九][〇○零一二三四五六七八九]{2}(?=\s*年)")  # 二〇二三年
_HALF = re.compile(rf"{_Y}\s*年?\s*H([12])\s*\Z|H([12])\s*[-_/]?\s*{_Y}\s*\Z")
# begun at the first sign of a run, or a cell of many dashes costs the square of its length
_TRAILING = re.compile(rf"(?<![\s\-—–])[\s\-—–]+{_Y}\s*\Z")
_PLAN = re.compile(
    r"[“\"]?(?:十[一二三四五六七]|[一二三四五六七八九])[”\"]?五[”\"]?(?:时期|期间|规划期)"
    r"|[“\"]?十[一二三四五六七][”\"]?五[”\"]?(?=累计|合计|年均|平均|\Z)"
)
_EMPTY = re.compile(r"[(（]\s*[)）]")


@lru_cache(maxsize=16384)
def find_time(text: str) -> Time:
    """The year or period that a label names; the index base (1978年=100) is none.

    >>> find_time('2022年平均人口'), find_time('1999-2012年累计')
    (Time(year=2022, period='', rest='平均人口', growth=''), Time(year=None, period='1999-2012',
    rest='累计', growth=''))
    >>> (find_time('2018年比2017年增长(%)').growth, find_time('平成30年中').year,
    ...     find_time('2012-13').year)
    ('2017', 2018, 2012)
    >>> find_time('2023年上半年')[:2], find_time('2023年前三季度')[:2], find_time('2023年全年')[:2]
    ((2023, '2023年上半年'), (2023, '2023年前三季度'), (2023, ''))
    >>> find_time('2023年1-6月累计')[:3], find_time('2023-06')[:2]
    ((2023, '2023年1-6月', ''), (2023, '2023年6月'))
    >>> find_time('二〇二三年末人口')[:3:2]
    (2023, '年末人口')
    >>> [find_time(said)[:2] for said in ('2023A', 'FY2023', "'21", 'FY22', '2023H1')]
    [(2023, ''), (2023, ''), (2021, ''), (2022, ''), (2023, '2023年上半年')]
    >>> (find_time('国内生产总值指数(1978年=100)').year, find_time('2019 年').year,
    ...     find_time('1955 Q1').period)
    (None, 2019, '1955Q1')
    """
    line = fold(text).replace("\n", " ")
    line = _HAN_YEAR.sub(_in_digits, line)
    if (
        not any(sign.isdigit() for sign in line)
        and "季" not in line
        and "半年" not in line
        and line.strip() != "全年"
        and "五" not in line
        and "元年" not in line
    ):
        return Time(rest=text)
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        held.append(match[0])
        return chr(0xE000 + len(held) - 1)

    line = _INDEX_BASE.sub(hold, line)
    year, period, growth, rest = _find(line)
    for place, said in enumerate(held):
        rest = rest.replace(chr(0xE000 + place), said)
    if year is None and not period and not growth:
        return Time(rest=text)
    return Time(year, period, _EMPTY.sub("", rest).strip(), growth)


def _in_digits(match: re.Match[str]) -> str:
    return "".join(
        str("〇一二三四五六七八九".index(sign)) for sign in re.sub("[○零]", "〇", match[0])
    )


def _find(line: str) -> tuple[int | None, str, str, str]:
    if match := _MONTH.match(line.strip()):
        said = match[1] or match[2] or "Q" + str("一二三四".index(match[3]) + 1)
        return None, (re.sub(r"\s", "", said) + "月") if match[1] else said, "", ""
    if match := _COMPARED.search(line):
        return (
            int(match[1] or match[3]),
            "",
            match[2] or match[4],
            _cut(line, match, "比上年" if _before(match) else f"比{match[2]}年"),
        )
    if match := _RATIO.search(line):
        return (
            int(match[1]),
            "",
            match[2],
            _cut(
                line, match, "为上年" if int(match[2]) == int(match[1]) - 1 else f"为{match[2]}年"
            ),
        )
    if match := _AGAINST.search(line):
        return None, "", match[1], _cut(line, match, f"比{match[1]}年")
    if match := _ERA.search(line):
        count = 1 if match[2] == "元" else int(match[2])
        return _ERAS[match[1]] + count, "", "", _cut(line, match)
    if (match := _SPAN.search(line)) and int(match[1]) < int(match[2]):
        return None, f"{match[1]}-{match[2]}", "", _cut(line, match)
    if (match := _FISCAL.search(line)) and (int(match[1]) + 1) % 100 == int(match[2]):
        return int(match[1]), "", "", _cut(line, match)
    if match := _HALF.match(line.strip()):
        year = match[1] or match[4]
        half = "上半年" if (match[2] or match[3]) == "1" else "下半年"
        return int(year), f"{year}年{half}", "", ""
    if match := _MONTHS.search(line):
        return int(match[1]), re.sub(r"\s|份|累计", "", match[0]), "", _cut(line, match)
    if match := _PART_OF_YEAR.search(line):
        period = "" if match[2] == "全年" else f"{match[1]}年{match[2]}"
        return int(match[1]), period, "", _cut(line, match)
    if match := _DATED.fullmatch(line.strip()):
        return int(match[1]), f"{match[1]}年{int(match[2])}月", "", ""
    if match := _QUARTER.search(line):
        quarter = match[2] or str("一二三四".index(match[3]) + 1)
        year = int(match[1]) if match[1] else None
        return year, f"{match[1] or ''}Q{quarter}", "", _cut(line, match)
    if match := _UNTIL.search(line):
        return int(match[1]), "", "", _cut(line, match)
    for pattern in (_YEAR, _BRACKETED, _TRAILING):
        if match := pattern.search(line):
            return (
                int(match[1]),
                "",
                "",
                _cut(
                    line,
                    match,
                    "年"
                    if line[match.end() : match.end() + 1] in ("末", "底", "初", "中")
                    and match[0].endswith("年")
                    else "",
                ),
            )
    if match := _BARE.match(line.strip()):
        return _full(match[1] or match[2] or match[3]), "", "", ""
    if match := _PLAN.search(line):
        return None, match[0], "", _cut(line, match)
    return None, "", "", line


def _full(said: str) -> int:
    """A year in four digits: of those in two, the ones up to 60 lie in this century."""
    year = int(said)
    return year if year > 99 else year + (2000 if year <= 60 else 1900)


def _before(match: re.Match[str]) -> bool:
    return match[4] is not None or int(match[2]) == int(match[1]) - 1


def _cut(line: str, match: re.Match[str], put: str = "") -> str:
    return (line[: match.start()] + put + line[match.end() :]).strip()


_PART = re.compile(r"Q[1-4]|\d{1,2}(?:[-—–~～至]\d{1,2})?月|[上下]半年|前[一二两三]个?季度|全年")
_OF_A_MONTH = re.compile(r"(?:(\d{4})年)?(?:1[-—–~～至])?(\d{1,2})月")
_SO_FAR = re.compile(r"累计|[1一][-—–~～至]本月|年初至|自年初|本月止")
_THIS_MONTH = re.compile(r"^[本当]月(?!止|累计)")


def is_part_of_year(period: str) -> bool:
    """Whether a period is a month, a quarter or a half of some year.

    >>> is_part_of_year("1-6月"), is_part_of_year("2016-2020")
    (True, False)
    """
    return _PART.fullmatch(period) is not None


def month_or_so_far(period: str, names: Iterable[str]) -> str:
    """The period of a column of a monthly bulletin: the month alone, or the year up to it.

    >>> month_or_so_far("2024年6月", ("1-本月累计", "同比")), month_or_so_far("1-6月", ("本月",))
    ('2024年1-6月', '6月')
    """
    match = _OF_A_MONTH.fullmatch(period)
    if match is None:
        return period
    year, month = f"{match[1]}年" if match[1] else "", match[2]
    for name in names:
        if _THIS_MONTH.search(name):
            return f"{year}{month}月"
        if _SO_FAR.search(name):
            return f"{year}1-{month}月" if month != "1" else f"{year}1月"
    return period


_COMPACT = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])(?:[0-3]\d)?")
_YEAR_END = re.compile(
    r"(?:19|20)\d{2}\s*[-/.年]?\s*12\s*[-/.月]?\s*31\s*日?(?:\s+0?0:00(?::00)?)?"
)


def dated(text: str) -> Time:
    """The time that a cell in a column of times names: 202301 and 20230115 count there, too.

    >>> dated('202301')[:2], dated('20231231')[:2], dated('2023-06')[:2]
    ((2023, '2023年1月'), (2023, '2023年12月'), (2023, '2023年6月'))
    """
    if match := _COMPACT.fullmatch(text.strip()):
        return Time(int(match[1]), f"{match[1]}年{int(match[2])}月")
    return find_time(text)


def is_year_end(text: str) -> bool:
    """Whether a text is the last day of a year, which a yearly series puts for the year.

    >>> [is_year_end(said) for said in ('2023-12-31', '20231231', '2023年12月31日', '2023-12')]
    [True, True, True, False]
    """
    return _YEAR_END.fullmatch(text.strip()) is not None


def as_year(number: float | None) -> int | None:
    """A number that can be a year, as an integer.

    >>> as_year(2007.0), as_year(2007.5), as_year(466.0)
    (2007, None, None)
    """
    if number is not None and 1800 <= number <= 2100 and number == int(number):
        return int(number)
    return None


_EN_SPAN = re.compile(rf"from {_Y} to {_Y}", re.IGNORECASE)
_FIRST = re.compile(_Y)


@lru_cache(maxsize=2048)
def title_time(text: str) -> Time:
    """The time of a title, where a bare year at its end or in brackets counts too.

    >>> (title_time('6-1  北京能源平衡表(实物量)-2007').year,
    ...     title_time('表2.2 各区土地面积（2012）').year)
    (2007, 2012)
    >>> title_time('中国统计年鉴').year is None
    True
    """
    line = fold(text)
    time = find_time(line)
    if time.year is not None or time.period or time.growth:
        return time
    years = {int(found) for found in _FIRST.findall(_INDEX_BASE.sub("", line))}
    if len(years) == 1 and not re.search(r"[\u4e00-\u9fff]", line):
        return Time(years.pop(), "", line)
    return Time(rest=text)
