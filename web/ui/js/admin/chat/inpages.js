// What a web master puts into the pages of a site, and a page to try it on.
import { html } from "../../dom.js";
import { onlyHere } from "../../format.js";
import { Icon } from "../../icons.js";
import { Panel } from "../fields.js";
import { Copy } from "../shared.js";
import { ca } from "./text.js";

/** The line that shows the widget of a site. @param {string} id */
export const scriptTag = (id) => `<script async src="${new URL("chat/widget.js", document.baseURI)}" data-site="${id}"></script>`;

/** Says where the line works on this computer alone. @param {{cls?: string}} props */
export const OnlyHere = ({ cls = "" }) => (onlyHere(location.hostname) ? html`<p class=${`hint ${cls}`} data-t="warn">${ca("only_here")}</p>` : null);

/** The page to try a site on, relative to this one. @param {string} id */
export const samplePage = (id) => `chat/sample?site=${encodeURIComponent(id)}`;

/** @param {{id: string}} props */
export function InPages({ id }) {
  const tag = scriptTag(id);
  return html`<${Panel} title=${ca("p.in_pages")} why=${ca("p.in_pages_why")} side=${html`<a class="btn sm" href=${samplePage(id)} target="_blank" rel="noopener"><${Icon} name="popout" size="s"/>${ca("sample")}</a><${Copy} text=${tag}/>`}>
    <p class="pad"><code class="tag-code">${tag}</code></p><${OnlyHere} cls="pad"/><//>`;
}
