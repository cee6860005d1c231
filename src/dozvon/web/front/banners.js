// A banner that is posted or taken down while a page is open comes and goes on it.
import htmx from "htmx.org";

export function tendBanners(root) {
  root.addEventListener("dz:banners", () => {
    if (root.getElementById("banners")) htmx.ajax("GET", "/banners/", { target: "#banners", swap: "outerHTML" });
  });
}
