// Clocks that go on while the page stands: how long somebody has been waiting, and the time at the client's.
import { register } from "./modules.js";

function stopwatch(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

function tick(root) {
  for (const clock of root.querySelectorAll("[data-since]")) {
    const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(clock.dataset.since)) / 1000));
    const limit = Number(clock.dataset.limit);
    clock.textContent = stopwatch(seconds);
    clock.classList.toggle("dz-late", seconds > limit);
    clock.classList.toggle("dz-soon", seconds <= limit && seconds > limit * 0.6);
  }
  for (const clock of root.querySelectorAll("[data-clock]")) {
    const shown = new Date().toLocaleTimeString("ru", { timeZone: clock.dataset.clock, hour: "2-digit", minute: "2-digit" });
    if (clock.textContent !== shown) clock.textContent = shown;
  }
}

function initClocks(root) {
  setInterval(() => tick(root), 1000);
}

register("common/clocks", initClocks);
