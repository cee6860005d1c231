// A wide table slides inside its frame. The browser leaves a link that is cut by the frame's edge where it is; what
// takes the keyboard is to be seen whole.
import { register } from "./modules.js";

function initTables(root) {
  root.addEventListener("focusin", (event) => {
    if (event.target.closest("td, th")?.closest(".dz-table-wrap")) {
      event.target.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  });
}

register("common/tables", initTables);
