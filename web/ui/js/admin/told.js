// Badges and notifications of callbacks and of chats in the administration, which
// otherwise needs no live connection: right after its first picture.
import { leadAway } from "../live/away.js";
import { callbackTopic } from "../live/callbackrow.js";
import { chatTopic } from "../live/chats.js";
import { Live } from "../live/socket.js";
import { tellCallbacks } from "../callbacks/alerts.js";
import { tellChats } from "../chat/alerts.js";

/** @param {import("../api.js").User} user */
export function beTold(user) {
  const topics = [...callbackTopic(user), ...chatTopic(user)];
  if (!topics.length) return;
  leadAway(new Live(topics));
  tellCallbacks(user);
  tellChats(user);
}
