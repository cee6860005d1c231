// A work list: orders are chosen by a tick or X, then one action is done to all of them, a few at a time.
import { lost } from "../common/connection.js";
import { on, register } from "../common/modules.js";

const AT_ONCE = 5;
const TRIES = 4;
const PATIENCE = 2000;

let run = 0;

const formOf = (root) => root.querySelector("[data-bulk]");
const ticksOf = (form) => [...form.querySelectorAll('.dz-rows input[name="order"]')];
const chosenOf = (form) => ticksOf(form).filter((tick) => tick.checked);

function showChosen(root) {
  const form = formOf(root);
  const all = form?.querySelector("[data-all]");
  // Calls are made one by one: their list has nothing to choose.
  if (!all) return;
  const [ticks, chosen] = [ticksOf(form), chosenOf(form).length];
  const said = form.querySelector("[data-chosen]");
  said.textContent = chosen ? `${said.dataset.words}: ${chosen}` : "";
  for (const button of form.querySelectorAll("header button")) button.disabled = chosen === 0;
  all.checked = chosen > 0 && chosen === ticks.length;
  all.indeterminate = chosen > 0 && chosen < ticks.length;
}

// The answer to one piece. What was sent twice is done once: the key says that it is the same.
async function sent(root, form, action, once, piece) {
  const body = new URLSearchParams([["action", action], ["once", once], ...piece.map((id) => ["order", id])]);
  const headers = {
    "X-CSRFToken": root.querySelector('meta[name="csrf-token"]').content,
    "HX-Request": "true",
  };
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    // A button is called "action": as a property it would hide the address.
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body, headers, redirect: "error" }).catch(() => null);
    if (answer?.ok) return answer.text();
    if (answer && answer.status < 500) return null;
    lost(root);
    await new Promise((done) => setTimeout(done, PATIENCE));
  }
  return null;
}

function tell(box, answer) {
  const list = box.querySelector("ul");
  list.insertAdjacentHTML("beforeend", answer);
  const done = list.querySelectorAll("[data-is-done]").length;
  const failed = list.children.length - done;
  const { done: doneWord, failed: failedWord } = box.dataset;
  box.querySelector("[data-summary]").textContent =
    `${doneWord}: ${done}` + (failed ? `, ${failedWord}: ${failed}` : "");
}

// Who is done leaves the list; who is not stays, chosen no more.
function settle(form, box) {
  for (const outcome of box.querySelectorAll("li")) {
    const row = form.querySelector(`.dz-rows > [data-row="${outcome.dataset.order}"]`);
    if (outcome.hasAttribute("data-is-done")) row?.remove();
    else if (row) row.querySelector('input[name="order"]').checked = false;
  }
}

async function carryOut(root, form, action) {
  const ids = chosenOf(form).map((tick) => tick.value);
  const once = `${form.elements.once.value}-${(run += 1)}`;
  const box = root.getElementById("outcomes");
  const progress = box.querySelector("progress");
  box.querySelector("ul").replaceChildren();
  box.hidden = progress.hidden = false;
  box.querySelector("[data-unsent-note]").hidden = true;
  Object.assign(progress, { max: ids.length, value: 0 });
  tell(box, "");
  const desk = root.getElementById("desk");
  desk.inert = true;
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const answer = await sent(root, form, action, once, ids.slice(at, at + AT_ONCE));
    if (answer === null) {
      box.querySelector("[data-unsent-note]").hidden = false;
      break;
    }
    tell(box, answer);
    progress.value = Math.min(ids.length, at + AT_ONCE);
    settle(form, box);
  }
  progress.hidden = true;
  desk.inert = false;
  box.focus();
  showChosen(root);
  root.dispatchEvent(new CustomEvent("dz:stale"));
}

function submitted(root, event) {
  const [form, button] = [event.target, event.submitter];
  if (!form.matches("[data-bulk]")) return;
  event.preventDefault();
  if (button?.hasAttribute("data-print")) {
    const chosen = chosenOf(form).map((tick) => ["order", tick.value]);
    location.assign(`${form.dataset.pick}?${new URLSearchParams(chosen)}`);
  } else if (button?.name === "action") {
    carryOut(root, form, button.value);
  }
}

function tick(root, event) {
  const row = event.target.closest?.(".dz-work:not([aria-busy=true]) .dz-work-rows > li");
  const plain = !event.ctrlKey && !event.altKey && !event.metaKey && !event.repeat;
  if (!row || event.code !== "KeyX" || !plain) return;
  event.preventDefault();
  const box = row.querySelector('input[name="order"]');
  if (box) box.checked = !box.checked;
  showChosen(root);
}

function stopWhileInert(event) {
  if (!event.target.closest("#desk[inert]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

function initWork(root) {
  root.addEventListener("submit", (event) => submitted(root, event));
  // Until the chosen are done with, nothing else begins: a click on a button outside the list would take it away.
  on(root, "submit", stopWhileInert, { stage: "guard", capture: true });
  on(root, "keydown", (event) => tick(root, event), { stage: "first" });
  root.addEventListener("change", (event) => {
    const form = event.target.closest?.("[data-bulk]");
    if (!form) return;
    if (event.target.matches("[data-all]")) for (const one of ticksOf(form)) one.checked = event.target.checked;
    showChosen(root);
  });
  root.addEventListener("click", (event) => {
    if (event.target.closest("[data-print-page]")) print();
    const hide = event.target.closest("[data-hide]");
    if (hide) hide.closest("section").hidden = true;
  });
  on(root, "dz:ready htmx:after:swap dz:rows", () => showChosen(root));
}

register("work/work", initWork);
