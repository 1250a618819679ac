"""Small groups with their savings, needs that people found to be different, and what groups observed.

Revision: 0033, after 0031

What searches look for in needs is made of them. No settlement has a small group yet, so the summaries' new
figure begins with 0.

Going back loses: observation, need_distinction, small_group, small_group_change, group_saving.
"""

from collections.abc import Sequence
from unicodedata import category, combining, decimal, normalize

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0033"
down_revision = "0031"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    _create(
        "small_group",
        _number("number"),
        _text("name"),
        sa.Column("block_id", sa.Uuid(), nullable=True),
        _text("lane"),
        _number("households"),
        _text("leader"),
        sa.Column("since", sa.Date(), nullable=True),
        _number("version"),
        sa.ForeignKeyConstraint(["block_id"], ["block.id"], name=op.f("fk_small_group_block_id")),
        _unique("small_group", "settlement_id", "number"),
    )
    _create(
        "small_group_change",
        *_refers("small_group_change", "small_group"),
        sa.Column("before", JSON, nullable=False),
        sa.Column("after", JSON, nullable=False),
        _text("reason"),
    )
    op.create_index(op.f("ix_small_group_change_small_group_id"), "small_group_change", ["small_group_id"])
    _create(
        "group_saving",
        *_refers("group_saving", "small_group"),
        sa.Column("month", sa.Date(), nullable=False),
        _number("number"),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("savers", sa.BigInteger(), nullable=True),
        _text("reason"),
        _unique("group_saving", "small_group_id", "month", "number"),
    )
    _create(
        "need_distinction",
        *_refers("need_distinction", "need"),
        *_refers("need_distinction", "need", "other_id"),
        _unique("need_distinction", "need_id", "other_id"),
    )
    _create(
        "observation",
        _number("number"),
        *(_text(name) for name in ("kind", "title")),
        sa.Column("observed_on", sa.Date(), nullable=False),
        _text("group_code"),
        sa.Column("meeting_id", sa.Uuid(), nullable=True),
        sa.Column("body", JSON, nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_observation_meeting_id")),
        _unique("observation", "settlement_id", "number"),
    )
    op.create_table(
        "need_text",
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in ("need_id", "settlement_id")),
        _number("version"),
        _text("words"),
        sa.PrimaryKeyConstraint("need_id", name=op.f("pk_need_text")),
        *(
            sa.ForeignKeyConstraint([f"{one}_id"], [f"{one}.id"], name=op.f(f"fk_need_text_{one}_id"))
            for one in ("need", "settlement")
        ),
    )
    op.create_index(op.f("ix_need_text_settlement_id"), "need_text", ["settlement_id"])
    _fill_texts(op.get_bind())
    none = sa.Column("grouped_households", sa.BigInteger(), nullable=False, server_default="0")
    op.add_column("settlement_summary", none)


def downgrade() -> None:
    op.drop_column("settlement_summary", "grouped_households")
    for name in (
        "need_text",
        "observation",
        "need_distinction",
        "group_saving",
        "small_group_change",
        "small_group",
    ):
        op.drop_table(name)


NEEDS = sa.table(
    "need",
    *(sa.column(name, sa.Uuid()) for name in ("id", "settlement_id")),
    *(sa.column(name) for name in ("version", "title", "statement", "landmark", "cause", "coping")),
)
TEXTS = sa.table(
    "need_text",
    *(sa.column(name, sa.Uuid()) for name in ("need_id", "settlement_id")),
    *(sa.column(name) for name in ("version", "words")),
)
SAME = str.maketrans(
    {
        **dict.fromkeys("ٱٲٳ", "ا"),
        **dict.fromkeys("ىیې", "ي"),
        "ک": "ك",
        **dict.fromkeys("ةۀەہھ", "ه"),
        "œ": "oe",
        "æ": "ae",
        "ø": "o",
        "ł": "l",
        "ı": "i",
        "đ": "d",
        "’": "'",
    }
)


def _fill_texts(connection: sa.Connection) -> None:
    """Make the texts of the needs that are there, a thousand at a time, by their keys."""
    after = None
    while True:
        page = sa.select(NEEDS).order_by(NEEDS.c.id).limit(1000)
        rows = connection.execute(page if after is None else page.where(NEEDS.c.id > after)).all()
        if not rows:
            return
        after = rows[-1].id
        texts = [
            {"need_id": row[0], "settlement_id": row[1], "version": row[2], "words": _folded(row[3:])}
            for row in rows
        ]
        connection.execute(TEXTS.insert(), texts)


def _folded(texts: Sequence[object]) -> str:
    """What the searches of this version look in: `core.search` has the rule with its reasons."""
    parts = normalize("NFKD", normalize("NFKD", " ".join(map(str, texts))).casefold())
    kept = "".join(
        str(decimal(sign)) if sign.isdecimal() else sign
        for sign in parts
        if not combining(sign) and sign != "\u0640" and category(sign) != "Cf"
    )
    return " ".join(kept.translate(SAME).split())


def _number(name: str) -> sa.Column:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _text(name: str) -> sa.Column:
    return sa.Column(name, sa.String(), nullable=False)


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _refers(table: str, other: str, column: str = "") -> tuple[sa.Column, sa.ForeignKeyConstraint]:
    column = column or f"{other}_id"
    key = sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
    return sa.Column(column, sa.Uuid(), nullable=False), key


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
