/* What this device keeps until the server has it: unacknowledged updates, and texts that diverged. Used by sync.jsx.
 *
 * One database for each person, so that a second person on the same machine never sends the first one's edits.
 */

const PENDING = "pending";
const COPIES = "copies";

function finished(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

function answered(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function createStores(database) {
  for (const name of [PENDING, COPIES]) {
    const store = database.createObjectStore(name, { keyPath: "key", autoIncrement: true });
    store.createIndex("document", "document");
  }
}

export async function openJournal(userId) {
  const request = indexedDB.open(`writers:${userId}`, 1);
  request.onupgradeneeded = () => createStores(request.result);
  const database = await answered(request);
  database.onversionchange = () => database.close();
  return new Journal(database);
}

class Journal {
  constructor(database) {
    this.database = database;
  }

  /** Resolves to the record's key once it is on disk. */
  append(record) {
    return this.#add(PENDING, record);
  }

  keepCopy(copy) {
    return this.#add(COPIES, copy);
  }

  pendingOf(document) {
    return this.#allOf(PENDING, document);
  }

  copiesOf(document) {
    return this.#allOf(COPIES, document);
  }

  forget(keys) {
    return this.#remove(PENDING, keys);
  }

  forgetCopy(key) {
    return this.#remove(COPIES, [key]);
  }

  close() {
    this.database.close();
  }

  async #add(name, record) {
    const transaction = this.database.transaction(name, "readwrite", { durability: "strict" });
    const request = transaction.objectStore(name).add(record);
    transaction.commit(); // at once: a page that is left in this very moment must not abort it
    await finished(transaction);
    return request.result;
  }

  #allOf(name, document) {
    const index = this.database.transaction(name).objectStore(name).index("document");
    return answered(index.getAll(document));
  }

  async #remove(name, keys) {
    if (keys.length === 0) return;
    const transaction = this.database.transaction(name, "readwrite", { durability: "relaxed" });
    for (const key of keys) transaction.objectStore(name).delete(key);
    await finished(transaction);
  }
}
