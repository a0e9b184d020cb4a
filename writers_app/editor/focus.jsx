/* Focus mode inside the text: the line one writes stays in place, and the sentence or paragraph around it stays bright.
 * Used by manuscript.jsx; the page around it hides by the class that editor.jsx sets. */

import { Extension } from "@tiptap/core";
import { Plugin, PluginKey } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";

const focusKey = new PluginKey("focus");
const WRITING_LINE = 0.45; // of the height of the page

function sentenceAt(block, offset, locale) {
  const text = block.textBetween(0, block.content.size, null, (leaf) => "\ufffc".repeat(leaf.nodeSize));
  for (const { index, segment } of new Intl.Segmenter(locale, { granularity: "sentence" }).segment(text)) {
    if (offset <= index + segment.length) return [index, index + segment.length];
  }
  return [0, text.length];
}

function brightPart(state, bright, locale) {
  const { $head } = state.selection;
  if ($head.depth === 0) return DecorationSet.empty;
  const decorations = [Decoration.node($head.before(1), $head.after(1), { class: "is-current" })];
  if (bright === "sentence" && $head.parent.isTextblock) {
    const [from, to] = sentenceAt($head.parent, $head.parentOffset, locale);
    decorations.push(Decoration.inline($head.start() + from, $head.start() + to, { class: "current-sentence" }));
  }
  return DecorationSet.create(state.doc, decorations);
}

/** Keeps the caret's line at one height while the writer's own typing moves it. */
function holdLine(view) {
  if (view.isDestroyed || !view.hasFocus()) return;
  const page = view.dom.closest(".manuscript-page");
  const caret = view.coordsAtPos(view.state.selection.head);
  const { top, height } = page.getBoundingClientRect();
  page.scrollTop += caret.top - top - height * WRITING_LINE;
}

export const Focus = Extension.create({
  name: "focusMode",

  addOptions: () => ({ locale: "en" }),

  addCommands: () => ({
    /** `bright`: "sentence", "paragraph", "all", or null to leave focus mode. */
    setFocusMode:
      (bright) =>
      ({ tr, dispatch }) => {
        if (dispatch) tr.setMeta(focusKey, { bright });
        return true;
      },
  }),

  addProseMirrorPlugins() {
    const { locale } = this.options;
    return [
      new Plugin({
        key: focusKey,
        state: {
          init: () => ({ bright: null }),
          apply: (tr, value) => tr.getMeta(focusKey) ?? value,
        },
        props: {
          decorations(state) {
            const { bright } = focusKey.getState(state);
            return bright === "sentence" || bright === "paragraph" ? brightPart(state, bright, locale) : null;
          },
        },
        view: () => ({
          update(view, previous) {
            const { bright } = focusKey.getState(view.state);
            if (bright === null) return;
            const moved = !previous.selection.eq(view.state.selection) && view.state.selection.empty;
            if (focusKey.getState(previous).bright === null) requestAnimationFrame(() => holdLine(view));
            else if (moved) holdLine(view);
          },
        }),
      }),
    ];
  },
});
