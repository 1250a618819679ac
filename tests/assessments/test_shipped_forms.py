"""The forms that come with this software: whole in three languages, with the figures of each scenario."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from peoplesprocess.assessments.actions import publish_form
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


def test_there_are_twenty_five_forms() -> None:
    assert len(FORMS) == 25
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
    made = as_xform(shipped.sheets, shipped.code, shipped.form.words_in(shipped.form.title, ""), "1")
    assert (made.warnings, shipped.form.notices) == ((), ())
    asked = [node for node, _ in walk(shipped.form.children) if isinstance(node, Question)]
    assert 12 <= len(asked) <= 50
    assert asked[0].kind == "note" and "are ours, written after" in shipped.form.words_in(
        asked[0].label, "en"
    )
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


def test_services_are_told_by_whom_they_reach_now_and_how_many_work_again() -> None:
    kinds = ("sanitation", "waste", "electricity", "roads", "health", "education", "drainage")
    reached = {"before": "100", "now": "100", "needing": "100"}
    others = [
        {"service_kind": kind, **reached, "works": "1" if place < 5 else "0"}
        for place, kind in enumerate(kinds)
    ]
    water = {"service_kind": "water", "needing": "6000", "before": "5400", "now": "2400", "works": "0"}
    scores = scored("services_restored", {"service": [*others, water]})
    assert [str(each.value) for each in scores.of("reached") if each.title == "Water"] == ["40.0 %"]
    assert [str(each.value) for each in scores.of("reached_before") if each.title == "Water"] == ["90.0 %"]
    assert (shown(scores, "restored"), shown(scores, "services")) == (["5"], ["8"])
    assert shown(scores, "restored_share") == ["62.5 %"] and light(scores.of("restored_share")[0]) == "amber"
    assert places(scores)[0] == (1, "Water")
    assert [each.words for each in scores.issues] == ["Restore the service: Water"]
    water["works"] = "unknown"
    assert shown(scored("services_restored", {"service": [*others, water]}), "restored_share") == ["71.4 %"]
    assert unmet(scored("services_restored", {"service": []})) == ["Add at least one service."]


def test_trainings_are_counted_in_days_and_by_women() -> None:
    books = {"training_name": "Cash book", "days": "6", "hours": "36", "women": "30", "men": "32"}
    walls = {"training_name": "Brick walls", "days": "2", "hours": "12.5", "women": "7", "men": "14"}
    pumps = {"training_name": "Pumps", "days": "1", "hours": "4", "women": "0", "men": "0"}
    scores = scored("trainings", {"training": [books, walls]})
    assert (shown(scores, "took_part"), shown(scores, "women_share")) == (["83"], ["44.6 %"])
    assert (shown(scores, "all_days"), shown(scores, "all_hours")) == (["8"], ["48"])
    assert [(each.title, light(each)) for each in scores.of("women_in")] == [
        ("Cash book", "green"),
        ("Brick walls", "amber"),
    ]
    assert places(scores)[0] == (1, "Brick walls")
    [told] = shown(scored("trainings", {"training": [pumps]}), "women_in")
    assert "add up to 0, and nothing can be divided by 0" in told


def test_the_most_urgent_sites_come_first_and_wait_for_a_decision_on_the_land() -> None:
    sites = [
        {"site_name": f"Site {place}", "need": "2", "vulnerability": "3", "decided": "0"}
        for place in range(9)
    ]
    urgent = {"need": "5", "vulnerability": "4", "decided": "1"}
    sites += [urgent | {"site_name": "Riverbank"}, urgent | {"site_name": "Old camp", "need": "4"}]
    sites.append({"site_name": "Station", "need": "5", "vulnerability": "3", "decided": "0"})
    scores = scored("priority_sites", {"site": sites})
    assert shown(scores, "sites") == ["12"]
    assert places(scores)[:4] == [(1, "Riverbank"), (2, "Old camp"), (3, "Station"), (4, "Site 0")]
    assert shown(scores, "decided_first") == ["66.7 %"] and light(scores.of("decided_first")[0]) == "amber"
    assert say(scores.of("decided_first")[0].how) == "Points: 2 of 3"
    assert [each.words for each in scores.issues] == [
        "Plan this site: Riverbank",
        "Plan this site: Old camp",
        "Plan this site: Station",
    ]


def test_cases_of_land_stay_open_and_evictions_become_a_need() -> None:
    kinds = [
        {"case_kind": "eviction", "received": "8", "resolved": "1", "open_cases": "7"},
        {"case_kind": "documents", "received": "6", "resolved": "2", "open_cases": "4"},
    ]
    scores = scored("land_cases", {"kind": kinds, "at_risk": "3"})
    assert [shown(scores, f"all_{each}") for each in ("received", "resolved", "open")] == [
        ["14"],
        ["3"],
        ["11"],
    ]
    assert places(scores)[0] == (1, "Evictions")
    assert [(each.words, each.becomes) for each in scores.issues] == [
        ("Prevent evictions, and check the safeguards of the works concerned", "need")
    ]
    assert scored("land_cases", {"kind": kinds, "at_risk": "0"}).issues == ()


def test_commitments_of_an_agency_are_shares_by_their_parts() -> None:
    principles = {
        "coordination": ("analysis", "coordination_paid", "political"),
        "programming": ("prevention", "people", "no_harm", "joined", "capacities", "learning"),
        "financing": ("strategy_money", "flexible"),
    }
    answers: dict[str, Any] = {group: dict.fromkeys(names, "1") for group, names in principles.items()}
    answers["coordination"]["political"] = answers["programming"]["no_harm"] = "0"
    answers["financing"] = {"strategy_money": "0", "flexible": "0"}
    answers["pledges"] = {"pledge_data": "done", "pledge_youth": "open", "pledge_tools": "no"}
    kept = ("local", "resilience", "displacement")
    answers["charter"] = {**{f"charter_{each}": "1" for each in kept}, "charter_partners": "0"}
    answers |= {"stage": "b", "strategy": "", "stage_proved": "0"}
    scores = scored("agency_commitments", answers)
    assert shown(scores, "principles") == ["63.6 %"]
    assert [shown(scores, each) for each in ("coordinating", "programmes", "money")] == [
        ["67 %"],
        ["83 %"],
        ["0 %"],
    ]
    assert (shown(scores, "pledges_done"), shown(scores, "charter_proved")) == (["33 %"], ["75 %"])
    assert [each.words for each in scores.issues] == ["Keep more of the principles: Money"]
    assert unmet(scores) == ["Stage B needs a strategy: name the document."]
    assert unmet(scored("agency_commitments", {**answers, "stage_proved": "1"})) == []


def test_an_agreement_that_has_expired_is_to_be_renewed() -> None:
    partners = [{"partner_name": f"Office {each}", "is_over": "0", "experts": ""} for each in "ABCDE"]
    partners.append({"partner_name": "Office F", "is_over": "1", "experts": "2", "expert_days": "60"})
    scores = scored("partners", {"partner": partners})
    assert (shown(scores, "partners"), shown(scores, "expired")) == (["6"], ["1"])
    assert (shown(scores, "experts_sent"), shown(scores, "days_sent")) == (["2"], ["60"])
    assert [each.words for each in scores.issues] == ["Renew the agreement: Office F"]


def test_pages_find_out_by_the_day_whether_an_agreement_has_expired(
    make: Make, browser: Callable[..., Browser]
) -> None:
    programme = make.programme()
    place = make.settlement(programme)
    with make.act("programme_manager", programme) as act:
        publish_form(act, FORMS["partners"].sheets)
    bo = browser("facilitator", place)
    bo.send(f"/s/{place.code}/assessments/form/partners/begin", about="All", answered_on="2026-03-01")
    draft = f"/s/{place.code}/assessments/drafts/1"
    bo.send(f"{draft}/1", q1="2026-03-01")
    partner = {"q1": "un", "q2": "Shelter", "q3": ["development"], "q4": "signed"}
    for time, until in enumerate(("2026-02-28", "2026-03-01"), start=1):
        page = bo.send(f"{draft}/2/new", q0=f"Office {time}", **partner)
        # The day is asked for only where there is an agreement: the same partner comes once more.
        assert "there are more questions" in page.text and "Until which day is it valid?" in page.text
        bo.send(f"{draft}/2/{time}", q5=until)
    page = bo.send(f"{draft}/send")
    assert "Renew the agreement: Office 1" in page.text and "Renew the agreement: Office 2" not in page.text


def test_money_that_is_still_lacking_is_told_by_its_source() -> None:
    given = [
        {"source_name": "Ministry", "asked": "16000", "promised": "16000", "received": "16000"},
        {"source_name": "City", "asked": "8000", "promised": "5000", "received": "2000"},
        {"source_name": "Families", "asked": "3000", "promised": "3000", "received": "1500"},
    ]
    for each, lacking in zip(given, ("0", "6000", "1500"), strict=True):
        each["still_lacking"] = lacking
    answers = {"giver": given, "municipality": {"revenue": "8000", "own": "5000"}}
    scores = scored("resources", answers)
    sums = [shown(scores, each) for each in ("all_asked", "all_promised", "all_received", "gap")]
    assert sums == [["27,000"], ["24,000"], ["19,500"], ["7,500"]]
    assert (shown(scores, "received_share"), shown(scores, "own_share")) == (["72.2 %"], ["62.5 %"])
    assert places(scores)[0] == (1, "City")
    assert [each.words for each in scores.issues] == [
        "Ask for what is still lacking, or find another source: City"
    ]


def test_interventions_that_no_plan_takes_up_are_named() -> None:
    made = [
        {"intervention_name": "Pumps", "level": "local", "status": "2", "paid_for": "1", "in_plan": "1"},
        {
            "intervention_name": "Land law",
            "level": "national",
            "status": "0",
            "paid_for": "0",
            "in_plan": "0",
        },
    ]
    scores = scored("interventions", {"intervention": made})
    assert [shown(scores, each) for each in ("national", "regional", "local")] == [["1"], ["0"], ["1"]]
    assert (shown(scores, "planned"), shown(scores, "progress")) == (["50 %"], ["50 %"])
    assert [each.words for each in scores.issues] == ["Take up in a plan: Land law"]


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
    said = [form.words_in(form.title, language) for form in titles]
    assert len(said) == len(FORMS) and said == sorted(said)
