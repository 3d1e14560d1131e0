// Files that a page makes, or has of the server.
import { ApiError, refused, unreachable } from "./api.js";

/** A file of the server for the browser to keep: fetched whole into memory, so that a refusal can be said; asked for twice, it would be two lines of the access log. @param {string} path below the page @param {AbortSignal} signal @throws {ApiError} why there is none */
export async function fetchFile(path, signal) {
  let answer, file;
  try {
    answer = await fetch(new URL(path, document.baseURI), { cache: "no-store", signal, headers: { "Callfloor-Language": document.documentElement.lang } });
    if (answer.ok) file = await answer.blob();
  } catch {
    throw new ApiError(unreachable, {});
  }
  if (!file) return refused(answer, await answer.text());
  if (!signal.aborted) keepFile(/filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1] ?? "", file, file.type);
}

/** A file for the browser to keep. @param {string} name @param {string|Blob} text @param {string} type */
export function keepFile(name, text, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Whether a spreadsheet could take a text for a formula: the rule of the server's files (sheet/write.go). @param {string} text */
export const dangerous = (text) => /^[\t\r\n]|^[\s\p{Cc}\u200B]*[=+\-@＝＋－＠]/u.test(text);

/** One line of a CSV file, in which no text is a formula. @param {(string|number|undefined)[]} cells */
export const csvLine = (cells) => `${cells.map((cell) => { const text = typeof cell === "string" && dangerous(cell) ? `'${cell}` : String(cell ?? ""); return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text; }).join(",")}\r\n`;
