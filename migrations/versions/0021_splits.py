"""Needs that were split, and merges that can be taken back.

A need may have been merged more than once, so that merges are no longer unique; what each brought is kept.
On the way back a need keeps only the merge that counts, without what it brought; splits are gone, and their
parts stay as needs.

Revision: 0021, after 0020

Going back loses: merge, split, split_part.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0021"
down_revision = "0020"

JSON_ = sa.JSON().with_variant(JSONB(), "postgresql")
FOREIGN = (
    ("programme_id", "programme"),
    ("settlement_id", "settlement"),
    ("made_by", "account"),
    ("need_id", "need"),
)


def upgrade() -> None:
    op.create_table(
        "split",
        *(
            sa.Column(name, sa.Uuid(), nullable=False)
            for name in ("id", "programme_id", "settlement_id", "need_id")
        ),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        *(
            sa.ForeignKeyConstraint([name], [f"{table}.id"], name=op.f(f"fk_split_{name}"))
            for name, table in FOREIGN
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_split")),
    )
    op.create_index(op.f("ix_split_need_id"), "split", ["need_id"], unique=False)
    op.create_index(op.f("ix_split_settlement_id"), "split", ["settlement_id"], unique=False)
    op.create_table(
        "split_part",
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in ("need_id", "split_id")),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_split_part_need_id")),
        sa.ForeignKeyConstraint(["split_id"], ["split.id"], name=op.f("fk_split_part_split_id")),
        sa.PrimaryKeyConstraint("need_id", name=op.f("pk_split_part")),
    )
    op.create_index(op.f("ix_split_part_split_id"), "split_part", ["split_id"], unique=False)
    with op.batch_alter_table("merge") as table:
        table.add_column(sa.Column("gained", JSON_, nullable=False, server_default="[]"))
        table.drop_constraint(op.f("uq_merge_need_id"), type_="unique")
        table.create_index(op.f("ix_merge_need_id"), ["need_id"], unique=False)


def downgrade() -> None:
    op.execute("DELETE FROM merge WHERE id IN (SELECT record_id FROM strike)")
    with op.batch_alter_table("merge") as table:
        table.drop_index(op.f("ix_merge_need_id"))
        table.create_unique_constraint(op.f("uq_merge_need_id"), ["need_id"])
        table.drop_column("gained")
    op.drop_index(op.f("ix_split_part_split_id"), table_name="split_part")
    op.drop_table("split_part")
    op.drop_index(op.f("ix_split_settlement_id"), table_name="split")
    op.drop_index(op.f("ix_split_need_id"), table_name="split")
    op.drop_table("split")
