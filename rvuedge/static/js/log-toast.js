// The toast with Undo leaves after ten seconds; it waits while somebody points at it or has the focus in it.

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
