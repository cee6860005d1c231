// Sections, tabs and the office's menu are a strip that slides on a narrow screen: where one is, is in sight of itself,
// and so is, whole, what the keyboard comes to: a browser leaves a link be of which it shows a part.
import { on, register } from "./modules.js";

const STRIPS = ".dz-tabs, .dz-office-menu, .dz-rail";

function centreCurrent(root) {
  for (const strip of root.querySelectorAll(STRIPS)) {
    const current = strip.querySelector("[aria-current]");
    if (!current || strip.scrollWidth <= strip.clientWidth) continue;
    const [frame, place] = [strip.getBoundingClientRect(), current.getBoundingClientRect()];
    strip.scrollLeft += place.left + place.width / 2 - (frame.left + frame.width / 2);
  }
}

function initStrips(root) {
  on(root, "dz:ready", () => centreCurrent(root));
  root.addEventListener("focusin", ({ target }) => {
    if (target.closest?.(STRIPS) && target.matches(":focus-visible")) target.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
}

register("common/strips", initStrips);
