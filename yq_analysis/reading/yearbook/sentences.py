"""Running sentences of a communiqué: 全年能源消费总量98.6万吨标准煤，比上年增长2.1%。

The thought: a clause that is a name, a number and a unit is a figure; a clause that says only how
much more or less is said of the name before it. Whatever is not sure (分别, another year, a share
of something, a name that an earlier clause may have cut short) is no figure and is listed, clause
by clause.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from yq_analysis.reading.yearbook.cell_values import read_text
from yq_analysis.reading.yearbook.label_text import fold, tidy
from yq_analysis.reading.yearbook.labelled_figures import Figure
from yq_analysis.reading.yearbook.sheet_values import Page
from yq_analysis.reading.yearbook.table_context import Frame, read_frame
from yq_analysis.reading.yearbook.times import find_time, title_time
from yq_analysis.reading.yearbook.units import is_unit, unit_name

_REPORT = re.compile(r"统计公报|运行情况|经济形势|经济运行|发展情况|主要数据")
_NUMBER = r"-?\d+(?:,\d{3})*(?:\.\d+)?"
_LEVEL = re.compile(
    rf"(?P<name>[^\d%]*?[^\d%\s为达到至])(?:(?:分别)?(?:达到|达|为|共|有|计|约为))?(?P<number>{_NUMBER})"
    r"(?P<unit>[^\d]{1,14})\Z"
)
_CHANGE = re.compile(
    rf"(?P<name>.*?)(?:(?:按(?:可比|不变)价格?计算)|扣除价格因素)?,?(?P<against>(?:比|较)?(?:上年|去年|上年同期|同期|同比))?(?:末|底)?"
    rf"(?:实际|名义|累计|同口径)?(?P<way>增长|上升|上涨|提高|增加|下降|降低|减少|下跌|回落)(?:了)?(?P<number>{_NUMBER})(?P<unit>[^\d]{{1,8}})\Z"
)
_DOWN = ("下降", "降低", "减少", "下跌", "回落")
_LEAD = re.compile(
    r"(?:其中[:,]?|全年|年末|年底|全(?:县|市|区|省|州|旗|国)|我(?:县|市|区|省)|初步核算,?|共|累计|实现|完成|预计|实有|拥有|总计)+"
)
_OWNER = re.compile(r"(?P<owner>.{2,20}?)(?P<verb>实现|完成|创造|发生)(?P<name>.{2,20})\Z")
_UNSURE = re.compile(
    r"分别|依次|其余|平均每|每(?!万?人|百|千|平方|亩|公顷)|以上的|左右|约|近|超过?|突破|不足|余(?!额)"
)
_SHARE = re.compile(r"占|比重|高于|低于|快于|慢于|拉动|贡献|之比|对比|[(（]")
_CLAUSE = re.compile(r"[^,，；;]+(?:(?<=\d),\d{3}(?!\d)[^,，；;]*)*")
_NO_NAME = re.compile(
    r"^(?:的|和|与|及|在|对|把|将|从|由|有|个|其)|(?:的|和|与|及|由|从|在|比|较)$"
)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the sentences of a sheet give: figures, and the clauses with a number that give none."""

    figures: tuple[Figure, ...]
    spare: tuple[tuple[tuple[int, int], str], ...]


@dataclass(frozen=True, kw_only=True)
class _Said:
    """What the clauses before the present one have said."""

    name: str = ""  # what a bare 增长 is said of
    whole: str = ""  # what 其中 is a part of, and its unit: a rate is no part of a number of people
    whole_unit: str = ""
    part: bool = False
    owner: bool = False  # 规模以上工业企业实现…: whose the next names are is not sure


def is_running(page: Page) -> bool:
    """Whether a sheet is nothing but lines of text, sentences among them."""
    return (
        bool(page.rows)
        and all(columns == [0] for columns in page.rows.values())
        and not any(page.is_figure(row, 0) for row in page.rows)
        and any("。" in page.text(row, 0) for row in page.rows)
    )


def heading_of_report(page: Page) -> Frame | None:
    """What the heading of a communiqué says, where one of the first lines of a sheet is one."""
    for row in sorted(page.rows)[:40]:
        text = page.text(row, 0)
        if len(text) <= 60 and _REPORT.search(text) and title_time(text).year is not None:
            return read_frame(page, (row,), (), 0, 0)
    return None


def read_sentences(page: Page, frame: Frame) -> Told:
    """The figures of the sentences; without a communiqué's heading and its year there are none."""
    figures: list[Figure] = []
    spare: list[tuple[tuple[int, int], str]] = []
    reads = frame.year is not None and _REPORT.search(frame.title) is not None
    for row in sorted(page.rows):
        text = tidy(page.text(row, 0))
        if not any(mark.isdigit() for mark in text):
            continue
        if not reads or not re.search(r"[。；;]", text):
            spare.append(((row, 0), text))
            continue
        said = _Said()
        for sentence in text.split("。"):
            said = said if sentence.startswith("其中") else _Said()
            said = _sentence(sentence, (row, 0), frame, said, figures, spare)
    return Told(figures=tuple(figures), spare=tuple(spare))


def _sentence(
    sentence: str,
    place: tuple[int, int],
    frame: Frame,
    said: _Said,
    figures: list[Figure],
    spare: list[tuple[tuple[int, int], str]],
) -> _Said:
    period = frame.period
    for clause in (match[0].strip() for match in _CLAUSE.finditer(sentence)):
        if not clause:
            continue
        if not any(mark.isdigit() for mark in clause):
            said = replace(said, part=said.part or clause.startswith("其中"))
            continue
        time = find_time(clause)
        if time.year is not None or time.period or time.growth:
            own = time.year in (None, frame.year) and not time.growth
            if own and not any(mark.isdigit() for mark in time.rest):
                period = time.period or period
                continue
            spare.append((place, clause))
            said = _Said()
            continue
        made, said = _figure(clause, place, frame, period, said)
        if made is None:
            spare.append((place, clause))
        else:
            figures.append(made)
    return said


def _figure(
    clause: str, place: tuple[int, int], frame: Frame, period: str, said: _Said
) -> tuple[Figure | None, _Said]:
    """One clause: a figure, or none where its meaning is not sure; what it leaves to the next."""
    flat = fold(clause)
    part = said.part or flat.startswith("其中")
    unsure = _UNSURE.search(flat) or _SHARE.search(flat)
    if match := _CHANGE.match(flat):
        own = _without_lead(match["name"])
        unit = match["unit"].strip()
        name = _path(own, said, part, "") if own else said.name
        kept = replace(said, name=name, part=part) if own else said
        if own and not part:
            kept = replace(kept, whole=name, whole_unit="")
        if unsure or not name or unit != "%" or (own and _NO_NAME.search(own)):
            return None, kept
        number = read_text(match["number"]).number
        if number is None:
            return None, kept
        number = -number if match["way"] in _DOWN else number
        return Figure(
            frame.region, f"{name}|比上年增长", frame.year, period, number, "%", "", place
        ), kept
    match = _LEVEL.match(flat)
    if match is None or unsure or not is_unit(match["unit"]):
        return None, _Said()
    own = _without_lead(match["name"])
    owner = _OWNER.match(own)
    if owner is not None:
        own = owner["owner"] + owner["name"]
    number = read_text(match["number"]).number
    if len(own) < 2 or _NO_NAME.search(own) or number is None or (said.owner and owner is None):
        return None, replace(said, name="")
    unit = unit_name(match["unit"])
    name = _path(own, said, part, unit)
    left = replace(said, name=name, part=part, owner=owner is not None)
    if not part:
        left = replace(left, whole=name, whole_unit=unit)
    return Figure(frame.region, name, frame.year, period, number, unit, "", place), left


def _without_lead(name: str) -> str:
    """A name without the words that lead up to it: 初步核算，全年全县实现."""
    lead = _LEAD.match(name)
    return name[lead.end() if lead else 0 :].strip(" ,:")


def _path(own: str, said: _Said, part: bool, unit: str) -> str:
    """The name under the whole that it is a part of: 其中 counts the same thing in one unit."""
    inside = part and said.whole and own != said.whole and unit in ("", said.whole_unit)
    return f"{said.whole}/{own}" if inside else own
