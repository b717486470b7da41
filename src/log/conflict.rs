//! What a record says now, when two people revised it without knowing of each other.
//!
//! A record's revisions form a graph through their parents; those that nobody's parent are its heads. One head is the
//! rule. For several, the merged body is computed here, at read time, by a pure function that does not depend on the order in
//! which they arrived. It is never written: only a person's resolution is, as a revision with all heads as parents.

use serde_json::Value;

use super::canonical::{Object, object_to_text};
use super::migrate;
use super::revision::Revision;
use crate::domain::id::Hash;
use crate::domain::json::{Json, Unfit};
use crate::domain::ordered::sort_few;
use crate::domain::sorted::{SortedMap, SortedSet};

/// Fields that hold prose, merged line by line.
const PROSE: [&str; 1] = ["text"];

/// The field that puts a record into the trash.
pub const DELETED: &str = "deleted";

/// A field that could not be merged. The value of the latest head that changed it is used until a person says.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldConflict {
    /// Its name.
    pub field: String,
    /// What each head says, the latest last; `null` where a head does not have the field.
    pub values: Vec<(Hash, Value)>,
}

/// A record as its revisions tell it.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolved {
    /// The revisions that a next one is made from, by hash.
    pub heads: Vec<Hash>,
    /// What it says; none when what it said was purged.
    pub body: Option<Content>,
    /// In the trash: every head puts it there.
    pub is_deleted: bool,
    /// What could not be merged.
    pub conflicts: Vec<FieldConflict>,
}

/// A body: the bytes of the only head, or an object that was merged or migrated.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// As its writer made it.
    Text(Box<str>),
    /// Made by reading.
    Object(Object),
}

impl Content {
    /// As a value of a record type, or why it is none.
    pub fn read<T: Json>(&self) -> Result<T, Unfit> {
        match self {
            Self::Text(text) => T::read(text),
            // Through its text: a second way to read each type would cost more bytes than the detour costs time.
            Self::Object(object) => T::read(&object_to_text(object)),
        }
    }

    /// As text.
    pub fn into_text(self) -> Box<str> {
        match self {
            Self::Text(text) => text,
            Self::Object(object) => object_to_text(&object).into(),
        }
    }

    /// As an object, for the next revision to start from.
    pub fn object(&self) -> Option<Object> {
        match self {
            Self::Text(text) => serde_json::from_str(text).ok(),
            Self::Object(object) => Some(object.clone()),
        }
    }
}

/// The revisions nobody's parent, ascending by clock and hash.
fn heads<'a>(revisions: &[&'a Revision]) -> Vec<&'a Revision> {
    if let [only] = revisions {
        return vec![only];
    }
    let parents: SortedSet<Hash> = revisions.iter().flat_map(|r| r.header().parents.iter().copied()).collect();
    let mut heads: Vec<&Revision> = revisions.iter().copied().filter(|r| !parents.contains(&r.hash())).collect();
    sort_few(&mut heads, |r| (r.header().hlc, r.hash()));
    heads
}

/// A record's first revision: of those made from nothing the one with the earliest clock; by clock alone while none of them
/// has arrived. Descent comes before the clock, for a clock that was wrong may have stamped the first one late.
pub fn first<'a>(revisions: &[&'a Revision]) -> Option<&'a Revision> {
    revisions.iter().copied().min_by_key(|r| (!r.header().parents.is_empty(), r.header().hlc, r.hash()))
}

/// What these revisions of one record say together.
pub fn resolve(revisions: &[&Revision]) -> Resolved {
    let heads = heads(revisions);
    let hashes = heads.iter().map(|head| head.hash()).collect();
    match heads.as_slice() {
        [] => Resolved { heads: hashes, body: None, is_deleted: false, conflicts: Vec::new() },
        [head] => {
            let body = content(head);
            let is_deleted = body.as_ref().is_some_and(is_deleted_content);
            Resolved { heads: hashes, body, is_deleted, conflicts: Vec::new() }
        }
        several => resolve_several(revisions, several, hashes),
    }
}

fn content(revision: &Revision) -> Option<Content> {
    let text = revision.body().text()?;
    if !migrate::is_needed(revision.header().v) {
        return Some(Content::Text(text.into()));
    }
    let mut object: Object = serde_json::from_str(text).ok()?;
    migrate::upgrade(revision.header().v, &revision.header().kind, &mut object);
    Some(Content::Object(object))
}

fn is_deleted_content(content: &Content) -> bool {
    match content {
        // Most bodies hold neither the word nor an escape it could hide in, and need not be parsed for it.
        Content::Text(text) => {
            (text.contains(DELETED) || text.contains("\\u"))
                && serde_json::from_str::<Object>(text).is_ok_and(|body| is_deleted(&body))
        }
        Content::Object(object) => is_deleted(object),
    }
}

fn is_deleted(body: &Object) -> bool {
    body.get(DELETED) == Some(&Value::Bool(true))
}

fn resolve_several(revisions: &[&Revision], heads: &[&Revision], hashes: Vec<Hash>) -> Resolved {
    let bodies: Vec<(Hash, Object)> =
        heads.iter().filter_map(|head| Some((head.hash(), content(head)?.object()?))).collect();
    let is_all_deleted = !bodies.is_empty() && bodies.iter().all(|(_, body)| is_deleted(body));
    // An edit beats a delete: with a living head, the deleting ones have no say.
    let speaking: Vec<(Hash, &Object)> = bodies
        .iter()
        .filter(|(_, body)| is_all_deleted || !is_deleted(body))
        .map(|(hash, body)| (*hash, body))
        .collect();
    if speaking.is_empty() {
        return Resolved { heads: hashes, body: None, is_deleted: false, conflicts: Vec::new() };
    }
    let base = base(revisions, heads).and_then(|base| content(base)?.object());
    let (merged, conflicts) = merge(base.as_ref(), &speaking);
    Resolved { heads: hashes, body: Some(Content::Object(merged)), is_deleted: is_all_deleted, conflicts }
}

/// The latest revision that every head was made from.
fn base<'a>(revisions: &[&'a Revision], heads: &[&Revision]) -> Option<&'a Revision> {
    let by_hash: SortedMap<Hash, &Revision> = revisions.iter().map(|r| (r.hash(), *r)).collect();
    let mut common: Option<SortedSet<Hash>> = None;
    for head in heads {
        let mut ancestors = SortedSet::default();
        let mut queue = head.header().parents.clone();
        while let Some(hash) = queue.pop() {
            if ancestors.insert(hash)
                && let Some(revision) = by_hash.get(&hash)
            {
                queue.extend(revision.header().parents.iter().copied());
            }
        }
        common = Some(match common {
            None => ancestors,
            Some(common) => common.into_iter().filter(|hash| ancestors.contains(hash)).collect(),
        });
    }
    let common = common.unwrap_or_default();
    common.iter().filter_map(|hash| by_hash.get(hash).copied()).max_by_key(|r| (r.header().hlc, r.hash()))
}

/// Merges bodies field by field against the one they were made from. `heads` come in a fixed order, the latest last.
fn merge(base: Option<&Object>, heads: &[(Hash, &Object)]) -> (Object, Vec<FieldConflict>) {
    let bodies = heads.iter().map(|(_, body)| *body).chain(base);
    let fields: SortedSet<&String> = bodies.flat_map(Object::keys).collect();
    let mut merged = Object::new();
    let mut conflicts = Vec::new();
    for field in fields {
        let before = base.and_then(|base| member(base, field));
        let said: Vec<Option<&Value>> = heads.iter().map(|(_, body)| member(body, field)).collect();
        let mut changed: Vec<Option<&Value>> = Vec::new();
        for value in &said {
            if *value != before && !changed.contains(value) {
                changed.push(*value);
            }
        }
        let value = match changed.as_slice() {
            [] => before.cloned(),
            [only] => only.cloned(),
            several => merge_value(field, before, several).unwrap_or_else(|| {
                let values = heads.iter().zip(&said).map(|((hash, _), v)| (*hash, v.cloned().unwrap_or(Value::Null)));
                conflicts.push(FieldConflict { field: field.clone(), values: values.collect() });
                said.iter().rev().find(|value| **value != before).copied().flatten().cloned()
            }),
        };
        if let Some(value) = value {
            merged.insert(field.clone(), value);
        }
    }
    (merged, conflicts)
}

/// What a body says in that field. `null`, which we never write, says as little as a field that is not there.
fn member<'a>(body: &'a Object, field: &str) -> Option<&'a Value> {
    body.get(field).filter(|value| !value.is_null())
}

/// Several different changes of one field as one value, or nothing when they contradict each other.
#[expect(clippy::option_option, reason = "the outer says whether it merges, the inner whether the field is there")]
fn merge_value(field: &str, before: Option<&Value>, changed: &[Option<&Value>]) -> Option<Option<Value>> {
    if let Some(lists) = changed.iter().map(|value| as_list(*value)).collect::<Option<Vec<_>>>() {
        return Some(Some(Value::Array(merge_lists(as_list(before).unwrap_or_default(), &lists))));
    }
    if !PROSE.contains(&field) {
        return None;
    }
    let before = before.and_then(Value::as_str)?;
    let mut texts = changed.iter().map(|value| value.and_then(Value::as_str));
    let first = texts.next()??.to_owned();
    let merged = texts.try_fold(first, |merged, text| merge_prose(before, &merged, text?))?;
    Some(Some(Value::from(merged)))
}

/// A list, also one that is not there, which is how empty ones are written.
fn as_list(value: Option<&Value>) -> Option<&[Value]> {
    match value {
        None => Some(&[]),
        Some(Value::Array(items)) => Some(items),
        Some(_) => None,
    }
}

/// What everybody kept of the old list, then what each added.
fn merge_lists(before: &[Value], changed: &[&[Value]]) -> Vec<Value> {
    let mut merged: Vec<Value> =
        before.iter().filter(|item| changed.iter().all(|list| list.contains(item))).cloned().collect();
    for item in changed.iter().copied().flatten() {
        if !before.contains(item) && !merged.contains(item) {
            merged.push(item.clone());
        }
    }
    merged
}

fn merge_prose(before: &str, ours: &str, theirs: &str) -> Option<String> {
    // The last line usually has no line end; without one, a line added after it would count as a change to it.
    let [before, ours, theirs] = [before, ours, theirs].map(|text| format!("{text}\n"));
    let merged = diffy::merge(&before, &ours, &theirs).ok()?;
    Some(merged.strip_suffix('\n').unwrap_or(&merged).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::{RecordId, ScopeId, WriterId};
    use crate::domain::time::Instant;
    use crate::log::canonical::{digest, object, object_to_text};
    use crate::log::writer::{Draft, Writer};
    use serde_json::json;

    /// Two writers that revise one record.
    struct Pair {
        first: Writer,
        second: Writer,
        now: i64,
    }

    impl Pair {
        fn new() -> Self {
            Self { first: Writer::new(WriterId::from_bits(1)), second: Writer::new(WriterId::from_bits(2)), now: 0 }
        }

        fn write(&mut self, by_second: bool, parents: &[&Revision], body: Value) -> Revision {
            self.now += 1;
            let writer = if by_second { &mut self.second } else { &mut self.first };
            let Value::Object(body) = body else { panic!("bodies are objects") };
            let draft = Draft {
                scope: ScopeId::from_bits(1),
                record: RecordId::from_bits(1),
                kind: "entry".into(),
                parents: parents.iter().map(|revision| revision.hash()).collect(),
                author: "dana".into(),
                purges: vec![],
                body,
            };
            writer.write(draft, Instant::from_millis(self.now))
        }
    }

    fn both_ways(revisions: &[&Revision]) -> (Object, Resolved) {
        let resolved = resolve(revisions);
        let mut reversed = revisions.to_vec();
        reversed.reverse();
        assert_eq!(resolve(&reversed), resolved, "the order of arrival does not matter");
        (resolved.body.clone().unwrap().object().unwrap(), resolved)
    }

    #[test]
    fn edits_of_different_fields_and_lines_merge() {
        let mut pair = Pair::new();
        let base = pair.write(false, &[], json!({"text": "one\ntwo\nthree", "star": false, "marks": ["a", "b"]}));
        let ours = pair.write(false, &[&base], json!({"text": "ONE\ntwo\nthree", "star": false, "marks": ["b", "c"]}));
        let theirs =
            pair.write(true, &[&base], json!({"text": "one\ntwo\nTHREE", "star": true, "marks": ["a", "b", "d"]}));
        let (body, resolved) = both_ways(&[&base, &ours, &theirs]);
        assert_eq!(Value::Object(body), json!({"text": "ONE\ntwo\nTHREE", "star": true, "marks": ["b", "c", "d"]}));
        assert_eq!(resolved.conflicts, []);
    }

    #[test]
    fn what_cannot_merge_shows_both_and_uses_the_later() {
        let mut pair = Pair::new();
        let base = pair.write(false, &[], json!({"text": "p99 at 2 s"}));
        let ours = pair.write(false, &[&base], json!({"text": "p99 at 3 s"}));
        let theirs = pair.write(true, &[&base], json!({"text": "p99 at 4 s"}));
        let (body, resolved) = both_ways(&[&base, &ours, &theirs]);
        assert_eq!(Value::Object(body), json!({"text": "p99 at 4 s"}));
        let [conflict] = resolved.conflicts.as_slice() else { panic!("{resolved:?}") };
        assert_eq!(conflict.values, [(ours.hash(), json!("p99 at 3 s")), (theirs.hash(), json!("p99 at 4 s"))]);
    }

    #[test]
    fn of_three_heads_the_latest_one_counts_also_when_the_first_says_the_same() {
        let mut pair = Pair::new();
        let base = pair.write(false, &[], json!({"severity": "sev3"}));
        let [first, second, third] =
            ["sev1", "sev2", "sev1"].map(|severity| pair.write(true, &[&base], json!({ "severity": severity })));
        let (body, resolved) = both_ways(&[&base, &first, &second, &third]);
        assert_eq!((Value::Object(body), resolved.conflicts.len()), (json!({"severity": "sev1"}), 1));
    }

    #[test]
    fn null_and_nothing_are_no_conflict() {
        let mut pair = Pair::new();
        let base = pair.write(false, &[], json!({"severity": "sev3"}));
        let nothing = pair.write(false, &[&base], json!({}));
        let null = pair.write(true, &[&base], json!({ "severity": null }));
        let (body, resolved) = both_ways(&[&base, &nothing, &null]);
        assert_eq!((Value::Object(body), resolved.conflicts), (json!({}), vec![]));
    }

    #[test]
    fn an_edit_beats_a_delete() {
        let mut pair = Pair::new();
        let base = pair.write(false, &[], json!({"text": "x"}));
        let edit = pair.write(false, &[&base], json!({"text": "y"}));
        let delete = pair.write(true, &[&base], json!({"text": "x", "deleted": true}));
        let (body, resolved) = both_ways(&[&base, &edit, &delete]);
        assert!(!resolved.is_deleted);
        assert_eq!((Value::Object(body), resolved.conflicts), (json!({"text": "y"}), vec![]));
    }

    #[test]
    fn a_resolution_names_all_heads_and_ends_the_conflict() {
        let mut pair = Pair::new();
        let base = pair.write(false, &[], json!({"text": "x"}));
        let ours = pair.write(false, &[&base], json!({"text": "y"}));
        let theirs = pair.write(true, &[&base], json!({"text": "z"}));
        let said = pair.write(false, &[&ours, &theirs], json!({"text": "y and z"}));
        let (body, resolved) = both_ways(&[&base, &ours, &theirs, &said]);
        assert_eq!((Value::Object(body), resolved.heads), (json!({"text": "y and z"}), vec![said.hash()]));
    }

    #[test]
    fn a_deletion_counts_however_its_writer_spelled_it() {
        let written = Pair::new().write(false, &[], json!({}));
        let (mut header, body) = (written.header().clone(), r#"{"\u0064eleted":true}"#);
        header.body = digest(body.as_bytes());
        let header = object_to_text(&object(&header));
        let line = format!(r#"{{"hash":"{}","header":{header},"body":{body}}}"#, digest(header.as_bytes()));
        assert!(resolve(&[&Revision::from_line(&line).unwrap()]).is_deleted);
    }

    #[test]
    fn a_purged_head_leaves_no_body_and_is_no_deletion() {
        let mut pair = Pair::new();
        let mut only = pair.write(false, &[], json!({"text": "secret"}));
        only.purge();
        let resolved = resolve(&[&only]);
        assert_eq!((resolved.body, resolved.is_deleted), (None, false));
    }
}
