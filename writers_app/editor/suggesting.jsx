/* Suggesting: what one changes becomes suggestions, whichever way one changes it. Used by manuscript.jsx; turned on and off by
 * the toolbar. Splitting a paragraph and changing looks are not suggestions; joining paragraphs is held back. */

import { Extension } from "@tiptap/core";
import { Fragment } from "@tiptap/pm/model";
import { Plugin, PluginKey, TextSelection } from "@tiptap/pm/state";
import { ySyncPluginKey } from "y-prosemirror";

export const suggestingKey = new PluginKey("suggesting");

const OFF = { by: null };
export const isSuggesting = (state) => suggestingKey.getState(state).by !== null;

export function setSuggesting(editor, by) {
  editor.view.dispatch(editor.state.tr.setMeta(suggestingKey, { by }).setStoredMarks(null));
}

/** The mark for a change here: that of the change beside it when it is one's own, so that a word is one suggestion. */
export function ownMark(state, kind, pos) {
  const { by } = suggestingKey.getState(state);
  const type = state.schema.marks[kind];
  const $pos = state.doc.resolve(pos);
  const beside = [$pos.nodeBefore, $pos.nodeAfter].map((node) => node?.marks && type.isInSet(node.marks)).find((mark) => mark && mark.attrs.author === by);
  return beside ?? type.create({ id: crypto.randomUUID(), author: by, date: `${new Date().toISOString().slice(0, 19)}Z` });
}

function changedRange(before, after) {
  const start = before.content.findDiffStart(after.content);
  if (start === null) return null;
  let { a: oldEnd, b: newEnd } = before.content.findDiffEnd(after.content);
  const overlap = start - Math.min(oldEnd, newEnd);
  if (overlap > 0) {
    oldEnd += overlap;
    newEnd += overlap;
  }
  return { start, oldEnd, newEnd };
}

const textIn = (doc, from, to) => doc.textBetween(from, to, "\n", "\ufffc");

function isInLine(doc, from, to) {
  const $from = doc.resolve(from);
  return $from.parent.inlineContent && $from.sameParent(doc.resolve(to));
}

/** What was taken away comes back as a deletion, except what one had only suggested oneself. */
function broughtBack(content, deletion, by) {
  const { insertion } = deletion.type.schema.marks;
  const kept = [];
  content.forEach((node) => {
    if (!node.isText) kept.push(node); // a break or a note can't be marked, and stays
    else if (insertion.isInSet(node.marks)?.attrs.author !== by) kept.push(deletion.type.isInSet(node.marks) ? node : node.mark(deletion.addToSet(node.marks)));
  });
  return Fragment.from(kept);
}

function suggestInLine(old, state, { start, oldEnd, newEnd }) {
  const { by } = suggestingKey.getState(state);
  const { tr, schema } = state;
  const kept = broughtBack(old.doc.slice(start, oldEnd).content, ownMark(old, "deletion", start === old.selection.from ? start : oldEnd), by);
  if (newEnd > start) {
    tr.removeMark(start, newEnd, schema.marks.deletion);
    tr.addMark(start, newEnd, ownMark(state, "insertion", start));
  }
  if (kept.size > 0) {
    tr.insert(start, kept);
    const goesOn = newEnd > start || (old.selection.empty && old.selection.head === start); // typed, or deleted forwards
    tr.setSelection(TextSelection.create(tr.doc, goesOn ? newEnd + kept.size : start));
  }
  return tr;
}

/** Across paragraphs: everything comes back, its words as deletions, and what was typed stands after them. */
function suggestAcross(old, state, { start, oldEnd, newEnd }) {
  const { tr, schema } = state;
  const typed = textIn(state.doc, start, newEnd).replaceAll("\n", " ").trim();
  tr.replace(start, newEnd, old.doc.slice(start, oldEnd));
  tr.addMark(start, oldEnd, ownMark(old, "deletion", start));
  if (typed) tr.insert(oldEnd, schema.text(typed, [ownMark(state, "insertion", start)]));
  return tr.setSelection(TextSelection.near(tr.doc.resolve(typed ? oldEnd + typed.length : start), typed ? -1 : 1));
}

function suggest(transactions, old, state) {
  if (!isSuggesting(state) || !isSuggesting(old) || !transactions.some((tr) => tr.docChanged)) return null;
  if (transactions.some((tr) => tr.getMeta(ySyncPluginKey) !== undefined || tr.getMeta("decided"))) return null;
  const range = changedRange(old.doc, state.doc);
  if (range === null || state.doc.resolve(range.start).parent.type.spec.code) return null;
  const { start, oldEnd, newEnd } = range;
  if (oldEnd === newEnd && textIn(old.doc, start, oldEnd) === textIn(state.doc, start, newEnd)) return null; // looks
  const inLine = isInLine(old.doc, start, oldEnd) && isInLine(state.doc, start, newEnd);
  const tr = inLine ? suggestInLine(old, state, range) : oldEnd > start ? suggestAcross(old, state, range) : state.tr.addMark(start, newEnd, ownMark(state, "insertion", start));
  return tr.docChanged ? tr : null;
}

export const Suggesting = Extension.create({
  name: "suggesting",
  addProseMirrorPlugins: () => [
    new Plugin({
      key: suggestingKey,
      state: { init: () => OFF, apply: (tr, value) => tr.getMeta(suggestingKey) ?? value },
      appendTransaction: suggest,
    }),
  ],
});
