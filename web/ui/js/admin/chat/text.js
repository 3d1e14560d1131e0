// The texts of what is set of chats, which come with its sections.
import { texts } from "../../i18n.js";
import { chatAdminEn } from "../../text/chatadmin.en.js";
import { chatAdminKo } from "../../text/chatadmin.ko.js";

/** @typedef {keyof typeof chatAdminKo} Key */

const own = texts(chatAdminKo, chatAdminEn);
/** A text in the viewer's language. */
export const ca = own.say;
/** A text for a code of the server. */
export const cacode = own.code;

/** What a field does; "" where its label says it all. @param {string} path */
export const docOf = (path) => { const said = cacode("d", path); return said === path ? "" : said; };
