"""The first tables.

Revision: 0001, after none
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None

UTC_TIME = sa.DateTime(timezone=True)
JSON_ = sa.JSON().with_variant(JSONB(), "postgresql")

GUARDS = {
    "sqlite": [
        f"CREATE TRIGGER journal_entry_no_{verb} BEFORE {verb} ON journal_entry "
        "BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END"
        for verb in ("update", "delete")
    ],
    "postgresql": [
        "CREATE FUNCTION journal_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the journal only grows'; END $$",
        "CREATE TRIGGER journal_entry_only_grows BEFORE UPDATE OR DELETE ON journal_entry "
        "FOR EACH ROW EXECUTE FUNCTION journal_only_grows()",
    ],
}
UNGUARDS = {
    "sqlite": [f"DROP TRIGGER journal_entry_no_{verb}" for verb in ("update", "delete")],
    "postgresql": [
        "DROP TRIGGER journal_entry_only_grows ON journal_entry",
        "DROP FUNCTION journal_only_grows()",
    ],
}


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("revoked_at", UTC_TIME, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("username", name=op.f("uq_account_username")),
    )
    op.create_table(
        "answer",
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("location", sa.String(), nullable=False),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.PrimaryKeyConstraint("form_id", name=op.f("pk_answer")),
    )
    op.create_table(
        "attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", UTC_TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    op.create_index(op.f("ix_attempt_key_at"), "attempt", ["key", "at"], unique=False)
    op.create_table(
        "chain",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chain")),
    )
    op.create_table(
        "journal_entry",
        sa.Column("chain_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("detail", JSON_, nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["chain_id"], ["chain.id"], name=op.f("fk_journal_entry_chain_id")),
        sa.PrimaryKeyConstraint("chain_id", "sequence", name=op.f("pk_journal_entry")),
    )
    op.create_table(
        "programme",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("committee_name", sa.String(), nullable=False),
        sa.Column("sectors", JSON_, nullable=False),
        sa.Column("groups", JSON_, nullable=False),
        sa.Column("rules", JSON_, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_programme_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("code", name=op.f("uq_programme_code")),
    )
    op.create_table(
        "sign_in",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("seen_at", UTC_TIME, nullable=False),
        sa.Column("expires_at", UTC_TIME, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sign_in_account_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in")),
    )
    op.create_index(op.f("ix_sign_in_account_id"), "sign_in", ["account_id"], unique=False)
    op.create_table(
        "area",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_area_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
        sa.UniqueConstraint("programme_id", "path", name=op.f("uq_area_programme_id_path")),
    )
    op.create_table(
        "process",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("steps", JSON_, nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_process_made_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_process_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process")),
        sa.UniqueConstraint("programme_id", "version", name=op.f("uq_process_programme_id_version")),
    )
    op.create_table(
        "settlement",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("process_id", sa.Uuid(), nullable=False),
        sa.Column("area_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("envelope", sa.BigInteger(), nullable=False),
        sa.Column("place_code", sa.String(), nullable=False),
        sa.Column("landmark", sa.String(), nullable=False),
        sa.Column("land", sa.String(), nullable=False),
        sa.Column("hazard", sa.String(), nullable=False),
        sa.Column("households", sa.BigInteger(), nullable=False),
        sa.Column("women_headed", sa.BigInteger(), nullable=False),
        sa.Column("with_disability", sa.BigInteger(), nullable=False),
        sa.Column("population", JSON_, nullable=False),
        sa.Column("statuses", JSON_, nullable=False),
        sa.Column("people", sa.BigInteger(), nullable=False),
        sa.Column("groups", JSON_, nullable=False),
        sa.Column("required", JSON_, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_settlement_area_id")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_settlement_made_by")),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"], name=op.f("fk_settlement_process_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_settlement_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement")),
        sa.UniqueConstraint("code", name=op.f("uq_settlement_code")),
    )
    op.create_index(op.f("ix_settlement_programme_id"), "settlement", ["programme_id"], unique=False)
    op.create_table(
        "election",
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("eligible_women", sa.BigInteger(), nullable=False),
        sa.Column("eligible_men", sa.BigInteger(), nullable=False),
        sa.Column("voted_women", sa.BigInteger(), nullable=False),
        sa.Column("voted_men", sa.BigInteger(), nullable=False),
        sa.Column("observers", sa.BigInteger(), nullable=False),
        sa.Column("settlement_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_election_made_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_election_programme_id")),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlement.id"], name=op.f("fk_election_settlement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_election")),
    )
    op.create_index(op.f("ix_election_settlement_id"), "election", ["settlement_id"], unique=False)
    op.create_table(
        "invitation",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=True),
        sa.Column("settlement_id", sa.Uuid(), nullable=True),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("group_code", sa.String(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("expires_at", UTC_TIME, nullable=False),
        sa.Column("revoked_at", UTC_TIME, nullable=True),
        sa.Column("used_at", UTC_TIME, nullable=True),
        sa.Column("used_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_invitation_made_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_invitation_programme_id")),
        sa.ForeignKeyConstraint(
            ["settlement_id"], ["settlement.id"], name=op.f("fk_invitation_settlement_id")
        ),
        sa.ForeignKeyConstraint(["used_by"], ["account.id"], name=op.f("fk_invitation_used_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.create_index(op.f("ix_invitation_programme_id"), "invitation", ["programme_id"], unique=False)
    op.create_table(
        "meeting",
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("group_code", sa.String(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("counts", JSON_, nullable=False),
        sa.Column("people", sa.BigInteger(), nullable=False),
        sa.Column("women", sa.BigInteger(), nullable=False),
        sa.Column("displaced", sa.BigInteger(), nullable=False),
        sa.Column("with_disability", sa.BigInteger(), nullable=False),
        sa.Column("women_headed", sa.BigInteger(), nullable=False),
        sa.Column("households", sa.BigInteger(), nullable=False),
        sa.Column("consent", sa.Boolean(), nullable=False),
        sa.Column("agenda", sa.String(), nullable=False),
        sa.Column("minutes", sa.String(), nullable=False),
        sa.Column("settlement_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "women <= people and displaced <= people and with_disability <= people",
            name=op.f("ck_meeting_parts"),
        ),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_meeting_made_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_meeting_programme_id")),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlement.id"], name=op.f("fk_meeting_settlement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("settlement_id", "number", name=op.f("uq_meeting_settlement_id_number")),
    )
    op.create_index(op.f("ix_meeting_settlement_id"), "meeting", ["settlement_id"], unique=False)
    op.create_table(
        "membership",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=True),
        sa.Column("settlement_id", sa.Uuid(), nullable=True),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("group_code", sa.String(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("revoked_at", UTC_TIME, nullable=True),
        sa.Column("revoked_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_membership_account_id")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_membership_made_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_membership_programme_id")),
        sa.ForeignKeyConstraint(["revoked_by"], ["account.id"], name=op.f("fk_membership_revoked_by")),
        sa.ForeignKeyConstraint(
            ["settlement_id"], ["settlement.id"], name=op.f("fk_membership_settlement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    op.create_index(op.f("ix_membership_account_id"), "membership", ["account_id"], unique=False)
    op.create_index(op.f("ix_membership_programme_id"), "membership", ["programme_id"], unique=False)
    op.create_table(
        "no_objection",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("settlement_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_no_objection_made_by")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_no_objection_programme_id")
        ),
        sa.ForeignKeyConstraint(
            ["settlement_id"], ["settlement.id"], name=op.f("fk_no_objection_settlement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_no_objection")),
    )
    op.create_index(op.f("ix_no_objection_settlement_id"), "no_objection", ["settlement_id"], unique=False)
    op.create_table(
        "passage",
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("waiver", sa.String(), nullable=False),
        sa.Column("missing", JSON_, nullable=False),
        sa.Column("settlement_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_passage_made_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_passage_programme_id")),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlement.id"], name=op.f("fk_passage_settlement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passage")),
        sa.UniqueConstraint("settlement_id", "step", name=op.f("uq_passage_settlement_id_step")),
    )
    op.create_index(op.f("ix_passage_settlement_id"), "passage", ["settlement_id"], unique=False)
    op.create_index(
        op.f("ix_passage_settlement_id_made_at"), "passage", ["settlement_id", "made_at"], unique=False
    )
    op.create_table(
        "plan",
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("settlement_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_plan_made_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_plan_programme_id")),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlement.id"], name=op.f("fk_plan_settlement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("settlement_id", "number", name=op.f("uq_plan_settlement_id_number")),
    )
    op.create_index(op.f("ix_plan_settlement_id"), "plan", ["settlement_id"], unique=False)
    op.create_table(
        "round",
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("tokens", sa.BigInteger(), nullable=False),
        sa.Column("read_out", sa.Boolean(), nullable=False),
        sa.Column("ballot", JSON_, nullable=False),
        sa.Column("settlement_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_round_made_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_round_programme_id")),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlement.id"], name=op.f("fk_round_settlement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
        sa.UniqueConstraint("settlement_id", "number", name=op.f("uq_round_settlement_id_number")),
    )
    op.create_index(op.f("ix_round_settlement_id"), "round", ["settlement_id"], unique=False)
    op.create_table(
        "adoption",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("households", sa.BigInteger(), nullable=False),
        sa.Column("settlement_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_adoption_made_by")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_adoption_meeting_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_adoption_plan_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_adoption_programme_id")),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlement.id"], name=op.f("fk_adoption_settlement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoption")),
        sa.UniqueConstraint("plan_id", name=op.f("uq_adoption_plan_id")),
    )
    op.create_index(op.f("ix_adoption_settlement_id"), "adoption", ["settlement_id"], unique=False)
    op.create_table(
        "contract",
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("contribution", sa.BigInteger(), nullable=False),
        sa.Column("grant_amount", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("settlement_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "total = contribution + grant_amount and grant_amount > 0", name=op.f("ck_contract_sums")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_contract_made_by")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_contract_plan_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_contract_programme_id")),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlement.id"], name=op.f("fk_contract_settlement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
        sa.UniqueConstraint("settlement_id", "number", name=op.f("uq_contract_settlement_id_number")),
    )
    op.create_index(op.f("ix_contract_settlement_id"), "contract", ["settlement_id"], unique=False)
    op.create_table(
        "decision",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("forwarded_to", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("settlement_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_decision_made_by")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_decision_plan_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_decision_programme_id")),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlement.id"], name=op.f("fk_decision_settlement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index(op.f("ix_decision_settlement_id"), "decision", ["settlement_id"], unique=False)
    op.create_index(
        op.f("ix_decision_settlement_id_line_fingerprint"),
        "decision",
        ["settlement_id", "line", "fingerprint"],
        unique=False,
    )
    op.create_table(
        "need",
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.Column("landmark", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=True),
        sa.Column("households", sa.BigInteger(), nullable=False),
        sa.Column("affected", JSON_, nullable=False),
        sa.Column("severity", sa.BigInteger(), nullable=False),
        sa.Column("season", sa.String(), nullable=False),
        sa.Column("since", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("coping", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("settlement_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("severity between 1 and 3", name=op.f("ck_need_severity")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_need_made_by")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_need_meeting_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_need_programme_id")),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlement.id"], name=op.f("fk_need_settlement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need")),
        sa.UniqueConstraint("settlement_id", "number", name=op.f("uq_need_settlement_id_number")),
    )
    op.create_index(op.f("ix_need_settlement_id"), "need", ["settlement_id"], unique=False)
    op.create_index(op.f("ix_need_settlement_id_sector"), "need", ["settlement_id", "sector"], unique=False)
    op.create_table(
        "plan_item",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("rank", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("needs", JSON_, nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("in_cash", sa.BigInteger(), nullable=False),
        sa.Column("in_labour", sa.BigInteger(), nullable=False),
        sa.Column("in_materials", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("doer", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("upkeep", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "cost > 0 and in_cash + in_labour + in_materials <= cost", name=op.f("ck_plan_item_sums")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_item_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_item")),
        sa.UniqueConstraint("plan_id", "line", name=op.f("uq_plan_item_plan_id_line")),
    )
    op.create_index(op.f("ix_plan_item_plan_id"), "plan_item", ["plan_id"], unique=False)
    op.create_table(
        "result",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("figures", JSON_, nullable=False),
        sa.Column("settlement_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_result_made_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_result_programme_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_result_round_id")),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlement.id"], name=op.f("fk_result_settlement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_result_round_id_number")),
    )
    op.create_index(op.f("ix_result_settlement_id"), "result", ["settlement_id"], unique=False)
    op.create_table(
        "seat",
        sa.Column("election_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("woman", sa.Boolean(), nullable=False),
        sa.Column("group_code", sa.String(), nullable=False),
        sa.Column("signatory", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_seat_election_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
        sa.UniqueConstraint("election_id", "position", name=op.f("uq_seat_election_id_position")),
    )
    op.create_index(op.f("ix_seat_election_id"), "seat", ["election_id"], unique=False)
    op.create_table(
        "sheet",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("group_code", sa.String(), nullable=False),
        sa.Column("people", sa.BigInteger(), nullable=False),
        sa.Column("tokens", JSON_, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_sheet_made_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_sheet_programme_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_sheet_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet")),
        sa.UniqueConstraint("round_id", "group_code", name=op.f("uq_sheet_round_id_group_code")),
    )
    op.create_index(op.f("ix_sheet_round_id"), "sheet", ["round_id"], unique=False)
    op.create_table(
        "submission",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("settlement_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_submission_made_by")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_submission_plan_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_submission_programme_id")),
        sa.ForeignKeyConstraint(
            ["settlement_id"], ["settlement.id"], name=op.f("fk_submission_settlement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("plan_id", name=op.f("uq_submission_plan_id")),
    )
    op.create_index(op.f("ix_submission_settlement_id"), "submission", ["settlement_id"], unique=False)
    op.create_table(
        "attestation",
        sa.Column("sheet_id", sa.Uuid(), nullable=False),
        sa.Column("sheet_version", sa.BigInteger(), nullable=False),
        sa.Column("dissent", sa.String(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_attestation_made_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_attestation_programme_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_attestation_sheet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attestation")),
    )
    op.create_index(op.f("ix_attestation_sheet_id"), "attestation", ["sheet_id"], unique=False)
    op.create_table(
        "audit",
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("questions", sa.String(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("settlement_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_audit_contract_id")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_audit_made_by")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_audit_meeting_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_audit_programme_id")),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlement.id"], name=op.f("fk_audit_settlement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_contract_id"), "audit", ["contract_id"], unique=False)
    op.create_index(op.f("ix_audit_settlement_id"), "audit", ["settlement_id"], unique=False)
    op.create_table(
        "bill_line",
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("rate", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_bill_line_contract_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bill_line")),
        sa.UniqueConstraint("contract_id", "position", name=op.f("uq_bill_line_contract_id_position")),
    )
    op.create_index(op.f("ix_bill_line_contract_id"), "bill_line", ["contract_id"], unique=False)
    op.create_table(
        "certificate",
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("settlement_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_certificate_contract_id")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_certificate_made_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_certificate_programme_id")),
        sa.ForeignKeyConstraint(
            ["settlement_id"], ["settlement.id"], name=op.f("fk_certificate_settlement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("contract_id", name=op.f("uq_certificate_contract_id")),
    )
    op.create_index(op.f("ix_certificate_settlement_id"), "certificate", ["settlement_id"], unique=False)
    op.create_table(
        "correction",
        sa.Column("sheet_id", sa.Uuid(), nullable=False),
        sa.Column("before", JSON_, nullable=False),
        sa.Column("after", JSON_, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_correction_made_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_correction_programme_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_correction_sheet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    op.create_index(op.f("ix_correction_sheet_id"), "correction", ["sheet_id"], unique=False)
    op.create_table(
        "defect",
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("settlement_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_defect_contract_id")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_defect_made_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_defect_programme_id")),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlement.id"], name=op.f("fk_defect_settlement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_defect")),
        sa.UniqueConstraint("contract_id", "number", name=op.f("uq_defect_contract_id_number")),
    )
    op.create_index(op.f("ix_defect_contract_id"), "defect", ["contract_id"], unique=False)
    op.create_index(op.f("ix_defect_settlement_id"), "defect", ["settlement_id"], unique=False)
    op.create_table(
        "extension",
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("settlement_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_extension_contract_id")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_extension_made_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_extension_programme_id")),
        sa.ForeignKeyConstraint(
            ["settlement_id"], ["settlement.id"], name=op.f("fk_extension_settlement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
    )
    op.create_index(op.f("ix_extension_contract_id"), "extension", ["contract_id"], unique=False)
    op.create_index(op.f("ix_extension_settlement_id"), "extension", ["settlement_id"], unique=False)
    op.create_table(
        "final_account",
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("surplus", sa.BigInteger(), nullable=False),
        sa.Column("surplus_use", sa.String(), nullable=False),
        sa.Column("settlement_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_final_account_contract_id")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_final_account_made_by")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_final_account_programme_id")
        ),
        sa.ForeignKeyConstraint(
            ["settlement_id"], ["settlement.id"], name=op.f("fk_final_account_settlement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_final_account")),
        sa.UniqueConstraint("contract_id", name=op.f("uq_final_account_contract_id")),
    )
    op.create_index(op.f("ix_final_account_settlement_id"), "final_account", ["settlement_id"], unique=False)
    op.create_table(
        "handover",
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("handed_on", sa.Date(), nullable=False),
        sa.Column("receiver", sa.String(), nullable=False),
        sa.Column("caretaker", sa.String(), nullable=False),
        sa.Column("tasks", sa.String(), nullable=False),
        sa.Column("fee", sa.BigInteger(), nullable=False),
        sa.Column("fund", sa.BigInteger(), nullable=False),
        sa.Column("settlement_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_handover_contract_id")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_handover_made_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_handover_programme_id")),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlement.id"], name=op.f("fk_handover_settlement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
        sa.UniqueConstraint("contract_id", name=op.f("uq_handover_contract_id")),
    )
    op.create_index(op.f("ix_handover_settlement_id"), "handover", ["settlement_id"], unique=False)
    op.create_table(
        "merge",
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("into_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("settlement_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["into_id"], ["need.id"], name=op.f("fk_merge_into_id")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_merge_made_by")),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_merge_need_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_merge_programme_id")),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlement.id"], name=op.f("fk_merge_settlement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge")),
        sa.UniqueConstraint("need_id", name=op.f("uq_merge_need_id")),
    )
    op.create_index(op.f("ix_merge_into_id"), "merge", ["into_id"], unique=False)
    op.create_index(op.f("ix_merge_settlement_id"), "merge", ["settlement_id"], unique=False)
    op.create_table(
        "signature",
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("settlement_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_signature_contract_id")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_signature_made_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_signature_programme_id")),
        sa.ForeignKeyConstraint(
            ["settlement_id"], ["settlement.id"], name=op.f("fk_signature_settlement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
        sa.UniqueConstraint("contract_id", "party", name=op.f("uq_signature_contract_id_party")),
    )
    op.create_index(op.f("ix_signature_contract_id"), "signature", ["contract_id"], unique=False)
    op.create_index(op.f("ix_signature_settlement_id"), "signature", ["settlement_id"], unique=False)
    op.create_table(
        "spending",
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("spent_on", sa.Date(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("paper", sa.String(), nullable=False),
        sa.Column("settlement_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_spending_amount")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_spending_contract_id")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_spending_made_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_spending_programme_id")),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlement.id"], name=op.f("fk_spending_settlement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spending")),
        sa.UniqueConstraint("contract_id", "number", name=op.f("uq_spending_contract_id_number")),
    )
    op.create_index(op.f("ix_spending_contract_id"), "spending", ["contract_id"], unique=False)
    op.create_index(op.f("ix_spending_settlement_id"), "spending", ["settlement_id"], unique=False)
    op.create_table(
        "tranche",
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("percent", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("work_done", sa.BigInteger(), nullable=False),
        sa.Column("money_spent", sa.BigInteger(), nullable=False),
        sa.Column("certificate", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_tranche_contract_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tranche")),
        sa.UniqueConstraint("contract_id", "number", name=op.f("uq_tranche_contract_id_number")),
    )
    op.create_index(op.f("ix_tranche_contract_id"), "tranche", ["contract_id"], unique=False)
    op.create_table(
        "visit",
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("measured", JSON_, nullable=False),
        sa.Column("physical", sa.BigInteger(), nullable=False),
        sa.Column("spent", sa.BigInteger(), nullable=False),
        sa.Column("days_stopped", sa.BigInteger(), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.Column("settlement_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_visit_contract_id")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_visit_made_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_visit_programme_id")),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlement.id"], name=op.f("fk_visit_settlement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("contract_id", "number", name=op.f("uq_visit_contract_id_number")),
    )
    op.create_index(op.f("ix_visit_settlement_id"), "visit", ["settlement_id"], unique=False)
    op.create_table(
        "voice",
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("group_code", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_voice_need_id")),
        sa.PrimaryKeyConstraint("need_id", "group_code", name=op.f("pk_voice")),
    )
    op.create_table(
        "work_check",
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.BigInteger(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("works", sa.Boolean(), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("settlement_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_work_check_contract_id")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_work_check_made_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_work_check_programme_id")),
        sa.ForeignKeyConstraint(
            ["settlement_id"], ["settlement.id"], name=op.f("fk_work_check_settlement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_check")),
        sa.UniqueConstraint("contract_id", "month", name=op.f("uq_work_check_contract_id_month")),
    )
    op.create_index(op.f("ix_work_check_contract_id"), "work_check", ["contract_id"], unique=False)
    op.create_index(op.f("ix_work_check_settlement_id"), "work_check", ["settlement_id"], unique=False)
    op.create_table(
        "mending",
        sa.Column("defect_id", sa.Uuid(), nullable=False),
        sa.Column("mended_on", sa.Date(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("settlement_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["defect_id"], ["defect.id"], name=op.f("fk_mending_defect_id")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_mending_made_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_mending_programme_id")),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlement.id"], name=op.f("fk_mending_settlement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mending")),
        sa.UniqueConstraint("defect_id", name=op.f("uq_mending_defect_id")),
    )
    op.create_index(op.f("ix_mending_settlement_id"), "mending", ["settlement_id"], unique=False)
    op.create_table(
        "photo",
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("moment", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("width", sa.BigInteger(), nullable=False),
        sa.Column("height", sa.BigInteger(), nullable=False),
        sa.Column("settlement_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_photo_made_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_photo_programme_id")),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlement.id"], name=op.f("fk_photo_settlement_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_photo_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
        sa.UniqueConstraint("visit_id", "number", name=op.f("uq_photo_visit_id_number")),
    )
    op.create_index(op.f("ix_photo_settlement_id"), "photo", ["settlement_id"], unique=False)
    op.create_index(op.f("ix_photo_visit_id"), "photo", ["visit_id"], unique=False)
    op.create_table(
        "tranche_request",
        sa.Column("tranche_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("settlement_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_tranche_request_made_by")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_tranche_request_programme_id")
        ),
        sa.ForeignKeyConstraint(
            ["settlement_id"], ["settlement.id"], name=op.f("fk_tranche_request_settlement_id")
        ),
        sa.ForeignKeyConstraint(["tranche_id"], ["tranche.id"], name=op.f("fk_tranche_request_tranche_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tranche_request")),
        sa.UniqueConstraint("tranche_id", "number", name=op.f("uq_tranche_request_tranche_id_number")),
    )
    op.create_index(
        op.f("ix_tranche_request_settlement_id"), "tranche_request", ["settlement_id"], unique=False
    )
    op.create_index(op.f("ix_tranche_request_tranche_id"), "tranche_request", ["tranche_id"], unique=False)
    op.create_table(
        "refusal",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("settlement_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_refusal_made_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_refusal_programme_id")),
        sa.ForeignKeyConstraint(["request_id"], ["tranche_request.id"], name=op.f("fk_refusal_request_id")),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlement.id"], name=op.f("fk_refusal_settlement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refusal")),
        sa.UniqueConstraint("request_id", name=op.f("uq_refusal_request_id")),
    )
    op.create_index(op.f("ix_refusal_settlement_id"), "refusal", ["settlement_id"], unique=False)
    op.create_table(
        "release",
        sa.Column("tranche_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("paper", sa.String(), nullable=False),
        sa.Column("settlement_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("made_by <> requested_by", name=op.f("ck_release_two_people")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_release_made_by")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_release_programme_id")),
        sa.ForeignKeyConstraint(["request_id"], ["tranche_request.id"], name=op.f("fk_release_request_id")),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlement.id"], name=op.f("fk_release_settlement_id")),
        sa.ForeignKeyConstraint(["tranche_id"], ["tranche.id"], name=op.f("fk_release_tranche_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
        sa.UniqueConstraint("request_id", name=op.f("uq_release_request_id")),
        sa.UniqueConstraint("tranche_id", name=op.f("uq_release_tranche_id")),
    )
    op.create_index(op.f("ix_release_settlement_id"), "release", ["settlement_id"], unique=False)
    for statement in GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for statement in UNGUARDS[op.get_bind().dialect.name]:
        op.execute(statement)
    op.drop_index(op.f("ix_release_settlement_id"), table_name="release")
    op.drop_table("release")
    op.drop_index(op.f("ix_refusal_settlement_id"), table_name="refusal")
    op.drop_table("refusal")
    op.drop_index(op.f("ix_tranche_request_tranche_id"), table_name="tranche_request")
    op.drop_index(op.f("ix_tranche_request_settlement_id"), table_name="tranche_request")
    op.drop_table("tranche_request")
    op.drop_index(op.f("ix_photo_visit_id"), table_name="photo")
    op.drop_index(op.f("ix_photo_settlement_id"), table_name="photo")
    op.drop_table("photo")
    op.drop_index(op.f("ix_mending_settlement_id"), table_name="mending")
    op.drop_table("mending")
    op.drop_index(op.f("ix_work_check_settlement_id"), table_name="work_check")
    op.drop_index(op.f("ix_work_check_contract_id"), table_name="work_check")
    op.drop_table("work_check")
    op.drop_table("voice")
    op.drop_index(op.f("ix_visit_settlement_id"), table_name="visit")
    op.drop_table("visit")
    op.drop_index(op.f("ix_tranche_contract_id"), table_name="tranche")
    op.drop_table("tranche")
    op.drop_index(op.f("ix_spending_settlement_id"), table_name="spending")
    op.drop_index(op.f("ix_spending_contract_id"), table_name="spending")
    op.drop_table("spending")
    op.drop_index(op.f("ix_signature_settlement_id"), table_name="signature")
    op.drop_index(op.f("ix_signature_contract_id"), table_name="signature")
    op.drop_table("signature")
    op.drop_index(op.f("ix_merge_settlement_id"), table_name="merge")
    op.drop_index(op.f("ix_merge_into_id"), table_name="merge")
    op.drop_table("merge")
    op.drop_index(op.f("ix_handover_settlement_id"), table_name="handover")
    op.drop_table("handover")
    op.drop_index(op.f("ix_final_account_settlement_id"), table_name="final_account")
    op.drop_table("final_account")
    op.drop_index(op.f("ix_extension_settlement_id"), table_name="extension")
    op.drop_index(op.f("ix_extension_contract_id"), table_name="extension")
    op.drop_table("extension")
    op.drop_index(op.f("ix_defect_settlement_id"), table_name="defect")
    op.drop_index(op.f("ix_defect_contract_id"), table_name="defect")
    op.drop_table("defect")
    op.drop_index(op.f("ix_correction_sheet_id"), table_name="correction")
    op.drop_table("correction")
    op.drop_index(op.f("ix_certificate_settlement_id"), table_name="certificate")
    op.drop_table("certificate")
    op.drop_index(op.f("ix_bill_line_contract_id"), table_name="bill_line")
    op.drop_table("bill_line")
    op.drop_index(op.f("ix_audit_settlement_id"), table_name="audit")
    op.drop_index(op.f("ix_audit_contract_id"), table_name="audit")
    op.drop_table("audit")
    op.drop_index(op.f("ix_attestation_sheet_id"), table_name="attestation")
    op.drop_table("attestation")
    op.drop_index(op.f("ix_submission_settlement_id"), table_name="submission")
    op.drop_table("submission")
    op.drop_index(op.f("ix_sheet_round_id"), table_name="sheet")
    op.drop_table("sheet")
    op.drop_index(op.f("ix_seat_election_id"), table_name="seat")
    op.drop_table("seat")
    op.drop_index(op.f("ix_result_settlement_id"), table_name="result")
    op.drop_table("result")
    op.drop_index(op.f("ix_plan_item_plan_id"), table_name="plan_item")
    op.drop_table("plan_item")
    op.drop_index(op.f("ix_need_settlement_id_sector"), table_name="need")
    op.drop_index(op.f("ix_need_settlement_id"), table_name="need")
    op.drop_table("need")
    op.drop_index(op.f("ix_decision_settlement_id_line_fingerprint"), table_name="decision")
    op.drop_index(op.f("ix_decision_settlement_id"), table_name="decision")
    op.drop_table("decision")
    op.drop_index(op.f("ix_contract_settlement_id"), table_name="contract")
    op.drop_table("contract")
    op.drop_index(op.f("ix_adoption_settlement_id"), table_name="adoption")
    op.drop_table("adoption")
    op.drop_index(op.f("ix_round_settlement_id"), table_name="round")
    op.drop_table("round")
    op.drop_index(op.f("ix_plan_settlement_id"), table_name="plan")
    op.drop_table("plan")
    op.drop_index(op.f("ix_passage_settlement_id_made_at"), table_name="passage")
    op.drop_index(op.f("ix_passage_settlement_id"), table_name="passage")
    op.drop_table("passage")
    op.drop_index(op.f("ix_no_objection_settlement_id"), table_name="no_objection")
    op.drop_table("no_objection")
    op.drop_index(op.f("ix_membership_programme_id"), table_name="membership")
    op.drop_index(op.f("ix_membership_account_id"), table_name="membership")
    op.drop_table("membership")
    op.drop_index(op.f("ix_meeting_settlement_id"), table_name="meeting")
    op.drop_table("meeting")
    op.drop_index(op.f("ix_invitation_programme_id"), table_name="invitation")
    op.drop_table("invitation")
    op.drop_index(op.f("ix_election_settlement_id"), table_name="election")
    op.drop_table("election")
    op.drop_index(op.f("ix_settlement_programme_id"), table_name="settlement")
    op.drop_table("settlement")
    op.drop_table("process")
    op.drop_table("area")
    op.drop_index(op.f("ix_sign_in_account_id"), table_name="sign_in")
    op.drop_table("sign_in")
    op.drop_table("programme")
    op.drop_table("journal_entry")
    op.drop_table("chain")
    op.drop_index(op.f("ix_attempt_key_at"), table_name="attempt")
    op.drop_table("attempt")
    op.drop_table("answer")
    op.drop_table("account")
