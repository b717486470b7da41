//! Entries as they might have been written, made from a few sentences: the same every time, and as many as are wanted.

/// A generator of numbers that is the same everywhere (Knuth's MMIX constants).
pub struct Numbers(u64);

impl Numbers {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    fn of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }
}

const SERVICES: [&str; 14] = [
    "checkout",
    "orders-eu",
    "gateway",
    "payments",
    "search",
    "inventory",
    "mail",
    "identity",
    "billing",
    "catalogue",
    "shipping",
    "reports",
    "cache-7",
    "edge",
];
const SIGNS: [&str; 12] = [
    "p99 latency at 4 s",
    "error rate at 3 %",
    "queue grows by 40 a second",
    "lock waits climbing",
    "replica lags by 90 s",
    "CPU at 95 %",
    "connections refused",
    "timeouts after 10 s (504)",
    "memory rises since the deploy",
    "disk at 92 %",
    "certificate expires today",
    "retries drain",
];
const PLACES: [&str; 8] =
    ["eu-west", "us-east", "node pool b", "every pod", "one pod in three", "Zürich", "São Paulo", "the canary"];
const ACTS: [&str; 12] = [
    "rolled back to the version of Monday",
    "restarted the workers one by one",
    "shed load at the gateway",
    "asked Priya, who had the page last week",
    "compared with the dashboard of yesterday",
    "disabled the scheduler's job",
    "raised the limit of the pool to 200",
    "turned the flag off for new sessions",
    "nothing in the logs but the usual noise",
    "the graph is flat since 14:46",
    "status page updated",
    "waiting for the next sample",
];

/// About 120 characters.
pub fn text(numbers: &mut Numbers) -> String {
    format!(
        "{} in {}: {}; {}, then {}. Ticket {}.",
        numbers.of(&SERVICES),
        numbers.of(&PLACES),
        numbers.of(&SIGNS),
        numbers.of(&ACTS),
        numbers.of(&ACTS),
        10_000 + numbers.below(90_000)
    )
}
