"""Every task leads to a page that is there and asks for the task's permission."""

from __future__ import annotations

import pytest
from flask import Flask

from peoplesprocess.core.process.tasks import NextTask, TaskKind
from peoplesprocess.web.task_urls import ENDPOINTS, task_url

VALUES = {"number": 4, "tranche": 2, "defect": 1, "month": 6, "group": "women", "step": "map"}


def test_every_task_has_an_address() -> None:
    assert set(ENDPOINTS) == set(TaskKind)


@pytest.mark.one_database
@pytest.mark.parametrize("task", TaskKind, ids=lambda task: task.name.lower())
def test_the_page_of_a_task_asks_for_its_permission(app: Flask, task: TaskKind) -> None:
    rules = list(app.url_map.iter_rules(ENDPOINTS[task]))
    assert rules
    assert app.view_functions[ENDPOINTS[task]].action is task.action  # type: ignore[attr-defined]
    asked = {name for rule in rules for name in rule.arguments} - {"code"}
    assert asked <= set(VALUES)
    with app.test_request_context("/s/goth"):
        step = NextTask("", task=task, values={name: VALUES[name] for name in asked})
        assert task_url(step).startswith("/s/goth/")


def test_what_is_no_part_of_the_address_stands_behind_it(app: Flask) -> None:
    with app.test_request_context("/s/goth"):
        step = NextTask("", task=TaskKind.RECORD_MEETING, values={"kind": "women"})
        assert task_url(step) == "/s/goth/meetings/record?kind=women"


def test_a_step_without_a_task_has_no_address(app: Flask) -> None:
    with app.test_request_context("/s/goth"), pytest.raises(LookupError):
        task_url(NextTask("The facilitator continues from here."))
