"""Manuscripts at rest: the log of Yjs updates, snapshots of it, and what is projected from them."""

from writers_app.store.comments import StoredComment
from writers_app.store.compaction import tail_is_long
from writers_app.store.journal import Journal
from writers_app.store.log import Append, Head, Refusal, Row
from writers_app.store.manuscript import NOTHING, BrokenUpdateError, Manuscript, Stored, YDoc, apply_update, merge_all
from writers_app.store.projection import (
    ProjectedText,
    project,
    project_manuscript,
    project_stale,
    read_projection,
    save_projection,
)
from writers_app.store.writing import PreparedText, change_comments, plant, prepare, rebuild, replace, seed

__all__ = [
    "NOTHING",
    "Append",
    "BrokenUpdateError",
    "Head",
    "Journal",
    "Manuscript",
    "PreparedText",
    "ProjectedText",
    "Refusal",
    "Row",
    "Stored",
    "StoredComment",
    "YDoc",
    "apply_update",
    "change_comments",
    "merge_all",
    "plant",
    "prepare",
    "project",
    "project_manuscript",
    "project_stale",
    "read_projection",
    "rebuild",
    "replace",
    "save_projection",
    "seed",
    "tail_is_long",
]
