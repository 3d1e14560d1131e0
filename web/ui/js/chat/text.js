// The texts of the console of chats, which no other page loads.
import { texts } from "../i18n.js";
import { chatEn } from "../text/chat.en.js";
import { chatKo } from "../text/chat.ko.js";

const own = texts(chatKo, chatEn);
/** A text in the viewer's language. */
export const ch = own.say;
/** A text for a code of the server. */
export const chcode = own.code;
