//! One immutable thing that was said: a header and a body, each carried as the bytes its writer made.

use super::canonical::{digest, object, object_to_text};
use crate::domain::id::{Hash, RecordId, ScopeId, WriterId};
use crate::domain::json::{Fields, Json, Unfit, record};
use crate::domain::record::kind;
use crate::domain::time::Hlc;

/// The version of the stored form that this code writes.
pub const FORMAT: u32 = 1;

/// What is said about a revision beside its content. Fields of newer versions are ignored here and survive in the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Version of the stored form: [`FORMAT`] of the program that wrote it.
    pub v: u32,
    /// The page that wrote it.
    pub writer: WriterId,
    /// Counts this writer's revisions in this scope from 1.
    pub counter: u64,
    /// What it is loaded with.
    pub scope: ScopeId,
    /// The record it revises.
    pub record: RecordId,
    /// The record's kind.
    pub kind: String,
    /// The revisions of the record that it was made from, by hash; none for the first.
    pub parents: Vec<Hash>,
    /// The writer's hybrid clock.
    pub hlc: Hlc,
    /// Handle of the person who made it.
    pub author: String,
    /// SHA-256 of the body's bytes.
    pub body: Hash,
    /// Revisions of the same scope whose bodies are taken out for good. In the header, which is never taken out itself:
    /// otherwise the union of three files would depend on their order.
    pub purges: Vec<Hash>,
    /// A record of the same scope of which nothing is to be read: also what is said of it later, or arrives later.
    pub purges_record: Option<RecordId>,
    /// Nothing that is said in this scope is to be read: see [`Reach::All`].
    pub purges_all: bool,
}

/// What a purge takes out beside the revisions it names: a device that has not heard of it goes on writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reach {
    /// Nothing.
    #[default]
    Named,
    /// Every revision of this record.
    Record(RecordId),
    /// Every revision of the scope but those that say who wrote, who spoke, and what was purged.
    All,
}

impl Reach {
    /// True when it takes out the body under this header, where both stand in one scope.
    pub fn takes_out(self, header: &Header) -> bool {
        match self {
            Self::Named => false,
            Self::Record(record) => header.record == record,
            Self::All => !matches!(header.kind.as_str(), kind::WRITER | kind::PERSON | kind::PURGE),
        }
    }
}

impl Header {
    /// True when it takes bodies out.
    pub fn is_purge(&self) -> bool {
        !self.purges.is_empty() || self.purges_record.is_some() || self.purges_all
    }
}

record!(Header {
    v: needed "v",
    writer: needed "writer",
    counter: needed "counter",
    scope: needed "scope",
    record: needed "record",
    kind: needed "kind",
    parents: needed "parents",
    hlc: needed "hlc",
    author: needed "author",
    body: needed "body",
    purges: or_empty "purges",
    purges_record: optional "purges_record",
    purges_all: or_empty "purges_all",
});

/// A revision's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// The bytes of a JSON object, as the writer made them.
    Text(Box<str>),
    /// Taken out for good.
    Stub,
}

impl Body {
    /// The bytes, where they are still there.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Stub => None,
        }
    }
}

/// One revision, verified: its bytes match the hashes that name them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    hash: Hash,
    header: Header,
    header_text: Box<str>,
    body: Body,
}

/// The order in which revisions are kept in stores and files.
pub type Key = (ScopeId, WriterId, u64, Hash);

/// Why bytes are not a revision.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// Not the JSON of a revision.
    #[error("it is not a revision ({0})")]
    NotARevision(String),
    /// The header does not match the hash beside it.
    #[error("its header does not match its hash {0}")]
    Header(Hash),
    /// The body does not match the hash in the header.
    #[error("the body of revision {0} does not match its hash")]
    Body(Hash),
}

impl Revision {
    /// Makes the bytes of a new revision. `header.body` is overwritten with the hash of `body`.
    pub fn make(mut header: Header, body: &super::canonical::Object) -> Self {
        let body = object_to_text(body);
        header.body = digest(body.as_bytes());
        let header_text = object_to_text(&object(&header));
        Self {
            hash: digest(header_text.as_bytes()),
            header,
            header_text: header_text.into(),
            body: Body::Text(body.into()),
        }
    }

    /// Reads and verifies its text form.
    pub fn from_line(line: &str) -> Result<Self, Damage> {
        let not = |why: Unfit| Damage::NotARevision(why.to_string());
        let fields = Fields::of(line).map_err(not)?;
        let part = |name| fields.json(name)?.ok_or_else(|| Unfit::new(format!("missing field `{name}`")));
        let hash: Hash = fields.needed("hash").map_err(not)?;
        let (header_text, body_text) = (part("header").map_err(not)?, part("body").map_err(not)?);
        if fields.len() > 3 {
            return Err(Damage::NotARevision("it has other members than hash, header and body".to_owned()));
        }
        if digest(header_text.as_bytes()) != hash {
            return Err(Damage::Header(hash));
        }
        let header = Header::read(header_text).map_err(not)?;
        if header.counter == 0 {
            return Err(Damage::NotARevision("its counter is 0, they count from 1".to_owned()));
        }
        let body = match body_text {
            "null" => Body::Stub,
            text if !text.starts_with('{') => {
                return Err(Damage::NotARevision("its body is not a JSON object".to_owned()));
            }
            text if digest(text.as_bytes()) == header.body => Body::Text(text.into()),
            _ => return Err(Damage::Body(hash)),
        };
        Ok(Self { hash, header, header_text: header_text.into(), body })
    }

    /// Its text form, without a line end: `{"hash":"…","header":{…},"body":{…}}`, the body `null` when it was purged.
    pub fn to_line(&self) -> String {
        let body = self.body.text().unwrap_or("null");
        let mut line = String::with_capacity(self.header_text.len() + body.len() + 100);
        line.push_str("{\"hash\":\"");
        line.push_str(&self.hash.to_string());
        line.push_str("\",\"header\":");
        line.push_str(&self.header_text);
        line.push_str(",\"body\":");
        line.push_str(body);
        line.push('}');
        line
    }

    /// SHA-256 of the header's bytes: what others name it by.
    pub fn hash(&self) -> Hash {
        self.hash
    }

    /// What is said about it.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Its content.
    pub fn body(&self) -> &Body {
        &self.body
    }

    /// Where it stands in stores and files.
    pub fn key(&self) -> Key {
        (self.header.scope, self.header.writer, self.header.counter, self.hash)
    }

    /// Takes its body out for good.
    pub fn purge(&mut self) {
        self.body = Body::Stub;
    }

    /// True when it was written by a version that this one does not know.
    pub fn is_from_newer_version(&self) -> bool {
        self.header.v > FORMAT
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn revision() -> Revision {
        let header = Header {
            v: FORMAT,
            writer: WriterId::from_bits(1),
            counter: 1,
            scope: ScopeId::from_bits(2),
            record: RecordId::from_bits(3),
            kind: "entry".into(),
            parents: vec![],
            hlc: Hlc(5, 0),
            author: "dana".into(),
            body: Hash::from_bytes([0; 32]),
            purges: vec![],
            purges_record: None,
            purges_all: false,
        };
        let body = json!({"text": "p99 \u{1f525} rising", "b": 1, "a": {"z": 1, "y": 2}});
        Revision::make(header, body.as_object().unwrap())
    }

    #[test]
    fn the_text_form_is_read_back_to_the_byte() {
        let revision = revision();
        assert_eq!(Revision::from_line(&revision.to_line()).unwrap(), revision);
    }

    #[test]
    fn unknown_fields_of_header_and_body_survive_byte_for_byte() {
        let header = revision().header_text.replace("\"v\":1", "\"shade\":[1.50,  2],\"v\":9");
        let body = r#"{ "text" : "x",  "later": 1.0e3 }"#;
        let header = header.replace(&revision().header.body.to_string(), &digest(body.as_bytes()).to_string());
        let line = format!("{{\"hash\":\"{}\",\"header\":{header},\"body\":{body}}}", digest(header.as_bytes()));
        let revision = Revision::from_line(&line).unwrap();
        assert!(revision.is_from_newer_version());
        assert_eq!(revision.to_line(), line);
    }

    #[test]
    fn every_flipped_byte_is_noticed() {
        let line = revision().to_line();
        for position in 0..line.len() {
            let mut bytes = line.clone().into_bytes();
            bytes[position] ^= 1;
            let Ok(text) = String::from_utf8(bytes) else { continue };
            assert!(Revision::from_line(&text).is_err(), "byte {position}");
        }
    }

    #[test]
    fn a_stub_keeps_header_and_hash() {
        let mut purged = revision();
        purged.purge();
        let read = Revision::from_line(&purged.to_line()).unwrap();
        assert_eq!((read.hash(), read.body()), (revision().hash(), &Body::Stub));
    }
}
