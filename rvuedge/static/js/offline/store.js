// The local store of this device (IndexedDB): a write has happened when it is on disk, and fails aloud when it is full.

const NAME = "rvuedge";
const VERSION = 1;
let opening = null;

/** The device did not store what it was given: it is full, or keeps nothing for this site. */
export class NotStored extends Error {}

function open() {
  opening ??= new Promise((done, fail) => {
    if (!globalThis.indexedDB) throw new NotStored("this browser keeps nothing");
    const asked = indexedDB.open(NAME, VERSION);
    asked.onupgradeneeded = () => {
      const base = asked.result;
      base.createObjectStore("queue", { keyPath: "n", autoIncrement: true }).createIndex("owner", "owner");
      base.createObjectStore("drafts", { keyPath: "id" }).createIndex("owner", "owner");
      base.createObjectStore("kept");
    };
    asked.onsuccess = () => {
      asked.result.onversionchange = () => asked.result.close();
      asked.result.onclose = () => (opening = null);
      done(asked.result);
    };
    asked.onerror = () => fail(new NotStored(asked.error?.message));
  });
  opening.catch(() => (opening = null));
  return opening;
}

/** Change stores in one transaction; resolves when all of it is on disk. `change` may ask for rows first and calls `end` when it is through. */
export async function write(stores, change) {
  const base = await open();
  return new Promise((done, fail) => {
    const transaction = base.transaction(stores, "readwrite", { durability: "strict" });
    transaction.oncomplete = () => done();
    transaction.onabort = () => fail(new NotStored(transaction.error?.message));
    change(transaction, () => transaction.commit());
  });
}

async function read(store, ask) {
  const base = await open();
  return new Promise((done, fail) => {
    const request = ask(base.transaction(store, "readonly").objectStore(store));
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
}

/** Return everything of an owner in one store, in the order of its keys. */
export function allOf(store, owner) {
  return read(store, (rows) => rows.index("owner").getAll(owner));
}

/** Return a kept value, or undefined. */
export function recall(key) {
  return read("kept", (rows) => rows.get(key));
}

/** Put a value into a store, under a key of its own where the store wants one. */
export function put(store, value, key) {
  return write([store], (transaction, end) => {
    transaction.objectStore(store).put(value, key);
    end();
  });
}

/** Take the value of a key out of a store. */
export function remove(store, key) {
  return write([store], (transaction, end) => {
    transaction.objectStore(store).delete(key);
    end();
  });
}

/** Ask the browser not to clear what this site stores. */
export function askToStay() {
  return navigator.storage?.persist?.().catch(() => false);
}
