// Says that somebody is at work, for the idle lock and because a log-in ends that is not
// used: keys, mouse and touch are told to the server, once a minute at most. Each minute it is asked how long it is until
// the lock, so that a page which is open follows a changed setting. A minute before the log-in locks the page
// says so. When that is only the server knows: work in other tabs and a call count
// too, and the clock here may be wrong. So it is asked before anything is said.
import { html, render, signal } from "./dom.js";
import { ApiError, request, toLogin } from "./api.js";
import { t } from "./i18n.js";

const most = 60_000; // ms between two reports of work
const look = 60_000; // ms between two questions while nothing is said
const lead = 60_000; // ms before the lock that it is said
const urgent = 20; // seconds before the lock that it is said once more
const again = 5_000; // ms between two questions while it is said

/** Keys that only lead somewhere: who wants the button must be able to come to it. */
const ways = new Set(["Tab", "Shift", "Control", "Alt", "Meta"]);

/** @param {import("./api.js").User} user as the server told of them just now */
export function watchActivity(user) {
  const warning = new Warning(() => extend());
  let idle = 0, last = -Infinity, locks = 0; // idle: ms until the lock, 0 for never
  let at = ""; // where the mouse was seen last, on the screen
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let next;
  const now = () => performance.now();

  /** @param {number} ms until the server is asked */
  const ask = (ms) => { clearTimeout(next); next = setTimeout(check, ms); };

  /** How long before the lock it is said. */
  const warn = () => Math.min(lead, idle / 2);

  /** @param {import("./api.js").User} user as the server tells now */
  function plan(user) {
    idle = (user.idle_lock_minutes ?? 0) * 60_000;
    if (!idle) { // switched off
      warning.hide();
      ask(look);
      return;
    }
    const left = user.idle_lock_in_ms ?? idle;
    locks = now() + left;
    if (left > warn()) {
      warning.hide();
      ask(Math.min(look, left - warn()));
    } else {
      warning.show(locks);
      ask(Math.min(again, left + 250));
    }
  }

  async function check() {
    clearTimeout(next);
    try {
      const { user } = await request("GET", "me");
      if (user.confined) return void toLogin(user.confined); // a log-in of another tab
      plan(user);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return void toLogin();
      ask(warning.shown ? again : look); // it cannot be asked: what was said stands
    }
  }

  /** Tells of work; a log-in that has locked or ended meanwhile is found out by asking. */
  async function extend() {
    if (now() - last < 1000) return; // the key and the click that it makes
    last = now();
    await request("POST", "me/active").catch(() => {});
    if (warning.shown) await check();
  }

  /** Whether the mouse lies where it lay: browsers tell of it too where the page appears or moves beneath. @param {Event} event */
  function lies(event) {
    if (event.type !== "pointermove") return false;
    const { screenX, screenY, movementX, movementY } = /** @type {PointerEvent} */ (event), was = at;
    at = `${screenX} ${screenY}`;
    return was === at || was === "" && !movementX && !movementY;
  }

  /** @param {Event} event */
  function used(event) {
    if (lies(event)) return;
    if (warning.shown) { // the mouse on its way to the button, or knocked, is not yet a wish to go on
      if (event.type === "pointermove" || ways.has(/** @type {KeyboardEvent} */ (event).key)) return;
    } else if (now() - last < (idle ? Math.min(most, idle / 4) : most)) return; // without a lock too: a log-in that is not used ends
    void extend();
  }

  for (const kind of ["keydown", "input", "pointerdown", "pointermove", "wheel"]) addEventListener(kind, used, { passive: true, capture: true });
  addEventListener("pageshow", (event) => { if (event.persisted) void check(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && now() > locks - warn()) void check(); }); // timers sleep where nobody looks
  plan(user);
}

/** What says that the log-in locks soon. It takes no focus and covers no field: who types just goes on. */
class Warning {
  /** @param {() => void} extend */
  constructor(extend) {
    this.extend = extend;
    this.shown = false;
    this.locks = 0;
    this.left = signal(0); // seconds
    this.said = signal(""); // to screen readers: at the beginning, and once more near the end
    this.host = document.createElement("div");
    /** Where the focus was before the button. @type {HTMLElement|null} */
    this.before = null;
    /** @type {ReturnType<typeof setInterval>|undefined} */
    this.ticks = undefined;
  }

  /** @param {number} locks when, on the page's monotonic clock */
  show(locks) {
    this.locks = locks;
    if (!this.shown) {
      this.shown = true;
      this.said.value = "";
      render(html`<${Locking} warning=${this}/>`, this.host);
      this.ticks = setInterval(() => this.tick(), 250);
    }
    this.tick();
  }

  hide() {
    if (!this.shown) return;
    const focused = this.host.contains(document.activeElement);
    this.shown = false;
    clearInterval(this.ticks);
    render(null, this.host);
    this.host.remove();
    if (focused && this.before?.isConnected) this.before.focus();
  }

  tick() {
    // What lies outside of an open dialog cannot be reached.
    const place = [...document.querySelectorAll("dialog:modal")].at(-1) ?? document.body;
    if (this.host.parentElement !== place) place.append(this.host);
    const left = Math.max(0, Math.ceil((this.locks - performance.now()) / 1000));
    this.left.value = left;
    if (!this.said.peek()) setTimeout(() => { this.said.value = soon(this.left.peek()); }, 50); // a live region tells what changes in it
    else if (left === urgent) this.said.value = soon(left);
  }
}

/** @param {number} left s */
const soon = (left) => (left >= 58 ? t("locking.minute") : t("locking.seconds", { n: left }));

/** @param {{warning: Warning}} props */
function Locking({ warning }) {
  const left = warning.left.value;
  return html`<section class="locking" aria-label=${t("locking.title")}>
    <div><b aria-hidden="true">${soon(left)}</b><span>${t("locking.why")}</span><span class="sr" role="alert">${warning.said}</span></div>
    <span class="tm" role="timer" aria-live="off" aria-label=${t("locking.seconds", { n: left })}>${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}</span>
    <button type="button" class="btn" onClick=${warning.extend} onFocus=${(/** @type {FocusEvent} */ event) => { warning.before = /** @type {HTMLElement|null} */ (event.relatedTarget); }}>${t("locking.go_on")}</button></section>`;
}
