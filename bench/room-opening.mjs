// From a click on an incident to its first rows, beside the bare read of the same bytes.
import { setTimeout as pause } from "node:timers/promises";

import { pathOf, until } from "./app.mjs";

/** Clicks on the incident; milliseconds until the rows were asked for, had arrived, stood in the document, and were painted. */
const CLICK = (path) => `new Promise((resolve) => {
  const began = performance.now();
  const since = () => performance.now() - began;
  const told = { calls: 0 };
  const { getAll } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.getAll = function (...range) {
    const request = getAll.apply(this, range);
    if (this.name === "revisions") {
      told.calls += 1;
      told.asked ??= since();
      request.addEventListener("success", () => { told.read = since(); told.rows = (told.rows ?? 0) + request.result.length; });
    }
    return request;
  };
  const watcher = new MutationObserver(() => {
    if (!document.querySelector("#timeline .row__text")) return;
    watcher.disconnect();
    told.drawn = since();
    requestAnimationFrame(() => setTimeout(() => {
      IDBObjectStore.prototype.getAll = getAll;
      resolve({ ...told, painted: since() });
    }));
  });
  watcher.observe(document.body, { subtree: true, childList: true });
  document.querySelector('a[href="${path}"]').click();
})`;

/** Reads what the room reads and does nothing with it; milliseconds and bytes. */
const BARE = (number) => `new Promise((resolve, reject) => {
  const opening = indexedDB.open("stillpoint");
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => setTimeout(() => {
    const key = (fill) => {
      const bytes = new Uint8Array(72).fill(fill, 16);
      new DataView(bytes.buffer).setUint32(8, ${number});
      return bytes.buffer;
    };
    const began = performance.now();
    const request = opening.result.transaction("revisions").objectStore("revisions").getAll(IDBKeyRange.bound(key(0), key(255)));
    request.onsuccess = () => {
      const took = performance.now() - began;
      const bytes = request.result.reduce((sum, row) => sum + row.length, 0);
      opening.result.close();
      resolve({ took, rows: request.result.length, bytes });
    };
  }, 300);
})`;

/** Both in turns, each in a page that was just loaded. */
export async function once(page, address, blank, number, isBareFirst) {
  const ours = async () => {
    await page.open(`${address}/`);
    await page.evaluate(until(`() => document.querySelector('a[href="${pathOf(number)}"]')`));
    // The page fetches its parts when the first view has had the line for a while.
    await pause(2500);
    return page.evaluate(CLICK(pathOf(number)));
  };
  const bare = async () => {
    await page.open(`${address}${blank}`);
    return page.evaluate(BARE(number));
  };
  if (isBareFirst) {
    const read = await bare();
    return { bare: read, ours: await ours() };
  }
  return { ours: await ours(), bare: await bare() };
}
