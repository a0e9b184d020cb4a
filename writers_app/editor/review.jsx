/* Suggestions and comments in a text: where they are, deciding on them, and what is drawn of them beyond their marks.
 * Used by manuscript.jsx; the panel is reviewpanel.jsx. */

import { Extension } from "@tiptap/core";
import { Plugin, PluginKey, TextSelection } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";
import { ySyncPluginKey, yUndoPluginKey } from "y-prosemirror";

import { isSuggesting, ownMark } from "./suggesting.jsx";

export const reviewKey = new PluginKey("review");

export const REVIEW_KEYS = { comment: "Mod+Alt+M", next: "F8", previous: "Shift+F8", accept: "Alt+Shift+Enter", reject: "Alt+Shift+Backspace" };

const CHANGES = new Set(["insertion", "deletion"]);
export const KINDS = new Set([...CHANGES, "comment"]);
const AUTHORS = 6; // colours in tokens.css
const CELLS = new Set(["tableCell", "tableHeader"]);
const ITEMS = new Set(["listItem", "taskItem"]);

/** One colour for one name, on every device; only ever beside an underline or a line through. */
export function authorClass(name) {
  let hash = 0x811c9dc5; // FNV-1a
  for (const letter of name ?? "") hash = Math.imul(hash ^ letter.codePointAt(0), 0x01000193) >>> 0;
  return `author-${((hash >>> 8) % AUTHORS) + 1}`;
}

// Where they are --------------------------------------------------------------------------------------

const known = new WeakMap(); // by textblock: an edited paragraph is a new node, and only it is read again

/** The runs of one textblock, places counted from the beginning of its content. */
function readBlock(block) {
  let runs = known.get(block);
  if (runs) return runs;
  runs = [];
  block.descendants((node, at) => {
    if (!node.isText) return true;
    for (const mark of node.marks) {
      if (!KINDS.has(mark.type.name)) continue;
      const { id, author, date } = mark.attrs;
      const kind = mark.type.name;
      const last = runs.findLast((run) => run.kind === kind && run.id === id && run.to === at);
      if (last) Object.assign(last, { to: at + node.nodeSize, text: last.text + node.text });
      else runs.push({ kind, id, author, date, from: at, to: at + node.nodeSize, text: node.text });
    }
    return false;
  });
  known.set(block, runs);
  return runs;
}

function readRuns(doc) {
  const found = [];
  doc.descendants((node, pos) => {
    if (!node.isTextblock) return true;
    for (const run of readBlock(node)) found.push({ ...run, from: run.from + pos + 1, to: run.to + pos + 1 });
    return false;
  });
  return found;
}

const bySame = (one, two) => one.author === two.author && (one.date ?? "").slice(0, 16) === (two.date ?? "").slice(0, 16);

/** Words deleted and words put in their place by the same hand are one suggestion; so is what one mark goes through. */
function belongs(suggestion, run) {
  const last = suggestion.parts.at(-1);
  if (last.kind === run.kind) return last.id === run.id && run.id !== null;
  return suggestion.parts.length === 1 && last.to === run.from && bySame(last, run);
}

function asSuggestion(run, seen) {
  const name = `${run.kind}:${run.id}`;
  seen.set(name, (seen.get(name) ?? 0) + 1);
  return { key: `${name}:${seen.get(name)}`, author: run.author, date: run.date, from: run.from, to: run.to, parts: [run] };
}

/** In the order of the text: {suggestions: [{key, kind, author, date, from, to, inserted, deleted, parts}], comments}. */
export function readReview(doc) {
  const suggestions = [];
  const comments = new Map(); // by id: {id, from, to, text, parts}
  const seen = new Map();
  for (const run of readRuns(doc)) {
    if (run.kind === "comment") {
      const there = comments.get(run.id);
      if (there) Object.assign(there, { to: run.to, text: `${there.text} ${run.text}`, parts: [...there.parts, run] });
      else comments.set(run.id, { id: run.id, from: run.from, to: run.to, text: run.text, parts: [run] });
      continue;
    }
    const last = suggestions.at(-1);
    if (last && belongs(last, run)) {
      last.parts.push(run);
      last.to = run.to;
    } else suggestions.push(asSuggestion(run, seen));
  }
  for (const suggestion of suggestions) {
    const textOf = (kind) => suggestion.parts.filter((part) => part.kind === kind).map((part) => part.text).join(" ");
    suggestion.inserted = textOf("insertion");
    suggestion.deleted = textOf("deletion");
    suggestion.kind = suggestion.inserted && suggestion.deleted ? "replacement" : suggestion.parts[0].kind;
  }
  return { suggestions, comments };
}

export const suggestionAt = (review, pos) => review.suggestions.find(({ parts }) => parts.some(({ from, to }) => from <= pos && pos <= to)) ?? null;

export const commentAt = (review, pos) => [...review.comments.values()].findLast(({ parts }) => parts.some(({ from, to }) => from <= pos && pos < to)) ?? null;

// Deciding --------------------------------------------------------------------------------------------

/** What held nothing but the suggestion goes with it: the line, its list item, a table without a word. */
function prune(tr, pos) {
  const $pos = tr.doc.resolve(pos);
  if ($pos.parent.content.size > 0) return undefined;
  if ($pos.parent.type.name === "footnote") {
    const before = $pos.before();
    tr.delete(before, $pos.after());
    return prune(tr, before);
  }
  let { depth } = $pos;
  while (depth > 1 && $pos.node(depth - 1).childCount === 1 && !CELLS.has($pos.node(depth - 1).type.name)) depth -= 1;
  const holder = $pos.node(depth - 1);
  if (CELLS.has(holder.type.name)) return pruneTable(tr, $pos);
  if (ITEMS.has(holder.type.name) && $pos.index(depth - 1) === 0) return undefined; // an item begins with its line
  if (depth === 1 && holder.childCount === 1) return tr.replaceWith(0, holder.content.size, tr.doc.type.schema.nodes.paragraph.create());
  return tr.delete($pos.before(depth), $pos.after(depth));
}

function pruneTable(tr, $pos) {
  for (let depth = $pos.depth; depth > 0; depth -= 1) {
    const node = $pos.node(depth);
    if (node.type.name !== "table") continue;
    const isOnly = depth === 1 && tr.doc.childCount === 1;
    if (node.textContent === "" && !isOnly) tr.delete($pos.before(depth), $pos.after(depth));
    return;
  }
}

/** One undoable change, from the end so that places before it stay true. */
function decideIn(tr, suggestions, accept) {
  const parts = suggestions.flatMap((suggestion) => suggestion.parts).toSorted((one, two) => two.from - one.from);
  const { marks } = tr.doc.type.schema;
  for (const { kind, from, to } of parts) {
    if ((kind === "deletion") !== accept) {
      tr.removeMark(from, to, marks[kind]);
      continue;
    }
    tr.delete(from, to);
    prune(tr, from);
  }
  return tr;
}

/** Every decision is a step of its own for undo. */
export function apart(editor, act) {
  const { undoManager } = yUndoPluginKey.getState(editor.state);
  undoManager.stopCapturing();
  act(undoManager);
  undoManager.stopCapturing();
}

/** Accept or reject the suggestions of these keys (all of them without keys). Answers how many there were. */
export function decide(editor, accept, keys = null) {
  const { suggestions } = readReview(editor.state.doc);
  const chosen = keys === null ? suggestions : suggestions.filter(({ key }) => keys.includes(key));
  if (chosen.length > 0 && editor.isEditable) {
    apart(editor, () => editor.view.dispatch(decideIn(editor.state.tr.setMeta("decided", true), chosen, accept).scrollIntoView()));
  }
  return chosen.length;
}

export function goTo(editor, { from }) {
  const at = TextSelection.near(editor.state.doc.resolve(from), 1);
  editor.view.dispatch(editor.state.tr.setSelection(at));
  const { node } = editor.view.domAtPos(from, 1);
  (node.nodeType === 1 ? node : node.parentElement)?.scrollIntoView({ block: "center" });
}

// Drawing ---------------------------------------------------------------------------------------------

const NOTHING = { stretches: [], draft: null, decorations: DecorationSet.empty };

function draw(doc, { stretches, draft }) {
  const inside = [...stretches, ...(draft ? [{ ...draft, class: "is-commenting" }] : [])].filter(({ to }) => to <= doc.content.size);
  return DecorationSet.create(doc, inside.map(({ from, to, class: name }) => Decoration.inline(from, to, { class: name })));
}

/** `stretches` ({from, to, class}) come from the panel, `draft` is what is just being commented on. */
function apply(tr, value) {
  const asked = tr.getMeta(reviewKey);
  if (asked) {
    const next = { ...value, ...asked };
    return { ...next, decorations: draw(tr.doc, next) };
  }
  if (!tr.docChanged || value === NOTHING) return value;
  const draft = value.draft && { from: tr.mapping.map(value.draft.from, 1), to: tr.mapping.map(value.draft.to, -1) };
  const kept = draft && draft.from < draft.to ? draft : null;
  return { ...value, draft: kept, decorations: value.decorations.map(tr.mapping, tr.doc) };
}

/** What one types within a suggestion is one's own, and neither the editor's nor gone with what was deleted; while one
 * suggests, it is marked from the first letter, so that nothing moves under a keyboard that composes. */
function typeApart(transactions, _old, state) {
  const { selection, storedMarks, schema } = state;
  if (!selection.empty || storedMarks || !transactions.some((tr) => tr.selectionSet || tr.docChanged)) return null;
  if (transactions.some((tr) => tr.getMeta(ySyncPluginKey)?.isChangeOrigin)) return null;
  const marks = selection.$from.marks();
  const own = marks.filter((mark) => !CHANGES.has(mark.type.name));
  if (isSuggesting(state) && selection.$from.parent.type.allowsMarkType(schema.marks.insertion)) {
    return state.tr.setStoredMarks(ownMark(state, "insertion", selection.from).addToSet(own));
  }
  return own.length < marks.length ? state.tr.setStoredMarks(own) : null;
}

export const Review = Extension.create({
  name: "review",
  addProseMirrorPlugins: () => [
    new Plugin({
      key: reviewKey,
      state: { init: () => NOTHING, apply },
      appendTransaction: typeApart,
      props: { decorations: (state) => reviewKey.getState(state).decorations },
    }),
  ],
});
