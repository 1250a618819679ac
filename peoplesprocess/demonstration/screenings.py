"""Screenings of the stories' items, and looks at the measures."""

from __future__ import annotations

from collections.abc import Container
from datetime import date

from peoplesprocess.core.safeguards import QUESTIONS, AnsweredScreeningQuestion
from peoplesprocess.demonstration.story_data import DemonstrationScreening, DemonstrationStory
from peoplesprocess.demonstration.story_people import AccountMaker, at
from peoplesprocess.safeguards import actions as safeguards


def screen(cast: AccountMaker, story: DemonstrationStory, needs: Container[int], day: date) -> None:
    """Screen the items of a story that answer these needs, before the assembly of a day."""
    for line, item in enumerate(story.first_plan, start=1):
        found = next((each for each in story.screenings if each.need == item.need), None)
        if found is None or item.need not in needs:
            continue
        remarks = dict(found.yes)
        answers = [
            AnsweredScreeningQuestion(key, "yes" if key in remarks else "no", remarks.get(key, ""))
            for key in QUESTIONS
        ]
        act = cast.act(story, "facilitator", at(day, 8))
        safeguards.record_screening(act, line, safeguards.ScreeningInput(answers))
        if found.measure:
            _write(cast, story, line, found, day)


def look_again(
    cast: AccountMaker, story: DemonstrationStory, number: int, looked: tuple[date, str, date]
) -> None:
    """Record a recheck of a story's measure."""
    act = cast.act(story, "facilitator", at(looked[0], 17))
    safeguards.record_recheck(act, number, safeguards.MitigationRecheckInput(*looked))


def _write(
    cast: AccountMaker,
    story: DemonstrationStory,
    line: int,
    found: DemonstrationScreening,
    day: date,
) -> None:
    domain = QUESTIONS[found.yes[0][0]].domain
    measure = safeguards.MitigationInput(
        domain, found.measure, "committee_officer", found.due_on, found.recheck_on
    )
    safeguards.record_mitigation(cast.act(story, "facilitator", at(day, 8)), line, measure)
