// Advertising, as the law has it: (광고), who sends it, and how to refuse it (W-22; the
// rules of the server are in sms/advert.go).

export const mark = "(광고)";

/** Whether a text calls itself advertising. @param {string} text */
export const isAdvert = (text) => text.trim().startsWith(mark);

/** @param {string} number */
const lastLine = (number) => `무료수신거부 ${number}`;

/** What advertising lacks. @param {string} text @param {string} name of the sender @param {string} number to refuse by @returns {""|"mark"|"name"|"refusal"} */
export function lacks(text, name, number) {
  if (!isAdvert(text)) return "mark";
  const rest = text.trim().slice(mark.length);
  if (!rest.replace(/^[ [\n]+/, "").startsWith(name)) return "name";
  const last = (rest.trimEnd().split("\n").at(-1) ?? "").replaceAll(" ", ""), at = Math.max(last.lastIndexOf("무료수신거부"), last.lastIndexOf("무료거부"));
  return at >= 0 && last.slice(at).replace(/\D/g, "") === number.replace(/\D/g, "") ? "" : "refusal";
}

/** A text with what it lacks. @param {string} text @param {string} name @param {string} number */
export function asAdvert(text, name, number) {
  let out = text;
  if (lacks(out, name, number) === "mark") out = mark + (out.startsWith(name) ? "" : `${name} `) + out;
  if (lacks(out, name, number) === "name") out = out.replace(/^\s*\(광고\)[ \n]*/, `${mark}${name} `);
  return lacks(out, name, number) === "refusal" ? `${out.trimEnd()}\n${lastLine(number)}` : out;
}

/** A text without what asAdvert put into it. @param {string} text @param {string} name @param {string} number */
export function notAdvert(text, name, number) {
  const lines = text.split("\n");
  if (lines.length > 1 && lines.at(-1)?.trim() === lastLine(number)) lines.pop();
  return lines.join("\n").replace(`${mark}${name} `, "").replace(mark, "");
}
