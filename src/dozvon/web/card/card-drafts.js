// The forms of a card keep what is typed: through a reload, another card, the end of a claim, a lost connection.
import { draftOf, dropDraft, forgetOld, keepDraft } from "../common/drafts.js";
import { on, register } from "../common/modules.js";
import { say } from "../common/notices.js";
import { SAVING, isUnsaved, savedOf, setValue, unsavedOf, valueOf } from "./typing.js";

const FORM = "form[data-draft]";

export const userOf = (root) => root.body.dataset.user;
const cardOf = (root) => root.querySelector("#card[data-order]");
const formsOf = (card) => [...card.querySelectorAll(FORM)];
const fieldsOf = (form) => [...form.elements].filter((field) => field.name && !["hidden", "submit"].includes(field.type));

function typedIn(form) {
  const typed = {};
  for (const field of fieldsOf(form)) {
    if (field.type === "radio" || field.type === "checkbox") {
      if (field.checked) typed[field.name] = field.value;
    } else if (field.value !== "") {
      typed[field.name] = field.value;
    }
  }
  return typed;
}

function fill(form, { once, typed }) {
  form.elements.once.value = once;
  for (const field of fieldsOf(form)) {
    if (field.type === "radio" || field.type === "checkbox") field.checked = typed[field.name] === field.value;
    else field.value = typed[field.name] ?? "";
  }
}

// Fields that save themselves, while they are not saved: what was typed, and what it was typed over.
const typedOver = (card) => Object.fromEntries(unsavedOf(card).map((field) => [field.id, { saved: savedOf(field), value: valueOf(field) }]));

// All forms of the card as they are now; nothing typed anywhere is no draft.
export function keep(root) {
  const [user, card] = [userOf(root), cardOf(root)];
  if (!user || !card) return;
  const { order } = card.dataset;
  const forms = {};
  for (const form of formsOf(card)) {
    const typed = typedIn(form);
    if (Object.keys(typed).length > 0) forms[form.dataset.draft] = { once: form.elements.once.value, typed };
  }
  const open = card.querySelector(`details[open] ${FORM}`)?.dataset.draft ?? "";
  const unsent = draftOf(user, order)?.unsent;
  const fields = typedOver(card);
  const isTyped = Object.keys({ ...forms, ...fields }).length > 0;
  if (isTyped || unsent) keepDraft(user, order, { title: card.ariaLabel, open, forms, fields, unsent });
  else dropDraft(user, order);
}

// They are saved now, but where somebody else wrote something there meanwhile: that is for the operator to decide.
function bringFieldsBack(root, fields, isSentLater) {
  const back = [];
  for (const [id, { saved, value }] of Object.entries(fields)) {
    const field = root.getElementById(id);
    if (!field || field.matches(":disabled, :focus") || isUnsaved(field) || savedOf(field) === value) continue;
    setValue(field, value);
    back.push({ field, isFree: savedOf(field) === saved });
  }
  // An action that waits takes them along.
  if (isSentLater) return;
  const free = back.filter(({ isFree }) => isFree).map(({ field }) => field);
  if (free.length < back.length) say(root, "typed-back");
  if (free.length > 0) root.dispatchEvent(new CustomEvent("dz:typed-back", { detail: { fields: free } }));
}

function bringBack(root) {
  const [user, card] = [userOf(root), cardOf(root)];
  const draft = card && draftOf(user, card.dataset.order);
  if (!draft || formsOf(card).length === 0) return;
  const saved = card.dataset.saved.split(" ");
  // Its answer was lost, but it was done.
  if (Object.values(draft.forms).some(({ once }) => saved.includes(once))) {
    dropDraft(user, card.dataset.order);
    return;
  }
  for (const form of formsOf(card)) {
    const kept = draft.forms[form.dataset.draft];
    // A form that came back with what is wrong in it shows what was typed already.
    if (!kept || form.querySelector('[aria-invalid="true"]')) continue;
    fill(form, kept);
    form.querySelector("[data-draft-note]").hidden = false;
    if (draft.open === form.dataset.draft) form.closest("details").open = true;
  }
  bringFieldsBack(root, draft.fields ?? {}, Boolean(draft.unsent));
}

function initDrafts(root) {
  const typed = (event) => event.target.closest?.(`${FORM}, ${SAVING}`) && keep(root);
  // A field may fill in another one first.
  on(root, "input change", typed, { stage: "late" });
  on(root, "dz:ready", forgetOld);
  // What was saved is no draft any more.
  on(root, "dz:ready htmx:after:swap", () => bringBack(root), { stage: "late" });
  root.addEventListener("click", (event) => {
    if (!event.target.closest("[data-draft-drop]")) return;
    const form = event.target.closest(FORM);
    form.reset();
    form.querySelector("[data-draft-note]").hidden = true;
    keep(root);
    form.querySelector(".form-control")?.focus();
  });
}

register("card/card-drafts", initDrafts);
