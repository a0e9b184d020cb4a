"""Merges a book that an editor sent back into the book that went out: every change becomes a suggestion, none is made.

Called by the service that takes a returned Word file. Tracked changes and comments keep their author and date; what the
editor changed without tracking is found by comparing, word by word, and suggested in the editor's name as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from writers_app.formats.blocks import children, join_text, mark, order_marks, plain_text
from writers_app.formats.model import JSON, Comment, Manuscript, ManuscriptDocument
from writers_app.formats.word.bookmarks import BlockNames

_WORDS = re.compile(r"\s+|[\w\u200c]+|[^\w\s]")
_REVIEW = frozenset({"insertion", "deletion", "comment"})
_ALIKE = 0.5
_NOTE = "\0note"
_BREAK = "\0break"

KEPT_NOTE = "A footnote that the editor removed was kept: %(text)s"
KEPT_BLOCK = (
    "A table or picture was changed in the returned file in a way that cannot be shown as a suggestion: %(text)s"
)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something in the returned file that is no suggestion; a msgid and what fills it."""

    message: str
    values: dict[str, str]

    def __str__(self) -> str:
        return self.message % self.values


@dataclass(frozen=True, slots=True)
class ReturnedDocument:
    """One document as it will stand in Writers: the text that went out, with suggestions and comments on it."""

    id: str
    title: str
    content: JSON
    suggested_title: str | None
    suggestions: int
    comments: tuple[Comment, ...]


@dataclass(frozen=True, slots=True)
class ReturnedBook:
    documents: tuple[ReturnedDocument, ...]
    missing: tuple[str, ...] = ()
    """Ids of documents of which nothing came back; they stay as they are."""
    remarks: tuple[Remark, ...] = ()


@dataclass(slots=True)
class _Token:
    """A word, a space, a sign, a break or a note of an inline run."""

    key: str
    node: JSON
    review: list[JSON] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        return any(each["type"] == "insertion" for each in self.review)


def merge_returned(original: Manuscript, returned: Manuscript, *, editor: str = "") -> ReturnedBook:
    """`original` is the manuscript that was written with `WriteOptions(round_trip=True)` (or a later state of it);
    `returned` comes from `word.returned.read_returned`. `editor` signs what was changed without tracking.
    """
    merge = _Merge(original, returned, editor)
    came_back = {each.id: each for each in returned.documents}
    documents: list[ReturnedDocument] = []
    missing: list[str] = []
    for place, (_, document) in enumerate(original.walk()):
        back = came_back.get(str(place))
        if document.content is None and back is None:
            continue
        if back is None:
            missing.append(document.id)
        else:
            documents.append(merge.document(place, document, back))
    return ReturnedBook(tuple(documents), tuple(missing), tuple(merge.remarks))


class _Merge:
    def __init__(self, original: Manuscript, returned: Manuscript, editor: str) -> None:
        self.editor = editor
        self.remarks: list[Remark] = []
        self.changes = 0
        self.known = {
            _change_key(made)
            for _, document in original.walk()
            for node in _inner_texts(document.content or {})
            for made in node.get("marks") or ()
            if made["type"] in ("insertion", "deletion")
        }
        known_comments = {(each.author, each.text): each.id for each in original.comments}
        self.comment_ids = {
            each.id: known_comments.get((each.author, each.text), f"returned-{each.id}") for each in returned.comments
        }
        self.comments = [each for each in returned.comments if (each.author, each.text) not in known_comments]
        self.answers: dict[str, str] = {}
        self.renamed: dict[tuple[str, str], str] = {}

    def document(self, place: int, document: ManuscriptDocument, back: ManuscriptDocument) -> ReturnedDocument:
        names = BlockNames(place)
        ours = [(names.name(block), block) for block in children(document.content or {})]
        blocks = self._blocks(ours, children(back.content or {}))
        content = {"type": "doc", "content": blocks or [{"type": "paragraph"}]}
        marks = [made for node in _inner_texts(content) for made in node.get("marks") or ()]
        used = {str(made["attrs"]["id"]) for made in marks if made["type"] == "comment"}
        title = back.title if back.title and back.title != " ".join(document.title.split()) else None
        changes = {str(made["attrs"]["id"]) for made in marks if made["type"] in ("insertion", "deletion")}
        ids = {each for each in changes if each.startswith("returned-")}
        return ReturnedDocument(document.id, document.title, content, title, len(ids), self._comments_on(used))

    def _comments_on(self, used: set[str]) -> tuple[Comment, ...]:
        """New comments whose mark is in the text, and answers to any comment in it."""
        found: list[Comment] = []
        for each in self.comments:
            name = self.comment_ids[each.id]
            parent = self.comment_ids.get(each.parent) if each.parent else self.answers.get(name)
            if name in used or parent in used:
                found.append(replace(each, id=name, parent=parent))
        return tuple(found)

    # Blocks --------------------------------------------------------------------------------------------

    def _blocks(self, ours: list[tuple[str, JSON]], theirs: list[JSON]) -> list[JSON]:
        pairs = _pair([(name, plain_text(block)) for name, block in ours], theirs)
        made: list[JSON] = []
        for index, other in pairs:
            if index is None and other is not None:
                made.append(self._marked(_clean(other), "insertion"))
            elif index is not None and other is None:
                made.append(self._marked(ours[index][1], "deletion"))
            elif index is not None and other is not None:
                made.append(self._block(ours[index][1], other))
        return made

    def _block(self, ours: JSON, theirs: JSON) -> JSON:
        kind = ours["type"]
        if kind in ("paragraph", "heading"):
            return _with_content(ours, self._inline(children(ours), _inline_of(theirs)))
        inner, others = children(ours), children(theirs)
        if kind == "codeBlock" or not inner:
            if plain_text(ours) != plain_text(theirs):
                self.remarks.append(Remark(KEPT_BLOCK, {"text": _short(theirs)}))
            return ours
        if kind in ("table", "tableRow") and len(inner) != len(others):
            self.remarks.append(Remark(KEPT_BLOCK, {"text": _short(theirs)}))
            return ours
        if kind in ("table", "tableRow"):
            return _with_content(ours, [self._block(one, two) for one, two in zip(inner, others, strict=True)])
        return _with_content(ours, self._blocks([("", block) for block in inner], others))

    def _marked(self, block: JSON, kind: str) -> JSON:
        """A whole block that is new or gone: its text says so, what holds no text stays."""
        made = self._change(kind)
        return _with_mark(_map_texts(block, self._own), made)

    def _own(self, node: JSON) -> JSON:
        """A text of theirs with its review marks under names that are free in Writers."""
        marks = [self._rename(each) for each in node.get("marks") or ()]
        return {**node, "marks": order_marks(marks)} if marks else node

    # Inline --------------------------------------------------------------------------------------------

    def _inline(self, ours: list[JSON], theirs: list[JSON]) -> list[JSON]:
        before, after = list(_tokens(ours)), [self._reviewed(token) for token in _tokens(theirs)]
        base = [index for index, token in enumerate(after) if not token.is_new]
        matcher = SequenceMatcher(
            None, [each.key for each in before], [after[index].key for index in base], autojunk=False
        )
        made: list[JSON] = []
        at = 0
        for tag, start, end, low, high in matcher.get_opcodes():
            if tag in ("delete", "replace"):
                deletion = self._change("deletion")
                made.extend(filter(None, (self._removed(each, deletion) for each in before[start:end])))
            insertion = self._change("insertion") if tag in ("insert", "replace") else None
            for offset in range(low, high):
                made.extend(fresh.node for fresh in after[at : base[offset]])
                at = base[offset] + 1
                theirs_token = after[base[offset]]
                if tag == "equal":
                    made.append(self._kept(before[start + offset - low], theirs_token))
                elif insertion is not None and not _is_deleted(theirs_token):
                    made.append(_with_mark(theirs_token.node, insertion))
        made.extend(fresh.node for fresh in after[at:])
        return join_text(made)

    def _reviewed(self, token: _Token) -> _Token:
        """Their token with marks renamed; marks that went out with the text are no news."""
        marks = [self._rename(each) for each in token.node.get("marks") or () if not self._is_known(each)]
        node = {key: value for key, value in token.node.items() if key != "marks"}
        if marks:
            node["marks"] = order_marks(marks)
        return _Token(token.key, node, [each for each in marks if each["type"] in _REVIEW])

    def _is_known(self, made: JSON) -> bool:
        return made["type"] in ("insertion", "deletion") and _change_key(made) in self.known

    def _rename(self, made: JSON) -> JSON:
        if made["type"] == "comment":
            return mark("comment", id=self.comment_ids.get(made["attrs"]["id"], made["attrs"]["id"]))
        if made["type"] not in ("insertion", "deletion") or str(made["attrs"]["id"]).startswith("returned-"):
            return made
        key = (made["type"], made["attrs"]["id"])
        if key not in self.renamed:
            self.changes += 1
            self.renamed[key] = f"returned-{self.changes}"
        return {**made, "attrs": {**made["attrs"], "id": self.renamed[key]}}

    def _removed(self, token: _Token, deletion: JSON) -> JSON | None:
        if token.key == _NOTE:
            self.remarks.append(Remark(KEPT_NOTE, {"text": _short(token.node)}))
            return token.node
        return token.node if token.node["type"] != "text" else _add_mark(token.node, deletion)

    def _kept(self, ours: _Token, theirs: _Token) -> JSON:
        """Our letters with our looks, and what they remarked on them."""
        if ours.key == _NOTE:
            return _with_content(ours.node, self._inline(children(ours.node), children(theirs.node)))
        node = ours.node
        for made in theirs.review:
            node = self._with_comment(node, made) if made["type"] == "comment" else _add_mark(node, made)
        return node

    def _with_comment(self, node: JSON, made: JSON) -> JSON:
        """A text carries one comment; another on the same text becomes an answer to it."""
        there = next((each["attrs"]["id"] for each in node.get("marks") or () if each["type"] == "comment"), None)
        if there is None:
            return _add_mark(node, made)
        if there != made["attrs"]["id"]:
            self.answers.setdefault(made["attrs"]["id"], there)
        return node

    def _change(self, kind: str) -> JSON:
        self.changes += 1
        return mark(kind, id=f"returned-{self.changes}", author=self.editor or None)


def _change_key(made: JSON) -> tuple[str, str, str]:
    return made["type"], str(made["attrs"].get("author", "Writers")), str(made["attrs"].get("date", ""))


def _is_deleted(token: _Token) -> bool:
    return any(each["type"] == "deletion" for each in token.review)


def _inner_texts(block: JSON) -> Iterator[JSON]:
    for child in children(block):
        if child["type"] == "text":
            yield child
        else:
            yield from _inner_texts(child)


def _tokens(nodes: list[JSON]) -> Iterator[_Token]:
    for node in nodes:
        if node["type"] == "text":
            for word in _WORDS.findall(node["text"]):
                yield _Token(word, {**node, "text": word})
        else:
            yield _Token(_NOTE if node["type"] == "footnote" else _BREAK, node)


def _inline_of(block: JSON) -> list[JSON]:
    return children(block) if block["type"] in ("paragraph", "heading") else list(_inner_texts(block))


def _add_mark(node: JSON, made: JSON) -> JSON:
    """A text with one more review mark; what is suggested already is not suggested again."""
    marks = node.get("marks") or []
    if any(each["type"] == made["type"] and made["type"] != "comment" for each in marks):
        return node
    return {**node, "marks": order_marks([*marks, made])}


def _map_texts(block: JSON, change: Callable[[JSON], JSON]) -> JSON:
    if block["type"] == "text":
        return change(block)
    inner = children(block)
    return _with_content(block, [_map_texts(each, change) for each in inner]) if inner else block


def _with_mark(block: JSON, made: JSON) -> JSON:
    return _map_texts(block, lambda node: _add_mark(node, made))


def _with_content(block: JSON, content: list[JSON]) -> JSON:
    kept = {key: value for key, value in block.items() if key not in ("content", "ids")}
    return {**kept, "content": content} if content else kept


def _clean(block: JSON) -> JSON:
    kept = {key: value for key, value in block.items() if key != "ids"}
    return {**kept, "content": [_clean(each) for each in kept["content"]]} if "content" in kept else kept


def _short(block: JSON) -> str:
    text = " ".join(plain_text(block).split())
    return text if len(text) <= 60 else f"{text[:60]}…"


def _pair(ours: list[tuple[str, str]], theirs: list[JSON]) -> list[tuple[int | None, JSON | None]]:
    """Blocks side by side: by bookmark first, between those by likeness of their texts."""
    names = {name: index for index, (name, _) in enumerate(ours) if name}
    anchors: list[tuple[int, int]] = []
    for index, block in enumerate(theirs):
        found = next((names[name] for name in block.get("ids", ()) if name in names), None)
        if found is not None and (not anchors or found > anchors[-1][0]):
            anchors.append((found, index))
    pairs: list[tuple[int | None, JSON | None]] = []
    left = right = 0
    for one, two in [*anchors, (len(ours), len(theirs))]:
        pairs.extend(_pair_by_text(ours, theirs, (left, one), (right, two)))
        if one < len(ours):
            pairs.append((one, theirs[two]))
        left, right = one + 1, two + 1
    return pairs


def _pair_by_text(
    ours: list[tuple[str, str]], theirs: list[JSON], own: tuple[int, int], other: tuple[int, int]
) -> Iterator[tuple[int | None, JSON | None]]:
    """Between two anchors, in order: alike enough is the same block, changed; the rest is gone or new."""
    at = other[0]
    for index in range(*own):
        match = next(
            (each for each in range(at, other[1]) if _are_alike(ours[index][1], plain_text(theirs[each]))), None
        )
        if match is None:
            yield index, None
            continue
        for fresh in range(at, match):
            yield None, theirs[fresh]
        yield index, theirs[match]
        at = match + 1
    for fresh in range(at, other[1]):
        yield None, theirs[fresh]


def _are_alike(one: str, two: str) -> bool:
    if one == two:
        return True
    matcher = SequenceMatcher(None, _WORDS.findall(one[:2000]), _WORDS.findall(two[:2000]), autojunk=False)
    return matcher.quick_ratio() > _ALIKE and matcher.ratio() > _ALIKE
