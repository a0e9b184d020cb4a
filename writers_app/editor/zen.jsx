/* Focus mode around the text: hides everything but the page, and asks how much of the text stays bright. Used by editor.jsx. */

import Focus from "lucide-react/dist/esm/icons/focus.mjs";
import { useCallback, useEffect, useMemo, useState } from "react";

import { useWords } from "$/public/external/writers_app/components/words/words.js";
import { showKeys } from "./actions.jsx";
import { slashKey } from "./slash.jsx";

const REMEMBERED = "writers.bright";
const KINDS = ["all", "paragraph", "sentence"];

function remembered() {
  const kind = localStorage.getItem(REMEMBERED);
  return KINDS.includes(kind) ? kind : "paragraph";
}

/** Escape first closes what is open over the text, and leaves a footnote. */
function isAskedForElse(editor, event) {
  const { state } = editor;
  if (slashKey.getState(state).open || state.selection.$head.parent.type.name === "footnote") return true;
  return event.target.closest?.(".finder") || document.querySelector("dialog[open], :popover-open");
}

export function useFocusMode(editor) {
  const [on, setOn] = useState(false);
  const [bright, setBright] = useState(remembered);
  const toggle = useCallback(() => setOn((before) => !before), []);
  useEffect(() => {
    if (!editor) return undefined;
    editor.commands.setFocusMode(on ? bright : null);
    editor.view.dom.dataset.bright = on ? bright : "all";
    if (on) document.documentElement.dataset.focus = "on";
    else delete document.documentElement.dataset.focus;
    if (on) editor.commands.focus();
    return () => delete document.documentElement.dataset.focus;
  }, [editor, on, bright]);
  useEffect(() => {
    if (!on) return undefined;
    const leave = (event) => {
      if (event.key === "Escape" && !isAskedForElse(editor, event)) setOn(false);
    };
    window.addEventListener("keydown", leave, true); // before ProseMirror, which takes every Escape
    return () => window.removeEventListener("keydown", leave, true);
  }, [editor, on]);
  const choose = useCallback((kind) => {
    localStorage.setItem(REMEMBERED, kind);
    setBright(kind);
  }, []);
  return useMemo(() => ({ on, bright, toggle, choose }), [on, bright, toggle, choose]);
}

export function FocusBar({ focus }) {
  const words = useWords();
  const names = { all: words.t("Everything"), paragraph: words.t("Paragraph"), sentence: words.t("Sentence") };
  const label = focus.on ? words.t("Leave focus mode") : words.t("Focus mode");
  return (
    <div className="focus-bar">
      {focus.on && (
        <div className="segments" role="group" aria-label={words.t("What stays bright")}>
          {KINDS.map((kind) => (
            <button key={kind} type="button" aria-pressed={focus.bright === kind} onClick={() => focus.choose(kind)}>
              {names[kind]}
            </button>
          ))}
        </div>
      )}
      <button type="button" className="tool" aria-label={label} aria-pressed={focus.on} title={`${label} (${showKeys("Mod+Shift+Enter")})`} onClick={focus.toggle}>
        <Focus size={18} strokeWidth={1.75} aria-hidden="true" />
      </button>
    </div>
  );
}
