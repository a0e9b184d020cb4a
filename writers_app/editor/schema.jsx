/* The document's nodes and marks, exactly as docs/document-model.md has them. Used by manuscript.jsx. */

import { Extension, Mark, markInputRule, markPasteRule, mergeAttributes, wrappingInputRule } from "@tiptap/core";
import { Blockquote } from "@tiptap/extension-blockquote";
import { Bold } from "@tiptap/extension-bold";
import { Code } from "@tiptap/extension-code";
import { CodeBlock } from "@tiptap/extension-code-block";
import { Document } from "@tiptap/extension-document";
import { HardBreak } from "@tiptap/extension-hard-break";
import { Heading } from "@tiptap/extension-heading";
import { Highlight } from "@tiptap/extension-highlight";
import { HorizontalRule } from "@tiptap/extension-horizontal-rule";
import { Image } from "@tiptap/extension-image";
import { Italic } from "@tiptap/extension-italic";
import { BulletList, ListItem, ListKeymap, OrderedList, TaskItem, TaskList } from "@tiptap/extension-list";
import { Paragraph } from "@tiptap/extension-paragraph";
import { Strike } from "@tiptap/extension-strike";
import { Subscript } from "@tiptap/extension-subscript";
import { Superscript } from "@tiptap/extension-superscript";
import { Table, TableCell, TableHeader, TableRow } from "@tiptap/extension-table";
import { Text } from "@tiptap/extension-text";
import { TextAlign } from "@tiptap/extension-text-align";
import { Underline } from "@tiptap/extension-underline";

import { Footnote } from "./footnotes.jsx";
import { authorClass } from "./review.jsx";

const BLOCKS = [
  "paragraph",
  "heading",
  "bulletList",
  "orderedList",
  "listItem",
  "taskList",
  "taskItem",
  "blockquote",
  "codeBlock",
  "horizontalRule",
  "image",
  "table",
  "tableRow",
  "tableHeader",
  "tableCell",
];

const LINK_ADDRESS = /^(?:https?:\/\/|mailto:|#)\S+$/i;

export function isLinkAddress(address) {
  return LINK_ADDRESS.test(address);
}

/* TipTap's own textDirection writes the default into every node; here null means "the project's direction". */
const Direction = Extension.create({
  name: "direction",
  addGlobalAttributes() {
    return [
      {
        types: BLOCKS,
        attributes: {
          dir: {
            default: null,
            parseHTML: (element) => {
              const direction = element.getAttribute("dir");
              return direction === "ltr" || direction === "rtl" ? direction : null;
            },
            renderHTML: ({ dir }) => (dir ? { dir } : {}),
          },
        },
      },
    ];
  },
});

/* Own, for TipTap's brings a link detector of 12 kB with it and takes any protocol. */
const Link = Mark.create({
  name: "link",
  priority: 1000,
  inclusive: false,
  addAttributes: () => ({ href: { default: null } }),
  parseHTML: () => [
    {
      tag: "a[href]",
      getAttrs: (element) => isLinkAddress(element.getAttribute("href")) && null,
    },
  ],
  renderHTML: ({ HTMLAttributes }) => ["a", mergeAttributes(HTMLAttributes, { rel: "noopener noreferrer" }), 0],
  addInputRules() {
    const find = (text) => {
      const match = /(?:^|\s)(\[([^[\]]+)\]\(([^\s()]+)\))$/.exec(text);
      if (!match || !isLinkAddress(match[3])) return null;
      return { index: match.index + match[0].length - match[1].length, text: match[1], replaceWith: match[2], data: { href: match[3] } };
    };
    return [markInputRule({ find, type: this.type, getAttributes: (match) => match.data })];
  },
  addPasteRules() {
    const find = (text) =>
      [...text.matchAll(/https?:\/\/[^\s<>"«»]*[\p{L}\p{N}/=&#_%-]/gu)].map((match) => ({
        index: match.index,
        text: match[0],
        data: { href: match[0] },
      }));
    return [markPasteRule({ find, type: this.type, getAttributes: (match) => match.data })];
  },
});

const LANGUAGE = /^[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}$/i;

/* Words in another language than the text around them; `lang` is a BCP 47 tag. */
const Language = Mark.create({
  name: "language",
  addAttributes: () => ({ lang: { default: null } }),
  parseHTML: () => [{ tag: "span[lang]", getAttrs: (element) => LANGUAGE.test(element.lang) && null }],
  renderHTML: ({ HTMLAttributes }) => ["span", HTMLAttributes, 0],
});

/* Review marks: comment texts live beside the text (comments.jsx), suggestions are decided on in review.jsx. */
function reviewMark(name, tag, attributes, options) {
  return Mark.create({
    name,
    inclusive: false,
    ...options,
    addAttributes: () =>
      Object.fromEntries(
        attributes.map((attribute) => [
          attribute,
          {
            default: null,
            parseHTML: (element) => element.getAttribute(`data-${attribute}`),
            renderHTML: (values) => (values[attribute] ? { [`data-${attribute}`]: values[attribute] } : {}),
          },
        ]),
      ),
    parseHTML: () => [{ tag: `${tag}[data-review="${name}"]` }],
    renderHTML({ mark, HTMLAttributes }) {
      const hand = name === "comment" ? {} : { class: authorClass(mark.attrs.author) };
      return [tag, mergeAttributes(HTMLAttributes, { "data-review": name }, hand), 0];
    },
  });
}

const Comment = reviewMark("comment", "span", ["id"], { excludes: "" });
const Insertion = reviewMark("insertion", "ins", ["id", "author", "date"]);
const Deletion = reviewMark("deletion", "del", ["id", "author", "date"]);

const PersianOrderedList = OrderedList.extend({
  addInputRules() {
    const rule = wrappingInputRule({
      find: /^([۰-۹]{1,3})[.)]\s$/,
      type: this.type,
      getAttributes: (match) => ({ start: [...match[1]].reduce((sum, digit) => sum * 10 + digit.charCodeAt(0) - 0x6f0, 0) }),
    });
    return [...(this.parent?.() ?? []), rule];
  },
});

/* With `page`, the end of a page that the writer asked for; without, the break between scenes. */
const Rule = HorizontalRule.extend({
  addAttributes: () => ({
    page: {
      default: null,
      parseHTML: (element) => element.className === "page-break" || /break-(?:after|before):\s*(?:page|always)/.test(element.style.cssText) || null,
      renderHTML: ({ page }) => (page ? { class: "page-break", style: "break-after: page" } : {}),
    },
  }),
});

function withoutAlign(Cell) {
  return Cell.extend({
    addAttributes() {
      const { align, ...attributes } = this.parent();
      return attributes;
    },
  });
}

export const schemaExtensions = [
  Document,
  Text,
  Paragraph,
  Heading.configure({ levels: [1, 2, 3, 4] }),
  BulletList,
  PersianOrderedList,
  ListItem,
  TaskList,
  TaskItem.configure({ nested: true }),
  ListKeymap,
  Blockquote,
  CodeBlock,
  Rule,
  Image,
  Table.configure({ resizable: true }),
  TableRow,
  withoutAlign(TableHeader),
  withoutAlign(TableCell),
  HardBreak,
  Footnote,
  Bold,
  Italic,
  Underline,
  Strike,
  Superscript,
  Subscript,
  Code.extend({ excludes: "code" }),
  Highlight.configure({ multicolor: true }),
  Language,
  Link,
  Comment,
  Insertion,
  Deletion,
  TextAlign.configure({ types: ["paragraph", "heading"] }),
  Direction,
];
