"""The form that puts many items of a plan under codes of a frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import wtforms

from peoplesprocess.core.frames import FrameOfReference, codes_in, read_codes, written_codes
from peoplesprocess.core.messages import N_, Message, RefusalList, Refused
from peoplesprocess.facts.plans import ItemWithDecision
from peoplesprocess.plans.item_frames import FIELD, ItemCodes
from peoplesprocess.web.fields import IntegerField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.view_context import Context

SEEN = "version"


class ItemFramesForm(Form):
    """The codes of each item, as a line of text."""

    frame: FrameOfReference
    items: Sequence[ItemWithDecision] = ()

    @cached_property
    def input(self) -> dict[int, ItemCodes]:
        """The codes of each item, by its line."""
        refusals, chosen = RefusalList(), dict[int, ItemCodes]()
        for item in self.items:
            kept = codes_in(item.frame_tags, self.frame.key)
            with refusals.of_line(item.line):
                chosen[item.line] = ItemCodes(
                    self._read(self[f"{FIELD}{item.line}"].data or "", kept),
                    self[f"{SEEN}{item.line}"].data or 0,
                )
        refusals.settle()
        return chosen

    def _read(self, typed: str, kept: Sequence[str]) -> list[str]:
        try:
            return read_codes(self.frame, typed, kept)
        except Refused as refusal:
            raise Refused(refusal.sentence, FIELD) from None


def item_frames_form(
    context: Context,
    frame: FrameOfReference,
    items: Sequence[ItemWithDecision],
    sectors: Mapping[int, str],
) -> ItemFramesForm:
    """Return the form of a frame; an item without a code begins with what fits the `sectors` of its needs.

    `sectors` are those of needs by their numbers, none where nothing is to be suggested.
    """
    fields: dict[str, wtforms.Field] = {}
    values: dict[str, object] = {}
    for item in items:
        label = Message(N_("Item %(line)s: %(title)s"), {"line": item.line, "title": item.title})
        fields[f"{FIELD}{item.line}"] = TextField(label, max=400, private=False, required=False, depends=True)
        fields[f"{SEEN}{item.line}"] = IntegerField(N_("Version"), required=False, hidden=True)
        codes = codes_in(item.frame_tags, frame.key) or frame.suggested(
            sectors[need] for need in item.needs if need in sectors
        )
        values |= {f"{FIELD}{item.line}": written_codes(codes), f"{SEEN}{item.line}": item.version}
    form = ItemFramesForm.extended(**fields)(context, values)
    form.frame, form.items = frame, items
    return form
