/* The footnote: text that sits where its number stands, folded to the number until one writes in it. Used by schema.jsx. */

import { Node } from "@tiptap/core";
import { Plugin, TextSelection } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";

const NAME = "footnote";

/** The depth of the footnote that a place is in, or null. */
function depthIn($pos) {
  return $pos.parent.type.name === NAME ? $pos.depth : null;
}

function leave(editor, $pos, side) {
  const place = side === "after" ? $pos.after() : $pos.before();
  return editor.commands.setTextSelection(place);
}

/** Left and Right go into a note and out of it, which the browser can't do while the note is folded. */
function step(editor, forward) {
  const { selection } = editor.state;
  const { $head, empty } = selection;
  if (!empty) return false;
  if (depthIn($head) !== null) {
    const atEdge = forward ? $head.parentOffset === $head.parent.content.size : $head.parentOffset === 0;
    return atEdge && leave(editor, $head, forward ? "after" : "before");
  }
  const beside = forward ? $head.nodeAfter : $head.nodeBefore;
  if (beside?.type.name !== NAME) return false;
  return editor.commands.setTextSelection(forward ? $head.pos + 1 : $head.pos - 1);
}

/** The arrow that moves forward in the text depends on the direction of the paragraph. */
function arrow(editor, key) {
  const { node } = editor.view.domAtPos(editor.state.selection.head);
  const element = node.nodeType === 1 ? node : node.parentElement;
  const rightToLeft = getComputedStyle(element).direction === "rtl";
  return step(editor, (key === "ArrowRight") !== rightToLeft);
}

/** Backspace beside a note goes into it; only an empty one is deleted, so that no note is lost by one key. */
function backspace(editor) {
  const { $head, empty } = editor.state.selection;
  if (!empty) return false;
  if (depthIn($head) !== null) {
    if ($head.parentOffset > 0) return false;
    if ($head.parent.content.size > 0) return leave(editor, $head, "before");
    return editor.commands.deleteRange({ from: $head.before(), to: $head.after() });
  }
  return $head.nodeBefore?.type.name === NAME && editor.commands.setTextSelection($head.pos - 1);
}

function openNote(state) {
  const { $head } = state.selection;
  if (depthIn($head) === null) return DecorationSet.empty;
  return DecorationSet.create(state.doc, [Decoration.node($head.before(), $head.after(), { class: "is-open" })]);
}

/** Typed beside a folded note, a letter must land beside it: browsers put it inside. */
function typeBeside(view, from, to, text) {
  const { $from, empty } = view.state.selection;
  if (!empty || from !== to || from !== $from.pos) return false;
  if ($from.nodeBefore?.type.name !== NAME && $from.nodeAfter?.type.name !== NAME) return false;
  view.dispatch(view.state.tr.insertText(text, from, to).scrollIntoView());
  return true;
}

function enterByClick(view, pos, event) {
  const mark = event.target.closest?.(".footnote-mark");
  if (!mark || !view.editable) return false;
  const inside = view.posAtDOM(mark.nextSibling, 0);
  const note = view.state.doc.resolve(inside).parent;
  view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, inside + note.content.size)));
  return true;
}

export const Footnote = Node.create({
  name: NAME,
  group: "inline",
  inline: true,
  content: "(text | hardBreak)*",
  isolating: true,

  addAttributes: () => ({
    kind: {
      default: "footnote",
      parseHTML: (element) => (element.dataset.footnote === "endnote" ? "endnote" : "footnote"),
      renderHTML: ({ kind }) => ({ "data-footnote": kind }),
    },
  }),

  parseHTML: () => [{ tag: "span[data-footnote]", contentElement: ".footnote-text" }],

  renderHTML: ({ HTMLAttributes }) => [
    "span",
    { ...HTMLAttributes, class: "footnote" },
    ["span", { class: "footnote-mark", contenteditable: "false" }],
    ["span", { class: "footnote-text" }, 0],
  ],

  addCommands() {
    return {
      insertFootnote:
        () =>
        ({ state, tr, dispatch }) => {
          const { $to } = state.selection;
          if (!$to.parent.type.contentMatch.matchType(this.type)) return false;
          if (dispatch) {
            tr.insert($to.pos, this.type.create());
            tr.setSelection(TextSelection.create(tr.doc, $to.pos + 1)).scrollIntoView();
          }
          return true;
        },
    };
  },

  addKeyboardShortcuts() {
    const inNote = () => depthIn(this.editor.state.selection.$head) !== null;
    return {
      "Mod-Alt-f": () => this.editor.commands.insertFootnote(),
      ArrowLeft: () => arrow(this.editor, "ArrowLeft"),
      ArrowRight: () => arrow(this.editor, "ArrowRight"),
      Backspace: () => backspace(this.editor),
      Enter: () => inNote() && leave(this.editor, this.editor.state.selection.$head, "after"),
      Escape: () => inNote() && leave(this.editor, this.editor.state.selection.$head, "after"),
    };
  },

  addProseMirrorPlugins() {
    return [
      new Plugin({ props: { decorations: openNote, handleTextInput: typeBeside, handleClick: enterByClick } }),
    ];
  },
});
