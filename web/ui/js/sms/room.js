// What is known where messages are written: the provider, the senders, the templates.
import { batch, computed, signal } from "../dom.js";
import { Resource } from "../desk/parts/resource.js";
import * as api from "./api.js";

export class Room {
  /** @param {import("../live/socket.js").Live} live @param {import("../api.js").User} user */
  constructor(live, user) {
    this.live = live;
    this.user = user;
    this.provider = new Resource(api.provider);
    this.senders = new Resource(api.senders);
    this.categories = new Resource(api.categories);
    this.templates = new Resource(api.templates);
    /** Templates of Alimtalk, once somebody wants to send it. */
    this.kakao = new Resource(api.kakaoTemplates);
    /** Whether messages reach anybody; undefined: nobody knows yet. */
    this.delivers = computed(() => this.provider.value.value?.delivers);
    /** Kinds that the provider sends. */
    this.kinds = computed(() => this.provider.value.value?.kinds ?? ["sms", "mms"]);
    /** The server is away: nothing can be asked. */
    this.away = computed(() => live.link.value === "stale" || live.link.value === "lost");
    this.loaded = signal(false);
  }

  /** Loads everything, once. */
  load() {
    if (this.loaded.peek()) return;
    batch(() => { this.loaded.value = true; });
    this.refresh();
  }

  refresh() {
    for (const part of [this.provider, this.senders, this.categories, this.templates]) void part.refresh();
  }

  /** Why an account is refused, in the provider's words, for those who can act. @param {{code?: string, detail?: string}} account */
  explain({ code, detail }) { const why = [detail, code].filter(Boolean).join(" · "); return this.user.role === "administrator" && why ? ` (${why})` : ""; }

  /** @param {string} permission */
  may(permission) { return this.user.role === "administrator" || this.user.permissions.includes(permission); }

  /** Whether templates may be changed, and refusals lifted. */
  get manages() { return this.user.role !== "agent"; }

  now() { return this.live.clock.now(); }

  get zone() { return this.live.timeZone.value; }

  /** @param {string} id */
  template(id) { return this.templates.value.value?.items.find((one) => one.id === id); }

  /** Where a template stands: 배송 › 도착 안내. @param {string} category */
  path(category) {
    const all = this.categories.value.value ?? [], one = all.find((c) => c.id === category), above = all.find((c) => c.id === one?.parent);
    return [above?.name, one?.name].filter(Boolean).join(" › ");
  }
}
