//! The words of an answer: whether one can roll back, what is locked, what comes back.

/// Whether the previous release keeps operating correctly after the new one has run and written data. The order is that of
/// “the worst of”.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Verdict {
    /// It does.
    #[default]
    Safe,
    /// It does or does not, as a fact says that is not in the script.
    Depends,
    /// Any previous release that uses the object at all breaks, or all rows vanish.
    Unsafe,
    /// It cannot be read in the chosen dialect, or is certain to fail when it is run.
    Error,
}

impl Verdict {
    /// All of them, the worst last.
    pub const ALL: [Self; 4] = [Self::Safe, Self::Depends, Self::Unsafe, Self::Error];

    /// Its word in output.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Depends => "depends",
            Self::Unsafe => "unsafe",
            Self::Error => "error",
        }
    }
}

/// Whether the previous release's writes are still accepted, or its reads still answered, and still mean the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Holds {
    /// They are.
    #[default]
    Yes,
    /// As a fact says that is not in the script.
    Depends,
    /// They are not.
    No,
}

impl Holds {
    /// Its word in output.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Depends => "depends",
            Self::No => "no",
        }
    }
}

/// What is left once the change is taken back. The order is that of “the worst of”.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Reversal {
    /// Everything.
    #[default]
    Lossless,
    /// There is a way back, which throws away data or may fail once the new release has written.
    Lossy,
    /// The change itself destroys data, or the engine knows no way back.
    Impossible,
}

impl Reversal {
    /// Its word in output.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Lossless => "lossless",
            Self::Lossy => "lossy",
            Self::Impossible => "impossible",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_is_the_greatest() {
        assert_eq!(Verdict::ALL.into_iter().max(), Some(Verdict::Error));
        assert!(Verdict::Unsafe > Verdict::Depends && Verdict::Depends > Verdict::Safe);
        assert!(Reversal::Impossible > Reversal::Lossy && Reversal::Lossy > Reversal::Lossless);
        assert!(Holds::No > Holds::Depends && Holds::Depends > Holds::Yes);
    }
}
