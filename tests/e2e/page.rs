//! What a person does with the page and sees on it. All knowledge of its markup is in this file.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::{Value, json};
use stillpoint::log::Revision;
use thirtyfour::session::handle::SessionHandle;
use thirtyfour::{Key, WebElement, WindowHandle};

use crate::browser::{Browser, Kind};
use crate::{Fallible, ensure};

/// Functions over the page for the scripts below.
const LOOK: &str = r##"
    const seen = (nodes) => [...nodes].filter((node) => node.checkVisibility({ visibilityProperty: true }));
    const words = (node) => (node?.innerText ?? "").trim();
    const box = () => document.querySelector("#box");
    // Of a long list only the rows in view are in the document. Printing shows all.
    const list = () => document.querySelector("#timeline");
    const rows = () => [...document.querySelectorAll("#timeline .row")];
    const isWhole = () => !list() || list().querySelectorAll(".window__row").length >= list().ariaRowCount;
    const whole = (read) => {
        if (isWhole()) return read();
        dispatchEvent(new Event("beforeprint"));
        try { return read(); } finally { dispatchEvent(new Event("afterprint")); }
    };
    // Not there yet: looks further down, and from the top again after the end.
    const lookOn = () => {
        if (isWhole()) return;
        const { scrollTop, clientHeight, scrollHeight } = list();
        list().scrollTop = scrollTop + clientHeight >= scrollHeight - 1 ? 0 : scrollTop + clientHeight;
    };
    const trashed = () => [...document.querySelectorAll(".trashed")];
    const said = (row) => row.querySelector(".row__text")?.textContent ?? "";
    const mark = (row) => row.querySelector("[data-mark]")?.dataset.mark ?? "none";
    const rowOf = (text) => [...rows(), ...trashed()].find((row) => said(row) === text);
    const root = (text) => {
        if (text === null) return document;
        const row = rowOf(text);
        if (!row) lookOn();
        // What can be done to a row comes when it is pointed at.
        row?.dispatchEvent(new PointerEvent("pointerenter"));
        return row;
    };
    const offered = () => [...document.querySelectorAll(".orphan blockquote")].map((quote) => quote.textContent);
    const stored = (store) => new Promise((resolve, reject) => {
        const opening = indexedDB.open("stillpoint");
        opening.onerror = () => reject(opening.error);
        opening.onupgradeneeded = () => opening.transaction.abort();
        opening.onsuccess = () => {
            const database = opening.result;
            const asking = database.transaction(store).objectStore(store).getAll();
            asking.onsuccess = () => { database.close(); resolve(asking.result); };
            asking.onerror = () => { database.close(); reject(asking.error); };
        };
    });
    // What a person would call that element.
    const called = (node) => node.ariaLabel || [...(node.labels ?? [])].map(words).join(" ") || words(node);
    const KINDS = { A: "link", BUTTON: "button", TEXTAREA: "field", SELECT: "choice", SUMMARY: "fold", DIALOG: "dialog" };
    const described = (node) => {
        if (node.tagName === "MAIN") return "page";
        if (node === box()) return "box";
        const kind = node.role === "grid" ? "list" : node.tagName === "INPUT" ? (node.type === "radio" ? "radio" : "field")
            : KINDS[node.tagName] ?? node.tagName.toLowerCase();
        return `${kind} ${called(node)}`;
    };
    // True when some of it is inside of the window and of everything that scrolls around it.
    const isInView = (node) => {
        const own = node.getBoundingClientRect();
        if (own.bottom <= 0 || own.top >= innerHeight || own.right <= 0 || own.left >= innerWidth) return false;
        for (let outer = node.parentElement; outer; outer = outer.parentElement) {
            if (getComputedStyle(outer).overflowY === "visible") continue;
            const frame = outer.getBoundingClientRect();
            if (own.bottom <= frame.top || own.top >= frame.bottom) return false;
        }
        return true;
    };
    const allRules = (rules) => [...rules].flatMap((rule) => (rule.cssRules?.length ? allRules(rule.cssRules) : [rule]));
    const isMarked = (node) => {
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(node);
        return (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none";
    };
    // A style speaks of the focus, for this element or for what it stands in, and something of it is to be seen.
    const isShownToHaveFocus = (node) => {
        const isSaid = (value) => value !== "" && !value.startsWith("none");
        const speaks = ({ selectorText, style }) =>
            selectorText?.includes(":focus") && (isSaid(style.outline) || isSaid(style.boxShadow));
        const rules = [...document.styleSheets].flatMap((sheet) => allRules(sheet.cssRules)).filter(speaks);
        const around = [node, node.parentElement, node.parentElement?.parentElement, node.closest(".hit")];
        return around.some((one) => one && isMarked(one) && rules.some((rule) => one.matches(rule.selectorText)));
    };
    const focusTrouble = (node, active) => {
        if (!node || node === document.body || node === document.documentElement) return "nothing has the focus";
        if (node.closest("[inert], [aria-hidden=true]")) return "it is hidden from those who listen";
        // A label stands for the field where files are chosen.
        const shown = node.type === "file" ? node.labels[0] : node;
        if (!shown.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return "it cannot be seen";
        if (!isInView(shown)) return "it is out of view";
        if (node.hasAttribute("aria-activedescendant") && !active) return "the active row is not in the document";
        if (active && !isInView(active)) return "the active row is out of view";
        if (active && active.ariaSelected !== "true") return "the active row is not selected";
        if (active && !isMarked(active)) return "nothing shows the active row";
        // The page as a whole has nothing to show.
        if (!active && node.tagName !== "MAIN" && !isShownToHaveFocus(node)) return "nothing shows it";
        return null;
    };
    // Null where there is no such field yet.
    const pour = async (find, texts, key) => {
        const { port1, port2 } = new MessageChannel();
        const turn = () => new Promise((resolve) => { port1.onmessage = resolve; port2.postMessage(0); });
        for (const [number, text] of texts.entries()) {
            const field = find();
            if (!field) return null;
            field.focus();
            Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value").set.call(field, text);
            field.dispatchEvent(new InputEvent("input", { bubbles: true }));
            field.dispatchEvent(new Event("change", { bubbles: true }));
            await turn();
            if (key) field.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
            await turn();
            if (number % 32 === 31) await new Promise(requestAnimationFrame);
        }
        return true;
    };
    const lines = async (part) => {
        const decoder = new TextDecoder();
        return (await stored("revisions")).map((row) => decoder.decode(row)).filter((line) => line.includes(part));
    };
"##;

/// Runs in every new document before the page's own scripts: keeps what the policy refused, across navigations.
const WATCH_POLICY: &str = r#"
    addEventListener("securitypolicyviolation", (event) => {
        const refused = JSON.parse(sessionStorage.getItem("refused") ?? "[]");
        refused.push(`${event.effectiveDirective}: ${event.blockedURI || event.sample}`);
        sessionStorage.setItem("refused", JSON.stringify(refused));
    });
"#;

/// How long to wait for what has to come. Long, because a busy machine is not a defect.
const PATIENCE: Duration = Duration::from_secs(30);

/// Waits until `probe` finds something.
pub async fn until<T>(what: &str, probe: impl AsyncFn() -> Fallible<Option<T>>) -> Fallible<T> {
    let started = Instant::now();
    loop {
        if let Some(found) = probe().await? {
            return Ok(found);
        }
        ensure!(started.elapsed() < PATIENCE, "waited {} s for {what}", PATIENCE.as_secs());
        tokio::time::sleep(Duration::from_millis(15)).await;
    }
}

/// One entry as the timeline shows it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Row {
    pub text: String,
    /// `saving`, `saved` or `not-saved`.
    pub mark: String,
    /// The mark in words.
    pub sign: String,
    pub day: String,
    pub time: String,
    pub who: String,
}

/// Where the focus is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Focus {
    /// What has it: `box`, `page`, or what it is and is called, as in `button Close` and `list Timeline`.
    pub on: String,
    /// What the active row says, where the focus is on a list or on a field with one.
    pub active: Option<String>,
    /// What stands in the field.
    pub text: Option<String>,
    /// Why a person would not find it.
    pub trouble: Option<String>,
}

/// A clock as the room shows it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Clock {
    pub label: String,
    pub value: String,
    /// The entries it was read off, or why it shows nothing.
    pub from: String,
}

/// A browser's page, and what a person can do with it.
pub struct Page {
    browser: Rc<Browser>,
    handle: Arc<SessionHandle>,
    origin: String,
    downloads: PathBuf,
}

impl Page {
    /// The first tab of a browser.
    pub async fn new(browser: Rc<Browser>, origin: &str, downloads: PathBuf) -> Fallible<Self> {
        let handle = Arc::clone(browser.handle());
        let page = Self { browser, handle, origin: origin.to_owned(), downloads };
        page.prepare_tab().await?;
        Ok(page)
    }

    async fn prepare_tab(&self) -> Fallible {
        if self.is_firefox() {
            return Ok(());
        }
        let downloads = json!({"behavior": "allow", "downloadPath": self.downloads});
        self.devtools("Browser.setDownloadBehavior", downloads).await?;
        self.before_every_page(WATCH_POLICY).await
    }

    /// The browser.
    pub fn browser(&self) -> &Browser {
        &self.browser
    }

    fn is_firefox(&self) -> bool {
        self.browser.kind() == Kind::Firefox
    }

    /// The address of the whole site.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// A command of the DevTools protocol.
    pub async fn devtools(&self, method: &str, arguments: Value) -> Fallible<Value> {
        let cdp = thirtyfour::cdp::Cdp::new(Arc::clone(&self.handle));
        cdp.send_raw(method, arguments).await.map_err(|error| format!("{method}: {error}").into())
    }

    /// Runs a script in every document of this tab before the document's own.
    pub async fn before_every_page(&self, script: &str) -> Fallible {
        self.devtools("Page.addScriptToEvaluateOnNewDocument", json!({"source": script})).await.map(drop)
    }

    /// What a script in the page returns; a promise is awaited.
    pub async fn ask<T: serde::de::DeserializeOwned>(&self, script: &str, arguments: &[Value]) -> Fallible<T> {
        let script = format!("{LOOK}{script}");
        Ok(self.handle.execute(script, arguments.to_vec()).await?.convert()?)
    }

    /// The element that a script in the page returns.
    async fn element(&self, what: &str, script: &str, arguments: &[Value]) -> Fallible<WebElement> {
        until(what, async || {
            let script = format!("{LOOK}{script}");
            let found = self.handle.execute(script, arguments.to_vec()).await?;
            Ok(if found.json().is_null() { None } else { Some(found.element()?) })
        })
        .await
    }

    // --- Going places ---------------------------------------------------------------------------------------------

    /// Goes to that path and waits until the page is there.
    pub async fn visit(&self, path: &str) -> Fallible {
        self.goto(path).await?;
        self.is_up().await
    }

    /// Goes to that path.
    pub async fn goto(&self, path: &str) -> Fallible {
        Ok(self.handle.goto(format!("{}{path}", self.origin)).await?)
    }

    /// Loads the page again and waits until it is there.
    pub async fn reload(&self) -> Fallible {
        self.handle.refresh().await?;
        self.is_up().await
    }

    /// Waits until the page has opened its storage.
    pub async fn is_up(&self) -> Fallible {
        let script = r#"
            const main = document.querySelector("main");
            return main !== null && !words(main).startsWith("Opening") && words(main) !== "";
        "#;
        until("the page to open", async || Ok(self.ask::<bool>(script, &[]).await?.then_some(()))).await
    }

    /// The path in the address bar.
    pub async fn path(&self) -> Fallible<String> {
        Ok(self.handle.current_url().await?.path().to_owned())
    }

    /// Everything that can be read on the page.
    pub async fn words(&self) -> Fallible<String> {
        self.ask("return words(document.body);", &[]).await
    }

    /// Waits until these words can be read on the page.
    pub async fn shows(&self, text: &str) -> Fallible {
        until(&format!("the words “{text}”"), async || Ok(self.words().await?.contains(text).then_some(()))).await
    }

    /// What the page tells about its storage.
    pub async fn notice(&self) -> Fallible<String> {
        let script = r#"return words(document.querySelector(".notice")) || null;"#;
        until("a notice", async || self.ask(script, &[]).await).await
    }

    /// What stands on the page, also what is folded away.
    pub async fn hidden_words(&self) -> Fallible<String> {
        self.ask("return document.body.textContent;", &[]).await
    }

    /// Leaves the site.
    pub async fn leave(&self) -> Fallible {
        Ok(self.handle.goto("about:blank").await?)
    }

    /// Has the program fail, and waits for the screen that says so.
    pub async fn panic(&self) -> Fallible {
        self.ask::<()>(r#"dispatchEvent(new Event("stillpoint:rehearse-failure"));"#, &[]).await?;
        self.shows("This page has stopped").await
    }

    /// Opens another tab and goes to it.
    pub async fn open_tab(&self) -> Fallible<WindowHandle> {
        let tab = self.handle.new_tab().await?;
        self.switch_to(&tab).await?;
        self.prepare_tab().await?;
        Ok(tab)
    }

    /// The tab that this page acts on.
    pub async fn tab(&self) -> Fallible<WindowHandle> {
        Ok(self.handle.window().await?)
    }

    /// Acts on another tab from now on.
    pub async fn switch_to(&self, tab: &WindowHandle) -> Fallible {
        Ok(self.handle.switch_to_window(tab.clone()).await?)
    }

    // --- Pressing and typing --------------------------------------------------------------------------------------

    /// Presses what is labelled so.
    pub async fn press(&self, label: &str) -> Fallible {
        self.press_at(None, label).await
    }

    /// Presses what is labelled so at the entry with that text.
    pub async fn press_in_row(&self, text: &str, label: &str) -> Fallible {
        self.press_at(Some(text), label).await
    }

    async fn press_at(&self, text: Option<&str>, label: &str) -> Fallible {
        let script = r#"
            const [text, label] = arguments;
            const candidates = root(text)?.querySelectorAll("button, summary, a") ?? [];
            const found = seen(candidates).find((node) => words(node).startsWith(label) && !node.disabled);
            // As a person does when something else lies over it.
            found?.scrollIntoView({ block: "center" });
            return found ?? null;
        "#;
        let what = format!("“{label}” to press");
        Ok(self.element(&what, script, &[json!(text), json!(label)]).await?.click().await?)
    }

    /// Opens the editor of the entry with that text, and waits until it can be typed in.
    pub async fn edit(&self, text: &str) -> Fallible {
        self.press_in_row(text, "Edit").await?;
        let script = r#"
            const editor = rowOf(arguments[0])?.querySelector("textarea");
            return Boolean(editor) && document.activeElement === editor;
        "#;
        until("the focus in the editor", async || Ok(self.ask::<bool>(script, &[json!(text)]).await?.then_some(())))
            .await
    }

    /// Replaces what stands in the field of that label, at the entry with that text.
    pub async fn fill(&self, row: Option<&str>, label: &str, text: &str) -> Fallible<WebElement> {
        let script = r#"
            const [text, label] = arguments;
            const fields = seen(root(text)?.querySelectorAll("input, textarea") ?? []);
            const isNamed = (field) =>
                field.ariaLabel === label || [...field.labels].some((node) => words(node).startsWith(label));
            const field = fields.find(isNamed);
            if (!field) return null;
            field.focus();
            field.select();
            return field;
        "#;
        let what = format!("“{text}” in the field “{label}”");
        // Again when the page moved the focus meanwhile, as people would.
        until(&what, async || {
            let field = self.element(&format!("the field “{label}”"), script, &[json!(row), json!(label)]).await?;
            match text {
                "" => field.send_keys(Key::Delete + "").await?,
                text => field.send_keys(text).await?,
            }
            Ok((field.prop("value").await?.as_deref() == Some(text)).then_some(field))
        })
        .await
    }

    /// Puts one text after the other into the field of that label, as pastes do, and strikes a key after each if one is named.
    pub async fn pour(&self, label: &str, texts: &[String], key: &str) -> Fallible {
        let script = r#"
            const [label, texts, key] = arguments;
            const find = () => seen(document.querySelectorAll("input, textarea"))
                .find((field) => field.ariaLabel === label || [...field.labels].some((node) => words(node).startsWith(label)));
            return pour(find, texts, key);
        "#;
        let arguments = [json!(label), json!(texts), json!(key)];
        until(&format!("the field “{label}”"), async || self.ask::<Option<bool>>(script, &arguments).await)
            .await
            .map(drop)
    }

    /// The same into the editor that is open in the timeline.
    pub async fn pour_into_editor(&self, texts: &[String]) -> Fallible {
        let script = r#"return pour(() => document.querySelector(".edit textarea"), arguments[0], "");"#;
        until("the editor", async || self.ask::<Option<bool>>(script, &[json!(texts)]).await).await.map(drop)
    }

    /// Draws every row of a long list once: how many there are, and how many pieces of markup are in them.
    pub async fn draws_all(&self) -> Fallible<(usize, usize)> {
        let script = r#"
            const turn = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 20)));
            const count = (selector) => document.querySelectorAll(selector).length;
            return (async () => {
                dispatchEvent(new Event("beforeprint"));
                for (let count = 0; count < 3; count += 1) await turn();
                const drawn = [count(".window__row"), count(".row__text :is(code, li, blockquote, th)")];
                dispatchEvent(new Event("afterprint"));
                return drawn;
            })();
        "#;
        self.ask(script, &[]).await
    }

    /// Waits until these words cannot be read on the page any more.
    pub async fn shows_no(&self, text: &str) -> Fallible {
        until(&format!("“{text}” to go"), async || Ok((!self.words().await?.contains(text)).then_some(()))).await
    }

    /// Puts text into what has the focus, as a paste does.
    pub async fn insert(&self, text: &str) -> Fallible {
        if self.is_firefox() {
            return self.type_keys(text).await;
        }
        self.devtools("Input.insertText", json!({"text": text})).await.map(drop)
    }

    /// Strikes the Enter key.
    pub async fn enter(&self) -> Fallible {
        if self.is_firefox() {
            return self.strike("Enter").await;
        }
        let key = |kind: &str| json!({"type": kind, "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13});
        let mut down = key("keyDown");
        down["text"] = "\r".into();
        self.devtools("Input.dispatchKeyEvent", down).await?;
        self.devtools("Input.dispatchKeyEvent", key("keyUp")).await.map(drop)
    }

    /// Strikes a key as a person does, holding others: `n`, `Enter`, `Shift+Tab`, `Ctrl+k`.
    pub async fn strike(&self, key: &str) -> Fallible {
        let mut held = Vec::new();
        let mut rest = key;
        while let Some((modifier, after)) = rest.split_once('+').filter(|(_, after)| !after.is_empty()) {
            held.push(key_char(modifier)?);
            rest = after;
        }
        let struck = key_char(rest)?;
        let chain = held.iter().fold(self.handle.action_chain(), |chain, held| chain.key_down(*held));
        let chain = chain.key_down(struck).key_up(struck);
        Ok(held.iter().rev().fold(chain, |chain, held| chain.key_up(*held)).perform().await?)
    }

    /// Types into what has the focus, key by key.
    pub async fn type_keys(&self, text: &str) -> Fallible {
        Ok(self.handle.action_chain().send_keys(text).perform().await?)
    }

    /// Where the focus is once the page has drawn what there was to draw.
    pub async fn focus(&self) -> Fallible<Focus> {
        let script = r#"
            const look = () => {
                const node = document.activeElement;
                const active = document.getElementById(node?.getAttribute("aria-activedescendant") ?? "");
                return {
                    on: node ? described(node) : "",
                    active: active ? words(active) : null,
                    text: node?.value ?? null,
                    trouble: focusTrouble(node, active),
                };
            };
            const turn = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
            return turn().then(turn).then(look);
        "#;
        self.ask(script, &[]).await
    }

    // --- Who is speaking ------------------------------------------------------------------------------------------

    /// Whether the page asks who is speaking.
    pub async fn asks_who_i_am(&self) -> Fallible<bool> {
        self.ask(r#"return seen(document.querySelectorAll("form.who")).length > 0;"#, &[]).await
    }

    /// Says who is speaking.
    pub async fn introduce(&self, name: &str) -> Fallible {
        self.fill(None, "Name", name).await?.send_keys(Key::Enter + "").await?;
        until("the question to go", async || Ok((!self.asks_who_i_am().await?).then_some(()))).await
    }

    /// Goes to a path as a person who was here before; a kill may have taken the browser's memory of who that was.
    pub async fn visit_as(&self, name: &str, path: &str) -> Fallible {
        self.visit(path).await?;
        if self.asks_who_i_am().await? {
            self.introduce(name).await?;
        }
        Ok(())
    }

    /// Who the page says is speaking.
    pub async fn who_i_am(&self) -> Fallible<String> {
        self.ask(r#"return words(document.querySelector(".nav__me"));"#, &[]).await
    }

    // --- Incidents ------------------------------------------------------------------------------------------------

    /// Declares an incident and waits until its room is open.
    pub async fn declare(&self, title: &str) -> Fallible {
        self.fill(None, "Declare an incident", title).await?.send_keys(Key::Enter + "").await?;
        self.is_in_room(title).await
    }

    /// Declares the incident whose title was typed before.
    pub async fn declare_typed(&self, title: &str) -> Fallible {
        self.press("Declare").await?;
        self.is_in_room(title).await
    }

    /// Waits until the room of the incident with that title is there.
    pub async fn is_open(&self, title: &str) -> Fallible {
        let script = r#"
            return box() !== null && [...document.querySelectorAll("h1")].some((node) => words(node) === arguments[0]);
        "#;
        let what = format!("the room of “{title}”");
        until(&what, async || Ok(self.ask::<bool>(script, &[json!(title)]).await?.then_some(()))).await
    }

    /// Waits until the room of the incident with that title is there and its box has the focus.
    pub async fn is_in_room(&self, title: &str) -> Fallible {
        self.is_open(title).await?;
        let script = "return document.activeElement === box();";
        until("the focus in the box", async || Ok(self.ask::<bool>(script, &[]).await?.then_some(()))).await
    }

    /// The titles in the list of incidents.
    pub async fn incidents(&self) -> Fallible<Vec<String>> {
        self.ask(r#"return [...document.querySelectorAll(".incident__title")].map(words);"#, &[]).await
    }

    /// Waits until the list says that the incident has so many entries.
    pub async fn is_listed_with(&self, title: &str, entries: usize) -> Fallible {
        let script = r#"
            const listed = [...document.querySelectorAll(".incident")];
            const found = listed.find((row) => words(row.querySelector("a")) === arguments[0]);
            return found ? words(found.querySelector(".incident__entries b")) : null;
        "#;
        let seen = RefCell::new(None);
        let listed = until("the count in the list", async || {
            seen.replace(self.ask::<Option<String>>(script, &[json!(title)]).await?);
            Ok((seen.borrow().as_deref() == Some(entries.to_string().as_str())).then_some(()))
        });
        listed.await.map_err(|error| format!("{error}: {:?} instead of {entries}", seen.borrow()).into())
    }

    // --- The box --------------------------------------------------------------------------------------------------

    /// Types an entry with real keys and strikes Enter.
    pub async fn say(&self, text: &str) -> Fallible {
        let field = self.element("the box", "return box();", &[]).await?;
        field.send_keys(text).await?;
        Ok(field.send_keys(Key::Enter + "").await?)
    }

    /// Says something quickly: a paste and Enter, into the box that has the focus.
    pub async fn say_quickly(&self, text: &str) -> Fallible {
        self.insert(text).await?;
        self.enter().await
    }

    /// Says something and waits until it is marked as saved.
    pub async fn say_and_wait(&self, text: &str) -> Fallible {
        self.say_quickly(text).await?;
        self.is_marked(text, "saved").await
    }

    /// What stands in the box.
    pub async fn box_text(&self) -> Fallible<String> {
        self.ask(r#"return box()?.value ?? "";"#, &[]).await
    }

    /// Waits until exactly this stands in the box.
    pub async fn box_holds(&self, text: &str) -> Fallible {
        until(&format!("{text:?} in the box"), async || Ok((self.box_text().await? == text).then_some(()))).await
    }

    /// Gives the box the focus.
    pub async fn focus_box(&self) -> Fallible {
        self.element("the box", "box()?.focus(); return box();", &[]).await.map(drop)
    }

    /// Unsent texts of pages that are gone, offered beside the box.
    pub async fn offered(&self) -> Fallible<Vec<String>> {
        self.ask("return offered();", &[]).await
    }

    // --- The timeline ---------------------------------------------------------------------------------------------

    /// The entries, in order.
    pub async fn rows(&self) -> Fallible<Vec<Row>> {
        let script = r#"
            return whole(() => rows().map((row) => ({
                text: said(row),
                mark: mark(row),
                sign: words(row.querySelector("[data-mark]")),
                day: words(row.querySelector(".row__day")),
                time: words(row.querySelector(".row__time")),
                who: words(row.querySelector(".row__who")),
            })));
        "#;
        self.ask(script, &[]).await
    }

    /// The entry with that text.
    pub async fn row(&self, text: &str) -> Fallible<Row> {
        until(&format!("the entry “{text}”"), async || {
            Ok(self.rows().await?.into_iter().find(|row| row.text == text))
        })
        .await
    }

    /// The texts of the entries, in order.
    pub async fn texts(&self) -> Fallible<Vec<String>> {
        self.ask("return whole(() => rows().map(said));", &[]).await
    }

    /// The texts of the entries with that mark.
    pub async fn texts_marked(&self, mark: &str) -> Fallible<Vec<String>> {
        self.ask("return whole(() => rows().filter((row) => mark(row) === arguments[0]).map(said));", &[json!(mark)])
            .await
    }

    /// In words, all marks but this one.
    pub async fn signs_other_than(&self, mark: &str) -> Fallible<Vec<String>> {
        let script = r#"
            const others = () => rows().filter((row) => mark(row) !== arguments[0]);
            return whole(() => others().map((row) => words(row.querySelector("[data-mark]"))));
        "#;
        self.ask(script, &[json!(mark)]).await
    }

    /// The mark of the entry with that text.
    pub async fn mark_of(&self, text: &str) -> Fallible<Option<String>> {
        let script = r#"
            const find = () => rows().findLast((row) => said(row) === arguments[0]);
            const read = () => { const row = find(); return row ? mark(row) : null; };
            return read() ?? whole(read);
        "#;
        self.ask(script, &[json!(text)]).await
    }

    /// Waits until the entry with that text is not in the timeline.
    pub async fn has_no_row(&self, text: &str) -> Fallible {
        let what = format!("“{text}” to leave the timeline");
        until(&what, async || Ok(self.mark_of(text).await?.is_none().then_some(()))).await
    }

    /// Waits until the entry with that text has that mark.
    pub async fn is_marked(&self, text: &str, wanted: &str) -> Fallible {
        let what = format!("“{}” to be {wanted}", text.chars().take(40).collect::<String>());
        until(&what, async || Ok((self.mark_of(text).await?.as_deref() == Some(wanted)).then_some(()))).await
    }

    /// Waits until every entry is marked as saved.
    pub async fn is_all_saved(&self) -> Fallible {
        let script = r#"return whole(() => rows().length > 0 && rows().every((row) => mark(row) === "saved"));"#;
        until("all entries to be saved", async || Ok(self.ask::<bool>(script, &[]).await?.then_some(()))).await
    }

    /// Notes from now on every mark that each entry shows; [`Page::seen_marks`] tells.
    pub async fn watch_marks(&self) -> Fallible {
        let script = r#"
            window.seenMarks = {};
            const note = (row) => {
                const seen = window.seenMarks[said(row)] ??= [];
                if (seen.at(-1) !== mark(row)) seen.push(mark(row));
            };
            const observer = new MutationObserver(() => rows().forEach(note));
            const options = { subtree: true, childList: true, attributes: true, attributeFilter: ["data-mark"] };
            observer.observe(document.body, options);
        "#;
        self.ask(script, &[]).await
    }

    /// The marks that each entry has shown since [`Page::watch_marks`], in order.
    pub async fn seen_marks(&self) -> Fallible<BTreeMap<String, Vec<String>>> {
        self.ask("return window.seenMarks;", &[]).await
    }

    /// Has the page note when the entry with that text appears; [`Page::appeared`] tells.
    pub async fn watch_for(&self, text: &str) -> Fallible {
        let script = r#"
            window.appearedAt = null;
            window.focusCount = 0;
            addEventListener("focus", () => { window.focusCount += 1; });
            const look = () => {
                if (window.appearedAt !== null || !rowOf(arguments[0])) return;
                window.appearedAt = Date.now();
                window.focusCountThen = window.focusCount;
            };
            new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
            look();
        "#;
        self.ask(script, &[json!(text)]).await
    }

    /// When the entry of [`Page::watch_for`] appeared, by the machine's clock in milliseconds, and how often the tab got
    /// the focus until then.
    pub async fn appeared(&self) -> Fallible<(Option<i64>, u64)> {
        self.ask("return [window.appearedAt, window.focusCountThen ?? window.focusCount];", &[]).await
    }

    /// The versions in the history that is open.
    pub async fn history(&self) -> Fallible<Vec<String>> {
        self.ask(r#"return [...document.querySelectorAll(".history > li")].map(words);"#, &[]).await
    }

    /// Presses a button of a version in the open history, the latest being 0.
    pub async fn press_in_history(&self, position: usize, label: &str) -> Fallible {
        let script = r#"
            const version = document.querySelectorAll(".history > li")[arguments[0]];
            return seen(version?.querySelectorAll("button") ?? []).find((node) => words(node) === arguments[1]) ?? null;
        "#;
        let what = format!("“{label}” at version {position}");
        Ok(self.element(&what, script, &[json!(position), json!(label)]).await?.click().await?)
    }

    /// The texts in the trash, once it is open and holds any.
    pub async fn trash(&self) -> Fallible<Vec<String>> {
        let script = "return trashed().length > 0 ? trashed().map(said) : null;";
        until("something in the trash", async || self.ask(script, &[]).await).await
    }

    /// What stands in the editor that is open in the timeline.
    pub async fn edited_text(&self) -> Fallible<Option<String>> {
        self.ask(r#"return document.querySelector(".edit textarea")?.value ?? null;"#, &[]).await
    }

    /// What stands where an incident is declared.
    pub async fn declared_text(&self) -> Fallible<String> {
        self.ask(r##"return document.querySelector("#declare")?.value ?? "";"##, &[]).await
    }

    /// What the kind of the entry with that text is shown as.
    pub async fn kind_of(&self, text: &str) -> Fallible<String> {
        self.ask(r#"return words(rowOf(arguments[0])?.querySelector(".row__kind")).toLowerCase();"#, &[json!(text)])
            .await
    }

    /// The zone in which the room shows times.
    pub async fn shown_zone(&self) -> Fallible<String> {
        self.ask(r#"return words(document.querySelector(".day .quiet")).replace(/.*times in /, "");"#, &[]).await
    }

    // --- One entry ------------------------------------------------------------------------------------------------

    /// Waits until the focus is on what [`Focus::on`] says so of, from its beginning.
    pub async fn is_on(&self, on: &str) -> Fallible {
        let last = RefCell::new(None);
        let what = format!("the focus on “{on}”");
        let found = until(&what, async || {
            let focus = self.focus().await?;
            let is_meant = focus.on.starts_with(on) && focus.trouble.is_none();
            last.replace(Some(focus));
            Ok(is_meant.then_some(()))
        });
        found.await.map_err(|error| format!("{error}, not {:?}", last.borrow()).into())
    }

    /// Waits until the entry with that text is the chosen one.
    pub async fn has_chosen(&self, text: &str) -> Fallible {
        let script = r#"
            const row = document.querySelector('#timeline [aria-selected="true"] .row');
            return row ? said(row) : null;
        "#;
        until(&format!("“{text}” to be chosen"), async || {
            Ok((self.ask::<Option<String>>(script, &[]).await?.as_deref() == Some(text)).then_some(()))
        })
        .await
    }

    /// Notes from now on which rows are shown as gone elsewhere; [`Page::moved`] tells.
    pub async fn watch_moved(&self) -> Fallible {
        let script = r#"
            window.moved = new Set();
            const look = () => document.querySelectorAll(".row[data-moved]").forEach((row) => window.moved.add(said(row)));
            new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true });
        "#;
        self.ask(script, &[]).await
    }

    /// The texts of the rows that were.
    pub async fn moved(&self) -> Fallible<Vec<String>> {
        self.ask("return [...window.moved];", &[]).await
    }

    /// The flags of the entry with that text, each with whether it is the one that counts.
    pub async fn flags(&self, text: &str) -> Fallible<Vec<String>> {
        let script = r#"
            const flags = rowOf(arguments[0])?.querySelectorAll(".flag") ?? [];
            return [...flags].map((flag) => `${flag.firstChild.textContent} ${flag.dataset.counts}`);
        "#;
        self.ask(script, &[json!(text)]).await
    }

    /// Whether the entry with that text shows a star.
    pub async fn is_starred(&self, text: &str) -> Fallible<bool> {
        self.row(text).await?;
        self.ask(r#"return rowOf(arguments[0])?.querySelector(".row__star") != null;"#, &[json!(text)]).await
    }

    /// What the entry with that text rests on: the words of each link with its address, of each block with what it holds.
    pub async fn evidence(&self, text: &str) -> Fallible<Vec<String>> {
        let script = r#"
            const all = [...(rowOf(arguments[0])?.querySelectorAll(".evidence > li") ?? [])];
            return all.map((one) => {
                const link = one.querySelector("a");
                if (link) return `${words(link)} ${link.getAttribute("href")}`;
                return `${words(one.querySelector("summary"))} ${one.querySelector("pre").textContent}`;
            });
        "#;
        self.ask(script, &[json!(text)]).await
    }

    /// The versions in the history that is open, with signs at what was removed and added: `time [-14:30] → [+13:58]`.
    pub async fn changes(&self) -> Fallible<Vec<String>> {
        let script = r#"
            const signed = (node) => {
                if (node.nodeType === Node.TEXT_NODE) return node.data;
                const inner = [...node.childNodes].map(signed).join("");
                return node.tagName === "DEL" ? `[-${inner}]` : node.tagName === "INS" ? `[+${inner}]` : inner;
            };
            return [...document.querySelectorAll(".history > li")].map(signed);
        "#;
        self.ask(script, &[]).await
    }

    /// Makes the window so large.
    pub async fn resize(&self, width: u32, height: u32) -> Fallible {
        let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.devtools("Emulation.setDeviceMetricsOverride", size).await.map(drop)
    }

    /// The window shows one scrollbar at most, wide and narrow: what scrolls is inside of the document, which fits.
    pub async fn fits_its_window(&self, what: &str) -> Fallible {
        for (width, height) in [(1440, 700), (390, 700)] {
            self.resize(width, height).await?;
            let script = r#"return document.documentElement.scrollHeight - innerHeight;"#;
            until(&format!("{what} to fit {width} × {height}"), async || {
                Ok((self.ask::<i64>(script, &[]).await? <= 0).then_some(()))
            })
            .await?;
        }
        self.devtools("Emulation.clearDeviceMetricsOverride", json!({})).await.map(drop)
    }

    /// Where the box begins; none unless all of it is in the window, under at least two lines of the timeline.
    pub async fn box_in_sight(&self) -> Fallible<Option<f64>> {
        let script = r##"
            const [own, above] = [".box", "#timeline"].map((part) => document.querySelector(part).getBoundingClientRect());
            const isInWindow = own.bottom <= innerHeight && own.left >= 0 && own.right <= innerWidth;
            const shownHeight = Math.min(above.bottom, own.top) - Math.max(above.top, 0);
            return isInWindow && shownHeight >= 80 && document.documentElement.scrollWidth <= innerWidth ? own.top : null;
        "##;
        self.ask(script, &[]).await
    }

    /// What lies over something else in one of the rows, or beyond the window.
    pub async fn covered(&self) -> Fallible<Vec<String>> {
        let script = r#"
            const found = [];
            for (const row of rows()) {
                const parts = [".row__when", ".row__text", ".row__acts", ".row__who", "[data-mark]"];
                const boxes = parts.map((part) => [part, [...row.querySelector(part).getClientRects()]]);
                const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
                boxes.forEach(([part, own], position) => {
                    if (own.some((box) => box.right > innerWidth || box.left < 0)) found.push(`${part} is beyond the window`);
                    for (const [other, others] of boxes.slice(position + 1)) {
                        if (own.some((a) => others.some((b) => meet(a, b)))) found.push(`${part} and ${other}`);
                    }
                });
            }
            return found;
        "#;
        self.ask(script, &[]).await
    }

    // --- Clocks ---------------------------------------------------------------------------------------------------

    /// Waits until the line of roles holds these words.
    pub async fn roles_show(&self, words: &str) -> Fallible {
        until(&format!("“{words}” among the roles"), async || Ok(self.roles().await?.contains(words).then_some(())))
            .await
    }

    /// Lets every page of this tab that is loaded from now on read its clock from the test: it stands at that time, in UTC,
    /// until [`Page::pass`] moves it.
    pub async fn take_clock(&self, at: &str) -> Fallible {
        // Kept over loads, which may be of a page without storage.
        let script = format!(
            r#"
            let passed = 0;
            try {{ passed = Number(sessionStorage.passedInTest ?? 0); }} catch {{}}
            window.clockOfTest = Date.parse({at:?}) + passed;
            Date.now = () => window.clockOfTest;
            "#
        );
        self.devtools("Emulation.setTimezoneOverride", json!({"timezoneId": "UTC"})).await?;
        self.before_every_page(&script).await
    }

    /// So many minutes pass at once, as while a laptop is closed.
    pub async fn pass(&self, minutes: i64) -> Fallible {
        let script = r#"
            const millis = arguments[0] * 60_000;
            window.clockOfTest += millis;
            sessionStorage.passedInTest = Number(sessionStorage.passedInTest ?? 0) + millis;
        "#;
        self.ask(script, &[json!(minutes)]).await
    }

    /// What a clock of the room shows, where it comes from, and what it is called now.
    pub async fn clock(&self, name: &str) -> Fallible<Clock> {
        let script = r#"
            const clock = document.querySelector(`.clocks [data-clock="${arguments[0]}"]`);
            if (!clock) return null;
            return { label: words(clock.querySelector(".clock__label")), value: words(clock.querySelector("[role=timer]")), from: clock.title };
        "#;
        until(&format!("the clock {name}"), async || self.ask(script, &[json!(name)]).await).await
    }

    /// Waits until a clock of the room shows that.
    pub async fn clock_shows(&self, name: &str, value: &str) -> Fallible {
        until(&format!("the clock {name} to show {value}"), async || {
            Ok((self.clock(name).await?.value == value).then_some(()))
        })
        .await
    }

    /// What a clock shows in the frame after the page was seen again.
    pub async fn clock_when_seen_again(&self, name: &str) -> Fallible<String> {
        let script = r#"
            document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
            return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() =>
                resolve(words(document.querySelector(`.clocks [data-clock="${arguments[0]}"] [role=timer]`))))));
        "#;
        self.ask(script, &[json!(name)]).await
    }

    /// Notes from now on which clocks show that they were moved; [`Page::moved_clocks`] tells.
    pub async fn watch_clocks(&self) -> Fallible {
        let script = r#"
            window.movedClocks = [];
            new MutationObserver((changes) => {
                for (const { target } of changes) {
                    if (target.dataset.changed) window.movedClocks.push(target.closest("[data-clock]").dataset.clock);
                }
            }).observe(document.querySelector(".clocks"), { subtree: true, attributeFilter: ["data-changed"] });
        "#;
        // What moved them before is over.
        let is_still = "return !document.querySelector('.clocks [data-changed]');";
        until("clocks that stand still", async || Ok(self.ask::<bool>(is_still, &[]).await?.then_some(()))).await?;
        self.ask(script, &[]).await
    }

    /// The clocks that have shown since [`Page::watch_clocks`] that they were moved.
    pub async fn moved_clocks(&self) -> Fallible<Vec<String>> {
        self.ask("return window.movedClocks;", &[]).await
    }

    // --- What is offered ------------------------------------------------------------------------------------------

    /// What can be chosen where something is to be chosen from, in order.
    pub async fn choices(&self) -> Fallible<Vec<String>> {
        let script = r#"
            const found = seen(document.querySelectorAll("[role=listbox] [role=option]")).map(words);
            return found.length > 0 ? found : null;
        "#;
        until("something to choose from", async || self.ask(script, &[]).await).await
    }

    /// What the line of roles says.
    pub async fn roles(&self) -> Fallible<String> {
        self.ask(r#"return words(document.querySelector(".strip__roles")).replaceAll("\n", " ");"#, &[]).await
    }

    /// What those who listen are told of the roles.
    pub async fn told_of_roles(&self) -> Fallible<String> {
        self.ask(r#"return words(document.querySelector(".strip__roles [role=status]"));"#, &[]).await
    }

    /// Notes from now on what those who listen are told; [`Page::told`] tells.
    pub async fn watch_told(&self) -> Fallible {
        let script = r#"
            window.told = [];
            window.toldBy?.disconnect();
            window.toldBy = new MutationObserver((changes) => {
                const places = new Set();
                for (const { target } of changes) {
                    const place = (target.closest ? target : target.parentElement)?.closest("[role=status]");
                    if (place) places.add(place);
                }
                for (const place of places) if (place.textContent.trim()) window.told.push(place.textContent.trim());
            });
            window.toldBy.observe(document.body, { subtree: true, childList: true, characterData: true });
        "#;
        self.ask(script, &[]).await
    }

    /// What was told since, in order.
    pub async fn told(&self) -> Fallible<Vec<String>> {
        self.ask("return window.told;", &[]).await
    }

    /// What the line of roles says is late or contested.
    pub async fn late(&self) -> Fallible<Vec<String>> {
        self.ask(r#"return [...document.querySelectorAll(".strip__roles [data-tone=wait]")].map(words);"#, &[]).await
    }

    /// What a search over everything has found, in words.
    pub async fn findings(&self) -> Fallible<Vec<String>> {
        self.ask(r#"return [...document.querySelectorAll(".hit a")].map(words);"#, &[]).await
    }

    /// The headings that can be seen: they change when something opens.
    pub async fn headings(&self) -> Fallible<Vec<String>> {
        self.ask(
            r#"return seen(document.querySelectorAll("h1, dialog")).map((node) => node.ariaLabel ?? words(node));"#,
            &[],
        )
        .await
    }

    /// What stands in all text fields of the page.
    pub async fn field_texts(&self) -> Fallible<Vec<String>> {
        let script =
            r#"return [...document.querySelectorAll("input:not([type=file]), textarea")].map((field) => field.value);"#;
        self.ask(script, &[]).await
    }

    /// The radio button whose label begins so, as [`Focus::on`] names it.
    pub async fn radio_beginning(&self, label: &str) -> Fallible<String> {
        let script = r#"
            const radios = [...document.querySelectorAll("input[type=radio]")].map(described);
            return radios.find((name) => name.startsWith(`radio ${arguments[0]}`)) ?? "none";
        "#;
        self.ask(script, &[json!(label)]).await
    }

    /// `light`, `dark`, or both where it is as the device says.
    pub async fn look(&self) -> Fallible<String> {
        self.ask("return getComputedStyle(document.documentElement).colorScheme;", &[]).await
    }

    /// Chooses from the list of choices of that name.
    pub async fn choose(&self, label: &str, choice: &str) -> Fallible {
        let script = r#"
            const field = [...document.querySelectorAll("select")].find((one) => one.ariaLabel === arguments[0]);
            return [...(field?.options ?? [])].find((option) => words(option) === arguments[1]) ?? null;
        "#;
        let option = self.element(&format!("the choice “{choice}”"), script, &[json!(label), json!(choice)]).await?;
        Ok(option.click().await?)
    }

    /// How many rows of the list of that name are in the document, and how many it has.
    pub async fn rows_of(&self, list: &str) -> Fallible<(usize, usize)> {
        let script = r#"
            const named = document.getElementById(arguments[0]);
            return named ? [named.querySelectorAll(".window__row").length, Number(named.ariaRowCount ?? 0)] : [0, 0];
        "#;
        self.ask(script, &[json!(list)]).await
    }

    /// Gives the list of that name the focus.
    pub async fn focus_list(&self, list: &str) -> Fallible {
        self.ask("document.getElementById(arguments[0]).focus();", &[json!(list)]).await
    }

    /// What the first row in the document of the list of that name says.
    pub async fn first_words_in(&self, list: &str) -> Fallible<String> {
        let script = "return words(document.getElementById(arguments[0])?.querySelector('[aria-rowindex=\"1\"]'));";
        self.ask(script, &[json!(list)]).await
    }

    /// Whether the entry with that text is to be seen without scrolling.
    pub async fn is_row_in_view(&self, text: &str) -> Fallible<bool> {
        self.ask("const row = rowOf(arguments[0]); return Boolean(row) && isInView(row);", &[json!(text)]).await
    }

    /// Counts from now on how often the box loses the focus; [`Page::box_losses`] tells.
    pub async fn watch_box(&self) -> Fallible {
        self.ask("window.losses = 0; box().addEventListener('blur', () => { window.losses += 1; });", &[]).await
    }

    /// How often it did.
    pub async fn box_losses(&self) -> Fallible<usize> {
        self.ask("return window.losses;", &[]).await
    }

    // --- Typing without end ---------------------------------------------------------------------------------------

    /// Has the page type `count` entries by itself while others do something else, each `PREFIX NUMBER`.
    pub async fn start_typing(&self, prefix: &str, count: usize) -> Fallible {
        // Messages and not timers, which a tab in the background gets once a second.
        let script = r#"
            const [prefix, count] = arguments;
            const type = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set;
            const { port1, port2 } = new MessageChannel();
            const turn = () => new Promise((resolve) => { port1.onmessage = resolve; port2.postMessage(0); });
            const pause = async (millis) => { const end = performance.now() + millis; while (performance.now() < end) await turn(); };
            (async () => {
                for (let number = 0; number < count; number += 1) {
                    type.call(box(), `${prefix} ${number}`);
                    box().dispatchEvent(new InputEvent("input", { bubbles: true }));
                    await turn();
                    box().dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
                    await pause(Math.random() * 12);
                }
            })();
        "#;
        self.ask(script, &[json!(prefix), json!(count)]).await
    }

    /// Waits until so many entries whose texts begin so are marked as saved.
    pub async fn has_saved(&self, prefix: &str, count: usize) -> Fallible {
        let script = r#"
            const [prefix] = arguments;
            return whole(() => rows().filter((row) => said(row).startsWith(prefix) && mark(row) === "saved").length);
        "#;
        let what = format!("{count} saved entries of “{prefix}”");
        until(&what, async || Ok((self.ask::<usize>(script, &[json!(prefix)]).await? == count).then_some(()))).await
    }

    // --- Storage and files ----------------------------------------------------------------------------------------

    /// Every stored revision whose line holds `part`, verified.
    pub async fn stored(&self, part: &str) -> Fallible<Vec<Revision>> {
        let lines: Vec<String> = self.ask("return lines(arguments[0]);", &[json!(part)]).await?;
        let read = |line: &String| Revision::from_line(line).map_err(|damage| format!("{damage}: {line}").into());
        lines.iter().map(read).collect()
    }

    /// The texts of all stored entries whose lines hold `part`, one for each entry that was ever said.
    pub async fn stored_texts(&self, part: &str) -> Fallible<Vec<String>> {
        Ok(self.stored(part).await?.iter().filter_map(entry_text).collect())
    }

    /// Waits until an entry of that text is stored: what is shown of it may be made of markdown.
    pub async fn is_kept(&self, text: &str) -> Fallible {
        let part = text.lines().next().unwrap_or_default();
        let what = format!("“{part}” to be stored");
        until(&what, async || Ok(self.stored_texts(part).await?.iter().any(|kept| kept == text).then_some(()))).await?;
        self.is_all_saved().await
    }

    /// Puts revisions into the database past the page, which will find them when it is opened the next time.
    pub async fn put_revisions(&self, revisions: &[&Revision]) -> Fallible {
        let row = |revision: &&Revision| {
            let header = revision.header();
            let (scope, writer) = (header.scope.bits(), header.writer.bits());
            let key = format!("{scope:032x}{writer:032x}{:016x}{}", header.counter, revision.hash());
            (key, revision.to_line())
        };
        let rows: Vec<_> = revisions.iter().map(row).collect();
        let script = r#"
            const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
            const encoder = new TextEncoder();
            return new Promise((resolve, reject) => {
                const opening = indexedDB.open("stillpoint");
                opening.onerror = () => reject(opening.error);
                opening.onsuccess = () => {
                    const database = opening.result;
                    const writing = database.transaction("revisions", "readwrite");
                    const store = writing.objectStore("revisions");
                    for (const [key, line] of arguments[0]) store.put(encoder.encode(line), bytes(key));
                    writing.oncomplete = () => { database.close(); resolve(); };
                    writing.onabort = () => { database.close(); reject(writing.error); };
                };
            });
        "#;
        self.ask(script, &[json!(rows)]).await
    }

    /// How many unsent texts are journalled.
    pub async fn journalled(&self) -> Fallible<usize> {
        self.ask(r#"return stored("unsent").then((texts) => texts.length);"#, &[]).await
    }

    /// Waits for a file of that name to be handed out, and takes it.
    pub async fn take_download(&self, name: &str) -> Fallible<Vec<u8>> {
        let path = self.downloads.join(name);
        // The browser gives a file its name once it is whole; until then an empty file may keep the name for it.
        let whole = || std::fs::read(&path).ok().filter(|bytes| !bytes.is_empty());
        let bytes = until(&format!("the file {name}"), async || Ok(whole())).await?;
        std::fs::remove_file(&path)?;
        Ok(bytes)
    }

    /// Chooses a file where files are loaded.
    pub async fn choose_file(&self, path: &Path) -> Fallible {
        // Not asked whether it can be seen: a label stands for it.
        let script = r#"return document.querySelector("input[type=file]");"#;
        let field = self.element("where files are chosen", script, &[]).await?;
        Ok(field.send_keys(path.to_str().ok_or("a path of text")?).await?)
    }

    /// Chooses a file in the field of that id.
    pub async fn choose_file_in(&self, id: &str, path: &Path) -> Fallible {
        let script = "return document.getElementById(arguments[0]);";
        let field = self.element(&format!("the field {id}"), script, &[json!(id)]).await?;
        Ok(field.send_keys(path.to_str().ok_or("a path of text")?).await?)
    }

    /// The same, on the page of what is kept.
    pub async fn choose_file_in_data(&self, path: &Path) -> Fallible {
        self.visit("/data").await?;
        self.choose_file(path).await
    }

    /// Waits for what the page says about a file that was chosen.
    pub async fn preview(&self) -> Fallible<String> {
        let script = r#"
            return [...document.querySelectorAll(".load__preview, .load__refused")].map(words).find(Boolean) ?? null;
        "#;
        until("what the file would bring", async || self.ask(script, &[]).await).await
    }

    /// Errors on the console and refusals of the content security policy, of this tab since it was asked last. Firefox tells
    /// of neither.
    pub async fn complaints(&self) -> Fallible<Vec<String>> {
        if self.is_firefox() {
            return Ok(Vec::new());
        }
        let logged = self.handle.browser_log().await?;
        let mut complaints: Vec<String> =
            logged.into_iter().filter(|entry| entry.level == "SEVERE").map(|entry| entry.message).collect();
        let script = r#"
            const refused = sessionStorage.getItem("refused") ?? "[]";
            sessionStorage.removeItem("refused");
            return JSON.parse(refused);
        "#;
        complaints.extend(self.ask::<Vec<String>>(script, &[]).await?);
        Ok(complaints)
    }

    /// Fails if there was an error on the console or a refusal of the content security policy.
    pub async fn is_without_complaints(&self) -> Fallible {
        let complaints = self.complaints().await?;
        ensure!(complaints.is_empty(), "the console says: {}", complaints.join(" | "));
        Ok(())
    }
}

/// A key by the name that `KeyboardEvent.key` gives it.
fn key_char(name: &str) -> Fallible<char> {
    let key = match name {
        "Alt" => Key::Alt,
        "ArrowDown" => Key::Down,
        "ArrowLeft" => Key::Left,
        "ArrowRight" => Key::Right,
        "ArrowUp" => Key::Up,
        "Backspace" => Key::Backspace,
        "Ctrl" => Key::Control,
        "Delete" => Key::Delete,
        "End" => Key::End,
        "Enter" => Key::Enter,
        "Escape" => Key::Escape,
        "Home" => Key::Home,
        "PageDown" => Key::PageDown,
        "PageUp" => Key::PageUp,
        "Shift" => Key::Shift,
        "Tab" => Key::Tab,
        letter => {
            let mut letters = letter.chars();
            return match (letters.next(), letters.next()) {
                (Some(letter), None) => Ok(letter),
                _ => Err(format!("there is no key {name}").into()),
            };
        }
    };
    Ok(key.into())
}

/// The text of a revision of an entry that says something.
pub fn entry_text(revision: &Revision) -> Option<String> {
    let is_entry = revision.header().kind == "entry";
    let body: Value = serde_json::from_str(revision.body().text().filter(|_| is_entry)?).ok()?;
    Some(body.get("text")?.as_str()?.to_owned())
}
