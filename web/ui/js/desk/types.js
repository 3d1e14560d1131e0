// What the API of the desk carries, as the server's package desk has it.

/** @typedef {import("../live/rows.js").Names} Names */
/** @typedef {{number: string, label?: string}} Phone */
/** @typedef {{effect: "message"|"low_priority"|"refuse", reason: string, memo?: string, by?: string, by_name?: string, at: string}} Blacklist */
/** @template T @typedef {{items: T[], next?: string}} Page */

/**
 * @typedef {object} Customer
 * @property {string} id
 * @property {string} name
 * @property {Phone[]} phones
 * @property {string} [email]
 * @property {string} [birth_date]
 * @property {string} [claim]
 * @property {string} [memo]
 * @property {Record<string, string>} [fields]
 * @property {Blacklist} [blacklist]
 * @property {{reason?: string, by?: string, by_name?: string, at: string}} [legal_hold]
 * @property {boolean} [masked] numbers and the like are not whole
 * @property {Brief[]} [also]   others with one of the numbers
 * @property {number} version
 */

/** @typedef {{id: string, name: string, numbers: string[], blacklist?: string}} Brief */
/** @typedef {{id: string, kind: "blacklisted"|"unblacklisted"|"merged", effect?: string, reason?: string, memo?: string, by: string, by_name?: string, at: string}} Memo */

/**
 * @typedef {object} Note
 * @property {string} [customer]
 * @property {string} [service]
 * @property {string} [disposition]
 * @property {string} [note]
 * @property {Record<string, string>} [fields]
 */

/**
 * @typedef {object} Consultation
 * @property {string} id
 * @property {string} call
 * @property {string} ticket
 * @property {string} agent
 * @property {string} [service]
 * @property {"in"|"out"} channel
 * @property {string} [customer]
 * @property {string} [customer_name]
 * @property {string} [number]
 * @property {string} [disposition]
 * @property {Names} [disposition_name]
 * @property {string} note
 * @property {Record<string, string>} [fields]
 * @property {number} version
 * @property {string} saved_at
 * @property {boolean} [editable] one's own
 */

/** @typedef {Note & {follow_at?: string}} DraftNote a note as far as it is written; follow_at: when a call is reserved with it, "" for none */
/** @typedef {{call: string, ticket: string, service?: string, number?: string, customer?: string, customer_name?: string, draft: DraftNote & {updated_at: string}}} OpenDraft a note that is not saved, as the server has it */
/** @typedef {{code: string, name: Names, unused?: boolean, children?: {code: string, name: Names, unused?: boolean}[]}} Disposition */
/** @typedef {{service: string, items: Disposition[]}} Dispositions */
/** @typedef {{key: string, label: Names, type: "text"|"select"|"number"|"date"|"checkbox", required?: boolean, options?: {value: string, label: Names}[], max_length?: number, min?: number, max?: number}} Field */
/** @typedef {{service: string, disposition_required?: boolean, note_required?: boolean, fields: Field[]}} Form */

/**
 * @typedef {object} Card what is known about a live call
 * @property {string} call
 * @property {string} ticket
 * @property {string} [service]
 * @property {"in"|"out"} channel
 * @property {string} [number] the other side's
 * @property {Customer|null} [customer]
 * @property {{others: number}} [unlisted] the customer's record lacks the number, and has room for it
 * @property {Brief[]} [candidates] several people with this number
 * @property {Consultation[]} consultations the last ones, newest first
 * @property {boolean} live the call is still up, here
 * @property {Consultation} [saved] my note, once it is saved
 * @property {(DraftNote & {updated_at: string})|null} [draft]
 * @property {Form} form
 * @property {Dispositions} dispositions
 */

/** @typedef {{direct: number, bulk: number, callback: number}} ReservationCounts */

/**
 * @typedef {object} Reservation
 * @property {string} id
 * @property {"direct"|"bulk"|"callback"} type
 * @property {"open"|"done"|"cancelled"|"missed"} state
 * @property {string} [agent]    who is to call
 * @property {string} due_at
 * @property {string} [number]
 * @property {string} [customer]
 * @property {string} [name]
 * @property {string} [service]
 * @property {string} [memo]
 * @property {string} [result]   what came of it
 * @property {number} version
 */

/** @typedef {{number: string, state: string, placed_at: string, total?: string, receiver?: string, tracking?: string, items?: {name: string, quantity: number, price?: string}[]}} Order */
/** @typedef {{id: string, name: Names, used: boolean, system?: boolean}} Reason why an agent is not ready */
/** @typedef {{id: string, service?: string, question: string, answer: string}} Template */
export {};
