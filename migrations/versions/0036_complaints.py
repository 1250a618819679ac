"""Complaints, sealed to the programme's complaints officers, and what becomes of each.

Revision: 0036, after 0035

Going back loses: officer_key, complaint, complaint_key, complaint_event, referral_contact.
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    _create(
        "officer_key",
        ("programme", "account"),
        *_recorded(),
        *_texts("public_key", "locked_key"),
        sa.UniqueConstraint(
            "programme_id",
            "account_id",
            "made_at",
            name=op.f("uq_officer_key_programme_id_account_id_made_at"),
        ),
    )
    op.create_index(op.f("ix_officer_key_account_id"), "officer_key", ["account_id"])
    _create(
        "complaint",
        ("programme", "settlement"),
        sa.Column("number", sa.BigInteger(), nullable=False),
        *_texts("category", "about", "channel", "sealed_text", "receipt_hash", "receipt_key"),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.UniqueConstraint("programme_id", "number", name=op.f("uq_complaint_programme_id_number")),
        sa.UniqueConstraint("receipt_hash", name=op.f("uq_complaint_receipt_hash")),
    )
    op.create_index(op.f("ix_complaint_settlement_id"), "complaint", ["settlement_id"])
    _create(
        "complaint_key",
        ("complaint", "officer_key"),
        *_texts("sealed_key"),
        sa.UniqueConstraint(
            "complaint_id", "officer_key_id", name=op.f("uq_complaint_key_complaint_id_officer_key_id")
        ),
    )
    op.create_index(op.f("ix_complaint_key_officer_key_id"), "complaint_key", ["officer_key_id"])
    _create(
        "complaint_event",
        ("complaint",),
        sa.Column("number", sa.BigInteger(), nullable=False),
        *_texts("kind", "sealed_text"),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("is_serious", sa.Boolean(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_complaint_event_account_id")),
        sa.UniqueConstraint("complaint_id", "number", name=op.f("uq_complaint_event_complaint_id_number")),
    )
    _create(
        "referral_contact",
        ("programme",),
        *_recorded(),
        sa.Column("number", sa.BigInteger(), nullable=False),
        *_texts("text"),
        sa.UniqueConstraint("programme_id", "number", name=op.f("uq_referral_contact_programme_id_number")),
    )


def downgrade() -> None:
    for table in ("referral_contact", "complaint_event", "complaint_key", "complaint", "officer_key"):
        op.drop_table(table)


def _create(table: str, owners: tuple[str, ...], *parts: sa.Column | sa.Constraint) -> None:
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(f"{owner}_id", sa.Uuid(), nullable=False) for owner in owners),
        *parts,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        *(
            sa.ForeignKeyConstraint([f"{owner}_id"], [f"{owner}.id"], name=op.f(f"fk_{table}_{owner}_id"))
            for owner in owners
        ),
        *(
            sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f(f"fk_{table}_made_by"))
            for part in parts
            if getattr(part, "name", "") == "made_by"
        ),
    )


def _recorded() -> tuple[sa.Column, sa.Column]:
    return (
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    )


def _texts(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]
