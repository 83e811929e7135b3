// What a person wants to look at, told to Python and believed until a frame confirms it.
//
// see({field: value}) tells; seen() is the newest frame's sight with wishes still on their way.

const NOW = -1; // no epoch, but the newest weights
const NONE = "none"; // no panel
const BELIEF_MS = 1500; // a wish that no frame confirms in this time is said once more

export function createWishes(stage) {
  let sight = {};
  let wished = {};
  return {
    sight: () => sight,
    see(fields) {
      for (const [field, value] of Object.entries(fields)) {
        const word = value === null ? NOW : value === "" ? NONE : value;
        const wish = { value, until: performance.now() + 2 * BELIEF_MS };
        wished[field] = wish;
        const id = stage.send({ name: "sight", field, value: word });
        // Between two script runs an order may be lost: said once more, it counts once.
        setTimeout(() => {
          if (wished[field] === wish) stage.send({ name: "sight", field, value: word, id });
        }, BELIEF_MS);
      }
    },
    seen() {
      const told = { ...sight };
      for (const [field, { value }] of Object.entries(wished)) told[field] = value;
      return told;
    },
    take(next) {
      sight = next;
      const now = performance.now();
      wished = Object.fromEntries(Object.entries(wished).filter(
        ([field, { value, until }]) => until > now && sight[field] !== value,
      ));
    },
  };
}
