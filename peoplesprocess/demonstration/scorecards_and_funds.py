"""Scorecards of groups, fixed points of photos, and the movements of a repair fund."""

from __future__ import annotations

from datetime import date

from peoplesprocess.closure import actions as closure
from peoplesprocess.closure import repair_fund
from peoplesprocess.demonstration.story_data import DemonstrationStory
from peoplesprocess.demonstration.story_people import AccountMaker, at, minor
from peoplesprocess.scorecards import actions as scorecards
from peoplesprocess.works import fixed_points

AUDIT, YEAR_LATER = date(2023, 9, 10), date(2024, 9, 26)
SCORES = (
    (AUDIT, "women", (19, 6, 5), (20, 5, 5), (7, 5, 18)),
    (AUDIT, "displaced", (14, 6, 4), (14, 5, 5), (15, 6, 3)),
    (YEAR_LATER, "women", (20, 5, 5), (18, 7, 5), (20, 5, 5)),
)
"""Day, group, and what its people said about access, quality and safety."""
FUND = (
    (date(2024, 1, 5), "Fees of October to December", 13_500, False, "Fee book, page 1"),
    (date(2024, 3, 20), "A door with its lock", 2_500, True, "Bill 1"),
    (date(2024, 9, 20), "Two pits emptied", 18_000, True, "Bill 2"),
)
POINTS = ("At the mosque lane, towards the first block", "From the pump, towards the hand-washing place")


def record_repairs(cast: AccountMaker, story: DemonstrationStory) -> None:
    """Record that what failed a test was repaired a day later, as the engineer saw."""
    failed = [visit for visit in story.contract.visits if visit.failed]
    for number, visit in enumerate(failed, start=1):
        day = date.fromordinal(visit.visited_on.toordinal() + 1)
        act = cast.act(story, "engineer", at(day, 12))
        repaired = closure.RectificationInput(day, "Six slabs are cast again; all held in the test")
        closure.rectify_defect(act, 1, number, repaired)


def tell_scorecards(cast: AccountMaker, story: DemonstrationStory) -> None:
    """Add fixed points for photos, and what groups said at the public audit."""
    for name in POINTS:
        fixed_points.add_point(cast.act(story, "engineer", at(AUDIT, 14)), 1, name)
    _score(cast, story, AUDIT)


def record_later_scores(cast: AccountMaker, story: DemonstrationStory) -> None:
    """Record the fund's payments for a door and two pits, and what groups said a year later."""
    for day, what, amount, out, paper in FUND:
        line = repair_fund.RepairFundInput(day, what, minor(story, amount), out, paper)
        repair_fund.record_fund_line(cast.act(story, "officer", at(day, 10)), 1, line)
    _score(cast, story, YEAR_LATER)


def _score(cast: AccountMaker, story: DemonstrationStory, on: date) -> None:
    for day, group, access, quality, safety in SCORES:
        if day == on:
            counts = {"access": access, "quality": quality, "safety": safety}
            card = scorecards.ScorecardInput(group, None, day, counts)
            scorecards.record_scorecard(cast.act(story, "facilitator", at(day, 15)), 1, card)
