// The tabs beside the card. What is not shown at first is fetched when its tab is opened.
import htmx from "htmx.org";
import { on, register } from "../common/modules.js";

const TAB = ".dz-side-tab";

// The tab that is open, and whose: a card that is only brought up to date keeps it.
let open = { order: "", tab: "" };

const orderOf = (root) => root.getElementById("card")?.dataset.order;

function select(root, tab) {
  for (const other of tab.parentElement.querySelectorAll(TAB)) {
    const is = other === tab;
    other.setAttribute("aria-selected", String(is));
    other.tabIndex = is ? 0 : -1;
    root.getElementById(other.getAttribute("aria-controls")).hidden = !is;
  }
  open = { order: orderOf(root), tab: tab.id };
}

function step(tab) {
  const tabs = [...tab.parentElement.querySelectorAll(TAB)];
  const next = tabs[(tabs.indexOf(tab) + 1) % tabs.length];
  next.focus();
  next.click();
}

function initSide(root) {
  root.addEventListener("click", (event) => {
    const tab = event.target.closest(TAB);
    if (!tab) return;
    event.preventDefault();
    select(root, tab);
  });
  const press = (event) => {
    if (!event.target.matches(TAB) || !["ArrowLeft", "ArrowRight"].includes(event.code)) return;
    event.preventDefault();
    step(event.target);
  };
  on(root, "keydown", press, { stage: "first" });
  on(root, "htmx:after:swap", () => {
    const tab = open.tab && orderOf(root) === open.order && root.getElementById(open.tab);
    if (!tab || tab.getAttribute("aria-selected") === "true") return;
    select(root, tab);
    if (tab.hasAttribute("hx-get")) htmx.trigger(tab, "click");
  });
}

register("card/side", initSide);
