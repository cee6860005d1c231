// Menus are <details class="dz-menu">. Here: arrows, Escape, and closing when the attention goes elsewhere.
import { on, register } from "./modules.js";

function items(menu) {
  return [...menu.querySelectorAll(".dz-menu-item:not(:disabled)")];
}

export function openMenu(menu) {
  menu.open = true;
  items(menu)[0]?.focus();
}

function close(menu, backToSummary) {
  menu.open = false;
  if (backToSummary) menu.querySelector("summary")?.focus();
}

function step(menu, by) {
  const all = items(menu);
  if (all.length === 0) return;
  const at = all.indexOf(document.activeElement);
  const next = at < 0 && by < 0 ? all.length - 1 : (at + by + all.length) % all.length;
  all[next].focus();
}

function initMenus(root) {
  const press = (event) => {
    const menu = event.target.closest?.("details.dz-menu[open]") ?? root.querySelector("details.dz-menu[open]");
    if (!menu) return;
    if (event.code === "Escape") {
      close(menu, true);
      event.preventDefault();
    } else if (event.code === "ArrowDown" || event.code === "ArrowUp") {
      step(menu, event.code === "ArrowDown" ? 1 : -1);
      event.preventDefault();
    }
  };
  on(root, "keydown", press, { stage: "first" });
  const closeOthers = (event) => {
    for (const menu of root.querySelectorAll("details.dz-menu[open]")) {
      if (!menu.contains(event.target)) close(menu, false);
    }
  };
  root.addEventListener("click", closeOthers);
  root.addEventListener("focusin", closeOthers);
}

register("common/menus", initMenus);
