// What the sections do with the release page before they measure it.
import { setTimeout as pause } from "node:timers/promises";

/** An expression that waits in the page until `find` finds something. */
export const until = (find) => `new Promise((resolve) => {
  const look = () => { const found = (${find})(); if (found) resolve(true); else setTimeout(look, 20); };
  look();
})`;

/** An expression that presses the button or link with these words, once it is there. */
export const press = (words) => until(`() => {
  const found = [...document.querySelectorAll("button, a")].find((node) => node.textContent.includes(${JSON.stringify(words)}));
  found?.click();
  return Boolean(found);
}`);

/** An expression that puts a text into a field. */
export const type = (field, text) => `(() => {
  const field = document.querySelector(${JSON.stringify(field)});
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, ${JSON.stringify(text)});
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
})()`;

/** Waits for what may take longer than one expression is waited for, but not all day. */
export async function patiently(page, expression) {
  const until = Date.now() + 300_000;
  while (!await page.evaluate(expression)) {
    if (Date.now() > until) throw new Error(`not so within five minutes: ${expression}`);
    await pause(20);
  }
}

/** The page at that address after it was told who is speaking and has taken in the file, at its list of incidents. */
export async function loaded(page, address, file) {
  await page.open(`${address}/`);
  await page.evaluate(until(`() => document.querySelector("#who-name")`));
  await page.evaluate(type("#who-name", "Dana"));
  await page.evaluate(`document.querySelector("form.who").requestSubmit()`);
  await page.evaluate(press("Data"));
  await page.evaluate(until(`() => document.querySelector("input[type=file]")`));
  const { root } = await page.call("DOM.getDocument");
  const { nodeId } = await page.call("DOM.querySelector", { nodeId: root.nodeId, selector: "input[type=file]" });
  await page.call("DOM.setFileInputFiles", { nodeId, files: [file] });
  await patiently(page, `Boolean(document.querySelector(".load__preview"))`);
  await page.evaluate(press("Unite with what is here"));
  await patiently(page, `!document.querySelector(".load__preview")`);
  await page.evaluate(press("Incidents"));
  await page.evaluate(until(`() => document.querySelector(".incident")`));
  return page;
}

/** The path of the incident with that number, in the files that `tests/many.rs` writes. */
export function pathOf(number) {
  const letters = "0123456789abcdefghjkmnpqrstvwxyz";
  let bits = BigInt(number) << 32n;
  let text = "";
  for (let position = 0; position < 26; position += 1, bits >>= 5n) text = letters[Number(bits & 31n)] + text;
  return `/incidents/${text}`;
}

/** An expression that goes to a path of the page, as its own links do. */
export const goTo = (path) => `(() => {
  history.pushState(null, "", ${JSON.stringify(path)});
  dispatchEvent(new PopStateEvent("popstate"));
})()`;

const NAMED = {
  Enter: [13, "\r"], Escape: [27], Tab: [9], Home: [36], End: [35], PageUp: [33], PageDown: [34], ArrowUp: [38], ArrowDown: [40],
};

/** Somebody at the keyboard and the wheel of a page, who counts what they press. */
export class Hands {
  presses = 0;

  constructor(page) {
    this.page = page;
  }

  /** One key: a letter, or a name as in `KeyboardEvent.key`. */
  async key(key, { shift = false, control = false } = {}) {
    const [code, text] = NAMED[key] ?? [key.toUpperCase().charCodeAt(0), control ? undefined : key];
    const event = { key, windowsVirtualKeyCode: code, modifiers: (control ? 2 : 0) + (shift ? 8 : 0) };
    this.presses += 1;
    await this.page.call("Input.dispatchKeyEvent", {
      ...event, type: text ? "keyDown" : "rawKeyDown", text, ...(control && { commands: ["selectAll"] }),
    });
    await this.page.call("Input.dispatchKeyEvent", { ...event, type: "keyUp" });
  }

  /** A text, a key every so many milliseconds. */
  async text(text, every = 50) {
    for (const letter of text) {
      await this.key(letter);
      await pause(every);
    }
  }

  /** A turn of the wheel over the middle of an element. */
  async wheel(selector, deltaY) {
    const [x, y] = await this.page.evaluate(`(() => {
      const box = document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect();
      return [box.x + box.width / 2, box.y + box.height / 2];
    })()`);
    await this.page.call("Input.dispatchMouseEvent", { type: "mouseWheel", x, y, deltaX: 0, deltaY });
  }
}
