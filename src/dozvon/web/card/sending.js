// An action whose answer did not come is sent again by itself until there is one, from whatever page is open then, and
// before it the fields it waited for. The form's key makes that safe: the server does it once and answers the repetition
// as done. Where somebody else has changed the order meanwhile, nothing is done, and the card says why.
import { AWAY, lost, probe } from "../common/connection.js";
import { draftOf, dropDraft, keepDraft, unsentOf } from "../common/drafts.js";
import { on, register } from "../common/modules.js";
import { keep, userOf } from "./card-drafts.js";
import { say } from "../common/notices.js";

const AGAIN = 5000;
const LONGEST_REASON = 300;

// The action on its way: a page that is left meanwhile will not hear its answer.
let onWay = null;

const orderOf = (address) => new URL(address, location.href).pathname.match(/^\/orders\/(\d+)\//)?.[1];
const cardOf = (root, order) => root.querySelector(`#card[data-order="${order}"]`);

function listed(root, { order, title }) {
  const item = root.getElementById("unsent-item").content.cloneNode(true).firstElementChild;
  item.querySelector("a").textContent = title;
  item.querySelector("a").href = `/orders/${order}/`;
  item.querySelector("button").dataset.cancel = order;
  return item;
}

// Said while an action waits, or a field of the card that could not be saved.
export function showUnsent(root) {
  const user = userOf(root);
  const waiting = user ? unsentOf(user) : [];
  const told = root.querySelector("[data-unsent]");
  if (!told) return;
  told.hidden = waiting.length === 0 && !root.querySelector("[data-lost]");
  root.querySelector("[data-unsent-list]").replaceChildren(...waiting.map((one) => listed(root, one)));
  // What is on its way must not be changed under way.
  for (const form of root.querySelectorAll("#card :is(form[data-draft], form[data-saves])")) {
    form.inert = waiting.some(({ order }) => order === form.closest("#card").dataset.order);
  }
}

// A request as it is kept: without the session's own token, which may be another by then.
function written(action, body) {
  const fields = new URLSearchParams(body);
  fields.delete("csrfmiddlewaretoken");
  return { action, body: String(fields) };
}

const titleOf = (root, form, order) => [form.ariaLabel, cardOf(root, order)?.ariaLabel].filter(Boolean).join(" · ");

// The action on its way, as one that waits.
export function onWayOf(root) {
  if (!onWay) return [];
  const order = orderOf(onWay.action);
  return [{ order, title: titleOf(root, onWay.form, order) }];
}

// Keeps an action to be sent; `before` are the saves that go first, as (form, button).
export function keepUnsent(root, form, request, before = []) {
  const [user, order] = [userOf(root), orderOf(request.action)];
  keep(root);
  const draft = draftOf(user, order) ?? { open: "", forms: {} };
  const saves = before.map(({ form: saved, button }) => written(saved.action, new FormData(saved, button)));
  const since = before.length > 0 ? form.elements.version.value : "";
  keepDraft(user, order, { ...draft, unsent: { ...written(request.action, request.body), saves, since, title: titleOf(root, form, order) } });
}

function wait(root, { form, action, body }) {
  keepUnsent(root, form, { action, body });
  showUnsent(root);
  lost(root);
}

async function post(root, { action, body }, more) {
  const headers = {
    "Content-Type": "application/x-www-form-urlencoded",
    "X-CSRFToken": root.querySelector('meta[name="csrf-token"]').content,
    "HX-Request": "true",
    "HX-Target": "#card",
  };
  const fields = new URLSearchParams(body);
  for (const [name, value] of Object.entries(more)) if (value) fields.set(name, value);
  const answer = await fetch(action, { method: "POST", body: fields, headers, redirect: "manual" }).catch(() => null);
  const text = await answer?.text().catch(() => null);
  if (!answer || AWAY.has(answer.status) || typeof text !== "string") return { isLost: true };
  // Signed out meanwhile: it waits for whoever typed it.
  return { isLost: false, waits: answer.status === 401, isDone: answer.type === "opaqueredirect" || answer.ok, text };
}

// Why the server refused: what its answer says to the operator.
function reasonOf(text) {
  const said = new DOMParser().parseFromString(text, "text/html").querySelector("#card .dz-alert-late, .dz-error, .dz-alert-late");
  return (said?.textContent ?? "").replace(/\s+/g, " ").trim().slice(0, LONGEST_REASON);
}

// The form comes back as a draft; why it was not saved is told where its card is open, now or later.
function refuse(root, user, order, { unsent, ...draft }, text) {
  const refused = { title: unsent.title, reason: reasonOf(text) };
  keepDraft(user, order, { ...draft, refused });
  if (cardOf(root, order)) return location.reload();
  sayRefused(root, refused, order);
  return root.dispatchEvent(new CustomEvent("dz:stale"));
}

function sayRefused(root, { title, reason }, order) {
  const note = say(root, "not-sent");
  note.querySelector("[data-what]").textContent = title;
  note.querySelector("[data-why]").textContent = reason;
  const link = note.querySelector("a");
  link.href = `/orders/${order}/`;
  link.hidden = cardOf(root, order) !== null;
}

function finish(root, user, order, { title }) {
  dropDraft(user, order);
  const open = cardOf(root, order);
  if (open) {
    const back = open.querySelector(".dz-card-back")?.href ?? "/";
    location.assign(`${back}${back.includes("?") ? "&" : "?"}done=${order}`);
    return;
  }
  say(root, "sent-late").querySelector("[data-what]").textContent = title;
  root.dispatchEvent(new CustomEvent("dz:stale"));
}

// The saves first, each by the version the last one made; what is done is not sent again.
async function send(root, user, order) {
  const draft = draftOf(user, order);
  const unsent = { ...draft.unsent };
  while (unsent.saves.length > 0) {
    const answer = await post(root, unsent.saves[0], { version: unsent.version });
    if (answer.isLost) return lost(root);
    if (answer.waits) return null;
    if (!answer.isDone) return refuse(root, user, order, draft, answer.text);
    const versions = [...answer.text.matchAll(/data-version="(\d+)"/g)].map(([, version]) => Number(version));
    Object.assign(unsent, { saves: unsent.saves.slice(1), version: String(Math.max(...versions)) });
    keepDraft(user, order, { ...draft, unsent });
  }
  const answer = await post(root, unsent, { version: unsent.version, since: unsent.since });
  if (answer.isLost) return lost(root);
  if (answer.waits) return null;
  return answer.isDone ? finish(root, user, order, unsent) : refuse(root, user, order, draft, answer.text);
}

// The operator would rather do something else: what was typed is an ordinary draft again.
function cancel(root, order) {
  const user = userOf(root);
  const { unsent, ...draft } = draftOf(user, order);
  keepDraft(user, order, draft);
  showUnsent(root);
  if (cardOf(root, order)) root.dispatchEvent(new CustomEvent("dz:cancelled"));
  probe(root);
}

// What a card of a refused action has to say when it is opened.
function tellRefused(root) {
  const [user, order] = [userOf(root), root.querySelector("#card[data-order]")?.dataset.order];
  const draft = user && order && draftOf(user, order);
  if (!draft?.refused) return;
  const { refused, ...rest } = draft;
  keepDraft(user, order, rest);
  sayRefused(root, refused, order);
}

// Of several open tabs one sends.
const alone = (work) => (navigator.locks ? navigator.locks.request("dozvon:unsent", { ifAvailable: true }, (lock) => lock && work()) : work());

function initSending(root) {
  let sending = false;
  const flushAll = async () => {
    const user = userOf(root);
    for (const { order } of unsentOf(user)) await send(root, user, order);
    showUnsent(root);
    if (unsentOf(user).length === 0) probe(root);
  };
  const flush = async () => {
    const user = userOf(root);
    if (!user || sending || unsentOf(user).length === 0) return;
    sending = true;
    await alone(flushAll);
    sending = false;
  };
  const isAction = ({ request }) => request?.form?.dataset.draft !== undefined;
  root.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    if (isAction(ctx)) onWay = ctx.request;
  });
  root.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    if (isAction(ctx)) onWay = null;
  });
  addEventListener("pagehide", () => onWay && keepUnsent(root, onWay.form, onWay));
  root.addEventListener("htmx:error", ({ detail: { ctx } }) => ctx && isAction(ctx) && wait(root, ctx.request));
  root.addEventListener("htmx:before:response", (event) => {
    const { ctx } = event.detail;
    if (!isAction(ctx) || !AWAY.has(ctx.response.status)) return;
    event.preventDefault();
    wait(root, ctx.request);
  });
  root.addEventListener("htmx:after:request", (event) => {
    const { request, response } = event.detail.ctx;
    if (request.form?.dataset.draft && response.status < 400) dropDraft(userOf(root), orderOf(request.action));
  });
  root.addEventListener("click", (event) => {
    const order = event.target.closest("[data-cancel]")?.dataset.cancel;
    if (order) cancel(root, order);
  });
  const tell = () => {
    showUnsent(root);
    tellRefused(root);
  };
  // A draft that was done after all waits no more.
  on(root, "dz:ready htmx:after:swap", tell, { stage: "last" });
  on(root, "dz:ready", flush, { stage: "last" });
  // Another tab has sent or cancelled something.
  addEventListener("storage", () => showUnsent(root));
  root.addEventListener("dz:back", flush);
  setInterval(flush, AGAIN);
}

register("card/sending", initSending);
