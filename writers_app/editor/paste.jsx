/* Cleans what Word, LibreOffice and Google Docs put on the clipboard before it is read into the schema. Used by manuscript.jsx. */

import { Extension } from "@tiptap/core";
import { Plugin } from "@tiptap/pm/state";

const OWN_IMAGE = /^(?:https?:\/\/[^/]+)?(\/api\/v1\/files\/[0-9a-f-]{36})$/;

function unwrap(element) {
  element.replaceWith(...element.childNodes);
}

/** Google Docs wraps everything in a <b> that is not bold. */
function unwrapDocs(body) {
  for (const wrapper of body.querySelectorAll('b[id^="docs-internal-guid"], b[style*="font-weight:normal"]')) unwrap(wrapper);
}

function listLevel(paragraph) {
  const match = /mso-list:[^;]*level(\d+)/i.exec(paragraph.getAttribute("style") ?? "");
  return match ? Number(match[1]) : null;
}

/** Word writes list items as paragraphs with their number as text. */
function makeItem(paragraph) {
  const marker = paragraph.querySelector('[style*="mso-list:Ignore" i]');
  const ordered = /[\p{L}\p{Nd}]+[.)]/u.test(marker?.textContent ?? "");
  marker?.remove();
  const item = paragraph.ownerDocument.createElement("li");
  const inner = paragraph.ownerDocument.createElement("p");
  inner.append(...paragraph.childNodes);
  item.append(inner);
  return { item, tag: ordered ? "ol" : "ul" };
}

function gatherWordLists(body) {
  let stack = [];
  let previous = null;
  for (const paragraph of [...body.querySelectorAll("p")]) {
    const level = listLevel(paragraph);
    if (level === null) continue;
    if (previous === null || paragraph.previousElementSibling !== previous) stack = [];
    const { item, tag } = makeItem(paragraph);
    stack.length = Math.min(stack.length, level);
    if (stack.length === 0) {
      const list = body.ownerDocument.createElement(tag);
      paragraph.before(list);
      stack.push(list);
    }
    while (stack.length < level) {
      const list = body.ownerDocument.createElement(tag);
      (stack.at(-1).lastElementChild ?? stack.at(-1)).append(list);
      stack.push(list);
    }
    stack.at(-1).append(item);
    paragraph.remove();
    previous = stack[0];
  }
}

/** Word's footnotes: a link in the text, and the note's own text at the end. */
function gatherWordFootnotes(body) {
  for (const link of body.querySelectorAll('a[href*="#_ftn"]:not([href*="#_ftnref"]), a[href*="#_edn"]:not([href*="#_ednref"])')) {
    const name = link.getAttribute("href").split("#_")[1];
    const note = body.querySelector(`#${CSS.escape(name)}`);
    if (!note) continue;
    note.querySelector('a[href*="ref"]')?.remove();
    const mark = body.ownerDocument.createElement("span");
    mark.dataset.footnote = name.startsWith("edn") ? "endnote" : "footnote";
    const text = body.ownerDocument.createElement("span");
    text.className = "footnote-text";
    text.textContent = note.textContent.trim().replace(/\s+/g, " ");
    mark.append(text);
    link.replaceWith(mark);
    note.remove();
  }
  for (const list of body.querySelectorAll('[style*="mso-element:footnote-list" i], [style*="mso-element:endnote-list" i]')) list.remove();
}

function removeOffice(body) {
  for (const element of body.querySelectorAll("o\\:p, style, script, meta, link, title, xml")) {
    if (element.localName === "o:p") unwrap(element);
    else element.remove();
  }
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_COMMENT);
  const comments = [];
  while (walker.nextNode()) comments.push(walker.currentNode);
  for (const comment of comments) comment.remove();
}

/** What only repeats the page's own setting is dropped, so that pasted text follows the project like typed text. */
function dropDefaults(body, direction) {
  const start = direction === "rtl" ? "right" : "left";
  for (const element of body.querySelectorAll("[dir], [style], [align]")) {
    if (element.getAttribute("dir")?.toLowerCase() === direction || element.getAttribute("dir") === "auto") element.removeAttribute("dir");
    if (element.align && !element.style.textAlign) element.style.textAlign = element.align;
    if (["start", start].includes(element.style.textAlign)) element.style.textAlign = "";
    element.style.backgroundColor = "";
  }
  // Word tells the language of nearly every run: of Latin letters that they are English, of Persian ones that they are Persian.
  for (const element of body.querySelectorAll("[lang]")) {
    if (["en", direction === "rtl" ? "fa" : "en"].includes(element.lang.slice(0, 2).toLowerCase())) element.removeAttribute("lang");
  }
}

/** Pictures that aren't ours are taken out; those with their bytes in them are handed to `found`. */
function takeImages(body, found) {
  for (const image of body.querySelectorAll("img")) {
    const own = OWN_IMAGE.exec(image.getAttribute("src") ?? "");
    if (own) {
      image.setAttribute("src", own[1]);
      continue;
    }
    if (image.src.startsWith("data:image/")) found.push(image.src);
    image.remove();
  }
}

export function cleanHTML(html, direction, found = []) {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  if (!body.querySelector("[data-pm-slice]")) {
    unwrapDocs(body);
    gatherWordFootnotes(body);
    gatherWordLists(body);
    removeOffice(body);
    dropDefaults(body, direction);
  }
  takeImages(body, found);
  return body.innerHTML;
}

/** Not by fetch: the page's policy lets nothing but our own address be fetched. */
function asFile(dataAddress) {
  const [, type, coding, data] = /^data:([^;,]+)(;base64)?,(.*)$/s.exec(dataAddress);
  const bytes = coding ? Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0)) : decodeURIComponent(data);
  return new File([bytes], `pasted.${type.split("/")[1]}`, { type });
}

function imagesOf(transfer) {
  return [...(transfer?.files ?? [])].filter((file) => file.type.startsWith("image/"));
}

export const Paste = Extension.create({
  name: "pasteCleaning",

  addOptions: () => ({ direction: "ltr", uploadImages: null }),

  addProseMirrorPlugins() {
    const { direction, uploadImages } = this.options;
    return [
      new Plugin({
        props: {
          transformPastedHTML(html) {
            const found = [];
            const clean = cleanHTML(html, direction, found);
            if (found.length > 0) setTimeout(() => uploadImages(found.map(asFile)));
            return clean;
          },
          handlePaste(_view, event) {
            const files = imagesOf(event.clipboardData);
            if (files.length === 0 || event.clipboardData.types.includes("text/html")) return false;
            uploadImages(files);
            return true;
          },
          handleDrop(view, event) {
            const files = imagesOf(event.dataTransfer);
            if (files.length === 0) return false;
            event.preventDefault();
            uploadImages(files, view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos);
            return true;
          },
        },
      }),
    ];
  },
});
