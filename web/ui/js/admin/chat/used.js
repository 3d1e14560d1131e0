// Whether chats are in use, and what stands where they are not.
import { html, useEffect } from "../../dom.js";
import { send } from "../../api.js";
import { Icon } from "../../icons.js";
import { chatsSwitched, supervisionSwitched } from "../../live/chats.js";
import { href } from "../route.js";
import { act } from "../said.js";
import { all, useLists } from "../shared.js";
import { ca } from "./text.js";

/** @typedef {import("../../api.js").User} User */

const key = "chat.enabled";

/** As the settings say, which administrators read; others were told when the page came. @param {User} user @returns {boolean|undefined} undefined: not known yet */
export function useChats(user) {
  const reads = user.role === "administrator";
  useLists(.../** @type {"settings"[]} */ (reads ? ["settings"] : []));
  /** @type {{key: string, value: string}[]|undefined} */
  const settings = all.settings.value.value, on = reads ? settings && settings.some((one) => one.key === key && one.value === "true") : !!user.chat;
  const watched = reads && settings ? settings.some((one) => one.key === "chat.supervision" && one.value !== "false") : undefined;
  useEffect(() => { if (on !== undefined) chatsSwitched.value = on; if (watched !== undefined) supervisionSwitched.value = watched; }, [on, watched]);
  return on;
}

/** Turns chats on or off. @param {boolean} on */
export const turnChats = (on) => act(ca(on ? "said.on" : "said.off"), async () => {
  const { etag } = await send("GET", "settings");
  await send("PATCH", "settings", { body: JSON.stringify({ values: { [key]: String(on) } }), type: "application/json", match: etag });
}, `setting:${key}`);

/** Says that chats are off, and where they are turned on. @param {{user: User}} props */
export function OffNote({ user }) {
  if (useChats(user) !== false) return null;
  return html`<div class="note" role="status"><${Icon} name="info"/><span>${user.role === "administrator" ? html`${ca("off")} <a class="link" href=${href("chat")}>${ca("off_how")}</a>` : ca("off_manager")}</span></div>`;
}
