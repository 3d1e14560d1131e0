// The site's colour, and what can be read on it.

/** @param {string} hex #rrggbb @returns {number} relative luminance (WCAG 2.2) */
function luminance(hex) {
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** How much two colours differ, 1 to 21. @param {string} a @param {string} b */
export function contrast(a, b) {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const themes = { light: { surface: "#ffffff", ink: "#15191e" }, dark: { surface: "#121519", ink: "#eef0f3" } };
const hex = /^#[0-9a-f]{6}$/i;

/**
 * The colour of buttons and own messages with that of the text on it. One that cannot be told
 * from the panel is left aside.
 * @param {{accent?: string, accent_dark?: string}|undefined} colours @param {"light"|"dark"} theme
 */
export function accentOf(colours, theme) {
  const { surface, ink } = themes[theme], asked = [theme === "dark" ? colours?.accent_dark : "", colours?.accent];
  const accent = asked.find((one) => one && hex.test(one) && contrast(one, surface) >= 3) ?? ink;
  return { accent, on: contrast(accent, "#ffffff") >= 4.5 ? "#ffffff" : "#000000" }; // one of both always can be read
}
