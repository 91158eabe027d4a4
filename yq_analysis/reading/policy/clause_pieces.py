"""A clause and its numbers, each with the words before it and what follows it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from yq_analysis.reading.policy import predicate, years
from yq_analysis.reading.policy import subjects as names
from yq_analysis.reading.policy.predicate import HOLE, Predicate
from yq_analysis.reading.policy.quantity import Quantity, find
from yq_analysis.reading.policy.row import Target
from yq_analysis.reading.policy.setting import Setting

_FROM_TO = re.compile(
    r"(?:从|由)[\x00\x01\s的]*(?P<old>\d+(?:\.\d+)?)\s*(?P<unit>[%‰]|[^\d,。、\s\x00]{0,8}?)"
    r"(?P<how>[\x00\s]*(?:提高|提升|增加|上升|增长|下降|降低|减少|扩大)?(?:到|至|为)?)[\x00\x01\s的]*(?=\d)"
)
_SIZED = re.compile(
    r"[万亿]?(?:元|美元)(?:的)?[\u4e00-\u9fff]{0,8}(?:企业|园区|集群|项目|集团|公司|产业|基地|镇|村|县)"
    r"|(?:千伏安?|千瓦|兆瓦)(?:及?以上)?(?:的)?[\u4e00-\u9fff]{0,6}(?:变电站|线路|工程|电站|锅炉|机组)"
)  # "产值超100亿元企业5家", "110千伏以上变电站5座"


@dataclass(frozen=True, kw_only=True)
class Clause:
    """`printed` and its plain `text`, both with years blanked out; the row that its targets begin
    as.
    """

    printed: str
    text: str
    marked: years.Marked
    whole: Target
    setting: Setting

    @classmethod
    def of(cls, printed: str, marked: years.Marked, whole: Target, setting: Setting) -> Clause:
        text = marked.text
        if jump := _FROM_TO.search(text):
            falls = re.search("下降|降低|减少", jump["how"])
            reaches = "降低到" if falls else "达到"
            text = (
                text[: jump.start()]
                + HOLE * (jump.end() - jump.start() - len(reaches))
                + reaches
                + text[jump.end() :]
            )
        # what is quoted as a name must not carry the years that were read
        blanked = "".join(
            sign if sign in HOLE + years.BASE_HOLE else own
            for sign, own in zip(text, printed, strict=True)
        )
        return cls(printed=blanked, text=text, marked=marked, whole=whole, setting=setting)


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A number of a clause, the words before it (from `start`), and what follows it."""

    quantity: Quantity
    head: str
    start: int
    found: Predicate
    tail: str

    @property
    def name_end(self) -> int:
        return self.start + self.found.end


def pieces_of(text: str) -> list[Piece]:
    quantities = find(text)
    pieces: list[Piece] = []
    start = 0
    for i, quantity in enumerate(quantities):
        head = text[start : quantity.start]
        found = predicate.before(head)
        follows = i + 1 < len(quantities)
        tail = text[quantity.end : quantities[i + 1].start if follows else len(text)]
        if quantity.unit == "岁" and re.match(r"(?:以下|以上)?[\u4e00-\u9fff]{2,}", tail):
            continue  # "3岁以下婴幼儿托位数4.5个": an age says whom the name speaks of
        if follows and (
            _SIZED.match(quantity.unit + tail)
            or (not found.strong and _part_of_name(quantity, tail))
        ):
            continue
        pieces.append(Piece(quantity=quantity, head=head, start=start, found=found, tail=tail))
        start = quantity.end
        names_follow = (
            quantity.unit != "%"
            and re.match(r"[\u4e00-\u9fff\"]", tail)
            and not names.clean(head[: found.end])[0]
        )
        if names_follow and (joint := re.search(r"[、,和及]", tail)):
            start += joint.start()  # the object of this number is not the subject of the next one
    return pieces


def _part_of_name(quantity: Quantity, tail: str) -> bool:
    """ "65岁以上老年人健康管理率达到75%": the first number belongs to the name."""
    joined = re.match(r"\s*[、和及,与/]|\s*$", tail)
    named = re.match(r"[\u4e00-\u9fff]{2,}", tail) and predicate.before(tail).strong
    return bool(named) or (not quantity.comparator and not joined)
