"""From an installation without anybody to an authority's answers, by pages alone."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from flask import Flask

from peoplesprocess.demonstration.story_data import (
    DemonstrationGroupSession,
    DemonstrationMeeting,
    DemonstrationStory,
)
from tests.journeys.readers import Community, StoryClock

BANDS = (1, 2, 3)


class Town(Community):
    """The people of one story, and where their pages are."""

    def __init__(self, app: Flask, clock: StoryClock, story: DemonstrationStory) -> None:
        super().__init__(app, clock)
        self.story = story
        self.here, self.board = f"/s/{story.code}", f"/board/{story.code}"

    def close(self, step: str, day: date) -> None:
        """Close a step as the facilitator, whose gate must hold, by the button on the village's page."""
        self.clock.turn_to(day)
        page = self["bo"].open(self.here)
        self["bo"].press(page, f"{self.here}/close/{step}")

    @property
    def needs(self) -> list[dict[str, Any]]:
        """The lines of the table of needs, with the dots of each group in order."""
        names = ("title", "sector", "landmark", "households", "severity", "response_type", "dots")
        rows = [
            dict(zip(names, (part.strip() for part in line.split("|")), strict=True))
            for line in self.story.needs.strip().splitlines()
        ]
        return [{**row, "dots": [int(dots) for dots in row["dots"].split()]} for row in rows]


def set_up(town: Town, preset: str = "south-asian") -> None:
    """A programme in the story's money, the settlement, and everybody with a role and a password."""
    story = town.story
    ada = town.come_in("ada", town.first_invitation())
    ada.do(
        "/programmes/new",
        name="Recovery with people",
        code="recovery",
        agency="UN-Habitat",
        currency=story.currency,
        committee_name="Community development committee",
        preset=preset,
        groups=list(story.groups),
    )
    efua = town.come_in("efua", invitation(town, "ada", role="programme_manager"))
    town.set_up_second_factor("efua")
    efua.do(
        "/p/recovery/settlements/new",
        name=story.name,
        code=story.code,
        area_path=story.area,
        area_name=story.area_name,
        authority=story.authority,
        envelope=story.envelope,
        place_code=story.place_code,
        groups=list(story.groups),
        required_groups=list(story.required_groups),
    )
    invite_everybody(town)


def invite_everybody(town: Town) -> None:
    """The manager invites; the administrator confirms who signs beside her and who pays."""
    story = town.story
    here = {"settlement": story.code}
    roles = {
        "bo": {"role": "facilitator", **here},
        "officer": {"role": "committee_officer", **here},
        "carla": {"role": "local_authority", "area": story.area},
        "ines": {"role": "technical_officer", **here},
        "femi": {"role": "finance_officer"},
    }
    for session in story.sessions:
        roles[speaker(session.group)] = {
            "role": "group_representative", "group": session.group, **here
        }  # fmt: skip
    for name, role in roles.items():
        town.come_in(name, invitation(town, "efua", **role))
    for name in ("ada", "femi"):
        town.set_up_second_factor(name)
    for name in ("femi", "officer", "carla"):
        confirm(town, name)


def invitation(town: Town, who: str, **role: str) -> str:
    """The link that somebody makes and hands over."""
    manager = town[who]
    manager.open("/p/recovery/people/invite")
    page = manager.do(f"/p/recovery/people/invite?role={role.pop('role')}", **role)
    found = re.search(r"/invitation/[\w-]+", page.html)
    assert found, "no link to hand over"
    return found[0]


def confirm(town: Town, name: str) -> None:
    """Let the administrator confirm somebody's role."""
    rows = town["ada"].open("/p/recovery/people").html.split("<tr")
    row = next(row for row in rows if f">{name.title()}<" in row)
    found = re.search(r'href="([^"]+/confirm)"', row)
    assert found, row
    town["ada"].do(found[1])


def speaker(group: str) -> str:
    """The user name of who speaks for a group."""
    return "speaker." + group.replace("-", ".")


def mobilise(town: Town) -> None:
    """The sheet of the settlement, the orientation meeting and the authority's no-objection."""
    story = town.story
    town.clock.turn_to(story.orientation.held_on)
    counts = {f"{sex}{band}": n for sex, row in story.population.items() for band, n in enumerate(row)}
    town["bo"].do(
        f"{town.here}/sheet/write",
        landmark=story.landmark,
        tenure=story.tenure,
        hazard=story.hazard,
        households=story.households,
        women_headed=story.women_headed,
        with_disability=story.with_disability,
        **counts,
        **{f"status_{status}": count for status, count in story.statuses.items()},
    )
    meet(town, story.orientation)
    given_on, reference = story.no_objection
    town.clock.turn_to(given_on)
    town["carla"].do(
        f"{town.here}/no-objection", office=story.authority, reference=reference, given_on=given_on
    )
    town.close("mobilise", given_on + timedelta(days=1))


def meet(town: Town, gathering: DemonstrationMeeting) -> int:
    """Record a meeting of everybody on its day; its number."""
    town.clock.turn_to(gathering.held_on)
    bo = town["bo"]
    bo.do(f"{town.here}/meetings/record", **told_of(gathering))
    return int(bo.path.rsplit("/", 1)[1])


def told_of(gathering: DemonstrationMeeting) -> dict[str, Any]:
    """What is recorded of a meeting, by field."""
    return {
        "kind": gathering.kind,
        "held_on": gathering.held_on,
        "place": gathering.place,
        "displaced": gathering.displaced,
        "with_disability": gathering.with_disability,
        "households": gathering.households,
        "consent": True,
        "agenda": gathering.agenda,
        "minutes": gathering.minutes,
        **heads(gathering),
    }


def heads(counted: DemonstrationMeeting | DemonstrationGroupSession) -> dict[str, int]:
    """Women and men by age band, by field."""
    sexes = (("women", counted.women), ("men", counted.men))
    return {f"{sex}{band}": row[band - 1] for sex, row in sexes for band in BANDS}


def organise(town: Town) -> None:
    """Small groups of neighbours, and the committee's election."""
    story = town.story
    town["bo"].do_each(
        f"{town.here}/small-groups/record",
        [
            {"name": group.name, "households": group.households, "leader": group.leader, "lane": group.lane}
            for group in story.small_groups
        ],
    )
    held_on, eligible_women, eligible_men, voted_women, voted_men, observers = story.election
    seats: dict[str, object] = {}
    for number, (office, woman, group, signs) in enumerate(story.seats, start=1):
        seats |= {f"office{number}": office, f"group{number}": group or None}
        seats |= {f"woman{number}": woman or None, f"signs{number}": signs or None}
    town.clock.turn_to(held_on)
    town["bo"].do(
        f"{town.here}/committee/elect",
        held_on=held_on,
        eligible_women=eligible_women,
        eligible_men=eligible_men,
        voted_women=voted_women,
        voted_men=voted_men,
        observers=observers,
        **seats,
    )
    town.close("organise", held_on + timedelta(days=1))


def map_needs(town: Town) -> None:
    """Each group's own session, and the needs that they raised."""
    groups = [session.group for session in town.story.sessions]
    for session in town.story.sessions:
        hear(town, session)
    town.clock.turn_to(town.story.mapped_on)
    needs = [(need.pop("dots"), need) for need in town.needs]
    town["bo"].do_each(
        f"{town.here}/needs/record",
        [{"season": "all", "group_code": groups[dots.index(max(dots))], **need} for dots, need in needs],
    )
    town.close("map", town.story.mapped_on)


def hear(town: Town, session: DemonstrationGroupSession) -> None:
    """Record the session of a group."""
    town.clock.turn_to(session.held_on)
    town["bo"].do(
        f"{town.here}/meetings/record",
        kind="session",
        group_code=session.group,
        held_on=session.held_on,
        place=town.story.landmark,
        displaced=session.displaced,
        with_disability=session.with_disability,
        consent=True,
        agenda="What this group needs",
        minutes="Needs were named, drawn and explained.",
        **heads(session),
    )


def prioritise(town: Town) -> None:
    """Three dots a person, given inside each group's session and confirmed by who speaks for it."""
    town.clock.turn_to(town.story.round_on)
    town["bo"].do(
        f"{town.here}/priorities/open",
        method="tokens",
        tokens=3,
        rule="equal-groups",
        ballot=list(range(1, len(town.needs) + 1)),
        read_out=True,
    )
    type_in_sheets(town)
    for session in town.story.sessions:
        town[speaker(session.group)].do(f"{town.here}/priorities/1/sheets/{session.group}/attest")
    town["bo"].do(f"{town.here}/priorities/1/close")
    town.close("prioritise", town.story.round_on)


def type_in_sheets(town: Town) -> None:
    """The sheets of all groups, each by the button of the one before it."""
    sheets: dict[str, dict[str, int]] = {}
    for column, session in enumerate(town.story.sessions):
        dots = {f"need{number}": need["dots"][column] for number, need in enumerate(town.needs, start=1)}
        sheets[session.group] = {"people": sum(session.women) + sum(session.men), **dots}
    bo = town["bo"]
    form = bo.open(f"{town.here}/priorities/1/sheets/{next(iter(sheets))}")
    while sheets:
        sheet = sheets.pop(bo.path.rsplit("/", 1)[1])
        form = bo.hand_in(form, bo.path, another=bool(sheets), **sheet)


def write_plan(town: Town, folded: dict[int, list[int]] | None = None) -> None:
    """The lines of the plan before they are read out; `folded` are needs that another need's line answers."""
    town.clock.turn_to(town.story.assemblies[0].held_on)
    story = town.story
    town["bo"].do_each(
        f"{town.here}/plan/items/add",
        [
            {
                "title": item.title,
                "place": town.needs[item.need - 1]["landmark"],
                "needs": [item.need, *(folded or {}).get(item.need, [])],
                "cost": item.cost,
                "in_cash": item.in_cash,
                "in_labour": item.in_labour,
                "in_materials": item.in_materials,
                "source": "UN-Habitat",
                "implementer": "with-help",
                "starts_on": story.works[0],
                "ends_on": story.works[1],
                "operation_and_maintenance": item.operation_and_maintenance,
            }
            for item in story.first_plan
        ],
    )


def adopt_and_hand_over(town: Town, which: int) -> None:
    """An assembly adopts the plan, and the committee hands it to the authority."""
    assembly = town.story.assemblies[which]
    town.clock.turn_to(assembly.held_on)
    bo = town["bo"]
    bo.open(f"{town.here}/plan")
    record = f"{town.here}/meetings/record?kind=assembly&then=adoption"
    adoption = bo.hand_in(bo.open(record), record, **told_of(assembly))
    is_same_day = town.story.submitted_on[which] == assembly.held_on
    page = bo.hand_in(adoption, f"{town.here}/plan/adopt", another=is_same_day)
    if is_same_day:
        bo.hand_in(page, f"{town.here}/plan/submit")
        return
    town.clock.turn_to(town.story.submitted_on[which])
    town["bo"].do(f"{town.here}/plan/submit")


def answer_all(town: Town) -> None:
    """The authority answers each line as the story tells."""
    town.clock.turn_to(town.story.answered_on[0])
    for line, item in enumerate(town.story.first_plan, start=1):
        town["carla"].do(
            f"{town.here}/approval/{line}",
            verdict=item.verdict,
            reason=item.reason or None,
            forwarded_to=item.forwarded_to or None,
        )


def revise(town: Town, *left_out: int) -> None:
    """Begin the plan anew on the day of the second assembly, without these lines."""
    town.clock.turn_to(town.story.assemblies[1].held_on)
    town["bo"].do(f"{town.here}/plan/revise")
    for line in left_out:
        why = "The assembly took it out after the authority's answer."
        town["bo"].do(f"{town.here}/plan/items/{line}/remove", reason=why)
