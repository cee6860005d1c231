// A thing to be done soon after it was asked for, however often it is: never twice at once, at most once a second,
// less often where the server takes long, and not while nobody looks.

const GAP = 1000;
const LONGEST = 15000;
const SPREAD = 150;
// The server is given so many times the time it took.
const REST = 5;

export function paced(run) {
  let wanted = false;
  let running = false;
  let notBefore = 0;
  let timer = 0;

  function plan() {
    if (!wanted || running || timer || document.hidden) return;
    // Many pages are told at the same moment: they need not all ask at the same one.
    const wait = Math.max(0, notBefore - performance.now()) + Math.random() * SPREAD;
    timer = setTimeout(go, wait);
  }

  async function go() {
    timer = 0;
    if (document.hidden) return;
    wanted = false;
    running = true;
    const begun = performance.now();
    try {
      await run();
    } finally {
      running = false;
      const took = performance.now() - begun;
      notBefore = begun + took + Math.min(LONGEST, Math.max(GAP - took, took * REST));
      plan();
    }
  }

  document.addEventListener("visibilitychange", plan);
  return () => {
    wanted = true;
    plan();
  };
}
