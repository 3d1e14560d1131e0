// What is known of a room, read when it is to be seen, and again when the room is another.
import { useEffect } from "../dom.js";

/** @param {import("./talk.js").Talk} talk @param {boolean} [wanted] */
export function useDetail(talk, wanted = true) {
  const line = talk.line.value;
  useEffect(() => { if (wanted) void talk.readDetail(); }, [talk, wanted, line?.status, line?.category, line?.agent, line?.blocked]);
}
