// A card in hand: work on it keeps it, a minute before its end it asks, and then it goes back to the others.
import { on, register } from "../common/modules.js";

const WARNING = 60000;
const EARLY = 2000;
const AGAIN = 10000;

let card = null;
let until = 0;
let touchedAt = 0;
let keptAt = 0;

function begin(root) {
  const now = root.querySelector("#card[data-held-for]");
  const isNew = now !== card || now?.dataset.heldFor !== now?.dataset.counted;
  card = now;
  if (!card || !isNew) return;
  card.dataset.counted = card.dataset.heldFor;
  until = Date.now() + Number(card.dataset.heldFor) * 1000;
  [touchedAt, keptAt] = [0, 0];
}

async function keepIt(root) {
  keptAt = Date.now();
  const asked = card;
  const headers = { "X-CSRFToken": root.querySelector('meta[name="csrf-token"]').content };
  const answer = await fetch(asked.dataset.keep, { method: "POST", headers }).catch(() => null);
  if (asked !== card || answer === null) return;
  if (answer.status === 204) {
    until = keptAt + Number(card.dataset.lease) * 1000;
    touchedAt = 0;
  } else if (answer.status === 409) {
    card = null;
    root.dispatchEvent(new CustomEvent("dz:stale"));
  }
}

function giveBack(root) {
  const form = card.querySelector('form[action$="/release"]');
  card = null;
  if (!form) return;
  const idle = root.createElement("input");
  Object.assign(idle, { type: "hidden", name: "idle", value: "1" });
  form.append(idle);
  form.requestSubmit();
}

function tick(root) {
  if (!card?.isConnected) return;
  const [left, lease] = [until - Date.now(), Number(card.dataset.lease) * 1000];
  if (touchedAt && left < lease * (2 / 3) && Date.now() - keptAt > AGAIN) {
    keepIt(root);
    return;
  }
  const box = card.querySelector("#idle");
  box.hidden = left > Math.min(WARNING, lease / 2);
  if (!box.hidden) box.querySelector("[data-idle-left]").textContent = Math.max(0, Math.ceil((left - EARLY) / 1000));
  if (left <= EARLY) giveBack(root);
}

function initIdle(root) {
  const touch = () => {
    touchedAt = Date.now();
  };
  for (const sign of ["keydown", "pointerdown", "input", "wheel"]) root.addEventListener(sign, touch, { passive: true });
  root.addEventListener("click", (event) => event.target.closest("[data-keep-it]") && card && keepIt(root));
  on(root, "dz:ready htmx:after:swap", () => begin(root));
  setInterval(() => tick(root), 1000);
}

register("card/idle", initIdle);
