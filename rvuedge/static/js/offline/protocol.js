// The protocol of the queue as pure functions: what an answer means, and how a new step joins those that wait.
// A step is { key, owner, log, case, do, seen, content, isDateChosen, state, isTried }; the server's promise is that
// a step with the same key happens once. tests/reliability/outbox_model.py says the same in Python, and a test compares them.

export const VERSION = 1;
export const SENT = "sent";
export const WAIT = "wait";
export const SIGN_IN = "sign-in";
export const NOT_YOURS = "not-yours";
export const REVIEW = "review";
const FOR_REVIEW = [400, 404, 409, 410, 412, 413, 415, 422];

/** Return what an answer means for its step; only an answer that is JSON and carries the key back is our server's. */
export function verdict({ status, type, key, echo, retryAfter }) {
  if (!/^application\/(problem\+)?json/.test(type ?? "") || echo !== key) return WAIT;
  if (status === 200 || status === 201) return SENT;
  if (status === 401) return SIGN_IN;
  if (status === 403) return NOT_YOURS;
  if (FOR_REVIEW.includes(status) && !retryAfter) return REVIEW;
  return WAIT;
}

/** Return the body that is sent for a step: always the same bytes for the same step. Fields that we do not know go along. */
export function bodyOf(step) {
  const { owner, log, do: what, case: id, seen, isDateChosen, content, more } = step;
  return JSON.stringify({ ...more, v: step.v ?? VERSION, owner, log, do: what, id, seen, is_date_chosen: isDateChosen, case: content ?? {} });
}

/** Return the steps that can be sent now: the first of each case, as long as it waits for nobody. */
export function ready(steps) {
  const seen = new Set();
  return steps.filter((step) => {
    const isFirst = !seen.has(step.case);
    seen.add(step.case);
    return isFirst && step.state === "waiting";
  });
}

/** Return how a new step joins the steps of its case: { drop, put } by which the queue changes. */
export function joined(steps, next) {
  const last = steps.findLast((step) => step.case === next.case);
  if (!last) return { drop: [], put: [next] };
  const isOpen = !last.isTried || last.state === "review";
  if (next.do === "log") {
    if (last.state !== "review" && same(last.content, next.content)) return { drop: [], put: [] };
    return joined(steps, { ...next, do: "amend", seen: "" });
  }
  if (next.do === "amend" && isOpen && ["log", "amend"].includes(last.do)) return { drop: [last], put: [changed(last, next)] };
  if (next.do === "remove" && isOpen && last.do === "log") return { drop: [last], put: [] };
  // An edit that waits goes out before the deletion: whoever takes the deletion back gets the case as it was edited.
  if (next.do === "remove" && last.state === "review" && last.do === "amend") return { drop: [last], put: [{ ...next, seen: last.seen }] };
  if (next.do === "restore" && isOpen && last.do === "remove") return { drop: [last], put: [] };
  return { drop: [], put: [{ ...next, seen: "" }] };
}

/** Return the steps that change when one was sent: the next of its case starts from what the server has now. */
export function followed(steps, sent, version) {
  const next = steps.find((step) => step.case === sent.case && step.n !== sent.n && step.key !== sent.key);
  return next && !next.isTried && next.seen === "" ? [{ ...next, seen: version }] : [];
}

function changed(last, next) {
  const { content, isDateChosen, shown, made } = next;
  return { ...last, key: next.key, content, isDateChosen, shown, made, state: "waiting", isTried: false, problem: null };
}

function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}
