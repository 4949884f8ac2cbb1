// An entry that the server did not take: edit it, keep this one, keep the server's, or throw it away. Nothing is chosen by itself.

import { changed, draft, form, hasDraft, owner } from "./log-case.js";
import { show, showDay } from "./log-days.js";
import { adopt } from "./log-draft.js";
import { save } from "./log-entries.js";
import { addTexts, clearRows } from "./log-rows.js";
import { lineText } from "./log-lines.js";
import { add, flush, forget, newId, stepsOf } from "./offline/outbox.js";

/** Do what a button of a red row says. */
export async function reviewed(button) {
  const { key } = button.closest("[data-unsent-row]").dataset;
  const step = (await stepsOf(owner)).find((one) => one.key === key);
  if (!step) return show();
  const act = { edit, mine, theirs: forget, drop: forget }[button.dataset.do];
  await act(step);
  return show();
}

/** Bring the entry into the form; it stays in the queue until it is saved again. A case that stood in the form comes back after it. */
async function edit(step) {
  const { content } = step;
  if (draft.isOneTap && hasDraft()) await save();
  await adopt(step.case);
  draft.isOneTap = false;
  draft.id = step.case;
  form.elements.case_id.value = step.case;
  form.elements.date_of_service.value = content.date_of_service;
  form.elements.place_of_service.value = content.place_of_service;
  draft.isDateChosen = true;
  clearRows();
  addTexts(content.lines.map(lineText));
  await changed();
  document.getElementById("draft").scrollIntoView({ block: "nearest" });
}

/** Send the entry again on top of what the server has now; a case that is gone there becomes a new one. */
async function mine(step) {
  const { now } = step.problem.errors;
  const { owner: whose, log, content, shown, do: what } = step;
  const again = { owner: whose, log, content, shown, do: what === "remove" ? "remove" : "amend", case: step.case, seen: now.version, isDateChosen: true };
  await add([now.is_deleted ? { ...again, do: "log", case: newId(), seen: "" } : again], { instead: step });
  await flush(owner, true);
  return showDay(form.elements.date_of_service.value, true);
}
