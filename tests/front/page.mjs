// A page of the program in jsdom: htmx and our scripts as the build bundles them, a server that is a function of each
// test, and a clock that goes on when the test says so. jsdom draws nothing: what depends on sizes is for the browser.
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { afterEach } from "node:test";
import { fileURLToPath } from "node:url";
import esbuild from "esbuild";
import { JSDOM, VirtualConsole } from "jsdom";
import { page, scriptsOf } from "../../src/dozvon/web/front/found.mjs";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const WEB = join(ROOT, "src/dozvon/web");
const HOST = "http://desk.test";
const BEGIN = Date.UTC(2026, 10, 24, 9);

export const scripts = await scriptsOf(WEB);

// The one script of every page; `order` is the order of its parts.
export async function bundled(order = scripts) {
  const built = await esbuild.build({
    stdin: { contents: page(order), resolveDir: WEB },
    nodePaths: [join(ROOT, "node_modules")],
    bundle: true,
    write: false,
    format: "iife",
    logLevel: "error",
  });
  return built.outputFiles[0].text;
}

const usual = await bundled();

class Clock {
  #now = BEGIN;
  #timers = new Map();
  #last = 0;

  constructor(window) {
    const clock = this;
    window.setTimeout = (run, wait = 0, ...more) => clock.#add(run, wait, more, false);
    window.setInterval = (run, wait = 0, ...more) => clock.#add(run, wait, more, true);
    window.clearTimeout = window.clearInterval = (id) => clock.#timers.delete(id);
    window.requestAnimationFrame = (run) => clock.#add(run, 16, [], false);
    window.cancelAnimationFrame = window.clearTimeout;
    const WindowDate = window.Date;
    window.Date = class extends WindowDate {
      constructor(...given) {
        super(...(given.length ? given : [clock.#now]));
      }
      static now() {
        return clock.#now;
      }
    };
    window.performance.now = () => clock.#now - BEGIN;
  }

  #add(run, wait, more, again) {
    this.#timers.set((this.#last += 1), { run: () => run(...more), at: this.#now + wait, wait: Math.max(1, wait), again });
    return this.#last;
  }

  // Lets so many milliseconds pass; what is due runs in its order, with its promises.
  async pass(milliseconds = 0) {
    const end = this.#now + milliseconds;
    await settled();
    for (;;) {
      const [id, due] = [...this.#timers].filter(([, { at }]) => at <= end).sort(([, one], [, two]) => one.at - two.at)[0] ?? [];
      if (!due) break;
      this.#now = Math.max(this.#now, due.at);
      if (due.again) due.at += due.wait;
      else this.#timers.delete(id);
      due.run();
      await settled();
    }
    this.#now = end;
  }
}

// All promises that need nothing from outside are done.
async function settled() {
  for (let round = 0; round < 5; round += 1) await new Promise((done) => setImmediate(done));
}

// What jsdom has not, as far as the scripts need it to be there.
function complete(window) {
  const nothing = () => {};
  window.matchMedia = () => ({ matches: false, addEventListener: nothing });
  window.ResizeObserver = class {
    observe = nothing;
    disconnect = nothing;
  };
  window.EventSource = class extends window.EventTarget {
    static CLOSED = 2;
    close = nothing;
  };
  window.CSS = { escape: (text) => text.replace(/[^\w-]/g, "\\$&") };
  window.Element.prototype.scrollIntoView = nothing;
  window.Element.prototype.checkVisibility = () => true;
  window.HTMLDialogElement.prototype.showModal = function showModal() {
    this.open = true;
  };
  // Arguments that may be left out, or null, in a browser.
  const { evaluate } = window.XPathExpression.prototype;
  window.XPathExpression.prototype.evaluate = function evaluated(node, type = 0, result = null) {
    return evaluate.call(this, node, type, result);
  };
  const { requestSubmit } = window.HTMLFormElement.prototype;
  window.HTMLFormElement.prototype.requestSubmit = function submit(button) {
    requestSubmit.call(this, button ?? undefined);
  };
  const { FormData } = window;
  window.FormData = class extends FormData {
    constructor(form, button) {
      super(...[form, button].filter(Boolean));
    }
  };
}

// An answer that comes when the test says so.
export function later() {
  let give;
  const promise = new Promise((resolve) => {
    give = resolve;
  });
  return { promise, give };
}

const pages = [];
afterEach(() => {
  const errors = pages.splice(0).flatMap(({ errors: thrown }) => thrown);
  assert.deepEqual(errors, []);
});

export class Page {
  requests = [];
  errors = [];
  // How often the page was left or loaded anew by a script.
  left = 0;

  constructor(html, { script = usual, storage = {}, address = "/orders/5/", answers = {} } = {}) {
    const console = new VirtualConsole();
    console.on("jsdomError", (error) => {
      if (/navigation/.test(error.message)) this.left += 1;
      else this.errors.push(error);
    });
    const dom = new JSDOM(html, { url: HOST + address, runScripts: "outside-only", pretendToBeVisual: true, virtualConsole: console });
    this.window = dom.window;
    this.document = dom.window.document;
    this.answers = answers;
    this.clock = new Clock(this.window);
    complete(this.window);
    this.window.reportError = (error) => this.errors.push(error);
    this.window.fetch = (path, options = {}) => this.#fetch(path, options);
    for (const [name, value] of Object.entries(storage)) this.window.localStorage.setItem(name, value);
    pages.push(this);
    this.window.eval(script);
  }

  // `answers` by "POST /orders/5/goods": a text, {status, text, address, headers}, a promise of one, or a function of the request's
  // fields that gives one; null is a server that is not reached.
  async #fetch(path, { method = "GET", body, headers = {} }) {
    const url = new URL(path, HOST);
    const request = { name: `${method} ${url.pathname}`, query: url.search, sent: Object.fromEntries(new URLSearchParams(String(body ?? ""))), headers };
    this.requests.push(request);
    const known = this.answers[request.name];
    const given = await (typeof known === "function" ? known(request) : known);
    if (given === null || given === undefined) throw new TypeError("Failed to fetch");
    const { status = 200, text = "", address = url.href, headers: more = {} } = typeof given === "string" ? { text: given } : given;
    const answer = new Response(status === 204 ? null : text, { status, headers: { "Content-Type": "text/html", ...more } });
    Object.defineProperty(answer, "url", { value: new URL(address, HOST).href });
    return answer;
  }

  find(selector) {
    return this.document.querySelector(selector);
  }

  // The requests so far, as "POST /orders/5/goods", but for those a page makes by itself every now and then.
  get asked() {
    return this.requests.map(({ name }) => name).filter((name) => !["GET /health", "GET /desk/live"].includes(name));
  }

  // What was sent with each request of that name.
  sent(name) {
    return this.requests.filter((one) => one.name === name).map(({ sent }) => sent);
  }

  get storage() {
    const kept = this.window.localStorage;
    return Object.fromEntries(Object.keys(kept).map((name) => [name, kept.getItem(name)]));
  }

  draft(order = 5, user = 7) {
    return JSON.parse(this.window.localStorage.getItem(`dozvon:draft:${user}:${order}`));
  }

  // As somebody types: the field has the keyboard, and its text is new.
  type(selector, text) {
    const field = this.find(selector);
    field.focus();
    field.value = text;
    field.dispatchEvent(new this.window.Event("input", { bubbles: true }));
  }

  // The field is left: the browser says that it changed.
  leave() {
    const field = this.document.activeElement;
    field.dispatchEvent(new this.window.Event("change", { bubbles: true }));
    field.blur();
  }

  press(key) {
    const event = new this.window.KeyboardEvent("keydown", { key, code: key, bubbles: true, cancelable: true });
    this.document.activeElement.dispatchEvent(event);
    return event;
  }

  async open() {
    await this.clock.pass(0);
    return this;
  }
}
