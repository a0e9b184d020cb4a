/* The cards of the panel of suggestions and comments: one suggestion, one thread, and the field for writing one. Used by
 * reviewpanel.jsx. */

import { useEffect, useRef, useState } from "react";

import { msg, useWords } from "$/public/external/writers_app/components/words/words.js";
import { showKeys } from "./actions.jsx";
import { answerComment, deleteComment, resolveComment, rewordComment } from "./comments.jsx";
import { authorClass, decide, goTo, REVIEW_KEYS } from "./review.jsx";

const KINDS = { insertion: msg("Insertion"), deletion: msg("Deletion"), replacement: msg("Replacement") };
const LONG = 240;

const shorten = (text) => (text.length > LONG ? `${text.slice(0, LONG)}…` : text);

function useVisible(current) {
  const row = useRef(null);
  useEffect(() => {
    if (current) row.current.scrollIntoView({ block: "nearest" });
  }, [current]);
  return row;
}

function Byline({ author, date, kind }) {
  const words = useWords();
  return (
    <p className="review-by">
      <span className={`review-dot ${authorClass(author)}`} aria-hidden="true" />
      <strong dir="auto">{author || words.t("Somebody")}</strong>
      {kind && <span>{words.t(kind)}</span>}
      {date && <time dateTime={date} title={words.moment(date)}>{words.when(date)}</time>}
    </p>
  );
}

export function SuggestionCard({ suggestion, current, review }) {
  const words = useWords();
  const row = useVisible(current);
  const { key, author, date, kind, inserted, deleted } = suggestion;
  const act = (accept) => decide(review.editor, accept, [key]);
  const about = words.quote(shorten(inserted || deleted));
  return (
    <li ref={row} className="review-card" aria-current={current || undefined}>
      <button type="button" className="review-place" onClick={() => goTo(review.editor, suggestion)}>
        <Byline author={author} date={date} kind={KINDS[kind]} />
        <span className="review-text" dir="auto">
          {deleted && <del>{shorten(deleted)}</del>}
          {deleted && inserted && " "}
          {inserted && <ins>{shorten(inserted)}</ins>}
        </span>
      </button>
      {review.editable && (
        <div className="review-acts">
          <button type="button" className="button plain" title={showKeys(REVIEW_KEYS.accept)} aria-label={words.t("Accept: %(text)s", { text: about })} onClick={() => act(true)}>
            {words.t("Accept")}
          </button>
          <button type="button" className="button quiet" title={showKeys(REVIEW_KEYS.reject)} aria-label={words.t("Reject: %(text)s", { text: about })} onClick={() => act(false)}>
            {words.t("Reject")}
          </button>
        </div>
      )}
    </li>
  );
}

/** A field that grows with its words; Ctrl+Enter sends, Escape leaves. */
export function Compose({ label, send, initial = "", onSend, onCancel }) {
  const words = useWords();
  const field = useRef(null);
  const [text, setText] = useState(initial);
  useEffect(() => field.current.focus(), []);
  const submit = (event) => {
    event?.preventDefault();
    if (text.trim()) onSend(text.trim());
  };
  const onKey = (event) => {
    event.stopPropagation();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit(event);
    else if (event.key === "Escape") onCancel();
  };
  return (
    <form className="review-compose" onSubmit={submit}>
      <textarea ref={field} className="input" dir="auto" rows={3} maxLength={10000} aria-label={label} value={text} onChange={(event) => setText(event.target.value)} onKeyDown={onKey} />
      <div className="review-acts">
        <button type="submit" className="button primary" disabled={!text.trim()}>{send}</button>
        <button type="button" className="button quiet" onClick={onCancel}>{words.t("Cancel")}</button>
      </div>
    </form>
  );
}

function Said({ comment, thread, review }) {
  const words = useWords();
  const [rewording, setRewording] = useState(false);
  const { editor, doc, editable } = review;
  const own = editable && comment.user !== "" && comment.user === review.user().id;
  const reword = (text) => {
    rewordComment(editor, doc, comment.id, text);
    setRewording(false);
  };
  return (
    <div className="review-said">
      {comment !== thread && <Byline author={comment.author} date={comment.date} />}
      {rewording ? (
        <Compose label={words.t("Comment")} send={words.t("Save")} initial={comment.text} onSend={reword} onCancel={() => setRewording(false)} />
      ) : (
        <p className="review-words" dir="auto">{comment.text}</p>
      )}
      {!rewording && (own || (editable && comment !== thread)) && (
        <div className="review-acts">
          {own && <button type="button" className="button quiet" onClick={() => setRewording(true)}>{words.t("Edit")}</button>}
          {comment !== thread && <button type="button" className="button quiet" onClick={() => deleteComment(editor, doc, comment)}>{words.t("Delete")}</button>}
        </div>
      )}
    </div>
  );
}

function Quote({ thread, place }) {
  const words = useWords();
  const text = place?.text ?? thread.quote;
  return (
    <span className="review-quote" dir="auto">
      {text ? shorten(text) : words.t("On the whole text")}
      {!place && text && <em>{words.t("These words are no longer in the text.")}</em>}
    </span>
  );
}

export function ThreadCard({ thread, place, current, review }) {
  const words = useWords();
  const row = useVisible(current);
  const [answering, setAnswering] = useState(false);
  const { editor, doc, editable } = review;
  const answer = (text) => {
    answerComment(editor, doc, review.user(), thread.id, text);
    setAnswering(false);
  };
  return (
    <li ref={row} className="review-card" aria-current={current || undefined} data-resolved={thread.resolved || undefined}>
      <button type="button" className="review-place" disabled={!place} onClick={() => goTo(editor, place)}>
        <Byline author={thread.author} date={thread.date} kind={thread.resolved ? msg("Resolved") : null} />
        <Quote thread={thread} place={place} />
      </button>
      <Said comment={thread} thread={thread} review={review} />
      {thread.answers.map((comment) => <Said key={comment.id} comment={comment} thread={thread} review={review} />)}
      {editable && answering && <Compose label={words.t("Answer")} send={words.t("Answer")} onSend={answer} onCancel={() => setAnswering(false)} />}
      {editable && !answering && (
        <div className="review-acts">
          <button type="button" className="button plain" onClick={() => setAnswering(true)}>{words.t("Answer")}</button>
          <button type="button" className="button quiet" onClick={() => resolveComment(editor, doc, thread.id, !thread.resolved)}>
            {thread.resolved ? words.t("Open again") : words.t("Resolve")}
          </button>
          <button type="button" className="button quiet" onClick={() => deleteComment(editor, doc, thread)}>{words.t("Delete")}</button>
        </div>
      )}
    </li>
  );
}
