"""What the page on an area among its peers says: title, headline, captions."""

from __future__ import annotations

import pandas as pd

from yq_analysis.presenting.pages.peer_views import Peers


def peers_title(page: Peers) -> str:
    """The page's title, as Markdown."""
    return page.words.say("pages_peers_title_below" if page.below else "pages_peers_title")


def peers_headline(page: Peers) -> str:
    """The rank by each indicator; of the areas within, who is first."""
    words = page.words
    said = []
    for indicator in page.ranked:
        table = page.ranking(indicator)
        own = table[table["area"] == page.area]
        row = (own if len(own) else table).iloc[0]
        about = {"name": words.indicator(indicator), "of": int(row["of"]), "year": int(row["year"])}
        if len(own):
            said.append(words.say("pages_peers_rank", rank=int(row["rank"]), **about))
        else:
            said.append(words.say("pages_peers_first", first=words.area(row["area"]), **about))
    area = words.area(page.area)
    if not said:
        return words.say("pages_peers_none", area=area)
    listed = words.say("mark_clause").join(said)
    return words.say("pages_peers_headline", area=area, listed=listed)


def peers_section(page: Peers, indicator: str) -> str:
    """The heading of an indicator and how its ranks are made, as Markdown."""
    words, table = page.words, page.ranking(indicator)
    heading = words.say("pages_peers_section", name=words.indicator(indicator))
    span = _span(page, table)
    caliber = words.caliber(str(table["caliber"].iloc[0]))
    lead = words.say("pages_peers_lead", span=span, caliber=words.aside(caliber))
    return f"{heading}\n\n{lead}"


def _span(page: Peers, table: pd.DataFrame) -> str:
    first, last = table["since"].iloc[0], int(table["year"].iloc[0])
    if pd.isna(first) or int(first) == last - 1:
        return page.words.say("pages_in_year", year=last)
    return page.words.say("pages_peers_span", first=int(first) + 1, last=last)


def peers_caption(page: Peers, indicator: str, part: str) -> str:
    """The title of the table, the map or the small multiples of one indicator."""
    words, table = page.words, page.ranking(indicator)
    name, year = words.indicator(indicator), int(table["year"].iloc[0])
    if part == "multiples":
        return words.say("pages_peers_multiples", name=name)
    return words.say(f"pages_peers_{part}", name=name, year=year)


def peers_notes(page: Peers, indicator: str) -> list[str]:
    """Who is not in the table, and where the growth comes from if not from the level itself."""
    words, table = page.words, page.ranking(indicator)
    held = set(table["area"])
    rest = [area for area in page.group if area not in held]
    notes = []
    if rest:
        listed = words.say("mark_list").join(map(words.area, rest))
        notes.append(words.say("pages_peers_left_out", listed=listed))
    if page.area in rest and (own := page.other_caliber(indicator)) is not None:
        said = words.amount(own["value"], own["unit"], words.decimals(indicator))
        about = words.aside(words.caliber(str(own["caliber"])))
        area, year = words.area(page.area), int(own["year"])
        notes.append(words.say("pages_peers_other", area=area, year=year, amount=said, about=about))
    if page.published_growth(indicator):
        notes.append(words.say("pages_peers_growth_published"))
    return notes
