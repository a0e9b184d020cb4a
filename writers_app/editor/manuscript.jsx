/* Makes the TipTap editor over one Y.Doc: every extension, in one place. Used by editor.jsx and benchmarks. */

import { Editor, Extension } from "@tiptap/core";
import { Plugin } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";
import { Dropcursor, Gapcursor } from "@tiptap/extensions";

import { Checks } from "./checks.jsx";
import { Collaboration } from "./collaboration.jsx";
import { Direction } from "./direction.jsx";
import { Focus } from "./focus.jsx";
import { Paste } from "./paste.jsx";
import { Review } from "./review.jsx";
import { schemaExtensions } from "./schema.jsx";
import { SearchAndReplace } from "./search.jsx";
import { Slash } from "./slash.jsx";
import { Suggesting } from "./suggesting.jsx";

/** The invitation on an empty page. TipTap's own walks the whole document at every key. */
const Invitation = Extension.create({
  name: "invitation",
  addOptions: () => ({ text: "" }),
  addProseMirrorPlugins() {
    const { text } = this.options;
    return [
      new Plugin({
        props: {
          decorations({ doc }) {
            const first = doc.firstChild;
            if (doc.childCount !== 1 || first.type.name !== "paragraph" || first.content.size > 0) return null;
            return DecorationSet.create(doc, [Decoration.node(0, first.nodeSize, { class: "is-empty", "data-invitation": text })]);
          },
        },
      }),
    ];
  },
});

const LONG = 400; // blocks from which the browser lays out only what is near the window

/** Known before anything is drawn: laying a whole novel out once takes longer than everything else together. */
const LongText = Extension.create({
  name: "longText",
  addOptions: () => ({ fragment: null }),
  addProseMirrorPlugins() {
    const { fragment } = this.options;
    const attributes = () => (fragment.length > LONG ? { class: "is-long" } : {});
    return [new Plugin({ props: { attributes } })];
  },
});

export function makeEditor({ element, doc, awareness, editable, direction, locale, label, invitation, uploadImages }) {
  const fragment = doc.getXmlFragment("default");
  return new Editor({
    element,
    editable,
    injectCSS: false,
    enableCoreExtensions: { delete: false, textDirection: false },
    extensions: [
      ...schemaExtensions,
      Collaboration.configure({ fragment, awareness }),
      Direction.configure({ direction }),
      Focus.configure({ locale }),
      Invitation.configure({ text: invitation }),
      Paste.configure({ direction, uploadImages }),
      SearchAndReplace,
      Suggesting,
      Review,
      Checks,
      Slash,
      LongText.configure({ fragment }),
      Gapcursor,
      Dropcursor.configure({ color: false, class: "drop-place" }),
    ],
    editorProps: {
      attributes: {
        dir: direction,
        lang: locale,
        class: "manuscript",
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": label,
        spellcheck: "true",
      },
    },
  });
}
