"""Needs are found by their folded titles: whoever records one is asked about another of that name.

Revision: 0069, after 0068

Going back loses nothing.
"""

from unicodedata import category, combining, decimal, normalize

import sqlalchemy as sa
from alembic import op

revision = "0069"
down_revision = "0068"
OLD, NEW = "ix_need_text_settlement_id", "ix_need_text_settlement_id_title"
AT_ONCE = 1000
NEEDS = sa.table("need", sa.column("id", sa.Uuid()), sa.column("title"))
TEXTS = sa.table("need_text", sa.column("need_id", sa.Uuid()), sa.column("title"))
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


def upgrade() -> None:
    op.add_column("need_text", sa.Column("title", sa.String(), nullable=False, server_default=""))
    _fill_titles(op.get_bind())
    with op.batch_alter_table("need_text") as table:
        table.alter_column("title", server_default=None)
        table.drop_index(OLD)
        table.create_index(NEW, ["settlement_id", "title"])


def downgrade() -> None:
    with op.batch_alter_table("need_text") as table:
        table.drop_index(NEW)
        table.create_index(OLD, ["settlement_id"])
        table.drop_column("title")


def _fill_titles(connection: sa.Connection) -> None:
    """Fold the titles of the needs that are there, a thousand at a time, by their keys."""
    written = (
        TEXTS.update().where(TEXTS.c.need_id == sa.bindparam("need")).values(title=sa.bindparam("folded"))
    )
    page, after = sa.select(NEEDS).order_by(NEEDS.c.id).limit(AT_ONCE), None
    while rows := connection.execute(page if after is None else page.where(NEEDS.c.id > after)).all():
        after = rows[-1].id
        connection.execute(written, [{"need": row.id, "folded": _folded(row.title)} for row in rows])


def _folded(text: str) -> str:
    """What the searches of this version look in: `core.search` has the rule with its reasons."""
    if text.isascii():
        return " ".join(text.lower().split())
    parts = normalize("NFKD", normalize("NFKD", text).casefold())
    kept = "".join(
        str(decimal(sign)) if sign.isdecimal() else sign
        for sign in parts
        if not combining(sign) and sign != "\u0640" and category(sign) != "Cf"
    )
    return " ".join(kept.translate(SAME).split())
