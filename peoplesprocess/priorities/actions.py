"""What is done in prioritising: a round's opening, the groups' word for their sheets, the close."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.core.decisions import fingerprint
from peoplesprocess.core.messages import N_, Conflict, Message, Refused
from peoplesprocess.core.prioritisation import DECISION_RULES, EQUAL_SHARES
from peoplesprocess.core.prioritisation.criteria import Criterion, parse_criteria
from peoplesprocess.core.prioritisation.methods import METHODS_BY_KEY, BallotFormat, Method
from peoplesprocess.core.prioritisation.pairwise import MOST_NEEDS
from peoplesprocess.core.prioritisation.result_json import to_json
from peoplesprocess.core.prioritisation.round_count import count_round, with_ballots
from peoplesprocess.core.process.checks import CHECKS
from peoplesprocess.core.process.facts import Facts
from peoplesprocess.core.rules import Rules
from peoplesprocess.db import journal
from peoplesprocess.db.rows import Place, belonging, next_number
from peoplesprocess.models import (
    Attestation,
    Merge,
    Need,
    Programme,
    Result,
    Round,
    Settlement,
)
from peoplesprocess.priorities import queries
from peoplesprocess.priorities.standing import before_closing, every, standing
from peoplesprocess.priorities.terms import TermsInput, kept, round_terms
from peoplesprocess.priorities.votes import queries as votes
from peoplesprocess.priorities.votes.actions import open_all

LEAST_NEEDS = 2


@dataclass(frozen=True, slots=True)
class RoundInput:
    """How a round is counted, chosen before counting, and the numbers of the needs that it asks about."""

    method: str
    rule: str
    tokens: int
    read_out: bool
    ballot: list[int]
    terms: TermsInput = field(default_factory=TermsInput)
    """Money and costs, where works are chosen."""
    typed_twice: bool = False
    criteria: str = ""
    """What needs are scored by, one on each line with its weight, where the method is to score."""


def open_round(
    db: Session, actor: UUID, place: Place, chosen: RoundInput, facts: Facts, now: datetime
) -> Round:
    """Open a round. Errors: Refused, naming every required group that had no session of its own yet."""
    unheard = [finding for finding in CHECKS["groups-heard"](facts, Rules()) if not finding.holds]
    if unheard:
        raise Refused(every(unheard))
    if not chosen.read_out:
        raise Refused(Message(N_("Read the rule out in the assembly first.")), "read_out")
    if chosen.rule not in {rule.key for rule in DECISION_RULES}:
        raise Refused(Message(N_("Choose one from the list.")), "rule")
    method = METHODS_BY_KEY.get(chosen.method)
    if method is None:
        raise Refused(Message(N_("Choose one from the list.")), "method")
    ballot = list(dict.fromkeys(chosen.ballot))
    if len(ballot) < LEAST_NEEDS:
        raise Refused(
            Message(N_("Choose at least two needs. With one there is nothing to put first.")), "ballot"
        )
    criteria = _fitting(method, chosen, ballot)
    works = chosen.rule == EQUAL_SHARES.key
    terms = kept(chosen.terms, ballot, _drawn(ballot)) if works else {}
    _all_live(db, place, ballot)
    _none_open(db, place)
    return _opened(db, actor, place, chosen, ballot, terms, criteria, now)


def _opened(
    db: Session,
    actor: UUID,
    place: Place,
    chosen: RoundInput,
    ballot: list[int],
    terms: dict[str, Any],
    criteria: list[Criterion],
    now: datetime,
) -> Round:
    row = Round(
        **belonging(place, actor, now),
        number=next_number(db, Round.number, Round.settlement_id, place.id),
        method=chosen.method,
        rule=chosen.rule,
        tokens=chosen.tokens,
        read_out=chosen.read_out,
        ballot=ballot,
        **terms,
        typed_twice=chosen.typed_twice,
        criteria=[[each.name, each.weight] for each in criteria],
    )
    db.add(row)
    values = {"method": row.method, "rule": row.rule, "tokens": row.tokens, "ballot": ballot, **terms}
    if criteria:
        values |= {"criteria": row.criteria}
    journal.write(db, place.id, actor, "round.open", f"round {row.number}", now, **values)
    return row


def attest(
    db: Session,
    actor: UUID,
    place: Place,
    round_number: int,
    group_code: str,
    dissent: str,
    now: datetime,
    *,
    represents: frozenset[str],
    seen_version: int | None = None,
) -> Attestation:
    """Record the representative's word that the group's sheet, in its present version, is true.

    Errors: Refused; Conflict if the sheet is another one than the representative saw.
    """
    if group_code not in represents:
        raise Refused(Message(N_("Only the representative of this group can confirm its sheet.")))
    asked = queries.round_of(db, place, round_number)
    sheet = next(iter(queries.sheets(db, asked.id, group_code)), None)
    if sheet is None:
        raise Refused(Message(N_("There is no sheet of this group yet.")))
    if seen_version is not None and seen_version != sheet.version:
        raise Conflict({"version": sheet.version})
    if sheet.attestation is not None:
        raise Refused(Message(N_("This sheet is confirmed already.")))
    row = Attestation(
        programme_id=place.programme_id,
        made_by=actor,
        made_at=now,
        sheet_id=sheet.id,
        sheet_version=sheet.version,
        dissent=dissent,
    )
    db.add(row)
    subject = f"round {asked.number} {group_code}"
    journal.write(
        db, place.id, actor, "sheet.attest", subject, now, version=sheet.version, dissent=bool(dissent)
    )
    return row


def close_round(db: Session, actor: UUID, place: Place, round_number: int, now: datetime) -> Result:
    """Close a round and keep its first result.

    Errors: Refused, naming every required group without a sheet and every sheet that nobody confirmed.
    """
    asked = queries.round_of(db, place, round_number)
    if queries.results_of(db, asked):
        raise Refused(Message(N_("This round is closed already.")))
    groups = db.execute(
        select(Settlement.groups, Settlement.required_groups, Programme.groups.label("all_groups"))
        .join(Programme, Programme.id == Settlement.programme_id)
        .where(Settlement.id == place.id)
    ).one()
    names = {group["code"]: group["name"] for group in groups.all_groups}
    typings = queries.typings(db, asked.id) if asked.typed_twice else ()
    sealed = votes.sealed_by_group(db, asked.id)
    rows = queries.sheets(db, asked.id)
    lines = standing(groups.groups, rows, typings, sealed=sealed)
    lacking = [
        finding for finding in before_closing(groups.required_groups, lines, names) if not finding.holds
    ]
    if lacking:
        raise Refused(every(lacking))
    open_all(db, asked)
    return add_result(db, actor, place, asked, now)


def _no_more_than_came(db: Session, place: Place, asked: Round, sheets: Sequence[Any]) -> None:
    """Refuse papers of more people than have no code or handed theirs in: nobody counts twice."""
    papers = votes.papers_by_group(db, asked.id)
    names = queries.group_names(db, place.id) if papers else {}
    for sheet in sheets:
        made, handed_in = papers.get(sheet.group_code, (0, 0))
        without = queries.attended(db, place.id, sheet.group_code) - made + handed_in if made else 0
        if made and sheet.people > without:
            raise Refused(
                Message(
                    N_(
                        "%(group)s: %(people)s people chose on paper, but only %(most)s have no code or "
                        "handed their paper with the code in."
                    ),
                    {
                        "group": names.get(sheet.group_code, sheet.group_code),
                        "people": sheet.people,
                        "most": max(0, without),
                    },
                )
            )


def add_result(db: Session, actor: UUID, place: Place, asked: Round, now: datetime) -> Result:
    db.flush()
    rows = queries.sheets(db, asked.id)
    _no_more_than_came(db, place, asked, rows)
    sheets = with_ballots(map(queries.tally_of, rows), votes.ballots(db, asked.id))
    marks = {row.group_code: row.marks for row in rows if row.marks}
    figures = to_json(count_round(round_terms(asked), sheets, marks))
    row = Result(
        **belonging(place, actor, now),
        round_id=asked.id,
        number=next_number(db, Result.number, Result.round_id, asked.id),
        figures=figures,
    )
    db.add(row)
    act = "round.close" if row.number == 1 else "round.recount"
    journal.write(
        db,
        place.id,
        actor,
        act,
        f"round {asked.number}",
        now,
        result=row.number,
        figures=fingerprint(figures),
    )
    return row


def _none_open(db: Session, place: Place) -> None:
    closed = select(Result.id).where(Result.round_id == Round.id).exists()
    number = db.scalar(select(Round.number).where(Round.settlement_id == place.id, ~closed).limit(1))
    if number is not None:
        raise Refused(Message(N_("Round %(number)s is still open. Close it first."), {"number": number}))


def _fitting(method: Method, chosen: RoundInput, ballot: Sequence[int]) -> list[Criterion]:
    """The criteria, where the method needs them. Errors: Refused if it does not fit the rule or the needs."""
    if chosen.rule == EQUAL_SHARES.key and method.marks is not BallotFormat.COUNTS:
        raise Refused(
            Message(N_("To share out money, each person has to choose: by dots, by hands or on papers.")),
            "method",
        )
    if method.marks is BallotFormat.PAIRS and len(ballot) > MOST_NEEDS:
        raise Refused(
            Message(
                N_("Two at a time goes with up to %(most)s needs. Choose fewer, or another way."),
                {"most": MOST_NEEDS},
            ),
            "ballot",
        )
    return parse_criteria(chosen.criteria) if method.marks is BallotFormat.SCORES else []


def _drawn(ballot: list[int]) -> list[int]:
    """A lot among the needs, drawn before anything is counted: it ends ties that nothing else ends."""
    lot = list(ballot)
    secrets.SystemRandom().shuffle(lot)
    return lot


def _all_live(db: Session, place: Place, ballot: list[int]) -> None:
    known = db.scalar(
        select(func.count()).where(
            Need.settlement_id == place.id,
            Need.number.in_(ballot),
            ~select(Merge.id).where(Merge.need_id == Need.id).exists(),
        )
    )
    if known != len(ballot):
        raise Refused(Message(N_("One of these needs is not on the list any more. Choose again.")), "ballot")
