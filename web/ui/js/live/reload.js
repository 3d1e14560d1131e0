// After an upgrade of the server a page loads itself anew, but only through the
// reachability gate: a reload while the server is away would replace a readable
// board by the browser's error page.

/** Whether the page loads itself anew: then it asks nobody whether it may go. */
export let reloading = false;

/**
 * Reloads if the server answers its health request with the build that was
 * announced; otherwise the page stays as it is and the caller asks again later.
 * @param {string} build announced by the live socket
 * @returns {Promise<boolean>} whether a reload was started
 */
export async function reloadThroughGate(build) {
  try {
    const answer = await fetch(new URL("api/v1/health", document.baseURI), { cache: "no-store", signal: AbortSignal.timeout(5000) });
    if (!answer.ok) return false;
    const health = await answer.json();
    if (health.status !== "ok" || health.build !== build) return false;
  } catch {
    return false; // unreachable: keep the board that can be read
  }
  reloading = true;
  location.reload();
  return true;
}

const again = 5000; // ms between attempts

/**
 * Reloads after an upgrade as soon as the server is ready and the page may.
 * @param {import("./socket.js").Live} live
 * @param {() => boolean} may whether a reload disturbs nobody now
 */
export function reloadAfterUpgrade(live, may) {
  setInterval(() => {
    if (live.newBuild.peek() && may()) void reloadThroughGate(live.newBuild.peek());
  }, again);
}
