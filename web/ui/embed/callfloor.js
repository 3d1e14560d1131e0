// window.Callfloor: the agent's desk in a frame of another page, and what that page may
// do with it. Load it from the centre: <script src="https://centre.example.com/embed.js">.
// It runs as it stands in every browser of today; docs/cti.md has a page to begin with.
(() => {
  "use strict";
  const base = new URL(document.currentScript.src).origin;
  const listeners = new Map(), answers = new Map();
  let frame = null, ready = null, number = 0;

  /** Sends what the page asks for to the desk; the promise is kept by its answer. */
  function ask(what, args) {
    if (!frame) return Promise.reject(new Error("Callfloor.init has not been called"));
    return ready.then(() => new Promise((resolve, reject) => {
      const id = ++number;
      answers.set(id, { resolve, reject });
      frame.contentWindow.postMessage({ callfloor: 1, id, ask: what, args }, base);
    }));
  }

  /** Every event says what it is. */
  function tell(type, about) {
    const event = { ...about, type };
    for (const kind of [type, "*"]) {
      for (const listener of listeners.get(kind) ?? []) {
        try { listener(event); } catch (error) { console.error("Callfloor listener:", error); }
      }
    }
  }

  addEventListener("message", (message) => {
    const said = message.data;
    if (!frame || message.source !== frame.contentWindow || message.origin !== base || said?.callfloor !== 1) return;
    if (said.answer) {
      const waits = answers.get(said.answer);
      answers.delete(said.answer);
      if (said.problem) waits?.reject(Object.assign(new Error(said.problem.detail), { code: said.problem.code, text: said.problem.text }));
      else waits?.resolve(said.result);
      return;
    }
    if (said.type) tell(said.type, said.event);
  });

  /** Links to numbers call them: tel: and callto:. */
  function links(event) {
    const link = event.target.closest?.('a[href^="tel:"], a[href^="callto:"]');
    if (!link || event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (event.detail > 1) return; // a double click calls once
    let to = link.getAttribute("href").replace(/^(tel|callto):(\/\/)?/i, "").split(/[;?]/)[0];
    try { to = decodeURIComponent(to); } catch { /* as it is written */ }
    window.Callfloor.dial(to).catch((error) => tell("problem", { detail: error.message, code: error.code, text: error.text, number: to }));
  }

  window.Callfloor = Object.freeze({
    /**
     * Puts the desk into an element. Once it is there the promise is kept: with who is
     * logged in.
     * @param {{into: Element|string, links?: boolean, language?: "ko"|"en"}} options
     */
    init({ into, links: catchLinks = false, language }) {
      const place = typeof into === "string" ? document.querySelector(into) : into;
      if (!place) return Promise.reject(new Error("there is no such element"));
      frame?.remove();
      frame = document.createElement("iframe");
      frame.src = `${base}/desk?frame=1${language ? `&lang=${encodeURIComponent(language)}` : ""}`;
      frame.title = "Callfloor";
      frame.allow = "microphone; autoplay; clipboard-write";
      frame.style.cssText = "border:0;width:100%;height:100%";
      const own = frame;
      let greeting = 0;
      const greet = () => {
        clearInterval(greeting);
        const hello = () => {
          if (own === frame) own.contentWindow?.postMessage({ callfloor: 1, id: 0, ask: "hello" }, base);
          else clearInterval(greeting);
        };
        greeting = setInterval(hello, 300);
        hello();
      };
      ready = new Promise((resolve) => {
        addEventListener("message", (message) => {
          if (own !== frame || message.source !== own.contentWindow || message.origin !== base || message.data?.callfloor !== 1 || message.data.type !== "ready") return;
          clearInterval(greeting);
          resolve(message.data.event);
        });
      });
      own.addEventListener("load", () => { // before, an empty page is in it, which is not the centre's; also when the page inside comes anew: after a lock, a log-in, an upgrade
        for (const waits of answers.values()) waits.reject(Object.assign(new Error("the desk was loaded again"), { code: "reloaded" }));
        answers.clear();
        greet();
      });
      place.append(frame);
      if (catchLinks) document.addEventListener("click", links);
      return ready;
    },
    /** Hears events: their types as in docs/cti.md, "*" for all. */
    on(type, listener) { listeners.set(type, [...listeners.get(type) ?? [], listener]); },
    off(type, listener) { listeners.set(type, (listeners.get(type) ?? []).filter((one) => one !== listener)); },
    /** Is called with each call that rings at the agent, and what is known of the customer. */
    screenPop(listener) { this.on("screen_pop", listener); },
    /** Calls a number: the agent's phone rings first. */
    dial(to) { return ask("dial", { number: String(to) }); },
    /** Asks for a state: ready, not_ready with a reason, logged_out. */
    setState(state, reason = "") { return ask("state", { state, reason }); },
    /** What the agent has now: state, reason, call. */
    state() { return ask("now", {}); },
    answer() { return ask("answer", {}); },
    hangUp() { return ask("hang-up", {}); },
    hold(held = true) { return ask("hold", { held }); },
  });
})();
