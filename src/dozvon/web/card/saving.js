// Forms of the card that save themselves when a field is left: <form data-saves>. One is on its way at a time, so that
// each knows the order's version. An action, or the way to another card, waits until all is saved.
import { AWAY, lost, probe } from "../common/connection.js";
import { on, register } from "../common/modules.js";
import { keep } from "./card-drafts.js";
import { keepUnsent, showUnsent } from "./sending.js";
import { say } from "../common/notices.js";
import { SAVING, fieldsOf, hold, isUnsaved, release, settle, unsavedOf, valueOf } from "./typing.js";

const OURS = new Set([200, 409, 422]);

// The form on its way: its id, the button it was sent by, what stood in its fields then.
let busy = null;
// What is to be sent after it: form id -> button or null.
const waiting = new Map();
// The action that waits for it.
let action = null;
// Ways to other cards that wait for it: called with whether all was saved.
let leaving = [];
// A save did not arrive: all of it waits for the connection.
let isLost = false;
// With an action behind them the saves are no longer sent from here: a reload would lose them.
let isHandedOver = false;

// What is typed is on its way to the server, and the server can be reached.
export const isSaving = () => busy !== null && !isLost;

function want(form, button = null) {
  waiting.set(form.id, button ?? waiting.get(form.id) ?? null);
}

function wantUnsaved(root) {
  for (const field of unsavedOf(root)) {
    if (!isSent(field)) want(field.form);
  }
}

const isSent = (field) => busy?.id === field.form?.id && busy.sent.get(field.id) === valueOf(field);

// The button may have gone with its list meanwhile.
function submit(form, button) {
  if (!button || form.contains(button)) {
    form.requestSubmit(button);
    return;
  }
  const again = Object.assign(document.createElement("button"), { name: button.name, value: button.value, hidden: true });
  form.append(again);
  form.requestSubmit(again);
  again.remove();
}

function send(root) {
  if (busy || isLost || isHandedOver) return;
  const next = waiting.entries().next();
  if (next.done) {
    goOn();
    return;
  }
  const [id, button] = next.value;
  waiting.delete(id);
  const form = root.getElementById(id);
  if (form) submit(form, button);
  else send(root);
}

// All is saved: what waited goes on.
function goOn() {
  for (const go of leaving.splice(0)) go(true);
  if (!action) return;
  const { form, button } = action;
  action = null;
  if (form.isConnected) form.requestSubmit(button?.isConnected ? button : null);
}

// Something was refused: what waited would go on without it.
function stop(root) {
  const stopped = action !== null || leaving.length > 0;
  for (const go of leaving.splice(0)) go(false);
  action = null;
  if (stopped) showWrong(root);
}

// A refused field stops an action once: whoever sends it again has seen the mistake.
function showWrong(root) {
  const wrong = root.querySelector(`${SAVING} [aria-invalid="true"]:not([data-seen])`);
  if (!wrong) return false;
  wrong.dataset.seen = "";
  wrong.focus();
  return true;
}

function begin(form, button) {
  const isSearch = (field) => "unsaved" in field.dataset && button?.name !== "add";
  const sent = new Map(fieldsOf(form).filter((field) => !isSearch(field)).map((field) => [field.id, valueOf(field)]));
  busy = { id: form.id, button, sent };
}

// It is sent again, once, when the server can be reached; a reload meanwhile loses nothing.
function lose(root) {
  const { id, button } = busy;
  const rest = [...waiting];
  waiting.clear();
  for (const [form, by] of [[id, button], ...rest]) waiting.set(form, by ?? waiting.get(form) ?? null);
  [busy, isLost] = [null, true];
  root.getElementById(id)?.setAttribute("data-lost", "");
  keep(root);
  if (action) handOver(root);
  showUnsent(root);
  lost(root);
}

function handOver(root) {
  const { form, button } = action;
  const by = (saved, sender) => (sender && saved.contains(sender) ? sender : null);
  const saves = [...waiting].map(([id, sender]) => [root.getElementById(id), sender]).filter(([saved]) => saved);
  const before = saves.map(([saved, sender]) => ({ form: saved, button: by(saved, sender) }));
  keepUnsent(root, form, { action: form.action, body: new FormData(form, by(form, button)) }, before);
  isHandedOver = true;
}

// Every form of the card goes by the newest version of the order.
function spreadVersion(root) {
  const card = root.getElementById("card");
  const versions = [...(card?.querySelectorAll("[data-version]") ?? [])].map((piece) => Number(piece.dataset.version));
  if (versions.length === 0) return;
  const newest = String(Math.max(...versions));
  for (const field of card.querySelectorAll("input[name=version]")) field.value = newest;
  if ("version" in card.dataset) card.dataset.version = newest;
}

function placeKeyboard(root, form) {
  const fresh = form.querySelector("[data-take-focus]");
  const isFree = form.contains(root.activeElement) || root.activeElement === root.body || root.activeElement?.id === "card";
  if (fresh) fresh.removeAttribute("data-take-focus");
  if (fresh && isFree) {
    fresh.focus();
    fresh.select();
  } else if (root.activeElement?.id === "card") {
    fieldsOf(form)[0]?.focus();
  }
}

// The form of an action with an item of its menu chosen: the cure that a flag offers.
function openAction(root, code, choice) {
  const panel = root.querySelector(`form.dz-panel[action$="/actions/${code}"]`);
  if (!panel) return;
  panel.closest("details").open = true;
  const item = panel.querySelector(`[name=choice][value="${choice}"]`);
  if (item?.type === "radio") item.click();
  item?.focus();
}

function onSubmit(root, event) {
  const [form, button] = [event.target, event.submitter];
  if (form.matches(SAVING)) {
    if (!busy && !isLost) {
      begin(form, button);
      return;
    }
    want(form, button);
  } else if (form.matches(".dz-panel")) {
    // A button pressed by its key leaves the field it was pressed in: that is saved first.
    wantUnsaved(root);
    const isFree = !busy && waiting.size === 0;
    if (isFree && !showWrong(root)) return;
    if (!isFree) action = { form, button };
  } else {
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (action && isLost) handOver(root);
  showUnsent(root);
  send(root);
}

// Whatever puts another card into this one's place asks the server only when this one is saved.
function waitToLeave(root, { ctx }) {
  if (!["desk", "card"].includes(ctx.target?.id) || ctx.request.form?.matches(".dz-panel")) return;
  wantUnsaved(root);
  if (!busy && waiting.size === 0) return;
  const saved = new Promise((resolve) => leaving.push(resolve));
  ctx.fetch = async (...request) => {
    if (await saved) return fetch(...request);
    throw new DOMException("not saved", "AbortError");
  };
  send(root);
}

function onAnswer(root, { ctx }) {
  const { request, response } = ctx;
  if (!busy || request.form?.id !== busy.id) return;
  if (!response || AWAY.has(response.status)) {
    lose(root);
    return;
  }
  root.getElementById(busy.id)?.removeAttribute("data-lost");
  busy = null;
  if (response.status !== 200) stop(root);
  send(root);
  if (!root.querySelector("#offline.show")) return;
  showUnsent(root);
  probe(root);
}

function onSwapped(root) {
  const form = busy && root.getElementById(busy.id);
  // Somebody went back to what stood there before the answer came: that was no change then, and is one now.
  for (const field of release(root)) want(field.form);
  if (form) {
    keep(root);
    placeKeyboard(root, form);
  }
  spreadVersion(root);
}

function initSaving(root) {
  // A text put in by a script is no change to the browser: that a field is left says it as well.
  for (const left of ["change", "focusout"]) {
    root.addEventListener(left, (event) => {
      const field = event.target;
      if (!field.form?.matches(SAVING) || !field.isConnected) return;
      settle(field);
      // A choice may have filled in other fields of the form.
      const changed = left === "change" ? fieldsOf(field.form) : [field];
      if (!changed.some((one) => isUnsaved(one) && !isSent(one))) return;
      want(field.form);
      send(root);
    });
  }
  on(root, "submit", (event) => onSubmit(root, event), { stage: "first", capture: true });
  // Enter in a field leaves it as Tab does: what was typed is saved.
  on(root, "keydown", (event) => {
    if (event.key !== "Enter" || event.defaultPrevented || event.ctrlKey || event.isComposing) return;
    if (!event.target.matches("input") || !event.target.form?.matches(SAVING)) return;
    event.preventDefault();
    want(event.target.form);
    send(root);
  });
  root.addEventListener("click", (event) => {
    const cure = event.target.closest("[data-goto], [data-act]");
    if (cure?.dataset.goto) root.getElementById(cure.dataset.goto)?.focus();
    else if (cure) openAction(root, cure.dataset.act, cure.dataset.choice);
  });
  root.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-saves] [inputmode=decimal]")) event.target.select();
  });
  // An action whose form is closed waits no longer.
  root.addEventListener(
    "toggle",
    (event) => {
      if (event.newState !== "closed" || !action || isHandedOver || !event.target.contains(action.form)) return;
      action = null;
    },
    true,
  );
  root.addEventListener("htmx:before:request", (event) => waitToLeave(root, event.detail));
  root.addEventListener("htmx:before:response", (event) => {
    const { request, response } = event.detail.ctx;
    if (!busy || request.form?.id !== busy.id || OURS.has(response.status) || response.status === 401) return;
    // Only the card's own pieces may take its place.
    event.preventDefault();
    if (!AWAY.has(response.status)) say(root, "not-saved");
  });
  on(root, "htmx:before:swap", (event) => {
    const { ctx, tasks } = event.detail;
    const isAnswer = busy !== null && ctx.request?.form?.id === busy.id;
    hold(root, tasks, (field) => (isAnswer ? busy.sent.get(field.id) : undefined));
  });
  on(root, "htmx:after:swap", () => onSwapped(root));
  root.addEventListener("htmx:finally:request", (event) => onAnswer(root, event.detail));
  root.addEventListener("dz:typed-back", (event) => {
    for (const field of event.detail.fields) want(field.form);
    send(root);
  });
  root.addEventListener("dz:back", () => {
    isLost = false;
    send(root);
  });
  root.addEventListener("dz:cancelled", () => {
    [action, isHandedOver] = [null, false];
    wantUnsaved(root);
    send(root);
  });
  // A page that is left while a save is on its way hears no answer: what waits for it is kept.
  addEventListener("pagehide", () => {
    if (!action || !busy || isHandedOver) return;
    want(root.getElementById(busy.id), busy.button);
    handOver(root);
  });
}

register("card/saving", initSaving);
