// TipTap's starter kit on a Y.Doc, and nothing else: the peer of P7.
import { Editor } from "@tiptap/core";
import Collaboration from "@tiptap/extension-collaboration";
import StarterKit from "@tiptap/starter-kit";
import * as Y from "yjs";

const answer = await fetch(`${location.hash.slice(1)}.bin`);
const document_ = new Y.Doc();
Y.applyUpdate(document_, new Uint8Array(await answer.arrayBuffer()));
new Editor({
  element: document.querySelector("main"),
  extensions: [StarterKit.configure({ undoRedo: false }), Collaboration.configure({ document: document_ })],
});
document.querySelector("main").dataset.ready = "true";
