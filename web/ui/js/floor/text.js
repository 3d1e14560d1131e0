// The texts of the floor, which no other page loads.
import { texts } from "../i18n.js";
import { floorEn } from "../text/floor.en.js";
import { floorKo } from "../text/floor.ko.js";

const own = texts(floorKo, floorEn);
/** A text in the viewer's language. */
export const f = own.say;
/** A text for a code of the server. */
export const fcode = own.code;
