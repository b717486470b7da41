// Starts the page's WebAssembly module, and shows what to do when that, or the module itself, fails.
// Everything on the failure screen is plain JavaScript: it must work when WebAssembly does not.

const element = (name, text, ...children) => {
  const made = document.createElement(name);
  if (text) made.append(text);
  made.append(...children);
  return made;
};

const button = (text, act) => {
  const made = element("button", text);
  made.className = "button";
  made.addEventListener("click", act);
  return made;
};

// Every stored row is a line of a revision file already.
const storedRows = () =>
  new Promise((resolve, reject) => {
    const opening = indexedDB.open("stillpoint");
    opening.onerror = () => reject(opening.error);
    // Opening makes a database where there is none: this must not.
    opening.onupgradeneeded = () => opening.transaction.abort();
    opening.onsuccess = () => {
      const database = opening.result;
      const asking = database.transaction("revisions").objectStore("revisions").getAll();
      asking.onsuccess = () => { database.close(); resolve(asking.result); };
      asking.onerror = () => { database.close(); reject(asking.error); };
    };
  });

const downloadAll = async (said) => {
  try {
    const parts = (await storedRows()).flatMap((row) => [row, "\n"]);
    const link = element("a");
    link.href = URL.createObjectURL(new Blob(parts, { type: "application/jsonl" }));
    link.download = "stillpoint-everything.jsonl";
    link.click();
    said.textContent = `Handed out ${parts.length / 2} revisions.`;
  } catch (error) {
    said.textContent = `Could not read the database: ${error?.message || error}`;
  }
};

let hasFailed = false;

const failed = (message) => {
  if (hasFailed) return;
  hasFailed = true;
  const said = element("p");
  said.setAttribute("role", "status");
  const details = element("details", "", element("summary", "What failed"), element("pre", String(message)));
  const screen = element(
    "main", "",
    element("h1", "This page has stopped"),
    element("p", "Every entry that was marked as saved is on this device. What you were typing was kept as you typed, and is there again when you reload."),
    element("p", "", button("Reload", () => location.reload()), " ", button("Download everything saved", () => downloadAll(said))),
    said,
    details,
  );
  screen.className = "failure";
  screen.setAttribute("role", "alert");
  // What the page showed last stays readable below, for it may hold text that was not saved; but it answers no more.
  for (const shown of document.body.children) shown.inert = true;
  document.body.prepend(screen);
  screen.querySelector("button").focus();
};

globalThis.stillpoint = { failed };

addEventListener("error", (event) => {
  if (event.error instanceof WebAssembly.RuntimeError) failed(event.message);
});
addEventListener("unhandledrejection", (event) => {
  if (event.reason instanceof WebAssembly.RuntimeError) failed(event.reason.message);
});

// Trunk puts the hashed file names into this script's own address.
const names = new URL(import.meta.url).searchParams;
try {
  const { default: start } = await import(new URL(names.get("js"), document.baseURI));
  await start({ module_or_path: new URL(names.get("wasm"), document.baseURI) });
} catch (error) {
  failed(error?.message || error);
}
