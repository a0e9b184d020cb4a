/* The panel of checks: what could be looked at in the open text, by kind, with what each kind means. Used by editor.jsx. */

import "./panel.css";
import "./checks.css";

import Check from "lucide-react/dist/esm/icons/check.mjs";
import SpellCheck from "lucide-react/dist/esm/icons/spell-check.mjs";
import X from "lucide-react/dist/esm/icons/x.mjs";
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";

import { useOffer } from "$/public/scripts/commands.js";
import { call } from "$/public/scripts/requests.js";
import { msg, useWords } from "$/public/external/writers_app/components/words/words.js";
import { Checker } from "./checking.jsx";
import { canReplace } from "./checks.jsx";

const REMEMBERED = "writers.checks";
const SHOWN = 30;
const UNREACHABLE = msg("The server can't be reached. Try again in a moment.");
const TERM = /^(?:[\p{L}\p{M}\p{N}\u200c'’-]+ ?){1,4}$/u; // what can be a word or a name of the project
const NONE = { items: [], busy: true, trouble: null, current: null };

function remembered() {
  const { open = false, off = [] } = JSON.parse(localStorage.getItem(REMEMBERED) ?? "{}");
  return { open, off: new Set(off) };
}

/** Whether the panel is open and which kinds are off: one choice for all texts in this browser. */
function useChoice() {
  const [choice, setChoice] = useState(remembered);
  const choose = useCallback((change) => {
    setChoice((before) => {
      const next = { ...before, ...change };
      localStorage.setItem(REMEMBERED, JSON.stringify({ open: next.open, off: [...next.off] }));
      return next;
    });
  }, []);
  return [choice, choose];
}

function useChecker({ editor, documentId, explained, houseStyle, language, open, off }) {
  const [checker, setChecker] = useState(null);
  const lines = useMemo(() => Object.fromEntries(explained.map(({ name, line }) => [name, line])), [explained]);
  useEffect(() => {
    if (!editor || !open) return undefined;
    const made = new Checker({ editor, documentId, lines, off });
    setChecker(made);
    return () => {
      setChecker(null);
      made.destroy();
    };
  }, [editor, documentId, open, lines]);
  useEffect(() => checker?.turn(off), [checker, off]);
  useEffect(() => checker?.restart(), [checker, houseStyle, language]);
  return checker;
}

/** The checks of the open text: `toggle` opens and closes the panel. Offered in the command palette too. */
export function useChecks({ editor, documentId, explained, houseStyle, language }) {
  const [choice, choose] = useChoice();
  const checker = useChecker({ editor, documentId, explained, houseStyle, language, ...choice });
  const toggle = useCallback(() => choose({ open: !remembered().open }), [choose]);
  const offered = useMemo(() => [{ id: "check-text", label: msg("Check the text"), group: msg("This text"), keys: "F7", run: toggle }], [toggle]);
  useOffer(offered);
  return { checker, explained, open: choice.open, off: choice.off, toggle, turn: (off) => choose({ off }) };
}

function useCheckerState(checker) {
  const subscribe = useCallback((listener) => (checker ? checker.subscribe(listener) : () => {}), [checker]);
  return useSyncExternalStore(subscribe, () => (checker ? checker.snapshot() : NONE));
}

function shownText({ read, check }) {
  return read.text.slice(...check.shown);
}

function Better({ item: { read, check } }) {
  const [start, end] = check.shown;
  return (
    <>
      <del>{read.text.slice(start, end)}</del> <span className="check-arrow" aria-hidden="true">→</span>{" "}
      <ins>{read.text.slice(start, check.start) + check.replacement + read.text.slice(check.end, end)}</ins>
    </>
  );
}

function Item({ item, current, checker, editable, ignoreWord }) {
  const words = useWords();
  const row = useRef(null);
  const { read, check } = item;
  const accepts = editable && canReplace(read, check);
  useEffect(() => {
    if (current) row.current.scrollIntoView({ block: "nearest" });
  }, [current]);
  return (
    <li ref={row} aria-current={current || undefined}>
      <button type="button" className="check-place" dir="auto" onClick={() => checker.goTo(item)}>
        {check.replacement === null ? <span className="check-text">{shownText(item)}</span> : <Better item={item} />}
        {check.replacement === null && <span className="check-message">{words.t(check.message, check.values)}</span>}
      </button>
      <div className="check-acts">
        {accepts && (
          <button type="button" className="button plain" onClick={() => checker.accept([item])}>
            {words.t("Accept")}
          </button>
        )}
        <button type="button" className="button quiet" onClick={() => checker.ignore(item)}>
          {words.t("Ignore")}
        </button>
        {editable && TERM.test(shownText(item)) && (
          <button type="button" className="button quiet" onClick={() => ignoreWord(shownText(item))}>
            {words.t("Ignore in the project")}
          </button>
        )}
      </div>
    </li>
  );
}

function Kind({ kind, items, current, checker, editable, ignoreWord, onTurnOff }) {
  const words = useWords();
  const [open, setOpen] = useState(false);
  const [shown, setShown] = useState(SHOWN);
  const at = items.findIndex((item) => item.check === current);
  const acceptable = editable ? items.filter(({ read, check }) => canReplace(read, check)) : [];
  useEffect(() => {
    if (at === -1) return;
    setOpen(true);
    setShown((before) => Math.max(before, at + 1));
  }, [at]);
  return (
    <details className="check-kind" open={open} onToggle={(event) => setOpen(event.currentTarget.open)} data-kind={kind.name}>
      <summary>
        <span className={`remark remark-${kind.line}`}>{words.t(kind.title)}</span>
        <span className="badge numeric">{words.number(items.length)}</span>
      </summary>
      <div className="check-acts">
        {acceptable.length > 0 && (
          <button type="button" className="button plain" onClick={() => checker.accept(items)}>
            {words.t("Accept all of this kind")}
          </button>
        )}
        <button type="button" className="button quiet" onClick={onTurnOff}>
          {words.t("Don't show these")}
        </button>
      </div>
      <details className="check-about">
        <summary>{words.t("What is this?")}</summary>
        <p>{words.t(kind.definition)}</p>
        <p className="text-soft">
          <b>{words.t("How it is worked out")}</b> {words.t(kind.formula)}
        </p>
        <p className="text-soft">
          <b>{words.t("Source")}</b> {words.t(kind.source)}
        </p>
      </details>
      {open && (
        <ol role="list">
          {items.slice(0, shown).map((item, index) => (
            <Item key={index} item={item} current={item.check === current} checker={checker} editable={editable} ignoreWord={ignoreWord} />
          ))}
        </ol>
      )}
      {items.length > shown && (
        <button type="button" className="button quiet" onClick={() => setShown(shown + 100)}>
          {words.t("Show more")}
        </button>
      )}
    </details>
  );
}

function Hidden({ explained, off, turn }) {
  const words = useWords();
  const hidden = explained.filter(({ name }) => off.has(name));
  if (hidden.length === 0) return null;
  return (
    <section className="check-off">
      <h3>{words.t("Not shown")}</h3>
      {hidden.map(({ name, title }) => (
        <button key={name} type="button" className="button quiet" onClick={() => turn(new Set([...off].filter((one) => one !== name)))}>
          {words.t("Show %(kind)s", { kind: words.quote(words.t(title)) })}
        </button>
      ))}
    </section>
  );
}

/** What the server said, or that it said nothing. */
function explain(problem, words) {
  return words.t(problem.status ? problem.message : UNREACHABLE, problem.values);
}

function Summary({ items, busy, trouble }) {
  const words = useWords();
  if (trouble) return <p className="field-error" role="alert">{explain(trouble, words)}</p>;
  const found = items.length > 0 ? words.tn("%(n)s place to look at", "%(n)s places to look at", items.length) : words.t("Nothing to remark.");
  return <p className="text-soft numeric" role="status">{busy && items.length === 0 ? words.t("Reading the text…") : found}</p>;
}

/** Groups in the order of the kinds, corrections first. */
function groupByKind(items, explained) {
  const groups = new Map(explained.map((kind) => [kind.name, { kind, items: [] }]));
  for (const item of items) groups.get(item.check.kind)?.items.push(item);
  return [...groups.values()].filter((group) => group.items.length > 0);
}

/** For those who only read and have no toolbar. */
export function ChecksButton({ checks }) {
  const words = useWords();
  const label = words.t("Check the text");
  return (
    <button type="button" className="tool" aria-label={label} aria-pressed={checks.open} title={`${label} (F7)`} onClick={checks.toggle}>
      <SpellCheck size={18} strokeWidth={1.75} aria-hidden="true" />
    </button>
  );
}

export function ChecksPanel({ checks, projectId, editable, say }) {
  const words = useWords();
  const { checker, explained, off, toggle, turn } = checks;
  const state = useCheckerState(checker);
  const groups = useMemo(() => groupByKind(state.items, explained), [state.items, explained]);
  const acceptable = useMemo(() => (editable ? state.items.filter(({ read, check }) => canReplace(read, check)) : []), [state.items, editable]);
  const ignoreWord = (term) =>
    call("POST", `/projects/${projectId}/terms`, { term }).then(
      () => checker.restart(),
      (problem) => say(explain(problem, words)),
    );
  return (
    <aside className="checks side-panel" aria-label={words.t("Check the text")}>
      <header className="checks-head">
        <h2>{words.t("Check the text")}</h2>
        <button type="button" className="tool" aria-label={words.t("Close")} title={words.t("Close")} onClick={toggle}>
          <X size={18} strokeWidth={1.75} aria-hidden="true" />
        </button>
      </header>
      <Summary {...state} />
      {acceptable.length > 1 && (
        <button type="button" className="button plain" onClick={() => checker.accept(acceptable)}>
          <Check size={16} aria-hidden="true" />
          {words.tn("Accept %(n)s suggestion", "Accept all %(n)s suggestions", acceptable.length)}
        </button>
      )}
      {checker && groups.map(({ kind, items }) => (
        <Kind key={kind.name} kind={kind} items={items} current={state.current} checker={checker} editable={editable} ignoreWord={ignoreWord} onTurnOff={() => turn(new Set([...off, kind.name]))} />
      ))}
      <Hidden explained={explained} off={off} turn={turn} />
    </aside>
  );
}
