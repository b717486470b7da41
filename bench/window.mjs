// The windowed list beside one written by hand in plain JavaScript: processor time of script on the main thread.
import { goal, heading, median, milliseconds, table, times } from "./report.mjs";

const PHASES = ["mount", "append", "scroll", "jump"];
const LISTS = ["ours", "vanilla"];
const SIZES = [100, 10_000, 50_000];
const OURS_ONLY = 100_000;
const MOST_NODES = 250;
const LONG = 50;

/** One page, once through. */
async function once(browser, address, list, rows, isChecked) {
  const page = await browser.page();
  try {
    await page.open(`${address}/window.html?list=${list}&rows=${rows}`);
    await page.evaluate(`new Promise((resolve) => {
      const look = () => (document.title === "ready" ? resolve() : setTimeout(look, 20));
      look();
    })`);
    const seen = {};
    for (const phase of PHASES) {
      // What the page has left behind from before is not this phase's.
      await page.call("HeapProfiler.collectGarbage");
      const before = await page.cpu();
      const script = await browser.script(page, () => page.evaluate(`bench.${phase}()`));
      const after = await page.cpu();
      seen[phase] = {
        script, task: after.task - before.task, longest: await page.evaluate("bench.longest()"),
      };
    }
    if (isChecked) seen.nodes = await page.evaluate("bench.check()");
    return seen;
  } finally {
    await page.close();
  }
}

export async function run({ browser, serve, repetitions, say }) {
  const { address, close } = await serve("window");
  const pairs = [...SIZES, OURS_ONLY].flatMap((rows) => LISTS.map((list) => ({ list, rows })))
    .filter(({ list, rows }) => list === "ours" || rows !== OURS_ONLY);
  const runs = new Map(pairs.map((pair) => [`${pair.list} ${pair.rows}`, []]));
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    say(`window: ${repetition + 1} of ${repetitions}`);
    // Forth and back, so that neither is always the one that comes first.
    for (const { list, rows } of repetition % 2 ? [...pairs].reverse() : pairs) {
      runs.get(`${list} ${rows}`).push(await once(browser, address, list, rows, repetition === 0));
    }
  }
  close();
  const of = (list, rows, phase, measure) => median(runs.get(`${list} ${rows}`).map((run) => run[phase][measure]));
  const sum = (list, rows, measure) => PHASES.reduce((total, phase) => total + of(list, rows, phase, measure), 0);

  heading(`Windowed list: script time in ms, ours / by hand (ratio), medians of ${repetitions}`);
  const cell = (rows, value) => {
    const [ours, vanilla] = [value("ours"), rows === OURS_ONLY ? null : value("vanilla")];
    return vanilla === null ? milliseconds(ours) : `${milliseconds(ours)} / ${milliseconds(vanilla)} (${times(ours / vanilla)})`;
  };
  table(["rows", ...PHASES, "all", "all tasks"], [...SIZES, OURS_ONLY].map((rows) => [
    rows.toLocaleString("en"),
    ...PHASES.map((phase) => cell(rows, (list) => of(list, rows, phase, "script"))),
    cell(rows, (list) => sum(list, rows, "script")),
    cell(rows, (list) => sum(list, rows, "task")),
  ]));

  const [few, some, many] = SIZES;
  console.log(`\nscript at ${some.toLocaleString("en")} rows, ours to by hand: ${goal(sum("ours", some, "script") / sum("vanilla", some, "script"), 2)}`);
  for (const phase of PHASES.slice(1)) {
    const ratio = (list) => of(list, many, phase, "script") / of(list, few, phase, "script");
    console.log(`${phase} at ${many.toLocaleString("en")} rows to the same at ${few}: ${goal(ratio("ours"), 1.3)}; by hand ${times(ratio("vanilla"))}`);
  }

  const failures = [];
  const nodes = Math.max(...pairs.filter(({ list }) => list === "ours").map(({ rows }) => runs.get(`ours ${rows}`)[0].nodes));
  console.log(`most elements of the list in the document: ${nodes} (limit ${MOST_NODES})`);
  if (nodes > MOST_NODES) failures.push(`${nodes} elements of the list are in the document, more than ${MOST_NODES}`);
  // The median, because a machine that does something else for a moment makes any task long once.
  let longest = 0;
  for (const { rows } of pairs.filter(({ list }) => list === "ours")) {
    for (const phase of PHASES) {
      const task = of("ours", rows, phase, "longest");
      longest = Math.max(longest, task);
      if (task > LONG) failures.push(`a task of ${phase} at ${rows.toLocaleString("en")} rows takes ${task.toFixed(0)} ms, more than ${LONG}`);
    }
  }
  console.log(`longest task: ${longest ? `${longest.toFixed(0)} ms` : `none over ${LONG} ms`} (limit ${LONG} ms)`);
  return failures;
}
