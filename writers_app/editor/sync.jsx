/* The browser's side of docs/sync-protocol.md: sends what is written, and knows what the server has made durable. */

import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import * as awarenessProtocol from "y-protocols/awareness";
import * as syncProtocol from "y-protocols/sync";
import * as Y from "yjs";

const SCHEMA = 2;
const SYNC = 0;
const AWARENESS = 1;
const SAVED = 8;
const TROUBLE = 9;
const HELLO = 10;

const STALL_AFTER = 5_000;
const GIVE_UP_AFTER = 12_000; // a socket that has not acknowledged for so long is taken for dead,
const GIVE_UP_OFFLINE_AFTER = 2_000; // and sooner where the device knows of no network (the server may still be this device)
const DRAIN_FOR = 10_000;
const AWARENESS_EVERY = 50;
const SLOWEST_RETRY = 10_000;
const TOO_MANY_RETRY = 30_000;

const SIGNED_OUT = 4401;
const RIGHT_CHANGED = 4403;
const MISSING = 4404;
const OTHER_EPOCH = 4409;
const TOO_LARGE = 4413;
const TOO_MANY = 4429;
const FINAL = new Set([SIGNED_OUT, MISSING, TOO_LARGE]);

const OPENING = {
  phase: "opening", // opening, open, offline, stopped
  synced: false,
  right: null, // null until the server has said, then "write" or "read"
  readReason: "",
  unsaved: 0, // changes that the server has not made durable
  kept: 0, // of these, how many are on this device's disk
  stalled: false,
  trouble: null,
  keepingFails: false,
  closeCode: null,
};

function frame(type, write) {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, type);
  write(encoder);
  return encoding.toUint8Array(encoder);
}

/**
 * One connection of one Y.Doc to its room, over as many sockets as it takes.
 *
 * `journal` may be null where the browser keeps nothing; `epoch` is that of the unsent changes already in `doc`
 * (`adopted`, the journal's records), or null with an empty doc. `onDiverged` is called when the text has another
 * life on the server: this link is then over.
 */
export class ManuscriptLink {
  constructor({ url, documentId, doc, journal, epoch, adopted, onDiverged }) {
    this.url = url;
    this.documentId = documentId;
    this.doc = doc;
    this.journal = journal;
    this.epoch = epoch;
    this.onDiverged = onDiverged;
    this.awareness = new awarenessProtocol.Awareness(doc);
    this.state = OPENING;
    this.listeners = new Set();
    this.entries = new Set(adopted.map((record) => ({ key: record.key, changes: record.changes, kept: true })));
    this.fresh = null;
    this.socket = null;
    this.attempts = 0;
    this.over = false;
    this.#listen();
    this.#tally();
    this.#connect();
  }

  subscribe = (listener) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  snapshot = () => this.state;

  /** Stops showing this person here, and leaves once everything is acknowledged. */
  destroy() {
    this.#unlisten();
    awarenessProtocol.removeAwarenessStates(this.awareness, [this.doc.clientID], "left");
    if (this.state.phase === "open" && this.#canSend()) this.#sendAwareness();
    this.leaving = true;
    if (this.entries.size === 0 || !this.#canSend()) this.#end();
    else this.drainTimer = setTimeout(() => this.#end(), DRAIN_FOR);
  }

  /** The journal's keys of what was never acknowledged, once it is on disk. */
  async unsentKeys() {
    this.#flush();
    await Promise.all([...this.entries].map((entry) => entry.writing));
    return [...this.entries].filter((entry) => entry.kept).map((entry) => entry.key);
  }

  get hasUnsent() {
    return this.entries.size > 0 || this.fresh !== null;
  }

  #listen() {
    this.doc.on("update", this.#onUpdate);
    this.awareness.on("update", this.#onAwareness);
    window.addEventListener("online", this.#hurry);
    document.addEventListener("visibilitychange", this.#hurry);
    window.addEventListener("beforeunload", this.#onLeave);
    this.stallTimer = setInterval(this.#watchStall, 500);
  }

  #unlisten() {
    window.removeEventListener("online", this.#hurry);
    document.removeEventListener("visibilitychange", this.#hurry);
    window.removeEventListener("beforeunload", this.#onLeave);
  }

  #end() {
    this.over = true;
    this.doc.off("update", this.#onUpdate);
    this.awareness.off("update", this.#onAwareness);
    this.awareness.destroy();
    clearInterval(this.stallTimer);
    clearTimeout(this.retryTimer);
    clearTimeout(this.drainTimer);
    clearTimeout(this.awarenessTimer);
    this.#drop();
  }

  #set(change) {
    const next = { ...this.state, ...change };
    if (Object.keys(next).every((key) => next[key] === this.state[key])) return;
    this.state = next;
    for (const listener of this.listeners) listener();
  }

  #tally() {
    let unsaved = this.fresh ? this.fresh.changes : 0;
    let kept = 0;
    for (const entry of this.entries) {
      unsaved += entry.changes;
      if (entry.kept) kept += entry.changes;
    }
    this.#set({ unsaved, kept });
    if (this.leaving && unsaved === 0 && !this.over) this.#end();
  }

  // Writing: every change goes to the disk and to the server in the task that made it.

  #onUpdate = (update, origin) => {
    if (origin === this) return;
    if (this.fresh === null) {
      this.fresh = { updates: [], changes: 0 };
      queueMicrotask(() => this.#flush());
    }
    this.fresh.updates.push(update);
    this.fresh.changes += 1;
  };

  #flush() {
    if (this.fresh === null) return;
    const { updates, changes } = this.fresh;
    this.fresh = null;
    const update = updates.length === 1 ? updates[0] : Y.mergeUpdates(updates);
    const entry = { key: null, changes, kept: false, acknowledged: false, sentAs: null, since: performance.now() };
    this.entries.add(entry);
    entry.writing = this.#keep(entry, update);
    if (this.sendsUpdates) this.#sendCounted(2, (encoder) => encoding.writeVarUint8Array(encoder, update), [entry]);
    this.#tally();
  }

  async #keep(entry, update) {
    try {
      if (this.journal === null) throw new Error("no journal");
      const record = { document: this.documentId, epoch: this.epoch, update, changes: entry.changes };
      entry.key = await this.journal.append(record);
      entry.kept = true;
      if (entry.acknowledged) await this.journal.forget([entry.key]);
      this.#set({ keepingFails: false });
    } catch {
      this.#set({ keepingFails: true });
    }
    this.#tally();
  }

  #sendCounted(kind, write, entries) {
    this.sent += 1;
    for (const entry of entries) {
      entry.sentAs = this.sent;
      entry.since = performance.now();
    }
    this.#send(SYNC, (encoder) => {
      encoding.writeVarUint(encoder, kind);
      write(encoder);
    });
  }

  #send(type, write) {
    this.socket.send(frame(type, write));
  }

  #canSend() {
    return this.socket !== null && this.socket.readyState === WebSocket.OPEN;
  }

  #onSaved(count) {
    const durable = [];
    for (const entry of this.entries) {
      if (entry.sentAs === null || entry.sentAs > count) continue;
      entry.acknowledged = true;
      this.entries.delete(entry);
      if (entry.kept) durable.push(entry.key);
    }
    // Left behind, these records would only be sent again, and be taken for what they are: known.
    if (durable.length > 0) this.journal.forget(durable).catch(() => {});
    if (this.state.trouble?.code === "store") this.#set({ trouble: null });
    this.#watchStall();
    this.#tally();
  }

  #watchStall = () => {
    let oldest = Infinity;
    for (const entry of this.entries) if (entry.sentAs !== null) oldest = Math.min(oldest, entry.since);
    const waited = performance.now() - oldest;
    this.#set({ stalled: this.state.phase === "open" && waited > STALL_AFTER });
    const patience = navigator.onLine ? GIVE_UP_AFTER : GIVE_UP_OFFLINE_AFTER;
    if (waited > patience && this.state.trouble === null && this.#canSend()) this.#lost(this.socket, null);
  };

  #onLeave = (event) => {
    const safe = !this.hasUnsent || (this.state.phase === "open" && !this.state.stalled && !this.state.trouble);
    if (!safe) event.preventDefault();
  };

  // The socket: one at a time, and back again by itself.

  #connect() {
    if (this.over) return;
    const address = new URL(this.url);
    address.searchParams.set("schema", SCHEMA);
    address.searchParams.set("client", this.doc.clientID);
    if (this.epoch !== null) address.searchParams.set("epoch", this.epoch);
    const socket = new WebSocket(address);
    socket.binaryType = "arraybuffer";
    socket.onmessage = (event) => this.#read(socket, new Uint8Array(event.data));
    socket.onclose = (event) => this.#lost(socket, event.code);
    this.socket = socket;
    this.sent = 0;
    this.sendsUpdates = false;
  }

  #drop() {
    const socket = this.socket;
    this.socket = null;
    this.sendsUpdates = false;
    if (socket === null) return;
    socket.onmessage = socket.onclose = null;
    socket.close();
  }

  #lost(socket, code) {
    if (socket !== this.socket) return;
    this.#drop();
    for (const entry of this.entries) entry.sentAs = null;
    const others = [...this.awareness.getStates().keys()].filter((id) => id !== this.doc.clientID);
    awarenessProtocol.removeAwarenessStates(this.awareness, others, this);
    if (this.leaving) return this.#end();
    if (code === OTHER_EPOCH) return this.#diverge();
    this.#set({ stalled: false, closeCode: code });
    if (FINAL.has(code)) return this.#set({ phase: "stopped", right: "read" });
    this.#set({ phase: this.state.synced ? "offline" : "opening" });
    this.#retryAfter(code);
  }

  #retryAfter(code) {
    const slow = Math.min(SLOWEST_RETRY, 250 * 2 ** this.attempts);
    const longest = code === TOO_MANY ? TOO_MANY_RETRY : code === RIGHT_CHANGED && this.attempts === 0 ? 100 : slow;
    this.attempts += 1;
    if (this.attempts > 1 && !this.state.synced) this.#set({ phase: "offline" });
    this.retryTimer = setTimeout(() => this.#connect(), longest * (0.5 + Math.random() / 2));
  }

  #hurry = () => {
    if (this.over || this.socket !== null || this.state.phase === "stopped" || document.hidden) return;
    clearTimeout(this.retryTimer);
    this.#connect();
  };

  #diverge() {
    this.over = true;
    this.#unlisten();
    this.onDiverged(this);
  }

  // Reading: hello comes first, then the usual exchange.

  #read(socket, data) {
    if (socket !== this.socket) return;
    const decoder = decoding.createDecoder(data);
    const type = decoding.readVarUint(decoder);
    if (type === SYNC) this.#readSync(decoder);
    else if (type === AWARENESS) {
      awarenessProtocol.applyAwarenessUpdate(this.awareness, decoding.readVarUint8Array(decoder), this);
    } else if (type === SAVED) this.#onSaved(decoding.readVarUint(decoder));
    else if (type === TROUBLE) this.#set({ trouble: JSON.parse(decoding.readVarString(decoder)) });
    else if (type === HELLO) this.#onHello(JSON.parse(decoding.readVarString(decoder)));
  }

  #onHello(hello) {
    this.attempts = 0;
    this.epoch = hello.epoch;
    this.awareness.setLocalStateField("user", hello.user);
    this.#set({ right: hello.right, readReason: hello.reason, trouble: null, closeCode: null });
    this.#send(SYNC, (encoder) => syncProtocol.writeSyncStep1(encoder, this.doc));
    this.#sendAwareness();
  }

  #readSync(decoder) {
    const kind = decoding.readVarUint(decoder);
    const body = decoding.readVarUint8Array(decoder);
    if (kind === syncProtocol.messageYjsSyncStep1) return this.#answer(body);
    Y.applyUpdate(this.doc, body, this);
    if (kind === syncProtocol.messageYjsSyncStep2) this.#set({ phase: "open", synced: true });
  }

  #answer(stateVector) {
    this.#flush();
    const missing = Y.encodeStateAsUpdate(this.doc, stateVector);
    this.#sendCounted(1, (encoder) => encoding.writeVarUint8Array(encoder, missing), [...this.entries]);
    this.sendsUpdates = true;
  }

  // Presence: at most one message in a short while.

  #onAwareness = (_change, origin) => {
    if (origin === this || this.awarenessTimer) return;
    this.awarenessTimer = setTimeout(() => {
      this.awarenessTimer = null;
      if (this.state.phase === "open" && this.#canSend()) this.#sendAwareness();
    }, AWARENESS_EVERY);
  };

  #sendAwareness() {
    const update = awarenessProtocol.encodeAwarenessUpdate(this.awareness, [this.doc.clientID]);
    this.#send(AWARENESS, (encoder) => encoding.writeVarUint8Array(encoder, update));
  }
}
