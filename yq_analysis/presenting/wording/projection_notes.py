"""What a projection notes of itself, for readers: clauses in their
language, with names for codes.
"""

from __future__ import annotations

import re

from yq_analysis.presenting.wording import Names

_MARK = re.compile(r"\s*\[([a-z][a-z ,.%0-9-]*)\]")
_CLAUSE = re.compile(r"[；;] ?")
# mark -> English, with the numbers of the clause in their order
_ENGLISH = {
    "short history": "a history of {0} years only: read with care",
    "gaps": "in a history of {0} years {1} are missing",
    "borrowed": "a history of {0} years only: growth borrowed from {area}, with a wider interval",
    "booming": "a booming series: the 95% interval of every method covers at most 80% ten to "
    "fifteen "
    "years ahead",
    "outlier left out": "a year out of all proportion to its "
    "neighbours was left out: check the table",
    "last year stands out": "the last year, {0}, is out of all "
    "proportion to the one before: check it",
    "accumulating count": "a count that never fell is taken to accumulate",
    "falls by factors": "a history that fell by factors is projected by factors",
    "wider than siblings ever were": "the interval is wider than any change comparable areas "
    "had in as "
    "many "
    "years: the "
    "history "
    "is short or restless",
    "constant": "a history without any change: the interval says nothing",
    "model failed": "the model could not be fitted; drift stands in",
    "long history": "figures of more than 60 years ago are not used",
    "history before a break unused": "figures before the redefinition in {0} were not needed",
    "parallel calibers": "another caliber of the same quantity "
    "stands beside it; the two are not joined",
    "impossible figures left out": "the series has figures that cannot be; the projection leaves "
    "them out",
    "pool unused": "the pool of comparable series was not used",
    "growth borrowed from another caliber": "published totals: {0}; yearly changes "
    "borrowed from another caliber",
}
# what a page adds where impossible figures of the series were left out
LEFT_OUT_NOTE = "序列中有不可能的数，推算未用 [impossible figures left out]"
_PARENT = re.compile(r"(?<=地区)(\d{6})")


def remark(note: str, words: Names) -> str:
    """A projection's note in the language of `words`: its clauses, or in English what the marks in
    brackets mean.

    >>> from yq_analysis.presenting.wording import names
    >>> note = "历史仅3年，增速借自上级地区610000，区间相应放宽 [borrowed]；2020年口径变动 [break]"
    >>> remark(note, names("zh"))
    '历史仅3年，增速借自上级地区陕西省，区间相应放宽；2020年口径变动'
    >>> remark(note, names("en"))
    'a history of 3 years only: growth borrowed from Shaanxi, with a wider interval; break'
    """
    if words.language == "zh":
        return _PARENT.sub(lambda found: words.area(found[1]), _MARK.sub("", note))
    return "; ".join(
        dict.fromkeys(filter(None, (_english(clause, words) for clause in _CLAUSE.split(note))))
    )


def _english(clause: str, words: Names) -> str:
    mark = _MARK.search(clause)
    if mark is None:
        return ""
    area = _PARENT.search(clause)
    numbers = re.findall(r"\d+", _PARENT.sub("", clause[: mark.start()]))
    sentence = _ENGLISH.get(mark[1], mark[1])
    try:
        return sentence.format(*numbers, area=words.area(area[1]) if area else "another area")
    except IndexError:  # a clause that counts nothing
        return mark[1]
