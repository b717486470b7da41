//! What a script has done so far: which objects are new, which are gone, what transaction is open, what is set. Everything that a
//! rollback takes back is written down to be taken back here too.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::change_type::ChangeType;
use super::dialect::Dialect;
use super::fact::{DefaultClass, Fact, Kind, Name, Options, Setting};

/// How an object stands to the script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Standing {
    /// It was there before, as far as anybody knows.
    #[default]
    Existing,
    /// The script made it, without a condition.
    New,
    /// The script made it only if it was not there.
    Perhaps,
    /// The session's own.
    Temporary,
    /// It took the name of one that is gone.
    Replacement,
    /// The script dropped it.
    Dropped,
    /// The script renamed or moved it.
    RenamedAway,
    /// The script made it and dropped it again.
    NeverThere,
}

impl Standing {
    /// Whether no previous release can know it.
    pub const fn is_new(self) -> bool {
        matches!(self, Self::New | Self::Temporary)
    }

    /// Whether the name is free again.
    pub const fn is_gone(self) -> bool {
        matches!(self, Self::Dropped | Self::RenamedAway)
    }

    /// Whether it holds rows that were there before.
    pub const fn holds_old_rows(self) -> bool {
        matches!(self, Self::Existing | Self::Perhaps)
    }
}

/// What is known of one object, column, constraint or index.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Thing {
    /// How it stands to the script.
    pub standing: Standing,
    /// Which object it is, whatever it is called; its parts are known by that. 0 where it has none.
    identity: u32,
    /// Of a column: whether NULL is forbidden.
    pub not_null: bool,
    /// Of a column: what its default is made of.
    pub default: DefaultClass,
    /// Of an index or a constraint: the columns it names.
    pub columns: Vec<String>,
    /// Of a check: whether it demands that its column is not NULL.
    pub demands: bool,
    /// Of a column: whether every row has passed a check that it is not NULL. Of a table: whether one has passed any.
    pub is_guarded: bool,
    /// Of what was renamed: where the finding about that stands, and its new name.
    pub renamed: Option<Renamed>,
}

/// That something was renamed.
#[derive(Debug, Clone, PartialEq)]
pub struct Renamed {
    /// In which statement.
    pub statement: usize,
    /// By which finding of it.
    pub finding: usize,
    /// In which transaction; none where each statement commits by itself.
    pub transaction: Option<usize>,
    /// The key of its new name.
    pub to: String,
}

/// A transaction that is open.
#[derive(Debug, Clone, Default)]
pub struct Transaction {
    /// Which one of the script.
    pub number: usize,
    /// The statement that began it.
    pub begun_at: usize,
    /// Whether the runner began it.
    pub by_runner: bool,
    /// Whether a lock that makes writes wait has been taken in it.
    pub holds_strong_lock: bool,
    /// Labels added in it, with their quotes.
    pub labels: HashSet<String>,
    /// Its savepoints: name, statement, place in the journal.
    pub savepoints: Vec<(String, usize, usize)>,
}

/// Everything that was said so far, as far as it matters to what follows.
#[derive(Debug)]
pub struct State {
    dialect: Dialect,
    things: HashMap<String, Thing>,
    /// How many objects have been told apart.
    identities: u32,
    journal: Vec<(String, Option<Thing>)>,
    /// The open transaction.
    pub transaction: Option<Transaction>,
    transactions: usize,
    schema: String,
    /// Whether MySQL checks foreign keys.
    pub checks_foreign_keys: bool,
    /// Whether waiting for a lock ends.
    pub bounds_waiting: bool,
    key: String,
}

/// What a key is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The object itself.
    Whole,
    /// A column of it.
    Column,
    /// An index, a constraint, a trigger or a policy on it.
    Attached,
}

impl State {
    /// Nothing yet.
    pub fn new(dialect: Dialect, in_transaction: bool) -> Self {
        let transaction = in_transaction.then(|| Transaction { by_runner: true, ..Transaction::default() });
        Self {
            dialect,
            things: HashMap::new(),
            identities: 0,
            journal: Vec::new(),
            transaction,
            transactions: 1,
            schema: match dialect {
                Dialect::Postgresql => "public".to_owned(),
                Dialect::Mysql => String::new(),
            },
            checks_foreign_keys: true,
            bounds_waiting: false,
            key: String::new(),
        }
    }

    // --- Keys ---

    fn write_key(&mut self, kind: Kind, name: &Name) {
        let sign = match kind {
            Kind::Relation => 'r',
            Kind::Index => 'i',
            Kind::Sequence => 'q',
            Kind::Type => 't',
            Kind::Routine => 'f',
            Kind::Trigger => 'g',
            Kind::Policy => 'p',
            Kind::Schema => 's',
            Kind::Role => 'o',
            Kind::Other | Kind::None => 'x',
        };
        let schema = match (&name.schema, kind) {
            (_, Kind::Schema | Kind::Role | Kind::Other) => "",
            (Some(schema), _) => schema,
            (None, _) => &self.schema,
        };
        let key = &mut self.key;
        key.clear();
        key.push(sign);
        key.push('\0');
        key.push_str(schema);
        key.push('\0');
        key.push_str(&name.name);
    }

    fn write_part_key(&mut self, identity: u32, part: Part, of: &str) {
        let key = &mut self.key;
        key.clear();
        key.push(if part == Part::Column { 'c' } else { 'k' });
        // A number in few signs, none of which is the one that divides.
        key.extend([0, 6, 12, 18, 24, 30].map(|shift| char::from(b'0' + (identity >> shift & 63) as u8)));
        key.push('\0');
        match self.dialect {
            Dialect::Mysql => key.extend(of.chars().map(|sign| sign.to_ascii_lowercase())),
            Dialect::Postgresql => key.push_str(of),
        }
    }

    /// The key of an object.
    pub fn key_of(&mut self, kind: Kind, name: &Name) -> String {
        self.write_key(kind, name);
        self.key.clone()
    }

    /// What is known of an object or a part of it.
    pub fn thing(&mut self, kind: Kind, name: &Name, part: Part, of: &str) -> Option<&Thing> {
        if self.things.is_empty() {
            return None;
        }
        self.write_key(kind, name);
        if part != Part::Whole {
            let identity = self.things.get(&self.key).map(|thing| thing.identity).filter(|identity| *identity > 0)?;
            self.write_part_key(identity, part, of);
        }
        self.things.get(&self.key)
    }

    /// Writes down what is known of an object or a part of it.
    pub fn set(&mut self, kind: Kind, name: &Name, part: Part, of: &str, thing: Thing) {
        if part != Part::Whole {
            let identity = self.identity(kind, name);
            self.write_part_key(identity, part, of);
        } else {
            self.write_key(kind, name);
        }
        self.put(thing);
    }

    /// Puts it under the key that was written.
    fn put(&mut self, thing: Thing) {
        let before = self.things.insert(self.key.clone(), thing);
        if self.transaction.is_some() {
            self.journal.push((self.key.clone(), before));
        }
    }

    /// Which object it is; told apart from now on if it was not.
    fn identity(&mut self, kind: Kind, name: &Name) -> u32 {
        let standing = self.standing(kind, name);
        self.write_key(kind, name);
        let next = self.identities + 1;
        match self.things.get_mut(&self.key) {
            Some(thing) if thing.identity > 0 => return thing.identity,
            Some(thing) => thing.identity = next,
            None => self.put(Thing { standing, identity: next, ..Thing::default() }),
        }
        self.identities = next;
        next
    }

    /// How an object stands. What is in a new schema is new.
    pub fn standing(&mut self, kind: Kind, name: &Name) -> Standing {
        if name.is_empty() || self.things.is_empty() {
            return Standing::Existing;
        }
        if let Some(thing) = self.thing(kind, name, Part::Whole, "") {
            return thing.standing;
        }
        match (&name.schema, kind) {
            (_, Kind::Schema) | (None, _) => Standing::Existing,
            (Some(schema), _) => {
                let schema = Name { schema: None, name: Cow::Owned(schema.clone().into_owned()) };
                match self.thing(Kind::Schema, &schema, Part::Whole, "") {
                    Some(Thing { standing: Standing::New, .. }) => Standing::New,
                    _ => Standing::Existing,
                }
            }
        }
    }

    /// How a part of an object stands.
    pub fn part(&mut self, fact: &Fact, part: Part, of: &str) -> Option<&Thing> {
        self.thing(fact.kind, &fact.object, part, of)
    }

    // --- Transactions ---

    /// Begins a transaction.
    pub fn begin(&mut self, statement: usize) {
        if self.transaction.is_none() {
            self.transactions += 1;
            self.journal.clear();
            self.transaction =
                Some(Transaction { number: self.transactions, begun_at: statement, ..Transaction::default() });
        }
    }

    /// Everything stays.
    pub fn commit(&mut self) {
        self.transaction = None;
        self.journal.clear();
    }

    /// Takes back everything; gives the statement from which on nothing happened.
    pub fn roll_back(&mut self) -> Option<usize> {
        let transaction = self.transaction.take()?;
        self.take_back(0);
        Some(transaction.begun_at)
    }

    /// Sets a point to go back to.
    pub fn save(&mut self, name: &str, statement: usize) {
        let at = self.journal.len();
        if let Some(transaction) = &mut self.transaction {
            transaction.savepoints.push((name.to_owned(), statement, at));
        }
    }

    /// Takes back everything since a point; gives the statement that set it.
    pub fn roll_back_to(&mut self, name: &str) -> Option<usize> {
        let transaction = self.transaction.as_mut()?;
        let position = transaction.savepoints.iter().rposition(|(saved, ..)| saved.eq_ignore_ascii_case(name))?;
        let (_, statement, at) = transaction.savepoints.get(position).cloned()?;
        transaction.savepoints.truncate(position + 1);
        self.take_back(at);
        Some(statement)
    }

    fn take_back(&mut self, to: usize) {
        while self.journal.len() > to {
            let Some((key, before)) = self.journal.pop() else { return };
            match before {
                Some(thing) => self.things.insert(key, thing),
                None => self.things.remove(&key),
            };
        }
    }

    /// The open transaction's number.
    pub fn transaction_number(&self) -> Option<usize> {
        self.transaction.as_ref().map(|transaction| transaction.number)
    }

    // --- What statements do ---

    /// Heeds what a statement sets.
    pub fn heed(&mut self, setting: Setting) {
        match setting {
            Setting::LockTimeout(is_set) => self.bounds_waiting = is_set,
            Setting::ForeignKeyChecks(checks) => self.checks_foreign_keys = checks,
            Setting::Schema(schema) => schema.clone_into(&mut self.schema),
        }
    }

    /// Writes down what a fact did. `place` is where its finding stands.
    pub fn apply(&mut self, fact: &Fact, place: (usize, usize)) {
        if fact.options.has(Options::ALSO) {
            return;
        }
        if fact.options.has(Options::CREATES) && !is_attached(fact.change) {
            self.create(fact);
        } else if fact.options.has(Options::RENAMES) {
            self.rename(fact, place);
        } else if fact.options.has(Options::DROPS) && !is_of_table(fact) && fact.kind != Kind::None {
            let standing = self.standing(fact.kind, &fact.object);
            let gone = if standing.is_new() { Standing::NeverThere } else { Standing::Dropped };
            if fact.change != ChangeType::TruncateTable {
                self.set(fact.kind, &fact.object, Part::Whole, "", Thing { standing: gone, ..Thing::default() });
                if fact.kind == Kind::Routine && !fact.part.is_empty() {
                    let name = with_arguments(fact);
                    self.set(fact.kind, &name, Part::Whole, "", Thing { standing: gone, ..Thing::default() });
                }
            }
        } else {
            self.change(fact);
        }
    }

    fn create(&mut self, fact: &Fact) {
        let before = self.standing(fact.kind, &fact.object);
        let standing = if fact.options.has(Options::TEMPORARY) {
            Standing::Temporary
        } else if before.is_new() {
            before
        } else if before.is_gone() {
            Standing::Replacement
        } else if fact.options.has(Options::IF_NOT_EXISTS) && before != Standing::NeverThere {
            Standing::Perhaps
        } else if fact.options.has(Options::OR_REPLACE) && before != Standing::NeverThere {
            before
        } else {
            Standing::New
        };
        let mut thing = Thing { standing, ..Thing::default() };
        if standing == before {
            // It is the same object still, and its parts are what they were.
            thing = self.thing(fact.kind, &fact.object, Part::Whole, "").cloned().unwrap_or(thing);
        }
        if fact.kind == Kind::Routine && !fact.part.is_empty() {
            let name = with_arguments(fact);
            self.set(fact.kind, &name, Part::Whole, "", thing.clone());
        }
        if fact.kind != Kind::None {
            self.set(fact.kind, &fact.object, Part::Whole, "", thing);
        }
    }

    fn rename(&mut self, fact: &Fact, (statement, finding): (usize, usize)) {
        match fact.change {
            ChangeType::RenameColumn => {
                if let Some(thing) = self.part(fact, Part::Column, &fact.part).cloned() {
                    self.set(fact.kind, &fact.object, Part::Column, &fact.other.name, thing);
                }
                let gone = Thing { standing: Standing::RenamedAway, ..Thing::default() };
                self.set(fact.kind, &fact.object, Part::Column, &fact.part, gone);
            }
            ChangeType::RenameConstraint | ChangeType::RenameIndex if fact.kind == Kind::Relation => {
                if let Some(thing) = self.part(fact, Part::Attached, &fact.part).cloned() {
                    self.set(fact.kind, &fact.object, Part::Attached, &fact.other.name, thing);
                }
            }
            _ => {
                let mut thing = self.thing(fact.kind, &fact.object, Part::Whole, "").cloned().unwrap_or_default();
                thing.standing = self.standing(fact.kind, &fact.object);
                let was_new = thing.standing.is_new();
                let to = self.key_of(fact.kind, &fact.other);
                let renamed = Renamed { statement, finding, transaction: self.transaction_number(), to };
                let standing = if was_new { Standing::NeverThere } else { Standing::RenamedAway };
                let gone = Thing { standing, renamed: Some(renamed), ..Thing::default() };
                self.set(fact.kind, &fact.object, Part::Whole, "", gone);
                self.set(fact.kind, &fact.other, Part::Whole, "", thing);
            }
        }
    }

    fn change(&mut self, fact: &Fact) {
        let attached = |thing: Thing, state: &mut Self| {
            if !fact.part.is_empty() {
                state.set(fact.kind, &fact.object, Part::Attached, &fact.part, thing);
            }
        };
        if fact.options.has(Options::ADDS_COLUMN) {
            let is_perhaps = fact.options.has(Options::IF_NOT_EXISTS);
            let thing = Thing {
                standing: if is_perhaps { Standing::Perhaps } else { Standing::New },
                not_null: fact.options.has(Options::NOT_NULL),
                default: fact.default,
                ..Thing::default()
            };
            self.set(fact.kind, &fact.object, Part::Column, &fact.part, thing);
            return;
        }
        match fact.change {
            ChangeType::SetNotNull | ChangeType::DropNotNull => {
                self.change_column(fact, |thing| thing.not_null = fact.change == ChangeType::SetNotNull);
            }
            ChangeType::SetDefault => self.change_column(fact, |thing| thing.default = fact.default),
            ChangeType::DropDefault => self.change_column(fact, |thing| thing.default = DefaultClass::None),
            ChangeType::ModifyColumn | ChangeType::EnumModify => self.change_column(fact, |thing| {
                thing.not_null = fact.options.has(Options::NOT_NULL);
                thing.default = fact.default;
            }),
            ChangeType::ValidateConstraint => {
                if let Some(thing) = self.part(fact, Part::Attached, &fact.part).cloned()
                    && !thing.columns.is_empty()
                {
                    self.guard(fact, &thing, true);
                }
            }
            ChangeType::DropColumn => {
                let gone = Thing { standing: Standing::Dropped, ..Thing::default() };
                self.set(fact.kind, &fact.object, Part::Column, &fact.part, gone);
            }
            ChangeType::DropConstraint
            | ChangeType::DropTrigger
            | ChangeType::DropPolicy
            | ChangeType::DropForeignKey
            | ChangeType::DropIndex => {
                if let Some(thing) = self.part(fact, Part::Attached, &fact.part).cloned()
                    && !thing.columns.is_empty()
                {
                    self.guard(fact, &thing, false);
                }
                attached(Thing::default(), self);
            }
            ChangeType::CreateIndex
            | ChangeType::CreateIndexConcurrently
            | ChangeType::CreateUniqueIndex
            | ChangeType::CreateUniqueIndexConcurrently
            | ChangeType::CreateSpecialIndex => {
                let thing = attached_thing(fact);
                attached(thing.clone(), self);
                if !fact.part.is_empty() {
                    let index = Name { schema: fact.object.schema.clone(), name: fact.part.clone() };
                    self.set(Kind::Index, &index, Part::Whole, "", thing);
                }
            }
            change if is_attached(change) => {
                attached(attached_thing(fact), self);
                if change == ChangeType::AddCheck {
                    self.guard(fact, &attached_thing(fact), true);
                }
                if change == ChangeType::CreateTrigger && !fact.part.is_empty() {
                    let trigger = Name { schema: fact.object.schema.clone(), name: fact.part.clone() };
                    self.set(Kind::Trigger, &trigger, Part::Whole, "", attached_thing(fact));
                }
            }
            _ => {}
        }
    }

    fn change_column(&mut self, fact: &Fact, change: impl FnOnce(&mut Thing)) {
        let mut thing = self.part(fact, Part::Column, &fact.part).cloned().unwrap_or_default();
        change(&mut thing);
        self.set(fact.kind, &fact.object, Part::Column, &fact.part, thing);
    }

    /// Writes down that every row has passed a check, or that the check is gone.
    fn guard(&mut self, fact: &Fact, check: &Thing, is_guarded: bool) {
        let standing = self.standing(fact.kind, &fact.object);
        let mut table = self.thing(fact.kind, &fact.object, Part::Whole, "").cloned().unwrap_or_default();
        (table.standing, table.is_guarded) = (standing, is_guarded);
        self.set(fact.kind, &fact.object, Part::Whole, "", table);
        if check.demands {
            for column in &check.columns {
                let mut thing = self.part(fact, Part::Column, column).cloned().unwrap_or_default();
                thing.is_guarded = is_guarded;
                self.set(fact.kind, &fact.object, Part::Column, column, thing);
            }
        }
    }

    /// Whether a check of this script that every row has passed keeps NULL out of a column.
    pub fn is_checked_not_null(&mut self, fact: &Fact) -> bool {
        self.part(fact, Part::Column, &fact.part).is_some_and(|thing| thing.is_guarded)
    }

    /// Whether this script has put a check that every row has passed on a table.
    pub fn has_valid_check(&mut self, table: &Name) -> bool {
        self.thing(Kind::Relation, table, Part::Whole, "").is_some_and(|thing| thing.is_guarded)
    }
}

/// The name of a routine with the number of its arguments.
pub fn with_arguments<'a>(fact: &Fact<'a>) -> Name<'a> {
    Name { schema: fact.object.schema.clone(), name: Cow::Owned(format!("{}/{}", fact.object.name, fact.part)) }
}

fn attached_thing(fact: &Fact) -> Thing {
    Thing {
        standing: if fact.options.has(Options::IF_NOT_EXISTS) { Standing::Perhaps } else { Standing::New },
        columns: fact.columns.iter().map(|column| column.clone().into_owned()).collect(),
        demands: fact.options.has(Options::CHECKS_NOT_NULL),
        ..Thing::default()
    }
}

/// Whether a change makes something that stands on a table: an index, a constraint, a trigger, a policy.
fn is_attached(change: ChangeType) -> bool {
    matches!(
        change,
        ChangeType::AddPrimaryKey
            | ChangeType::AddUniqueConstraint
            | ChangeType::AddUniqueUsingIndex
            | ChangeType::AddForeignKey
            | ChangeType::AddForeignKeyNotValid
            | ChangeType::AddCheck
            | ChangeType::AddCheckNotValid
            | ChangeType::AddCheckNotEnforced
            | ChangeType::AddNotNullNotValid
            | ChangeType::AddExclusionConstraint
            | ChangeType::CreateTrigger
            | ChangeType::CreatePolicy
    )
}

/// Whether a change takes away a part of a table and not the table.
fn is_of_table(fact: &Fact) -> bool {
    fact.kind == Kind::Relation
        && matches!(
            fact.change,
            ChangeType::DropColumn
                | ChangeType::DropConstraint
                | ChangeType::DropForeignKey
                | ChangeType::DropPrimaryKey
                | ChangeType::DropTrigger
                | ChangeType::DropPolicy
                | ChangeType::DropPartition
                | ChangeType::DropIndex
        )
}
