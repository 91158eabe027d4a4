"""One printed cell: is it a number, a mark that stands for one, a blank, or text?"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from yq_analysis.check import Message
from yq_analysis.reading.files.grid import Cell
from yq_analysis.reading.yearbook.label_text import fold
from yq_analysis.reading.yearbook.units import is_unit, unit_name


class Value(NamedTuple):
    """What a cell says: `kind` is number, range, mark (no number, but a sign that says why), blank
    or text.
    """

    kind: str
    number: float | None = None
    flag: str = ""
    unit: str = ""
    high: float | None = None


BLANK = Value("blank", flag="missing")
TEXT = Value("text")
_BELOW = Value("mark", flag="below_unit")
_NOT_APPLICABLE = Value("mark", flag="not_applicable")
_MISSING = Value("mark", flag="missing")

_QUICK = re.compile(r"-?(?:[1-9]\d{0,11}|0)(?:\.\d{1,9})?\Z")
_PLAIN = re.compile(r"[+\-−]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+\-]?\d+)?\Z")
_GROUPED = re.compile(
    r"[+\-−]?\d{1,3}(?:,\d{3})+(?:\.\d+)?\Z|[+\-−]?\d{1,3}(?: \d{3})+(?:\.\d+)?\Z"
)
_NUMBER = r"[+\-−]?(?:\d{1,3}(?:[ ,]\d{3})+|\d+)(?:\.\d+)?"
_DASHES = re.compile(r"[-—–―─−﹣ ]+\Z")
_DOTS = re.compile(r"(?:…+|⋯+|·{3,}|\.{3,})\Z")
_FOOTNOTE = re.compile(r"(.*\d)\s*(?:[①-⑳⑴-⒇㈠-㈩]+|[*＊※†‡]+|\[\d+\]|﹝\d+﹞|[a-d]\))\Z")
_STATISTICAL_FLAG = re.compile(r"([+\-]?\d[\d., ]*?)(?:\s+([a-z]{1,2})|([rpe]))\Z")
# words of an office round a figure whose meaning is sure: about, preliminary, revised
_ABOUT = re.compile(rf"(?:约|大约|近似|≈)\s*({_NUMBER})\Z|({_NUMBER})\s*(?:左右|上下)\Z")
_SAID_OF = re.compile(rf"({_NUMBER})\s*[(\[]\s*([^()\[\]\d]{{1,5}})\s*[)\]]\Z")
_SAID_FLAGS = {
    **dict.fromkeys(("预", "预计", "初步", "初步数", "快报", "快报数", "初", "p"), "p"),
    **dict.fromkeys(("估", "估计", "估算", "估计数", "e"), "e"),
    **dict.fromkeys(("修", "修订", "修正", "调整", "修订数", "r"), "r"),
}
_APOSTROPHE = re.compile(rf"['’‘`]({_NUMBER})\Z")
_WITH_UNIT = re.compile(rf"({_NUMBER})\s*(\D.*)\Z")
_RANGE = re.compile(rf"({_NUMBER})\s*[～~—]\s*({_NUMBER})\s*(\D.*)?\Z")
_NAMING_WORDS = "年 岁 周岁 月 日 周 时 天 度 次 位 名 部 期 级 口 道 首 集 门 端 组 例 人 户 个 "
_NAMING = frozenset(_NAMING_WORDS.split())
_COMMA_DECIMAL = re.compile(r"[+\-]?\d+,\d{1,2}\Z")
_SPLIT_POINT = re.compile(r"[+\-]?[\d,]+(?: \.|\. | \. )\d+\Z")
_SPREAD = re.compile(r"\d(?: \d){2,}\Z")  # 2 0 2 1: set with a blank after every digit
_SPLIT_DIGITS = re.compile(r"[+\-]?\d[\d ]*\.\d[\d ]*\Z")


def read_cell(cell: Cell) -> Value:
    """What a cell says, however it is stored.

    >>> read_cell(Cell(value='987 208.47', text='987 208.47')).number
    987208.47
    >>> read_cell(Cell(value='12.51', text='12.51', raised=((4, 5),))).number
    12.5
    >>> read_cell(Cell(value=0.992, text='99.2%', percent=True))[1:4]
    (99.2, '', '%')
    """
    value = cell.value
    if isinstance(value, bool):
        return TEXT
    if isinstance(value, (int, float)):
        # a share that is shown as per cent is one: 0.992 under 0.0% is 99.2 %
        if cell.percent:
            return _number(100 * float(value))._replace(unit="%")
        shown = cell.text.rstrip()
        if not shown or shown[-1].isdigit():
            return _number(float(value))
        return _number(float(value))._replace(unit=_unit_shown(float(value), shown))
    if (
        value.isascii() and not cell.raised and _QUICK.match(value)
    ):  # by far the most cells of a long list
        return Value("number", float(value))
    if cell.raised and any(sign.isdigit() for sign in value):
        kept = "".join(
            sign
            for place, sign in enumerate(value)
            if not any(a <= place < b for a, b in cell.raised)
        )
        if kept.strip():
            return read_text(kept)
    return read_text(value)


_SHOWN = re.compile(r"([+\-−]?[\d,]*\.?\d+)\s*([^\d\s.,)].*)")
_NO_QUANTITY = frozenset(["年", "岁", "周岁", "月", "日", "周", "时", "度", "期", "级"])
_SCALES = {"万": 1e4, "亿": 1e8}


def _unit_shown(value: float, shown: str) -> str:
    """The unit that a number format prints behind a number, also in ten thousands.

    >>> _unit_shown(30.5, "30.5万人"), _unit_shown(123456.0, "12.3万人"), _unit_shown(9, "9年")
    ('万人', '人', '')
    """
    match = _SHOWN.fullmatch(shown)
    if match is None or not is_unit(match[2]) or unit_name(match[2]) in _NO_QUANTITY:
        return ""
    unit, number = unit_name(match[2]), _float(match[1])
    scale = _SCALES.get(unit[:1], 0.0)
    if scale and number and abs(value / number / scale - 1) < 0.1:
        return unit[1:]  # stored in full, shown in ten thousands
    return unit if not number or abs(value / number - 1) < 0.1 or abs(value - number) < 1 else ""


@lru_cache(maxsize=65536)
def read_text(text: str) -> Value:
    """What a printed text says.

    >>> (read_text('12.5①').number, read_text('…').flag, read_text(' — ').flag,
    ...     read_text('\\xa0').kind)
    (12.5, 'below_unit', 'not_applicable', 'blank')
    >>> read_text('1,24'), read_text('1 121521.01').flag, read_text('3. 22').number
    (Value(kind='number', number=1.24, flag='suspect', unit='', high=None), 'suspect', 3.22)
    >>> [read_text(said)[1:3] for said in ('约62', '12.5(预)', '12.5r', "'111.5")]
    [(62.0, 'e'), (12.5, 'p'), (12.5, 'r'), (111.5, 'suspect')]
    >>> [read_text(said).kind for said in ('≥71.5', '(12.5)', '▲4.6', '1.234,5')]
    ['text', 'text', 'text', 'text']
    >>> read_text('-27007 e').flag, read_text('01').kind, read_text('0.7143 千克标准煤 / 千克').unit
    ('e', 'text', '千克标准煤/千克')
    """
    printed = fold(text).replace("，", ",").strip()
    if not printed or printed in ("'", "’"):
        return BLANK
    first = printed[0]
    if not (first.isdigit() or first in "+-−.—–―─﹣…⋯·:(空nNxX*约大近≈'’‘`#"):
        return TEXT
    if _PLAIN.match(printed):
        return _plain(printed)
    if _GROUPED.match(printed):
        return _number(_float(printed))
    if _DOTS.match(printed):
        return _BELOW
    if _DASHES.match(printed):
        return _NOT_APPLICABLE
    if printed in ("(X)", "(x)", "X", "x"):
        return _NOT_APPLICABLE
    if printed == "(Z)":
        return _BELOW
    if printed in (":", "..", ".", "(NA)", "(D)", "(S)") or printed.lower() in (
        "na",
        "n.a.",
        "n/a",
        "nan",
        "...",
        "#n/a",
        "#div/0!",
        "#ref!",
        "#value!",
        "#null!",
        "#num!",
        "#name?",
    ):
        return _MISSING
    if match := _ABOUT.match(printed):
        return _number(_float(match[1] or match[2]), flag="e")
    if match := _APOSTROPHE.match(printed):
        return _number(_float(match[1]), flag="suspect")
    if not first.isdigit() and first not in "+-−.":
        return TEXT
    return _awkward(printed)


def _plain(printed: str) -> Value:
    # a leading zero means a code (sector 01), not a quantity
    if len(printed) > 1 and printed[0] == "0" and printed.isdigit():
        return TEXT
    return _number(_float(printed))


def _awkward(printed: str) -> Value:
    """Numbers that carry something else, or are broken; repaired only where nothing else can be
    meant.
    """
    if match := _FOOTNOTE.match(printed):
        return read_text(match[1])
    if match := _STATISTICAL_FLAG.match(printed):
        number = read_text(match[1])
        return number._replace(flag=match[2] or match[3]) if number.kind == "number" else TEXT
    if (match := _SAID_OF.match(printed)) and match[2].strip() in _SAID_FLAGS:
        return _number(_float(match[1]), flag=_SAID_FLAGS[match[2].strip()])
    if _COMMA_DECIMAL.match(printed):
        return _number(float(printed.replace(",", ".")), flag="suspect")
    if _SPLIT_POINT.match(printed):
        return _number(float(printed.replace(" ", "").replace(",", "")), flag="suspect")
    if _SPLIT_DIGITS.match(printed) or _SPREAD.match(printed):
        return _number(float(printed.replace(" ", "")), flag="suspect")
    if match := _RANGE.match(printed):
        if not match[3] or _is_measure(match[3]):
            return Value("range", _float(match[1]), "", unit_name(match[3] or ""), _float(match[2]))
    elif (match := _WITH_UNIT.match(printed)) and _is_measure(match[2]):
        return _number(_float(match[1]))._replace(unit=unit_name(match[2]))
    return TEXT


# why a text with a figure in it is not read; the first that fits
_REASONS = (
    (re.compile(r"[(\[]\s*[\d.,]+\s*%?[)\]]\Z"), Message("left_brackets")),
    (
        re.compile(r"[≥≤><＞＜]|(?:以上|以下|以内|不低于|不超过|超过|不足|多|余)"),
        Message("left_bound"),
    ),
    (re.compile(r"[▲△▼▽↑↓]"), Message("left_mark")),
    (re.compile(r"\d\s*[-~～—–±/]\s*\d"), Message("left_two")),
    (re.compile(r"[¥$￥€]"), Message("left_money")),
    (re.compile(r"0\d+\Z"), Message("left_code_text")),
)


@lru_cache(maxsize=16384)
def why_not_a_figure(text: str) -> Message:
    """Why a text that holds a digit is no figure, in the words of the leftover list.

    >>> why_not_a_figure('≥71.5').code, why_not_a_figure('12..5').code
    ('left_bound', 'left_text')
    """
    printed = fold(text).strip()
    for pattern, reason in _REASONS:
        if pattern.search(printed):
            return reason
    return Message("left_text")


def _is_measure(words: str) -> bool:
    """A unit that makes a number a quantity; 2019年, 5岁 and 10月 are names of years, ages and
    months.
    """
    return is_unit(words) and unit_name(words) not in _NAMING


def _float(printed: str) -> float:
    return float(printed.replace(" ", "").replace(",", "").replace("−", "-"))


def _number(number: float, flag: str = "") -> Value:
    if number != number or number in (float("inf"), float("-inf")):
        return TEXT
    return Value("number", without_noise(number), flag)


def without_noise(number: float) -> float:
    """The number without the tail that binary arithmetic leaves; nothing at all is nought.

    >>> (without_noise(71.02000000000001), without_noise(-3.98e-16),
    ...     without_noise(3754.3253686617772))
    (71.02, 0.0, 3754.32536866178)
    """
    if number == int(number) and abs(number) < 1e15:
        return number
    if abs(number) < 1e-9:
        return 0.0
    return float(f"{number:.15g}")
