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

if (part && told) {
  part.addEventListener("toggle", tell);
  part.addEventListener("change", tell);
  tell();
}
