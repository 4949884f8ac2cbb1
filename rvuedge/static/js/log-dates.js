// Days as people name them, in the time zone of the log.

import { readEntry } from "./log-lines.js";

const NAMED = [["today", "hoy"], ["yesterday", "ayer"]];
const WEEKDAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const IN_SPANISH = ["domingo", "lunes", "martes", "miercoles", "jueves", "viernes", "sabado"];
const formats = new Map();
const ISO = /^20[0-9]{2}-[01][0-9]-[0-3][0-9]$/;

/** Return the day of a moment where the log is kept. */
export function dayOf(moment) {
  return there("en-CA", { year: "numeric", month: "2-digit", day: "2-digit" }).format(moment);
}

/** Return the time of day of a moment where the log is kept, as the server writes it: "07:40". */
export function timeOf(moment) {
  return there("en-GB", { hour: "2-digit", minute: "2-digit" }).format(moment);
}

/** A format is dear to make: each is made once. */
function there(language, parts) {
  const timeZone = document.querySelector("form[data-zone]")?.dataset.zone;
  if (!formats.has(language)) formats.set(language, new Intl.DateTimeFormat(language, { timeZone, ...parts }));
  return formats.get(language);
}

/** Return the date of today, or of some days before, where the log is kept. */
export function dayBefore(days) {
  const day = new Date(`${dayOf(new Date())}T12:00:00Z`);
  day.setUTCDate(day.getUTCDate() - days);
  return day.toISOString().slice(0, 10);
}

/** Return the date that a word names, in English or in Spanish ("today", "yesterday", "monday" for the last one, or an ISO date), or nothing. */
export function dayNamed(word) {
  const said = word.toLowerCase().replace("á", "a").replace("é", "e");
  if (ISO.test(said)) return isInCalendar(said) ? said : "";
  const near = NAMED.findIndex((names) => names.includes(said));
  if (near >= 0) return dayBefore(near);
  const weekday = Math.max(WEEKDAYS.indexOf(said), IN_SPANISH.indexOf(said));
  if (weekday < 0) return "";
  const today = new Date(`${dayBefore(0)}T12:00:00Z`).getUTCDay();
  return dayBefore((today - weekday + 7) % 7 || 7);
}

function isInCalendar(iso) {
  const day = new Date(`${iso}T12:00:00Z`);
  return !isNaN(day) && day.toISOString().startsWith(iso);
}

/** Return what was typed as { lines, words, day }: a word that names the day is no word that is left over; one that names another is. */
export function readTyped(text) {
  const { lines, words } = readEntry(text);
  const day = words.map(dayNamed).find(Boolean) ?? "";
  return { lines, words: words.filter((word) => !day || dayNamed(word) !== day), day };
}
