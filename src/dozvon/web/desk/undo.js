// The seconds in which the last action can be taken back, counted down in the notice.
import { on, register } from "../common/modules.js";

function countDown(form) {
  const until = performance.now() + Number(form.dataset.seconds) * 1000;
  const [left, bar] = [form.querySelector("[data-left]"), form.querySelector("progress")];
  const timer = setInterval(() => {
    const seconds = Math.max(0, (until - performance.now()) / 1000);
    left.textContent = Math.ceil(seconds);
    bar.value = seconds;
    if (seconds > 0 && form.isConnected) return;
    clearInterval(timer);
    form.remove();
  }, 100);
}

function initUndo(root) {
  const look = () => {
    for (const form of root.querySelectorAll(".dz-undo:not([data-counts])")) {
      form.dataset.counts = "";
      countDown(form);
    }
  };
  on(root, "dz:ready htmx:after:swap", look);
}

register("desk/undo", initUndo);
