// The guides of docs/guide as pieces of a page: headings, paragraphs, lists, tables, pictures, keys in `backticks`.
// What they use and no more; a line of another kind stops the build.
import { readFile, readdir } from "node:fs/promises";
import { basename, join, resolve } from "node:path";

const escaped = (text) => text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]);

// A link leads to another guide; other pages of the documentation are not served, so only the words stay.
function link(words, target) {
  const guide = /^(\w+)\.\w+\.md$/.exec(target);
  return guide ? `<a href="/guide/${guide[1]}/">${words}</a>` : words;
}

function inline(text) {
  return escaped(text)
    .replace(/`([^`]+)`/g, "<kbd>$1</kbd>")
    .replace(/\*\*([^*]+)\*\*/g, "<strong>$1</strong>")
    .replace(/\[([^\]]+)\]\(([^)]+)\)/g, (_, words, target) => link(words, target));
}

const cells = (row) => row.replace(/^\||\|$/g, "").split("|").map((cell) => inline(cell.trim()));

function table(lines) {
  const [head, , ...rows] = lines;
  const heads = cells(head).map((cell) => `<th scope="col">${cell}</th>`).join("");
  const body = rows.map((row) => `<tr>${cells(row).map((cell) => `<td>${cell}</td>`).join("")}</tr>`).join("");
  return `<table class="dz-table"><thead><tr>${heads}</tr></thead><tbody>${body}</tbody></table>`;
}

// Width and height stand in the head of a PNG: the page does not jump when the picture comes.
async function picture(alt, path, emit) {
  const bytes = await readFile(path);
  const size = `width="${bytes.readUInt32BE(16)}" height="${bytes.readUInt32BE(20)}"`;
  return `<img src="/static/${await emit(`guide-${basename(path)}`, bytes)}" alt="${escaped(alt)}" ${size} loading="lazy">`;
}

async function block(lines, folder, emit) {
  const [first] = lines;
  const heading = /^(#{1,3}) (.+)$/.exec(first);
  const image = /^!\[([^\]]*)\]\(([^)]+)\)$/.exec(first);
  if (heading) return `<h${heading[1].length}>${inline(heading[2])}</h${heading[1].length}>`;
  if (image) return picture(image[1], resolve(folder, image[2]), emit);
  if (first.startsWith("|")) return table(lines);
  if (first.startsWith("- ")) {
    const items = lines.join("\n").split(/^- /m).slice(1);
    return `<ul>${items.map((item) => `<li>${inline(item.replace(/\n\s*/g, " ").trim())}</li>`).join("")}</ul>`;
  }
  if (/^([>*+]|\d+\.|```|<)/.test(first)) throw new Error(`docs/guide: this is not drawn: ${first}`);
  return `<p>${inline(lines.join(" "))}</p>`;
}

// Name and language, such as "operator.ru", with the guide's HTML.
export async function guides(folder, emit) {
  const found = {};
  for (const file of (await readdir(folder)).filter((name) => name.endsWith(".md")).sort()) {
    const text = await readFile(join(folder, file), "utf8");
    const drawn = [];
    for (const part of text.trim().split(/\n{2,}/)) drawn.push(await block(part.split("\n"), folder, emit));
    found[file.slice(0, -3)] = drawn.join("\n");
  }
  return found;
}
