// The bell: its number follows the live stream, its panel is fetched when it is opened. Nothing here moves the focus
// of whoever is typing.
import { fragment } from "../common/fragments.js";
import { register } from "../common/modules.js";

const countOf = (root) => root.getElementById("bell-count");

async function renewCount(root, bell) {
  const text = await fragment(bell.dataset.count);
  if (text !== null) countOf(root).outerHTML = text;
}

// What was in sight counts as read.
async function markRead(root, form) {
  const sent = { method: "POST", body: new FormData(form), headers: { "HX-Request": "true" } };
  const answer = await fetch(form.action, sent).catch(() => null);
  if (answer?.ok) countOf(root).outerHTML = await answer.text();
}

async function show(root, bell) {
  if (!bell.open) return;
  const text = await fragment(bell.dataset.panel);
  if (text === null || !bell.open) return;
  const items = bell.querySelector("[data-bell-items]");
  const hadFocus = items.contains(root.activeElement);
  items.innerHTML = text;
  // Without the focus in it a menu closes.
  if (hadFocus) (items.querySelector(".dz-menu-item") ?? bell.querySelector("summary")).focus();
  const seen = items.querySelector("[data-bell-seen]");
  if (seen) await markRead(root, seen);
}

function initBell(root) {
  const bell = root.getElementById("bell");
  if (!bell) return;
  bell.addEventListener("toggle", () => show(root, bell));
  root.addEventListener("dz:notices", () => renewCount(root, bell));
}

register("bell/bell", initBell);
