// Sections, tabs and the office's menu are a strip that slides on a narrow screen: where one is, is in sight of itself.

const STRIPS = ".dz-tabs, .dz-office-menu";

export function tendStrips(root) {
  for (const strip of root.querySelectorAll(STRIPS)) {
    const current = strip.querySelector("[aria-current]");
    if (!current || strip.scrollWidth <= strip.clientWidth) continue;
    const [frame, place] = [strip.getBoundingClientRect(), current.getBoundingClientRect()];
    strip.scrollLeft += place.left + place.width / 2 - (frame.left + frame.width / 2);
  }
}
