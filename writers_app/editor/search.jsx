/* Find and replace in one document. Folding per paragraph is kept, so that a second search reads only what changed.
 * Used by manuscript.jsx; its panel is finder.jsx. */

import { Extension } from "@tiptap/core";
import { Plugin, PluginKey, TextSelection } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";

export const searchKey = new PluginKey("search");
const SHOWN = 500; // matches drawn around the current one; all are counted and replaced
const LATER = 250;

const COMBINING = /\p{M}/u;
const MARKS = /[\p{Mn}\p{Me}\p{Cf}]/gu;
const LETTERS = new Map();
for (const [letters, one] of [
  ["يىۍېے", "ی"],
  ["كڪ", "ک"],
  ["ةەۃہھ", "ه"],
  ["ٱ", "ا"],
  ["ءـ", ""],
  ["‘’ʼ‛′", "'"],
  ["“”„«»″", '"'],
  ["‐‑‒–—―−", "-"],
]) {
  for (const letter of letters) LETTERS.set(letter, one);
}
for (const zero of [0x6f0, 0x660]) {
  for (let digit = 0; digit < 10; digit += 1) LETTERS.set(String.fromCharCode(zero + digit), String(digit));
}

/** As writers_app/text/normalisation.py folds for search, letter by letter, so that places can be found again. */
function foldLetter(letter, { matchCase, foldLetters }) {
  const cased = matchCase ? letter : letter.toLowerCase();
  if (!foldLetters) return cased;
  return [...cased.normalize("NFKD").replace(MARKS, "")].map((part) => LETTERS.get(part) ?? part).join("");
}

/** The folded text, and for each of its units where the letter that it came from begins and ends. */
function fold(text, options) {
  let folded = "";
  const starts = [];
  const ends = [];
  let place = 0;
  for (const letter of text) {
    const piece = foldLetter(letter, options);
    for (let i = 0; i < piece.length; i += 1) {
      starts.push(place);
      ends.push(place + letter.length);
    }
    folded += piece;
    place += letter.length;
  }
  return { folded, starts, ends };
}

/** The runs of text in a textblock (footnotes apart from what is around them), as [text, offset in the block]. */
function runsOf(block) {
  const runs = [];
  let text = "";
  let start = 0;
  block.forEach((child, offset) => {
    if (child.isText) {
      if (text === "") start = offset;
      text += child.text;
      return;
    }
    if (text !== "") runs.push([text, start]);
    text = "";
    if (child.inlineContent) for (const [inner, at] of runsOf(child)) runs.push([inner, offset + 1 + at]);
  });
  if (text !== "") runs.push([text, start]);
  return runs;
}

const WORD_PART = /[\p{L}\p{M}\p{N}\u200c]/u;

function isWhole(text, from, to) {
  return !WORD_PART.test(text[from - 1] ?? "") && !WORD_PART.test(text[to] ?? "");
}

function findInRun(text, needle, options) {
  const { folded, starts, ends } = fold(text, options);
  const found = [];
  for (let at = folded.indexOf(needle); at !== -1; at = folded.indexOf(needle, at + needle.length)) {
    const from = starts[at];
    let to = ends[at + needle.length - 1];
    while (COMBINING.test(text[to] ?? "")) to += 1; // a letter's own marks belong to it
    if (!options.wholeWords || isWhole(text, from, to)) found.push([from, to]);
  }
  return found;
}

class Search {
  constructor(query) {
    this.query = query;
    this.needle = fold(query.text, query).folded;
    this.known = new WeakMap();
  }

  #inBlock(block) {
    let found = this.known.get(block);
    if (!found) {
      found = runsOf(block).flatMap(([text, start]) =>
        findInRun(text, this.needle, this.query).map(([from, to]) => [start + from, start + to]),
      );
      this.known.set(block, found);
    }
    return found;
  }

  run(doc) {
    const matches = [];
    if (this.needle === "") return matches;
    doc.descendants((node, pos) => {
      if (!node.isTextblock) return true;
      for (const [from, to] of this.#inBlock(node)) matches.push({ from: pos + 1 + from, to: pos + 1 + to });
      return false;
    });
    return matches;
  }
}

const NOTHING = { search: null, matches: [], current: -1, decorations: DecorationSet.empty };

function nearest(matches, pos) {
  if (matches.length === 0) return -1;
  const after = matches.findIndex((match) => match.from >= pos);
  return after === -1 ? 0 : after;
}

function draw(doc, matches, current) {
  const first = Math.max(0, current - SHOWN / 2);
  const shown = matches.slice(first, first + SHOWN).map(({ from, to }, index) => {
    const isCurrent = first + index === current;
    return Decoration.inline(from, to, { class: isCurrent ? "match is-current" : "match" });
  });
  return DecorationSet.create(doc, shown);
}

function settle(doc, search, current, pos) {
  const matches = search.run(doc);
  const place = current ?? nearest(matches, pos);
  const kept = matches.length === 0 ? -1 : Math.min(Math.max(place, 0), matches.length - 1);
  return { search, matches, current: kept, decorations: draw(doc, matches, kept) };
}

function apply(tr, value, _old, state) {
  const asked = tr.getMeta(searchKey);
  if (asked?.query !== undefined) {
    if (asked.query === null) return NOTHING;
    return settle(tr.doc, new Search(asked.query), null, state.selection.from);
  }
  if (value.search === null) return value;
  if (asked?.refresh) return settle(tr.doc, value.search, null, tr.mapping.map(state.selection.from));
  if (asked?.current !== undefined) {
    return { ...value, current: asked.current, decorations: draw(tr.doc, value.matches, asked.current) };
  }
  if (!tr.docChanged) return value;
  // While one types, places only move; what is new or gone is looked for a moment later.
  const matches = value.matches.map(({ from, to }) => ({ from: tr.mapping.map(from), to: tr.mapping.map(to) }));
  return { ...value, matches, decorations: value.decorations.map(tr.mapping, tr.doc) };
}

function refreshLater(view) {
  let timer = null;
  return {
    update(current, previous) {
      if (searchKey.getState(current.state).search === null || current.state.doc.eq(previous.doc)) return;
      clearTimeout(timer);
      timer = setTimeout(() => view.isDestroyed || view.dispatch(view.state.tr.setMeta(searchKey, { refresh: true })), LATER);
    },
    destroy: () => clearTimeout(timer),
  };
}

function reveal(tr, match) {
  return tr.setSelection(TextSelection.create(tr.doc, match.from, match.to)).scrollIntoView();
}

export const SearchAndReplace = Extension.create({
  name: "searchAndReplace",

  addCommands: () => ({
    search:
      (query) =>
      ({ tr, dispatch }) => {
        if (dispatch) tr.setMeta(searchKey, { query });
        return true;
      },
    goToMatch:
      (forward) =>
      ({ tr, state, dispatch }) => {
        const { matches, current } = searchKey.getState(state);
        if (matches.length === 0) return false;
        const onCurrent = matches[current]?.from === state.selection.from && matches[current]?.to === state.selection.to;
        const step = onCurrent || !forward ? (forward ? 1 : -1) : 0;
        const next = (current + step + matches.length) % matches.length;
        if (dispatch) reveal(tr.setMeta(searchKey, { current: next }), matches[next]);
        return true;
      },
    replaceMatch:
      (text) =>
      ({ tr, state, dispatch }) => {
        const match = searchKey.getState(state).matches[searchKey.getState(state).current];
        if (!match) return false;
        if (dispatch) {
          replaceText(tr, match, text);
          tr.setSelection(TextSelection.create(tr.doc, match.from + text.length)).setMeta(searchKey, { refresh: true });
        }
        return true;
      },
    replaceAllMatches:
      (text) =>
      ({ tr, state, dispatch }) => {
        const { search } = searchKey.getState(state);
        const matches = search?.run(state.doc) ?? [];
        if (dispatch) for (const match of matches.toReversed()) replaceText(tr, match, text);
        return matches.length > 0;
      },
  }),

  addProseMirrorPlugins: () => [
    new Plugin({
      key: searchKey,
      state: { init: () => NOTHING, apply },
      props: { decorations: (state) => searchKey.getState(state).decorations },
      view: refreshLater,
    }),
  ],
});

function replaceText(tr, { from, to }, text) {
  if (text === "") tr.delete(from, to);
  else tr.insertText(text, from, to);
}
