// The texts of messages, which the desk loads later and no other page does.
import { texts } from "../i18n.js";
import { smsEn } from "../text/sms.en.js";
import { smsKo } from "../text/sms.ko.js";

const own = texts(smsKo, smsEn);
/** A text in the viewer's language. */
export const m = own.say;
/** A text for a code of the server. */
export const mcode = own.code;
