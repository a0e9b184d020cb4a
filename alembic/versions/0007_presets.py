"""Compile presets; what exports called their preset, book or manuscript, is their layout now.

Revision: 0007, after 0006
"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "presets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("settings", JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_presets_project_id_projects"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presets")),
    )
    with op.batch_alter_table("presets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_presets_project_id"), ["project_id"], unique=False)
    _rename_option("preset", "layout")


def downgrade() -> None:
    _rename_option("layout", "preset")
    with op.batch_alter_table("presets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_presets_project_id"))
    op.drop_table("presets")


def _rename_option(old: str, new: str) -> None:
    """In the options of exports that are stored: of tasks, which may be tried again, and of repeating ones."""
    for name in ("tasks", "schedules"):
        rows = sa.table(name, sa.column("id", sa.Uuid()), sa.column("kind", sa.String()), sa.column("options", JSON))
        stored = op.get_bind().execute(sa.select(rows.c.id, rows.c.options).where(rows.c.kind == "export")).all()
        for row_id, options in stored:
            if isinstance(options, dict) and options.get(old) in ("book", "manuscript"):
                kept = {key: value for key, value in options.items() if key != old}
                change = rows.update().where(rows.c.id == row_id).values(options={**kept, new: options[old]})
                op.get_bind().execute(change)
