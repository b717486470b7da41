//! Pages that are loaded when they are visited.

use std::rc::Rc;

use serde_json::json;

use crate::page::Page;
use crate::stage::Stage;
use crate::{Fallible, ensure};

const ME: &str = "Dana Meier";

/// A part is none of the first view's bytes, comes when it is visited, and is asked for again where it did not come.
pub async fn a_part_is_loaded_when_it_is_visited(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit_as(ME, "/").await?;
    ensure!(modules(&page).await? == 1, "the first view loads {} modules", modules(&page).await?);
    page.is_without_complaints().await?;
    stage.server().lose(".wasm");
    follow(&page, "/gallery").await?;
    page.shows("This page could not be loaded").await?;
    page.press("Retry").await?;
    page.shows("This page could not be loaded").await?;
    stage.server().find_all();
    page.press("Retry").await?;
    page.press("Ordinary").await?;
    page.shows("Pressed 1 times").await?;
    let refused = page.complaints().await?.into_iter().filter(|c| c.contains("Security Policy") || c.contains("-src"));
    ensure!(refused.count() == 0, "the policy refused something of the part");
    // The part shares its memory with the rest: it leads back into the page, which goes on as before.
    page.press("Within the page").await?;
    page.declare("After the gallery").await?;
    follow(&page, "/gallery").await?;
    page.shows("Pressed 0 times").await?;
    page.visit("/gallery").await?;
    page.shows("Pressed 0 times").await?;
    page.is_without_complaints().await
}

/// How many WebAssembly modules were loaded.
async fn modules(page: &Page) -> Fallible<usize> {
    let script = r#"
        const names = performance.getEntriesByType("resource").map((entry) => new URL(entry.name).pathname);
        return new Set(names.filter((name) => name.endsWith(".wasm"))).size;
    "#;
    page.ask(script, &[]).await
}

/// Goes to another address without loading the page again.
async fn follow(page: &Page, path: &str) -> Fallible {
    let script = r#"
        history.pushState(null, "", arguments[0]);
        dispatchEvent(new PopStateEvent("popstate"));
    "#;
    page.ask::<()>(script, &[json!(path)]).await
}
