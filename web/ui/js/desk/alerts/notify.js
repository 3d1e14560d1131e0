// Notifications of the browser: one of a kind at a time; a press brings the desk to
// the front.

/** @param {string} title @param {string} body @param {string} tag */
export function notify(title, body, tag) {
  if (!("Notification" in globalThis) || Notification.permission !== "granted") return;
  const shown = new Notification(title, { body, tag, icon: "ui/icon.svg" });
  shown.onclick = () => {
    globalThis.focus();
    shown.close();
  };
}
