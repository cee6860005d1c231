// The stream of what happens to orders, for the page in sight. It tells the document:
// "dz:told" with the orders that changed, "dz:notices" when one's own notices did, "dz:stale" when something may have been missed, "dz:line" when it breaks or holds.
import { on, register } from "./modules.js";

const SILENCE = 40000;
const FORGOTTEN = 5 * 60000;
const [SOONEST, LATEST] = [2000, 30000];

let source = null;
let last = "";
let hiddenSince = 0;
let heardAt = 0;
let patience = SOONEST;
let again = 0;

function tell(root, name, detail) {
  root.dispatchEvent(new CustomEvent(name, { detail }));
}

function close() {
  clearTimeout(again);
  again = 0;
  source?.close();
  source = null;
}

function hear(root, event) {
  heardAt = Date.now();
  patience = SOONEST;
  const fresh = last === "";
  last = event.lastEventId;
  if (fresh) tell(root, "dz:stale");
  const { orders, banners, notices } = JSON.parse(event.data);
  if (banners) tell(root, "dz:banners");
  if (notices) tell(root, "dz:notices");
  if (orders.length > 0) tell(root, "dz:told", { orders });
}

function open(root) {
  close();
  heardAt = Date.now();
  // A browser names the last id by itself only while it reconnects the same source.
  const address = `/events?brief=1${last ? `&last_event_id=${last}` : ""}`;
  source = new EventSource(address);
  source.onopen = () => tell(root, "dz:line", { holds: true });
  source.onmessage = (event) => hear(root, event);
  source.addEventListener("reset", () => {
    last = "";
    tell(root, "dz:stale");
  });
  source.onerror = () => {
    tell(root, "dz:line", { holds: false });
    // It reconnects by itself, but not after an answer that refuses it.
    if (source?.readyState !== EventSource.CLOSED || again) return;
    again = setTimeout(() => open(root), patience);
    patience = Math.min(LATEST, patience * 2);
  };
}

function look(root) {
  if (document.hidden) {
    hiddenSince = Date.now();
    close();
  } else if (source === null) {
    if (Date.now() - hiddenSince > FORGOTTEN) last = "";
    open(root);
  }
}

function initLive(root) {
  if (!root.querySelector("[data-live], [data-board], [data-bell]")) return;
  on(root, "dz:ready", () => {
    hiddenSince = Date.now();
    look(root);
  });
  root.addEventListener("visibilitychange", () => look(root));
  addEventListener("pagehide", close);
  // A browser kept the page as it was: what happened since is not in it.
  addEventListener("pageshow", (event) => event.persisted && look(root));
  setInterval(() => {
    if (source !== null && Date.now() - heardAt > SILENCE) open(root);
  }, SILENCE / 4);
}

register("common/stream", initLive);
