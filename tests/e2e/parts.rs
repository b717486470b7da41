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
    ensure!(!is_loaded(&page, "gallery").await?, "the first view loads the gallery");
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
    ensure!(is_loaded(&page, "gallery").await?, "the gallery came with something else");
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

/// Whether the module of that part was asked for.
async fn is_loaded(page: &Page, part: &str) -> Fallible<bool> {
    let script = r#"
        const names = performance.getEntriesByType("resource").map((entry) => new URL(entry.name).pathname);
        return names.some((name) => name.startsWith(`/${arguments[0]}-`) && name.endsWith(".wasm"));
    "#;
    page.ask(script, &[json!(part)]).await
}

/// Goes to another address without loading the page again.
async fn follow(page: &Page, path: &str) -> Fallible {
    let script = r#"
        history.pushState(null, "", arguments[0]);
        dispatchEvent(new PopStateEvent("popstate"));
    "#;
    page.ask::<()>(script, &[json!(path)]).await
}
