// Whoever leaves this browser leaves no client's words in it. What waits for the connection would be lost with them:
// signing out asks first then.
import { dropAll, typedOf, unsentOf } from "../common/drafts.js";
import { userOf } from "../card/card-drafts.js";
import { onWayOf } from "../card/sending.js";
import { isSaving } from "../card/saving.js";
import { on, register } from "../common/modules.js";

const LEAVES = "form[data-leaves]";

// Actions that wait or have no answer yet, and fields that are not saved: each order once.
function lostOf(root) {
  const user = userOf(root);
  const all = [...typedOf(user), ...onWayOf(root), ...unsentOf(user)];
  return [...new Map(all.map((one) => [one.order, one])).values()];
}

function listed(root, { order, title }) {
  const link = Object.assign(root.createElement("a"), { href: `/orders/${order}/`, textContent: title });
  const item = root.createElement("li");
  item.append(link);
  return item;
}

function initSigningOut(root) {
  const dialog = root.getElementById("signing-out");
  if (!dialog) return;
  let form = null;
  let waits = false;
  const leaveAgain = () => {
    waits = false;
    setTimeout(() => form.requestSubmit());
  };
  const waitNoLonger = () => {
    waits = false;
    root.removeEventListener("htmx:finally:request", leaveAgain);
  };
  const leave = (event) => {
    if (!event.target.matches(LEAVES)) return;
    // What was typed last is heard of first; who presses again does not want to wait.
    if (isSaving() && !waits) {
      event.preventDefault();
      [form, waits] = [event.target, true];
      root.addEventListener("htmx:finally:request", leaveAgain, { once: true });
      return;
    }
    waitNoLonger();
    const lost = lostOf(root);
    if (lost.length === 0) {
      dropAll();
      return;
    }
    event.preventDefault();
    form = event.target;
    form.closest("details").open = false;
    dialog.querySelector("[data-lost-list]").replaceChildren(...lost.map((one) => listed(root, one)));
    dialog.showModal();
  };
  on(root, "submit", leave, { capture: true });
  dialog.addEventListener("close", () => {
    if (dialog.returnValue !== "leave") {
      form.closest("details").querySelector("summary").focus();
      return;
    }
    dropAll();
    form.submit();
  });
}

register("signin/signing-out", initSigningOut);
