// What several parts share, the splitter puts into a chunk for each set of parts: more than a hundred files, most of them
// smaller than the answer that says so. Here they become a few.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Bytes from which a chunk that no room needs stays a file of its own. */
const LARGE = 8 * 1024;

/** The parts of a postmortem. */
const POSTMORTEM = ["postmortem", "margin", "panes", "lint", "hand_out", "templates", "follow_ups"];

/** The file into which a chunk goes that these parts share. */
function groupOf(parts, file, bytes) {
  if (parts.includes("room")) return "shared_room";
  if (bytes >= LARGE && parts.includes("markdown_parser")) return "shared_markdown_parser";
  // A room asks for its panels as soon as it stands.
  if (parts.includes("panels")) return "shared_panels";
  // What a postmortem and its panes share is there as soon as one is opened. Nothing else is to ask for all of it.
  if (parts.every((part) => POSTMORTEM.includes(part))) {
    if (parts.includes("postmortem")) return "shared_postmortem";
    // Its margin comes next, before anything else that it shows.
    if (parts.includes("margin")) return "shared_margin";
  }
  // A rollout stands on the page of a change, and what only these two share is there with it.
  if (parts.every((part) => ["changes", "rollout"].includes(part))) return "shared_changes";
  return bytes < LARGE ? "shared" : file;
}

/** Unites the chunks in this folder, and answers with their loader. */
export function united(folder, loader, features) {
  const groups = new Map();
  // A chunk says in a comment which parts share it.
  const pattern = /\/\* ([^*]*) \*\/\nconst (__(chunk_\d+)) = makeLoad\([^]*?\n, \[\]\);\n/g;
  for (const [text, parts, name, file] of loader.matchAll(pattern)) {
    const content = readFileSync(join(folder, `${file}.wasm`));
    const group = groupOf(parts.split(", "), file, content.length);
    groups.set(group, [...(groups.get(group) ?? []), { text, name, file, content }]);
  }
  const named = new Map();
  for (const [group, chunks] of groups) {
    const [{ text, name, file }] = chunks;
    const load = text.replace(/^.*\n/, "").replace(name, `__${group}`).replace(`${file}.wasm`, `${group}.wasm`);
    chunks.forEach((chunk, position) => {
      named.set(chunk.name, `__${group}`);
      loader = loader.replace(chunk.text, () => (position === 0 ? load : ""));
    });
    merge(folder, group, chunks, features);
  }
  // What a part waits for, each once.
  loader = loader.replace(/\[(__chunk_\d+(?:, __chunk_\d+)*)\]/g, (_, list) => {
    return `[${[...new Set(list.split(", ").map((name) => named.get(name)))].join(", ")}]`;
  });
  const shared = "sharedImports = { __wasm_split: {  } };";
  const isMade = (name) => loader.includes(`const ${name} = makeLoad(`);
  const isWhole = [...loader.matchAll(/__(?:chunk|shared)\w*/g)].every(([name]) => name === "__wasm_split_shared0" || isMade(name));
  if (groups.size === 0 || !isWhole || !loader.includes(shared)) {
    throw new Error("the loader of the parts is not written as it was: unite-chunks.mjs has to learn that");
  }
  return loader.replace(shared, `${shared}\n        sharedImports.hub = sharedImports.__wasm_split;`);
}

/** Writes one module that does what all of these do. */
function merge(folder, name, chunks, features) {
  // They all ask the same of the main module. Between it and them stands a hub, so that the united one asks once.
  const { memory, table } = limits(chunks[0].content);
  const hub = `(module
    (import "hub" "__wasm_split_shared0" (global $global (mut i32)))
    (import "hub" "__indirect_function_table" (table $table ${table} funcref))
    (import "hub" "memory" (memory $memory ${memory}))
    (export "__wasm_split_shared0" (global $global))
    (export "__indirect_function_table" (table $table))
    (export "memory" (memory $memory)))`;
  writeFileSync(join(folder, "hub.wat"), hub);
  const files = chunks.flatMap(({ file }) => [join(folder, `${file}.wasm`), file]);
  const args = [join(folder, "hub.wat"), "__wasm_split", ...files, ...features, "--enable-multimemory"];
  execFileSync("wasm-merge", [...args, "-o", join(folder, `${name}.wasm`)], { stdio: ["ignore", "ignore", "pipe"] });
}

/** The least sizes of the memory and of the table that a module imports. */
function limits(module) {
  let at = 8;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = module[at++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  const skipName = () => { const length = number(); at += length; };
  const least = () => { const flags = number(); const value = number(); if (flags & 1) number(); return value; };
  const found = {};
  while (at < module.length) {
    const [section, size] = [module[at++], number()];
    const end = at + size;
    for (let count = section === 2 ? number() : 0; count > 0; count--) {
      skipName();
      skipName();
      const kind = module[at++];
      if (kind === 0) number();
      else if (kind === 1) { at++; found.table = least(); }
      else if (kind === 2) found.memory = least();
      else at += 2;
    }
    at = end;
  }
  return found;
}
