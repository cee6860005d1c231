// What was typed and not saved is kept in the browser until it is saved, and no longer.
import assert from "node:assert/strict";
import { test } from "node:test";
import { card, desk, person, whole } from "./card.mjs";
import { Page, later } from "./page.mjs";

const PERSON = "POST /orders/5/person";
const NO_ANSWER = "POST /orders/5/actions/no_answer";
const LIST = { text: desk('<section id="card"></section>'), address: "/desk/new/" };
const NAME = "dozvon:draft:7:5";

async function typed(options = {}) {
  const page = await new Page(whole(), options).open();
  page.type("#no_answer-comment", "rings off");
  return page;
}

test("what is typed into an action comes back after a reload, and says so", async () => {
  const { storage } = await typed();
  const page = await new Page(whole(), { storage }).open();
  assert.equal(page.find("#no_answer-comment").value, "rings off");
  assert.equal(page.find('[data-draft="no_answer"] [data-draft-note]').hidden, false);
  assert.equal(page.find("#confirm-comment").value, "");
});

test("it comes back with its card, and on no other", async () => {
  const page = await typed({ answers: { "GET /orders/6/": card(1, { order: 6 }), "GET /orders/5/": card(3) } });
  page.find("#row-6").click();
  await page.clock.pass(100);
  assert.equal(page.find("#no_answer-comment").value, "");
  page.find("#row-5").click();
  await page.clock.pass(100);
  assert.equal(page.find("#no_answer-comment").value, "rings off");
});

test("the key of the form comes back with it: what was done already is not done twice", async () => {
  const { storage } = await typed();
  const fresh = whole().replace("once-no-answer", "once-of-another-page");
  const page = await new Page(fresh, { storage }).open();
  assert.equal(page.find('[data-draft="no_answer"]').elements.once.value, "once-no-answer");
});

test("it is dropped when the action is done", async () => {
  const page = await typed({ answers: { [NO_ANSWER]: LIST } });
  assert.ok(page.draft());
  page.find('[data-draft="no_answer"]').requestSubmit();
  await page.clock.pass(100);
  assert.deepEqual(page.asked, [NO_ANSWER]);
  assert.equal(page.draft(), null);
});

test("it stays when the action is refused", async () => {
  const page = await typed({ answers: { [NO_ANSWER]: { status: 422, text: desk(card(3)) } } });
  page.find('[data-draft="no_answer"]').requestSubmit();
  await page.clock.pass(100);
  assert.equal(page.draft().forms.no_answer.typed.comment, "rings off");
});

test("a draft whose action was done, though its answer was lost, is none any more", async () => {
  const { storage } = await typed();
  const page = await new Page(whole(desk(card(4, { saved: "once-other once-no-answer" }))), { storage }).open();
  assert.equal(page.find("#no_answer-comment").value, "");
  assert.equal(page.draft(), null);
});

test("another person at this browser does not see it", async () => {
  const { storage } = await typed();
  const page = await new Page(whole(desk(card()), 8), { storage }).open();
  assert.equal(page.find("#no_answer-comment").value, "");
});

test("it is cleared by a press", async () => {
  const { storage } = await typed();
  const page = await new Page(whole(), { storage }).open();
  page.find('[data-draft="no_answer"] [data-draft-drop]').click();
  assert.equal(page.find("#no_answer-comment").value, "");
  assert.equal(page.draft(), null);
});

test("a draft of the week before last is forgotten", async () => {
  const { storage } = await typed();
  const kept = JSON.parse(storage[NAME]);
  const [day, old] = [24 * 3600 * 1000, { ...storage }];
  old[NAME] = JSON.stringify({ ...kept, at: kept.at - 6 * day });
  assert.ok((await new Page(whole(desk("")), { storage: old }).open()).draft());
  old[NAME] = JSON.stringify({ ...kept, at: kept.at - 8 * day });
  assert.equal((await new Page(whole(desk("")), { storage: old }).open()).draft(), null);
});

test("a field of the card that was not saved comes back, and is saved at once", async () => {
  const left = await new Page(whole(), { answers: { [PERSON]: later().promise } }).open();
  left.type("#p-name", "Olga");
  const page = await new Page(whole(), { storage: left.storage, answers: { [PERSON]: person(4, { name: "Olga" }) } }).open();
  assert.equal(page.find("#p-name").value, "Olga");
  await page.clock.pass(100);
  assert.deepEqual(page.asked, [PERSON]);
  assert.equal(page.draft(), null);
});

test("where somebody else wrote meanwhile, it comes back unsaved, and the page says so", async () => {
  const left = await new Page(whole()).open();
  left.type("#p-name", "Olga");
  const theirs = whole(desk(card(4, { pieces: person(4, { name: "Irina" }) })));
  const page = await new Page(theirs, { storage: left.storage }).open();
  await page.clock.pass(1000);
  assert.equal(page.find("#p-name").value, "Olga");
  assert.deepEqual(page.asked, []);
  assert.equal(page.find("#notices").childElementCount, 1);
});

test("what was saved, spelt otherwise by the server, does not come back", async () => {
  const page = await new Page(whole(), { answers: { [PERSON]: person(4, { name: "Olga" }) } }).open();
  page.type("#p-name", "  olga ");
  page.leave();
  await page.clock.pass(1000);
  assert.equal(page.find("#p-name").value, "Olga");
  assert.deepEqual(page.asked, [PERSON]);
  assert.equal(page.draft(), null);
  assert.equal(page.find("#notices").childElementCount, 0);
});

test("whoever signs out leaves nothing; where something waits they are asked first", async () => {
  const page = await typed();
  page.document.addEventListener("submit", (event) => event.preventDefault());
  page.find("#sign-out").click();
  assert.deepEqual(Object.keys(page.storage), []);
  const waiting = await new Page(whole(), { answers: { [PERSON]: null } }).open();
  waiting.type("#p-name", "Olga");
  waiting.leave();
  await waiting.clock.pass(100);
  waiting.find("#sign-out").click();
  assert.equal(waiting.find("#signing-out").open, true);
  assert.match(waiting.find("[data-lost-list]").textContent, /Order 5/);
  assert.ok(waiting.draft());
});

test("a browser that keeps nothing works all the same", async () => {
  const page = await new Page(whole(), { answers: { [NO_ANSWER]: LIST } }).open();
  Object.defineProperty(page.window, "localStorage", {
    get() {
      throw new page.window.DOMException("refused", "SecurityError");
    },
  });
  page.type("#no_answer-comment", "rings off");
  page.find('[data-draft="no_answer"]').requestSubmit();
  await page.clock.pass(100);
  assert.deepEqual(page.asked, [NO_ANSWER]);
});
