"""What a document prints about itself: its name, number, date and address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from yq_analysis.reading.policy.plain_text import plain
from yq_analysis.reading.policy.setting import Setting

_KIND = r"(?:规划纲要|纲要|规划|方案|意见|计划|报告|办法|通知|要点|决定|建议|行动)"
_ISSUING = re.compile(
    r"(?:印发|发布|下达|批转|转发)[^《]{0,12}《(?P<name>.{4,80}?)》(?:的|》)*(?:通知|公告)?"
)
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,10}(?:字)?\s?\[20\d\d\]\s*\d+\s*号")
_DATE = re.compile(r"(20\d\d)[年/-](\d{1,2})[月/-](\d{1,2})")
_ADDRESS = re.compile(r"https?://[^\s\"'<>，。）)]+")
_SAVED = re.compile(
    r"saved from url=\(\d+\)(?P<saved>\S+)|rel=[\"']canonical[\"'][^>]*?href=[\"'](?P<link>[^\"']+)"
    r"|property=[\"']og:url[\"'][^>]*?content=[\"'](?P<page>[^\"']+)",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class About:
    """`name`, `number` (文号), `issued` (an ISO date or a part of one) and `url`; "" where not
    printed.
    """

    name: str = ""
    number: str = ""
    issued: str = ""
    url: str = ""


def describe(texts: Sequence[str], setting: Setting, raw: str = "") -> About:
    """Read it from the lines of a document and, for its address, from the file's own text.

    >>> about = describe(["某市“十五五”节能规划", "某政发〔2026〕8号", "2026年3月5日", "到2030年…"],
    ...     Setting(issued=2026))
    >>> about.name, about.number, about.issued
    ('某市“十五五”节能规划', '某政发〔2026〕8号', '2026-03-05')
    """
    first = [text.strip() for text in texts[:25]]
    number = next(
        (m[0] for text in first if len(text) <= 80 and (m := _NUMBER.search(plain(text)))), ""
    )
    return About(
        name=_name(first) or next(iter(setting.titles), "").strip(" #|"),
        number=_as_printed(number, first),
        issued=_issued([*first, *(text.strip() for text in texts[-6:])], setting),
        url=_address(raw) or _address_in([*first, *texts[-6:]]),
    )


def _name(lines: Sequence[str]) -> str:
    for at, line in enumerate(lines):
        flat = plain(line)
        if len(line) > 90 or re.search(r"[。；;]", flat):
            continue
        if issuing := _ISSUING.search(line):
            return issuing["name"].replace("〈", "《").replace("〉", "》")
        wide = flat.strip(" #|")
        if (
            re.search(rf"{_KIND}(?:\([^)]*\))?$", wide)
            and len(wide) >= 4
            and not wide.startswith("[")
        ):
            before = lines[at - 1].strip() if at else ""
            goes_on = re.search(r"(?:关于|落实|印发|贯彻|的|和)$", before) and len(before) < 40
            whole = (before if goes_on else "") + line.strip(" #|")
            return re.sub(r"^.{0,40}?关于(?:印发|发布|下达)(.{4,80}?)的?通知$", r"\1", whole)
    return ""


def _as_printed(flat: str, lines: Sequence[str]) -> str:
    for line in lines:
        at = plain(line).find(flat) if flat else -1
        if at >= 0:
            return re.sub(r"\s", "", line[at : at + len(flat)])
    return ""


def _issued(lines: Sequence[str], setting: Setting) -> str:
    dates = [
        (len(line) > 30, f"{m[1]}-{int(m[2]):02d}-{int(m[3]):02d}")
        for line in lines
        if len(line) <= 80
        for m in _DATE.finditer(plain(line))
        if 1 <= int(m[2]) <= 12 and 1 <= int(m[3]) <= 31
    ]
    likely = [
        pair for pair in dates if setting.issued is None or pair[1].startswith(str(setting.issued))
    ]
    if likely:
        return min(likely)[1]
    months = [
        f"{m[1]}-{int(m[2]):02d}"
        for line in lines
        if (m := re.fullmatch(r"\(?(20\d\d)年(\d{1,2})月\)?", plain(line).strip()))
    ]
    return months[0] if months else str(setting.issued or "")


def _address(raw: str) -> str:
    found = _SAVED.search(raw[:20_000])
    return next((part for part in found.groups() if part), "") if found else ""


def _address_in(lines: Sequence[str]) -> str:
    return next((m[0] for line in lines if len(line) <= 300 and (m := _ADDRESS.search(line))), "")
