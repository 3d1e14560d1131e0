// Listening to prompts: one at a time, or several one after the other.
import { html, signal, useEffect } from "../../dom.js";
import { Icon } from "../../icons.js";
import { say } from "../said.js";
import { w } from "../text.js";

/** What is heard: the addresses that were asked for, joined; "" for nothing. */
const playing = signal("");
/** @type {HTMLAudioElement|undefined} */
let sound;
/** @type {string[]} */
let left = [];

function next() {
  const src = left.shift();
  if (!src) { playing.value = ""; return; }
  const to = player();
  to.src = src;
  void to.play().catch(() => {}); // the error tells
}

function stop() {
  left = [];
  sound?.pause();
  playing.value = "";
}

/** Made when something is heard for the first time. */
function player() {
  if (sound) return sound;
  sound = new Audio();
  sound.addEventListener("ended", next);
  sound.addEventListener("error", () => {
    if (!playing.peek()) return;
    stop();
    say({ text: w("play_failed"), bad: true });
  });
  return sound;
}

/**
 * Plays sounds, and stops them.
 * @param {{from: string[], name: string, text?: string}} props from: addresses; text: shown on the button
 */
export function Play({ from, name, text = "" }) {
  const key = from.join("\n"), on = key !== "" && playing.value === key;
  useEffect(() => () => { if (playing.peek() === key) stop(); }, [key]);
  const press = () => {
    if (on) return stop();
    left = [...from];
    playing.value = key;
    return next();
  };
  return html`<button type="button" class=${text ? "btn sm" : "btn ghost icon sm"} disabled=${!key} aria-pressed=${on} aria-label=${text ? undefined : w("listen_to", { name })} title=${text ? undefined : w("listen_to", { name })} onClick=${press}><${Icon} name=${on ? "stop" : "play"} size="s"/>${text}</button>`;
}
