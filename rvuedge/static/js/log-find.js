// The combobox "Add procedures": codes found while typing, on this device at once and by the server; chosen by keyboard, touch or mouse.

import { readTyped } from "./log-dates.js";
import { readEntry } from "./log-lines.js";
import { findCodes } from "./offline/codes.js";
import { shownSum } from "./log-rows.js";

const PAUSE = 80;
const MOST = 8;

/** Make the field a combobox; `take(typed, known)` gets typed or chosen lines with what is known of their codes. */
export function combobox(field, take) {
  const list = document.getElementById(field.getAttribute("aria-controls"));
  const count = document.getElementById("hits-count");
  const hint = document.getElementById("entry-hint");
  let timer = 0;
  let asked = null;
  let isMoved = false;
  let answered = "";
  let unread = "";
  const withoutConnection = hint.textContent;

  const options = () => [...list.children];
  const current = () => options().find((option) => option.getAttribute("aria-selected") === "true");

  function close() {
    clearTimeout(timer);
    asked?.abort();
    answered = "";
    hide();
  }

  /** Take the list away: what was found for another text is never chosen. */
  function hide() {
    list.hidden = true;
    list.replaceChildren();
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
    isMoved = false;
  }

  function select(option) {
    for (const other of options()) other.setAttribute("aria-selected", String(other === option));
    if (!option) return field.removeAttribute("aria-activedescendant");
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function queryOf() {
    const { lines, words } = readTyped(field.value);
    return words.join(" ") || lines.at(-1)?.code || "";
  }

  /** Whether only the server can read the text: digits without blanks, a number that may mean two things, or what is no tooth, count or time. */
  function isForServer() {
    const { lines, words } = readTyped(field.value);
    return words.some((word) => (lines.length && (word.length < 4 || /^#|^[X*×][-.0-9]|[:.]/.test(word))) || /^(?=.*[0-9]).{6,}$/.test(word));
  }

  /** Show at once what this device knows, then ask the server, who knows near spellings and every name. */
  function find() {
    const query = queryOf();
    hint.hidden = true;
    if (!query) return close();
    const here = isForServer() ? [] : findCodes(query, MOST);
    if (here.length) show(here.map(optionOf));
    else hide();
    clearTimeout(timer);
    timer = setTimeout(() => ask(query), PAUSE);
  }

  async function ask(query) {
    const text = field.value;
    clearTimeout(timer);
    asked?.abort();
    asked = new AbortController();
    try {
      const address = `${field.dataset.find}?${new URLSearchParams({ q: query, text })}`;
      const answer = await fetch(address, { signal: asked.signal, headers: { "HX-Request": "true" } });
      if (!answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(`<ul>${await answer.text()}</ul>`, "text/html");
      if (isMoved || text !== field.value) return;
      answered = text;
      unread = [...page.querySelectorAll("[data-unread]")].map((one) => one.textContent).join(" ");
      show([...page.querySelectorAll("[role=option]")]);
    } catch (fault) {
      // Without a connection the codes of this device are shown, and a code that is typed whole is taken as it is.
      if (fault.name !== "AbortError" && isForServer()) tell(withoutConnection);
    }
  }

  const readings = () => (answered === field.value ? options().filter((option) => option.dataset.lines !== undefined) : []);

  /** Take what only the server can read, if there is one way to; with two the list asks. Returns whether it was taken. */
  async function settle() {
    if (!isForServer()) return false;
    if (answered !== field.value) await ask(queryOf());
    if (readings().length !== 1) return tell(answered === field.value ? unread : "");
    choose(readings()[0]);
    return true;
  }

  /** Say what is wrong with the text under the field; nothing new where there is nothing to say. */
  function tell(sentence) {
    if (sentence) hint.textContent = sentence;
    if (sentence) hint.hidden = false;
    return false;
  }

  function show(found) {
    list.replaceChildren(...found);
    list.hidden = found.length === 0;
    field.setAttribute("aria-expanded", String(!list.hidden));
    count.textContent = isAsking() ? count.dataset.asks : `${found.length} ${found.length === 1 ? count.dataset.one : count.dataset.words}`;
    isMoved = false;
    select(isAsking() ? null : list.firstElementChild);
  }

  /** Whether the list asks which of several readings is meant: then nothing is chosen beforehand. */
  function isAsking() {
    return readings().length > 1;
  }

  function choose(option) {
    if (option.dataset.lines !== undefined) return end({ lines: readEntry(option.dataset.lines).lines, day: option.dataset.day }, {});
    const { lines, day } = readTyped(field.value);
    const { code, name, work } = option.dataset;
    const before = lines.filter((line) => line.code !== code);
    const typed = lines.find((line) => line.code === code);
    end({ lines: [...before, typed ?? { code, modifiers: [], units: 1, tooth: "" }], day }, { [code]: { name, work } });
  }

  function end(typed, known) {
    field.value = "";
    close();
    take(typed, known);
  }

  /** Take what is typed: whole lines as they stand, else the selected hit; returns whether something was taken. */
  function accept() {
    const { lines, words, day } = readTyped(field.value);
    const option = current();
    if (isForServer() && !isMoved) settle();
    else if ((lines.length || day) && !words.length && !isMoved) end({ lines, day }, option ? { [option.dataset.code]: option.dataset } : {});
    else if (option) choose(option);
    else return false;
    return true;
  }

  function move(by) {
    const all = options();
    if (!all.length) return;
    isMoved = true;
    select(all[(all.indexOf(current()) + by + all.length) % all.length]);
  }

  field.addEventListener("input", find);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") move(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && field.value.trim()) accept();
    else if (event.key !== "Enter") return;
    event.preventDefault();
  });
  field.addEventListener("blur", () => setTimeout(() => document.activeElement === field || close(), 150));
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
  return { accept, close, find, settle };
}

function optionOf({ code, name, value }, place) {
  const option = document.getElementById("hit-here").content.firstElementChild.cloneNode(true);
  const work = value === null ? "" : shownSum([value]);
  option.id = `here-${place}`;
  Object.assign(option.dataset, { code, name, work });
  option.querySelector(".code").textContent = code;
  option.querySelector(".what").textContent = name || code;
  option.querySelector(".v").textContent = work;
  return option;
}
