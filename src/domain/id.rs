//! Typed identities. All are drawn or computed elsewhere and only carried here.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use super::json::as_text;

/// Crockford's alphabet in lower case: no `i`, `l`, `o`, `u`, so that an id read aloud survives.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Characters of a 128-bit id in text: 26 × 5 bits, the first character holding three of them.
const TEXT_LENGTH: usize = 26;

/// Text that is not an identity of the wanted sort.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("read `{text}` as {wanted}")]
pub struct NotAnId {
    text: String,
    wanted: &'static str,
}

fn encode(bits: u128) -> [u8; TEXT_LENGTH] {
    let mut text = [0; TEXT_LENGTH];
    for (position, slot) in text.iter_mut().enumerate() {
        let shift = 5 * (TEXT_LENGTH - 1 - position);
        *slot = ALPHABET[((bits >> shift) & 31) as usize];
    }
    text
}

fn decode(text: &str) -> Option<u128> {
    let bytes = text.as_bytes();
    if bytes.len() != TEXT_LENGTH || bytes[0] > b'7' {
        return None;
    }
    bytes.iter().try_fold(0u128, |bits, byte| {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            b'a'..=b'h' => byte - b'a' + 10,
            b'j'..=b'k' => byte - b'j' + 18,
            b'm'..=b'n' => byte - b'm' + 20,
            b'p'..=b't' => byte - b'p' + 22,
            b'v'..=b'z' => byte - b'v' + 27,
            _ => return None,
        };
        Some((bits << 5) | u128::from(digit))
    })
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $wanted:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u128);

        impl $name {
            /// The id with these 128 bits. Where they are meant to be unique, they are drawn at random.
            pub const fn from_bits(bits: u128) -> Self {
                Self(bits)
            }

            /// The 128 bits.
            pub const fn bits(self) -> u128 {
                self.0
            }

            /// The last six characters: enough for a person to tell a few apart, not enough to refer by.
            pub fn short(self) -> String {
                self.to_string()[TEXT_LENGTH - 6..].to_owned()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let text = encode(self.0);
                f.write_str(std::str::from_utf8(&text).expect("the alphabet is ASCII"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                decode(text).map(Self).ok_or_else(|| NotAnId { text: text.to_owned(), wanted: $wanted })
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        as_text!($name);
    };
}

id!(
    /// What is loaded together: one incident, or one library.
    ScopeId,
    "a scope id"
);
id!(
    /// One thing that is said once and revised later: an entry, an incident's title, a person.
    RecordId,
    "a record id"
);
id!(
    /// One load of the page. A device names its writers, it is not one: two tabs are two writers.
    WriterId,
    "a writer id"
);
id!(
    /// One browser profile. It gives its name to the writers that started in it.
    DeviceId,
    "a device id"
);

/// A SHA-256 digest; in text 64 lower-case hexadecimal digits. A revision's is the digest of its header's bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash([u8; 32]);

impl Hash {
    /// The digest with these bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut text = [0; 64];
        for (pair, byte) in text.chunks_exact_mut(2).zip(self.0) {
            pair[0] = DIGITS[usize::from(byte >> 4)];
            pair[1] = DIGITS[usize::from(byte & 15)];
        }
        f.write_str(std::str::from_utf8(&text).expect("digits are ASCII"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Hash {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let refuse = || NotAnId { text: text.to_owned(), wanted: "a SHA-256 digest" };
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Ok(byte - b'0'),
            b'a'..=b'f' => Ok(byte - b'a' + 10),
            _ => Err(refuse()),
        };
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return Err(refuse());
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = (digit(pair[0])? << 4) | digit(pair[1])?;
        }
        Ok(Self(bytes))
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

as_text!(Hash);

/// A link out of its own scope. It carries the record and the revision that was meant, so that it can be followed in a
/// file that holds both, and told to be stale when the record has moved on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where the record is kept.
    pub scope: ScopeId,
    /// The record.
    pub record: RecordId,
    /// The revision that was seen when the link was made.
    pub revision: Hash,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_survive_their_text_form_at_both_ends_of_their_range() {
        for bits in [0, 1, 31, 32, u128::MAX, 0x0123_4567_89ab_cdef_0123_4567_89ab_cdef] {
            let id = RecordId::from_bits(bits);
            assert_eq!(id.to_string().parse(), Ok(id));
        }
    }

    #[test]
    fn text_that_is_no_id_is_refused() {
        for text in ["", "x", "8zzzzzzzzzzzzzzzzzzzzzzzzz", "0000000000000000000000000I", "0000000000000000000000000ä"]
        {
            assert!(text.parse::<ScopeId>().is_err(), "{text}");
        }
    }

    #[test]
    fn digests_are_lower_case_only_so_that_one_digest_has_one_text() {
        let hash = Hash::from_bytes([0xab; 32]);
        assert_eq!(hash.to_string().parse(), Ok(hash));
        assert!(hash.to_string().to_uppercase().parse::<Hash>().is_err());
    }
}
