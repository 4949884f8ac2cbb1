// The log page: taps and typed lines become rows at once, the server values them, Save sends the case once.

import { forget, keep, kept } from "./log-draft.js";
import { combobox } from "./log-find.js";
import { readEntry } from "./log-lines.js";
import { get, pickParts, post, putParts } from "./log-parts.js";
import { addRows, addTexts, dropRow, markUnvalued, pressFavourites, rowTexts } from "./log-rows.js";
import { startToast } from "./log-toast.js";

const REVALUES = "[name=modifiers], [name=units], [name=place_of_service], [name=date_of_service]";
const form = document.querySelector("form[data-log]");
const key = form?.dataset.keep;
let turn = 0;
let saves = 0;
let find = null;
let saving = false;

/** Show where the case is: saved, on this device, or in need of a look. */
function tell(state, sentence = state) {
  const status = document.getElementById("sync");
  if (!status) return;
  status.dataset.sync = state;
  for (const part of status.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== sentence;
}

function keepDraft(isPending = false) {
  if (!key) return;
  const lines = rowTexts();
  const { value: date } = form.elements.date_of_service;
  const draft = { id: form.elements.case_id.value, date, place: form.elements.place_of_service.value, lines, isPending };
  if (!lines.length) forget(key);
  else if (!keep(key, draft)) return tell("needs-review");
  tell(lines.length ? "on-this-device" : "saved", isPending ? "offline" : undefined);
}

/** Have the draft valued; an answer that a later change overtook is thrown away. */
async function value() {
  const mine = ++turn;
  pressFavourites();
  keepDraft();
  const fields = new FormData(form);
  fields.delete("entry");
  try {
    const { status, html } = await post(form.dataset.preview, fields);
    if (mine === turn && !saving && status === 200) putParts(html);
  } catch {
    markUnvalued();
  }
}

/** Show totals and cases of the chosen day beside the draft; what was asked before a save is not what is stored since. */
async function showDay(day) {
  const before = saves;
  const address = form.dataset.day.replace("0000-00-00", day);
  try {
    const html = day && (await get(address));
    if (html && before === saves && form.elements.date_of_service.value === day) {
      pickParts(html, ["totals", "ledger"]);
      history.replaceState(null, "", address);
    }
  } catch {
    // Without a connection the totals stay those of the day that was shown.
  }
}

function add(lines, known = {}) {
  addRows(lines, known);
  value();
}

function change(button) {
  if (button.name === "drop") dropRow(Number(button.value));
  else if (button.name === "add") addRows(readEntry(button.value).lines, knownOf(button));
  else return find.accept();
  return value();
}

function knownOf(button) {
  const name = button.querySelector("b")?.textContent ?? "";
  return { [button.value.slice(0, 5)]: { name, work: button.querySelector(".num")?.textContent ?? "" } };
}

async function save(button) {
  if (saving) return;
  saving = true;
  // Answers to what was asked before would show the saved case as a draft again, or the day without it.
  turn += 1;
  saves += 1;
  button?.setAttribute("aria-busy", "true");
  keepDraft();
  try {
    settle(await post(form.action, new FormData(form)));
  } catch {
    keepDraft(true);
  } finally {
    saving = false;
    document.querySelector("[data-save]")?.removeAttribute("aria-busy");
  }
}

function settle({ status, html }) {
  if (status === 200) {
    forget(key);
    form.elements.entry.value = "";
    putParts(html);
    pressFavourites();
    startToast();
    tell("saved");
    if (matchMedia("(pointer: fine)").matches) form.elements.entry.focus();
  } else {
    if (status === 422 || status === 409) putParts(html);
    if (status !== 401) tell("needs-review");
  }
}

/** Bring a kept draft back, in front of what the page brought along. */
function restore() {
  const draft = key && kept(key);
  if (form.dataset.brings) history.replaceState(null, "", form.dataset.brings);
  if (!draft?.lines.length) return form.dataset.brings ? keepDraft() : undefined;
  const repeated = rowTexts();
  while (rowTexts().length) dropRow(0);
  form.elements.case_id.value = draft.id;
  form.elements.date_of_service.value = draft.date;
  form.elements.place_of_service.value = draft.place;
  addTexts([...draft.lines, ...repeated]);
  return draft.isPending ? save() : value();
}

function start() {
  find = combobox(form.elements.entry, add);
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button && !button.hasAttribute("data-save")) {
      event.preventDefault();
      change(button);
    } else if (key) {
      event.preventDefault();
      save(button);
    }
  });
  form.addEventListener("change", (event) => {
    if (event.target.matches(REVALUES)) value();
    if (event.target.name === "date_of_service" && key) showDay(event.target.value);
  });
  addEventListener("online", () => kept(key)?.isPending && save());
  restore();
  if (matchMedia("(pointer: fine)").matches) form.elements.entry.focus();
}

async function undo(event) {
  if (!event.target.matches("form[data-swap]") || !key) return;
  event.preventDefault();
  try {
    const { status, html } = await post(event.target.action, new FormData(event.target));
    if (status !== 200) return event.target.submit();
    const lines = rowTexts();
    putParts(html);
    startToast();
    if (lines.length) {
      addTexts(lines);
      value();
    }
  } catch {
    tell("needs-review");
  }
}

if (form) start();
document.addEventListener("submit", undo);
startToast();
