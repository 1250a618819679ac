"""The story of one work as stages: each with what is so and what is still missing, as whole sentences.

Sentences carry their values, so that a paper says the same in two languages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce

from peoplesprocess.board.authority_stage import authority
from peoplesprocess.board.building_stage import building
from peoplesprocess.board.contract_summary import BoardTranche
from peoplesprocess.board.defects_period_stage import defects_period, has_period
from peoplesprocess.board.work_stage_lines import WorkFacts, WorkStageLine, labelled, missing, so
from peoplesprocess.core.choice_lists import MODES
from peoplesprocess.core.completion import due_on
from peoplesprocess.core.contract_payers import PAYERS
from peoplesprocess.core.due_checks import DueCheck
from peoplesprocess.core.later_deductions import later_deductions
from peoplesprocess.core.messages import N_, Message, Msgid, Plural, Sentence
from peoplesprocess.core.safeguards import LEVEL_NAMES
from peoplesprocess.facts.local_days import day_in

NEED = N_("Need %(number)s: %(title)s")
ACCEPTED = N_("Accounts read and accepted on %(day)s")
NOT_ACCEPTED = N_("The meeting of %(day)s did not accept the accounts")


@dataclass(frozen=True, slots=True)
class BoardWorkStage:
    """A stage of a work: its name and its lines, of which those that do not hold are still missing."""

    name: Msgid
    lines: list[WorkStageLine]

    @property
    def is_done(self) -> bool:
        """Whether all of it is so."""
        return all(line.holds for line in self.lines)

    @property
    def lacks(self) -> bool:
        """Whether something is missing whose day has come."""
        return any(not line.holds and not line.is_ahead for line in self.lines)


def work_stages(work: WorkFacts) -> list[BoardWorkStage]:
    """Return the stages of a work in their order, from the need to the checks after the handover."""
    stages = [
        (N_("The need"), _need(work)),
        (N_("The vote"), _vote(work)),
        (N_("The authority"), authority(work)),
        (N_("The contract"), _contract(work)),
        (N_("The money"), _money(work)),
        (N_("The building"), building(work)),
        (N_("The accounts"), _accounts(work)),
    ]
    if work.summary.row.ended_on is None:
        stages.append((N_("The certificate"), _certificate(work)))
    if has_period(work):
        stages.append((N_("The defects period"), defects_period(work)))
    if work.summary.row.handed_on or work.summary.row.ended_on is None:
        stages += [(N_("The handover"), _handover(work)), (N_("The checks"), _checks(work))]
    return [BoardWorkStage(name, list(lines)) for name, lines in stages]


def _listed(names: Sequence[object]) -> object:
    """Words of ours in one, so that each language puts its own comma between them."""
    return reduce(
        lambda first, second: Message(N_("%(first)s, %(second)s"), {"first": first, "second": second}), names
    )


def _need(work: WorkFacts) -> Iterator[WorkStageLine]:
    for need in work.needs:
        yield so(NEED, number=need.number, title=need.title)
        raised_by = (need.raised_by or "").split()
        names = [group.name for code, group in work.place.groups.items() if code in raised_by]
        if names:
            yield WorkStageLine(labelled(N_("Raised by"), _listed(names)))
    if not work.needs:
        yield missing(N_("No need is named for this work."))


def _vote(work: WorkFacts) -> Iterator[WorkStageLine]:
    for need, told in work.places.items():
        for sentence in told:
            several = Message(NEED, {"number": need, "title": sentence})
            yield WorkStageLine(several if len(work.places) > 1 else sentence)
    if not work.places:
        yield missing(N_("No vote about it was counted."))


def _contract(work: WorkFacts) -> Iterator[WorkStageLine]:
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


def _money(work: WorkFacts) -> Iterator[WorkStageLine]:
    row = work.summary.row
    is_ended = row.ended_on is not None
    if row.cash.cash_given:
        yield WorkStageLine(labelled(N_("Given in money"), work.money(row.cash.cash_given)), is_detail=True)
    if row.others_paid:
        yield WorkStageLine(labelled(N_("Paid in by others"), work.money(row.others_paid)), is_detail=True)
    came = {event.number: event for event in work.of_kind("arrival")}
    for part in work.summary.instalments:
        if part.is_retention and not part.asked_at:
            # The stage of the defects period tells what it waits for.
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
    """When it was typed in that an instalment was asked for or answered, if on another day than on paper."""
    for done_at, typed_at, said in (
        (part.asked_at, part.asked_typed_at, N_("That it was asked for was typed in on %(day)s.")),
        (part.released_at, part.released_typed_at, N_("That it was paid was typed in on %(day)s.")),
        (part.refused_at, part.refused_typed_at, N_("That it was refused was typed in on %(day)s.")),
    ):
        if done_at and typed_at and day_in(work.place, done_at) != day_in(work.place, typed_at):
            yield WorkStageLine(Message(said, {"day": typed_at}), is_detail=True)


def _late(part: BoardTranche) -> Sentence:
    if part.released_at is None and part.refused_at is None:
        return Plural("The agency is %(count)s day late.", "The agency is %(count)s days late.", part.late)
    return Plural("The agency was %(count)s day late.", "The agency was %(count)s days late.", part.late)


def _other_sum(work: WorkFacts, more: int) -> WorkStageLine:
    """That another sum came than the agency paid: `more` in minor units, below 0 if less came."""
    if more > 0:
        return so(N_("%(sum)s more came to the account than was paid."), sum=work.money(more))
    return WorkStageLine(Message(N_("Of it %(sum)s did not come."), {"sum": work.money(-more)}), is_late=True)


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
    if part.released_at is not None:
        return Plural(
            "Instalment %(number)s, %(sum)s: asked for on %(asked)s, paid on %(day)s, after %(count)s day",
            "Instalment %(number)s, %(sum)s: asked for on %(asked)s, paid on %(day)s, after %(count)s days",
            part.days,
            {**values, "day": part.released_at},
        )
    if part.refused_at is not None:
        return Message(
            N_("Instalment %(number)s, %(sum)s: refused on %(day)s, not asked for again yet"),
            {**values, "day": part.refused_at},
        )
    return Plural(
        "Instalment %(number)s, %(sum)s: asked for on %(asked)s, it waits for the agency for %(count)s day",
        "Instalment %(number)s, %(sum)s: asked for on %(asked)s, it waits for the agency for %(count)s days",
        part.days,
        values,
    )


def _accounts(work: WorkFacts) -> Iterator[WorkStageLine]:
    row = work.summary.row
    if row.audited_on is None:
        yield missing(N_("No public audit yet"))
    elif row.accepted:
        yield so(ACCEPTED, day=row.audited_on)
        yield from _people_at_audit(work)
    else:
        yield missing(NOT_ACCEPTED, day=row.audited_on)
    yield from _earlier_audits(work)
    if row.measured_on is None:
        yield missing(N_("No final account yet"))
        return
    values = {"cost": work.money(row.cost or 0), "surplus": work.money(row.surplus or 0)}
    yield so(N_("Final cost %(cost)s, surplus %(surplus)s"), **values)
    later = later_deductions(int(row.deducted_since_account), row.money_left, work.place.currency)
    if later is not None:
        yield WorkStageLine(later)
    if row.cost_reason:
        sentence = N_("Why the cost is another sum than the cash book and what was given: %(reason)s")
        yield WorkStageLine(Message(sentence, {"reason": row.cost_reason}))
    if row.surplus_use:
        yield WorkStageLine(labelled(N_("What becomes of the surplus"), row.surplus_use))


def _earlier_audits(work: WorkFacts) -> Iterator[WorkStageLine]:
    """The public audits before the newest one, the last of them first."""
    for event in sorted(work.of_kind("audit"), key=lambda event: (event.day, event.number), reverse=True):
        if event.number != work.summary.row.audit_meeting:
            said = ACCEPTED if event.percent else NOT_ACCEPTED
            yield WorkStageLine(Message(said, {"day": event.day}), is_detail=True)


def _people_at_audit(work: WorkFacts) -> Iterator[WorkStageLine]:
    if people := work.summary.audit_people:
        there = Plural("%(count)s person was there.", "%(count)s people were there.", people)
        yield WorkStageLine(there, is_detail=True)


def _certificate(work: WorkFacts) -> Iterator[WorkStageLine]:
    if work.summary.row.issued_on is None:
        yield missing(N_("No completion certificate yet"))
    else:
        yield so(N_("Certificate issued on %(day)s"), day=work.summary.row.issued_on)


def _handover(work: WorkFacts) -> Iterator[WorkStageLine]:
    row = work.summary.row
    if row.handed_on is None:
        yield missing(N_("Not handed over yet"))
        return
    yield so(N_("Handed over on %(day)s to: %(receiver)s"), day=row.handed_on, receiver=row.receiver)
    yield so(N_("Looked after by: %(caretaker)s"), caretaker=row.caretaker)


def _checks(work: WorkFacts) -> Iterator[WorkStageLine]:
    row = work.summary.row
    if row.handed_on is None:
        yield missing(N_("The work is checked after its handover."))
        return
    for month in work.place.rules.check_months:
        yield _check(work, row.handed_on, month)
    if row.works is False:
        yield missing(N_("The newest check says that it does not work."))


def _check(work: WorkFacts, handed_on: date, month: int) -> WorkStageLine:
    row, due = work.summary.row, due_on(handed_on, month)
    if month in row.broken_months:
        broken = Plural(
            "Checked %(count)s month after handover: it did not work",
            "Checked %(count)s months after handover: it did not work",
            month,
        )
        return WorkStageLine(broken, bool(row.works))
    if month in row.checked_months:
        works = Plural(
            "Checked %(count)s month after handover: it works",
            "Checked %(count)s months after handover: it works",
            month,
        )
        return WorkStageLine(works)
    check = DueCheck(due, work.today)
    if check.is_late:
        return WorkStageLine(check.sentence, holds=False, is_late=True)
    waits = Plural(
        "Check %(count)s month after handover, due on %(day)s",
        "Check %(count)s months after handover, due on %(day)s",
        month,
        {"day": due},
    )
    return WorkStageLine(waits, holds=False, is_ahead=check.is_ahead)
