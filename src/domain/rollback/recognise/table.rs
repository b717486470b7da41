//! The definition of a column, and the facts that adding it makes, in both dialects.

use crate::domain::rollback::change_type::ChangeType;
use crate::domain::rollback::fact::{DefaultClass, Fact, Ident, Kind, Name, Options};

use super::cursor::Cursor;

/// How a generated column keeps its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Generated {
    /// On disk.
    Stored,
    /// Not at all.
    Virtual,
}

/// A column as it is written down.
#[derive(Debug, Clone, Default)]
pub(super) struct Column<'a> {
    pub(super) name: Ident<'a>,
    pub(super) options: Options,
    pub(super) numbers_itself: bool,
    pub(super) is_json: bool,
    pub(super) is_enum: bool,
    pub(super) not_null: bool,
    pub(super) default: DefaultClass,
    pub(super) generated: Option<Generated>,
    pub(super) is_unique: bool,
    pub(super) nulls_equal: bool,
    pub(super) is_primary: bool,
    pub(super) references: Option<Name<'a>>,
    pub(super) is_checked: bool,
    pub(super) checks_not_null: bool,
    pub(super) is_enforced: bool,
    pub(super) is_placed: bool,
    pub(super) has_collation: bool,
    pub(super) sets_visibility: bool,
}

impl<'a> Column<'a> {
    pub(super) fn named(name: Ident<'a>) -> Self {
        Self { name, is_enforced: true, ..Self::default() }
    }

    /// Adds the facts of `ALTER TABLE … ADD COLUMN`.
    pub(super) fn add_to(self, c: &mut Cursor<'a, '_>, table: &Name<'a>, start: u32) {
        let base = self.base(c.is_mysql());
        let not_null = self.not_null || self.is_primary;
        let options = self.options
            | Options::ADDS_COLUMN
                .with(Options::NOT_NULL, not_null)
                .with(Options::NULLS_EQUAL, self.nulls_equal)
                .with(Options::CHECKS_NOT_NULL, self.checks_not_null && self.is_enforced);
        let fact = |change: ChangeType, options: Options| {
            let mut fact = Fact::new(change).on(Kind::Relation, table).part(self.name.clone()).options(options);
            fact.default =
                if self.numbers_itself || self.generated.is_some() { DefaultClass::Volatile } else { self.default };
            fact.columns = vec![self.name.clone()];
            if let Some(parent) = &self.references {
                fact.other = parent.clone();
            }
            fact
        };
        let more = options;
        let mut facts = vec![fact(base, options)];
        let without = Options::NONE
            .with(Options::NULLS_EQUAL, more.has(Options::NULLS_EQUAL))
            .with(Options::CHECKS_NOT_NULL, more.has(Options::CHECKS_NOT_NULL));
        let mut also = |change: ChangeType, is_so: bool| {
            if is_so && change != base {
                facts.push(fact(change, without));
            }
        };
        also(ChangeType::AddColumnJson, self.is_json && !c.is_mysql());
        also(ChangeType::AddColumnUnique, self.is_unique);
        also(ChangeType::AddColumnFk, self.references.is_some());
        also(ChangeType::AddColumnCheck, self.is_checked && self.is_enforced);
        also(ChangeType::AddCheckNotEnforced, self.is_checked && !self.is_enforced);
        also(ChangeType::AddPrimaryKey, self.is_primary);
        for fact in facts {
            c.add(start, fact);
        }
    }

    fn base(&self, is_mysql: bool) -> ChangeType {
        match (self.generated, self.default) {
            (Some(Generated::Stored), _) => ChangeType::AddColumnGeneratedStored,
            (Some(Generated::Virtual), _) => ChangeType::AddColumnGeneratedVirtual,
            _ if self.numbers_itself => ChangeType::AddColumnAutoNumber,
            (_, DefaultClass::Volatile | DefaultClass::NotRepeatable) => ChangeType::AddColumnVolatileDefault,
            (_, DefaultClass::Constant) if self.not_null => ChangeType::AddColumnNotNullDefault,
            (_, DefaultClass::Constant) => ChangeType::AddColumnDefault,
            _ if self.not_null || self.is_primary => ChangeType::AddColumnNotNullNoDefault,
            _ if self.is_json && !is_mysql => ChangeType::AddColumnJson,
            _ if self.is_unique => ChangeType::AddColumnUnique,
            _ if self.references.is_some() => ChangeType::AddColumnFk,
            _ if self.is_checked && self.is_enforced => ChangeType::AddColumnCheck,
            _ => ChangeType::AddColumnNullable,
        }
    }
}
