import "htmx.org";
import { wireAgo } from "./ago";
import { wireCalls } from "./calls";
import { wireBuilder } from "./builder";
import { wireComposer } from "./composer";
import { wireConditions } from "./conditions";
import { wireDialogs } from "./dialogs";
import { wireDrafts } from "./drafts";
import { wireFiles } from "./files";
import { showKeys, wireKeys } from "./keys";
import { wireMap } from "./map";
import { wireMessages } from "./messages";
import { wirePresence } from "./presence";
import { wireQueue } from "./queue";
import { wireSettings } from "./settings";
import { wireTips } from "./tips";

wireDialogs(); // first: a confirmation must hear of a submission before htmx does
wireSettings();
wireKeys();
wireTips();
wireMessages();
wireDrafts();
wireMap();
wireAgo();
wireComposer();
wireCalls();
wirePresence();
wireQueue();
wireFiles();
wireConditions(); // after the drafts: what they restore may let questions appear
wireBuilder();

document.querySelector("[data-show-keys]")?.addEventListener("click", () => showKeys());

// The chart library is fetched only by pages that have a chart, after they were painted.
if (document.querySelector("[data-chart]")) {
  requestAnimationFrame(() => void import("./charts").then(({ drawCharts }) => drawCharts()));
}
