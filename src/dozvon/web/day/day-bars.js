// One's day in the rail, for whoever opened it: fetched when it is in sight, kept while tabs and cards change around it.
import { fragment } from "../common/fragments.js";
import { on, register } from "../common/modules.js";

const OPEN = "dozvon-day-bars";
const FRESH = 30000;

let shown = "";
let fetchedAt = 0;

const boxOf = (root) => root.querySelector("[data-day-bars]");

async function fetchBars(root) {
  fetchedAt = Date.now();
  const answer = await fragment(boxOf(root).dataset.dayBars);
  if (answer === null) return;
  shown = answer;
  const box = boxOf(root);
  if (box) box.lastElementChild.innerHTML = shown;
}

function place(root) {
  const box = boxOf(root);
  if (!box) return;
  box.open = localStorage.getItem(OPEN) === "1";
  if (shown && box.lastElementChild.childElementCount === 0) box.lastElementChild.innerHTML = shown;
  if (box.open && box.checkVisibility() && Date.now() - fetchedAt > FRESH) fetchBars(root);
}

function initDayBars(root) {
  const opened = (event) => {
    if (!event.target.matches?.("[data-day-bars]")) return;
    localStorage.setItem(OPEN, event.target.open ? "1" : "0");
    place(root);
  };
  root.addEventListener("toggle", opened, { capture: true });
  on(root, "dz:ready htmx:after:swap dz:rows", () => place(root));
}

register("day/day-bars", initDayBars);
