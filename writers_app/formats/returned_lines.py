"""What an editor changed in one line (the content of a paragraph), laid over that line as it stands now.

Three lines are compared, word by word: the one that went out, the one that came back, and the one that stands there by
now. What the writer changed meanwhile stays. Called by returns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from writers_app.formats.blocks import children, join_text, mark, order_marks, plain_text
from writers_app.formats.model import JSON, Comment, Manuscript

WORDS = re.compile(r"\s+|[\w\u200c]+|[^\w\s]")
_REVIEW = frozenset({"insertion", "deletion", "comment"})
_NOTE = "\0note"
_BREAK = "\0break"

KEPT_NOTE = "A footnote that the editor removed was kept: %(text)s"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something in the returned file that is no suggestion; a msgid and what fills it."""

    message: str
    values: dict[str, str]

    def __str__(self) -> str:
        return self.message % self.values


@dataclass(slots=True)
class _Token:
    """A word, a space, a sign, a break or a note of a line."""

    key: str
    node: JSON
    review: list[JSON] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        return any(each["type"] == "insertion" for each in self.review)

    @property
    def is_deleted(self) -> bool:
        return any(each["type"] == "deletion" for each in self.review)


class Signs:
    """How the suggestions and comments of one returned file are called and signed in Writers; and what is remarked.

    `name` begins every id, so that two files never share one. Tracked changes that went out with the text are known.
    """

    def __init__(self, original: Manuscript, returned: Manuscript, *, name: str, editor: str, date: str) -> None:
        self.name, self.editor, self.date = name, editor, date
        self.remarks: list[Remark] = []
        self.answers: dict[str, str] = {}
        self.changes = 0
        self._renamed: dict[tuple[str, str], str] = {}
        self._known = {
            _change_key(made)
            for _, document in original.walk()
            for node in inner_texts(document.content or {})
            for made in node.get("marks") or ()
            if made["type"] in ("insertion", "deletion")
        }
        known = _known_comments(original.comments, returned.comments)
        self.comment_ids = {each.id: known.get(each.id, f"{name}-{each.id}") for each in returned.comments}
        self.new_comments = [each for each in returned.comments if each.id not in known]
        self._known_comments = frozenset(known.values())
        left_open = {each.id for each in original.comments if not each.resolved}
        self.settled = {
            known[each.id] for each in returned.comments if each.resolved and known.get(each.id) in left_open
        }
        """Comments of ours that the editor has resolved."""

    def remark(self, message: str, text: str) -> None:
        self.remarks.append(Remark(message, {"text": short(text)}))

    def change(self, kind: str) -> JSON:
        """A mark for what was changed without tracking."""
        self.changes += 1
        return mark(kind, id=f"{self.name}-{self.changes}", author=self.editor or None, date=self.date or None)

    def is_own(self, made: JSON) -> bool:
        """Whether a mark is a suggestion of this file."""
        return made["type"] in ("insertion", "deletion") and str(made["attrs"]["id"]).startswith(f"{self.name}-")

    def made_of(self, line: JSON) -> str:
        """ "insertion" or "deletion" when the whole line is one that was not tracked; "" for any other."""
        kinds = {next((m["type"] for m in node.get("marks") or () if self.is_own(m)), "") for node in inner_texts(line)}
        return kinds.pop() if len(kinds) == 1 else ""

    def without_own(self, node: JSON) -> JSON:
        marks = [made for made in node.get("marks") or () if not self.is_own(made)]
        plain = {key: value for key, value in node.items() if key != "marks"}
        return {**plain, "marks": marks} if marks else plain

    def reviewed(self, token: _Token) -> _Token:
        """Their token with marks renamed; marks that went out with the text are no news."""
        news = (each for each in token.node.get("marks") or () if not self.is_known(each))
        marks = [made for made in map(self._rename, news) if not self._has_place(made)]
        node = {key: value for key, value in token.node.items() if key != "marks"}
        if marks:
            node["marks"] = order_marks(marks)
        return _Token(token.key, node, [each for each in marks if each["type"] in _REVIEW])

    def own(self, node: JSON) -> JSON:
        """A text of theirs with its review marks under names that are free in Writers."""
        marks = [self._rename(each) for each in node.get("marks") or ()]
        return {**node, "marks": order_marks(marks)} if marks else node

    def with_comment(self, node: JSON, made: JSON) -> JSON:
        """A text carries one comment in Word; another on the same text becomes an answer to it."""
        there = next((each["attrs"]["id"] for each in node.get("marks") or () if each["type"] == "comment"), None)
        if there is None:
            return add_mark(node, made)
        if there != made["attrs"]["id"]:
            self.answers.setdefault(made["attrs"]["id"], there)
        return node

    def _has_place(self, made: JSON) -> bool:
        """A comment that we know stays where it is here; some programs move it, or give answers words of their own."""
        return made["type"] == "comment" and made["attrs"]["id"] in self._known_comments

    def is_known(self, made: JSON) -> bool:
        return made["type"] in ("insertion", "deletion") and _change_key(made) in self._known

    def _rename(self, made: JSON) -> JSON:
        if made["type"] == "comment":
            return mark("comment", id=self.comment_ids.get(made["attrs"]["id"], made["attrs"]["id"]))
        if made["type"] not in ("insertion", "deletion") or self.is_own(made):
            return made
        key = (made["type"], made["attrs"]["id"])
        if key not in self._renamed:
            self.changes += 1
            self._renamed[key] = f"{self.name}-{self.changes}"
        return {**made, "attrs": {**made["attrs"], "id": self._renamed[key]}}


@dataclass(slots=True)
class _Script:
    """What the editor did to the line that went out: marks for each token, and what comes before it."""

    reviews: list[list[JSON]]
    inserts: list[list[JSON]]
    notes: dict[int, JSON] = field(default_factory=dict)
    """Footnotes that came back, by the token that they were."""


def lay_over(signs: Signs, sent: list[JSON], theirs: list[JSON], now: list[JSON]) -> list[JSON]:
    """The line as it stands now, with the editor's changes as marks on it."""
    before, current = list(_tokens(sent)), list(_tokens(now))
    script = _compare(signs, before, [signs.reviewed(token) for token in _tokens(theirs)])
    places = match_places([each.key for each in before], [each.key for each in current])
    coming: list[list[JSON]] = [[] for _ in range(len(current) + 1)]
    for before_index, nodes in enumerate(script.inserts):
        if not nodes:
            continue
        place, low, high = gap(places, before_index, len(current))
        if not _is_there(nodes, current[low:high]):
            coming[place].extend(nodes)
    origin = {place: index for index, place in enumerate(places) if place is not None}
    made: list[JSON] = []
    for place, token in enumerate(current):
        made.extend(coming[place])
        index = origin.get(place)
        made.append(token.node if index is None else _kept(signs, script, index, before[index], token))
    made.extend(coming[-1])
    return join_text(made)


def _compare(signs: Signs, before: list[_Token], after: list[_Token]) -> _Script:
    script = _Script([[] for _ in before], [[] for _ in range(len(before) + 1)])
    base = [index for index, token in enumerate(after) if not token.is_new]
    matcher = SequenceMatcher(None, [each.key for each in before], [after[index].key for index in base], autojunk=False)
    at = 0
    for tag, start, end, low, high in matcher.get_opcodes():
        if tag in ("delete", "replace"):
            deletion = signs.change("deletion")
            for index in range(start, end):
                script.reviews[index].append(deletion)
        insertion = signs.change("insertion") if tag in ("insert", "replace") else None
        for offset in range(low, high):
            index = start + offset - low if tag == "equal" else end
            script.inserts[index].extend(_as_new(fresh.node) for fresh in after[at : base[offset]])
            at = base[offset] + 1
            token = after[base[offset]]
            if tag == "equal":
                script.reviews[index].extend(token.review)
                if token.key == _NOTE:
                    script.notes[index] = token.node
            elif insertion is not None and not token.is_deleted:
                script.inserts[index].append(with_mark(_as_new(token.node), insertion))
    script.inserts[-1].extend(_as_new(fresh.node) for fresh in after[at:])
    return script


def _as_new(node: JSON) -> JSON:
    """A break can't be marked as a suggestion; a space stands for it."""
    return {"type": "text", "text": " "} if node["type"] == "hardBreak" else node


def _is_there(nodes: list[JSON], there: list[_Token]) -> bool:
    """Whether the writer has put the same words in this place already, or taken them over from the same editor."""
    wanted, found = _words(nodes), _words([token.node for token in there])
    return bool(wanted) and any(found[at : at + len(wanted)] == wanted for at in range(len(found)))


def _words(nodes: list[JSON]) -> list[str]:
    texts = (node["text"] if node["type"] == "text" else plain_text(node) for node in nodes)
    return [word for word in WORDS.findall(" ".join(texts)) if not word.isspace()]


def _kept(signs: Signs, script: _Script, index: int, before: _Token, token: _Token) -> JSON:
    """Our letters with our looks, and what they remarked on them."""
    review = script.reviews[index]
    if token.key == _NOTE:
        if index in script.notes:
            inner = lay_over(signs, children(before.node), children(script.notes[index]), children(token.node))
            return with_content(token.node, inner)
        signs.remark(KEPT_NOTE, plain_text(token.node))
    node = token.node
    for made in review if node["type"] == "text" else ():
        node = signs.with_comment(node, made) if made["type"] == "comment" else add_mark(node, made)
    return node


def match_places(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[int | None]:
    """For each of the one sequence its place in the other, or None where it is gone."""
    if before == after:
        return list(range(len(before)))
    places: list[int | None] = [None] * len(before)
    for one, two, size in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        places[one : one + size] = range(two, two + size)
    return places


def gap(places: Sequence[int | None], index: int, length: int) -> tuple[int, int, int]:
    """Where what stood before `index` goes, and the stretch between its neighbours that are left."""
    left = next((place for place in reversed(places[:index]) if place is not None), None)
    right = next((place for place in places[index:] if place is not None), None)
    low, high = 0 if left is None else left + 1, length if right is None else right
    follows = index > 0 and places[index - 1] is not None
    precedes = index < len(places) and places[index] is not None
    return (high if precedes and not follows else low), low, high


# Small pieces that returns shares ---------------------------------------------------------------------


def inner_texts(block: JSON) -> Iterator[JSON]:
    for child in children(block):
        if child["type"] == "text":
            yield child
        else:
            yield from inner_texts(child)


def plain_or_deleted(line: JSON) -> str:
    """All the words of a line, whatever is suggested of them."""
    return "".join(node["text"] for node in inner_texts(line))


def add_mark(node: JSON, made: JSON) -> JSON:
    """A text with one more review mark; what is suggested already is not suggested again."""
    marks = node.get("marks") or []
    if any(each["type"] == made["type"] and made["type"] != "comment" for each in marks):
        return node
    return {**node, "marks": order_marks([*marks, made])}


def map_texts(block: JSON, change: Callable[[JSON], JSON]) -> JSON:
    if block["type"] == "text":
        return change(block)
    inner = children(block)
    return with_content(block, [map_texts(each, change) for each in inner]) if inner else block


def with_mark(block: JSON, made: JSON) -> JSON:
    return map_texts(block, lambda node: add_mark(node, made))


def with_content(block: JSON, content: list[JSON]) -> JSON:
    kept = {key: value for key, value in block.items() if key not in ("content", "ids")}
    return {**kept, "content": content} if content else kept


def short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:60]}…"


def _tokens(nodes: list[JSON]) -> Iterator[_Token]:
    for node in nodes:
        if node["type"] == "text":
            for word in WORDS.findall(node["text"]):
                yield _Token(word, {**node, "text": word})
        else:
            yield _Token(_NOTE if node["type"] == "footnote" else _BREAK, node)


def _known_comments(ours: tuple[Comment, ...], theirs: tuple[Comment, ...]) -> dict[str, str]:
    """Our ids of comments that went out or came before, by theirs: author and words tell, then the minute.

    Each of ours is taken once, so that a second "Yes." is no less a comment than the first.
    """
    left: dict[tuple[str, str], list[Comment]] = {}
    for each in ours:
        left.setdefault((each.author, each.text), []).append(each)
    known: dict[str, str] = {}
    for exact in (True, False):
        for each in theirs:
            there = left.get((each.author, each.text), []) if each.id not in known else []
            found = next((one for one in there if not exact or one.date[:16] == each.date[:16]), None)
            if found is not None:
                there.remove(found)
                known[each.id] = found.id
    return known


def _change_key(made: JSON) -> tuple[str, str, str]:
    return made["type"], str(made["attrs"].get("author", "Writers")), str(made["attrs"].get("date", ""))
