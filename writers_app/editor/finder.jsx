/* The panel of find and replace; the searching itself is search.jsx. Used by editor.jsx. */

import ChevronDown from "lucide-react/dist/esm/icons/chevron-down.mjs";
import ChevronUp from "lucide-react/dist/esm/icons/chevron-up.mjs";
import X from "lucide-react/dist/esm/icons/x.mjs";
import { useEffect, useRef, useState } from "react";

import { useWords } from "$/public/external/writers_app/components/words/words.js";
import { useEditorState } from "./react.jsx";
import { searchKey } from "./search.jsx";

function Toggle({ on, onChange, short, label }) {
  return (
    <button type="button" className="tool has-text" aria-pressed={on} aria-label={label} title={label} onClick={() => onChange(!on)}>
      <span aria-hidden="true">{short}</span>
    </button>
  );
}

function IconButton({ icon: Icon, label, ...props }) {
  return (
    <button type="button" className="tool" aria-label={label} title={label} {...props}>
      <Icon size={18} strokeWidth={1.75} aria-hidden="true" />
    </button>
  );
}

function useQuery(editor, request) {
  const open = request !== null;
  const initial = request?.text;
  const [query, setQuery] = useState({ text: "", matchCase: false, wholeWords: false, foldLetters: true });
  useEffect(() => {
    if (open && initial) setQuery((before) => ({ ...before, text: initial }));
  }, [open, initial]);
  useEffect(() => {
    editor.commands.search(open && query.text ? query : null);
    if (open && request.go && query.text === request.text) editor.commands.goToMatch(true);
  }, [editor, open, query]);
  return [query, (change) => setQuery((before) => ({ ...before, ...change }))];
}

function Tally({ count, current, asked }) {
  const words = useWords();
  const text = !asked ? "" : count === 0 ? words.t("Not found") : words.t("%(n)s of %(all)s", { n: current + 1, all: count });
  return (
    <span className="finder-tally numeric" role="status">
      {text}
    </span>
  );
}

export function Finder({ editor, editable, request, onClose }) {
  const words = useWords();
  const open = request !== null;
  const input = useRef(null);
  const [query, change] = useQuery(editor, request);
  const [replacement, setReplacement] = useState("");
  const found = useEditorState(editor, () => {
    const { matches, current } = searchKey.getState(editor.state);
    return { count: matches.length, current };
  });
  useEffect(() => {
    if (!open) return;
    input.current.focus();
    input.current.select();
  }, [open, request]);
  if (!open) return null;
  const go = (forward) => editor.commands.goToMatch(forward);
  const onKey = (event) => {
    if (event.key === "Escape") onClose();
    else if (event.key === "Enter" && event.target === input.current) go(!event.shiftKey);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const replaceOne = () => editor.commands.replaceMatch(replacement) && go(true);
  return (
    <search className="finder" aria-label={words.t("Find and replace")} onKeyDown={onKey}>
      <div className="finder-row">
        <input ref={input} className="input" dir="auto" value={query.text} aria-label={words.t("Find")} placeholder={words.t("Find")} onChange={(event) => change({ text: event.target.value })} />
        <Tally {...found} asked={query.text !== ""} />
        <IconButton icon={ChevronUp} label={words.t("Previous match")} onClick={() => go(false)} />
        <IconButton icon={ChevronDown} label={words.t("Next match")} onClick={() => go(true)} />
        <IconButton icon={X} label={words.t("Close")} onClick={onClose} />
      </div>
      <div className="finder-row">
        {editable && (
          <>
            <input className="input" dir="auto" value={replacement} aria-label={words.t("Replace with")} placeholder={words.t("Replace with")} onChange={(event) => setReplacement(event.target.value)} />
            <button type="button" className="button plain" aria-disabled={found.count === 0} onClick={replaceOne}>
              {words.t("Replace")}
            </button>
            <button type="button" className="button plain" aria-disabled={found.count === 0} onClick={() => editor.commands.replaceAllMatches(replacement)}>
              {words.t("All")}
            </button>
          </>
        )}
        <span className="finder-options">
          <Toggle on={query.matchCase} onChange={(matchCase) => change({ matchCase })} short="Aa" label={words.t("Match case")} />
          <Toggle on={query.wholeWords} onChange={(wholeWords) => change({ wholeWords })} short="“w”" label={words.t("Whole words")} />
          <Toggle on={query.foldLetters} onChange={(foldLetters) => change({ foldLetters })} short="ی=ي" label={words.t("Letters that look alike (ی and ي, half-spaces, digits)")} />
        </span>
      </div>
    </search>
  );
}
