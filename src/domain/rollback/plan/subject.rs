//! What a plan is about: the names and texts of one change, and how a name is written in each dialect.

use std::fmt::Write as _;

use super::super::dialect::Dialect;

/// A name, perhaps with that of its schema, as the server stores it: without quotes, with its letters as they are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Name {
    /// The schema, where the script names one.
    pub schema: Option<String>,
    /// The name itself.
    pub name: String,
}

impl Name {
    /// A name without a schema.
    pub fn new(name: impl Into<String>) -> Self {
        Self { schema: None, name: name.into() }
    }

    /// A name in a schema.
    pub fn within(schema: impl Into<String>, name: impl Into<String>) -> Self {
        Self { schema: Some(schema.into()), name: name.into() }
    }

    /// Another name in the same schema.
    pub fn beside(&self, name: impl Into<String>) -> Self {
        Self { schema: self.schema.clone(), name: name.into() }
    }

    /// As it is written in this dialect, quoted where it has to be.
    pub fn written(&self, dialect: Dialect) -> String {
        match &self.schema {
            Some(schema) => format!("{}.{}", quoted(dialect, schema), quoted(dialect, &self.name)),
            None => quoted(dialect, &self.name),
        }
    }
}

/// What the statements of a plan name. What the script does not say stays empty, and a step that needs it says in words what a
/// person has to write.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Subject {
    /// The statement itself, as it stands in the script.
    pub statement: String,
    /// The table, or whatever takes its place: a view, a type, a sequence, a domain, a schema, a role.
    pub object: Option<Name>,
    /// The columns it is about, in order.
    pub columns: Vec<String>,
    /// The new name, of a rename.
    pub to: Option<Name>,
    /// The type that the column has or gets, with its length and its collation, without NOT NULL and DEFAULT.
    pub data_type: Option<String>,
    /// The default's expression.
    pub default: Option<String>,
    /// Whether the column is NOT NULL.
    pub is_required: bool,
    /// The expression of a check, of a generated column or behind WHERE.
    pub expression: Option<String>,
    /// The index.
    pub index: Option<Name>,
    /// What follows the table's name in CREATE INDEX: `USING gin (tags)`, `(lower(name)) WHERE live`.
    pub index_on: Option<String>,
    /// The constraint, trigger or policy.
    pub constraint: Option<String>,
    /// The table a foreign key points to, or the one that a partition belongs to.
    pub parent: Option<Name>,
    /// The columns a foreign key points to.
    pub parent_columns: Vec<String>,
    /// What follows REFERENCES parent (columns): `ON DELETE CASCADE`.
    pub reference_options: Option<String>,
    /// The label that is added or takes the place of another.
    pub label: Option<String>,
    /// A partition's bound: `FOR VALUES IN (2033)`.
    pub bound: Option<String>,
    /// What a view selects.
    pub query: Option<String>,
    /// The column that orders the rows for batches, where it is known.
    pub key: Option<String>,
}

impl Subject {
    /// The first column.
    pub fn column(&self) -> Option<&str> {
        self.columns.first().map(String::as_str)
    }

    /// The statement with one semicolon at its end; none where there is no text.
    pub fn run(&self) -> Option<String> {
        let text = self.statement.trim().trim_end_matches(';').trim_end();
        (!text.is_empty()).then(|| format!("{text};"))
    }

    /// Fills the names in braces of a query: `{table}` as it is written, `{table:text}` and, as it is written,
    /// `{table:written}` for a place between single quotes. A
    /// name that is not known stays in braces, for a person to see.
    pub fn fill(&self, query: &str, dialect: Dialect) -> String {
        let mut filled = String::with_capacity(query.len());
        let mut rest = query;
        while let Some(open) = rest.find('{') {
            filled.push_str(&rest[..open]);
            rest = &rest[open..];
            let Some(close) = rest.find('}') else { break };
            let hole = &rest[1..close];
            match self.named(hole, dialect) {
                Some(name) => filled.push_str(&name),
                None => filled.push_str(&rest[..=close]),
            }
            rest = &rest[close + 1..];
        }
        filled.push_str(rest);
        filled
    }

    /// What stands for this hole.
    fn named(&self, hole: &str, dialect: Dialect) -> Option<String> {
        let object = |name: &Option<Name>| name.as_ref().map(|name| name.written(dialect));
        let column = |name: Option<&String>| name.map(|name| quoted(dialect, name));
        let bare = |text: &str| text.replace('\'', "''");
        match hole {
            "table" | "name" => object(&self.object),
            "parent" => object(&self.parent),
            "other" => object(&self.to),
            "index" => object(&self.index),
            "column" => column(self.columns.first()),
            "parent_column" => column(self.parent_columns.first()),
            "columns" if !self.columns.is_empty() => Some(list(dialect, &self.columns)),
            "condition" => self.expression.clone(),
            "table:text" | "name:text" => self.object.as_ref().map(|name| bare(&name.name)),
            "table:written" | "name:written" => self.object.as_ref().map(|name| bare(&name.written(dialect))),
            "index:text" => self.index.as_ref().map(|name| bare(&name.name)),
            "column:text" => self.column().map(bare),
            "constraint:text" => self.constraint.as_deref().map(bare),
            _ => None,
        }
    }
}

/// Several columns, with commas between them.
pub fn list(dialect: Dialect, columns: &[String]) -> String {
    let mut list = String::new();
    for (at, column) in columns.iter().enumerate() {
        let comma = if at == 0 { "" } else { ", " };
        let _ = write!(list, "{comma}{}", quoted(dialect, column));
    }
    list
}

/// One name as it is written: MySQL's always in back-ticks, PostgreSQL's in double quotes where it would read otherwise.
pub fn quoted(dialect: Dialect, name: &str) -> String {
    match dialect {
        Dialect::Mysql => format!("`{}`", name.replace('`', "``")),
        Dialect::Postgresql if is_plain(name) => name.to_owned(),
        Dialect::Postgresql => format!("\"{}\"", name.replace('"', "\"\"")),
    }
}

/// A text between single quotes.
pub fn text(dialect: Dialect, text: &str) -> String {
    let doubled = text.replace('\'', "''");
    match dialect {
        Dialect::Mysql => format!("'{}'", doubled.replace('\\', "\\\\")),
        Dialect::Postgresql => format!("'{doubled}'"),
    }
}

/// Whether PostgreSQL reads this name as it is without quotes.
fn is_plain(name: &str) -> bool {
    let begins = name.starts_with(|first: char| first.is_ascii_lowercase() || first == '_');
    begins
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        && !RESERVED.contains(&name)
}

/// The words that PostgreSQL keeps for itself, in order.
const RESERVED: &[&str] = &[
    "all",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "authorization",
    "binary",
    "both",
    "case",
    "cast",
    "check",
    "collate",
    "collation",
    "column",
    "concurrently",
    "constraint",
    "create",
    "cross",
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "default",
    "deferrable",
    "desc",
    "distinct",
    "do",
    "else",
    "end",
    "except",
    "false",
    "fetch",
    "for",
    "foreign",
    "freeze",
    "from",
    "full",
    "grant",
    "group",
    "having",
    "ilike",
    "in",
    "initially",
    "inner",
    "intersect",
    "into",
    "is",
    "isnull",
    "join",
    "lateral",
    "leading",
    "left",
    "like",
    "limit",
    "localtime",
    "localtimestamp",
    "natural",
    "not",
    "notnull",
    "null",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "outer",
    "overlaps",
    "placing",
    "primary",
    "references",
    "returning",
    "right",
    "select",
    "session_user",
    "similar",
    "some",
    "symmetric",
    "system_user",
    "table",
    "tablesample",
    "then",
    "to",
    "trailing",
    "true",
    "union",
    "unique",
    "user",
    "using",
    "variadic",
    "verbose",
    "when",
    "where",
    "window",
    "with",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_quoted_where_it_would_read_otherwise() {
        for (name, postgresql, mysql) in [
            ("screening", "screening", "`screening`"),
            ("oldHall", "\"oldHall\"", "`oldHall`"),
            ("order", "\"order\"", "`order`"),
            ("9lives", "\"9lives\"", "`9lives`"),
            ("a\"b`c", "\"a\"\"b`c\"", "`a\"b``c`"),
            ("größe", "\"größe\"", "`größe`"),
        ] {
            assert_eq!(quoted(Dialect::Postgresql, name), postgresql);
            assert_eq!(quoted(Dialect::Mysql, name), mysql);
        }
        assert_eq!(Name::within("Box", "user").written(Dialect::Postgresql), "\"Box\".\"user\"");
        assert_eq!(text(Dialect::Mysql, "it's \\ all"), "'it''s \\\\ all'");
        assert!(RESERVED.is_sorted());
    }

    #[test]
    fn a_query_gets_the_names_that_are_known() {
        let subject = Subject {
            object: Some(Name::within("cinema", "order")),
            columns: vec!["Seat".to_owned()],
            ..Subject::default()
        };
        assert_eq!(
            subject.fill("SELECT {column} FROM {table} -- {table:text}, {index}", Dialect::Postgresql),
            "SELECT \"Seat\" FROM cinema.\"order\" -- order, {index}"
        );
        assert_eq!(
            subject.fill("SELECT '{table:written}'::regclass", Dialect::Postgresql),
            "SELECT 'cinema.\"order\"'::regclass"
        );
        assert_eq!(subject.fill("no end {table", Dialect::Mysql), "no end {table");
    }
}
