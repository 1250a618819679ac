"""Money that cannot be released wrongly: every condition is listed, and every one of them holds it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from uuid import uuid4

import pytest

from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.messages import Plural, Refused
from peoplesprocess.core.permissions import require
from peoplesprocess.core.programme_rules import ProgrammeRules, TrancheTerms
from peoplesprocess.core.roles import Actor, ActPlace, Role, RoleGrant
from peoplesprocess.core.tranche_conditions import signatories
from peoplesprocess.core.tranches import (
    ContractSituation,
    TrancheFacts,
    conditions,
    require_releasable,
    require_requestable,
)

FIRST = TrancheFacts(1, 1_036_800, TrancheTerms(30), released=True)
SECOND = TrancheFacts(2, 1_382_400, TrancheTerms(40, work_done=20, money_spent=70))
RULES = ProgrammeRules()
LAST = TrancheFacts(3, 345_600, TrancheTerms(30, work_done=95, money_spent=70, certificate=True))
READY = ContractSituation(
    signed=True,
    signatories=3,
    women_signatories=1,
    physical=Fraction(22),
    paid=812_000,
    released=1_036_800,
    certified=False,
    audited=False,
)


def test_the_second_instalment_may_be_asked_for_when_the_first_is_built_and_spent() -> None:
    require_requestable(SECOND, [FIRST], READY, RULES)
    assert all(condition.holds for condition in conditions(SECOND, [FIRST], READY, RULES))


@pytest.mark.parametrize(
    "lacking",
    [
        replace(READY, signed=False),
        replace(READY, signatories=2),
        replace(READY, women_signatories=0),
        replace(READY, physical=Fraction(1999, 100)),
        replace(READY, paid=725_759),
    ],
)
def test_each_condition_alone_holds_it_back(lacking: ContractSituation) -> None:
    with pytest.raises(Refused):
        require_requestable(SECOND, [FIRST], lacking, RULES)
    with pytest.raises(Refused):
        require_releasable(replace(SECOND, requested=True), [FIRST], lacking, RULES)


def test_an_instalment_waits_for_the_one_before() -> None:
    with pytest.raises(Refused):
        require_requestable(SECOND, [replace(FIRST, released=False)], READY, RULES)


@pytest.mark.parametrize(("certified", "audited"), [(False, True), (True, False), (False, False)])
def test_the_last_waits_for_certificate_and_audit(certified: bool, audited: bool) -> None:
    done = replace(READY, physical=Fraction(100), certified=certified, audited=audited)
    with pytest.raises(Refused):
        require_requestable(LAST, [FIRST, replace(SECOND, released=True)], done, RULES)
    require_requestable(
        LAST, [FIRST, replace(SECOND, released=True)], replace(done, certified=True, audited=True), RULES
    )


def test_what_was_asked_for_may_be_released() -> None:
    require_releasable(replace(SECOND, requested=True), [FIRST], READY, RULES)


@pytest.mark.parametrize(
    ("action", "verb"), [(Action.RELEASE_TRANCHE, "release"), (Action.REFUSE_TRANCHE, "answer")]
)
def test_whoever_asks_cannot_release_or_refuse(action: Action, verb: str) -> None:
    programme, ana, ben = uuid4(), uuid4(), uuid4()
    where, grants = ActPlace(programme), (RoleGrant(Role.FINANCE_OFFICER, programme),)
    with pytest.raises(Refused) as refusal:
        require(Actor(ana, grants, is_proven=True), action, where, ActSubject(requested_by=ana))
    assert verb in refusal.value.sentence.text  # type: ignore[union-attr]
    require(Actor(ben, grants, is_proven=True), action, where, ActSubject(requested_by=ana))
    with pytest.raises(Refused):
        require(
            Actor(ben, grants, is_proven=True),
            action,
            where,
            ActSubject(requested_by=ana, builders=frozenset({ben})),
        )


@pytest.mark.parametrize(
    ("needed", "women_needed", "named", "women", "holds", "words"),
    [
        (1, 0, 1, 0, True, "%(count)s people sign for the account, named so far: %(all)s"),
        (3, 1, 3, 1, True, "with at least this many women: %(least)s"),
        (5, 2, 5, 1, False, "with at least this many women: %(least)s"),
    ],
)
def test_the_programme_says_how_many_sign_for_the_account(
    needed: int, women_needed: int, named: int, women: int, holds: bool, words: str
) -> None:
    found = signatories(named, women, ProgrammeRules(signatories=needed, women_signatories=women_needed))
    assert isinstance(found.sentence, Plural)
    assert (found.holds, found.sentence.count) == (holds, needed)
    assert words in found.sentence.many


def test_too_few_who_sign_are_told_as_what_is_missing_whoever_is_a_woman() -> None:
    one = "%(count)s more person must sign for the account: only %(all)s of %(needed)s do now"
    for needed, named, women, missing in ((2, 1, 1, 1), (5, 4, 4, 1), (3, 1, 0, 2)):
        found = signatories(named, women, ProgrammeRules(signatories=needed, women_signatories=1))
        assert isinstance(found.sentence, Plural) and not found.holds
        assert (found.sentence.one, found.sentence.count) == (one, missing)


def test_nothing_is_asked_or_released_twice_or_unasked() -> None:
    with pytest.raises(Refused):
        require_requestable(replace(SECOND, requested=True), [FIRST], READY, RULES)
    with pytest.raises(Refused):
        require_requestable(replace(SECOND, released=True), [FIRST], READY, RULES)
    with pytest.raises(Refused):
        require_releasable(SECOND, [FIRST], READY, RULES)
    with pytest.raises(Refused):
        require_releasable(replace(SECOND, requested=True, released=True), [FIRST], READY, RULES)


AUDITED = replace(
    READY, certified=True, audited=True, physical=Fraction(95), read_on=date(2023, 9, 10), paid=1_000_000
)


@pytest.mark.parametrize(
    ("status", "holds", "words"),
    [
        (AUDITED, True, "The accounts were read at a public audit"),
        (replace(AUDITED, audited=False, read_on=None), False, "not been read at a public audit yet"),
        (replace(AUDITED, released_on=date(2023, 9, 10)), True, "were read at a public audit"),
        (replace(AUDITED, released_on=date(2023, 9, 11)), False, "money came after the public audit"),
        (replace(AUDITED, spent_unread=50_000), True, "was spent after it"),
        (replace(AUDITED, spent_unread=50_001), False, "was spent after the public audit"),
        (replace(AUDITED, spent_unread=-5_000), True, "The accounts were read at a public audit"),
    ],
)
def test_a_public_audit_holds_for_what_its_meeting_could_hear(
    status: ContractSituation, holds: bool, words: str
) -> None:
    [read] = [each for each in conditions(LAST, [], status, RULES) if "accounts" in str(each.sentence)]
    assert (read.holds, words in str(read.sentence)) == (holds, True)
