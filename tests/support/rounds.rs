//! What a bench measures, round by round.

use std::time::Instant;

/// How long that takes, in milliseconds.
pub fn millis(run: impl FnOnce()) -> f64 {
    let started = Instant::now();
    run();
    started.elapsed().as_secs_f64() * 1000.0
}

/// The round at that place, the fastest being 0.
pub fn at(rounds: &mut [f64], place: usize) -> f64 {
    rounds.sort_by(f64::total_cmp);
    rounds[place]
}
