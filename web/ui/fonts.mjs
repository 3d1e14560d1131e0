// Makes ui/fonts and ui/css/fonts.css: Pretendard as one variable font (weights 400
// to 700) in parts. The first part has what every page is written with: Latin, the
// syllables of the Korean catalogues of all pages and of the desk, of most names, and of
// what the administration shows at once.
// The second has what the other catalogues are written with besides. The others hold the
// rest of the 2,350 syllables of KS X 1001 and come when a text needs one.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import subset from "subset-font";

const names = "강고공곽구권금김나남노도류마문민박반방배백변서석선설성소손송신심안양엄여염오옥왕우원위유육윤은이인임장전정조주지진차채천최추탁하한함허현홍황"
  + "가건경고광규균근기나늘다대덕도동두라란래람려련령로록롬루리림마명모목문미민벼별보복봄빈빛사산상새샘서석선설섭성세소솔송수숙순숭슬슴승시식신아안애양연열영예옥온완용우욱운웅원유윤율으은을음의이익인일임자잔재정제조종주준중지진찬창채천철초춘충치탁태하학한해향혁현형혜호홍화환회효후훈휘흥희";
/** What is in sight at once besides: the switch of languages, and the sections of the administration. */
const atOnce = "국렁칙킬웹훅";
const rest = 4; // parts that hold the other syllables

/** The 2,350 syllables of KS X 1001, from its own encoding. */
function syllables() {
  const decoder = new TextDecoder("euc-kr"), all = [];
  for (let row = 0xb0; row <= 0xc8; row++) for (let cell = 0xa1; cell <= 0xfe; cell++) all.push(decoder.decode(Uint8Array.of(row, cell)));
  return all.filter((c) => c.length === 1 && c >= "가" && c <= "힣");
}

/** Code points from one to another, as a string. */
const span = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)).join("");

/** Code points as CSS writes them, neighbours together. */
function ranges(chars) {
  const points = [...new Set([...chars].map((c) => c.codePointAt(0)))].sort((a, b) => a - b), out = [];
  for (const at of points) {
    if (out.length && out.at(-1)[1] === at - 1) out.at(-1)[1] = at;
    else out.push([at, at]);
  }
  const hex = (n) => n.toString(16).toUpperCase();
  return out.map(([a, b]) => (a === b ? `U+${hex(a)}` : `U+${hex(a)}-${hex(b)}`)).join(", ");
}

/** @param {string} source the whole font @param {string} ui the folder of the pages */
export async function makeFonts(source, ui) {
  const [text, more] = [["ko.js", "desk.ko.js"], readdirSync(join(ui, "js/text")).filter((name) => name.endsWith("ko.js") || name === "server.js")]
    .map((list) => list.map((name) => readFileSync(join(ui, "js/text", name), "utf8").replace(/^\s*\/\/.*$/gm, "")).join("").replace(/[^가-힣]/g, ""));
  const latin = span(0x20, 0x7e) + span(0xa0, 0xff) + span(0x3131, 0x318e);
  const first = new Set([...latin, ...text, ..."–—‘’“”…·•›→←↑↓↵×÷−≥≤≈₩™", ...names, ...atOnce]);
  const second = [...new Set(more)].filter((c) => !first.has(c)).sort();
  const others = syllables().filter((c) => !first.has(c) && !second.includes(c)), each = Math.ceil(others.length / rest);
  // Of two faces that both have a character, the later one counts: the first and second
  // parts stand last, and the others name whole spans.
  const parts = Array.from({ length: rest }, (_, i) => others.slice(i * each, (i + 1) * each)).map((chars, i) => [`rest-${i + 1}`, chars, span(chars[0].codePointAt(0), chars.at(-1).codePointAt(0))]);
  parts.push(["second", second, second], ["first", [...first], [...first]]);
  const font = readFileSync(source), folder = join(ui, "fonts");
  mkdirSync(folder, { recursive: true });
  for (const old of readdirSync(folder).filter((name) => name.endsWith(".woff2"))) rmSync(join(folder, old));
  let css = "/* Made by fonts.mjs: Pretendard, self-hosted (fonts/LICENSE.txt), one variable font in\n   parts. A syllable that is in none comes from the next font of the stack. */\n";
  for (const [name, chars, covers] of parts) {
    const file = `Pretendard-${name}.woff2`;
    writeFileSync(join(folder, file), await subset(font, chars.join(""), { targetFormat: "woff2", variationAxes: { wght: { min: 400, max: 700, default: 400 } } }));
    css += `@font-face { font-family: Pretendard; font-weight: 400 700; font-display: swap; src: url("../fonts/${file}") format("woff2");\n  unicode-range: ${ranges(covers)}; }\n`;
  }
  writeFileSync(join(ui, "css", "fonts.css"), css);
}
