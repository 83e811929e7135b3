// Keys of the stage: Space plays and pauses, "." steps an epoch, "," a batch, R goes to the start.
// Arrows belong to the map while it has the focus.

const TYPING =
  "input:not([type=range],[type=checkbox],[type=radio],[type=button]),textarea,select," +
  "[contenteditable=true],[role=textbox],[role=combobox],[role=listbox],[role=dialog] *";
const PRESSED_BY_SPACE =
  "button,a,summary,input,[role=button],[role=switch],[role=radio],[role=slider],[role=option]," +
  "[role=menuitem],[role=tab]";

export function listen(root, actions) {
  const keys = {
    " ": (target) => !target.closest(PRESSED_BY_SPACE) && (actions.playOrPause(), true),
    ".": () => (actions.step("epoch"), true),
    ",": () => (actions.step("batch"), true),
    r: () => (actions.reset(), true),
    R: () => (actions.reset(), true),
  };
  function pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const act = keys[event.key];
    const [target] = event.composedPath();
    if (!act || !root.isConnected || !(target instanceof Element)) return;
    if (target.closest(TYPING)) return;
    // A key held down must not toggle again and again; held "." goes on stepping.
    if (event.repeat && event.key !== "." && event.key !== ",") {
      if (event.key === " " && !target.closest(PRESSED_BY_SPACE)) event.preventDefault();
      return;
    }
    if (!act(target)) return;
    event.preventDefault();
    // Streamlit has keys of its own (R runs the script again): this one has been used.
    event.stopImmediatePropagation();
  }
  addEventListener("keydown", pressed, true);
  return () => removeEventListener("keydown", pressed, true);
}
