// An action whose answer did not come: kept, sent again until there is an answer, done once.
import assert from "node:assert/strict";
import { test } from "node:test";
import { card, desk, person, whole } from "./card.mjs";
import { Page, later } from "./page.mjs";

const PERSON = "POST /orders/5/person";
const CONFIRM = "POST /orders/5/actions/confirm";
const LIST = { text: desk('<section id="card"></section>'), address: "/desk/new/" };
const confirm = 'form[data-draft="confirm"]';

async function acted(answers, options = {}) {
  const page = await new Page(whole(), { answers, ...options }).open();
  page.type("#confirm-comment", "after six");
  page.find(confirm).requestSubmit();
  await page.clock.pass(100);
  return page;
}

test("an action that is answered is sent once, and its draft is dropped", async () => {
  const page = await acted({ [CONFIRM]: LIST });
  await page.clock.pass(60000);
  assert.deepEqual(page.asked, [CONFIRM]);
  assert.equal(page.draft(), null);
});

test("an action that got no answer is sent again with its key until there is one, then no more", async () => {
  const answers = [null, null, null, LIST];
  const page = await acted({ [CONFIRM]: () => answers.shift(), "GET /health": "ok" });
  assert.equal(page.draft().unsent.action, "/orders/5/actions/confirm");
  assert.equal(page.find("[data-unsent]").hidden, false);
  await page.clock.pass(120000);
  const sent = page.sent(CONFIRM);
  assert.equal(sent.length, 4);
  for (const { once, comment, version } of sent) assert.deepEqual([once, comment, version], ["once-confirm", "after six", "3"]);
  assert.equal(page.draft(), null);
  assert.equal(page.left, 1, "the page goes on to the list");
});

test("an answer of what stands before the server is none", async () => {
  const answers = [{ status: 502, text: "away" }, LIST];
  const page = await acted({ [CONFIRM]: () => answers.shift(), "GET /health": "ok" });
  await page.clock.pass(30000);
  assert.equal(page.sent(CONFIRM).length, 2);
  assert.equal(page.draft(), null);
});

test("while the repetition waits for its answer, nothing is sent beside it", async () => {
  const answer = later();
  const answers = [null, answer.promise];
  const page = await acted({ [CONFIRM]: () => answers.shift(), "GET /health": "ok" });
  await page.clock.pass(60000);
  assert.equal(page.sent(CONFIRM).length, 2);
  answer.give(LIST);
  await page.clock.pass(60000);
  assert.equal(page.sent(CONFIRM).length, 2);
});

test("what waits is sent from the next page, and by nobody else", async () => {
  const left = await acted({ [CONFIRM]: null });
  const others = await new Page(whole(desk(""), 8), { storage: left.storage, answers: { [CONFIRM]: LIST } }).open();
  await others.clock.pass(30000);
  assert.deepEqual(others.asked, []);
  const next = await new Page(whole(desk("")), { storage: left.storage, answers: { [CONFIRM]: LIST } }).open();
  await next.clock.pass(1000);
  assert.equal(next.sent(CONFIRM).length, 1);
  assert.equal(next.sent(CONFIRM)[0].csrfmiddlewaretoken, undefined);
  assert.match(next.find("#notices").textContent, /confirm · Order 5/);
});

test("an action under way when the page is left is sent by the next", async () => {
  const left = await acted({ [CONFIRM]: later().promise });
  left.window.dispatchEvent(new left.window.Event("pagehide"));
  const next = await new Page(whole(desk("")), { storage: left.storage, answers: { [CONFIRM]: LIST } }).open();
  await next.clock.pass(1000);
  assert.equal(next.sent(CONFIRM)[0].once, "once-confirm");
});

test("a refused repetition is a draft again, and says why", async () => {
  const refused = '<article id="card"><div class="dz-alert-late">Somebody changed the order</div></article>';
  const answers = [null, { status: 409, text: refused }];
  const page = await acted({ [CONFIRM]: () => answers.shift(), "GET /health": "ok" });
  await page.clock.pass(30000);
  assert.equal(page.sent(CONFIRM).length, 2);
  const { unsent, forms, refused: why } = page.draft();
  assert.equal(unsent, undefined);
  assert.equal(forms.confirm.typed.comment, "after six");
  assert.equal(why.reason, "Somebody changed the order");
  const again = await new Page(whole(), { storage: page.storage }).open();
  assert.match(again.find("#notices").textContent, /Somebody changed the order/);
  assert.equal(again.find("#confirm-comment").value, "after six");
});

test("who was signed out loses nothing", async () => {
  const answers = [null];
  const page = await acted({ [CONFIRM]: () => (answers.length ? answers.pop() : { status: 401 }), "GET /health": "ok" });
  await page.clock.pass(12000);
  assert.ok(page.sent(CONFIRM).length > 1);
  assert.equal(page.draft().unsent.title, "confirm · Order 5");
});

test("saves that did not arrive go before the action, each by the version of the one before", async () => {
  let away = true;
  const answers = { [PERSON]: () => (away ? null : person(8, { name: "Olga" })), [CONFIRM]: LIST, "GET /health": () => (away ? null : "ok") };
  const page = await new Page(whole(), { answers }).open();
  page.type("#p-name", "Olga");
  page.find(confirm).requestSubmit();
  await page.clock.pass(4000);
  assert.deepEqual(page.asked, [PERSON]);
  away = false;
  await page.clock.pass(60000);
  assert.deepEqual(page.asked, [PERSON, PERSON, CONFIRM]);
  assert.equal(page.sent(PERSON)[1].name, "Olga");
  assert.equal(page.sent(CONFIRM)[0].version, "8");
});

test("an action that is not to be sent is a draft again", async () => {
  let away = true;
  const page = await acted({ [CONFIRM]: () => (away ? null : LIST), "GET /health": () => (away ? null : "ok") });
  page.find("[data-cancel]").click();
  away = false;
  await page.clock.pass(60000);
  assert.equal(page.sent(CONFIRM).length, 1);
  assert.equal(page.draft().unsent, undefined);
  assert.equal(page.draft().forms.confirm.typed.comment, "after six");
});

test("what is on its way cannot be changed", async () => {
  const page = await acted({ [CONFIRM]: null });
  assert.equal(page.find(confirm).inert, true);
});

test("the forms of another card can", async () => {
  const page = await acted({ [CONFIRM]: null, "GET /orders/6/": card(1, { order: 6 }) });
  page.find("#row-6").click();
  await page.clock.pass(100);
  assert.equal(page.find(confirm).inert, false);
});
