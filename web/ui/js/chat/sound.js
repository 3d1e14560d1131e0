// Whether chats make a sound in this browser; read whenever one may be made, as another tab
// may have turned it.
import { keep, kept } from "../storage.js";

export const soundOn = () => kept("chat.alert.sound") !== "off";
/** @param {boolean} on */
export const turnSound = (on) => keep("chat.alert.sound", on ? "on" : "off");
