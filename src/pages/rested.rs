//! Words that are told once typing rests: somebody who listens would otherwise hear them anew at every letter.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::platform::dom;
use crate::ui::effect;

/// How long typing rests before what came of it is told.
const REST_MILLIS: i32 = 600;

/// The same words once they have not changed for a while; none before.
pub(super) fn rested(words: impl Fn() -> String + 'static) -> RwSignal<String> {
    let told = RwSignal::new(String::new());
    let rounds = StoredValue::new(0u32);
    effect(move || {
        let words = words();
        rounds.update_value(|count| *count += 1);
        let round = rounds.get_value();
        spawn_local(async move {
            dom::sleep(REST_MILLIS).await;
            // Something was typed meanwhile, or the field is gone.
            if rounds.try_get_value() == Some(round) {
                let _ = told.try_set(words);
            }
        });
    });
    told
}
