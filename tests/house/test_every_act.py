"""Every act, called directly as every role: it asks the table itself, whichever door it comes through."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import types
import typing
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date
from enum import Enum
from functools import cache
from typing import Any
from unittest.mock import MagicMock
from uuid import UUID

import pytest
from sqlalchemy import Engine, func, select

import peoplesprocess
from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.permissions import ALLOWED, Forbidden, SecondFactorNeeded
from peoplesprocess.core.roles import Role
from peoplesprocess.db.session import reading
from peoplesprocess.models import Base
from tests.factories import Make

ROLES = [role.value for role in Role]
LEAST_ACTS = 52
"""As many acts as there are at least: an oracle that finds none would find no fault."""

ASK_NOTHING = {
    "accounts.accept": "The secret of the link is the permission; whoever has it has no account yet.",
    "accounts.accept_as": "The secret of the link is the permission, given by who invited.",
    "complaints.file_complaint": "Anybody may complain, and nobody is named.",
    "complaints.appeal": "Whoever has the receipt may, and nobody is named.",
    "votes.seal": "Whoever holds the paper with the code may vote, and nobody is named.",
    "accounts.change_password": "Everybody with an account changes the own password and nobody else's.",
    "accounts.own_details.change_details": "Everybody with an account is called as they say, nobody else.",
    "accounts.second_factors.set_up": "Everybody with an account sets up the own second factor.",
    "accounts.second_factors.renew_codes": "Whoever has proved who it is renews the own codes.",
    "accounts.second_factors.turn_off": "Whoever has proved who it is turns the own second factor off.",
    "accounts.reminder_mail_address.set_mail_address": "Everybody is reminded at the own address alone.",
    "accounts.reminder_mobile_number.ask_number_code": "Everybody is reminded at the own number alone.",
    "accounts.reminder_mobile_number.confirm_number": "Everybody is reminded at the own number alone.",
    "accounts.closed_accounts.close_own_account": "Everybody closes the own account and nobody else's.",
    "accounts.own_sessions.end_session": "Everybody ends the own sessions and nobody else's.",
    "accounts.own_sessions.end_other_sessions": "Everybody ends the own sessions and nobody else's.",
}
"""The acts that ask no action of the table, each with the reason."""

OF_THE_INSTALLATION = {"accounts.add_account", "accounts.invite_first_administrator"}
"""The acts that no account may do: only commands of the installation itself."""


@dataclass(frozen=True, slots=True)
class WatchedAct(Act):
    """An act that remembers which actions were asked for."""

    asked: list[Action] = field(default_factory=list)

    def require(self, action: Action, subject: ActSubject | None = None) -> None:
        self.asked.append(action)
        Act.require(self, action, subject)

    def require_role(self, action: Action) -> None:
        self.asked.append(action)
        Act.require_role(self, action)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an act ended that was called with made-up input."""

    asked: list[Action]
    error: Exception | None
    allowed: bool = False
    """What the table says of the first action that it asked for."""

    @property
    def forbidden(self) -> bool:
        """Whether it was refused as if there were nothing here."""
        return isinstance(self.error, Forbidden)


Trying = Callable[[Callable[..., Any]], Outcome]


def acts() -> dict[str, Callable[..., Any]]:
    """Every act by its room and name: in the rooms' `actions`, and wherever else a page's act goes."""
    found = []
    for name in module_names():
        if name.endswith(".actions"):
            public = vars(importlib.import_module(name)).items()
            found += [
                function
                for word, function in public
                if not word.startswith("_") and getattr(function, "__module__", "") == name
            ]
        elif name.rpartition(".")[2].startswith("routes"):
            found += acted_in(importlib.import_module(name))
    return {name_of(function): function for function in found if takes_an_act(function)}


def module_names() -> list[str]:
    return [module.name for module in pkgutil.walk_packages(peoplesprocess.__path__, "peoplesprocess.")]


def acted_in(routes: types.ModuleType) -> list[Any]:
    """What routes call with the act of the page: `actions.record(context.act, ...)`."""
    calls = [node for node in ast.walk(ast.parse(inspect.getsource(routes))) if isinstance(node, ast.Call)]
    acted = [call for call in calls if call.args and ast.unparse(call.args[0]) == "context.act"]
    return [eval(ast.unparse(call.func), vars(routes)) for call in acted]


def takes_an_act(function: Any) -> bool:
    if not inspect.isfunction(function):
        return False
    first = next(iter(inspect.signature(function).parameters.values()), None)
    return first is not None and first.annotation in ("Act", Act)


def name_of(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__name__}".removeprefix("peoplesprocess.").replace(
        ".actions", ""
    )


ACTS = acts()


def outcome(act: WatchedAct, function: Callable[..., Any]) -> Outcome:
    """Call an act with made-up input of the types that it takes."""
    act.asked.clear()
    try:
        function(act, *made_up(function))
    except Exception as error:
        return Outcome(list(act.asked), error)
    return Outcome(list(act.asked), None)


def made_up(function: Callable[..., Any]) -> list[Any]:
    """A value for each parameter that has to be given, but for the act."""
    hints = hints_of(function)
    parameters = list(inspect.signature(function).parameters.values())[1:]
    assert all(p.default is not p.empty for p in parameters if p.kind is p.KEYWORD_ONLY), function
    return [
        sample(hints.get(parameter.name))
        for parameter in parameters
        if parameter.default is parameter.empty and parameter.kind is parameter.POSITIONAL_OR_KEYWORD
    ]


@cache
def hints_of(typed: Any) -> dict[str, Any]:
    try:
        return typing.get_type_hints(typed)
    except NameError:
        return {}


def sample(kind: Any) -> Any:
    """A value of a type; a stand-in that answers everything where the type is not plain."""
    plain = {int: 1, str: "x", bool: True, date: date(2026, 3, 1), UUID: UUID(int=7), type(None): None}
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if kind in plain:
        return plain[kind]
    if origin in (typing.Union, types.UnionType):
        return None if type(None) in inside else sample(inside[0])
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {}
    if isinstance(origin, type) and issubclass(origin, Collection):
        return origin() if origin in (list, tuple, set, frozenset) else []
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    if isinstance(kind, type) and is_dataclass(kind):
        hints = hints_of(kind)
        return kind(**{each.name: sample(hints.get(each.name)) for each in fields(kind)})
    return MagicMock()


def rows(engine: Engine) -> dict[str, int]:
    """How many rows each table has."""
    with reading(engine) as db:
        return {
            table.name: db.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def places(make: Make) -> list[Any]:
    """A programme, and in it a settlement that plans and one that builds."""
    programme = make.programme()
    return [programme, make.settlement(programme), make.settlement(programme, planned=True)]


@contextmanager
def trying(make: Make, who: str, place: Any = None, *, proven: bool = True) -> Iterator[Trying]:
    """Call acts as somebody in a place, one after another in one transaction.

    Each is undone by itself; what one wrote though it was forbidden stays.
    """
    with make.act(who, place, proven=proven) as act:

        def tried(function: Callable[..., Any]) -> Outcome:
            watched = WatchedAct(act.db, act.actor, act.now, act.place)
            with act.db.begin_nested() as savepoint:
                found = outcome(watched, function)
                if not found.forbidden:
                    savepoint.rollback()
            return replace(found, allowed=bool(found.asked) and act.may(found.asked[0]))

        yield tried


def fault(name: str, tried: Trying) -> str:
    """What is wrong with how an act ended, "" if nothing is."""
    found = tried(ACTS[name])
    if name in ASK_NOTHING:
        return "asks the table" if found.asked or found.forbidden else ""
    if name in OF_THE_INSTALLATION:
        return "" if found.forbidden else "is done by an account"
    if not found.asked:
        return f"asks nothing, and ends with {found.error!r}"
    if found.forbidden == found.allowed:
        return f"{found.asked[0]} is {'allowed' if found.allowed else 'not allowed'}: {found.error!r}"
    return ""


def test_acts_are_found_and_those_that_ask_nothing_are_known() -> None:
    assert len(ACTS) >= LEAST_ACTS
    assert set(ASK_NOTHING) | OF_THE_INSTALLATION <= set(ACTS)


@pytest.mark.one_database
@pytest.mark.parametrize("role", ROLES)
def test_an_act_is_open_to_those_whom_the_table_allows_and_to_nobody_else(
    make: Make, engine: Engine, role: str
) -> None:
    group = "women" if role == "group_representative" else ""
    programme, planning, building = places(make)
    own = {programme.code: planning, planning.code: planning, building.code: building}
    people = {code: make.account(role, place, group) for code, place in own.items()}
    stranger = make.account(role, make.settlement(), group)
    before = rows(engine)
    faults = []
    for place in (programme, planning, building):
        for who in (people[place.code], stranger):
            with trying(make, who, place) as tried:
                wrong = {name: fault(name, tried) for name in ACTS}
            faults += [f"{name} by {who} at {place.code}: {said}" for name, said in wrong.items() if said]
    assert faults == []
    assert rows(engine) == before


def test_a_role_that_the_table_does_not_name_is_forbidden_everywhere(make: Make, engine: Engine) -> None:
    """The same without asking the table's own functions, so that a fault in them is seen too."""
    here = places(make)
    people = {
        role: make.account(role.value, here[2], "women" if role is Role.GROUP_REPRESENTATIVE else "")
        for role in Role
    }
    before = rows(engine)
    faults = []
    for role, who in people.items():
        for place in here:
            with trying(make, who, place) as tried:
                found = {name: tried(ACTS[name]) for name in ACTS if name not in ASK_NOTHING}
            faults += [
                f"{name} by {role.value} at {place.code}: {end.error!r}"
                for name, end in found.items()
                if not end.forbidden and (not end.asked or role not in ALLOWED[end.asked[0]].roles)
            ]
    assert faults == []
    assert rows(engine) == before


def test_the_installation_itself_has_no_role_and_does_only_its_own(make: Make, engine: Engine) -> None:
    with trying(make, "") as tried:
        assert not any(tried(ACTS[name]).forbidden for name in OF_THE_INSTALLATION)
    here = places(make)
    before = rows(engine)
    own = {*ASK_NOTHING, *OF_THE_INSTALLATION}
    for place in here:
        with trying(make, "", place) as tried:
            assert [name for name in ACTS if name not in own and not tried(ACTS[name]).forbidden] == []
    assert rows(engine) == before


def unproven(make: Make, asking: Collection[Action]) -> tuple[set[Action], list[str]]:
    """The actions whose acts were tried without a proof, and what was not refused for its lack."""
    programme = make.programme()
    place = make.settlement(programme, planned=True)
    manager = make.account("programme_manager", place)
    found, faults = set(), []
    for here in (place, programme):
        with trying(make, manager, here) as tried:
            proven = {name: tried(function) for name, function in ACTS.items()}
        asked = {name: set(end.asked) & set(asking) for name, end in proven.items() if not end.forbidden}
        found |= set().union(*asked.values())
        with trying(make, manager, here, proven=False) as tried:
            refused = {name: tried(ACTS[name]).error for name, actions in asked.items() if actions}
        faults += [
            f"{name}: {error!r}"
            for name, error in refused.items()
            if not isinstance(error, SecondFactorNeeded)
        ]
    return found, faults


def test_what_needs_a_second_factor_is_refused_to_everybody_without_its_proof(
    make: Make, engine: Engine
) -> None:
    asking = {
        *(Action.RELEASE_TRANCHE, Action.REFUSE_TRANCHE, Action.END_CONTRACT, Action.RETURN_GRANT),
        *(Action.CHANGE_PROGRAMME, Action.CHANGE_SETTLEMENT, Action.CONFIRM_ROLE),
        *(Action.CLOSE_ACCOUNT, Action.ADD_SETTLEMENT, Action.ADD_MONEY, Action.SIGN_FOR_AGENCY),
        Action.END_CYCLE,
        Action.DEDUCT_RETENTION,
    }
    assert {action for action, rule in ALLOWED.items() if rule.proof} == asking
    # Made-up input names no party: tests/accounts/test_second_factor.py signs for the agency.
    assert unproven(make, asking) == (asking - {Action.SIGN_FOR_AGENCY}, [])
    somebody = make.account("facilitator", make.settlement())
    with trying(make, somebody, proven=False) as tried:
        for name in ("accounts.second_factors.renew_codes", "accounts.second_factors.turn_off"):
            assert isinstance(tried(ACTS[name]).error, SecondFactorNeeded), name


def test_the_oracle_sees_an_act_that_needs_no_proof(make: Make, engine: Engine) -> None:
    """Planted fault: an action without its proof in the table."""
    original = ALLOWED[Action.REFUSE_TRANCHE]
    ALLOWED[Action.REFUSE_TRANCHE] = replace(original, proof=False)
    try:
        _, faults = unproven(make, {Action.REFUSE_TRANCHE})
        assert {fault.partition(":")[0] for fault in faults} == {"works.refuse_tranche"}
    finally:
        ALLOWED[Action.REFUSE_TRANCHE] = original


def test_the_oracle_sees_an_act_that_asks_nothing_or_too_late(make: Make, engine: Engine) -> None:
    """Planted faults: an act without its question, and one that writes before it asks."""

    def unasked(act: Act) -> None:
        act.note("test.plant", "settlement")

    def late(act: Act) -> None:
        act.note("test.plant", "settlement")
        act.require(Action.CLOSE_ROUND)

    place = make.settlement()
    officer = make.account("committee_officer", place)
    before = rows(engine)
    ACTS.update(unasked=unasked, late=late)
    try:
        with trying(make, officer, place) as tried:
            assert fault("unasked", tried).startswith("asks nothing")
        assert rows(engine) == before
        with trying(make, officer, place) as tried:
            assert fault("late", tried) == ""
        assert rows(engine) != before
    finally:
        del ACTS["unasked"], ACTS["late"]
