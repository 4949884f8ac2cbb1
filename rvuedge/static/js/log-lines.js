// Lines as people type them ("45385 45380-59 99213x2", "D1553 #3", "00812-QZ 45min") read into values; what may mean two things stays words, and the server reads it.

const CODE = "[0-9]{4}[0-9A-Z]|[A-Z][0-9]{4}";
const LINE = new RegExp(`^(${CODE})((?:-[0-9A-Z]{2})*)(?:[X*×](-?[0-9]{1,6}))?$`);
const APART = /(\s[X*×-])\s+(?=[0-9A-Z]{1,2}(?![0-9A-Z]))/g;
// Numbers that are modifiers, and those of practitioners; any other number behind a code is asked about.
const NUMBERS = /^(2[2-7]|3[23]|47|5[0-9]|6[236]|7[346-9]|8[0-2]|9[0-35-79])$/;
const PLAIN_NUMBERS = /^(2[2-6]|3[23]|47|5[0-9]|6[236]|7[6-9]|8[0-2]|9[0-35-79])$/;

// Anesthesia, whose time is told: in minutes ("45min", "45m", "45") or in hours and minutes ("0:45", "1h30").
const ANESTHESIA = /^0(0[1-9]|1[0-9])[0-9]{2}/;
const MINUTES = /^(?:([0-9]{1,3})M|([0-9]{1,4})MIN(?:S|UTES?|UTOS?)?)$/;
const HOURS = /^([0-9]{1,2})(?:[:H]([0-5][0-9])M?|H)$/;
const MINUTE_WORDS = ["M", "MIN", "MINS", "MINUTE", "MINUTES", "MINUTO", "MINUTOS"];

/** Return the lines of a typed text and the words that are no code. */
export function readEntry(text) {
  const lines = [];
  const words = [];
  let takesMore = false;
  for (const token of tokensOf(text)) {
    const line = lineOf(token);
    const joins = !line && takesMore && join(lines.at(-1), token);
    takesMore = Boolean(line || joins);
    if (line) lines.push(line);
    else if (!joins) words.push(token);
  }
  return { lines, words };
}

/** Return a line in the notation that it is read from. */
export function lineText({ code, modifiers, units, tooth, details }) {
  const minutes = details?.minutes;
  return [code, ...modifiers].join("-") + (units === 1 ? "" : `x${units}`) + (tooth ? ` #${tooth}` : "") + (minutes ? ` ${minutes}min` : "");
}

/** Return the minutes that a field tells, as digits where it can be read ("0:45" is "45"), else as it stands. */
export function minutesIn(text) {
  return String(timeOf(text) ?? text);
}

/** Whether the code is one of anesthesia. */
export function takesMinutes(code) {
  return ANESTHESIA.test(code);
}

function tokensOf(text) {
  const upper = ` ${text.toUpperCase()} `.replaceAll("–", "-").replace(APART, "$1");
  const tokens = [];
  for (const token of upper.split(/[\s,;+]+/)) {
    if (MINUTE_WORDS.includes(token) && /^[0-9]{1,4}$/.test(tokens.at(-1)) && tokens.some(takesMinutes)) tokens.push(`${tokens.pop()}MIN`);
    else if (token.replaceAll("-", "")) tokens.push(token);
  }
  return tokens;
}

function lineOf(token) {
  const match = LINE.exec(token);
  return match && { code: match[1], modifiers: match[2].split("-").filter(Boolean), units: match[3] ? Number(match[3]) : 1, tooth: "" };
}

/** Return the minutes that a word behind an anesthetic tells; a number that is a modifier too is left to the server. */
function minutesOf(line, token) {
  if (!takesMinutes(line.code)) return null;
  const isBare = /^[1-9][0-9]{0,2}$/.test(token) && !NUMBERS.test(token) && !line.details?.minutes;
  return timeOf(token) ?? (isBare ? Number(token) : null);
}

function timeOf(token) {
  const [, short, long] = MINUTES.exec(token) ?? [];
  const [, hours, more] = HOURS.exec(token) ?? [];
  if (short || long) return Number(short || long);
  return hours ? Number(hours) * 60 + Number(more ?? 0) : null;
}

/** Whether a bare number or letters behind a code may mean more than one thing, or something that only the server reads. */
function isDoubtful(line, token) {
  if (takesMinutes(line.code) && /^[0-9]+$/.test(token)) return true;
  return /^[DABCEJKLPQRV]/.test(line.code) ? /^[0-9A-Z]{1,2}$/.test(token) : /^[0-9]{2}$/.test(token) && !PLAIN_NUMBERS.test(token);
}

function join(line, token) {
  const units = /^[X*×](-?[0-9]{1,6})$/.exec(token);
  const tooth = /^#([1-9]|[12][0-9]|3[0-2]|5[1-9]|[67][0-9]|8[0-2]|[A-T])(?:-?([BDFILMO]{1,5}))?$/.exec(token);
  const minutes = minutesOf(line, token);
  const modifier = isDoubtful(line, token) ? null : /^-?([0-9A-Z]{2})$/.exec(token);
  // What the line has already stays: a second tooth, count or time is a word, and nothing typed is dropped.
  if (units ? line.units !== 1 : tooth ? line.tooth : minutes !== null && line.details?.minutes) return false;
  if (units) line.units = Number(units[1]);
  else if (tooth) line.tooth = [tooth[1], tooth[2]].filter(Boolean).join("-");
  else if (minutes !== null) line.details = { minutes: String(minutes) };
  else if (modifier) line.modifiers.push(modifier[1]);
  else return false;
  return true;
}
