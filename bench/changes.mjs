// Typing in the script of a schema change: how long the page's thread is held by a key and by the review that follows it.
import { setTimeout as pause } from "node:timers/promises";

import { Hands, goTo, patiently, press, type, until } from "./app.mjs";
import { heading, median, table } from "./report.mjs";

/** Milliseconds that a task may hold the page. */
const LONGEST = 50;
/** What all tasks of a key are to stay under together: where they meet, or on a slower machine, they are one long one. */
const WANTED = 30;
const LINES = 500;
const KEYS = [{ name: "letter", key: "x", count: 20 }, { name: "new line", key: "Enter", count: 10 }];
/** What the browser calls a task in a trace. */
const TASK = "ThreadControllerImpl::RunTask";
/** Longer than typing has to rest and the review takes. */
const SETTLED_MILLIS = 500;

/** Migrations of a year, one after another: of each kind some, in the order in which people write them. */
function migrations() {
  const blocks = [
    (n) => [`-- ${n}: orders are sent by region`, `ALTER TABLE orders_${n} ADD COLUMN region text;`, `CREATE INDEX CONCURRENTLY orders_${n}_region ON orders_${n} (region);`, ""],
    (n) => [`CREATE TABLE shipments_${n} (`, "    id bigint PRIMARY KEY,", `    "order" bigint NOT NULL REFERENCES orders_${n} (id),`, "    sent_at timestamptz", ");", ""],
    (n) => [`ALTER TABLE customers_${n} ALTER COLUMN email SET NOT NULL;`, `ALTER TABLE customers_${n} ADD CONSTRAINT customers_${n}_age CHECK (age > 0);`, `CREATE INDEX customers_${n}_email ON customers_${n} (lower(email));`],
    (n) => [`/* The old name stood for two things. */`, `ALTER TABLE payments_${n} RENAME COLUMN state TO status;`, `ALTER TABLE payments_${n} ALTER COLUMN amount TYPE numeric(12, 2);`, `ALTER TABLE payments_${n} DROP COLUMN legacy;`],
    (n) => [`UPDATE invoices_${n} SET total = net + tax WHERE total IS NULL;`, `DROP INDEX invoices_${n}_old;`, `ALTER TABLE invoices_${n} ADD COLUMN note text DEFAULT '';`],
  ];
  const lines = [];
  for (let n = 1; lines.length < LINES; n += 1) lines.push(...blocks[n % blocks.length](n));
  return lines.slice(0, LINES).join("\n");
}

/** An expression that puts the script into its field as somebody who pastes it does. */
const paste = (text) => `(() => {
  document.querySelector("#script-up").focus();
  document.execCommand("insertText", false, ${JSON.stringify(text)});
})()`;

/** An expression that puts the cursor at the end of a statement in the middle of the script. */
const TO_THE_MIDDLE = `(() => {
  const field = document.querySelector("#script-up");
  field.focus();
  const at = field.value.indexOf(";\\n", field.value.length / 2);
  field.setSelectionRange(at, at);
})()`;

const IS_REVIEWED = `document.querySelectorAll(".script__margin .margin").length > 0
  && document.querySelector(".change__main")?.dataset.behind === "false"`;

/** Milliseconds of processor time of each task of one thread between two moments of a trace. */
const tasks = (events, { pid, tid }, from, to) => events
  .filter((event) => event.name === TASK && event.tdur !== undefined && event.pid === pid && event.tid === tid)
  .filter(({ ts }) => ts >= from && ts < to)
  .map(({ tdur }) => tdur / 1000);

/** For each key the longest task of the page, all of its tasks, and all of the worker's. */
async function typed(browser, page, { name, key, count }) {
  const hands = new Hands(page);
  await page.evaluate(TO_THE_MIDDLE);
  await pause(SETTLED_MILLIS);
  const events = await browser.trace(page, ["toplevel"], async () => {
    for (let pressed = 0; pressed < count; pressed += 1) {
      await page.evaluate(`performance.mark("typed ${name}")`);
      await hands.key(key);
      await pause(SETTLED_MILLIS);
    }
    await page.evaluate(`performance.mark("typed ${name}")`);
  });
  const marks = events.filter((event) => event.name === `typed ${name}`).sort((a, b) => a.ts - b.ts);
  const worker = events.find((event) => event.name === "thread_name" && event.pid === marks[0].pid && /DedicatedWorker/.test(event.args.name));
  return marks.slice(1).map(({ ts }, place) => {
    const of = (thread) => (thread ? tasks(events, thread, marks[place].ts, ts) : []);
    const [ours, theirs] = [of(marks[0]), of(worker)];
    const sum = (all) => all.reduce((a, b) => a + b, 0);
    return { longest: Math.max(0, ...ours), all: sum(ours), worker: sum(theirs) };
  });
}

export async function run({ browser, serve, isQuick, say }) {
  const { address, close } = await serve("page");
  const page = await browser.page();
  await page.call("Emulation.setDeviceMetricsOverride", { width: 1440, height: 900, deviceScaleFactor: 1, mobile: false });
  await page.call("Emulation.setFocusEmulationEnabled", { enabled: true });
  await page.open(`${address}/`);
  await page.evaluate(until(`() => document.querySelector("#who-name")`));
  await page.evaluate(type("#who-name", "Dana"));
  await page.evaluate(`document.querySelector("form.who").requestSubmit()`);
  await page.evaluate(until(`() => !document.querySelector("#who-name")`));
  await page.evaluate(goTo("/changes"));
  await page.evaluate(press("Review a schema change"));
  await page.evaluate(until(`() => document.querySelector("#script-up")`));
  await page.evaluate(paste(migrations()));
  await patiently(page, IS_REVIEWED);
  const rounds = isQuick ? 1 : 3;
  const seen = new Map(KEYS.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const keys of KEYS) {
      say(`changes: ${keys.name}s, round ${round} of ${rounds}`);
      seen.get(keys.name).push(...await typed(browser, page, keys));
    }
  }
  const elements = await page.evaluate(`document.querySelector(".change").querySelectorAll("*").length`);
  await page.close();
  close();

  heading(`A script of ${LINES} lines: ms for each key, its review and what is drawn of it included`);
  const figures = (all) => [median(all).toFixed(1), Math.max(...all).toFixed(1)];
  table(["", "keys", "longest task", "max", "all tasks", "max", "worker", "max"], [...seen].map(([name, all]) => [
    name, all.length, ...["longest", "all", "worker"].flatMap((what) => figures(all.map((one) => one[what]))),
  ]));
  const of = (name, what) => median(seen.get(name).map((one) => one[what]));
  const [longest, all] = ["longest", "all"].map((what) => Math.max(...KEYS.map(({ name }) => of(name, what))));
  const beside = (took, bound) => `${took.toFixed(1)} ms (goal ≤ ${bound} ms: ${took <= bound ? "met" : "NOT MET"})`;
  console.log(`\nlongest task of a key: ${beside(longest, LONGEST)}, all of its tasks: ${beside(all, WANTED)}`);
  console.log(`elements of the page: ${elements}`);
  return KEYS.filter(({ name }) => of(name, "longest") > LONGEST)
    .map(({ name }) => `changes: a ${name} holds the page for ${of(name, "longest").toFixed(0)} ms, more than ${LONGEST}`);
}
