// How a site talks to the chat. It can be called before it is loaded: calls are kept in a list.
window.CallfloorChat ||= [];

for (const name of ["ready", "open", "close", "message", "unread", "status", "ended", "error"]) {
  window.CallfloorChat.push(["on", name, (detail) => {
    const line = document.createElement("li");
    line.textContent = `${name} ${JSON.stringify(detail)}`;
    document.getElementById("events")?.prepend(line);
  }]);
}

addEventListener("click", ({ target }) => {
  const call = target instanceof HTMLElement ? target.dataset.call : undefined;
  if (!call) return;
  const value = target.dataset.value;
  window.CallfloorChat.push([call, value?.startsWith("{") ? JSON.parse(value) : value ?? null]);
});

// The name of the site, and its categories as links: with ?chat_category= a talk begins with that one.
document.addEventListener("DOMContentLoaded", async () => {
  const here = new URL(location.href), tag = /** @type {HTMLElement|null} */ (document.querySelector("script[data-site]"));
  const answer = await fetch(`config?site=${encodeURIComponent(tag?.dataset.site ?? "")}`), config = answer.ok ? await answer.json() : {};
  /** @param {{ko?: string, en?: string}} [names] */
  const named = (names) => names?.[/** @type {"ko"|"en"} */ (document.documentElement.lang)] || names?.ko || names?.en || "";
  const shop = document.getElementById("shop"), pick = /** @type {HTMLElement|null} */ (document.querySelector("[data-call=setCategory]"));
  document.title = named(config.name) || document.title;
  if (shop) shop.textContent = document.title;
  for (const { name, categories } of config.categories ?? []) {
    const link = document.createElement("a"), id = categories[0].id;
    here.searchParams.set("chat_category", id);
    link.href = here.href;
    link.textContent = named(name);
    document.getElementById("categories")?.append(link);
    if (!pick?.hidden) continue;
    pick.hidden = false;
    pick.dataset.value = id;
    pick.textContent = `setCategory(${JSON.stringify(id)})`;
  }
});
