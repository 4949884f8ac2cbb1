// Lines as people type them ("45385 45380-59 99213x2", "D1553 #3") read into values; what may mean two things stays words, and the server reads it.

const CODE = "[0-9]{4}[0-9A-Z]|[A-Z][0-9]{4}";
const LINE = new RegExp(`^(${CODE})((?:-[0-9A-Z]{2})*)(?:[X*×](-?[0-9]{1,6}))?$`);
const APART = /(\s[X*×-])\s+(?=[0-9A-Z]{1,2}(?![0-9A-Z]))/g;
// Numbers that are modifiers of practitioners; any other number behind a code is asked about.
const PLAIN_NUMBERS = /^(2[2-6]|3[23]|47|5[0-9]|6[236]|7[6-9]|8[0-2]|9[0-35-79])$/;

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
export function lineText({ code, modifiers, units, tooth }) {
  return [code, ...modifiers].join("-") + (units === 1 ? "" : `x${units}`) + (tooth ? ` #${tooth}` : "");
}

function tokensOf(text) {
  const upper = ` ${text.toUpperCase()} `.replaceAll("–", "-").replace(APART, "$1");
  return upper.split(/[\s,;+]+/).filter((token) => token.replaceAll("-", ""));
}

function lineOf(token) {
  const match = LINE.exec(token);
  return match && { code: match[1], modifiers: match[2].split("-").filter(Boolean), units: match[3] ? Number(match[3]) : 1, tooth: "" };
}

/** Whether a bare number or letters behind a code may mean more than one thing, or something that only the server reads. */
function isDoubtful(line, token) {
  return /^[DABCEJKLPQRV]/.test(line.code) ? /^[0-9A-Z]{1,2}$/.test(token) : /^[0-9]{2}$/.test(token) && !PLAIN_NUMBERS.test(token);
}

function join(line, token) {
  const units = /^[X*×](-?[0-9]{1,6})$/.exec(token);
  const tooth = /^#([1-9]|[12][0-9]|3[0-2]|5[1-9]|[67][0-9]|8[0-2]|[A-T])(?:-?([BDFILMO]{1,5}))?$/.exec(token);
  const modifier = isDoubtful(line, token) ? null : /^-?([0-9A-Z]{2})$/.exec(token);
  if (units) line.units = Number(units[1]);
  else if (tooth) line.tooth = [tooth[1], tooth[2]].filter(Boolean).join("-");
  else if (modifier) line.modifiers.push(modifier[1]);
  else return false;
  return true;
}
