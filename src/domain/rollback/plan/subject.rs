//! What a plan is about: the names and texts of one change, and how a name is written in each dialect.

use std::fmt::Write as _;

use super::super::dialect::Dialect;
use super::super::recognise::reserved::wants_quotes;

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
    /// Whether that is the same for all rows.
    pub is_constant: bool,
    /// Whether the column is NOT NULL.
    pub is_required: bool,
    /// All that is written of the column behind its name, as it stands: the type and what follows it.
    pub definition: Option<String>,
    /// What a MODIFY has to repeat beside the type and NULL or NOT NULL: the default, `ON UPDATE`, the comment.
    pub repeats: Option<String>,
    /// Whether the definition says where the column stands among the others.
    pub is_placed: bool,
    /// Whether another plan has done the first half already: the column is added, or the old table is on its way out.
    pub is_there: bool,
    /// The expression of a check, of a generated column or behind WHERE.
    pub expression: Option<String>,
    /// The index.
    pub index: Option<Name>,
    /// What follows the table's name in CREATE INDEX: `USING gin (tags)`, `(lower(name)) WHERE live`.
    pub index_on: Option<String>,
    /// What a key or an index is built on, part by part, as a query can group by it: `lower(name)`.
    pub keys: Vec<String>,
    /// Which rows an index holds, if not all: what follows its WHERE.
    pub only: Option<String>,
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
    /// Where it goes among the labels: `AFTER 'paid'`.
    pub place: Option<String>,
    /// A partition's bound: `FOR VALUES IN (2033)`.
    pub bound: Option<String>,
    /// What a view selects.
    pub query: Option<String>,
    /// The column that orders the rows for batches, where it is known.
    pub key: Option<String>,
    /// The character set or the collation that a column or a table gets.
    pub charset: Option<String>,
    /// What an UPDATE sets: each column with its expression.
    pub sets: Vec<(String, String)>,
    /// Whether an UPDATE computes a value from one that it replaces, so that running it twice does not give the same.
    pub is_once_only: bool,
    /// The line of the script whose check spares this change its scan.
    pub checked_by: Option<usize>,
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
    /// `{table:written}` for a place between single quotes. A name that is not known stands between ‹ and ›, for a person to
    /// write.
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
                None => {
                    let _ = write!(filled, "‹{}›", unknown(hole));
                }
            }
            rest = &rest[close + 1..];
        }
        filled.push_str(rest);
        filled
    }

    /// Whether it is about this column, or names it in what it builds or checks.
    pub(super) fn names(&self, column: &str) -> bool {
        self.clone().goes_by(column, column, Dialect::Postgresql)
    }

    /// Calls a column by another name wherever it is named; false where it is not.
    pub(super) fn goes_by(&mut self, old: &str, new: &str, dialect: Dialect) -> bool {
        let mut is_named = false;
        for column in self.columns.iter_mut().filter(|column| column.eq_ignore_ascii_case(old)) {
            new.clone_into(column);
            is_named = true;
        }
        let texts = [&mut self.index_on, &mut self.only, &mut self.expression].into_iter().flatten();
        for text in texts.chain(&mut self.keys).chain([&mut self.statement]) {
            is_named |= called(text, old, new, dialect);
        }
        is_named
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
            "columns" if !self.keys.is_empty() => Some(self.keys.join(", ")),
            "columns" if !self.columns.is_empty() => Some(list(dialect, &self.columns)),
            "where" => Some(self.only.as_ref().map(|only| format!(" WHERE {only}")).unwrap_or_default()),
            "charset" | "collation" => self.charset.clone(),
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

/// Writes another name for a column wherever it stands in a text, outside of literals; false where it does not.
fn called(text: &mut String, old: &str, new: &str, dialect: Dialect) -> bool {
    let mut written = String::with_capacity(text.len());
    let mut is_named = false;
    let mut rest = text.as_str();
    while let Some(first) = rest.chars().next() {
        let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        let length = match first {
            '\'' | '"' | '`' => rest[1..].find(first).map_or(rest.len(), |at| at + 2),
            first if is_part(first) => rest.find(|c| !is_part(c)).unwrap_or(rest.len()),
            first => first.len_utf8(),
        };
        let (word, behind) = rest.split_at(length);
        let name = if matches!(first, '"' | '`') { word.trim_matches(first) } else { word };
        if first != '\'' && name.eq_ignore_ascii_case(old) {
            written.push_str(&quoted(dialect, new));
            is_named = true;
        } else {
            written.push_str(word);
        }
        rest = behind;
    }
    if is_named {
        *text = written;
    }
    is_named
}

/// What a person has to write for a hole that the script does not fill.
fn unknown(hole: &str) -> String {
    match hole.split(':').next().unwrap_or_default() {
        "column" | "parent_column" => "the column",
        "columns" => "the columns",
        "table" | "name" => "its name",
        "parent" => "the parent",
        "other" => "the other table",
        "index" => "the index",
        "constraint" => "the constraint",
        "condition" => "the condition",
        "charset" => "the character set",
        "collation" => "the collation",
        other => other,
    }
    .to_owned()
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
        && !wants_quotes(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_quoted_where_it_would_read_otherwise() {
        for (name, postgresql, mysql) in [
            ("screening", "screening", "`screening`"),
            ("oldHall", "\"oldHall\"", "`oldHall`"),
            ("order", "\"order\"", "`order`"),
            ("left", "\"left\"", "`left`"),
            ("9lives", "\"9lives\"", "`9lives`"),
            ("a\"b`c", "\"a\"\"b`c\"", "`a\"b``c`"),
            ("größe", "\"größe\"", "`größe`"),
        ] {
            assert_eq!(quoted(Dialect::Postgresql, name), postgresql);
            assert_eq!(quoted(Dialect::Mysql, name), mysql);
        }
        assert_eq!(Name::within("Box", "user").written(Dialect::Postgresql), "\"Box\".\"user\"");
        assert_eq!(text(Dialect::Mysql, "it's \\ all"), "'it''s \\\\ all'");
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
            "SELECT \"Seat\" FROM cinema.\"order\" -- order, ‹the index›"
        );
        assert_eq!(
            subject.fill("SELECT '{table:written}'::regclass", Dialect::Postgresql),
            "SELECT 'cinema.\"order\"'::regclass"
        );
        assert_eq!(subject.fill("no end {table", Dialect::Mysql), "no end {table");
    }

    #[test]
    fn a_column_goes_by_its_new_name_outside_of_literals() {
        let mut text = "(lower(Region), \"region\", regions) WHERE region <> 'region'".to_owned();
        assert!(called(&mut text, "region", "region_new", Dialect::Postgresql));
        assert_eq!(text, "(lower(region_new), region_new, regions) WHERE region_new <> 'region'");
        assert!(!called(&mut text, "region", "x", Dialect::Postgresql));
    }
}
