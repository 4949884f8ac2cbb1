// The draft case on this device: stored at each change, owned by the tab that shows it, forgotten when it became an entry.

import { newId } from "./offline/outbox.js";
import { allOf, put, remove } from "./offline/store.js";

const LOCK = "rvuedge-draft-";
let release = () => {};

/** Take a draft for this tab as long as it stays open; returns whether no other tab has it. */
function own(id) {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((done) => {
    navigator.locks.request(LOCK + id, { ifAvailable: true }, (lock) => {
      done(Boolean(lock));
      return lock && new Promise((end) => (release = end));
    });
  });
}

/** Begin a new draft; returns its id, and what lets go of the former one, which stays this tab's until then. */
export function begin() {
  const letGo = release;
  release = () => {};
  const id = newId();
  own(id);
  return { id, letGo };
}

/** Go on with a former draft that was not let go. */
export function resume(letGo) {
  release();
  release = letGo;
}

/** Store a draft; resolves when it is on disk. */
export function keep(draft) {
  return put("drafts", draft);
}

/** Forget a draft. */
export function forget(id) {
  return remove("drafts", id);
}

/** Return the drafts of an owner that no open tab shows, the latest last; what is returned belongs to nobody yet. */
export async function orphans(owner) {
  const drafts = await allOf("drafts", owner).catch(() => []);
  const open = new Set(((await navigator.locks?.query())?.held ?? []).map((lock) => lock.name));
  return drafts.filter((draft) => !open.has(LOCK + draft.id)).sort((a, b) => a.changed - b.changed);
}

/** Take over a draft that a closed tab left; returns whether this tab got it. */
export async function adopt(id) {
  const former = release;
  const isOurs = await own(id);
  if (isOurs) former();
  return isOurs;
}
