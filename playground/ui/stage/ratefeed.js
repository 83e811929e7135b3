// What a trial of learning rates sends: its newest frame, over a socket of its own.

import { link } from "./socket.js";
import { parse } from "./wire.js";

const UPDATE_MS = 100; // acknowledged so late, frames come ten times a second at most

// changed(): there is another frame, or none any more.
export function feed(changed) {
  let socket = null;
  let frame = null;
  let timer = 0;

  function arrived(bytes) {
    const next = parse(bytes).frame;
    if (!next) return;
    frame = next;
    clearTimeout(timer);
    const mine = socket;
    timer = setTimeout(() => requestAnimationFrame(() => mine.acknowledge(next.sequence)), UPDATE_MS);
    changed();
  }

  function close() {
    clearTimeout(timer);
    socket?.close();
    socket = null;
  }

  return {
    frame: () => frame,
    // path: where the trial is to be heard of; null when there is none.
    listen(path) {
      const url = path && new URL(path, location.href);
      if (url) url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
      if ((url?.href ?? null) === (socket?.url ?? null)) return;
      close();
      frame = null;
      // Refused, the run is gone: the picture that there is stays.
      if (url) socket = link({ url: url.href, arrived, changed: () => {}, refused: close });
    },
    // A picture that came with the scene, where no socket can be reached.
    take(pack) {
      frame = parse(Uint8Array.from(atob(pack), (sign) => sign.charCodeAt(0))).frame ?? frame;
    },
    close,
  };
}
