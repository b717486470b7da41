// Takes the page that Trunk has built apart: what index.html names stays the first view, and every part (src/pages/
// on_demand.rs) becomes a WebAssembly module of its own. Trunk runs this as its last step (Trunk.toml).
//
// Trunk itself knows no parts, so its own module and script are replaced by those that are made here from the same
// compiled program: split, then the script around the main module, then each module made small. All get one hash over
// all, because a part fits only the main module it was split from. The worker that reviews scripts is a program of its own
// and keeps its hash, and its place in a browser's cache, for as long as it stays the same.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { shortened } from "./short-names.mjs";
import { united } from "./unite-chunks.mjs";

const FEATURES = [
  "--enable-bulk-memory", "--enable-sign-ext", "--enable-nontrapping-float-to-int", "--enable-mutable-globals",
  "--enable-reference-types", "--enable-multivalue",
];
/** Nothing about the tools that made it. */
const PLAIN = [...FEATURES, "--strip-producers", "--strip-target-features"];
// Flat code is what several passes see most in, and nothing lies below address 1024. Measured, brotli: 4 KB off -Oz alone.
// Then it is made quick, with only the smallest functions put into their callers, before it is made small: between parts every
// call goes by a function that does nothing else. That saves 2% of a part, brotli, and two tenths of a percent of the main module.
const SMALL = [
  "--low-memory-unused", "--flatten", "--rereloop", "--flexible-inline-max-function-size=12", "-O3", "-Oz", ...PLAIN,
];
/** For parts in which speed is noticed and which the first view does not carry. */
const QUICK = ["--low-memory-unused", "-O3", ...PLAIN];
const QUICK_PARTS = ["split_markdown_parser.wasm", "shared_markdown_parser.wasm", "split_search.wasm"];

const staging = process.env.TRUNK_STAGING_DIR;
const metadata = JSON.parse(execFileSync("cargo", ["metadata", "--no-deps", "--offline", "--format-version=1"]));
const target = metadata.target_directory;
// Beside the page, so that two builds at once do not meet; the page does not keep it.
const work = mkdtempSync(join(staging, ".split-"));

const run = (program, ...args) => {
  try {
    execFileSync(program, args, { stdio: ["ignore", "ignore", "pipe"] });
  } catch (error) {
    const why = error.code === "ENOENT" ? "it is not there; scripts/setup installs it" : (error.stderr || error.message);
    console.error(`split: ${program} failed: ${why}`);
    process.exit(1);
  }
};
const integrity = (content, kind = "sha384") => `${kind}-${createHash(kind).update(content).digest("base64")}`;
const staged = (name) => readFileSync(join(staging, name));
const made = (name) => readFileSync(join(work, name));

/** Splits the compiled program and answers with the files that make it up, by their plain names. */
function split() {
  const compiled = join(target, "wasm32-unknown-unknown", "web", "app.wasm");
  // Beside the parts it makes main.wasm and __wasm_split.js, which loads them and asks app.js for what they share.
  run("wasm-split-cli", "--out-name=app", compiled, work);
  run("wasm-bindgen", "--target=web", "--keep-lld-exports", "--no-demangle", "--no-typescript",
    "--out-name=app", `--out-dir=${work}`, join(work, "app.wasm"));
  rmSync(join(work, "app.wasm"));
  const [module, script] = shortened(made("app_bg.wasm"), made("app.js").toString());
  writeFileSync(join(work, "app_bg.wasm"), module);
  writeFileSync(join(work, "app.js"), script);
  const loader = united(work, made("__wasm_split.js").toString(), FEATURES);
  writeFileSync(join(work, "__wasm_split.js"), loader);
  // What went into others is named by nothing any more.
  const isWanted = (name) => !/^chunk_|^hub/.test(name) || loader.includes(`./${name}`);
  const names = readdirSync(work).filter(isWanted).sort();
  for (const name of names) {
    if (!name.endsWith(".wasm")) continue;
    run("wasm-opt", ...(QUICK_PARTS.includes(name) ? QUICK : SMALL), join(work, name), "-o", join(work, name));
  }
  return new Map(names.map((name) => [name, made(name)]));
}

/** What each file is called in the page. */
function hashed(files) {
  const all = createHash("sha256");
  for (const content of files.values()) all.update(content);
  const hash = all.digest("hex").slice(0, 16);
  const named = (name) => {
    const [, stem, end] = name.match(/^(.*?)((?:_bg)?\.\w+)$/);
    return `${stem.replace("__wasm_split", "parts").replace(/^split_/, "").replaceAll("_", "-")}-${hash}${end}`;
  };
  return new Map([...files.keys()].map((name) => [name, named(name)]));
}

/** Replaces what has to be there, so that a tool that comes to write it otherwise does not pass by unnoticed. */
function replace(text, from, to) {
  if (!text.includes(from)) {
    console.error(`split: expected to find ${from}`);
    process.exit(1);
  }
  return text.replaceAll(from, to);
}

const files = split();
const names = hashed(files);

let script = files.get("app.js").toString();
script = replace(script, 'from "./__wasm_split.js"', `from "./${names.get("__wasm_split.js")}"`);
let loader = files.get("__wasm_split.js").toString();
loader = replace(loader, 'from "./app.js"', `from "./${names.get("app.js")}"`);
// The splitter writes out for each part how it is fetched: the same for all, but for a name and what is to be in it. It is part of
// the first view, so it is written once, and half of its bytes are hashes: SHA-256 has a third less of them than SHA-384.
const fetcher = (name) => `() => {
    const src = fetch(new URL("./${name}", import.meta.url));
    src.catch(() => {});
    return async (imports) => (WebAssembly.instantiateStreaming(src, imports));
}
`;
for (const [name, content] of files) {
  if (!name.endsWith(".wasm") || name === "app_bg.wasm") continue;
  loader = replace(loader, fetcher(name), `part("./${names.get(name)}", "${integrity(content, "sha256")}")`);
}
loader = loader.replaceAll(/^ *\/\/.*\n/gm, "") + `function part(name, integrity) {
    return ${replace(fetcher("NAME"), '"./NAME", import.meta.url)', "name, import.meta.url), { integrity }").trim()};
}
`;
files.set("app.js", Buffer.from(script)).set("__wasm_split.js", Buffer.from(loader));

let page = staged("index.html").toString();
const before = page.match(/app-[0-9a-f]+(?=\.js)/)[0];
for (const [ending, name] of [[".js", "app.js"], ["_bg.wasm", "app_bg.wasm"]]) {
  page = page.replaceAll(integrity(staged(before + ending)), integrity(files.get(name)));
  page = page.replaceAll(before + ending, names.get(name));
  rmSync(join(staging, before + ending));
}
// The loader is asked for with the script that imports it, and not only after that has arrived.
const preload = page.match(new RegExp(`<link[^>]*${names.get("app.js")}[^>]*>`))[0];
const second = preload
  .replace(names.get("app.js"), names.get("__wasm_split.js"))
  .replace(integrity(files.get("app.js")), integrity(files.get("__wasm_split.js")));
page = page.replace(preload, preload + second);

// What a room consists of is named to boot.js, which fetches it where the address is one.
const wasm = `wasm=/${names.get("app_bg.wasm")}`;
const room = ["split_room.wasm", "shared_room.wasm"].map((name) => `&amp;room=/${names.get(name)}`).join("");
page = replace(page, wasm, wasm + room);

/** Makes the worker that Trunk has built small, gives it its end, and answers with its address. */
function worker() {
  const module = join(staging, "sql_worker_bg.wasm");
  run("wasm-opt", ...SMALL, module, "-o", module);
  const content = staged("sql_worker_bg.wasm");
  const end = readFileSync("public/sql-worker.js").toString();
  let script = staged("sql_worker.js").toString() + end;
  const hash = createHash("sha256").update(content).update(script).digest("hex").slice(0, 16);
  script = replace(script, "MODULE", JSON.stringify(`sql-worker-${hash}_bg.wasm`));
  script = replace(script, "INTEGRITY", JSON.stringify(integrity(content)));
  writeFileSync(join(staging, `sql-worker-${hash}_bg.wasm`), content);
  writeFileSync(join(staging, `sql-worker-${hash}.js`), script);
  for (const name of ["sql_worker.js", "sql_worker_bg.wasm"]) rmSync(join(staging, name));
  return `/sql-worker-${hash}.js`;
}

page = replace(page, 'content="sql_worker.js"', `content="${worker()}"`);
for (const [name, content] of files) writeFileSync(join(staging, names.get(name)), content);
writeFileSync(join(staging, "index.html"), page);
rmSync(work, { recursive: true });
