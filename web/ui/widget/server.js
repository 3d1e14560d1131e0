// The server over HTTP: what is not live.

/** Refusal is an answer of the server that is none, with its code. */
export class Refusal extends Error {
  /** @param {number} status @param {string} code @param {number} retry seconds after which it may be tried again */
  constructor(status, code, retry) {
    super(`the chat server answered ${status} ${code}`);
    this.status = status;
    this.code = code;
    this.retry = retry;
  }
}

const patience = 20_000; // ms

/** @param {string} base @param {string} path @param {RequestInit} [how] @returns {Promise<any>} */
async function ask(base, path, how = {}) {
  const stop = new AbortController(), timer = setTimeout(() => stop.abort(), patience);
  try {
    const answer = await fetch(new URL(path, base), { credentials: "omit", referrerPolicy: "strict-origin-when-cross-origin", signal: stop.signal, ...how });
    const body = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Refusal(answer.status, String(body.code ?? ""), Number(answer.headers.get("Retry-After")) || 0);
    return body;
  } finally {
    clearTimeout(timer);
  }
}

/** @param {string} base @param {string} site @returns {Promise<import("./types.js").Config>} */
export const getConfig = (base, site) => ask(base, `config?site=${encodeURIComponent(site)}`);

/** @param {string} base @param {string} site @param {string} language @returns {Promise<{visitor: string, token: string}>} */
export const newVisitor = (base, site, language) =>
  ask(base, "visitors", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ site, language }) });

/**
 * Sends a file's bytes.
 * @param {string} base @param {string} token @param {globalThis.File} file @param {(share: number) => void} progress 0 to 1
 * @returns {{done: Promise<import("./types.js").File>, cancel: () => void}}
 */
export function sendFile(base, token, file, progress) {
  const request = new XMLHttpRequest();
  const done = new Promise((resolve, reject) => {
    request.open("POST", new URL(`files?name=${encodeURIComponent(file.name)}`, base));
    request.setRequestHeader("Authorization", `Bearer ${token}`);
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 0);
    request.onload = () => (request.status < 300 ? resolve(request.response) : reject(new Refusal(request.status, String(request.response?.code ?? ""), Number(request.getResponseHeader("Retry-After")) || 0)));
    request.onerror = () => reject(new Refusal(0, "unreachable", 0));
    request.onabort = () => reject(new Refusal(0, "cancelled", 0));
    request.send(file);
  });
  return { done, cancel: () => request.abort() };
}

/** An address that the server gave, below its chat/; "" where it leads anywhere else. @param {string} base @param {string|undefined} path */
export function below(base, path) {
  try {
    const url = path ? new URL(path, base).href : "";
    return url.startsWith(base) ? url : "";
  } catch {
    return "";
  }
}
