/* "/" at the start of a line or after a space opens a menu of what can be put there. Used by manuscript.jsx; drawn by slashmenu.jsx. */

import { Extension } from "@tiptap/core";
import { Plugin, PluginKey } from "@tiptap/pm/state";

export const slashKey = new PluginKey("slash");
const CLOSED = { open: false, from: 0, query: "" };
const QUERY = /(?:^|\s)\/([\p{L}\p{M}\p{N}\u200c ]{0,24})$/u;

/** The "/…" before the caret, while it is being typed. */
function matchAt(selection) {
  const { $from, empty } = selection;
  if (!empty || !$from.parent.isTextblock || $from.parent.type.spec.code) return null;
  const before = $from.parent.textBetween(Math.max(0, $from.parentOffset - 26), $from.parentOffset, null, "\ufffc");
  const match = QUERY.exec(before);
  return match ? { from: $from.pos - match[1].length - 1, query: match[1] } : null;
}

function apply(tr, value) {
  const asked = tr.getMeta(slashKey);
  if (asked?.close) return { ...CLOSED, dismissed: value.from };
  const match = matchAt(tr.selection);
  if (!match) return CLOSED;
  if (value.dismissed === match.from) return value;
  const typed = tr.docChanged && !tr.getMeta("y-sync$");
  return value.open || typed ? { open: true, ...match } : CLOSED;
}

export const Slash = Extension.create({
  name: "slash",
  addStorage: () => ({ onKey: null }), // set by the menu while it is shown
  addProseMirrorPlugins() {
    const { editor } = this;
    return [
      new Plugin({
        key: slashKey,
        state: { init: () => CLOSED, apply },
        props: {
          handleKeyDown(view, event) {
            if (!slashKey.getState(view.state).open) return false;
            if (event.key === "Escape") {
              view.dispatch(view.state.tr.setMeta(slashKey, { close: true }));
              return true;
            }
            return editor.storage.slash?.onKey?.(event) ?? false;
          },
        },
      }),
    ];
  },
});
