// The badge of callbacks and their notifications in the administration, which otherwise
// needs no live connection: right after its first picture.
import { leadAway } from "../live/away.js";
import { callbackTopic } from "../live/callbackrow.js";
import { Live } from "../live/socket.js";
import { tellCallbacks } from "../callbacks/alerts.js";

/** @param {import("../api.js").User} user */
export function followCallbacks(user) {
  const topics = callbackTopic(user);
  if (!topics.length) return;
  leadAway(new Live(topics));
  tellCallbacks(user);
}
