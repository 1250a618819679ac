"""The forms that come with this software: whole in three languages, with the figures of each scenario."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from peoplesprocess.assessments.shipped_forms import FOLDER, ShippedForm, shipped_forms
from peoplesprocess.assessments.xform_conversion import as_xform
from peoplesprocess.core import choice_lists
from peoplesprocess.core.scoring.response_scorer import score
from peoplesprocess.core.scoring.score_figures import ResponseScores, ScoreFigure
from peoplesprocess.core.xlsform.form import Question, walk
from peoplesprocess.core.xlsform.headings import TRANSLATED, heading
from peoplesprocess.web.i18n import translator
from tests.browser import Browser
from tests.factories import Make

NOW = datetime(2026, 3, 12, tzinfo=UTC)
say = translator("en").say
FORMS = {each.code: each for each in shipped_forms()}
LANGUAGES = ("English (en)", "French (fr)", "Arabic (ar)")
each_form = pytest.mark.parametrize("shipped", FORMS.values(), ids=FORMS)


def scored(code: str, answers: dict[str, Any], language: str = "en") -> ResponseScores:
    return score(FORMS[code].form, answers, language, NOW)


def shown(scores: ResponseScores, name: str) -> list[str]:
    return [say(each.refused) if each.refused else str(each.value) for each in scores.of(name)]


def light(figure: ScoreFigure) -> str:
    return say(figure.light.word) if figure.light else ""


def places(scores: ResponseScores) -> list[tuple[int, str]]:
    [ranking] = scores.rankings
    return [(each.place, each.figure.subject) for each in ranking.entries]


def unmet(scores: ResponseScores) -> list[str]:
    return [each.words for each in scores.unmet]


def test_there_are_thirteen_forms() -> None:
    assert len(FORMS) == 13
    assert all(each.code == each.form.code for each in FORMS.values())


@each_form
def test_a_form_that_comes_with_us_has_every_word_in_three_languages(shipped: ShippedForm) -> None:
    for sheet, rows in shipped.sheets.items():
        for number, row in enumerate(rows, start=2):
            names = {heading(sheet, written).name for written, text in row.items() if text} & TRANSLATED
            for name in names:
                texts = [row[f"{name}::{language}"] for language in LANGUAGES]
                assert all(texts) and texts[0] != texts[2], (sheet, number, name)
                assert any("\u0600" <= sign <= "\u06ff" for sign in texts[2]), (sheet, number, texts[2])
                assert not any(sign in texts[1] for sign in (" :", " ;", " ?", " !", "« ", " »")), texts[1]
                assert "?" not in texts[2] and "'" not in texts[1], (sheet, number, texts)


@each_form
def test_a_form_that_comes_with_us_loads_on_telephones_and_pages(shipped: ShippedForm) -> None:
    made = as_xform(shipped.sheets, shipped.code, shipped.form.said(shipped.form.title, ""), "1")
    assert (made.warnings, shipped.form.notices) == ((), ())
    asked = [node for node, _ in walk(shipped.form.children) if isinstance(node, Question)]
    assert 12 <= len(asked) <= 50
    assert asked[0].kind == "note" and "are ours, written after" in shipped.form.said(asked[0].label, "en")
    assert {line.sector for line in shipped.form.scoring} <= {"", *choice_lists.SECTORS}
    longest = max((FOLDER / f"{shipped.code}.csv").read_text().splitlines(), key=len)
    assert len(longest) < 1_000


def hazard(name: str, exposure: int, sensitivity: int, capacity: int) -> dict[str, str]:
    return {
        "hazard_name": name,
        "exposure": str(exposure),
        "sensitivity": str(sensitivity),
        "capacity": str(capacity),
    }


def test_climate_risks_are_ranked_with_ties_and_a_capacity_of_0_is_refused() -> None:
    hazards = [hazard("Y", 5, 4, 5), hazard("Z", 2, 2, 1), hazard("X", 4, 3, 2)]
    answers = {"hazard": hazards, "measure": [{"measure_hazard": "x", "measure_what": "Clear the drain"}]}
    scores = scored("climate_risk", answers)
    assert shown(scores, "risk") == ["4.0", "4.0", "6.0"]
    assert places(scores) == [(1, "X"), (2, "Y"), (2, "Z")]
    assert [light(each) for each in scores.of("risk")] == ["amber", "amber", "red"]
    assert [(each.place, each.words, each.becomes) for each in scores.issues] == [
        (1, "Reduce the risk: X", "need"),
        (2, "Reduce the risk: Y", "need"),
        (2, "Reduce the risk: Z", "need"),
    ]
    assert unmet(scores) == []
    scores = scored("climate_risk", {"hazard": [hazard("W", 5, 5, 0), *hazards]})
    [told, *_] = shown(scores, "risk")
    assert told.startswith("“Adaptive capacity: how well") and "is 0, and nothing can be divided by 0" in told
    assert places(scores) == [(1, "X"), (2, "Y"), (2, "Z")]
    assert unmet(scores) == ["Write what can be done about: X"]
    [french, *_] = scored("climate_risk", answers, "fr").issues
    [arabic, *_] = scored("climate_risk", answers, "ar").issues
    assert (french.words, arabic.words) == ("Réduire le risque\u00a0: X", "الحدّ من الخطر: X")


def test_public_space_counts_streets_apart() -> None:
    good = {"comfort": "3", "reach": "2", "uses": "4", "users": "1", "amenities": "2", "green": "3"}
    spaces = [
        {"space_name": "Mango square", "space_type": "square", "space_m2": "30000", **good},
        {"space_name": "School field", "space_type": "playground", "space_m2": "15000", **good, "green": "0"},
        # Answers of a street that came from elsewhere are not asked, so they count nowhere.
        {"space_name": "Main street", "space_type": "street", "space_m2": "60000", **good},
    ]
    answers = {"area_m2": "600000", "residents": "5000", "residents_near": "3200", "space": spaces}
    scores = scored("public_space", answers)
    assert shown(scores, "open_share") == ["7.5 %"]
    assert shown(scores, "street_share") == ["10.0 %"]
    assert shown(scores, "near_share") == ["64.0 %"]
    assert [(each.title, str(each.value), light(each)) for each in scores.of("quality")] == [
        ("Mango square", "62.5 %", "amber"),
        ("School field", "50.0 %", "amber"),
    ]
    assert say(scores.of("quality")[0].how) == "Points: 15 of 24"
    assert (shown(scores, "spaces"), places(scores)) == (["2"], [(1, "School field"), (2, "Mango square")])
    assert [each.words for each in scores.issues] == [
        "Improve the space: School field",
        "Improve the space: Mango square",
    ]


def pillar(name: str, *points: int) -> dict[str, dict[str, str]]:
    return {f"pillar_{name}": {f"{name}_{number}": str(each) for number, each in enumerate(points, start=1)}}


def test_pillars_of_a_city_have_colours_with_words_and_the_lowest_needs_an_action() -> None:
    answers = {
        **pillar("governance", 2, 1, 1, 1, 1, 1),
        **pillar("planning", 2, 2, 2, 2, 2, 1),
        **pillar("services", 1, 1, 1, 0, 0, 0),
    }
    scores = scored("city_resilience", answers)
    assert [(each.label, str(each.value), light(each)) for each in scores.figures if each.value] == [
        ("Governance", "58 %", "amber"),
        ("Planning and environment", "92 %", "green"),
        ("Infrastructure and services", "25 %", "red"),
    ]
    assert [(each.place, each.words, each.becomes) for each in scores.issues] == [
        (1, "Strengthen: Infrastructure and services", "action"),
        (2, "Strengthen: Governance", "action"),
    ]
    assert [each.label for each in scores.rankings[0].without] == ["Economy and society", "Disaster risk"]
    assert unmet(scores) == ["Write at least one action for: Infrastructure and services"]
    assert unmet(scored("city_resilience", {**answers, "act": [{"act_pillar": "services"}]})) == []


def test_a_settlement_profile_is_published_with_two_scenarios_only() -> None:
    answers: dict[str, Any] = {
        "people": {"refugees": "38000", "host": "22000", "hectares": "120"},
        "facilities": {"water_points": "15", "toilets": "0"},
        "scenario": [{"scenario_name": "Stay as it is"}],
    }
    scores = scored("settlement_profile", answers)
    assert shown(scores, "population") == ["60,000"]
    assert shown(scores, "per_water_points") == ["4,000"]
    assert shown(scores, "refugee_share") == ["63.3 %"]
    assert shown(scores, "density") == ["500"]
    assert "is 0, and nothing can be divided by 0" in shown(scores, "per_toilets")[0]
    assert "has no number yet" in shown(scores, "per_clinics")[0]
    assert [(each.words, each.sector) for each in scores.issues] == [("Add water points", "water")]
    assert unmet(scores) == ["Compare at least two scenarios before this profile is published."]
    answers["scenario"].append({"scenario_name": "One town for both"})
    assert unmet(scored("settlement_profile", answers)) == []


def test_a_resilience_profile_says_how_much_is_filled_and_what_the_weakest_lacks() -> None:
    answers: dict[str, Any] = {}
    left = 31
    for node, steps in walk(FORMS["resilience_profile"].form.children):
        group = steps[0].name if steps else ""
        # The last set is filled, and nine questions of the first three are left open.
        if group == "set_elements" or (isinstance(node, Question) and group[:4] == "set_" and left > 10):
            answers.setdefault(group, {})[node.name] = "3"
            left -= 1
    answers["set_elements"] |= {"rate_water": "1", "rate_energy": "1"}
    scores = scored("resilience_profile", answers)
    [filled] = scores.of("filled")
    assert (str(filled.value), say(filled.how), len(filled.open_parts)) == ("77.5 %", "Answered: 31 of 40", 9)
    assert places(scores)[:3] == [(1, "Water"), (1, "Energy"), (3, "Streets and buildings")]
    assert unmet(scores) == ["Write at least one action for: Water", "Write at least one action for: Energy"]
    answers["act"] = [{"act_element": "water", "act_what": "Second well"}]
    assert unmet(scored("resilience_profile", answers)) == ["Write at least one action for: Energy"]
    answers |= {"grade_identity": "a", "grade_actors": "b"}
    assert shown(scored("resilience_profile", answers), "data_quality") == ["75 %"]


def test_options_of_a_climate_plan_are_weighed_and_weights_must_make_100() -> None:
    weights = (30, 25, 20, 15, 10)
    matters = {
        **{f"objective_{number}": f"Objective {number}" for number in range(1, 6)},
        **{f"weight_{number}": str(each) for number, each in enumerate(weights, start=1)},
    }
    options = [
        {"option_name": name, **{f"score_{number}": str(each) for number, each in enumerate(points, start=1)}}
        for name, points in (("P", (4, 3, 2, 5, 1)), ("Q", (3, 4, 4, 2, 5)))
    ]
    answers: dict[str, Any] = {"matters": matters, "option": options}
    scores = scored("climate_planning", answers)
    assert (shown(scores, "option_score"), places(scores)) == (["3.20", "3.50"], [(1, "Q"), (2, "P")])
    assert [(each.place, each.words) for each in scores.issues] == [(1, "Carry out: Q"), (2, "Carry out: P")]
    assert unmet(scores) == []
    scores = scored("climate_planning", {**answers, "matters": {**matters, "weight_5": "5"}})
    assert (
        shown(scores, "option_score")
        == ["The weights add up to 95. Change them: they must add up to 100."] * 2
    )
    assert (places(scores), unmet(scores)) == ([], ["Change the weights so that they make 100 together."])
    fewer = {"objective_1": "A", "weight_1": "60", "objective_2": "B", "weight_2": "40"}
    assert shown(scored("climate_planning", {**answers, "matters": fewer}), "option_score") == [
        "3.60",
        "3.40",
    ]


def test_considerations_of_displacement_list_what_is_open() -> None:
    themes = ("policy", "economy", "data", "hlp", "services", "social")
    answers = {f"theme_{each}": {f"{each}_emergency": "done", f"{each}_after": "done"} for each in themes}
    answers["theme_hlp"]["hlp_emergency"] = " "
    answers["theme_data"] = {}
    scores = scored("displacement", answers)
    [cells] = scores.of("cells")
    assert (str(cells.value), say(cells.how)) == ("75 %", "Answered: 9 of 12")
    assert [(part.name, part.label) for part in cells.open_parts] == [
        ("data_emergency", "Data / emergency"),
        ("data_after", "Data / after the emergency"),
        ("hlp_emergency", "Housing, land and property / emergency"),
    ]
    assert [(each.place, each.words) for each in scores.issues] == [
        (1, "Talk about what is still open: Data"),
        (2, "Talk about what is still open: Housing, land and property"),
    ]


def test_who_is_missing_at_the_table_is_named() -> None:
    here = (
        "local_authority",
        "national_authority",
        "faith_leaders",
        "womens_associations",
        "youth_associations",
    )
    asked = {f"at_{each}": "here" for each in (*here, "displaced")}
    answers = {"asked": {**asked, "at_academia": "invited", "at_private_sector": "no"}}
    scores = scored("stakeholders", answers)
    assert shown(scores, "present") == ["75 %"] and light(scores.of("present")[0]) == "amber"
    assert [each.words for each in scores.issues] == [
        "Invite who is missing: Universities and researchers",
        "Invite who is missing: Private sector",
    ]
    answers["asked"]["at_academia"] = "none"
    assert shown(scored("stakeholders", answers), "present") == ["86 %"]


def test_a_profile_that_a_partner_has_not_signed_is_not_jointly_validated() -> None:
    phases = {f"phase_{each}": "2" for each in ("agree", "prepare", "collect", "analyse", "findings")}
    partners = [{"partner_name": f"Office {each}", "signed": "1"} for each in "ABCD"]
    partners.append({"partner_name": "Office E", "signed": "0"})
    answers: dict[str, Any] = {"phases": {**phases, "phase_share": "0"}, "partner": partners}
    scores = scored("joint_profiling", answers)
    assert (shown(scores, "partners"), shown(scores, "signatures")) == (["5"], ["4"])
    assert (shown(scores, "signed_share"), shown(scores, "phases_done")) == (["80 %"], ["83 %"])
    assert unmet(scores) == ["Not jointly validated: ask the partners that have not signed."]
    partners[-1]["signed"] = "1"
    assert unmet(scored("joint_profiling", answers)) == []


def test_criteria_of_durable_solutions_that_nobody_looked_at_are_named() -> None:
    seen = {"is_safety": "2", "is_living": "1", "is_livelihood": "0", "is_property": "0", "is_documents": "2"}
    scores = scored("durable_solutions", {"criteria": seen})
    [assessed] = scores.of("assessed")
    assert (str(assessed.value), say(assessed.how)) == ("62.5 %", "Answered: 5 of 8")
    assert [part.label for part in assessed.open_parts] == [
        "Families together again",
        "A say in public affairs",
        "Remedies and justice",
    ]
    assert [each.words for each in scores.issues] == [
        "Close the gap for displaced people: Work and income",
        "Close the gap for displaced people: Housing, land and property",
    ]


def test_who_feels_unsafe_is_a_share_of_those_who_were_asked() -> None:
    safety = {"women_asked": "30", "women_unsafe": "18", "men_asked": "20", "men_unsafe": "5"}
    answers = {"safety": safety, "together": {"bodies": "9", "mixed": "5"}}
    scores = scored("safety_cohesion", answers)
    assert (shown(scores, "women"), shown(scores, "men")) == (["60.0 %"], ["25.0 %"])
    assert shown(scores, "mixed_share") == ["55.6 %"] and "number" in shown(scores, "youth")[0]
    assert places(scores)[:2] == [(1, "Women"), (2, "Men")]
    assert [each.words for each in scores.issues] == ["Make public places safe after dark: Women"]


def test_a_site_is_told_beside_the_standard_that_was_chosen() -> None:
    answers = {"people": "6000", "area": "210000", "standard_area": "45", "plots": "40", "agreed": "34"}
    scores = scored("site_standards", answers)
    assert (shown(scores, "per_person"), shown(scores, "asked")) == (["35.0"], ["45.0"])
    assert shown(scores, "land") == ["78 %"] and light(scores.of("land")[0]) == "red"
    assert shown(scores, "agreed_share") == ["85.0 %"]
    assert [(each.words, each.sector) for each in scores.issues] == [
        ("Below the standard: Land, of what the standard asks", "shelter")
    ]


def test_homes_that_are_missing_are_counted_and_what_holds_them_up() -> None:
    chain = {f"at_{each}": "0" for each in ("money", "materials", "services", "skills")}
    answers = {
        "needed": "120",
        "delivered": "45",
        "gap": "75",
        "chain": {**chain, "at_land": "2", "at_rules": "1"},
    }
    scores = scored("housing_delivery", answers)
    assert (shown(scores, "homes_missing"), shown(scores, "gap_share")) == (["75"], ["62.5 %"])
    assert places(scores)[:2] == [(1, "Land"), (2, "Permits and rules")]
    assert [each.words for each in scores.issues] == ["Free the bottleneck of housing: Land"]


def test_a_command_takes_one_of_them_into_use_by_its_name(app: Flask, make: Make) -> None:
    programme = make.programme()
    with make.act("programme_manager", programme):
        pass
    order = ["import", "xlsform", "shipped:displacement", "--programme", programme.code, "--json"]
    run = app.test_cli_runner().invoke
    first, again = (json.loads(run(args=order, catch_exceptions=False).stdout) for _ in range(2))
    assert (first["read"], first["new"], first["refused"]) == (29, 29, [])
    assert (again["new"], again["known"]) == (0, 29)
    order[2] = "shipped:nothing"
    assert "'shipped:nothing' does not exist" in run(args=order).stderr


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_forms_are_listed_in_the_order_of_their_titles(
    make: Make, browser: Callable[..., Browser], language: str
) -> None:
    programme = make.programme()
    efua = browser("programme_manager", programme)
    efua.get(f"/?language={language}")
    links = [link for link in efua.get(f"/p/{programme.code}/forms").links if "/forms/shipped/" in link]
    titles = [FORMS[link.rsplit("/", 1)[1]].form for link in links]
    said = [form.said(form.title, language) for form in titles]
    assert len(said) == len(FORMS) and said == sorted(said)
