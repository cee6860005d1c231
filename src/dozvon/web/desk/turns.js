// Answers do not always come in the order they were asked for. A card that was asked for before what is in sight now was
// would be put over it: over the next client, say, whom the answer to an action brought meanwhile.
import { on, register } from "../common/modules.js";

let asked = 0;
let inSight = 0;

function initTurns(root) {
  root.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    if (ctx.target?.matches?.("#desk, #card")) ctx.turn = ++asked;
  });
  const judge = (event) => {
    const { turn, request } = event.detail.ctx;
    if (!turn) return;
    // What was done is told in any case.
    if (request.method !== "GET" || turn >= inSight) {
      inSight = turn;
      return;
    }
    event.preventDefault();
    // What is not shown is none of the others' business.
    event.stopImmediatePropagation();
  };
  on(root, "htmx:before:swap", judge, { stage: "guard" });
}

register("desk/turns", initTurns);
