//! The down script: whether it takes the up script back, what it throws away, when it can fail.
//!
//! It is a migration as any other, with the new release as the old code: what it breaks of that is said by a review of it.
//! Beside that the two scripts are laid next to each other, deed by deed.

use super::change_type::ChangeType;
use super::dialect::Dialect;
use super::fact::{Fact, Options};
use super::plan::{Name, each_statement};
use super::review::{About, Review, review};
use super::verdict::Verdict;

/// One thing that a script does, as far as taking it back goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// What.
    pub change: ChangeType,
    /// To which object: the table, where it is about a part of one.
    pub object: Name,
    /// To which part of it: a column, an index, a constraint, a partition; empty where it is about the whole.
    pub part: String,
    /// The other one: the new name, the parent, the child.
    pub other: Name,
    /// Which columns it names.
    pub columns: Vec<String>,
}

impl Deed {
    /// That this is done to that object.
    pub fn new(change: ChangeType, object: Name) -> Self {
        Self { change, object, part: String::new(), other: Name::default(), columns: Vec::new() }
    }

    /// To this part of it.
    #[must_use]
    pub fn part(mut self, part: impl Into<String>) -> Self {
        self.part = part.into();
        self
    }

    /// With this one.
    #[must_use]
    pub fn other(mut self, other: Name) -> Self {
        self.other = other;
        self
    }

    /// Naming these columns.
    #[must_use]
    pub fn columns(mut self, columns: &[&str]) -> Self {
        self.columns = columns.iter().map(|column| (*column).to_owned()).collect();
        self
    }

    /// Everything that a script does and that lasts, in order.
    pub fn all(script: &str, about: &About) -> Vec<Self> {
        Self::in_review(script, about, &review(script, about))
    }

    fn in_review(script: &str, about: &About, reviewed: &Review) -> Vec<Self> {
        let mut deeds = Vec::new();
        each_statement(script, about, |place, _, reading| {
            if reviewed.statements.get(place).is_some_and(|statement| statement.is_undone) {
                return;
            }
            let lasts = |fact: &&Fact| !fact.options.has(Options::ALSO) && !fact.options.has(Options::TEMPORARY);
            deeds.extend(reading.facts.iter().filter(lasts).map(Self::from));
        });
        deeds
    }

    /// What a person would call it.
    fn told(&self) -> String {
        let name = match (self.part.as_str(), self.object.name.as_str()) {
            ("", object) => object.to_owned(),
            (part, "") => part.to_owned(),
            (part, object) => format!("{part} of {object}"),
        };
        let title = super::rules::rule_of(self.change).title;
        if name.is_empty() { format!("“{title}”") } else { format!("“{title}” ({name})") }
    }
}

impl From<&Fact<'_>> for Deed {
    fn from(fact: &Fact) -> Self {
        Self {
            change: fact.change,
            object: Name::from(&fact.object),
            part: fact.part.clone().into_owned(),
            other: Name::from(&fact.other),
            columns: fact.columns.iter().map(|column| column.clone().into_owned()).collect(),
        }
    }
}

/// What is to be said of a down script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Remark {
    /// There is none.
    Missing,
    /// It leaves something as the up script made it.
    Leaves,
    /// It does something that the up script did not.
    Adds,
    /// It takes something back after what that stands on.
    Order,
    /// It throws something away, or brings back a shape without what stood in it.
    Loses,
    /// It can fail once the new release has written.
    Fails,
    /// It breaks the new release while that is running.
    Breaks,
    /// It makes others wait.
    Locks,
    /// Something of it was not looked into.
    Unread,
}

/// A down script beside its up script.
#[derive(Debug, Clone, PartialEq)]
pub struct DownReview {
    /// Whether it takes every deed of the up script back, and does nothing else.
    pub inverts: bool,
    /// Whether data is gone once both have run.
    pub loses_data: bool,
    /// Whether it can fail once the new release has written.
    pub fails_possible: bool,
    /// Why, in sentences.
    pub why: String,
    /// The same apart, in the order of the down script's faults.
    pub remarks: Vec<(Remark, String)>,
    /// What it is as a migration of its own, with the new release as the old code.
    pub review: Review,
}

/// What two deeds have to share for one to take the other back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shares {
    /// The object.
    Object,
    /// The object and the part, where both name one.
    Part,
    /// The index, however it is named.
    Index,
    /// The names, the other way round.
    Names,
    /// The child and the parent.
    Child,
    /// Nothing: rights and roles are not compared.
    Nothing,
}

/// How a change is taken back.
struct Way {
    /// By one of these.
    by: &'static [ChangeType],
    shares: Shares,
    /// What it throws away, as a sentence; empty where nothing.
    loses: &'static str,
    /// When it can fail, as a sentence; empty where it cannot.
    fails: &'static str,
    /// What it breaks of the new release, as a sentence; empty where that is said by the rules.
    breaks: &'static str,
}

impl Way {
    const fn by(by: &'static [ChangeType], shares: Shares) -> Self {
        Self { by, shares, loses: "", fails: "", breaks: "" }
    }

    const fn loses(self, loses: &'static str) -> Self {
        Self { loses, ..self }
    }

    const fn fails(self, fails: &'static str) -> Self {
        Self { fails, ..self }
    }

    const fn breaks(self, breaks: &'static str) -> Self {
        Self { breaks, ..self }
    }
}

/// How many deeds of one kind are named; the rest is counted.
const NAMED: usize = 5;

const WRITTEN_SINCE: &str = "It deletes what the new release stored; leaving it costs nothing.";
const NEEDED_SINCE: &str = "It deletes what the new release stored. Leaving it is no way back as it is: every insert of the previous \
                            release fails until the column has a default or takes NULL.";
const SHAPE_ALONE: &str = "The shape returns, what stood in it does not: that needs a backup.";
const VIOLATED: &str = "It fails if rows that break the rule were written; with NOT VALID it does not, and spares the rows that are there.";
const BREAKS_NEW: &str = "It takes away what the new release uses: run it only once no instance of that is left.";
const RENAMED: &str = "It takes the name from the new release while that is running.";

/// How each change is taken back; none for what needs no taking back.
fn way(change: ChangeType) -> Option<Way> {
    use ChangeType as C;
    const ADDED: &[C] = &[
        C::AddColumnNullable,
        C::AddColumnDefault,
        C::AddColumnNotNullDefault,
        C::AddColumnNotNullNoDefault,
        C::AddColumnVolatileDefault,
        C::AddColumnGeneratedStored,
        C::AddColumnGeneratedVirtual,
        C::AddColumnAutoNumber,
        C::AddColumnJson,
        C::AddColumnUnique,
        C::AddColumnFk,
        C::AddColumnCheck,
    ];
    const BUILT: &[C] = &[
        C::CreateIndex,
        C::CreateIndexConcurrently,
        C::CreateUniqueIndex,
        C::CreateUniqueIndexConcurrently,
        C::CreateSpecialIndex,
    ];
    const UNBUILT: &[C] = &[C::DropIndex, C::DropIndexConcurrently];
    const CONSTRAINED: &[C] = &[
        C::AddCheck,
        C::AddCheckNotValid,
        C::AddCheckNotEnforced,
        C::AddUniqueConstraint,
        C::AddUniqueUsingIndex,
        C::CreateUniqueIndex,
        C::AddForeignKey,
        C::AddForeignKeyNotValid,
        C::AddExclusionConstraint,
        C::AddPrimaryKey,
        C::AddNotNullNotValid,
    ];
    const UNCONSTRAINED: &[C] = &[
        C::DropConstraint,
        C::DropForeignKey,
        C::DropPrimaryKey,
        C::DropIndex,
        C::DropIndexConcurrently,
        C::DropNotNull,
    ];
    const RETYPED: &[C] = &[C::ChangeColumnType, C::ModifyColumn, C::ChangeColumnCollation, C::EnumModify];
    let way = match change {
        // --- What is taken back by dropping it ---
        C::AddColumnNotNullNoDefault => Way::by(&[C::DropColumn], Shares::Part).loses(NEEDED_SINCE),
        change if ADDED.contains(&change) => Way::by(&[C::DropColumn], Shares::Part).loses(WRITTEN_SINCE),
        C::CreateTable | C::CreateTableAs | C::CreatePartition => {
            Way::by(&[C::DropTable, C::DropPartition], Shares::Object).loses(WRITTEN_SINCE)
        }
        C::AddPartition => Way::by(&[C::DropPartition], Shares::Object).loses(WRITTEN_SINCE),
        C::CreateSchema => Way::by(&[C::DropSchema, C::DropDatabase], Shares::Object).loses(WRITTEN_SINCE),
        C::CreateSequence => Way::by(&[C::DropSequence], Shares::Object),
        C::CreateType | C::CreateDomain => {
            Way::by(&[C::DropType], Shares::Object).fails("It fails while a column has the type.")
        }
        C::CreateView => Way::by(&[C::DropView], Shares::Object),
        C::CreateMatview => Way::by(&[C::DropMatview, C::DropView], Shares::Object),
        C::CreateFunction => Way::by(&[C::DropFunction], Shares::Object),
        C::CreateTrigger | C::CreateEvent => Way::by(&[C::DropTrigger], Shares::Part),
        C::CreatePolicy => Way::by(&[C::DropPolicy], Shares::Part),
        C::CreateRole => Way::by(&[C::DropRole], Shares::Nothing).fails("It fails while the role owns something."),
        C::CreateExtension => Way::by(&[C::DropExtension], Shares::Object)
            .fails("It fails while a column or an index needs the extension."),
        C::InsertRows | C::CopyRows => {
            Way::by(&[C::DeleteRows, C::DeleteAllRows, C::TruncateTable, C::DropTable], Shares::Object)
                .fails("It fails if the new release has written rows that point to these.")
        }
        change if BUILT.contains(&change) => Way::by(UNBUILT, Shares::Index),
        change if CONSTRAINED.contains(&change) => Way::by(UNCONSTRAINED, Shares::Part),
        C::EnforceCheck | C::AlterDomainConstraint => Way::by(
            &[C::DropConstraint, C::AddCheckNotEnforced, C::EnforceCheck, C::AlterDomainConstraint],
            Shares::Part,
        ),
        // --- What was dropped ---
        C::DropColumn => Way::by(ADDED, Shares::Part).loses(SHAPE_ALONE),
        C::DropTable | C::RecreateTable => {
            Way::by(&[C::CreateTable, C::CreateTableAs, C::RecreateTable, C::CreatePartition], Shares::Object)
                .loses(SHAPE_ALONE)
        }
        C::DropPartition => {
            Way::by(&[C::AddPartition, C::CreatePartition, C::CreateTable], Shares::Object).loses(SHAPE_ALONE)
        }
        C::DropSchema | C::DropDatabase => Way::by(&[C::CreateSchema], Shares::Object).loses(SHAPE_ALONE),
        C::DropSequence => {
            Way::by(&[C::CreateSequence], Shares::Object).loses("Where the sequence stood is forgotten.")
        }
        C::DropType => Way::by(&[C::CreateType, C::CreateDomain], Shares::Object),
        C::DropView => Way::by(&[C::CreateView, C::ReplaceView], Shares::Object),
        C::DropMatview => Way::by(&[C::CreateMatview], Shares::Object),
        C::DropFunction => Way::by(&[C::CreateFunction, C::ReplaceFunction], Shares::Object),
        C::DropTrigger => Way::by(&[C::CreateTrigger, C::CreateEvent], Shares::Part),
        C::DropPolicy => Way::by(&[C::CreatePolicy], Shares::Part),
        C::DropRole => Way::by(&[C::CreateRole], Shares::Nothing),
        C::DropExtension => Way::by(&[C::CreateExtension], Shares::Object).loses(SHAPE_ALONE),
        change if UNBUILT.contains(&change) => Way::by(BUILT, Shares::Index),
        C::DropConstraint | C::DropForeignKey | C::DropPrimaryKey => Way::by(CONSTRAINED, Shares::Part),
        C::TruncateTable | C::TruncatePartition | C::DeleteRows | C::DeleteAllRows => {
            Way::by(&[C::InsertRows, C::CopyRows, C::UpsertRows], Shares::Object)
                .loses("The rows are gone: only those that the script writes itself come back.")
        }
        // --- What is renamed or moved ---
        C::RenameColumn | C::RenameIndex | C::RenameConstraint => {
            Way::by(&[C::RenameColumn, C::RenameIndex, C::RenameConstraint], Shares::Names).breaks(RENAMED)
        }
        C::RenameTable | C::RenameView | C::SetSchema | C::SwapTable | C::RenameType | C::RenameSchema => Way::by(
            &[C::RenameTable, C::RenameView, C::SetSchema, C::SwapTable, C::RenameType, C::RenameSchema],
            Shares::Names,
        )
        .breaks(RENAMED),
        C::EnumRenameValue => Way::by(&[C::EnumRenameValue], Shares::Object).breaks(RENAMED),
        // --- What is changed in place ---
        C::ChangeColumnType | C::ModifyColumn | C::ChangeColumnCollation => Way::by(RETYPED, Shares::Part)
            .loses("Values that the old type cannot hold are cut off or rounded.")
            .fails("It fails if a value does not fit the old type."),
        C::EnumModify => Way::by(RETYPED, Shares::Part).fails("It fails if a row has a label that the old list lacks."),
        C::ConvertCharset => Way::by(&[C::ConvertCharset], Shares::Object)
            .loses("Letters that the old character set lacks are lost.")
            .fails("It fails if a text does not fit the old character set."),
        C::SetNotNull => Way::by(&[C::DropNotNull, C::ModifyColumn], Shares::Part),
        C::DropNotNull => {
            Way::by(&[C::SetNotNull, C::ModifyColumn, C::AddNotNullNotValid, C::AddCheckNotValid], Shares::Part)
        }
        C::SetDefault | C::DropDefault => Way::by(&[C::SetDefault, C::DropDefault, C::ModifyColumn], Shares::Part),
        C::AddIdentity => Way::by(&[C::DropIdentity, C::ModifyColumn], Shares::Part),
        C::DropIdentity => Way::by(&[C::AddIdentity, C::ModifyColumn], Shares::Part)
            .fails("It fails if the sequence begins at or below a number that was written since."),
        C::DropGeneratedExpression => Way::by(&[C::DropGeneratedExpression], Shares::Part),
        C::ReorderColumn => Way::by(&[C::ReorderColumn, C::ModifyColumn], Shares::Part),
        C::UpdateRows | C::UpsertRows => Way::by(&[C::UpdateRows, C::UpsertRows, C::DeleteRows], Shares::Object)
            .loses("A formula does not bring back what was rounded or written by both releases."),
        C::AttachPartition => Way::by(&[C::DetachPartition, C::DetachPartitionConcurrently], Shares::Child)
            .breaks("The rows vanish from the parent while the new release is running."),
        C::DetachPartition | C::DetachPartitionConcurrently => Way::by(&[C::AttachPartition], Shares::Child)
            .fails("It fails if a row outside the bound was written into the child."),
        C::ExchangePartition => Way::by(&[C::ExchangePartition], Shares::Part),
        C::ReplacePrimaryKey => Way::by(&[C::ReplacePrimaryKey, C::AddPrimaryKey], Shares::Object).fails(VIOLATED),
        C::Grant => Way::by(&[C::Revoke], Shares::Nothing),
        C::Revoke => Way::by(&[C::Grant], Shares::Nothing),
        // --- What has no way back ---
        C::EnumAddValue => Way::by(&[], Shares::Object),
        C::OpaqueCode | C::UnknownStatement | C::RuntimeError | C::SyntaxError => Way::by(&[], Shares::Object),
        // --- What is set anew, with its old value ---
        C::SetColumnVisibility => Way::by(&[C::SetColumnVisibility, C::ModifyColumn], Shares::Part),
        C::SetIndexVisibility => Way::by(&[C::SetIndexVisibility], Shares::Part),
        C::ReplaceView => Way::by(&[C::ReplaceView, C::DropView, C::CreateView], Shares::Object),
        C::ReplaceFunction => Way::by(&[C::ReplaceFunction, C::DropFunction, C::CreateFunction], Shares::Object),
        C::ToggleTrigger => Way::by(&[C::ToggleTrigger], Shares::Part),
        C::SetTablespace => Way::by(&[C::SetTablespace], Shares::Object),
        C::SetLogged => Way::by(&[C::SetLogged], Shares::Object),
        C::ChangeEngine => Way::by(&[C::ChangeEngine], Shares::Object),
        C::ChangeOwner => Way::by(&[C::ChangeOwner], Shares::Object),
        C::ToggleRls => Way::by(&[C::ToggleRls], Shares::Object),
        C::AlterConstraintTiming => Way::by(&[C::AlterConstraintTiming], Shares::Part),
        C::AlterSequence => {
            Way::by(&[C::AlterSequence], Shares::Object).fails("Going back, it gives numbers out twice.")
        }
        C::RepartitionTable => Way::by(&[C::RepartitionTable], Shares::Object),
        C::UpdateExtension => Way::by(&[C::UpdateExtension], Shares::Object).fails("Few extensions have a way down."),
        C::ReplicationObject => Way::by(&[C::ReplicationObject], Shares::Object),
        // What MySQL says in one MODIFY is told as a type change; the rest leaves nothing to take back.
        _ => return None,
    };
    Some(way)
}

/// Whether a way back can fail for what it does, whatever it takes back.
fn fails_by_itself(change: ChangeType) -> &'static str {
    use ChangeType as C;
    match change {
        C::AddCheck
        | C::AddUniqueConstraint
        | C::AddUniqueUsingIndex
        | C::CreateUniqueIndex
        | C::CreateUniqueIndexConcurrently
        | C::AddForeignKey
        | C::AddExclusionConstraint
        | C::AddPrimaryKey
        | C::ReplacePrimaryKey
        | C::EnforceCheck => VIOLATED,
        C::SetNotNull => "It fails while a row holds NULL.",
        C::AddColumnNotNullNoDefault => {
            "It fails on a table with rows, or fills them with nothing: the column is NOT NULL and has no default."
        }
        C::OpaqueCode | C::UnknownStatement => "What it runs was not analysed.",
        C::RuntimeError | C::SyntaxError => "It cannot be run as it stands.",
        _ => "",
    }
}

/// Whether a way back throws something away, whatever it takes back.
fn loses_by_itself(change: ChangeType) -> bool {
    use ChangeType as C;
    matches!(
        change,
        C::DropColumn
            | C::DropTable
            | C::RecreateTable
            | C::TruncateTable
            | C::TruncatePartition
            | C::DropPartition
            | C::DropSchema
            | C::DropDatabase
            | C::DropExtension
            | C::DeleteAllRows
    )
}

/// Whether it brings something into being that a later DROP takes away as a whole.
fn creates(change: ChangeType) -> bool {
    use ChangeType as C;
    matches!(
        change,
        C::CreateTable
            | C::CreateTableAs
            | C::CreatePartition
            | C::CreateView
            | C::CreateMatview
            | C::CreateSequence
            | C::CreateType
            | C::CreateDomain
            | C::CreateSchema
            | C::CreateFunction
    )
}

fn drops(change: ChangeType) -> bool {
    use ChangeType as C;
    matches!(
        change,
        C::DropTable
            | C::DropView
            | C::DropMatview
            | C::DropSequence
            | C::DropType
            | C::DropSchema
            | C::DropDatabase
            | C::DropFunction
    )
}

/// Whether it is taken back by dropping a column.
fn adds_column(change: ChangeType) -> bool {
    way(change).is_some_and(|way| way.by == [ChangeType::DropColumn])
}

/// Whether a name is one that the server made of another: `berth_depth_idx` of `berth`.
fn begins_with(name: &Name, of: &Name) -> bool {
    !of.name.is_empty() && name.name.strip_prefix(of.name.as_str()).is_some_and(|rest| rest.starts_with('_'))
}

/// Two scripts in one dialect.
struct Pair<'a> {
    dialect: Dialect,
    up: &'a [Deed],
    down: &'a [Deed],
}

impl Pair<'_> {
    fn same_text(&self, one: &str, other: &str) -> bool {
        match self.dialect {
            Dialect::Postgresql => one == other,
            Dialect::Mysql => one.eq_ignore_ascii_case(other),
        }
    }

    /// Names are the same where both schemas are, or one leaves it out.
    fn same(&self, one: &Name, other: &Name) -> bool {
        let schemas = match (&one.schema, &other.schema) {
            (Some(one), Some(other)) => self.same_text(one, other),
            _ => true,
        };
        schemas && self.same_text(&one.name, &other.name)
    }

    fn same_part(&self, one: &str, other: &str) -> bool {
        one.is_empty() || other.is_empty() || self.same_text(one, other)
    }

    /// Whether the two deeds share what the one that takes the other back has to.
    fn shares(&self, shares: Shares, up: &Deed, down: &Deed) -> bool {
        match shares {
            Shares::Nothing => true,
            Shares::Object => self.same(&up.object, &down.object) || self.same(&up.other, &down.object),
            Shares::Part => {
                self.same(&up.object, &down.object) && self.same_part(&up.part, &down.part)
                // PostgreSQL drops what is behind a constraint by the index's own name.
                || down.object.name.is_empty() && self.same_text(&up.part, &down.part)
                || !up.part.is_empty() && self.same_text(&up.part, &down.object.name)
            }
            Shares::Index => {
                fn named(deed: &Deed) -> &str {
                    if deed.part.is_empty() { &deed.object.name } else { &deed.part }
                }
                self.same_text(named(up), named(down))
                    // An index that the server names is told by its table.
                    || up.part.is_empty() && (self.same(&up.object, &down.object) || begins_with(&down.object, &up.object))
            }
            Shares::Names if up.part.is_empty() => {
                self.same(&up.other, &down.object)
                    && (down.other.name.is_empty() || self.same_text(&up.object.name, &down.other.name))
            }
            Shares::Names => {
                self.same(&up.object, &down.object)
                    && self.same_text(&up.other.name, &down.part)
                    && self.same_text(&up.part, &down.other.name)
            }
            Shares::Child => {
                let names = [&up.object, &up.other].into_iter().filter(|name| !name.name.is_empty());
                let mut names = names.map(|name| self.same(name, &down.object) || self.same(name, &down.other));
                names.all(|is_there| is_there)
            }
        }
    }

    /// The deed of the down script that takes this one back.
    fn taken_back<'d>(&'d self, up: &Deed, way: &Way) -> Option<&'d Deed> {
        self.down.iter().find(|down| way.by.contains(&down.change) && self.shares(way.shares, up, down))
    }

    /// Whether the down script drops what this deed stands in, and the up script made that.
    fn goes_with_its_home(&self, up: &Deed) -> bool {
        let made = |deed: &&Deed| creates(deed.change) && self.same(&deed.object, &up.object);
        let dropped = |deed: &&Deed| drops(deed.change) && self.same(&deed.object, &up.object);
        if !creates(up.change) && self.up.iter().any(|deed| made(&deed)) && self.down.iter().any(|deed| dropped(&deed))
        {
            return true;
        }
        // What stands on a column goes with it, or with one of several.
        let is_dropped = |column: &str| {
            let drops = |deed: &&Deed| {
                deed.change == ChangeType::DropColumn
                    && self.same(&deed.object, &up.object)
                    && self.same_text(&deed.part, column)
            };
            self.down.iter().any(|deed| drops(&deed))
        };
        up.columns.iter().any(|column| is_dropped(column))
            || !adds_column(up.change) && !up.part.is_empty() && is_dropped(&up.part)
    }

    /// The first deed of the down script that stands on something which an earlier one of it has dropped.
    fn out_of_order(&self) -> Option<&Deed> {
        self.down.iter().enumerate().find_map(|(at, deed)| {
            let gone = self.down[..at].iter().any(|earlier| {
                let whole = drops(earlier.change) && !creates(deed.change) && self.same(&earlier.object, &deed.object);
                let column = earlier.change == ChangeType::DropColumn
                    && self.same(&earlier.object, &deed.object)
                    && deed.change != ChangeType::DropColumn
                    && !adds_column(deed.change)
                    && !deed.part.is_empty()
                    && self.same_text(&earlier.part, &deed.part);
                whole || column
            });
            gone.then_some(deed)
        })
    }

    /// Whether the up script touches what this deed of the down script is about.
    fn was_touched(&self, down: &Deed) -> bool {
        self.up.iter().any(|up| {
            let own = [&down.object, &down.other];
            let is_named = own.into_iter().any(|name| {
                let is_empty = name.name.is_empty() && name != &down.object;
                !is_empty
                    && (self.same(name, &up.object)
                        || self.same(name, &up.other)
                        || self.same_text(&name.name, &up.part))
            });
            // PostgreSQL drops an index without its table; one without a name begins with that.
            let is_index = !down.part.is_empty() && self.same_text(&down.part, &up.object.name)
                || up.part.is_empty() && begins_with(&down.object, &up.object);
            is_named || is_index
        })
    }
}

/// Judges a down script beside its up script. What was answered for the up script says nothing of the down script.
pub fn down_review(up: &str, down: &str, about: &About) -> DownReview {
    let asked = About { answers: Vec::new(), ..about.clone() };
    let reviewed = review(down, &asked);
    let (up, done) = (Deed::all(up, &asked), Deed::in_review(down, &asked, &reviewed));
    let mut found = beside(&up, &done, about.server.dialect);
    if let Some(unread) = reviewed.unreviewed.first() {
        found.remarks.push((Remark::Unread, format!("Not all of it was looked into: {}", unread.reason)));
    }
    if let Some(hazard) = reviewed.statements.iter().find_map(|statement| statement.hazard) {
        found.remarks.push((Remark::Locks, hazard.words().to_owned()));
    }
    let breaks = found.remarks.iter().any(|(remark, _)| *remark == Remark::Breaks);
    if reviewed.verdict == Verdict::Unsafe && !breaks {
        found.remarks.push((Remark::Breaks, BREAKS_NEW.to_owned()));
    }
    found.review = reviewed;
    found.sum_up();
    found
}

/// Lays a down script beside its up script.
fn beside(up: &[Deed], down: &[Deed], dialect: Dialect) -> DownReview {
    let pair = Pair { dialect, up, down };
    let needs: Vec<(&Deed, Way)> = up.iter().filter_map(|deed| way(deed.change).map(|way| (deed, way))).collect();
    let does = |deed: &&Deed| way(deed.change).is_some();
    let mut remarks: Vec<(Remark, String)> = Vec::new();
    let mut note = |remark: Remark, words: String| {
        if !words.is_empty() && !remarks.contains(&(remark, words.clone())) {
            remarks.push((remark, words));
        }
    };
    if !down.iter().any(|deed| does(&deed)) && !needs.is_empty() {
        note(
            Remark::Missing,
            "There is no down script, or it does nothing: rolling back leaves the schema as it is.".to_owned(),
        );
    } else {
        let (mut left, mut added) = (0_usize, 0_usize);
        for (deed, way) in &needs {
            if pair.goes_with_its_home(deed) {
                continue;
            }
            match pair.taken_back(deed, way) {
                Some(_) => {
                    note(Remark::Loses, way.loses.to_owned());
                    note(Remark::Fails, way.fails.to_owned());
                    note(Remark::Breaks, way.breaks.to_owned());
                }
                None if deed.change == ChangeType::EnumAddValue => {
                    note(Remark::Leaves, "A label cannot be removed: DROP VALUE does not exist. Leave it.".to_owned());
                }
                None if left < NAMED => {
                    left += 1;
                    note(Remark::Leaves, format!("It leaves {} as it is.", deed.told()));
                }
                None => left += 1,
            }
        }
        if left > NAMED {
            note(Remark::Leaves, format!("And {} more.", left - NAMED));
        }
        for deed in down {
            let is_compared = way(deed.change).is_some_and(|way| way.shares != Shares::Nothing);
            if is_compared && added < NAMED && !pair.was_touched(deed) {
                added += 1;
                note(Remark::Adds, format!("It also does {}, which takes nothing back.", deed.told()));
            }
            note(Remark::Fails, fails_by_itself(deed.change).to_owned());
            if loses_by_itself(deed.change) {
                let is_needed = deed.change == ChangeType::DropColumn
                    && up.iter().any(|added| added.change == ChangeType::AddColumnNotNullNoDefault);
                note(Remark::Loses, if is_needed { NEEDED_SINCE } else { WRITTEN_SINCE }.to_owned());
            }
        }
        if let Some(deed) = pair.out_of_order() {
            note(Remark::Order, format!("{} comes too late: what it stands on is gone by then.", deed.told()));
        }
    }
    let mut found = DownReview {
        inverts: true,
        loses_data: false,
        fails_possible: false,
        why: String::new(),
        remarks,
        review: Review::default(),
    };
    found.sum_up();
    found
}

impl DownReview {
    /// The answers that follow from the remarks, and the reasons in one text.
    fn sum_up(&mut self) {
        self.remarks.sort_by_key(|(remark, _)| *remark);
        let has = |some: &[Remark]| self.remarks.iter().any(|(remark, _)| some.contains(remark));
        let inverts = !has(&[Remark::Missing, Remark::Leaves, Remark::Adds, Remark::Order, Remark::Unread]);
        let (loses_data, fails_possible) =
            (has(&[Remark::Loses]), has(&[Remark::Fails, Remark::Order, Remark::Unread]));
        (self.inverts, self.loses_data, self.fails_possible) = (inverts, loses_data, fails_possible);
        self.why = if self.remarks.is_empty() {
            "It takes back what the up script did, and nothing is lost.".to_owned()
        } else {
            self.remarks.iter().map(|(_, words)| words.as_str()).collect::<Vec<_>>().join(" ")
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ChangeType as C;

    fn on(change: ChangeType, object: &str, part: &str) -> Deed {
        Deed::new(change, Name::new(object)).part(part)
    }

    fn told(up: &[Deed], down: &[Deed]) -> (bool, bool, bool) {
        let review = beside(up, down, Dialect::Postgresql);
        (review.inverts, review.loses_data, review.fails_possible)
    }

    #[test]
    fn what_was_added_is_dropped_with_what_was_written_since() {
        assert_eq!(
            told(&[on(C::AddColumnNullable, "gate", "label")], &[on(C::DropColumn, "gate", "label")]),
            (true, true, false)
        );
        assert_eq!(told(&[on(C::CreateTable, "gate", "")], &[on(C::DropTable, "gate", "")]), (true, true, false));
        // What every insert needs cannot be left there for the previous release.
        let review = beside(
            &[on(C::AddColumnNotNullNoDefault, "gate", "label")],
            &[on(C::DropColumn, "gate", "label")],
            Dialect::Postgresql,
        );
        assert!(
            review.inverts && review.loses_data && !review.why.contains("leaving it costs nothing"),
            "{}",
            review.why
        );
        // Another column is no way back.
        let review = beside(
            &[on(C::AddColumnNullable, "gate", "label")],
            &[on(C::DropColumn, "gate", "pin")],
            Dialect::Postgresql,
        );
        assert!(!review.inverts && review.why.contains("It leaves “Add a column that may be NULL” (label of gate)"));
    }

    #[test]
    fn what_was_dropped_comes_back_empty() {
        let up = [on(C::DropColumn, "gate", "pin"), on(C::AddColumnNullable, "gate", "code")];
        let down = [on(C::AddColumnNullable, "gate", "pin"), on(C::DropColumn, "gate", "code")];
        assert_eq!(told(&up, &down), (true, true, false));
        assert_eq!(told(&[on(C::DropTable, "gate", "")], &[on(C::CreateTable, "gate", "")]), (true, true, false));
        // A required column cannot come back to a table with rows.
        assert_eq!(
            told(&[on(C::DropColumn, "gate", "pin")], &[on(C::AddColumnNotNullNoDefault, "gate", "pin")]),
            (true, true, true)
        );
    }

    #[test]
    fn a_rule_that_was_loosened_may_not_come_back() {
        let up = [on(C::DropConstraint, "gate", "gate_zone_ck")];
        assert_eq!(told(&up, &[on(C::AddCheck, "gate", "gate_zone_ck")]), (true, false, true));
        assert_eq!(told(&up, &[on(C::AddCheckNotValid, "gate", "gate_zone_ck")]), (true, false, false));
        assert_eq!(
            told(&[on(C::DropNotNull, "gate", "zone")], &[on(C::SetNotNull, "gate", "zone")]),
            (true, false, true)
        );
        // The other way round nothing can go wrong.
        assert_eq!(
            told(&[on(C::SetNotNull, "gate", "zone")], &[on(C::DropNotNull, "gate", "zone")]),
            (true, false, false)
        );
        assert_eq!(
            told(&[on(C::AddCheck, "gate", "ck")], &[on(C::DropConstraint, "gate", "ck")]),
            (true, false, false)
        );
    }

    #[test]
    fn a_rename_goes_back_and_breaks_the_new_release() {
        let up = [on(C::RenameColumn, "gate", "zone").other(Name::new("area"))];
        let back = [on(C::RenameColumn, "gate", "area").other(Name::new("zone"))];
        let review = beside(&up, &back, Dialect::Postgresql);
        assert!(review.inverts && !review.loses_data && !review.fails_possible);
        assert_eq!(review.remarks[0].0, Remark::Breaks);
        assert!(!beside(&up, &up, Dialect::Postgresql).inverts, "the same again is no way back");
        let up = [Deed::new(C::RenameTable, Name::new("gate")).other(Name::new("door"))];
        let back = [Deed::new(C::RenameTable, Name::new("door")).other(Name::new("gate"))];
        assert!(beside(&up, &back, Dialect::Mysql).inverts);
    }

    #[test]
    fn a_type_that_was_widened_may_not_fit_any_more() {
        let column = [on(C::ChangeColumnType, "gate", "number")];
        assert_eq!(told(&column, &column), (true, true, true));
    }

    #[test]
    fn an_empty_script_is_missing_and_never_safe() {
        let review = beside(&[on(C::AddColumnNullable, "gate", "label")], &[], Dialect::Postgresql);
        assert!(!review.inverts);
        assert_eq!(review.remarks[0].0, Remark::Missing);
        let comment = [on(C::SessionSetting, "", "")];
        assert!(!beside(&[on(C::AddColumnNullable, "gate", "label")], &comment, Dialect::Postgresql).inverts);
        // Nothing to take back needs no script.
        assert!(beside(&[on(C::ReadOnly, "", "")], &[], Dialect::Postgresql).inverts);
    }

    #[test]
    fn a_label_of_an_enum_stays() {
        let review =
            beside(&[on(C::EnumAddValue, "mood", "calm")], &[on(C::DropType, "mood", "")], Dialect::Postgresql);
        assert!(!review.inverts && review.why.contains("DROP VALUE does not exist"));
    }

    #[test]
    fn what_stands_on_something_goes_with_it() {
        let up = [
            on(C::CreateTable, "gate", ""),
            on(C::CreateIndex, "gate", "gate_zone_idx"),
            on(C::AddForeignKey, "gate", "gate_fk"),
        ];
        assert!(told(&up, &[on(C::DropTable, "gate", "")]).0);
        let up = [
            on(C::AddColumnNullable, "gate", "zone"),
            on(C::CreateIndexConcurrently, "gate", "gate_zone_idx").columns(&["zone"]),
            on(C::SetDefault, "gate", "zone"),
        ];
        assert!(told(&up, &[on(C::DropColumn, "gate", "zone")]).0);
        assert!(!told(&up[1..2], &[on(C::DropColumn, "gate", "other")]).0);
    }

    #[test]
    fn an_index_is_known_by_its_name() {
        let up = [on(C::CreateUniqueIndex, "gate", "gate_zone_idx")];
        // PostgreSQL drops an index without naming its table.
        assert!(told(&up, &[on(C::DropIndex, "gate_zone_idx", "")]).0);
        assert!(told(&up, &[on(C::DropIndex, "gate", "gate_zone_idx")]).0);
        assert!(!told(&up, &[on(C::DropIndex, "another_idx", "")]).0);
        // A unique one that comes back may meet duplicates.
        assert_eq!(told(&[on(C::DropIndex, "gate_zone_idx", "")], &up), (true, false, true));
    }

    #[test]
    fn what_is_too_much_or_too_late_is_said() {
        let up = [on(C::CreateTable, "gate", ""), on(C::CreateTable, "zone", "")];
        let both = [on(C::DropTable, "gate", ""), on(C::DropTable, "zone", "")];
        let more = [both[0].clone(), both[1].clone(), on(C::DropTable, "people", "")];
        assert!(told(&up, &both).0);
        let review = beside(&up, &more, Dialect::Postgresql);
        assert!(!review.inverts && review.why.contains("It also does “Drop a table” (people)"));
        let up = [on(C::CreateTable, "gate", ""), on(C::CreateTrigger, "gate", "guard")];
        let late = [on(C::DropTable, "gate", ""), on(C::DropTrigger, "gate", "guard")];
        let review = beside(&up, &late, Dialect::Postgresql);
        assert!(!review.inverts && review.fails_possible && review.why.contains("comes too late"));
    }

    #[test]
    fn names_are_those_of_the_dialect() {
        let up = [on(C::AddColumnNullable, "gate", "Label")];
        let down = [on(C::DropColumn, "gate", "label")];
        assert!(!beside(&up, &down, Dialect::Postgresql).inverts);
        assert!(beside(&up, &down, Dialect::Mysql).inverts);
        // A schema that is left out is the same one; another one is not.
        let within = |schema: &str| [Deed::new(C::CreateTable, Name::within(schema, "gate"))];
        let drop = [Deed::new(C::DropTable, Name::new("gate"))];
        assert!(told(&within("a"), &drop).0);
        assert!(!told(&within("a"), &[Deed::new(C::DropTable, Name::within("b", "gate"))]).0);
    }

    fn of_scripts(up: &str, down: &str, dialect: Dialect) -> (bool, bool, bool) {
        let found = down_review(up, down, &About::new(dialect));
        (found.inverts, found.loses_data, found.fails_possible)
    }

    #[test]
    fn the_development_cases_agree() {
        let cases: serde_json::Value =
            serde_json::from_str(include_str!("../../../tests/fixtures/schema-dev-cases.json")).expect("is JSON");
        let mut count = 0;
        for case in cases.as_array().expect("is a list") {
            let (Some(up), Some(down)) = (case["sql"].as_str(), case["down_sql"].as_str()) else { continue };
            let dialect = Dialect::of(case["dialect"].as_str().unwrap_or_default()).expect("is a dialect");
            let expected = &case["expect"]["down_script"];
            let wanted =
                ["inverts", "loses_data", "fails_possible"].map(|key| expected[key].as_bool().expect("is said"));
            let found = down_review(up, down, &About::new(dialect));
            assert_eq!(
                [found.inverts, found.loses_data, found.fails_possible],
                wanted,
                "{}: {}",
                case["id"],
                found.why
            );
            count += 1;
        }
        assert_eq!(count, 3);
    }

    #[test]
    fn scripts_of_both_dialects_are_laid_beside_each_other() {
        use Dialect::{Mysql, Postgresql};
        for (up, down, dialect, expected) in [
            (
                "CREATE TABLE gate (id int); CREATE INDEX gate_idx ON gate (id);",
                "DROP TABLE gate;",
                Postgresql,
                (true, true, false),
            ),
            (
                "CREATE INDEX CONCURRENTLY i ON gate (id);",
                "DROP INDEX CONCURRENTLY i;",
                Postgresql,
                (true, false, false),
            ),
            ("CREATE INDEX i ON gate (id);", "DROP INDEX i ON gate;", Mysql, (true, false, false)),
            ("ALTER TABLE gate ADD UNIQUE u (id);", "ALTER TABLE gate DROP INDEX u;", Mysql, (true, false, false)),
            (
                "ALTER TABLE gate RENAME COLUMN a TO b;",
                "ALTER TABLE gate RENAME COLUMN b TO a;",
                Mysql,
                (true, false, false),
            ),
            ("ALTER TABLE gate RENAME TO door;", "ALTER TABLE door RENAME TO gate;", Postgresql, (true, false, false)),
            (
                "ALTER TABLE gate ALTER COLUMN n TYPE bigint;",
                "ALTER TABLE gate ALTER COLUMN n TYPE int;",
                Postgresql,
                (true, true, true),
            ),
            (
                "ALTER TABLE gate ALTER COLUMN n DROP NOT NULL;",
                "ALTER TABLE gate ALTER COLUMN n SET NOT NULL;",
                Postgresql,
                (true, false, true),
            ),
            (
                "ALTER TABLE gate ADD CONSTRAINT c CHECK (n > 0) NOT VALID; ALTER TABLE gate VALIDATE CONSTRAINT c;",
                "ALTER TABLE gate DROP CONSTRAINT c;",
                Postgresql,
                (true, false, false),
            ),
            ("ALTER TYPE mood ADD VALUE 'calm';", "", Postgresql, (false, false, false)),
            ("CREATE VIEW v AS SELECT 1;", "DROP VIEW v;", Postgresql, (true, false, false)),
            ("DROP TABLE gate;", "CREATE TABLE gate (id int);", Mysql, (true, true, false)),
            ("ALTER TABLE gate ADD COLUMN a int;", "DO $$ BEGIN END $$;", Postgresql, (false, false, true)),
            // What a rollback undoes is no deed.
            (
                "ALTER TABLE gate ADD COLUMN a int;",
                "BEGIN; ALTER TABLE gate DROP COLUMN a; ROLLBACK;",
                Postgresql,
                (false, false, false),
            ),
        ] {
            assert_eq!(
                of_scripts(up, down, dialect),
                expected,
                "{up} / {down}: {}",
                down_review(up, down, &About::new(dialect)).why
            );
        }
    }

    #[test]
    fn a_down_script_is_a_migration_of_its_own() {
        let found = down_review(
            "ALTER TABLE gate DROP CONSTRAINT c;",
            "ALTER TABLE gate ADD CONSTRAINT c CHECK (n > 0);",
            &About::new(Dialect::Postgresql),
        );
        assert!(
            found.review.lock_hazard && found.remarks.iter().any(|(remark, _)| *remark == Remark::Locks),
            "{}",
            found.why
        );
        let found = down_review(
            "ALTER TABLE gate ADD COLUMN a int;",
            "ALTER TABLE gate DROP COLUMN a;",
            &About::new(Dialect::Mysql),
        );
        assert_eq!(found.review.verdict, Verdict::Unsafe, "the new release uses what goes");
        assert!(found.remarks.contains(&(Remark::Breaks, BREAKS_NEW.to_owned())));
    }

    #[test]
    fn any_two_texts_can_be_laid_beside_each_other() {
        let texts =
            ["ALTER TABLE gate ADD COLUMN a int; DROP INDEX \"i\";", "CREATE TABLE gate (id int)", "); DROP ü", ""];
        for up in texts {
            for down in texts {
                for end in down.char_indices().map(|(at, _)| at).chain([down.len()]) {
                    for dialect in Dialect::ALL {
                        let found = down_review(up, &down[..end], &About::new(dialect));
                        assert!(!found.why.is_empty());
                    }
                }
            }
        }
    }

    #[test]
    fn long_scripts_are_laid_beside_each_other_in_a_moment() {
        let up: Vec<Deed> = (0..5000).map(|n| on(C::AddColumnNullable, "gate", &format!("c{n}"))).collect();
        let down: Vec<Deed> = (0..5000).rev().map(|n| on(C::DropColumn, "gate", &format!("c{n}"))).collect();
        let found = beside(&up, &down, Dialect::Mysql);
        assert!(found.inverts && found.loses_data);
        // Of what is left behind, only the first are named.
        let found = beside(&up, &down[..1], Dialect::Mysql);
        assert!(!found.inverts && found.why.contains("And 4994 more."), "{}", found.why);
    }

    #[test]
    fn every_change_that_lasts_has_a_way_back_or_says_that_there_is_none() {
        // What changes nothing that lasts, or only how it lies on the disk.
        let nothing = [
            C::SetColumnStatistics,
            C::SetColumnStorage,
            C::Comment,
            C::CreateTempTable,
            C::StorageParameter,
            C::RebuildTable,
            C::DefaultCharset,
            C::AutoIncrementValue,
            C::LockTable,
            C::Maintenance,
            C::Reindex,
            C::ValidateConstraint,
            C::RefreshMatview,
            C::ReorganizePartition,
            C::BackfillNewColumn,
            C::TransactionControl,
            C::UnclosedTransaction,
            C::SessionSetting,
            C::ReadOnly,
            C::ClientDirective,
        ];
        for change in C::ALL {
            assert_eq!(way(*change).is_none(), nothing.contains(change), "{}", change.id());
        }
    }
}
