// Answers that come in another order than they were asked for.
import assert from "node:assert/strict";
import { test } from "node:test";
import { card, desk, whole } from "./card.mjs";
import { Page, later } from "./page.mjs";

const CONFIRM = "POST /orders/5/actions/confirm";

// The server says where a card goes: the one that was there when it was asked for may be gone.
const cardOf = (order) => ({ text: card(1, { order }), headers: { "HX-Retarget": "#card", "HX-Reswap": "outerHTML" } });

test("a card that was asked for before the one in sight is not shown over it", async () => {
  const slow = later();
  const answers = { "GET /orders/6/": slow.promise, "GET /orders/7/": cardOf(7) };
  const page = await new Page(whole(), { answers }).open();
  page.find("#row-6").click();
  page.find("#row-7").click();
  await page.clock.pass(100);
  assert.equal(page.find("#card").dataset.order, "7");
  slow.give(cardOf(6));
  await page.clock.pass(100);
  assert.equal(page.find("#card").dataset.order, "7");
  assert.equal(page.window.location.pathname, "/orders/7/");
});

test("a card asked for later is shown", async () => {
  const slow = later();
  const answers = { "GET /orders/6/": cardOf(6), "GET /orders/7/": slow.promise };
  const page = await new Page(whole(), { answers }).open();
  page.find("#row-6").click();
  page.find("#row-7").click();
  await page.clock.pass(100);
  slow.give(cardOf(7));
  await page.clock.pass(100);
  assert.equal(page.find("#card").dataset.order, "7");
});

test("what was done is shown in any case", async () => {
  const slow = later();
  const answers = { [CONFIRM]: slow.promise, "GET /orders/6/": cardOf(6) };
  const page = await new Page(whole(), { answers }).open();
  page.find('form[data-draft="confirm"]').requestSubmit();
  await page.clock.pass(0);
  page.find("#row-6").click();
  await page.clock.pass(100);
  slow.give({ text: desk(card(1, { order: 9 })), address: "/orders/9/" });
  await page.clock.pass(100);
  assert.equal(page.find("#card").dataset.order, "9");
});

test("an answer out of turn shuts no form that was opened meanwhile", async () => {
  const slow = later();
  const answers = { "GET /orders/6/": slow.promise, "GET /orders/7/": cardOf(7) };
  const page = await new Page(whole(), { answers }).open();
  page.find("#row-6").click();
  page.find("#row-7").click();
  await page.clock.pass(100);
  page.find("details.dz-act").open = true;
  slow.give(cardOf(6));
  await page.clock.pass(100);
  assert.equal(page.find("details.dz-act").open, true);
});

test("an answer of the same turn as what is in sight is not kept back", async () => {
  const page = await new Page(whole(), { answers: { "GET /orders/7/": cardOf(7) } }).open();
  const contexts = [];
  page.document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => contexts.push(ctx));
  page.find("#row-7").click();
  await page.clock.pass(100);
  // The same turn once more, as an extension that swaps an answer piece by piece would say it.
  const again = new page.window.CustomEvent("htmx:before:swap", { detail: { ctx: contexts[0], tasks: [] }, bubbles: true, cancelable: true });
  page.find("#card").dispatchEvent(again);
  assert.equal(again.defaultPrevented, false);
});
