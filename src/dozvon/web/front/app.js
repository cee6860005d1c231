// The one script of every page. Pages work without it; it makes them quick.
import "htmx.org";
import { listenForKeys } from "./desk.js";
import { tendMenus } from "./menus.js";
import { tendRequests } from "./requests.js";

tendRequests(document);
tendMenus(document);
listenForKeys(document);
