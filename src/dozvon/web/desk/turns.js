// Answers do not always come in the order they were asked for. A card that was asked for before what is in sight now was
// would be put over it: over the next client, say, whom the answer to an action brought meanwhile.

let asked = 0;
let inSight = 0;

export function tendTurns(root) {
  root.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    if (ctx.target?.matches?.("#desk, #card")) ctx.turn = ++asked;
  });
  root.addEventListener("htmx:before:swap", (event) => {
    const { turn, request } = event.detail.ctx;
    if (!turn) return;
    // What was done is told in any case.
    if (request.method === "GET" && turn < inSight) event.preventDefault();
    else inSight = turn;
  });
}
