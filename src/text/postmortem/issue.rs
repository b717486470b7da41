//! The address at which a tracker opens a new issue that is filled in: GitHub and GitLab.

use super::document::Document;
use super::jira::description;
use super::words::{self, Stand};
use crate::domain::id::RecordId;
use crate::text::export::markdown::Flavour;
use crate::text::markdown;

/// Longer addresses are refused with "414 URI Too Long".
const LONGEST: usize = 8000;

/// How much of a change is its title.
const TITLE: usize = 120;

/// Where a new issue for this change is opened in the repository at that address, such as `github.com/acme/shop`; none where
/// that is no address of one. What the address holds stays in the browser's history.
pub fn issue_link(repository: &str, document: &Document, change: RecordId) -> Option<String> {
    let (id, follow_up) = document.follow_ups.iter().find(|(id, _)| *id == change)?;
    let address = repository.trim().trim_end_matches('/').trim_end_matches(".git");
    let address = if address.contains("://") { address.to_owned() } else { format!("https://{address}") };
    let bare = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
    let host = bare.split('/').next().unwrap_or_default();
    let is_host = host.contains('.') && host.chars().all(|c| c.is_ascii_alphanumeric() || ".-".contains(c));
    let is_plain = !bare.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"'`\\?#@:".contains(c));
    if !is_host || !is_plain || bare.split('/').filter(|part| !part.is_empty()).count() < 3 {
        return None;
    }
    let (path, title_name, body_name, flavour) = match host.contains("gitlab") {
        true => ("/-/issues/new", "issue[title]", "issue[description]", Flavour::GitLab),
        false => ("/issues/new", "title", "body", Flavour::GitHub),
    };
    let mut link = format!("{address}{path}?");
    encode(&mut link, title_name);
    link.push('=');
    encode(&mut link, &markdown::plain(&follow_up.text, TITLE));
    link.push('&');
    encode(&mut link, body_name);
    link.push('=');
    let mut body = String::new();
    words::write(&mut body, &description(document, *id, follow_up), flavour, Stand::Below(2));
    let mut encoded = String::new();
    for c in body.chars() {
        let before = encoded.len();
        encode(&mut encoded, c.encode_utf8(&mut [0; 4]));
        if link.len() + encoded.len() > LONGEST - "%E2%80%A6".len() {
            encoded.truncate(before);
            encode(&mut encoded, "…");
            break;
        }
    }
    Some(link + &encoded)
}

/// Percent-encodes everything that might mean something in an address.
fn encode(out: &mut String, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => out.push(char::from(byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::postmortem::FollowUp;

    fn link(repository: &str, text: &str) -> Option<String> {
        let id = RecordId::from_bits(1);
        let change = FollowUp { text: text.into(), ..FollowUp::default() };
        issue_link(repository, &Document { follow_ups: vec![(id, change)], ..Document::default() }, id)
    }

    #[test]
    fn a_tracker_is_asked_in_its_own_words() {
        let github = link("github.com/acme/shop", "A & B = 100 %").unwrap();
        assert!(
            github.starts_with("https://github.com/acme/shop/issues/new?title=A%20%26%20B%20%3D%20100%20%25&body=")
        );
        let gitlab = link("https://gitlab.example/acme/shop.git", "A").unwrap();
        assert!(gitlab.starts_with("https://gitlab.example/acme/shop/-/issues/new?issue%5Btitle%5D=A&"), "{gitlab}");
    }

    #[test]
    fn no_address_is_too_long_and_none_leads_elsewhere() {
        let long = link("github.com/acme/shop", &"ä ".repeat(9000)).unwrap();
        assert!(long.len() <= LONGEST && long.ends_with("%E2%80%A6"), "{}", long.len());
        for repository in ["", "shop", "javascript:alert(1)//a/b", "ftp://a/b/c", "https://x@y/a/b", "a/b/c d"] {
            assert_eq!(link(repository, "A"), None, "{repository}");
        }
    }
}
