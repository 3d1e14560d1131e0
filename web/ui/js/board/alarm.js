// One tone at each new alarm, off until somebody has clicked once (browsers
// demand it); the choice is kept for this display, of the wallboard and of the floor
// each.
import { signal } from "../dom.js";
import { keep, kept } from "../storage.js";

/** @typedef {import("../live/rows.js").Alert} Alert */

export class Alarm {
  /** @param {string} [name] under which the choice is kept */
  constructor(name = "sound") {
    this.name = name;
    this.on = signal(kept(name) === "on");
    /** @type {AudioContext|null} */
    this.audio = null;
    /** @type {Set<string>|null} alarms already sounded; null before the first frame */
    this.known = null;
    this.sounded = 0; // tones since the page was opened
  }

  /** Turns sound on or off; called from a click, which lets the browser play. */
  toggle() {
    this.on.value = !this.on.value;
    keep(this.name, this.on.value ? "on" : "off");
    if (this.on.value) this.tone();
  }

  /** @param {Alert[]} alerts all that stand now */
  note(alerts) {
    const bad = new Set(alerts.filter((a) => a.level === "bad").map((a) => a.id));
    const fresh = this.known !== null && [...bad].some((id) => !this.known?.has(id));
    this.known = bad;
    if (fresh && this.on.peek()) this.tone();
  }

  /** Two soft notes, a fifth apart. */
  tone() {
    this.sounded++;
    this.audio ??= new AudioContext();
    const audio = this.audio;
    void audio.resume();
    [659.3, 987.8].forEach((hertz, i) => {
      const start = audio.currentTime + i * 0.18;
      const oscillator = audio.createOscillator(), volume = audio.createGain();
      oscillator.frequency.value = hertz;
      volume.gain.setValueAtTime(0, start);
      volume.gain.linearRampToValueAtTime(0.22, start + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.001, start + 0.5);
      oscillator.connect(volume).connect(audio.destination);
      oscillator.start(start);
      oscillator.stop(start + 0.55);
    });
  }
}
