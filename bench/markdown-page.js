// Markdown read and shown, by us and by marked, in one page.
import init, * as ours from "/bench_page.js";
import { marked } from "/node_modules/marked/lib/marked.esm.js";

await init({ module_or_path: "/bench_quick.wasm" });
let text = "";

const timed = (work) => {
  const started = performance.now();
  work();
  return performance.now() - started;
};
/** Neither is in the document, so that neither is laid out. */
const aside = () => document.createElement("div");

window.bench = {
  hold(given) {
    text = given;
    ours.hold_markdown(given);
  },
  ours: () => timed(() => ours.markdown_events()),
  marked: () => timed(() => marked.parse(text)),
  oursNodes: () => timed(() => ours.markdown_nodes(aside())),
  markedNodes: () => timed(() => { aside().innerHTML = marked.parse(text); }),
};
document.title = "ready";
