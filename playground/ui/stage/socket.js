// The data plane: pulls frames over the WebSocket, one at a time.
//
// link({url, arrived, changed, refused}) -> {acknowledge(sequence), wish(look, probe), close()}
// arrived(bytes): a frame came; the caller acknowledges it in the animation frame that draws it,
//   and only then does the server send the next (a hidden tab draws nothing and costs nothing).
// changed(state): "connecting", "open", "lost" (it tries again), "taken" (by another window) or
//   "unreachable" (never opened: a proxy drops WebSockets; it goes on trying, rarely).
// refused(): the server doesn't know this token any more; the caller asks for a new one.

const TAKEN = 4409;
const UNKNOWN = 4404;
const OPENING_MS = 2500;
const FAILURES = 3; // before the first opening
const LOSSES = 6; // in a row after it had worked once
const RARELY_MS = 30000;
const LONGEST_MS = 5000;

export function link({ url, arrived, changed, refused }) {
  let socket = null;
  let closed = false;
  let opened = false;
  let failures = 0;
  let timer = 0;
  let drawn = -1;
  let wanted = { look: null, probe: null };

  function say() {
    if (socket?.readyState !== WebSocket.OPEN) return;
    socket.send(JSON.stringify({ ack: drawn, ...wanted }));
  }

  function failed() {
    failures += 1;
    const unreachable = failures >= (opened ? LOSSES : FAILURES);
    changed(unreachable ? "unreachable" : opened ? "lost" : "connecting");
    const wait = Math.min(LONGEST_MS, 250 * 2 ** failures) * (0.8 + 0.4 * Math.random());
    timer = setTimeout(open, unreachable ? RARELY_MS : wait);
  }

  function open() {
    const mine = new WebSocket(url);
    socket = mine;
    mine.binaryType = "arraybuffer";
    const late = setTimeout(() => {
      // Without any answer at all three trials would take the viewer's patience: one is enough.
      if (!opened) failures = FAILURES;
      mine.close();
    }, OPENING_MS);
    let done = false;
    let hasSpoken = false;
    mine.onopen = () => {
      drawn = -1;
      say();
    };
    mine.onmessage = (event) => {
      // Some proxies open the socket and then drop it: only a frame proves the way.
      if (!hasSpoken) {
        hasSpoken = true;
        clearTimeout(late);
        failures = 0;
        opened = true;
        changed("open");
      }
      arrived(new Uint8Array(event.data));
    };
    mine.onclose = (event) => {
      clearTimeout(late);
      if (done || closed || socket !== mine) return;
      done = true;
      if (event.code === TAKEN) changed("taken");
      else if (event.code === UNKNOWN) refused();
      else failed();
    };
  }

  changed("connecting");
  open();
  return {
    url,
    acknowledge(sequence) {
      drawn = sequence;
      say();
    },
    wish(look, probe) {
      wanted = { look, probe };
      say();
    },
    // Opening again at once makes sense when the network came back.
    hurry() {
      if (closed || socket.readyState < WebSocket.CLOSING) return;
      clearTimeout(timer);
      open();
    },
    close() {
      closed = true;
      clearTimeout(timer);
      socket.close();
    },
  };
}
