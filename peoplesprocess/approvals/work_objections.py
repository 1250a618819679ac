"""Objections to endorsed works, recorded for a group or for nobody named, and their answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from peoplesprocess.act import Act
from peoplesprocess.approvals.plan_review import ReviewItem, review
from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.authority_decisions import AuthorityVerdict
from peoplesprocess.core.conditions_and_promises import last_objection_day
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.paper_days import day_detail, day_on_paper
from peoplesprocess.facts.builders import builders_here
from peoplesprocess.facts.conditions_and_promises import OBJECTION
from peoplesprocess.facts.done_at import noon
from peoplesprocess.facts.local_days import day_in
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.facts.submitted_items import decided_items
from peoplesprocess.models import WorkObjection, WorkObjectionAnswer

OWN_ANSWER = N_(
    "The objection is against a work that an authority endorsed. So an authority answers it, and only a "
    "programme manager can say that it was recorded by mistake."
)


@dataclass(frozen=True, slots=True)
class WorkObjectionInput:
    """An objection by a group, or by nobody named if `group` is ""; `on_paper` is an earlier day, or None."""

    words: str
    group: str = ""
    on_paper: date | None = None


@dataclass(frozen=True, slots=True)
class WorkObjectionAnswerInput:
    """The answer to an objection or, with `mistaken`, why it was recorded wrongly."""

    words: str
    mistaken: bool = False


def objections_until(found: ReviewItem, place: SettlementWithRules) -> date | None:
    """Return the last day on which objections to an item can be made, None if there is no such day.

    The period begins when the answer was typed in: nobody here could know of it while it was only on paper.
    """
    days, decision = place.rules.objection_days, found.in_force
    if not days or decision is None or decision.verdict is not AuthorityVerdict.ENDORSE:
        return None
    return last_objection_day(day_in(place, decision.typed_at), days)


def record_objection(act: Act, line: int, given: WorkObjectionInput) -> WorkObjection:
    """Record an objection to a work that every level endorsed, within the programme's period for that.

    Errors: Forbidden; Refused if something is missing, or if the period is over.
    """
    act.require_role(Action.RECORD_OBJECTION)
    groups = frozenset({given.group} if given.group else ())
    act.require(Action.RECORD_OBJECTION, ActSubject(groups=groups))
    place = act.settlement
    found = review(decided_items(act.db, place.id), place).line(line)
    until = objections_until(found, place) if found else None
    if found is None or found.in_force is None or until is None:
        raise Refused(Message(N_("This has no period for objections. A complaint can be made at any time.")))
    if given.group and given.group not in place.groups:
        raise Refused(Message(N_("This group does not meet separately here. Choose another.")), "group")
    if not given.words.strip():
        raise Refused(Message(N_("Write the objection, without names.")), "words")
    endorsed_on = day_in(place, found.in_force.made_at)
    too_early = Message(
        N_("It was endorsed on %(day)s. The objection cannot be from an earlier day."), {"day": endorsed_on}
    )
    made_on = day_on_paper(given.on_paper, act.today, endorsed_on, too_early)
    if (made_on or act.today) > until:
        sentence = N_("Objections could be made until %(day)s. A complaint can be made at any time.")
        raise Refused(Message(sentence, {"day": until}))
    row = WorkObjection(
        **act.columns,
        number=act.next_number(WorkObjection.number, WorkObjection.settlement_id, place.id),
        line=line,
        group_code=given.group,
        words=given.words.strip(),
        on_paper_at=noon(place, made_on),
    )
    act.db.add(row)
    act.note("objection.record", f"objection {row.number}", line=line, **day_detail(made_on))
    return row


def answer_objection(act: Act, number: int, given: WorkObjectionAnswerInput) -> WorkObjectionAnswer:
    """Answer an objection with the reason, or mark it as recorded by mistake; the newest answer counts.

    Errors: Forbidden; Refused without words, if there is no such objection, if the actor is a builder here,
    or if somebody who endorses works calls it a mistake.
    """
    act.require_role(Action.ANSWER_OBJECTION)
    who_builds = ActSubject(**builders_here(act.db, act.settlement, act.actor.id))
    act.require(Action.ANSWER_OBJECTION, who_builds)
    if given.mistaken and not act.may(Action.DISMISS_OBJECTION, who_builds):
        raise Refused(Message(OWN_ANSWER), "mistaken")
    found = OBJECTION.first(act.db, settlement=act.settlement.id, number=number)
    if found is None:
        raise Refused(Message(N_("There is no such objection. Choose one under the answers.")))
    if not given.words.strip():
        raise Refused(Message(N_("Write the answer with its reason: everybody can read it.")), "words")
    row = WorkObjectionAnswer(
        **act.columns, objection_id=found.id, mistaken=given.mistaken, words=given.words.strip()
    )
    act.db.add(row)
    act.note("objection.answer", f"objection {number}", line=found.line, mistaken=given.mistaken)
    return row
