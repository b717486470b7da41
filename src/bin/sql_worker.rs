//! The worker that reviews scripts, in a thread of its own: one function, which takes a request and answers it. What receives
//! and sends is `public/sql-worker.js`.

use std::cell::RefCell;

use stillpoint::text::rollback::ask::Answering;
use wasm_bindgen::prelude::*;

thread_local! {
    static ANSWERING: RefCell<Answering> = RefCell::default();
}

fn main() {}

/// What is to be said of this request, both as `stillpoint::text::rollback::ask` writes them.
#[wasm_bindgen]
pub fn answer(request: &str) -> Result<String, String> {
    ANSWERING.with_borrow_mut(|answering| answering.answer(request)).map_err(|why| why.to_string())
}
