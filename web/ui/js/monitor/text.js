// The texts of the monitoring window, which no other page loads but that of supervisors.
import { texts } from "../i18n.js";
import { monitorEn } from "../text/monitor.en.js";
import { monitorKo } from "../text/monitor.ko.js";

const own = texts(monitorKo, monitorEn);
/** A text in the viewer's language. */
export const o = own.say;
/** A text for a code of the server. */
export const ocode = own.code;
