/* The save state, small and always true, and the sentences that need more room than it. Used by editor.jsx. */

import { useEffect, useRef, useState } from "react";

import { useWords } from "$/public/external/writers_app/components/words/words.js";

const SETTLE = 400; // "Saving…" may outlast the truth by this much, so that it doesn't flicker; "Saved" never does
const ANNOUNCE = 1_200;

export function readStatus(state, words) {
  const { phase, unsaved, kept, closeCode, trouble } = state;
  const failed = (reason) => ({ kind: "failed", text: words.t("Not saved: %(reason)s", { reason }) });
  if (unsaved > 0) {
    if (closeCode === 4401) return failed(words.t("you are signed out"));
    if (closeCode === 4404 || (state.right === "read" && phase === "open")) return failed(words.t("you may no longer write here"));
    if (closeCode === 4413) return failed(words.t("this change is too large"));
    if (trouble) return failed(words.t(trouble.message, trouble.values));
    if (state.keepingFails && phase !== "open") return failed(words.t("this browser keeps nothing; copy your text before you close the page"));
  }
  if (phase === "offline" || (phase === "opening" && closeCode !== null)) return { kind: "offline", text: offlineText(words, kept) };
  if (phase === "opening") return { kind: "opening", text: words.t("Opening…") };
  if (unsaved > 0) return { kind: "saving", text: words.t("Saving…") };
  return { kind: "saved", text: words.t("Saved") };
}

function offlineText(words, changes) {
  return words.tn("Offline, kept on this device (%(n)s change)", "Offline, kept on this device (%(n)s changes)", changes);
}

/** Goes over to "saved" only after a rest, and to everything else at once. */
function useSettled(status) {
  const [shown, setShown] = useState(status);
  useEffect(() => {
    const wait = status.kind === "saved" && shown.kind === "saving" ? SETTLE : 0;
    const timer = setTimeout(() => setShown(status), wait);
    return () => clearTimeout(timer);
  }, [status.kind, status.text]);
  return status.kind === "saved" ? shown : status;
}

/** A screen reader hears where the state has come to rest, not every key. */
function useAnnounced(text) {
  const [announced, setAnnounced] = useState("");
  const first = useRef(true);
  useEffect(() => {
    const timer = setTimeout(() => {
      if (!first.current || text !== "") setAnnounced(text);
      first.current = false;
    }, ANNOUNCE);
    return () => clearTimeout(timer);
  }, [text]);
  return announced;
}

export function StatusLine({ state }) {
  const words = useWords();
  const status = useSettled(readStatus(state, words));
  const announced = useAnnounced(status.text);
  return (
    <div className="save-state" data-state={status.kind}>
      <span className="save-dot" aria-hidden="true" />
      <span className="save-text">{status.text}</span>
      <span className="visually-hidden" role="status" aria-live="polite">
        {announced}
      </span>
    </div>
  );
}

function readBanner(state, words) {
  const { closeCode, phase, right, readReason } = state;
  if (closeCode === 4401) return { tone: "danger", text: words.t("You are signed out. Sign in again to go on; what was not saved is kept on this device."), href: "/login", action: words.t("Sign in") };
  if (closeCode === 4404) return { tone: "danger", text: words.t("This text is no longer shared with you, or it is gone. You see it as it was.") };
  if (closeCode === 4413) return { tone: "danger", text: words.t("The last change is larger than the server takes. It is kept on this device; make it smaller and load the page again.") };
  if (state.trouble) return { tone: "danger", text: words.t(state.trouble.message, state.trouble.values) };
  if (state.stalled) return { tone: "warning", text: words.t("The server has not confirmed your last changes for some seconds. They are kept on this device; keep this page open.") };
  if (right !== "read" || phase !== "open") return null;
  if (readReason === "schema") return { tone: "warning", text: words.t("This page is older than the server. Load it again to write.") };
  if (readReason === "trashed") return { tone: "note", text: words.t("This text is in the trash. Restore it to write in it.") };
  return { tone: "note", text: words.t("You are reading: your role in this project does not include writing.") };
}

export function Banner({ state }) {
  const words = useWords();
  const banner = readBanner(state, words);
  return (
    <div role={banner?.tone === "danger" ? "alert" : "status"} className="banner-holder">
      {banner && (
        <p className={`banner ${banner.tone}`}>
          {banner.text} {banner.href && <a href={`${banner.href}?next=${encodeURIComponent(location.pathname + location.search)}`}>{banner.action}</a>}
        </p>
      )}
    </div>
  );
}

export function CopiesNote({ copies, projectId }) {
  const words = useWords();
  if (copies.length === 0) return null;
  return (
    <div className="banner warning" role="status">
      <p>{words.t("This text got another version on the server while you were away. What you had written is kept as a document of its own:")}</p>
      {copies.map((copy) => (
        <a key={copy.id} href={`/projects/${projectId}/${copy.id}`} dir="auto">
          {copy.title}
        </a>
      ))}
    </div>
  );
}
