// A number that is looked for, a moment after the last digit.
import { html, useEffect, useRef, useSignal } from "../../dom.js";
import { Icon } from "../../icons.js";
import { composing } from "./keys.js";

const pause = 350; // ms without a key

/**
 * @param {{id: string, label: string, hint: string, value: string, find: (text: string) => void, fits: (digits: number) => boolean, cls?: string}} props
 *   value: what is looked for now, "" for nothing; fits: whether so many digits can be looked for: with others nothing new is; none always can
 */
export function Find({ id, label, hint, value, find, fits, cls = "" }) {
  const text = useSignal(value), timer = useRef(/** @type {ReturnType<typeof setTimeout>|undefined} */ (undefined)), sent = useRef(value);
  useEffect(() => { if (value !== sent.current) text.value = sent.current = value; }, [value]); // cleared elsewhere
  useEffect(() => () => clearTimeout(timer.current), []);
  const send = () => {
    clearTimeout(timer.current);
    const digits = text.peek().replace(/\D/g, "").length, sought = digits ? text.peek().trim() : "";
    if (digits && !fits(digits) || sought === sent.current) return;
    sent.current = sought;
    find(sought);
  };
  return html`<label class=${`in sm soft ${cls}`}><${Icon} name="search" size="s"/><input id=${id} type="search" inputmode="tel" placeholder=${hint} aria-label=${label} autocomplete="off" maxlength="20" value=${text.value}
    onInput=${(/** @type {InputEvent} */ event) => { text.value = /** @type {HTMLInputElement} */ (event.currentTarget).value; clearTimeout(timer.current); timer.current = setTimeout(send, pause); }}
    onKeyDown=${(/** @type {KeyboardEvent} */ event) => { if (event.key === "Enter" && !composing(event)) send(); }}/><kbd aria-hidden="true">/</kbd></label>`;
}
