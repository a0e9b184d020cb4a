"""claiming a task in one way to the database and back, on PostgreSQL

Revision: 0010, after 0009
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

CLAIM_TASK = """
CREATE FUNCTION claim_task(
    the_queue text, the_time timestamptz, the_lease text, leased_until timestamptz, event_id uuid,
    owner_limit integer, kinds text[], kind_limits integer[]
) RETURNS SETOF tasks LANGUAGE plpgsql AS $$
DECLARE
    next tasks%ROWTYPE;
    kind_limit integer;
    passed_over uuid[] := '{}';
BEGIN
    -- What a crash of the server undoes leaves the task waiting, and its run without a lease by which to change anything.
    PERFORM set_config('synchronous_commit', 'off', true);
    FOR look IN 1..5 LOOP
        SELECT * INTO next FROM tasks
        WHERE state = 'queued' AND queue = the_queue AND NOT held AND due_at <= the_time AND kind = ANY (kinds)
            AND owner_id <> ALL (passed_over)
            AND owner_id NOT IN (
                SELECT owner_id FROM tasks WHERE state = 'running' AND lease IS NOT NULL
                GROUP BY owner_id HAVING count(*) >= owner_limit
            )
            AND kind NOT IN (
                SELECT kind FROM tasks JOIN unnest(kinds, kind_limits) AS may (name, at_once) ON kind = name
                WHERE state = 'running' AND lease IS NOT NULL
                GROUP BY kind, at_once HAVING count(*) >= at_once
            )
        ORDER BY priority, turn_at LIMIT 1 FOR UPDATE SKIP LOCKED;
        IF NOT FOUND THEN
            RETURN;
        END IF;

        -- Two workers may look at the same moment: one at a time counts per person, and per kind with a limit.
        kind_limit := kind_limits[array_position(kinds, next.kind::text)];
        PERFORM pg_advisory_xact_lock(hashtextextended(next.owner_id::text, 0));
        IF kind_limit IS NOT NULL THEN
            PERFORM pg_advisory_xact_lock(hashtextextended(next.kind, 0));
        END IF;

        -- A statement of its own, so it counts what was committed before the locks were had.
        RETURN QUERY UPDATE tasks SET
            state = 'running', lease = the_lease, lease_until = leased_until, attempts = attempts + 1, progress = 0,
            step = '', items_done = 0, items_total = 0, started_at = the_time, ended_at = NULL, error = NULL,
            updated_at = the_time
        WHERE id = next.id
            AND (SELECT count(*) FROM tasks AS others
                WHERE others.state = 'running' AND others.lease IS NOT NULL AND others.owner_id = next.owner_id
            ) < owner_limit
            AND (kind_limit IS NULL OR (SELECT count(*) FROM tasks AS others
                WHERE others.state = 'running' AND others.lease IS NOT NULL AND others.kind = next.kind
            ) < kind_limit)
        RETURNING tasks.*;
        IF FOUND THEN
            INSERT INTO task_events (id, task_id, at, state, reason)
            VALUES (event_id, next.id, the_time, 'running', 'A worker started it');
            RETURN;
        END IF;
        passed_over := passed_over || next.owner_id;
    END LOOP;
END
$$
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(CLAIM_TASK)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION claim_task")
