// A few signs that agents put into messages.
import { html } from "../dom.js";
import { Pop } from "../desk/parts/layers.js";
import { ch } from "./text.js";

const signs = [..."😀😊🙂😄😅😂😍🥰😢😭😮🤔🙏👍👏🙌💪✅❗❓💡📦🚚🎁🎉❤💳📞⏰📍"];

/** @param {{put: (sign: string) => void, close: () => void}} props */
export function Smileys({ put, close }) {
  return html`<${Pop} label=${ch("smileys")} cls="smiles" close=${close}>${signs.map((sign) => html`<button key=${sign} type="button" class="btn ghost icon sm" onClick=${() => { close(); put(sign); }}>${sign}</button>`)}<//>`;
}
