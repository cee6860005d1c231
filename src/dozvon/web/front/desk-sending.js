// An action whose answer did not come is sent again by itself until there is one. The form's key makes that safe: the
// server does it once and answers the repetition as done.
import { AWAY, lost, probe } from "./connection.js";
import { draftOf, dropDraft, keepDraft, unsentOf } from "./drafts.js";
import { keep, userOf } from "./desk-drafts.js";
import { say } from "./notices.js";

const AGAIN = 5000;

const orderOf = (address) => new URL(address, location.href).pathname.match(/^\/orders\/(\d+)\//)?.[1];

// Said while an action waits, or a field of the card that could not be saved.
export function showUnsent(root) {
  const waits = Boolean(root.querySelector("[data-lost]")) || (userOf(root) && unsentOf(userOf(root)).length > 0);
  const told = root.querySelector("[data-unsent]");
  if (told) told.hidden = !waits;
}

// The page may be loaded anew before the connection is back: what was to be sent is kept beside the draft.
function wait(root, { form, action, body }) {
  const [user, order] = [userOf(root), orderOf(action)];
  keep(root);
  const draft = draftOf(user, order) ?? { open: "", forms: {} };
  keepDraft(user, order, { ...draft, unsent: { action, body: String(body) } });
  // What is on its way must not be changed under way.
  form.inert = true;
  showUnsent(root);
  lost(root);
}

async function send(root, user, order) {
  const { unsent, ...draft } = draftOf(user, order);
  const headers = {
    "Content-Type": "application/x-www-form-urlencoded",
    "X-CSRFToken": root.querySelector('meta[name="csrf-token"]').content,
    "HX-Request": "true",
  };
  const answer = await fetch(unsent.action, { method: "POST", body: unsent.body, headers, redirect: "manual" }).catch(() => null);
  if (answer === null || AWAY.has(answer.status)) return lost(root);
  // Signed out meanwhile: it waits for whoever typed it.
  if (answer.status === 401) return null;
  const done = answer.type === "opaqueredirect" || answer.ok;
  if (done) dropDraft(user, order);
  else keepDraft(user, order, draft);
  const open = root.querySelector(`#card[data-order="${order}"]`);
  if (done && open) {
    const back = open.querySelector(".dz-card-back")?.href ?? "/";
    location.assign(`${back}${back.includes("?") ? "&" : "?"}done=${order}`);
    return null;
  }
  if (open) return location.reload();
  const note = say(root, done ? "sent-late" : "not-sent");
  if (!done) note.querySelector("a").href = `/orders/${order}/`;
  return root.dispatchEvent(new CustomEvent("dz:stale"));
}

export function tendSending(root) {
  let sending = false;
  const flush = async () => {
    const user = userOf(root);
    if (!user || sending || unsentOf(user).length === 0) return;
    sending = true;
    for (const order of unsentOf(user)) await send(root, user, order);
    sending = false;
    showUnsent(root);
    if (unsentOf(user).length === 0) probe(root);
  };
  root.addEventListener("htmx:error", (event) => {
    const { ctx } = event.detail;
    if (ctx?.request?.form?.dataset.draft) wait(root, ctx.request);
  });
  root.addEventListener("htmx:before:response", (event) => {
    const { request, response } = event.detail.ctx;
    if (!request.form?.dataset.draft || !AWAY.has(response.status)) return;
    event.preventDefault();
    wait(root, request);
  });
  root.addEventListener("htmx:after:request", (event) => {
    const { request, response } = event.detail.ctx;
    if (request.form?.dataset.draft && response.status < 400) dropDraft(userOf(root), orderOf(request.action));
  });
  root.addEventListener("dz:back", flush);
  setInterval(flush, AGAIN);
  showUnsent(root);
  flush();
}
