// Files that a page makes.

/** A file for the browser to keep. @param {string} name @param {string} text @param {string} type */
export function keepFile(name, text, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** One line of a CSV file. @param {(string|number|undefined)[]} cells */
export const csvLine = (cells) => `${cells.map((cell) => { const text = String(cell ?? ""); return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text; }).join(",")}\r\n`;
