// What a page asks for because others changed something: never twice at once, no more than once a second.
import assert from "node:assert/strict";
import { test } from "node:test";
import { desk, whole } from "./card.mjs";
import { Page, later } from "./page.mjs";

const LIVE = "GET /desk/live";
const TABS = '<nav class="dz-rail"></nav>';
const stale = (page) => page.document.dispatchEvent(new page.window.CustomEvent("dz:stale"));

test("however often a page is told, it asks once a second at most", async () => {
  const page = await new Page(whole(desk("")), { answers: { [LIVE]: TABS } }).open();
  for (let told = 0; told < 50; told += 1) {
    stale(page);
    await page.clock.pass(100);
  }
  const times = page.sent(LIVE).length;
  assert.ok(times >= 4 && times <= 6, `${times} in five seconds`);
});

test("it does not ask again while it waits for an answer, and once after it", async () => {
  const answer = later();
  const page = await new Page(whole(desk("")), { answers: { [LIVE]: answer.promise } }).open();
  stale(page);
  await page.clock.pass(200);
  stale(page);
  stale(page);
  await page.clock.pass(10000);
  assert.equal(page.sent(LIVE).length, 1);
  answer.give(TABS);
  await page.clock.pass(18000);
  assert.equal(page.sent(LIVE).length, 2);
});

test("a page that nobody sees asks when it is looked at again", async () => {
  const page = await new Page(whole(desk("")), { answers: { [LIVE]: TABS } }).open();
  let hidden = true;
  Object.defineProperty(page.document, "hidden", { get: () => hidden });
  stale(page);
  await page.clock.pass(10000);
  assert.equal(page.sent(LIVE).length, 0);
  hidden = false;
  page.document.dispatchEvent(new page.window.Event("visibilitychange"));
  await page.clock.pass(1000);
  assert.equal(page.sent(LIVE).length, 1);
});

test("a page that is hidden before its turn came does not ask until it is looked at", async () => {
  const page = await new Page(whole(desk("")), { answers: { [LIVE]: TABS } }).open();
  let hidden = false;
  Object.defineProperty(page.document, "hidden", { get: () => hidden });
  stale(page);
  hidden = true;
  page.document.dispatchEvent(new page.window.Event("visibilitychange"));
  await page.clock.pass(10000);
  assert.equal(page.sent(LIVE).length, 0);
  hidden = false;
  page.document.dispatchEvent(new page.window.Event("visibilitychange"));
  await page.clock.pass(1000);
  assert.equal(page.sent(LIVE).length, 1);
});
