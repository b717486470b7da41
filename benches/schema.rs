//! The review of a megabyte of ALTERs beside what `squawk-linter` takes for it:
//! `cargo bench --no-default-features --features cli --bench schema`.
//!
//! The review may take as long as the linter, our own reader alone a fifth of that. The linter reads the whole file at once
//! and is told apart: its parse, its rules, and the errors of its syntax, which its own command line asks for as well.

#[path = "../tests/support/rounds.rs"]
mod rounds;

use std::hint::black_box;

use squawk_linter::Linter;
use squawk_syntax::SourceFile;
use stillpoint::domain::rollback::fact::Reading;
use stillpoint::domain::rollback::split::split;
use stillpoint::domain::rollback::{About, Dialect, Server, recognise, review};

use rounds::{at, millis};

const ROUNDS: usize = 15;
const BYTES: usize = 1_000_000;

fn main() {
    let script = alters(BYTES, Dialect::Postgresql);
    let mut rounds: [Vec<f64>; 4] = Default::default();
    for _ in 0..ROUNDS {
        rounds[0].push(millis(|| {
            let parsed = SourceFile::parse(black_box(&script));
            black_box(Linter::with_default_rules().lint(&parsed, &script).len());
        }));
        rounds[1].push(millis(|| drop(black_box(SourceFile::parse(black_box(&script)).errors()))));
        rounds[2].push(millis(|| drop(black_box(review(black_box(&script), &About::new(Dialect::Postgresql))))));
        rounds[3].push(millis(|| {
            black_box(recognised(black_box(&script), Dialect::Postgresql));
        }));
    }
    // On a machine that is busy with something else, the fastest rounds are those that were left alone.
    for (which, of) in [("median", ROUNDS / 2), ("fastest", 0)] {
        let [linter, errors, ours, reader] = rounds.each_mut().map(|times| at(times, of));
        println!(
            "{which}, {} bytes: squawk-linter {linter:.1} ms (parse and errors alone {errors:.1} ms); \
             review {ours:.1} ms ({:.2} times, goal 1.0); our own reader {reader:.1} ms ({:.2} times, goal 0.2)",
            script.len(),
            ours / linter,
            reader / linter
        );
    }
    let script = alters(BYTES, Dialect::Mysql);
    let mut times: Vec<f64> = (0..ROUNDS)
        .map(|_| millis(|| drop(black_box(review(black_box(&script), &About::new(Dialect::Mysql))))))
        .collect();
    println!("median, {} bytes for MySQL: review {:.1} ms", script.len(), at(&mut times, ROUNDS / 2));
}

/// How many facts our own reader makes of a script.
fn recognised(script: &str, dialect: Dialect) -> usize {
    let server = Server::usual(dialect);
    let split = split(script, server, false);
    let mut reading = Reading::default();
    split
        .pieces()
        .iter()
        .map(|piece| {
            recognise::read(script, split.tokens(piece), server, &mut reading);
            reading.facts.len()
        })
        .sum()
}

/// ALTERs of several actions each, so that a megabyte stays below the most statements that are read.
fn alters(bytes: usize, dialect: Dialect) -> String {
    let mut script = String::with_capacity(bytes + 400);
    let mut number = 0;
    while script.len() < bytes {
        let table = format!("harbour.{}_{}", ["berth", "crane", "shift", "pilot"][number % 4], number % 97);
        let actions = match dialect {
            Dialect::Postgresql => [
                format!("ADD COLUMN IF NOT EXISTS note_{number} text"),
                format!("ADD COLUMN depth_{number} numeric(5, 2) NOT NULL DEFAULT 0 CHECK (depth_{number} >= 0)"),
                format!("ALTER COLUMN state_{number} SET NOT NULL, ALTER COLUMN state_{number} TYPE varchar(40)"),
                format!("DROP COLUMN old_{number}"),
                format!(
                    "ADD CONSTRAINT fk_{number} FOREIGN KEY (quay_id) REFERENCES quay (id) ON DELETE CASCADE NOT VALID"
                ),
                format!("ALTER COLUMN changed_{number} SET DEFAULT now()"),
                format!(
                    "ADD CONSTRAINT ck_{number} CHECK (state IN ('open', 'closed') AND depth > 0 OR depth IS NULL)"
                ),
            ],
            Dialect::Mysql => [
                format!("ADD COLUMN note_{number} text"),
                format!("ADD COLUMN depth_{number} decimal(5, 2) NOT NULL DEFAULT 0 CHECK (depth_{number} >= 0)"),
                format!("MODIFY COLUMN state_{number} varchar(40) NOT NULL DEFAULT 'open'"),
                format!("DROP COLUMN old_{number}"),
                format!("ADD CONSTRAINT fk_{number} FOREIGN KEY (quay_id) REFERENCES quay (id) ON DELETE CASCADE"),
                format!("ALTER COLUMN changed_{number} SET DEFAULT 7"),
                format!("ADD INDEX ix_{number} (state, depth DESC)"),
            ],
        };
        let from = number % 4;
        script.push_str(&format!("ALTER TABLE {table}\n    {};\n", actions[from..from + 4].join(",\n    ")));
        number += 1;
    }
    script
}
