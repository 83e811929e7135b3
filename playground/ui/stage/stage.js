// Entry of the playground's stage: cockpit, network, map and curves of one run.

import { create as createBoard } from "./board.js";
import { create as createCockpit } from "./cockpit.js";
import { create as createCurves } from "./curves.js";
import { el } from "./dom.js";
import { create as createNetwork } from "./network.js";
import { present } from "./skeleton.js";

function build(root, app) {
  const card = (name) => el("section", { class: `np-card np-${name}` });
  const hosts = {
    control: card("control"), network: card("network"), board: card("board"),
    curves: card("curves"),
  };
  root.append(el("div", { class: "np-frame" }, ...Object.values(hosts)));
  const panels = {
    control: createCockpit(hosts.control, app),
    network: createNetwork(hosts.network, app),
    board: createBoard(hosts.board, app),
    curves: createCurves(hosts.curves, app),
  };
  return {
    panels,
    viewed: [panels.board, panels.curves],
    watched: [hosts.network, hosts.board, hosts.curves],
  };
}

export default present({
  sheets: ["curves.css", "board.css", "network.css"],
  version: new URL(import.meta.url).search,
  build,
});
