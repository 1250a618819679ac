"""The forms of drawn maps: a photo, and a pin, placed by two taps or by its square."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from functools import cached_property

from flask import request

from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.sketch_map_squares import (
    COLUMNS,
    PIN_KINDS,
    PIN_SIGNS,
    ROWS,
    SQUARES,
    SketchMapPosition,
    SketchMapSection,
    section_around,
    spot,
    spot_in_square,
)
from peoplesprocess.facts.blocks import BLOCKS
from peoplesprocess.facts.needs import LIVE_NEEDS
from peoplesprocess.maps.actions import PinInput, SketchMapInput
from peoplesprocess.maps.queries import PinRow, SketchMapRow
from peoplesprocess.web.current_installation import current_secret
from peoplesprocess.web.fields import SelectField, TextField
from peoplesprocess.web.file_field import FileField
from peoplesprocess.web.form import Form
from peoplesprocess.web.photo_uploads import picture
from peoplesprocess.web.request_state import db
from peoplesprocess.web.strike_form import reason_field
from peoplesprocess.web.view_context import Context

WIDTH = 276
"""The width in CSS pixels at which a picture is shown on every screen; taps are measured in these."""
MOST_NEEDS = 60
WHERE = N_("Tap the map, or choose a square or a place.")
NO_TAP = N_("You cannot mark a place on the picture with a keyboard. Choose the square of the place instead.")


class SketchMapForm(Form):
    """A photo of the map that people drew."""

    photo = FileField(
        N_("Photo of the map"),
        missing=N_("Choose a photo of the map."),
        description=N_("No faces in the photo: only the map, from above, the whole sheet."),
    )

    @cached_property
    def input(self) -> SketchMapInput:
        """The stored picture."""
        found = picture(self.photo.data, "photo")
        return SketchMapInput(found.digest, len(found.data), found.width, found.height)


class SketchPositionForm(Form):
    """A position on the picture: two taps, a square and perhaps its ninth, or a named place."""

    square = SelectField(
        N_("Square"), choices=[(each, each) for each in SQUARES], required=False, depends=True
    )
    finer = SelectField(
        N_("Where in the square?"),
        choices=[(str(ninth), str(ninth)) for ninth in range(1, 10)],
        required=False,
        coerce=int,
        description=N_("1 is at its top left, 3 at its top right, 9 at its bottom right."),
    )
    sketch: SketchMapRow
    width = WIDTH
    columns, rows = COLUMNS, range(1, ROWS + 1)
    signs = PIN_SIGNS
    pins: Sequence[PinRow] = ()

    @property
    def height(self) -> int:
        """The height in CSS pixels at which the picture is shown."""
        return max(1, round(WIDTH * self.sketch.height / self.sketch.width))

    @cached_property
    def part(self) -> SketchMapSection | None:
        """The enlarged part, from a tap or sent back by the browser; None if the whole picture is shown."""
        if request.method != "POST" or "whole" in request.form:
            return None
        return self._returned or (None if self._tap is None else section_around(spot(*self._tap)))

    @property
    def part_word(self) -> str:
        """The part as the browser sends it back, with a signature."""
        return "" if self.part is None else f"{self.part.column}{self.part.row}{self._seal(self.part)}"

    @property
    def only_shows(self) -> bool:
        """Whether the request chose a part of the picture and saves nothing yet."""
        if request.method != "POST":
            return False
        return "whole" in request.form or (self._tap is not None and self._returned is None)

    def spot(self) -> SketchMapPosition:
        """Return the position on the picture. Errors: Refused at the square if none was chosen."""
        if self._tap is not None and self._returned is not None:
            return self._returned.spot(*self._tap)
        if self.square.value:
            return spot_in_square(self.square.value, self.finer.value)
        sentence = NO_TAP if "tap.x" in request.form else WHERE
        raise Refused(Message(sentence), "square")

    @cached_property
    def _tap(self) -> tuple[float, float] | None:
        """Where the reader tapped, as fractions of the shown picture; None for 0, 0, which keyboards send."""
        sides = (("tap.x", WIDTH), ("tap.y", self.height))
        sent = [(request.form.get(name, "")[:5], size) for name, size in sides]
        if not all(text.isascii() and text.isdecimal() for text, _ in sent):
            return None
        across, down = (min((int(text) + 0.5) / size, 1.0) for text, size in sent)
        is_keyboard = all(int(text) == 0 for text, _ in sent)
        return None if is_keyboard else (across, down)

    @cached_property
    def _returned(self) -> SketchMapSection | None:
        sent = request.form.get("part", "")
        if len(sent) < 3 or not sent[:2].isdecimal() or not sent.isascii():
            return None
        part = SketchMapSection(int(sent[0]), int(sent[1]))
        return part if hmac.compare_digest(self._seal(part), sent[2:]) else None

    def _seal(self, part: SketchMapSection) -> str:
        told = f"part {self.sketch.id} {part.column} {part.row} {self.form_id}"
        return hmac.new(current_secret(), told.encode(), hashlib.sha256).hexdigest()[:16]


class PinForm(SketchPositionForm):
    """What is where."""

    kind = SelectField(N_("What is marked?"), choices=PIN_KINDS, missing=N_("Choose what is marked."))
    what = TextField(N_("What is it, in a few words?"), max=80, required=False, depends=True)

    @cached_property
    def input(self) -> PinInput:
        """The pin as written."""
        need = self["need"].value if self.kind.value == "need" else None
        where, _, number = (self["place"].value or "").partition(" ")
        if where == "block" and not self.square.value and self._tap is None:
            return PinInput(self.kind.value, need, self.what.value, None, None, int(number))
        place = self._place(where, number) or self.spot()
        return PinInput(self.kind.value, need, self.what.value, place.x, place.y)

    def agree(self) -> None:
        if self.kind.value == "need" and not self["need"].value:
            raise Refused(Message(N_("Choose which need it is.")), "need")
        if self.kind.value != "need" and not self.what.value:
            raise Refused(Message(N_("Write what is there, in a few words.")), "what")

    def _place(self, where: str, number: str) -> SketchMapPosition | None:
        """Return the position of another pin, if that was chosen and neither a tap nor a square."""
        if where != "pin" or self.square.value or self._tap is not None:
            return None
        return next((pin.spot for pin in self.pins if str(pin.number) == number), None)


class MovePinForm(SketchPositionForm):
    """A new position for a pin, and why."""

    reason = reason_field(N_("Why is it moved?"))

    @cached_property
    def input(self) -> SketchMapPosition:
        """The new position."""
        return self.spot()


def pin_form(context: Context, sketch: SketchMapRow, pins: Sequence[PinRow]) -> PinForm:
    """Return the form of a new pin, with the needs, pins and blocks to choose from."""
    needs = LIVE_NEEDS.all(db(), settlement=context.settlement.id)[:MOST_NEEDS]
    blocks = BLOCKS.all(db(), settlement=context.settlement.id)
    placed = [pin for pin in pins if pin.spot is not None]
    places = [(f"pin {pin.number}", f"{pin.number}. {pin.words}") for pin in placed]
    places += [(f"block {block.number}", block.name) for block in blocks]
    form = PinForm.extended(
        need=SelectField(
            N_("Which need is it?"),
            choices=[(str(need.number), need.label) for need in needs],
            required=False,
            depends=True,
            coerce=int,
        ),
        place=SelectField(N_("The same place as"), choices=places, required=False),
    )(context, {"need": request.args.get("need", ""), "kind": "need" if request.args.get("need") else ""})
    form.sketch, form.pins = sketch, pins
    return form
