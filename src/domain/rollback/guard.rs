//! What is too much to be analysed. A limit that is met is a finding, never silence.

/// The longest script that is read, in bytes.
pub const SCRIPT_BYTES: usize = 2_000_000;

/// The most statements of one script.
pub const STATEMENTS: usize = 5_000;

/// The deepest nesting of brackets in one statement.
pub const NESTING: u32 = 200;

/// The most operators in one statement.
pub const OPERATORS: u32 = 2_000;

/// Which limit was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Limit {
    /// [`SCRIPT_BYTES`]
    Bytes,
    /// [`STATEMENTS`]
    Statements,
    /// [`NESTING`]
    Nesting,
    /// [`OPERATORS`]
    Operators,
}

impl Limit {
    /// Why what met it was not analysed.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Bytes => "The script is longer than 2 MB and was not analysed. Review it in parts.",
            Self::Statements => {
                "Only the first 5,000 statements were analysed. Review the rest as a script of its own."
            }
            Self::Nesting => "The statement nests brackets deeper than 200 levels and was not analysed.",
            Self::Operators => "The statement has more than 2,000 operators and was not analysed.",
        }
    }
}

/// The limit that a statement of this shape meets.
pub fn limit_of(nesting: u32, operators: u32) -> Option<Limit> {
    if nesting > NESTING {
        Some(Limit::Nesting)
    } else if operators > OPERATORS {
        Some(Limit::Operators)
    } else {
        None
    }
}
