// How a service calls back, in its editor. It comes later than the rest of the editor, with
// its own texts.
import { html } from "../../dom.js";
import { texts } from "../../i18n.js";
import { serviceCallbacksEn, serviceCallbacksKo } from "../../text/servicecallbacks.js";
import { Fields, Panel } from "../fields.js";
import { w, wcode } from "../text.js";

/** @typedef {import("../draft.js").Draft} Draft */
/** @typedef {import("../fields.js").FieldSpec} FieldSpec */

const own = texts(serviceCallbacksKo, serviceCallbacksEn), modes = ["agent_first", "customer_first"];

/** @param {{draft: Draft, f: (path: string, kind: FieldSpec["kind"], more?: Partial<FieldSpec>) => FieldSpec}} props */
export function ServiceCallbacks({ draft, f }) {
  /** @param {keyof typeof serviceCallbacksKo} key @param {FieldSpec["kind"]} kind @param {Partial<FieldSpec>} [more] */
  const field = (key, kind, more) => f(`callback.${key}`, kind, { doc: own.say(key), ...more });
  const chosen = draft.get("callback.mode"), choices = modes.map((value) => ({ value, text: wcode("callback_mode", value) }));
  return html`<${Panel} title=${own.say("title")} why=${own.say("why")}><${Fields} draft=${draft} specs=${[field("mode", "choice", chosen ? { choices } : { choices: choices.slice(1), empty: choices[0]?.text }), field("attempts", "number", { min: 1, max: 20, unit: w("u.times"), empty: "3" }), field("spacing", "minutes", { min: 1, max: 1440, unit: w("u.min"), empty: "10" }), field("expire", "hours", { min: 1, max: 1440, unit: own.say("u.h"), empty: "72" }),
    field("from", "text", { max: 5, empty: "09:00" }), field("to", "text", { max: 5, empty: "21:00" }), field("form", "switch")]}/><//>`;
}
