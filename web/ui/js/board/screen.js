// What a screen on a wall needs from its browser: it stays awake, hides the
// cursor, does not burn in, fills the glass.

const idle = 4000; // ms after the last movement until the pointer counts as parked
const reading = 30_000; // ms while a figure is being explained
const shiftEvery = 60_000;
const reach = 4; // px

/** Keeps the display awake while the page is visible; a browser without the API is left alone. */
export function stayAwake() {
  const lock = navigator.wakeLock;
  if (!lock) return;
  const ask = () => {
    if (document.visibilityState === "visible") lock.request("screen").catch(() => {}); // refused on battery or without a gesture
  };
  document.addEventListener("visibilitychange", ask);
  ask();
}

/** Moves the board a few pixels once a minute so that no edge burns in. @param {HTMLElement} board */
export function shiftPixels(board) {
  let step = 0;
  setInterval(() => {
    step++;
    const angle = step * 2.399963; // golden angle: never the same place twice running
    const radius = reach * Math.sqrt((step % 12) / 12);
    board.style.setProperty("--dx", `${(radius * Math.cos(angle)).toFixed(1)}px`);
    board.style.setProperty("--dy", `${(radius * Math.sin(angle)).toFixed(1)}px`);
  }, shiftEvery);
}

/**
 * Reports whether somebody is using the pointer or the keyboard. A parked mouse
 * is nobody: a wall's alternation must not stop for it.
 * @param {(touched: boolean) => void} report
 * @param {() => boolean} isReading whether a figure is being explained
 */
export function watchPointer(report, isReading) {
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let timer;
  const rest = () => {
    report(false);
    document.documentElement.classList.add("parked");
  };
  const wake = () => {
    report(true);
    document.documentElement.classList.remove("parked");
    clearTimeout(timer);
    timer = setTimeout(rest, isReading() ? reading : idle);
  };
  addEventListener("pointermove", wake, { passive: true });
  addEventListener("pointerdown", wake, { passive: true });
  addEventListener("focusin", wake);
  document.documentElement.addEventListener("pointerleave", () => { clearTimeout(timer); rest(); });
  document.documentElement.classList.add("parked");
}

export function toggleFullScreen() {
  if (document.fullscreenElement) void document.exitFullscreen();
  else document.documentElement.requestFullscreen().catch(() => {}); // the browser may refuse without a gesture
}

/** Opens one view in a window of its own (W6, W15). @param {"service"|"agent"|"floor"} view */
export function popOut(view) {
  const url = new URL(location.href);
  url.searchParams.set("view", view);
  window.open(url, "_blank", "popup,width=1280,height=720");
}
