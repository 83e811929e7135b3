// What every stage has, whatever its panels: it lives by component key, keeps its picture and its
// socket, draws frames once a screen beat, and tells Python what the viewer does.
//
// Streamlit calls the entry at every data change, and it may mount the same component anew (after
// Play or Pause once): so the root moves into whatever parent is current, and the socket, pictures
// and focus stay.
//
// An entry is `present({sheets, version, build})`; `version` is the query of its own address, with
// which files are kept for ever. build(root, app) fills the root and gives
//   {panels: {control, ...}, viewed: [panels that follow options of the view], watched: [hosts]};
// a panel is {scene(scene), frame(frame, scene, isDue), resize(), destroy()}, each of them optional;
// `control` is the cockpit. `app` is what a panel may ask for (see the constructor).

import { el, roomIn, sheet, themeOf } from "./dom.js";
import { fill } from "./format.js";
import { listen } from "./keyboard.js";
import { link } from "./socket.js";
import { parse } from "./wire.js";

const GRACE_MS = 4000; // an unmounted stage waits this long for its next parent
const WISH_MS = 100;
const REVIVE_MS = 3000;
const QUIET_MS = 400; // troubles shorter than this are not mentioned
const READ_MS = 90; // figures that change faster can't be read
const CALM_MS = 250; // between pictures for viewers who prefer reduced motion

const stages = new Map();
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export function present({ sheets, version, build }) {
  return async function show(component) {
    await Promise.all(["stage.css", "cockpit.css", ...sheets].map(sheet));
    const { key, parentElement } = component;
    if (!stages.has(key)) stages.set(key, new Stage(key, version, build));
    const stage = stages.get(key);
    stage.enter(component);
    return () => stage.leave(parentElement);
  };
}

class Stage {
  constructor(key, version, build) {
    this.key = key;
    this.root = el("div", { class: "np-stage np-tokens" });
    this.scene = null;
    this.frame = null; // the newest frame that fits the scene
    this.waiting = null; // the newest frame of a scene still to come
    this.isDirty = false;
    this.plane = "socket";
    this.wanted = { look: null, probe: null };
    this.tick = this.tick.bind(this);
    this.app = {
      send: (command) => this.send(command),
      look: (layer, unit = null) => this.wish({ look: layer === null ? null : [layer, unit] }),
      probe: (x1, x2) => this.wish({ probe: x1 === null ? null : [x1, x2] }),
      text: (name, facts) => this.text(name, facts),
      theme: () => this.theme,
      version,
      setView: (field, value) => this.setView(field, value),
    };
    this.build(build);
  }

  build(build) {
    const { panels, viewed, watched } = build(this.root, this.app);
    this.panels = panels;
    this.viewed = viewed;
    this.observer = new ResizeObserver(() => {
      this.each("resize");
      this.redraw();
    });
    for (const host of watched) this.observer.observe(host);
    this.root.addEventListener("focusin", (event) => { this.focused = event.target; });
    this.unlisten = listen(this.root, this.panels.control.actions);
    this.back = () => { if (!document.hidden) this.socket?.hurry(); };
    addEventListener("online", this.back);
    document.addEventListener("visibilitychange", this.back);
  }

  // Calls a method of every panel that has it; one panel's fault must not stop the others.
  each(method, ...args) {
    for (const panel of Object.values(this.panels)) {
      try {
        panel[method]?.(...args);
      } catch (error) {
        console.error(error);
      }
    }
  }

  enter(component) {
    clearTimeout(this.departure);
    this.component = component;
    const parent = roomIn(component.parentElement);
    if (this.root.parentNode !== parent) {
      const focused = this.focused;
      parent.append(this.root);
      if (focused?.isConnected && document.activeElement === document.body) {
        focused.focus({ preventScroll: true });
      }
    }
    const theme = themeOf(parent);
    const isNewTheme = theme !== this.theme;
    this.theme = theme;
    this.root.dataset.theme = theme;
    if (component.data instanceof Uint8Array && component.data !== this.data) {
      this.data = component.data;
      this.receive(component.data, isNewTheme);
    } else if (isNewTheme && this.scene) {
      this.each("scene", this.scene);
      this.redraw();
    }
  }

  leave(parentElement) {
    if (!parentElement.contains(this.root)) return;
    clearTimeout(this.departure);
    this.departure = setTimeout(() => this.destroy(), GRACE_MS);
  }

  destroy() {
    stages.delete(this.key);
    this.socket?.close();
    this.observer.disconnect();
    this.unlisten();
    removeEventListener("online", this.back);
    document.removeEventListener("visibilitychange", this.back);
    this.each("destroy");
    this.root.remove();
  }

  receive(bytes, isNewTheme = false) {
    const { header, scene, frame } = parse(bytes);
    if (scene) this.stage(scene, JSON.stringify(header.scene), isNewTheme);
    if (frame) this.take(frame);
  }

  stage(scene, signature, isNewTheme) {
    const isSame = signature === this.signature && !isNewTheme;
    // Another address means another runner, which counts from the beginning again.
    const isNewRun =
      scene.generation !== this.scene?.generation || scene.socket !== this.scene?.socket;
    this.signature = signature;
    this.scene = scene;
    this.root.lang = scene.language === "zh" ? "zh-CN" : scene.language;
    if (isNewRun) this.frame = null;
    if (!isSame) this.each("scene", scene);
    if (this.waiting?.generation === scene.generation) {
      this.frame = this.waiting;
      this.waiting = null;
    }
    if (!isSame || isNewRun) this.redraw();
    this.connect(scene);
  }

  take(frame) {
    const isEarly = frame.generation !== this.scene?.generation;
    // A pack of a script run may be older than what the socket has brought meanwhile.
    if (isEarly || frame.sequence < (this.frame?.sequence ?? -1)) {
      if (isEarly) this.waiting = frame; // drawn when its scene comes
      // Unacknowledged, the server would wait for ever; at once, it would send without pause.
      requestAnimationFrame(() => this.socket?.acknowledge(frame.sequence));
      return;
    }
    this.frame = frame;
    this.heard = performance.now();
    this.redraw();
  }

  redraw() {
    if (this.isDirty || !this.frame) return;
    this.isDirty = true;
    requestAnimationFrame(this.tick);
  }

  tick() {
    this.isDirty = false;
    const { frame, scene } = this;
    if (!frame || !scene) return;
    const isNext = frame !== this.drawn;
    const rest = (this.drawnAt ?? 0) + CALM_MS - performance.now();
    if (calm.matches && isNext && frame.state === "playing" && rest > 0) {
      setTimeout(() => this.redraw(), rest);
      return;
    }
    // Said in the animation frame that draws it, so that the server works while we draw.
    if (isNext) this.socket?.acknowledge(frame.sequence);
    this.each("frame", frame, scene, this.isDue(frame));
    this.drawn = frame;
    this.drawnAt = performance.now();
  }

  // Whether figures are written with this frame. All are written together: each time the browser
  // has to lay the page out anew, which costs it more than the pictures.
  isDue(frame) {
    const now = performance.now();
    const isDue = frame.state !== "playing" || this.drawn?.state !== "playing"
      || now - this.readAt > READ_MS;
    if (isDue) this.readAt = now;
    return isDue;
  }

  // --- the way back to Python

  send(command) {
    const bytes = crypto.getRandomValues(new Uint8Array(12));
    const id = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    this.component.setTriggerValue("command", { id, ...command });
    return id;
  }

  text(name, facts) {
    const template = this.scene?.texts?.[name];
    return template === undefined ? "" : fill(template, facts, this.scene.language);
  }

  // Options of the view apply at once; Python hears of them and says the same in the next scene.
  setView(field, value) {
    if (!this.scene) return;
    this.scene = { ...this.scene, view: { ...this.scene.view, [field]: value } };
    this.signature = null;
    for (const panel of this.viewed) panel.scene(this.scene);
    this.redraw();
    this.send({ name: "view", field, value });
  }

  wish(change) {
    this.wanted = { ...this.wanted, ...change };
    if (this.isWishing) return;
    this.isWishing = true;
    const tell = () => {
      this.isWishing = false;
      const { look, probe } = this.wanted;
      if (this.plane === "socket") this.socket?.wish(look, probe);
      else this.component.setStateValue("wish", { look, probe });
    };
    if (this.plane === "socket") requestAnimationFrame(tell);
    else setTimeout(tell, WISH_MS);
  }

  // --- the socket

  connect(scene) {
    if (!scene.socket) return;
    const url = new URL(scene.socket, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    if (this.socket?.url === url.href) return;
    this.socket?.close();
    this.plane = "socket";
    this.heard = performance.now();
    this.socket = link({
      url: url.href,
      arrived: (bytes) => this.receive(bytes),
      changed: (state) => this.changed(state),
      refused: () => this.revive(),
    });
    this.socket.wish(this.wanted.look, this.wanted.probe);
  }

  changed(state) {
    if (state === "open") this.fallBack("socket");
    if (state === "unreachable") this.fallBack("fragment");
    this.trouble(
      {
        connecting: { code: "say_connecting", mark: "quiet", blocks: false },
        lost: { code: "say_lost", mark: "caution", blocks: true },
        taken: { code: "say_taken", mark: "caution", blocks: true },
      }[state] ?? null,
    );
  }

  fallBack(plane) {
    if (plane === this.plane) return;
    this.plane = plane;
    this.component.setStateValue("plane", plane);
  }

  revive() {
    this.trouble({ code: "say_reviving", mark: "quiet", blocks: false });
    const wait = (this.revivedAt ?? -Infinity) + REVIVE_MS - performance.now();
    setTimeout(() => {
      this.revivedAt = performance.now();
      this.send({ name: "revive" });
      // The next scene names a new address; should there be none, the old one is asked again.
      const refused = this.socket;
      setTimeout(() => refused.hurry(), REVIVE_MS / 2);
    }, Math.max(0, wait));
  }

  trouble(trouble) {
    clearTimeout(this.quiet);
    const { control } = this.panels;
    if (!trouble) return control.trouble(null);
    const tell = () => {
      const seconds = Math.round((performance.now() - this.heard) / 1000);
      control.trouble({ ...trouble, facts: { epoch: this.frame?.epoch ?? 0, seconds } });
      if (trouble.code === "say_lost") this.quiet = setTimeout(tell, 2000);
    };
    this.quiet = setTimeout(tell, QUIET_MS);
  }
}
