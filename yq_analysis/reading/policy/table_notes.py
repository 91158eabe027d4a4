"""What a table's note says about brackets, stars and footnote marks.

A bracket means "cumulative over the plan" only where a note or a heading says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from yq_analysis.reading.policy.plain_text import FIVE_YEAR, plain, plan_end, tidy

MARKS = "①②③④⑤⑥⑦⑧⑨⑩*#※★☆△▲"
_CUMULATIVE = r"累计|变化[率幅]|累积|总计|五年|5年|合计|期间.{0,4}(?:增|降|总|数)"
_ASSIGNED = (
    r"(?:下达|分解|考核|核定|确定|安排|国家|省|市|上级).{0,12}(?:为准|为依据|执行|调整|确定)|暂定|"
    r"待定|最终以|以.{0,12}为准"
)


@dataclass(frozen=True, kw_only=True)
class Notes:
    """`brackets`: which bracket pairs mean cumulative ("[]", "()"); `base_year` if the note names
    the plan; `provisional`: marks whose figure a higher level still fixes; `footnotes`: mark ->
    wording of every other mark.
    """

    brackets: frozenset[str] = frozenset()
    base_year: int | None = None
    provisional: frozenset[str] = frozenset()
    cumulative: frozenset[str] = frozenset()
    footnotes: dict[str, str] = field(default_factory=dict)
    years: int | None = None  # over how many years the marked figures count


def read(texts: Iterable[str]) -> Notes:
    """The notes under a table.

    >>> notes = read(["注:①带﹝﹞指标为“十四五”期间累计数;②带*指标以省上下达指标为准。"])
    >>> sorted(notes.brackets), notes.base_year, sorted(notes.provisional)
    (['[]'], 2020, ['*'])
    """
    brackets: set[str] = set()
    provisional: set[str] = set()
    cumulative: set[str] = set()
    footnotes: dict[str, str] = {}
    base: int | None = None
    years: int | None = None
    for printed in _sentences(texts):
        sentence = re.sub(r"\s", "", plain(printed))
        number = re.match(rf"[{MARKS}]", sentence)
        body = sentence[1:] if number else sentence
        pairs = {pair for pair in ("[]", "()") if _names_bracket(body, pair)}
        marks = {
            mark
            for mark in MARKS
            if mark in body and re.search(rf"(?:带|标|注|有|打|加|\"|^){re.escape(mark)}", body)
        }
        if pairs and re.search(_CUMULATIVE, body):
            brackets |= pairs
            base = _base(body) or base
            years = 5 if re.search("五年|5年", body) else years
        elif re.search(_ASSIGNED, body) and (marks or number):
            provisional |= marks or {sentence[0]}
        elif re.search(_CUMULATIVE, body) and (marks or number):
            cumulative |= marks or {sentence[0]}
            base = _base(body) or base
        elif marks or number:
            for mark in marks or {sentence[0]}:
                footnotes[mark] = tidy(printed)
    return Notes(
        brackets=frozenset(brackets),
        base_year=base,
        provisional=frozenset(provisional),
        cumulative=frozenset(cumulative),
        footnotes=footnotes,
        years=years,
    )


def _sentences(texts: Iterable[str]) -> Iterable[str]:
    for text in texts:
        text = re.sub(r"^\s*(?:备注|注释|注|说明)\s*[::]?\s*", "", text)
        for part in re.split(r"[;；。\n]|(?<=.)(?=[①②③④⑤⑥⑦⑧⑨⑩])|(?<=[,，、\s])(?=\d[.、．])", text):
            part = re.sub(r"^\s*(?:\d[.、．]|[（(]\d[)）])\s*", "", part).strip()
            if part:
                yield part


def _names_bracket(text: str, pair: str) -> bool:
    if pair == "[]":
        return "[" in text
    return bool(re.search(r"\(\s*\)|\([^)]{0,3}内|(?:圆|小)?括号", text))


def _base(text: str) -> int | None:
    if plan := re.search(FIVE_YEAR, text):
        return plan_end(plan["plan"]) - 5
    if year := re.search(r"(?:比|较|以)(20\d\d)年", text):
        return int(year[1])
    if span := re.search(r"(20\d\d)年?[-—至到]+(20\d\d)年", text):
        return int(span[1]) - 1
    return None
