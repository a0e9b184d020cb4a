/* Goes to the place in the text that the address names (?at=paragraph.note.start.end, as the analysis counts them) and
 * marks it by selecting it. Used by editor.jsx; reports link here. */

import { useEffect } from "react";

const BLOCKS = new Set(["paragraph", "heading", "codeBlock"]);
const ADDRESS = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/;

/** The positions of a stretch of a block's text, whose footnotes count for nothing and whose breaks count for one. */
function rangeIn(block, start, from, to) {
  let length = 0;
  let range = null;
  block.forEach((child, offset) => {
    const size = child.isText ? child.text.length : child.type.name === "hardBreak" ? 1 : 0;
    const at = start + offset - length;
    if (size > 0 && from >= length && from < length + size) range = { from: at + from, to: at + from };
    if (size > 0 && range && to > length && to <= length + size) range.to = at + to;
    length += size;
  });
  return range;
}

function noteOf(block, number) {
  let seen = 0;
  let found = null;
  block.forEach((child, offset) => {
    if (child.type.name !== "footnote") return;
    seen += 1;
    if (seen === number) found = { node: child, offset };
  });
  return found;
}

export function findPlace(doc, { paragraph, note, from, to }) {
  let number = -1;
  let place = null;
  doc.descendants((node, position) => {
    if (place || !BLOCKS.has(node.type.name)) return !place;
    number += 1;
    if (number !== paragraph) return false;
    const inside = note ? noteOf(node, note) : { node, offset: -1 };
    place = inside && rangeIn(inside.node, position + 2 + inside.offset, from, to);
    return false;
  });
  return place;
}

export function useArrival(editor) {
  useEffect(() => {
    const named = ADDRESS.exec(new URLSearchParams(location.search).get("at") ?? "");
    if (!editor || !named) return;
    const [paragraph, note, from, to] = named.slice(1).map(Number);
    const place = findPlace(editor.state.doc, { paragraph, note, from, to });
    if (!place) return; // the text has changed since
    editor.chain().setTextSelection(place).focus(undefined, { scrollIntoView: false }).run();
    editor.view.domAtPos(place.from).node.parentElement?.scrollIntoView({ block: "center" });
    history.replaceState(history.state, "", location.pathname); // loading again does not jump again
  }, [editor]);
}
