// The log page: taps and typed lines become rows at once, Save makes an entry of them, and entries that wait are shown until they are sent.

import { addLines, amends, beginCase, changed, draft, form, hasDraft, listen, owner, toField } from "./log-case.js";
import { checkClock, show, showDay, turnDay, wakeKeptPage } from "./log-days.js";
import { catchUp, heard, readWith, renewKeptPage, save } from "./log-entries.js";
import { combobox } from "./log-find.js";
import { readEntry } from "./log-lines.js";
import { saveCopies, saveCounted } from "./log-many.js";
import { arrange, learn } from "./log-order.js";
import { bringBack, saveTaps } from "./log-restore.js";
import { changeOf, changeRow, dropRow, refreshRow } from "./log-rows.js";
import { startToast } from "./log-toast.js";
import { reviewed } from "./log-review.js";
import { loadIndex } from "./offline/codes.js";
import { flush, onChange } from "./offline/outbox.js";

const ROW_FIELDS = "[name=modifiers], [name=units], [name=tooth], [name=minutes]";
const MINUTE = 60_000;
let find = null;

function press(button) {
  if (button.name === "drop") {
    dropRow(Number(button.value));
    if (!hasDraft()) toField();
    changed();
  } else if (button.name === "add") {
    addLines(readEntry(button.value).lines, knownOf(button), true);
    learn(button);
  } else if (button.name === "modify") {
    changeRow(button.closest("[data-line]"), changeOf(button));
    changed();
  } else if (button.name === "counted") {
    saveCounted();
  } else {
    find.accept();
  }
}

function knownOf(button) {
  if (button.closest("[data-sets]")) return {};
  const name = button.querySelector("b")?.textContent ?? "";
  return { [button.value.slice(0, 5)]: { name, work: button.querySelector(".num")?.textContent ?? "" } };
}

/** Take typed lines and the day that was named with them. */
function take({ lines, day }, known) {
  if (day) chooseDay(day);
  if (lines.length) addLines(lines, known);
}

function chooseDay(day) {
  form.elements.date_of_service.value = day;
  draft.isDateChosen = true;
  if (!amends) showDay(day).then(show);
  changed();
}

async function repeat(link) {
  form.elements.place_of_service.value = link.dataset.place;
  await addLines(readEntry(link.dataset.repeat).lines);
}

function listenToForm() {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = event.submitter;
    if (button && !button.hasAttribute("data-save")) press(button);
    else save();
  });
  form.addEventListener("change", ({ target }) => {
    if (target.matches(ROW_FIELDS)) refreshRow(target.closest("[data-line]"));
    if (target.name === "date_of_service") chooseDay(target.value);
    else if (target.matches(`${ROW_FIELDS}, [name=place_of_service]`)) changed();
    if (target.name === "place_of_service") arrange();
  });
  form.addEventListener("toggle", ({ target }) => target.matches(".counters[open]") && target.scrollIntoView(), true);
  form.addEventListener("toggle", ({ target }) => target.matches("[data-lines] details") && changed(), true);
  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? leave() : turnDay()));
}

/** Close a case of taps when the page is left, and have what this device keeps of the page made anew. */
function leave() {
  if (draft.isOneTap && hasDraft()) save();
  renewKeptPage();
}

function listenToPage() {
  document.addEventListener("click", (event) => {
    const { target } = event;
    const link = target.closest?.("a[data-repeat]");
    if (link) {
      event.preventDefault();
      repeat(link);
    } else if (target.closest?.("[data-send-now]")) flush(owner, true);
    else if (target.closest?.("[data-unsent-row] [data-do]")) reviewed(target.closest("[data-do]"));
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-copy]")) return;
    event.preventDefault();
    saveCopies(event.target);
  });
  for (const name of ["online", "offline"]) addEventListener(name, () => show());
  addEventListener("pageshow", turnDay);
  setInterval(turnDay, MINUTE);
  onChange(heard);
}

async function start() {
  listen({ onOneTap: save, onState: show });
  beginCase();
  if (form.dataset.served === "device") wakeKeptPage();
  else checkClock();
  find = combobox(form.elements.entry, take);
  readWith(find.settle);
  listenToForm();
  listenToPage();
  const date = form.elements.date_of_service;
  // A day that was chosen before this script ran.
  if (form.dataset.served !== "device" && date.value !== date.defaultValue) chooseDay(date.value);
  toField();
  if (form.dataset.brings) history.replaceState(null, "", form.dataset.brings);
  await saveTaps();
  await bringBack();
  if (hasDraft()) await changed();
  await show();
  catchUp();
  arrange();
  loadIndex(form.dataset.index, () => {});
}

if (form) start();
startToast();
