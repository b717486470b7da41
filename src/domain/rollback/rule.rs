//! What a row of the table of rules says: the answer for one change type on something that was there before the script.

use super::change_type::ChangeType;
use super::dialect::Dialect;
use super::plan::PlanKind;
use super::question::Question;
use super::verdict::{Holds, Reversal, Verdict};

/// One row of the table: what a change means where nothing else is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// What it speaks of.
    pub change: ChangeType,
    /// What a person calls it.
    pub title: &'static str,
    /// Whether the previous release's writes hold.
    pub old_writes: Holds,
    /// Whether the previous release's reads hold.
    pub old_reads: Holds,
    /// Both of them in one word.
    pub verdict: Verdict,
    /// What comes back when the change is taken back.
    pub reversal: Reversal,
    /// What PostgreSQL locks for it.
    pub postgresql: LockRule,
    /// What MySQL with InnoDB locks for it.
    pub mysql: LockRule,
    /// Why, to somebody who reads it in the night.
    pub why: &'static str,
    /// The same for MySQL, where it is another reason; empty where it is not.
    pub mysql_why: &'static str,
    /// What has to be asked; every row that depends on something has one.
    pub question: Option<Question>,
    /// The way to do it in steps, each of which can be rolled back.
    pub plan: Option<PlanKind>,
    /// The tools that flag it too, each with its own name for it.
    pub tools: &'static [&'static str],
}

/// What a lock keeps out while it is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Blocks {
    /// Neither reads nor writes, nor anything else that matters here.
    #[default]
    Nothing,
    /// Other changes to the schema and maintenance.
    Changes,
    /// Writes.
    Writes,
    /// Reads and writes.
    Everything,
}

impl Blocks {
    /// What waits, in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Nothing => "nothing waits",
            Self::Changes => "other schema changes wait",
            Self::Writes => "writes wait",
            Self::Everything => "reads and writes wait",
        }
    }
}

/// How long a lock is held, by what it grows with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lasts {
    /// Milliseconds, once it is granted: the catalogue alone is written.
    #[default]
    Brief,
    /// While every row is read.
    Scan,
    /// While every row is written anew, with all indexes.
    Rewrite,
    /// While an index is built.
    Build,
    /// As long as the rows that are touched, or the statement that was asked for, take.
    Statement,
}

impl Lasts {
    /// How long, in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Brief => "milliseconds once it is granted",
            Self::Scan => "while every row is read",
            Self::Rewrite => "while every row is written anew",
            Self::Build => "while the index is built",
            Self::Statement => "as long as the statement runs",
        }
    }

    /// Whether it grows with the size of the table.
    pub const fn grows(self) -> bool {
        !matches!(self, Self::Brief)
    }
}

/// Why a statement can take the site down although it may be rolled back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hazard {
    /// A scan, a rewrite, a build or a validation runs while reads or writes wait.
    WorkUnderLock,
    /// There is an online form of the same statement, and it is not used.
    OnlineFormUnused,
    /// A strong lock that was taken earlier in the transaction is still held while work runs.
    HeldWhileWorking,
    /// Rows are changed without a bound.
    Unbounded,
    /// The old type is not known, so a rewrite has to be assumed.
    OldTypeUnknown,
    /// The lock is asked for by name.
    AskedFor,
    /// The server scans for NULL, as the columns are not known to be NOT NULL.
    ScansForNull,
}

impl Hazard {
    /// What happens, as a sentence.
    pub const fn words(self) -> &'static str {
        match self {
            Self::WorkUnderLock => "Work that grows with the table runs while others wait.",
            Self::OnlineFormUnused => "The same statement has an online form, and it is not used.",
            Self::HeldWhileWorking => "A strong lock taken earlier in this transaction is held while the work runs.",
            Self::Unbounded => "Rows are changed without a bound: locks, log and replica lag grow with the table.",
            Self::OldTypeUnknown => "The old type is not in the script, so every row may be written anew.",
            Self::AskedFor => "The statement asks for a lock or a copy that makes others wait.",
            Self::ScansForNull => "The server reads every row to look for NULL while others wait.",
        }
    }
}

/// What one engine locks for a change to an existing object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LockRule {
    /// The lock's name (`ACCESS EXCLUSIVE`) or, in MySQL, the algorithm and its lock (`INPLACE, LOCK=NONE`); empty where
    /// nothing is locked or the engine has no such statement.
    pub lock: &'static str,
    /// What waits while it is held.
    pub blocks: Blocks,
    /// How long it is held.
    pub lasts: Lasts,
    /// Why it is a hazard by itself, if it is one.
    pub hazard: Option<Hazard>,
    /// The first major version with that hazard; 0 where all have it.
    pub hazard_from: u16,
    /// The first major version without that hazard; 0 where none is known.
    pub hazard_until: u16,
    /// What it depends on, or what else is good to know; empty where nothing is.
    pub note: &'static str,
    /// Whether the engine has such a change at all.
    pub is_offered: bool,
}

impl LockRule {
    /// Why it is a hazard by itself on this major version, if it is one.
    pub const fn hazard_at(&self, version: u16) -> Option<Hazard> {
        if version >= self.hazard_from && (self.hazard_until == 0 || version < self.hazard_until) {
            self.hazard
        } else {
            None
        }
    }

    /// No lock that anybody notices.
    pub(super) const fn none() -> Self {
        Self {
            lock: "",
            blocks: Blocks::Nothing,
            lasts: Lasts::Brief,
            hazard: None,
            hazard_from: 0,
            hazard_until: 0,
            note: "",
            is_offered: true,
        }
    }

    /// The engine has no such statement.
    pub(super) const fn absent(note: &'static str) -> Self {
        Self { note, is_offered: false, ..Self::none() }
    }

    /// Takes `lock`, which keeps out `blocks`, for so long. Work that makes reads or writes wait is a hazard.
    pub(super) const fn takes(lock: &'static str, blocks: Blocks, lasts: Lasts) -> Self {
        let hazard = if lasts.grows() && matches!(blocks, Blocks::Writes | Blocks::Everything) {
            Some(Hazard::WorkUnderLock)
        } else {
            None
        };
        Self { lock, blocks, lasts, hazard, ..Self::none() }
    }

    /// A hazard by itself, for this reason.
    pub(super) const fn hazard(self, hazard: Hazard) -> Self {
        Self { hazard: Some(hazard), ..self }
    }

    /// The hazard begins with this major version.
    pub(super) const fn hazard_from(self, version: u16) -> Self {
        Self { hazard_from: version, ..self }
    }

    /// The hazard is gone from this major version on.
    pub(super) const fn hazard_until(self, version: u16) -> Self {
        Self { hazard_until: version, ..self }
    }

    /// What it depends on.
    pub(super) const fn note(self, note: &'static str) -> Self {
        Self { note, ..self }
    }
}

impl Rule {
    /// A row of which nothing is said yet but the answer; the verdict follows from the two halves.
    pub(super) const fn new(
        change: ChangeType,
        title: &'static str,
        old_writes: Holds,
        old_reads: Holds,
        reversal: Reversal,
    ) -> Self {
        Self {
            change,
            title,
            old_writes,
            old_reads,
            verdict: Verdict::of(old_writes, old_reads),
            reversal,
            postgresql: LockRule::none(),
            mysql: LockRule::none(),
            why: "",
            mysql_why: "",
            question: None,
            plan: None,
            tools: &[],
        }
    }

    /// It cannot be run.
    pub(super) const fn fails(self) -> Self {
        Self { verdict: Verdict::Error, ..self }
    }

    /// What PostgreSQL locks.
    pub(super) const fn postgresql(self, postgresql: LockRule) -> Self {
        Self { postgresql, ..self }
    }

    /// What MySQL locks.
    pub(super) const fn mysql(self, mysql: LockRule) -> Self {
        Self { mysql, ..self }
    }

    /// Why.
    pub(super) const fn why(self, why: &'static str) -> Self {
        Self { why, ..self }
    }

    /// Why in MySQL, where that is another reason.
    pub(super) const fn why_in_mysql(self, mysql_why: &'static str) -> Self {
        Self { mysql_why, ..self }
    }

    /// Why, in the words of this dialect.
    pub const fn why_in(&self, dialect: Dialect) -> &'static str {
        match dialect {
            Dialect::Mysql if !self.mysql_why.is_empty() => self.mysql_why,
            _ => self.why,
        }
    }

    /// What settles it.
    pub(super) const fn asks(self, question: Question) -> Self {
        Self { question: Some(question), ..self }
    }

    /// How to do it in steps.
    pub(super) const fn plan(self, plan: PlanKind) -> Self {
        Self { plan: Some(plan), ..self }
    }

    /// Who else flags it.
    pub(super) const fn tools(self, tools: &'static [&'static str]) -> Self {
        Self { tools, ..self }
    }
}

impl Verdict {
    /// What the two halves make together: the worse of them.
    pub const fn of(old_writes: Holds, old_reads: Holds) -> Self {
        match (old_writes, old_reads) {
            (Holds::No, _) | (_, Holds::No) => Self::Unsafe,
            (Holds::Depends, _) | (_, Holds::Depends) => Self::Depends,
            (Holds::Yes, Holds::Yes) => Self::Safe,
        }
    }
}
