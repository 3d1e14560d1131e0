// What stays in this browser: the storage of the site's origin, by server and site. Where it is
// blocked everything works for as long as the page is open.

/** Keep is the part of the storage that belongs to one site of one server. */
export class Keep {
  /** @param {string} server @param {string} site */
  constructor(server, site) {
    this.prefix = `callfloor.chat ${server} ${site} `;
    /** @type {Map<string, string>} in place of a storage that is blocked */
    this.memory = new Map();
  }

  /** @param {string} name @returns {any} null: nothing is kept, or it cannot be read */
  get(name) {
    try {
      const text = this.memory.get(name) ?? localStorage.getItem(this.prefix + name);
      return text === null ? null : JSON.parse(text);
    } catch {
      return null;
    }
  }

  /** @param {string} name @param {unknown} value null: it is forgotten */
  set(name, value) {
    try {
      this.memory.delete(name);
      if (value === null) localStorage.removeItem(this.prefix + name);
      else localStorage.setItem(this.prefix + name, JSON.stringify(value));
    } catch {
      if (value !== null) this.memory.set(name, JSON.stringify(value));
    }
  }

  /** Names that begin so, in their order. @param {string} beginning */
  names(beginning) {
    let found = [...this.memory.keys()];
    try {
      found = found.concat(Object.keys(localStorage).filter((key) => key.startsWith(this.prefix)).map((key) => key.slice(this.prefix.length)));
    } catch {
      // only what is in memory
    }
    return found.filter((name) => name.startsWith(beginning)).sort();
  }
}
