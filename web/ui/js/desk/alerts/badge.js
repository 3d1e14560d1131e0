// The icon of the tab: a dot while a call rings, a ring while a reservation is due.

const size = 32;
let shown = "";

/** @param {""|"ring"|"due"} kind */
export function badge(kind) {
  if (kind === shown) return;
  shown = kind;
  const link = document.querySelector("link[rel=icon]");
  if (!(link instanceof HTMLLinkElement)) return;
  link.type = kind ? "image/png" : "image/svg+xml";
  link.href = kind ? drawn(kind) : "ui/icon.svg";
}

/** The sign of the house with its mark, as a data address. @param {"ring"|"due"} kind */
function drawn(kind) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  const pen = canvas.getContext("2d");
  if (!pen) return "ui/icon.svg";
  pen.fillStyle = "#15191e";
  pen.beginPath();
  pen.roundRect(0, 0, size, size, 7);
  pen.fill();
  pen.fillStyle = "#fff";
  for (const x of [9, 16, 23]) for (const y of [9, 16, 23]) { pen.beginPath(); pen.arc(x, y, 2.4, 0, 7); pen.fill(); }
  pen.fillStyle = kind === "ring" ? "#04729b" : "#9a5f00";
  pen.strokeStyle = "#fff";
  pen.lineWidth = 2;
  pen.beginPath();
  pen.arc(23, 9, 8, 0, 7);
  pen.fill();
  pen.stroke();
  return canvas.toDataURL("image/png");
}
