// The chat in another site's page (docs/chat-widget.md):
// <script async src="https://centre.example.com/chat/widget.js" data-site="shop"></script>
import { effect, html, render, signal, useEffect, useRef } from "../js/dom.js";
import { pageApi } from "./api.js";
import { Chat } from "./chat.js";
import { accentOf } from "./colour.js";
import { readOptions } from "./options.js";
import { Launcher, Unheard } from "./view/launcher.js";
import { Panel } from "./view/panel.js";
import { fitPhone, phone } from "./view/place.js";
import styles from "./widget.css";
import { language } from "./words.js";

/** @typedef {{CallfloorChat?: any}} Page */

/** The chat as a whole. @param {{chat: Chat}} props */
function Widget({ chat }) {
  const button = useRef(/** @type {HTMLButtonElement|null} */ (null)), was = useRef(/** @type {Element|null} */ (null)), open = chat.open.value;
  useEffect(() => {
    if (!open) return;
    was.current = document.activeElement;
    return () => { // the focus returns to where it was
      const back = was.current instanceof HTMLElement && was.current !== document.body && was.current.isConnected && !was.current.shadowRoot ? was.current : null;
      setTimeout(() => (button.current ?? back)?.focus());
    };
  }, [open]);
  if (!chat.config.value || chat.denied.value) return null;
  return html`${open ? html`<${Panel} chat=${chat}/>` : chat.shown.value && html`<${Launcher} chat=${chat} button=${button}/>`}<${Unheard} chat=${chat}/>`;
}

/** The element in the page, whose inside the page's styles do not reach. @param {Chat} chat */
function stand(chat) {
  const host = document.createElement("callfloor-chat"), shadow = host.attachShadow({ mode: "open" }), root = document.createElement("div");
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  shadow.adoptedStyleSheets = [sheet];
  root.className = "root";
  shadow.append(root);
  for (const name of ["keydown", "keypress", "keyup"]) shadow.addEventListener(name, (event) => event.stopPropagation()); // a page's keys are not for who writes here
  const dark = matchMedia("(prefers-color-scheme: dark)"), theme = signal(dark.matches);
  dark.addEventListener("change", () => { theme.value = dark.matches; });
  effect(() => {
    const asked = chat.options.theme, now = asked === "dark" || asked === "light" ? asked : theme.value ? "dark" : "light", { accent, on } = accentOf(chat.config.value?.colours, now);
    root.dataset.theme = now;
    root.dataset.side = (chat.options.side ?? chat.config.value?.side) === "left" ? "left" : "right";
    root.lang = language.value;
    root.style.setProperty("--accent", accent);
    root.style.setProperty("--on-accent", on);
  });
  effect(() => { root.classList.toggle("phone", phone.value); });
  root.style.setProperty("--bottom", `${chat.options.bottom}px`);
  fitPhone(root, chat.open);
  render(html`<${Widget} chat=${chat}/>`, root);
  const place = () => { if (!host.isConnected) document.documentElement.append(host); }; // not in the body: a page that moves or scales it would take the chat along
  place();
  new MutationObserver(place).observe(document.documentElement, { childList: true }); // pages that draw themselves anew throw out what they do not know
}

/** In this tab the panel was open on the page before. @param {Chat} chat */
function reopen(chat) {
  const name = `callfloor.chat ${chat.options.site} open`;
  try {
    if (sessionStorage.getItem(name) && !phone.peek()) chat.events.on("ready", () => chat.show({ focus: false }));
    chat.events.on("open", () => sessionStorage.setItem(name, "1"));
    chat.events.on("close", () => sessionStorage.removeItem(name));
  } catch {
    // nothing is kept: it stays closed
  }
}

const options = readOptions(), page = /** @type {Page} */ (globalThis);
if (options && !page.CallfloorChat?.open) {
  const chat = new Chat(options), before = page.CallfloorChat, api = pageApi(chat);
  page.CallfloorChat = api;
  reopen(chat);
  if (Array.isArray(before)) api.push(...before);
  const begin = () => { stand(chat); void chat.start(); };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
} else if (!options) {
  console.error("Callfloor chat: the script tag needs data-site");
}
