"""The REST API as a process that can be killed: `python -m tests.chaos.web PORT`."""

import sys

import uvicorn

from tests.made_kinds import offered
from writers_app.api.app import create_api

if __name__ == "__main__":
    with offered():
        uvicorn.run(create_api(), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
