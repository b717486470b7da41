// Serves built pages as a good host would: compressed, and with the types that let WebAssembly compile while it arrives.
import { readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** One port for each folder, as pages are addressed from the root. Answers with its address and the way to stop it. */
export function serve(...folders) {
  const packed = new Map();
  const find = (pathname) => {
    const path = normalize(decodeURIComponent(pathname));
    for (const folder of folders) {
      const file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
      if (file.startsWith(folder) && statSync(file, { throwIfNoEntry: false })?.isFile()) return file;
    }
    return null;
  };
  const pack = (file) => {
    if (!packed.has(file)) {
      const content = readFileSync(file);
      const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
      packed.set(file, brotliCompressSync(content, { params }));
    }
    return packed.get(file);
  };
  const server = createServer((request, response) => {
    const file = find(new URL(request.url, "http://localhost").pathname);
    if (!file) {
      response.writeHead(404).end();
      return;
    }
    const content = pack(file);
    response.writeHead(200, {
      "Content-Type": TYPES[extname(file)] ?? "application/octet-stream",
      "Content-Encoding": "br",
      "Content-Length": content.length,
      "Cache-Control": "no-cache",
    }).end(content);
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      resolve({ address: `http://127.0.0.1:${server.address().port}`, close: () => server.close() });
    });
  });
}
