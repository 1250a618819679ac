"""A committee's books besides the cash book: contributions, paid days, arrived money, the bank."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial

from peoplesprocess.contributions import actions as contributions
from peoplesprocess.demonstration.story_data import (
    DemonstrationContribution,
    DemonstrationMusterRoll,
    DemonstrationPriceComparison,
    DemonstrationStory,
)
from peoplesprocess.demonstration.story_people import AccountMaker, at, minor
from peoplesprocess.labour import actions as labour
from peoplesprocess.purchases import actions as purchases
from peoplesprocess.works import bank_balances, tranche_arrivals


def log(cast: AccountMaker, story: DemonstrationStory) -> list[tuple[datetime, Callable[[], object]]]:
    """Return every dated act of a contract's books."""
    told = story.contract
    acts: list[tuple[datetime, Callable[[], object]]] = []
    for gift in told.given:
        acts.append((at(gift.given_on, 7), partial(_give, cast, story, gift)))
    for comparison in told.compared:
        acts.append((at(comparison.compared_on, 7), partial(_compare_prices, cast, story, comparison)))
    for roll in told.rolls:
        acts.append((at(roll.until, 8), partial(_pay, cast, story, roll)))
    if told.bank:
        acts.append((at(told.bank[0], 15), partial(_compare, cast, story, *told.bank)))
    return acts


def arrive(cast: AccountMaker, story: DemonstrationStory, number: int, day: date) -> None:
    """Record that an instalment came on the day on which it was sent."""
    amount = minor(story, _instalment(story, number))
    arrival = tranche_arrivals.TrancheArrivalInput(day, amount, "")
    tranche_arrivals.confirm_arrival(cast.act(story, "officer", at(day, 18)), 1, number, arrival)


def _instalment(story: DemonstrationStory, number: int) -> int:
    """Return the sum of an instalment in whole units."""
    told = story.contract
    item = next(line for line in story.first_plan if line.need == told.item)
    total = sum(quantity * rate for _, _, quantity, rate in told.bill)
    grant = total - item.in_cash - item.in_labour - item.in_materials
    return grant * told.percents[number - 1] // 100


def _give(cast: AccountMaker, story: DemonstrationStory, gift: DemonstrationContribution) -> None:
    given = contributions.ContributionInput(
        kind=gift.kind,
        given_on=gift.given_on,
        what=gift.what,
        value=minor(story, gift.value),
        women_days=gift.days[0],
        men_days=gift.days[1],
        quantity=gift.quantity * 1000,
        unit=gift.unit,
        paper=gift.paper,
    )
    contributions.record_contribution(cast.act(story, "officer", at(gift.given_on, 7)), 1, given)


def _pay(cast: AccountMaker, story: DemonstrationStory, roll: DemonstrationMusterRoll) -> None:
    rate = minor(story, roll.rate)
    written = labour.MusterRollInput(
        kind="unskilled",
        what=roll.what,
        since=roll.since,
        until=roll.until,
        women_days=roll.days[0],
        women_rate=rate,
        men_days=roll.days[1],
        men_rate=rate,
        paid_on=roll.until,
        paper=roll.paper,
        unequal="",
    )
    labour.record_muster_roll(cast.act(story, "officer", at(roll.until, 8)), 1, written)


def _compare_prices(
    cast: AccountMaker, story: DemonstrationStory, told: DemonstrationPriceComparison
) -> None:
    quotations = [
        purchases.QuotationInput(supplier, minor(story, amount), told.compared_on, "")
        for supplier, amount in told.quotations
    ]
    comparison = purchases.PriceComparisonInput(told.what, quotations, told.chosen, told.why)
    purchases.compare(cast.act(story, "officer", at(told.compared_on, 7)), 1, comparison)


def _compare(
    cast: AccountMaker,
    story: DemonstrationStory,
    day: date,
    amount: int,
    paper: str,
    reason: str,
) -> None:
    stated = bank_balances.BankBalanceInput(day, minor(story, amount), paper, reason)
    bank_balances.record_balance(cast.act(story, "officer", at(day, 15)), 1, stated)
