"""Devices of a settlement, and which submission another one is an edit of.

Revision: 0031, after 0029

Going back loses: device, device_use, field_submission.replaces_id.
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0029"


def upgrade() -> None:
    op.create_table(
        "device",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("settlement_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("header_hash", sa.String(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_device_{column}"))
            for column, table in (
                ("programme_id", "programme"),
                ("settlement_id", "settlement"),
                ("made_by", "account"),
                ("account_id", "account"),
            )
        ),
        sa.UniqueConstraint("settlement_id", "number", name=op.f("uq_device_settlement_id_number")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_device_token_hash")),
    )
    op.create_index(op.f("ix_device_settlement_id"), "device", ["settlement_id"])
    op.create_table(
        "device_use",
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("used_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_device_use")),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_device_use_device_id")),
    )
    op.add_column("field_submission", sa.Column("replaces_id", sa.String(), nullable=True))
    for column in ("replaces_id", "root_id"):
        name = op.f(f"ix_field_submission_settlement_id_{column}")
        op.create_index(name, "field_submission", ["settlement_id", column])


def downgrade() -> None:
    for column in ("replaces_id", "root_id"):
        op.drop_index(op.f(f"ix_field_submission_settlement_id_{column}"), "field_submission")
    with op.batch_alter_table("field_submission") as table:
        table.drop_column("replaces_id")
    op.drop_table("device_use")
    op.drop_table("device")
