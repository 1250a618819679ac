"""Reminders by text message: confirmed numbers, codes on their way, and one outbox for both ways.

Revision: 0046, after 0045

Going back loses: mobile_number, number_confirmation, reminder.tried_at, reminder.given_up_at.

On the way back reminders on their way and when the last ones were sent stay, as mails.
"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"


def upgrade() -> None:
    op.create_table(
        "mobile_number",
        *_columns("account_id", "number", "made_at"),
        *_keys("mobile_number", "account_id"),
    )
    op.create_table(
        "number_confirmation",
        *_columns("id", "account_id", "number", "made_at"),
        *_on_its_way(),
        *_keys("number_confirmation", "id"),
        sa.UniqueConstraint("account_id", name=op.f("uq_number_confirmation_account_id")),
    )
    _create_outbox("reminder", *_on_its_way())
    op.execute(
        "INSERT INTO reminder (id, account_id, day, things, next_try_at, failures, failure, sent_at) "
        "SELECT id, account_id, day, things, next_try_at, failures, failure, sent_at FROM outbox_mail"
    )
    op.drop_table("outbox_mail")


def downgrade() -> None:
    _create_outbox("outbox_mail", *_columns("next_try_at", "failures", "failure", "sent_at"))
    op.execute(
        "INSERT INTO outbox_mail (id, account_id, day, things, next_try_at, failures, failure, sent_at) "
        "SELECT id, account_id, day, things, next_try_at, failures, failure, "
        "coalesce(sent_at, given_up_at) FROM reminder"
    )
    for table in ("reminder", "number_confirmation", "mobile_number"):
        op.drop_table(table)


def _create_outbox(table: str, *on_its_way: sa.Column) -> None:
    op.create_table(
        table,
        *_columns("id", "account_id", "day", "things"),
        *on_its_way,
        *_keys(table, "id"),
        sa.UniqueConstraint("account_id", "day", name=op.f(f"uq_{table}_account_id_day")),
    )


def _on_its_way() -> list[sa.Column]:
    return _columns("next_try_at", "tried_at", "failures", "failure", "sent_at", "given_up_at")


def _keys(table: str, key: str) -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f(f"fk_{table}_account_id")),
        sa.PrimaryKeyConstraint(key, name=op.f(f"pk_{table}")),
    ]


def _columns(*names: str) -> list[sa.Column]:
    return [sa.Column(name, _TYPES[name], nullable=name in _MAY_LACK) for name in names]


_MAY_LACK = ("tried_at", "sent_at", "given_up_at")
_TYPES = {
    **dict.fromkeys(("id", "account_id"), sa.Uuid()),
    **dict.fromkeys(("number", "failure"), sa.String()),
    **dict.fromkeys(("made_at", "next_try_at", *_MAY_LACK), sa.DateTime(timezone=True)),
    **dict.fromkeys(("things", "failures"), sa.BigInteger()),
    "day": sa.Date(),
}
