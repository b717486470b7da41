//! A plan while it is written: what every template needs.

use super::super::dialect::{Dialect, Server};
use super::super::question::Question;
use super::super::rules::rule_of;
use super::super::{ChangeType, Reversal, Verdict};
use super::PlanKind;
use super::step::{Gate, Phase, Plan, Step, What};
use super::subject::{Subject, list, quoted};

/// How many rows a batch changes.
const BATCH: &str = "10000";

/// How long MySQL waits for a metadata lock before it gives up; a year by default.
const WAITS_BRIEFLY: &str = "SET SESSION lock_wait_timeout = 5;\n";

/// How a statement is run that no transaction may hold.
const OUTSIDE: &str = "Run it outside a transaction: Flyway executeInTransaction=false, diesel run_in_transaction = false, Rails \
                       disable_ddl_transaction!. It waits for every transaction that is older, and needs disk for the index.";

/// A plan while it is written.
pub(super) struct Draft<'a> {
    /// The change it leads to.
    pub(super) change: ChangeType,
    /// What it is about.
    pub(super) subject: &'a Subject,
    /// Where it runs.
    pub(super) server: Server,
    note: String,
    steps: Vec<Step>,
    released: u8,
}

impl<'a> Draft<'a> {
    pub(super) fn new(change: ChangeType, subject: &'a Subject, server: Server) -> Self {
        Self { change, subject, server, note: String::new(), steps: Vec::new(), released: 0 }
    }

    pub(super) fn done(mut self, kind: PlanKind) -> Plan {
        for step in self.steps.iter_mut().filter(|step| step.back.is_empty()) {
            step.back = way_back(rule_of(self.change).reversal).to_owned();
        }
        Plan { kind, note: self.note, steps: self.steps }
    }

    /// The last release so far: that one may be rolled back to when those before it are gone.
    pub(super) fn released(&self) -> u8 {
        self.released
    }

    pub(super) fn note(&mut self, words: impl Into<String>) {
        self.note = words.into();
    }

    pub(super) fn note_also(&mut self, words: &str) {
        if !self.note.is_empty() {
            self.note.push(' ');
        }
        self.note.push_str(words);
    }

    pub(super) fn is_postgresql(&self) -> bool {
        self.server.dialect == Dialect::Postgresql
    }

    // --- Steps ---

    fn step(&mut self, phase: Phase, what: What) -> &mut Step {
        let at = self.steps.len();
        let floor = self.steps.last().map_or(0, |step| step.floor);
        self.steps.push(Step {
            phase,
            what,
            gate: Gate::default(),
            check: String::new(),
            aside: String::new(),
            takes: String::new(),
            back: String::new(),
            floor,
            raises_floor: false,
        });
        &mut self.steps[at]
    }

    /// Statements that stand as they are. Where something in them is not known, a person completes them.
    fn statements(&mut self, phase: Phase, sql: String) -> &mut Step {
        let what = if sql.contains('‹') {
            What::Do(format!("Write what stands between ‹ and ›, then run: {sql}"))
        } else {
            What::Sql(sql)
        };
        self.step(phase, what)
    }

    /// Statements that need a lock for a moment. They give up rather than make everybody queue behind them.
    pub(super) fn sql(&mut self, phase: Phase, sql: impl AsRef<str>) -> &mut Step {
        let bound = match self.server.dialect {
            Dialect::Postgresql => "SET lock_timeout = '2s';\n",
            Dialect::Mysql => WAITS_BRIEFLY,
        };
        self.statements(phase, format!("{bound}{}", sql.as_ref())).takes(
            "Milliseconds once the lock is granted. It gives up rather than queue, so try again until it passes.",
        )
    }

    /// Statements that run for long beside everybody else, outside any transaction.
    pub(super) fn online(&mut self, phase: Phase, sql: impl Into<String>) -> &mut Step {
        // PostgreSQL waits for others without holding anybody up; MySQL needs a metadata lock even so.
        let bound = if self.is_postgresql() { "" } else { WAITS_BRIEFLY };
        let sql = format!("{bound}{}", sql.into());
        let is_postgresql = self.is_postgresql();
        let builds = is_postgresql && sql.contains("CONCURRENTLY");
        let step = self.statements(phase, sql).takes(if is_postgresql {
            "Minutes to hours: it grows with the table, and reads and writes go on."
        } else {
            "Minutes to hours: it grows with the table. Reads and writes go on, a metadata lock is held for a moment at both ends, \
             and replicas lag for as long."
        });
        if builds { step.aside(OUTSIDE) } else { step }
    }

    /// Rows in batches, one batch a run.
    pub(super) fn batch(&mut self, phase: Phase, sql: impl Into<String>) -> &mut Step {
        self.statements(phase, sql.into())
            .takes(
                "One range of the key takes about a second; their number grows with the table. Commit each, wait while replicas \
                 lag, and go on with the next range up to the highest key.",
            )
            .back("Stop. What is done stays, and the next run goes on from there.")
    }

    /// The next release, and what it has to do.
    pub(super) fn deploy(&mut self, words: &str) -> &mut Step {
        self.release(Phase::Migrate, words)
    }

    /// The same, as part of another phase.
    pub(super) fn release(&mut self, phase: Phase, words: &str) -> &mut Step {
        self.released += 1;
        let release = self.released;
        let before = release - 1;
        self.step(phase, What::Deploy(format!("R{release}: {words}")))
            .takes("A deploy, and the time it takes to trust it.")
            .back(if before == 0 {
                "Roll back to the release before.".to_owned()
            } else {
                format!("Roll back to R{before}.")
            })
    }

    /// What a person does.
    pub(super) fn manual(&mut self, phase: Phase, words: impl Into<String>) -> &mut Step {
        self.step(phase, What::Do(words.into())).takes("As long as a person needs for it.")
    }

    // --- Names ---

    /// The table, or whatever takes its place.
    pub(super) fn object(&self) -> String {
        self.subject.object.as_ref().map_or_else(|| missing("its name"), |name| name.written(self.server.dialect))
    }

    /// Its name alone, to make others of.
    pub(super) fn object_name(&self) -> &str {
        self.subject.object.as_ref().map_or("object", |name| &name.name)
    }

    /// Its name with an end, in its schema.
    pub(super) fn object_with(&self, ends: &str) -> String {
        self.beside(&with_end(self.object_name(), ends))
    }

    /// Another name in its schema.
    pub(super) fn beside(&self, name: &str) -> String {
        match &self.subject.object {
            Some(object) => object.beside(name).written(self.server.dialect),
            None => self.quoted(name),
        }
    }

    /// The new name of a rename.
    pub(super) fn to(&self) -> String {
        self.subject.to.as_ref().map_or_else(|| missing("the new name"), |name| name.written(self.server.dialect))
    }

    /// The first column.
    pub(super) fn column(&self) -> String {
        self.subject.column().map_or_else(|| missing("the column"), |column| self.quoted(column))
    }

    /// The first column's name alone.
    pub(super) fn column_name(&self) -> &str {
        self.subject.column().unwrap_or("column")
    }

    /// What a MODIFY of the column says behind its type and NULL or NOT NULL, so that nothing of it is dropped.
    pub(super) fn repeats(&self) -> String {
        self.subject.repeats.as_ref().map(|repeats| format!(" {repeats}")).unwrap_or_default()
    }

    /// A query for rows that are the same under a key.
    pub(super) fn duplicates(&self) -> String {
        let query = "SELECT {columns}, count(*) FROM {table}{where} GROUP BY {columns} HAVING count(*) > 1;";
        self.subject.fill(query, self.server.dialect)
    }

    /// All columns.
    pub(super) fn columns(&self) -> String {
        match self.subject.columns.as_slice() {
            [] => missing("the columns"),
            columns => list(self.server.dialect, columns),
        }
    }

    /// The column's type.
    pub(super) fn data_type(&self) -> String {
        self.subject.data_type.clone().unwrap_or_else(|| missing("the type of the column"))
    }

    /// The expression of a check, of a generated column or behind WHERE.
    pub(super) fn expression(&self) -> String {
        self.subject.expression.clone().unwrap_or_else(|| missing("the expression"))
    }

    /// The parent of a foreign key or of a partition.
    pub(super) fn parent(&self) -> String {
        self.subject.parent.as_ref().map_or_else(|| missing("the parent"), |name| name.written(self.server.dialect))
    }

    /// The constraint's name, or one made up from the table, the columns and what it is.
    pub(super) fn constraint_name(&self, ends: &str) -> String {
        match &self.subject.constraint {
            Some(name) => name.clone(),
            None => self.made_up(ends),
        }
    }

    /// A name of the table, its columns and what it is.
    pub(super) fn made_up(&self, ends: &str) -> String {
        let mut name = self.object_name().to_owned();
        for column in &self.subject.columns {
            name.push('_');
            name.push_str(column);
        }
        with_end(&name, ends)
    }

    /// The index: its name alone, as CREATE INDEX and MySQL want it.
    pub(super) fn index(&self) -> String {
        match &self.subject.index {
            Some(name) => self.quoted(&name.name),
            None => self.quoted(&self.made_up("idx")),
        }
    }

    /// The index as DROP INDEX and REINDEX of PostgreSQL want it, in the schema of its table.
    pub(super) fn index_in_schema(&self) -> String {
        match &self.subject.index {
            Some(name) if name.schema.is_some() => name.written(self.server.dialect),
            Some(name) => self.beside(&name.name),
            None => missing("the index"),
        }
    }

    /// What an index is built on: what the script says, or its columns.
    pub(super) fn index_on(&self) -> String {
        self.subject.index_on.clone().unwrap_or_else(|| format!("({})", self.columns()))
    }

    pub(super) fn quoted(&self, name: &str) -> String {
        quoted(self.server.dialect, name)
    }

    /// The statement of the script.
    pub(super) fn run(&self) -> String {
        self.subject.run().unwrap_or_else(|| missing("the statement"))
    }

    // --- Parts that many plans share ---

    /// A column beside the others that may be NULL and has no default.
    pub(super) fn add_column(&mut self, column: &str) -> &mut Step {
        let data_type = self.data_type();
        self.add_column_of(column, &data_type)
    }

    /// A column beside the others, of this definition.
    pub(super) fn add_column_of(&mut self, column: &str, definition: &str) -> &mut Step {
        let sql = format!("ALTER TABLE {} ADD COLUMN {} {definition}", self.object(), self.quoted(column));
        let step = if self.server.adds_columns_at_once() {
            self.sql(Phase::Expand, format!("{sql};"))
        } else {
            self.online(Phase::Expand, format!("{sql}, ALGORITHM=INPLACE, LOCK=NONE;"))
        };
        step.back("Leave the column: nobody uses it.")
    }

    /// The column that the statement adds, unless another plan has added it. What it is to forbid comes later.
    pub(super) fn add_own_column(&mut self) {
        if self.subject.is_there {
            return;
        }
        let name = self.column_name().to_owned();
        // A default that is the same for all keeps its place: rows that are there have it at once.
        let default = self.subject.default.clone().filter(|_| self.keeps_default());
        let required = if self.subject.is_required { " NOT NULL" } else { "" };
        match default {
            Some(default) => {
                let definition = format!("{} DEFAULT {default}{required}", self.data_type());
                self.add_column_of(&name, &definition);
            }
            None => {
                self.add_column(&name);
            }
        }
    }

    /// Whether the default of the column that is added is kept where it stands in the statement.
    fn keeps_default(&self) -> bool {
        matches!(self.change, ChangeType::AddColumnCheck | ChangeType::AddColumnFk)
            && self.server.keeps_defaults_in_catalog()
            && self.subject.is_constant
    }

    /// One batch of an UPDATE. `set` and `open` say what is set and which rows still need it.
    pub(super) fn update(&mut self, set: &str, open: &str) -> &mut Step {
        let table = self.object();
        let rows = self.rows(open);
        self.batch(Phase::Migrate, format!("UPDATE {table} SET {set} WHERE {rows};"))
    }

    /// A condition for one batch of rows, those that `open` describes.
    pub(super) fn rows(&self, open: &str) -> String {
        let range = match &self.subject.key {
            Some(key) => {
                let key = self.quoted(key);
                format!("{key} > 0 AND {key} <= {BATCH}")
            }
            // Without a key each batch would read again what the batches before it have done.
            None => format!("‹the key› > ‹where the last range ended› AND ‹the key› <= ‹{BATCH} further on›"),
        };
        match open {
            "" => range,
            // What is joined by OR would let every row of the table through.
            open if open.to_ascii_lowercase().contains(" or ") => format!("{range} AND ({open})"),
            open => format!("{range} AND {open}"),
        }
    }

    /// Fills a column that no release reads yet.
    pub(super) fn fill(&mut self, column: &str, value: &str, open: &str) -> &mut Step {
        let table = self.object();
        self.update(&format!("{column} = {value}"), open)
            .gate("No release that may still come back reads the column that is filled.")
            .answers(Question::NewValuesUnderstood, true)
            .check(format!("SELECT count(*) FROM {table} WHERE {open};"))
    }

    /// Keeps rows beside the table before they change or go.
    pub(super) fn keep(&mut self, phase: Phase, kept: &str, columns: &str, condition: &str) -> &mut Step {
        let table = self.object();
        let is_postgresql = self.is_postgresql();
        let sql = format!("CREATE TABLE {kept} AS SELECT {columns} FROM {table} WHERE {condition};");
        let step = self.online(phase, sql);
        if !is_postgresql {
            step.takes(
                "It grows with the rows that are kept, and writes to those wait meanwhile. For many rows create the table first, and \
                 copy in ranges of the key under READ COMMITTED.",
            );
        }
        step.check(format!("SELECT count(*) FROM {table} WHERE {condition};")).back("Drop the copy.")
    }

    /// The rule that this change asks about, answered so that it is safe.
    pub(super) fn own_answer(&self) -> Option<(Question, bool)> {
        let question = rule_of(self.change).question?;
        let fine = [true, false]
            .into_iter()
            .find(|is_yes| question.answered(*is_yes).of_rule(rule_of(self.change)).2 == Verdict::Safe)?;
        Some((question, fine))
    }
}

/// How the change is taken back where a step says nothing better.
const fn way_back(reversal: Reversal) -> &'static str {
    match reversal {
        Reversal::Lossless => "Take it back: nothing is lost.",
        Reversal::Lossy => "Leave it: taking it back loses what was written since.",
        Reversal::Impossible => "There is no way back but a restore.",
    }
}

/// What the script does not say, for a person to write.
pub(super) fn missing(what: &str) -> String {
    format!("‹{what}›")
}

/// A name with an end, no longer than both servers keep: the name is cut, never the end.
pub(super) fn with_end(name: &str, ends: &str) -> String {
    let mut end = name.len().min(62_usize.saturating_sub(ends.len()));
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}_{ends}", &name[..end])
}
