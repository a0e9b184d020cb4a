/* The manuscript editor as one React component. Text stays between this page, its disk and /sync; never in Reflex state. */

import "./editor.css";

import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";

import { useWords } from "$/public/external/writers_app/components/words/words.js";
import { actionsIn } from "./actions.jsx";
import { useArrival } from "./arrival.jsx";
import { ChecksButton, ChecksPanel, useChecks } from "./checkspanel.jsx";
import { setRules } from "./counts.jsx";
import { Finder } from "./finder.jsx";
import { Footer } from "./footer.jsx";
import { ACCEPT, insertImages } from "./images.jsx";
import { LinkForm, linkRequest } from "./linkform.jsx";
import { makeEditor } from "./manuscript.jsx";
import { useManuscript } from "./opening.jsx";
import { ReviewButton, ReviewPanel, ReviewTip, takeReviewKeys, useReview } from "./reviewpanel.jsx";
import { SlashMenu } from "./slashmenu.jsx";
import { Banner, CopiesNote, StatusLine } from "./status.jsx";
import { isSuggesting, setSuggesting } from "./suggesting.jsx";
import { Toolbar } from "./toolbar.jsx";
import { FocusBar, useFocusMode } from "./zen.jsx";

const NO_STATE = { phase: "opening", synced: false, right: null, unsaved: 0, kept: 0, stalled: false, trouble: null, closeCode: null };

function useLinkState(link) {
  const subscribe = useCallback((listener) => (link ? link.subscribe(listener) : () => {}), [link]);
  return useSyncExternalStore(subscribe, () => (link ? link.snapshot() : NO_STATE));
}

/** Keeps only the facts that decide what is drawn, so that a key does not render the page. */
function useShape(link, readOnly) {
  const state = useLinkState(link);
  return { ready: state.synced, editable: !readOnly && state.synced && state.right === "write" && state.phase !== "stopped" };
}

function useEditor({ manuscript, ready, editable, host, props, invitation }) {
  const place = useRef(null);
  const [editor, setEditor] = useState(null);
  const { direction, language, title } = props;
  useEffect(() => {
    if (!manuscript || !ready) return undefined;
    const made = makeEditor({
      element: place.current,
      doc: manuscript.doc,
      awareness: manuscript.link.awareness,
      editable,
      direction,
      locale: language,
      label: title,
      invitation,
      uploadImages: (files, at) => host.current.uploadImages(files, at),
    });
    manuscript.editor = made;
    setEditor(made);
    return () => {
      setEditor(null);
      made.destroy();
    };
  }, [manuscript, ready, direction, language]);
  useEffect(() => {
    editor?.setEditable(editable, false);
  }, [editor, editable]);
  useEffect(() => {
    editor?.view.dom.setAttribute("aria-label", title);
  }, [editor, title]);
  return { editor, place };
}

/** What an action needs of the page around the text. */
function useHost({ editor, projectId, words, setLink, setFinder, review, checks, say }) {
  const picker = useRef(null);
  const host = useRef({});
  host.current = {
    review,
    comment: review.compose,
    suggest: () => {
      const on = !isSuggesting(editor.state);
      setSuggesting(editor, on ? review.user().name : null);
      say(on ? words.t("What you change is only suggested now.") : words.t("What you change is changed again."));
      editor.commands.focus();
    },
    editLink: () => setLink(linkRequest(editor)),
    openFinder: () => setFinder({ text: selectedText(editor) }),
    toggleChecks: checks.toggle,
    chooseImage: () => picker.current.click(),
    uploadImages: async (files, at) => {
      say(words.t("Adding the picture…"));
      const failure = words.t("The picture could not be added. Look at your connection, and try again.");
      const problems = await insertImages({ editor, address: "/api/v1/files", projectId, files, at, failure });
      say(problems.map((problem) => words.t(problem)).join(" "));
    },
  };
  return { host, picker };
}

function selectedText(editor) {
  const { from, to } = editor.state.selection;
  return to - from > 0 && to - from < 200 ? editor.state.doc.textBetween(from, to, " ") : "";
}

/** Elsewhere the same keys open the command palette. */
function wantsLink(editor, event) {
  return editor.isEditable && editor.view.dom.contains(event.target) && (!editor.state.selection.empty || editor.isActive("link"));
}

function takePageKeys(event, { editor, host, root, focus }) {
  const command = event.ctrlKey || event.metaKey;
  if (command && !event.shiftKey && !event.altKey && event.code === "KeyF") host.current.openFinder();
  else if (command && !event.shiftKey && !event.altKey && event.code === "KeyK" && wantsLink(editor, event)) host.current.editLink();
  else if (command && event.shiftKey && event.key === "Enter") focus.toggle();
  else if (event.key === "F7" && !command) host.current.toggleChecks();
  else if (event.altKey && event.key === "F10") root.querySelector('.toolbar [tabindex="0"]')?.focus();
  else if (!takeReviewKeys(event, host.current.review)) return;
  event.preventDefault();
  event.stopPropagation();
}

function usePageKeys(editor, host, focus) {
  const root = useRef(null);
  useEffect(() => {
    if (!editor) return undefined;
    const listen = (event) => takePageKeys(event, { editor, host, root: root.current, focus });
    window.addEventListener("keydown", listen, true);
    return () => window.removeEventListener("keydown", listen, true);
  }, [editor, host, focus]);
  return root;
}

function Skeleton() {
  const words = useWords();
  return (
    <div className="skeletons manuscript-skeleton" role="status" aria-label={words.t("Loading")}>
      <div className="skeleton title" />
      {Array.from({ length: 7 }, (_, index) => (
        <div className="skeleton" key={index} />
      ))}
    </div>
  );
}

function StatusOf({ link }) {
  return <StatusLine state={useLinkState(link)} />;
}

function BannerOf({ link }) {
  return <Banner state={useLinkState(link)} />;
}

function usePatterns(wordPattern, characterPattern) {
  useMemo(() => setRules({ wordPattern, characterPattern }), [wordPattern, characterPattern]);
}

/** The document that is meant: the last one, while the page's state is away and the address is still the same. */
function useSteady(props) {
  const kept = useRef(null);
  if (props.documentId) kept.current = { props, path: location.pathname };
  return props.documentId || kept.current?.path !== location.pathname ? props : kept.current.props;
}

export function ManuscriptEditor(given) {
  const props = useSteady(given);
  if (props.documentId) return <OpenEditor {...props} />;
  return props.waiting ? <Skeleton /> : null;
}

/** Beside the text is room for one panel: the one opened last. */
function useOnePanel(review, checks) {
  const last = useRef(null);
  useEffect(() => {
    if (review.open && checks.open) (last.current === "review" ? () => review.setOpen(false) : checks.toggle)();
    else last.current = review.open ? "review" : checks.open ? "checks" : null;
  }, [review.open, checks.open]);
}

function OpenEditor(props) {
  const { userId, documentId, projectId, title, language, readOnly, pace, wordPattern, characterPattern, checkKinds, houseStyle, children } = props;
  const words = useWords();
  const [linkAt, setLink] = useState(null);
  const [finder, setFinder] = useState(null);
  const [message, say] = useState("");
  usePatterns(wordPattern, characterPattern);
  const { manuscript, copies } = useManuscript({ userId, documentId, projectId, title });
  const link = manuscript?.link ?? null;
  const { ready, editable } = useShape(link, readOnly);
  const hostOf = useRef({});
  const { editor, place } = useEditor({ manuscript, ready, editable, host: hostOf, props, invitation: words.t("Write here. Type / for headings, lists and pictures.") });
  const checks = useChecks({ editor, documentId, language, explained: checkKinds, houseStyle });
  const review = useReview({ editor, manuscript, editable });
  const { host, picker } = useHost({ editor, projectId, words, setLink, setFinder, review, checks, say });
  hostOf.current = host.current;
  useOnePanel(review, checks);
  useArrival(editor);
  const focus = useFocusMode(editor);
  const root = usePageKeys(editor, host, focus);
  const actions = useMemo(() => {
    const later = (name) => () => host.current[name]();
    return actionsIn(words, { editLink: later("editLink"), openFinder: later("openFinder"), comment: later("comment"), suggest: later("suggest"), toggleChecks: later("toggleChecks"), chooseImage: later("chooseImage") });
  }, [words, host]);
  useEffect(() => {
    const text = new URLSearchParams(location.search).get("find");
    if (editor && text) setFinder({ text, go: true });
  }, [editor]);
  const closeFinder = useCallback(() => {
    setFinder(null);
    editor?.commands.focus();
  }, [editor]);
  const closeLink = useCallback(() => setLink(null), []);

  return (
    <section className="editor" ref={root} data-ready={editor !== null} data-editable={editable}>
      <header className="editor-head">
        {children}
        <h1 className="editor-title" dir="auto">{title || words.t("Untitled")}</h1>
        <StatusOf link={link} />
        {editor && !editable && <ChecksButton checks={checks} />}
        {editor && <ReviewButton review={review} />}
        {editor && <FocusBar focus={focus} />}
      </header>
      {editor && editable && <Toolbar editor={editor} actions={actions} />}
      <BannerOf link={link} />
      <CopiesNote copies={copies} projectId={projectId} />
      {editor && <Finder editor={editor} editable={editable} request={finder} onClose={closeFinder} />}
      <div className="manuscript-page" style={{ "--page-break": JSON.stringify(words.t("Page break")) }} onMouseDown={(event) => focusBelow(event, editor)}>
        {!editor && <Skeleton />}
        <div ref={place} className="manuscript-host" />
      </div>
      {editor && checks.open && <ChecksPanel checks={checks} projectId={projectId} editable={editable} say={say} />}
      {editor && review.open && <ReviewPanel review={review} say={say} />}
      {editor && <ReviewTip review={review} />}
      {editor && editable && <SlashMenu editor={editor} actions={actions} />}
      {editor && <LinkForm editor={editor} request={linkAt} onClose={closeLink} />}
      {editor && <Footer editor={editor} documentId={documentId} pace={pace} />}
      <input ref={picker} type="file" accept={ACCEPT} multiple hidden onChange={(event) => pick(event, host)} />
      <p className="editor-message" role="status">{message}</p>
    </section>
  );
}

/** A click beside or under the text means its nearest place. */
function focusBelow(event, editor) {
  if (!editor || event.target.closest(".manuscript") || event.button !== 0) return;
  const last = editor.view.dom.lastElementChild?.getBoundingClientRect();
  if (last && event.clientY > last.bottom) {
    event.preventDefault();
    editor.commands.focus("end");
  }
}

function pick(event, host) {
  const files = [...event.target.files];
  event.target.value = "";
  if (files.length > 0) host.current.uploadImages(files);
}
