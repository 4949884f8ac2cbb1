// The combobox "Add procedures": codes found while typing, chosen by keyboard, touch or mouse.

import { readEntry } from "./log-lines.js";

const PAUSE = 80;

/** Make the field a combobox; `add(lines, known)` gets typed or chosen lines with what is known of their codes. */
export function combobox(field, add) {
  const list = document.getElementById(field.getAttribute("aria-controls"));
  const count = document.getElementById("hits-count");
  let timer = 0;
  let asked = null;
  let moved = false;

  const options = () => [...list.children];
  const current = () => options().find((option) => option.getAttribute("aria-selected") === "true");

  function close() {
    clearTimeout(timer);
    asked?.abort();
    list.hidden = true;
    list.replaceChildren();
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
    moved = false;
  }

  function select(option) {
    for (const other of options()) other.setAttribute("aria-selected", String(other === option));
    if (!option) return;
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  async function find() {
    const { lines, words } = readEntry(field.value);
    const query = words.join(" ") || lines.at(-1)?.code || "";
    if (!query) return close();
    asked?.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(`${field.dataset.find}?${new URLSearchParams({ q: query })}`, { signal: asked.signal, headers: { "HX-Request": "true" } });
      if (answer.ok && !answer.redirected) show(await answer.text());
    } catch {
      // Without a connection a code that is typed whole is taken as it is.
    }
  }

  function show(html) {
    list.replaceChildren(...new DOMParser().parseFromString(`<ul>${html}</ul>`, "text/html").querySelector("ul").children);
    list.hidden = list.children.length === 0;
    field.setAttribute("aria-expanded", String(!list.hidden));
    count.textContent = `${list.children.length} ${count.dataset.words}`;
    moved = false;
    select(list.firstElementChild);
  }

  function choose(option) {
    const { lines } = readEntry(field.value);
    const { code, name, work } = option.dataset;
    const before = lines.filter((line) => line.code !== code);
    const typed = lines.find((line) => line.code === code);
    const line = typed ?? { code, modifiers: [], units: 1, tooth: "" };
    take([...before, line], { [code]: { name, work } });
  }

  function take(lines, known) {
    field.value = "";
    close();
    add(lines, known);
  }

  /** Take what is typed: whole lines as they stand, else the selected hit; returns whether something was taken. */
  function accept() {
    const { lines, words } = readEntry(field.value);
    const option = current();
    if (lines.length && !words.length && !moved) take(lines, option ? { [option.dataset.code]: option.dataset } : {});
    else if (option) choose(option);
    else return false;
    return true;
  }

  function move(by) {
    const all = options();
    if (!all.length) return;
    moved = true;
    select(all[(all.indexOf(current()) + by + all.length) % all.length]);
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(find, PAUSE);
  });
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
  return { accept };
}
