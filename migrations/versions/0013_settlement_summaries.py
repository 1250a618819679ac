"""Summaries of settlements: what overviews show, one row a settlement, made of what is recorded.

Revision: 0013, after 0012
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0013"
down_revision = "0012"

UTC_TIME = sa.DateTime(timezone=True)
JSON_ = sa.JSON().with_variant(JSONB(), "postgresql")
COUNTS = (
    *("households", "people", "no_objections", "orientation_people", "orientation_women"),
    *("meetings", "meetings_without_consent", "womens_meetings", "eligible", "voters", "seats"),
    *("women_seats", "signatories", "women_signatories", "needs", "rounds_open", "rounds_closed"),
    *("plan_items", "adopted_households", "items_undecided", "items_endorsed", "contracts"),
    *("contracts_signed", "works_finished", "tranches_due", "requests_waiting", "audits"),
    *("certificates", "final_measurements", "defects_open", "handovers"),
)
INDEXES = (
    ("programme_id", "name", "code"),
    *(
        ("programme_id", key, "name", "code")
        for key in ("waits_rank", "steps_closed", "since", "gap_rank", "late_rank")
    ),
    ("name", "code"),
)


def upgrade() -> None:
    op.create_table(
        "settlement_summary",
        *(
            sa.Column(name, sa.Uuid(), nullable=False)
            for name in ("settlement_id", "programme_id", "process_id")
        ),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("code", "name", "area", "currency")),
        sa.Column("required_groups", JSON_, nullable=False),
        sa.Column("made_at", UTC_TIME, nullable=False),
        sa.Column("closed_steps", sa.String(), nullable=True),
        _whole("steps_closed"),
        sa.Column("since", UTC_TIME, nullable=False),
        *map(_whole, ("granted", "released", "spent", "contracted", "done")),
        sa.Column("requested_at", UTC_TIME, nullable=True),
        *map(_whole, ("waits_rank", "gap_rank")),
        sa.Column("late_rank", UTC_TIME, nullable=False),
        *map(_whole, COUNTS),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in ("adopted", "submitted")),
        sa.Column("attendance", sa.String(), nullable=True),
        _whole("sequence"),
        *(
            sa.ForeignKeyConstraint(
                [f"{table}_id"], [f"{table}.id"], name=op.f(f"fk_settlement_summary_{table}_id")
            )
            for table in ("settlement", "programme", "process")
        ),
        sa.PrimaryKeyConstraint("settlement_id", name=op.f("pk_settlement_summary")),
    )
    op.create_table(
        "programme_total",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        *(_whole(name) for name in ("settlements", "granted", "released", "spent")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_programme_total_programme_id")
        ),
        sa.PrimaryKeyConstraint("programme_id", "currency", name=op.f("pk_programme_total")),
    )
    for columns in INDEXES:
        name = op.f(f"ix_settlement_summary_{'_'.join(columns)}")
        op.create_index(name, "settlement_summary", list(columns), unique=False)
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    join = "string_agg" if is_postgresql else "group_concat"
    never = "'9999-12-31 00:00:00+00:00'" if is_postgresql else "'9999-12-31 00:00:00.000000'"
    op.execute(FILL.format(join=join, never=never))
    op.execute(ADD_UP)


def downgrade() -> None:
    for columns in INDEXES:
        op.drop_index(op.f(f"ix_settlement_summary_{'_'.join(columns)}"), table_name="settlement_summary")
    op.drop_table("settlement_summary")
    op.drop_table("programme_total")


def _whole(name: str) -> sa.Column:
    return sa.Column(name, sa.BigInteger(), nullable=False)


FILL = """
INSERT INTO settlement_summary (
    settlement_id, programme_id, process_id, code, name, area, currency, required_groups, made_at,
    closed_steps, steps_closed, since, granted, released, spent, contracted, done, requested_at,
    waits_rank, gap_rank, late_rank, households, people, no_objections, orientation_people,
    orientation_women, meetings, meetings_without_consent, womens_meetings, eligible, voters, seats,
    women_seats, signatories, women_signatories, needs, rounds_open, rounds_closed, plan_items,
    adopted_households, items_undecided, items_endorsed, contracts, contracts_signed, works_finished,
    tranches_due, requests_waiting, audits, certificates, final_measurements, defects_open, handovers,
    adopted, submitted, attendance, sequence
) SELECT
    settlement.id,
    settlement.programme_id,
    settlement.process_id,
    settlement.code,
    settlement.name,
    (SELECT area.path FROM area WHERE area.id = settlement.area_id),
    settlement.currency,
    settlement.required_groups,
    settlement.made_at,
    (SELECT {join}(step_closure.step, ' ') FROM step_closure WHERE step_closure.settlement_id =
        settlement.id),
    (SELECT count(*) FROM step_closure WHERE step_closure.settlement_id = settlement.id),
    coalesce((SELECT max(step_closure.made_at) FROM step_closure WHERE step_closure.settlement_id =
        settlement.id), settlement.made_at),
    (SELECT CAST(coalesce(sum(contract.grant_amount), 0) AS BIGINT) FROM contract LEFT OUTER JOIN visit
        ON visit.id = (SELECT visit_1.id FROM visit AS visit_1 WHERE visit_1.contract_id = contract.id
        ORDER BY visit_1.number DESC LIMIT 1) WHERE contract.settlement_id = settlement.id AND (SELECT
        count(*) FROM signature WHERE signature.contract_id = contract.id) >= 3),
    (SELECT CAST(coalesce(sum(tranche_release.amount), 0) AS BIGINT) FROM tranche_release WHERE
        tranche_release.settlement_id = settlement.id),
    (SELECT CAST(coalesce(sum(cash_book_entry.amount), 0) AS BIGINT) FROM cash_book_entry WHERE
        cash_book_entry.settlement_id = settlement.id),
    (SELECT CAST(coalesce(sum(contract.total), 0) AS BIGINT) FROM contract LEFT OUTER JOIN visit ON
        visit.id = (SELECT visit_1.id FROM visit AS visit_1 WHERE visit_1.contract_id = contract.id
        ORDER BY visit_1.number DESC LIMIT 1) WHERE contract.settlement_id = settlement.id AND (SELECT
        count(*) FROM signature WHERE signature.contract_id = contract.id) >= 3),
    (SELECT CAST(coalesce(sum(contract.total * coalesce(visit.physical, 0)), 0) AS BIGINT) FROM contract
        LEFT OUTER JOIN visit ON visit.id = (SELECT visit_1.id FROM visit AS visit_1 WHERE
        visit_1.contract_id = contract.id ORDER BY visit_1.number DESC LIMIT 1) WHERE
        contract.settlement_id = settlement.id AND (SELECT count(*) FROM signature WHERE
        signature.contract_id = contract.id) >= 3),
    (SELECT min(tranche_request.made_at) FROM tranche_request WHERE tranche_request.settlement_id =
        settlement.id AND NOT (EXISTS (SELECT 1 FROM tranche_release WHERE tranche_release.tranche_id =
        tranche_request.tranche_id)) AND NOT (EXISTS (SELECT 1 FROM tranche_refusal WHERE
        tranche_refusal.request_id = tranche_request.id))),
    CASE WHEN (NOT (EXISTS (SELECT 1 FROM no_objection WHERE no_objection.settlement_id =
        settlement.id)) OR (EXISTS (SELECT 1 FROM plan_item WHERE plan_item.plan_id = (SELECT plan_1.id
        FROM plan AS plan_1 LEFT OUTER JOIN submission AS submission_1 ON submission_1.plan_id =
        plan_1.id WHERE plan_1.settlement_id = settlement.id AND submission_1.id IS NOT NULL ORDER BY
        plan_1.number DESC LIMIT 1) AND coalesce((SELECT decision.verdict FROM decision WHERE
        decision.id = (SELECT decision_1.id FROM decision AS decision_1 JOIN plan AS plan_2 ON
        plan_2.settlement_id = decision_1.settlement_id WHERE plan_2.id = plan_item.plan_id AND
        decision_1.line = plan_item.line AND decision_1.fingerprint = plan_item.fingerprint ORDER BY
        decision_1.id DESC LIMIT 1) AND (decision.verdict != 'return' OR decision.plan_id =
        plan_item.plan_id)), 'forward') = 'forward'))) THEN 0 ELSE 1 END,
    CASE WHEN ((SELECT CAST(coalesce(sum(contract.total), 0) AS BIGINT) FROM contract LEFT OUTER JOIN
        visit ON visit.id = (SELECT visit_1.id FROM visit AS visit_1 WHERE visit_1.contract_id =
        contract.id ORDER BY visit_1.number DESC LIMIT 1) WHERE contract.settlement_id = settlement.id
        AND (SELECT count(*) FROM signature WHERE signature.contract_id = contract.id) >= 3) > 0) THEN
        -(FLOOR(abs((SELECT CAST(coalesce(sum(contract.total * coalesce(visit.physical, 0)), 0) AS
        BIGINT) FROM contract LEFT OUTER JOIN visit ON visit.id = (SELECT visit_1.id FROM visit AS
        visit_1 WHERE visit_1.contract_id = contract.id ORDER BY visit_1.number DESC LIMIT 1) WHERE
        contract.settlement_id = settlement.id AND (SELECT count(*) FROM signature WHERE
        signature.contract_id = contract.id) >= 3) - 10000 * (SELECT
        CAST(coalesce(sum(cash_book_entry.amount), 0) AS BIGINT) FROM cash_book_entry WHERE
        cash_book_entry.settlement_id = settlement.id)) / nullif((SELECT
        CAST(coalesce(sum(contract.total), 0) AS BIGINT) FROM contract LEFT OUTER JOIN visit ON visit.id
        = (SELECT visit_1.id FROM visit AS visit_1 WHERE visit_1.contract_id = contract.id ORDER BY
        visit_1.number DESC LIMIT 1) WHERE contract.settlement_id = settlement.id AND (SELECT count(*)
        FROM signature WHERE signature.contract_id = contract.id) >= 3), 0))) ELSE 1 END,
    coalesce((SELECT min(tranche_request.made_at) FROM tranche_request WHERE
        tranche_request.settlement_id = settlement.id AND NOT (EXISTS (SELECT 1 FROM tranche_release
        WHERE tranche_release.tranche_id = tranche_request.tranche_id)) AND NOT (EXISTS (SELECT 1 FROM
        tranche_refusal WHERE tranche_refusal.request_id = tranche_request.id))), {never}),
    settlement.households,
    settlement.people,
    (SELECT count(*) FROM no_objection WHERE no_objection.settlement_id = settlement.id),
    (SELECT CAST(coalesce(sum(meeting.people), 0) AS BIGINT) FROM meeting WHERE meeting.settlement_id =
        settlement.id AND meeting.kind IN ('orientation', 'women')),
    (SELECT CAST(coalesce(sum(meeting.women), 0) AS BIGINT) FROM meeting WHERE meeting.settlement_id =
        settlement.id AND meeting.kind IN ('orientation', 'women')),
    (SELECT count(*) FROM meeting WHERE meeting.settlement_id = settlement.id),
    (SELECT count(*) FROM meeting WHERE meeting.settlement_id = settlement.id AND meeting.consent IS
        false),
    (SELECT count(*) FROM meeting WHERE meeting.settlement_id = settlement.id AND meeting.kind =
        'women'),
    coalesce((SELECT election.eligible_women + election.eligible_men FROM election WHERE election.id =
        (SELECT election_1.id FROM election AS election_1 WHERE election_1.settlement_id = settlement.id
        ORDER BY election_1.held_on DESC, election_1.id DESC LIMIT 1)), 0),
    coalesce((SELECT election.voted_women + election.voted_men FROM election WHERE election.id = (SELECT
        election_1.id FROM election AS election_1 WHERE election_1.settlement_id = settlement.id ORDER
        BY election_1.held_on DESC, election_1.id DESC LIMIT 1)), 0),
    (SELECT count(*) FROM seat AS seat_1 WHERE seat_1.election_id = (SELECT election_1.id FROM election
        AS election_1 WHERE election_1.settlement_id = settlement.id ORDER BY election_1.held_on DESC,
        election_1.id DESC LIMIT 1)),
    (SELECT count(*) FROM seat AS seat_1 WHERE seat_1.election_id = (SELECT election_1.id FROM election
        AS election_1 WHERE election_1.settlement_id = settlement.id ORDER BY election_1.held_on DESC,
        election_1.id DESC LIMIT 1) AND seat_1.woman IS true),
    (SELECT count(*) FROM seat AS seat_1 WHERE seat_1.election_id = (SELECT election_1.id FROM election
        AS election_1 WHERE election_1.settlement_id = settlement.id ORDER BY election_1.held_on DESC,
        election_1.id DESC LIMIT 1) AND seat_1.signatory IS true),
    (SELECT count(*) FROM seat AS seat_1 WHERE seat_1.election_id = (SELECT election_1.id FROM election
        AS election_1 WHERE election_1.settlement_id = settlement.id ORDER BY election_1.held_on DESC,
        election_1.id DESC LIMIT 1) AND seat_1.signatory IS true AND seat_1.woman IS true),
    (SELECT count(*) FROM need WHERE need.settlement_id = settlement.id) - (SELECT count(*) FROM merge
        WHERE merge.settlement_id = settlement.id),
    (SELECT count(*) FROM round WHERE round.settlement_id = settlement.id AND NOT (EXISTS (SELECT 1 FROM
        result WHERE result.round_id = round.id))),
    (SELECT count(*) FROM round WHERE round.settlement_id = settlement.id AND (EXISTS (SELECT 1 FROM
        result WHERE result.round_id = round.id))),
    (SELECT count(*) FROM plan_item WHERE plan_item.plan_id = (SELECT plan_1.id FROM plan AS plan_1 LEFT
        OUTER JOIN submission AS submission_1 ON submission_1.plan_id = plan_1.id WHERE
        plan_1.settlement_id = settlement.id ORDER BY plan_1.number DESC LIMIT 1)),
    coalesce((SELECT adoption.households FROM adoption WHERE adoption.plan_id = (SELECT plan_1.id FROM
        plan AS plan_1 LEFT OUTER JOIN submission AS submission_1 ON submission_1.plan_id = plan_1.id
        WHERE plan_1.settlement_id = settlement.id ORDER BY plan_1.number DESC LIMIT 1)), 0),
    (SELECT count(*) FROM plan_item WHERE plan_item.plan_id = (SELECT plan_1.id FROM plan AS plan_1 LEFT
        OUTER JOIN submission AS submission_1 ON submission_1.plan_id = plan_1.id WHERE
        plan_1.settlement_id = settlement.id AND submission_1.id IS NOT NULL ORDER BY plan_1.number DESC
        LIMIT 1) AND (SELECT decision.verdict FROM decision WHERE decision.id = (SELECT decision_1.id
        FROM decision AS decision_1 JOIN plan AS plan_2 ON plan_2.settlement_id =
        decision_1.settlement_id WHERE plan_2.id = plan_item.plan_id AND decision_1.line =
        plan_item.line AND decision_1.fingerprint = plan_item.fingerprint ORDER BY decision_1.id DESC
        LIMIT 1) AND (decision.verdict != 'return' OR decision.plan_id = plan_item.plan_id)) IS NULL),
    (SELECT count(*) FROM plan_item WHERE plan_item.plan_id = (SELECT plan_1.id FROM plan AS plan_1 LEFT
        OUTER JOIN submission AS submission_1 ON submission_1.plan_id = plan_1.id WHERE
        plan_1.settlement_id = settlement.id AND submission_1.id IS NOT NULL ORDER BY plan_1.number DESC
        LIMIT 1) AND (SELECT decision.verdict FROM decision WHERE decision.id = (SELECT decision_1.id
        FROM decision AS decision_1 JOIN plan AS plan_2 ON plan_2.settlement_id =
        decision_1.settlement_id WHERE plan_2.id = plan_item.plan_id AND decision_1.line =
        plan_item.line AND decision_1.fingerprint = plan_item.fingerprint ORDER BY decision_1.id DESC
        LIMIT 1) AND (decision.verdict != 'return' OR decision.plan_id = plan_item.plan_id)) IN
        ('endorse')),
    (SELECT count(*) FROM contract WHERE contract.settlement_id = settlement.id),
    (SELECT count(*) FROM contract WHERE contract.settlement_id = settlement.id AND (SELECT count(*)
        FROM signature WHERE signature.contract_id = contract.id) >= 3),
    (SELECT count(*) FROM contract WHERE contract.settlement_id = settlement.id AND (SELECT count(*)
        FROM signature WHERE signature.contract_id = contract.id) >= 3 AND (EXISTS (SELECT 1 FROM visit
        WHERE visit.id = (SELECT visit_1.id FROM visit AS visit_1 WHERE visit_1.contract_id =
        contract.id ORDER BY visit_1.number DESC LIMIT 1) AND visit.physical >= 10000))),
    (SELECT count(*) FROM tranche JOIN contract ON contract.id = tranche.contract_id WHERE
        contract.settlement_id = settlement.id AND (SELECT count(*) FROM signature WHERE
        signature.contract_id = contract.id) >= 3 AND NOT (EXISTS (SELECT 1 FROM tranche_release WHERE
        tranche_release.tranche_id = tranche.id))),
    (SELECT count(*) FROM tranche_request WHERE tranche_request.settlement_id = settlement.id AND NOT
        ((EXISTS (SELECT 1 FROM tranche_release WHERE tranche_release.request_id = tranche_request.id))
        OR (EXISTS (SELECT 1 FROM tranche_refusal WHERE tranche_refusal.request_id =
        tranche_request.id)))),
    (SELECT count(DISTINCT audit.contract_id) FROM audit WHERE audit.settlement_id = settlement.id AND
        audit.accepted IS true),
    (SELECT count(*) FROM certificate WHERE certificate.settlement_id = settlement.id),
    (SELECT count(*) FROM final_account WHERE final_account.settlement_id = settlement.id),
    (SELECT count(*) FROM defect WHERE defect.settlement_id = settlement.id AND NOT (EXISTS (SELECT 1
        FROM defect_rectification WHERE defect_rectification.defect_id = defect.id))),
    (SELECT count(*) FROM handover WHERE handover.settlement_id = settlement.id),
    EXISTS (SELECT 1 FROM adoption WHERE adoption.plan_id = (SELECT plan_1.id FROM plan AS plan_1 LEFT
        OUTER JOIN submission AS submission_1 ON submission_1.plan_id = plan_1.id WHERE
        plan_1.settlement_id = settlement.id ORDER BY plan_1.number DESC LIMIT 1)),
    EXISTS (SELECT 1 FROM submission WHERE submission.plan_id = (SELECT plan_1.id FROM plan AS plan_1
        LEFT OUTER JOIN submission AS submission_1 ON submission_1.plan_id = plan_1.id WHERE
        plan_1.settlement_id = settlement.id ORDER BY plan_1.number DESC LIMIT 1)),
    (SELECT {join}(meeting.group_code || '=' || CAST(meeting.people AS VARCHAR), ' ') FROM meeting WHERE
        meeting.settlement_id = settlement.id AND meeting.kind = 'session'),
    coalesce((SELECT journal_head.sequence FROM journal_head WHERE journal_head.id = settlement.id), 0)
FROM settlement
"""
"""As `facts.summaries` defined them when this migration was written."""
ADD_UP = """
INSERT INTO programme_total (programme_id, currency, settlements, granted, released, spent)
SELECT programme_id, currency, count(*), sum(granted), sum(released), sum(spent)
FROM settlement_summary GROUP BY programme_id, currency
"""
