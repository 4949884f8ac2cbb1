// The case that is being entered: it is stored at each change, valued by the server, and becomes an entry of the queue.

import { begin, forget, keep, resume } from "./log-draft.js";
import { factsNow } from "./log-facts.js";
import { readTyped } from "./log-dates.js";
import { atRest, pickParts, post } from "./log-parts.js";
import { addRows, clearRows, linesOf, markBeforeRules, pressFavourites, rowTexts, takeValues } from "./log-rows.js";
import { note } from "./log-unsent.js";
import { NotStored } from "./offline/store.js";
import { nameOf, plainValue } from "./offline/codes.js";

const ONE_TAP = 10_000;
const SLOW = 400;
export const form = document.querySelector("form[data-log]");
export const owner = Number(document.body.dataset.owner) || 0;
export const amends = form?.dataset.amends ?? "";
export const draft = { id: "", isOneTap: false, isDateChosen: false };
let turn = 0;
let tapTimer = 0;
let onOneTap = () => {};
let onState = () => {};

/** Say what happens when a one-tap entry is through, and whenever the state of the draft changes. */
export function listen(handlers) {
  ({ onOneTap, onState } = handlers);
}

/** Begin a new, empty case; the date and the place stay. Returns what lets go of the former one. */
export function beginCase() {
  const { id, letGo } = begin();
  draft.id = id;
  draft.isOneTap = false;
  clearTimeout(tapTimer);
  form.elements.case_id.value = draft.id;
  return letGo;
}

/** Put the cursor in the field on a desktop; a phone would open its keyboard for it. */
export function toField() {
  if (matchMedia("(pointer: fine)").matches) form.elements.entry.focus();
}

/** Return whether the draft holds lines. */
export function hasDraft() {
  return linesOf().length > 0;
}

/** Add lines to the case; `isTap` tells a favourite from typing: a case of taps alone is saved by itself. */
export function addLines(lines, known = {}, isTap = false) {
  draft.isOneTap = isTap && (draft.isOneTap || !hasDraft());
  addRows(lines, known);
  return changed();
}

/** Store, value and time the draft after a change of it. */
export function changed() {
  turn += 1;
  for (const fault of document.querySelectorAll("#draft-head [data-fault]")) fault.dataset.fault = "earlier";
  pressFavourites();
  clearTimeout(tapTimer);
  if (draft.isOneTap && hasDraft()) tapTimer = setTimeout(endOneTap, ONE_TAP);
  value(turn);
  return keepDraft();
}

function endOneTap() {
  if (form.elements.entry.value.trim()) tapTimer = setTimeout(endOneTap, ONE_TAP);
  else onOneTap();
}

async function keepDraft() {
  if (amends) return;
  try {
    if (hasDraft()) await keep({ ...draft, owner, log: Number(form.dataset.log), changed: Date.now(), ...placed(), lines: rowTexts() });
    else await forget(draft.id);
    note({ isFull: false });
  } catch (fault) {
    if (!(fault instanceof NotStored)) throw fault;
    note({ isFull: hasDraft() });
  }
  onState();
}

function placed() {
  const { date_of_service: date, place_of_service: place } = form.elements;
  return { date: date.value, place: place.value };
}

/** Have the draft valued; an answer that a later change overtook is thrown away. */
async function value(mine) {
  if (!hasDraft()) return dropRemarks();
  const fields = new FormData(form);
  fields.delete("entry");
  const slow = setTimeout(() => showPlain(mine), SLOW);
  try {
    const { status, html } = await post(form.dataset.preview, fields);
    clearTimeout(slow);
    await atRest();
    if (mine === turn && status === 200) takeAnswer(html);
  } catch {
    clearTimeout(slow);
    showPlain(mine);
  }
}

/** Show printed work until the server is heard; what it said of an earlier state of the draft is no longer true. */
async function showPlain(mine) {
  await atRest();
  if (mine !== turn) return;
  dropRemarks();
  markBeforeRules();
}

function dropRemarks() {
  for (const remark of document.querySelectorAll("#draft-head [data-fault], #draft-head .note, #draft-head .advice")) remark.remove();
}

/** Return whether the server found a fault in the draft as it stands; what it said of an earlier state does not count. */
export function hasFault() {
  return document.querySelector('#draft-head [data-fault=""]') !== null;
}

/** Put what the server says of the draft beside its rows. */
export function takeAnswer(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  if (!page.getElementById("draft-head")) return;
  takeValues(page);
  pickParts(page, ["draft-head"]);
}

/** Return the words of the field that are no line and no day; without such words its lines join the case. */
export function takeTyped() {
  const { entry, date_of_service: date } = form.elements;
  const { lines, words, day } = readTyped(entry.value);
  if (words.length) return words;
  if (day) {
    date.value = day;
    draft.isDateChosen = true;
  }
  addRows(lines);
  entry.value = "";
  return [];
}

/** Return the case as a step of the queue. */
export function stepOf(what) {
  const { date, place } = placed();
  const lines = linesOf();
  const shown = { names: lines.map((line) => rowName(line.code)), values: lines.map(plainValue) };
  const content = { date_of_service: date, place_of_service: place, lines };
  return { owner, log: Number(form.dataset.log), do: what, case: draft.id, seen: form.dataset.seen ?? "", content, isDateChosen: draft.isDateChosen, shown, more: factsNow() };
}

function rowName(code) {
  const names = [...document.querySelectorAll(`[data-lines] [data-line^="${CSS.escape(code)}"] [data-slot=name]`)];
  return names.map((name) => name.textContent.trim()).find(Boolean) || nameOf(code) || code;
}

/** Put a case that could not be stored back into the form, in front of what was added since. */
export function resumeCase(step, letGo) {
  resume(letGo);
  Object.assign(draft, { id: step.case, isDateChosen: step.isDateChosen });
  form.elements.case_id.value = step.case;
  const since = linesOf();
  clearRows();
  addRows([...step.content.lines, ...since]);
}

/** Empty the draft for the next case; returns what lets go of the former one. */
export function endCase() {
  turn += 1;
  clearRows();
  dropRemarks();
  pressFavourites();
  note({ isFull: false, refused: "" });
  return beginCase();
}
