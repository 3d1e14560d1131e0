// The monitoring window is a window of its own (M1), which has no rail.
const name = "callfloor.monitor";

/** Whether this page is that window. */
export const alone = new URLSearchParams(location.search).has("window");

/** Opens it, or brings it to the front. @returns {boolean} whether there is one: a browser may refuse */
export function openMonitor() {
  const opened = window.open("monitor?window", name, "popup,width=1280,height=760");
  opened?.focus();
  return opened !== null;
}

/** For a link to the page: a plain press opens the window, and where there is none the link leads to the page. @param {MouseEvent} event */
export function opens(event) {
  if (event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey && openMonitor()) event.preventDefault();
}
