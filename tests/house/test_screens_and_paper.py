"""On a small phone nothing is wider than the screen, and on paper nothing is cut off, lost or too small."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, Route

from peoplesprocess.core.process.steps import STEPS
from tests.browser import Browser as Visitor
from tests.factories import signed_in_cookie
from tests.first_of_kind import FirstOfKind
from tests.house.file_addresses import leads_to_file
from tests.second_round import share_out
from tests.web.test_attachments import attached, photo
from tests.works.test_visiting import MULTIPART

pytestmark = pytest.mark.browser

SITE = "http://house.test"
SMALL = {"width": 320, "height": 640}
LONG_WORD = "Wassergeldeinnahmestellenvorsteherinnen" * 2
TOO_WIDE = """
() => [document.documentElement, ...document.querySelectorAll(".wide")]
    .filter(box => box.scrollWidth > box.clientWidth)
    .map(box => `${box.ariaLabel || "page"} +${box.scrollWidth - box.clientWidth}`)
"""
CUT = """
() => [...document.querySelectorAll("[inputmode=numeric], [inputmode=decimal]")]
    .filter(field => field.value.length < 4 && field.scrollWidth > field.clientWidth)
    .map(field => `${field.name} shows no whole ${field.value}`)
"""
LOW = """
() => [...document.querySelectorAll("thead a")]
    .filter(link => link.offsetHeight < 24)
    .map(link => `${link.textContent} is too low for a finger`)
"""
BROKEN = r"""
letters => {
    const texts = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
    const range = document.createRange(), found = [];
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
        if (text.parentElement.closest("bdi, option, style, textarea")) continue;
        for (const word of text.data.matchAll(/[\p{L}\p{M}\p{N}]{2,}/gu)) {
            range.setStart(text, word.index);
            range.setEnd(text, word.index + word[0].length);
            const lines = new Set([...range.getClientRects()].map(line => Math.round(line.top)));
            const broken = lines.size > 1 && word[0].length < letters * lines.size;
            if (broken) found.push(`${word[0]} stands on ${lines.size} lines`);
        }
    }
    return found;
}
"""
CROWDED = """
() => [...document.querySelectorAll("td.n")]
    .filter(cell => cell.scrollWidth > cell.clientWidth)
    .map(cell => `${cell.textContent} runs into the next figure`)
"""
SQUEEZED = """
() => {
    const range = document.createRange(), lines = box => {
        range.selectNodeContents(box);
        const line = parseFloat(getComputedStyle(box).lineHeight);
        return Math.round(range.getBoundingClientRect().height / line);
    };
    // The columns of a contract are those of its paper.
    return [...document.querySelectorAll("tbody td:not(main:has(.whole) td), .money dd")]
        .filter(box => box.clientWidth < innerWidth * 0.45 && lines(box) > (box.matches("dd") ? 1 : 6))
        .map(box => `${box.innerText} stands on ${lines(box)} lines, and there is room beside`);
}
"""
LARGE_TEXT = '() => { document.documentElement.style.fontSize = "200%" }'
LONG_WORDS = """
word => {
    document.documentElement.style.fontSize = "";
    document.querySelectorAll("bdi").forEach(words => { words.textContent = word });
}
"""
EVERY_SIZE = f"""
word => {{
    const found = [], tell = (size, ...all) => found.push(...all.flat().map(each => size + each));
    tell(": ", ({TOO_WIDE})(), ({LOW})(), ({CROWDED})(), ({BROKEN})(99), ({SQUEEZED})());
    ({LARGE_TEXT})();
    // A long word may go on in a second line there; letters under each other cannot be read.
    tell(", large text: ", ({TOO_WIDE})(), ({CUT})(), ({BROKEN})(2));
    ({LONG_WORDS})(word);
    tell(", a long word: ", ({TOO_WIDE})());
    return found;
}}
"""
"""All that can be wrong on a page; one question for each took the browser longer than the page."""
AT_STEP = """
([here, name]) => document.querySelectorAll(".path li").forEach((step, index, all) => {
    step.className = index < here ? "done" : index > here ? "ahead"
        : 2 * (index + 1) > all.length + 1 ? "now far" : "now";
    step.querySelector("span").textContent = name;
})
"""
SIZES = """
() => [...document.querySelectorAll("main *")]
    .filter(box => box.checkVisibility())
    .filter(box => [...box.childNodes].some(one => one.nodeType === 3 && one.data.trim()))
    .map(box => parseFloat(getComputedStyle(box).fontSize) * 0.75)
"""
PAPERS = {"A4": 186, "Letter": 191.9}
"""Kinds of paper, and how many millimetres lie between margins of twelve."""
LOWEST = (279.4 - 24) / 25.4 * 96
"""So many pixels lie between the upper and the lower margin of a Letter, the lower of the two."""


@pytest.fixture(scope="module")
def told(demonstration: Callable[[], AbstractContextManager[Flask]]) -> Iterator[Flask]:
    """The demonstration, with a second round in one settlement."""
    with demonstration() as app:
        share_out(app.extensions["engine"])
        yield app


@pytest.fixture(scope="module")
def is_new(shared_folder: Callable[[str], Path], in_campaign: bool) -> Callable[[str], bool]:
    """Whether nobody measured such a page in this run; in the campaign each counts as new."""
    measured = FirstOfKind(shared_folder("measured_pages"))
    return lambda address: in_campaign or measured.is_first(kind(address))


@pytest.mark.parametrize(("reader", "language"), [("", "fr"), ("malini", "fr"), ("efua", "ar")])
def test_no_page_and_no_table_is_wider_than_a_small_phone(
    told: Flask, chromium: Browser, is_new: Callable[[str], bool], reader: str, language: str
) -> None:
    page, wide = looking(told, chromium, reader, language), []
    page.set_viewport_size(SMALL)
    visitor = Visitor(told)
    if reader:
        visitor.sign_in_as(reader)
    for address in filter(is_new, walk(visitor, "/" if reader else "/board/samagipura")):
        page.goto(SITE + address, wait_until="domcontentloaded")
        wide += [f"{address}{found}" for found in page.evaluate(EVERY_SIZE, LONG_WORD)]
    assert not wide, wide
    page.context.close()


def test_the_longest_step_has_room_wherever_the_settlement_is(told: Flask, chromium: Browser) -> None:
    page = looking(told, chromium, "", "fr")
    page.set_viewport_size(SMALL)
    page.goto(f"{SITE}/board/samagipura")
    for here in range(page.locator(".path li").count()):
        page.evaluate(AT_STEP, [here, "Arrêter les contrats communautaires"])
        assert page.evaluate(TOO_WIDE) == [], here
    page.context.close()


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_paper_of_a_group_is_one_page(told: Flask, chromium: Browser, language: str) -> None:
    page = looking(told, chromium, "malini", language)
    address, second = "/s/samagipura/priorities/2/sheets", {"en": "fr", "fr": "ar", "ar": "en"}[language]
    for group in groups_of(told, "samagipura"):
        page.goto(f"{SITE}{address}/{group}/paper?second={second}")
        assert {kind: printed_pages(page, kind) for kind in PAPERS} == {"A4": 1, "Letter": 1}, group
    page.context.close()


@pytest.mark.parametrize(("language", "second"), [("en", "ar"), ("ar", "fr"), ("en", "fr"), ("fr", "")])
def test_a_contract_on_paper_is_whole_and_its_signatures_are_on_one_page(
    told: Flask, chromium: Browser, language: str, second: str
) -> None:
    page = looking(told, chromium, "efua", language)
    page.goto(f"{SITE}/s/goth-sukhpur/contracts/1/paper?second={second}")
    assert all(printed_pages(page, kind) <= 4 for kind in PAPERS)
    page.emulate_media(media="print")
    for kind, width in PAPERS.items():
        page.set_viewport_size({"width": int(width / 25.4 * 96), "height": 1000})
        assert page.evaluate(TOO_WIDE) == [], kind
        # What may not break fits on a sheet, with the lesser height of the two.
        assert page.locator(".whole").evaluate("whole => whole.offsetHeight") <= LOWEST, kind
    assert page.locator(".whole").evaluate("whole => getComputedStyle(whole).breakInside") == "avoid"
    assert page.locator(".whole tbody tr").count() == 5
    assert min(filter(None, page.evaluate(SIZES))) >= 8
    languages = page.eval_on_selector_all("td[lang]", "cells => cells.map(c => c.lang + c.dir)")
    ways = {"en": "enltr", "fr": "frltr", "ar": "arrtl"}
    assert set(languages) == {ways[each] for each in (language, second) if each}
    page.context.close()


@pytest.mark.parametrize(("language", "second"), [("en", "ar"), ("ar", "fr")])
def test_a_contract_on_paper_fits_a_small_phone(
    told: Flask, chromium: Browser, language: str, second: str
) -> None:
    page = looking(told, chromium, "efua", language)
    page.set_viewport_size(SMALL)
    for address in ("contracts/1/paper", "contracts/1/sign"):
        page.goto(f"{SITE}/s/goth-sukhpur/{address}?second={second}")
        assert page.evaluate(TOO_WIDE) == [], address
        page.evaluate(LARGE_TEXT)
        assert page.evaluate(TOO_WIDE) == [], address
    page.context.close()


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_how_a_step_is_done_is_one_page(told: Flask, chromium: Browser, language: str) -> None:
    page, steps = looking(told, chromium, "malini", language), [step.key for step in STEPS]
    page.goto(f"{SITE}/s/samagipura/steps/{steps[-1]}")
    assert page.locator(".guide .card").count() == 1, "the longest page, with words of the programme's own"
    for step in steps:
        page.goto(f"{SITE}/s/samagipura/steps/{step}")
        assert printed_pages(page, "A4") == 1, step
    page.context.close()


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("kind", PAPERS)
def test_no_column_of_the_portfolio_is_lost_on_paper(
    told: Flask, chromium: Browser, kind: str, language: str
) -> None:
    page = looking(told, chromium, "efua", language)
    page.set_viewport_size({"width": int(PAPERS[kind] / 25.4 * 96), "height": 1000})
    page.emulate_media(media="print")
    page.goto(f"{SITE}/p/recovery")
    assert page.evaluate(TOO_WIDE) == []
    page.context.close()


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_report_of_a_programme_is_whole_on_paper(told: Flask, chromium: Browser, language: str) -> None:
    page = looking(told, chromium, "efua", language)
    page.set_viewport_size({"width": int(PAPERS["A4"] / 25.4 * 96), "height": 1000})
    page.emulate_media(media="print")
    page.goto(f"{SITE}/p/recovery/report")
    assert page.evaluate(TOO_WIDE) == []
    assert page.locator("main table").count() == 13
    assert not page.locator("main .screen").is_visible()
    assert printed_pages(page, "A4") <= 4
    page.context.close()


@pytest.mark.parametrize(("language", "second"), [("en", "ar"), ("fr", "ar"), ("ar", "fr")])
def test_the_notice_of_a_work_is_one_sheet_in_two_languages(
    told: Flask, chromium: Browser, language: str, second: str
) -> None:
    page = looking(told, chromium, "", language)
    page.goto(f"{SITE}/board/goth-sukhpur/work/1/poster?second={second}")
    sheets = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheets)) == 1
    # One with more to tell is written smaller, and still fits.
    more = "line => { for (const each of [1, 2, 3, 4]) line.after(line.cloneNode(true)) }"
    page.eval_on_selector(".wall li", more)
    page.eval_on_selector(".wall", "wall => wall.classList.add('long')")
    sheets = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheets)) == 1
    page.context.close()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_poster_is_read_from_a_step_away(told: Flask, chromium: Browser, language: str) -> None:
    page = looking(told, chromium, "", language)
    page.emulate_media(media="print")
    page.goto(f"{SITE}/board/samagipura/works/2")
    assert min(page.evaluate(SIZES)) >= 12
    assert page.evaluate(TOO_WIDE) == []
    page.context.close()


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_accounts_that_are_read_aloud_begin_on_the_first_sheet(
    told: Flask, chromium: Browser, language: str
) -> None:
    """A card longer than the rest of a sheet went to the next one, and the first held a heading alone."""
    page = looking(told, chromium, "berivan", language)
    page.goto(f"{SITE}/s/hay-al-nawroz/closure/1/audit")
    assert {kind: printed_pages(page, kind) for kind in PAPERS} == {"A4": 2, "Letter": 2}
    page.context.close()


@pytest.mark.parametrize(
    ("reader", "address"),
    [
        ("berivan", "/s/hay-al-nawroz/meetings/2"),
        ("engineer", "/s/samagipura/works/1/visits/2"),
        ("officer.samagipura", "/s/samagipura/works/1"),
    ],
)
def test_minutes_and_the_page_of_a_work_print_no_links_to_forms(
    told: Flask, chromium: Browser, reader: str, address: str
) -> None:
    """Paper read "Attach a photo of a paper", "Correct this meeting · Strike it" and "Put the day right"."""
    page, forms = looking(told, chromium, reader, "en"), "a[href*=correct], a[href*=strike], a[href$=attach]"
    page.goto(SITE + address)
    assert page.locator(f"main :is({forms})").first.is_visible()
    page.emulate_media(media="print")
    left = page.locator(f"main :is({forms}, a[href$=arrival], a[href*=counter])").all()
    assert [link.inner_text() for link in left if link.is_visible()] == []
    page.context.close()


@pytest.mark.parametrize(("language", "second"), [("en", "ar"), ("ar", "fr")])
def test_answers_in_two_languages_are_two_pages_at_most(
    told: Flask, chromium: Browser, language: str, second: str
) -> None:
    page = looking(told, chromium, "", language)
    for code in ("samagipura", "hay-al-nawroz"):
        page.goto(f"{SITE}/board/{code}/answers/1?second={second}")
        assert page.locator(".second").count() > 10
        assert all(printed_pages(page, kind) <= 2 for kind in PAPERS), code
        page.set_viewport_size(SMALL)
        assert page.evaluate(TOO_WIDE) == [], code
    page.context.close()


def test_the_authoritys_checklist_fits_a_small_phone(told: Flask, chromium: Browser) -> None:
    page = looking(told, chromium, "karwan", "fr")
    page.set_viewport_size(SMALL)
    page.goto(f"{SITE}/s/hay-al-nawroz/approval/2")
    assert page.locator("select[name=land]").count() == 1
    assert page.evaluate(TOO_WIDE) == []
    page.context.close()


@pytest.mark.parametrize(("language", "shade"), [("fr", 40), ("ar", 90)])
def test_papers_and_their_correction_fit_a_small_phone(
    told: Flask, chromium: Browser, language: str, shade: int
) -> None:
    officer, papers = Visitor(told), "/s/samagipura/works/1/spending/1/papers"
    officer.sign_in_as("officer.samagipura")
    assert attached(officer, papers, "offer", photo(shade)).status == 303
    number = max(int(found) for found in re.findall(r"papers/(\d+)/correct", officer.get(papers).html))
    url = f"{papers}/{number}/correct"
    sent = {**officer.filled(url, reason=LONG_WORD), "photo": (photo(shade + 25), "right.jpg")}
    assert officer.post(url, sent, **MULTIPART).status == 303
    page = looking(told, chromium, "officer.samagipura", language)
    page.set_viewport_size(SMALL)
    for address in (papers, f"{papers}/{number + 1}/correct"):
        page.goto(SITE + address)
        assert page.evaluate(TOO_WIDE) == [], address
        page.evaluate(LARGE_TEXT)
        assert page.evaluate(TOO_WIDE) == [], address
    page.context.close()


def looking(app: Flask, chromium: Browser, reader: str, language: str) -> Page:
    """Return a page of a browser in which somebody is signed in; the application answers it directly."""
    client = app.test_client()
    client.set_cookie("l", language)
    if reader:
        client.set_cookie("sid", signed_in_cookie(app.extensions["engine"], reader))
    page = chromium.new_context().new_page()
    page.route("**/*", lambda route: answer(client, route))
    return page


def answer(client: FlaskClient, route: Route) -> None:
    sent = client.get(route.request.url.removeprefix(SITE), follow_redirects=True)
    # Each page is a first visit, which brings its stylesheet with it.
    client.delete_cookie("c")
    route.fulfill(status=sent.status_code, content_type=sent.content_type, body=sent.data)


def walk(visitor: Visitor, start: str) -> Iterator[str]:
    """Yield the address of each kind of page that links lead to."""
    ahead, seen = [start], {kind(start)}
    while ahead:
        address = ahead.pop(0)
        yield address
        for link in visitor.get(address, follow_redirects=True).links:
            full = urljoin(address, link).partition("#")[0]
            leaves = urlsplit(full).scheme or "language=" in full or leads_to_file(full)
            if not leaves and kind(full) not in seen:
                seen.add(kind(full))
                ahead.append(full)


def kind(address: str) -> str:
    """Return an address without what tells two pages of a kind apart."""
    return re.sub(r"[0-9a-f-]{36}|\d+|(?<=^/s/)[^/]+|(?<=/sheets/)[^/]+", "9", address.partition("?")[0])


def groups_of(app: Flask, code: str) -> list[str]:
    client = app.test_client()
    client.set_cookie("sid", signed_in_cookie(app.extensions["engine"], "malini"))
    text = client.get(f"/s/{code}/priorities/2/sheets/women/paper").text
    return sorted({"women", *re.findall(rf"/s/{code}/priorities/2/sheets/([a-z-]+)/paper\b", text)})


def printed_pages(page: Page, kind: str) -> int:
    """Return how many pages come out of a printer on a kind of paper, with margins of twelve millimetres."""
    edge = dict.fromkeys(("top", "right", "bottom", "left"), "12mm")
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format=kind, margin=edge)))
