// The editor of pipelines: after each change the mistakes go beside their places, and the ladders' times below them.
import { on, register } from "../common/modules.js";

function slotOf(root, path) {
  const keys = path.split(".");
  for (let length = keys.length; length > 0; length -= 1) {
    const slot = root.getElementById(`e-${keys.slice(0, length).join(".")}`);
    if (slot) return slot;
  }
  return null;
}

function mark(root, slot, wrong) {
  const place = root.getElementById(slot.id.replace("e-", "c-"));
  if (!place) return;
  if (wrong) place.setAttribute("aria-invalid", "true");
  else place.removeAttribute("aria-invalid");
  place.classList.toggle("is-invalid", wrong && place.matches("input, select"));
}

function settle(root, form) {
  const told = new Map();
  for (const mistake of root.querySelectorAll("#side [data-at]")) {
    const slot = slotOf(root, mistake.dataset.at);
    if (slot) told.set(slot, [told.get(slot), mistake.dataset.text].filter(Boolean).join(" "));
  }
  for (const slot of form.querySelectorAll("[id^='e-']")) {
    const text = told.get(slot) ?? "";
    if (slot.textContent.trim() === text) continue;
    slot.textContent = text;
    slot.hidden = !text;
    mark(root, slot, Boolean(text));
  }
  for (const place of form.querySelectorAll(".dz-preview")) {
    const path = place.id.replace("p-", "");
    place.textContent = root.querySelector(`#side [data-preview="${path}"]`)?.textContent ?? "";
  }
}

function initPipelines(root) {
  const form = root.getElementById("editor");
  if (!form) return;
  // A button sends the whole form by itself: what was still to be sent would come late, to a draft of another shape.
  let leaving = false;
  form.addEventListener("submit", () => {
    leaving = true;
  });
  root.addEventListener("htmx:config:request", (event) => {
    if (leaving) event.preventDefault();
  });
  on(root, "dz:ready htmx:after:swap", () => settle(root, form));
}

register("pipelines/pipelines", initPipelines);
