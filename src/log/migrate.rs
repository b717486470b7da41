//! Reading what earlier versions wrote.
//!
//! The bytes of a revision never change. Where the meaning of a body changed between versions, a numbered step turns the
//! older body into the newer one while it is read.

use super::canonical::Object;
use super::revision::FORMAT;

/// Turns a body of version `from` into one of version `from + 1`.
pub struct Step {
    /// The version it reads.
    pub from: u32,
    /// What it does to the body of a record of that kind.
    pub apply: fn(kind: &str, body: &mut Object),
}

/// All steps, in order. There is one for each version but the newest.
pub const STEPS: &[Step] = &[];

/// The body of a record of that kind, written by version `v`, as this version means it.
pub fn upgrade(v: u32, kind: &str, body: &mut Object) {
    for step in STEPS.iter().filter(|step| step.from >= v) {
        (step.apply)(kind, body);
    }
}

/// True when bodies of version `v` have to go through [`upgrade`].
pub const fn is_needed(v: u32) -> bool {
    v < FORMAT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_contiguous_and_end_at_the_version_that_is_written() {
        let from: Vec<u32> = STEPS.iter().map(|step| step.from).collect();
        assert_eq!(from, (1..FORMAT).collect::<Vec<_>>());
    }
}
