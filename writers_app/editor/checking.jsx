/* Asks the server to check what was touched, a moment after typing has paused, and keeps what it said by block. Only what
 * is near the window is drawn. Used by checkspanel.jsx. */

import { call } from "$/public/scripts/requests.js";
import { acceptChecks, canReplace, checkAtCaret, listBlocks, rangeOf, readBlock } from "./checks.jsx";

const REST = 400; // ms without a key
const LONGEST_REST = 3000; // of somebody who never stops typing
const RETRY = 5000;
const SCROLL = 150;
const LISTING = 700;
const ECHO_WORDS = 40; // writers_app/analysis/echoes.py: WINDOW
const MOST_CHARACTERS = 30_000; // in one request
const MOST_TEXTS = 200;
const LONGEST_TEXT = 50_000; // writers_app/schemas/checks.py: LONGEST_PARAGRAPH
const AROUND = 30; // blocks drawn above and below the window
const MOST_IGNORED = 500;
const SPEECH = 12; // characters on either side by which an ignored place is known again

const whenIdle = (work) => (window.requestIdleCallback ? requestIdleCallback(work, { timeout: 500 }) : setTimeout(work));
const countWords = (text) => text.split(/\s+/).length;
const isAskable = ({ text }) => text.trim() !== "" && text.length <= LONGEST_TEXT;

/** Blocks that nothing is known of, or that have another neighbour before them than when they were asked about. */
function findStale(blocks, known) {
  return blocks.map(({ node }, index) => known.get(node)?.previous !== (blocks[index - 1]?.node ?? null));
}

/** Where the blocks end that are asked about from `first` on: stale ones, and those after them that may echo them. */
function findEnd(blocks, stale, first) {
  let end = first;
  let reach = 0;
  for (let size = 0, count = 0; end < blocks.length && (stale[end] || reach > 0); end += 1) {
    const texts = readBlock(blocks[end].node).filter(isAskable);
    size += texts.reduce((sum, { text }) => sum + text.length, 0);
    count += texts.length;
    if (end > first && (size > MOST_CHARACTERS || count > MOST_TEXTS)) break;
    reach = stale[end] ? ECHO_WORDS : reach - countWords(blocks[end].node.textContent);
  }
  return end;
}

/** The next blocks to ask about, those in the window first, and how many before them are sent only for their words. */
function chooseBlocks(blocks, stale, visible) {
  const near = stale.findIndex((isStale, index) => isStale && blocks[index].pos >= visible);
  const first = near === -1 ? stale.indexOf(true) : near;
  if (first === -1) return null;
  let start = first;
  for (let heard = 0; start > 0 && heard < ECHO_WORDS && first - start < ECHO_WORDS; heard += countWords(blocks[start].node.textContent)) start -= 1;
  return { asked: blocks.slice(start, findEnd(blocks, stale, first)), context: first - start, previous: blocks[first - 1]?.node ?? null };
}

/** A lost connection or a busy server; a right that was withdrawn does not come back by asking. */
const mayPass = ({ status }) => !status || status === 429 || status >= 500;

function elementAt(view, pos) {
  const { node, offset } = view.domAtPos(pos);
  const near = node.nodeType === Node.ELEMENT_NODE ? (node.childNodes[offset] ?? node) : node;
  return near.nodeType === Node.ELEMENT_NODE ? near : near.parentElement;
}

export class Checker {
  constructor({ editor, documentId, lines, off }) {
    this.editor = editor;
    this.path = `/documents/${documentId}/checks`;
    this.memory = `writers.ignored.${documentId}`;
    this.lines = lines; // from the kind of a remark to how it is underlined
    this.off = off;
    this.known = new WeakMap();
    this.ignored = new Set(JSON.parse(localStorage.getItem(this.memory) ?? "[]"));
    this.listeners = new Set();
    this.state = { items: [], busy: true, trouble: null, current: null };
    this.page = editor.view.dom.closest(".manuscript-page");
    this.onUpdate = () => this.schedule();
    this.onSelection = () => this.follow();
    this.onScroll = () => {
      this.scrolling ??= setTimeout(() => {
        this.scrolling = null;
        this.draw();
      }, SCROLL);
    };
    editor.on("update", this.onUpdate);
    editor.on("selectionUpdate", this.onSelection);
    this.page.addEventListener("scroll", this.onScroll, { passive: true });
    this.schedule(0);
  }

  subscribe = (listener) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  snapshot = () => this.state;

  tell(change) {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }

  destroy() {
    this.stopped = true;
    clearTimeout(this.timer);
    clearTimeout(this.scrolling);
    this.editor.off("update", this.onUpdate);
    this.editor.off("selectionUpdate", this.onSelection);
    this.page.removeEventListener("scroll", this.onScroll);
    if (!this.editor.isDestroyed) this.editor.commands.drawChecks({ entries: [], keep: [], current: null });
  }

  get isOver() {
    return this.stopped || this.editor.isDestroyed;
  }

  schedule(delay = REST) {
    const now = performance.now();
    this.waitingSince ??= now;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => whenIdle(() => this.round()), Math.max(0, Math.min(delay, this.waitingSince + LONGEST_REST - now)));
  }

  /** Everything is asked for again: the house style or the language has changed. */
  restart() {
    this.known = new WeakMap();
    this.schedule(0);
  }

  async round() {
    if (this.isOver || this.asking) return;
    this.waitingSince = null;
    const blocks = listBlocks(this.editor.state.doc);
    const chosen = chooseBlocks(blocks, findStale(blocks, this.known), this.visible()[0]);
    if (chosen === null) return this.settle({ busy: false, trouble: null });
    if (!this.state.busy) this.tell({ busy: true });
    this.asking = true;
    const trouble = await this.ask(chosen).then(() => null, (problem) => problem);
    this.asking = false;
    if (this.isOver) return undefined;
    if (trouble) {
      this.settle({ busy: false, trouble });
      return mayPass(trouble) ? this.schedule(RETRY) : undefined;
    }
    if (performance.now() - (this.settledAt ?? 0) > LISTING) this.settle({});
    else this.draw();
    return this.schedule(0);
  }

  async ask({ asked, context, previous }) {
    const { known } = this;
    const texts = asked.flatMap(({ node }) => readBlock(node)).filter(isAskable);
    const paragraphs = texts.map(({ text, kind, code }) => ({ text, kind, code }));
    const { items } = paragraphs.length > 0 ? await call("POST", this.path, { paragraphs }) : { items: [] };
    const checks = new Map(texts.map((read, index) => [read, items[index].checks]));
    asked.slice(context).forEach(({ node }, index) => {
      const before = index === 0 ? previous : asked[context + index - 1].node;
      known.set(node, { previous: before, checks: readBlock(node).map((read) => checks.get(read) ?? []) });
    });
  }

  isShown(read, check) {
    return !this.off.has(check.kind) && !this.ignored.has(this.signature(read, check));
  }

  signature({ text }, { kind, start, end }) {
    return `${kind}|${text.slice(Math.max(0, start - SPEECH), end + SPEECH)}`;
  }

  /** What is known of a block, as {block, read, check}. */
  *remarksIn(block) {
    const { checks } = this.known.get(block.node) ?? { checks: [] };
    const reads = readBlock(block.node);
    for (const [index, own] of checks.entries()) {
      for (const check of own) if (this.isShown(reads[index], check)) yield { block, read: reads[index], check };
    }
  }

  /** The places in the document between which one can see: blocks at the top level are looked for by halving. */
  visible() {
    const { dom, state } = this.editor.view;
    const page = this.page.getBoundingClientRect();
    const below = (edge) => {
      let low = 0;
      let high = dom.children.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (dom.children[middle].getBoundingClientRect().bottom < edge) low = middle + 1;
        else high = middle;
      }
      return low;
    };
    const first = Math.max(0, below(page.top) - AROUND);
    const last = Math.min(state.doc.childCount, below(page.bottom) + AROUND);
    let from = 0;
    for (let index = 0; index < first && index < state.doc.childCount; index += 1) from += state.doc.child(index).nodeSize;
    let to = from;
    for (let index = first; index < last; index += 1) to += state.doc.child(index).nodeSize;
    return [from, to];
  }

  draw() {
    if (this.isOver) return;
    const [first, last] = this.visible();
    const entries = [];
    const keep = [];
    this.editor.state.doc.nodesBetween(first, last, (node, pos) => {
      if (!node.isTextblock) return true;
      const block = { node, pos };
      if (!this.known.has(node)) keep.push([pos, pos + node.nodeSize]); // until the answer comes, what was there has moved along
      for (const { read, check } of this.remarksIn(block)) {
        const [start, end] = check.start === check.end || read.text.slice(check.start, check.end).trim() === "" ? check.shown : [check.start, check.end];
        entries.push({ ...rangeOf(block, read, start, end), check, line: this.lines[check.kind] ?? "dashed" });
      }
      return false;
    });
    this.editor.commands.drawChecks({ entries, keep, current: this.state.current });
  }

  /** Makes the list anew. While a long text is read for the first time, that is done now and then. */
  settle(change) {
    if (this.isOver) return;
    this.settledAt = performance.now();
    const items = listBlocks(this.editor.state.doc).flatMap((block) => [...this.remarksIn(block)]);
    this.tell({ ...change, items });
    this.draw();
  }

  follow() {
    const current = checkAtCaret(this.editor.state);
    if (current && current !== this.state.current) {
      this.tell({ current });
      this.draw();
    }
  }

  /** Where remarks stand now; those whose block has changed since are left out. */
  locate(items) {
    const places = new Map(listBlocks(this.editor.state.doc).map((block) => [block.node, block]));
    return items.flatMap(({ block, read, check }) => {
      const found = places.get(block.node);
      return found ? [{ ...rangeOf(found, read, check.start, check.end), read, check, block: found }] : [];
    });
  }

  goTo(item) {
    const [place] = this.locate([item]);
    if (!place) return;
    const { block, read, check } = place;
    const range = rangeOf(block, read, ...check.shown);
    this.tell({ current: check });
    this.editor.chain().goToCheck(range).focus(undefined, { scrollIntoView: false }).run();
    this.draw();
    elementAt(this.editor.view, range.from).scrollIntoView({ block: "center" });
  }

  accept(items) {
    const wanted = this.locate(items).filter(({ read, check }) => canReplace(read, check));
    if (wanted.length === 0) return;
    acceptChecks(this.editor, wanted);
    this.settle({ busy: true });
    this.schedule(0);
  }

  /** In this browser, for this text, until what stands around it changes. */
  ignore({ read, check }) {
    this.ignored.add(this.signature(read, check));
    const kept = [...this.ignored].slice(-MOST_IGNORED);
    localStorage.setItem(this.memory, JSON.stringify(kept));
    this.settle({});
  }

  turn(off) {
    this.off = off;
    this.settle({});
  }
}
