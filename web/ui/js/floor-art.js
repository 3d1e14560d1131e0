// The picture beside the log-in form: a floor seen from above, one desk ringing.
import { html } from "./dom.js";

const desks = ["ready", "talk", "talk", "out", "talk", "away", "talk", "wrap", "talk", "off", "hold", "ready", "off", "away", "talk"];

/** @param {number} i @returns {string} the state of desk i: scattered, the same each time */
const state = (i) => desks[((Math.imul(i + 1, 2654435761) >>> 12) ^ i) % desks.length] ?? "off";

export function FloorArt() {
  const islands = Array.from({ length: 20 }, (_, i) => ({ x: 60 + (i % 4) * 196, y: 52 + Math.floor(i / 4) * 172 }));
  const ringing = 9 * 12 + 6;
  return html`<svg viewBox="0 0 828 872" preserveAspectRatio="xMidYMid slice">${islands.map(({ x, y }, island) => Array.from({ length: 12 }, (_, desk) => {
    const i = island * 12 + desk, cx = x + (desk % 4) * 40, cy = y + Math.floor(desk / 4) * 40;
    if (i === ringing) return html`<circle class="dot" data-s="ring" cx=${cx} cy=${cy} r="7"/><circle class="halo" cx=${cx} cy=${cy} r="13"/>`;
    const s = state(i);
    return s === "off" ? html`<circle class="free" cx=${cx} cy=${cy} r="6"/>` : html`<circle class="dot" data-s=${s} cx=${cx} cy=${cy} r="7"/>`;
  }))}</svg>`;
}
