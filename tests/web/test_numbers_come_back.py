"""What a field writes it reads back, in every currency and language; what is doubtful is asked back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
import wtforms
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from peoplesprocess.contracts.actions import BillLineInput
from peoplesprocess.models import BillLine, Contract, FinalAccount, PlanItem, Round, Visit
from peoplesprocess.web.fields import BaseField, DateField, IntegerField
from peoplesprocess.web.i18n import SHIPPED, use_language
from peoplesprocess.web.quantity_and_money_fields import MoneyField, QuantityField
from tests.browser import Browser
from tests.contracts import story
from tests.factories import Make
from tests.finished_work import almost_built

People = Callable[..., Browser]
SCRIPTS = ("0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "০১২৩৪৫৬৭৮৯", "०१२३४५६७८९")
CURRENCIES = {"IQD": 0, "PKR": 2, "TND": 3}
LANGUAGES = pytest.mark.parametrize("language", SHIPPED)


class Measures(wtforms.Form):
    """A field of each kind that is read from digits."""

    sum = MoneyField("Sum", missing="Write it.")
    quantity = QuantityField("Quantity", missing="Write it.")
    count = IntegerField("Count", missing="Write it.", max=10**9)
    day = DateField("Day", missing="Write it.", ahead=None)


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    use_language("en")


def measures(currency: str, **typed: str) -> Measures:
    meta = {"currency": currency, "digits": CURRENCIES[currency], "today": date(2026, 3, 12)}
    return Measures(MultiDict(typed) if typed else None, meta=meta)


@given(
    st.sampled_from(sorted(CURRENCIES)),
    st.sampled_from(SHIPPED),
    st.sampled_from(SCRIPTS),
    st.sampled_from(["", "\u200f", "\ufeff", "\u200b"]),
    st.one_of(
        st.integers(0, 10**5), st.integers(0, 10**12).map(lambda n: n // 1000 * 1000), st.integers(0, 10**12)
    ),
    st.dates(date(1950, 1, 1), date(2150, 12, 31)),
)
def test_what_a_field_writes_is_read_back_to_the_same(
    currency: str, language: str, script: str, mark: str, number: int, day: date
) -> None:
    use_language(language)
    values: dict[str, Any] = {"sum": number, "quantity": number, "count": number % 10**9, "day": day}
    empty = measures(currency)
    typed = {}
    for name, value in values.items():
        field: BaseField = empty[name]
        typed[name] = mark + field.written(value).translate(str.maketrans("0123456789", script)) + mark
    read = measures(currency, **typed)
    assert {name: read[name].data for name in values} == values, typed


@pytest.mark.parametrize(
    ("language", "currency", "typed", "said"),
    [
        ("en", "TND", "1,234", "Write 1234 or 1.234."),
        ("en", "PKR", "1.500", "Write 1500 or 1.50."),
        ("en", "PKR", "1,000,00", "Write 100000 or 1000.00."),
        ("fr", "PKR", "1,500", "1500 ou 1,50"),
        ("en", "PKR", "1.234", "PKR has no parts as small as this."),
    ],
)
def test_a_doubtful_sum_is_asked_back_with_both_readings(
    make: Make, browser: People, language: str, currency: str, typed: str, said: str
) -> None:
    place = make.settlement(currency=currency)
    make.plan(place)
    page = browser("facilitator", place).send(
        f"/s/{place.code}/plan/items/1/change?language={language}", cost=typed
    )
    assert page.status == 422
    assert said in page.problems[0]


@LANGUAGES
def test_an_item_of_the_plan_sent_back_untouched_stays_as_it_is(
    make: Make, browser: People, db: Session, language: str
) -> None:
    place = make.settlement(currency="TND")
    make.plan(place, {1: {"cost": 1_234_500, "in_cash": 500, "in_labour": 1_500, "in_materials": 1_000}})
    change, officer = f"/s/{place.code}/plan/items/1/change", browser("facilitator", place)
    page = officer.send(f"{change}?language={language}")
    assert page.status == 200
    asked = officer.send(change, ends_on="tomorrow").problems[0]
    shown = asked.rstrip(".").rpartition(" ")[2].strip("\u2066\u2069")
    assert shown == ("23/11/2026" if language == "fr" else "2026-11-23")
    assert shown not in " ".join(officer.send(change, ends_on=shown).problems), "a day as it is shown is read"
    row = db.scalars(select(PlanItem)).one()
    assert (row.cost, row.in_cash, row.in_labour, row.in_materials) == (1_234_500, 500, 1_500, 1_000)


@LANGUAGES
def test_a_contract_sent_back_untouched_stays_as_it_is(
    make: Make, browser: People, db: Session, language: str
) -> None:
    place = story.endorsed(make, currency="TND")
    bill = [BillLineInput("Pits", "m", 1_125, 8_000_500), BillLineInput("Walls", "m²", 1_234_125, 1_500)]
    contract = story.contract(make, place, (), bill=bill, contribution=1_234_500)
    page = browser("facilitator", place).send(f"/s/{place.code}/contracts/1/change?language={language}")
    assert page.status == 200
    rows = db.scalars(select(BillLine).where(BillLine.contract_id == contract.id)).all()
    assert {(row.quantity, row.rate) for row in rows} == {(1_125, 8_000_500), (1_234_125, 1_500)}
    assert db.scalars(select(Contract.contribution)).one() == 1_234_500


@LANGUAGES
def test_what_was_measured_sent_back_untouched_stays_as_it_is(
    make: Make, browser: People, db: Session, language: str
) -> None:
    work = story.signed(make, bill=[BillLineInput("Drain", "m", 1_500_250, 100)], contribution=0)
    visitor = browser()
    visitor.sign_in_as(work.usernames["technical_officer"])
    for done in ("1234.125", None):
        page = visitor.send(f"{work.url}/visits/record", visited_on="2023-05-29", done1=done)
        assert page.status == 200
        visitor.get(f"{work.url}?language={language}")
    assert [row.measured for row in db.scalars(select(Visit))] == [{"1": 1_234_125}] * 2


@LANGUAGES
def test_a_round_opens_with_the_money_that_stands_in_its_field(
    make: Make, browser: People, db: Session, language: str
) -> None:
    place = make.settlement(currency="TND", envelope=1_500, groups=["women"], required_groups=["women"])
    make.meeting(place, women=9)
    numbers = [make.need(place, title) for title in ("Drain", "Roof")]
    page = browser("facilitator", place).send(
        f"/s/{place.code}/priorities/open?language={language}",
        rule="equal-shares",
        read_out="yes",
        **{f"cost{number}": "0.75" for number in numbers},
    )
    assert page.status == 200
    assert db.scalars(select(Round.envelope)).one() == 1_500


@LANGUAGES
def test_the_final_account_sent_back_untouched_is_what_was_spent(
    make: Make, browser: People, db: Session, language: str
) -> None:
    work = almost_built(make, currency="TND")
    work.spend(1_500)
    work.audit()
    work.visit(10_000, date(2023, 9, 16), final=True)
    engineer = browser("technical_officer", work.place)
    page = engineer.send(
        f"{work.url}/final?language={language}", measured_on="2023-09-18", surplus_use="Repairs", meeting="1"
    )
    assert page.status == 200, page.problems
    assert db.scalars(select(FinalAccount.cost)).one() == 339_501_500


def test_a_keypad_offers_a_point_where_there_can_be_one(make: Make, browser: People) -> None:
    work = story.signed(make)
    visitor = browser()
    visitor.sign_in_as(work.usernames["technical_officer"])
    page = visitor.get(f"{work.url}/visits/record")
    modes = {control["name"]: control.get("inputmode") for control in page.controls}
    assert modes["done1"] == "decimal"
    assert modes["days_stopped"] == "numeric"
