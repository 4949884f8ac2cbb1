// Several cases at once: a counted clinic day, and a day that is logged again; each case goes through the queue of this device.

import { draft, form, owner } from "./log-case.js";
import { dayBefore } from "./log-dates.js";
import { factsNow } from "./log-facts.js";
import { saveMany } from "./log-entries.js";
import { readEntry } from "./log-lines.js";
import { NotStored } from "./offline/store.js";
import { nameOf, plainValue } from "./offline/codes.js";
import { newId } from "./offline/outbox.js";

const MOST = 200;

/** Save one case for each visit that was counted; a number that cannot stand is said beside its field. */
export async function saveCounted() {
  const fields = [...form.querySelectorAll("[name=count]")];
  const wrong = fields.find((field) => !field.checkValidity());
  if (wrong) return wrong.reportValidity();
  const { date_of_service: date, place_of_service: place } = form.elements;
  const visits = fields.flatMap((field) => Array.from({ length: Number(field.value) || 0 }, () => field.previousElementSibling.previousElementSibling.value));
  if (!visits.length) return fields[0]?.focus();
  const steps = visits.slice(0, MOST).map((text) => stepOf(date.value, place.value, text, draft.isDateChosen));
  await stored(steps, () => fields.forEach((field) => (field.value = "")), "counted");
}

/** Log the cases of the day in view again today. */
export async function saveCopies(copy) {
  const rows = [...document.querySelectorAll("#ledger [data-case][data-text]:not([hidden])")];
  const today = dayBefore(0);
  await stored(rows.map((row) => stepOf(today, row.dataset.place, row.dataset.text, true)), () => (copy.hidden = true), copy);
}

/** Store the steps; a device that keeps nothing leaves it to the server. */
async function stored(steps, done, instead) {
  try {
    const telling = saveMany(steps);
    done();
    await telling;
  } catch (fault) {
    if (!(fault instanceof NotStored)) throw fault;
    if (instead === "counted") form.action = form.querySelector("[name=counted]").formAction;
    HTMLFormElement.prototype.submit.call(instead === "counted" ? form : instead);
  }
}

function stepOf(date, place, text, isDateChosen) {
  const { lines } = readEntry(text);
  const shown = { names: lines.map(({ code }) => nameOf(code) || code), values: lines.map(plainValue) };
  const content = { date_of_service: date, place_of_service: place, lines };
  return { owner, log: Number(form.dataset.log), do: "log", case: newId(), seen: "", content, isDateChosen, shown, more: factsNow() };
}
