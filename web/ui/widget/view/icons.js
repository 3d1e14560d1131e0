// The widget's own icons, on the grid of the house: 24 px, strokes of 1.75, round ends.
import { html } from "../../js/dom.js";

const paths = {
  msg: "M5 4.5h14A1.5 1.5 0 0 1 20.5 6v9.5A1.5 1.5 0 0 1 19 17h-7l-4.5 3.8V17H5a1.5 1.5 0 0 1-1.5-1.5V6A1.5 1.5 0 0 1 5 4.5z",
  x: "m6.5 6.5 11 11m0-11-11 11",
  more: "M6.4 12a.9.9 0 1 1-1.8 0 .9.9 0 0 1 1.8 0zM12.9 12a.9.9 0 1 1-1.8 0 .9.9 0 0 1 1.8 0zM19.4 12a.9.9 0 1 1-1.8 0 .9.9 0 0 1 1.8 0z",
  clip: "m19.5 11.5-7.7 7.7a4.8 4.8 0 0 1-6.8-6.8l8-8a3.2 3.2 0 0 1 4.5 4.5l-7.7 7.7a1.6 1.6 0 0 1-2.3-2.3l7-7",
  send: "M12 19.5v-15M5.5 11 12 4.5l6.5 6.5",
  down: "M12 4.5v15M5.5 13l6.5 6.5 6.5-6.5",
  bot: "M7.5 8h9a3 3 0 0 1 3 3v5a3 3 0 0 1-3 3h-9a3 3 0 0 1-3-3v-5a3 3 0 0 1 3-3zM12 8V4.5M9 12.5V14M15 12.5V14M2.5 12.5v3M21.5 12.5v3",
  doc: "M6.5 3.5h7l5 5v11a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1v-15a1 1 0 0 1 1-1zM13.5 3.5v5h5M9 13h6M9 16.5h4",
  save: "M12 4v11M7.5 10.5 12 15l4.5-4.5M5 19.5h14",
  mail: "M5.5 5.5h13a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-13a2 2 0 0 1-2-2v-9a2 2 0 0 1 2-2zM4.5 7.5l7.5 6 7.5-6",
  end: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM9 9l6 6m0-6-6 6",
  warn: "M12 4 21.5 20h-19zM12 10v4.5M12 17.2v.01",
  clock: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 7.5V12l3 2",
  check: "m5 12.5 4.5 4.5L19 7.5",
  again: "M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9M19.5 4.5V9H15",
  off: "M9 6.5 11 4.6a4.6 4.6 0 0 1 6.5 6.5L15.7 13M15 17.5l-2 1.9a4.6 4.6 0 0 1-6.5-6.5L8.3 11M4 4l16 16",
};

/** An icon; what it means stands in words beside it or around it. @param {{name: keyof typeof paths|"star", filled?: boolean}} props */
export function Icon({ name, filled = false }) {
  if (name === "star") return html`<svg class="i" viewBox="0 0 24 24" aria-hidden="true"><path d="m12 3.5 2.6 5.4 5.9.8-4.3 4.1 1 5.9-5.2-2.8-5.2 2.8 1-5.9-4.3-4.1 5.9-.8z" fill=${filled ? "currentColor" : "none"}/></svg>`;
  return html`<svg class="i" viewBox="0 0 24 24" aria-hidden="true"><path d=${paths[name]}/></svg>`;
}
