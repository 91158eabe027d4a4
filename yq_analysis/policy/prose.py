"""Running text -> targets: "到2025年,A达到94%以上,B和C均达到98%以上"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from . import names, outline, predicate, wording, years
from .blocks import Paragraph
from .outline import Place
from .predicate import HOLE, Predicate
from .quantity import Quantity, find
from .row import Setting, Target
from .suspects import add, of_row
from .words import plain, tidy
from .years import Clock

_DUTY = re.compile(r"[(（][^()（）]*(?:负责|牵头|配合|责任单位)[^()（）]*[)）]|\[[^\[\]]*(?:责任单位|牵头)[^\[\]]*\]")
_DOCUMENT = re.compile(r"[〔\[][12]\d{3}[〕\]]\s*第?\d+\s*号|《[^》]*》")
_FROM_TO = re.compile(r"(?:从|由)[\x00\x01\s的]*(?P<old>\d+(?:\.\d+)?)\s*(?P<unit>[%‰]|[^\d,。、\s\x00]{0,8}?)(?P<how>[\x00\s]*(?:提高|提升|增加|上升|增长|下降|降低|减少|扩大)?(?:到|至|为)?)[\x00\x01\s的]*(?=\d)")


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A number of a clause with the words before it and what follows it."""

    quantity: Quantity
    head: str
    start: int
    found: Predicate
    tail: str


def read(paragraph: Paragraph, place: Place, setting: Setting) -> tuple[list[Target], Place]:
    """The targets of one paragraph, and the place as the next paragraph finds it."""
    place = outline.enter(place, paragraph.text)
    text = _DOCUMENT.sub(lambda m: m[0] if m[0].startswith("《") and not find(plain(m[0])) else HOLE * len(m[0]), _DUTY.sub("", paragraph.text))
    targets: list[Target] = []
    clock = Clock(year=place.year, base=None)
    seen: Clock = clock
    for sentence in _cut(text, "。！？!?"):
        clock = replace(clock, past=place.past, own=False, base=None, start=None)
        for stretch in _cut(sentence, "；;"):
            subject = ""
            for clause in _cut(stretch, "，,"):
                marked = years.mark(plain(clause), clock, setting, aims=place.aims)
                clock = marked.clock
                if place.past:
                    continue
                found, subject = _clause(clause, marked, subject, paragraph, place)
                targets += found
        if clock.own and clock.year is not None and not clock.past:
            seen = clock
        clock = replace(seen, own=False)
    place = outline.keep(place, paragraph.text, seen.year if seen.year != place.year else None, None)
    return targets, place


def _cut(text: str, signs: str) -> Iterator[str]:
    """Cut at any of `signs` that stands outside brackets, quotes and numbers."""
    start, depth = 0, 0
    for i, sign in enumerate(text):
        depth = max(0, depth + (sign in "(（《“〈") - (sign in ")）》”〉"))
        if sign in signs and depth == 0 and not (sign in ",，" and re.match(r"\d{3}(?!\d)", text[i + 1:]) and text[i - 1:i].isdigit()):
            yield text[start:i]
            start = i + 1
    if text[start:].strip():
        yield text[start:]


def _clause(printed: str, marked: years.Marked, subject: str, paragraph: Paragraph, place: Place) -> tuple[list[Target], str]:
    text = marked.text
    if jump := _FROM_TO.search(text):
        text = text[: jump.start()] + HOLE * (jump.end() - jump.start() - 2) + "达到" + text[jump.end():]
    whole = Target(no=place.box, indicator="", year=None, text=tidy(printed).lstrip("—-·•"), line=_line(paragraph, printed))
    pieces = _pieces(text)
    if not pieces:
        words = wording.read(printed, text, marked, whole, subject)
        return (words, subject) if words else ([], _subject_of(printed, text) or subject)
    targets: list[Target] = []
    heads = "分别" in text
    if heads and len(pieces) > 1:
        return _respectively(printed, text, pieces, marked, whole, subject)
    for piece in pieces:
        made, subject = _piece(printed, piece, marked, whole, subject, len(pieces))
        targets += made
    return targets, subject


def _pieces(text: str) -> list[Piece]:
    quantities = find(text)
    pieces: list[Piece] = []
    start = 0
    for i, quantity in enumerate(quantities):
        head = text[start:quantity.start]
        found = predicate.before(head)
        stop = quantities[i + 1].start if i + 1 < len(quantities) else len(text)
        tail = text[quantity.end:stop]
        part_of_name = not found.strong and not quantity.comparator and i + 1 < len(quantities) and not re.match(r"\s*[、和及,与]|\s*$", tail)
        age = not found.strong and i + 1 < len(quantities) and re.match(r"[\u4e00-\u9fff]{2,}", tail) and predicate.before(tail).strong
        if part_of_name or age:
            continue
        pieces.append(Piece(quantity=quantity, head=head, start=start, found=found, tail=tail))
        start = quantity.end
    return pieces


def _piece(printed: str, piece: Piece, marked: years.Marked, whole: Target, subject: str, count: int) -> tuple[list[Target], str]:
    quantity, found = piece.quantity, piece.found
    name, verb = names.clean(printed[piece.start:piece.start + found.end])
    owned = bool(name)
    after = re.split(r"[、,]|(?<=[\u4e00-\u9fff])(?:和|及)(?=[\u4e00-\u9fff]{0,12}$)", piece.tail)[0] if count > 1 else piece.tail
    if not name and re.match(r"(?:的)?[\u4e00-\u9fff\"《(A-Za-z]", after.strip(HOLE)) and quantity.unit not in ("%", "百分点"):
        place = quantity.end
        name, _ = names.clean(printed[place:place + len(after)])
        owned = bool(name)
        if not (verb or found.kinds):
            return [], subject
    if not name:
        name = subject
    name = names.completed(name, subject) if owned else name
    if not name:
        return [], subject
    new = verb.startswith("新") or "new" in found.kinds
    total = "累计" in verb or "累计" in name
    sense = predicate.sense(found, quantity, yearly="yearly" in found.kinds, total=total)
    basis = "increment" if new and sense.basis == "level" else sense.basis
    year = marked.at(piece.start + found.end)
    if marked.clock.past or not _asserted(name, verb, piece, year):
        return [], name if owned else subject
    base = _counted_from(marked, basis)
    target = replace(whole, year=year, value=quantity.value, upper=quantity.upper, comparator=sense.comparator, unit=quantity.unit,
                     basis=basis, base_year=base)
    if basis in ("cumulative", "annual_growth") and base is None and "yearly" not in found.kinds and not total and "total" not in found.kinds:
        target = add(target, "未写明基期")
    if "rank" in found.kinds and wording.rank(printed[piece.start:], quantity):
        target = replace(target, basis="rank", comparator="<=", unit=quantity.unit or "名")
    parts = names.several(name, each="each" in found.kinds)
    return [of_row(replace(target, indicator=part)) for part in parts], name


def _counted_from(marked: years.Marked, basis: str) -> int | None:
    """The base year of a change; a yearly growth has one only where the sentence names its span."""
    if basis in ("cumulative", "points", "increment"):
        return marked.clock.base or marked.clock.start
    if basis == "annual_growth":
        return marked.clock.base if years.BASE_HOLE in marked.text else marked.clock.start
    return None


def _asserted(name: str, verb: str, piece: Piece, year: int | None) -> bool:
    """Whether the clause asks for its number, or merely holds one."""
    quantity, found = piece.quantity, piece.found
    measured = bool(re.search(rf"{names.MEASURE}$", plain(name)))
    if year is None:
        asks = {"reach", "at_least", "fall_to", "at_most"}.intersection(found.kinds)
        return quantity.unit in ("%", "‰") and bool(asks) and len(name) >= 3 and found.words[-1] not in ("为", "在", "到", "至", "达")
    if re.search(r"平方公里|公顷|亩|公里", quantity.unit) and not (found.strong or quantity.comparator or verb or measured):
        return False
    if quantity.written and not (verb or found.strong):
        return False
    return bool(found.strong or quantity.comparator or verb or measured or "/" in quantity.unit or "try" in found.kinds or quantity.approximate)


def _respectively(printed: str, text: str, pieces: list[Piece], marked: years.Marked, whole: Target, subject: str) -> tuple[list[Target], str]:
    """ "A、B分别达到X、Y": values go to names one by one, or not at all."""
    first = pieces[0]
    name, _ = names.clean(printed[first.start:first.start + first.found.end])
    name = name or subject
    own = [p for p in pieces[1:] if re.sub(r"[\s、,和及与\x00]", "", p.head[: p.found.end])]
    if own or not name:
        targets: list[Target] = []
        for piece in pieces:
            made, subject = _piece(printed, piece, marked, whole, subject, len(pieces))
            targets += made
        return targets, subject
    if marked.clock.past or not _asserted(name, "", first, marked.at(first.start + first.found.end)):
        return [], name
    parts = names.several(name, want=len(pieces))
    year = marked.at(first.start + first.found.end)
    if len(parts) != len(pieces):
        doubt = f"“分别”前后数目不符:{len(pieces)}个数"
        return [add(replace(whole, indicator=name, year=year, basis="text"), doubt)], name
    unit = pieces[-1].quantity.unit
    targets = []
    for part, piece in zip(parts, pieces, strict=True):
        quantity = replace(piece.quantity, unit=piece.quantity.unit or unit)
        if not quantity.comparator and pieces[-1].quantity.comparator and len({p.quantity.comparator for p in pieces[:-1]}) == 1:
            quantity = replace(quantity, comparator=pieces[-1].quantity.comparator)
        sense = predicate.sense(first.found, quantity)
        base = _counted_from(marked, sense.basis)
        targets.append(of_row(replace(whole, indicator=part, year=year, value=quantity.value, upper=quantity.upper, unit=quantity.unit,
                                      comparator=sense.comparator, basis=sense.basis, base_year=base)))
    return targets, name


def _subject_of(printed: str, text: str) -> str:
    """A clause without a number may name what the next clause measures: "研发投入强度稳步提升,达到3%"."""
    name, _ = names.clean(wording.without_manner(printed, text))
    return name if re.search(rf"{names.RATE}$", plain(name)) else ""


def _line(paragraph: Paragraph, clause: str) -> int:
    return paragraph.line + paragraph.text[: max(paragraph.text.find(clause), 0)].count("\n")
