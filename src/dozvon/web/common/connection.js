// Whether the server can be reached: the page says so when it cannot, and tells "dz:back" when it can again.
import { register } from "./modules.js";

// Answers of whatever stands before the server while it is away.
export const AWAY = new Set([502, 503, 504]);
const AGAIN = 3000;

let away = false;
let probing = false;

// While an action waits, so does the word about it.
function show(root, lacking) {
  const shown = lacking || Boolean(root.querySelector("#offline [data-unsent]:not([hidden])"));
  root.getElementById("offline")?.classList.toggle("show", shown);
}

async function answers() {
  // Any answer is one: what it says does not matter here.
  return fetch("/health", { cache: "no-store" }).then(() => true, () => false);
}

export async function probe(root) {
  if (probing) return;
  probing = true;
  while (!(await answers())) {
    away = true;
    show(root, true);
    await new Promise((wake) => setTimeout(wake, AGAIN));
  }
  probing = false;
  show(root, false);
  if (away) root.dispatchEvent(new CustomEvent("dz:back"));
  away = false;
}

// A request came to nothing.
export function lost(root) {
  away = true;
  show(root, true);
  setTimeout(() => probe(root), AGAIN / 3);
}

function initConnection(root) {
  addEventListener("offline", () => probe(root));
  addEventListener("online", () => probe(root));
  root.addEventListener("dz:line", (event) => event.detail.holds || probe(root));
  root.addEventListener("htmx:error", (event) => {
    // A failed fetch only: the server did not answer. Its own error answers are swapped in like any other.
    if (!event.detail.ctx?.response) lost(root);
  });
  root.addEventListener("htmx:after:request", () => show(root, false));
}

register("common/connection", initConnection);
