// What a callback is called, where its texts are not loaded too.
import { t } from "../i18n.js";

/** The number; a message may have none. @param {{number?: string}} one */
export const numberOf = (one) => one.number || t("callbacks.no_number");

/** What it is called: by the name, else by the number. @param {{name?: string, number?: string}} one */
export const nameOf = (one) => one.name || numberOf(one);
