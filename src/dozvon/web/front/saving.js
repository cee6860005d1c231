// Forms of the card that save themselves when a field is left: <form data-saves>. One is on its way at a time, so that
// each knows the order's version; what is typed meanwhile stays; an action waits until all is saved.

const FORM = "form[data-saves]";
const FIELD = "input:not([type=hidden]), select, textarea";

// The form on its way, what stood in its fields then, and what is to be sent after it: form id -> button or null.
let busy = null;
let sent = new Map();
const waiting = new Map();
let action = null;

const valueOf = (field) => (field.type === "checkbox" || field.type === "radio" ? field.checked : field.value);

function setValue(field, value) {
  if (typeof value === "boolean") field.checked = value;
  else field.value = value;
}

function fieldsOf(form) {
  return [...form.elements].filter((field) => field.id && field.matches(FIELD) && !("unsaved" in field.dataset));
}

function send(root) {
  if (busy) return;
  const next = waiting.entries().next();
  if (next.done) {
    goOn(root);
    return;
  }
  const [id, button] = next.value;
  waiting.delete(id);
  const form = root.getElementById(id);
  if (!form) {
    send(root);
    return;
  }
  const still = button && [...form.elements].find((other) => other.name === button.name && other.value === button.value);
  form.requestSubmit(still ?? null);
}

// The action that waited goes on, unless something the card holds was refused.
function goOn(root) {
  if (!action) return;
  const { form, button } = action;
  action = null;
  const wrong = root.querySelector(`${FORM} [aria-invalid="true"]`);
  if (wrong) wrong.focus();
  else if (form.isConnected) form.requestSubmit(button?.isConnected ? button : null);
}

function begin(form) {
  busy = form.id;
  sent = new Map(fieldsOf(form).map((field) => [field.id, valueOf(field)]));
}

// What was typed after the form went off, by the ids of its fields.
let typedSince = [];

function remember(root) {
  const form = busy && root.getElementById(busy);
  if (!form) return;
  typedSince = fieldsOf(form)
    .filter((field) => sent.has(field.id) && sent.get(field.id) !== valueOf(field))
    .map((field) => [field.id, valueOf(field)]);
}

function restore(root) {
  for (const [id, value] of typedSince) {
    const field = root.getElementById(id);
    if (!field) continue;
    setValue(field, value);
    if (field !== root.activeElement) waiting.set(field.form.id, waiting.get(field.form.id) ?? null);
  }
  typedSince = [];
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
  const fresh = root.querySelector("[data-take-focus]");
  if (fresh) {
    fresh.removeAttribute("data-take-focus");
    fresh.focus();
    fresh.select();
  } else if (!form.contains(root.activeElement) && root.activeElement?.id === "card") {
    form.querySelector(FIELD)?.focus();
  }
}

export function tendSaving(root) {
  root.addEventListener("change", (event) => {
    const form = event.target.form;
    if (!form?.matches(FORM) || "unsaved" in event.target.dataset) return;
    waiting.set(form.id, waiting.get(form.id) ?? null);
    send(root);
  });
  root.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      const isAction = form.matches(".dz-panel");
      if (!form.matches(FORM) && !isAction) return;
      if (isAction && !busy && waiting.size === 0) return;
      if (!isAction && !busy) {
        begin(form);
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      if (isAction) action = { form, button: event.submitter };
      else waiting.set(form.id, event.submitter);
    },
    true,
  );
  // Enter in a field leaves it as Tab does: what was typed is saved.
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.defaultPrevented || event.ctrlKey || event.isComposing) return;
    if (!event.target.matches("input") || !event.target.form?.matches(FORM)) return;
    event.preventDefault();
    waiting.set(event.target.form.id, waiting.get(event.target.form.id) ?? null);
    send(root);
  });
  root.addEventListener("focusin", (event) => {
    if (event.target.matches(".dz-cell")) event.target.select();
  });
  root.addEventListener("htmx:before:swap", () => remember(root));
  root.addEventListener("htmx:after:swap", () => {
    const form = busy && root.getElementById(busy);
    if (form) {
      restore(root);
      placeKeyboard(root, form);
    }
    spreadVersion(root);
  });
  root.addEventListener("htmx:finally:request", (event) => {
    const { request } = event.detail.ctx;
    if (!busy || request.form?.id !== busy) return;
    busy = null;
    // A request that did not arrive leaves the field as it is: the next change sends all of the form again.
    if (event.detail.ctx.response) send(root);
    else action = null;
  });
}
