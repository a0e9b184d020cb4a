"""How what an editor changed and remarked is called and signed in Writers. Called by returns and returned_lines."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from writers_app.formats.blocks import children, mark, order_marks
from writers_app.formats.model import JSON, Comment, Manuscript
from writers_app.formats.returned_routes import fingerprint

_REVIEW = frozenset({"insertion", "deletion", "comment"})


@dataclass(frozen=True, slots=True)
class Remark:
    """Something in the returned file that is no suggestion; a msgid and what fills it."""

    message: str
    values: dict[str, str]

    def __str__(self) -> str:
        return self.message % self.values


@dataclass(slots=True)
class Token:
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

    `name` begins every id, so that two files never share one. Tracked changes that went out with the text are known,
    and so are changes that were suggested before, by their fingerprints: whatever became of them was the writer's wish.
    """

    def __init__(
        self,
        original: Manuscript,
        returned: Manuscript,
        *,
        name: str,
        editor: str,
        date: str,
        suggested: Collection[str] = (),
        taken: Collection[str] = (),
    ) -> None:
        """`taken` are the ids of suggestions that stand in the texts by now."""
        self.name, self.editor, self.date = name, editor, date
        self.remarks: list[Remark] = []
        self.answers: dict[str, str] = {}
        self.made: set[str] = set()
        """Fingerprints of what this file suggests, or has suggested before."""
        self.repeated: set[str] = set()
        self._suggested = suggested
        self._taken = taken
        self._changes = 0
        self._own: set[str] = set()
        self._tracked: set[str] = set()
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
        news = [each for each in returned.comments if each.id not in known]
        self.new_comments = _not_seen(news, suggested)
        self._dismissed = {each.id for each in news} - {each.id for each in self.new_comments}
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
        return mark(kind, id=self._next_id(), author=self.editor or None, date=self.date or None)

    def _next_id(self) -> str:
        """One that no suggestion has; the very file may have been taken in before."""
        while True:
            self._changes += 1
            name = f"{self.name}-{self._changes}"
            if name not in self._taken:
                self._own.add(name)
                return name

    def was_suggested(self, *told: str) -> bool:
        """Whether a change was suggested before. It will have been, next time."""
        self.made.add(fingerprint(*told))
        return not self.is_news(*told)

    def is_news(self, *told: str) -> bool:
        name = fingerprint(*told)
        if name in self._suggested:
            self.repeated.add(name)
        return name not in self._suggested

    def hand(self, made: JSON | None) -> str:
        """Whose a tracked change is; what was not tracked may be signed otherwise each time that the file comes."""
        attrs = (made or {}).get("attrs") or {}
        return str(attrs.get("author") or "") if attrs.get("id") in self._tracked else ""

    def is_own(self, made: JSON) -> bool:
        """Whether a mark is a suggestion of this file, made now."""
        return made["type"] in ("insertion", "deletion") and made["attrs"].get("id") in self._own

    def made_of(self, line: JSON) -> str:
        """ "insertion" or "deletion" when the whole line is one that was not tracked; "" for any other."""
        kinds = {next((m["type"] for m in node.get("marks") or () if self.is_own(m)), "") for node in inner_texts(line)}
        return kinds.pop() if len(kinds) == 1 else ""

    def without_own(self, node: JSON) -> JSON:
        marks = [made for made in node.get("marks") or () if not self.is_own(made)]
        plain = {key: value for key, value in node.items() if key != "marks"}
        return {**plain, "marks": marks} if marks else plain

    def reviewed(self, token: Token) -> Token:
        """Their token with marks renamed; marks that went out with the text are no news."""
        news = (
            each for each in token.node.get("marks") or () if not self.is_known(each) and not self._is_dismissed(each)
        )
        marks = [made for made in map(self._rename, news) if not self._has_place(made)]
        node = {key: value for key, value in token.node.items() if key != "marks"}
        if marks:
            node["marks"] = order_marks(marks)
        return Token(token.key, node, [each for each in marks if each["type"] in _REVIEW])

    def own(self, node: JSON) -> JSON:
        """A text of theirs with its review marks under names that are free in Writers."""
        marks = [self._rename(each) for each in node.get("marks") or () if not self._is_dismissed(each)]
        plain = {key: value for key, value in node.items() if key != "marks"}
        return {**plain, "marks": order_marks(marks)} if marks else plain

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

    def _is_dismissed(self, made: JSON) -> bool:
        return made["type"] == "comment" and made["attrs"]["id"] in self._dismissed

    def is_known(self, made: JSON) -> bool:
        return made["type"] in ("insertion", "deletion") and _change_key(made) in self._known

    def _rename(self, made: JSON) -> JSON:
        if made["type"] == "comment":
            return mark("comment", id=self.comment_ids.get(made["attrs"]["id"], made["attrs"]["id"]))
        if made["type"] not in ("insertion", "deletion") or self.is_own(made):
            return made
        key = (made["type"], made["attrs"]["id"])
        if key not in self._renamed:
            self._renamed[key] = self._next_id()
            self._tracked.add(self._renamed[key])
        return {**made, "attrs": {**made["attrs"], "id": self._renamed[key]}}


# Small pieces ----------------------------------------------------------------------------------------


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
    """Of all texts but those of code, which carry no marks."""
    if block["type"] == "codeBlock":
        return block
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


def _not_seen(news: list[Comment], suggested: Collection[str]) -> list[Comment]:
    """Without those that came before and that the writer has deleted, unless one that is new answers them."""
    fresh = {each.id: comment_print(each) not in suggested for each in news}
    answered = {each.parent for each in news if fresh[each.id]}
    return [each for each in news if fresh[each.id] or each.id in answered]


def comment_print(comment: Comment) -> str:
    return fingerprint("comment", comment.author, comment.text, comment.date[:16])


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
