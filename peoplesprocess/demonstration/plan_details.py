"""The details of a story's plan, and the unit rates of the programme."""

from __future__ import annotations

from peoplesprocess.act import Act
from peoplesprocess.core.item_finance import EstimateLine, FundingLine
from peoplesprocess.core.plan_items import ItemTags
from peoplesprocess.demonstration.story_data import DemonstrationItem, DemonstrationStory
from peoplesprocess.demonstration.story_people import AccountMaker, at, minor
from peoplesprocess.facts.plans import NEWEST_ITEMS
from peoplesprocess.plans import item_detail_actions
from peoplesprocess.plans.item_detail_actions import ItemProblem
from peoplesprocess.plans.item_frames import ItemCodes, tag_items
from peoplesprocess.programmes import frame_choices, unit_rates
from peoplesprocess.programmes.unit_rates import UnitRateInput

RATES = (
    UnitRateInput(
        "Labour", "day", "PKR", 1_000_00, "Unskilled labour by the district's list", is_labour_day=True
    ),
    UnitRateInput("Walls and roofs", "m²", "PKR", 4_500_00, "Prices of the market in Dadu"),
    UnitRateInput("Double pits, lined", "pit", "PKR", 96_000_00, "Prices of the market in Dadu"),
)
PROBLEMS = {
    1: ItemProblem(
        "People drink from ponds and open wells.", "The flood spoilt the wells, and none was raised."
    ),
    2: ItemProblem(
        "Women and girls wait for the dark to relieve themselves.", "The old latrines have no doors."
    ),
    3: ItemProblem("Water stands in the lanes for weeks after each rain.", "The lanes lie below the road."),
}
TAGS = {
    1: ItemTags("year", "adaptive", "community", "", "4.2", ["4.3"], "adaptation"),
    2: ItemTags("year", "adaptive", "community", "", "4.2", ["4.1"], ""),
    3: ItemTags(
        "year",
        "transformative",
        "local",
        "No by-law keeps drains free of buildings.",
        "4.3",
        [],
        "adaptation",
    ),
}
"""The tags of the first items, by line."""
CODES = {
    "sdg": {1: ["6.1", "11.5"], 2: ["6.2", "5.2"], 3: ["11.5"]},
    "sendai": {1: ["3"], 3: ["3", "4"]},
    "iasc": {1: ["WSH"], 2: ["WSH", "PRO-GBV"]},
}
"""The codes of the first items in frames of reference, by their line; one of them is in no cluster."""


def keep_rates(manager: Act) -> None:
    """Record the unit rates of works and of a day of labour."""
    for rate in RATES:
        unit_rates.keep_rate(manager, rate)


def choose_frames(manager: Act) -> None:
    """Report by some frames of reference."""
    frame_choices.use_frames(manager, list(CODES))


def record_details(cast: AccountMaker, story: DemonstrationStory) -> None:
    """Write problem, estimate, funding and tags of the items, if the story values labour by days."""
    if not story.labour_day:
        return
    act = cast.act(story, "facilitator", at(story.assemblies[0].held_on, 7))
    for line, item in enumerate(story.first_plan, start=1):
        if line in PROBLEMS:
            _tell(act, story, line, item)
    for frame, codes in CODES.items():
        seen = {row.line: row.version for row in NEWEST_ITEMS.all(act.db, settlement=act.settlement.id)}
        tag_items(
            act, frame, {line: ItemCodes(each, seen[line]) for line, each in codes.items() if line in seen}
        )


def _tell(act: Act, story: DemonstrationStory, line: int, item: DemonstrationItem) -> None:
    row = item_detail_actions.describe_item(act, line, PROBLEMS[line], 1)
    if line == story.contract.item:
        bill = [
            EstimateLine(title, unit, quantity * 1000, minor(story, rate))
            for title, unit, quantity, rate in story.contract.bill
        ]
        row = item_detail_actions.write_estimate(act, line, bill, row.version)
    grant = minor(story, item.cost - item.in_cash - item.in_labour - item.in_materials)
    funding = [FundingLine("grant", "", grant, committed=line == story.contract.item)]
    row = item_detail_actions.write_funding(act, line, funding, row.version)
    item_detail_actions.tag_item(act, line, TAGS[line], row.version)
