// Search as one types: a newer text takes the place of the older request; arrows choose, Enter opens, Escape closes.
import { fragment } from "../common/fragments.js";
import { register } from "../common/modules.js";

const PAUSE = 110;
const SHORTEST = 2;
let timer = 0;
let controller = null;

// Kept, because a box that is being taken down is told of its blur when it has no form any more.
const boxes = new WeakMap();
const boxOf = (input) => boxes.get(input);
const chosenIn = (box) => box.querySelector('[aria-selected="true"]');

function close(input) {
  clearTimeout(timer);
  controller?.abort();
  boxOf(input).hidden = true;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

function choose(input, option) {
  const box = boxOf(input);
  chosenIn(box)?.setAttribute("aria-selected", "false");
  option.setAttribute("aria-selected", "true");
  option.scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", option.id);
}

function step(input, by) {
  const box = boxOf(input);
  const options = [...box.querySelectorAll('[role="option"]')];
  if (options.length === 0) return;
  const at = options.indexOf(chosenIn(box));
  choose(input, options[at < 0 ? (by > 0 ? 0 : options.length - 1) : (at + by + options.length) % options.length]);
}

function ask(input) {
  clearTimeout(timer);
  controller?.abort();
  const text = input.value.trim();
  if (text.length < SHORTEST) {
    close(input);
    return;
  }
  controller = new AbortController();
  const { signal } = controller;
  timer = setTimeout(async () => {
    const drawn = await fragment(`${boxOf(input).dataset.found}?q=${encodeURIComponent(text)}`, signal);
    if (drawn === null || signal.aborted || document.activeElement !== input) return;
    boxOf(input).innerHTML = drawn;
    boxOf(input).hidden = false;
    input.setAttribute("aria-expanded", "true");
    input.removeAttribute("aria-activedescendant");
  }, PAUSE);
}

function press(event, input) {
  const box = boxOf(input);
  if (event.code === "ArrowDown" || event.code === "ArrowUp") {
    event.preventDefault();
    if (box.hidden) ask(input);
    else step(input, event.code === "ArrowDown" ? 1 : -1);
  } else if (event.code === "Escape" && !box.hidden) {
    event.preventDefault();
    close(input);
  } else if ((event.code === "Enter" || event.code === "NumpadEnter") && !box.hidden && chosenIn(box)) {
    event.preventDefault();
    chosenIn(box).click();
  }
}

function initSearch(root) {
  for (const input of root.querySelectorAll(".dz-search input")) {
    boxes.set(input, input.form.querySelector("[role=listbox]"));
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", boxOf(input).id);
    input.setAttribute("aria-expanded", "false");
    input.addEventListener("input", () => ask(input));
    input.addEventListener("keydown", (event) => press(event, input));
    input.addEventListener("blur", () => close(input));
    // A press on a match must not take the focus first: the list would be gone before the click.
    boxOf(input).addEventListener("pointerdown", (event) => event.preventDefault());
  }
}

register("search/search", initSearch);
