// What the protocol carries (docs/chat-wire.md), as this side reads it.

/** @typedef {"ko"|"en"} Language */
/** @typedef {{ko?: string, en?: string}} Names */
/** @typedef {{id: string, name: Names, categories?: Category[]}} Category */
/** @typedef {{open: boolean, takes: boolean, text?: Names, opens?: number}} Hours */
/** @typedef {{characters: number, messages: number, within_ms: number, file_bytes: number, files: number, types: string[]}} Limits */

/**
 * @typedef {object} Config what the widget shows before anything is live
 * @property {string} site
 * @property {Names} [name]
 * @property {Language[]} [languages]
 * @property {Partial<Record<Language, {title?: string, lead?: string, greeting?: string, launcher?: string}>>} [texts]
 * @property {{accent?: string, accent_dark?: string}} [colours]
 * @property {"left"|"right"} [side]
 * @property {boolean} [bot]
 * @property {boolean} [files]
 * @property {Hours} [hours]
 * @property {Category[]} [categories]
 * @property {Partial<Limits>} [limits]
 */

/** @typedef {"bot"|"waiting"|"received"|"in_progress"|"bot_ended"|"ended"} Status */

/**
 * @typedef {object} Room
 * @property {string} id
 * @property {Status} status
 * @property {string} [category]
 * @property {{name: string}} [agent]
 * @property {number} [position] 1 is next; 0: not waiting
 * @property {{customer?: number, agent?: number}} [reads]
 * @property {{by: "customer"|"agent"|"centre"|"time", at: number}} [end]
 * @property {"no"|"may"|"done"} [rate]
 * @property {string} [transcript] relative to the server's chat/
 * @property {boolean} [asked] an agent was requested
 */

/** @typedef {{id: string, name: string, type: string, size: number, width?: number, height?: number, url: string}} File */
/** @typedef {{kind: "category"|"agent"|"back", id?: string, text: string}} Choice */
/** @typedef {{key: string, label: string, type?: "text"|"tel"|"email", required?: boolean, most?: number}} Field */
/** @typedef {{fields: Field[], skip?: boolean, consent?: string}} Form */

/**
 * @typedef {object} Message
 * @property {string} [room]
 * @property {number} seq
 * @property {number} at
 * @property {"customer"|"agent"|"bot"|"system"|"choice"} by choice: what the visitor pressed of the bot's
 * @property {string} body
 * @property {string} [client]
 * @property {string} [name]
 * @property {File[]} [files]
 * @property {Choice[]} [choices]
 * @property {Form} [form]
 */

/** @typedef {{type: string, client: string, room?: string, [key: string]: any}} Act a frame that is kept until it is acknowledged */
/** @typedef {{user: string, signature: string, name?: string, email?: string, phone?: string, fields?: Record<string, string>}} Identity */
/** @typedef {{url: string, title: string, referrer: string, category?: string, parameters?: Record<string, string>}} Page */

export {};
