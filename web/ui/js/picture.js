// What may wait until the first picture of the page is on screen.
const longest = 500; // ms: none is made of a page that is hidden

/** Once the first picture is there, or soon where none is made. @param {() => void} then */
export function afterPicture(then) {
  if (performance.getEntriesByType("paint").length) return void setTimeout(then);
  let done = false;
  const watch = new PerformanceObserver(() => once());
  const once = () => {
    watch.disconnect();
    if (!done) setTimeout(then);
    done = true;
  };
  watch.observe({ type: "paint" });
  setTimeout(once, longest);
}
