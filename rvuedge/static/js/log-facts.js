// The trainee's part of the log: while it is folded, one line says what will be kept with the case.

const part = document.querySelector("[data-facts]");
const told = document.querySelector("[data-facts-now]");

function words() {
  const chosen = [...part.querySelectorAll("select")].filter((field) => field.value).map((field) => field.selectedOptions[0].text);
  const box = part.querySelector("input[type=checkbox]:checked");
  return [...chosen, ...(box ? [box.closest("label").innerText.trim()] : [])].join(", ");
}

function tell() {
  told.textContent = part.open ? "" : words();
}

/** Return what goes along with a case that is logged now; nothing where nobody trains. */
export function factsNow() {
  if (!part) return undefined;
  const said = [...part.querySelectorAll("[name]")].filter((field) => field.type !== "checkbox" || field.checked);
  return { facts: Object.fromEntries(said.map((field) => [field.name, field.value])) };
}

if (part && told) {
  part.addEventListener("toggle", tell);
  part.addEventListener("change", tell);
  tell();
}
