// Notifications of the browser: one of a kind at a time; a press brings the desk to
// the front.

/** @param {string} title @param {string} body @param {string} tag @param {() => unknown} [go] what is shown then, beside the page */
export function notify(title, body, tag, go = () => {}) {
  if (!("Notification" in globalThis) || Notification.permission !== "granted") return;
  const shown = new Notification(title, { body, tag, icon: "ui/icon.svg" });
  shown.onclick = () => {
    globalThis.focus();
    shown.close();
    go();
  };
}

/** Asks the browser's own question. */
export async function allowed() {
  return "Notification" in globalThis && (await Notification.requestPermission()) === "granted";
}
