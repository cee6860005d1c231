// What is told at the page's lower edge stands above the bar of actions, however many rows of buttons that has.

let watched = null;

const watcher = new ResizeObserver(([{ target }]) => {
  document.documentElement.style.setProperty("--dz-actions", `${target.isConnected ? target.offsetHeight : 0}px`);
});

export function tendEdges(root) {
  const look = () => {
    const bar = root.querySelector(".dz-actions");
    if (bar === watched) return;
    watched = bar;
    watcher.disconnect();
    if (bar) watcher.observe(bar);
    else root.documentElement.style.removeProperty("--dz-actions");
  };
  root.addEventListener("htmx:after:swap", look);
  look();
}
