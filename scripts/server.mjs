// Serves a built page on this machine alone: node scripts/server.mjs DIST [PORT]
// Deep links get index.html, missing files get 404, and the headers are those HOSTING.md asks of a host.
import { createReadStream, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize, resolve } from "node:path";

const dist = resolve(process.argv[2] ?? "dist");
const host = "127.0.0.1";
const port = Number(process.argv[3] ?? 8080);
const address = `http://${host}:${port}`;

const types = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

// The policy stands once, in index.html. As a header it also holds for workers, and it can forbid framing.
const meta = readFileSync(join(dist, "index.html"), "utf8").match(/<meta[^>]*Content-Security-Policy[^>]*>/i)?.[0] ?? "";
const policy = meta.match(/content="([^"]*)"/)?.[1];
const headers = {
  ...(policy && { "Content-Security-Policy": `${policy}; frame-ancestors 'none'` }),
  "Cross-Origin-Opener-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

/** The file for a path: itself, or index.html for what is not a file's name; nothing for a missing file. */
function locate(pathname) {
  const file = join(dist, normalize(decodeURIComponent(pathname)));
  if (file.startsWith(dist) && statSync(file, { throwIfNoEntry: false })?.isFile()) return file;
  return extname(pathname) in types ? null : join(dist, "index.html");
}

function answer(request, response) {
  // Storage belongs to an origin: under a second name for this machine everything written would seem to be gone.
  if (request.headers.host === `localhost:${port}`) {
    response.writeHead(307, { Location: address + request.url }).end();
    return;
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.writeHead(405, { Allow: "GET, HEAD" }).end();
    return;
  }
  let file = null;
  try {
    file = locate(new URL(request.url, address).pathname);
  } catch {
    // Not a path at all.
  }
  if (!file) {
    response.writeHead(404, { ...headers, "Content-Type": types[".txt"] }).end("Not found\n");
    return;
  }
  const { size, mtimeMs } = statSync(file);
  const tag = `"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}"`;
  const own = {
    ...headers,
    "Content-Type": types[extname(file)] ?? "application/octet-stream",
    "Cache-Control": /-[0-9a-f]{16}(_bg)?\.\w+$/.test(file) ? "public, max-age=31536000, immutable" : "no-cache",
    ETag: tag,
  };
  if (request.headers["if-none-match"] === tag) {
    response.writeHead(304, own).end();
    return;
  }
  response.writeHead(200, { ...own, "Content-Length": size });
  if (request.method === "HEAD") response.end();
  else createReadStream(file).on("error", () => response.destroy()).pipe(response);
}

createServer(answer)
  .on("error", (error) => {
    console.error(error.code === "EADDRINUSE" ? `serve: ${address} is taken by another program` : `serve: ${error.message}`);
    process.exit(1);
  })
  .listen(port, host, () => console.log(`Stillpoint is at ${address} (Ctrl-C stops it)`));
