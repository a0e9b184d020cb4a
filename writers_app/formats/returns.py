"""Merges a book that an editor sent back into the book as it stands: every change becomes a suggestion, none is made.

Called by services.returns. Tracked changes and comments keep their author and date; what the editor changed without
tracking is found by comparing, word by word, with what went out, and suggested in the editor's name as well. What the
writer changed meanwhile stays, and what finds no place there any more is remarked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import partial
from itertools import chain, pairwise

from writers_app.formats.blocks import (
    children,
    hard_break,
    is_page_break,
    item,
    paragraph,
    plain_text,
    text_node,
    walk,
)
from writers_app.formats.model import JSON, Comment, Manuscript, ManuscriptDocument
from writers_app.formats.returned_lines import KEPT_NOTE, WORDS, gap, has_news, lay_over, match_places
from writers_app.formats.returned_routes import Step, find_route, fingerprint
from writers_app.formats.returned_signs import (
    Remark,
    Signs,
    comment_print,
    inner_texts,
    map_texts,
    plain_or_deleted,
    with_content,
    with_mark,
)
from writers_app.formats.word.bookmarks import BlockNames, DocumentKey, document_keys, sent_key, title_checksum

__all__ = ["KEPT_NOTE", "Remark", "ReturnedBook", "ReturnedDocument", "merge_returned"]

_ALIKE = 0.5
_LINES = frozenset({"paragraph", "heading"})
_ITEMS = {"bulletList": "listItem", "orderedList": "listItem", "taskList": "taskItem"}
_HOLDERS = frozenset({"blockquote", "listItem", "taskItem", "tableCell", "tableHeader"})
_STRAY = "※"

KEPT_BLOCK = (
    "A table or code that the editor changed stays as it was, because the change cannot be shown as a suggestion. "
    "Look at it in the file and make the change yourself: %(text)s"
)
KEPT_PICTURE = "A picture that the editor removed is still there. Delete it yourself if it is to go: %(text)s"
KEPT_BREAK = "A scene break that the editor removed is still there. Delete it yourself if it is to go, after: %(text)s"
KEPT_PAGE = "A page break that the editor removed is still there. Delete it yourself if it is to go, after: %(text)s"
NEW_PICTURE = "A picture that the editor put in was left out. Put it in yourself if you want it, after: %(text)s"
NEW_BREAK = "A scene break that the editor put in was left out. Put it in yourself if you want it, after: %(text)s"
NEW_PAGE = "A page break that the editor put in was left out. Put it in yourself if you want it, after: %(text)s"
NO_PLACE = "The editor changed a paragraph that is no longer in the text: %(text)s"
REPEATED = "Changes that were suggested before and are not suggested again: %(n)s."
NO_DOCUMENT = "A text came back that is no longer in the project: %(text)s"


@dataclass(frozen=True, slots=True)
class ReturnedDocument:
    """One document as it will stand in Writers: its text as it is now, with suggestions and comments on it."""

    id: str
    title: str
    content: JSON
    suggested_title: str | None
    suggestions: int
    comments: tuple[Comment, ...]
    settled: frozenset[str] = frozenset()
    """Comments that were known and that the editor has resolved."""
    suggested: frozenset[str] = frozenset()
    """Fingerprints of what the file suggests and remarks here, for `merge_returned` when it comes again."""


@dataclass(frozen=True, slots=True)
class ReturnedBook:
    documents: tuple[ReturnedDocument, ...]
    missing: tuple[str, ...] = ()
    """Ids of documents of which nothing came back; they stay as they are."""
    remarks: tuple[Remark, ...] = ()


def merge_returned(
    original: Manuscript,
    returned: Manuscript,
    *,
    current: Mapping[str, JSON] | None = None,
    suggested: Collection[str] = (),
    editor: str = "",
    name: str = "returned",
    date: str = "",
) -> ReturnedBook:
    """`original` is what was written with `WriteOptions(round_trip=True)`, with the comments that are known by now;
    `returned` comes from `word.returned.read_returned`; `current` holds, by id, the texts that were changed meanwhile.
    What `suggested` names came before, and is not suggested again whatever became of it.

    `editor` and `date` sign what was changed without tracking; `name` begins the ids of all suggestions and comments.
    """
    taken = {str(made["attrs"].get("id")) for text in (current or {}).values() for made in _changes(text)}
    signs = Signs(original, returned, name=name, editor=editor, date=date, suggested=frozenset(suggested), taken=taken)
    merge = _Merge(signs)
    came_back = {each.id: each for each in returned.documents}
    keys = document_keys(original)
    documents: list[ReturnedDocument] = []
    missing: list[str] = []
    for _, document in original.walk():
        back = came_back.pop(keys[id(document)].document, None)
        if back is not None:
            now = (current or {}).get(document.id, document.content)
            documents.append(merge.document(document, keys[id(document)], back, now or {}))
        elif document.content is not None:
            missing.append(document.id)
    for back in came_back.values():
        signs.remark(NO_DOCUMENT, back.title or plain_text(back.content or {}))
    if signs.repeated:
        signs.remarks.append(Remark(REPEATED, {"n": str(len(signs.repeated))}))
    return ReturnedBook(tuple(documents), tuple(missing), tuple(signs.remarks))


def _changes(content: JSON) -> Iterator[JSON]:
    for node in inner_texts(content):
        yield from (made for made in node.get("marks") or () if made["type"] in ("insertion", "deletion"))


@dataclass(slots=True)
class _Given:
    """Blocks side by side: what came back of a block that went out (None: nothing), and what is new before it."""

    back: list[JSON | None]
    new: list[list[JSON]]


class _Merge:
    def __init__(self, signs: Signs) -> None:
        self.signs = signs
        self.names: dict[int, str] = {}
        """What each block that went out is called, by Python's `id` of it: its document, its text, which of several."""

    def document(
        self, document: ManuscriptDocument, key: DocumentKey, back: ManuscriptDocument, now: JSON
    ) -> ReturnedDocument:
        self.signs.made = set()
        self.names = dict(_name_all(document, key))
        names = BlockNames(key)
        sent = [(names.name(block), block) for block in children(document.content or {})]
        theirs = [block for block in children(back.content or {}) if not _is_stray(block)]
        blocks = self._without_detours(
            self._blocks(key.document, sent, _without_page_ends(sent, theirs), children(now))
        )
        content = {"type": "doc", "content": blocks or [{"type": "paragraph"}]}
        made = [each for node in inner_texts(content) for each in node.get("marks") or ()]
        comments, settled = self._comments_in(back, made)
        title = back.title if back.title and title_checksum(back.title) != sent_key(back).title else None
        return ReturnedDocument(
            document.id, document.title, content, None if title == document.title else title,
            len({str(each["attrs"]["id"]) for each in made if self.signs.is_own(each)}),
            comments, settled, frozenset(self.signs.made | set(map(comment_print, comments))),
        )  # fmt: skip

    def _comments_in(self, back: ManuscriptDocument, made: list[JSON]) -> tuple[tuple[Comment, ...], frozenset[str]]:
        """New comments on this text with the words they were made on, placed or not, and answers to any of them; and
        which of ours here are resolved now.
        """
        quotes: dict[str, str] = {}
        for node in inner_texts(back.content or {}):
            for each in node.get("marks") or ():
                if each["type"] == "comment":
                    name = self.signs.comment_ids.get(each["attrs"]["id"], "")
                    quotes[name] = quotes.get(name, "") + node["text"]
        here = quotes.keys() | {str(each["attrs"]["id"]) for each in made if each["type"] == "comment"}
        ids, found = self.signs.comment_ids, []
        for comment in self.signs.new_comments:
            name = ids[comment.id]
            parent = ids.get(comment.parent) if comment.parent else self.signs.answers.get(name)
            if name in here or parent in here:
                quote = "" if quotes.get(name) == _STRAY else quotes.get(name, "")
                found.append(replace(comment, id=name, parent=parent, quote=quote))
        return tuple(found), frozenset(self.signs.settled & here)

    def _without_detours(self, blocks: list[JSON]) -> list[JSON]:
        """A line that went and came at the same place, as when a program counts a list anew, stays as it is."""
        lines = [line for block in blocks for line in walk(block) if line["type"] in _LINES and plain_or_deleted(line)]
        gone: set[int] = set()
        freed: set[int] = set()
        for one, two in pairwise(lines):
            kinds = self.signs.made_of(one), self.signs.made_of(two)
            if {*kinds} != {"insertion", "deletion"} or plain_or_deleted(one) != plain_or_deleted(two):
                continue
            new, old = (one, two) if kinds[0] == "insertion" else (two, one)
            if id(new) not in gone and id(old) not in freed:
                gone.add(id(new))
                freed.add(id(old))
        made = (_rebuilt(block, gone, freed, self.signs) for block in blocks)
        return [block for block in made if block is not None] if gone else blocks

    # Blocks --------------------------------------------------------------------------------------------

    def _blocks(self, within: str, sent: list[tuple[str, JSON]], theirs: list[JSON], now: list[JSON]) -> list[JSON]:
        """`within` is the name of what holds the blocks."""
        given = _side_by_side(sent, theirs)
        blocks = [block for _, block in sent]
        places = _places_now(blocks, given, now)
        coming: list[list[JSON]] = [[] for _ in range(len(now) + 1)]
        for passed, new in enumerate(given.new):
            if not new:
                continue
            place, low, high = gap(places, passed, len(now))
            there = {plain_text(block).strip() for block in now[low:high]}
            before = plain_text(blocks[passed - 1]) if passed else ""
            name = self.names[id(blocks[passed - 1])] if passed else within
            fresh = [(f"{name}+{at}", block) for at, block in enumerate(new) if plain_text(block).strip() not in there]
            coming[place].extend(made for name, block in fresh for made in self._new(name, block, before))
        origin = {place: index for index, place in enumerate(places) if place is not None}
        made: list[JSON] = []
        for place, block in enumerate(now):
            made.extend(coming[place])
            index = origin.get(place)
            before = plain_text(now[place - 1]) if place else ""
            made.append(block if index is None else self._block(blocks[index], given.back[index], block, before))
        self._remark_gone(blocks, given.back, places)
        return [*made, *coming[-1]]

    def _remark_gone(self, sent: list[JSON], back: list[JSON | None], places: list[int | None]) -> None:
        for block, other, place in zip(sent, back, places, strict=True):
            if place is None and other is not None and self._has_news(block, other):
                self.signs.remark(NO_PLACE, plain_text(other))

    def _has_news(self, sent: JSON, back: JSON) -> bool:
        if sent["type"] in _LINES:
            return has_news(self.signs, self.names[id(sent)], _line_of(sent), _line_of(back))
        return self._has_changed(sent, back)

    def _has_changed(self, sent: JSON, back: JSON) -> bool:
        return plain_text(sent) != plain_text(back) or any(
            each["type"] in ("insertion", "deletion") and not self.signs.is_known(each)
            for node in inner_texts(back)
            for each in node.get("marks") or ()
        )

    def _block(self, sent: JSON, back: JSON | None, now: JSON, before: str = "") -> JSON:
        """`before` is what stands before it, for remarks."""
        if now["type"] in _LINES:
            theirs = _line_of(back) if back is not None else []
            return with_content(now, lay_over(self.signs, self.names[id(sent)], _line_of(sent), theirs, children(now)))
        if back is None:
            return self._removed(sent, now, before)
        inner = children(now)
        if now["type"] == "codeBlock" or not inner or now["type"] != sent["type"]:
            return self._as_it_is(sent, back, now)
        if now["type"] in ("table", "tableRow"):
            return self._table(sent, back, now)
        name = self.names[id(sent)]
        theirs = _fitting_in(now, back)
        return with_content(now, self._blocks(name, [("", block) for block in children(sent)], theirs, inner))

    def _as_it_is(self, sent: JSON, back: JSON, now: JSON) -> JSON:
        if self._has_changed(sent, back):
            self.signs.remark(KEPT_BLOCK, plain_text(back))
        return now

    def _table(self, sent: JSON, back: JSON, now: JSON) -> JSON:
        rows = [children(sent), children(back), children(now)]
        if len({len(each) for each in rows}) > 1 or back["type"] != now["type"]:
            return self._as_it_is(sent, back, now)
        return with_content(now, [self._block(one, two, three) for one, two, three in zip(*rows, strict=True)])

    def _removed(self, sent: JSON, now: JSON, before: str) -> JSON:
        """A whole block that is gone: its text says so, what holds no text stays."""
        for node in walk(now):
            if node["type"] == "image":
                self.signs.remark(KEPT_PICTURE, str((node.get("attrs") or {}).get("alt") or "") or before)
            elif node["type"] == "horizontalRule":
                self.signs.remark(KEPT_PAGE if is_page_break(node) else KEPT_BREAK, before)
        inner = children(now)
        if now["type"] == sent["type"] and now["type"] not in ("table", "tableRow", "codeBlock") and inner:
            name = self.names[id(sent)]
            return with_content(now, self._blocks(name, [("", block) for block in children(sent)], [], inner))
        if now["type"] == "codeBlock":
            self.signs.remark(KEPT_BLOCK, plain_text(now))
            return now
        if self.signs.was_suggested(self.names[id(sent)], "deletion"):
            return now
        return with_mark(now, self.signs.change("deletion"))

    def _new(self, name: str, block: JSON, before: str) -> list[JSON]:
        """A whole block that is new: its text says so, what holds no text can't. `name` tells where it was put."""
        for node in walk(block):
            if node["type"] == "image":
                self.signs.remark(NEW_PICTURE, before)
            elif node["type"] == "horizontalRule":
                self.signs.remark(NEW_PAGE if is_page_break(node) else NEW_BREAK, before)
        kept = _only_text(block)
        if kept is None or self.signs.was_suggested(name, block["type"], plain_text(kept)):
            return []
        insertion = self.signs.change("insertion")
        return [with_mark(map_texts(kept, self.signs.own), insertion)]


def _rebuilt(block: JSON, gone: set[int], freed: set[int], signs: Signs) -> JSON | None:
    """The block without the lines that are gone and what they leave empty, and without our marks on the freed ones."""
    if id(block) in gone:
        return None
    if id(block) in freed:
        return map_texts(block, signs.without_own)
    inner = children(block)
    if block["type"] in _LINES or not inner:
        return block
    kept = [made for child in inner if (made := _rebuilt(child, gone, freed, signs)) is not None]
    if block["type"] in ("listItem", "taskItem") and kept and kept[0]["type"] != "paragraph":
        kept = [{"type": "paragraph"}, *kept]
    return with_content(block, kept) if kept else None


def _without_page_ends(sent: list[tuple[str, JSON]], theirs: list[JSON]) -> list[JSON]:
    """A page that ends with a document, as our writer lets it, is no break in it."""
    has_break = bool(sent) and sent[-1][1]["type"] == "horizontalRule"
    while theirs and theirs[-1]["type"] == "horizontalRule" and (is_page_break(theirs[-1]) or not has_break):
        if theirs[-1].get("ids"):
            break
        theirs = theirs[:-1]
    return theirs


def _name_all(document: ManuscriptDocument, key: DocumentKey) -> Iterator[tuple[int, str]]:
    seen: Counter[str] = Counter()
    for block in walk(document.content or {"type": "doc"}):
        if block["type"] not in ("text", "hardBreak"):
            name = fingerprint(key.document, block["type"], plain_text(block))
            seen[name] += 1
            yield id(block), f"{name}_{seen[name]}"


def _fitting_in(now: JSON, back: JSON) -> list[JSON]:
    """What came back for a block that holds others, as what may stand in that."""
    name = _ITEMS.get(now["type"])
    if name is None:
        return children(back) if back["type"] in _HOLDERS else [back]
    if back["type"] in _ITEMS:
        return [item(name, children(each)) for each in children(back)]
    return [item(name, children(back) if back["type"] in _HOLDERS else [back])]


def _line_of(block: JSON) -> list[JSON]:
    return children(block) if block["type"] in _LINES else list(inner_texts(block))


def _is_stray(block: JSON) -> bool:
    """A line that the reader has made for a comment without a place."""
    texts = [node["text"] for node in inner_texts(block)]
    return texts == [_STRAY] and not block.get("ids")


def _only_text(block: JSON) -> JSON | None:
    """The block without pictures, scene breaks and what is empty then, and code, which carries no suggestion, as a
    paragraph; None when nothing is left.
    """
    if block["type"] in ("text", "hardBreak"):
        return block
    if block["type"] == "codeBlock":
        lines = plain_text(block).split("\n")
        parts = [each for line in lines for each in (hard_break(), text_node(line)) if each.get("text", " ")]
        return paragraph(parts[1:]) if any(map(str.strip, lines)) else None
    kept = [made for child in children(block) if (made := _only_text(child)) is not None]
    if not any(child["type"] != "hardBreak" for child in kept):
        is_cell = block["type"] in ("tableCell", "tableHeader")
        return with_content(block, [{"type": "paragraph"}]) if is_cell else None
    if block["type"] in ("listItem", "taskItem") and kept[0]["type"] != "paragraph":
        kept = [{"type": "paragraph"}, *kept]
    if block["type"] == "table" and not plain_text(block).strip():
        return None
    return with_content(block, kept)


def _side_by_side(sent: list[tuple[str, JSON]], theirs: list[JSON]) -> _Given:
    given = _Given([None] * len(sent), [[] for _ in range(len(sent) + 1)])
    passed = 0
    for index, other in _pair([(name, plain_text(block)) for name, block in sent], theirs):
        if index is None and other is not None:
            given.new[passed].append(other)
        elif index is not None:
            given.back[index] = other
            passed = index + 1
    return given


def _places_now(sent: list[JSON], given: _Given, now: list[JSON]) -> list[int | None]:
    """Where each block stands by now: by what the editor's changes make of the text if the writer changed nothing else;
    or the same text first, between those the likeness of texts, as it went out or as it came back.
    """
    one, two = [(each["type"], _settled(each)) for each in sent], [(each["type"], _settled(each)) for each in now]
    if one == two:
        return list(range(len(sent)))
    route = _route(sent, given, now)
    if route is not None:
        return route
    places = match_places(one, two)
    for index, place in enumerate(places):
        if place is None:
            _, low, high = gap(places, index, len(now))
            back = given.back[index]
            among = [at for at in range(low, high) if _may_be(sent[index], now[at])]
            alike = (at for at in among if _are_alike(one[index][1], two[at][1]))
            taken_over = (at for at in among if back and _are_alike(plain_text(back), plain_text(now[at])))
            places[index] = next(chain(alike, taken_over), None)
    return places


def _route(sent: list[JSON], given: _Given, now: list[JSON]) -> list[int | None] | None:
    there = [(block, _settled(block), plain_text(block)) for block in now]

    def is_new(new: JSON, at: int) -> int | None:
        return at + 1 if at < len(there) and there[at][2].strip() == plain_text(new).strip() else None

    def is_kept(block: JSON, back: JSON | None, at: int) -> int | None:
        if at >= len(there) or not _may_be(block, there[at][0]):
            return None
        _, settled, plain = there[at]
        is_same = settled == _settled(block) and (settled or not plain)
        return at + 1 if is_same or (back is not None and plain == plain_text(back)) else None

    steps: list[Step] = []
    kept: list[int] = []
    for index, new in enumerate(given.new):
        steps += [Step(partial(is_new, block), is_optional=True) for block in new]
        if index < len(sent):
            kept.append(len(steps))
            back = given.back[index]
            steps.append(Step(partial(is_kept, sent[index], back), is_optional=back is None))
    route = find_route(steps, len(now))
    return None if route is None else [route[each] for each in kept]


def _may_be(sent: JSON, now: JSON) -> bool:
    return sent["type"] == now["type"] or {sent["type"], now["type"]} <= _LINES


def _settled(block: JSON) -> str:
    """The text as if nothing of what is suggested in it were done."""
    return "".join(
        node["text"]
        for node in inner_texts(block)
        if not any(each["type"] == "insertion" for each in node.get("marks") or ())
    )


def _pair(ours: list[tuple[str, str]], theirs: list[JSON]) -> Iterator[tuple[int | None, JSON | None]]:
    """Blocks side by side: by bookmark first, between those by likeness of their texts."""
    names = {name: index for index, (name, _) in enumerate(ours) if name}
    anchors: list[tuple[int, int]] = []
    for index, block in enumerate(theirs):
        found = next((names[name] for name in block.get("ids", ()) if name in names), None)
        if found is not None and (not anchors or found > anchors[-1][0]):
            anchors.append((found, index))
    left = right = 0
    for one, two in [*anchors, (len(ours), len(theirs))]:
        yield from _pair_by_text(ours, theirs, (left, one), (right, two))
        if one < len(ours):
            yield one, theirs[two]
        left, right = one + 1, two + 1


def _pair_by_text(
    ours: list[tuple[str, str]], theirs: Sequence[JSON], own: tuple[int, int], other: tuple[int, int]
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
    matcher = SequenceMatcher(None, WORDS.findall(one[:2000]), WORDS.findall(two[:2000]), autojunk=False)
    return matcher.quick_ratio() > _ALIKE and matcher.ratio() > _ALIKE
