"""Makes somebody an administrator, or an ordinary person again: `python -m deploy.administrators add|remove E-MAIL`.

Administrators may be told about registrations and system alerts; they see nobody's texts. Run by the operator.
"""

import argparse
import asyncio
import sys

from writers_app.db import dispose_engine, unit_of_work
from writers_app.errors import WritersError
from writers_app.integrations.redis import close_redis
from writers_app.services.accounts import appoint


async def change(email: str, *, is_admin: bool) -> None:
    """In effect at once, where the person is signed in too."""
    try:
        async with unit_of_work() as session:
            await appoint(session, email, is_admin=is_admin)
    finally:
        await close_redis()
        await dispose_engine()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m deploy.administrators", description=__doc__)
    parser.add_argument("action", choices=["add", "remove"])
    parser.add_argument("email", help="of an account that exists")
    wish = parser.parse_args()
    try:
        asyncio.run(change(wish.email, is_admin=wish.action == "add"))
    except WritersError as error:
        sys.exit(error.message)


if __name__ == "__main__":
    main()
