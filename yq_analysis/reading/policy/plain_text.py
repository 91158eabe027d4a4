"""Text as the rest of the room reads it: one character for one character, so that what is quoted is
as printed.

Full NFKC would turn "12.5①" into 12.51 and widen or shrink text; here every replacement is one for
one, and a position found in the plain text is the same position in the printed one.
"""

from __future__ import annotations

import re

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_ONE_FOR_ONE = str.maketrans(
    {
        **{chr(code): chr(narrow) for code, narrow in _WIDE.items()},
        "\u3000": " ",
        "\xa0": " ",
        "﹪": "%",
        "〔": "[",
        "〕": "]",
        "﹝": "[",
        "﹞": "]",
        "【": "[",
        "】": "]",
        "⟦": "[",
        "⟧": "]",
        "〖": "[",
        "〗": "]",
        "≧": "≥",
        "≦": "≤",
        "⩾": "≥",
        "⩽": "≤",
        "﹥": ">",
        "﹤": "<",
        "–": "—",
        "―": "—",
        "─": "—",
        "－": "—",
        "~": "—",
        "～": "—",
        "‐": "-",
        "−": "-",
        "﹣": "-",
        "＊": "*",
        "﹡": "*",
        "“": '"',
        "”": '"',
        "「": '"',
        "」": '"',
        "『": '"',
        "』": '"',
        "‘": "'",
        "’": "'",
        "∶": ":",
    }
)
_HAN = r"[\u4e00-\u9fff]"
_SIGN = r"[\u4e00-\u9fff，。；、：（）％%《》“”,]"
_DIGITS = {
    **dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
}
_STEPS = {"十": 10, "百": 100, "千": 1000}
_HAN_YEAR = re.compile(r"二[〇零○Ο][一二三四五六七八九〇零○]{2}(?=年)")
BLANKS = frozenset({"", "—", "——", "-", "--", "/", "一", "…", "……", "*", "\\", ".", "无", "──"})


def plain(text: str) -> str:
    """The same text in plain punctuation, character by character.

    >>> plain("﹝15﹞＊(％)"), plain("12.5①"), plain("二〇三五年")
    ('[15]*(%)', '12.5①', '2035年')
    """
    return _HAN_YEAR.sub(
        lambda m: "".join(str(_DIGITS.get(c, 0)) for c in m[0]), text.translate(_ONE_FOR_ONE)
    )


def tidy(text: str) -> str:
    """Printed text without line breaks and without the stray spaces that wrapping leaves inside
    Chinese words.

    >>> tidy("总产值占工业总产值比 重")
    '总产值占工业总产值比重'
    """
    text = re.sub(r"\s+", " ", text.replace("\u3000", " ").replace("\xa0", " ")).strip()
    return re.sub(rf"(?<={_HAN}) +(?={_HAN})", "", text)


def compact(text: str) -> str:
    """Running text without any blank that touches Chinese writing: "到 2025 年" is "到2025年".

    >>> compact("降低 14.5 % ,到 2025 年")
    '降低14.5%,到2025年'
    """
    text = re.sub(r"[^\S\n]+", " ", text.replace("\u3000", " "))
    return re.sub(rf"(?<={_SIGN}) +| +(?={_SIGN})", "", text).strip()


def chinese_number(text: str) -> float | None:
    """The number that Chinese numerals below ten thousand write, None where they write none.

    >>> [chinese_number(t) for t in ("十二", "两", "九十五点五", "三百零六", "一二")]
    [12.0, 2.0, 95.5, 306.0, None]
    """
    whole, _, decimals = text.partition("点")
    total, digit = 0, None
    for sign in whole:
        if sign in _STEPS:
            total, digit = total + (1 if digit is None else digit) * _STEPS[sign], None
        elif sign in _DIGITS:
            if digit not in (None, 0):
                return None
            digit = _DIGITS[sign]
        else:
            return None
    if not whole or any(sign not in _DIGITS for sign in decimals):
        return None
    fraction = float("0." + "".join(str(_DIGITS[sign]) for sign in decimals)) if decimals else 0.0
    return float(total + (digit or 0)) + fraction


_PLANS = {
    "九五": 2000,
    "十五": 2005,
    "十一五": 2010,
    "十二五": 2015,
    "十三五": 2020,
    "十四五": 2025,
    "十五五": 2030,
    "十六五": 2035,
}
FIVE_YEAR = (
    r'"?(?P<plan>九五|十一五|十二五|十三五|十四五|十五五|十六五|十五|'
    r'第十[一二三四五六]个五年)"?(?!年)'
)


def plan_end(name: str) -> int:
    """The last year of a five-year plan.

    >>> plan_end("十四五"), plan_end("第十五个五年")
    (2025, 2030)
    """
    return _PLANS[f"{name[1:3]}五" if name.startswith("第") else name]


def period(text: str) -> tuple[int, int] | None:
    """The first and last year that a title names: "(2023—2025年)" or "十四五".

    >>> period("行动方案(2023—2025年)"), period("“十四五”节能减排综合工作方案"), period("实施意见")
    ((2023, 2025), (2021, 2025), None)
    """
    text = plain(text)
    if found := re.search(r"(20\d\d)年?\s*[-—至到]+\s*(20\d\d)\s*年", text):
        return int(found[1]), int(found[2])
    if found := re.search(FIVE_YEAR, text):
        return plan_end(found["plan"]) - 4, plan_end(found["plan"])
    return None
