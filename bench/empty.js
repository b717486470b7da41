import init from "/bench_empty.js";

init();
