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
    let (server, path) = bare.split_once('/')?;
    let (host, port) = server.split_once(':').unwrap_or((server, ""));
    let is_host = host.contains('.') && host.chars().all(|c| c.is_ascii_alphanumeric() || ".-".contains(c));
    let is_plain =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "-_.~".contains(c));
    let is_path = path.contains('/') && path.split('/').all(is_plain);
    if !is_host || !port.chars().all(|c| c.is_ascii_digit()) || !is_path {
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
    use crate::domain::postmortem::{Finding, FollowUp};

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
    fn a_repository_may_stand_on_a_server_of_its_own_and_below_groups() {
        let gitlab = link("https://gitlab.example:8443/group/below/shop/", "A").unwrap();
        assert!(gitlab.starts_with("https://gitlab.example:8443/group/below/shop/-/issues/new?"), "{gitlab}");
        assert!(
            link("http://git.example/acme/shop", "A").unwrap().starts_with("http://git.example/acme/shop/issues/new?")
        );
    }

    #[test]
    fn the_issue_says_what_it_follows_from_and_mentions_nobody() {
        let (id, finding) = (RecordId::from_bits(1), RecordId::from_bits(2));
        let found = Finding { text: "Retries had no limit, said @dana in #412".into(), ..Finding::default() };
        let change = FollowUp { text: "Limit them".into(), findings: vec![finding], ..FollowUp::default() };
        let document = Document {
            number: "INC-42".into(),
            findings: vec![(finding, found)],
            follow_ups: vec![(id, change)],
            ..Document::default()
        };
        let link = issue_link("github.com/acme/shop", &document, id).unwrap();
        assert!(link.contains("Because%20of%20finding%201") && link.contains("postmortem%20of%20INC-"), "{link}");
        assert!(!link.contains("%40dana") && !link.contains("%23412"), "{link}");
    }

    #[test]
    fn no_address_is_too_long_and_none_leads_elsewhere() {
        let long = link("github.com/acme/shop", &"ä ".repeat(9000)).unwrap();
        assert!(long.len() <= LONGEST && long.ends_with("%E2%80%A6"), "{}", long.len());
        for repository in [
            "",
            "shop",
            "javascript:alert(1)//a/b",
            "ftp://a/b/c",
            "https://x@y/a/b",
            "a/b/c d",
            "x.y:a/b/c",
            "x.y/a",
            "x.y/a//b",
            "x.y/a/b?c",
        ] {
            assert_eq!(link(repository, "A"), None, "{repository}");
        }
    }
}
