// The end of the worker's script; what wasm-bindgen makes of src/bin/sql_worker.rs stands before it (scripts/split.mjs).
// What is asked before a worker listens is lost, so it says when it does. After a trap its memory is in any state: it says
// so, and is ended by the page (src/platform/worker.rs).
const stopped = (error) => {
  console.warn("The review of a script stopped:", error);
  postMessage("stopped");
};
wasm_bindgen({ module_or_path: fetch(MODULE, { integrity: INTEGRITY }) }).then(() => {
  onmessage = ({ data }) => {
    try {
      postMessage(wasm_bindgen.answer(data));
    } catch (error) {
      stopped(error);
    }
  };
  postMessage("ready");
}, stopped);
