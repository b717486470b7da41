//! The one way a new header or body is turned into bytes.
//!
//! Canonical JSON: object keys in ascending order of their UTF-8 bytes, no white space, the shortest escapes, no floating
//! point numbers of our own. For what Stillpoint writes this is what RFC 8785 prescribes. It is used once, by the writer of a
//! revision; afterwards the bytes are carried and never made again.

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::domain::id::{Hash, RecordId};
use crate::domain::json::Record;
use crate::domain::ordered::sort_few;

pub use crate::domain::json::Object;

/// SHA-256.
pub fn digest(bytes: &[u8]) -> Hash {
    Hash::from_bytes(Sha256::digest(bytes).into())
}

/// The canonical text of a value.
pub fn to_text(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text
}

/// The canonical text of an object.
pub fn object_to_text(object: &Object) -> String {
    let mut text = String::new();
    write_object(object, &mut text);
    text
}

/// A record as a JSON object.
pub fn object(value: &impl Record) -> Object {
    value.to_object()
}

/// An object of these members. They are put in one by one: collected, they would be sorted first, by a sort of three kilobytes
/// for each length of such a list.
pub fn object_of<const N: usize>(members: [(&str, Value); N]) -> Object {
    let mut object = Object::new();
    for (name, value) in members {
        object.insert(name.to_owned(), value);
    }
    object
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Array(items) => {
            text.push('[');
            for (position, item) in items.iter().enumerate() {
                if position > 0 {
                    text.push(',');
                }
                write(item, text);
            }
            text.push(']');
        }
        Value::Object(object) => write_object(object, text),
        scalar => text.push_str(&scalar.to_string()),
    }
}

fn write_object(object: &Object, text: &mut String) {
    // Sorted here, because another crate of the build may make `Map` keep the order of insertion.
    let mut keys: Vec<&String> = object.keys().collect();
    sort_few(&mut keys, |key| *key);
    text.push('{');
    for (position, key) in keys.into_iter().enumerate() {
        if position > 0 {
            text.push(',');
        }
        text.push_str(&Value::from(key.as_str()).to_string());
        text.push(':');
        write(&object[key], text);
    }
    text.push('}');
}

/// The record id of something that has a natural name, so that two devices that write it write one record.
pub fn record_named(kind: &str, name: &str) -> RecordId {
    let hash = digest(format!("{kind}:{name}").as_bytes());
    let mut bits = [0; 16];
    bits.copy_from_slice(&hash.bytes()[..16]);
    RecordId::from_bits(u128::from_be_bytes(bits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_members_of_one_name_the_later_holds() {
        let object = object_of([("b", 1.into()), ("a", Value::Null), ("b", "two".into())]);
        assert_eq!(object_to_text(&object), r#"{"a":null,"b":"two"}"#);
    }

    #[test]
    fn keys_are_sorted_at_every_depth_and_nothing_is_padded() {
        let value: Value = serde_json::from_str(r#"{ "b": [1, {"z": null, "a": "é\n"}], "a": true }"#).unwrap();
        assert_eq!(to_text(&value), r#"{"a":true,"b":[1,{"a":"é\n","z":null}]}"#);
    }

    #[test]
    fn digests_are_sha_256() {
        assert_eq!(digest(b"abc").to_string(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
