// The texts of the page of callbacks, which no other page loads.
import { texts } from "../i18n.js";
import { callbacksEn } from "../text/callbacks.en.js";
import { callbacksKo } from "../text/callbacks.ko.js";

const own = texts(callbacksKo, callbacksEn);
/** A text in the viewer's language. */
export const c = own.say;
/** A text for a code of the server. */
export const ccode = own.code;
