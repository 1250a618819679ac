"""Samagipura shares out its money: from printed papers to the wall, and a doubter counts it again.

Everybody walks from page to page by links and buttons, without JavaScript. What must come out is counted
here, from the numbers on the papers.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from math import ceil
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator

from peoplesprocess.core.inclusion import PeopleShare
from peoplesprocess.core.money import Money
from peoplesprocess.core.prioritisation.count_input import AllocationInput, CostedWork, VoterGroup, supporters
from peoplesprocess.core.prioritisation.equal_shares import equal_shares
from peoplesprocess.core.prioritisation.explain import explained_purchases
from peoplesprocess.core.prioritisation.most_votes import most_votes
from peoplesprocess.demonstration.loader import load
from peoplesprocess.demonstration.samagipura import STORY
from peoplesprocess.web.i18n import translator
from tests.journeys.people import GO, Person
from tests.second_round import GUESSES

LANGUAGE = "ar"
"""Of every run; `make campaign` walks in all."""
CENTS = 100
NEEDS = [[part.strip() for part in line.split("|")] for line in STORY.needs.strip().splitlines()]
TITLES = {number: need[0] for number, need in enumerate(NEEDS, start=1)}
COSTS = dict(enumerate(GUESSES, start=1))
PAPERS = {
    session.group: {number: int(need[-1].split()[column]) for number, need in enumerate(NEEDS, start=1)}
    for column, session in enumerate(STORY.sessions)
}
PEOPLE = {session.group: sum(session.women) + sum(session.men) for session in STORY.sessions}
RAMPS = 14
MISREAD, WATER, RIGHT, WRONG = "women", 3, 19, 16
"""A 9 that lay upside down: neither figure stands anywhere else on that group's page."""
EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
MARKS = "[\u2066-\u2069\u200e\u200f]"
SignedIn = Callable[[str], "Walker"]

PARTS = {
    group: {str(need): Fraction(put, PEOPLE[group]) for need, put in paper.items() if put}
    for group, paper in PAPERS.items()
}
COUNTED = AllocationInput(
    tuple(CostedWork(str(need), CENTS * cost) for need, cost in COSTS.items()),
    tuple(VoterGroup(group, PEOPLE[group], parts, groups=(group,)) for group, parts in PARTS.items()),
    CENTS * STORY.envelope,
)
BOUGHT = equal_shares(COUNTED)
"""No two costs are the same, so the lot, which is drawn when the round opens, decides nothing."""
BUILT = [int(key) for key in BOUGHT.funded]
PAID = {each.key: each for each in explained_purchases(BOUGHT)}
ASKED = "Each of them paid at most %(sum)s."
ADDED = (
    "The shares were not enough for it. It was added because %(sum)s was left, and most people wanted this "
    "one of the works that this could still pay for."
)


@pytest.mark.browser
def test_a_vote_goes_from_printed_papers_to_the_wall_and_a_doubter_counts_it_again(
    installation: tuple[Flask, str], chromium: Browser, language: str, tmp_path: Path
) -> None:
    app, base = installation
    made = load(app.extensions["engine"], tmp_path, app.config["SECRET"])
    passwords = {account["username"]: account["password"] for account in made["accounts"]}

    def signed_in(username: str) -> Walker:
        person = Walker(chromium, base, language)
        person.do("/sign-in", username=username, password=passwords[username])
        person.follow(f"/s/{STORY.code}")
        person.follow("/priorities")
        return person

    malini = signed_in("malini")
    open_the_round(malini)
    codes = {group: print_paper(malini, group) for group in PAPERS}
    assert len(set(codes.values())) == len(PAPERS)
    type_in_twice(malini, signed_in, codes)
    confirm(signed_in)
    malini.open(malini.path)
    malini.follow("/priorities/2/close")
    malini.send()
    seal = read_result(malini)
    read_poster(malini, seal)
    stranger = Walker(chromium, base, language)
    stranger.open(f"/board/{STORY.code}")
    read_poster(stranger, seal)
    count_again(signed_in(f"men.{STORY.code}"), seal, tmp_path)


def test_the_small_group_wins_what_most_votes_would_not_build() -> None:
    (wanting,) = (group for group, paper in PAPERS.items() if paper[RAMPS])
    assert PEOPLE[wanting] == min(PEOPLE.values())
    assert str(RAMPS) in BOUGHT.bought
    assert str(RAMPS) not in most_votes(COUNTED)


class Walker(Person):
    """Goes on by links and buttons alone, and meets every page in the own language and direction."""

    def __init__(self, browser: Browser, base: str, language: str) -> None:
        super().__init__(browser, base, language)
        self.words = translator(language)
        self.page.set_default_timeout(10_000)

    def follow(self, end: str) -> str:
        """Take the first link whose address ends so."""
        self.press(f'a[href$="{end}"]')
        page = self.page.locator("html")
        language, direction = page.get_attribute("lang"), page.get_attribute("dir")
        assert (language, direction) == (self.words.code, self.words.direction), self.path
        return self.text

    def written(self, figure: int) -> str:
        """A figure as the person's keyboard writes it."""
        return str(figure).translate(EASTERN) if self.words.code == "ar" else f"{figure:,}"

    def typed(self) -> dict[int, str]:
        """What stands in the fields of a sheet, by need."""
        fields = self.page.locator('[name^="need"]')
        typed = dict(fields.evaluate_all("fields => fields.map(field => [field.name, field.value])"))
        return {need: typed[f"need{need}"] for need in TITLES}

    def told(self, sentence: str, **values: object) -> str:
        """A sentence as this person's pages say it."""
        return plain(self.words._(sentence, **values))

    def print(self) -> None:
        """Print the page as the browser does for paper."""
        assert self.page.pdf(format="A4").startswith(b"%PDF-")


def plain(text: str) -> str:
    return " ".join(re.sub(MARKS, "", text).split())


def texts(found: Locator) -> list[str]:
    return [plain(text) for text in found.all_inner_texts()]


def money(amount: int | Fraction) -> Money:
    """A sum in whole rupees, rounded up as what was asked of a person is."""
    return Money(ceil(Fraction(amount) / CENTS) * CENTS, STORY.currency)


def open_the_round(malini: Walker) -> None:
    malini.follow("/priorities/open")
    malini.fill(
        rule="equal-shares",
        envelope=malini.written(STORY.envelope),
        typed_twice=True,
        read_out=True,
        **{f"cost{need}": malini.written(cost) for need, cost in COSTS.items()},
    )
    malini.send()
    assert malini.path.endswith("/priorities/2")


def print_paper(malini: Walker, group: str) -> str:
    """Print a group's paper in two languages and return the code that stands on it."""
    second = translator("fr" if malini.words.code == "ar" else "ar")
    malini.follow("/priorities")
    malini.follow(f"/sheets/{group}")
    malini.follow(f"/sheets/{group}/paper")
    text = malini.follow(f"?second={second.code}")
    table = malini.page.locator("table.paper tbody")
    assert texts(table.locator("th")) == [f"{number}. {title}" for number, title in TITLES.items()]
    assert table.locator("svg").count() == len(TITLES)
    beside = malini.page.locator(f'.second [lang="{second.code}"][dir="{second.direction}"]')
    assert second._("Need") in texts(beside)
    assert malini.told("Each person puts at most one on a need.") in text
    assert malini.page.locator(".seal svg.square path").count()
    malini.print()
    return plain(malini.page.locator(".seal .code").inner_text())


def type_in_twice(malini: Walker, signed_in: SignedIn, codes: dict[str, str]) -> None:
    malini.follow("/priorities")
    for group, paper in PAPERS.items():
        type_in(malini, group, codes[group], paper)
    officer = signed_in(f"officer.{STORY.code}")
    assert states(officer) == [officer.told("typed in once")] * len(PAPERS)
    officer.follow(f"/sheets/{MISREAD}")
    assert set(officer.typed().values()) == {""}
    officer.follow("/priorities")
    type_in(officer, MISREAD, codes[MISREAD], {**PAPERS[MISREAD], WATER: WRONG}, sure=True)
    assert officer.told("the two differ") in states(officer)
    look_at_the_difference(officer, own=WRONG, others=RIGHT)
    look_at_the_difference(malini, own=RIGHT, others=WRONG)
    for group, paper in PAPERS.items():
        type_in(officer, group, codes[group], paper)
    assert states(officer) == [officer.told("typed in")] * len(PAPERS)


def type_in(person: Walker, group: str, code: str, paper: dict[int, int], *, sure: bool = False) -> None:
    """Type a paper in; who is `sure` of a misreading is asked first about the choices that it lacks."""
    person.follow(f"/sheets/{group}")
    tokens = {f"need{need}": person.written(put) for need, put in paper.items() if put}
    person.fill(code=code, people=person.written(PEOPLE[group]), **tokens)
    if sure:
        person.press(GO)
        assert person.told("Nothing was left out. The paper says the same.") in person.text
        person.fill(nothing_missing=True)
    person.send()


def states(person: Walker) -> list[str]:
    """How far each group's sheet is, as the open round says it."""
    return texts(person.page.locator("table tbody tr td:nth-of-type(1)"))


def look_at_the_difference(person: Walker, own: int, others: int) -> None:
    """The page names the line that was read differently, and not what somebody else read there."""
    text = person.follow(f"/sheets/{MISREAD}")
    warning = "Two people read this paper differently here. Look at the paper, and correct what you typed:"
    assert person.told(warning) in text
    assert texts(person.page.locator(".flag li")) == [f"{WATER}. {TITLES[WATER]}"]
    assert person.typed()[WATER] == str(own)
    assert str(others) not in person.typed().values()
    assert not re.search(rf"\b{others}\b", text)
    person.follow("/priorities")


def confirm(signed_in: SignedIn) -> None:
    for group, paper in PAPERS.items():
        speaker = signed_in(f"{group}.{STORY.code}")
        speaker.follow(f"/sheets/{group}/attest")
        rows = [row.split() for row in texts(speaker.page.locator("table tbody tr"))]
        assert [int(row[-1]) for row in rows] == list(paper.values())
        speaker.send()
        assert speaker.told("Yes") in speaker.text


def read_result(malini: Walker) -> str:
    """Find what is built with the figures that were counted here, and return the seal."""
    cards, left = malini.page.locator("section.card:has(h2)"), COUNTED.envelope
    assert texts(cards.locator("h2 bdi")) == [TITLES[need] for need in BUILT]
    for need, card in zip(BUILT, texts(cards), strict=True):
        for reason in reasons(malini, need, left):
            assert reason in card
        left -= CENTS * COSTS[need]
    votes = " · ".join(TITLES[int(key)] for key in most_votes(COUNTED))
    assert f"{malini.told('If only the most votes counted, these would be built:')} {votes}" in malini.text
    for amount in (COUNTED.envelope, BOUGHT.spent, left):
        assert malini.words.sum(money(amount)) in malini.text
    return seal_of(malini)


def reasons(person: Walker, need: int, left: int) -> list[str]:
    """What a work's card says: who wants it, what it costs, and who paid, or else what was `left`."""
    paid = PAID.get(str(need))
    share = PeopleShare(int(supporters(COUNTED)[str(need)]), COUNTED.people)
    cost = plain(person.words.money(money(CENTS * COSTS[need])))
    found = [cost, person.told("%(share)s want it:", share=share)]
    if paid is None:
        return [*found, person.told(ADDED, sum=money(left))]
    counted = person.told("It counted as %(votes)s full votes.", votes=paid.counted)
    return [*found, person.told(ASKED, sum=money(paid.asked)), counted]


def seal_of(person: Walker) -> str:
    (seal,) = re.findall(r"\b[0-9a-f]{16}\b", person.text)
    assert person.told("Seal of this count: %(seal)s", seal=seal) in person.text
    return str(seal)


def read_poster(reader: Walker, seal: str) -> None:
    """The same works, reasons and seal hang on the wall, for who has an account and who has none."""
    text = reader.follow("/works/2?result=1" if reader.path.startswith("/s/") else "/works/2")
    works = reader.page.locator(".poster section")
    assert texts(works.locator("h2 bdi")) == [TITLES[need] for need in BUILT]
    assert works.locator("h2 svg").count() == len(BUILT)
    assert reader.told("What we build with %(sum)s", sum=money(COUNTED.envelope)) in text
    # Nearly every paper has a need that few chose, so the wall says what is built and not by how many.
    for paid in PAID.values():
        assert reader.told(ASKED, sum=money(paid.asked)) not in text
    why = (
        "The number of people who want a work is not shown, because it could reveal what fewer than five "
        "people chose."
    )
    assert reader.told(why) in text
    assert seal_of(reader) == seal
    reader.print()


def count_again(doubter: Walker, seal: str, folder: Path) -> None:
    """Take the file home and count it on a computer that knows nothing of this installation."""
    doubter.follow("/priorities/2/result")
    with doubter.page.expect_download() as coming:
        doubter.page.locator('a[href*="/count.pb"]').click()
    file, home = folder / "count.pb", {**os.environ, "INSTANCE": str(folder / "home")}
    home.pop("DATABASE_URL", None)
    coming.value.save_as(file)
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "tally", str(file), "--json"]
    project = Path(__file__).parents[2]
    answer = subprocess.run(command, cwd=project, env=home, capture_output=True, text=True, check=True)
    told = json.loads(answer.stdout)
    assert [int(key) for key in told["funded"]] == BUILT
    assert (told["cost"], told["voters"]) == (BOUGHT.spent, COUNTED.people)
    (lot,) = re.findall(r"^lot;(.*)$", file.read_text(), re.M)
    assert told["digest"] == replace(COUNTED, tie_break_order=tuple(lot.split(","))).digest()
    assert told["seal"] == seal
