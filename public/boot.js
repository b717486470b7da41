// Starts the page's WebAssembly module, and shows what to do when that, or the module itself, fails.
// Everything on the failure screen is plain JavaScript: it must work when WebAssembly does not.

// Before the first paint, so that a dark room stays dark.
try {
  document.documentElement.dataset.theme = JSON.parse(localStorage.getItem("stillpoint.theme")) ?? "device";
} catch {
  // Without storage the page looks as the device says.
}

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
    handOut(parts, "application/jsonl", "stillpoint-everything.jsonl");
    said.textContent = `Handed out ${parts.length / 2} revisions.`;
  } catch (error) {
    said.textContent = `Could not read the database: ${error?.message || error}`;
  }
};

// What was said and is not saved, as the program told it last.
let held = "";
const hold = (unsaved) => { held = unsaved; };

// The same with what stands in the page's fields.
const unsavedText = () => {
  const fields = [...document.querySelectorAll("textarea, input:not([type=file])")].filter((field) => field.value);
  return [held, ...fields.map((field) => field.value)].filter(Boolean).join("\n\n");
};

const handOut = (parts, type, name) => {
  const link = element("a");
  link.href = URL.createObjectURL(new Blob(parts, { type }));
  link.download = name;
  link.click();
};

let hasFailed = false;

const failed = (message) => {
  if (hasFailed) return;
  hasFailed = true;
  const unsaved = unsavedText();
  const isUnsaved = held !== "";
  const said = element("p");
  said.setAttribute("role", "status");
  const details = element("details", "", element("summary", "What failed"), element("pre", String(message)));
  const acts = [button("Reload", () => location.reload()), button("Download everything saved", () => downloadAll(said))];
  if (unsaved) {
    acts.push(button("Download what is not saved, as text", () => handOut([unsaved], "text/plain", "stillpoint-unsaved.txt")));
  }
  // What is lost by reloading comes first where there is such a thing.
  if (isUnsaved) acts.reverse();
  const screen = element(
    "section", "",
    element("h1", "This page has stopped"),
    element("p", isUnsaved
      ? "Every entry that was marked as saved is on this device. Entries that are not marked as saved are on this page only: download them before you reload."
      : "Every entry that was marked as saved is on this device. What you were typing was kept as you typed, if this browser stores data at all, and is there again when you reload."),
    element("p", "", ...acts.flatMap((act) => [act, " "])),
    said,
    details,
  );
  screen.className = "failure";
  screen.setAttribute("role", "alert");
  // What the page showed last stays readable and can be copied, but it answers no more.
  for (const control of document.querySelectorAll("button, select")) control.disabled = true;
  for (const field of document.querySelectorAll("textarea, input")) field.readOnly = true;
  document.body.prepend(screen);
  screen.querySelector("button").focus();
};

globalThis.stillpoint = { failed, hold };

// A stack that is full ends the program as well, and is no error of WebAssembly's own.
const isOurs = (error) =>
  error instanceof WebAssembly.RuntimeError || (error instanceof RangeError && String(error.stack).includes("wasm"));

addEventListener("error", (event) => {
  if (isOurs(event.error)) failed(event.message);
});
addEventListener("unhandledrejection", (event) => {
  if (isOurs(event.reason)) failed(event.reason.message);
});

// Trunk puts the hashed file names into this script's own address.
const names = new URL(import.meta.url).searchParams;

// Who comes to an incident needs its room as well: it is fetched beside the program, and not only when that has begun.
if (location.pathname.startsWith("/incidents/")) {
  for (const name of names.getAll("room")) {
    const link = document.createElement("link");
    Object.assign(link, { rel: "preload", as: "fetch", crossOrigin: "anonymous", href: name });
    document.head.append(link);
  }
}
try {
  const { default: start } = await import(new URL(names.get("js"), document.baseURI));
  await start({ module_or_path: new URL(names.get("wasm"), document.baseURI) });
} catch (error) {
  failed(error?.message || error);
}
