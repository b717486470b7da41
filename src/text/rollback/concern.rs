//! What a pipeline may stop at.

use crate::domain::rollback::{Reversal, Review, Statement, Verdict};

/// Something about a script that a team may not want to go on with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Concern {
    /// A statement hangs on a question.
    Depends,
    /// A statement breaks the previous release.
    Unsafe,
    /// A statement can take the site down.
    Lock,
    /// The way back of a statement loses something.
    Lossy,
    /// A statement has no way back.
    Impossible,
    /// Something was not looked into.
    Unreviewed,
}

impl Concern {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Depends, Self::Unsafe, Self::Lock, Self::Lossy, Self::Impossible, Self::Unreviewed];

    /// Those that a pipeline stops at when nobody says.
    pub const USUAL: [Self; 3] = [Self::Depends, Self::Unsafe, Self::Lock];

    /// Its name on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Depends => "depends",
            Self::Unsafe => "unsafe",
            Self::Lock => "lock",
            Self::Lossy => "lossy",
            Self::Impossible => "impossible",
            Self::Unreviewed => "unreviewed",
        }
    }

    /// That of this name; none for a name that nobody gave.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|concern| concern.word() == word)
    }

    /// Whether a statement gives rise to it.
    pub fn is_of(self, statement: &Statement) -> bool {
        match self {
            Self::Depends => statement.verdict == Verdict::Depends,
            Self::Unsafe => statement.verdict == Verdict::Unsafe,
            Self::Lock => statement.is_lock_hazard(),
            Self::Lossy => statement.reversal == Reversal::Lossy,
            Self::Impossible => statement.reversal == Reversal::Impossible,
            Self::Unreviewed => false,
        }
    }

    /// Whether a script gives rise to it, by one of its statements or in all.
    pub fn is_in(self, review: &Review) -> bool {
        let in_all = match self {
            Self::Depends => review.verdict == Verdict::Depends,
            Self::Unsafe => review.verdict == Verdict::Unsafe,
            Self::Lock => review.lock_hazard,
            Self::Lossy => review.reversal == Reversal::Lossy,
            Self::Impossible => review.reversal == Reversal::Impossible,
            Self::Unreviewed => !review.unreviewed.is_empty(),
        };
        in_all || review.statements.iter().any(|statement| self.is_of(statement))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rollback::{About, Dialect, review};

    #[test]
    fn each_is_found_by_itself() {
        let found = |script: &str| {
            let review = review(script, &About::new(Dialect::Postgresql));
            Concern::ALL.into_iter().filter(|concern| concern.is_in(&review)).map(Concern::word).collect::<Vec<_>>()
        };
        assert_eq!(found("CREATE SEQUENCE s;"), Vec::<&str>::new());
        assert_eq!(found("ALTER TABLE gate DROP COLUMN pin;"), ["unsafe", "impossible"]);
        assert_eq!(found("ALTER TABLE gate ALTER pin SET NOT NULL;"), ["depends", "lock"]);
        assert_eq!(found("ALTER TABLE gate ADD pin int;"), ["lossy"]);
        // What the file is in all does not hide what its statements are.
        let both = found("ALTER TABLE gate DROP COLUMN pin; ALTER TABLE gate ALTER tag DROP NOT NULL;");
        assert_eq!(both, ["depends", "unsafe", "lossy", "impossible"]);
        assert!(found("DO $$ BEGIN PERFORM 1; END $$;").contains(&"unreviewed"));
        assert_eq!(Concern::of("lock"), Some(Concern::Lock));
        assert_eq!(Concern::of("locks"), None);
    }
}
