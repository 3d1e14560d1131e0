// The sound of a call: two soft tones, again every three seconds until it stops.
// Made here, so that nothing has to be loaded while a call rings.

const again = 3000; // ms
const notes = [[660, 0], [880, 0.18]]; // Hz, seconds after the start

export class Ringer {
  constructor() {
    /** @type {AudioContext|null} */
    this.sound = null;
    /** @type {ReturnType<typeof setInterval>|undefined} */
    this.timer = undefined;
  }

  start() {
    this.stop();
    this.once();
    this.timer = setInterval(() => this.once(), again);
  }

  stop() {
    clearInterval(this.timer);
  }

  /** Makes ready what takes a browser a while, so that no call waits for it. */
  prepare() {
    if ("AudioContext" in globalThis) this.sound ??= new AudioContext();
  }

  /** One sound. A browser that waits for a press of the page stays silent until then. */
  once() {
    this.prepare();
    const { sound } = this;
    if (!sound) return;
    void sound.resume().then(() => {
      for (const [pitch = 0, after = 0] of notes) this.note(sound, pitch, sound.currentTime + after);
    });
  }

  /** @param {AudioContext} sound @param {number} pitch @param {number} at */
  note(sound, pitch, at) {
    const tone = sound.createOscillator(), loud = sound.createGain();
    tone.frequency.value = pitch;
    loud.gain.setValueAtTime(0, at);
    loud.gain.linearRampToValueAtTime(0.16, at + 0.02);
    loud.gain.exponentialRampToValueAtTime(0.001, at + 0.3);
    tone.connect(loud).connect(sound.destination);
    tone.start(at);
    tone.stop(at + 0.32);
  }
}
