// The calculator of a case: what the combobox takes joins the codes of the case, and the case is counted at once.

import { combobox } from "./log-find.js";
import { lineText, readEntry } from "./log-lines.js";

const form = document.getElementById("case-form");

/** Put what was taken behind the codes of the case, and ask for its value. */
function take({ lines }) {
  const kept = readEntry(form.elements.lines.value).lines;
  form.elements.lines.value = [...kept, ...lines].map(lineText).join(" ");
  form.requestSubmit();
}

const find = combobox(form.elements.entry, take);
let isTaken = false;

form.addEventListener("submit", (event) => {
  if (isTaken || !form.elements.entry.value.trim()) return;
  // Words in the field for more are looked up first; what cannot be taken is sent as it stands, and the server says so.
  if (find.accept()) event.preventDefault();
  else isTaken = true;
});
