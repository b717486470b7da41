// One list in a page: `?list=ours` or `?list=vanilla`, `&rows=N`. Everything but the list itself is the same for both.
import { List } from "./vanilla.js";

const query = new URLSearchParams(location.search);
const count = Number(query.get("rows"));
const APPENDED = 100;
const VIEWPORT = 700;

const WORDS = ("checkout p99 latency rises above two seconds in eu-west while the connection pool is at its limit and retries from " +
  "the gateway double the load rollback of the deployment started replica lag falls customers report failed payments").split(" ");
const KINDS = ["note", "observation", "decision", "action", "alert", "change"];

/** The same numbers for both lists and in every run (mulberry32). */
function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const draw = random(7);
const any = (list) => list[Math.floor(draw() * list.length)];
const two = (number) => String(number % 60).padStart(2, "0");

/** Most entries are one line, many two or three, a few are long. */
function entry(number) {
  const words = draw() < 0.1 ? 60 + draw() * 60 : 4 + draw() * draw() * 50;
  const text = Array.from({ length: Math.floor(words) }, () => any(WORDS)).join(" ");
  return {
    id: `01ar${String(number).padStart(8, "0")}`,
    time: `14:${two(Math.floor(number / 60))}:${two(number)}`, kind: any(KINDS), text, author: any(["dana", "kim", "ravi"]), mark: "✓ saved",
  };
}

const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
/** After a painted frame. */
const painted = async () => {
  await frame();
  await new Promise((resolve) => setTimeout(resolve));
};

const entries = [];
let list;
let addEntry;
const root = document.querySelector("#root");

const lists = {
  vanilla: async () => {
    addEntry = (entry) => entries.push(entry);
    return {
      mount: () => { list = new List(root, entries.slice(0, count)); },
      append: (number) => list.append(entries[number]),
      show: (number) => list.show(entries[number].id),
    };
  },
  ours: async () => {
    const ours = await import("/bench_page.js");
    await ours.default();
    addEntry = ({ time, kind, text, author, mark }, number) => ours.prepare(number, time, kind, text, author, mark);
    return {
      mount: () => ours.mount(root, count),
      append: (number) => {
        const { time, kind, text, author, mark } = entries[number];
        ours.append(number, time, kind, text, author, mark);
      },
      show: (number) => ours.show(number),
    };
  },
};

const shown = await lists[query.get("list")]();
const scroller = () => document.querySelector(".window");

// What the rows say is there before anything is measured, made in pieces so that it is no long task of the list.
for (let number = 0; number < count + APPENDED; number += 1) {
  const made = entry(number);
  if (query.get("list") === "ours") entries[number] = number < count ? null : made;
  if (query.get("list") === "vanilla" || number < count) addEntry(made, number);
  if (number % 2000 === 1999) await painted();
}

const long = [];
new PerformanceObserver((seen) => long.push(...seen.getEntries().map((task) => task.duration))).observe({ type: "longtask" });

/** Rows to jump to: alternately in the first and in the last third, so that each jump shows only new ones at any size. */
function targets(jumps) {
  const draw = random(11);
  return Array.from({ length: jumps }, (_, jump) => Math.floor((jump % 2 ? 0.6 + draw() * 0.3 : draw() * 0.3) * count));
}

let nodes = 0;
const count_nodes = () => { nodes = Math.max(nodes, scroller().getElementsByTagName("*").length + 1); };

window.bench = {
  async mount() {
    await frame();
    shown.mount();
    await painted();
    await painted();
  },
  async append() {
    for (let number = count; number < count + APPENDED; number += 1) {
      shown.append(number);
      await frame();
    }
    await painted();
  },
  /** Down over rows that were not shown yet, and up again. */
  async scroll(look = () => {}) {
    const element = scroller();
    element.scrollTop = 0;
    await painted();
    for (let step = 0; step < 160; step += 1) {
      element.scrollTop += step < 80 ? 60 : -60;
      await frame();
      look();
    }
    await painted();
  },
  async jump(look = () => {}) {
    for (const target of targets(60)) {
      shown.show(target);
      await frame();
      look();
    }
    await painted();
  },
  /** The same once more, without a clock, to look at what is in the document. */
  async check() {
    await this.scroll(count_nodes);
    await this.jump(count_nodes);
    await painted();
    const rows = [...document.querySelectorAll(".window__row")].map((row) => row.getBoundingClientRect());
    const isWhole = rows.every((row, index) => !index || Math.abs(rows[index - 1].bottom - row.top) < 0.5) &&
      rows[0].top <= scroller().getBoundingClientRect().top + 0.5 && rows.at(-1).bottom >= VIEWPORT - 0.5;
    const heights = new Set(rows.map((row) => Math.round(row.height)));
    if (!isWhole || heights.size < 3) throw new Error(`the list is not sound: ${JSON.stringify(rows)}`);
    return nodes;
  },
  /** The longest task since the last question, 0 if none was long. */
  async longest() {
    await painted();
    return Math.max(0, ...long.splice(0));
  },
};
document.title = "ready";
