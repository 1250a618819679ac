"""Acts that split or strike a need, or take a merge or a split back; everything stays readable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.need_stage import NeedStage
from peoplesprocess.facts.item_progress import ItemProgress
from peoplesprocess.facts.need_lineage import lineage
from peoplesprocess.facts.needs import merge_in_force, merges_into, split_in_force
from peoplesprocess.facts.relied_on_needs import answering_item, reliant_records_since
from peoplesprocess.facts.rounds import ROUNDS, rounds_with
from peoplesprocess.models import Merge, Need, NeedGroup, Split, SplitPart, Strike
from peoplesprocess.needs.actions import GROUPS, live_need
from peoplesprocess.needs.need_detail import NEED, NeedDetail
from peoplesprocess.needs.queries import NEED_KEY
from peoplesprocess.strike_writer import strike_record

FEWEST_PARTS, MOST_PARTS = 2, 3
_OBSTACLES = {
    "open_round": N_(
        "Groups are choosing now, and need %(number)s is one of their choices. Split it in the next cycle "
        "instead."
    ),
    "contract": N_(
        "Contract %(contract)s answers both needs as one. Split need %(number)s in the next cycle instead."
    ),
    "plan": N_(
        "Version %(plan)s of the plan answers both needs as one. Split need %(number)s in the next "
        "cycle instead."
    ),
    "counted_round": N_(
        "Round %(counted_round)s counted both needs as one. Split need %(number)s in the next cycle instead."
    ),
}
"""Whatever prevents a merge from being taken back, with the sentence that names it and the way out."""
_COPIED = ("statement", "sector", "landmark", "affected", "severity", "season", "since", "cause", "coping")
"""The columns that the parts of a need copy from it; they can be changed afterwards."""


@dataclass(frozen=True, slots=True)
class SplitPartInput:
    """One part of a need that is split, with the groups that raised it."""

    title: str
    households: int
    groups: list[str] = field(default_factory=list)


def strike_merge(act: Act, number: int, reason: str) -> Strike:
    """Take back the merge of need `number`: both needs are live again, each with its own groups.

    Errors: Forbidden; Refused if it was not merged, or if something was decided about both as one.
    """
    act.require_role(Action.CHANGE_NEED)
    need = _need(act, number)
    act.require(Action.CHANGE_NEED, ActSubject(groups=frozenset(need.groups)))
    merge = merge_in_force(act.db, need.id)
    if merge is None or need.into_number is None:
        raise Refused(Message(N_("This need is not merged with another one. See the page of the need.")))
    if split_in_force(act.db, merge.into_id) is not None:
        sentence = N_(
            "Need %(number)s was split meanwhile. Take the split back first, or record this need as a new "
            "one."
        )
        raise Refused(Message(sentence, {"number": need.into_number}))
    _require_undecided(act, need.into_number, merge)
    row = strike_record(act, Merge, merge.id, reason)
    _give_back_groups(act, merge)
    act.db.get_one(Need, merge.into_id).version += 1
    act.note("merge.strike", f"need {number}", into=need.into_number)
    return row


def split_need(act: Act, number: int, parts: Sequence[SplitPartInput], reason: str) -> Split:
    """Split a need into two or three new ones; it stays readable and names them.

    Errors: Forbidden; Refused if an open round, or a result of this cycle, has it on its ballot, if an item
    of the plan answers it, or if its groups are not exactly those of the parts.
    """
    need = live_need(act, number)
    groups = GROUPS.all(act.db, need=need.id)
    act.require(Action.CHANGE_NEED, ActSubject(groups=frozenset(groups)))
    _require_free_to_split(act, number)
    _check_parts(parts, groups)
    row = Split(**act.columns, need_id=need.id, reason=reason)
    act.db.add(row)
    first = act.next_number(Need.number, Need.settlement_id, act.settlement.id)
    for place, part in enumerate(parts):
        _add_part(act, need, row, part, first + place)
    numbers = list(range(first, first + len(parts)))
    raised = [list(part.groups) for part in parts]
    households = [part.households for part in parts]
    act.note("need.split", f"need {number}", into=numbers, groups=raised, households=households)
    return row


def strike_split(act: Act, number: int, reason: str) -> Strike:
    """Take back the split of need `number`: it is live again, and its parts are struck.

    Parts that were already struck stay so. Errors: Forbidden; Refused if the need was not split, or if one of
    its parts was merged, was split again or cannot be struck.
    """
    act.require_role(Action.CHANGE_NEED)
    need = _need(act, number)
    act.require(Action.CHANGE_NEED, ActSubject(groups=frozenset(need.groups)))
    if (split := split_in_force(act.db, need.id)) is None:
        raise Refused(Message(N_("This need is not split. See the page of the need.")))
    for number_of_part in sorted(map(int, (need.parts or "").split())):
        part = _standing_part(act, number_of_part)
        if part is None:
            continue
        act.require(Action.CHANGE_NEED, ActSubject(groups=frozenset(GROUPS.all(act.db, need=part.id))))
        _strike(act, part, reason)
    row = strike_record(act, Split, split, reason)
    act.note("split.strike", f"need {number}")
    return row


def strike_need(act: Act, number: int, reason: str) -> Strike:
    """Strike a need that was recorded wrongly.

    Errors: Forbidden; Refused if it is not live, if others were merged into it, if it is on the ballot of any
    round, or if an item of the plan answers it.
    """
    need = live_need(act, number)
    act.require(Action.CHANGE_NEED, ActSubject(groups=frozenset(GROUPS.all(act.db, need=need.id))))
    row = _strike(act, need, reason)
    act.note("need.strike", f"need {number}")
    return row


def _need(act: Act, number: int) -> NeedDetail:
    found = NEED.first(act.db, settlement=act.settlement.id, number=number)
    if found is None:
        raise Refused(Message(N_("There is no need with this number. See the list of needs.")))
    return found


def _standing_part(act: Act, number: int) -> Need | None:
    """Return a part of a split, or None if it was struck. Errors: Refused if it was merged or split."""
    found = NEED_KEY.first(act.db, settlement=act.settlement.id, number=number)
    values = {"number": number}
    if found is None:
        return None
    if found.into_number is not None:
        sentence = N_(
            "One of its parts, need %(number)s, was merged into another need. Take that merge back first."
        )
        raise Refused(Message(sentence, values))
    if split_in_force(act.db, found.id) is not None:
        raise Refused(
            Message(
                N_("One of its parts, need %(number)s, was split too. Take that split back first."), values
            )
        )
    return live_need(act, number) if found.is_live else None


def _require_undecided(act: Act, into: int, merge: Merge) -> None:
    """Refuse to take a merge back if a later decision treats both needs as one."""
    resting = reliant_records_since(act.db, act.settlement.id, into, merge.made_at)
    values = {**resting._asdict(), "number": into}
    sentence = next((sentence for name, sentence in _OBSTACLES.items() if values[name] is not None), None)
    if sentence is not None:
        raise Refused(Message(sentence, values))


def _give_back_groups(act: Act, merge: Merge) -> None:
    """Remove the groups that the other need has only by this merge, unless another merge gives them too."""
    others = [other for other in merges_into(act.db, merge.into_id) if other is not merge]
    spoken = {other.id: GROUPS.all(act.db, need=other.need_id) for other in others}
    for code in merge.gained:
        heir = next((other for other in others if code in spoken[other.id]), None)
        if heir is None:
            gone = NeedGroup.need_id == merge.into_id, NeedGroup.group_code == code
            act.db.execute(delete(NeedGroup).where(*gone))
        else:
            heir.gained = [*heir.gained, code]


def _check_parts(parts: Sequence[SplitPartInput], groups: Sequence[str]) -> None:
    if not FEWEST_PARTS <= len(parts) <= MOST_PARTS:
        raise Refused(Message(N_("Write the two or three needs that this one really is.")))
    raised = {code for part in parts for code in part.groups}
    for place, part in enumerate(parts, start=1):
        if not part.groups:
            raise Refused(Message(N_("Choose the group that raised it.")), f"groups{place}")
    if raised != set(groups):
        raise Refused(
            Message(
                N_("Each group that raised this need must have raised one of the new ones. Choose which one.")
            )
        )


def _require_free_to_split(act: Act, number: int) -> None:
    rounds = rounds_with(act.db, act.settlement, number)
    if any(not asked.is_closed for asked in rounds):
        raise Refused(
            Message(
                N_(
                    "Groups are choosing now, and this need is one of their choices. Split it in the next "
                    "cycle, or let two items of the plan answer it."
                )
            )
        )
    if (counted := next((asked for asked in rounds if asked.results), None)) is not None:
        raise Refused(
            Message(
                N_(
                    "Groups chose this need in round %(round)s, and it is in the result. Split it in the "
                    "next cycle, or let two items of the plan answer it."
                ),
                {"round": counted.number},
            )
        )
    _require_not_answered(act, number, act.settlement.cycles_before)


def _require_not_answered(act: Act, number: int, cycle: int | None = None) -> None:
    """Refuse if an item answers the need; with `cycle`, contracts closed in earlier cycles do not count."""
    item = answering_item(act.db, act.settlement.id, number)
    if item is None or (cycle is not None and _is_closed_before(item, cycle)):
        return
    if item.is_signed:
        raise Refused(
            Message(
                N_(
                    "Contract %(contract)s answers this need, so it stays. Change its words, or record what "
                    "is still missing as a need of its own."
                ),
                {"contract": item.contract},
            )
        )
    raise Refused(
        Message(
            N_("Item %(line)s of the plan answers this need. Take the need out of that item first."),
            {"line": item.line},
        )
    )


def _is_closed_before(item: ItemProgress, cycle: int) -> bool:
    """Return whether an item's contract is of an earlier cycle and its work was handed over or ended."""
    closed = item.outcome.stage in (NeedStage.HANDED_OVER, NeedStage.ENDED)
    return closed and item.contract_cycle is not None and item.contract_cycle < cycle


def _add_part(act: Act, need: Need, split: Split, part: SplitPartInput, number: int) -> None:
    copied = {name: getattr(need, name) for name in (*_COPIED, "response_type", "meeting_id")}
    row = Need(**act.columns, **copied, number=number, title=part.title, households=part.households)
    act.db.add(row)
    act.db.flush()
    act.db.add(SplitPart(need_id=row.id, split_id=split.id))
    act.db.add_all(NeedGroup(need_id=row.id, group_code=code) for code in part.groups)


def _strike(act: Act, need: Need, reason: str) -> Strike:
    """Strike a need on which nothing depends. Errors: Refused."""
    if lineage(act.db, need.id).merged:
        raise Refused(
            Message(
                N_("Other needs were merged into need %(number)s. Take these merges back first."),
                {"number": need.number},
            )
        )
    rounds = ROUNDS.all(act.db, settlement=act.settlement.id)
    if (asked := next((row for row in rounds if need.number in row.ballot), None)) is not None:
        raise Refused(
            Message(
                N_(
                    "Round %(round)s asks the groups about need %(number)s, so it stays. Change its words, "
                    "or leave it out of the next round."
                ),
                {"round": asked.number, "number": need.number},
            )
        )
    _require_not_answered(act, need.number)
    return strike_record(act, Need, need.id, reason)
