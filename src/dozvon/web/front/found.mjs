// The scripts and styles of the features, found in their folders, and what every page is given of them.
import { readFile, readdir } from "node:fs/promises";

const BASE = "common/app.css";
// What stands by itself: a script of some pages only, the style of a document.
export const ENTRY = ".entry.js";
const APART = ".entry.css";

// Paths from the folder of the features, such as "card/saving.js".
async function found(web, ending) {
  const folders = (await readdir(web, { withFileTypes: true })).filter((one) => one.isDirectory() && one.name !== "static");
  const inside = folders.map(async ({ name }) => (await readdir(`${web}/${name}`)).map((file) => `${name}/${file}`));
  return (await Promise.all(inside)).flat().filter((path) => path.endsWith(ending)).sort();
}

export const scriptsOf = (web) => found(web, ".js");

// The script of every page. Pages work without it; it makes them quick. The order of its parts does not matter: see
// common/modules.js.
export function page(scripts) {
  const parts = scripts.filter((path) => !path.endsWith(ENTRY)).map((path) => `import "./${path}";`);
  return ['import "htmx.org";', ...parts, 'import { start } from "./common/modules.js";', "start(document);"].join("\n");
}

// The stylesheet of every page: the base and what it names, then the rest.
export async function sheet(web) {
  const base = await readFile(`${web}/${BASE}`, "utf8");
  const named = [...base.matchAll(/@import "\.\.?\/([^"]+)"/g)].map(([, path]) => (path.includes("/") ? path : `common/${path}`));
  const rest = (await found(web, ".css")).filter((path) => path !== BASE && !path.endsWith(APART) && !named.includes(path));
  return [BASE, ...rest].map((path) => `@import "./${path}";`).join("\n");
}
