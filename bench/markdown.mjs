// Markdown read by us in WebAssembly beside marked in JavaScript, in the same page.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { corpus } from "./corpus.mjs";
import { goal, heading, median, table, times } from "./report.mjs";

const LENGTH = 650 * 1024;

/** What is read: what is generated, and the reports of a corpus where there is one. */
function texts() {
  const found = [{ name: "generated", text: corpus(LENGTH) }];
  const folder = process.env.STILLPOINT_CORPUS && join(process.env.STILLPOINT_CORPUS, "postmortems");
  if (folder) {
    const names = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".md")).sort();
    const text = names.map((name) => readFileSync(join(folder, name), "utf8")).join("\n\n");
    if (text) found.push({ name: `${names.length} reports`, text });
  }
  return found;
}

export async function run({ browser, serve, repetitions, say }) {
  const { address, close } = await serve("markdown");
  const rows = [];
  const ratios = [];
  for (const { name, text } of texts()) {
    say(`markdown: ${name}`);
    const page = await browser.page();
    await page.open(`${address}/markdown.html`);
    await page.evaluate(`new Promise((resolve) => {
      const look = () => (document.title === "ready" ? resolve() : setTimeout(look, 20));
      look();
    })`);
    await page.evaluate(`bench.hold(${JSON.stringify(text)})`);
    const took = { ours: [], marked: [], oursNodes: [], markedNodes: [] };
    // Often, and not counted at first: both are made fast by the browser while they run.
    for (let repetition = -3; repetition < repetitions * 3; repetition += 1) {
      for (const what of Object.keys(took)) {
        const milliseconds = await page.evaluate(`bench.${what}()`);
        if (repetition >= 0) took[what].push(milliseconds);
      }
    }
    await page.close();
    const [ours, marked, oursNodes, markedNodes] = Object.values(took).map(median);
    rows.push([
      `${name}, ${Math.round(text.length / 1024)} KB`, ours.toFixed(1), marked.toFixed(1), times(marked / ours),
      oursNodes.toFixed(1), markedNodes.toFixed(1), times(markedNodes / oursNodes),
    ]);
    ratios.push([name, marked / ours]);
  }
  close();
  heading(`Markdown: ms, medians of ${repetitions * 3}`);
  table(["text", "read, ours", "marked", "", "to nodes, ours", "marked + innerHTML", ""], rows);
  console.log();
  for (const [name, ratio] of ratios) console.log(`${name}: faster than marked ${goal(ratio, 8, true)}`);
  return [];
}
