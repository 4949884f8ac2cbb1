// What waits on this device, as a page shows it: what the store said last, and what is on its way into the store.

import { onChange, stepsOf } from "./outbox.js";
import { joined } from "./protocol.js";

let known = [];
let coming = [];
let asked = 0;
let answered = 0;
let asking = null;

/** Ask the store what waits of an owner; who asks in the same breath gets the same answer. */
export function ask(owner) {
  asking ??= Promise.resolve().then(() => {
    asking = null;
    return read(owner);
  });
  return asking;
}

/** An answer that a later one overtook is thrown away; one that was asked for after a step was stored knows what became of it. */
async function read(owner) {
  asked += 1;
  const mine = asked;
  const steps = await stepsOf(owner).catch(() => null);
  if (mine < answered) return;
  answered = mine;
  // A store that cannot be read for a moment has not forgotten what it holds.
  if (steps === null) return;
  known = steps;
  coming = coming.filter((one) => !(one.storedAt < mine));
}

/** Return the steps that wait, the oldest first; one that is not stored yet has the state "storing". */
export function waiting() {
  return coming.reduce(withStep, known);
}

function withStep(steps, { step, instead, storedAt }) {
  if (steps.some((one) => one.key === step.key)) return steps;
  // A step on its way has no number yet: only one that another takes the place of is told by it.
  const others = instead ? steps.filter((one) => one.n !== instead.n) : steps;
  const { drop, put } = joined(others, step);
  const shown = put.map((one) => (storedAt === undefined ? { ...one, state: "storing" } : one));
  return drop.length ? others.flatMap((one) => (drop.includes(one) ? shown : one)) : [...others, ...shown];
}

onChange(({ kind, step: sent, steps = [], instead }) => {
  const isOne = ({ step }) => steps.includes(step);
  if (kind === "storing") coming = [...coming, ...steps.map((step) => ({ step, instead }))];
  if (kind === "added") for (const one of coming.filter(isOne)) one.storedAt = asked;
  if (kind === "not-stored") coming = coming.filter((one) => !isOne(one));
  if (kind !== "sent") return;
  known = known.filter((one) => one.key !== sent.key);
  coming = coming.filter(({ step }) => step.key !== sent.key);
});
