"""Forms that were filled in about settlements, their drafts, and the needs that came of them.

Revision: 0038, after 0037

Going back loses: assessment_response, response_draft, assessment_response_version, response_draft_page,
need_origin.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0038"
down_revision = "0037"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    _create(
        "assessment_response",
        *_refers("assessment_response", "assessment_form", "form_id"),
        _number("number"),
        _unique("assessment_response", "settlement_id", "number"),
    )
    op.create_index(op.f("ix_assessment_response_form_id"), "assessment_response", ["form_id"])
    _create(
        "response_draft",
        _number("number"),
        *_refers("response_draft", "assessment_form_version", "form_version_id"),
        _text("about"),
        sa.Column("answered_on", sa.Date(), nullable=False),
        *_refers("response_draft", "assessment_response", "response_id", nullable=True),
        _number("base"),
        _unique("response_draft", "settlement_id", "number"),
    )
    _create(
        "assessment_response_version",
        *_refers("assessment_response_version", "assessment_response", "response_id"),
        _number("number"),
        *_refers("assessment_response_version", "assessment_form_version", "form_version_id"),
        _text("about"),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("answers", JSON, nullable=False),
        _text("reason"),
        *_refers("assessment_response_version", "response_draft", "draft_id", nullable=True),
        _unique("assessment_response_version", "response_id", "number"),
        _unique("assessment_response_version", "draft_id"),
    )
    _create(
        "response_draft_page",
        *_refers("response_draft_page", "response_draft", "draft_id"),
        *(_number(name) for name in ("page", "time", "number")),
        sa.Column("answers", JSON, nullable=False),
        sa.Column("is_taken_away", sa.Boolean(), nullable=False),
        _unique("response_draft_page", "draft_id", "page", "time", "number"),
    )
    _create(
        "need_origin",
        *_refers("need_origin", "need", "need_id"),
        *_refers("need_origin", "assessment_response", "response_id"),
        _text("issue"),
        _unique("need_origin", "need_id"),
    )
    op.create_index(op.f("ix_need_origin_response_id"), "need_origin", ["response_id"])


def downgrade() -> None:
    for name in (
        "need_origin",
        "response_draft_page",
        "assessment_response_version",
        "response_draft",
        "assessment_response",
    ):
        op.drop_table(name)


def _number(name: str) -> sa.Column:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _text(name: str) -> sa.Column:
    return sa.Column(name, sa.String(), nullable=False)


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _refers(
    table: str, other: str, column: str, *, nullable: bool = False
) -> tuple[sa.Column, sa.ForeignKeyConstraint]:
    key = sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
    return sa.Column(column, sa.Uuid(), nullable=nullable), key


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
