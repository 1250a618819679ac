"""Papers with a code, votes sealed until the close, ballots and receipts; photos of papers.

Revision: 0004, after 0003

Going back loses: slip, handed_in, sealed_ballot, ballot, receipt, paper_photo.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"

UTC_TIME = sa.DateTime(timezone=True)

JSON_ = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "slip",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("group_code", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        *_recorded("slip"),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_slip_round_id")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_slip_code_hash")),
        sa.UniqueConstraint(
            "round_id", "group_code", "number", name=op.f("uq_slip_round_id_group_code_number")
        ),
    )
    op.create_table(
        "handed_in",
        sa.Column("slip_id", sa.Uuid(), nullable=False),
        *_recorded("handed_in"),
        sa.ForeignKeyConstraint(["slip_id"], ["slip.id"], name=op.f("fk_handed_in_slip_id")),
        sa.UniqueConstraint("slip_id", name=op.f("uq_handed_in_slip_id")),
    )
    op.create_table(
        "sealed_ballot",
        sa.Column("slip_id", sa.Uuid(), nullable=False),
        sa.Column("needs", JSON_, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["slip_id"], ["slip.id"], name=op.f("fk_sealed_ballot_slip_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_ballot")),
        sa.UniqueConstraint("slip_id", name=op.f("uq_sealed_ballot_slip_id")),
    )
    op.create_table(
        "ballot",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("group_code", sa.String(), nullable=False),
        sa.Column("needs", JSON_, nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_ballot_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot")),
    )
    op.create_table(
        "receipt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("receipt_hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_receipt_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("receipt_hash", name=op.f("uq_receipt_receipt_hash")),
    )
    op.create_table(
        "paper_photo",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("group_code", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        *_recorded("paper_photo"),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_paper_photo_round_id")),
        sa.UniqueConstraint(
            "round_id", "group_code", "digest", name=op.f("uq_paper_photo_round_id_group_code_digest")
        ),
    )
    for name in ("ballot", "receipt"):
        op.create_index(op.f(f"ix_{name}_round_id"), name, ["round_id"], unique=False)


def downgrade() -> None:
    for name in ("receipt", "ballot"):
        op.drop_index(op.f(f"ix_{name}_round_id"), table_name=name)
    for name in ("paper_photo", "receipt", "ballot", "sealed_ballot", "handed_in", "slip"):
        op.drop_table(name)


def _recorded(table: str) -> list[sa.Column | sa.Constraint]:
    return [
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f(f"fk_{table}_made_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f(f"fk_{table}_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]
