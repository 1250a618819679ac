"""The stages of a work under its contract: the agreement, and the money requested and received."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from peoplesprocess.board.contract_summary import BoardTranche
from peoplesprocess.board.work_stage_lines import WorkFacts, WorkStageLine, labelled, so
from peoplesprocess.core.choice_lists import MODES
from peoplesprocess.core.contract_payers import PAYERS
from peoplesprocess.core.messages import N_, Message, Plural, Sentence
from peoplesprocess.core.safeguards import LEVEL_NAMES
from peoplesprocess.facts.local_days import day_in


def agreement(work: WorkFacts) -> Iterator[WorkStageLine]:
    """Yield what the parties agreed: days, sums, who pays, the risks and the measures against them."""
    row = work.summary.row
    yield so(
        N_("Contract %(number)s, from %(start)s to %(end)s."),
        number=row.number,
        start=row.starts_on,
        end=row.ends_on,
    )
    if work.signed_at is not None:
        yield so(N_("All parties signed by %(day)s."), day=work.signed_at)
    if row.mode in MODES:
        yield WorkStageLine(Message(MODES[row.mode]), is_detail=True)
    if row.extended_to:
        yield so(N_("A later end was agreed: %(day)s."), day=row.extended_to)
    yield so(
        N_("%(sum)s in all: %(grant)s from the agency, %(given)s from the community."),
        sum=work.money(row.total),
        grant=work.money(row.grant),
        given=work.money(row.contribution),
    )
    for payer in row.other_payers:
        paid = N_("%(sum)s of it is paid by: %(payer)s")
        yield so(paid, sum=work.money(payer.amount), payer=PAYERS[payer.source])
    for event in (*work.of_kind("risk"), *work.of_kind("measure")):
        if event.kind == "risk":
            yield WorkStageLine(labelled(N_("Risk to the environment and people"), LEVEL_NAMES[event.text]))
        else:
            yield WorkStageLine(labelled(N_("Measure against it"), event.text))


def money(work: WorkFacts) -> Iterator[WorkStageLine]:
    """Yield the money that came in, and each instalment with its days."""
    row = work.summary.row
    is_ended = row.ended_on is not None
    if row.cash.cash_given:
        yield WorkStageLine(labelled(N_("Given in money"), work.money(row.cash.cash_given)), is_detail=True)
    if row.others_paid:
        yield WorkStageLine(labelled(N_("Paid in by others"), work.money(row.others_paid)), is_detail=True)
    came = {event.number: event for event in work.of_kind("arrival")}
    for part in work.summary.instalments:
        if part.is_retention and not part.asked_at:
            # The stage of the defects period says what the retention waits for.
            continue
        arrival = came.get(part.number)
        sentence = _instalment(work, part, arrival.day if arrival else None)
        yield WorkStageLine(sentence, is_ended or part.released_at is not None)
        if arrival is not None and arrival.amount:
            yield _other_sum(work, arrival.amount)
        yield from _typed_in(work, part)
        if part.late:
            yield WorkStageLine(_late(part), is_late=True)


def _typed_in(work: WorkFacts, part: BoardTranche) -> Iterator[WorkStageLine]:
    """Yield when a request or an answer was typed in, if on another day than on paper."""
    for done_at, typed_at, said in (
        (part.asked_at, part.asked_typed_at, N_("The request was typed in on %(day)s.")),
        (part.released_at, part.released_typed_at, N_("The payment was typed in on %(day)s.")),
        (part.refused_at, part.refused_typed_at, N_("The refusal was typed in on %(day)s.")),
    ):
        if done_at and typed_at and day_in(work.place, done_at) != day_in(work.place, typed_at):
            yield WorkStageLine(Message(said, {"day": typed_at}), is_detail=True)


def _late(part: BoardTranche) -> Sentence:
    if part.released_at is None and part.refused_at is None:
        return Plural("The agency is %(count)s day late.", "The agency is %(count)s days late.", part.late)
    return Plural("The agency was %(count)s day late.", "The agency was %(count)s days late.", part.late)


def _other_sum(work: WorkFacts, more: int) -> WorkStageLine:
    """Return that another sum came than was released: `more` minor units, negative if less."""
    if more > 0:
        return so(N_("%(sum)s more came to the account than was paid."), sum=work.money(more))
    return WorkStageLine(Message(N_("%(sum)s of it did not come."), {"sum": work.money(-more)}), is_late=True)


def _instalment(work: WorkFacts, part: BoardTranche, arrived_on: date | None) -> Sentence:
    values: dict[str, object] = {"number": part.number, "sum": work.money(part.amount)}
    if part.asked_at is None:
        return Message(N_("Instalment %(number)s, %(sum)s: not asked for yet"), values)
    values |= {"asked": part.asked_at}
    if part.released_at and arrived_on and arrived_on != day_in(work.place, part.released_at):
        return Plural(
            "Instalment %(number)s, %(sum)s: asked for on %(asked)s, paid on %(day)s, on the account on "
            "%(came)s, after %(count)s day",
            "Instalment %(number)s, %(sum)s: asked for on %(asked)s, paid on %(day)s, on the account on "
            "%(came)s, after %(count)s days",
            (arrived_on - day_in(work.place, part.asked_at)).days,
            {**values, "day": part.released_at, "came": arrived_on},
        )
    if part.released_at is not None and not part.days:
        return Message(
            N_("Instalment %(number)s, %(sum)s: asked for and paid on %(day)s"),
            {**values, "day": part.released_at},
        )
    if part.released_at is not None:
        return Plural(
            "Instalment %(number)s, %(sum)s: asked for on %(asked)s, paid on %(day)s, after %(count)s day",
            "Instalment %(number)s, %(sum)s: asked for on %(asked)s, paid on %(day)s, after %(count)s days",
            part.days,
            {**values, "day": part.released_at},
        )
    return _unpaid(work, part, values)


def _unpaid(work: WorkFacts, part: BoardTranche, values: dict[str, object]) -> Sentence:
    """Return how an instalment stands that was asked for and is not paid."""
    if part.refused_at is not None:
        return Message(
            N_("Instalment %(number)s, %(sum)s: refused on %(day)s, not asked for again yet"),
            {**values, "day": part.refused_at},
        )
    if work.summary.row.suspended_on is not None:
        return Message(
            N_(
                "Instalment %(number)s, %(sum)s: asked for on %(asked)s, it can be paid once the work goes on"
            ),
            values,
        )
    if not part.days:
        return Message(N_("Instalment %(number)s, %(sum)s: asked for on %(asked)s"), values)
    return Plural(
        "Instalment %(number)s, %(sum)s: asked for on %(asked)s, it has waited for the agency for "
        "%(count)s day",
        "Instalment %(number)s, %(sum)s: asked for on %(asked)s, it has waited for the agency for "
        "%(count)s days",
        part.days,
        values,
    )
