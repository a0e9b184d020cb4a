/* Binds the editor to its Y.Doc: what one writes, what others write, whose caret is where, and undo. Used by manuscript.jsx. */

import { Extension } from "@tiptap/core";
import { ReplaceStep } from "@tiptap/pm/transform";
import { redo, undo, yCursorPlugin, ySyncPlugin, yUndoPlugin, yUndoPluginKey } from "y-prosemirror";

const COLOUR = /^#[0-9a-f]{6}$/i;

/** Replaces only what differs. Decorations, cached counts and the browser's layout of the rest then stay as they are. */
function replaceDifference(transaction, content, replaceWhole) {
  const old = transaction.doc;
  if (!old.type.validContent(content)) return replaceWhole(); // as an empty document is: ProseMirror fits it
  const start = old.content.findDiffStart(content);
  if (start === null) return transaction;
  let { a: oldEnd, b: newEnd } = old.content.findDiffEnd(content);
  const overlap = start - Math.min(oldEnd, newEnd);
  if (overlap > 0) {
    oldEnd += overlap;
    newEnd += overlap;
  }
  const slice = old.copy(content).slice(start, newEnd);
  if (transaction.maybeStep(new ReplaceStep(start, oldEnd, slice)).failed) return replaceWhole();
  return transaction;
}

/** The binding replaces the whole document at every change from elsewhere; its transactions are made to narrow that. */
function narrow(binding) {
  Object.defineProperty(binding, "_tr", {
    get() {
      const transaction = this.prosemirrorView.state.tr.setMeta("addToHistory", false);
      const replace = transaction.replace.bind(transaction);
      transaction.replace = (from, to, slice) =>
        replaceDifference(transaction, slice.content, () => replace(from, to, slice));
      return transaction;
    },
  });
}

function syncPlugin(fragment) {
  const plugin = ySyncPlugin(fragment);
  const { init } = plugin.spec.state;
  plugin.spec.state.init = (...given) => {
    const state = init(...given);
    narrow(state.binding);
    return state;
  };
  return plugin;
}

function drawCaret(user) {
  const caret = document.createElement("span");
  caret.className = "caret-of-other";
  if (COLOUR.test(user.color)) caret.style.setProperty("--caret", user.color);
  const name = document.createElement("span");
  name.className = "caret-name";
  name.dir = "auto";
  name.textContent = user.name;
  caret.append("\u2060", name, "\u2060");
  return caret;
}

function drawSelection(user) {
  const style = COLOUR.test(user.color) ? `--caret: ${user.color}` : "";
  return { class: "selection-of-other", style };
}

function command(act, stack) {
  return ({ tr, state, dispatch }) => {
    tr.setMeta("preventDispatch", true);
    if (yUndoPluginKey.getState(state).undoManager[stack].length === 0) return false;
    return dispatch ? act(state) : true;
  };
}

export const Collaboration = Extension.create({
  name: "collaboration",
  priority: 1000,

  addOptions: () => ({ fragment: null, awareness: null }),

  addCommands: () => ({
    undo: () => command(undo, "undoStack"),
    redo: () => command(redo, "redoStack"),
  }),

  addKeyboardShortcuts() {
    return {
      "Mod-z": () => this.editor.commands.undo() || true,
      "Mod-y": () => this.editor.commands.redo() || true,
      "Shift-Mod-z": () => this.editor.commands.redo() || true,
    };
  },

  addProseMirrorPlugins() {
    const { fragment, awareness } = this.options;
    const carets = yCursorPlugin(awareness, { cursorBuilder: drawCaret, selectionBuilder: drawSelection });
    return [syncPlugin(fragment), yUndoPlugin(), carets];
  },
});
