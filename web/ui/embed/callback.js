// The form for callbacks in another site's page. Where this stands, the form stands:
// <script src="https://centre.example.com/callback.js" data-service="orders" async></script>
// with data-service (left out: every service that is offered), data-lang (ko, en) and
// data-theme (light, dark). The site's origin must be allowed (callbacks.form_origins).
(() => {
  "use strict";
  const script = document.currentScript, base = new URL(script.src).origin;
  const asked = new URLSearchParams();
  for (const name of ["service", "lang", "theme"]) {
    if (script.dataset[name]) asked.set(name, script.dataset[name]);
  }
  const frame = document.createElement("iframe");
  frame.src = `${base}/callback-form?${asked}`;
  frame.title = script.dataset.lang === "en" ? "Ask for a call" : "콜백 신청";
  frame.loading = "lazy";
  frame.referrerPolicy = "origin";
  frame.style.cssText = "border:0;width:100%;max-width:520px;height:640px;display:block";
  addEventListener("message", (message) => {
    if (message.source !== frame.contentWindow || message.origin !== base || message.data?.callfloor !== 1 || !(message.data.form > 0)) return;
    frame.style.height = `${Math.min(message.data.form, 2000)}px`;
  });
  script.after(frame);
})();
