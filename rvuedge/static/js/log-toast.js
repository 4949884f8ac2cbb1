// The toast with Undo: shown by the server after a write, or by a script; it leaves after ten seconds and waits while somebody is at it.

const STAY = 10_000;
let timer = 0;

/** Start the time of the toast that is shown. */
export function startToast() {
  clearTimeout(timer);
  const toast = document.querySelector("[data-toast]");
  if (!toast) return;
  const wait = () => clearTimeout(timer);
  const leave = () => {
    wait();
    timer = setTimeout(() => toast.remove(), STAY);
  };
  for (const name of ["pointerenter", "focusin"]) toast.addEventListener(name, wait);
  for (const name of ["pointerleave", "focusout"]) toast.addEventListener(name, leave);
  leave();
}

/** Say what was done: `kind` is saved, again, device, removed or restored; `undo` takes it back. */
export function showToast(kind, about, undo) {
  const toast = document.getElementById("device-toast").content.firstElementChild.cloneNode(true);
  toast.querySelector("[data-about]").textContent = `${about}.`;
  say(toast, kind);
  const button = toast.querySelector("[data-undo]");
  button.addEventListener("click", () => {
    toast.remove();
    undo();
  });
  document.getElementById("toast").replaceChildren(toast);
  startToast();
}

/** Say of what a toast said another thing of that it is so by now; nothing where that toast is gone. */
export function retell(former, kind) {
  const toast = document.querySelector(`[data-toast="${former}"]`);
  if (toast) say(toast, kind);
}

function say(toast, kind) {
  toast.dataset.toast = kind;
  if (kind === "again") toast.querySelector("[data-about]").textContent = "";
  for (const words of toast.querySelectorAll("[data-when]")) words.hidden = words.dataset.when !== kind;
}

/** Take the toast away. */
export function hideToast() {
  clearTimeout(timer);
  document.querySelector("[data-toast]")?.remove();
}
