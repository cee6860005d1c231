// A card or work list that is about to be replaced takes no more keys: what is pressed before the next client is in
// sight is done to nobody. The digits of a menu that did not open are not taken for those of the tabs either.
import { register } from "./modules.js";

// A card that is only brought up to date stays in the operator's hands.
const replacesCard = ({ target, swap }) => target?.matches?.("#desk, #card") && !swap?.startsWith?.("outerMorph");
const LEAVING = ':is(#card, .dz-work)[aria-busy="true"]';
const leftBy = (root) => root.getElementById("card") ?? root.querySelector(".dz-work");

export const isLeaving = (root) => root.querySelector(LEAVING) !== null;

export function isTooEarly(root, element, name) {
  if (element.closest(LEAVING)) return true;
  return /^Digit/.test(name) && root.querySelector(`${LEAVING}:not([data-leaves-by-tab])`) !== null;
}

function initLeaving(root) {
  root.addEventListener("htmx:before:request", (event) => {
    const { ctx } = event.detail;
    const card = leftBy(root);
    if (!card || !replacesCard(ctx)) return;
    card.setAttribute("aria-busy", "true");
    card.toggleAttribute("data-leaves-by-tab", Boolean(ctx.sourceElement?.matches?.(".dz-tab")));
  });
  root.addEventListener("htmx:finally:request", (event) => {
    if (replacesCard(event.detail.ctx)) leftBy(root)?.removeAttribute("aria-busy");
  });
}

register("common/leaving", initLeaving);
