// Asks the server for changed parts of the page and puts them in place, with focus and open parts as they were.

/** Post fields; returns { status, html }. A lost connection throws; a lost session leads to the sign-in page. */
export async function post(url, fields) {
  const answer = await fetch(url, { method: "POST", body: fields, headers: { "HX-Request": "true" }, credentials: "same-origin" });
  if (answer.redirected) location.assign(answer.url);
  return { status: answer.redirected ? 401 : answer.status, html: await answer.text() };
}

/** Return the html of a page. */
export async function get(url) {
  const answer = await fetch(url, { credentials: "same-origin" });
  return answer.ok && !answer.redirected ? answer.text() : "";
}

/** Put the elements of these ids from a page's html in their places. */
export function pickParts(html, ids) {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const id of ids) {
    const part = page.getElementById(id);
    if (part) document.getElementById(id)?.replaceWith(document.adoptNode(part));
  }
}

/** Replace each element of the page whose id stands in the html. */
export function putParts(html) {
  const parts = new DOMParser().parseFromString(html, "text/html");
  const focus = markOf(document.activeElement);
  const open = new Set([...document.querySelectorAll("details[data-open][open]")].map((details) => details.dataset.open));
  for (const part of [...parts.body.children]) {
    const place = part.id && document.getElementById(part.id);
    if (place) place.replaceWith(document.adoptNode(part));
  }
  for (const details of document.querySelectorAll("details[data-open]")) details.open = details.open || open.has(details.dataset.open);
  if (focus && !document.activeElement?.matches(focus)) document.querySelector(focus)?.focus({ preventScroll: true });
}

function markOf(element) {
  if (!element || element === document.body) return null;
  if (element.id) return `#${CSS.escape(element.id)}`;
  return element.name ? `[name="${CSS.escape(element.name)}"][value="${CSS.escape(element.value)}"]` : null;
}
