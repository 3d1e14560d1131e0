// Something that a panel shows and the server keeps: loading, there, or failed.
import { batch, html, signal } from "../../dom.js";
import { t } from "../../i18n.js";
import { Icon } from "../../icons.js";
import { failure } from "../../shell.js";

/** A skeleton shows after so many ms: what comes sooner does not flicker. */
export const slowAfter = 300;

/** @template T */
export class Resource {
  /** @param {() => Promise<T>} get */
  constructor(get) {
    this.get = get;
    /** @type {import("../../../vendor/signals.js").Signal<T|undefined>} what came last; stays while a newer one loads or fails */
    this.value = signal(/** @type {T|undefined} */ (undefined));
    /** Why it did not come, for people. */
    this.failed = signal("");
    this.slow = signal(false);
    this.turn = 0;
  }

  /** Loads it (again). Of several that run, the last one counts. */
  async refresh() {
    const turn = ++this.turn;
    const late = setTimeout(() => { if (turn === this.turn) this.slow.value = true; }, slowAfter);
    try {
      const value = await this.get();
      if (turn === this.turn) batch(() => { this.value.value = value; this.failed.value = ""; this.slow.value = false; });
    } catch (error) {
      if (turn === this.turn) batch(() => { this.failed.value = failure(error); this.slow.value = false; });
    } finally {
      clearTimeout(late);
    }
  }

  /** Shows nothing; what is on its way is dropped. */
  clear() {
    this.turn++;
    batch(() => { this.value.value = undefined; this.failed.value = ""; this.slow.value = false; });
  }
}

/**
 * A list that the server gives in pages: the first, then the next as somebody goes on.
 * @template {{items: any[], next?: string}} T
 * @extends {Resource<T>}
 */
export class Paged extends Resource {
  /** @param {(cursor: string) => Promise<T>} page cursor: "" for the first */
  constructor(page) {
    super(() => page(""));
    this.page = page;
    this.fetching = "";
    this.fetched = Promise.resolve();
  }

  /** Loads as much again as is shown: what somebody looks at does not go away. */
  async again() {
    const rows = this.value.peek()?.items.length ?? 0, turn = ++this.turn;
    try {
      let whole = await this.page("");
      while (whole.next && whole.items.length < rows && turn === this.turn) {
        const page = await this.page(whole.next);
        whole = { ...page, items: [...whole.items, ...page.items] };
      }
      if (turn === this.turn) batch(() => { this.value.value = whole; this.failed.value = ""; this.slow.value = false; });
    } catch (error) {
      if (turn === this.turn) batch(() => { this.failed.value = failure(error); this.slow.value = false; });
    }
  }

  /** Fetches the next page, if there is one, once however often it is asked for. */
  more() {
    const next = this.value.peek()?.next;
    if (next && this.fetching !== next) this.fetched = this.fetch(next);
    return this.fetched;
  }

  /** @param {string} next */
  async fetch(next) {
    const shown = this.value.peek(), turn = this.turn;
    this.fetching = next;
    try {
      const page = await this.page(next);
      if (turn === this.turn && this.value.peek() === shown) this.value.value = { ...page, items: [...(shown?.items ?? []), ...page.items] };
    } catch (error) {
      if (turn === this.turn) this.failed.value = failure(error);
    } finally {
      this.fetching = "";
    }
  }
}

/** Goes on in a list that has more. @param {{of: Paged<any>}} props */
export function More({ of }) {
  return of.value.value?.next ? html`<button type="button" class="btn ghost sm more" onClick=${() => of.more()}>${t("desk.more_rows")}</button>` : null;
}

/**
 * What a resource holds, or its skeleton, or why it failed and what to do. Old
 * content stays readable under the news that it could not be brought up to date, and why.
 * @param {{of: Resource<any>, what: string, still?: string, again?: () => unknown, children: (value: any) => any}} props
 *   what: "상담 이력"; still: what works all the same; again: how it is tried again, where that is more than loading
 */
export function Loaded({ of, what, still = "", again = () => of.refresh(), children }) {
  const value = of.value.value, failed = of.failed.value;
  if (value !== undefined) {
    return html`${failed ? html`<p class="stale" role="status"><${Icon} name="warn" size="s"/><span class="grow">${t("desk.old_content", { what })} ${failed}${still ? ` ${still}` : ""}</span><${Retry} again=${again}/></p>` : null}${children(value)}`;
  }
  if (failed) {
    return html`<div class="empty" role="status"><${Icon} name="unlink"/><b>${t("desk.failed", { what })}</b><span>${failed}</span>${still ? html`<span>${still}</span>` : null}<${Retry} again=${again}/></div>`;
  }
  return of.slow.value ? html`<${Skeleton}/>` : null;
}

/** @param {{again: () => unknown}} props */
export function Retry({ again }) {
  return html`<button type="button" class="btn sm" onClick=${again}><${Icon} name="refresh" size="s"/>${t("retry")}</button>`;
}

function Skeleton() {
  return html`<div class="sk" role="status"><span class="sr">${t("loading")}</span>${[40, 100, 82, 64].map((w) => html`<div class="skel" data-w=${w}></div>`)}</div>`;
}

/** @param {{icon: string, title: string, why: string, children?: any}} props */
export function Empty({ icon, title, why, children }) {
  return html`<div class="empty"><${Icon} name=${icon}/><b>${title}</b><span>${why}</span>${children}</div>`;
}
