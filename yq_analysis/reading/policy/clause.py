"""One clause -> its targets: a number with its subject, several numbers for several subjects, or
words.
"""

from __future__ import annotations

import re
from dataclasses import replace

from yq_analysis.check import Message
from yq_analysis.reading.policy import predicate, shared_names
from yq_analysis.reading.policy import subjects as names
from yq_analysis.reading.policy import word_targets as wording
from yq_analysis.reading.policy.clause_pieces import Clause, Piece, pieces_of
from yq_analysis.reading.policy.clause_sense import attribute, is_asserted, sense_of, target_of
from yq_analysis.reading.policy.noun_phrase import is_name, is_task
from yq_analysis.reading.policy.plain_text import plain
from yq_analysis.reading.policy.predicate import HOLE
from yq_analysis.reading.policy.row import Target
from yq_analysis.reading.policy.shared_names import RATE
from yq_analysis.reading.policy.suspects import add, of_row

_TORN = re.compile(r"\d+(?:\s+\.?|\s*\.\s+)\d[\d.]*")
DAMAGED = re.compile(r"[?□■�]\s*\d[\d.]*|\d[\d.]*\s*[?□■�][\d.]*")
_NOUNS = frozenset({"认证", "建设", "认定", "培育"})  # verbs that end a name after another verb


def read(clause: Clause, subject: str) -> tuple[list[Target], str]:
    """The targets of a clause and the subject that it leaves for the next one."""
    pieces = pieces_of(clause.text)
    if not pieces:
        made = _torn(clause) or wording.read(
            clause.printed, clause.text, clause.marked, clause.whole, subject
        )
        return made, subject if made else _subject(clause, subject)
    if (
        len(pieces) > 1
        and ("分别" in clause.text or _one_by_one(clause, pieces))
        and (pair := _respectively(clause, pieces, subject))
    ):
        return pair
    targets: list[Target] = []
    verb = ""
    for piece in pieces:
        made, subject, verb = _piece(clause, piece, subject, verb, alone=len(pieces) == 1)
        if targets and "try" in piece.found.kinds:
            made = [bettered(targets[-1], target) for target in made]
        targets += made
    return _with_shared_ends(targets), subject


def bettered(before: Target, target: Target) -> Target:
    """ "增长6.5%,力争达到7%": the higher aim is the same kind of change as
    the one that it betters.
    """
    same = (before.indicator, before.unit) == (target.indicator, target.unit)
    if (
        not same
        or target.basis != "level"
        or before.basis not in ("annual_growth", "cumulative", "points")
    ):
        return target
    return replace(target, basis=before.basis, base_year=before.base_year)


def _with_shared_ends(targets: list[Target]) -> list[Target]:
    """ "新建2个国家级、5个省级检测中心", "国家级工厂10家、省级20家": a bare level ends as its
    neighbour does.
    """
    made = list(targets)
    for i in range(1, len(made)):
        before, this = made[i - 1].indicator, made[i].indicator
        if re.fullmatch(r"[\u4e00-\u9fff]{1,3}级", this) and "级" in before[:-1]:
            made[i] = replace(made[i], indicator=this + before[before.index("级") + 1 :])
    for i in reversed(range(len(made) - 1)):
        this, following = made[i].indicator, made[i + 1].indicator
        if this.endswith("级") and "级" in following[:-1]:
            made[i] = replace(made[i], indicator=this + following[following.index("级") + 1 :])
    return made


def _torn(clause: Clause) -> list[Target]:
    """A number with a blank or a lost sign in it may be any: the row says so and asserts none."""
    damaged, year = DAMAGED.search(clause.text), clause.marked.clock.year
    torn = damaged or _TORN.search(clause.text)
    if torn is None or year is None or clause.marked.clock.past:
        return []
    found = predicate.before(clause.text[: torn.start()])
    name, _ = names.clean(clause.printed[: found.end])
    measured = re.search(rf"{names.MEASURE}$", plain(name))
    if not (name and (found.strong or measured)):
        return []
    doubt = Message("doubt_torn" if damaged else "doubt_blank", text=torn[0])
    return [add(replace(clause.whole, indicator=name, year=year, basis="text"), doubt)]


def _piece(
    clause: Clause, piece: Piece, subject: str, led: str, *, alone: bool
) -> tuple[list[Target], str, str]:
    """The targets of one number, the subject for what follows, and the verb that still governs
    ("建成A 100个、B 20家").
    """
    name, verb = _own_name(clause, piece, led)
    named = _with_object(clause, piece, name, verb, alone=alone)
    name = "" if named is None else _completed(clause, piece, named, subject)
    if not name:
        return [], subject, led
    year = clause.marked.at(piece.name_end)
    if clause.marked.clock.past or not is_asserted(clause, name, verb, piece, year):
        return [], name, verb
    sought = "争取" in piece.found.words and re.search(r"(?:资金|国债|债券|补助)$", name)
    # among a report's tasks no clause before says of what the head of a name is
    headless = clause.setting.yearly is not None and names.is_head(name)
    if sought or headless or not is_name(name, piece.quantity.unit):
        return [], "", led
    return _targets(clause, piece, name, verb, year), name, verb


def _is_share(piece: Piece) -> bool:
    return piece.quantity.unit in ("%", "百分点")


def _own_name(clause: Clause, piece: Piece, led: str) -> tuple[str, str]:
    """The name that stands before a number, and the verb that governs it."""
    kinds, words = piece.found.kinds, piece.found.words
    name, verb = names.clean(clause.printed[piece.start : piece.name_end])
    if is_task(name):
        name, verb = "", verb or name
    if verb and name and kinds[:1] == ("task",) and words[0] in _NOUNS:
        name += words[0]  # "新增绿色食品认证20个"
    if name == "就业" and verb.startswith(("新增", "净增")):
        name = verb[:2] + name  # new jobs are an indicator of their own
    tasks = [word for word, kind in zip(words, kinds, strict=True) if kind in ("task", "new")]
    goes_on = re.match(r"[\s、,和及与]", piece.head) and not {"more", "reach"} & set(kinds)
    verb = verb or (tasks[-1] if tasks else led if goes_on else "")
    if _is_share(piece) and name and verb.startswith("新") and not tasks:
        # "新建建筑本体达到83%": a share is of what is newly built, and is not built
        return verb + name, ""
    return name, verb


def _with_object(clause: Clause, piece: Piece, name: str, verb: str, *, alone: bool) -> str | None:
    """The name with what stands behind its number; None where the number is nobody's."""
    share, tail = _is_share(piece), piece.tail
    if not name and (not share or tail.startswith("的")):
        name = _named_after(clause, piece, alone=alone)
        if name and not (verb or piece.found.kinds or share):
            return None
    if name.startswith("每") and len(name) <= 6 and not share:
        name += _named_after(clause, piece, alone=alone)  # "每个县至少打造1个区域公用品牌"
    if share and name.endswith("具备") and tail.startswith(("的", "以上的")):
        name = _named_after(clause, piece, alone=alone)  # "电网基本具备5%以上的尖峰负荷响应能力"
    if name:
        return name
    if piece.start and re.fullmatch(r"[\s、,和及与/]*", piece.head):
        return None  # "减少5%、10%" of one thing: the second number is nobody's
    if not piece.found.kinds and re.match(r"[\u4e00-\u9fff]", tail):
        return None  # "80%以上学校 …": whose number this is, the clause before does not say
    return name


def _completed(clause: Clause, piece: Piece, name: str, subject: str) -> str:
    """The name in full, with what the clause or the subject before it says of it."""
    if name and subject and re.match(r"[\s、和及与]", piece.head):
        name = shared_names.fronted(subject, name)
    part_of = re.search(r"占[^占、,]{1,14}$", plain(name)) and not piece.found.kinds
    if _is_share(piece) and part_of and not re.search(rf"{RATE}$", plain(name)):
        name += "比重"  # "研发经费占GDP的3.5%"
    if clause.text.startswith("其中") and re.fullmatch("[国省市县]家?级", name) and "级" in subject:
        name += re.sub("^及?以上", "", subject.split("级", 1)[1])  # "省级以上120家,其中国家级12家"
    return names.completed(name, subject) if name else re.sub("^年均(?=新增|净增)", "", subject)


def _targets(clause: Clause, piece: Piece, name: str, verb: str, year: int | None) -> list[Target]:
    """One target for each of the things that the name speaks of."""
    quantity, kinds = piece.quantity, piece.found.kinds
    sense = sense_of(clause, piece, name, verb, year)
    name, binding = attribute(name, piece.tail)
    target = target_of(clause, quantity, sense, year)
    target = replace(target, binding=binding or target.binding)
    settled = {"yearly", "total"} & set(kinds) or "累计" in verb + name
    unbased = sense.basis in ("cumulative", "annual_growth") and target.base_year is None
    if unbased and not settled and year != clause.setting.this_year:
        target = add(target, Message("doubt_no_base"))
    if "rank" in kinds and wording.is_rank(clause.text[piece.start :], quantity):
        name = re.sub(
            r"(?<=.{2})(?:进入|迈入|跻身|位居|位列|稳居|走在|保持在?|居)[^、,]{2,10}$", "", name
        )  # "排名进入全国地级市前50"
        target = replace(target, basis="rank", comparator="<=", unit=quantity.unit or "名")
    parts = shared_names.several(name, each="each" in kinds)
    return [of_row(replace(target, indicator=part)) for part in parts]


def _named_after(clause: Clause, piece: Piece, *, alone: bool) -> str:
    """The object that follows its number: "培育1—2个质量强国建设领军企业"."""
    tail = (
        piece.tail
        if alone
        else re.split(r"[、,]|(?<=[\u4e00-\u9fff])(?:和|及)(?=[\u4e00-\u9fff]{0,12}$)", piece.tail)[
            0
        ]
    )
    if re.match(r"新?台阶|大关|关口", tail):
        return ""  # "迈上8万亿元新台阶"
    if not re.match(r"(?:的)?[\u4e00-\u9fff\"《(A-Za-z]", tail.strip(HOLE)):
        return ""
    name, _ = names.clean(clause.printed[piece.quantity.end : piece.quantity.end + len(tail)])
    return name


def _one_by_one(clause: Clause, pieces: list[Piece]) -> bool:
    """ "A、B使用量减少5%、10%": as many names as bare numbers of one unit, though the word 分别 is
    left out.
    """
    bare = all(
        re.fullmatch(r"[\s、,和及与]*", p.head) and not re.match(r"[\u4e00-\u9fff]", p.tail)
        for p in pieces[1:]
    )
    name, _ = names.clean(clause.printed[pieces[0].start : pieces[0].name_end])
    return (
        bare
        and len({p.quantity.unit for p in pieces}) == 1
        and len(shared_names.several(name, want=len(pieces))) == len(pieces)
    )


def _respectively(
    clause: Clause, pieces: list[Piece], subject: str
) -> tuple[list[Target], str] | None:
    """ "A、B分别达到X、Y": values go to names one by one, or not at all; None where the values have
    names of their own.
    """
    first = pieces[0]
    name, verb = names.clean(clause.printed[first.start : first.name_end])
    name = name or subject
    if not name or any(re.sub(r"[\s、,和及与\x00]", "", p.head[: p.found.end]) for p in pieces[1:]):
        return None
    year = clause.marked.at(first.name_end)
    if clause.marked.clock.past or not is_asserted(clause, name, verb, first, year):
        return [], name
    parts = shared_names.several(name, want=len(pieces))
    when = [year] * len(pieces)
    if len(parts) != len(pieces) == len(clause.marked.clock.listed):
        parts, when = [name] * len(pieces), list(clause.marked.clock.listed)
        clause = replace(
            clause, marked=replace(clause.marked, clock=replace(clause.marked.clock, start=None))
        )  # each year has its own
    if len(parts) != len(pieces):
        doubt = Message("doubt_respectively", n=len(pieces))
        return [add(replace(clause.whole, indicator=name, year=year, basis="text"), doubt)], name
    if shared_names.unsure(parts):
        doubt = Message("doubt_names", name=name)
        return [add(replace(clause.whole, indicator=name, year=year, basis="text"), doubt)], name
    last = pieces[-1].quantity
    shared = len({p.quantity.comparator for p in pieces[:-1]}) == 1
    targets: list[Target] = []
    for part, piece, at in zip(parts, pieces, when, strict=True):
        own = piece.quantity
        quantity = replace(
            own,
            unit=own.unit or last.unit,
            comparator=own.comparator or (last.comparator if shared else ""),
        )
        sense = sense_of(
            clause, replace(piece, quantity=quantity, found=first.found), part, verb, at
        )
        targets.append(of_row(replace(target_of(clause, quantity, sense, at), indicator=part)))
    return targets, name


def _subject(clause: Clause, before: str) -> str:
    """A clause without a number may name what the next one
    measures: "研发投入强度稳步提升,达到3%".
    """
    name, _ = names.clean(wording.without_manner(clause.printed, clause.text))
    if re.search(rf"{RATE}$", plain(name)):
        return name
    return before if is_name(name, "") or not name else ""  # a task leaves no subject
