// The texts of the administration, which no other page loads.
import { texts } from "../i18n.js";
import { adminEn } from "../text/admin.en.js";
import { adminKo } from "../text/admin.ko.js";

/** @typedef {keyof typeof adminKo} Key */

const own = texts(adminKo, adminEn);
/** A text in the viewer's language. */
export const w = own.say;
/** A text for a code of the server. */
export const wcode = own.code;
