/* What the editor can do, once: the toolbar, the slash menu and the list of shortcuts are made from it. */

import AlignCenter from "lucide-react/dist/esm/icons/text-align-center.mjs";
import AlignEnd from "lucide-react/dist/esm/icons/text-align-end.mjs";
import AlignJustify from "lucide-react/dist/esm/icons/text-align-justify.mjs";
import AlignStart from "lucide-react/dist/esm/icons/text-align-start.mjs";
import Asterisk from "lucide-react/dist/esm/icons/asterisk.mjs";
import Bold from "lucide-react/dist/esm/icons/bold.mjs";
import Braces from "lucide-react/dist/esm/icons/square-code.mjs";
import Code from "lucide-react/dist/esm/icons/code.mjs";
import Eraser from "lucide-react/dist/esm/icons/remove-formatting.mjs";
import Heading1 from "lucide-react/dist/esm/icons/heading-1.mjs";
import Heading2 from "lucide-react/dist/esm/icons/heading-2.mjs";
import Heading3 from "lucide-react/dist/esm/icons/heading-3.mjs";
import Heading4 from "lucide-react/dist/esm/icons/heading-4.mjs";
import Highlighter from "lucide-react/dist/esm/icons/highlighter.mjs";
import ImagePlus from "lucide-react/dist/esm/icons/image-plus.mjs";
import Italic from "lucide-react/dist/esm/icons/italic.mjs";
import Languages from "lucide-react/dist/esm/icons/languages.mjs";
import Link from "lucide-react/dist/esm/icons/link.mjs";
import List from "lucide-react/dist/esm/icons/list.mjs";
import ListOrdered from "lucide-react/dist/esm/icons/list-ordered.mjs";
import ListTodo from "lucide-react/dist/esm/icons/list-todo.mjs";
import MessageSquarePlus from "lucide-react/dist/esm/icons/message-square-plus.mjs";
import PageEnd from "lucide-react/dist/esm/icons/separator-horizontal.mjs";
import PenLine from "lucide-react/dist/esm/icons/pen-line.mjs";
import Pilcrow from "lucide-react/dist/esm/icons/pilcrow.mjs";
import PilcrowLeft from "lucide-react/dist/esm/icons/pilcrow-left.mjs";
import PilcrowRight from "lucide-react/dist/esm/icons/pilcrow-right.mjs";
import Quote from "lucide-react/dist/esm/icons/text-quote.mjs";
import Redo from "lucide-react/dist/esm/icons/redo-2.mjs";
import Scissors from "lucide-react/dist/esm/icons/minus.mjs";
import SearchIcon from "lucide-react/dist/esm/icons/search.mjs";
import SpellCheck from "lucide-react/dist/esm/icons/spell-check.mjs";
import Strikethrough from "lucide-react/dist/esm/icons/strikethrough.mjs";
import Subscript from "lucide-react/dist/esm/icons/subscript.mjs";
import Superscript from "lucide-react/dist/esm/icons/superscript.mjs";
import TableIcon from "lucide-react/dist/esm/icons/table.mjs";
import Underline from "lucide-react/dist/esm/icons/underline.mjs";
import Undo from "lucide-react/dist/esm/icons/undo-2.mjs";
import { yUndoPluginKey } from "y-prosemirror";

import { directionAt } from "./direction.jsx";
import { KINDS as REVIEW_MARKS } from "./review.jsx";
import { isSuggesting } from "./suggesting.jsx";

export const LANGUAGES = ["", "en", "fa", "ar", "fr", "de", "es", "it", "tr", "ru", "ku", "he", "la"];

const chain = (editor) => editor.chain().focus();

function mark(name, icon, keys, label) {
  const command = `toggle${name[0].toUpperCase()}${name.slice(1)}`;
  return { id: name, icon, keys, label, run: (editor) => chain(editor)[command]().run(), active: (editor) => editor.isActive(name) };
}

function heading(level, icon, label) {
  return {
    id: `heading${level}`,
    icon,
    keys: `Mod+Alt+${level}`,
    label,
    run: (editor) => chain(editor).toggleHeading({ level }).run(),
    active: (editor) => editor.isActive("heading", { level }),
  };
}

function align(side, icon, label) {
  const value = (editor) => {
    const rightToLeft = directionAt(editor.state.selection.$from, editor.view.dom.dir) === "rtl";
    return side === "start" ? null : side === "end" ? (rightToLeft ? "left" : "right") : side;
  };
  return {
    id: `align-${side}`,
    icon,
    label,
    run: (editor) => (side === "start" ? chain(editor).unsetTextAlign() : chain(editor).setTextAlign(value(editor))).run(),
    active: (editor) => side !== "start" && editor.isActive({ textAlign: value(editor) }),
  };
}

function direction(dir, icon, keys, label) {
  return {
    id: `direction-${dir}`,
    icon,
    keys,
    label,
    run: (editor) => chain(editor).setBlockDirection(dir).run(),
    active: (editor) => directionAt(editor.state.selection.$from, editor.view.dom.dir) === dir,
  };
}

const spokenAt = (editor) => editor.getAttributes("language").lang?.split("-")[0] ?? "";

/** Sets what language the chosen words are in; none is that of the book. */
function language(lang, label) {
  return {
    id: `language-${lang}`,
    icon: Languages,
    label,
    run: (editor) => (lang ? chain(editor).setMark("language", { lang }) : chain(editor).unsetMark("language", { extendEmptyMarkRange: true })).run(),
    active: (editor) => spokenAt(editor) === lang,
  };
}

function history(id, icon, keys, label, stack) {
  return {
    id,
    icon,
    keys,
    label,
    mirrors: false,
    run: (editor) => chain(editor)[id]().run(),
    disabled: (editor) => yUndoPluginKey.getState(editor.state).undoManager[stack].length === 0,
  };
}

/** Looks go; what is suggested or remarked is none, nor is the language. */
function clearLooks({ tr, state }) {
  const { from, to } = state.selection;
  for (const type of Object.values(state.schema.marks)) if (type.name !== "language" && !REVIEW_MARKS.has(type.name)) tr.removeMark(from, to, type);
  return true;
}

/** The rule that was just put before the caret ends the page. */
function endPage({ tr }) {
  const { $from } = tr.selection;
  const before = ($from.depth > 0 ? $from.before() : $from.pos) - 1;
  if (tr.doc.nodeAt(before)?.type.name === "horizontalRule") tr.setNodeAttribute(before, "page", true);
  return true;
}

const tableStep = (id, label) => ({ id, label, run: (editor) => chain(editor)[id]().run() });

/** `words` is the reader's language. Actions that need the page (link, image, find) get it as `host`. */
export function actionsIn(words, host) {
  const named = new Intl.DisplayNames(words.locale, { type: "language" });
  const list = [
    history("undo", Undo, "Mod+Z", words.t("Undo"), "undoStack"),
    history("redo", Redo, "Mod+Shift+Z", words.t("Redo"), "redoStack"),
    {
      id: "paragraph",
      icon: Pilcrow,
      keys: "Mod+Alt+0",
      label: words.t("Text"),
      run: (editor) => chain(editor).setParagraph().run(),
      active: (editor) => editor.isActive("paragraph"),
    },
    heading(1, Heading1, words.t("Heading 1")),
    heading(2, Heading2, words.t("Heading 2")),
    heading(3, Heading3, words.t("Heading 3")),
    heading(4, Heading4, words.t("Heading 4")),
    mark("bold", Bold, "Mod+B", words.t("Bold")),
    mark("italic", Italic, "Mod+I", words.t("Italic")),
    mark("underline", Underline, "Mod+U", words.t("Underline")),
    mark("strike", Strikethrough, "Mod+Shift+S", words.t("Strikethrough")),
    mark("highlight", Highlighter, "Mod+Shift+H", words.t("Highlight")),
    mark("superscript", Superscript, "Mod+.", words.t("Superscript")),
    mark("subscript", Subscript, "Mod+,", words.t("Subscript")),
    mark("code", Code, "Mod+E", words.t("Code in the line")),
    {
      id: "clear",
      icon: Eraser,
      label: words.t("Clear formatting"),
      run: (editor) => chain(editor).command(clearLooks).unsetTextAlign().run(),
    },
    { id: "link", icon: Link, keys: "Mod+K", label: words.t("Link"), run: host.editLink, active: (editor) => editor.isActive("link") },
    {
      id: "bulletList",
      icon: List,
      keys: "Mod+Shift+8",
      label: words.t("Bulleted list"),
      run: (editor) => chain(editor).toggleBulletList().run(),
      active: (editor) => editor.isActive("bulletList"),
    },
    {
      id: "orderedList",
      icon: ListOrdered,
      keys: "Mod+Shift+7",
      label: words.t("Numbered list"),
      run: (editor) => chain(editor).toggleOrderedList().run(),
      active: (editor) => editor.isActive("orderedList"),
    },
    {
      id: "taskList",
      icon: ListTodo,
      keys: "Mod+Shift+9",
      label: words.t("Task list"),
      run: (editor) => chain(editor).toggleTaskList().run(),
      active: (editor) => editor.isActive("taskList"),
    },
    {
      id: "blockquote",
      icon: Quote,
      keys: "Mod+Shift+B",
      label: words.t("Quotation"),
      run: (editor) => chain(editor).toggleBlockquote().run(),
      active: (editor) => editor.isActive("blockquote"),
    },
    {
      id: "codeBlock",
      icon: Braces,
      keys: "Mod+Alt+C",
      label: words.t("Block of code"),
      run: (editor) => chain(editor).toggleCodeBlock().run(),
      active: (editor) => editor.isActive("codeBlock"),
    },
    align("start", AlignStart, words.t("Align to the start")),
    align("center", AlignCenter, words.t("Centre")),
    align("end", AlignEnd, words.t("Align to the end")),
    align("justify", AlignJustify, words.t("Justify")),
    direction("ltr", PilcrowRight, words.t("Ctrl+left Shift"), words.t("Left to right")),
    direction("rtl", PilcrowLeft, words.t("Ctrl+right Shift"), words.t("Right to left")),
    ...LANGUAGES.map((lang) => language(lang, lang ? words.t("In %(language)s", { language: named.of(lang) }) : words.t("In the book's language"))),
    { id: "footnote", icon: Asterisk, keys: "Mod+Alt+F", label: words.t("Footnote"), run: (editor) => chain(editor).insertFootnote().run() },
    { id: "comment", icon: MessageSquarePlus, keys: "Mod+Alt+M", label: words.t("Comment"), run: host.comment },
    { id: "suggest", icon: PenLine, label: words.t("Suggest instead of changing"), run: host.suggest, active: (editor) => isSuggesting(editor.state) },
    { id: "image", icon: ImagePlus, label: words.t("Picture"), run: host.chooseImage },
    {
      id: "table",
      icon: TableIcon,
      label: words.t("Table"),
      run: (editor) => chain(editor).insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run(),
    },
    { id: "sceneBreak", icon: Scissors, label: words.t("Scene break"), run: (editor) => chain(editor).setHorizontalRule().run() },
    { id: "pageBreak", icon: PageEnd, label: words.t("Page break"), run: (editor) => chain(editor).setHorizontalRule().command(endPage).run() },
    { id: "find", icon: SearchIcon, keys: "Mod+F", label: words.t("Find and replace"), run: host.openFinder },
    { id: "check", icon: SpellCheck, keys: "F7", label: words.t("Check the text"), run: host.toggleChecks },
    tableStep("addRowBefore", words.t("Row above")),
    tableStep("addRowAfter", words.t("Row below")),
    tableStep("addColumnBefore", words.t("Column before")),
    tableStep("addColumnAfter", words.t("Column after")),
    tableStep("toggleHeaderRow", words.t("Heading row")),
    tableStep("mergeOrSplit", words.t("Merge or split cells")),
    tableStep("deleteRow", words.t("Delete the row")),
    tableStep("deleteColumn", words.t("Delete the column")),
    tableStep("deleteTable", words.t("Delete the table")),
  ];
  return Object.fromEntries(list.map((action) => [action.id, action]));
}

const apple = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

export function showKeys(keys) {
  return apple ? keys.replaceAll("Mod", "⌘").replaceAll("Alt", "⌥").replaceAll("Shift", "⇧").replaceAll("+", "") : keys.replaceAll("Mod", "Ctrl");
}
