"""From the HTML of a notebook's cells to the text of a page: safe, offline, with headings, tables
and traces in order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape

from lxml import html
from lxml.html import HtmlElement

_OUTSIDE = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:)?//|^\s*(?:javascript|vbscript|file):", re.I)
_STYLE_ADDRESS = re.compile(r"@import[^;]*;?|url\(\s*['\"]?(?!data:)[^)]*\)", re.I)
_UNWANTED = ("script", "link", "iframe", "object", "embed", "base", "meta", "noscript", "form")
_NUMBER = re.compile(
    r"^[\s(（\[]*[-+−–±≈≥≤<>≧≦]*\s*[¥$]?\d[\d,，. ]*\s*(?:%|‰|个百分点|百分点)?[)）\]*†‡①-⑩\s]*$"
)
# a run of so many letters, signs and digits, as in an address, may break anywhere; a word or a
# number may not
_LONG = re.compile(r"[!-~]{25,}")
# a table of more columns is set smaller
_MANY = 8
# how the page sets every cell anyway
_USUAL = "text-align:left"
# so many numbers a shared origin names, and so many characters of an origin hovering shows
_OF, _HINT = 4, 60
_NOTHING = ("", "—", "–", "-", "…", "..", "/", "无", "NaN", "<NA>", "None")


@dataclass(frozen=True, kw_only=True)
class Heading:
    """One line of the table of contents."""

    id: str
    text: str
    level: int


@dataclass(frozen=True, kw_only=True)
class Trace:
    """Where one number comes from: what the popover shows."""

    number: int
    of: str
    html: str


@dataclass(frozen=True, kw_only=True)
class Body:
    """A page's text and what was found in it."""

    html: str
    title: str = ""
    headline: str = ""
    contents: list[Heading] = field(default_factory=list)
    figures: int = 0
    tables: int = 0
    traces: list[Trace] = field(default_factory=list)


def polish(
    fragment: str,
    *,
    table_label: str,
    external: str,
    figure_label: str = "",
    appendix: bool = False,
) -> Body:
    """Put `fragment` in order. The first h1 becomes the title, the first `.headline` the headline.

    What is an appendix folds, unless it is to be printed (`appendix`).
    """
    root = html.fragment_fromstring(fragment, create_parent="div")
    _make_safe(root, external=external)
    traces = _take_traces(root)
    title = _take_title(root)
    headline = _take_headline(root)
    _drop_empty(root)
    _drop_bare_sections(root)
    contents = _contents(root)
    taken: set[str] = set()
    tables = [_finish_table(table, table_label, taken) for table in root.iter("table")]
    figures = 0
    for image in root.iter("img"):
        figures += 1
        if image.get("alt") is None:
            image.set("alt", figure_label)
    _fold(root, unfolded=appendix)
    inner = (root.text or "") + "".join(html.tostring(child, encoding="unicode") for child in root)
    return Body(
        html=inner,
        title=title,
        headline=headline,
        contents=contents,
        figures=figures,
        tables=len(tables),
        traces=traces,
    )


def _make_safe(root: HtmlElement, *, external: str) -> None:
    for element in list(root.iter(*_UNWANTED)):
        element.drop_tree()
    for element in list(root.iter("style")):
        if "dataframe" in (element.text or "") and "only-of-type" in (element.text or ""):
            element.drop_tree()  # pandas' own, weaker than the page's
        else:
            element.text = _STYLE_ADDRESS.sub("", element.text or "")
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            continue
        if "verdict" in element.get("class", "").split():
            for sign in element.xpath("./span[@aria-hidden]"):
                sign.drop_tree()  # the style sheet sets the sign
        for name in list(element.attrib):
            if name.lower().startswith("on") or name.lower() in (
                "srcset",
                "ping",
                "background",
                "poster",
            ):
                del element.attrib[name]
        if "style" in element.attrib:
            element.set("style", _STYLE_ADDRESS.sub("", element.get("style")))
        if element.tag == "a" and _OUTSIDE.match(element.get("href", "")):
            _show_address(element)
        elif element.get("src") and not element.get("src").startswith("data:"):
            element.tag = "span"
            element.attrib.clear()
            element.text = external


def _show_address(link: HtmlElement) -> None:
    """An outside link becomes text that shows where it led: the page leads nowhere by itself."""
    address = link.get("href").strip()
    shown = "".join(link.itertext()).strip()
    link.attrib.clear()
    link.tag = "span"
    link.set("class", "address")
    if re.match(r"https?://", address) and shown.rstrip("/") != address.rstrip("/"):
        mark = html.Element("span")
        mark.set("class", "url")
        mark.text = f" <{address}>"
        link.append(mark)


def _take_title(root: HtmlElement) -> str:
    title = ""
    for heading in list(root.iter("h1")):
        for anchor in heading.find_class("anchor-link"):
            anchor.drop_tree()
        if not title:
            title = _words(heading)
            heading.drop_tree()
        else:
            heading.tag = "h2"
    return title


def _take_headline(root: HtmlElement) -> str:
    for element in root.find_class("headline"):
        text = (element.text or "") + "".join(
            html.tostring(child, encoding="unicode") for child in element
        )
        element.drop_tree()
        return text.strip()
    return ""


def _words(element: HtmlElement) -> str:
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


def _contents(root: HtmlElement) -> list[Heading]:
    found: list[Heading] = []
    used: set[str] = set()
    for heading in root.iter("h2", "h3", "h4"):
        for anchor in heading.find_class("anchor-link"):
            anchor.drop_tree()
        text = _words(heading)
        if not text:
            continue
        name = base = re.sub(r"[^\w-]+", "-", text).strip("-") or "section"
        number = 2
        while name in used:
            name, number = f"{base}-{number}", number + 1
        used.add(name)
        heading.set("id", name)
        if heading.tag != "h4":
            found.append(Heading(id=name, text=text, level=int(heading.tag[1])))
    return found


def _finish_table(table: HtmlElement, label: str, taken: set[str]) -> HtmlElement:
    """The table in a region of its own that scrolls, under a name that no other region has (`taken`
    grows).
    """
    for name in ("border", "cellpadding", "cellspacing"):
        table.attrib.pop(name, None)
    for row in table.iter("tr"):
        for cell in row:
            if cell.tag == "th" and not cell.get("scope"):
                cell.set("scope", "col" if _is_head(row) else "row")
            if cell.get("class") == "num":  # set right by the table itself
                cell.attrib.pop("style", None)
                cell.set("class", "number")
            elif cell.tag == "td" and is_number(_words(cell)):
                _add_class(cell, "number")
            elif cell.tag == "td" and re.match(r"https?://\S+$", _words(cell)):
                _add_class(cell, "url")
            elif _LONG.search(_words(cell)):
                _add_class(cell, "long")
    _align_heads(table)
    for cell in table.iter("td", "th"):
        if cell.get("style") == _USUAL and "number" not in cell.get("class", "").split():
            del cell.attrib["style"]
    if max((len(row) for row in table.iter("tr")), default=0) > _MANY:
        _add_class(table, "many")
    caption = table.find("caption")
    name = base = (_words(caption) if caption is not None else "") or label
    number = 2
    while name in taken:
        name, number = f"{base} ({number})", number + 1
    taken.add(name)
    region = html.Element(
        "div", {"class": "table", "role": "region", "tabindex": "0", "aria-label": name}
    )
    region.tail, table.tail = table.tail, None
    parent = table.getparent()
    parent.replace(table, region)
    region.append(table)
    return region


def _is_head(row: HtmlElement) -> bool:
    return row.getparent().tag == "thead" or all(cell.tag == "th" for cell in row)


def _align_heads(table: HtmlElement) -> None:
    """A column's heading stands over its numbers: right where most of the column is numbers."""
    rows = [list(row) for row in table.iter("tr")]
    body = [row for row in rows if any(cell.tag == "td" for cell in row)]
    for row in rows:
        if (
            not row
            or any(cell.tag == "td" for cell in row)
            or any(cell.get("colspan") for cell in row)
        ):
            continue
        for place, head in enumerate(row):
            if head.get("style") or "number" in head.get("class", "").split():
                continue
            column = [other[place] for other in body if len(other) == len(row)]
            numbers = [cell for cell in column if "number" in cell.get("class", "").split()]
            if column and 2 * len(numbers) > len(column):
                _add_class(head, "number")


def is_number(text: str) -> bool:
    """Whether a cell reads as a number, with sign, percent and footnote mark allowed; an empty one
    is not.

    >>> [is_number(text) for text in ("-13.5%", "1,234.0*", "≥ 12", "2021年", "—", "61080")]
    [True, True, True, False, False, True]
    """
    return text not in _NOTHING and bool(_NUMBER.match(text))


def _add_class(element: HtmlElement, name: str) -> None:
    element.set("class", " ".join(filter(None, [element.get("class", ""), name])))


def _take_traces(root: HtmlElement) -> list[Trace]:
    """Turn every traced number into a button that opens a popover; the popovers stand together at
    the end.

    A popover lies above everything, so that a table that scrolls cannot cut it, and opens by click
    or key without any script. Where a browser knows none, hovering still shows the short text.
    """
    shelf = _Shelf()
    for details in root.xpath(".//details[contains(concat(' ', @class, ' '), ' trace ')]"):
        summary = details.find("summary")
        if summary is None:
            continue
        inside = "".join(
            html.tostring(child, encoding="unicode", with_tail=False)
            for child in details
            if child is not summary
        )
        shelf.put(details, summary, title=summary.get("title", ""), inside=inside)
    for short in root.xpath(".//abbr[contains(concat(' ', @class, ' '), ' traced ')]"):
        title = short.get("title", "")
        shelf.put(
            short,
            short,
            title=title,
            inside="".join(f"<p>{escape(line)}</p>" for line in title.splitlines()),
        )
    return shelf.traces()


class _Shelf:
    """The origins of a page's numbers, each text once: numbers that come from the same place share
    its popover.
    """

    def __init__(self) -> None:
        self.numbers: dict[str, dict[str, None]] = {}
        self.places: dict[str, int] = {}

    def put(self, element: HtmlElement, inner: HtmlElement, *, title: str, inside: str) -> None:
        of = self.numbers.setdefault(inside, {})
        place = self.places.setdefault(inside, len(self.places) + 1)
        _to_button(element, inner, title=_shortened(title), number=place)
        of[_words(element)] = None

    def traces(self) -> list[Trace]:
        return [
            Trace(
                number=place,
                of=" · ".join([*list(of)[:_OF], *(["…"] if len(of) > _OF else [])]),
                html=inside,
            )
            for place, (inside, of) in enumerate(self.numbers.items(), start=1)
        ]


def _shortened(title: str) -> str:
    """What hovering shows: the popover has the whole."""
    return title if len(title) <= _HINT else title[: _HINT - 1].rstrip() + "…"


def _to_button(element: HtmlElement, inner: HtmlElement, *, title: str, number: int) -> None:
    tail = element.tail
    text, children = inner.text, list(inner)
    element.clear()
    element.tag, element.text, element.tail = "button", text, tail
    element.extend(children)
    element.attrib.update({"type": "button", "class": "traced", "popovertarget": f"trace-{number}"})
    if title:
        element.set("title", title)


def _drop_bare_sections(root: HtmlElement) -> None:
    """An optional section, of which nothing but heading and introduction is there, is left out."""
    cells = list(root)
    for cell, after in zip(cells, [*cells, None][1:], strict=True):
        if "optional" not in cell.get("class", "").split():
            continue
        if after is None or next(after.iter("h2"), None) is not None:
            cell.drop_tree()


def _fold(root: HtmlElement, *, unfolded: bool) -> None:
    """Cells of the appendix, from one heading to the next, fold under that heading.

    `unfolded` opens these and the rows that a table folds, so that paper has them.
    """
    if unfolded:
        for rest in root.iter("details"):
            if rest.get("class") == "yq-rest":
                rest.set("open", "")
    folded: HtmlElement | None = None
    waiting: list[HtmlElement] = []  # what came before any heading folds under the next one
    for cell in list(root):
        if "appendix" not in cell.get("class", "").split():
            folded = None
            continue
        heading = next(iter(cell.iter("h2")), None)
        if heading is None and folded is None:
            waiting.append(cell)
            continue
        if heading is not None or folded is None:
            folded = html.Element("details", {"class": "appendix"})
            if unfolded:
                folded.set("open", "")
            cell.addprevious(folded)
            summary = html.Element("summary")
            folded.append(summary)
            if heading is not None:
                heading.drop_tree()
                heading.tail = None
                summary.append(heading)
            for earlier in waiting:
                folded.append(earlier)
            waiting = []
        cell.set("class", " ".join(c for c in cell.get("class").split() if c != "appendix"))
        if len(cell) or (cell.text or "").strip():
            folded.append(cell)
        else:
            cell.drop_tree()


def _drop_empty(root: HtmlElement) -> None:
    """Cells without anything to show leave no gap behind."""
    for element in reversed([one for one in root.iter("div", "p") if one is not root]):
        if len(element) == 0 and not (element.text or "").strip() and not element.get("id"):
            element.drop_tree()
