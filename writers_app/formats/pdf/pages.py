"""Lists and quotes in which a page ends, as pieces with the end of the page between them; for markup.py and rows.py.

Typst can end a page only where nothing is open.
"""

from __future__ import annotations

from writers_app.formats.blocks import attr, children, is_page_break, page_break, walk
from writers_app.formats.model import JSON

GOES_ON = "goesOn"
"""An attribute that only pieces have: a list of one item, which began on the page before and has its sign there."""
_PAGE = page_break()
_LISTS = frozenset({"bulletList", "orderedList", "taskList"})


def split_at_pages(block: JSON) -> list[JSON]:
    """A quote or list as pieces, in order, with the ends of pages between them; the numbers of its items go on.

    The block alone when no page ends in it, or only in a table: see rows.py.
    """
    kind = block["type"]
    if (kind not in _LISTS and kind != "blockquote") or not any(map(is_page_break, walk(block))):
        return [block]
    return _pieces_of_list(block) if kind in _LISTS else _pieces_of_quote(block)


def split_into_runs(blocks: list[JSON]) -> list[list[JSON]]:
    """What stands between the ends of pages: one run more than there are ends."""
    runs: list[list[JSON]] = [[]]
    for block in blocks:
        for piece in split_at_pages(block):
            if is_page_break(piece):
                runs.append([])
            else:
                runs[-1].append(piece)
    return runs


def _pieces_of_quote(block: JSON) -> list[JSON]:
    pieces: list[JSON] = []
    for index, run in enumerate(split_into_runs(children(block))):
        pieces += [_PAGE] if index else []
        pieces += [{**block, "content": run}] if run else []
    return pieces


def _pieces_of_list(block: JSON) -> list[JSON]:
    pieces: list[JSON] = []
    waiting: list[JSON] = []
    start = number = int(attr(block, "start", 1))

    def close() -> None:
        if waiting:
            pieces.append(_list(block, waiting, start=start))
            waiting.clear()

    for item in children(block):
        first, *others = split_into_runs(children(item))
        waiting.append({**item, "content": first})
        for run in others:
            close()
            pieces.append(_PAGE)
            if run:
                pieces.append(_list(block, [{**item, "content": run}], start=number, **{GOES_ON: True}))
        number += 1
        if others:
            start = number
    close()
    return pieces


def _list(block: JSON, items: list[JSON], **attrs: int) -> JSON:
    told = {**(block.get("attrs") or {}), **attrs}
    if block["type"] != "orderedList":
        del told["start"]
    return {"type": block["type"], "attrs": told, "content": list(items)}
