// A banner that is posted or taken down while a page is open comes and goes on it.
import htmx from "htmx.org";
import { on, register } from "./modules.js";

function initBanners(root) {
  root.addEventListener("dz:banners", () => {
    if (root.getElementById("banners")) htmx.ajax("GET", "/banners/", { target: "#banners", swap: "outerHTML" });
  });
  // It lies over the page only while nothing may move; with the next card or list it takes a place of its own.
  on(root, "htmx:before:swap", ({ detail: { ctx } }) => {
    if (ctx.target?.matches?.("#desk, #card")) root.getElementById("banners")?.classList.remove("is-live");
  });
}

register("common/banners", initBanners);
