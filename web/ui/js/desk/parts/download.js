// The foot of a dialog by which something is downloaded.
import { html, useEffect, useRef, useSignal } from "../../dom.js";
import { fetchFile } from "../../file.js";
import { t } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { failure } from "../../shell.js";

/** Closes once the file is there; why there is none is said. @param {{href: string, text: string, off: boolean, close: () => void}} props off: it may not be asked for yet */
export function DownloadFoot({ href, text, off, close }) {
  const going = useSignal(false), problem = useSignal(""), abort = useRef(new AbortController()).current;
  useEffect(() => () => abort.abort(), []);
  /** @param {Event} event */
  const get = async (event) => {
    event.preventDefault();
    if (going.peek()) return;
    going.value = true;
    problem.value = "";
    try {
      await fetchFile(href, abort.signal);
      if (!abort.signal.aborted) close();
    } catch (error) {
      problem.value = failure(error);
    }
    going.value = false;
  };
  return html`<div role="alert">${problem.value ? html`<p class="problem" data-t="bad"><${Icon} name="bad" size="s"/><span>${problem.value}</span></p>` : null}</div>
    <div class="dlg-foot"><button type="button" class="btn" onClick=${close}>${t("cancel")}</button>${off ? html`<button type="button" class="btn primary" disabled>${text}</button>` : html`<a class="btn primary" download href=${href} aria-busy=${going.value} onClick=${get}><${Icon} name="download" size="s"/>${going.value ? t("loading") : text}</a>`}</div>`;
}
