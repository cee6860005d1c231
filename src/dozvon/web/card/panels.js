// The forms of the actions: opened with the keyboard in the right place, closed by Escape, times filled in by a key.

import { on, register } from "../common/modules.js";
import { wantHours } from "./moment.js";

const FIRST = ".dz-pick input:checked, .dz-pick, .dz-moment input, .form-control";

function focusFirst(panel) {
  const wrong = panel.querySelector('[aria-invalid="true"]');
  const first = panel.querySelector(FIRST);
  (wrong ?? (first?.matches("label") ? first.querySelector("input") : first))?.focus();
}

function close(act) {
  act.open = false;
  // It is in sight already: the bar of actions stands still.
  act.querySelector("summary").focus({ preventScroll: true });
}

// A chosen reason leads on to the next thing that must be filled in.
function leadOn(radio) {
  const form = radio.form;
  const empty = [...form.querySelectorAll("input[required], textarea[required]")].find((field) => !field.value);
  const needed = radio.dataset.needs ? form.elements[radio.dataset.needs] : null;
  (empty?.closest("[data-moment]")?.querySelector("[data-words]") ?? empty ?? needed ?? form.querySelector("textarea"))?.focus();
}

function initPanels(root) {
  root.addEventListener(
    "toggle",
    (event) => {
      if (event.target.matches("details.dz-act") && event.newState === "open") {
        focusFirst(event.target);
        for (const field of event.target.querySelectorAll("[data-moment]")) wantHours(field);
      }
    },
    true,
  );
  // Of forms with one name only one may be open: the new card's would be shut while the old card still stands.
  on(root, "htmx:before:swap", (event) => {
    for (const act of root.querySelectorAll("details.dz-act[open]")) {
      if (event.detail.tasks.some(({ target }) => target?.contains?.(act))) act.open = false;
    }
  });
  on(root, "keydown", (event) => {
    const act = root.querySelector("details.dz-act[open]");
    if (event.code !== "Escape" || !act || event.defaultPrevented) return;
    event.preventDefault();
    close(act);
  });
  root.addEventListener("change", (event) => {
    if (event.target.matches(".dz-pick input")) leadOn(event.target);
  });
  root.addEventListener("click", (event) => {
    const closer = event.target.closest("[data-close]");
    if (closer) close(closer.closest("details"));
  });
}

register("card/panels", initPanels);
