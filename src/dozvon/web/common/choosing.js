// Drop-downs of what the server finds while somebody types: <div data-combo> with a combobox and its list.
// Arrows move, Enter takes, Escape closes; a choice is a button, or fills other fields by its data-fill. An arrow in a
// closed one asks for what usually stands there ("dz:ask").
import { on, register } from "./modules.js";

const inputOf = (combo) => combo.querySelector('[role="combobox"]');
const listOf = (combo) => combo.querySelector('[role="listbox"]');
const optionsOf = (combo) => [...combo.querySelectorAll('[role="option"]')];
const activeOf = (combo) => combo.querySelector('[aria-selected="true"]');

function setOpen(combo, open) {
  const input = inputOf(combo);
  listOf(combo).hidden = !open;
  input.setAttribute("aria-expanded", String(open));
  if (!open) activate(combo, null);
}

function activate(combo, option) {
  for (const other of optionsOf(combo)) other.setAttribute("aria-selected", String(other === option));
  if (option) {
    inputOf(combo).setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else {
    inputOf(combo).removeAttribute("aria-activedescendant");
  }
}

function step(combo, by) {
  const options = optionsOf(combo);
  if (options.length === 0) return;
  const at = options.indexOf(activeOf(combo));
  const next = at < 0 && by < 0 ? options.length - 1 : (at + by + options.length) % options.length;
  activate(combo, options[next]);
}

// What a choice fills in: {"city": "Пермь", "region": "Пермский край"} by the names of the form's fields.
function fill(combo, option) {
  const { form } = inputOf(combo);
  for (const [name, value] of Object.entries(JSON.parse(option.dataset.fill))) {
    const field = form.elements[name];
    if (field) field.value = value;
  }
  inputOf(combo).dispatchEvent(new Event("change", { bubbles: true }));
}

function take(combo, option) {
  setOpen(combo, false);
  if (option.dataset.fill) fill(combo, option);
  else if (option.type === "submit") option.form.requestSubmit(option);
}

function obey(event, combo) {
  const open = !listOf(combo).hidden;
  if (event.code === "ArrowDown" || event.code === "ArrowUp") {
    if (!open && optionsOf(combo).length) setOpen(combo, true);
    else if (!open) event.target.dispatchEvent(new CustomEvent("dz:ask"));
    step(combo, event.code === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && open && activeOf(combo)) {
    take(combo, activeOf(combo));
  } else if (event.key === "Enter" && combo.dataset.combo !== "free") {
    // Nothing is chosen yet: the form must not be sent for that.
  } else if (event.key === "Escape" && open) {
    setOpen(combo, false);
  } else {
    return;
  }
  event.preventDefault();
}

function initChoosing(root) {
  const press = (event) => {
    if (event.isComposing || !event.target.matches?.('[data-combo] [role="combobox"]')) return;
    obey(event, event.target.closest("[data-combo]"));
  };
  // Enter on a choice takes it, and only then leaves the field.
  on(root, "keydown", press, { stage: "first" });
  on(root, "htmx:after:swap", (event) => {
    const input = event.detail.ctx.sourceElement;
    const combo = input?.matches?.('[data-combo] [role="combobox"]') ? input.closest("[data-combo]") : null;
    if (!combo || root.activeElement !== input) return;
    setOpen(combo, listOf(combo).childElementCount > 0);
    if (input.value.trim()) activate(combo, optionsOf(combo)[0] ?? null);
  });
  // The keyboard stays in the field while the mouse chooses.
  root.addEventListener("mousedown", (event) => {
    if (event.target.closest('[role="option"]')) event.preventDefault();
  });
  root.addEventListener("click", (event) => {
    const option = event.target.closest('[role="option"][data-fill]');
    if (option) take(option.closest("[data-combo]"), option);
  });
  root.addEventListener("focusout", (event) => {
    const combo = event.target.closest?.("[data-combo]");
    if (combo && !combo.contains(event.relatedTarget)) setOpen(combo, false);
  });
}

register("common/choosing", initChoosing);
