"""Maps that people drew with their pins, points and shapes on the earth, and official place codes.

Revision: 0029, after 0028

Going back loses: sketch_map, sketch_pin, earth_point, map_shape, gazetteer_release, gazetteer_place.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0029"
down_revision = "0028"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    _create(
        "sketch_map",
        "settlement",
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("size", "width", "height")),
        _unique("sketch_map", "settlement_id", "number"),
    )
    _create(
        "sketch_pin",
        "settlement",
        sa.Column("map_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("x", sa.BigInteger(), nullable=True),
        sa.Column("y", sa.BigInteger(), nullable=True),
        sa.Column("block_id", sa.Uuid(), nullable=True),
        _reference("sketch_pin", "map_id", "sketch_map"),
        _reference("sketch_pin", "need_id", "need"),
        _reference("sketch_pin", "block_id", "block"),
        _unique("sketch_pin", "settlement_id", "number"),
        sa.CheckConstraint(
            "x between 0 and 9999 and y between 0 and 9999", name=op.f("ck_sketch_pin_picture")
        ),
    )
    op.create_index(op.f("ix_sketch_pin_map_id"), "sketch_pin", ["map_id"])
    _create(
        "earth_point",
        "settlement",
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=True),
        sa.Column("pin_id", sa.Uuid(), nullable=True),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("latitude", "longitude", "decimals")),
        _reference("earth_point", "need_id", "need"),
        _reference("earth_point", "pin_id", "sketch_pin"),
        _unique("earth_point", "settlement_id", "number"),
        sa.CheckConstraint(
            "latitude between -9000000 and 9000000 and longitude between -18000000 and 18000000",
            name=op.f("ck_earth_point_earth"),
        ),
    )
    op.create_index(op.f("ix_earth_point_need_id"), "earth_point", ["need_id"])
    op.create_index(op.f("ix_earth_point_pin_id"), "earth_point", ["pin_id"])
    _create(
        "map_shape",
        "settlement",
        sa.Column("number", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("kind", "name", "form")),
        sa.Column("parts", JSON, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("block_id", sa.Uuid(), nullable=True),
        _reference("map_shape", "block_id", "block"),
        _unique("map_shape", "settlement_id", "number"),
    )
    _create_gazetteer()


def downgrade() -> None:
    for name in (
        "gazetteer_place",
        "gazetteer_release",
        "map_shape",
        "earth_point",
        "sketch_pin",
        "sketch_map",
    ):
        op.drop_table(name)


def _create_gazetteer() -> None:
    _create(
        "gazetteer_release",
        "",
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("released_on", sa.Date(), nullable=False),
        sa.Column("places", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        _unique("gazetteer_release", "programme_id", "number"),
        _unique("gazetteer_release", "programme_id", "digest"),
    )
    op.create_index(op.f("ix_gazetteer_release_programme_id"), "gazetteer_release", ["programme_id"])
    op.create_table(
        "gazetteer_place",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("level", sa.BigInteger(), nullable=False),
        sa.Column("parent_code", sa.String(), nullable=False),
        sa.Column("names", JSON, nullable=False),
        sa.Column("latitude", sa.BigInteger(), nullable=True),
        sa.Column("longitude", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gazetteer_place")),
        _reference("gazetteer_place", "release_id", "gazetteer_release"),
        _unique("gazetteer_place", "release_id", "code"),
    )


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _reference(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _create(table: str, owner: str, *parts: sa.Column | sa.Constraint) -> None:
    """A table of rows that belong to a programme, and to a settlement of it where that is the owner."""
    owners = ["settlement"] if owner else []
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        *(sa.Column(f"{each}_id", sa.Uuid(), nullable=False) for each in owners),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        *parts,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        _reference(table, "made_by", "account"),
        *(_reference(table, f"{each}_id", each) for each in ("programme", *owners)),
    )
    for each in owners:
        op.create_index(op.f(f"ix_{table}_{each}_id"), table, [f"{each}_id"])
