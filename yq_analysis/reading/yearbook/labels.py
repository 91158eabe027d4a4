"""One label taken apart: its name, its unit, its year, and the marks that say whose part it is."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from yq_analysis.reading.yearbook.label_text import fold, has_han, split_languages, tidy
from yq_analysis.reading.yearbook.times import Time, find_time
from yq_analysis.reading.yearbook.units import is_unit, separated_unit, unit_name


class Label(NamedTuple):
    """A label taken apart.

    `rank` is the level of its ordinal (一、 1, (一) 2, 1. 3, (1) 4, ① 5; 0 none), `place` the
    ordinal's number, `part` whether it carries # or 其中, `measure` whether it says only how a
    quantity changed, `share` only which share it is.
    """

    name: str
    english: str = ""
    unit: str = ""
    year: int | None = None
    period: str = ""
    rank: int = 0
    place: int = 0
    part: bool = False
    measure: bool = False
    share: bool = False

    @property
    def timed(self) -> bool:
        return self.year is not None or bool(self.period)

    @property
    def empty(self) -> bool:
        return not self.name


_CHINESE = "一二三四五六七八九十"
_ORDINALS = (
    (1, re.compile(rf"([{_CHINESE}]{{1,3}})\s*[、.．,，]\s*(?=\S)")),
    (2, re.compile(rf"[(（]\s*([{_CHINESE}]{{1,3}})\s*[)）]\s*、?\s*(?=\S)")),
    (3, re.compile(r"(\d{1,2})\s*(?:[、．]|\.(?!\d))\s*(?=\S)")),
    (4, re.compile(r"[(（]\s*(\d{1,2})\s*[)）]\s*、?\s*(?=\S)|(\d{1,2})[)）]\s*(?=\S)")),
    (5, re.compile(r"([①-⑳])\s*(?=\S)")),
)
_PART = re.compile(
    r"\s*(?:#+|其\s*中\s*[:：]?|of\s*which\s*:?|in\s*which\s*[:：]?|including\s*:|内\s*[:：]|＃)\s*",
    re.IGNORECASE,
)
_PART_IN_ENGLISH = re.compile(r"(?:of|in) which|including:", re.IGNORECASE)
_OF_SOMETHING = re.compile(
    r"\S{1,8}中\s*[:：]\s*\S"
)  # 总人口中：非农业人口 is a part too, and keeps its words
_BRACKET = re.compile(
    r"[(（\[【]([^()（）\[\]【】]*(?:[(（][^()（）]*[)）])?[^()（）\[\]【】]*)[)）\]】]"
)
_FOOTNOTE = re.compile(
    r"(?:[①-⑳⑴-⒇]+|[*＊†‡]+|﹝\d+﹞|\[\d+\]|\(\d\)|\s+[a-d]\)|(?<=[a-z]{5})\d{1,2})\Z"
)
_GROWTH = re.compile(
    r"^(?:(?:比|较|为)(?:上年同期|上年|上月|去年|\d{4}年)?(?:同期)?|同比|环比)?(?:的?(?:增长|增减|增加|增速|升降|增幅|变化)(?:率|速度|幅度|百分比|百分点)?|[+＋±]\s*[、,/]?\s*[-－—]?)?(?:[、,]?[-－]?)?\Z"
)
# 比上年增减 may be an amount as well as per cent: only its figures or its neighbours can tell
_AMOUNT = re.compile(r"(?:增减|增加|变化|升降)\Z")
_TRAILING_RATIO = re.compile(r"(?<=[\u4e00-\u9fff)])\s*([%‰])\Z")
_SHARE = re.compile(r"^占.*(?:比重|比例|份额|%)?\Z|^(?:比重|构成|所占比重)\Z")
# popu_2020, gdp2020, 2020_GDP, y2020, 2012 [YR2012]: how files made for programs write a year into
# a heading
_NAMED_YEAR = re.compile(
    r"(.*?[A-Za-z\u4e00-\u9fff)）])[_\-.]?((?:19|20)\d{2})年?\Z|((?:19|20)\d{2})_(\D.*)\Z|((?:19|20)\d{2})\s*\[YR\d{4}\]\Z"
)
_YEAR_LETTER = re.compile(r"(?:y|yr|year|年份?)\Z", re.IGNORECASE)
_UNIT_WORD = re.compile(r"^\s*(?:计量)?单位\s*[:：]\s*")
_LEADERS = re.compile(r"[.…·\s]{3,}\Z")


@lru_cache(maxsize=65536)
def parse_label(text: str) -> Label:
    """Take a label apart.

    >>> parse_label('  1.一次能源生产量').name, parse_label('二、年末户籍人口').rank
    ('一次能源生产量', 1)
    >>> parse_label('地区生产总值(亿元)')[:3], parse_label('# 住宅房屋').part
    (('地区生产总值', '', '亿元'), True)
    >>> parse_label('能源消费总量 (万吨标煤) (电热当量计算法)')[:3]
    ('能源消费总量(电热当量计算法)', '', '万吨标煤')
    >>> [parse_label(text)[0:4:3] for text in ('popu_2020', 'y2020', '2012 [YR2012]', 'Q235钢')]
    [('popu', 2020), ('', 2020), ('', 2012), ('Q235钢', None)]
    >>> parse_label('2022年平均人口')[0:4], parse_label('比2021年+、-%')[0:3]
    (('平均人口', '', '', 2022), ('比2021年增长', '', '%'))
    """
    chinese, english = split_languages(text)
    words = chinese if chinese else english
    rank, place, words = _ordinal(words)
    part, words = _part_mark(words)
    if not rank and part:  # 其中：1.… has its ordinal behind the mark
        rank, place, words = _ordinal(words)
    unit = ""
    if is_unit(words) and not find_time(words).year:
        # a cell that is nothing but a unit has no name
        return Label("", english if chinese else "", unit_name(words), None, "", rank, place, part)
    words, unit = _bracket_unit(words)
    if not unit:
        words, unit = separated_unit(words)
    time = find_time(words)
    if (
        time.year is None
        and not time.period
        and not time.growth
        and (match := _NAMED_YEAR.match(words))
    ):
        said = (match[1] or match[4] or "").strip(" _")
        year = int(match[2] or match[3] or match[5])
        time = Time(year, "", "" if _YEAR_LETTER.match(said) else said)
    words, measure, unit = _name(time, unit)
    if not unit and chinese:
        _, unit_in_english = _bracket_unit(english)
        # 能耗(tce): the bracket is all the Latin there is; else it says the unit in English again
        alone = english.startswith("(") and english.endswith(")")
        unit = unit_in_english if has_han(unit_in_english) or alone else ""
    part = part or _OF_SOMETHING.match(words) is not None
    share = not measure and _SHARE.match(words) is not None
    return Label(
        words,
        english if chinese else "",
        unit,
        time.year,
        time.period,
        rank,
        place,
        part,
        measure,
        share,
    )


def _name(time: Time, unit: str) -> tuple[str, bool, str]:
    words = (
        _LEADERS.sub("", _FOOTNOTE.sub("", tidy(time.rest).strip(" ,，:：;；-—"))).strip()
        if time.rest
        else ""
    )
    words = words.strip(" ,，:：;；、")
    if time.year is not None and words in ("年末", "年底"):  # 2015年末 over a column or down a list
        words = ""
    bare = re.sub(r"\s", "", re.sub(r"[(（]?[%％‰][)）]?", "", words)) if has_han(words) else words
    if time.growth and re.fullmatch(r"为(?:上年|\d{4}年)", bare):
        return bare, True, unit or "%"
    if bare in ("同比", "环比") and unit in ("", "%", "‰"):
        return bare, True, unit or "%"
    if (time.growth and _GROWTH.match(bare.replace("—", "-"))) or (words and _is_growth(bare)):
        said = "‰" if "‰" in words else "" if _AMOUNT.search(words) else "%"
        return _growth_name(bare, time.growth), True, unit or said
    if not unit and words.startswith("% ") and not has_han(words):
        return words[2:].strip(), False, "%"
    if not unit and (match := _TRAILING_RATIO.search(words)):
        words, unit = words[: match.start()].rstrip(), match[1]
    return words, False, unit


def _is_growth(words: str) -> bool:
    return re.search(r"增|升降|变化|[+＋±]", words) is not None and _GROWTH.match(words) is not None


def _growth_name(words: str, against: str) -> str:
    if words in ("增长率", "增长速度", "增速", "增减率"):
        return words
    if match := re.match(r"(?:比|较)(\d{4})年(?=.)", words):
        # 比2021年 in a table of another year than 2022 is no yearly growth; the caller knows the
        # year
        return f"比{match[1]}年增长" if against else "比上年增长"
    if "增减" in words or "升降" in words or "增加" in words:
        return words
    if words.startswith(("同比", "环比")):
        return words if len(words) > 2 else words + "增长"
    if match := re.fullmatch(r"比\d{4}年", words):
        return words
    return (
        "比上年增长" if "比" in words or "较" in words or not has_han(words) or against else words
    )


def _ordinal(words: str) -> tuple[int, int, str]:
    stripped = words.lstrip()
    for rank, pattern in _ORDINALS:
        if match := pattern.match(stripped):
            said = next(group for group in match.groups() if group)
            return rank, _count(said), stripped[match.end() :]
    return 0, 0, words


def _count(said: str) -> int:
    if said.isdigit() and said.isascii():
        return int(said)
    if "①" <= said <= "⑳":
        return ord(said) - ord("①") + 1
    total = 0
    if "十" in said:
        tens, _, ones = said.partition("十")
        total = 10 * (_CHINESE.index(tens) + 1 if tens else 1)
        return total + (_CHINESE.index(ones) + 1 if ones else 0)
    for sign in said:
        total = total * 10 + _CHINESE.index(sign) + 1
    return total


def _part_mark(words: str) -> tuple[bool, str]:
    if match := _PART.match(words):
        return True, words[match.end() :].strip()
    return False, words


def _bracket_unit(words: str) -> tuple[str, str]:
    """Take the unit out of its bracket, wherever in the label the bracket stands; the last one is
    meant.
    """
    unit = ""
    for match in reversed(list(_BRACKET.finditer(words))):
        said = _UNIT_WORD.sub("", match[1])
        if is_unit(said) and not re.fullmatch(r"\s*\d{4}\s*年?\s*", said):
            unit = unit_name(said)
            words = words[: match.start()] + " " + words[match.end() :]
            break
    return tidy(words), unit


def joined(*texts: str) -> str:
    """Pieces of one name printed under each other, put together: Chinese without, English with a
    blank.

    >>> joined('房  屋', '施工面积'), joined('Output per', 'worker')
    ('房屋施工面积', 'Output per worker')
    """
    pieces = [fold(text).strip() for text in texts if text.strip()]
    if any(has_han(piece) for piece in pieces):
        return (
            "\n".join(pieces) if any("\n" in piece for piece in pieces) else tidy(" ".join(pieces))
        )
    return " ".join(tidy(piece) for piece in pieces)


def is_bare_part(text: str) -> bool:
    """Whether a header cell says only 其中 or #: it has no name of its own.

    >>> is_bare_part('其  中 '), is_bare_part('# 住宅房屋')
    (True, False)
    """
    label = parse_label(text)
    return label.part and label.empty and not label.unit
