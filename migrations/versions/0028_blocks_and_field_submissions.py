"""Blocks of a settlement, forms that programmes ask with, and what came in by telephone or export.

Revision: 0028, after 0027

Going back loses: block, need.block_id, assessment_form, assessment_form_version, field_submission.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0028"
down_revision = "0027"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    _create(
        "block",
        "settlement",
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("households", sa.BigInteger(), nullable=False),
        sa.UniqueConstraint("settlement_id", "number", name=op.f("uq_block_settlement_id_number")),
    )
    _create(
        "assessment_form",
        "",
        sa.Column("code", sa.String(), nullable=False),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_assessment_form_programme_id_code")),
    )
    _create(
        "assessment_form_version",
        "",
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("version", "title", "xform", "digest")),
        sa.Column("sheets", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["form_id"], ["assessment_form.id"], name=op.f("fk_assessment_form_version_form_id")
        ),
        sa.UniqueConstraint("form_id", "number", name=op.f("uq_assessment_form_version_form_id_number")),
        sa.UniqueConstraint("form_id", "version", name=op.f("uq_assessment_form_version_form_id_version")),
    )
    op.create_index(op.f("ix_assessment_form_version_form_id"), "assessment_form_version", ["form_id"])
    _create(
        "field_submission",
        "settlement",
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("form_code", "instance_id", "root_id", "source", "digest", "record")
        ),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.UniqueConstraint(
            "settlement_id", "instance_id", name=op.f("uq_field_submission_settlement_id_instance_id")
        ),
    )
    op.create_index(op.f("ix_field_submission_record_id"), "field_submission", ["record_id"])
    with op.batch_alter_table("need") as table:
        table.add_column(sa.Column("block_id", sa.Uuid(), nullable=True))
        table.create_foreign_key(op.f("fk_need_block_id"), "block", ["block_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("need") as table:
        table.drop_constraint(op.f("fk_need_block_id"), type_="foreignkey")
        table.drop_column("block_id")
    for name in ("field_submission", "assessment_form_version", "assessment_form", "block"):
        op.drop_table(name)


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
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f(f"fk_{table}_made_by")),
        *(
            sa.ForeignKeyConstraint([f"{each}_id"], [f"{each}.id"], name=op.f(f"fk_{table}_{each}_id"))
            for each in ("programme", *owners)
        ),
    )
    for each in owners:
        op.create_index(op.f(f"ix_{table}_{each}_id"), table, [f"{each}_id"])
