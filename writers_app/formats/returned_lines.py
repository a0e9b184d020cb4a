"""What an editor changed in one line (the content of a paragraph), laid over that line as it stands now.

Three lines are compared, word by word: the one that went out, the one that came back, and the one that stands there by
now. What the writer changed meanwhile stays. Called by returns.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import partial
from itertools import accumulate, groupby, pairwise

from writers_app.formats.blocks import children, join_text, plain_text
from writers_app.formats.model import JSON
from writers_app.formats.returned_routes import Step, find_route
from writers_app.formats.returned_signs import Signs, Token, add_mark, inner_texts, with_content, with_mark

WORDS = re.compile(r"\s+|[\w\u200c]+|[^\w\s]")
_NOTE = "\0note"
_BREAK = "\0break"
_HALF = 0.5

KEPT_NOTE = "A footnote that the editor removed is still there. Delete it yourself if it is to go: %(text)s"


@dataclass(slots=True)
class _Script:
    """What the editor did to the line that went out: marks for each token, and what comes before it."""

    before: list[Token]
    reviews: list[list[JSON]]
    inserts: list[list[JSON]]
    cuts: dict[str, list[int]]
    """Words within which a change begins or ends, and where."""
    notes: dict[int, JSON] = field(default_factory=dict)
    """Footnotes that came back, by the token that they were."""


@dataclass(slots=True)
class _Run:
    """Words of a line side by side of which the editor has made the same: nothing, or one change."""

    kind: str
    """ "insertion", "deletion" or ""."""
    made: JSON | None
    index: int
    """Of the token of the line that went out with which it begins, or before which it was put."""
    offset: int
    """The same, in letters."""
    nodes: list[JSON]
    keys: list[str]
    places: list[int | None] = field(default_factory=list)
    """Where each of its words stands by now."""

    def told(self, signs: Signs, line: str) -> tuple[str, ...]:
        """By what it is known again."""
        return line, self.kind, str(self.offset), "".join(self.keys), signs.hand(self.made)

    @property
    def left(self) -> float:
        """How much of its words is there; spaces and signs count where it has no words."""
        counted = [place for key, place in zip(self.keys, self.places, strict=True) if key[:1].isalnum()] or self.places
        return sum(place is not None for place in counted) / len(counted) if counted else 0.0


def lay_over(signs: Signs, line: str, sent: list[JSON], theirs: list[JSON], now: list[JSON]) -> list[JSON]:
    """The line as it stands now, with the editor's changes as marks on it; `line` is its name in what went out."""
    script = _compare(signs, list(_tokens(sent)), [signs.reviewed(token) for token in _tokens(theirs)])
    runs = list(_runs(script))
    current = _find_places(runs, script, list(_tokens(now)))
    coming = _insertions(signs, line, runs, current)
    reviews: dict[int, list[JSON]] = {}
    origin: dict[int, int] = {}
    for run, marks in _marks(signs, line, runs, script):
        for at, place in enumerate(run.places):
            if place is not None:
                reviews[place] = marks[at]
                if run.kind != "insertion":
                    origin[place] = run.index + at
    made: list[JSON] = []
    for place, token in enumerate(current):
        made.extend(coming[place])
        made.append(_kept(signs, line, script, origin.get(place), reviews.get(place, []), token))
    made.extend(coming[-1])
    return join_text(made)


def has_news(signs: Signs, line: str, sent: list[JSON], theirs: list[JSON]) -> bool:
    """Whether the editor changed something in this line that was not suggested before."""
    script = _compare(signs, list(_tokens(sent)), [signs.reviewed(token) for token in _tokens(theirs)])
    news = [signs.is_news(*run.told(signs, line)) for run in _runs(script) if run.kind]  # all of them are counted
    return any(news)


def _compare(signs: Signs, before: list[Token], after: list[Token]) -> _Script:
    before, after, cuts = _cut_alike(before, after)
    script = _Script(before, [[] for _ in before], [[] for _ in range(len(before) + 1)], cuts)
    base = [index for index, token in enumerate(after) if not token.is_new]
    at = 0
    for tag, start, end, low, high in _opcodes([each.key for each in before], [after[index].key for index in base]):
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


def _opcodes(one: list[str], two: list[str]) -> list[tuple[str, int, int, int, int]]:
    if one == two:
        return [("equal", 0, len(one), 0, len(two))]
    return list(SequenceMatcher(None, one, two, autojunk=False).get_opcodes())


def _cut_alike(before: list[Token], after: list[Token]) -> tuple[list[Token], list[Token], dict[str, list[int]]]:
    """A tracked change may begin or end within a word; where all is tracked, both lines are cut there. And which words
    of the line that went out are.
    """
    old = [token for token in after if not token.is_new]
    ends, points = _ends(before), _ends(old)
    if ends == points or "".join(each.key for each in before) != "".join(each.key for each in old):
        return before, after, {}
    cuts: dict[str, list[int]] = {}
    for token, end in zip(before, ends, strict=True):
        start = end - len(token.key)
        if inner := points[bisect_right(points, start) : bisect_left(points, end)]:
            cuts[token.key] = [each - start for each in inner]
    return _cut(before, points), _cut(after, ends, pass_by=lambda token: token.is_new), cuts


def _ends(tokens: Iterable[Token]) -> list[int]:
    return list(accumulate(len(each.key) for each in tokens))


def _cut(tokens: list[Token], points: list[int], *, pass_by: Callable[[Token], bool] = lambda _: False) -> list[Token]:
    """Words in pieces that end at these places, in order, where they don't count those that are passed by."""
    made: list[Token] = []
    at = 0
    for token in tokens:
        if pass_by(token):
            made.append(token)
            continue
        end = at + len(token.key)
        inner = points[bisect_right(points, at) : bisect_left(points, end)]
        if inner and token.node["type"] == "text":
            edges = [0, *(each - at for each in inner), len(token.key)]
            for low, high in pairwise(edges):
                piece = token.key[low:high]
                made.append(Token(piece, {**token.node, "text": piece}, token.review))
        else:
            made.append(token)
        at = end
    return made


def _runs(script: _Script) -> Iterator[_Run]:
    """The line as the editor made it, in order: what was put in stands before the token that it was put before."""
    offset = 0
    open_run: _Run | None = None
    for index, token in enumerate([*script.before, None]):
        for run in _put_in(script.inserts[index], index, offset):
            if open_run is not None:
                yield open_run
            open_run = None
            yield run
        if token is None:
            break
        made = next((each for each in script.reviews[index] if each["type"] == "deletion"), None)
        if open_run is None or open_run.made != made:
            if open_run is not None:
                yield open_run
            open_run = _Run("deletion" if made else "", made, index, offset, [], [])
        open_run.nodes.append(token.node)
        open_run.keys.append(token.key)
        offset += len(token.key)
    if open_run is not None:
        yield open_run


def _put_in(nodes: list[JSON], index: int, offset: int) -> Iterator[_Run]:
    def made_by(node: JSON) -> JSON | None:
        texts = [node] if node["type"] == "text" else inner_texts(node)
        marks = (made for each in texts for made in each.get("marks") or () if made["type"] == "insertion")
        return next(marks, None)

    for made, group in groupby(nodes, made_by):
        there = list(group)
        yield _Run("insertion", made, index, offset, there, [token.key for token in _tokens(there)])


def _find_places(runs: list[_Run], script: _Script, current: list[Token]) -> list[Token]:
    """Tells the runs where their words stand by now; answers the line in pieces that agree with theirs."""
    text = "".join(each.key for each in current)
    route = find_route([Step(partial(_end_in, text, "".join(run.keys)), bool(run.kind)) for run in runs], len(text))
    if route is None:
        current = [piece for each in current for piece in _cut([each], script.cuts.get(each.key, []))]
        _match(runs, [each.key for each in current])
        return current
    starts = [_starts(start, run.keys) for start, run in zip(route, runs, strict=True)]
    points = sorted({*_ends(current), *(each for own in starts for each in own)})
    current = _cut(current, points)
    at = {end - len(token.key): place for place, (end, token) in enumerate(zip(_ends(current), current, strict=True))}
    for run, own in zip(runs, starts, strict=True):
        run.places = [at[each] for each in own] if own else [None] * len(run.keys)
    return current


def _match(runs: list[_Run], now: list[str]) -> None:
    """By likeness: with what went out, or with all that the editor made of it where more of that is there."""
    kept = match_places([key for run in runs if run.kind != "insertion" for key in run.keys], now)
    every = match_places([key for run in runs for key in run.keys], now)
    holds_more = sum(each is not None for each in every) > sum(each is not None for each in kept)
    places = iter(every if holds_more else kept)
    for run in runs:
        is_counted = holds_more or run.kind != "insertion"
        run.places = [next(places) if is_counted else None for _ in run.keys]


def _end_in(text: str, words: str, at: int) -> int | None:
    return at + len(words) if text.startswith(words, at) else None


def _starts(start: int | None, keys: list[str]) -> list[int]:
    return [] if start is None else list(accumulate(map(len, keys[:-1]), initial=start))


def _insertions(signs: Signs, line: str, runs: list[_Run], current: list[Token]) -> list[list[JSON]]:
    """What is to be put in before each token, and at the end."""
    coming: list[list[JSON]] = [[] for _ in range(len(current) + 1)]
    places = [place for run in runs for place in run.places]
    at = 0
    for run in runs:
        end = at + len(run.places)
        if run.kind == "insertion":
            place, low, high = gap(places, at, len(current), end)
            is_there = run.left >= _HALF or _is_there(run.nodes, current[low:high])
            if not signs.was_suggested(*run.told(signs, line)) and not is_there:
                coming[place].extend(run.nodes)
        at = end
    return coming


def _marks(signs: Signs, line: str, runs: list[_Run], script: _Script) -> Iterator[tuple[_Run, list[list[JSON]]]]:
    """For each token of each run what is remarked on it, and whether it is to go."""
    for number, run in enumerate(runs):
        if run.kind == "insertion":
            marks = [[each for each in node.get("marks") or () if each["type"] == "comment"] for node in run.nodes]
            yield run, marks if len(marks) == len(run.keys) else [[] for _ in run.keys]
            continue
        marks = script.reviews[run.index : run.index + len(run.keys)]
        if run.kind == "deletion" and (signs.was_suggested(*run.told(signs, line)) or _is_done(runs, number)):
            marks = [[each for each in own if each["type"] != "deletion"] for own in marks]
        yield run, marks


def _is_done(runs: list[_Run], number: int) -> bool:
    """Whether words have gone and others stand for them; what is like them in the line is there by chance."""
    beside = [runs[at] for at in (number - 1, number + 1) if 0 <= at < len(runs)]
    is_replaced = any(each.kind == "insertion" and each.left >= _HALF for each in beside)
    left = runs[number].left
    return left == 0 or (left < _HALF and is_replaced)


def _as_new(node: JSON) -> JSON:
    """A break can't be marked as a suggestion; a space stands for it."""
    return {"type": "text", "text": " "} if node["type"] == "hardBreak" else node


def _is_there(nodes: list[JSON], there: list[Token]) -> bool:
    """Whether the writer has put the same words in this place already, or taken them over from the same editor."""
    wanted, found = _words(nodes), _words([token.node for token in there])
    return bool(wanted) and any(found[at : at + len(wanted)] == wanted for at in range(len(found)))


def _words(nodes: list[JSON]) -> list[str]:
    texts = (node["text"] if node["type"] == "text" else plain_text(node) for node in nodes)
    return [word for word in WORDS.findall(" ".join(texts)) if not word.isspace()]


def _kept(signs: Signs, line: str, script: _Script, index: int | None, review: list[JSON], token: Token) -> JSON:
    """Our letters with our looks, and what they remarked on them."""
    if token.key == _NOTE:
        if index is None:
            return token.node
        if index in script.notes:
            before, note = children(script.before[index].node), children(script.notes[index])
            name = f"{line}/{sum(each.key == _NOTE for each in script.before[:index])}"
            return with_content(token.node, lay_over(signs, name, before, note, children(token.node)))
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


def gap(places: Sequence[int | None], index: int, length: int, end: int | None = None) -> tuple[int, int, int]:
    """Where what stood before `index` goes (or from there to `end`), and the stretch between its neighbours that are
    left.
    """
    end = index if end is None else end
    left = next((places[at] for at in range(index - 1, -1, -1) if places[at] is not None), None)
    right = next((places[at] for at in range(end, len(places)) if places[at] is not None), None)
    low, high = 0 if left is None else left + 1, length if right is None else right
    follows = index > 0 and places[index - 1] is not None
    precedes = end < len(places) and places[end] is not None
    return (high if precedes and not follows else low), low, high


def _tokens(nodes: list[JSON]) -> Iterator[Token]:
    for node in nodes:
        if node["type"] == "text":
            for word in WORDS.findall(node["text"]):
                yield Token(word, {**node, "text": word})
        else:
            yield Token(_NOTE if node["type"] == "footnote" else _BREAK, node)
