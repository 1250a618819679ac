"""People vote with the code on a paper, without an account: sealed until the close, counted once."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from peoplesprocess.act import act_in_settlement
from peoplesprocess.core.messages import Refused
from peoplesprocess.core.prioritisation import GroupTally
from peoplesprocess.core.prioritisation.result_from_ballot_file import tally_file
from peoplesprocess.core.prioritisation.result_json import to_json
from peoplesprocess.db.session import writing
from peoplesprocess.models import (
    Ballot,
    JournalEntry,
    LateVote,
    Result,
    ReturnedVotingCode,
    SealedBallot,
    VoteReceipt,
    VotingCode,
)
from peoplesprocess.votes import actions, queries
from tests.browser import Browser, Page
from tests.factories import MARKET_DAY

People = Callable[..., Browser]
HEARD = {"women": 14, "displaced": 6}
TITLES = ("Pump", "Latrine", "Road")
CODE = re.compile(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}")
RECEIPT = re.compile(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b")


def bo(town: Any, browser: People) -> Browser:
    return browser("facilitator", town.place)


def opened(community: Any, **more: Any) -> Any:
    town = community(HEARD, TITLES)
    town.open(method="secret", **{"tokens": 2, **more})
    return town


def codes_of(page: Page) -> list[str]:
    return CODE.findall(page.text)


def papers(town: Any, browser: People, group: str = "displaced", wanted: int = 6) -> list[str]:
    """The codes on a group's papers."""
    return codes_of(bo(town, browser).send(f"{town.url}/1/slips/{group}", wanted=str(wanted)))


def with_ballot(browser: People, code: str) -> Browser:
    """Somebody without an account who typed in a code and sees the ballot."""
    voter = browser()
    assert voter.send("/vote", code=code).h1 == "What do you want?"
    return voter


def vote(browser: People, code: str, *needs: int) -> Page:
    return with_ballot(browser, code).send("/vote/ballot", needs=[str(need) for need in needs])


def asked(browser: People, receipt: str) -> str:
    """What somebody is told who asks for a receipt."""
    return browser().send("/receipt", receipt=receipt).text


def receipt_of(page: Page) -> str:
    (receipt,) = RECEIPT.findall(page.text)
    return str(receipt)


def on_paper(town: Any, group: str, people: int, tokens: dict[int, int]) -> None:
    town.enter(group, people, tokens)
    town.attest(group)


def test_a_group_gets_a_paper_for_each_of_its_people_and_the_same_ones_again(
    community: Any, browser: People, db: Session
) -> None:
    town = opened(community)
    visitor, url = bo(town, browser), f"{town.url}/1/slips/displaced"
    page = visitor.send(url, wanted="7")
    assert page.problems == [
        "For how many people?: 7 papers are more than the number of people who were at the sessions of this "
        "group: 6. Write a smaller number."
    ]
    codes = codes_of(visitor.send(url, wanted="6"))
    assert len(set(codes)) == 6
    assert codes_of(visitor.send(url, wanted="4")) == codes
    assert codes_of(visitor.get(url)) == codes
    assert visitor.get(url).headers["Cache-Control"] == "no-store"
    assert browser("committee_officer", town.place).get(url).status == 404
    assert visitor.get(f"{url}?squares=1").html.count('class="square"') == 6
    kept = " ".join(str(value) for row in db.execute(select(VotingCode.__table__)) for value in row)
    assert not any(code.replace("-", "") in kept for code in codes)


def test_there_are_no_codes_where_people_do_not_choose_on_secret_papers(
    community: Any, browser: People
) -> None:
    town = community(HEARD, TITLES)
    town.open()
    assert bo(town, browser).get(f"{town.url}/1/slips/women").status == 404
    assert bo(town, browser).get(f"{town.url}/1/handed-in").status == 404


def test_a_vote_is_sealed_then_counted_and_its_receipt_never_says_which(
    community: Any, browser: People, db: Session
) -> None:
    town = opened(community)
    first, second, *others = papers(town, browser)
    assert browser().send("/vote", code=first.lower().replace("-", " ")).h1 == "What do you want?"
    page = vote(browser, first, 2, 3)
    receipt = receipt_of(page)
    assert "Your vote is sealed." in page.text
    assert "Latrine" not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    again = with_ballot(browser, first).get("/vote/ballot")
    assert "Somebody has voted with this code already." in again.text
    assert " checked" not in again.html
    for code in (second, *others[:3]):
        vote(browser, code, 2)
    on_paper(town, "women", 14, {1: 14})
    assert GroupTally("displaced", 5, {2: 5, 3: 1}) in town.close().sheets
    assert "A vote of this paper was counted." in asked(browser, receipt)
    assert db.scalar(select(func.count(SealedBallot.id))) == 0
    assert db.scalar(select(func.count(VoteReceipt.id))) == db.scalar(select(func.count(Ballot.id))) == 5


def test_after_the_close_nothing_leads_from_a_code_to_a_choice(
    community: Any, browser: People, engine: Engine
) -> None:
    town = opened(community)
    codes = papers(town, browser)
    for number, code in enumerate(codes):
        vote(browser, code, 1 + number % 3)
    on_paper(town, "women", 14, {1: 14})
    town.close()
    with engine.connect() as connection:
        rows = connection.execute(select(Ballot.__table__)).all()
        slips = {str(value) for row in connection.execute(select(VotingCode.__table__)) for value in row}
        written = str(connection.execute(select(JournalEntry.act, JournalEntry.detail)).all())
        receipts = connection.scalars(select(VoteReceipt.receipt_hash)).all()
    assert {column for row in rows for column in row._mapping} == {"id", "round_id", "group_code", "needs"}
    assert all(row.id.version == 4 and str(row.id) not in slips for row in rows)
    assert len(receipts) == 6 and not any(receipt in written for receipt in receipts)


def test_who_votes_again_counts_once_with_the_last_vote_and_no_receipt_shows_it(
    community: Any, browser: People
) -> None:
    town = opened(community)
    code, *others = papers(town, browser)
    earlier = receipt_of(vote(browser, code, 1))
    assert receipt_of(vote(browser, code, 3)) == earlier
    assert "Your vote is sealed." in asked(browser, earlier)
    on_paper(town, "women", 14, {1: 14})
    for other in others[:4]:
        vote(browser, other, 2)
    assert GroupTally("displaced", 5, {2: 4, 3: 1}) in town.close().sheets


def test_a_vote_on_paper_counts_before_one_with_its_code(
    community: Any, browser: People, db: Session
) -> None:
    town = opened(community)
    first, second, *_ = papers(town, browser)
    receipt = receipt_of(vote(browser, first, 1))
    visitor = bo(town, browser)
    page = visitor.send(f"{town.url}/1/handed-in", codes=f"{first.lower()}\n{second}")
    assert page.status == 200
    assert db.scalar(select(func.count(ReturnedVotingCode.id))) == 2
    db.rollback()
    assert "Your vote is sealed." in asked(browser, receipt)
    refused = with_ballot(browser, first).get("/vote/ballot")
    assert "This paper was handed in. The vote on paper counts." in refused.text
    page = visitor.send(f"{town.url}/1/handed-in", codes=second)
    assert f"The paper with “{second.replace('-', '')}” was handed in already." in page.problems[0]
    page = visitor.send(f"{town.url}/1/handed-in", codes="ABCD-ABCD-ABCD")
    assert "No paper of this round has the code “ABCDABCDABCD”." in page.problems[0]
    on_paper(town, "displaced", 2, {2: 2})
    on_paper(town, "women", 14, {1: 14})
    assert GroupTally("displaced", 2, {2: 2}) in town.close().sheets


def test_a_vote_that_was_on_its_way_when_its_paper_was_handed_in_does_not_count(
    community: Any, browser: People, engine: Engine
) -> None:
    town = opened(community)
    first, *_ = papers(town, browser)
    with engine.connect() as reading:
        slip = queries.paper(Session(reading), first)
    bo(town, browser).send(f"{town.url}/1/handed-in", codes=first)
    with writing(engine) as db, pytest.raises(Refused):
        actions.seal(act_in_settlement(db, None, slip.settlement_code, MARKET_DAY), slip, [1], b"secret")


@pytest.mark.parametrize(
    ("needs", "told"),
    [
        ([], "Choose at least one need."),
        ([1, 2, 3], "What do you want?: You chose 3 needs. Choose at most 2."),
        ([1, 9], "What do you want?: Choose from the list."),
    ],
)
def test_a_vote_that_cannot_be_is_told_and_loses_nothing(
    community: Any, browser: People, db: Session, needs: list[int], told: str
) -> None:
    town = opened(community)
    code, *_ = papers(town, browser)
    page = vote(browser, code, *needs)
    assert page.status == 422
    assert page.problems == [told]
    assert page.html.count(" checked") == len([need for need in needs if need < 4])
    assert db.scalar(select(func.count(SealedBallot.id))) == 0


def test_a_code_of_no_paper_is_said_to_be_none(community: Any, browser: People) -> None:
    page = browser().send("/vote", code="ABCD-ABCD-ABCD")
    assert page.problems == [
        "Enter the code on your paper: No paper has this code. Look at each letter again."
    ]
    page = browser().send("/receipt", receipt="ABCD-ABCD")
    assert page.problems == ["Your receipt: There is no vote with this receipt. Look at each letter again."]


def test_a_forged_form_seals_nothing(community: Any, browser: People, db: Session) -> None:
    town = opened(community)
    code, *_ = papers(town, browser)
    page = with_ballot(browser, code).send("/vote/ballot", needs=["1"], token="forged")
    assert page.status == 422
    assert db.scalar(select(func.count(SealedBallot.id))) == 0


def test_a_vote_after_the_close_is_written_down_and_not_counted(
    community: Any, browser: People, db: Session
) -> None:
    town = opened(community)
    code, *others = papers(town, browser)
    late = with_ballot(browser, code)
    filled = late.filled("/vote/ballot", needs=["2"])
    for each in (code, *others[:4]):
        vote(browser, each, 1)
    on_paper(town, "women", 14, {1: 14})
    town.close()
    before = db.scalars(select(Result.figures)).all()
    db.rollback()
    for _ in range(2):
        page = late.post("/vote/ballot", filled)
        assert page.status == 409
        assert (
            "Your vote came after the close and is not counted. It is only recorded that a vote came"
            in page.text
        )
        assert "?language=ar" in page.links
    assert "This round is closed. Votes are counted." in late.get("/vote/ballot").text
    assert db.scalar(select(func.count(SealedBallot.id))) == 0
    assert db.scalar(select(func.count(LateVote.id))) == 1
    assert db.scalar(select(func.count()).where(JournalEntry.act == "ballot.late")) == 1
    db.rollback()
    page = bo(town, browser).get(f"{town.url}/1")
    assert "1 vote with a code came after the close. It is recorded, but not counted." in page.text
    assert db.scalars(select(Result.figures)).all() == before
    db.rollback()
    assert bo(town, browser).get(f"{town.url}/1/slips/displaced").status == 404


def test_who_chooses_on_paper_hands_the_code_in(community: Any, browser: People) -> None:
    town = opened(community)
    first, second, *_ = papers(town, browser)
    vote(browser, first, 1)
    on_paper(town, "displaced", 1, {2: 1})
    on_paper(town, "women", 14, {1: 14})
    page = bo(town, browser).send(f"{town.url}/1/close")
    assert (
        "Displaced people: 1 person chose on paper, but the number of people who have no code"
        in page.problems[0]
    )
    assert "On the page of the papers with codes, enter the papers" in page.problems[0]
    bo(town, browser).send(f"{town.url}/1/handed-in", codes=second)
    assert GroupTally("displaced", 2, {1: 1, 2: 1}) in town.close().sheets
    with pytest.raises(Refused):
        town.enter("displaced", 2, {2: 2}, "One more.", 1)


def test_a_few_votes_with_codes_do_not_stand_for_a_group_that_must_be_heard(
    community: Any, browser: People
) -> None:
    town = opened(community)
    codes = papers(town, browser)
    for code in codes[:4]:
        vote(browser, code, 1)
    on_paper(town, "women", 14, {1: 14})
    assert bo(town, browser).send(f"{town.url}/1/close").problems == ["Displaced people: no sheet yet"]
    vote(browser, codes[4], 1)
    assert bo(town, browser).send(f"{town.url}/1/close").status == 200


def test_sealed_votes_leave_the_database_log_with_the_close(
    community: Any, browser: People, engine: Engine
) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL's rows that are dead are cleared by its own vacuum")
    town = opened(community)
    for code in papers(town, browser)[:5]:
        vote(browser, code, 1, 3)
    on_paper(town, "women", 14, {1: 14})
    log = Path(f"{engine.url.database}-wal")
    assert b"[1,3]" in log.read_bytes().replace(b" ", b"")
    assert bo(town, browser).send(f"{town.url}/1/close").status == 200
    with engine.connect() as connection:
        slips_made = connection.execute(select(VotingCode.id)).scalars().all()
    left = log.read_bytes() + Path(str(engine.url.database)).read_bytes()
    # A sealed row is the slip's key, then what was chosen.
    assert not any(re.search(re.escape(slip.hex.encode()) + rb".{0,4}\[1, ?3\]", left) for slip in slips_made)


def test_codes_that_are_in_use_are_shown_to_nobody(community: Any, browser: People) -> None:
    town = opened(community)
    for code in papers(town, browser)[:5]:
        vote(browser, code, 1)
    page = bo(town, browser).get(f"{town.url}/1/slips/displaced")
    assert codes_of(page) == []
    assert "5 or more people of this group have voted." in page.text


def test_no_page_tells_before_the_close_that_a_single_vote_came(community: Any, browser: People) -> None:
    town = opened(community)
    codes, end = papers(town, browser), f"{town.url}/1/end"
    visitor, authority = bo(town, browser), browser("local_authority", town.place)
    pages = [f"/s/{town.place.code}", town.url, f"{town.url}/1"]
    forms = [f"{town.url}/1/close", end, f"{town.url}/1/slips/displaced"]

    def read(*addresses: str) -> list[Page]:
        return [reader.get(address) for reader in (visitor, authority) for address in addresses]

    def told(*addresses: str) -> list[tuple[str, list[str], str]]:
        return [(page.text, page.links, page.headers.get("ETag", "")) for page in read(*addresses)]

    read(*pages)
    before = told(*pages, *forms)
    assert "Fewer than 5 votes with codes" in before[2][0]
    assert "No group has a sheet or 5 votes with codes yet" in before[3][0]
    assert "fewer than 5 votes with codes or none: D Displaced people If the round" in before[3][0]
    for code in codes[:4]:
        vote(browser, code, 3)
        assert told(*pages) == before[:3] + before[6:9]
    assert told(*pages, *forms) == before
    # Only who would have ended the round is told that it is not empty.
    (early,) = visitor.send(end, reason="Nobody came.", on_paper="2026-03-05").problems
    assert "so it can only be closed today" in early
    (late,) = visitor.send(end, reason="Nobody came.").problems
    assert "Somebody has voted here with a code." in late
    vote(browser, codes[4], 3)
    home, _, page = read(*pages)[:3]
    assert home.headers["ETag"] == before[0][2]
    assert "At least 5 votes with codes" in page.text
    assert "Road" not in page.text
    before = told(*pages)
    vote(browser, codes[5], 3)
    assert told(*pages) == before


def test_votes_with_codes_buy_works_beside_a_sheet_and_can_be_counted_again(
    community: Any, browser: People, tmp_path: Path
) -> None:
    town = opened(
        community, rule="equal-shares", costs=(600_00, 300_00, 500_00), terms={"envelope": 1_000_00}
    )
    codes = papers(town, browser)
    for code in codes[:4]:
        vote(browser, code, 2, 3)
    bo(town, browser).send(f"{town.url}/1/handed-in", codes=" ".join(codes[4:]))
    on_paper(town, "women", 14, {1: 14, 2: 3})
    on_paper(town, "displaced", 2, {3: 2})
    result = town.close()
    assert GroupTally("displaced", 6, {2: 4, 3: 6}) in result.sheets
    assert "ballots" not in to_json(result)
    visitor = bo(town, browser)
    assert "Displaced people" in visitor.get(f"{town.url}/1").text
    file = tmp_path / "count.pb"
    file.write_text(visitor.get(f"{town.url}/1/count.pb").html)
    told = tally_file(file, "equal-shares", "add1u")
    assert told["funded"] == list(result.allocation.built)
    assert told["digest"] == result.allocation.digest
    assert told["voters"] == 20
    assert browser().get(f"/board/{town.place.code}/works/1.pb").status == 404
