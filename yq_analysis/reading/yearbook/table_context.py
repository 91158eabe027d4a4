"""The lines around a table: title, number, unit, year, place, notes, source."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from yq_analysis.reading.yearbook.label_text import fold, has_han, indent_of, split_languages, tidy
from yq_analysis.reading.yearbook.labels import parse_label
from yq_analysis.reading.yearbook.line_kinds import META, NOTE, TITLE
from yq_analysis.reading.yearbook.regions import region_of_title
from yq_analysis.reading.yearbook.sheet_values import Page
from yq_analysis.reading.yearbook.times import find_time, title_time
from yq_analysis.reading.yearbook.units import is_unit, unit_name, units_of_line


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What the lines around a table say of all its figures."""

    title: str = ""
    title_en: str = ""
    number: str = ""
    units: tuple[str, ...] = ()
    year: int | None = None
    period: str = ""
    region: str = ""
    indicator: str = ""
    notes: str = ""
    source: str = ""
    continued: bool = False
    roles: dict[tuple[int, int], str] = field(default_factory=dict)


_NUMBER = re.compile(
    r"^\W{0,2}(?:(?:表|附表|Table)\s*)?(\d{1,2}\s*[-－—.．]\s*\d{1,3})(?!\d|\s*(?:年(?![末内底初均平])|[月%万亿元]))[\s、.．:：]*",
    re.IGNORECASE,
)
_TABLE = re.compile(r"^\W{0,2}Table\s*[:.]?\s*(\d{1,4}[A-Za-z]?)\s*[.:]\s*", re.IGNORECASE)
_WISE = re.compile(
    r"^(?:State|Province|Region|District|Country)[\s-]*wise\s+|\s+by\s+(?:State|Province|Region|District|Country|Prefecture)\b(?:\s+and\s+Territory)?",
    re.IGNORECASE,
)
_APPENDIX = re.compile(
    r"^(?:(?:附表|附录)\s*(?:\d{1,2}(?!\d)|[一二三四五六七八九十]{1,3})?|表\s*(?:\d{1,2}(?!\d)|[一二三四五六七八九十]{1,3}))[\s:：、]*"
)
_CONTINUED = re.compile(
    r"[(（]?\s*续\s*表?\s*\d*\s*[)）]?(?:\s*\(?continued\)?)?|\(?continued\)?", re.IGNORECASE
)
_CONTINUED_LINE = re.compile(
    r"续表|^\W*[(（]?\s*续|续\s*[)）]?\s*\d*$|\bcontinued\b|\bcont'?d\b", re.IGNORECASE
)
_CHAPTER = re.compile(r"^[一二三四五六七八九十]+\s*[、.]|^第[一二三四五六七八九十]+[章篇部]")
_ASIDE = re.compile(r"^(?:[(—].*[)—]|—+.*|按.{1,12})$")
_GOES_ON = re.compile(r"[、，,及和与]$")
_KEYED = re.compile(
    r"(地区|区域|年份|年度|时间|计量单位|单位|指标)\s*[:：]\s*([^:：]*?)(?=\s+(?:地区|区域|年份|年度|时间|计量单位|单位|指标|数据来源|来源|制表)\s*[:：]|\s*\Z)"
)
_UNIT_KEY = re.compile(r"^(?:计量)?单位\s*[:：]?$|^units?(?: of measure)?\s*[:：]?$", re.IGNORECASE)
_BULLET = re.compile(r"^[○●◆■□◎★☆\s]+|^[(（]参考[)）]")
_SOURCE = re.compile(r"^\W*(?:资料来源|数据来源|来源|摘编自|sources?)\s*[:：]?\s*", re.IGNORECASE)
_ENDS = re.compile(r"(?:统计表|一览表|情况表|统计|\(\s*[一二三四五六七八九十\d]+\s*\))$")


def read_frame(
    page: Page, before: tuple[int, ...], after: tuple[int, ...], left: int, right: int
) -> Frame:
    """Read the lines above and below a table."""
    frame = Frame()
    titles: list[tuple[str, str]] = []
    foreign: list[str] = []
    roles: dict[tuple[int, int], str] = {}
    for row in before:
        texts = [column for column in page.filled(row, left, right) if page.is_text(row, column)]
        if len(texts) == 2 and _UNIT_KEY.match(tidy(page.text(row, texts[0]))):
            said = tidy(page.text(row, texts[1]))
            if is_unit(said) or not has_han(said):
                # UNIT | Euro per inhabitant: the key in one cell and what it says in the next
                frame = replace(frame, units=frame.units or (unit_name(said),))
                roles.update({(row, column): "unit" for column in texts})
                continue
        for column in texts:
            frame, role = _line(frame, page.text(row, column), titles, foreign)
            roles[row, column] = role
    frame = replace(frame, roles=roles)
    frame = _with_title(frame, titles, foreign)
    return _with_notes(page, frame, after, left, right)


def _line(
    frame: Frame, text: str, titles: list[tuple[str, str]], foreign: list[str]
) -> tuple[Frame, str]:
    """One printed line above a table."""
    text, said = _unit_behind(text)
    if said:
        frame = replace(frame, units=frame.units or said)
    line = tidy(text)
    keyed = _KEYED.findall(fold(text))
    if len(keyed) > 1:  # 地区：…  年份：…  单位：… in one cell
        for key, said in keyed:
            units = units_of_line(f"{key}:{said}")
            frame = (
                replace(frame, units=frame.units or units)
                if units
                else _portal(frame, f"{key}:{tidy(said)}")
            )
        return frame, "title"
    if META.match(line):
        return _portal(frame, line), "title"
    units = units_of_line(text)
    if units:
        chinese = any(map(has_han, frame.units)) or not any(map(has_han, units))
        return replace(frame, units=frame.units if frame.units and chinese else units), "unit"
    if NOTE.match(line) or line in ("备注", "说明"):
        return replace(frame, notes=_more(frame.notes, line)), "note"
    if is_unit(line) and (line.startswith("(") or len(line) < 12):
        return (frame if frame.units else replace(frame, units=(unit_name(line),))), "unit"
    if _is_time(line):
        time = title_time(line)
        return replace(
            frame,
            year=time.year if time.year is not None else frame.year,
            period=time.period or frame.period,
        ), "title"
    if _is_latin_unit(line):
        return frame, "unit"
    if has_han(line):
        titles.append((line, text))
    elif line:
        foreign.append(line)
    return frame, "title"


_UNIT_BEHIND = re.compile(
    r"(?<=\S)[\s(（\[【]+(?:计量|数量)?单位\s*[:：]\s*([^()（）\[\]【】]+)[)）\]】]*\s*\Z"
)


def _unit_behind(text: str) -> tuple[str, tuple[str, ...]]:
    """A title with the unit behind it in one cell, taken apart.

    >>> _unit_behind('2023年用电量（单位：万千瓦时）'), _unit_behind('各县人口  单位：人、%')
    (('2023年用电量', ('万千瓦时',)), ('各县人口', ('人', '%')))
    """
    match = _UNIT_BEHIND.search(text)
    units = units_of_line(f"单位:{match[1]}") if match else ()
    if match is None or not units or len(_KEYED.findall(fold(text))) > 1:
        return text, ()
    return text[: match.start()], units


def _portal(frame: Frame, line: str) -> Frame:
    key, _, said = line.replace("：", ":").partition(":")
    said = said.strip()
    if key == "指标" and said:
        label = parse_label(said)
        return replace(
            frame, indicator=label.name, units=frame.units or ((label.unit,) if label.unit else ())
        )
    if key in ("地区", "区域") and said:
        return replace(frame, region=said)
    if key in ("时间", "年份", "年度") and said:
        time = find_time(said)
        return replace(
            frame,
            year=time.year if time.year is not None else frame.year,
            period=time.period or frame.period,
        )
    return frame


def _is_time(line: str) -> bool:
    """A line that is nothing but a year or a period, bracketed or not."""
    if len(line) > 24:
        return False
    time = find_time(line.strip("()（） -—"))
    return (time.year is not None or bool(time.period)) and not re.search(
        r"[\w]{2}", re.sub(r"年|度|末", "", time.rest)
    )


def _is_latin_unit(line: str) -> bool:
    return not has_han(line) and line.startswith("(") and line.endswith(")") and len(line) < 40


def _with_title(frame: Frame, titles: list[tuple[str, str]], foreign: list[str]) -> Frame:
    if not titles and not foreign:
        return frame
    chinese = [line for line, _ in titles]
    pushed = [indent_of(text) for _, text in titles]
    if len(chinese) > 1 and _CHAPTER.match(chinese[0]) and not _NUMBER.match(chinese[0]):
        chinese, pushed = (
            chinese[1:],
            pushed[1:],
        )  # the heading of the chapter stands above the title
    title = _choose_title(chinese, pushed)
    cut, english = split_languages(title) if title else ("", "")
    title = cut or title
    year, period = frame.year, frame.period
    for said in [title, *([] if not title and not foreign else [" ".join(foreign)])]:
        time = title_time(said)
        if year is None and not period and (time.year is not None or time.period):
            year, period = time.year, time.period
    region = ""
    for above in reversed([line for line in chinese if line not in title]):
        # a document's heading says what the title below it leaves out
        time = title_time(above)
        if year is None and not period and time.year is not None:
            year, period = time.year, time.period
        region = region or region_of_title(_plain_title(above))
    continued = bool(_CONTINUED_LINE.search(title or " ".join(foreign)))
    number, words = _number_of(title or (foreign[0] if foreign else ""))
    unit = parse_label(words).unit
    units = frame.units or ((unit,) if unit and not unit.endswith("=100") else ())
    return replace(
        frame,
        title=_plain_title(words) if title else "",
        title_en=" ".join([*filter(None, [english]), *foreign]) if (english or foreign) else "",
        number=number,
        units=units,
        year=year,
        period=period,
        continued=continued,
        region=frame.region or region_of_title(_plain_title(words)) or region,
        indicator=frame.indicator or indicator_of_title(words),
    )


def _choose_title(lines: list[str], pushed: list[int]) -> str:
    """Of several lines the numbered one, else the last; with what goes on from it or stands in
    brackets below it.
    """
    if not lines:
        return ""
    start = next((place for place, line in enumerate(lines) if TITLE.search(line)), None)
    if start is None:
        whole = [place for place, line in enumerate(lines) if not _ASIDE.match(line)]
        start = whole[-1] if whole else 0
        while start and (_is_open(lines[start - 1]) or pushed[start] > pushed[start - 1] == 0):
            start -= 1
    title = lines[start]
    for line, depth in zip(lines[start + 1 :], pushed[start + 1 :], strict=True):
        if (
            (depth > pushed[start] == 0 and not _ASIDE.match(line))
            or _GOES_ON.search(title)
            or title.count("(") > title.count(")")
            or (title_time(title).year is None and _ASIDE.match(line) and title_time(line).year)
        ):
            title += line
    return title


def _is_open(line: str) -> bool:
    return _GOES_ON.search(line) is not None or line.count("(") > line.count(")")


def _number_of(title: str) -> tuple[str, str]:
    match = _NUMBER.match(title)
    if match:
        return re.sub(r"\s", "", fold(match[1])), title[match.end() :]
    if match := _TABLE.match(title):
        return match[1], title[match.end() :]
    return "", title


def _plain_title(words: str) -> str:
    """The title without number, year and the word for a continuation.

    >>> _plain_title('各区、县各类房屋分布情况(2012)')
    '各区、县各类房屋分布情况'
    """
    words = _BULLET.sub("", _APPENDIX.sub("", _CONTINUED.sub("", words))) if words else ""
    time = title_time(words)
    return (
        tidy(time.rest).strip(" -—()（）、,，:：")
        if time.rest.count("(") != time.rest.count(")")
        else tidy(time.rest).strip(" -—、,，:：")
    )


def indicator_of_title(words: str) -> str:
    """What a title says is counted, for tables whose rows and columns name only places and years.

    >>> indicator_of_title('各地区研究与试验发展(R&D)经费投入强度')
    '研究与试验发展(R&D)经费投入强度'
    >>> (indicator_of_title('技术市场技术流向地域(合同金额)'),
    ...     indicator_of_title('2017年各地区人口(万人)'))
    ('技术市场技术流向地域(合同金额)', '人口')
    >>> indicator_of_title('Rice Production by State')
    'Rice Production'
    """
    name = parse_label(_plain_title(words)).name if words else ""
    place = region_of_title(name)
    if place and place != "全国" and name.startswith(place) and len(name) > len(place) + 1:
        name = name[len(place) :].lstrip("的")
    name = re.sub(r"^(?:中国)?历年(?=\S{2})", "", name)
    if "各地区" in name or "分地区" in name:
        name = re.sub(r"^中国(?=\S{4})", "", name)
    name = re.sub(
        r"(?:全国)?(?:各|分)(?:省、?自治区、?直辖市|省\(?区、?市\)?|省区市|地区|市、县|县、区|区、县|县\(?市、?区\)?|市县区?|县区|区县|州市|市州|乡镇|镇街|街镇|镇|乡|街道|旗县?|省市|省|市|县|区)(?:别)?的?",
        "",
        name,
        count=1,
    )
    name = re.sub(r"(?:分|各|按)(?:季度|季|月份?|年度?)(?=\S)", "", name)
    return _ENDS.sub("", _WISE.sub("", name)).strip("、 -—")


def _with_notes(page: Page, frame: Frame, after: tuple[int, ...], left: int, right: int) -> Frame:
    notes, source = frame.notes, frame.source
    roles = dict(frame.roles)
    for row in after:
        columns = list(page.filled(row, left, right))
        texts = [tidy(page.text(row, column)) for column in columns if page.is_text(row, column)]
        for column in columns:
            if page.is_text(row, column):
                roles[row, column] = "note"
        line = "，".join(filter(None, texts))
        if not line:
            continue
        printed = page.text(row, columns[0]) if len(texts) == 1 else ""
        if len(_KEYED.findall(fold(printed))) > 1:
            frame, _ = _line(frame, printed, [], [])  # 单位：…  指标：… below the table
            roles.update({(row, column): "title" for column in columns})
            continue
        if len(texts) == 1 and (units := units_of_line(texts[0])):
            frame = replace(frame, units=frame.units or units)  # a unit line below the table
            roles.update({(row, column): "unit" for column in columns})
            continue
        if _SOURCE.match(line) and not NOTE.match(_SOURCE.sub("", line)):
            source = _more(source, _SOURCE.sub("", line))
        elif (
            notes
            and not NOTE.match(line)
            and not re.match(r"[\d(（①-⑳]", line)
            and has_han(notes) == has_han(line)
        ):
            notes += line  # a note broken over rows goes on where it broke
        else:
            notes = _more(notes, line)
    return replace(frame, notes=notes, source=source, roles=roles)


def _more(text: str, line: str) -> str:
    return f"{text}\n{line}" if text else line


def inherit(frame: Frame, before: Frame) -> Frame:
    """A continuation, or a table without a title of its own, takes over what the table before it
    said.
    """
    return replace(
        frame,
        title=before.title if frame.continued or not frame.title else frame.title,
        title_en=before.title_en if frame.continued or not frame.title_en else frame.title_en,
        number=frame.number or before.number,
        units=frame.units or before.units,
        year=frame.year if frame.year is not None or frame.period else before.year,
        period=frame.period or (before.period if frame.year is None else ""),
        region=frame.region or before.region,
        indicator=before.indicator if frame.continued or not frame.indicator else frame.indicator,
    )
