// The rows of the draft in the page: shown at once, before the server has valued them.

import { lineText, readEntry } from "./log-lines.js";

const rows = () => [...document.querySelectorAll("[data-lines] [data-line]")];

/** Return the lines of the draft as they stand in the page, as text. */
export function rowTexts() {
  return rows().map(textOf);
}

/** Show lines at once; `known` holds name and work of codes, as far as the page knows them. */
export function addRows(lines, known) {
  const list = document.querySelector("[data-lines]");
  list.querySelector(".nothing")?.remove();
  for (const line of lines) list.append(rowOf(line, known[line.code] ?? {}));
  renumber();
}

/** Take a row out at once. */
export function dropRow(index) {
  rows()[index]?.remove();
  renumber();
}

/** Say on each row that is not valued by the server yet that its value is before rules. */
export function markUnvalued() {
  for (const mark of document.querySelectorAll("[data-lines] [data-rules]")) mark.hidden = false;
}

/** Show in the favourites which codes stand in the draft. */
export function pressFavourites() {
  const codes = new Set(rowTexts().map((text) => text.slice(0, 5)));
  for (const button of document.querySelectorAll(".fav")) button.setAttribute("aria-pressed", String(codes.has(button.value.slice(0, 5))));
}

function textOf(row) {
  const value = (name) => row.querySelector(`[name=${name}]`)?.value.trim() ?? "";
  const tooth = value("tooth") && ` #${value("tooth")}`;
  return `${value("code")} ${value("modifiers")} x${value("units") || 1}${tooth}`;
}

function rowOf(line, { name = "", work = "" }) {
  const row = document.getElementById("draft-line").content.firstElementChild.cloneNode(true);
  const set = (field, value) => (row.querySelector(`[name=${field}]`).value = value);
  set("code", line.code);
  set("modifiers", line.modifiers.join(" "));
  set("units", line.units);
  set("tooth", line.tooth);
  row.dataset.line = lineText(line);
  row.querySelector(".code").textContent = line.code;
  row.querySelector(".mod").textContent = line.modifiers.join(" ") + (line.units === 1 ? "" : ` x ${line.units}`);
  row.querySelector("[data-name]").textContent = name;
  row.querySelector("[data-value]").textContent = line.units === 1 ? work : "";
  const drop = row.querySelector("[name=drop]");
  drop.setAttribute("aria-label", `${drop.getAttribute("aria-label")} ${line.code}`);
  return row;
}

function renumber() {
  rows().forEach((row, index) => (row.querySelector("[name=drop]").value = index));
  document.getElementById("draft").dataset.count = rows().length;
}

/** Show kept lines again. */
export function addTexts(texts) {
  addRows(texts.flatMap((text) => readEntry(text).lines), {});
}
