"""What people are told of their need: one sentence for a text message, for every fate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from peoplesprocess.core.need_stage import NeedStage
from peoplesprocess.core.text_message import parts
from peoplesprocess.facts.item_progress import ItemProgress
from peoplesprocess.facts.need_fate_messages import _SENTENCES, fate_message
from peoplesprocess.facts.need_outcomes import need_outcome, telling_item
from peoplesprocess.web.i18n import SHIPPED, translator
from tests.browser import Browser
from tests.factories import MARKET_DAY, Make

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]


def told(page_text: str) -> str:
    return page_text.partition("What to tell people")[2].partition("It fits into")[0].strip()


def test_every_stage_has_words_of_its_own() -> None:
    assert set(NeedStage) - set(_SENTENCES) == {NeedStage.SPLIT}


def test_each_fate_is_told(make: Make, browser: People) -> None:
    goth = make.settlement(households=100)
    for title in ("Clean water", "Latrines", "Land papers", "A road"):
        make.need(goth, title, response_type="referral" if title == "Land papers" else "infrastructure")
    bo = browser("facilitator", goth)

    def of(number: int) -> str:
        return told(bo.get(f"/s/{goth.code}/needs/{number}").text)

    assert of(1) == "Need 1, Clean water: not decided yet."
    assert of(3) == "Need 3, Land papers: for another office: the committee will take it there."
    make.plan(goth, {1: {"needs": [1]}, 2: {"needs": [2]}}, submitted=MARKET_DAY)
    assert of(1) == "Need 1, Clean water: in plan item 1, with the authority."
    make.decision(goth, 1, "endorse")
    make.decision(goth, 2, "decline", "The land belongs to the railway.")
    assert of(1) == "Need 1, Clean water: in plan item 1, endorsed by the authority."
    assert of(2) == "Need 2, Latrines: not taken because: The land belongs to the railway."
    bo.send(f"/s/{goth.code}/needs/4/merge", into="1", reason="The same")
    assert of(4) == "Need 4, A road: the same as need 1."
    assert "It fits into 1 text message" in bo.get(f"/s/{goth.code}/needs/1").text


@pytest.mark.parametrize("language", SHIPPED)
def test_a_long_title_and_reason_take_two_messages_at_most(
    make: Make, browser: People, language: str
) -> None:
    goth = make.settlement(households=100)
    make.need(goth, "Latrines for women and girls behind the school, with a door, a lamp and water")
    make.plan(goth, {1: {"needs": [1]}}, submitted=MARKET_DAY)
    make.decision(goth, 1, "decline", "The land belongs to the railway, and nobody may build there. " * 8)
    page = browser("facilitator", goth).get(f"/s/{goth.code}/needs/1", headers={"Accept-Language": language})
    [words] = [
        text for text in page.html.split('dir="auto">') if "Latrines for wo" in text and "railway" in text
    ][-1:]
    assert parts(words.partition("</p>")[0].replace("&#39;", "'")) <= 2


@pytest.mark.parametrize("language", SHIPPED)
def test_every_stage_is_told_in_every_language(language: str) -> None:
    say = translator(language).say
    nowhere = dict.fromkeys(
        ("referred_to", "referred_at", "referral_state", "referral_answered_at", "referral_said")
    )
    need = SimpleNamespace(
        number=4, title="Drain", response_type="service", into_number=None, parts=None, **nowhere
    )

    def of(asked: Any, *items: ItemProgress) -> str:
        return fate_message(asked, need_outcome(asked, items, []), telling_item(asked, items), say)

    empty = {**dict.fromkeys(ItemProgress._fields), "needs": [4], "line": 2, "plan": 1, "is_signed": False}
    for values in (
        {"handed_on": date(2026, 3, 2)},
        {"ended_on": date(2026, 3, 2)},
        {"is_signed": True, "contract": 1},
        {"is_dropped": True, "removal": "No money", "removed_at": MARKET_DAY},
        {"is_dropped": True},
        {"deferral": "After the rains", "deferred_at": MARKET_DAY},
        {"verdict": "forward", "forwarded_to": "Education", "decided_at": MARKET_DAY},
        {"verdict": "return", "reason": "Say who owns it", "decided_at": MARKET_DAY},
        {},
    ):
        item = ItemProgress(**{**empty, "is_dropped": False, **values})
        text = of(need, item)
        assert "Drain" in text and "%(" not in text and parts(text) == 1, text
    for state in (None, "open", "resolved", "refused"):
        told_of = {"referred_to": "Registrar", "referred_at": MARKET_DAY, "referral_state": state}
        said = {"response_type": "referral", "referral_said": "Come again"} if state else {}
        taken = SimpleNamespace(**{**vars(need), "response_type": "referral", **told_of, **said})
        text = of(taken)
        assert "Drain" in text and "%(" not in text and parts(text) == 1, text
        assert ("Come again" in text) is (state in ("resolved", "refused"))
    split = SimpleNamespace(**{**vars(need), "parts": "8 9"})
    assert "8" in of(split) and "9" in of(split)
