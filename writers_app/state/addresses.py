"""Where things are: the addresses of pages, in one place. Called by states and components."""

from uuid import UUID


def project_address(project_id: UUID | str) -> str:
    return f"/projects/{project_id}"


def document_address(project_id: UUID | str, document_id: UUID | str) -> str:
    return f"/projects/{project_id}/{document_id}"


def task_address(task_id: UUID | str) -> str:
    return f"/tasks/{task_id}"
