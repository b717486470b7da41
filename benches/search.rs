//! Search in fifty thousand entries, key by key: `cargo bench --no-default-features --features cli --bench search`.

#[path = "../tests/support/corpus.rs"]
mod corpus;
#[path = "../tests/support/keys.rs"]
mod keys;

fn main() {
    println!("{}", keys::measured(50_000, &Clock(std::time::Instant::now())));
}

struct Clock(std::time::Instant);

impl keys::Clock for Clock {
    fn millis(&self) -> f64 {
        self.0.elapsed().as_secs_f64() * 1000.0
    }
}
