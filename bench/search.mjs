// Search over 50,000 entries: what a key costs by itself, and how long the release page is held while it reads and looks.
import { resolve } from "node:path";

import { loaded, type, until } from "./app.mjs";
import { goal, heading, median, table } from "./report.mjs";

const TYPED = "checkout latency";
/** Milliseconds that a task may hold the page. */
const LONGEST = 50;

const WATCH = `
  window.longest = 0;
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) window.longest = Math.max(window.longest, task.duration);
  }).observe({ type: "longtask", buffered: false });
`;

/** Reads everything for a first key, then types; milliseconds of the longest task of both, and of each key's own turn. */
async function once(page) {
  await page.evaluate("window.longest = 0");
  await page.evaluate(type("#filter", TYPED[0]));
  const started = Date.now();
  await page.evaluate(until(`() => document.querySelector(".hits__said")?.textContent.endsWith(".")`));
  const read = Date.now() - started;
  const reading = await page.evaluate("window.longest");
  await page.evaluate("window.longest = 0");
  const keys = [];
  for (let end = 2; end <= TYPED.length; end += 1) {
    keys.push(await page.evaluate(`(async () => {
      const started = performance.now();
      ${type("#filter", TYPED.slice(0, end))};
      // Effects run in microtasks, before anything else.
      for (let turn = 0; turn < 20; turn += 1) await null;
      return performance.now() - started;
    })()`));
  }
  const typing = await page.evaluate(`new Promise((resolve) => setTimeout(() => resolve(window.longest), 300))`);
  await page.evaluate(type("#filter", ""));
  return { read, reading, typing, keys };
}

export async function run({ browser, serve, built, repetitions, say }) {
  const ours = await serve("search");
  say("search: keys by themselves");
  const alone = await browser.page();
  await alone.open(`${ours.address}/markdown.html`);
  const report = await alone.evaluate(`import("/bench_page.js").then(async (ours) => { await ours.default({ module_or_path: "/bench_quick.wasm" }); return ours.search_keys(50_000); })`);
  await alone.close();
  ours.close();

  say("search: the page takes 5,000 incidents");
  const whole = await serve("page");
  const page = await loaded(await browser.page(), whole.address, resolve(built, "many.jsonl"));
  await page.evaluate(WATCH);
  const rounds = [];
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    say(`search: round ${repetition + 1} of ${repetitions}`);
    rounds.push(await once(page));
  }
  await page.close();
  whole.close();

  const of = (what) => median(rounds.map((round) => round[what]));
  const key = Number(report.match(/median ([\d.]+) ms/)[1]);
  heading("Search: 50,000 entries of 5,000 incidents");
  console.log(report);
  table(["in the page", "ms"], [
    ["everything read and looked through for the first key", of("read").toFixed(0)],
    ["a key's own turn, findings shown", median(rounds.flatMap((round) => round.keys)).toFixed(1)],
    ["longest task over 50 ms while reading", of("reading").toFixed(0)],
    ["longest task over 50 ms while typing", of("typing").toFixed(0)],
  ]);
  console.log(`a key by itself beside 5 ms: ${goal(key / 5, 1)}`);
  return ["reading", "typing"].filter((what) => of(what) > LONGEST).map(
    (what) => `search: the page was held for ${of(what).toFixed(0)} ms while ${what}`,
  );
}
