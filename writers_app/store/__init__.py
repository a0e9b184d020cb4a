"""Manuscripts at rest: the log of Yjs updates, snapshots of it, and what is projected from them."""

from writers_app.store.compaction import tail_is_long
from writers_app.store.journal import Journal
from writers_app.store.log import Append, Head, Refusal, Row
from writers_app.store.manuscript import NOTHING, BrokenUpdateError, Manuscript, YDoc, apply_update

__all__ = [
    "NOTHING",
    "Append",
    "BrokenUpdateError",
    "Head",
    "Journal",
    "Manuscript",
    "Refusal",
    "Row",
    "YDoc",
    "apply_update",
    "tail_is_long",
]
