//! What an expression is made of, as far as it matters: whether a default is the same for all rows, whether a condition names
//! its rows, which columns a check is about.

use std::borrow::Cow;

use crate::domain::rollback::fact::{DefaultClass, Ident};
use crate::domain::rollback::token::TokenKind;

use super::cursor::Cursor;

/// Functions of PostgreSQL that give the same value for all rows of one statement, and words that look like calls.
const STEADY: &[&str] = &[
    "abs",
    "age",
    "all",
    "any",
    "array",
    "array_append",
    "array_cat",
    "array_fill",
    "array_prepend",
    "array_remove",
    "array_to_json",
    "array_to_string",
    "ascii",
    "bit",
    "bool",
    "box",
    "btrim",
    "cardinality",
    "cast",
    "ceil",
    "ceiling",
    "char",
    "character",
    "chr",
    "circle",
    "coalesce",
    "concat",
    "concat_ws",
    "convert_from",
    "convert_to",
    "current_database",
    "current_date",
    "current_schema",
    "current_setting",
    "current_time",
    "current_timestamp",
    "current_user",
    "date",
    "date_part",
    "date_trunc",
    "daterange",
    "decimal",
    "decode",
    "div",
    "encode",
    "exp",
    "extract",
    "float",
    "floor",
    "format",
    "gen_null_uuid",
    "greatest",
    "hstore",
    "inet",
    "inet_client_addr",
    "inet_client_port",
    "inet_server_addr",
    "initcap",
    "int4range",
    "int8range",
    "interval",
    "json_array",
    "json_build_array",
    "json_build_object",
    "json_object",
    "jsonb_build_array",
    "jsonb_build_object",
    "jsonb_object",
    "justify_days",
    "justify_hours",
    "justify_interval",
    "least",
    "left",
    "length",
    "line",
    "ln",
    "localtime",
    "localtimestamp",
    "log",
    "lower",
    "lpad",
    "ltrim",
    "lseg",
    "make_date",
    "make_interval",
    "make_time",
    "make_timestamp",
    "make_timestamptz",
    "md5",
    "mod",
    "now",
    "nullif",
    "numeric",
    "numrange",
    "overlay",
    "path",
    "pg_backend_pid",
    "pi",
    "point",
    "polygon",
    "position",
    "power",
    "quote_ident",
    "quote_literal",
    "repeat",
    "replace",
    "reverse",
    "right",
    "round",
    "row",
    "row_to_json",
    "rpad",
    "rtrim",
    "sha224",
    "sha256",
    "sha384",
    "sha512",
    "sign",
    "split_part",
    "sqrt",
    "statement_timestamp",
    "string_to_array",
    "strpos",
    "substr",
    "substring",
    "time",
    "timestamp",
    "timestamptz",
    "timezone",
    "timetz",
    "to_char",
    "to_date",
    "to_hex",
    "to_json",
    "to_jsonb",
    "to_number",
    "to_timestamp",
    "to_tsquery",
    "to_tsvector",
    "transaction_timestamp",
    "translate",
    "trim",
    "trunc",
    "tsrange",
    "tstzrange",
    "txid_current",
    "upper",
    "uuid_nil",
    "values",
    "varbit",
    "varchar",
    "varying",
    "version",
];

/// Functions whose value a replica that replays statements could not repeat.
const NOT_REPEATABLE: &[&str] = &[
    "uuid",
    "uuid_short",
    "rand",
    "random_bytes",
    "sysdate",
    "connection_id",
    "user",
    "current_user",
    "session_user",
    "system_user",
    "found_rows",
    "row_count",
    "last_insert_id",
    "get_lock",
    "release_lock",
    "load_file",
    "sleep",
    "version",
];

/// What a default of PostgreSQL between two positions is made of.
pub(super) fn default_of_postgresql(cursor: &Cursor, from: usize, until: usize) -> DefaultClass {
    if until == from + 1 && cursor.text_at(from).eq_ignore_ascii_case("null") {
        return DefaultClass::None;
    }
    for position in from..until {
        let token = cursor.token_at(position);
        let is_call = cursor.text_at(position + 1) == "(" && position + 1 < until;
        let before = if position > from { cursor.text_at(position - 1) } else { "" };
        let names_type = before == "::" || before.eq_ignore_ascii_case("as");
        if !is_call || names_type {
            continue;
        }
        let is_qualified = before == "." && !cursor.text_at(position - 2).eq_ignore_ascii_case("pg_catalog");
        let is_steady = match token.kind {
            TokenKind::Word => {
                let word = cursor.text_at(position);
                !is_qualified && STEADY.iter().any(|steady| word.eq_ignore_ascii_case(steady))
            }
            TokenKind::Quoted => false,
            _ => true,
        };
        if !is_steady {
            return DefaultClass::Volatile;
        }
    }
    DefaultClass::Constant
}

/// What an expression in brackets as a default of MySQL is made of.
pub(super) fn default_of_mysql(cursor: &Cursor, from: usize, until: usize) -> DefaultClass {
    let is_repeatable = (from..until).all(|position| {
        cursor.text_at(position + 1) != "("
            || !NOT_REPEATABLE.iter().any(|name| cursor.text_at(position).eq_ignore_ascii_case(name))
    });
    if is_repeatable { DefaultClass::Volatile } else { DefaultClass::NotRepeatable }
}

/// How deep a condition is looked into.
const DEEPEST: u32 = 40;

/// Whether a condition names its rows: by a key, a list, a range with two ends.
pub(super) fn is_bounded(cursor: &Cursor, from: usize, until: usize) -> bool {
    bounded(cursor, from, until, DEEPEST)
}

fn bounded(cursor: &Cursor, from: usize, until: usize, depth: u32) -> bool {
    let (from, until) = without_brackets(cursor, from, until);
    if from >= until || depth == 0 {
        return false;
    }
    if holds_at_top(cursor, from, until, "or") {
        return parts(cursor, from, until, "or")
            .into_iter()
            .all(|(from, until)| bounded(cursor, from, until, depth - 1));
    }
    let mut lower: Vec<&str> = Vec::new();
    let mut upper: Vec<&str> = Vec::new();
    for (from, until) in parts(cursor, from, until, "and") {
        let (from, until) = without_brackets(cursor, from, until);
        let is_nested = holds_at_top(cursor, from, until, "or") || holds_at_top(cursor, from, until, "and");
        if is_nested && !holds_at_top(cursor, from, until, "between") {
            if bounded(cursor, from, until, depth - 1) {
                return true;
            }
            continue;
        }
        match comparison(cursor, from, until, depth) {
            Comparison::Names => return true,
            Comparison::From(column) => lower.push(column),
            Comparison::To(column) => upper.push(column),
            Comparison::Other => {}
        }
    }
    lower.iter().any(|column| upper.iter().any(|other| column.eq_ignore_ascii_case(other)))
}

/// What one comparison says of the rows.
enum Comparison<'a> {
    /// It names them.
    Names,
    /// They begin somewhere.
    From(&'a str),
    /// They end somewhere.
    To(&'a str),
    /// Nothing.
    Other,
}

fn comparison<'a>(cursor: &Cursor<'a, '_>, from: usize, until: usize, depth: u32) -> Comparison<'a> {
    if cursor.text_at(from).eq_ignore_ascii_case("not") || cursor.text_at(from).eq_ignore_ascii_case("exists") {
        return Comparison::Other;
    }
    let mut level = 0_usize;
    for position in from..until {
        let text = cursor.text_at(position);
        match cursor.token_at(position).kind {
            TokenKind::Open => level += 1,
            TokenKind::Close => level = level.saturating_sub(1),
            _ if level > 0 => {}
            TokenKind::Word if text.eq_ignore_ascii_case("between") => {
                return if negated(cursor, from, position) { Comparison::Other } else { Comparison::Names };
            }
            TokenKind::Word
                if text.eq_ignore_ascii_case("current") && cursor.text_at(position + 1).eq_ignore_ascii_case("of") =>
            {
                return Comparison::Names;
            }
            TokenKind::Word if text.eq_ignore_ascii_case("in") => {
                if negated(cursor, from, position) {
                    return Comparison::Other;
                }
                let inner = position + 2;
                let is_query = ["select", "with"].iter().any(|word| cursor.text_at(inner).eq_ignore_ascii_case(word));
                let is_named = if is_query {
                    let where_at = cursor.find_before(inner, until.saturating_sub(1), &["where"]);
                    cursor.holds(inner, until, "limit")
                        || where_at.is_some_and(|at| bounded(cursor, at + 1, until.saturating_sub(1), depth - 1))
                } else {
                    true
                };
                return if is_named { Comparison::Names } else { Comparison::Other };
            }
            TokenKind::Operator if matches!(text, "=" | "==" | "<=>") => {
                let (left, right) = (is_value(cursor, from, position), is_value(cursor, position + 1, until));
                return if left == right { Comparison::Other } else { Comparison::Names };
            }
            TokenKind::Operator if matches!(text, ">" | ">=" | "<" | "<=") => {
                let is_turned = is_value(cursor, from, position);
                if is_turned == is_value(cursor, position + 1, until) {
                    return Comparison::Other;
                }
                let column = cursor.text_at(if is_turned { until.saturating_sub(1) } else { position - 1 });
                return if text.starts_with('>') == is_turned {
                    Comparison::To(column)
                } else {
                    Comparison::From(column)
                };
            }
            _ => {}
        }
    }
    Comparison::Other
}

fn negated(cursor: &Cursor, from: usize, position: usize) -> bool {
    position > from && cursor.text_at(position - 1).eq_ignore_ascii_case("not")
}

/// Whether what stands between two positions names no column.
fn is_value(cursor: &Cursor, from: usize, until: usize) -> bool {
    from < until
        && (from..until).all(|position| match cursor.token_at(position).kind {
            TokenKind::Quoted => false,
            TokenKind::Word => {
                let is_call = cursor.text_at(position + 1) == "(";
                let is_cast = position > from && cursor.text_at(position - 1) == "::";
                let is_typed_text = cursor.token_at(position + 1).kind == TokenKind::Text;
                is_call || is_cast || is_typed_text || is_word_of_value(cursor.text_at(position))
            }
            _ => true,
        })
}

fn is_word_of_value(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "true",
        "false",
        "null",
        "array",
        "current_date",
        "current_timestamp",
        "current_time",
        "localtime",
        "localtimestamp",
        "current_user",
        "interval",
        "any",
        "some",
        "all",
        "as",
        "day",
        "hour",
        "minute",
        "second",
        "month",
        "year",
        "week",
    ];
    WORDS.iter().any(|known| word.eq_ignore_ascii_case(known))
}

/// Whether a condition holds for every row, as it names none.
pub(super) fn is_always_true(cursor: &Cursor, from: usize, until: usize) -> bool {
    let (from, until) = without_brackets(cursor, from, until);
    match until.saturating_sub(from) {
        1 => {
            let text = cursor.text_at(from);
            text.eq_ignore_ascii_case("true") || (cursor.token_at(from).kind == TokenKind::Number && text != "0")
        }
        3 => {
            cursor.text_at(from + 1) == "="
                && cursor.token_at(from).kind != TokenKind::Parameter
                && cursor.text_at(from) == cursor.text_at(from + 2)
                && is_value(cursor, from, from + 1)
        }
        _ => false,
    }
}

fn without_brackets(cursor: &Cursor, mut from: usize, mut until: usize) -> (usize, usize) {
    let mut left = DEEPEST;
    while left > 0 && until > from + 1 && cursor.text_at(from) == "(" && cursor.close_of(from) == until {
        from += 1;
        until -= 1;
        left -= 1;
    }
    (from, until)
}

fn holds_at_top(cursor: &Cursor, from: usize, until: usize, word: &str) -> bool {
    cursor.find_before(from, until, &[word]).is_some()
}

/// The parts of a condition between a word outside of brackets; the AND of a BETWEEN divides nothing.
fn parts(cursor: &Cursor, from: usize, until: usize, word: &str) -> Vec<(usize, usize)> {
    let mut parts = Vec::new();
    let (mut begin, mut level, mut in_between) = (from, 0_usize, false);
    for position in from..until {
        match cursor.token_at(position).kind {
            TokenKind::Open => level += 1,
            TokenKind::Close => level = level.saturating_sub(1),
            TokenKind::Word if level == 0 => {
                let text = cursor.text_at(position);
                if text.eq_ignore_ascii_case("between") {
                    in_between = true;
                } else if text.eq_ignore_ascii_case("and") && in_between {
                    in_between = false;
                } else if text.eq_ignore_ascii_case(word) {
                    parts.push((begin, position));
                    begin = position + 1;
                }
            }
            _ => {}
        }
    }
    parts.push((begin, until));
    parts
}

/// Words of an expression that are no columns.
const NO_COLUMNS: &[&str] = &[
    "and",
    "or",
    "not",
    "is",
    "in",
    "like",
    "ilike",
    "similar",
    "to",
    "between",
    "symmetric",
    "null",
    "true",
    "false",
    "unknown",
    "case",
    "when",
    "then",
    "else",
    "end",
    "any",
    "some",
    "all",
    "array",
    "distinct",
    "from",
    "collate",
    "regexp",
    "rlike",
    "div",
    "mod",
    "xor",
    "current_date",
    "current_timestamp",
    "current_time",
    "interval",
    "escape",
    "isnull",
    "notnull",
    "as",
    "at",
    "time",
    "zone",
    "value",
    "binary",
    "overlaps",
    "both",
    "leading",
    "trailing",
    "for",
];

/// The columns that a check names, and whether it demands that one of them is not NULL.
pub(super) fn columns_of_check<'a>(cursor: &Cursor<'a, '_>, from: usize, until: usize) -> (Vec<Ident<'a>>, bool) {
    let mut columns: Vec<Ident<'a>> = Vec::new();
    let mut demands = false;
    for position in from..until {
        let token = cursor.token_at(position);
        let text = cursor.text_at(position);
        let before = if position > from { cursor.text_at(position - 1) } else { "" };
        let is_name = match token.kind {
            TokenKind::Quoted => true,
            TokenKind::Word => {
                cursor.text_at(position + 1) != "("
                    && before != "::"
                    && cursor.token_at(position + 1).kind != TokenKind::Text
                    && !NO_COLUMNS.iter().any(|word| text.eq_ignore_ascii_case(word))
            }
            _ => false,
        };
        demands |= text.eq_ignore_ascii_case("not")
            && before.eq_ignore_ascii_case("is")
            && cursor.text_at(position + 1).eq_ignore_ascii_case("null");
        if is_name {
            let column: Ident<'a> = match token.kind {
                TokenKind::Quoted => Cow::Borrowed(text.get(1..text.len().saturating_sub(1)).unwrap_or_default()),
                _ if cursor.is_mysql() || !text.bytes().any(|byte| byte.is_ascii_uppercase()) => Cow::Borrowed(text),
                _ => Cow::Owned(text.to_ascii_lowercase()),
            };
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
    }
    (columns, demands)
}

/// Calls in a query that leave something behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Call {
    /// Moves a sequence.
    Sequence,
    /// Sets something for the session.
    Setting,
    /// Nobody sees what.
    Opaque,
}

const OPAQUE_CALLS: &[&str] = &[
    "pg_terminate_backend",
    "pg_cancel_backend",
    "pg_reload_conf",
    "pg_switch_wal",
    "pg_rotate_logfile",
    "dblink_exec",
    "dblink",
    "lo_unlink",
    "lo_import",
    "lo_create",
    "pg_create_logical_replication_slot",
    "pg_create_physical_replication_slot",
    "pg_drop_replication_slot",
    "pg_replication_origin_create",
    "pg_replication_origin_drop",
    "pg_promote",
    "query_to_xml",
    "pg_stat_reset",
    "pg_advisory_unlock_all",
    "pg_import_system_collations",
    "pg_logical_emit_message",
];

/// Functions that a query without a table may call and leave nothing behind.
const HARMLESS: &[&str] = &[
    "count",
    "sum",
    "min",
    "max",
    "avg",
    "exists",
    "pg_sleep",
    "pg_notify",
    "pg_advisory_lock",
    "pg_try_advisory_lock",
    "pg_advisory_unlock",
    "pg_advisory_xact_lock",
    "pg_try_advisory_xact_lock",
    "pg_is_in_recovery",
    "pg_relation_size",
    "pg_total_relation_size",
    "pg_table_size",
    "pg_database_size",
    "pg_size_pretty",
    "pg_get_serial_sequence",
    "currval",
    "lastval",
    "to_regclass",
    "to_regtype",
    "random",
    "clock_timestamp",
    "gen_random_uuid",
    "uuid_generate_v4",
    "generate_series",
    "unnest",
    "has_table_privilege",
    "pg_get_viewdef",
    "pg_get_constraintdef",
    "pg_get_indexdef",
    "obj_description",
    "sleep",
    "get_lock",
    "release_lock",
    "is_free_lock",
    "database",
    "schema",
    "user",
    "uuid",
    "rand",
    "if",
    "ifnull",
    "isnull",
    "unix_timestamp",
    "from_unixtime",
    "curdate",
    "curtime",
    "utc_timestamp",
    "last_insert_id",
    "row_count",
    "found_rows",
    "connection_id",
    "in",
    "and",
    "or",
    "not",
    "select",
    "from",
    "where",
    "when",
    "then",
    "else",
    "on",
    "using",
    "over",
    "filter",
    "group_concat",
    "string_agg",
    "array_agg",
    "json_agg",
    "jsonb_agg",
    "bool_and",
    "bool_or",
    "every",
    "char_length",
    "convert",
    "hex",
    "unhex",
    "sha1",
    "sha2",
    "date_format",
    "date_add",
    "date_sub",
    "datediff",
    "timediff",
    "str_to_date",
    "json_extract",
    "json_unquote",
    "regexp_replace",
    "regexp_matches",
    "regexp_match",
    "gen_salt",
    "crypt",
    "timeofday",
    "pg_stat_clear_snapshot",
    "pg_postmaster_start_time",
    "lag",
    "lead",
    "row_number",
    "rank",
    "dense_rank",
    "ntile",
    "first_value",
    "last_value",
    "width_bucket",
];

/// What a query between two positions calls that leaves something behind. One without a table calls nothing unknown in vain.
pub(super) fn call_in(cursor: &Cursor, from: usize, until: usize) -> Option<Call> {
    let reads_table = cursor.holds(from, until, "from");
    let mut found = None;
    for position in from..until {
        let is_call = cursor.text_at(position + 1) == "(" && position + 1 < until;
        if !is_call || !matches!(cursor.token_at(position).kind, TokenKind::Word | TokenKind::Quoted) {
            continue;
        }
        let word = cursor.text_at(position);
        let among = |words: &[&str]| words.iter().any(|known| word.eq_ignore_ascii_case(known));
        if among(&["setval", "nextval"]) {
            return Some(Call::Sequence);
        }
        if among(&["set_config"]) {
            found.get_or_insert(Call::Setting);
        } else if among(OPAQUE_CALLS) || (!reads_table && !among(STEADY) && !among(HARMLESS)) {
            found = Some(Call::Opaque);
        }
    }
    found
}
