/* Checks inside the text: how a block is read as the analysis reads it, where remarks are drawn, and how a suggestion is
 * carried out. What is asked of the server is checking.jsx; the panel is checkspanel.jsx. Used by manuscript.jsx. */

import { Extension } from "@tiptap/core";
import { Plugin, PluginKey, TextSelection } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";
import { yUndoPluginKey } from "y-prosemirror";

import { isSuggesting } from "./suggesting.jsx";

export const checksKey = new PluginKey("checks");
const KINDS = { heading: "heading", codeBlock: "code", footnote: "footnote" };
const GONE = "\u2060"; // as writers_app/analysis/documents.py masks what is suggested to go

const texts = new WeakMap(); // by block: an edited block is a new node, and only it is read again

/** A text and the runs that it is made of: [offset in the text, place in the block, length]. */
function readInline(node, start, found) {
  const read = { kind: KINDS[node.type.name] ?? "paragraph", text: "", code: [], runs: [] };
  found.push(read);
  const notes = [];
  node.forEach((child, offset) => {
    const names = child.marks.map((mark) => mark.type.name);
    if (child.isText || child.type.name === "hardBreak") {
      const written = child.isText ? child.text.toWellFormed() : "\n";
      const text = names.includes("deletion") ? GONE.repeat(written.length) : written;
      if (names.includes("code")) read.code.push([read.text.length, read.text.length + text.length]);
      read.runs.push([read.text.length, start + offset, text.length]);
      read.text += text;
    } else if (child.inlineContent) notes.push([child, start + offset + 1]);
  });
  for (const [note, at] of notes) readInline(note, at, found);
  return found;
}

/** The texts of a block: its own, then those of its footnotes. Places count from the beginning of the block's inside. */
export function readBlock(block) {
  if (!texts.has(block)) texts.set(block, readInline(block, 0, []));
  return texts.get(block);
}

/** All blocks with text, in order. */
export function listBlocks(doc) {
  const blocks = [];
  doc.descendants((node, pos) => {
    if (!node.isTextblock) return true;
    blocks.push({ node, pos });
    return false;
  });
  return blocks;
}

function placeOf({ runs }, offset, isEnd) {
  const run = runs.findLast(([from]) => (isEnd ? from < offset : from <= offset)) ?? runs[0];
  return run ? run[1] + offset - run[0] : 0;
}

/** Where a span of a block's text stands in the document. */
export function rangeOf(block, read, start, end) {
  const from = placeOf(read, start, start === end && start > 0);
  return { from: block.pos + 1 + from, to: start === end ? block.pos + 1 + from : block.pos + 1 + placeOf(read, end, true) };
}

/** A replacement may neither swallow a footnote nor join lines. */
export function canReplace(read, check) {
  if (check.replacement === null || read.text.slice(check.start, check.end).includes("\n")) return false;
  const { from, to } = rangeOf({ pos: 0 }, read, check.start, check.end);
  return to - from === check.end - check.start;
}

function marksIn(doc, from, to) {
  const runs = [];
  doc.nodesBetween(from, to, (node, pos) => {
    if (node.isText) runs.push([Math.max(pos, from), Math.min(pos + node.nodeSize, to), node.marks]);
  });
  return runs;
}

/** The marks stay: letter by letter where as many letters come as go, else those of the first. */
function replaceText(tr, { from, to }, text) {
  const { schema } = tr.doc.type;
  if (text === "") return tr.delete(from, to);
  if (from === to) return tr.insert(from, schema.text(text, tr.doc.resolve(from).marks()));
  const runs = marksIn(tr.doc, from, to);
  if (text.length !== to - from) return tr.replaceWith(from, to, schema.text(text, runs[0][2]));
  return tr.replaceWith(from, to, runs.map(([start, end, marks]) => schema.text(text.slice(start - from, end - from), marks)));
}

const lastFirst = (wanted) => [...wanted].sort((one, other) => other.from - one.from);

function draw(tr, value, { entries, keep, current }) {
  const kept = keep.flatMap(([from, to]) => value.decorations.find(from, to));
  const made = entries.map(({ from, to, check, line }) => {
    const isCurrent = check === current ? " is-current" : "";
    return Decoration.inline(from, to, { class: `remark remark-${line}${isCurrent}`, "data-check": check.kind }, { check });
  });
  return { decorations: DecorationSet.create(tr.doc, [...kept, ...made]) };
}

function apply(tr, value) {
  const asked = tr.getMeta(checksKey);
  if (asked?.entries) return draw(tr, value, asked);
  if (!tr.docChanged) return value;
  const decorations = value.decorations.map(tr.mapping, tr.doc);
  const done = asked?.accepted;
  return { decorations: done ? decorations.remove(decorations.find(undefined, undefined, (spec) => done.has(spec.check))) : decorations };
}

export const Checks = Extension.create({
  name: "checks",

  addCommands: () => ({
    /** `entries` are drawn; of what was drawn before, what lies in the ranges to `keep` stays. */
    drawChecks:
      (drawing) =>
      ({ tr, dispatch }) => {
        if (dispatch) tr.setMeta(checksKey, drawing);
        return true;
      },
    /** Suggestions as {from, to, check}. */
    carryOut:
      (wanted) =>
      ({ tr, dispatch }) => {
        if (!dispatch || wanted.length === 0) return wanted.length > 0;
        for (const { from, to, check } of lastFirst(wanted)) replaceText(tr, { from, to }, check.replacement);
        tr.setMeta(checksKey, { accepted: new Set(wanted.map(({ check }) => check)) });
        return true;
      },
    goToCheck:
      ({ from, to }) =>
      ({ tr, dispatch }) => {
        if (dispatch) tr.setSelection(TextSelection.create(tr.doc, from, to));
        return true;
      },
  }),

  addProseMirrorPlugins: () => [
    new Plugin({
      key: checksKey,
      state: { init: () => ({ decorations: DecorationSet.empty }), apply },
      props: { decorations: (state) => checksKey.getState(state).decorations },
    }),
  ],
});

/** Carries suggestions out as one step of undo. While one is suggesting, each becomes a suggested change of its own. */
export function acceptChecks(editor, wanted) {
  const { undoManager } = yUndoPluginKey.getState(editor.state);
  const { captureTimeout } = undoManager;
  undoManager.stopCapturing();
  undoManager.captureTimeout = Infinity;
  if (isSuggesting(editor.state)) for (const one of lastFirst(wanted)) editor.commands.carryOut([one]);
  else editor.commands.carryOut(wanted);
  undoManager.captureTimeout = captureTimeout;
  undoManager.stopCapturing();
}

/** The remark at the caret, if one is drawn there. */
export function checkAtCaret(state) {
  const { from, empty } = state.selection;
  return empty ? checksKey.getState(state).decorations.find(from, from)[0]?.spec.check : undefined;
}
