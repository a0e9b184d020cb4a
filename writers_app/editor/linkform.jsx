/* The small form beside a link: its address, and taking it away. Used by editor.jsx. */

import { getMarkRange } from "@tiptap/core";
import { useEffect, useRef, useState } from "react";

import { useWords } from "$/public/external/writers_app/components/words/words.js";
import { Floating } from "./popover.jsx";
import { isLinkAddress } from "./schema.jsx";

/** "example.com" is meant as a web address, "a@b.c" as a mail address. */
function complete(address) {
  const given = address.trim();
  if (given === "" || isLinkAddress(given)) return given;
  if (/^[^\s@/]+@[^\s@]+\.[^\s@]+$/.test(given)) return `mailto:${given}`;
  return `https://${given}`;
}

/** Where the form is to be shown, and what the link under the caret is. */
export function linkRequest(editor) {
  const { $from, from, to, empty } = editor.state.selection;
  const range = getMarkRange($from, editor.schema.marks.link) ?? (empty ? null : { from, to });
  const { top, bottom, left, right } = editor.view.coordsAtPos(from);
  return { at: { top, bottom, left, right }, range, href: editor.getAttributes("link").href ?? "" };
}

export function LinkForm({ editor, request, onClose }) {
  const words = useWords();
  const input = useRef(null);
  const [wrong, setWrong] = useState(false);
  useEffect(() => {
    setWrong(false);
    input.current?.focus();
  }, [request]);
  if (request === null) return null;
  const { range } = request;
  const save = (event) => {
    event.preventDefault();
    const href = complete(input.current.value);
    if (href !== "" && !isLinkAddress(href)) return setWrong(true);
    const chain = editor.chain().focus();
    if (range === null && href !== "") {
      chain.insertContent({ type: "text", text: href, marks: [{ type: "link", attrs: { href } }] }).run();
    } else if (range !== null) {
      chain.setTextSelection(range);
      (href === "" ? chain.unsetMark("link") : chain.setMark("link", { href })).setTextSelection(range.to).run();
    }
    return onClose();
  };
  const remove = () => {
    input.current.value = "";
    input.current.form.requestSubmit();
  };
  return (
    <Floating at={request.at} onClose={onClose} className="link-form">
      <form onSubmit={save} noValidate>
        <input ref={input} className="input" dir="ltr" defaultValue={request.href} aria-label={words.t("Address of the link")} aria-invalid={wrong} placeholder="https://" />
        <button type="submit" className="button primary">
          {words.t("Link")}
        </button>
        {request.href && (
          <button type="button" className="button plain" onClick={remove}>
            {words.t("Remove")}
          </button>
        )}
      </form>
      {wrong && <p className="field-error" role="alert">{words.t("That is not an address. It begins with https:// or is an e-mail address.")}</p>}
    </Floating>
  );
}
