"""Acts on rounds: open a round, attest a sheet, close a round."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.messages import N_, Conflict, Message, RefusalList, Refused
from peoplesprocess.core.paper_days import day_detail
from peoplesprocess.core.prioritisation import DECISION_RULES, EQUAL_SHARES
from peoplesprocess.core.prioritisation.ballot_methods import METHODS_BY_KEY, BallotFormat, BallotMethod
from peoplesprocess.core.prioritisation.criteria import Criterion, parse_criteria
from peoplesprocess.core.prioritisation.pairwise import MOST_NEEDS
from peoplesprocess.core.process.gate_checks import CHECKS
from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.facts.done_at import noon
from peoplesprocess.facts.gate_facts import gather
from peoplesprocess.facts.needs import LIVE_NEEDS, stored_titles
from peoplesprocess.facts.round_progress import all_sentences, round_progress
from peoplesprocess.facts.rounds import OPEN_ROUND, sheet
from peoplesprocess.facts.user_account_makers import tied
from peoplesprocess.models import Attestation, Result, Round
from peoplesprocess.rounds.code_ballot_opener import open_sealed_ballots
from peoplesprocess.rounds.queries import SHEET_TYPED_BY
from peoplesprocess.rounds.result_record import record_result
from peoplesprocess.rounds.round_funding_terms import FundingRulesInput, RoundFundingValues, funding_columns
from peoplesprocess.rounds.round_lookup import round_by_number
from peoplesprocess.rounds.round_paper_days import closed_on, confirmed_on, opened_on

LEAST_NEEDS = 2

_NO_SHEET = N_("There is no sheet of this group yet. Type it in on the page of the round.")


@dataclass(frozen=True, slots=True)
class RoundInput:
    """How a round is counted, as chosen before counting, and the numbers of the needs on its ballot."""

    method: str
    rule: str
    tokens: int
    read_out: bool
    ballot: list[int]
    terms: FundingRulesInput = field(default_factory=FundingRulesInput)
    """The money and costs, for a rule that chooses works."""
    typed_twice: bool = False
    criteria: str = ""
    """The criteria for scoring, one on each line with its weight, for the method that uses scores."""
    on_paper: date | None = None
    """The day on which the round was opened on paper, if it is before today."""


def open_round(act: Act, chosen: RoundInput) -> Round:
    """Open a round.

    Errors: Forbidden; Refused, naming every required group that has had no session of its own, or if the day
    on paper is before something that had to happen first.
    """
    act.require(Action.OPEN_ROUND)
    facts = gather(act.db, [act.settlement])[act.settlement.id]
    unheard = [finding for finding in CHECKS["groups-heard"](facts, ProgrammeRules()) if not finding.holds]
    if unheard:
        raise Refused(all_sentences(unheard))
    _none_open(act)
    method = _require_way(chosen)
    ballot = list(dict.fromkeys(chosen.ballot))
    refusals, paper_day = RefusalList(), None
    criteria, titles, funding = list[Criterion](), dict[int, str](), None
    with refusals:
        if len(ballot) < LEAST_NEEDS:
            sentence = N_("Choose at least two needs. With one there is nothing to put first.")
            raise Refused(Message(sentence), "ballot")
    with refusals:
        criteria += _checked_criteria(method, chosen, ballot)
    # While the method does not fit, the costs of needs do not matter yet.
    refusals.settle()
    with refusals:
        if chosen.rule == EQUAL_SHARES.key:
            funding = funding_columns(chosen.terms, ballot, _drawn_order(ballot))
    with refusals:
        titles |= _titles(act, ballot)
    with refusals:
        paper_day = opened_on(act, chosen.on_paper)
    refusals.settle()
    return _opened(act, chosen, titles, funding, criteria, paper_day)


def _require_way(chosen: RoundInput) -> BallotMethod:
    if not chosen.read_out:
        raise Refused(Message(N_("Read the rule out in the assembly first.")), "read_out")
    if chosen.rule not in {rule.key for rule in DECISION_RULES}:
        raise Refused(Message(N_("Choose one from the list.")), "rule")
    method = METHODS_BY_KEY.get(chosen.method)
    if method is None:
        raise Refused(Message(N_("Choose one from the list.")), "method")
    return method


def _opened(
    act: Act,
    chosen: RoundInput,
    titles: dict[int, str],
    funding: RoundFundingValues | None,
    criteria: list[Criterion],
    paper_day: date | None,
) -> Round:
    terms: RoundFundingValues = funding or {}
    ballot = list(titles)
    row = Round(
        **act.columns,
        number=act.next_number(Round.number, Round.settlement_id, act.settlement.id),
        method=chosen.method,
        rule=chosen.rule,
        tokens=chosen.tokens,
        read_out=chosen.read_out,
        ballot=ballot,
        **terms,
        typed_twice=chosen.typed_twice,
        criteria=[(each.name, each.weight) for each in criteria],
        cycles_before=act.settlement.cycles_before,
        need_titles=stored_titles(titles),
        required_groups=list(act.settlement.required_groups),
        on_paper_at=noon(act.settlement, paper_day),
    )
    act.db.add(row)
    detail: dict[str, object] = {"method": row.method, "rule": row.rule, "tokens": row.tokens}
    detail |= {"ballot": ballot, **terms}
    if criteria:
        detail["criteria"] = [[each.name, each.weight] for each in criteria]
    act.note("round.open", f"round {row.number}", **detail, **day_detail(paper_day))
    return row


def attest(
    act: Act,
    round_number: int,
    group_code: str,
    dissent: str,
    seen_version: int | None = None,
    on_paper: date | None = None,
) -> Attestation:
    """Record that the representative confirms the present version of a sheet, today or on the day `on_paper`.

    Errors: Forbidden; Refused, also if the actor typed the sheet in, made the typist's account or got theirs
    from the typist, or if the day on paper is before something that had to happen first; Conflict if the
    sheet has changed since the representative saw it.
    """
    groups = frozenset({group_code})
    act.require(Action.ATTEST_BALLOT_SHEET, ActSubject(groups=groups))
    asked = round_by_number(act, round_number)
    saved = sheet(act.db, asked.id, group_code)
    if saved is None:
        raise Refused(Message(_NO_SHEET))
    typed_by = SHEET_TYPED_BY.get(act.db, sheet=saved.id)
    tied_accounts = tied(act.db, act.actor.id, [typed_by])
    act.require(Action.ATTEST_BALLOT_SHEET, ActSubject(groups=groups, typed_by=typed_by, tied=tied_accounts))
    if seen_version is not None and seen_version != saved.version:
        raise Conflict({"version": saved.version})
    if saved.attestation is not None:
        raise Refused(Message(N_("This sheet is confirmed already.")))
    confirmed = confirmed_on(act, asked, group_code, on_paper)
    version = {"sheet_id": saved.id, "sheet_version": saved.version}
    on_paper_at = noon(act.settlement, confirmed)
    row = Attestation(**act.programme_columns, **version, dissent=dissent, on_paper_at=on_paper_at)
    act.db.add(row)
    act.note(
        "sheet.attest",
        f"round {asked.number} {group_code}",
        version=saved.version,
        dissent=bool(dissent),
        **day_detail(confirmed),
    )
    return row


def close_round(act: Act, round_number: int, on_paper: date | None = None) -> Result:
    """Close a round, today or on the day `on_paper`, and store its first result.

    Errors: Forbidden; Refused, naming every required group without a sheet and every unconfirmed sheet, or if
    the day on paper is before something that had to happen first.
    """
    act.require(Action.CLOSE_ROUND)
    asked = round_by_number(act, round_number)
    if asked.is_closed:
        raise Refused(Message(N_("This round is closed already.")))
    progress = round_progress(act.db, asked, act.settlement)
    if progress.missing_findings:
        raise Refused(all_sentences(progress.missing_findings))
    counted_on = closed_on(act, asked, progress, on_paper)
    open_sealed_ballots(act, asked)
    return record_result(act, asked, on_paper=counted_on)


def _none_open(act: Act) -> None:
    found = OPEN_ROUND.first(act.db, settlement=act.settlement.id)
    if found is not None:
        raise Refused(
            Message(N_("Round %(number)s is still open. Close it first."), {"number": found.number})
        )


def _checked_criteria(method: BallotMethod, chosen: RoundInput, ballot: Sequence[int]) -> list[Criterion]:
    """Return the criteria if the method has any. Errors: Refused if it does not fit the rule or the needs."""
    if chosen.rule == EQUAL_SHARES.key and method.marks is not BallotFormat.COUNTS:
        raise Refused(
            Message(N_("To share out money, each person has to choose: by dots, by hands or on papers.")),
            "method",
        )
    if method.marks is BallotFormat.PAIRS and len(ballot) > MOST_NEEDS:
        raise Refused(
            Message(
                N_("“Two needs at a time” works for up to %(most)s needs. Choose fewer, or another way."),
                {"most": MOST_NEEDS},
            ),
            "ballot",
        )
    return parse_criteria(chosen.criteria) if method.marks is BallotFormat.SCORES else []


def _drawn_order(ballot: list[int]) -> list[int]:
    """Return a random tie-break order of the needs; it is drawn before anything is counted."""
    order = list(ballot)
    secrets.SystemRandom().shuffle(order)
    return order


def _titles(act: Act, ballot: list[int]) -> dict[int, str]:
    """Return the present titles of the needs, in ballot order. Errors: Refused if one is no longer listed."""
    live = {need.number: need.title for need in LIVE_NEEDS.all(act.db, settlement=act.settlement.id)}
    if not set(ballot) <= live.keys():
        raise Refused(Message(N_("One of these needs is not on the list any more. Choose again.")), "ballot")
    return {number: live[number] for number in ballot}
