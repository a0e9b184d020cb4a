/* The panel of suggestions and comments, in the order of the text, and what is told of one where it stands. Used by editor.jsx. */

import "./panel.css";
import "./review.css";

import ChevronDown from "lucide-react/dist/esm/icons/chevron-down.mjs";
import ChevronUp from "lucide-react/dist/esm/icons/chevron-up.mjs";
import MessageSquarePlus from "lucide-react/dist/esm/icons/message-square-plus.mjs";
import MessageSquare from "lucide-react/dist/esm/icons/message-square-text.mjs";
import X from "lucide-react/dist/esm/icons/x.mjs";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";

import { useMinute, useWords } from "$/public/external/writers_app/components/words/words.js";
import { showKeys } from "./actions.jsx";
import { addComment, useThreads } from "./comments.jsx";
import { useEditorState } from "./react.jsx";
import { commentAt, decide, goTo, readReview, REVIEW_KEYS, reviewKey, suggestionAt } from "./review.jsx";
import { Compose, SuggestionCard, ThreadCard } from "./reviewcards.jsx";

const REST = 250; // ms without a change before the text is read again
const SHOWN = 100;
const NOTHING = { suggestions: [], comments: new Map() };

/** The text's own order; comments whose words are gone stand at the end. */
function listItems({ suggestions, comments }, threads, showResolved) {
  const placed = threads.map((thread) => ({ kind: "thread", key: `comment:${thread.id}`, thread, place: comments.get(thread.id) ?? null }));
  const shown = placed.filter(({ thread }) => showResolved || !thread.resolved);
  const items = [...suggestions.map((suggestion) => ({ kind: "suggestion", key: suggestion.key, suggestion, place: suggestion })), ...shown];
  return items.toSorted((one, two) => (one.place?.from ?? Infinity) - (two.place?.from ?? Infinity));
}

/** The item under the caret: a suggestion before the comment that lies under it. */
function itemAt(review, pos) {
  const suggestion = suggestionAt(review, pos);
  const comment = suggestion ? null : commentAt(review, pos);
  return suggestion?.key ?? (comment ? `comment:${comment.id}` : null);
}

function readPlace(editor) {
  const { doc, selection } = editor.state;
  return { doc, head: selection.empty ? selection.head : selection.from };
}

/** Resolved comments leave no colour in the text; what one looks at has a frame. */
function stretchesOf(review, threads, current) {
  const quiet = new Set(threads.filter((thread) => thread.resolved).map((thread) => thread.id));
  const known = new Set(threads.map((thread) => thread.id));
  const stretches = [];
  for (const { id, parts } of review.comments.values()) {
    if (quiet.has(id) || !known.has(id)) stretches.push(...parts.map(({ from, to }) => ({ from, to, class: "is-quiet" })));
  }
  for (const { from, to } of current?.place?.parts ?? []) stretches.push({ from, to, class: "is-looked-at" });
  return stretches;
}

function useDrawn(editor, review, threads, current) {
  const last = useRef("[]");
  useEffect(() => {
    if (!editor || editor.isDestroyed) return;
    const stretches = stretchesOf(review, threads, current);
    const told = JSON.stringify(stretches);
    if (told === last.current) return;
    last.current = told;
    editor.view.dispatch(editor.state.tr.setMeta(reviewKey, { stretches }));
  }, [editor, review, threads, current]);
}

/** Everything of suggestions and comments that the page needs: see ReviewButton, ReviewPanel and ReviewTip. */
export function useReview({ editor, manuscript, editable }) {
  const [open, setOpen] = useState(false);
  const [composing, setComposing] = useState(false);
  const [showResolved, setShowResolved] = useState(false);
  const threads = useThreads(manuscript?.doc ?? null);
  const { doc, head } = useEditorStateOrNothing(editor);
  const review = useMemo(() => (doc ? readReview(doc) : NOTHING), [doc]);
  const items = useMemo(() => listItems(review, threads, showResolved), [review, threads, showResolved]);
  const key = doc ? itemAt(review, head) : null;
  const current = items.find((item) => item.key === key) ?? null;
  useDrawn(editor, review, threads, open ? current : null);
  useEffect(() => {
    if (editor && new URLSearchParams(location.search).has("review")) setOpen(true);
  }, [editor]);
  const compose = useCallback(() => {
    const { from, to, empty } = editor.state.selection;
    if (!empty) editor.view.dispatch(editor.state.tr.setMeta(reviewKey, { draft: { from, to } }));
    setOpen(true);
    setComposing(true);
  }, [editor]);
  const stopComposing = useCallback(() => {
    setComposing(false);
    editor.view.dispatch(editor.state.tr.setMeta(reviewKey, { draft: null }));
    editor.commands.focus();
  }, [editor]);
  const user = () => manuscript.link.awareness.getLocalState()?.user ?? { id: "", name: "" };
  return { editor, doc: manuscript?.doc, user, editable, open, setOpen, composing, compose, stopComposing, threads, review, items, current, showResolved, setShowResolved };
}

function useEditorStateOrNothing(editor) {
  return useEditorState(editor ?? NO_EDITOR, () => (editor ? readPlace(editor) : { doc: null, head: 0 }), REST);
}

const NO_EDITOR = { on: () => {}, off: () => {}, isDestroyed: true };

/** To the item after (or before) the caret, round the end. */
export function step({ editor, items }, forward) {
  const placed = items.filter(({ place }) => place !== null);
  if (placed.length === 0) return;
  const { from, to } = editor.state.selection;
  const after = placed.find(({ place }) => place.from > to) ?? placed[0];
  const before = placed.findLast(({ place }) => place.to < from) ?? placed.at(-1);
  goTo(editor, (forward ? after : before).place);
}

export function takeReviewKeys(event, review) {
  const { editor, editable } = review;
  const command = event.ctrlKey || event.metaKey;
  if (command && event.altKey && event.code === "KeyM" && editable) requestAnimationFrame(() => setTimeout(review.compose)); // the selection comes after its keys
  else if (event.key === "F8" && !command && !event.altKey) step(review, !event.shiftKey);
  else if (!event.altKey || !event.shiftKey || command || !editor.view.dom.contains(event.target)) return false;
  else if (event.key === "Enter" || event.key === "Backspace") return decideHere(review, event.key === "Enter");
  else return false;
  return true;
}

/** On the suggestion under the caret, and on to the next one. */
function decideHere(review, accept) {
  const { editor } = review;
  const here = suggestionAt(readReview(editor.state.doc), editor.state.selection.head);
  if (!here || !editor.isEditable) return false;
  decide(editor, accept, [here.key]);
  step({ editor, items: readReview(editor.state.doc).suggestions.map((place) => ({ place })) }, true);
  return true;
}

export function ReviewButton({ review }) {
  const words = useWords();
  const count = review.review.suggestions.length + review.threads.filter((thread) => !thread.resolved).length;
  const label = words.t("Suggestions and comments");
  if (count === 0 && !review.open && review.threads.length === 0) return null;
  return (
    <button type="button" className="tool has-text review-button" aria-label={`${label}: ${words.number(count)}`} title={label} aria-expanded={review.open} onClick={() => review.setOpen(!review.open)}>
      <MessageSquare size={18} strokeWidth={1.75} aria-hidden="true" />
      <span className="numeric" aria-hidden="true">{words.number(count)}</span>
    </button>
  );
}

function Tally({ review }) {
  const words = useWords();
  const { suggestions } = review.review;
  const open = review.threads.filter((thread) => !thread.resolved).length;
  return (
    <p className="text-soft" role="status">
      {words.tn("%(n)s suggestion", "%(n)s suggestions", suggestions.length)}
      {words.locale === "fa" ? "، " : ", "}
      {words.tn("%(n)s comment", "%(n)s comments", open)}
    </p>
  );
}

function Steps({ review }) {
  const words = useWords();
  const iconButton = (Icon, label, keys, run) => (
    <button type="button" className="tool" aria-label={label} title={`${label} (${showKeys(keys)})`} onMouseDown={(event) => event.preventDefault()} onClick={run}>
      <Icon size={18} strokeWidth={1.75} aria-hidden="true" />
    </button>
  );
  return (
    <>
      {review.editable && iconButton(MessageSquarePlus, words.t("Comment"), REVIEW_KEYS.comment, review.compose)}
      {iconButton(ChevronUp, words.t("Previous one"), REVIEW_KEYS.previous, () => step(review, false))}
      {iconButton(ChevronDown, words.t("Next one"), REVIEW_KEYS.next, () => step(review, true))}
    </>
  );
}

function Everything({ review, say }) {
  const words = useWords();
  if (!review.editable || review.review.suggestions.length < 2) return null;
  const all = (accept, told) => {
    decide(review.editor, accept);
    say(told);
  };
  return (
    <div className="review-acts">
      <button type="button" className="button plain" onClick={() => all(true, words.t("All suggestions were accepted. Undo brings them back."))}>
        {words.t("Accept all")}
      </button>
      <button type="button" className="button plain" onClick={() => all(false, words.t("All suggestions were rejected. Undo brings them back."))}>
        {words.t("Reject all")}
      </button>
    </div>
  );
}

export function ReviewPanel({ review, say }) {
  const words = useWords();
  const [shown, setShown] = useState(SHOWN);
  useMinute();
  const { items, current, composing, editable } = review;
  const resolved = review.threads.filter((thread) => thread.resolved).length;
  const close = () => {
    review.setOpen(false);
    review.editor.commands.focus();
  };
  const onKey = (event) => {
    if (event.key !== "Escape" || composing) return;
    event.stopPropagation();
    close();
  };
  return (
    <aside className="review side-panel" aria-label={words.t("Suggestions and comments")} onKeyDown={onKey}>
      <header className="review-head">
        <h2>{words.t("Suggestions and comments")}</h2>
        <button type="button" className="tool" aria-label={words.t("Close")} title={words.t("Close")} onClick={close}>
          <X size={18} strokeWidth={1.75} aria-hidden="true" />
        </button>
      </header>
      <div className="review-bar">
        <Tally review={review} />
        <Steps review={review} />
      </div>
      <Everything review={review} say={say} />
      {composing && <Compose label={words.t("Comment")} send={words.t("Comment")} onSend={(text) => { addComment(review.editor, review.doc, review.user(), text); review.stopComposing(); }} onCancel={review.stopComposing} />}
      {items.length === 0 && !composing && <p className="text-soft">{editable ? words.t("Nothing here yet. Select some words and press %(keys)s to comment on them; what an editor sends back as Word appears here as suggestions.", { keys: words.quote(showKeys(REVIEW_KEYS.comment)) }) : words.t("Nothing has been suggested or remarked here.")}</p>}
      <ol role="list">
        {items.slice(0, shown).map((item) =>
          item.kind === "suggestion" ? (
            <SuggestionCard key={item.key} suggestion={item.suggestion} current={item === current} review={review} />
          ) : (
            <ThreadCard key={item.key} thread={item.thread} place={item.place} current={item === current} review={review} />
          ),
        )}
      </ol>
      {items.length > shown && <button type="button" className="button plain" onClick={() => setShown(shown + SHOWN)}>{words.t("Show more")}</button>}
      {resolved > 0 && (
        <label className="check">
          <input type="checkbox" checked={review.showResolved} onChange={(event) => review.setShowResolved(event.target.checked)} />
          <span>{words.t("Show resolved comments (%(n)s)", { n: resolved })}</span>
        </label>
      )}
    </aside>
  );
}

/** What is told of a suggestion or comment where it stands, to who points at it or has the caret in it. */
export function ReviewTip({ review }) {
  const words = useWords();
  const tip = useRef(null);
  const [at, setAt] = useState(null);
  const { editor } = review;
  useEffect(() => {
    const { dom } = editor.view; // when the page is left, the editor is destroyed before this effect is undone
    const page = dom.closest(".manuscript-page");
    const look = (event) => {
      const mark = event.target.closest?.("[data-review]");
      setAt(mark ? { mark, x: event.clientX } : null);
    };
    const leave = () => setAt(null);
    dom.addEventListener("mouseover", look);
    dom.addEventListener("mouseleave", leave);
    page.addEventListener("scroll", leave, { passive: true });
    editor.on("update", leave);
    return () => {
      dom.removeEventListener("mouseover", look);
      dom.removeEventListener("mouseleave", leave);
      page.removeEventListener("scroll", leave);
      editor.off("update", leave);
    };
  }, [editor]);
  useEffect(() => {
    if (!at) return;
    const box = [...at.mark.getClientRects()].find((rect) => at.x >= rect.left && at.x <= rect.right) ?? at.mark.getBoundingClientRect();
    const { width, height } = tip.current.getBoundingClientRect();
    tip.current.style.left = `${Math.max(4, Math.min(at.x - width / 2, innerWidth - width - 4))}px`;
    tip.current.style.top = `${box.top > height + 8 ? box.top - height - 4 : box.bottom + 4}px`;
  }, [at]);
  if (!at) return null;
  return (
    <div ref={tip} className="review-tip" role="tooltip">
      {tellOf(at.mark, review, words)}
    </div>
  );
}

function tellOf(mark, review, words) {
  const { review: kind, author, date, id } = mark.dataset;
  if (kind === "comment") {
    const thread = review.threads.find((one) => one.id === id);
    return thread ? `${words.quote(thread.author)}: ${words.quote(thread.text.slice(0, 200))}` : words.t("Comment");
  }
  const values = { name: words.quote(author || words.t("an editor")), when: words.day(date) };
  const told = kind === "insertion" ? words.t("Inserted by %(name)s", values) : words.t("Deleted by %(name)s", values);
  return date ? `${told} · ${values.when}` : told;
}
