// The fonts with only the letters, weights and features that the stylesheet asks for: half of what they come as.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import subsetFont from "subset-font";

// What text is set by, and what base.css turns on: figures of one width, the other one.
const FEATURES = ["calt", "ccmp", "kern", "locl", "mark", "mkmk", "tnum", "cv11"];

function lettersOf(range) {
  const letters = [];
  for (const part of range.split(",")) {
    const [first, last = first] = part.trim().slice(2).split("-").map((code) => parseInt(code, 16));
    for (let code = first; code <= last; code += 1) letters.push(String.fromCodePoint(code));
  }
  return letters.join("");
}

// Each @font-face names its file, its unicode-range and the span of its weights; the file's new name is put in.
export async function fonts(root, folder, emit) {
  const faces = [];
  root.walkAtRules("font-face", (face) => faces.push(face));
  for (const face of faces) {
    const said = {};
    face.walkDecls((declaration) => (said[declaration.prop] = declaration));
    const name = said.src.value.match(/inter-([a-z-]+)\.woff2/)[1];
    const [min, max] = said["font-weight"].value.split(" ").map(Number);
    const small = await subsetFont(
      await readFile(join(folder, `inter-${name.replace("-accented", "")}-wght-normal.woff2`)),
      lettersOf(said["unicode-range"].value),
      { targetFormat: "woff2", variationAxes: { wght: { min, max } }, keepFeatures: FEATURES, noHinting: true },
    );
    said.src.value = said.src.value.replace(/inter-[a-z-]+\.woff2/, await emit(`inter-${name}.woff2`, small));
  }
}
