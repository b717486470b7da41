// What somebody does in the room of an incident, step by step, and what that costs the page.
import { setTimeout as pause } from "node:timers/promises";

import { Hands, goTo, pathOf, patiently, until } from "./app.mjs";

const ROWS = `document.querySelectorAll("#timeline .row").length`;

/** Watches the page: tasks that hold it, keys until the page was painted with what they did, and entries until they are saved. */
export const WATCH = `(() => {
  if (window.seen) return;
  window.seen = { tasks: [], keys: new Map() };
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) seen.tasks.push(task.duration);
  }).observe({ type: "longtask" });
  new PerformanceObserver((list) => {
    for (const { interactionId, duration } of list.getEntries()) {
      if (interactionId) seen.keys.set(interactionId, Math.max(duration, seen.keys.get(interactionId) ?? 0));
    }
  }).observe({ type: "event", durationThreshold: 16 });
  addEventListener("keydown", (event) => { if (event.key === "Enter") seen.entered = event.timeStamp; }, true);
  window.savedRow = (text) => {
    seen.saved = null;
    const watcher = new MutationObserver(() => {
      const rows = [...document.querySelectorAll("#timeline .row")].filter((row) => row.textContent.includes(text));
      if (!rows.some((row) => row.querySelector(".mark[data-mark=saved]"))) return;
      watcher.disconnect();
      seen.saved = performance.now() - seen.entered;
    });
    watcher.observe(document.querySelector(".timeline"), { subtree: true, childList: true, attributes: true, characterData: true });
  };
})()`;

/** Types a line into the box and waits until its row is marked as saved; milliseconds from Enter to that. */
export async function save(hands, text) {
  const { page } = hands;
  await page.evaluate(`savedRow(${JSON.stringify(text)})`);
  await hands.text(text, 0);
  await hands.key("Enter");
  await patiently(page, "seen.saved !== null");
  return page.evaluate("seen.saved");
}

/** Each is done in the same room, one after another, with the focus in the box before and after. */
const STEPS = [
  {
    name: "typing",
    act: async (hands) => {
      await hands.text("the queue of payments is 14000 jobs long", 60);
      await hands.key("a", { control: true });
    },
  },
  {
    name: "saving",
    act: async (hands, round) => {
      for (let entry = 0; entry < 6; entry += 1) await save(hands, `pool at ${entry} of ${round} hundred`);
    },
  },
  {
    name: "scrolling",
    act: async (hands) => {
      await hands.key("Escape");
      for (const deltaY of [-600, -1500, 900]) {
        for (let turn = 0; turn < 10; turn += 1) {
          await hands.wheel("#timeline", deltaY);
          await pause(30);
        }
      }
      for (const key of ["Home", "End", "PageUp", "PageUp", "PageUp", "PageDown", "ArrowUp", "ArrowUp", "ArrowUp", "Home", "PageDown", "End"]) {
        await hands.key(key);
        await pause(100);
      }
      await backToBox(hands);
    },
  },
  {
    name: "finding",
    act: async (hands) => {
      await hands.key("Escape");
      await hands.key("f");
      await patiently(hands.page, `document.activeElement.id === "bar-field"`);
      await hands.text("checkout latency", 60);
      for (let next = 0; next < 5; next += 1) {
        await hands.key("Enter");
        await pause(100);
      }
      await hands.key("Escape");
      await backToBox(hands);
    },
  },
  {
    name: "filtering",
    act: async (hands) => {
      await hands.key("Escape");
      await hands.key("v");
      await patiently(hands.page, `document.activeElement.id === "bar-field"`);
      await hands.text("checkout latency", 60);
      await hands.page.evaluate(`document.querySelector(".filters .chip").click()`);
      await pause(100);
      await hands.page.evaluate(`document.querySelector(".hiding .link").click()`);
      await pause(100);
      await hands.key("Escape");
      await backToBox(hands);
    },
  },
  {
    name: "correcting",
    act: async (hands) => {
      const { page } = hands;
      for (const key of ["End", "Home"]) {
        await hands.key("Escape");
        await hands.key(key);
        await hands.key("e");
        await patiently(page, `document.activeElement.id.startsWith("edit-")`);
        // From one end of the incident into its midst.
        const time = await page.evaluate(`(() => {
          const field = document.querySelector(".edit__time");
          const [date, time] = field.value.split(" ");
          const day = new Date(Date.parse(date) + ${key === "End" ? -3 : 3} * 86_400_000);
          return day.toISOString().slice(0, 10) + " " + time;
        })()`);
        await hands.key("Tab", { shift: true });
        await hands.key("a", { control: true });
        await hands.text(time, 30);
        await hands.key("Enter");
        await patiently(page, `!document.querySelector(".edit")`);
        await pause(200);
        await backToBox(hands);
      }
    },
  },
];

export const NAMES = STEPS.map(({ name }) => name);

async function backToBox({ page }) {
  await page.evaluate(`document.getElementById("box").focus()`);
}

/** Opens the incident of that number, and is done when its rows are there and nothing more happens. */
export async function enter(page, number) {
  await page.evaluate(goTo(pathOf(number)));
  await patiently(page, `${ROWS} > 5 && document.activeElement.id === "box"`);
  await page.evaluate(WATCH);
  await pause(500);
}

/** Everything once, in a room that is open: for each step its presses, tasks and slow keys, and how much is in the document. */
export async function once(page, round) {
  const hands = new Hands(page);
  const seen = {};
  for (const { name, act } of STEPS) {
    await pause(300);
    await page.evaluate("seen.tasks = []; seen.keys.clear()");
    const before = hands.presses;
    await act(hands, round);
    // What was observed is told a moment later.
    await pause(500);
    const { tasks, keys } = await page.evaluate("({ tasks: seen.tasks, keys: [...seen.keys.values()] })");
    const presses = hands.presses - before;
    // The browser tells of no key that took less than 16 ms.
    const quick = Array(Math.max(0, presses - keys.length)).fill(16);
    seen[name] = { longest: Math.max(0, ...tasks), keys: [...keys, ...quick], ...await counted(page) };
  }
  return seen;
}

/** Rows and elements of the list that are in the document. */
export const counted = (page) => page.evaluate(`({
  rows: ${ROWS}, elements: document.querySelectorAll("#timeline *").length,
})`);

/** Goes back to the list of incidents. */
export async function leave(page) {
  await page.evaluate(goTo("/"));
  await page.evaluate(until(`() => document.querySelector(".incident")`));
}
