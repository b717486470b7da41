//! Records as JSON: objects that are read and written field by field, by name.
//!
//! Not by code that serde derives: it makes a reader of its own for each field of each record, which cost a tenth of the
//! page's first view. Here an object is taken apart once, into names and the text of each value, and a value is read from its
//! text when it is asked for. Nothing is copied that is not kept.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// A JSON object as a tree of values.
pub type Object = Map<String, Value>;

/// Why JSON is not the value that was wanted, as a sentence without its full stop.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unfit(String);

impl Unfit {
    /// For this reason.
    pub fn new(why: impl fmt::Display) -> Self {
        Self(why.to_string())
    }
}

/// What has a form in JSON.
pub trait Json: Sized {
    /// Reads it from the text of one JSON value.
    fn read(json: &str) -> Result<Self, Unfit>;

    /// The value that [`Json::read`] reads.
    fn write(&self) -> Value;
}

/// What is an object in JSON.
pub trait Record: Sized {
    /// Reads it from the fields of an object. Those that it does not know are passed over.
    fn from_fields(fields: &Fields<'_>) -> Result<Self, Unfit>;

    /// Writes its fields.
    fn write_fields(&self, to: &mut Writing);

    /// It as an object.
    fn to_object(&self) -> Object {
        let mut writing = Writing::default();
        self.write_fields(&mut writing);
        writing.0
    }
}

/// The fields of an object, each with its name and the text of its value.
pub struct Fields<'a>(Vec<(Cow<'a, str>, &'a str)>);

impl<'a> Fields<'a> {
    /// Takes the text of an object apart.
    pub fn of(json: &'a str) -> Result<Self, Unfit> {
        serde_json::from_str(json).map_err(Unfit::new)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All, in the order in which they stand.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &'a str)> {
        self.0.iter().map(|(name, json)| (name.as_ref(), *json))
    }

    /// The text of a field's value, if it is there.
    pub fn json(&self, name: &str) -> Result<Option<&'a str>, Unfit> {
        let mut found = self.iter().filter(|(other, _)| *other == name).map(|(_, json)| json);
        match (found.next(), found.next()) {
            (first, None) => Ok(first),
            _ => Err(Unfit(format!("duplicate field `{name}`"))),
        }
    }

    fn read<T: Json>(&self, name: &str) -> Result<Option<T>, Unfit> {
        self.json(name)?.map(|json| T::read(json).map_err(|why| Unfit(format!("`{name}`: {why}")))).transpose()
    }

    /// A field that has to be there.
    pub fn needed<T: Json>(&self, name: &str) -> Result<T, Unfit> {
        self.read(name)?.ok_or_else(|| Unfit(format!("missing field `{name}`")))
    }

    /// A field that is left out, or `null`, where there is nothing to say.
    pub fn optional<T: Json>(&self, name: &str) -> Result<Option<T>, Unfit> {
        if self.json(name)? == Some("null") { Ok(None) } else { self.read(name) }
    }

    /// A field that is left out where it is empty.
    pub fn or_empty<T: Json + Default>(&self, name: &str) -> Result<T, Unfit> {
        Ok(self.read(name)?.unwrap_or_default())
    }

    /// A field that is written also where it is empty, and may be missing.
    pub fn with_default<T: Json + Default>(&self, name: &str) -> Result<T, Unfit> {
        self.or_empty(name)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Fields<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Fields<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Fields<'de>, A::Error> {
                let mut fields = Vec::with_capacity(12);
                while let Some((name, json)) = object.next_entry::<&RawValue, &RawValue>()? {
                    let name = text(name.get()).map_err(serde::de::Error::custom)?;
                    fields.push((name, json.get()));
                }
                Ok(Fields(fields))
            }
        }

        deserializer.deserialize_map(Object)
    }
}

/// An object that is being written.
#[derive(Default)]
pub struct Writing(Object);

impl Writing {
    /// What was written.
    pub fn done(self) -> Value {
        Value::Object(self.0)
    }

    /// Writes a field.
    pub fn needed<T: Json>(&mut self, name: &str, value: &T) {
        self.0.insert(name.to_owned(), value.write());
    }

    /// Writes a field where there is something to say.
    pub fn optional<T: Json>(&mut self, name: &str, value: &Option<T>) {
        if let Some(value) = value {
            self.needed(name, value);
        }
    }

    /// Writes a field that is not empty.
    pub fn or_empty<T: Json + Default + PartialEq>(&mut self, name: &str, value: &T) {
        if *value != T::default() {
            self.needed(name, value);
        }
    }

    /// Writes a field, also an empty one.
    pub fn with_default<T: Json>(&mut self, name: &str, value: &T) {
        self.needed(name, value);
    }
}

/// How a struct is an object: each field with its name in JSON and whether it has to be there.
macro_rules! record {
    ($record:ident { $($field:ident: $mode:ident $name:literal),* $(,)? }) => {
        impl $crate::domain::json::Record for $record {
            fn from_fields(
                fields: &$crate::domain::json::Fields<'_>,
            ) -> Result<Self, $crate::domain::json::Unfit> {
                Ok(Self { $($field: fields.$mode($name)?),* })
            }

            fn write_fields(&self, to: &mut $crate::domain::json::Writing) {
                $(to.$mode($name, &self.$field);)*
            }
        }
    };
}
pub(crate) use record;

/// How a type with a form in text is that text.
macro_rules! as_text {
    ($($text:ty),*) => {
        $(impl $crate::domain::json::Json for $text {
            fn read(json: &str) -> Result<Self, $crate::domain::json::Unfit> {
                $crate::domain::json::text(json)?.parse().map_err($crate::domain::json::Unfit::new)
            }

            fn write(&self) -> serde_json::Value {
                serde_json::Value::String(self.to_string())
            }
        })*
    };
}
pub(crate) use as_text;

impl<T: Record> Json for T {
    fn read(json: &str) -> Result<Self, Unfit> {
        Self::from_fields(&Fields::of(json)?)
    }

    fn write(&self) -> Value {
        Value::Object(self.to_object())
    }
}

/// What a JSON text says.
pub fn text(json: &str) -> Result<Cow<'_, str>, Unfit> {
    match json.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        None => Err(Unfit("it is not text".to_owned())),
        Some(plain) if !plain.contains('\\') => Ok(Cow::Borrowed(plain)),
        Some(_) => serde_json::from_str(json).map(Cow::Owned).map_err(Unfit::new),
    }
}

impl Json for String {
    fn read(json: &str) -> Result<Self, Unfit> {
        text(json).map(Cow::into_owned)
    }

    fn write(&self) -> Value {
        Value::String(self.clone())
    }
}

impl Json for bool {
    fn read(json: &str) -> Result<Self, Unfit> {
        json.parse().map_err(|_| Unfit("it is neither true nor false".to_owned()))
    }

    fn write(&self) -> Value {
        Value::Bool(*self)
    }
}

macro_rules! whole_numbers {
    ($($number:ty),*) => {
        $(impl Json for $number {
            fn read(json: &str) -> Result<Self, Unfit> {
                json.parse().map_err(|_| Unfit("it is not a whole number that is possible there".to_owned()))
            }

            fn write(&self) -> Value {
                Value::from(*self)
            }
        })*
    };
}
whole_numbers!(u32, u64, usize, i64);

impl Json for Value {
    fn read(json: &str) -> Result<Self, Unfit> {
        serde_json::from_str(json).map_err(Unfit::new)
    }

    fn write(&self) -> Value {
        self.clone()
    }
}

/// The texts of a list's items.
pub fn items(json: &str) -> Result<Vec<&str>, Unfit> {
    let items: Vec<&RawValue> = serde_json::from_str(json).map_err(Unfit::new)?;
    Ok(items.into_iter().map(RawValue::get).collect())
}

impl<T: Json> Json for Vec<T> {
    fn read(json: &str) -> Result<Self, Unfit> {
        items(json)?.into_iter().map(T::read).collect()
    }

    fn write(&self) -> Value {
        Value::Array(self.iter().map(T::write).collect())
    }
}

/// What is shared is written as if it were not.
impl<T: Json> Json for Arc<T> {
    fn read(json: &str) -> Result<Self, Unfit> {
        T::read(json).map(Self::new)
    }

    fn write(&self) -> Value {
        T::write(self)
    }
}

impl<A: Json, B: Json> Json for (A, B) {
    fn read(json: &str) -> Result<Self, Unfit> {
        match items(json)?.as_slice() {
            [first, second] => Ok((A::read(first)?, B::read(second)?)),
            _ => Err(Unfit("it is not a pair".to_owned())),
        }
    }

    fn write(&self) -> Value {
        Value::Array(vec![self.0.write(), self.1.write()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq)]
    struct Sample {
        needed: u64,
        optional: Option<String>,
        list: Vec<String>,
        flag: bool,
    }

    record!(Sample { needed: needed "n", optional: optional "o", list: or_empty "l", flag: with_default "f" });

    fn read(json: &str) -> Result<Sample, String> {
        Sample::read(json).map_err(|why| why.to_string())
    }

    #[test]
    fn a_record_is_read_by_names_also_where_they_and_texts_are_escaped() {
        let sample = read(r#" { "\u006e" : 7, "later": {"n": [1.5]}, "o":"a\"b\n", "l":["x", "\u00e9"], "f":true } "#);
        let list = vec!["x".to_owned(), "é".to_owned()];
        assert_eq!(sample, Ok(Sample { needed: 7, optional: Some("a\"b\n".to_owned()), list, flag: true }));
        assert_eq!(read(r#"{"n":7,"o":null}"#), Ok(Sample { needed: 7, optional: None, list: vec![], flag: false }));
    }

    #[test]
    fn what_is_written_is_read_and_what_is_empty_is_left_out() {
        let sample = Sample { needed: 7, optional: None, list: vec![], flag: false };
        let json = sample.write().to_string();
        assert_eq!(json, r#"{"f":false,"n":7}"#);
        assert_eq!(read(&json), Ok(sample));
    }

    #[test]
    fn what_does_not_fit_is_named() {
        for (json, why) in [
            (r#"{"f":true}"#, "missing field `n`"),
            (r#"{"n":1,"n":1}"#, "duplicate field `n`"),
            (r#"{"n":-1}"#, "`n`: it is not a whole number that is possible there"),
            (r#"{"n":1,"l":null}"#, "`l`: invalid type: null, expected a sequence at line 1 column 4"),
            (r#"{"n":1,"o":5}"#, "`o`: it is not text"),
            (r#"{"n":1,"f":1}"#, "`f`: it is neither true nor false"),
        ] {
            assert_eq!(read(json), Err(why.to_owned()), "{json}");
        }
        assert!(read("[1]").is_err() && read("{} {}").is_err() && read(r#"{"n":1,"o":"\ud800"}"#).is_err());
    }
}
