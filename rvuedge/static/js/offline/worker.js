// The service worker: keeps the files of one edition and the last log page of whoever is signed in, and nothing else.
// The server writes EDITION, FILES and NO_CONNECTION in front of this text.

const FILES_OF = "rvuedge-files-";
const HERE = FILES_OF + EDITION;
const PAGE = "rvuedge-page";
const LOG = "/log/";
const A_LOG_PAGE = /^\/log\/([0-9]{4}-[0-9]{2}-[0-9]{2}\/)?$/;
// Signing in, out or as somebody else, and the end of an account: the page that was kept is nobody's any more.
const A_DOOR = /^\/(accounts|demo|setup|invitations|people|settings\/account)\//;
// Another language: the page that was kept speaks the former one. Without a connection nothing is chosen, and the page stays.
const A_LANGUAGE = /^\/language\//;
const PATIENCE = 4_000;

// The page in view may be of another edition than the files that are kept: then the files are asked for anew.
let isOtherEdition = false;

addEventListener("install", (event) => event.waitUntil(keepFiles().then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(takeOver()));
addEventListener("message", (event) => event.data === "keep the log" && event.waitUntil(keepLog()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.mode === "navigate" && request.method !== "GET") {
    if (A_DOOR.test(url.pathname) || (A_LANGUAGE.test(url.pathname) && navigator.onLine)) event.waitUntil(caches.delete(PAGE));
  } else if (request.mode === "navigate") {
    event.respondWith(A_LOG_PAGE.test(url.pathname) ? logPage(event, url) : otherPage(request));
  } else if (request.method === "GET" && FILES.includes(url.pathname)) {
    event.respondWith(file(request, url));
  }
});

async function keepFiles() {
  const cache = await caches.open(HERE);
  await cache.addAll([...FILES, ...Object.values(NO_CONNECTION)].map((path) => new Request(path, { cache: "reload", credentials: "omit" })));
}

async function takeOver() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(FILES_OF) && name !== HERE).map((name) => caches.delete(name)));
  await clients.claim();
  // The page that was kept, if any, is of the earlier edition and would meet the new files.
  await keepLog();
}

/** Ask for the log of whoever is signed in and keep it. */
async function keepLog() {
  await keepPage(await fetch(LOG, { headers: { "X-For-Device": "1" } }).catch(() => null));
}

/** Keep the log page that a person sees; one with a message that is told once is asked for again without it. */
async function keepSeen(answer) {
  await (answer.headers.has("X-Told") ? keepLog() : keepPage(answer));
}

/** Keep a log page; only the answer of our own server to a signed-in person carries the owner. */
async function keepPage(answer) {
  if (!answer?.ok || answer.redirected || !answer.headers.get("X-Log-Owner")) return;
  const cache = await caches.open(PAGE);
  await cache.put(LOG, answer.clone());
}

async function logPage(event, url) {
  const kept = await caches.match(LOG, { cacheName: PAGE });
  try {
    const answer = await (kept ? inTime(fetch(event.request)) : fetch(event.request));
    if (kept && [502, 503, 504].includes(answer.status)) return fromDevice(kept);
    isOtherEdition = answer.headers.has("X-Edition") && answer.headers.get("X-Edition") !== EDITION;
    if (isOtherEdition) event.waitUntil(registration.update());
    if (url.pathname === LOG && !url.search) event.waitUntil(keepSeen(answer.clone()));
    return answer;
  } catch {
    return kept ? fromDevice(kept) : noConnection();
  }
}

/** Return the kept page, marked so that its script knows where it came from. */
async function fromDevice(kept) {
  const html = (await kept.text()).replace('data-served="now"', 'data-served="device"');
  return new Response(html, { headers: kept.headers });
}

async function otherPage(request) {
  try {
    return await fetch(request);
  } catch {
    return noConnection();
  }
}

/** Say that there is no connection, in the language of the log page that is kept. */
async function noConnection() {
  const kept = await caches.match(LOG, { cacheName: PAGE });
  const language = kept?.headers.get("Content-Language") ?? "en";
  return (await caches.match(NO_CONNECTION[language] ?? NO_CONNECTION.en, { cacheName: HERE })) ?? Response.error();
}

async function file(request, url) {
  const kept = await caches.match(url.pathname, { cacheName: HERE });
  if (!kept) return fetch(request);
  if (!isOtherEdition) return kept;
  return fetch(request.url, { cache: "no-cache" }).catch(() => kept);
}

function inTime(answer) {
  return Promise.race([answer, new Promise((_, fail) => setTimeout(() => fail(new Error("slow")), PATIENCE))]);
}
