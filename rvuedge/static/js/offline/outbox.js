// The queue of this device: steps are stored first, then sent one after the other, by one tab at a time.

import { REVIEW, SENT, WAIT, bodyOf, followed, joined, ready, verdict } from "./protocol.js";
import { NotStored, allOf, askToStay, recall, write } from "./store.js";

const SEND = "/log/send/";
const LOCK = "rvuedge-queue";
const PATIENCE = 20_000;
const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 120_000;
const OLD = 24 * 3600 * 1000;
const channel = globalThis.BroadcastChannel ? new BroadcastChannel(LOCK) : null;
const listeners = new Set();
let pause = FIRST_PAUSE;
let timer = 0;
let sending = null;
let isAskedAgain = false;

/** Return a new random identifier. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Call back with { kind, step, answer, why } after each change of the queue, in this tab and in others. */
export function onChange(listener) {
  listeners.add(listener);
}

/** Return the steps of an owner, the oldest first. */
export function stepsOf(owner) {
  return allOf("queue", owner);
}

/** Return whether the server took a step of an owner since a moment (of this device's clock). */
export async function tookSince(owner, moment) {
  return (await recall(heardOf(owner)).catch(() => 0)) >= moment;
}

function heardOf(owner) {
  return `heard-${owner}`;
}

/** Return the steps that have waited for more than a day. */
export function oldOnes(steps, now = Date.now()) {
  return steps.filter((step) => now - step.made > OLD);
}

/** Store steps of one owner, and forget the draft or the step that they come from; a device that is full throws NotStored. This tab hears at once what is being stored. */
export async function add(given, { draft = null, instead = null } = {}) {
  const steps = given.map(complete);
  tellHere({ kind: "storing", steps, instead });
  try {
    await store(steps, draft, instead);
  } catch (fault) {
    tellHere({ kind: "not-stored", steps });
    throw fault;
  }
  askToStay();
  channel?.postMessage({ kind: "added" });
  tellHere({ kind: "added", steps });
}

function store(steps, draft, instead) {
  return write(["queue", "drafts"], (transaction, end) => {
    const queue = transaction.objectStore("queue");
    queue.index("owner").getAll(steps[0].owner).onsuccess = ({ target }) => {
      if (instead) queue.delete(instead.n);
      const others = target.result.filter((other) => other.n !== instead?.n);
      for (const step of steps) place(queue, joined(others, step));
      if (draft) transaction.objectStore("drafts").delete(draft);
      end();
    };
  });
}

function complete(step) {
  return { state: "waiting", isTried: false, isDateChosen: false, seen: "", made: Date.now(), ...step, key: newId() };
}

function place(queue, { drop, put }) {
  for (const { n } of drop) queue.delete(n);
  for (const step of put) queue.put(drop.length ? { ...step, n: drop[0].n } : step);
}

/** Take a step out of the queue. */
export async function forget(step) {
  await write(["queue"], (transaction, end) => {
    transaction.objectStore("queue").delete(step.n);
    end();
  });
  tell({ kind: "forgotten", step });
}

/** Send what waits, one tab after the other; resolves when this tab is through. */
export function flush(owner, isForced = false) {
  if (!owner) return Promise.resolve();
  if (isForced) pause = FIRST_PAUSE;
  isAskedAgain = Boolean(sending);
  sending ??= sendInTurn(owner);
  return sending;
}

/** Send until nobody asked meanwhile. From the last look at `isAskedAgain` on nothing waits: whoever asks later starts anew. */
async function sendInTurn(owner) {
  clearTimeout(timer);
  try {
    let isWaiting = false;
    do {
      isAskedAgain = false;
      if (navigator.locks) await navigator.locks.request(LOCK, () => sendAll(owner));
      else await sendAll(owner);
      isWaiting = (await stepsOf(owner)).some((step) => step.state === "waiting");
    } while (isAskedAgain);
    pause = isWaiting ? Math.min(pause * 2, LONGEST_PAUSE) : FIRST_PAUSE;
    if (isWaiting) timer = setTimeout(() => flush(owner), pause / 2);
  } catch (fault) {
    if (!(fault instanceof NotStored)) throw fault;
  } finally {
    sending = null;
  }
}

async function sendAll(owner) {
  let why = "";
  let isAny = false;
  while (!why) {
    const [step] = ready(await stepsOf(owner));
    if (!step) break;
    const met = await sendOne(step);
    if (met === SENT || met === REVIEW) isAny = true;
    else why = met;
  }
  if (isAny) pause = FIRST_PAUSE;
  if (isAny || why) tell({ kind: "through", why, isAny });
}

/** Send one step; that it is tried is stored first, so that no later change can take the place of what may have arrived. */
async function sendOne(step) {
  if (!(await settle(step, (stored) => ({ put: [{ ...stored, isTried: true }] })))) return SENT;
  const { met, told } = await ask(step);
  if (met === SENT) {
    await settle(step, (stored, steps) => ({ drop: [stored], put: followed(steps, stored, told.version) }), [Date.now(), heardOf(step.owner)]);
    tell({ kind: "sent", step, answer: told });
  } else if (met === REVIEW) {
    await settle(step, (stored) => ({ put: [{ ...stored, state: "review", isTried: true, problem: told }] }));
    tell({ kind: "review", step });
  }
  return met;
}

/** Change the queue around a step, as long as it is still the one that was read, and keep a value with its key; returns whether it is. */
async function settle(step, change, kept = null) {
  let stored = null;
  await write(kept ? ["queue", "kept"] : ["queue"], (transaction, end) => {
    const queue = transaction.objectStore("queue");
    if (kept) transaction.objectStore("kept").put(...kept);
    queue.index("owner").getAll(step.owner).onsuccess = ({ target }) => {
      stored = target.result.find((other) => other.key === step.key);
      const { drop = [], put = [] } = stored ? change(stored, target.result) : {};
      for (const { n } of drop) queue.delete(n);
      for (const other of put) queue.put(other);
      end();
    };
  });
  return Boolean(stored);
}

async function ask(step) {
  const headers = { "Content-Type": "application/json", "Idempotency-Key": step.key, "X-CSRFToken": token(), "X-Device-Time": new Date().toISOString() };
  const signal = AbortSignal.timeout?.(PATIENCE);
  try {
    const answer = await fetch(SEND, { method: "POST", body: bodyOf(step), headers, signal, keepalive: true, redirect: "error" });
    const said = (name) => answer.headers.get(name);
    const met = verdict({ status: answer.status, type: said("Content-Type"), key: step.key, echo: said("Idempotency-Key"), retryAfter: said("Retry-After") });
    return { met, told: met === SENT || met === REVIEW ? await answer.json() : null };
  } catch {
    return { met: WAIT, told: null };
  }
}

function token() {
  const cookie = /(?:^|; )(?:__Host-|__Secure-)?csrftoken=([^;]+)/.exec(document.cookie);
  return cookie?.[1] ?? document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}

function tell(change) {
  channel?.postMessage(change);
  tellHere(change);
}

function tellHere(change) {
  for (const listener of listeners) listener(change);
}

channel?.addEventListener("message", ({ data }) => {
  for (const listener of listeners) listener({ ...data, isElsewhere: true });
});
