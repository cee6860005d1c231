// Forms of the card that save themselves: one at a time, none lost, none twice.
import assert from "node:assert/strict";
import { test } from "node:test";
import { card, delivery, desk, person, whole } from "./card.mjs";
import { Page, later } from "./page.mjs";

const PERSON = "POST /orders/5/person";
const DELIVERY = "POST /orders/5/delivery";
const CONFIRM = "POST /orders/5/actions/confirm";

test("a field that is left is saved once", async () => {
  const page = await new Page(whole(), { answers: { [PERSON]: person(4, { name: "Olga" }) } }).open();
  page.type("#p-name", "Olga");
  page.leave();
  await page.clock.pass(10000);
  assert.deepEqual(page.asked, [PERSON]);
  assert.equal(page.requests[0].sent.name, "Olga");
  assert.equal(page.requests[0].headers["X-CSRFToken"], "t");
});

test("a field that was not changed is not saved", async () => {
  const page = await new Page(whole()).open();
  page.type("#p-name", "Anna");
  page.leave();
  await page.clock.pass(1000);
  assert.deepEqual(page.asked, []);
});

test("one save is on its way at a time, and the next goes by the version of its answer", async () => {
  const answer = later();
  const page = await new Page(whole(), { answers: { [PERSON]: answer.promise, [DELIVERY]: delivery(5, "400") } }).open();
  page.type("#p-name", "Olga");
  page.leave();
  page.type("#d-cost", "400");
  page.leave();
  await page.clock.pass(1000);
  assert.deepEqual(page.asked, [PERSON]);
  answer.give(person(4, { name: "Olga" }));
  await page.clock.pass(10);
  assert.deepEqual(page.asked, [PERSON, DELIVERY]);
  assert.equal(page.requests[1].sent.version, "4");
  assert.equal(page.find("#card").dataset.version, "5");
});

test("a save that did not arrive is sent again once, when the server is back", async () => {
  let away = true;
  const when = () => (away ? null : person(4, { name: "Olga" }));
  const page = await new Page(whole(), { answers: { [PERSON]: when, "GET /health": () => (away ? null : "ok") } }).open();
  page.type("#p-name", "Olga");
  page.leave();
  await page.clock.pass(10000);
  assert.deepEqual(page.asked, [PERSON], "nothing is sent while the server is away");
  assert.ok(page.find("#offline").classList.contains("show"));
  away = false;
  await page.clock.pass(30000);
  assert.deepEqual(page.asked, [PERSON, PERSON]);
  assert.equal(page.sent(PERSON)[1].name, "Olga");
  assert.ok(!page.find("#offline").classList.contains("show"));
  assert.equal(page.draft(), null);
});

test("an answer of what stands before the server is no answer", async () => {
  const answers = [{ status: 503, text: "away" }, person(4, { name: "Olga" })];
  const page = await new Page(whole(), { answers: { [PERSON]: () => answers.shift(), "GET /health": "ok" } }).open();
  page.type("#p-name", "Olga");
  page.leave();
  await page.clock.pass(20000);
  assert.deepEqual(page.asked, [PERSON, PERSON]);
  assert.equal(page.find("#p-name").value, "Olga");
});

test("what is typed while a save is on its way stays, and is saved after it", async () => {
  const answers = [later(), later()];
  const asked = [...answers];
  const page = await new Page(whole(), { answers: { [PERSON]: () => asked.shift().promise } }).open();
  page.type("#p-name", "Olga");
  page.leave();
  await page.clock.pass(0);
  page.type("#p-name", "Olga Petrova");
  answers[0].give(person(4, { name: "Olga" }));
  await page.clock.pass(10);
  assert.equal(page.find("#p-name").value, "Olga Petrova");
  page.leave();
  await page.clock.pass(10);
  assert.deepEqual(page.asked, [PERSON, PERSON]);
  assert.equal(page.requests[1].sent.name, "Olga Petrova");
  assert.equal(page.requests[1].sent.version, "4");
});

test("the other fields show what the server has", async () => {
  const page = await new Page(whole(), { answers: { [PERSON]: person(4, { name: "Olga", city: "Пермь" }) } }).open();
  page.type("#p-name", "olga");
  page.leave();
  await page.clock.pass(10);
  assert.equal(page.find("#p-name").value, "Olga");
  assert.equal(page.find("#p-city").value, "Пермь");
});

test("an action waits until all is saved, and goes once", async () => {
  const answer = later();
  const answers = { [PERSON]: answer.promise, [CONFIRM]: desk(card(5)) };
  const page = await new Page(whole(), { answers }).open();
  page.type("#p-name", "Olga");
  page.find('form[data-draft="confirm"]').requestSubmit();
  page.find('form[data-draft="confirm"]').requestSubmit();
  await page.clock.pass(100);
  assert.deepEqual(page.asked, [PERSON]);
  answer.give(person(4, { name: "Olga" }));
  await page.clock.pass(100);
  assert.deepEqual(page.asked, [PERSON, CONFIRM]);
  assert.equal(page.requests[1].sent.version, "4");
});

test("a field that is refused stops the action, and has the keyboard", async () => {
  const answers = { [PERSON]: { status: 422, text: person(3, { name: "Olga", wrong: true }) }, [CONFIRM]: desk(card(5)) };
  const page = await new Page(whole(), { answers }).open();
  page.type("#p-name", "Olga");
  page.find('form[data-draft="confirm"]').requestSubmit();
  await page.clock.pass(100);
  assert.deepEqual(page.asked, [PERSON]);
  assert.equal(page.document.activeElement.id, "p-name");
});

test("the way to another card waits for the save", async () => {
  const answer = later();
  const answers = { [PERSON]: answer.promise, "GET /orders/6/": card(1, { order: 6 }) };
  const page = await new Page(whole(), { answers }).open();
  page.type("#p-name", "Olga");
  page.find("#row-6").click();
  await page.clock.pass(100);
  assert.deepEqual(page.asked, [PERSON]);
  answer.give(person(4, { name: "Olga" }));
  await page.clock.pass(100);
  assert.deepEqual(page.asked, [PERSON, "GET /orders/6/"]);
  assert.equal(page.find("#card").dataset.order, "6");
});

// A refusal without a field to show: only the refusal itself stops what waits for it.
test("a refused save stops the action and the way to another card", async () => {
  const answer = later();
  const answers = { [PERSON]: answer.promise, [CONFIRM]: desk(card(5)), "GET /orders/6/": card(1, { order: 6 }) };
  const page = await new Page(whole(), { answers }).open();
  page.type("#p-name", "Olga");
  page.find('form[data-draft="confirm"]').requestSubmit();
  page.find("#row-6").click();
  await page.clock.pass(100);
  answer.give({ status: 409, text: person(4, { name: "Olga" }) });
  await page.clock.pass(1000);
  assert.deepEqual(page.asked, [PERSON]);
  assert.equal(page.find("#card").dataset.order, "5");
});
