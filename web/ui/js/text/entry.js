// Adds the texts of the log-in and set-up pages.
import { addTexts } from "../i18n.js";
import { entryEn } from "./entry.en.js";
import { entryKo } from "./entry.ko.js";

addTexts(entryKo, entryEn);
