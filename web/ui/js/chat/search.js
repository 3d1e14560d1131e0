// What is looked for in messages, from the top bar: the hits take the place of the list.
import { batch, computed, signal } from "../dom.js";
import { Paged } from "../desk/parts/resource.js";
import * as api from "./api.js";

const least = 2; // letters
const atOnce = 30; // hits

export class Search {
  /** @param {import("./model.js").Console} page */
  constructor(page) {
    this.page = page;
    /** What stands in the field. */
    this.text = signal("");
    /** What is looked for; "" for nothing. */
    this.asked = signal("");
    this.on = computed(() => this.asked.value !== "");
    /** Whether it is too short to be looked for. */
    this.short = computed(() => [...this.asked.value].length < least);
    this.hits = new Paged((cursor) => api.search({ text: this.asked.peek(), after: cursor, limit: atOnce }));
  }

  /** Looks for what stands in the field. */
  go() {
    const text = this.text.peek().trim();
    if (!text) return this.end();
    batch(() => { this.asked.value = text; this.hits.clear(); });
    if (!this.short.peek()) void this.hits.refresh();
  }

  end() {
    batch(() => { this.text.value = ""; this.asked.value = ""; this.hits.clear(); });
  }
}
