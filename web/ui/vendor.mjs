// Copies the browser libraries and the font from node_modules into ui/vendor
// and ui/fonts (fonts.mjs), with their licences. Run `npm ci && npm run vendor` in web/
// after changing a version in package.json; the result is committed.
//
// The only change made to the code is that bare imports ("preact") become
// relative ones, because pages have no bundler and, under their content
// security policy, no import map.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeFonts } from "./fonts.mjs";

const ui = dirname(fileURLToPath(import.meta.url));
const modules = join(ui, "..", "node_modules");
const vendor = join(ui, "vendor");

/** Package, module inside it, name under vendor/. */
const libraries = [
  ["preact", "dist/preact.mjs", "preact.js"],
  ["preact", "hooks/dist/hooks.mjs", "preact-hooks.js"],
  ["@preact/signals-core", "dist/signals-core.mjs", "signals-core.js"],
  ["@preact/signals", "dist/signals.mjs", "signals.js"],
  ["htm", "dist/htm.mjs", "htm.js"],
];

const relative = {
  "preact": "./preact.js",
  "preact/hooks": "./preact-hooks.js",
  "@preact/signals-core": "./signals-core.js",
};

function rewrite(code) {
  return code
    .replace(/\n?\/\/# sourceMappingURL=.*\n?$/, "\n")
    .replace(/from\s*"([^".][^"]*)"/g, (all, name) => {
      if (!relative[name]) throw new Error(`no relative path known for import "${name}"`);
      return `from"${relative[name]}"`;
    });
}

function version(name) {
  return JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8")).version;
}

rmSync(vendor, { recursive: true, force: true });
mkdirSync(vendor, { recursive: true });
for (const [name, file, out] of libraries) {
  const code = rewrite(readFileSync(join(modules, name, file), "utf8"));
  writeFileSync(join(vendor, out), `/*! ${name} ${version(name)}, licence: ui/vendor/${licence(name)} */\n${code}`);
  writeFileSync(join(vendor, out.replace(/\.js$/, ".d.ts")), types(name, file));
  copyFileSync(join(modules, name, "LICENSE"), join(vendor, licence(name)));
}
await makeFonts(join(modules, "pretendard/dist/web/variable/woff2/PretendardVariable.woff2"), ui);

/** Declares the copy to have the types of the package (for tsc only). */
function types(name, file) {
  if (name === "htm") return `export { default } from "htm";\n`;
  return `export * from "${file.startsWith("hooks/") ? `${name}/hooks` : name}";\n`;
}

function licence(name) {
  return `${name.replace(/[@/]/g, " ").trim().replace(/ /g, "-")}.LICENSE.txt`;
}
