"""What is held back can be amended; a contract keeps who signs; the day on paper of a refused request.

Revision: 0052, after 0049

Amendments from before left what is held back as it was: they say what their contracts say now. Refusals from
before were typed in on their day. Contracts from before say of who signs for the account what their programme
asks now. So do those of the way back, when they come here again: what an amendment said until then of what
is held back is lost where it said something else.

Going back loses: tranche_refusal.on_paper_at.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0052"
down_revision = "0049"

DIGESTS_ANEW = ("contract", "amendment", "amendment_tranche")
SHARES = {"amendment": ("retention", "former_retention"), "amendment_tranche": ("percent", "former_percent")}
ASKED = {"signatories": 3, "women_signatories": 1}
"""Who signs for an account, and what is asked where a programme's rules do not name it."""


def upgrade() -> None:
    op.add_column("tranche_refusal", sa.Column("on_paper_at", sa.DateTime(timezone=True), nullable=True))
    for table, names in (*SHARES.items(), ("contract", tuple(ASKED))):
        for name in names:
            op.add_column(table, sa.Column(name, sa.BigInteger(), nullable=True))
    _keep_what_is_asked()
    _keep_what_was_held_back()


def downgrade() -> None:
    for table, names in (*SHARES.items(), ("contract", tuple(ASKED))):
        for name in names:
            op.drop_column(table, name)
    op.drop_column("tranche_refusal", "on_paper_at")


def _keep_what_is_asked() -> None:
    rules = sa.Column("rules", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"))
    programme = sa.Table("programme", sa.MetaData(), sa.Column("id", sa.Uuid()), rules)
    asked = (sa.Column(name, sa.BigInteger()) for name in ASKED)
    contract = sa.Table("contract", sa.MetaData(), sa.Column("programme_id", sa.Uuid()), *asked)
    for row in op.get_bind().execute(sa.select(programme.c.id, programme.c.rules)).all():
        values = {name: int(row.rules.get(name, usual)) for name, usual in ASKED.items()}
        op.execute(contract.update().where(contract.c.programme_id == row.id).values(values))


def _keep_what_was_held_back() -> None:
    """A share is 0 where its instalment is there no more, as it can be after the way back."""
    number = sa.BigInteger()
    contract = sa.table("contract", sa.column("id", sa.Uuid()), sa.column("retention", number))
    tranche = sa.table("tranche", *(sa.column(name) for name in ("contract_id", "number", "percent")))
    names = ("id", "contract_id", *SHARES["amendment"])
    amendment = sa.table("amendment", *(sa.column(name) for name in names))
    names = ("amendment_id", "number", *SHARES["amendment_tranche"])
    part = sa.table("amendment_tranche", *(sa.column(name) for name in names))
    held = sa.select(contract.c.retention).where(contract.c.id == amendment.c.contract_id).scalar_subquery()
    share = (
        sa.select(sa.func.coalesce(sa.func.max(tranche.c.percent), 0))
        .join(amendment, amendment.c.contract_id == tranche.c.contract_id)
        .where(amendment.c.id == part.c.amendment_id, tranche.c.number == part.c.number)
        .correlate(part)
        .scalar_subquery()
    )
    op.execute(amendment.update().values(dict.fromkeys(SHARES["amendment"], held)))
    op.execute(part.update().values(dict.fromkeys(SHARES["amendment_tranche"], share)))
