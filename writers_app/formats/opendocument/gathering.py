"""Blocks of an .odt file that belong together: lines of one quote or code, items with boxes; for reader.py."""

from __future__ import annotations

from writers_app.formats.blocks import item
from writers_app.formats.model import JSON


def gather_quotes(blocks: list[JSON]) -> list[JSON]:
    """Neighbouring quotes are one, neighbouring lines of code too, unless a spacer of ours stands between."""
    made: list[JSON] = []
    for block in blocks:
        last = made[-1] if made else None
        if last is not None and last["type"] == block["type"] == "blockquote":
            made[-1] = {**last, "content": [*last["content"], *block["content"]]}
        elif (
            last is not None
            and last["type"] == block["type"] == "codeBlock"
            and last.get("attrs") == block.get("attrs")
        ):
            lines = [each["content"][0]["text"] if each.get("content") else "" for each in (last, block)]
            made[-1] = {**last, "content": [{"type": "text", "text": "\n".join(lines)}]}
        else:
            made.append(block)
    return [block for block in made if block["type"] != "spacer"]


def box_state(each: JSON) -> str | None:
    first = (each["content"][0].get("content") or [{}])[0]
    sign = first.get("text", "")[:2]
    return sign[0] if len(sign) == 2 and sign[0] in "☐☑☒" and sign[1] == " " else None


def as_task(each: JSON) -> JSON:
    first, *rest = each["content"]
    head, *others = first["content"]
    left = head["text"][2:]
    content = [{**head, "text": left}, *others] if left else others
    kept = {key: value for key, value in first.items() if key != "content"}
    checked = True if box_state(each) != "☐" else None
    return item("taskItem", [{**kept, "content": content} if content else kept, *rest], checked=checked)
