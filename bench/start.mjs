// The release page's cold start, beside the least that a page of this kind is.
import { heading, median, table, times } from "./report.mjs";

const CONDITIONS = [
  { name: "this machine" },
  { name: "4× slower CPU, 1.6 Mbit/s, 150 ms", cpu: 4, network: { latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8 } },
];

// Runs before the page's own scripts. Usable is a field or button that is there, enabled and painted.
const WATCH = `
  window.began = new Promise((resolve) => {
    const look = () => {
      if (!document.querySelector("input:enabled, textarea:enabled, button:enabled")) return;
      watcher.disconnect();
      requestAnimationFrame(() => setTimeout(() => {
        const usable = performance.now();
        const paint = () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime;
        const told = () => (paint() === undefined ? setTimeout(told, 10) : resolve({ paint: paint(), usable }));
        told();
      }));
    };
    const watcher = new MutationObserver(look);
    watcher.observe(document, { childList: true, subtree: true, attributes: true });
  });
`;

async function once(browser, address, { cpu, network }) {
  const page = await browser.page();
  try {
    await page.call("Page.addScriptToEvaluateOnNewDocument", { source: WATCH });
    if (network) {
      await page.call("Network.enable");
      await page.call("Network.emulateNetworkConditions", { offline: false, ...network });
    }
    if (cpu) await page.call("Emulation.setCPUThrottlingRate", { rate: cpu });
    await page.open(`${address}/`);
    return await page.evaluate("window.began");
  } finally {
    await page.close();
  }
}

export async function run({ browser, serve, repetitions, say }) {
  const pages = { page: await serve("page"), empty: await serve("empty") };
  const rows = [];
  for (const condition of CONDITIONS) {
    say(`start: ${condition.name}`);
    const took = { page: [], empty: [] };
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      for (const name of Object.keys(pages)) took[name].push(await once(browser, pages[name].address, condition));
    }
    const of = (name, what) => median(took[name].map((run) => run[what]));
    for (const [what, words] of [["paint", "first paint of content"], ["usable", "first usable field"]]) {
      const [page, empty] = [of("page", what), of("empty", what)];
      rows.push([`${words}, ${condition.name}`, page.toFixed(0), empty.toFixed(0), times(page / empty)]);
    }
  }
  for (const { close } of Object.values(pages)) close();
  heading(`Cold start: ms, medians of ${repetitions}, compressed with brotli`);
  table(["", "the page", "empty page", ""], rows);
  return [];
}
