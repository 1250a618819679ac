"""Steps are data; gates say what is missing; money gates are never waived."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from random import Random
from typing import Any

import pytest

from peoplesprocess.core.messages import Message, Msgid, Refused
from peoplesprocess.core.process.gate_checks import (
    ASKED,
    CHECK_NAMES,
    CHECKS,
    MONEY_CHECKS,
    SESSION_CHECKS,
    heard_groups,
)
from peoplesprocess.core.process.gate_facts import GateFacts, SettlementCounts
from peoplesprocess.core.process.steps import (
    STEPS,
    VARIANTS,
    checked,
    current_step,
    gate_findings,
    require_closable,
    restored,
    stored,
)
from peoplesprocess.core.programme_rules import PRESETS, ProgrammeRules
from peoplesprocess.core.programme_rules import restored as rules_restored

BY_KEY = {step.key: step for step in STEPS}
RULES = ProgrammeRules()


def test_nine_steps_in_the_fields_order() -> None:
    keys = ["mobilise", "organise", "map", "prioritise", "plan", "approve", "contract", "build", "handover"]
    assert [step.key for step in STEPS] == keys
    assert current_step(STEPS, []) == BY_KEY["mobilise"]
    assert current_step(STEPS, keys[:3]) == BY_KEY["prioritise"]
    assert current_step(STEPS, keys) is None


def test_a_gate_names_the_group_that_was_not_heard() -> None:
    facts = GateFacts(required_groups=("women", "displaced"), sessions={"women": 42}, rounds_closed=1)
    missing = [
        finding.sentence for finding in gate_findings(BY_KEY["prioritise"], facts, RULES) if not finding.holds
    ]
    assert missing == [Message("No session of displaced people yet")]


@pytest.mark.parametrize("check", CHECKS)
def test_a_check_asks_what_is_said_of_it_and_nothing_else(check: str) -> None:
    asked: set[str] = set()

    class AskedFacts(GateFacts):
        def __getattribute__(self, name: str) -> Any:
            asked.add(name)
            return super().__getattribute__(name)

    counts = [field.name for field in fields(SettlementCounts)]
    rules = ProgrammeRules(small_group_coverage=50)
    for chance in map(Random, range(200)):
        found = {name: chance.choice((0, 0, 1, 2)) for name in counts}
        states = {name: chance.random() < 0.5 for name in ("adopted", "submitted")}
        CHECKS[check](AskedFacts(**found, **states, required_groups=("women",)), rules)
    assert asked == set(ASKED[check])


def test_what_is_missing_depends_on_which_groups_were_heard_and_not_on_how_many_came() -> None:
    for people in ({"women": 0, "men": 3}, {}):
        facts = GateFacts(required_groups=("women", "men"), sessions=people)
        others = replace(facts, sessions=dict.fromkeys(heard_groups(people), 7))
        for check in SESSION_CHECKS:
            lacking, same = (
                [f for f in CHECKS[check](each, RULES) if not f.holds] for each in (facts, others)
            )
            assert lacking == same != []


def test_a_planning_gate_closes_with_a_written_reason_only() -> None:
    with pytest.raises(Refused):
        require_closable(BY_KEY["mobilise"], GateFacts(), RULES)
    with pytest.raises(Refused):
        require_closable(BY_KEY["mobilise"], GateFacts(), RULES, "   ")
    require_closable(BY_KEY["mobilise"], GateFacts(), RULES, "The bridge is gone; the letter comes by boat.")


@pytest.mark.parametrize("key", ["contract", "build", "handover"])
def test_no_reason_waives_a_gate_that_guards_money(key: str) -> None:
    with pytest.raises(Refused) as refusal:
        require_closable(BY_KEY[key], GateFacts(), RULES, "We are in a hurry.")
    assert "guards money" in str(refusal.value.sentence)


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_variant_can_be_walked_stored_and_read_back(variant: str) -> None:
    steps = VARIANTS[variant]
    assert checked(steps) == steps
    assert restored(json.loads(json.dumps(stored(steps)))) == steps
    rules = PRESETS[variant][1]
    assert rules_restored(json.loads(json.dumps(rules.stored()))) == rules


def test_a_question_that_was_stored_in_its_former_words_is_still_ours() -> None:
    stored_then = [value | {"asks": "How far are work and money?"} for value in stored((BY_KEY["build"],))]
    assert restored(stored_then) == (BY_KEY["build"],)
    assert isinstance(restored(stored_then)[0].asks, Msgid)
    elsewhere = [value | {"asks": "How far are work and money?"} for value in stored((BY_KEY["map"],))]
    assert restored(elsewhere)[0].asks == "How far are work and money?"


def test_a_programme_may_rename_leave_out_and_reorder() -> None:
    changed = [replace(BY_KEY["map"], name="Tell us"), BY_KEY["mobilise"], *STEPS[3:]]
    assert [step.key for step in checked(changed)][:2] == ["map", "mobilise"]


@pytest.mark.parametrize(
    "steps",
    [
        [],
        [STEPS[0], STEPS[0]],
        [replace(STEPS[0], name=" ")],
        [replace(STEPS[0], gate=("unheard-of",))],
        [replace(BY_KEY["contract"], gate=())],
        [replace(BY_KEY["handover"], gate=("audit",))],
    ],
)
def test_a_process_that_cannot_be_walked_or_leaves_money_unguarded_is_refused(steps: list) -> None:
    with pytest.raises(Refused):
        checked(steps)


def test_every_check_has_a_name_and_every_money_check_exists() -> None:
    assert set(CHECK_NAMES) == set(CHECKS) == set(ASKED)
    assert set(CHECKS) >= MONEY_CHECKS
