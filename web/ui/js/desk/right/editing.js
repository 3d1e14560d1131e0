// Whether the record of a customer is being written.
import { signal } from "../../dom.js";

/** "new", the customer's id, or "". */
export const editing = signal("");
