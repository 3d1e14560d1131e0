// The tools that appear under the pointer, and the keys that do the same.
import { html } from "../dom.js";
import { t } from "../i18n.js";
import { Icon } from "../icons.js";
import { popOut, toggleFullScreen } from "./screen.js";

/** @typedef {import("./rotation.js").Rotation} Rotation */
/** @typedef {import("./alarm.js").Alarm} Alarm */
/** @typedef {{board: import("./model.js").Board, rotation: Rotation, alarm: Alarm}} Props */

/** @type {Record<string, "service"|"agent"|"floor">} view -> its name in the address */
const addresses = { services: "service", agents: "agent", floor: "floor" };

/** @param {Props} props */
function popOutCurrent({ board, rotation }) {
  popOut(addresses[board.steps.peek()[rotation.index.peek()]?.view ?? "services"] ?? "service");
}

/** @param {Props} props */
export function Tools(props) {
  const { rotation, alarm } = props;
  const pinned = rotation.pinned.value, sound = alarm.on.value;
  return html`<div class="wb-tools" role="toolbar" aria-label=${t("board.tools")}>
    <button type="button" aria-pressed=${pinned} onClick=${() => { rotation.pinned.value = !pinned; }}><${Icon} name="pin"/>${pinned ? t("board.unpin") : t("board.pin")}</button>
    <button type="button" aria-pressed=${sound} onClick=${() => alarm.toggle()}><${Icon} name="bell"/>${sound ? t("board.sound_off") : t("board.sound_on")}</button>
    <button type="button" onClick=${() => popOutCurrent(props)}><${Icon} name="popout"/>${t("board.popout")}</button>
    <button type="button" aria-label=${t("board.fullscreen")} onClick=${toggleFullScreen}><${Icon} name="full"/></button></div>`;
}

/** P pins, S sound, O pops out, F fills the screen, arrows turn. @param {Props} props */
export function watchKeys(props) {
  const { rotation, alarm } = props;
  /** @type {Record<string, () => void>} by physical key, so that a Korean layout does not matter */
  const actions = {
    KeyP: () => { rotation.pinned.value = !rotation.pinned.value; },
    KeyS: () => alarm.toggle(),
    KeyO: () => popOutCurrent(props),
    KeyF: toggleFullScreen,
    ArrowRight: () => rotation.go(rotation.index.peek() + 1),
    ArrowLeft: () => rotation.go(rotation.index.peek() - 1),
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const action = actions[event.code];
    if (!action) return;
    event.preventDefault();
    action();
  });
}
