"""What was said as a document: sentences gathered into paragraphs by pauses. Called by the service `transcripts`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath

from writers_app.formats.audio.model import Transcript, Utterance
from writers_app.formats.model import JSON, Language, Loss, Manuscript, ManuscriptDocument

CUT_SHORT = "The recording ends earlier than it says; it was written down as far as %(time)s."
PAUSE = 2.0
"""Seconds of silence that begin a paragraph."""
LONG = 600
"""Letters after which the next end of a sentence begins one too."""
ENDS = (".", "!", "?", "…", "؟", "。")


def as_manuscript(transcript: Transcript, filename: str, *, times: bool) -> Manuscript:
    """One document, named for its file. With `times` each paragraph begins with [h:mm:ss]."""
    title = PurePath(filename).stem.replace("_", " ").strip()[:300]
    content = {"type": "doc", "content": [_paragraph(group, times) for group in _groups(transcript.utterances)]}
    language: Language = "fa" if transcript.language == "fa" else "en"
    losses = (Loss(CUT_SHORT, {"time": clock(transcript.heard)}),) if transcript.was_cut_short else ()
    documents = (ManuscriptDocument(title, content=content),)
    return Manuscript(title, language, "rtl" if language == "fa" else "ltr", documents=documents, losses=losses)


def clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def _groups(utterances: Sequence[Utterance]) -> Iterator[list[Utterance]]:
    group: list[Utterance] = []
    for utterance in utterances:
        if group and _ends(group, utterance):
            yield group
            group = []
        group.append(utterance)
    if group:
        yield group


def _ends(group: list[Utterance], following: Utterance) -> bool:
    last = group[-1]
    is_long = sum(len(utterance.text) for utterance in group) >= LONG
    return following.start - last.end >= PAUSE or (is_long and last.text.endswith(ENDS))


def _paragraph(group: list[Utterance], times: bool) -> JSON:
    text = " ".join(utterance.text for utterance in group)
    if times:
        text = f"[{clock(group[0].start)}] {text}"
    return {"type": "paragraph", "content": [{"type": "text", "text": text}]}
