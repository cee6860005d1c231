// What the scripts of the features do on a page, whatever order their files are loaded in. Each registers what it begins
// with; start() begins them all, and once htmx knows the page's forms it says "dz:ready", at which they look at the page
// for the first time.
//
// Where several scripts answer one event, a stage says who comes first:
//   guard  may keep the event from all others: an answer out of turn, a list that is being worked through;
//   first  what the element itself does with a key; where the keyboard stands after a swap;
//   usual  what lies around it: an open form, the page;
//   late   what depends on the outcome of those: drafts after saving;
//   last   what takes the rest: keys of the page, actions that wait.
const STAGES = ["guard", "first", "usual", "late", "last"];

const modules = new Map(); // name -> init(root)
const answering = new WeakMap(); // root -> type and phase -> stage -> handlers

export function register(name, init) {
  if (modules.has(name)) throw new Error(`two scripts are called ${name}`);
  modules.set(name, init);
}

function answer(event, handlers) {
  for (const handler of STAGES.flatMap((stage) => handlers[stage])) {
    try {
      handler(event);
    } catch (error) {
      reportError(error);
    }
    // True once somebody stopped it.
    if (event.cancelBubble) return;
  }
}

function handlersOf(root, type, capture) {
  const known = answering.get(root) ?? answering.set(root, new Map()).get(root);
  const name = `${type} ${capture}`;
  if (!known.has(name)) {
    const handlers = Object.fromEntries(STAGES.map((stage) => [stage, []]));
    known.set(name, handlers);
    root.addEventListener(type, (event) => answer(event, handlers), { capture });
  }
  return known.get(name);
}

// Answers events of these types, separated by spaces, at its stage.
export function on(root, types, handler, { stage = "usual", capture = false } = {}) {
  for (const type of types.split(" ")) handlersOf(root, type, capture)[stage].push(handler);
}

export function start(root) {
  for (const init of modules.values()) init(root);
  root.addEventListener("htmx:after:process", () => root.dispatchEvent(new CustomEvent("dz:ready")), { once: true });
}
