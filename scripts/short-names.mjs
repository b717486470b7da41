// Shortens the names under which the main module and its script know each other.
//
// wasm-bindgen gives each a hash, so that two of the same name do not meet: 16 characters that no compression can
// shorten, in both files, for what is one program. A part does not use these names.

/** The module and the script with every hashed name replaced by a short one. */
export function shortened(module, script) {
  const short = new Map();
  const rename = (name) => {
    if (!/[0-9a-f]{16}/.test(name)) return name;
    if (!short.has(name)) short.set(name, `_${short.size.toString(36)}`);
    return short.get(name);
  };
  const sections = [module.subarray(0, 8)];
  for (let at = 8; at < module.length; ) {
    const id = module[at];
    const [length, start] = number(module, at + 1);
    let content = module.subarray(start, start + length);
    if (id === IMPORTS) content = renamed(content, 2, rename);
    if (id === EXPORTS) content = renamed(content, 1, rename);
    sections.push(Buffer.from([id]), bytes(content.length), content);
    at = start + length;
  }
  return [Buffer.concat(sections), script.replace(/[\w$]*[0-9a-f]{16}\w*/g, (name) => short.get(name) ?? name)];
}

const IMPORTS = 2;
const EXPORTS = 7;

/** A section of imports (module, name, what) or exports (name, what), with the names, the last texts, replaced. */
function renamed(section, texts, rename) {
  let [count, at] = number(section, 0);
  const items = [bytes(count)];
  for (; count > 0; count--) {
    for (let text = 1; text <= texts; text++) {
      const [length, start] = number(section, at);
      at = start + length;
      const name = section.toString("utf8", start, at);
      const kept = Buffer.from(text === texts ? rename(name) : name);
      items.push(bytes(kept.length), kept);
    }
    const start = at;
    at = texts === 2 ? endOfType(section, at) : number(section, at + 1)[1];
    items.push(section.subarray(start, at));
  }
  return Buffer.concat(items);
}

/** Where the description of an import ends: of a function, a table, a memory, a global or a tag. */
function endOfType(section, at) {
  const kind = section[at];
  if (kind === 0) return number(section, at + 1)[1];
  if (kind === 3) return at + 3;
  if (kind === 4) return number(section, at + 2)[1];
  const limits = kind === 1 ? at + 2 : at + 1;
  const end = number(section, limits + 1)[1];
  return section[limits] & 1 ? number(section, end)[1] : end;
}

/** The number that stands there (LEB128), and where it ends. */
function number(from, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = from[at++];
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return [value, at];
  }
}

/** A number as it stands in a module. */
function bytes(value) {
  const made = [];
  for (; value > 127; value >>>= 7) made.push((value & 127) | 128);
  return Buffer.from([...made, value]);
}
