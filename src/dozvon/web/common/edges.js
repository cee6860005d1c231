// What is told at the page's lower edge stands in one pile, each above the other. On a narrow page, where the bar of
// actions and its open form take the whole width, the pile stands above them, and the form leaves room for it.
import { on, register } from "./modules.js";

const TOLD = ".dz-toast, .dz-news, .dz-notices";
const MEASURED = `.dz-top, .dz-banners.is-live > *, .dz-actions, .dz-panel, ${TOLD}`;
const GAP = 8;

const heightOf = (element) => element?.offsetHeight ?? 0;
const isInPile = (element) => heightOf(element) > 0 && getComputedStyle(element).position === "fixed";

function headOf(root) {
  const live = [...root.querySelectorAll(".dz-banners.is-live > *")];
  return [root.querySelector(".dz-top"), ...live].reduce((height, element) => height + heightOf(element), 0);
}

function lay(root, isNarrow) {
  const actions = heightOf(root.querySelector(".dz-actions"));
  const form = heightOf(root.querySelector("details.dz-act[open] .dz-panel"));
  let below = isNarrow ? actions + form : 0;
  let told = GAP;
  for (const element of [...root.querySelectorAll(TOLD)].filter(isInPile)) {
    element.style.setProperty("--dz-below", `${below}px`);
    below += element.offsetHeight + GAP;
    told += element.offsetHeight + GAP;
  }
  const sizes = { "--dz-head": headOf(root), "--dz-actions": actions, "--dz-told": told };
  for (const [name, height] of Object.entries(sizes)) root.documentElement.style.setProperty(name, `${height}px`);
}

function initEdges(root) {
  const narrow = matchMedia("(max-width: 1100px)");
  let asked = 0;
  const ask = () => {
    cancelAnimationFrame(asked);
    asked = requestAnimationFrame(() => lay(root, narrow.matches));
  };
  // What is shown, hidden, filled or taken away changes its size.
  const watcher = new ResizeObserver(ask);
  const look = () => {
    watcher.disconnect();
    for (const element of root.querySelectorAll(MEASURED)) watcher.observe(element);
    ask();
  };
  narrow.addEventListener("change", ask);
  // A form that is closed is out of sight, but keeps its size.
  root.addEventListener("toggle", ask, true);
  on(root, "dz:ready htmx:after:swap dz:news", look);
}

register("common/edges", initEdges);
