// A new order by hand: who it may be is asked for while one types, what is typed is kept until it is saved.
import { draftOf, dropDraft, keepDraft } from "../common/drafts.js";
import { fragment } from "../common/fragments.js";
import { on, register } from "../common/modules.js";

const PAUSE = 140;
const SOUGHT = ["phone", "name", "email"];

const formOf = (root) => root.getElementById("entry-form");
const userOf = (root) => root.getElementById("entry").dataset.user;
// A call that comes in has a draft of its own: it is not mixed up with what was typed before it.
const draftName = () => `new${new URLSearchParams(location.search).get("phone") ?? ""}`;
const fieldsOf = (form) =>
  [...form.elements].filter((field) => field.name && field.matches("input, select, textarea") && field.name !== "csrfmiddlewaretoken");
const valuesOf = (form) => Object.fromEntries(fieldsOf(form).map((field) => [field.name, field.value]));

function fill(form, values) {
  for (const [name, value] of Object.entries(values)) {
    if (form.elements[name]) form.elements[name].value = value;
  }
}

function keep(root) {
  const typed = valuesOf(formOf(root));
  const isEmpty = [...SOUGHT, "product", "comment"].every((name) => !typed[name]?.trim());
  if (isEmpty) dropDraft(userOf(root), draftName());
  else keepDraft(userOf(root), draftName(), { forms: {}, typed });
}

let timer = 0;
let controller = null;

function ask(root) {
  clearTimeout(timer);
  controller?.abort();
  controller = new AbortController();
  const { signal } = controller;
  timer = setTimeout(async () => {
    const form = formOf(root);
    if (!form) return;
    const asked = new URLSearchParams(valuesOf(form));
    asked.delete("once");
    asked.set("at", form.contains(root.activeElement) ? root.activeElement.name : "");
    const drawn = await fragment(`${form.dataset.alike}?${asked}`, signal);
    if (drawn === null || signal.aborted) return;
    const beside = root.getElementById("entry-alike");
    beside.innerHTML = drawn;
    for (const note of beside.querySelector("[data-notes]").content.querySelectorAll("[data-note]")) {
      const told = root.querySelector(`[data-told="${note.dataset.note}"]`);
      if (told.textContent !== note.textContent) told.textContent = note.textContent;
    }
  }, PAUSE);
}

function bringBack(root) {
  const form = formOf(root);
  const draft = draftOf(userOf(root), draftName());
  // A form that came back, or is for somebody already, shows what it is about.
  if (!draft?.typed || "answered" in form.dataset) return;
  fill(form, draft.typed);
  form.querySelector("[data-draft-note]").hidden = false;
  ask(root);
}

function clear(root) {
  const form = formOf(root);
  fill(form, Object.fromEntries([...SOUGHT, "product", "sku", "comment", "client"].map((name) => [name, ""])));
  form.elements.quantity.value = "1";
  form.querySelector("[data-draft-note]").hidden = true;
  form.elements.phone.focus();
  keep(root);
  ask(root);
}

function take(root, button) {
  const form = formOf(root);
  const takes = JSON.parse(button.dataset.takes);
  fill(form, takes);
  (takes.client ? form.elements.product : form.elements.phone).focus();
  keep(root);
  ask(root);
}

// What is typed while the form is on its way stays, if the form comes back.
let sent = null;
let typedSince = {};

function remember(root) {
  const form = formOf(root);
  if (!sent || !form) return;
  typedSince = Object.fromEntries(Object.entries(valuesOf(form)).filter(([name, value]) => sent[name] !== value));
}

function listen(root) {
  const inForm = (event) => event.target.form?.id === "entry-form";
  root.addEventListener("input", (event) => {
    if (!inForm(event)) return;
    keep(root);
    if (SOUGHT.includes(event.target.name)) ask(root);
  });
  root.addEventListener("change", (event) => {
    if (!inForm(event)) return;
    keep(root);
    if (event.target.name !== "product" && event.target.name !== "comment") ask(root);
  });
  root.addEventListener("click", (event) => {
    const taker = event.target.closest("[data-takes]");
    if (taker) {
      event.preventDefault();
      take(root, taker);
    }
    if (event.target.closest("#entry [data-entry-clear]")) clear(root);
    if (event.target.closest("#entry [data-drops]")) dropDraft(userOf(root), draftName());
  });
  on(root, "keydown", (event) => {
    if (event.code !== "Escape" || event.defaultPrevented || root.querySelector("details.dz-menu[open]")) return;
    root.querySelector("[data-entry-back]")?.click();
  });
  root.addEventListener("submit", (event) => {
    if (event.target.id === "entry-form") sent = valuesOf(event.target);
  });
  on(root, "htmx:before:swap", () => remember(root));
  on(root, "htmx:after:swap", (event) => {
    if (!sent || event.detail.ctx.request?.form?.id !== "entry-form") return;
    fill(formOf(root), typedSince);
    [sent, typedSince] = [null, {}];
  });
  root.addEventListener("htmx:after:request", (event) => {
    const { request, response } = event.detail.ctx;
    if (request.form?.id === "entry-form" && request.method === "POST" && response?.status < 400) {
      dropDraft(userOf(root), draftName());
    }
  });
}

function initEntry(root) {
  if (!root.getElementById("entry")) return;
  listen(root);
  on(root, "dz:ready", () => bringBack(root));
}

register("entry/entry", initEntry);
