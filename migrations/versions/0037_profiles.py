"""The profile of a settlement in rounds.

Revision: 0037, after 0036

Settlements have no round yet; what their sheet says stays where it is.

Going back loses: profile_publication, profile_part, profile_round.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0037"
down_revision = "0036"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    _create(
        "profile_round",
        _number("number"),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("begun_from", sa.BigInteger(), nullable=True),
        _number("version"),
        _unique("profile_round", "settlement_id", "number"),
    )
    _create(
        "profile_part",
        *_of_round("profile_part"),
        _number("number"),
        _text("part"),
        sa.Column("block_id", sa.Uuid(), nullable=True),
        _text("status"),
        sa.Column("body", JSON, nullable=False),
        _text("source"),
        sa.Column("source_number", sa.BigInteger(), nullable=True),
        _text("source_note"),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("from_round", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["block_id"], ["block.id"], name=op.f("fk_profile_part_block_id")),
        _unique("profile_part", "profile_round_id", "number"),
    )
    _create(
        "profile_publication",
        *_of_round("profile_publication"),
        sa.Column("areas", JSON, nullable=False),
        sa.Column("services", JSON, nullable=False),
        _unique("profile_publication", "profile_round_id"),
    )


def downgrade() -> None:
    for name in ("profile_publication", "profile_part", "profile_round"):
        op.drop_table(name)


def _number(name: str) -> sa.Column:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _text(name: str) -> sa.Column:
    return sa.Column(name, sa.String(), nullable=False)


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _of_round(table: str) -> tuple[sa.Column, sa.ForeignKeyConstraint]:
    name = op.f(f"fk_{table}_profile_round_id")
    key = sa.ForeignKeyConstraint(["profile_round_id"], ["profile_round.id"], name=name)
    return sa.Column("profile_round_id", sa.Uuid(), nullable=False), key


def _create(table: str, *parts: sa.Column | sa.Constraint) -> None:
    """A table of rows that belong to a settlement."""
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(f"{owner}_id", sa.Uuid(), nullable=False) for owner in ("programme", "settlement")),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        *parts,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f(f"fk_{table}_made_by")),
        *(
            sa.ForeignKeyConstraint([f"{owner}_id"], [f"{owner}.id"], name=op.f(f"fk_{table}_{owner}_id"))
            for owner in ("programme", "settlement")
        ),
    )
    op.create_index(op.f(f"ix_{table}_settlement_id"), table, ["settlement_id"])
