// Starts the page's WebAssembly module. Trunk puts the hashed file names into this script's own address.
const names = new URL(import.meta.url).searchParams;
const { default: start } = await import(new URL(names.get("js"), document.baseURI));
await start({ module_or_path: new URL(names.get("wasm"), document.baseURI) });
