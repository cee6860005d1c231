// The desk as one page: the address follows what is shown, the list marks the open order, notices go by themselves.
import { on, register } from "../common/modules.js";

const NOTICE_STAYS = 12000;

// A jump inside the page is a "popstate" too; only another address is another page.
const place = () => location.pathname + location.search;
let shown = place();

// What was shown is not kept in the browser: going back asks the server again.
function follow(event) {
  const { response, request } = event.detail.ctx;
  if (!response || response.status >= 400 || !response.raw.url || !request) return;
  // Pieces of the card come and go under the card's own address.
  if (!/#(desk|card)$/.test(request.headers["HX-Target"] ?? "")) return;
  const address = new URL(response.raw.url);
  if (address.searchParams.has("cursor")) return;
  for (const told of ["done", "till", "held", "none", "released", "idle", "undone", "kept", "look", "empty"]) address.searchParams.delete(told);
  if (address.href !== location.href) history.pushState({ desk: true }, "", address);
  shown = place();
}

export function markOpenOrder(root) {
  const open = root.getElementById("card")?.dataset.order;
  for (const row of root.querySelectorAll(".dz-row")) {
    if (row.dataset.order === open) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
  root.getElementById("desk")?.classList.toggle("has-card", Boolean(open));
}

function dismissLater(root) {
  for (const toast of root.querySelectorAll("[data-toast]:not([data-going])")) {
    toast.dataset.going = "";
    const undoable = Number(toast.querySelector(".dz-undo")?.dataset.seconds ?? 0) * 1000;
    setTimeout(() => toast.remove(), Math.max(NOTICE_STAYS, undoable));
  }
}

function step(root, by) {
  const rows = [...root.querySelectorAll(".dz-row")];
  if (rows.length === 0) return false;
  const now = rows.indexOf(root.activeElement);
  const start = now < 0 ? rows.findIndex((row) => row.hasAttribute("aria-current")) : now;
  rows[Math.min(rows.length - 1, Math.max(0, start + by))].focus();
  return true;
}

function initPages(root) {
  root.documentElement.classList.add("has-js");
  on(root, "htmx:after:swap", (event) => {
    if (!root.getElementById("desk")) return;
    follow(event);
    markOpenOrder(root);
    dismissLater(root);
  });
  addEventListener("popstate", () => {
    if (place() !== shown) location.reload();
  });
  root.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    button.classList.add("is-copied");
    setTimeout(() => button.classList.remove("is-copied"), 1500);
  });
  on(root, "keydown", (event) => {
    if (event.defaultPrevented || !["ArrowDown", "ArrowUp"].includes(event.code)) return;
    if (root.querySelector("details.dz-act[open]") || event.target.closest("input, textarea, select, details")) return;
    if (step(root, event.code === "ArrowDown" ? 1 : -1)) event.preventDefault();
  });
  on(root, "dz:ready", () => {
    dismissLater(root);
    // A page that came back from a form without htmx has its panel open already.
    root.querySelector('details.dz-act[open] [aria-invalid="true"]')?.focus();
  });
}

register("desk/pages", initPages);
