// What closed tabs left: cases of taps are saved, another case comes back into the form, one at a time.

import { amends, changed, draft, form, owner } from "./log-case.js";
import { showDay } from "./log-days.js";
import { adopt, forget, orphans } from "./log-draft.js";
import { factsNow } from "./log-facts.js";
import { readEntry } from "./log-lines.js";
import { addTexts, clearRows, rowTexts } from "./log-rows.js";
import { add } from "./offline/outbox.js";

/** Save the cases of taps that were left before their ten seconds were over. */
export async function saveTaps() {
  const left = amends ? [] : await orphans(owner);
  for (const one of left.filter((kept) => kept.isOneTap && kept.date)) await add([stepOfKept(one)], { draft: one.id });
}

/** Show the latest case that no tab shows, in front of the lines that stand in the form. */
export async function bringBack() {
  const other = amends ? null : (await orphans(owner)).filter((kept) => !kept.isOneTap || !kept.date).at(-1);
  if (!other || !(await adopt(other.id))) return;
  const here = { id: draft.id, lines: rowTexts() };
  Object.assign(draft, { id: other.id, isOneTap: false, isDateChosen: other.isDateChosen });
  form.elements.case_id.value = other.id;
  form.elements.date_of_service.value = other.date;
  form.elements.place_of_service.value = other.place;
  clearRows();
  addTexts([...other.lines, ...here.lines]);
  if (here.lines.length) await forget(here.id);
  if (other.date !== document.getElementById("ledger")?.dataset.day) await showDay(other.date);
  await changed();
}

function stepOfKept({ id, log, date, place, isDateChosen, lines }) {
  const read = lines.flatMap((text) => readEntry(text).lines);
  const shown = { names: read.map((line) => line.code), values: [] };
  return { owner, log, do: "log", case: id, content: { date_of_service: date, place_of_service: place, lines: read }, isDateChosen, shown, more: factsNow() };
}
