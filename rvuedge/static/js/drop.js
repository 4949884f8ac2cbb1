// Files that are dropped anywhere on the area go into its file field, as if they had been chosen.
const area = (target) => target.closest?.(".drop");

document.addEventListener("dragover", (event) => {
  const found = area(event.target);
  if (!found || !event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  found.dataset.over = "";
});

document.addEventListener("dragleave", (event) => {
  const found = area(event.target);
  if (found && !found.contains(event.relatedTarget)) delete found.dataset.over;
});

document.addEventListener("drop", (event) => {
  const found = area(event.target);
  const field = found?.querySelector("input[type=file]");
  if (!field || !event.dataTransfer?.files.length) return;
  event.preventDefault();
  delete found.dataset.over;
  field.files = event.dataTransfer.files;
  field.dispatchEvent(new Event("change", { bubbles: true }));
  found.querySelector("button")?.focus();
});
