// Keys of the desk. An element takes a key by its place on the keyboard, so that the layout (Russian, Ukrainian,
// English) does not matter: data-key="F9", "KeyT", "Slash", "Alt+KeyN". Several names are separated by spaces.
import { isTooEarly } from "./leaving.js";
import { openMenu } from "./menus.js";
import { on, register } from "./modules.js";

const TYPING = "input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit]), textarea, select";

// A sign that is printed elsewhere on another layout works there as well.
const SIGNS = { "?": "Shift+Slash", "/": "Slash" };

function nameOf(event) {
  const modifiers = [event.ctrlKey && "Ctrl", event.altKey && "Alt", event.metaKey && "Meta", event.shiftKey && "Shift"];
  return [...modifiers.filter(Boolean), event.code].join("+");
}

// A letter typed into a field is text; a function key or a combination is a command anywhere.
function isText(event) {
  if (/^F\d+$/.test(event.code) || event.ctrlKey || event.altKey || event.metaKey) return false;
  return event.target.matches?.(TYPING) || event.target.isContentEditable;
}

// What lies on top alone takes the keys: an open dialogue, an open menu, the open form of an action.
const LAYERS = "dialog[open], [popover]:popover-open, details.dz-menu[open] .dz-menu-items, details.dz-act[open]";

// What is under way is not to be disturbed, by a button outside it either.
const isInert = (element) => Boolean(element.closest("[inert]") ?? element.form?.closest("[inert]"));

function ownerOf(root, name) {
  const owners = [...root.querySelectorAll("[data-key]")].filter(
    (element) => element.dataset.key.split(" ").includes(name) && !element.disabled && !isInert(element) && element.checkVisibility(),
  );
  if (owners.some((element) => isTooEarly(root, element, name))) return undefined;
  const layer = root.querySelector(LAYERS);
  const inLayer = owners.filter((element) => layer?.contains(element) && !element.matches("summary"));
  // Behind a dialogue nothing is done.
  if (layer?.matches("dialog")) return inLayer[0];
  // A bare digit or letter never reaches through a layer; a function key or a combination does.
  if (layer && /^(Shift\+)?(Digit|Numpad|Key)/.test(name)) return inLayer[0];
  return inLayer[0] ?? owners[0];
}

function obey(element) {
  if (element.matches("details.dz-act > summary")) {
    element.click();
  } else if (element.matches("summary")) {
    const menu = element.closest("details");
    if (menu.open) menu.open = false;
    else openMenu(menu);
  } else if (element.matches(TYPING)) {
    element.focus();
    element.select?.();
  } else if (element.matches("[data-saves] [type=radio]")) {
    // The keyboard comes to what is chosen; where nothing is yet, the first is.
    const chosen = element.form.querySelector(`[name="${element.name}"]:checked`) ?? element;
    chosen.focus();
    if (!chosen.checked) chosen.click();
  } else {
    element.click();
  }
}

function initKeys(root) {
  const press = (event) => {
    if (event.repeat || event.isComposing || event.defaultPrevented || isText(event)) return;
    const owner = ownerOf(root, nameOf(event)) ?? ownerOf(root, SIGNS[event.key]);
    if (!owner) return;
    event.preventDefault();
    obey(owner);
  };
  on(root, "keydown", press, { stage: "last" });
}

register("common/keys", initKeys);
