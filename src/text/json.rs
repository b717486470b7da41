//! JSON with its members in the order in which they are written, whatever another crate of the build makes of serde_json's maps.

use std::fmt::Display;

use serde_json::Value;

use crate::domain::time::Precise;

/// A value on one line, the members of its objects in one order, whether or not another crate of the build makes serde_json
/// keep that of insertion.
pub(super) fn compact(value: &Value) -> String {
    let mut value = value.clone();
    value.sort_all_objects();
    value.to_string()
}

/// JSON while it is written.
#[derive(Default)]
pub(super) struct Writer {
    out: String,
    depth: usize,
    is_on_one_line: bool,
    /// Something stands before on this level.
    is_behind: bool,
}

impl Writer {
    /// Without line breaks and blanks, for a program that is waiting.
    pub(super) fn on_one_line() -> Self {
        Self { is_on_one_line: true, ..Self::default() }
    }

    /// What was written, with a line break at its end.
    pub(super) fn done(mut self) -> String {
        self.out.push('\n');
        self.out
    }

    fn line(&mut self) {
        if self.is_on_one_line {
            return;
        }
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n("  ", self.depth));
    }

    fn next(&mut self) {
        if std::mem::replace(&mut self.is_behind, true) {
            self.out.push(',');
        }
        self.line();
    }

    fn within(&mut self, [open, close]: [char; 2], inner: impl FnOnce(&mut Self)) {
        self.out.push(open);
        self.depth += 1;
        self.is_behind = false;
        inner(self);
        self.depth -= 1;
        if self.is_behind {
            self.line();
        }
        self.is_behind = true;
        self.out.push(close);
    }

    /// An object of these members.
    pub(super) fn object(&mut self, members: impl FnOnce(&mut Self)) {
        self.within(['{', '}'], members);
    }

    /// A list of these items, each written by `write`.
    pub(super) fn list<T>(&mut self, items: impl IntoIterator<Item = T>, write: impl Fn(&mut Self, T)) {
        self.within(['[', ']'], |json| {
            for item in items {
                json.next();
                write(json, item);
            }
        });
    }

    /// The name of a member, whose value is to follow.
    pub(super) fn member(&mut self, name: &str) -> &mut Self {
        self.next();
        self.value_text(name);
        self.out.push_str(if self.is_on_one_line { ":" } else { ": " });
        self
    }

    pub(super) fn value(&mut self, value: &Value) {
        self.out.push_str(&compact(value));
    }

    pub(super) fn value_text(&mut self, text: &str) {
        self.out.push_str(&Value::from(text).to_string());
    }

    pub(super) fn value_number(&mut self, number: impl Display) {
        self.out.push_str(&number.to_string());
    }

    pub(super) fn text(&mut self, name: &str, text: &str) {
        self.member(name).value_text(text);
    }

    pub(super) fn number(&mut self, name: &str, number: impl Display) {
        self.member(name).out.push_str(&number.to_string());
    }

    /// Two numbers in a list, on one line.
    pub(super) fn pair(&mut self, first: impl Display, second: impl Display) {
        self.out.push_str(&format!("[{first}, {second}]"));
    }

    pub(super) fn truth(&mut self, name: &str, truth: bool) {
        self.member(name).out.push_str(if truth { "true" } else { "false" });
    }

    pub(super) fn maybe(&mut self, name: &str, text: Option<String>) {
        match text {
            Some(text) => self.text(name, &text),
            None => self.member(name).out.push_str("null"),
        }
    }

    pub(super) fn time(&mut self, name: &str, time: Option<Precise>) {
        self.maybe(name, time.map(|time| time.to_string()));
    }
}
