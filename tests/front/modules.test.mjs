// The order in which the scripts are loaded does not matter, and a swap begins nothing twice.
import assert from "node:assert/strict";
import { test } from "node:test";
import { card, delivery, desk, person, whole } from "./card.mjs";
import { Page, bundled, scripts } from "./page.mjs";

const SHUFFLES = 12;
const TOAST = '<div data-toast><form class="dz-undo" data-seconds="15"><span data-left>15</span><progress max="15"></progress></form></div>';

// The same shuffles every time: a failure is found again.
function shuffled(list, seed) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const left = [...list];
  return list.map(() => left.splice(Math.floor(next() * left.length), 1)[0]);
}

// What depends on who comes first: drafts that come back at the start, what a save leaves of them, an action of which
// only the draft is left, where the keyboard stands.
async function walk(script) {
  const answers = {
    "POST /orders/5/person": person(4, { name: "Olga" }),
    "POST /orders/5/delivery": { status: 422, text: delivery(4, "many").replace('name="cost"', 'name="cost" aria-invalid="true"') },
    "POST /orders/5/actions/confirm": { text: desk(card(6, { order: 6, toast: TOAST })), address: "/orders/6/?done=5" },
    "GET /health": "ok",
  };
  const waits = { action: "/orders/8/actions/confirm", body: "once=done", saves: [], since: "", title: "Confirm" };
  const storage = {
    "dozvon:draft:7:5": JSON.stringify({ at: Date.UTC(2026, 10, 24), forms: { no_answer: { once: "before", typed: { comment: "rings off" } } }, fields: { "p-name": { saved: "Anna", value: "  olga" } } }),
    "dozvon:draft:7:8": JSON.stringify({ at: Date.UTC(2026, 10, 1), forms: {}, unsent: waits }),
  };
  const page = await new Page(whole(), { script, storage, answers }).open();
  await page.clock.pass(100);
  const seen = [page.find("#p-name").value, page.find("#no_answer-comment").value, page.find("#notices").childElementCount];
  page.type("#d-cost", "many");
  page.leave();
  await page.clock.pass(100);
  seen.push(page.document.activeElement.id);
  page.find('form[data-draft="confirm"]').requestSubmit();
  page.find('form[data-draft="confirm"]').requestSubmit();
  await page.clock.pass(100);
  page.find('form[data-draft="confirm"]')?.requestSubmit();
  await page.clock.pass(20000);
  seen.push(page.find("#card")?.dataset.order, page.find("#desk").className, page.storage, page.asked);
  return seen;
}

test("the scripts do the same in whatever order they are loaded", async () => {
  const usual = await walk(await bundled(scripts));
  assert.equal(usual[0], "Olga");
  for (let seed = 1; seed <= SHUFFLES; seed += 1) {
    const order = shuffled(scripts, seed);
    assert.deepEqual(await walk(await bundled(order)), usual, `seed ${seed}: ${order.join(" ")}`);
  }
});

// Counts listeners on the page and its window, and timers that go on.
function counted(page) {
  const counts = { listeners: 0, intervals: 0 };
  for (const target of [page.document, page.window]) {
    const add = target.addEventListener.bind(target);
    target.addEventListener = (...given) => {
      counts.listeners += 1;
      add(...given);
    };
  }
  const { setInterval } = page.window;
  page.window.setInterval = (...given) => {
    counts.intervals += 1;
    return setInterval(...given);
  };
  return counts;
}

test("a swap begins nothing anew", async () => {
  const page = await new Page(whole(desk(card(3, { toast: TOAST }))), { answers: { "GET /desk/new/": desk(card(3, { toast: TOAST })) } }).open();
  const counts = counted(page);
  const swap = () => {
    for (const event of ["htmx:before:swap", "htmx:after:swap"]) {
      const detail = { ctx: { target: page.find("#card"), request: {} }, tasks: [] };
      page.find("#desk").dispatchEvent(new page.window.CustomEvent(event, { bubbles: true, cancelable: true, detail }));
    }
  };
  swap();
  await page.clock.pass(50);
  const once = [page.find("main").innerHTML, { ...counts }];
  for (let round = 0; round < 5; round += 1) swap();
  await page.clock.pass(0);
  assert.deepEqual([page.find("main").innerHTML, counts], once);
});

test("after many swaps a press still does one thing", async () => {
  const list = desk(card(3));
  const answers = { "GET /desk/new/": list, "POST /orders/5/person": person(4, { name: "Olga" }) };
  const page = await new Page(whole(), { answers }).open();
  for (let round = 0; round < 5; round += 1) {
    page.find("#tab").click();
    await page.clock.pass(100);
  }
  page.type("#p-name", "Olga");
  page.leave();
  await page.clock.pass(1000);
  assert.deepEqual(page.asked, [...Array(5).fill("GET /desk/new/"), "POST /orders/5/person"]);
});

test("every script with something to begin is registered once, under its own name", async () => {
  const { readFile } = await import("node:fs/promises");
  for (const path of scripts) {
    const text = await readFile(new URL(`../../src/dozvon/web/${path}`, import.meta.url), "utf8");
    const names = [...text.matchAll(/^register\("([^"]+)"/gm)].map(([, name]) => name);
    const begins = /^function init\w*\(root\)/m.test(text);
    assert.deepEqual(names, begins ? [path.replace(/\.js$/, "")] : [], path);
  }
});
