/* Persian typing: the half-space, and the direction of a paragraph. Used by manuscript.jsx and the toolbar. */

import { Extension } from "@tiptap/core";
import { Plugin } from "@tiptap/pm/state";

const HALF_SPACE = "\u200c";
const LISTS = new Set(["bulletList", "orderedList", "taskList"]);

/** The direction at a place: the nearest block that states one, else the project's. */
export function directionAt($pos, fallback) {
  for (let depth = $pos.depth; depth > 0; depth -= 1) {
    const { dir } = $pos.node(depth).attrs;
    if (dir) return dir;
  }
  return fallback;
}

/** Direction sits on textblocks and on the lists that hold them, so that bullets and numbers change sides too. */
function setDirection(tr, from, to, dir) {
  const set = (node, pos) => tr.setNodeMarkup(pos, undefined, { ...node.attrs, dir });
  tr.doc.nodesBetween(from, to, (node, pos) => {
    if (node.isTextblock || LISTS.has(node.type.name)) set(node, pos);
    return node.isBlock && !node.isTextblock;
  });
}

export const Direction = Extension.create({
  name: "writingDirection",

  addOptions: () => ({ direction: "ltr" }),

  addCommands() {
    const project = this.options.direction;
    const setBlockDirection =
      (direction) =>
      ({ tr, state, dispatch }) => {
        const { from, to } = state.selection;
        if (dispatch) setDirection(tr, from, to, direction === project ? null : direction);
        return true;
      };
    return {
      setBlockDirection,
      toggleBlockDirection:
        () =>
        ({ commands, state }) =>
          commands.setBlockDirection(directionAt(state.selection.$from, project) === "rtl" ? "ltr" : "rtl"),
      insertHalfSpace:
        () =>
        ({ tr, dispatch }) => {
          if (dispatch) tr.insertText(HALF_SPACE).scrollIntoView();
          return true;
        },
    };
  },

  addProseMirrorPlugins() {
    const { editor, options } = this;
    let shift = null; // the Shift key that is held together with Ctrl, and nothing else

    function takeHalfSpace(event) {
      const asked = event.shiftKey && (event.ctrlKey ? event.code === "Digit2" : event.code === "Space" && !event.altKey && !event.metaKey);
      if (!asked || directionAt(editor.state.selection.$from, options.direction) !== "rtl") return false;
      return editor.commands.insertHalfSpace();
    }

    function watchShift(event) {
      const pair = event.ctrlKey && event.shiftKey && !event.altKey && !event.metaKey;
      if (pair && event.key === "Shift") shift = event.code;
      else if (pair && event.key === "Control") shift = heldShift;
      else shift = null;
    }

    let heldShift = "ShiftLeft";

    return [
      new Plugin({
        props: {
          handleKeyDown(_view, event) {
            if (event.key === "Shift") heldShift = event.code;
            watchShift(event);
            return takeHalfSpace(event);
          },
          handleDOMEvents: {
            keyup(view, event) {
              if (shift === null || (event.key !== "Shift" && event.key !== "Control")) return false;
              const direction = shift === "ShiftRight" ? "rtl" : "ltr";
              shift = null;
              if (view.editable) editor.commands.setBlockDirection(direction);
              return false;
            },
          },
        },
      }),
    ];
  },
});
