// Runs sections of the benchmark: node bench/run.mjs BUILT [--quick] SECTION... (scripts/bench builds first).
//
// A section is a file here whose `run` measures, prints, and answers with what is wrong in a way that no machine excuses.
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { Browser } from "./browser.mjs";
import * as changes from "./changes.mjs";
import * as markdown from "./markdown.mjs";
import * as search from "./search.mjs";
import * as room from "./room.mjs";
import { serve } from "./server.mjs";
import * as start from "./start.mjs";
import * as window from "./window.mjs";

const SECTIONS = { window, markdown, search, room, changes, start };

const here = fileURLToPath(new URL(".", import.meta.url));
const built = resolve(process.argv[2]);
const isQuick = process.argv.includes("--quick");
const names = process.argv.slice(3).filter((name) => name in SECTIONS);

/** What the pages of the sections are made of. */
const FOLDERS = {
  page: [join(built, "page")],
  empty: [join(built, "empty")],
};

const say = (text) => process.stderr.write(`bench: ${text}\n`);
const browser = new Browser(process.env.CHROMIUM || "chromium");
const failures = [];
try {
  for (const name of names) {
    failures.push(...await SECTIONS[name].run({
      browser,
      serve: (page) => serve(...(FOLDERS[page] ?? [here, join(built, "ours"), resolve(here, "..")])),
      built,
      repetitions: isQuick ? 3 : 7,
      isQuick,
      say,
    }));
  }
} finally {
  await browser.close();
}
for (const failure of failures) console.error(`bench: ${failure}`);
process.exitCode = failures.length ? 1 : 0;
