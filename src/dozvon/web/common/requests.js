// Conventions of every htmx request: the CSRF token goes along, errors are shown, the keyboard stays where it was.
import { on, register } from "./modules.js";

const SAFE = new Set(["GET", "HEAD", "OPTIONS", "QUERY"]);

function csrfToken(root) {
  return root.querySelector('meta[name="csrf-token"]')?.content ?? "";
}

// htmx itself gives focus back to a control with the same id. What it cannot know: after a refusal the first wrong
// field comes first, and a control that is gone leaves the keyboard at the element marked data-focus, or at the region.
function placeFocus(root, hadFocus, { request, sourceElement }) {
  // Where mistakes are told while one types, the keyboard stays with what is typed.
  if (root.activeElement?.closest("[data-as-you-type]")) return;
  // A field that saved itself was left already: nobody is called back from where they type now.
  const savesItself = request?.form?.matches("[data-saves]") || sourceElement?.matches?.("[role=combobox]");
  const wrong = root.querySelector('main [aria-invalid="true"]');
  const lost = root.activeElement === null || root.activeElement === root.body;
  if (wrong && (lost || (hadFocus && !savesItself))) {
    wrong.focus();
  } else if (lost && hadFocus) {
    (root.querySelector("main [data-focus]") ?? root.querySelector("main"))?.focus({ preventScroll: true });
  }
}

function initRequests(root) {
  let hadFocus = false;
  root.addEventListener("htmx:config:request", (event) => {
    const { request } = event.detail.ctx;
    if (!SAFE.has(request.method.toUpperCase())) request.headers["X-CSRFToken"] = csrfToken(root);
  });
  on(root, "htmx:before:swap", () => {
    hadFocus = root.activeElement !== null && root.activeElement !== root.body;
  });
  on(root, "htmx:after:swap", (event) => placeFocus(root, hadFocus, event.detail.ctx), { stage: "first" });
  root.addEventListener("click", (event) => {
    event.target.closest("[data-dismiss]")?.closest("[data-notice]")?.remove();
  });
}

register("common/requests", initRequests);
