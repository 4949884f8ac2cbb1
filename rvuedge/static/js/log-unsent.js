// Entries that are on this device only: their rows in the ledger, and the strip that says where the cases are.

import { oldOnes } from "./offline/outbox.js";
import { timeOf } from "./log-dates.js";
import { lineText } from "./log-lines.js";
import { shownSum } from "./log-rows.js";
import { waiting } from "./offline/waiting.js";

const HOUR = 3600 * 1000;
const REFUSALS = ["needs-review", "full", "other", "unheard"];
const ENTRIES = { storing: "storing", review: "needs-review", sent: "saved" };
const facts = { why: "", isFull: false, refused: "" };
const drawn = new WeakMap();
let sent = [];

/** Remember what the strip has to say beside the queue: why sending stopped, a full device, and why the draft was refused ("remark", "other", "unheard"). */
export function note(changes) {
  Object.assign(facts, changes);
}

/** Keep the row of a case whose last step the server has, until the day is shown as the server knows it. */
export function keepSent(step) {
  sent = [...sent.filter((one) => one.case !== step.case), { ...step, state: "sent" }];
}

/** Return what lets go of the rows of all that is sent by now: a day that is asked for from now on knows it. */
export function sentByNow() {
  const known = new Set(sent);
  return () => (sent = sent.filter((step) => !known.has(step)));
}

/** Show the entries that are not sent, in the ledger of the day in view, and their number. */
export function showUnsent({ day, hasDraft }) {
  const steps = waiting();
  const list = document.querySelector("#ledger .ledger");
  if (list) {
    const all = [...sent.filter((one) => !steps.some((step) => step.case === one.case)), ...steps];
    showRows(list, all, day);
    const cases = new Set(all.map((step) => step.case));
    for (const row of list.querySelectorAll("[data-case]")) hide(row, cases.has(row.dataset.case));
    list.parentElement.querySelector(".empty")?.toggleAttribute("hidden", all.length > 0);
  }
  showStrip(steps, hasDraft);
}

/** Put the rows of steps on top of a list, the latest first; a row that stands there as it should is not touched. */
function showRows(list, steps, day) {
  const former = new Map([...list.querySelectorAll("[data-unsent-row]")].map((row) => [row.dataset.key, row]));
  const rows = steps.map((step) => rowFor(step, day, former.get(step.key))).reverse();
  for (const row of former.values()) if (!rows.includes(row)) row.remove();
  rows.forEach((row, place) => list.children[place] === row || list.insertBefore(row, list.children[place] ?? null));
}

function rowFor(step, day, former) {
  const said = `${step.state} ${day}`;
  if (former && drawn.get(former) === said) return former;
  const row = rowOf(step, day);
  drawn.set(row, said);
  return row;
}

function showStrip(steps, hasDraft) {
  const strip = document.getElementById("sync");
  if (!strip) return;
  const review = steps.filter((step) => step.state === "review");
  const old = oldOnes(steps);
  const which = sentenceFor(steps, review, old, hasDraft);
  strip.dataset.sync = which === "saved" ? "saved" : REFUSALS.includes(which) ? "needs-review" : "on-this-device";
  for (const part of strip.querySelectorAll("[data-when]")) hide(part, part.dataset.when !== which);
  const count = which === "needs-review" ? review.length : steps.length;
  for (const number of strip.querySelectorAll("[data-n]")) if (number.textContent !== String(count)) number.textContent = count;
  for (const part of strip.querySelectorAll("[data-one]")) hide(part, count !== 1);
  for (const part of strip.querySelectorAll("[data-many]")) hide(part, count === 1);
  for (const part of strip.querySelectorAll("[data-part]")) hide(part, (part.dataset.part === "draft") === review.length > 0);
  if (old.length) strip.querySelector("[data-hours]").textContent = Math.floor((Date.now() - Math.min(...old.map((step) => step.made))) / HOUR);
}

/** Hide a part, or show it; one that is so already is left alone, as a browser styles it anew even then. */
function hide(part, isHidden) {
  if (part.hidden !== isHidden) part.hidden = isHidden;
}

function sentenceFor(steps, review, old, hasDraft) {
  if (facts.isFull) return "full";
  if (review.length || facts.refused === "remark") return "needs-review";
  if (facts.refused) return facts.refused;
  if (steps.some((step) => step.state === "storing")) return "storing";
  if (old.length) return "old";
  if (steps.length && ["sign-in", "not-yours"].includes(facts.why)) return facts.why;
  if (steps.length) return facts.why || !navigator.onLine ? "offline" : "waiting";
  return hasDraft ? "draft" : "saved";
}

function rowOf(step, day) {
  const row = document.getElementById("unsent-row").content.firstElementChild.cloneNode(true);
  const { date_of_service: date, lines = [] } = step.content ?? {};
  const made = new Date(step.made);
  row.dataset.key = step.key;
  row.dataset.entry = ENTRIES[step.state] ?? "on-this-device";
  row.classList.toggle("flag", step.state === "review");
  for (const part of row.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== row.dataset.entry;
  for (const part of row.querySelectorAll("[data-of]")) part.hidden = part.dataset.of !== step.do;
  row.querySelector("[data-time]").textContent = date && date !== day ? date.slice(5) : timeOf(made);
  row.querySelector("[data-title]").textContent = titleOf(step.shown?.names ?? [], row.dataset);
  row.querySelector("[data-codes]").textContent = lines.map(lineText).join(" ");
  row.querySelector("[data-rules]").hidden = !lines.length;
  row.querySelector("[data-value]").textContent = lines.length ? shownSum(step.shown?.values ?? []) : "";
  if (step.state === "review") showProblem(row, step);
  return row;
}

/** Return what a case is called: its names, each once. */
export function titleOf(names, words) {
  const [first = "", second, ...rest] = [...new Set(names)];
  if (rest.length) return `${first} + ${rest.length + 1} ${words.more}`;
  return second ? `${first} + ${second}` : first;
}

function showProblem(row, { problem, do: what }) {
  const now = problem?.errors?.now;
  row.querySelector("[data-problem]").textContent = now ? problem.detail : sentencesOf(problem).join(" ");
  row.querySelector("[data-do=edit]").hidden = Boolean(now) || what === "remove";
  for (const name of ["mine", "theirs"]) row.querySelector(`[data-do=${name}]`).hidden = !now;
  row.querySelector("[data-do=drop]").hidden = Boolean(now);
  if (!now) return;
  row.querySelector("[data-theirs]").hidden = now.is_deleted;
  row.querySelector("[data-theirs-text]").textContent = `${now.date_of_service}: ${now.text}`;
}

function sentencesOf(problem) {
  const found = [];
  const walk = (value) => (typeof value === "string" ? found.push(value) : Object.values(value ?? {}).forEach(walk));
  walk(problem?.errors);
  return found.length ? [...new Set(found)] : [problem?.detail ?? ""];
}
