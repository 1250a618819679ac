"""Forms of needs and of merges, and the inputs that they make for the acts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from peoplesprocess.core import choice_lists
from peoplesprocess.core.actions import Action
from peoplesprocess.core.inclusion import more_than_all_households
from peoplesprocess.core.messages import N_, Msgid, Refused
from peoplesprocess.facts.blocks import BlockRow
from peoplesprocess.facts.meetings import GroupMeeting
from peoplesprocess.facts.places import SettlementGroup
from peoplesprocess.needs.actions import NeedInput, RaisedNeedInput, RaisingGroupsInput
from peoplesprocess.needs.need_detail import NeedDetail
from peoplesprocess.needs.queries import MergeTarget
from peoplesprocess.web.fields import BooleanField, IntegerField, SelectField, SelectMultipleField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.i18n import current_translator
from peoplesprocess.web.view_context import Context


@dataclass(frozen=True, slots=True)
class NeedDetailLine:
    """A line of a need's page: the column, its heading, and the words for stored choices."""

    column: str
    heading: Msgid
    words: Mapping[str, str] | Mapping[int, str] = field(default_factory=dict)

    def values(self, need: NeedDetail) -> list[object]:
        """Return the values under this heading, as words; an empty list if there are none."""
        stored = getattr(need, self.column)
        several = stored if isinstance(stored, list) else [stored]
        return [self.words.get(value, value) for value in several if value != ""]


DETAILS = (
    NeedDetailLine("sector", N_("Sector"), choice_lists.SECTORS),
    NeedDetailLine("block_name", N_("Block")),
    NeedDetailLine("landmark", N_("Where")),
    NeedDetailLine("households", N_("Households affected")),
    NeedDetailLine("affected", N_("Who is affected most"), choice_lists.AFFECTED_GROUPS),
    NeedDetailLine("severity", N_("How hard it is"), choice_lists.SEVERITIES),
    NeedDetailLine("season", N_("When it is worst"), choice_lists.SEASONS),
    NeedDetailLine("since", N_("Since")),
    NeedDetailLine("cause", N_("Why it is so")),
    NeedDetailLine("coping", N_("What people already do about it")),
    NeedDetailLine("response_type", N_("What could answer it"), choice_lists.RESPONSE_TYPES),
)
"""The lines of a need's page, in order."""


class NeedForm(Form):
    """A need: who raised it, what and where it is, how severe, and what could answer it."""

    fixed_groups: tuple[str, ...] = ()
    """Groups that stay on the need although the present user does not speak for them."""

    version = IntegerField(N_("Version"), required=False, hidden=True)
    again = BooleanField(N_("It is a different one. Save it too."))
    title = TextField(
        N_("What do people need? In their own words"), missing=N_("Write what people need in a few words.")
    )
    group_code = SelectField(N_("Which group raised it?"), missing=N_("Choose the group that raised it."))
    also = SelectMultipleField(N_("Which other groups raised it too?"), required=False)
    meeting_number = SelectField(
        N_("In which session?"), coerce=int, required=False, none=N_("Not in a session")
    )
    sector = SelectField(N_("What is it about?"), missing=N_("Choose what it is about."))
    block_id = SelectField(N_("In which block?"), coerce=UUID, required=False, none=N_("In no single block"))
    statement = TextField(
        N_("What did people say?"), rows=3, max=2000, required=False, description=N_("No names of people.")
    )
    landmark = TextField(
        N_("Where is it?"), description=N_("No house of a family. A school, a bridge."), required=False
    )
    households = IntegerField(
        N_("How many households does it affect?"), min=1, missing=N_("Give a number, a good guess is fine.")
    )
    affected = SelectMultipleField(
        N_("Who is affected most?"), choices=choice_lists.AFFECTED_GROUPS, required=False
    )
    severity = SelectField(
        N_("How hard is it?"),
        choices=choice_lists.SEVERITIES,
        coerce=int,
        missing=N_("Choose how hard it is."),
    )
    season = SelectField(
        N_("When is it worst?"), choices=choice_lists.SEASONS, missing=N_("Choose when it is worst.")
    )
    since = TextField(N_("Since when?"), max=60, required=False)
    cause = TextField(N_("Why is it so?"), rows=2, max=500, required=False)
    coping = TextField(N_("What do people already do about it?"), rows=2, max=500, required=False)
    response_type = SelectField(
        N_("What could answer it?"),
        choices=choice_lists.RESPONSE_TYPES,
        missing=N_("Choose what could answer it."),
    )

    def let_session_follow(self, group: str, session: str, sessions: Iterable[GroupMeeting]) -> None:
        """Choose the session of the chosen group in place of the preset session of another `group`.

        Only if the user changed the group but not the session. Without a session of the chosen group none is
        chosen; with several the preset one stays, and the act refuses it.
        """
        chosen = self.group_code.data
        if not group or chosen in ("", group) or self.meeting_number.data != session:
            return
        own = [str(row.number) for row in sessions if row.group_code == chosen]
        if len(own) < 2 and group not in (self.also.data or ()):
            self.meeting_number.process_formdata(own)

    def agree(self) -> None:
        all_households = self.context.settlement.households if self.context else 0
        if all_households and self.households.data > all_households:
            raise Refused(more_than_all_households(all_households), "households")

    @cached_property
    def input(self) -> RaisedNeedInput:
        """The need as typed in, with its groups and its session."""
        also = [*self.also.value, *self.fixed_groups]
        return RaisedNeedInput(self.filled(NeedInput), self.filled(RaisingGroupsInput, also=also))


def speaks_for(context: Context) -> Mapping[str, SettlementGroup]:
    """Return the groups for which the user may record needs: all, or a representative's own."""
    if context.may(Action.RECORD_MEETING):
        return context.groups
    return {code: group for code, group in context.groups.items() if code in context.represents}


def need_form(
    context: Context,
    sessions: Iterable[GroupMeeting],
    blocks: Iterable[BlockRow],
    values: Mapping[str, object],
    groups: Sequence[str] = (),
) -> NeedForm:
    """Return the form of a need, with these blocks to choose from; `groups` have already raised the need."""
    own = speaks_for(context)
    mine = [code for code in own if code in groups]
    known = {"group_code": mine[0] if mine else "", "also": mine[1:]} if groups else {}
    if len(own) == 1:
        known["group_code"] = next(iter(own))
    form = NeedForm(context, {**values, **known})
    form.fixed_groups = tuple(code for code in groups if code not in own)
    choices = [(code, group.name) for code, group in own.items()]
    form.group_code.choices, form.also.choices = choices, choices
    form.sector.choices = [(key, choice_lists.SECTORS.get(key, key)) for key in context.settlement.sectors]
    form.meeting_number.choices = _sessions(context, sessions)
    form.block_id.choices = [(str(block.id), block.name) for block in blocks]
    return form


class MergeForm(Form):
    """The need into which another one is merged, and the reason."""

    into = SelectField(
        N_("Which need is the same?"), coerce=int, missing=N_("Choose the need that is the same.")
    )
    reason = TextField(
        N_("Why are they the same?"), rows=2, max=500, missing=N_("Write why they are the same need.")
    )


def merge_form(context: Context, others: Iterable[MergeTarget], into: int = 0) -> MergeForm:
    """Return the form of a merge, with the needs that can be its target; `into` is preset."""
    form = MergeForm(context, {"into": into or None})
    form.into.choices = [(str(row.number), f"{row.number}. {row.title}") for row in others]
    return form


def _sessions(context: Context, sessions: Iterable[GroupMeeting]) -> list[tuple[str, str]]:
    spoken, groups = current_translator(), speaks_for(context)
    return [
        (str(row.number), f"{spoken.date(row.held_on)} · {spoken.say(groups[row.group_code].name)}")
        for row in sessions
        if row.group_code in groups
    ]
