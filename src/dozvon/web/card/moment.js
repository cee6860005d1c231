// A time: typed in words and read by the server as they are typed, or taken from the grid of days and hours.

import { fragment } from "../common/fragments.js";
import { on, register } from "../common/modules.js";

const PAUSE = 120;
const asked = new WeakMap();

const parts = (field) => ({
  words: field.querySelector("[data-words]"),
  minute: field.querySelector('input[type="datetime-local"]'),
  shown: field.querySelector("[data-shown]"),
});

// The hours are fetched when somebody looks at them, once.
export async function wantHours(field) {
  if (parts(field).words.value || parts(field).minute.value) ask(field, 0);
  const box = field.querySelector("[data-hours]");
  if (box.dataset.asked) return;
  box.dataset.asked = "yes";
  const drawn = await fragment(box.dataset.hours);
  if (drawn === null) delete box.dataset.asked;
  else box.innerHTML = drawn;
  mark(field);
}

function show(field, answer) {
  const { words, minute, shown } = parts(field);
  if (answer.wall && words.value) minute.value = answer.wall;
  shown.textContent = answer.error ?? [answer.shown, answer.moved].filter(Boolean).join(" — ");
  shown.classList.toggle("dz-late", Boolean(answer.error || answer.moved));
  mark(field);
}

function ask(field, pause = PAUSE) {
  const { words, minute, shown } = parts(field);
  const before = asked.get(field);
  clearTimeout(before?.timer);
  before?.controller.abort();
  const text = words.value.trim() || minute.value;
  if (!text) {
    shown.textContent = "";
    mark(field);
    return;
  }
  const controller = new AbortController();
  const timer = setTimeout(async () => {
    // Without an answer the words are still read, when the form is sent.
    const answer = await fragment(`${field.dataset.said}&text=${encodeURIComponent(text)}`, controller.signal);
    if (answer !== null) show(field, JSON.parse(answer));
  }, pause);
  asked.set(field, { controller, timer });
}

// The hour that is chosen stands out in the grid; the arrows begin there.
function mark(field) {
  const chosen = parts(field).minute.value.slice(0, 13);
  const cells = [...field.querySelectorAll(".dz-hour")];
  for (const cell of cells) {
    const is = chosen !== "" && cell.dataset.wall.slice(0, 13) === chosen;
    cell.closest("td").setAttribute("aria-selected", String(is));
    cell.tabIndex = -1;
  }
  const start = cells.find((cell) => cell.closest('[aria-selected="true"]')) ?? cells[0];
  if (start) start.tabIndex = 0;
}

function onward(field) {
  const { words, minute } = parts(field);
  const others = [...minute.form.querySelectorAll("input[required], textarea")].filter((other) => other !== minute);
  (others.find((other) => !other.value) ?? words).focus();
}

function take(button) {
  const field = button.closest("[data-moment]");
  const { words, minute } = parts(field);
  words.value = button.dataset.say ?? "";
  if (button.dataset.wall) minute.value = button.dataset.wall;
  for (const input of [words, minute]) input.dispatchEvent(new Event("change", { bubbles: true }));
  ask(field, 0);
  mark(field);
  onward(field);
}

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

// From one possible hour to the next in that direction; impossible ones are stepped over.
function walk(cell, code) {
  const rows = [...cell.closest("tbody").rows].map((row) => [...row.querySelectorAll('[role="gridcell"]')]);
  let row = rows.findIndex((cells) => cells.includes(cell.closest("td")));
  let column = rows[row].indexOf(cell.closest("td"));
  const [down, right] = STEPS[code] ?? [0, code === "Home" ? 1 : -1];
  if (code === "Home") column = -1;
  if (code === "End") column = rows[row].length;
  for (;;) {
    row += down;
    column += right;
    const next = rows[row]?.[column];
    if (!next) return;
    const button = next.querySelector(".dz-hour");
    if (button) {
      for (const other of cell.closest("tbody").querySelectorAll(".dz-hour")) other.tabIndex = -1;
      button.tabIndex = 0;
      button.focus();
      return;
    }
  }
}

function initMoments(root) {
  on(root, "input", (event) => {
    const field = event.target.closest("[data-moment]");
    if (!field) return;
    if (event.target.matches('[type="datetime-local"]')) parts(field).words.value = "";
    ask(field);
  });
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-moment] [data-say], [data-moment] [data-wall]");
    if (button) take(button);
    else if (event.target.matches(".dz-hours")) event.target.querySelector('.dz-hour[tabindex="0"]')?.focus();
  });
  const press = (event) => {
    const cell = event.target.closest?.(".dz-hour");
    if (!cell || !(event.code in STEPS || event.code === "Home" || event.code === "End")) return;
    event.preventDefault();
    walk(cell, event.code);
  };
  on(root, "keydown", press, { stage: "first" });
}

register("card/moment", initMoments);
