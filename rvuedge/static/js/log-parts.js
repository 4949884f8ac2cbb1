// Asks the server for changed parts of the page and puts them in place, with focus and open parts as they were.

const LONGEST_PRESS = 3_000;
let isDown = false;
let ended = 0;
const rested = [];

/** Resolves once nothing is being pressed with a mouse, a finger or the space bar: a part exchanged under it would swallow the press. */
export function atRest() {
  return isDown ? new Promise((done) => rested.push(done)) : Promise.resolve();
}

function lift() {
  isDown = false;
  for (const done of rested.splice(0)) done();
}

/** Post fields; returns { status, html }. A lost connection throws; a lost session leads to the sign-in page. */
export async function post(url, fields) {
  const answer = await fetch(url, { method: "POST", body: fields, headers: { "HX-Request": "true" }, credentials: "same-origin" });
  if (answer.redirected) location.assign(answer.url);
  return { status: answer.redirected ? 401 : answer.status, html: await answer.text() };
}

/** Return the html of the parts of a page, or nothing. */
export async function get(url) {
  const answer = await fetch(url, { credentials: "same-origin", headers: { "HX-Request": "true" } });
  return answer.ok && !answer.redirected ? answer.text() : "";
}

/** Put the elements of these ids from a page (or its html) in their places; what was open in them stays open. */
export function pickParts(page, ids) {
  const source = typeof page === "string" ? new DOMParser().parseFromString(page, "text/html") : page;
  const focus = markOf(document.activeElement);
  for (const id of ids) {
    const part = source.getElementById(id);
    const former = document.getElementById(id);
    if (!part || !former) continue;
    for (const { dataset } of former.querySelectorAll("details[data-open][open]")) part.querySelector(`details[data-open="${dataset.open}"]`)?.setAttribute("open", "");
    former.replaceWith(document.adoptNode(part));
  }
  if (focus && !document.activeElement?.matches(focus)) document.querySelector(focus)?.focus({ preventScroll: true });
}

function markOf(element) {
  if (!element || element === document.body) return null;
  if (element.id) return `#${CSS.escape(element.id)}`;
  return element.name ? `[name="${CSS.escape(element.name)}"][value="${CSS.escape(element.value)}"]` : null;
}

/** Note whether something is pressed. Nobody hears the end of a press that a menu of the browser takes over: after a while it counts as ended. */
function hold(target, isPress) {
  clearTimeout(ended);
  isDown = isPress && Boolean(target.closest?.("button, a, summary"));
  if (isDown) ended = setTimeout(lift, LONGEST_PRESS);
  else lift();
}

addEventListener("pointerdown", ({ target, button }) => hold(target, button === 0), true);
addEventListener("keydown", ({ target, key }) => hold(target, key === " "), true);
// The click comes after the button was let go.
for (const name of ["pointerup", "pointercancel", "keyup"]) addEventListener(name, () => setTimeout(lift), true);
