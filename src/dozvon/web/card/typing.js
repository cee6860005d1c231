// What is typed into the card's self-saving forms stays typed: no answer of the server takes the place of a field that
// has the keyboard or holds text that is not saved yet. Such pieces are swapped by "outerMorph", so that the field itself
// stays, with its cursor; here its text is kept, and the others show what the server has.

export const SAVING = "form[data-saves]";
const FIELD = "input:not([type=hidden]), select, textarea";
const TYPED = "input:not([type=radio], [type=checkbox]), textarea";

export const valueOf = (field) => (field.type === "checkbox" || field.type === "radio" ? field.checked : field.value);

export function setValue(field, value) {
  if (valueOf(field) === value) return;
  if (typeof value === "boolean") {
    field.checked = value;
    return;
  }
  const [start, end] = field === document.activeElement ? [field.selectionStart, field.selectionEnd] : [null, null];
  field.value = value;
  if (start !== null && start !== undefined) field.setSelectionRange(start, end);
}

// As the server gave it.
export function savedOf(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.defaultChecked;
  if (!field.matches("select")) return field.defaultValue;
  const options = [...field.options];
  return (options.find((option) => option.defaultSelected) ?? options[0])?.value ?? "";
}

export const fieldsOf = (form) => [...form.elements].filter((field) => field.id && field.matches(FIELD) && !field.matches(":disabled"));
// A search box is typed in, but never saved.
const isSaved = (field) => !("unsaved" in field.dataset);

// Texts that the server has answered already while their fields had the keyboard: it may have spelt them otherwise.
const answered = new Map();

export const isUnsaved = (field) =>
  isSaved(field) && valueOf(field) !== savedOf(field) && answered.get(field.id) !== valueOf(field);

export const unsavedOf = (root) => [...root.querySelectorAll(SAVING)].flatMap((form) => fieldsOf(form).filter(isUnsaved));

// A field that was saved under the keyboard shows the server's spelling once it is left.
export function settle(field) {
  if (answered.get(field.id) !== valueOf(field)) return;
  answered.delete(field.id);
  setValue(field, savedOf(field));
}

// The open drop-down of a field goes on beside it, in the new piece too.
function carryDropDown(field, fragment) {
  const fresh = fragment.querySelector(`#${CSS.escape(field.id)}`);
  const list = field.closest("[data-combo]")?.querySelector("[role=listbox]");
  if (!fresh || !list) return;
  for (const name of ["aria-expanded", "aria-activedescendant"]) {
    if (field.hasAttribute(name)) fresh.setAttribute(name, field.getAttribute(name));
  }
  fragment.querySelector(`#${CSS.escape(list.id)}`)?.replaceWith(list.cloneNode(true));
}

let held = [];

// Before a swap: `sentOf` gives what was sent of a field that the answer is about; another value there was typed since.
export function hold(root, tasks, sentOf) {
  held = [];
  for (const { target, fragment } of tasks) {
    for (const form of target?.querySelectorAll?.(SAVING) ?? []) {
      for (const field of fieldsOf(form)) {
        const [value, sent] = [valueOf(field), sentOf(field)];
        const isAnswered = sent === value;
        const isSince = sent !== undefined && !isAnswered;
        const isNew = isSince || (value !== savedOf(field) && answered.get(field.id) !== value && !isAnswered);
        const isTyped = field === root.activeElement && field.matches(TYPED);
        if (isTyped && !isNew && isSaved(field)) answered.set(field.id, value);
        if (isTyped && !isAnswered && field.matches("[role=combobox]")) carryDropDown(field, fragment);
        held.push({ id: field.id, value, isSince, stays: isNew || (isTyped && isSaved(field)) });
      }
    }
  }
}

// After it: everything that was not kept shows what the server has. Gives the fields changed and left since the sending.
export function release(root) {
  const since = [];
  for (const { id, value, isSince, stays } of held) {
    const field = root.getElementById(id);
    if (!field) continue;
    setValue(field, stays ? value : savedOf(field));
    if (isSince && field !== root.activeElement) since.push(field);
  }
  held = [];
  return since;
}
