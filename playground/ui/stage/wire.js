// The pack: "NPF1", header length (uint32 LE), JSON header, then arrays, each 8-aligned.
// parse(bytes) -> {header, scene, frame}: scene and frame are null when the pack has none; each
// is its header entry plus its arrays as typed views, with `shapes[name]`.

const MAGIC = 0x3146504e; // "NPF1" read as little-endian uint32
const TYPES = { u1: Uint8Array, i2: Int16Array, i4: Int32Array, f4: Float32Array };
const SCENE_ARRAYS = new Set(["points", "labels", "is_test", "feature_maps", "levels"]);

export function unpack(bytes) {
  // Views of a byte buffer need alignment; bytes cut from a larger message have none.
  const own = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  const view = new DataView(own.buffer, own.byteOffset, own.byteLength);
  if (own.byteLength < 8 || view.getUint32(0, true) !== MAGIC) throw new Error("not a pack");
  const length = view.getUint32(4, true);
  const header = JSON.parse(new TextDecoder().decode(own.subarray(8, 8 + length)));
  const start = own.byteOffset + 8 + length;
  const arrays = {};
  const shapes = {};
  for (const [name, [type, shape, offset]] of Object.entries(header.arrays ?? {})) {
    const count = shape.reduce((product, size) => product * size, 1);
    arrays[name] = new TYPES[type](own.buffer, start + offset, count);
    shapes[name] = shape;
  }
  return { header, arrays, shapes };
}

export function parse(bytes) {
  const { header, arrays, shapes } = unpack(bytes);
  const part = (entry, owns) => {
    if (!entry) return null;
    const names = Object.keys(arrays).filter(owns);
    const pick = (table) => Object.fromEntries(names.map((name) => [name, table[name]]));
    return { ...entry, ...pick(arrays), shapes: pick(shapes) };
  };
  return {
    header,
    scene: part(header.scene, (name) => SCENE_ARRAYS.has(name)),
    frame: part(header.frame, (name) => !SCENE_ARRAYS.has(name)),
  };
}
