// Tabs, rows and the open card follow what others do: what changed is put into its place, the rest is left alone.
import htmx from "htmx.org";
import { isLeaving } from "../common/leaving.js";
import { register } from "../common/modules.js";
import { markOpenOrder } from "./pages.js";
import { paced } from "../common/pace.js";

const ALSO_EVERY = 30000;
const MOVES_NOTHING = new Set(["order.claimed", "order.released", "order.assigned"]);

const deskOf = (root) => root.getElementById("desk");
const cardOf = (root) => root.querySelector("#card[data-order]");
const rowsOf = (root) => [...root.querySelectorAll(".dz-rows > [data-row]")];

function isShown(root, [order, kind]) {
  if (cardOf(root)?.dataset.order === String(order)) return true;
  if (root.querySelector(`.dz-rows > [data-row="${order}"]`)) return true;
  return !MOVES_NOTHING.has(kind) && Boolean(root.querySelector(".dz-rail"));
}

function question(root) {
  const { live, tab, list, search } = deskOf(root).dataset;
  const asked = new URLSearchParams();
  if (search) asked.set("from_search", search);
  else if (list) asked.set("from_list", list);
  else if (tab) asked.set("from_tab", tab);
  if (tab || list || search) {
    const rows = rowsOf(root).filter((row) => row.dataset.mark);
    asked.set("rows", rows.length);
    asked.set("marks", rows.map((row) => `${row.dataset.row}-${row.dataset.mark}`).join("."));
  }
  const card = cardOf(root);
  if (card) {
    const { order, version, held } = card.dataset;
    for (const [name, value] of Object.entries({ card: order, version, held })) asked.set(name, value);
  }
  return `${live}?${asked}`;
}

// The element stays, with the keyboard on it; what it says is new.
function becomeLike(old, fresh) {
  if (old.className !== fresh.className) old.className = fresh.className;
  old.replaceChildren(...fresh.childNodes);
}

function placeTabs(root, fresh) {
  const rail = root.querySelector(".dz-rail");
  const [before, now] = [rail, fresh].map((nav) => [...nav.querySelectorAll(".dz-tab")]);
  if (before.map((tab) => tab.pathname).join() === now.map((tab) => tab.pathname).join()) {
    before.forEach((tab, place) => tab.innerHTML === now[place].innerHTML || becomeLike(tab, now[place]));
  } else {
    rail.replaceChildren(...fresh.childNodes);
    htmx.process(rail);
  }
}

// Under the pointer or the keyboard nothing moves: who is gone fades, who is new waits at the end.
function isInUse(list) {
  return list.matches(":hover") || list.contains(document.activeElement);
}

function placeRows(root, list, fresh) {
  const still = isInUse(list.closest(".dz-list"));
  const before = new Map([...list.children].map((row) => [row.dataset.row ?? row.id, row]));
  let place = list.firstElementChild;
  for (const row of [...fresh.children]) {
    const old = before.get(row.dataset.row ?? row.id);
    before.delete(row.dataset.row ?? row.id);
    if (row.hasAttribute("data-same") && !old) continue;
    const kept = old ?? row;
    if (old && !row.hasAttribute("data-same") && row.dataset.mark) {
      becomeLike(old.firstElementChild, row.firstElementChild);
      old.dataset.mark = row.dataset.mark;
    }
    kept.classList.remove("is-gone");
    if (still && old) continue;
    if (still) list.insertBefore(row, list.querySelector("#more"));
    else if (kept === place) place = place.nextElementSibling;
    else list.insertBefore(kept, place);
    if (!old) htmx.process(row);
  }
  for (const [, gone] of before) {
    if (still && gone.dataset.row) gone.classList.add("is-gone");
    else gone.remove();
  }
  markOpenOrder(root);
}

function placeList(root, fresh) {
  const list = root.querySelector(".dz-list");
  const [before, now] = [list, fresh].map((one) => one.querySelector(".dz-rows"));
  if (before && now) {
    placeRows(root, before, now);
  } else if (before || now || list.textContent.trim() === "") {
    if (isInUse(list)) return;
    list.replaceChildren(...fresh.childNodes);
    htmx.process(list);
    markOpenOrder(root);
  }
}

// Somebody is in the middle of something on the card: a form is open, or a field is not as it came.
function isTouched(card) {
  if (card.querySelector("details[open]") || card.querySelector(":is(input, textarea, select):focus")) return true;
  return [...card.querySelectorAll("input:not([type=hidden]), textarea")].some(
    (field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked,
  );
}

// The card comes anew; the undo of what was done before stays for its seconds.
async function showCard(root) {
  const address = new URL(location.href);
  address.searchParams.set("look", "1");
  const told = [...root.querySelectorAll("#card > [data-toast]:has(.dz-undo)")];
  deskOf(root).append(...told);
  await htmx.ajax("GET", address.pathname + address.search, { source: "#card", target: "#card", swap: "outerMorph" });
  root.getElementById("card")?.prepend(...told.filter((toast) => toast.isConnected));
}

async function placeNews(root, news) {
  const card = cardOf(root);
  if (!card || !news) return;
  // Another one is on its way; should none come, this one is asked for again.
  if (isLeaving(root)) {
    root.dispatchEvent(new CustomEvent("dz:stale"));
    return;
  }
  const { version, held } = news.dataset;
  if (!isTouched(card)) {
    root.getElementById("news")?.remove();
    await showCard(root);
  } else if (root.getElementById("news")?.dataset.seen !== `${version} ${held}`) {
    root.getElementById("news")?.remove();
    news.dataset.seen = `${version} ${held}`;
    card.prepend(news);
    root.dispatchEvent(new CustomEvent("dz:news"));
  }
}

async function refresh(root) {
  if (!deskOf(root)) return;
  const asked = question(root);
  const answer = await fetch(asked, { headers: { "X-Requested-With": "live" }, redirect: "error" }).catch(() => null);
  const text = answer?.ok ? await answer.text().catch(() => null) : null;
  // Meanwhile another tab or card may have been opened: what came is about the page of before.
  if (text === null || !deskOf(root) || question(root) !== asked) return;
  const fresh = new DOMParser().parseFromString(text, "text/html");
  placeTabs(root, fresh.querySelector(".dz-rail"));
  const list = fresh.querySelector(".dz-list");
  if (list) placeList(root, list);
  root.dispatchEvent(new CustomEvent("dz:rows"));
  await placeNews(root, fresh.getElementById("news"));
}

function initLiveDesk(root) {
  if (!deskOf(root)) return;
  const ask = paced(() => refresh(root));
  root.addEventListener("dz:told", (event) => {
    if (event.detail.orders.some((told) => isShown(root, told))) ask();
  });
  root.addEventListener("dz:stale", ask);
  root.addEventListener("click", (event) => {
    if (!event.target.closest("[data-show-card]")) return;
    root.getElementById("news")?.remove();
    showCard(root);
  });
  // Once nobody points at the list any more, rows go where they belong.
  for (const leaving of ["pointerout", "focusout"]) {
    root.addEventListener(leaving, (event) => {
      const list = event.target.closest?.(".dz-list");
      if (list && !list.contains(event.relatedTarget) && list.querySelector(".is-gone")) ask();
    });
  }
  // Time alone moves orders too.
  setInterval(ask, ALSO_EVERY);
}

register("desk/live", initLiveDesk);
