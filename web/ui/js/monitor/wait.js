// What stands where nothing has come yet.
import { html } from "../dom.js";

export const Loading = () => html`<div class="sk"><div class="skel" data-w="64"></div><div class="skel"></div><div class="skel" data-w="82"></div></div>`;
