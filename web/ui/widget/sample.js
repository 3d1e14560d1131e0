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
