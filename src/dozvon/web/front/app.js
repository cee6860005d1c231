// The one script of every page. Pages work without it; it makes them quick.
import "htmx.org";
import { tendLiveBoard } from "./control-live.js";
import { tendChoosing } from "./choosing.js";
import { tendSaving } from "./saving.js";
import { listenForKeys } from "./desk.js";
import { tendClocks } from "./desk-clocks.js";
import { tendLiveDesk } from "./desk-live.js";
import { tendPages } from "./desk-pages.js";
import { tendPanels } from "./desk-panels.js";
import { tendLive } from "./live.js";
import { tendMenus } from "./menus.js";
import { tendMoments } from "./moment.js";
import { tendPipelines } from "./pipelines.js";
import { tendRequests } from "./requests.js";

tendRequests(document);
tendMenus(document);
tendMoments(document);
tendPanels(document);
tendPages(document);
tendClocks(document);
tendPipelines(document);
tendChoosing(document);
tendSaving(document);
listenForKeys(document);
tendLiveDesk(document);
tendLiveBoard(document);
tendLive(document);
