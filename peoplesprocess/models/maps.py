"""Maps: people's drawings, pins on them, points and shapes on the earth, and official place codes."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import Keyed, OfSettlement, Recorded


class SketchMap(OfSettlement):
    """A photo of the map that people drew. Older ones keep their pins when a newer one is added."""

    __tablename__ = "sketch_map"

    number: Mapped[int]
    digest: Mapped[str]
    size: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]

    __table_args__ = (UniqueConstraint("settlement_id", "number"),)


class SketchPin(OfSettlement):
    """Something on a drawn map: a need, something that the place has, or a hazard.

    `x` and `y` are ten-thousandths of the picture's width and height, never coordinates on the earth; NULL if
    only the block is known. Moving a pin strikes it and makes another one.
    """

    __tablename__ = "sketch_pin"

    map_id: Mapped[UUID] = mapped_column(ForeignKey("sketch_map.id"), index=True)
    number: Mapped[int]
    kind: Mapped[str]
    need_id: Mapped[UUID | None] = mapped_column(ForeignKey("need.id"))
    what: Mapped[str] = mapped_column(default="")
    x: Mapped[int | None]
    y: Mapped[int | None]
    block_id: Mapped[UUID | None] = mapped_column(ForeignKey("block.id"))

    __table_args__ = (
        UniqueConstraint("settlement_id", "number"),
        CheckConstraint("x between 0 and 9999 and y between 0 and 9999", name="picture"),
    )


class EarthPoint(OfSettlement):
    """The location of a need, of a pin's subject or of the settlement (WGS 84); the newest counts.

    `latitude` and `longitude` are in units of 0.00001 degrees, rounded to `decimals`. Without a need or a pin
    it is the settlement's own.
    """

    __tablename__ = "earth_point"

    number: Mapped[int]
    need_id: Mapped[UUID | None] = mapped_column(ForeignKey("need.id"), index=True)
    pin_id: Mapped[UUID | None] = mapped_column(ForeignKey("sketch_pin.id"), index=True)
    latitude: Mapped[int]
    longitude: Mapped[int]
    decimals: Mapped[int]

    __table_args__ = (
        UniqueConstraint("settlement_id", "number"),
        CheckConstraint(
            "latitude between -9000000 and 9000000 and longitude between -18000000 and 18000000", name="earth"
        ),
    )


class MapShape(OfSettlement):
    """An outline, a block, a hazard or a service as an area, a line or a point on the earth (WGS 84).

    `parts` are rings, lines or points as lists of [longitude, latitude] in units of 0.00001 degrees. The
    newest of a kind and name counts, unless it was struck. `digest` recognises shapes that a file repeats.
    """

    __tablename__ = "map_shape"

    number: Mapped[int]
    kind: Mapped[str]
    name: Mapped[str]
    form: Mapped[str]
    parts: Mapped[list[list[list[int]]]]
    digest: Mapped[str]
    block_id: Mapped[UUID | None] = mapped_column(ForeignKey("block.id"))

    __table_args__ = (UniqueConstraint("settlement_id", "number"),)


class GazetteerRelease(Recorded):
    """A release of official place codes that a programme imported; the newest counts, older ones are kept."""

    __tablename__ = "gazetteer_release"

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"), index=True)
    number: Mapped[int]
    name: Mapped[str]
    released_on: Mapped[date]
    places: Mapped[int]
    digest: Mapped[str]

    __table_args__ = (UniqueConstraint("programme_id", "number"), UniqueConstraint("programme_id", "digest"))


class GazetteerPlace(Keyed):
    """A place of a release: its code, level below the country, names by language and parent."""

    __tablename__ = "gazetteer_place"

    release_id: Mapped[UUID] = mapped_column(ForeignKey("gazetteer_release.id"))
    code: Mapped[str]
    level: Mapped[int]
    parent_code: Mapped[str] = mapped_column(default="")
    names: Mapped[dict[str, str]]
    latitude: Mapped[int | None]
    longitude: Mapped[int | None]

    __table_args__ = (UniqueConstraint("release_id", "code"),)
