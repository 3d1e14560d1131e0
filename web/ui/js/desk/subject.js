// Whom the right side is about: the customer of the call, or of what was chosen in a
// list (D16, D37). The same in every tab.
import { batch, computed, effect, signal } from "../dom.js";
import * as api from "./api.js";
import { ask } from "./parts/ask.js";
import { Paged, Resource } from "./parts/resource.js";

/** @typedef {import("./types.js").Customer} Customer */
/** @typedef {{customer: string, number: string, call: string}} About customer: its id, "" for a stranger; call: where it comes from, "" for a list */

/** @type {About} */
const nobody = { customer: "", number: "", call: "" };

export class Subject {
  /** @param {import("./desk.js").Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.about = signal(nobody);
    const customer = computed(() => this.about.value.customer);
    /** @type {Resource<Customer>} */
    this.record = new Resource(() => api.customer(customer.peek()));
    this.history = new Paged((cursor) => api.history(customer.peek(), cursor));
    this.memos = new Paged((cursor) => api.memos(customer.peek(), cursor));
    /** @type {Resource<{linked: boolean, items: import("./types.js").Order[]}>} */
    this.orders = new Resource(() => api.orders({ service: desk.serving.peek(), customer: customer.peek(), call: customer.peek() ? "" : this.about.peek().call }));
    /** The customer who stays of a call that is over, "" for none. */
    this.ended = "";
    /** The card of the call that it is about: the one that is up, or that of the note. */
    this.card = computed(() => {
      const { call } = this.about.value, card = desk.callID.value === call ? desk.card.value.value : desk.note.card.value.value;
      return call && (desk.callID.value === call || card?.call === call) ? card : undefined;
    });
    /** A shop is linked: the orders have a tab (D41). */
    this.shop = signal(false);
    effect(() => { const found = this.orders.value.value; if (found) this.shop.value = found.linked; });
    /** The record that is shown, undefined without one. */
    this.customer = this.record.value;
    desk.channel.hear((message) => { if (message.kind === "subject") this.show(/** @type {About} */ (message.subject), false); if (message.kind === "saved") this.noted(message.customer); });
  }

  /** @param {About} about @param {boolean} [tell] the other tabs @param {Customer} [known] the record, where it has come already */
  show(about, tell = true, known) {
    const before = this.about.peek();
    if (before.customer === about.customer && before.number === about.number && before.call === about.call) return;
    batch(() => {
      this.about.value = about;
      if (before.customer !== about.customer) for (const part of [this.record, this.history, this.memos, this.orders]) part.clear();
    });
    if (known) this.record.value.value = known;
    if (about.customer && before.customer !== about.customer) this.load(known === undefined);
    else if (about.call && before.call !== about.call) void this.orders.refresh(); // a stranger, or the same customer in a call of another service
    if (tell) this.desk.channel.tell({ kind: "subject", subject: about });
  }

  /** Asks whether there is a shop: without a customer that is all that is answered. */
  async findShop() {
    this.shop.value = await api.orders({ service: this.desk.serving.peek() }).then((page) => page.linked, () => false);
  }

  /** Other services are asked for: orders are theirs, and they may have no shop. What is left of a call that is over stays. */
  served() {
    const { customer, call } = this.about.peek();
    if (!customer && !call) void this.findShop();
    else if (!call || call === this.desk.callID.peek() || !this.shop.peek()) void this.orders.refresh();
  }

  /** @param {boolean} [record] the customer too, and not only what stands around */
  load(record = true) {
    for (const part of [...(record ? [this.record] : []), this.history, this.memos, this.orders]) void part.refresh();
  }

  /** Another call: whom the one before was with is gone, before it is known who this is. @param {string} call */
  begin(call) {
    const about = this.about.peek();
    if (about.call ? about.call !== call : about.customer && about.customer === this.ended) this.show(nobody, false);
    this.ended = "";
  }

  /**
   * No call is up: the right side is about the note on screen. Without one the
   * customer of the call that is over stays, and not its number.
   * @param {boolean} ended a call has just ended: whom somebody reads meanwhile, chosen in a list, stays
   */
  settle(ended) {
    const about = this.about.peek(), call = this.desk.note.of.peek()?.call ?? "";
    if (about.call === call) return; // also somebody who was chosen in a list, without a note
    if (ended && !about.call && about.customer && about.customer !== this.ended) return;
    this.ended = call ? "" : about.customer;
    this.show(call || !about.customer ? nobody : { ...about, call: "" }, false);
    this.ofNote();
  }

  /** Whom the note on screen is about is known: shown where nobody else was chosen meanwhile. */
  ofNote() {
    const about = this.about.peek(), card = this.desk.note.card.value.peek();
    if (card && card.call === this.desk.note.of.peek()?.call && !about.customer && !about.number) this.ofCall(card.call, card, false);
  }

  /** @param {string} call @param {import("./types.js").Card} card @param {boolean} [tell] the other tabs */
  ofCall(call, card, tell = true) {
    const number = this.desk.call.peek()?.caller || card.number || ""; // the call's own row is gone in the wrap-up
    const known = card.customer;
    if (!known) this.show({ customer: "", number, call }, tell);
    else if (this.about.peek().customer !== known.id || this.about.peek().call !== call) this.show({ customer: known.id, number, call }, tell, known);
  }

  /** Somebody was chosen: the other side of the call, where there is one. @param {string} customer @param {string} number */
  choose(customer, number) {
    const about = this.about.peek();
    this.show({ customer, number: about.call ? about.number : number, call: about.call });
    if (about.call) this.link(about.call, customer);
  }

  /** Looks at somebody, whoever is on the phone. @param {string} customer @param {string} number */
  look(customer, number) {
    const { call, customer: shown } = this.about.peek();
    if (customer !== shown || !call) this.show({ customer, number, call: "" });
  }

  /** Who is looked at is the one on the phone. */
  claim() {
    const { customer } = this.about.peek(), call = this.desk.callID.peek();
    this.show({ customer, number: this.desk.call.peek()?.caller ?? "", call }, true, this.record.value.peek());
    this.link(call, customer);
  }

  /** @param {string} call @param {string} customer */
  link(call, customer) {
    void ask("link", () => api.linkCustomer(call, customer), this.desk.words).then(() => this.again(call));
  }

  /** Looks up again what is known of a call. @param {string} call */
  again(call) {
    if (this.desk.callID.peek() === call) void this.desk.card.refresh();
    else if (this.desk.note.of.peek()?.call === call) void this.desk.note.card.refresh();
  }

  /** The call's number becomes one of the customer's, so that the next call finds them. @param {string} call @param {Customer} customer */
  async keepNumber(call, customer) {
    await ask("number", () => api.keepNumber(call, customer.id, customer.version), this.desk.words);
    if (this.about.peek().customer === customer.id) void this.record.refresh(); // also where it is refused: somebody else may have changed them
    this.again(call);
  }

  /** A customer was saved: the panel shows what the server keeps, and who is new. Where another call came meanwhile it is not theirs. @param {Customer} saved @param {About|null} from what the panel was about when they were written, null for a change */
  saved(saved, from) {
    const about = this.about.peek();
    if (about.customer !== saved.id) {
      if (!from || about.call !== from.call) return;
      this.choose(saved.id, saved.phones[0]?.number ?? "");
    }
    this.record.value.value = saved;
    void this.memos.refresh();
  }

  /** A note about somebody was saved: who looks at them sees it. @param {string} [customer] */
  noted(customer) {
    if (customer && this.about.peek().customer === customer) void this.history.refresh();
  }

  /** Back to who is on the phone, or to whom the note is about. */
  close() {
    const call = this.desk.callID.peek(), card = this.desk.card.value.peek(), before = this.about.peek().call;
    if (call && card && before !== call) return this.ofCall(call, card);
    this.show(nobody);
    if (!call && before !== this.desk.note.of.peek()?.call) this.ofNote();
  }
}
