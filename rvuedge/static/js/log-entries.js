// Saving: the case is stored on this device first, the page answers at once, and the server hears of it as soon as it can.

import { amends, draft, endCase, form, hasDraft, hasFault, owner, resumeCase, stepOf, takeAnswer, takeTyped, toField } from "./log-case.js";
import { overtake, show, showDay, showNow } from "./log-days.js";
import { post, pickParts } from "./log-parts.js";
import { hideToast, retell, showToast, startToast } from "./log-toast.js";
import { keepSent, note, sentByNow, titleOf } from "./log-unsent.js";
import { forget as forgetDraft } from "./log-draft.js";
import { lineText } from "./log-lines.js";
import { bringBack } from "./log-restore.js";
import { add, flush, forget, stepsOf, tookSince } from "./offline/outbox.js";
import { NotStored, put, recall } from "./offline/store.js";

// How long the page waits for the server's word before it says that the case is on this device.
const PATIENCE = 2_500;
const PATIENCE_EACH = 300;
const SAME_AGAIN = 120_000;
const DOUBLE_TAP = 1_000;
const versions = new Map();
let saving = null;
let storedAt = -DOUBLE_TAP;
let telling = 0;
const sentKeys = new Set();
// The keys of the steps of which the toast says that they are on this device, and what it says once all of them are sent.
let onDevice = { keys: new Set(), then: "saved" };
let isKeptPageOld = false;
let settleTyped = async () => false;

/** Follow the queue: show at once what is being stored, remember what the server has now, and show the day again when a sending is through. */
export async function heard({ kind, step, answer, why, isAny }) {
  if (["storing", "not-stored", "added"].includes(kind)) showNow();
  if (kind === "storing" || kind === "not-stored") return;
  if (kind === "sent") {
    versions.set(step.case, answer.version);
    // Tabs of one browser hear of each other, also where somebody else signed in to the other one.
    if (step.owner === owner) keepSent(step);
    sentKeys.add(step.key);
    if (onDevice.keys.delete(step.key) && !onDevice.keys.size) retell("device", onDevice.then);
  }
  if (kind === "through") note({ why });
  if (kind === "through" && isAny && !telling) await showDay(form.elements.date_of_service.value, true);
  if (kind === "through" && isAny) isKeptPageOld = true;
  if (!telling) await show();
}

/** Show the day again where another page sent something while this one was on its way: it is neither in the page nor in the queue. */
export async function catchUp() {
  // A page that this device kept is as old as it says; another was asked for when this document began.
  const since = form.dataset.served === "device" ? Date.parse(form.dataset.at) : Date.now() - performance.now();
  if (amends || !(await tookSince(owner, since)) || sentKeys.size) return;
  isKeptPageOld = true;
  await showDay(form.elements.date_of_service.value, true);
}

/** Have the kept page made anew once it is old, when nobody looks. */
export function renewKeptPage() {
  if (isKeptPageOld) navigator.serviceWorker?.controller?.postMessage("keep the log");
  isKeptPageOld = false;
}

/** Say who reads what this device cannot read by itself. */
export function readWith(reader) {
  settleTyped = reader;
}

/** Save the case in view. */
export async function save() {
  if (saving) return saving.then((step) => step && hasDraft() && save());
  saving = saveOnce();
  const step = await saving.finally(() => (saving = null));
  if (step) await tellSaved(step);
}

/** Save there or here; returns the step that this device stored. */
async function saveOnce() {
  if (isSecondTap() || !hasDate()) return null;
  let words = takeTyped();
  if (words.length && (await settleTyped())) words = takeTyped();
  const isDoubtful = words.length || !hasDraft() || hasFault();
  if (!isDoubtful && !amends) return saveHere(stepOf("log"));
  await saveThere();
  return null;
}

/** Return whether Save was pressed once more on the form that it just emptied. */
function isSecondTap() {
  return !hasDraft() && !form.elements.entry.value.trim() && performance.now() - storedAt < DOUBLE_TAP;
}

/** Return whether there is a date of service; the field says where there is none, also without a connection. */
function hasDate() {
  const date = form.elements.date_of_service;
  return Boolean(date.value) || date.reportValidity();
}

/** Store a case on this device. The answer stands there at once: the entry says that it is being stored, and the form is free, so that what is tapped meanwhile belongs to the next case. */
async function saveHere(step) {
  const letGo = endCase();
  hideToast();
  toField();
  try {
    await add([step], { draft: step.case });
  } catch (fault) {
    if (!(fault instanceof NotStored)) throw fault;
    resumeCase(step, letGo);
    await saveThere(true);
    return null;
  }
  letGo();
  storedAt = performance.now();
  return step;
}

async function tellSaved(step) {
  await show();
  rememberLast(step).then(() => sendAndTell([step], "saved"));
  bringBack();
}

/** Have the server save what this device cannot, or what has a fault that the form has to show. */
async function saveThere(isFull = false) {
  const button = document.querySelector("[data-save]");
  button.setAttribute("aria-busy", "true");
  try {
    if (amends) await amendThere();
    else await settle(sentByNow(), await post(form.action, new FormData(form)));
  } catch {
    if (amends) return amendLater();
    hideToast();
    note({ isFull, refused: isFull ? "" : "unheard" });
  } finally {
    button.removeAttribute("aria-busy");
  }
  return show();
}

async function settle(letGoOfSent, { status, html }) {
  if (status === 200) {
    overtake();
    // A refused entry that was mended in the form is on the server now.
    for (const step of await stepsOf(owner).catch(() => [])) if (step.case === draft.id) await forget(step);
    await forgetDraft(draft.id).catch(() => null);
    const letGo = endCase();
    letGo();
    form.elements.entry.value = "";
    pickParts(html, ["toast", "totals", "ledger", "recents"]);
    letGoOfSent();
    startToast();
    bringBack();
  } else if (status !== 401) {
    takeRefusal(status, html);
    hideToast();
    if (form.elements.entry.value) form.elements.entry.focus();
  }
}

/** Show the remarks of an answer that refused the draft; one that has none came in somebody else's session, or from a server in trouble. */
function takeRefusal(status, html) {
  const isAbout = status === 422 || status === 409;
  if (isAbout) takeAnswer(html);
  note({ refused: isAbout ? "remark" : [403, 404].includes(status) ? "other" : "unheard" });
}

/** Store several cases on this device at once, and send them one after the other. */
export async function saveMany(steps) {
  await add(steps);
  hideToast();
  await show();
  return sendAndTell(steps, "saved");
}

async function amendThere() {
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
  if (answer.type === "opaqueredirect") return location.assign(form.dataset.back);
  const html = await answer.text();
  const page = new DOMParser().parseFromString(html, "text/html");
  takeRefusal(answer.status, html);
  const seen = page.querySelector("form[data-amends]")?.dataset.seen;
  if (seen) form.elements.seen.value = form.dataset.seen = seen;
}

async function amendLater() {
  await add([{ ...stepOf("amend"), case: amends }]);
  location.assign("/log/");
}

/** Send steps and say what became of them, with Undo. */
export async function sendAndTell(steps, kind) {
  telling += 1;
  await Promise.race([flush(owner, true), new Promise((done) => setTimeout(done, PATIENCE + PATIENCE_EACH * (steps.length - 1)))]);
  const waiting = (await stepsOf(owner)).filter((step) => steps.some((one) => one.case === step.case));
  if (!waiting.length) await showDay(form.elements.date_of_service.value, true);
  telling -= 1;
  await show();
  if (waiting.some((step) => step.state === "review")) return;
  const about = steps.length === 1 ? titleOf(steps[0].shown.names, wordsOfTitles()) : `${steps.length} ${wordsOfTitles().cases}`;
  // What the server took while the page was being shown is not here any more.
  const here = kind === "saved" ? waiting.map((step) => step.key).filter((key) => !sentKeys.has(key)) : [];
  onDevice = { keys: new Set(here), then: steps[0].isAgain ? "again" : kind };
  showToast(here.length ? "device" : onDevice.then, about, () => takeBack(steps, kind));
}

function wordsOfTitles() {
  return document.getElementById("unsent-row").content.firstElementChild.dataset;
}

/** Undo: what was saved is removed, what was removed is restored. */
async function takeBack(steps, kind) {
  const what = kind === "removed" ? "restore" : "remove";
  // What is restored brings its content along: a case that was deleted before it was sent is nowhere else.
  const back = steps.map(({ case: id, log, shown, content }) => ({ owner, log, do: what, case: id, seen: versions.get(id) ?? "", shown, content }));
  await add(back);
  await show();
  return sendAndTell(back, kind === "removed" ? "restored" : "removed");
}

/** Keep what was saved last, for "Repeat last case" and to ask when the same comes again. */
async function rememberLast(step) {
  const said = JSON.stringify(step.content);
  const last = await recall(`last-${owner}`).catch(() => null);
  step.isAgain = last?.said === said && Date.now() - last.at < SAME_AGAIN;
  put("kept", { said, at: Date.now() }, `last-${owner}`).catch(() => null);
  const repeat = document.querySelector("[data-repeat]");
  if (!repeat) return;
  repeat.hidden = false;
  // The time of an anesthetic is not that of the next one.
  const again = step.content.lines.map((line) => lineText({ ...line, details: null }));
  Object.assign(repeat.dataset, { repeat: again.join(" "), place: step.content.place_of_service });
}
