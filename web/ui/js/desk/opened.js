// Whether the sheet of keys and the composer of text messages are open.
import { signal } from "../dom.js";

export const helpOpen = signal(false), smsOpen = signal(false);

export function openHelp() {
  helpOpen.value = true;
}

export function openSms() {
  smsOpen.value = true;
}
