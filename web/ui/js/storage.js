// Choices kept in this browser. Storage may be blocked: then nothing is kept.
const prefix = "callfloor.";

/** @param {string} name @returns {string|null} */
export function kept(name) {
  try {
    return localStorage.getItem(prefix + name);
  } catch {
    return null;
  }
}

/** @param {string} name @param {string} value */
export function keep(name, value) {
  try {
    localStorage.setItem(prefix + name, value);
  } catch {
    // A browser that stores nothing still works for as long as the page is open.
  }
}

/** @param {string} name */
export function forget(name) {
  try {
    localStorage.removeItem(prefix + name);
  } catch {
    // nothing was kept
  }
}

/** The names that begin so. @param {string} beginning @returns {string[]} */
export function keptNames(beginning) {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(prefix + beginning)).map((name) => name.slice(prefix.length));
  } catch {
    return [];
  }
}
