// The guides of docs/guide as HTML of a page, by markdown-it: its rules for what a page of ours draws in its own way.
import { readFile, readdir } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import markdown from "markdown-it";

// Raw HTML is shown as text, so a guide cannot bring what the page's policy forbids.
const drawer = markdown({ html: false });
const { escapeHtml } = drawer.utils;

// `F9` is a key.
drawer.renderer.rules.code_inline = (tokens, at) => `<kbd>${escapeHtml(tokens[at].content)}</kbd>`;
drawer.renderer.rules.table_open = () => '<table class="dz-table">';
drawer.renderer.rules.th_open = () => '<th scope="col">';
drawer.renderer.rules.td_open = () => "<td>";
drawer.renderer.rules.image = (tokens, at, _options, { pictures }) => {
  const { address, width, height } = pictures.get(tokens[at].attrGet("src"));
  const alt = escapeHtml(tokens[at].content);
  return `<img src="${address}" alt="${alt}" width="${width}" height="${height}" loading="lazy">`;
};

// A link leads to another guide; other pages of the documentation are not served, so only the words stay.
drawer.core.ruler.push("links", ({ tokens }) => {
  for (const { children } of tokens.filter((token) => token.children)) {
    for (const [at, token] of children.entries()) {
      if (token.type !== "link_open") continue;
      const guide = /^(\w+)\.\w+\.md$/.exec(token.attrGet("href"));
      const end = children.slice(at).find((later) => later.type === "link_close");
      if (guide) token.attrSet("href", `/guide/${guide[1]}/`);
      else for (const half of [token, end]) Object.assign(half, { type: "text", content: "", tag: "", nesting: 0 });
    }
  }
});

// Width and height stand in the head of a PNG: the page does not jump when the picture comes.
async function picture(path, emit) {
  const bytes = await readFile(path);
  const address = `/static/${await emit(`guide-${basename(path)}`, bytes)}`;
  return { address, width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

async function drawn(text, folder, emit) {
  const pictures = new Map();
  const tokens = drawer.parse(text, {});
  const images = tokens.flatMap(({ children }) => children ?? []).filter(({ type }) => type === "image");
  for (const image of images) {
    const path = image.attrGet("src");
    pictures.set(path, await picture(resolve(folder, path), emit));
  }
  return drawer.renderer.render(tokens, drawer.options, { pictures });
}

// Name and language, such as "operator.ru", with the guide's HTML.
export async function guides(folder, emit) {
  const found = {};
  for (const file of (await readdir(folder)).filter((name) => name.endsWith(".md")).sort()) {
    found[file.slice(0, -3)] = await drawn(await readFile(join(folder, file), "utf8"), folder, emit);
  }
  return found;
}
