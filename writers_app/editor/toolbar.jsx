/* The toolbar: one stop for Tab, arrows inside, and what doesn't fit under "More". On a phone it sits on the keyboard. */

import ChevronDown from "lucide-react/dist/esm/icons/chevron-down.mjs";
import Ellipsis from "lucide-react/dist/esm/icons/ellipsis.mjs";
import { useEffect, useLayoutEffect, useRef, useState } from "react";

import { useWords } from "$/public/external/writers_app/components/words/words.js";
import { LANGUAGES as SPOKEN, showKeys } from "./actions.jsx";
import { MenuButton } from "./popover.jsx";
import { useEditorState } from "./react.jsx";

const STYLES = ["paragraph", "heading1", "heading2", "heading3", "heading4"];
const ALIGNMENTS = ["align-start", "align-center", "align-end", "align-justify"];
const LANGUAGES = SPOKEN.map((lang) => `language-${lang}`);
const TABLE_STEPS = ["addRowBefore", "addRowAfter", "addColumnBefore", "addColumnAfter", "toggleHeaderRow", "mergeOrSplit", "deleteRow", "deleteColumn", "deleteTable"];
const TOOLS = [
  ...["undo", "redo", "styles", "bold", "italic", "underline", "link", "bulletList", "orderedList", "blockquote"],
  ...["table", "direction-ltr", "direction-rtl", "footnote", "comment", "suggest", "image", "sceneBreak", "alignments", "strike", "highlight"],
  ...["superscript", "subscript", "taskList", "code", "codeBlock", "pageBreak", "languages", "clear"],
];
const ENDS_GROUP = new Set(["redo", "styles", "link", "blockquote", "suggest", "direction-rtl", "sceneBreak", "alignments"]);
const HAS_STATE = (action) => action.active !== undefined;

function readTools(editor, actions) {
  const state = {};
  for (const action of Object.values(actions)) {
    if (action.active) state[action.id] = action.active(editor);
    if (action.disabled) state[`${action.id}:off`] = action.disabled(editor);
  }
  state.inTable = editor.isActive("table");
  return state;
}

function Glyph({ of }) {
  return of ? <of.icon size={18} strokeWidth={1.75} aria-hidden="true" /> : null;
}

function titleOf(action) {
  return action.keys ? `${action.label} (${showKeys(action.keys)})` : action.label;
}

function Tool({ action, state, editor, ...props }) {
  return (
    <button
      type="button"
      className="tool"
      aria-label={action.label}
      title={titleOf(action)}
      aria-pressed={HAS_STATE(action) ? Boolean(state[action.id]) : undefined}
      aria-disabled={state[`${action.id}:off`] || undefined}
      data-tool={action.id}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => action.run(editor)}
      {...props}
    >
      <Glyph of={action} />
    </button>
  );
}

function Choice({ action, state, editor, role = "menuitemradio" }) {
  const checked = role === "menuitem" ? {} : { "aria-checked": Boolean(state[action.id]) };
  return (
    <button type="button" role={role} tabIndex={-1} {...checked} onClick={() => action.run(editor)}>
      {action.icon && <Glyph of={action} />}
      <span>{action.label}</span>
      {action.keys && <kbd>{showKeys(action.keys)}</kbd>}
    </button>
  );
}

function ChoiceMenu({ ids, actions, state, editor, label, withText = false, ...props }) {
  const current = actions[ids.find((id) => state[id]) ?? ids[0]];
  const button = (
    <>
      {withText ? <span className="tool-text">{current.label}</span> : <Glyph of={current} />}
      <ChevronDown size={14} aria-hidden="true" />
    </>
  );
  return (
    <MenuButton className={withText ? "tool has-text" : "tool has-menu"} label={label} button={button} {...props}>
      {ids.map((id) => (
        <Choice key={id} action={actions[id]} state={state} editor={editor} />
      ))}
    </MenuButton>
  );
}

function TableMenu({ actions, state, editor, label, ...props }) {
  const button = (
    <>
      <Glyph of={actions.table} />
      <ChevronDown size={14} aria-hidden="true" />
    </>
  );
  return (
    <MenuButton className="tool has-menu" label={label} button={button} {...props}>
      {TABLE_STEPS.map((id) => (
        <Choice key={id} role="menuitem" action={actions[id]} state={state} editor={editor} />
      ))}
    </MenuButton>
  );
}

function drawTool(id, shared, words) {
  const { actions } = shared;
  if (id === "styles") return <ChoiceMenu {...shared} key={id} ids={STYLES} label={words.t("Style of the paragraph")} withText data-tool={id} />;
  if (id === "alignments") return <ChoiceMenu {...shared} key={id} ids={ALIGNMENTS} label={words.t("Alignment")} data-tool={id} />;
  if (id === "languages") return <ChoiceMenu {...shared} key={id} ids={LANGUAGES} label={words.t("Language of the words")} data-tool={id} />;
  if (id === "table" && shared.state.inTable) return <TableMenu {...shared} key={id} label={words.t("Table")} data-tool={id} />;
  return <Tool {...shared} key={id} action={actions[id]} />;
}

const GAP = 2;

/** How much of a line something takes: itself, its margins, and the gap after it. */
function spanOf(element) {
  const { marginLeft, marginRight } = getComputedStyle(element);
  return element.offsetWidth + parseFloat(marginLeft) + parseFloat(marginRight) + GAP;
}

/** How many tools fit: measured before the bar is first seen, and when its width changes. */
function useFitting(bar) {
  const [fitting, setFitting] = useState(TOOLS.length);
  useLayoutEffect(() => {
    const find = bar.current.querySelector('[data-tool="find"]');
    const spans = [...bar.current.querySelectorAll(":scope > [data-slot]")].map(spanOf);
    const before = spanOf(find);
    const measure = () => {
      const one = spanOf(find); // on a phone tools are wider
      const { paddingLeft, paddingRight } = getComputedStyle(bar.current);
      // "More", the check and the search stay.
      let room = bar.current.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight) - 3 * one + GAP;
      const count = spans.findIndex((span, at) => (room -= TOOLS[at] === "styles" ? span : span + one - before) < 0);
      setFitting(count === -1 ? TOOLS.length : count);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(bar.current);
    return () => observer.disconnect();
  }, [bar]);
  return fitting;
}

/** On a phone the keyboard covers the bottom of the page; the bar follows its upper edge. */
function useKeyboardEdge(bar) {
  useEffect(() => {
    const view = window.visualViewport;
    if (!view) return undefined;
    const follow = () => {
      const covered = Math.max(0, innerHeight - view.height - view.offsetTop);
      bar.current?.style.setProperty("--keyboard", `${covered}px`);
      document.documentElement.classList.toggle("keyboard-open", covered > 120);
    };
    view.addEventListener("resize", follow);
    view.addEventListener("scroll", follow);
    follow();
    return () => {
      view.removeEventListener("resize", follow);
      view.removeEventListener("scroll", follow);
      document.documentElement.classList.remove("keyboard-open");
    };
  }, [bar]);
}

function rove(event, bar, editor) {
  if (event.key === "Escape") return editor.commands.focus();
  const tools = [...bar.querySelectorAll("button.tool")].filter((tool) => tool.offsetParent);
  const current = tools.indexOf(event.target.closest("button.tool"));
  if (current === -1) return undefined;
  const forward = getComputedStyle(bar).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
  const back = forward === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
  const target = { [forward]: current + 1, [back]: current - 1, Home: 0, End: tools.length - 1 }[event.key];
  if (target === undefined) return undefined;
  event.preventDefault();
  return tools[(target + tools.length) % tools.length].focus();
}

/** Only one tool at a time takes part in the order of Tab: the one used last. */
function useRovingStop(bar) {
  useEffect(() => {
    const tools = [...bar.current.querySelectorAll("button.tool")].filter((tool) => tool.offsetParent);
    const stop = tools.find((tool) => tool.tabIndex === 0 && tool.dataset.stop) ?? tools[0];
    for (const tool of tools) tool.tabIndex = tool === stop ? 0 : -1;
  });
  return (event) => {
    for (const tool of bar.current.querySelectorAll("button.tool")) {
      const chosen = tool === event.target.closest("button.tool");
      tool.tabIndex = chosen ? 0 : -1;
      if (chosen) tool.dataset.stop = "1";
      else delete tool.dataset.stop;
    }
  };
}

export function Toolbar({ editor, actions }) {
  const words = useWords();
  const bar = useRef(null);
  const state = useEditorState(editor, () => readTools(editor, actions));
  const fitting = useFitting(bar);
  const onFocus = useRovingStop(bar);
  useKeyboardEdge(bar);
  const shared = { editor, actions, state };
  const hidden = TOOLS.slice(fitting).flatMap((id) => ({ alignments: ALIGNMENTS, styles: STYLES, languages: LANGUAGES })[id] ?? [id]);
  return (
    <div className="toolbar" role="toolbar" aria-label={words.t("Formatting")} ref={bar} onKeyDown={(event) => rove(event, bar.current, editor)} onFocus={onFocus}>
      {TOOLS.map((id, index) => (
        <span key={id} data-slot={id} className={ENDS_GROUP.has(id) ? "slot ends-group" : "slot"} hidden={index >= fitting}>
          {index < fitting && drawTool(id, shared, words)}
        </span>
      ))}
      <span className="slot at-end">
        {hidden.length > 0 && (
          <MenuButton className="tool" label={words.t("More")} button={<Ellipsis size={18} aria-hidden="true" />} data-tool="more" menuClassName="is-long">
            {hidden.map((id) => (
              <Choice key={id} action={actions[id]} role={HAS_STATE(actions[id]) ? "menuitemcheckbox" : "menuitem"} {...shared} />
            ))}
          </MenuButton>
        )}
        <Tool {...shared} action={actions.check} />
        <Tool {...shared} action={actions.find} />
      </span>
    </div>
  );
}
