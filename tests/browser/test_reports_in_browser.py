"""Every page of a report in a real browser, with the network off: as a reader meets it."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.running.toys import GOOD, add_notebook, toy_project
from yq_analysis.running.report.making import make
from yq_analysis.running.report.question import ask

pytestmark = pytest.mark.browser
TRACED = (
    "from yq_analysis.running.report import headline, traced, verdict",
    "headline('能耗下降 ' + traced('6.96 %', formula='1-prod(1-r)', sources=['gdp.csv#B2']) + "
    "'，' + verdict('off_track'))",
    "pd.concat([data] * 1, axis=1).assign(**{f'很长的列名 {k}': 123456.789 for k in range(12)})",
)


@pytest.fixture(scope="module", params=["toy", "real"])
def report(
    request: pytest.FixtureRequest, project: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The reports folder of a small project, and of this one where it has notebooks."""
    out = tmp_path_factory.mktemp("reports")
    if request.param == "toy":
        root = toy_project(tmp_path_factory.mktemp("project"))
        add_notebook(root, "01_good.ipynb", (*GOOD, *TRACED))
        add_notebook(root, "02_error.ipynb", ["## 之前", "raise ValueError('区划代码不对')"])
        make(ask(areas=["东区"], root=root, to=2030), root=root, out=out)
        return out
    if not list((project / "notebooks").glob("0[1-9]_*.ipynb")):
        pytest.skip("no notebooks yet")
    outcome = make(ask(areas=["全国", "榆阳区"], root=project, to=2035), root=project, out=out)
    assert outcome.complete, outcome.failures
    return out


def _pages(report: Path) -> list[Path]:
    return sorted(report.rglob("*.html"))


@pytest.fixture(params=["light", "dark"])
def reader(request: pytest.FixtureRequest, browser: Any) -> Iterator[Any]:
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, color_scheme=request.param, offline=True
    )
    yield context
    context.close()


def _open(context: Any, path: Path) -> tuple[Any, list[str]]:
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith(("file:", "data:"))
            else said.append(f"request: {request.url}")
        ),
    )
    page.goto(path.as_uri())
    return page, said


def test_pages_open_offline_without_a_word_on_the_console(report: Path, reader: Any) -> None:
    for path in _pages(report):
        page, said = _open(reader, path)
        assert said == [], path
        page.close()


def test_every_figure_is_drawn_and_described(report: Path, reader: Any) -> None:
    for facts_file in report.rglob("run.json"):
        for name, facts in json.loads(facts_file.read_text(encoding="utf-8"))["pages"].items():
            page, _ = _open(reader, facts_file.parent / f"{name}.html")
            images = page.evaluate(
                "[...document.images].map(i => [i.complete && i.naturalWidth, i.alt])"
            )
            assert len(images) == facts["figures"]
            assert all(width > 50 and alt for width, alt in images), (name, images)
            assert page.locator("main table:not(.run-record table)").count() == facts["tables"]
            page.close()


@pytest.mark.parametrize("width", [360, 800, 1280])
def test_no_page_is_wider_than_its_window(report: Path, browser: Any, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, offline=True)
    for path in _pages(report):
        page, _ = _open(context, path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        page.close()
    context.close()


def test_a_figure_on_a_phone_is_as_large_as_its_words_need_and_scrolls_in_its_box(
    report: Path, browser: Any
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, offline=True)
    for path in _pages(report):
        page, _ = _open(context, path)
        for width, room, narrow in page.evaluate(
            "[...document.querySelectorAll('.figure img')].filter(i => "
            "!i.closest('.one-page')).map(i => "
            "[i.getBoundingClientRect().width, i.closest('.figure').clientWidth,"
            " i.parentElement.tagName == 'PICTURE'])"
        ):
            # a narrow form fits; else 36 rem: text of 8 points stays 10 pixels high
            assert width <= room < 390 if narrow else (width, room < 390) == (576, True), path
        page.close()
    context.close()


def test_titles_and_notes_of_tables_are_read_whole_on_a_phone(report: Path, browser: Any) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, offline=True)
    beyond = (
        "[...document.querySelectorAll('caption, tfoot td>div')].filter(e => e.offsetParent"
        " && e.getBoundingClientRect().right > 390).map(e => e.innerText.slice(0, 40))"
    )
    for path in _pages(report):
        page, _ = _open(context, path)
        assert page.evaluate(beyond) == [], path
        page.close()
    context.close()


def test_a_page_is_small_enough_to_be_sent(report: Path) -> None:
    assert [path for path in _pages(report) if path.stat().st_size > 450_000] == []


def test_a_figure_is_dark_on_a_dark_page_and_white_on_paper(report: Path, browser: Any) -> None:
    context = browser.new_context(
        viewport={"width": 1000, "height": 800}, offline=True, color_scheme="dark"
    )
    seen = 0
    for path in _pages(report):
        page, _ = _open(context, path)
        drawn = (
            "[...document.querySelectorAll('.figure img[src^=\"data:image/svg\"]')].map(i => "
            "getComputedStyle(i).filter)"
        )
        filters = page.evaluate(drawn)
        seen += len(filters)
        assert all(one.startswith("invert") for one in filters), path
        page.emulate_media(media="print")
        assert set(page.evaluate(drawn)) <= {"none"}, path
        page.close()
    assert seen
    context.close()


@pytest.mark.parametrize(
    ("medium", "width"), [("screen", 1280), ("print", 673)]
)  # A4 within its margins: 178 mm
def test_no_table_is_cut_on_a_laptop_or_on_paper(
    report: Path, browser: Any, medium: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, offline=True)
    cut = (
        "[...document.querySelectorAll('table')].filter(t => t.getBoundingClientRect().width > "
        "t.parentElement.clientWidth + 1).map(t => t.innerText.slice(0, 60))"
    )
    for path in [
        page for page in _pages(report) if "东区" not in page.parts
    ]:  # the toy's table is wide on purpose
        page, _ = _open(context, path)
        page.emulate_media(media=medium)
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        assert page.evaluate(cut) == [], path
        page.close()
    context.close()


@pytest.mark.skipif(find_spec("axe_playwright_python") is None, reason="axe-core is not installed")
def test_accessibility_has_no_serious_fault(report: Path, reader: Any) -> None:
    import axe_playwright_python

    axe = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    for path in _pages(report):
        page, _ = _open(reader, path)
        page.evaluate(axe)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        serious = [
            (fault["id"], fault["nodes"][0]["html"][:200])
            for fault in found["violations"]
            if fault["impact"] in ("serious", "critical")
        ]
        assert serious == [], path
        page.close()


def test_a_traced_number_opens_by_click_and_by_key(report: Path, reader: Any) -> None:
    for path in _pages(report):
        page, _ = _open(reader, path)
        page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
        buttons = page.locator("button.traced:visible")
        if buttons.count():
            shown = page.locator(".trace:popover-open")
            buttons.first.click()
            assert shown.count() == 1
            assert shown.inner_text().strip()
            page.keyboard.press("Escape")
            assert shown.count() == 0
            buttons.last.focus()
            page.keyboard.press("Enter")
            assert shown.count() == 1
            box = shown.bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 1281
        page.close()


SQUEEZED = """() => [...document.querySelectorAll('button.traced')].flatMap(button => {
  const trace = document.getElementById(button.getAttribute('popovertarget'))
  if (!button.offsetParent) return []
  button.scrollIntoView({block: 'center'})
  trace.showPopover()
  const box = trace.getBoundingClientRect(), inner = trace.clientWidth
  const narrow = [...trace.querySelectorAll('dd')].some(line => line.getBoundingClientRect().width < inner / 2)
  trace.hidePopover()
  return narrow || box.height > 0.81 * innerHeight || box.left < 0 || box.right > innerWidth + 1 ? [trace.innerText.slice(0, 80)] : []
})"""  # noqa: E501


@pytest.mark.parametrize("width", [390, 1280])
def test_an_origin_has_room_for_its_inputs(report: Path, browser: Any, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, offline=True)
    for path in _pages(report):
        page, _ = _open(context, path)
        assert page.evaluate(SQUEEZED) == [], path
        page.close()
    context.close()


def test_links_between_the_pages_lead_somewhere(report: Path, reader: Any) -> None:
    for path in _pages(report):
        page, _ = _open(reader, path)
        for address in page.evaluate(
            "[...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'))"
        ):
            if address.startswith("#"):
                assert page.evaluate("id => document.getElementById(id) !== null", address[1:]), (
                    path,
                    address,
                )
            elif address.startswith("data:"):  # the table behind a figure, carried by the page
                head, _, body = address.partition(",")
                assert head.endswith(";base64"), (path, head)
                assert base64.b64decode(body, validate=True), (path, head)
            else:
                assert (path.parent / address).exists(), (path, address)
        page.close()


def test_printed_pages_are_a4_and_not_empty(report: Path, reader: Any, tmp_path: Path) -> None:
    pdfplumber = pytest.importorskip("pdfplumber")
    for number, path in enumerate(_pages(report)):
        page, _ = _open(reader, path)
        target = tmp_path / f"{number}.pdf"
        page.pdf(path=str(target), prefer_css_page_size=True)
        page.close()
        with pdfplumber.open(target) as document:
            assert (round(document.pages[0].width), round(document.pages[0].height)) == (
                595,
                842,
            ) or (
                abs(document.pages[0].width - 595) < 2 and abs(document.pages[0].height - 842) < 2
            )
            assert document.pages[0].extract_text().strip()
