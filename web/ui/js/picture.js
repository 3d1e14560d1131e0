// What may wait until a picture is on screen.
const longest = 1000; // ms: none is made of a page that is hidden

/** After the picture under way: what comes is shown in an animation frame, and a task of its own follows that. @returns {Promise<void>} */
export function drawn() {
  return new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => { port1.close(); done(); };
    port2.postMessage(null);
  });
}

/** Once the first picture with something in it is there, or soon where none is made. @param {() => void} then */
export function afterPicture(then) {
  const name = "first-contentful-paint";
  if (performance.getEntriesByName(name).length) return void setTimeout(then);
  let done = false;
  const once = () => {
    watch.disconnect();
    if (!done) setTimeout(then);
    done = true;
  };
  const watch = new PerformanceObserver((list) => { if (list.getEntriesByName(name).length) once(); });
  watch.observe({ type: "paint" });
  setTimeout(once, longest);
}
