// The head's figures follow what happens, at most once a second.
import htmx from "htmx.org";
import { register } from "../common/modules.js";
import { paced } from "../common/pace.js";

const ALSO_EVERY = 15000;

function initLiveBoard(root) {
  if (!root.querySelector("[data-board]")) return;
  const ask = paced(() => {
    const board = root.querySelector("[data-board]");
    return board && htmx.ajax("GET", board.dataset.board, { source: board, target: board, swap: "outerMorph" });
  });
  root.addEventListener("dz:told", ask);
  root.addEventListener("dz:stale", ask);
  setInterval(ask, ALSO_EVERY);
}

register("control/board", initLiveBoard);
