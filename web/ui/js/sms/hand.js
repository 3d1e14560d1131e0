// A list that scrolls, and stays where it is while a hand is on it: what is newer waits
// until somebody asks for it or the hand goes (Held).
import { html, useEffect, useRef } from "../dom.js";
import { count } from "../format.js";
import { Icon } from "../icons.js";
import { m } from "./text.js";

/** @param {{of: import("../callbacks/held.js").Held, children: any}} props */
export function Hand({ of, children }) {
  const box = useRef(/** @type {HTMLElement|null} */ (null)), over = useRef(false), inside = useRef(false), n = of.fresh.value, gone = of.gone.value.size;
  useEffect(() => {
    of.held = () => over.current || inside.current || (box.current?.scrollTop ?? 0) > 0;
    return () => { of.held = () => false; };
  }, [of]);
  const free = () => { if (!of.held() && (of.fresh.peek() || of.gone.peek().size)) void of.renew(); };
  const show = async () => { await of.refresh(); if (box.current) box.current.scrollTop = 0; };
  return html`<div class="scroll" ref=${box} onScroll=${free} onPointerEnter=${() => { over.current = true; }} onPointerLeave=${() => { over.current = false; free(); }}
    onFocusIn=${() => { inside.current = true; }} onFocusOut=${(/** @type {FocusEvent} */ event) => { if (!box.current?.contains(/** @type {Node|null} */ (event.relatedTarget))) { inside.current = false; free(); } }}>${children}
    <span class="fresh" role="status">${n || gone ? html`<button type="button" class="btn sm" onClick=${show}><${Icon} name="refresh" size="xs"/>${n ? m("fresh_n", { n: count(n) }) : m("fresh_gone")}</button>` : null}</span></div>`;
}
