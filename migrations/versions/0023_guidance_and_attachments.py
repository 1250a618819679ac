"""Programmes' own words on how a step is done; photos of papers, each attached to the record that it proves.

Revision: 0023, after 0022

Going back loses: step_guidance, attachment.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

RECORDS = ("meeting", "cash_book_entry", "plan_item", "contract", "decision")
ONE_RECORD = " + ".join(f"case when {table}_id is null then 0 else 1 end" for table in RECORDS) + " = 1"


def upgrade() -> None:
    _create(
        "step_guidance",
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.UniqueConstraint(
            "programme_id", "step", "number", name=op.f("uq_step_guidance_programme_id_step_number")
        ),
    )
    _create(
        "attachment",
        sa.Column("settlement_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("paper", "digest")),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("size", "width", "height")),
        *(sa.Column(f"{table}_id", sa.Uuid(), nullable=True) for table in RECORDS),
        *(
            sa.ForeignKeyConstraint([f"{table}_id"], [f"{table}.id"], name=op.f(f"fk_attachment_{table}_id"))
            for table in ("settlement", *RECORDS)
        ),
        sa.UniqueConstraint("settlement_id", "number", name=op.f("uq_attachment_settlement_id_number")),
        sa.CheckConstraint(ONE_RECORD, name=op.f("ck_attachment_one_record")),
    )
    for table in ("settlement", *RECORDS):
        op.create_index(op.f(f"ix_attachment_{table}_id"), "attachment", [f"{table}_id"], unique=False)


def downgrade() -> None:
    for table in ("settlement", *RECORDS):
        op.drop_index(op.f(f"ix_attachment_{table}_id"), table_name="attachment")
    op.drop_table("attachment")
    op.drop_table("step_guidance")


def _create(table: str, *parts: sa.Column | sa.Constraint) -> None:
    """A table of rows that belong to a programme."""
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        *parts,
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f(f"fk_{table}_programme_id")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f(f"fk_{table}_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
