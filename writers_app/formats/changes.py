"""Takes suggestions and comments out of a text before it is written, when the person wants it so."""

from __future__ import annotations

from dataclasses import replace

from writers_app.formats.blocks import join_text, paragraph
from writers_app.formats.model import JSON, Manuscript, ManuscriptDocument
from writers_app.formats.options import WriteOptions


def settle_changes(manuscript: Manuscript, options: WriteOptions) -> Manuscript:
    """The manuscript as it shall be written; untouched when everything is kept."""
    gone, plain = _wanted(options)
    if not plain:
        return manuscript
    documents = tuple(_settle_document(each, gone, plain) for each in manuscript.documents)
    comments = manuscript.comments if options.include_comments else ()
    return replace(manuscript, documents=documents, comments=comments)


def accept_changes(manuscript: Manuscript) -> Manuscript:
    """For formats that show one text only."""
    return settle_changes(manuscript, WriteOptions(changes="accept", include_comments=False))


def _wanted(options: WriteOptions) -> tuple[str | None, frozenset[str]]:
    """The mark whose text goes, and the marks that go and leave their text."""
    plain = set() if options.include_comments else {"comment"}
    if options.changes == "keep":
        return None, frozenset(plain)
    plain |= {"insertion", "deletion"}
    return ("deletion" if options.changes == "accept" else "insertion"), frozenset(plain)


def _settle_document(found: ManuscriptDocument, gone: str | None, plain: frozenset[str]) -> ManuscriptDocument:
    content = _settle(found.content, gone, plain) if found.content is not None else None
    return replace(
        found, content=content, children=tuple(_settle_document(each, gone, plain) for each in found.children)
    )


def _settle(block: JSON, gone: str | None, plain: frozenset[str]) -> JSON:
    content: list[JSON] = block.get("content") or []
    if len(content) == 1 and content[0]["type"] == "text" and content[0]["text"] and "marks" not in content[0]:
        return block  # most paragraphs of a novel
    kept: list[JSON] = []
    emptied = False
    for child in content:
        if child["type"] != "text":
            settled = _settle(child, gone, plain)
            if settled is not _NOTHING:
                kept.append(settled)
            continue
        marks = child.get("marks") or []
        if any(made["type"] == gone for made in marks):
            emptied = True
            continue
        left = [made for made in marks if made["type"] not in plain]
        kept.append({"type": "text", "text": child["text"], **({"marks": left} if left else {})})
    if emptied and not kept and block["type"] in ("paragraph", "heading", "footnote"):
        return _NOTHING
    if not kept and block["type"] in ("listItem", "taskItem", "blockquote", "tableCell", "tableHeader", "doc"):
        kept = [paragraph()]
    if block["type"] in ("listItem", "taskItem") and kept[0]["type"] != "paragraph":
        kept = [paragraph(), *kept]
    result = {key: value for key, value in block.items() if key != "content"}
    if kept:
        result["content"] = join_text(kept)
    return result


_NOTHING: JSON = {"type": "nothing"}
