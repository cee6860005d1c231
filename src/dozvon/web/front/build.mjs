// Builds the front end: one stylesheet, the scripts, one icon sprite, the fonts. Run by scripts/front.py.
// Every file is named after its content, so that it may be cached for ever; manifest.json maps plain names to those.
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import esbuild from "esbuild";
import postcss from "postcss";
import { PurgeCSS } from "purgecss";
import { fonts } from "./fonts.mjs";
import { guides } from "./guides.mjs";
import { ENTRY, page, scriptsOf, sheet } from "./found.mjs";

const FRONT = dirname(fileURLToPath(import.meta.url));
const WEB = resolve(FRONT, "..");
const ROOT = resolve(WEB, "../../..");
const DIST = join(WEB, "static/dist");
const FRESH = `${DIST}.new`;
const OLD = `${DIST}.old`;
const MODULES = join(ROOT, "node_modules");
const TARGET = ["chrome123", "firefox120", "safari17.5"];
const COMPRESSED = new Set([".css", ".js", ".svg", ".json"]);

// Only Tabler is thinned. What is ours stays, and so do plain elements, states, and the small utilities
// that a template written tomorrow reaches for first.
const KEPT = [/^dz-/, /^htmx-/, /^is-invalid$/];
const KEPT_UTILITIES = [
  /^(show|active|disabled|collapse|visually-hidden(-focusable)?)$/,
  /^(h[1-6]|p|a|b|strong|small|em|code|pre|kbd|hr|ul|ol|li|dl|dt|dd|img|svg|label|fieldset|legend|input|select|textarea)$/,
  /^(button|details|summary|dialog|progress|meter|time|mark|del|blockquote|output|optgroup|option)$/,
  /^([mp][tbsexy]?-([0-4]|auto)|g[xy]?-[0-4]|gap-[0-4])$/,
  /^(d-(none|flex|grid|block|inline|inline-flex|inline-block)|flex-(fill|wrap|column|row|grow-1)|w-100|h-100)$/,
  /^(align-items|align-self|justify-content)-(start|center|end|between|baseline|stretch)$/,
  /^(row|col|col-auto|col-([1-9]|1[0-2])|col-(sm|md|lg)-([1-9]|1[0-2])|d-(sm|md|lg)-(none|block|flex))$/,
  /^:focus-visible$/,
  /^(text-(start|end|center|nowrap|truncate|secondary|muted|danger|success|warning)|fw-(bold|medium|normal))$/,
];

const manifest = {};

async function emit(name, content) {
  const bytes = Buffer.from(content);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const extension = extname(name);
  const hashed = `${name.slice(0, -extension.length)}-${hash}${extension}`;
  await writeFile(join(FRESH, hashed), bytes);
  if (COMPRESSED.has(extension)) {
    await writeFile(join(FRESH, `${hashed}.gz`), gzipSync(bytes, { level: 9 }));
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    await writeFile(join(FRESH, `${hashed}.br`), brotliCompressSync(bytes, { params }));
  }
  manifest[name] = hashed;
  return hashed;
}

// The rules of the dark theme a second time, for those who leave the choice to their system: no script, no flash.
// Both are for the screen: paper is white.
function darkBySystem(root) {
  const dark = /\[data-bs-theme=["']?dark["']?\]/g;
  const found = [];
  root.walkRules((rule) => {
    const inKeyframes = rule.parent.type === "atrule" && rule.parent.name === "keyframes";
    if (rule.selector.match(dark) && !inKeyframes) found.push(rule);
  });
  for (const rule of found) {
    const twin = rule.clone({ selector: rule.selector.replace(dark, "[data-bs-theme=auto]") });
    const chosen = postcss.atRule({ name: "media", params: "screen" }).append(rule.clone());
    const system = postcss.atRule({ name: "media", params: "screen and (prefers-color-scheme: dark)" }).append(twin);
    rule.replaceWith(chosen, system);
  }
}

async function purge(css) {
  const [result] = await new PurgeCSS().purge({
    css: [{ raw: css }],
    // Python names classes too (field widgets, tones), and over-keeping costs little.
    content: [join(ROOT, "src/dozvon/**/*.{html,py,js}")],
    skippedContentGlobs: [join(ROOT, "src/dozvon/web/static/**"), join(FRONT, "build.mjs")],
    defaultExtractor: (text) => text.match(/[A-Za-z0-9_-]+/g) ?? [],
    // Scripts ask for our own variables.
    safelist: { greedy: KEPT, standard: KEPT_UTILITIES, variables: [/^--dz-/] },
    keyframes: true,
    variables: true,
  });
  return result.css;
}

async function styles() {
  const bundled = await esbuild.build({
    stdin: { contents: await sheet(WEB), resolveDir: WEB, loader: "css" },
    bundle: true,
    write: false,
    nodePaths: [MODULES],
    external: ["*.woff2"],
    logLevel: "error",
  });
  const root = postcss.parse(await purge(bundled.outputFiles[0].text));
  darkBySystem(root);
  await fonts(root, join(MODULES, "@fontsource-variable/inter/files"), emit);
  const small = await esbuild.transform(root.toString(), { loader: "css", minify: true, target: TARGET, logLevel: "error" });
  await emit("app.css", small.code);
}

async function bundle(source) {
  const bundled = await esbuild.build({
    ...source,
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: TARGET,
    nodePaths: [MODULES],
    logLevel: "error",
  });
  return bundled.outputFiles[0].text;
}

// One script for every page, made of what the features' folders hold; a file NAME.entry.js is a script of its own.
async function scripts() {
  const all = await scriptsOf(WEB);
  await emit("app.js", await bundle({ stdin: { contents: page(all), resolveDir: WEB } }));
  for (const path of all.filter((one) => one.endsWith(ENTRY))) {
    await emit(`${basename(path, ENTRY)}.js`, await bundle({ entryPoints: [join(WEB, path)] }));
  }
}

async function icons() {
  const names = (await readFile(join(FRONT, "icons.txt"), "utf8")).split("\n").filter(Boolean);
  const symbols = [];
  for (const name of names) {
    const path = join(MODULES, "@tabler/icons/icons/outline", `${name}.svg`);
    const source = await readFile(path, "utf8").catch(() => {
      throw new Error(`icons.txt names "${name}", which Tabler's outline set does not have`);
    });
    const shapes = source
      .replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "")
      .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none" ?\/>/, "")
      .replace(/\s*\n\s*/g, "");
    symbols.push(`<symbol id="${name}" viewBox="0 0 24 24">${shapes}</symbol>`);
  }
  await emit("icons.svg", `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`);
  manifest["#icons"] = names;
}

async function report() {
  const sizes = [];
  for (const file of await readdir(FRESH)) {
    if (file.endsWith(".br") || file.endsWith(".woff2")) sizes.push([file, (await readFile(join(FRESH, file))).length]);
  }
  // What a first visit to the desk in Russian loads: all but the subsets for rarer letters and the charts.
  const first = sizes.filter(([file]) => !/-ext-|-accented-|^charts-/.test(file)).reduce((sum, [, bytes]) => sum + bytes, 0);
  console.log(`front end built: first load ${(first / 1024).toFixed(0)} kB compressed`);
}

try {
  await rm(FRESH, { recursive: true, force: true });
  await mkdir(FRESH, { recursive: true });
  await styles();
  await scripts();
  await icons();
  manifest["#guides"] = await guides(join(ROOT, "docs/guide"), emit);
  await emit("favicon.svg", await readFile(join(FRONT, "favicon.svg")));
  await writeFile(join(FRESH, "manifest.json"), JSON.stringify(manifest, null, 1));
  await report();
  // The finished folder takes the place of the old one; a server never sees half of it.
  await rm(OLD, { recursive: true, force: true });
  await rename(DIST, OLD).catch((error) => {
    if (error.code !== "ENOENT") throw error;
  });
  await rename(FRESH, DIST);
  await rm(OLD, { recursive: true, force: true });
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
