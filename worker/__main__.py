"""`python -m worker`: one worker with as many processes as the settings say."""

import sys

from worker.app import app

ARGUMENTS = (
    "--quiet",
    "worker",
    "--pool=prefork",
    "--without-gossip",
    "--without-mingle",
    "--without-heartbeat",
    "-l",
    "warning",
)


def main() -> None:
    app.worker_main([*ARGUMENTS, *sys.argv[1:]])


if __name__ == "__main__":
    main()
