/* Comments of the open text: a Yjs map beside the fragment, so that they are saved, merged and undone with it (the same
 * fields as writers_app/store/comments.py). Used by reviewpanel.jsx. */

import { useEffect, useState } from "react";
import { ySyncPluginKey } from "y-prosemirror";
import * as Y from "yjs";

import { apart, readReview, reviewKey } from "./review.jsx";

const QUOTED = 300;

const mapOf = (doc) => doc.getMap("comments");
const textOf = (value) => (typeof value === "string" ? value : "");
const byDate = (one, two) => one.date.localeCompare(two.date) || one.id.localeCompare(two.id);

function readComment(id, map) {
  return {
    id,
    text: textOf(map.get("text")),
    author: textOf(map.get("author")),
    user: textOf(map.get("user")),
    date: textOf(map.get("date")),
    parent: textOf(map.get("parent")),
    resolved: map.get("resolved") === true,
    quote: textOf(map.get("quote")),
  };
}

function rootOf(comment, all) {
  const seen = new Set();
  let root = comment;
  while (all.has(root.parent) && !seen.has(root.id)) {
    seen.add(root.id);
    root = all.get(root.parent);
  }
  return seen.has(root.id) ? comment : root;
}

/** Threads, the oldest first: the comment that began each, and its answers. */
function readThreads(doc) {
  const all = new Map();
  mapOf(doc).forEach((value, id) => {
    if (value instanceof Y.Map) all.set(id, readComment(id, value));
  });
  const threads = new Map();
  const sorted = [...all.values()].toSorted(byDate);
  for (const comment of sorted) if (rootOf(comment, all) === comment) threads.set(comment.id, { ...comment, answers: [] });
  for (const comment of sorted) {
    const root = rootOf(comment, all);
    if (root !== comment) threads.get(root.id)?.answers.push(comment);
  }
  return [...threads.values()];
}

export function useThreads(doc) {
  const [threads, setThreads] = useState([]);
  useEffect(() => {
    if (!doc) return undefined;
    const look = () => setThreads(readThreads(doc));
    look();
    mapOf(doc).observeDeep(look);
    return () => mapOf(doc).unobserveDeep(look);
  }, [doc]);
  return threads;
}

/** A change of the map, and after it one of the text, in one step of undo. */
function change(editor, doc, act, edit = () => {}) {
  const map = mapOf(doc);
  apart(editor, (undoManager) => {
    undoManager.addToScope(map);
    doc.transact(() => act(map), ySyncPluginKey);
    edit();
  });
}

function newComment(user, fields) {
  const values = { author: user.name, user: user.id, date: new Date().toISOString(), ...fields };
  return new Y.Map(Object.entries(values));
}

/** On the stretch that the draft marks; without one, on the text as a whole. */
export function addComment(editor, doc, user, text) {
  const { draft } = reviewKey.getState(editor.state);
  const id = crypto.randomUUID();
  const quote = draft ? editor.state.doc.textBetween(draft.from, draft.to, " ").slice(0, QUOTED) : "";
  const begin = (map) => map.set(id, newComment(user, { text, ...(quote ? { quote } : {}) }));
  change(editor, doc, begin, () => {
    const { tr, schema } = editor.state;
    if (draft) tr.addMark(draft.from, draft.to, schema.marks.comment.create({ id }));
    editor.view.dispatch(tr.setMeta(reviewKey, { draft: null }));
  });
  return id;
}

export function answerComment(editor, doc, user, parent, text) {
  change(editor, doc, (map) => map.set(crypto.randomUUID(), newComment(user, { text, parent })));
}

export function resolveComment(editor, doc, id, resolved) {
  change(editor, doc, (map) => map.get(id)?.set("resolved", resolved));
}

export function rewordComment(editor, doc, id, text) {
  change(editor, doc, (map) => map.get(id)?.set("text", text));
}

/** A comment that began a thread goes with its answers and its mark. */
export function deleteComment(editor, doc, { id, answers = [] }) {
  const forget = (map) => [id, ...answers.map((answer) => answer.id)].forEach((each) => map.delete(each));
  change(editor, doc, forget, () => {
    const { tr, schema } = editor.state;
    const mark = schema.marks.comment.create({ id });
    for (const { from, to } of readReview(tr.doc).comments.get(id)?.parts ?? []) tr.removeMark(from, to, mark);
    if (tr.docChanged) editor.view.dispatch(tr);
  });
}
