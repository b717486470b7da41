// Chromium without a window, spoken to over a pipe in its own protocol (DevTools): no package, and no port to meet others on.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
  "--remote-debugging-pipe", "--window-size=1000,800", "--force-device-scale-factor=1",
];

export class Browser {
  #process;
  #profile = mkdtempSync(join(tmpdir(), "stillpoint-bench-"));
  #calls = new Map();
  #listeners = new Set();
  #next = 1;

  constructor(program) {
    this.#process = spawn(program, [...FLAGS, `--user-data-dir=${this.#profile}`, "about:blank"], {
      stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
    });
    this.#process.on("error", (error) => this.#fail(error));
    this.#process.on("exit", () => this.#fail(new Error("the browser is gone")));
    let rest = [];
    this.#process.stdio[4].on("data", (data) => {
      // Messages end with a zero byte.
      for (let end; (end = data.indexOf(0)) >= 0; data = data.subarray(end + 1)) {
        this.#receive(JSON.parse(Buffer.concat([...rest, data.subarray(0, end)]).toString()));
        rest = [];
      }
      rest.push(data);
    });
  }

  #fail(error) {
    for (const { reject } of this.#calls.values()) reject(error);
    this.#calls.clear();
  }

  #receive({ id, result, error, ...event }) {
    if (id === undefined) {
      for (const listener of this.#listeners) listener(event);
      return;
    }
    const { resolve, reject, method } = this.#calls.get(id);
    this.#calls.delete(id);
    if (error) reject(new Error(`${method}: ${error.message}`));
    else resolve(result);
  }

  call(method, params = {}, sessionId = undefined) {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve, reject, method });
      this.#process.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  /**
   * A new page in a profile of its own, which has seen nothing yet and keeps what it stores in memory; with `isOnDisk` in
   * the browser's profile, where each address has storage of its own.
   */
  async page({ isOnDisk = false } = {}) {
    const { browserContextId } = isOnDisk ? {} : await this.call("Target.createBrowserContext");
    const { targetId } = await this.call("Target.createTarget", { url: "about:blank", browserContextId });
    const { sessionId } = await this.call("Target.attachToTarget", { targetId, flatten: true });
    const call = (method, params) => this.call(method, params, sessionId);
    await call("Page.enable");
    await call("Performance.enable");
    return {
      call,
      /** Goes to an address; done when it has loaded. */
      open: async (url) => {
        const loaded = this.#event(sessionId, "Page.loadEventFired");
        await call("Page.navigate", { url });
        await loaded;
      },
      /** What an expression comes to, once it has. */
      evaluate: async (expression) => {
        const asked = call("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
        const { result, exceptionDetails } = await inTime(asked, expression);
        if (exceptionDetails) {
          throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
        }
        return result.value;
      },
      /** Seconds of the main thread until now: in tasks, and of these in script. */
      cpu: async () => {
        const { metrics } = await call("Performance.getMetrics");
        const metric = (name) => metrics.find((metric) => metric.name === name).value;
        return { task: metric("TaskDuration"), script: metric("ScriptDuration") };
      },
      close: () => isOnDisk
        ? this.call("Target.closeTarget", { targetId })
        : this.call("Target.disposeBrowserContext", { browserContextId }),
    };
  }

  /**
   * Seconds of processor time that script takes on a page's main thread while `work` runs, from a trace. The browser's own
   * sum, ScriptDuration, leaves out what runs in microtasks, and there our effects run. Style and layout that script asks
   * for are not script.
   */
  async script(page, work) {
    return scriptTime(await this.trace(page, ["devtools.timeline", "v8.execute"], work)) / 1e6;
  }

  /** What the browser tells of these categories while `work` runs, and what the page marks. */
  async trace(page, categories, work) {
    const events = [];
    const collect = ({ method, params }) => {
      if (method === "Tracing.dataCollected") events.push(...params.value);
    };
    this.#listeners.add(collect);
    const includedCategories = [...categories, "blink.user_timing"];
    await this.call("Tracing.start", {
      transferMode: "ReportEvents", traceConfig: { includedCategories, excludedCategories: ["*"] },
    });
    // By which the page's thread is known among those of pages that the browser has for itself.
    await page.evaluate(`performance.mark("${MARK}")`);
    await work();
    const complete = this.#event(undefined, "Tracing.tracingComplete");
    await this.call("Tracing.end");
    await complete;
    this.#listeners.delete(collect);
    return events;
  }

  #event(sessionId, method) {
    return new Promise((resolve) => {
      const listener = (event) => {
        if (event.sessionId !== sessionId || event.method !== method) return;
        this.#listeners.delete(listener);
        resolve(event.params);
      };
      this.#listeners.add(listener);
    });
  }

  async close() {
    const gone = new Promise((resolve) => this.#process.once("exit", resolve));
    await this.call("Browser.close").catch(() => {});
    await gone;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A page that does not answer must not be waited for all day. */
async function inTime(promise, name) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within a minute: ${name}`)), 60_000);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

const MARK = "stillpoint-bench";
const SCRIPT = new Set(["FunctionCall", "EvaluateScript", "RunMicrotasks"]);
const NOT_SCRIPT = new Set(["Layout", "UpdateLayoutTree", "PrePaint"]);

/** Microseconds of processor time in script, without what is laid out within it. */
function scriptTime(events) {
  const { pid, tid } = events.find(({ name }) => name === MARK);
  const spans = events.filter((event) => event.pid === pid && event.tid === tid && event.ph === "X" && event.tdur !== undefined)
    .map(({ name, tts, tdur }) => ({ name, start: tts, end: tts + tdur }))
    .sort((a, b) => a.start - b.start || b.end - a.end);
  let sum = 0;
  // What encloses the one looked at, the innermost last.
  const open = [];
  for (const span of spans) {
    while (open.length && open.at(-1).end <= span.start) open.pop();
    const isInScript = open.length > 0 && open.at(-1).isScript;
    span.isScript = SCRIPT.has(span.name) || (isInScript && !NOT_SCRIPT.has(span.name));
    if (span.isScript !== isInScript) sum += (span.end - span.start) * (span.isScript ? 1 : -1);
    open.push(span);
  }
  return sum;
}
