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

// The site's categories as links: with ?chat_category= a talk begins with that one.
document.addEventListener("DOMContentLoaded", async () => {
  const here = new URL(location.href), tag = /** @type {HTMLElement|null} */ (document.querySelector("script[data-site]"));
  const answer = await fetch(`config?site=${encodeURIComponent(tag?.dataset.site ?? "")}`), config = answer.ok ? await answer.json() : {};
  for (const { name, categories } of config.categories ?? []) {
    const link = document.createElement("a");
    here.searchParams.set("chat_category", categories[0].id);
    link.href = here.href;
    link.textContent = name[document.documentElement.lang] ?? name.ko;
    document.getElementById("categories")?.append(link);
  }
});
