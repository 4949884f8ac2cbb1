// The combobox "Add procedures": codes found while typing, on this device at once and by the server; chosen by keyboard, touch or mouse.

import { readTyped } from "./log-dates.js";
import { findCodes } from "./offline/codes.js";
import { shownSum } from "./log-rows.js";

const PAUSE = 80;
const MOST = 8;

/** Make the field a combobox; `take(typed, known)` gets typed or chosen lines with what is known of their codes. */
export function combobox(field, take) {
  const list = document.getElementById(field.getAttribute("aria-controls"));
  const count = document.getElementById("hits-count");
  let timer = 0;
  let asked = null;
  let isMoved = false;

  const options = () => [...list.children];
  const current = () => options().find((option) => option.getAttribute("aria-selected") === "true");

  function close() {
    clearTimeout(timer);
    asked?.abort();
    list.hidden = true;
    list.replaceChildren();
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
    isMoved = false;
  }

  function select(option) {
    for (const other of options()) other.setAttribute("aria-selected", String(other === option));
    if (!option) return;
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function queryOf() {
    const { lines, words } = readTyped(field.value);
    return words.join(" ") || lines.at(-1)?.code || "";
  }

  /** Show at once what this device knows, then ask the server, who knows near spellings and every name. */
  function find() {
    const query = queryOf();
    if (!query) return close();
    const here = findCodes(query, MOST);
    if (here.length) show(here.map(optionOf));
    clearTimeout(timer);
    timer = setTimeout(() => ask(query), PAUSE);
  }

  async function ask(query) {
    asked?.abort();
    asked = new AbortController();
    try {
      const address = `${field.dataset.find}?${new URLSearchParams({ q: query })}`;
      const answer = await fetch(address, { signal: asked.signal, headers: { "HX-Request": "true" } });
      if (!answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(`<ul>${await answer.text()}</ul>`, "text/html");
      if (!isMoved && query === queryOf()) show([...page.querySelectorAll("[role=option]")]);
    } catch {
      // Without a connection the codes of this device are shown, and a code that is typed whole is taken as it is.
    }
  }

  function show(found) {
    list.replaceChildren(...found);
    list.hidden = found.length === 0;
    field.setAttribute("aria-expanded", String(!list.hidden));
    count.textContent = `${found.length} ${count.dataset.words}`;
    isMoved = false;
    select(list.firstElementChild);
  }

  function choose(option) {
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
    if ((lines.length || day) && !words.length && !isMoved) end({ lines, day }, option ? { [option.dataset.code]: option.dataset } : {});
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
  return { accept, close };
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
