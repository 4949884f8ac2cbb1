// Entries that are on this device only: their rows in the ledger, and the strip that says where the cases are.

import { oldOnes, stepsOf } from "./offline/outbox.js";
import { timeOf } from "./log-dates.js";
import { lineText } from "./log-lines.js";
import { shownSum } from "./log-rows.js";

const HOUR = 3600 * 1000;
const REFUSALS = ["needs-review", "full", "other", "unheard"];
const facts = { why: "", isFull: false, refused: "" };

/** Remember what the strip has to say beside the queue: why sending stopped, a full device, and why the draft was refused ("remark", "other", "unheard"). */
export function note(changes) {
  Object.assign(facts, changes);
}

/** Show the entries of an owner that are not sent, in the ledger of the day in view, and their number. `place` runs right before. */
export async function showUnsent(owner, { day, hasDraft, place = () => {} }) {
  const steps = await stepsOf(owner).catch(() => []);
  place();
  for (const row of document.querySelectorAll("[data-unsent-row]")) row.remove();
  for (const row of document.querySelectorAll("[data-case][hidden]")) row.hidden = false;
  const list = document.querySelector("#ledger .ledger");
  if (list) {
    list.prepend(...steps.map((step) => rowOf(step, day)).reverse());
    for (const step of steps) list.querySelector(`[data-case="${CSS.escape(step.case)}"]`)?.setAttribute("hidden", "");
    list.parentElement.querySelector(".empty")?.toggleAttribute("hidden", steps.length > 0);
  }
  showStrip(steps, hasDraft);
  return steps;
}

function showStrip(steps, hasDraft) {
  const strip = document.getElementById("sync");
  if (!strip) return;
  const review = steps.filter((step) => step.state === "review");
  const old = oldOnes(steps);
  const which = sentenceFor(steps, review, old, hasDraft);
  strip.dataset.sync = which === "saved" ? "saved" : REFUSALS.includes(which) ? "needs-review" : "on-this-device";
  for (const part of strip.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== which;
  const count = which === "needs-review" ? review.length : steps.length;
  for (const number of strip.querySelectorAll("[data-n]")) number.textContent = count;
  for (const part of strip.querySelectorAll("[data-one]")) part.hidden = count !== 1;
  for (const part of strip.querySelectorAll("[data-many]")) part.hidden = count === 1;
  for (const part of strip.querySelectorAll("[data-part]")) part.hidden = (part.dataset.part === "draft") === review.length > 0;
  if (old.length) strip.querySelector("[data-hours]").textContent = Math.floor((Date.now() - Math.min(...old.map((step) => step.made))) / HOUR);
}

function sentenceFor(steps, review, old, hasDraft) {
  if (facts.isFull) return "full";
  if (review.length || facts.refused === "remark") return "needs-review";
  if (facts.refused) return facts.refused;
  if (old.length) return "old";
  if (steps.length && ["sign-in", "not-yours"].includes(facts.why)) return facts.why;
  if (steps.length) return facts.why || !navigator.onLine ? "offline" : "waiting";
  return hasDraft ? "draft" : "saved";
}

function rowOf(step, day) {
  const row = document.getElementById("unsent-row").content.firstElementChild.cloneNode(true);
  const isReview = step.state === "review";
  const { date_of_service: date, lines = [] } = step.content ?? {};
  const made = new Date(step.made);
  row.dataset.key = step.key;
  row.dataset.entry = isReview ? "needs-review" : "on-this-device";
  row.classList.toggle("flag", isReview);
  for (const part of row.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== row.dataset.entry;
  for (const part of row.querySelectorAll("[data-of]")) part.hidden = part.dataset.of !== step.do;
  row.querySelector("[data-time]").textContent = date && date !== day ? date.slice(5) : timeOf(made);
  row.querySelector("[data-title]").textContent = titleOf(step.shown?.names ?? [], row.dataset);
  row.querySelector("[data-codes]").textContent = lines.map(lineText).join(" ");
  row.querySelector("[data-rules]").hidden = !lines.length;
  row.querySelector("[data-value]").textContent = lines.length ? shownSum(step.shown?.values ?? []) : "";
  if (isReview) showProblem(row, step);
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
