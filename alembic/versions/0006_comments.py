"""Comments beside a text, as they are read.

Revision: 0006, after 0005
"""

import sqlalchemy as sa

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("projections", schema=None) as batch_op:
        batch_op.add_column(sa.Column("comments", sa.JSON(), server_default="[]", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("projections", schema=None) as batch_op:
        batch_op.drop_column("comments")
