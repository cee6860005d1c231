// What was typed into the forms of orders and not saved, kept in this browser, per person and order.

const PREFIX = "dozvon:draft:";
const KEPT = 7 * 24 * 3600 * 1000;

const nameOf = (user, order) => `${PREFIX}${user}:${order}`;

// A browser may refuse to keep anything: then there are no drafts, and all else works.
function storage(use) {
  try {
    return use(localStorage);
  } catch {
    return null;
  }
}

const names = () => storage((kept) => Object.keys(kept).filter((name) => name.startsWith(PREFIX))) ?? [];
const parsed = (text) => (text ? JSON.parse(text) : null);

export const draftOf = (user, order) => storage((kept) => parsed(kept.getItem(nameOf(user, order))));
export const dropDraft = (user, order) => storage((kept) => kept.removeItem(nameOf(user, order)));

// Whoever was at the page has left it: a request the browser gives up now brings nothing of it back.
let isLeft = false;

export function dropAll() {
  isLeft = true;
  names().forEach((name) => storage((kept) => kept.removeItem(name)));
}

export function keepDraft(user, order, draft) {
  if (isLeft) return;
  storage((kept) => kept.setItem(nameOf(user, order), JSON.stringify({ ...draft, at: Date.now() })));
}

function draftsOf(user) {
  const own = nameOf(user, "");
  const orders = names().filter((name) => name.startsWith(own)).map((name) => name.slice(own.length));
  return orders.map((order) => ({ order, draft: draftOf(user, order) ?? {} }));
}

// The orders whose action waits to be sent, and what it is.
export const unsentOf = (user) =>
  draftsOf(user).flatMap(({ order, draft }) => (draft.unsent ? [{ order, title: draft.unsent.title }] : []));

// The orders with fields that are not saved, and what their cards are called.
export const typedOf = (user) =>
  draftsOf(user).flatMap(({ order, draft }) => (Object.keys(draft.fields ?? {}).length > 0 ? [{ order, title: draft.title }] : []));

export function forgetOld() {
  for (const name of names()) {
    const draft = storage((kept) => parsed(kept.getItem(name)));
    if (!draft || Date.now() - draft.at > KEPT) storage((kept) => kept.removeItem(name));
  }
}
