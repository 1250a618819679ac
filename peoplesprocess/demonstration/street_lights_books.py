"""The committee's books of the street lights: quotations, purchases, paid days, the store, contributions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from peoplesprocess.contributions import actions as contributions
from peoplesprocess.contributions import other_payments
from peoplesprocess.core.contract_payers import OtherPaymentInput
from peoplesprocess.core.contributions import ContributionInput
from peoplesprocess.demonstration.story_data import DemonstrationStory
from peoplesprocess.demonstration.story_people import AccountMaker, at, minor
from peoplesprocess.labour import actions as labour
from peoplesprocess.purchases import actions as purchases
from peoplesprocess.purchases import stock_actions
from peoplesprocess.works import actions as works

Dated = tuple[tuple[date, int], Callable[[], object]]
"""An act with its day and hour."""
NUMBER = 2
"""The number of the street lights' contract, the second one of their neighbourhood."""
MUNICIPALITY = 3_000_000
QUOTED, RECEIVED = date(2025, 3, 12), date(2025, 3, 20)
SELLERS = (("Zozan Electric", 11_400_000), ("Sumel Lights", 10_800_000), ("Duhok Solar", 12_600_000))
BOUGHT = (
    (date(2025, 3, 15), "30 lamps with panels", 5_400_000, "Bill 1", 1),
    (date(2025, 4, 20), "Poles and cement", 6_000_000, "Bill 2", None),
    (date(2025, 5, 2), "30 lamps with panels", 5_400_000, "Bill 3", 1),
    (date(2025, 6, 2), "Cables, switches and the crane", 2_300_000, "Bill 4", None),
    (date(2025, 6, 25), "Paint and number plates", 1_100_000, "Bill 5", None),
    (date(2026, 1, 4), "The electrician's last bill", 850_000, "Bill 6", None),
)
ROLLS = (
    (date(2025, 3, 17), date(2025, 4, 5), "Digging and casting foundations", (60, 90), "Muster roll 1"),
    (date(2025, 5, 8), date(2025, 5, 28), "Setting up poles", (80, 120), "Muster roll 2"),
)
DAY_RATE = 12_000
GIVEN = (
    (date(2025, 4, 1), "Sand for the foundations", 750_000, 30),
    (date(2025, 5, 10), "Gravel", 600_000, 24),
)
STORE = (
    (None, "in", date(2025, 3, 16), 30, "Delivery note 7", ""),
    (1, "out", date(2025, 4, 3), 18, "Taken by the electrician", ""),
    (1, "in", date(2025, 5, 3), 30, "Delivery note 9", ""),
    (1, "out", date(2025, 5, 29), 41, "Taken by the electrician", ""),
    (1, "count", date(2025, 6, 1), 0, "Counted by two of the committee", "One lamp broke on the way"),
)


def books(cast: AccountMaker, story: DemonstrationStory) -> list[Dated]:
    """Return every act of the committee's books, with its day."""
    return [
        ((QUOTED, 7), partial(_compare, cast, story)),
        ((RECEIVED, 11), partial(_receive, cast, story)),
        *(((line[0], 8), partial(_buy, cast, story, *line)) for line in BOUGHT),
        *(((roll[1], 9), partial(_pay, cast, story, *roll)) for roll in ROLLS),
        *(((gift[0], 7), partial(_give, cast, story, *gift)) for gift in GIVEN),
        *(((move[2], 12), partial(_move, cast, story, *move)) for move in STORE),
    ]


def _compare(cast: AccountMaker, story: DemonstrationStory) -> None:
    quoted = [
        purchases.QuotationInput(seller, minor(story, amount), QUOTED, "") for seller, amount in SELLERS
    ]
    comparison = purchases.PriceComparisonInput("60 lamps with solar panels", quoted, 2, "")
    purchases.compare(cast.act(story, "officer", at(QUOTED, 7)), NUMBER, comparison)


def _receive(cast: AccountMaker, story: DemonstrationStory) -> None:
    payment = OtherPaymentInput("municipality", RECEIVED, minor(story, MUNICIPALITY), "Voucher 12")
    other_payments.record_other_payment(cast.act(story, "officer", at(RECEIVED, 11)), NUMBER, payment)


def _buy(
    cast: AccountMaker,
    story: DemonstrationStory,
    day: date,
    what: str,
    amount: int,
    paper: str,
    comparison: int | None,
) -> None:
    line = works.CashBookInput(day, what, minor(story, amount), paper, comparison=comparison)
    works.record_spending(cast.act(story, "officer", at(day, 8)), NUMBER, line)


def _pay(
    cast: AccountMaker,
    story: DemonstrationStory,
    since: date,
    until: date,
    what: str,
    days: tuple[int, int],
    paper: str,
) -> None:
    rate = minor(story, DAY_RATE)
    women, men = days
    roll = labour.MusterRollInput(
        "unskilled", what, since, until, women, rate, men, rate, until, paper, unequal=""
    )
    labour.record_muster_roll(cast.act(story, "officer", at(until, 9)), NUMBER, roll)


def _give(
    cast: AccountMaker,
    story: DemonstrationStory,
    day: date,
    what: str,
    value: int,
    quantity: int,
) -> None:
    worth = minor(story, value)
    given = ContributionInput("materials", day, what, worth, quantity=quantity * 1000, unit="m³")
    contributions.record_contribution(cast.act(story, "officer", at(day, 7)), NUMBER, given)


def _move(
    cast: AccountMaker,
    story: DemonstrationStory,
    item: int | None,
    kind: str,
    day: date,
    quantity: int,
    paper: str,
    reason: str,
) -> None:
    moved = stock_actions.StockMovementInput(
        item, "Lamps with panels", "piece", kind, day, quantity * 1000, paper, reason
    )
    stock_actions.record_movement(cast.act(story, "officer", at(day, 12)), NUMBER, moved)
