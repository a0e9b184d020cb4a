/* The list that "/" opens; the plugin behind it is slash.jsx. Used by editor.jsx. */

import { useEffect, useMemo, useRef, useState } from "react";

import { useWords } from "$/public/external/writers_app/components/words/words.js";
import { showKeys } from "./actions.jsx";
import { Floating } from "./popover.jsx";
import { useEditorState } from "./react.jsx";
import { slashKey } from "./slash.jsx";

const OFFERED = {
  paragraph: "text paragraph",
  heading1: "heading 1 chapter h1",
  heading2: "heading 2 h2",
  heading3: "heading 3 h3",
  heading4: "heading 4 h4",
  sceneBreak: "scene break rule line",
  pageBreak: "page break",
  bulletList: "bulleted list ul",
  orderedList: "numbered list ol",
  taskList: "task list todo",
  blockquote: "quotation quote",
  footnote: "footnote note",
  image: "picture image",
  table: "table",
  codeBlock: "code",
};

function offered(actions, query) {
  const asked = query.trim().toLocaleLowerCase();
  return Object.keys(OFFERED).filter((id) => `${OFFERED[id]} ${actions[id].label.toLocaleLowerCase()}`.includes(asked));
}

function choose(editor, action) {
  const { from } = slashKey.getState(editor.state);
  editor.chain().focus().deleteRange({ from, to: editor.state.selection.from }).run();
  action.run(editor);
}

function useMenu(editor, actions) {
  const state = useEditorState(editor, () => {
    const { open, from, query } = slashKey.getState(editor.state);
    return { open: open && editor.isFocused, from, query };
  });
  const items = useMemo(() => (state.open ? offered(actions, state.query) : []), [state.open, state.query, actions]);
  return { ...state, items };
}

/** Keys are answered from the text as it is now, not as it was last drawn: a quick "/table" and Enter makes a table. */
function useMenuKeys(editor, actions, at, setAt) {
  const chosen = useRef(at);
  chosen.current = at;
  useEffect(() => {
    const menu = editor.storage.slash;
    if (!menu) return undefined; // the editor was destroyed, as when its text goes to the trash, and is drawn once more
    menu.onKey = (event) => {
      const { query } = slashKey.getState(editor.state);
      const items = offered(actions, query);
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (items.length === 0 || (!step && event.key !== "Enter" && event.key !== "Tab")) return false;
      const place = chosen.current.query === query ? chosen.current.index : 0;
      if (step) setAt({ query, index: (place + step + items.length) % items.length });
      else choose(editor, actions[items[place]]);
      return true;
    };
    return () => {
      menu.onKey = null;
    };
  }, [editor, actions, setAt]);
}

function caretBox(editor, from) {
  const { top, bottom, left, right } = editor.view.coordsAtPos(from);
  return { top, bottom, left, right };
}

export function SlashMenu({ editor, actions }) {
  const words = useWords();
  const { open, from, query, items } = useMenu(editor, actions);
  const [place, setPlace] = useState({ query: "", index: 0 });
  const list = useRef(null);
  useMenuKeys(editor, actions, place, setPlace);
  const at = place.query === query ? place.index : 0;
  const shown = open && items.length > 0;
  const box = useMemo(() => (shown ? caretBox(editor, from) : null), [shown, from, editor]);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
    const { dom } = editor.view;
    if (shown) dom.setAttribute("aria-activedescendant", `slash-${items[at]}`);
    else dom.removeAttribute("aria-activedescendant");
  }, [editor, shown, items, at]);
  const close = () => editor.view.dispatch(editor.state.tr.setMeta(slashKey, { close: true }));
  return (
    <Floating at={box} onClose={close} manual className="slash-menu">
      <div className="floating-list" role="listbox" aria-label={words.t("Insert")} ref={list}>
        {items.map((id, index) => (
          <button
            key={id}
            id={`slash-${id}`}
            type="button"
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            onMouseDown={(event) => event.preventDefault()}
            onMouseMove={() => index !== at && setPlace({ query, index })}
            onClick={() => choose(editor, actions[id])}
          >
            <Glyph of={actions[id]} />
            <span>{actions[id].label}</span>
            {actions[id].keys && <kbd>{showKeys(actions[id].keys)}</kbd>}
          </button>
        ))}
      </div>
    </Floating>
  );
}

function Glyph({ of }) {
  return <of.icon size={18} strokeWidth={1.75} aria-hidden="true" />;
}
