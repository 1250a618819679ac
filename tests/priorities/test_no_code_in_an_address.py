"""A code is typed in once and stands in no address: no telephone and no log keeps anything of a vote."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from peoplesprocess.app import PUBLIC
from peoplesprocess.db.session import writing
from peoplesprocess.models import SealedBallot, VoterSession
from peoplesprocess.votes.voting_sessions import COOKIE
from tests.browser import Browser, Page
from tests.priorities.test_votes_with_codes import bo, opened, papers, receipt_of, vote, with_ballot

People = Callable[..., Browser]
STANDS_ONCE = ("Referrer-Policy", "Content-Security-Policy", "X-Content-Type-Options", "Cache-Control")


def is_unseen(page: Page) -> bool:
    """Whether no cache keeps an answer and no other page hears of its address."""
    headers = page.headers
    return headers["Cache-Control"] == "no-store" and headers.getlist("Referrer-Policy") == ["strict-origin"]


def test_a_vote_goes_from_code_to_receipt_and_no_address_holds_either(
    community: Any, browser: People
) -> None:
    code, *_ = papers(opened(community), browser)
    voter = browser()
    answer = voter.post("/vote", voter.filled("/vote", code=code))
    assert (answer.status, answer.location) == (303, "/vote/ballot")
    sealed = voter.post("/vote/ballot", voter.filled("/vote/ballot", needs=["2"]))
    assert (sealed.status, sealed.location) == (303, "/vote/receipt")
    shown = voter.get("/vote/receipt")
    asking = voter.post("/receipt", voter.filled("/receipt", receipt=receipt_of(shown)))
    assert (asking.status, asking.location) == (200, "")
    assert "Your vote is sealed." in asking.text
    pages = (
        answer,
        voter.get("/vote"),
        sealed,
        shown,
        asking,
        voter.get("/receipt"),
        voter.get("/vote/ballot"),
    )
    assert all(is_unseen(page) for page in pages)
    assert all('autocomplete="off"' in page.html for page in (voter.get("/vote"), asking))
    parts = (*code.split("-"), *receipt_of(shown).split("-"))
    assert not any(part in link for page in pages for link in page.links for part in parts)


def test_the_cookie_of_a_voter_is_read_by_these_pages_alone(community: Any, browser: People) -> None:
    code, *_ = papers(opened(community), browser)
    voter = browser()
    answer = voter.post("/vote", voter.filled("/vote", code=code))
    (cookie,) = (line for line in answer.headers.getlist("Set-Cookie") if line.startswith(f"{COOKIE}="))
    assert {"HttpOnly", "Path=/vote", "SameSite=Strict", "Max-Age=600"} <= set(cookie.split("; "))
    assert code.replace("-", "") not in cookie


def test_whoever_takes_the_telephone_next_finds_no_ballot(
    community: Any, browser: People, db: Session
) -> None:
    code, *_ = papers(opened(community), browser)
    voter = with_ballot(browser, code)
    stolen = voter.client.get_cookie(COOKIE, path="/vote").value
    form = voter.filled("/vote/ballot", needs=["1"])
    voter.send("/vote/ballot", needs=["2"])
    for end in (lambda: None, lambda: voter.post("/vote/finish")):
        end()
        assert voter.get("/vote/ballot").location == "/vote?said=over"
        assert voter.post("/vote/ballot", form).location == "/vote?said=over"
    assert voter.get("/vote/receipt").location == "/vote?said=over"
    voter.client.set_cookie(COOKIE, stolen, path="/vote")
    assert voter.get("/vote/ballot").location == "/vote?said=over"
    assert db.scalars(select(SealedBallot.needs)).all() == [[2]]
    assert db.scalar(select(func.count()).select_from(VoterSession)) == 0


def test_a_session_is_over_after_ten_minutes(community: Any, browser: People, engine: Engine) -> None:
    code, other, *_ = papers(opened(community), browser)
    voter = with_ballot(browser, code)
    with writing(engine) as db:
        ends = db.scalars(select(VoterSession.expires_at)).one() - timedelta(minutes=10)
        db.execute(update(VoterSession).values(expires_at=ends))
        db.commit()
    page = voter.send("/vote", code="ABCD-ABCD-ABCD")
    assert voter.get("/vote/ballot").status == 303
    assert "Ten minutes have passed, or this was finished." in voter.get("/vote?said=over").text
    assert page.status == 422
    with_ballot(browser, other)
    with engine.connect() as connection:
        assert len(connection.execute(select(VoterSession.token_hash)).all()) == 1


def test_another_code_takes_the_place_of_the_first_and_no_old_page_votes_with_it(
    community: Any, browser: People, db: Session
) -> None:
    first, second, *_ = papers(opened(community), browser)
    voter = with_ballot(browser, first)
    form = voter.filled("/vote/ballot", needs=["1"])
    voter.send("/vote", code=second)
    page = voter.post("/vote/ballot", form)
    assert page.status == 422
    assert page.values["needs"] == ["1"]
    assert db.scalar(select(func.count(SealedBallot.id))) == 0


@pytest.mark.parametrize(("start", "leads_to"), [("vote", "/vote"), ("receipt", "/receipt")])
def test_an_address_of_old_leads_to_the_page_where_it_is_typed_in_and_nothing_is_written(
    browser: People, caplog: pytest.LogCaptureFixture, start: str, leads_to: str
) -> None:
    caplog.set_level(logging.DEBUG)
    answer = browser().get(f"/{start}/ABCDEFGHJKLM")
    assert (answer.status, answer.location) == (303, f"{leads_to}?said=old")
    assert is_unseen(answer)
    page = browser().get(answer.location)
    assert "Web addresses no longer contain a code or a receipt" in page.text
    assert "ABCDEFGHJKLM" not in answer.html + page.html + caplog.text


def test_the_squares_on_papers_hold_no_code(community: Any, browser: People) -> None:
    town = opened(community)
    papers(town, browser)
    page = bo(town, browser).get(f"{town.url}/1/slips/displaced?squares=1")
    squares = [part.split("</svg>")[0] for part in page.html.split("<svg")[1:] if 'class="square"' in part]
    assert len(squares) == 6 and len(set(squares)) == 1


def test_no_security_header_stands_twice_on_a_page_for_everybody(
    app: Flask, community: Any, browser: People
) -> None:
    town = opened(community)
    vote(browser, papers(town, browser)[0], 1)
    known = {"code": town.place.code, "old": "ABCD", "token": "nothing", "number": "1"}
    known |= dict.fromkeys(("contract", "visit", "photo"), "1")
    seen = Counter()
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in PUBLIC or "GET" not in rule.methods:
            continue
        address = rule.rule
        for name, value in known.items():
            address = address.replace(f"<int:{name}>", value).replace(f"<{name}>", value)
        answer = browser().client.get(address)
        for name in STANDS_ONCE:
            assert len(answer.headers.getlist(name)) <= 1, (address, name)
        if answer.mimetype == "text/html":
            seen[answer.headers["Referrer-Policy"]] += 1
    assert seen["strict-origin"] >= 5 and seen["same-origin"] >= 3
