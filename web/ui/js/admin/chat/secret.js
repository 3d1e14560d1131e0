// The secret by which a site's own server signs who its users are: written or made here,
// and never shown again once it is saved.
import { html, useSignal } from "../../dom.js";
import { Icon } from "../../icons.js";
import { F, Panel } from "../fields.js";
import { Copy } from "../shared.js";
import { w } from "../text.js";
import { ca } from "./text.js";

/** @typedef {import("../draft.js").Draft} Draft */

/** 192 random bits in letters that fit into any file. */
const random = () => btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(24)))).replaceAll("+", "-").replaceAll("/", "_");

/** @param {{draft: Draft}} props */
export function Secret({ draft }) {
  const made = useSignal(""), now = draft.get("secret") ?? "", shown = made.value !== "" && made.value === now, has = !!draft.was("signs");
  const make = () => { made.value = random(); draft.set("secret", made.value); };
  return html`<${Panel} title=${ca("p.secret")} why=${ca("p.secret_why")} side=${html`<span class="tagx" data-t=${has ? "good" : undefined}>${w(has ? "is_set" : "not_set")}</span><button type="button" class="btn sm" onClick=${make}><${Icon} name="lock" size="s"/>${ca("secret_make")}</button>`}>
    <div class="fields cols2"><${F} draft=${draft} spec=${{ path: "secret", kind: "password", label: ca(has ? "secret_new" : "f.chat-site.secret"), doc: ca("d.chat-site.secret"), max: 200, empty: w(has ? "is_set" : "not_set") }}/></div>
    ${shown ? html`<div class="note pad-note" role="status"><${Icon} name="lock"/><div class="grow"><p class="secret">${now}</p><p>${w("shown_once")} ${ca("secret_save")}</p></div><${Copy} text=${now}/></div>` : null}<//>`;
}
