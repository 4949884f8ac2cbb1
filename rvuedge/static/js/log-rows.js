// The rows of the draft in the page: shown at once, valued by the index of the device until the server's values are there.

import { isCode, nameOf, plainValue } from "./offline/codes.js";
import { lineText, minutesIn, readEntry, takesMinutes } from "./log-lines.js";

const list = () => document.querySelector("[data-lines]");
const rows = () => [...document.querySelectorAll("[data-lines] [data-line]")];
const slot = (row, name) => row.querySelector(`[data-slot=${name}]`);
const format = new Intl.NumberFormat("en-US", { minimumFractionDigits: 2 });
let made = 0;

/** Return the lines of the draft as they stand in the page. */
export function linesOf() {
  return rows().map(lineOf);
}

/** Return the lines of the draft as text. */
export function rowTexts() {
  return linesOf().map(lineText);
}

/** Show lines at once; `known` holds name and work of codes, as far as the page knows them. */
export function addRows(lines, known = {}) {
  for (const line of lines) list().append(rowOf(line, known[line.code] ?? {}));
  renumber();
}

/** Show lines that are given as text. */
export function addTexts(texts) {
  addRows(texts.flatMap((text) => readEntry(text).lines));
}

/** Take a row out at once; whoever stood in it goes on at the row beside it. */
export function dropRow(index) {
  const all = rows();
  const beside = all[index + 1] ?? all[index - 1];
  const isLeft = all[index]?.contains(document.activeElement);
  all[index]?.remove();
  renumber();
  if (isLeft) beside?.querySelector("[name=drop]").focus({ preventScroll: true });
}

/** Take all rows out. */
export function clearRows() {
  list().replaceChildren();
  renumber();
}

/** Bring the words of a row up to its fields after somebody changed them. */
export function refreshRow(row) {
  const line = lineOf(row);
  row.dataset.line = lineText(line);
  slot(row, "qualifiers").textContent = qualifiersOf(line);
  for (const offer of row.querySelectorAll(".offer")) offer.setAttribute("aria-pressed", String(line.modifiers.includes(offer.value.split(":")[1])));
  fill(row, "ask");
  showValue(row, line);
}

/** Return what a button of a row changes; the number in front of it is the place of the row, which moves. */
export function changeOf(button) {
  return button.value?.split(":")[1];
}

/** Change a row as a tapped button says: a modifier on or off ("59"), a surface ("/M"), one unit more or less ("+", "-"). */
export function changeRow(row, change) {
  const field = (name) => row.querySelector(`[name=${name}]`);
  const line = lineOf(row);
  if (change === "+" || change === "-") field("units").value = Math.min(9999, Math.max(1, line.units + (change === "+" ? 1 : -1)));
  else if (change.startsWith("/")) field("tooth").value = toggledSurface(line.tooth, change.slice(1));
  else field("modifiers").value = toggled(line.modifiers, change).join(" ");
  refreshRow(row);
}

function toggled(all, one) {
  return all.includes(one) ? all.filter((other) => other !== one) : [...all, one];
}

function toggledSurface(tooth, surface) {
  const [number, surfaces = ""] = tooth.split("-");
  return [number, toggled([...surfaces], surface).join("")].filter(Boolean).join("-");
}

/** Put the values of the server's answer into the rows that they belong to; returns whether every row got its own. */
export function takeValues(answer) {
  const valued = [...answer.querySelectorAll("[data-lines] [data-line]")];
  return rows().map((row, index) => takeValue(row, valued[index])).every(Boolean);
}

/** Say that the values are the printed ones, before rules. */
export function markBeforeRules() {
  const lines = linesOf();
  const values = lines.map((line) => plainValue(line));
  for (const row of rows()) {
    showValue(row, lineOf(row));
    row.querySelector("[data-rules]").hidden = false;
  }
  const head = document.querySelector("[data-draft-total]");
  head.hidden = !lines.length;
  const hasNone = lines.every((line, place) => values[place] === null && isCode(line.code));
  const total = head.querySelector("[data-total=case]");
  total.textContent = shownSum(values);
  total.hidden = head.querySelector("[data-work]").hidden = hasNone;
  head.querySelector("[data-none]").hidden = !hasNone;
  head.querySelector("[data-said]").textContent = "";
  head.querySelector("[data-rules]").hidden = false;
}

/** Show in the favourites which codes stand in the draft. */
export function pressFavourites() {
  const codes = new Set(linesOf().map((line) => line.code));
  for (const button of document.querySelectorAll(".fav")) button.setAttribute("aria-pressed", String(codes.has(button.value.slice(0, 5))));
}

/** Return a sum of values as it is shown; a dash where nothing has a value. */
export function shownSum(values) {
  const known = values.filter((value) => value !== null);
  return known.length ? shown(known.reduce((sum, value) => sum + value, 0)) : "-";
}

function shown(hundredths) {
  return format.format(hundredths / 100);
}

function lineOf(row) {
  const value = (name) => row.querySelector(`[name=${name}]`).value.trim().toUpperCase();
  const modifiers = value("modifiers").split(/[\s,-]+/).filter(Boolean);
  const line = { code: value("code"), modifiers, units: value("units") === "" ? 1 : Number(value("units")), tooth: value("tooth") };
  return takesMinutes(line.code) ? { ...line, details: { minutes: minutesIn(value("minutes")) } } : line;
}

function qualifiersOf({ modifiers, units, tooth, details }) {
  const minutes = details?.minutes;
  return [...modifiers, units === 1 ? "" : `x ${units}`, tooth && `#${tooth}`, minutes && `${minutes} min`].filter(Boolean).join(" ");
}

function rowOf(line, { name = "", work = "" }) {
  const row = document.getElementById("draft-line").content.firstElementChild.cloneNode(true);
  const set = (field, value) => (row.querySelector(`[name=${field}]`).value = value);
  set("code", line.code);
  set("modifiers", line.modifiers.join(" "));
  set("units", line.units);
  set("tooth", line.tooth);
  set("minutes", line.details?.minutes ?? "");
  made += 1;
  for (const label of row.querySelectorAll("label[for]")) {
    const field = label.parentElement.querySelector(`[id="${label.htmlFor}"]`);
    field.id = label.htmlFor = `${label.htmlFor}row${made}`;
  }
  row.querySelector(".code").textContent = line.code;
  for (const place of row.querySelectorAll("[data-code]")) place.textContent = ` ${line.code}`;
  slot(row, "name").textContent = name || nameOf(line.code);
  row.querySelector("[data-dental]").hidden = !line.code.startsWith("D");
  row.querySelector("[data-minutes]").hidden = !takesMinutes(line.code);
  const drop = row.querySelector("[name=drop]");
  drop.setAttribute("aria-label", `${drop.getAttribute("aria-label").trim()} ${line.code}`);
  refreshRow(row);
  if (work && line.units === 1 && !line.modifiers.length) slot(row, "value").textContent = work;
  return row;
}

function showValue(row, line) {
  const value = plainValue(line);
  slot(row, "value").textContent = value === null ? "-" : shown(value);
  slot(row, "remark").replaceChildren();
}

function takeValue(row, valued) {
  if (valued?.dataset.line !== row.dataset.line) return false;
  for (const name of ["value", "remark", "name", "offers", "ask"]) fill(row, name, document.importNode(slot(valued, name), true));
  row.querySelector("[data-rules]").hidden = true;
  return true;
}

/** Put what a slot shall hold in its place, unless it stands there; whoever stands on a button stays on it, or on the row once it is gone. */
function fill(row, name, now = null) {
  const place = slot(row, name);
  if (now?.isEqualNode(place)) return;
  const at = place.contains(document.activeElement) ? document.activeElement : null;
  place.replaceChildren(...(now?.childNodes ?? []));
  if (!at) return;
  const same = [...place.querySelectorAll("button")].find((button) => changeOf(button) === changeOf(at));
  (same ?? row.querySelector("summary")).focus({ preventScroll: true });
}

function renumber() {
  const all = rows();
  all.forEach((row, index) => (row.querySelector("[name=drop]").value = index));
  document.getElementById("draft").dataset.count = all.length;
  const head = document.querySelector("[data-draft-total]");
  if (!all.length) head.hidden = true;
}
