// The texts of supervision, which no other page loads.
import { texts } from "../i18n.js";
import { superviseEn } from "../text/supervise.en.js";
import { superviseKo } from "../text/supervise.ko.js";

const own = texts(superviseKo, superviseEn);
/** A text in the viewer's language. */
export const v = own.say;
/** A text for a code of the server. */
export const vcode = own.code;
