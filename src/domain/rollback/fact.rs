//! What a statement does, as facts: one for each thing that has an answer of its own. Names are borrowed from the script.

use std::borrow::Cow;
use std::ops::{BitOr, BitOrAssign};

use super::change_type::ChangeType;
use super::dialect::Dialect;

/// A name as the server knows it: unquoted, and folded as the dialect folds it.
pub type Ident<'a> = Cow<'a, str>;

/// The name of an object, with its schema where one is written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Name<'a> {
    /// Its schema, or its database in MySQL.
    pub schema: Option<Ident<'a>>,
    /// Itself.
    pub name: Ident<'a>,
}

impl Name<'_> {
    /// Whether nothing is named.
    pub fn is_empty(&self) -> bool {
        self.name.is_empty()
    }
}

/// What kind of object a fact is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Kind {
    /// None that is tracked.
    #[default]
    None,
    /// A table, a view or a materialised view.
    Relation,
    /// An index.
    Index,
    /// A sequence.
    Sequence,
    /// A type or a domain.
    Type,
    /// A function or a procedure.
    Routine,
    /// A trigger, a rule or an event.
    Trigger,
    /// A policy.
    Policy,
    /// A schema or a database.
    Schema,
    /// A role.
    Role,
    /// A publication, a subscription, an extension and the like.
    Other,
}

/// What a default is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum DefaultClass {
    /// There is none, or it is NULL.
    #[default]
    None,
    /// The same for all rows of the statement.
    Constant,
    /// Another for each row, or nobody knows.
    Volatile,
    /// As the last, and not repeatable on a replica that replays statements.
    NotRepeatable,
}

/// How MySQL is asked to do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Algorithm {
    /// As the server likes.
    #[default]
    Default,
    /// `ALGORITHM=INSTANT`
    Instant,
    /// `ALGORITHM=INPLACE`
    InPlace,
    /// `ALGORITHM=COPY`
    Copy,
}

/// Whom MySQL is asked to keep out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum LockClause {
    /// As few as possible.
    #[default]
    Default,
    /// `LOCK=NONE`
    None,
    /// `LOCK=SHARED` or `LOCK=EXCLUSIVE`
    Blocking,
}

/// What else is written, as a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Options(u32);

impl Options {
    /// Nothing.
    pub const NONE: Self = Self(0);
    /// `CONCURRENTLY`
    pub const CONCURRENTLY: Self = Self(1);
    /// `IF EXISTS`
    pub const IF_EXISTS: Self = Self(1 << 1);
    /// `IF NOT EXISTS`
    pub const IF_NOT_EXISTS: Self = Self(1 << 2);
    /// `OR REPLACE`
    pub const OR_REPLACE: Self = Self(1 << 3);
    /// `NOT VALID`
    pub const NOT_VALID: Self = Self(1 << 4);
    /// `TEMPORARY`
    pub const TEMPORARY: Self = Self(1 << 5);
    /// `CASCADE`
    pub const CASCADE: Self = Self(1 << 6);
    /// `ON ONLY`
    pub const ONLY: Self = Self(1 << 7);
    /// A conversion into another family of types.
    pub const CONVERTS: Self = Self(1 << 8);
    /// The column may not be NULL.
    pub const NOT_NULL: Self = Self(1 << 9);
    /// `USING INDEX`
    pub const USING_INDEX: Self = Self(1 << 10);
    /// Rows are named by a key, a list or a limit.
    pub const BOUNDED: Self = Self(1 << 11);
    /// A `WHERE` is written.
    pub const WHERE: Self = Self(1 << 12);
    /// The check demands that the column is not NULL.
    pub const CHECKS_NOT_NULL: Self = Self(1 << 13);
    /// `NULLS NOT DISTINCT`
    pub const NULLS_EQUAL: Self = Self(1 << 14);
    /// `GENERATED ALWAYS AS IDENTITY`
    pub const ALWAYS: Self = Self(1 << 15);
    /// It makes something that was not there.
    pub const CREATES: Self = Self(1 << 16);
    /// It takes something away.
    pub const DROPS: Self = Self(1 << 17);
    /// It gives something another name or place.
    pub const RENAMES: Self = Self(1 << 18);
    /// A server refuses it inside a transaction.
    pub const NO_TRANSACTION: Self = Self(1 << 19);
    /// A server refuses it outside one.
    pub const NEEDS_TRANSACTION: Self = Self(1 << 20);
    /// It adds a column.
    pub const ADDS_COLUMN: Self = Self(1 << 21);
    /// It forbids what was allowed.
    pub const TIGHTENS: Self = Self(1 << 22);
    /// It rewrites the table or blocks for as long as it runs, although its change type does not.
    pub const HEAVY: Self = Self(1 << 23);
    /// It blocks nobody for long, although its change type does.
    pub const LIGHT: Self = Self(1 << 24);
    /// A rollback does not undo it.
    pub const STAYS: Self = Self(1 << 25);
    /// It counts for the list of change types and is judged with the fact before it.
    pub const ALSO: Self = Self(1 << 26);
    /// It runs, and nobody sees what.
    pub const UNSEEN: Self = Self(1 << 27);
    /// Its place among the columns is written.
    pub const PLACED: Self = Self(1 << 29);
    /// What a view makes of the table it selects from.
    pub const STAR: Self = Self(1 << 28);

    /// Whether all of these are written.
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// With these as well, if so.
    #[must_use]
    pub const fn with(self, other: Self, is_so: bool) -> Self {
        if is_so { Self(self.0 | other.0) } else { self }
    }
}

impl BitOr for Options {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOrAssign for Options {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// One thing that a statement does.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact<'a> {
    /// What.
    pub change: ChangeType,
    /// To what kind of object.
    pub kind: Kind,
    /// To which: the table, where it is about a part of one.
    pub object: Name<'a>,
    /// To which part of it: a column, a constraint, a label, a partition.
    pub part: Ident<'a>,
    /// The other one: the new name, the parent, the source of rows.
    pub other: Name<'a>,
    /// Which columns are named.
    pub columns: Vec<Ident<'a>>,
    /// What else is written.
    pub options: Options,
    /// A table that it refers to, and that waits for it.
    pub parent: Name<'a>,
    /// What the column's default is made of.
    pub default: DefaultClass,
    /// Where it stands, in bytes.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
}

impl<'a> Fact<'a> {
    /// That this is done, and nothing more yet.
    pub fn new(change: ChangeType) -> Self {
        Self {
            change,
            kind: Kind::None,
            object: Name::default(),
            part: Cow::Borrowed(""),
            other: Name::default(),
            columns: Vec::new(),
            options: Options::NONE,
            parent: Name::default(),
            default: DefaultClass::None,
            start: 0,
            end: 0,
        }
    }

    /// Done to this.
    #[must_use]
    pub fn on(mut self, kind: Kind, object: &Name<'a>) -> Self {
        self.kind = kind;
        self.object = object.clone();
        self
    }

    /// To this part of it.
    #[must_use]
    pub fn part(mut self, part: Ident<'a>) -> Self {
        self.part = part;
        self
    }

    /// With this one.
    #[must_use]
    pub fn other(mut self, other: Name<'a>) -> Self {
        self.other = other;
        self
    }

    /// Naming these columns.
    #[must_use]
    pub fn columns(mut self, columns: Vec<Ident<'a>>) -> Self {
        self.columns = columns;
        self
    }

    /// With these options as well.
    #[must_use]
    pub fn options(mut self, options: Options) -> Self {
        self.options |= options;
        self
    }
}

/// Why a statement cannot be run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// Where, in bytes.
    pub start: u32,
    /// To where.
    pub end: u32,
    /// What is wrong, as a sentence.
    pub why: &'static str,
    /// Whether it can be read, and only fails when it is run.
    pub at_run_time: bool,
}

/// What a statement does to a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flow<'a> {
    /// `BEGIN`
    Begin,
    /// `COMMIT`
    Commit,
    /// `ROLLBACK`
    Rollback,
    /// `SAVEPOINT`
    Savepoint(Ident<'a>),
    /// `ROLLBACK TO`
    RollbackTo(Ident<'a>),
    /// `RELEASE`
    Release(Ident<'a>),
}

/// What a statement sets for those after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting<'a> {
    /// How long it waits for a lock; 0 is for ever.
    LockTimeout(bool),
    /// Whether MySQL checks foreign keys.
    ForeignKeyChecks(bool),
    /// The schema that names without one belong to.
    Schema(&'a str),
}

/// Everything that is known of one statement by itself.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reading<'a> {
    /// What it does.
    pub facts: Vec<Fact<'a>>,
    /// Why it cannot be run.
    pub refusal: Option<Refusal>,
    /// What it does to a transaction.
    pub flow: Option<Flow<'a>>,
    /// What it sets.
    pub setting: Option<Setting<'a>>,
    /// How MySQL is asked to do it.
    pub algorithm: Algorithm,
    /// Whom MySQL is asked to keep out.
    pub lock: LockClause,
    /// Why it cannot be looked into.
    pub unseen: Option<&'static str>,
    /// Literal texts of it: a new label may be among them.
    pub holds_texts: bool,
}

impl Reading<'_> {
    /// Empties it for the next statement, keeping its room.
    pub fn clear(&mut self) {
        self.facts.clear();
        self.refusal = None;
        self.flow = None;
        self.setting = None;
        self.algorithm = Algorithm::Default;
        self.lock = LockClause::Default;
        self.unseen = None;
        self.holds_texts = false;
    }
}

/// Whether two names of columns are the same to the server.
pub fn same_column(dialect: Dialect, one: &str, other: &str) -> bool {
    match dialect {
        Dialect::Postgresql => one == other,
        Dialect::Mysql => one.eq_ignore_ascii_case(other),
    }
}
