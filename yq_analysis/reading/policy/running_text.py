"""Running text -> targets: "到2025年,A达到94%以上,B和C均达到98%以上"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from yq_analysis.reading.files.document_blocks import Paragraph
from yq_analysis.reading.policy import clause, outline, years
from yq_analysis.reading.policy.clause import Clause
from yq_analysis.reading.policy.outline import Place
from yq_analysis.reading.policy.plain_text import compact, plain, tidy
from yq_analysis.reading.policy.predicate import HOLE
from yq_analysis.reading.policy.quantity import find
from yq_analysis.reading.policy.row import Target
from yq_analysis.reading.policy.setting import Setting
from yq_analysis.reading.policy.years import Clock

_LONGEST = 500  # a clause longer than this is no sentence
_DUTY = re.compile(
    r"[(（][^()（）]*(?:负责|牵头|配合|责任单位)[^()（）]*[)）]|\[[^\[\]]*(?:责任单位|牵头)[^\[\]]*\]"
)
_DOCUMENT = re.compile(r"[〔\[][12]\d{3}[〕\]]\s*第?\d+\s*号|《[^》]*》")


def read(paragraph: Paragraph, place: Place, setting: Setting) -> tuple[list[Target], Place]:
    """The targets of one paragraph, and the place as the next paragraph finds it."""
    place = outline.enter(place, paragraph.text, paragraph.heading)
    text = _DOCUMENT.sub(_without_numbers, _DUTY.sub("", compact(paragraph.text)))
    targets: list[Target] = []
    clock = seen = Clock(year=place.year if place.year is not None else _of_title(place, setting))
    told = (
        setting.report
    )  # the paragraph has spoken of the past: what follows without a year may be past, too
    for sentence in _cut(text, "。！？!?"):
        clock = replace(clock, past=place.past, own=False, base=None, start=None, listed=())
        subject = ""
        for printed in (part for stretch in _cut(sentence, "；;") for part in _cut(stretch, "，,")):
            if len(printed) > _LONGEST:
                continue
            marked = years.mark(plain(printed), clock, setting, aims=place.aims)
            clock = marked.clock
            told = told or clock.past
            if place.past or (told and clock.year is None):
                continue
            whole = Target(
                no=place.box,
                indicator="",
                year=None,
                text=tidy(printed).lstrip("—-·•"),
                line=_line(paragraph, printed),
            )
            found, subject = clause.read(Clause.of(printed, marked, whole, setting), subject)
            targets += [_tried(target, targets) for target in found]
        if clock.own and clock.year is not None and not clock.past:
            seen = clock
        clock = replace(seen, own=False)
    return targets, outline.keep(
        place, paragraph.text, seen.year if seen.year != place.year else None
    )


def _of_title(place: Place, setting: Setting) -> int | None:
    """The year of aims that name none themselves: the end of the plan that the document's title names."""
    return setting.span[1] if place.aims and not place.past and setting.span else None


def _tried(target: Target, before: list[Target]) -> Target:
    """ "年均增长6.5%,力争达到7%": the higher aim is the same kind of change as the one that it betters."""
    last = before[-1] if before else None
    if (
        last is None
        or not target.text.startswith(("力争", "争取", "努力"))
        or target.basis != "level"
    ):
        return target
    if (
        last.indicator != target.indicator
        or last.unit != target.unit
        or last.basis not in ("annual_growth", "cumulative", "points")
    ):
        return target
    return replace(target, basis=last.basis, base_year=last.base_year)


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
