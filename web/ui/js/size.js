// How large a file is, in the same words for agents and customers.
const units = ["B", "KB", "MB"];
/** @param {number} bytes */
export function size(bytes) {
  let n = bytes, unit = 0;
  for (; n >= 1000 && unit < units.length - 1; unit++) n /= 1024;
  return `${unit && n < 10 ? n.toFixed(1) : Math.round(n)} ${units[unit]}`;
}
