"""Complaints: anybody makes one, its subject never reads it, and the receipt brings the answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, select, text, update

from peoplesprocess.complaints import routes_officers, sealed_text
from peoplesprocess.complaints.sealed_text import WrongKey
from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.db.session import reading
from peoplesprocess.models import Base, Complaint, JournalEntry
from tests.browser import Browser, Page
from tests.factories import Make
from tests.invited import came_in, confirm

STORY = "Six rented houses were dropped from the list for the new tap. Canary-7781."
PASSPHRASE = "four words of an officer"


@pytest.fixture
def place(make: Make) -> Any:
    return make.settlement()


@pytest.fixture
def officer(make: Make, browser: Callable[..., Browser], place: Any) -> Browser:
    """A complaints officer with a passphrase."""
    return officer_of(browser, place)


def officer_of(browser: Callable[..., Browser], place: Any, passphrase: str = PASSPHRASE) -> Browser:
    visitor = browser("complaints_officer", place)
    visitor.send(f"{programme(visitor)}/key", key_password=passphrase, key_password_again=passphrase)
    return visitor


def programme(visitor: Browser) -> str:
    """The address of an officer's complaints."""
    return next(link for link in visitor.get("/").links if link.endswith("/complaints"))


def complain(visitor: Browser, place: Any, **said: object) -> Page:
    """Make a complaint as somebody does who has no account; `said` is what the second page sends."""
    address = f"/board/{place.code}/complaint"
    asked = visitor.post(address, visitor.filled(address, category="left_out"))
    values = {"about": "committee", "channel": "page", "text": STORY, **said}
    return visitor.post(address, {**asked.values, **values})


def opened(visitor: Browser, passphrase: str = PASSPHRASE) -> Page:
    """The first complaint with its words, if the passphrase opens it."""
    address = f"{programme(visitor)}/1"
    return visitor.post(address, visitor.filled(address, key_password=passphrase))


def words_of(page: Page) -> str:
    return page.html.partition('class="code">')[2].partition("<")[0]


def ask(visitor: Browser, receipt: str) -> Page:
    return visitor.post("/complaint", visitor.filled("/complaint", receipt=receipt))


def test_a_complaint_is_answered_and_the_receipt_brings_the_answer(
    officer: Browser, browser: Callable[..., Browser], place: Any
) -> None:
    deng = browser()
    receipt = words_of(complain(deng, place))
    assert "Nobody has looked at it yet" in ask(deng, receipt).text
    listing = officer.get(programme(officer))
    assert "Complaint 1" in listing.text and "Canary" not in listing.text
    page = officer.get(f"{programme(officer)}/1")
    assert "Canary" not in page.text
    page = officer.post(f"{programme(officer)}/1", {**page.values, "key_password": PASSPHRASE})
    assert STORY in page.text and "no-store" in page.headers["Cache-Control"]
    officer.send(f"{programme(officer)}/1/acknowledge")
    assert "Somebody is looking into it" in ask(deng, receipt).text
    officer.send(f"{programme(officer)}/1/answer", text="They are back on the list.", key_password=PASSPHRASE)
    told = ask(deng, receipt)
    assert "They are back on the list." in told.text
    assert "Canary" not in told.text, "the words of the complaint are not shown again"
    # However the words are typed.
    assert "They are back" in ask(deng, receipt.upper().replace(" ", "-")).text


def test_an_answer_is_appealed_against_once_and_another_officer_answers(
    officer: Browser, browser: Callable[..., Browser], place: Any
) -> None:
    second = officer_of(browser, place, "another passphrase of five")
    deng, where = browser(), programme(officer)
    receipt = words_of(complain(deng, place))
    officer.send(f"{where}/1/answer", text="No.", key_password=PASSPHRASE)
    state = ask(deng, receipt)
    after = deng.post("/complaint", {**state.values, "text": "The list still has no renters."})
    assert "a second person is looking at it" in after.text
    told_first = officer.get(f"{where}/1/answer")
    assert "Another complaints officer must answer now" in told_first.text and not told_first.controls
    refused = officer.send_unshown(f"{where}/1/answer", text="Still no.", key_password=PASSPHRASE)
    assert refused.status == 422 and "Another complaints officer must answer now" in refused.text
    page = second.get(f"{where}/1")
    words = second.post(f"{where}/1", {**page.values, "key_password": "another passphrase of five"})
    assert "The list still has no renters." in words.text
    second.send(f"{where}/1/answer", text="You are right.", key_password="another passphrase of five")
    told = ask(deng, receipt)
    assert "Answered by a second person" in told.text and "You are right." in told.text
    assert "Ask for a second answer" not in told.text


def test_whom_it_is_about_and_the_facilitator_find_nothing(
    make: Make, officer: Browser, browser: Callable[..., Browser], place: Any
) -> None:
    also = officer_of(browser, place, "a passphrase of the facilitator")
    make.membership(also.username, "facilitator", place)
    complain(browser(), place)
    assert "Complaint 1" not in also.get(programme(also)).text
    for page in ("", "/answer", "/share", "/acknowledge"):
        assert also.get(f"{programme(also)}/1{page}").status == 404
    with reading(make.engine) as db:
        keys = db.execute(text("SELECT count(*) FROM complaint_key")).scalar_one()
    assert keys == 1, "the words are not even sealed to somebody whom they concern"


def test_a_story_of_sexual_violence_is_not_taken(
    officer: Browser, browser: Callable[..., Browser], make: Make, place: Any, engine: Engine
) -> None:
    efua = browser("programme_manager", place)
    programme_code = programme(officer).split("/")[2]
    efua.send(
        f"/p/{programme_code}/complaints/contact", contact="Clinic of hope, day and night: 0800 1234567"
    )
    visitor = browser()
    address = f"/board/{place.code}/complaint"
    before = rows(engine)
    page = visitor.post(address, visitor.filled(address, category="abuse"))
    assert page.h1 == "You are not alone, and it is not your fault"
    assert "0800 1234567" in page.text
    assert "text" not in page.values
    # Nor where the answer to the first question was exchanged on its way to the second page.
    page = complain(visitor, place, category="abuse")
    assert page.h1 == "You are not alone, and it is not your fault" and STORY not in page.text
    assert rows(engine) == before
    # One that an earlier version took keeps no officer from reading the others.
    complain(visitor, place)
    with engine.begin() as connection:
        connection.execute(update(Complaint).values(category="abuse"))
    assert "Sexual exploitation or violence" in officer.get(programme(officer)).text
    assert opened(officer).status == 200


def test_without_a_contact_nothing_is_promised_and_the_manager_is_told(
    browser: Callable[..., Browser], make: Make, place: Any
) -> None:
    visitor, efua = browser(), browser("programme_manager", place)
    officer_of(browser, place)
    address = f"/board/{place.code}/complaint"
    page = visitor.post(address, visitor.filled(address, category="abuse"))
    assert "A clinic or a hospital helps, day and night." in page.text
    assert "People who are trained for it" not in page.text and "nobody" not in page.text
    missing = "nobody is named yet to help people who suffered sexual exploitation or violence."
    home = efua.get("/")
    assert missing in home.text and missing not in browser("facilitator", place).get("/").text
    efua.send(next(link for link in home.links if link.endswith("/contact")), contact="Clinic of hope")
    assert missing not in efua.get("/").text


def test_an_officer_without_a_passphrase_is_told_and_nobody_else_is_invited(
    browser: Callable[..., Browser], place: Any
) -> None:
    efua, rehab = browser("programme_manager", place), browser("complaints_officer", place)
    home = efua.get("/")
    assert "is the complaints officer and has to choose a passphrase first." in home.text
    assert "Invite a complaints officer" not in home.text
    told = "You cannot receive complaints until you choose a passphrase."
    page = rehab.get("/")
    assert told in page.text
    key = next(link for link in page.links if link.endswith("/complaints/key"))
    rehab.send(key, key_password=PASSPHRASE, key_password_again=PASSPHRASE)
    assert told not in rehab.get("/").text
    assert "Nobody can read complaints" not in efua.get("/").text


def test_every_officer_without_a_passphrase_is_named(
    make: Make, browser: Callable[..., Browser], place: Any
) -> None:
    """Of two the warning named the one who comes first in the alphabet."""
    for name in ("Rehab Salim", "Amal Said"):
        make.account("complaints_officer", place, name=name)
    text = browser("programme_manager", place).get("/").text
    assert "These complaints officers have to choose a passphrase first: Amal Said · Rehab Salim" in text


def test_an_officer_who_is_invited_is_told_and_nobody_else_is_invited(
    browser: Callable[..., Browser], place: Any
) -> None:
    efua = browser("programme_manager", place)
    invite = next(link for link in efua.get("/").links if "role=complaints_officer" in link)
    assert efua.send(invite, note="Rehab").status == 200
    home = efua.get("/").text
    assert "A complaints officer has been invited, but has not come in yet." in home
    assert "Invite a complaints officer" not in home


def test_a_receipt_is_copied_by_who_reads_no_latin_letters(
    officer: Browser, browser: Callable[..., Browser], place: Any
) -> None:
    deng = browser()
    page = complain(deng, place)
    words, *numbers = re.findall(r'class="code">([^<]+)<', page.html)
    assert len(words.split()) == len(numbers) == 6 and all(re.fullmatch(r"\d{4}", each) for each in numbers)
    reader = browser()
    reader.get("/?language=ar")
    shown = re.findall(r'class="code">([^<]+)<', complain(reader, place).html)
    assert all(re.fullmatch(r"\d{4}", each) for each in shown[:6]) and len(shown[6].split()) == 6
    arabic = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    for typed in (" ".join(numbers), "".join(numbers), " - ".join(numbers).translate(arabic)):
        assert "Nobody has looked at it yet" in ask(deng, typed).text, typed
    listed = " ".join(f"{at}. {word}" for at, word in enumerate(words.split(), 1))
    for typed in (listed, listed.translate(arabic)):
        assert "Nobody has looked at it yet" in ask(deng, typed).text, typed
    for typed in (" ".join(reversed(numbers)), " ".join(numbers[:5]), "9999 " * 6, f"{words} {numbers[0]}"):
        assert "There is no complaint with this receipt" in ask(browser(), typed).text, typed
    officer.send(f"{programme(officer)}/1/answer", text="It is done.", key_password=PASSPHRASE)
    state = ask(deng, " ".join(numbers))
    assert "It is done." in state.text
    after = deng.post("/complaint", {**state.values, "text": "It is not."})
    assert "a second person is looking at it" in after.text


def test_where_there_is_one_officer_no_other_one_is_promised(
    officer: Browser, browser: Callable[..., Browser], place: Any
) -> None:
    deng = browser()
    receipt = words_of(complain(deng, place))
    assert "Only one officer can read complaints." in officer.get(programme(officer)).text
    assert "From the person who complains, on the page" in officer.get(f"{programme(officer)}/1").text
    officer.send(f"{programme(officer)}/1/answer", text="No.", key_password=PASSPHRASE)
    told = ask(deng, receipt).text
    assert "The programme has none yet: what you write will wait until there is one." in told
    officer_of(browser, place, "another passphrase of five")
    assert "Only one officer" not in officer.get(programme(officer)).text
    assert "Then another officer will look at it." in ask(deng, receipt).text


def test_the_authority_cannot_tell_who_complained_or_that_somebody_did(
    officer: Browser, browser: Callable[..., Browser], make: Make, place: Any
) -> None:
    """Two worlds, one in which an account complained and one in which nobody did."""
    ruwan, amina = browser("local_authority", place), browser("group_representative", place, "women")
    addresses = [
        "/",
        f"/s/{place.code}",
        f"/board/{place.code}",
        f"/s/{place.code}/journal",
        f"/s/{place.code}/needs",
    ]
    ruwan.get("/")  # the first page of a browser brings the style sheet with it
    before = [plain(ruwan.get(address)) for address in addresses]
    complain(amina, place, about="authority")
    assert [plain(ruwan.get(address)) for address in addresses] == before
    with reading(make.engine) as db:
        [row] = db.scalars(select(Complaint)).all()
        entry = db.scalars(select(JournalEntry).where(JournalEntry.act == "complaint.file")).one()
    assert entry.actor == "system" and "T00:00:00" in entry.at
    assert entry.chain_id not in (place.id, place.programme_id)
    assert row.id.version == 4, "the key tells no time"


def test_nothing_in_the_database_tells_the_words(
    officer: Browser, browser: Callable[..., Browser], place: Any, engine: Engine
) -> None:
    visitor = browser()
    receipt = words_of(complain(visitor, place))
    officer.send(f"{programme(officer)}/1/answer", text="Canary-answer.", key_password=PASSPHRASE)
    with reading(engine) as db:
        stored = "\n".join(
            repr(row) for table in Base.metadata.sorted_tables for row in db.execute(select(table)).all()
        )
    assert "Canary" not in stored and receipt not in stored and PASSPHRASE not in stored


def test_the_same_form_sent_again_has_the_same_receipt(
    officer: Browser, browser: Callable[..., Browser], place: Any, engine: Engine
) -> None:
    visitor = browser()
    address = f"/board/{place.code}/complaint"
    asked = visitor.post(address, visitor.filled(address, category="money"))
    values = {**asked.values, "about": "nobody", "channel": "told", "text": STORY}
    first, again = visitor.post(address, values), visitor.post(address, values)
    assert words_of(first) == words_of(again) != ""
    with reading(engine) as db:
        assert len(db.scalars(select(Complaint)).all()) == 1


def test_without_officers_nothing_is_taken_and_the_way_out_is_said(
    browser: Callable[..., Browser], place: Any
) -> None:
    page = browser().get(f"/board/{place.code}/complaint")
    assert "Nobody can read complaints here yet. Tell the facilitator" in page.text
    assert not page.controls and "?language=ar" in page.links


def test_receipts_cannot_be_guessed(
    officer: Browser, browser: Callable[..., Browser], place: Any, engine: Engine
) -> None:
    visitor = browser()
    for _ in range(10):
        assert "There is no complaint with this receipt" in ask(visitor, "baba baba baba baba baba baba").text
    assert "Too many tries" in ask(visitor, "baba baba baba baba baba baba").text
    with reading(engine) as db:
        tried = db.scalars(select(JournalEntry).where(JournalEntry.act == "complaint.guess")).all()
    assert len(tried) == 1, "it is noted once a minute at most"


def test_managers_see_how_long_complaints_wait_and_nothing_more(
    officer: Browser, browser: Callable[..., Browser], place: Any, make: Make
) -> None:
    complain(browser(), place, category="money")
    with make.engine.begin() as connection:
        long_ago = select(Complaint.filed_on)
        day = connection.execute(long_ago).scalar_one()
        connection.execute(update(Complaint).values(filed_on=day - timedelta(days=20)))
    efua = browser("programme_manager", place)
    page = efua.get(f"/p/{programme(officer).split('/')[2]}/complaints/ages")
    assert "Open for 20 days · late" in page.text
    assert place.name not in page.text and "Money" not in page.text
    assert efua.get(programme(officer)).status == 404


def test_no_complaint_is_buried_under_many_newer_ones(
    officer: Browser, browser: Callable[..., Browser], place: Any, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anybody can make as many as they like, so also whom the first one is about."""
    monkeypatch.setattr(routes_officers, "ON_A_PAGE", 2)
    visitor = browser()
    for story in (STORY, *(f"Nothing, {number}" for number in range(3))):
        complain(visitor, place, text=story)
    officer.send(f"{programme(officer)}/2/acknowledge")
    officer.send(f"{programme(officer)}/2/answer", text="That is no complaint.", key_password=PASSPHRASE)
    shown = officer.get(programme(officer))
    assert ["Complaint 1" in shown.text, "Complaint 3" in shown.text] == [True, True]
    later = officer.get(next(link for link in shown.links if "after=2" in link))
    assert "Complaint 4" in later.text and "Complaint 2" in later.text
    efua = browser("programme_manager", place)
    ages = efua.get(f"{programme(officer)}/ages").text
    assert "1 complaint is answered." in ages


# At any hour at least one of these two zones has another day than UTC.
@pytest.mark.parametrize("zone", ["Etc/GMT-14", "Etc/GMT+12"])
def test_a_complaint_waits_and_is_late_by_the_clock_of_its_place(
    make: Make, browser: Callable[..., Browser], zone: str
) -> None:
    place, today = make.settlement(time_zone=zone), datetime.now(ZoneInfo(zone)).date()
    officer, efua, deng = officer_of(browser, place), browser("programme_manager", place), browser()
    receipt, days = words_of(complain(deng, place)), ProgrammeRules().acknowledge_days
    ages = f"{programme(officer)}/ages"
    assert "Open for 0 days" in efua.get(ages).text
    for waited, is_late in ((days, False), (days + 1, True)):
        with make.engine.begin() as connection:
            connection.execute(update(Complaint).values(filed_on=today - timedelta(days=waited)))
        assert (f"Open for {waited} days · late" in efua.get(ages).text) == is_late
        listing, record = (officer.get(f"{programme(officer)}{end}").html for end in ("", "/1"))
        for html in (listing, record, ask(deng, receipt).html):
            assert ('class="late"' in html) == is_late
        assert ("1 of them is late." in officer.get("/").text) == is_late
    officer.send(f"{programme(officer)}/1/answer", text="It is done.", key_password=PASSPHRASE)
    assert f"Answer of {today.day} {today:%b %Y}" in ask(deng, receipt).text


def test_another_officer_reads_too_when_one_shares(
    officer: Browser, browser: Callable[..., Browser], place: Any
) -> None:
    complain(browser(), place)
    later = officer_of(browser, place, "a passphrase that came later")
    page = later.get(f"{programme(later)}/1")
    refused = later.post(
        f"{programme(later)}/1", {**page.values, "key_password": "a passphrase that came later"}
    )
    assert refused.problems == ["This complaint was not sealed to you. Ask another officer to share it."]
    form = officer.get(f"{programme(officer)}/1/share")
    chosen = next(c["value"] for c in form.controls if c.get("name") == "officer" and c.get("value"))
    officer.send(f"{programme(officer)}/1/share", officer=chosen, key_password=PASSPHRASE)
    page = later.get(f"{programme(later)}/1")
    told = later.post(
        f"{programme(later)}/1", {**page.values, "key_password": "a passphrase that came later"}
    )
    assert STORY in told.text


def test_whom_it_is_about_reads_it_by_no_second_account_while_somebody_else_can(
    make: Make, browser: Callable[..., Browser], place: Any, officer: Browser
) -> None:
    """A manager invited a second account as complaints officer, and read what was said of managers."""
    manager = make.account("programme_manager", place)
    ghost, second_account = browser(), came_in(make, manager, "complaints_officer", place)
    ghost.sign_in_as(second_account)
    where = programme(ghost)
    ghost.send(f"{where}/key", key_password=PASSPHRASE, key_password_again=PASSPHRASE)
    complain(browser(), place, about="agency")
    assert STORY in opened(officer).text
    assert "was not sealed to you" in opened(ghost).text and STORY not in opened(ghost).text
    complain(browser(), place, about="committee")
    second = f"{where}/2"
    assert STORY in ghost.post(second, ghost.filled(second, key_password=PASSPHRASE)).text
    confirm(make, make.account("administrator"), second_account, "complaints_officer", place)
    complain(browser(), place, about="agency")
    third = f"{where}/3"
    assert STORY in ghost.post(third, ghost.filled(third, key_password=PASSPHRASE)).text


def test_a_new_passphrase_does_not_lock_old_complaints_away(
    officer: Browser, browser: Callable[..., Browser], place: Any
) -> None:
    complain(browser(), place)
    where = programme(officer)
    officer.send(
        f"{where}/key", key_password="quite another passphrase", key_password_again="quite another passphrase"
    )
    page = officer.get(f"{where}/1")
    wrong = officer.post(f"{where}/1", {**page.values, "key_password": "quite another passphrase"})
    assert "not the passphrase that you had when the complaint came in" in wrong.problems[0]
    page = officer.get(f"{where}/1")
    assert STORY in officer.post(f"{where}/1", {**page.values, "key_password": PASSPHRASE}).text


def test_a_serious_complaint_stops_instalments_until_it_is_answered(
    make: Make, browser: Callable[..., Browser]
) -> None:
    place = make.settlement(planned=True)
    contract = make.contract(place)
    officer = officer_of(browser, place)
    complain(browser(), place, category="money")
    treasurer = browser("committee_officer", place)
    work = f"/s/{place.code}/works/{contract.number}"
    stops = "The complaints officers have not answered the serious complaint that is open yet"
    assert stops not in treasurer.get(work).text
    officer.send(f"{programme(officer)}/1/acknowledge", is_serious="yes")
    assert stops in treasurer.get(work).text
    form = treasurer.filled(f"{work}/tranches/1/request", statement="To dig the pits")
    refused = treasurer.post(f"{work}/tranches/1/request", form)
    assert refused.status == 422 and f"Still missing: {stops}" in refused.problems[0]
    officer.send(f"{programme(officer)}/1/answer", text="The money is back.", key_password=PASSPHRASE)
    assert stops not in treasurer.get(work).text
    treasurer.send(f"{work}/tranches/1/request", statement="To dig the pits")


def test_an_appeal_that_stops_instalments_tells_the_place_no_hour(
    make: Make, browser: Callable[..., Browser]
) -> None:
    place = make.settlement(planned=True)
    contract = make.contract(place)
    officer = officer_of(browser, place)
    deng = browser()
    receipt = words_of(complain(deng, place, category="money"))
    officer.send(f"{programme(officer)}/1/acknowledge", is_serious="yes")
    officer.send(f"{programme(officer)}/1/answer", text="No.", key_password=PASSPHRASE)
    deng.post("/complaint", {**ask(deng, receipt).values, "text": "The money is still gone."})
    stops = "The complaints officers have not answered the serious complaint that is open yet"
    assert stops in browser("committee_officer", place).get(f"/s/{place.code}/works/{contract.number}").text
    with reading(make.engine) as db:
        found = select(JournalEntry.at).where(JournalEntry.act == "instalments.stop")
        first, by_appeal = db.scalars(found.order_by(JournalEntry.sequence)).all()
    assert by_appeal[10:19] == "T00:00:00" and first[10:19] != by_appeal[10:19]


def test_words_that_were_changed_do_not_open() -> None:
    key = sealed_text.new_key()
    stored = sealed_text.sealed(key, "short")
    assert len(stored) == len(sealed_text.sealed(key, "a little longer than short"))
    assert sealed_text.opened(key, stored) == "short"
    with pytest.raises(WrongKey):
        sealed_text.opened(sealed_text.new_key(), stored)


def rows(engine: Engine) -> dict[str, int]:
    with reading(engine) as db:
        return {
            table.name: len(db.execute(select(*table.primary_key.columns)).all())
            for table in Base.metadata.sorted_tables
        }


def plain(page: Page) -> str:
    """A page without what is new in each form: ids and tokens."""
    return re.sub(r'name="(form_id|token)" value="[^"]*"', "", page.html)


def test_a_passphrase_is_hashed_slowly_once_when_a_complaint_is_opened_or_answered(
    officer: Browser, browser: Callable[..., Browser], place: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    complain(browser(), place)
    made: list[str] = []
    stretched = sealed_text._stretched

    def noted(passphrase: str, *given: Any) -> bytes:
        made.append(passphrase)
        return stretched(passphrase, *given)

    monkeypatch.setattr(sealed_text, "_stretched", noted)
    assert STORY in opened(officer).text
    assert made == [PASSPHRASE]
    officer.send(f"{programme(officer)}/1/answer", text="We were there.", key_password=PASSPHRASE)
    assert made == [PASSPHRASE] * 2
