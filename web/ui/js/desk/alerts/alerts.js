// What calls for attention: a browser notification, a badge on the tab, a sound.
// Each has its own switch, kept in this browser; of several tabs one makes noise.
import { effect, signal } from "../../dom.js";
import { centre, t } from "../../i18n.js";
import { agentLook } from "../../states.js";
import { incoming } from "../call/who.js";
import { drawn } from "../../picture.js";
import { keep, kept } from "../../storage.js";
import { tellCallbacks } from "../../callbacks/alerts.js";
import { speaker } from "../parts/channel.js";
import { badge } from "./badge.js";
import { allowed, notify } from "./notify.js";
import { Ringer } from "./ringer.js";

/** @typedef {import("../desk.js").Desk} Desk */
/** @typedef {"notification"|"badge"|"sound"} Way */

/** @type {Record<Way, string>} what a browser does that was never asked */
const otherwise = { notification: "off", badge: "on", sound: "on" };

const justGiven = 15_000; // ms

export class Alerts {
  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
    const of = (/** @type {Way} */ way) => signal((kept(`desk.alert.${way}`) ?? otherwise[way]) === "on");
    this.on = { notification: of("notification"), badge: of("badge"), sound: of("sound") };
    this.said = ""; // the reminder that was said last
    this.given = { id: "", at: 0 }; // the callback that was told last as given, and when
    this.titled = ""; // what the tab is to say
    this.ringer = new Ringer();
    this.speaks = speaker(desk.user.id);
  }

  /** Starts once the desk is whole. */
  start() {
    const { desk } = this;
    effect(() => this.title(desk.me.value));
    tellCallbacks(desk.user, { given: (id) => { this.given = { id, at: performance.now() }; if (this.on.sound.peek()) this.ringer.once(); } });
    let rang = "";
    effect(() => {
      const me = desk.me.value, ringing = me?.state === "ringing" ? me.call ?? "" : "";
      if (!ringing) { this.ringer.stop(); rang = ""; }
      else if (ringing !== rang && this.speaks()) { // as soon as it speaks: a page may come while it rings
        rang = ringing;
        void drawn().then(() => { if (rang === ringing) this.ring(desk); });
      }
    });
  }

  /** @param {import("../../live/rows.js").AgentRow|undefined} me */
  title(me) {
    const ringing = me?.state === "ringing", due = this.desk.due.all.value.length, shown = this.on.badge.value;
    const mark = shown && ringing ? "● " : shown && due > 0 ? `(${due}) ` : "";
    const title = this.titled = `${mark}${me ? agentLook(me).name : t("desk.title")} · ${centre}`, icon = shown && ringing ? "ring" : shown && due > 0 ? "due" : "";
    void drawn().then(() => {
      if (title !== this.titled) return; // a later one follows
      document.title = title;
      badge(icon);
    });
  }

  /** @param {Desk} desk */
  ring(desk) {
    if (this.on.sound.peek()) this.ringer.start();
    if (this.on.notification.peek() && document.visibilityState === "hidden") notify(t("desk.incoming"), incoming(desk), "ring");
  }

  /** Whether a callback was told just now, as one that was given. @param {string} id */
  toldOf(id) { return this.given.id === id && performance.now() - this.given.at < justGiven; }

  /** A reservation is due; said once. @param {string} text @param {number} at */
  remind(text, at) {
    if (!this.speaks() || this.said === `${at} ${text}`) return;
    this.said = `${at} ${text}`;
    if (this.on.sound.peek()) this.ringer.once();
    if (this.on.notification.peek()) notify(t("desk.due"), text, "due");
  }

  /** @param {Way} way @param {boolean} on */
  async turn(way, on) {
    if (way === "notification" && on && !await allowed()) return;
    if (way === "sound" && on) this.ringer.once();
    this.on[way].value = on;
    keep(`desk.alert.${way}`, on ? "on" : "off");
  }
}
