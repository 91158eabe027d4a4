"""Running text -> targets: "到2025年,A达到94%以上,B和C均达到98%以上"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from yq_analysis.check import Message
from yq_analysis.reading.files.document_blocks import Paragraph
from yq_analysis.reading.policy import clause, clock, outline, years
from yq_analysis.reading.policy.clause_pieces import Clause
from yq_analysis.reading.policy.outline import Place
from yq_analysis.reading.policy.plain_text import compact, plain, tidy
from yq_analysis.reading.policy.predicate import HOLE
from yq_analysis.reading.policy.quantity import find
from yq_analysis.reading.policy.row import Aside, Target
from yq_analysis.reading.policy.setting import Setting
from yq_analysis.reading.policy.years import Clock

_LONGEST = 500  # a clause longer than this is no sentence
_DUTY = re.compile(
    r"[(（][^()（）]*(?:负责|牵头|配合|责任单位)[^()（）]*[)）]|\[[^\[\]]*(?:责任单位|牵头)[^\[\]]*\]"
)
_DOCUMENT = re.compile(r"[〔\[][12]\d{3}[〕\]]\s*第?\d+\s*号|《[^》]*》")
_PAGE_NUMBER = re.compile(
    r"(?<=[\u4e00-\u9fff，、；])\s*[—–―-]{1,2} ?\d{1,3} ?[—–―-]{1,2}\s*(?=[\u4e00-\u9fff\d])"
)
# what counts as a printed number: neither a date nor a running number, an ordinal or a part of a
# name
_NUMBER = re.compile(
    r"(?<![A-Za-z\d.第〔\[/表栏])(?<!\d-)\d[\d,]*(?:\.\d+)?(?![\d.]|[年月日号次届]|[、.]|[A-Za-z]|\+)(?!-\d)(?:%|％|‰)?"
)


_LAST_YEAR = re.compile(r"[比较]上年")


@dataclass
class Made:
    """What one paragraph gave: its targets, and its numbers that are none."""

    targets: list[Target] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)


def read(paragraph: Paragraph, place: Place, setting: Setting) -> tuple[Made, Place]:
    """The targets of one paragraph, and the place as the next paragraph finds it."""
    place = outline.enter(place, paragraph.text, setting, paragraph.heading)
    joined = _PAGE_NUMBER.sub("", paragraph.text)
    whole = _DUTY.sub("", compact(joined))
    made = Made()
    now = seen = _begin(place, setting)
    # the paragraph has spoken of the past: what follows without a year may be past, too
    told = setting.report
    state, explains = place.state, False  # reasons go on to the end of their paragraph
    for sentence in _cut(whole, "。！？!?"):
        moved = clock.at(state, sentence, setting) if setting.yearly else state
        if moved != state:
            state, told = moved, False
            place = replace(place, state=state)
            now = seen = _begin(place, setting)
        sentence = _DOCUMENT.sub(_without_numbers, sentence)
        now = replace(
            now,
            past=place.past,
            own=False,
            base=None,
            start=now.start if state.phase else None,
            listed=(),
        )
        lapsed = told and not years.looks_ahead(plain(sentence))
        explains = explains or bool(clock.EXPLAINS.search(plain(sentence)))
        subject = ""
        for printed in (part for stretch in _cut(sentence, "；;") for part in _cut(stretch, "，,")):
            if len(printed) > _LONGEST:
                continue
            text = plain(printed)
            if state.phase == "year":  # the aims of this year are growths over the last one
                text = _LAST_YEAR.sub(lambda m: HOLE * len(m[0]), text)
            marked = years.mark(text, now, setting, aims=place.aims)
            now = marked.clock
            told = told or now.past
            explains = explains and not re.match(
                r"(?:明确)?提出(?!上述|以上|[这该]|\D*\d+项)", printed
            )
            reason = _why_not(place, marked, told=told, lapsed=lapsed)
            if explains and reason is None:
                reason = Message("policy_explains")
            line = _line(paragraph, printed)
            if reason is None:
                base = Target(
                    no=place.box,
                    indicator="",
                    year=None,
                    text=tidy(printed).lstrip("—-·•"),
                    line=line,
                )
                found, subject = clause.read(Clause.of(printed, marked, base, setting), subject)
                found = [_tried(target, made.targets) for target in found]
                made.targets += found
                unknown = "policy_no_year" if now.year is None else "policy_no_target"
                reason = Message(unknown)
            else:
                found = []
            past = reason.code == "policy_past"
            made.aside += _left(printed, marked.text, found, reason, line, past=past)
        if now.own and now.year is not None and not now.past:
            seen, told = _onwards(sentence, now, seen, state), False
        now = replace(seen, own=False)
    later = seen.year if seen.year != place.year else None
    return made, outline.keep(place, paragraph.text, later)


def _begin(place: Place, setting: Setting) -> Clock:
    """The clock as a paragraph finds it: the report's own, else the year of the section or of the
    title.
    """
    state = place.state
    if state.phase:
        start = (
            state.year - 5 if state.phase == "plan" and state.year and state.year % 5 == 0 else None
        )
        return Clock(year=state.year, start=start, past=state.past)
    return Clock(year=place.year if place.year is not None else _of_title(place, setting))


def _onwards(sentence: str, now: Clock, before: Clock, state: clock.State) -> Clock:
    """The clock for the sentences after one with a year of its own.

    Under a report's clock another year holds for its clause; where it leads the sentence, nobody
    can say how far it reaches, and what follows has no year.
    """
    if not state.phase or now.year == state.year:
        return now
    leads = re.match(r"[\s—·(（]*(?:力争|确保|预计)?(?:到|至)?20\d\d年", sentence)
    return (
        replace(before, year=None) if leads and state.phase == "year" else now if leads else before
    )


def _why_not(place: Place, marked: years.Marked, *, told: bool, lapsed: bool) -> Message | None:
    """Why no number of a clause can be an aim, None where one can."""
    if place.past or (marked.clock.past and marked.clock.year is None):
        return Message("policy_past")
    if told and (marked.clock.year is None or (lapsed and not marked.clock.own)):
        return Message("policy_past")
    if years.grounds(marked.text):
        return Message("policy_grounds")
    return None


def _left(
    printed: str, text: str, found: list[Target], reason: Message, line: int, *, past: bool
) -> list[Aside]:
    """The numbers of a clause that none of its targets takes."""
    taken = [x for target in found for x in (target.value, target.upper) if x is not None]
    doubts = [t.suspect.parts[0] for t in found if t.value is None and t.suspect]
    if doubts and isinstance(doubts[0], Message):
        reason = doubts[0]
    left: list[Aside] = []
    for number in _NUMBER.finditer(text):
        value = float(re.sub(r"[,%％‰]", "", number[0]))
        if value in taken:
            continue
        damaged = clause.DAMAGED.match(text, max(number.start() - 1, 0)) or clause.DAMAGED.match(
            text, number.start()
        )
        why = Message("policy_damaged") if damaged else reason
        left.append(Aside(line=line, number=number[0], text=tidy(printed), reason=why, past=past))
    return left


def _of_title(place: Place, setting: Setting) -> int | None:
    """The year of aims that name none themselves: the end of the plan that the document's title
    names.
    """
    return setting.span[1] if place.aims and not place.past and setting.span else None


def _tried(target: Target, before: list[Target]) -> Target:
    """A clause that begins with 力争 betters the aim of the one before."""
    if not before or not target.text.startswith(("力争", "争取", "努力")):
        return target
    return clause.bettered(before[-1], target)


def _without_numbers(found: re.Match[str]) -> str:
    """A document's number or title speaks of no quantity."""
    return (
        found[0]
        if found[0].startswith("《") and not find(plain(found[0]))
        else HOLE * len(found[0])
    )


def _cut(text: str, signs: str) -> Iterator[str]:
    """Cut at any of `signs` that stands outside brackets, quotes and numbers."""
    start, depth = 0, 0
    for i, sign in enumerate(text):
        depth = max(0, depth + (sign in "(（《“〈") - (sign in ")）》”〉"))
        if (
            sign in signs
            and depth == 0
            and not (sign in "?？" and re.search(r"\d[?？]|[?？][\d%％]", text[i - 1 : i + 2]))
            and not (
                sign in ",，"
                and re.match(r"\d{3}(?!\d)", text[i + 1 :])
                and text[i - 1 : i].isdigit()
            )
        ):
            yield text[start:i]
            start = i + 1
    if text[start:].strip():
        yield text[start:]


def _line(paragraph: Paragraph, printed: str) -> int:
    return paragraph.line + paragraph.text[: max(paragraph.text.find(printed), 0)].count("\n")
