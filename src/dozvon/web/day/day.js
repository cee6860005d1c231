// My day: a task is dragged to another hour, or moved by a time in words (M on its card).
import { on, register } from "../common/modules.js";

let dragged = null;
let over = null;

function put(card, hour) {
  const form = card.querySelector("form");
  form.elements.due_at.value = `${hour.dataset.hour.slice(0, 14)}${card.dataset.minute}${hour.dataset.hour.slice(16)}`;
  form.elements.words.value = "";
  form.requestSubmit();
}

function point(hour) {
  if (hour === over) return;
  over?.classList.remove("is-over");
  hour?.classList.add("is-over");
  over = hour;
}

function letGo() {
  dragged?.classList.remove("is-dragged");
  point(null);
  dragged = null;
}

function initDay(root) {
  if (!root.querySelector(".dz-day")) return;
  // A finger scrolls the page; it moves a task by its button.
  root.addEventListener("pointerdown", (event) => {
    const card = event.target.closest?.(".dz-day-card");
    if (!card || event.pointerType === "touch" || event.button !== 0) return;
    if (event.target.closest("a, summary, form")) return;
    dragged = card;
    card.classList.add("is-dragged");
  });
  root.addEventListener("pointermove", (event) => {
    if (dragged) point(root.elementFromPoint(event.clientX, event.clientY)?.closest("[data-hour]") ?? null);
  });
  root.addEventListener("pointerup", () => {
    const [card, hour] = [dragged, over];
    letGo();
    if (card && hour && !hour.contains(card)) put(card, hour);
  });
  root.addEventListener("pointercancel", letGo);
  const press = (event) => {
    if (event.code === "Escape") letGo();
    const card = event.target.closest?.(".dz-day-card");
    if (!card || event.code !== "KeyM" || event.target.matches("input") || event.ctrlKey || event.altKey) return;
    event.preventDefault();
    card.querySelector("details").open = true;
    card.querySelector('[name="words"]').focus();
  };
  on(root, "keydown", press, { stage: "first" });
}

register("day/day", initDay);
