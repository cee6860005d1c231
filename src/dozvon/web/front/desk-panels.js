// The forms of the actions: opened with the keyboard in the right place, closed by Escape, times filled in by a key.

const FIRST = ".dz-pick input:checked, .dz-pick, .dz-moment input, .form-control";

function focusFirst(panel) {
  const wrong = panel.querySelector('[aria-invalid="true"]');
  const first = panel.querySelector(FIRST);
  (wrong ?? (first?.matches("label") ? first.querySelector("input") : first))?.focus();
}

function close(act) {
  act.open = false;
  act.querySelector("summary").focus();
}

// A chosen reason leads on to the next thing that must be filled in.
function leadOn(radio) {
  const form = radio.form;
  const empty = [...form.querySelectorAll("input[required], textarea[required]")].find((field) => !field.value);
  const needed = radio.dataset.needs ? form.elements[radio.dataset.needs] : null;
  (empty ?? needed ?? form.querySelector("textarea"))?.focus();
}

function wallClock(moment, zone) {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
  return format.format(moment).replace(" ", "T");
}

// The moment at which the clock of the zone shows `wall`: guessed as if it were UTC, then put right by the difference.
function momentOf(wall, zone) {
  const wanted = Date.parse(`${wall}Z`);
  let moment = wanted;
  for (let step = 0; step < 2; step += 1) moment += wanted - Date.parse(`${wallClock(moment, zone)}Z`);
  return moment;
}

function showAtClient(field) {
  const { shopZone, clientZone } = field.dataset;
  const output = field.querySelector("[data-at-client]");
  const wall = field.querySelector("input").value;
  if (!wall || shopZone === clientZone) {
    output.textContent = "";
    return;
  }
  const [day, time] = wallClock(momentOf(wall, shopZone), clientZone).split("T");
  const date = day === wall.slice(0, 10) ? "" : `${day.slice(8)}.${day.slice(5, 7)} `;
  output.textContent = `${output.dataset.words} ${date}${time}`;
}

function setOffset(button) {
  const field = button.closest(".dz-moment");
  const input = field.querySelector("input");
  const zone = field.dataset.shopZone;
  const { offset, tomorrow } = button.dataset;
  // Rounded up to the minute, for the field has no seconds: never earlier than was promised.
  const ahead = offset ? Math.ceil(Date.now() / 60000) * 60000 + Number(offset) * 60000 : Date.now() + 86400000;
  const wall = wallClock(ahead, zone);
  input.value = tomorrow ? `${wall.slice(0, 10)}T${tomorrow}` : wall;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  const empty = [...input.form.querySelectorAll("input[required], textarea")].find((other) => !other.value);
  (empty ?? input).focus();
}

export function tendPanels(root) {
  root.addEventListener(
    "toggle",
    (event) => {
      if (event.target.matches("details.dz-act") && event.newState === "open") {
        focusFirst(event.target);
        for (const field of event.target.querySelectorAll(".dz-moment")) showAtClient(field);
      }
    },
    true,
  );
  // Of forms with one name only one may be open: the new card's would be shut while the old card still stands.
  root.addEventListener("htmx:before:swap", () => {
    for (const act of root.querySelectorAll("details.dz-act[open]")) act.open = false;
  });
  root.addEventListener("keydown", (event) => {
    const act = root.querySelector("details.dz-act[open]");
    if (event.code !== "Escape" || !act || event.defaultPrevented) return;
    event.preventDefault();
    close(act);
  });
  root.addEventListener("change", (event) => {
    if (event.target.matches(".dz-pick input")) leadOn(event.target);
  });
  root.addEventListener("input", (event) => {
    const field = event.target.closest(".dz-moment");
    if (field) showAtClient(field);
  });
  root.addEventListener("click", (event) => {
    const offset = event.target.closest("[data-offset], [data-tomorrow]");
    if (offset) setOffset(offset);
    const closer = event.target.closest("[data-close]");
    if (closer) close(closer.closest("details"));
  });
}
