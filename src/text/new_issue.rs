//! Links that open a new issue at GitHub or GitLab with its fields filled in.

/// How long an address may be before services cut or refuse it.
const LONGEST: usize = 6_000;

/// The address of a new issue in the repository at that address; none where it is not the address of a repository. A text that
/// would make the address too long is cut.
pub fn new_issue(repository: &str, title: &str, body: &str) -> Option<String> {
    let repository = repository.trim().trim_end_matches('/');
    let repository = repository.strip_suffix(".git").unwrap_or(repository);
    let rest = repository.strip_prefix("https://").or_else(|| repository.strip_prefix("http://"))?;
    let mut parts = rest.split('/');
    let host = parts.next().filter(|host| !host.is_empty() && !host.contains(['@', ' ', '?', '#']))?;
    let path: Vec<&str> = parts.collect();
    let is_plain =
        |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "-_.~".contains(c));
    if path.len() < 2 || !path.iter().all(is_plain) {
        return None;
    }
    let (way, title_field, body_field) = if host.contains("gitlab") {
        ("/-/issues/new", "issue%5Btitle%5D", "issue%5Bdescription%5D")
    } else {
        ("/issues/new", "title", "body")
    };
    let mut address = format!("{repository}{way}?{title_field}={}&{body_field}=", escaped(title));
    for c in body.chars() {
        let mut letter = [0; 4];
        let next = escaped(c.encode_utf8(&mut letter));
        if address.len() + next.len() > LONGEST {
            break;
        }
        address.push_str(&next);
    }
    Some(address)
}

/// A text as part of an address: everything but letters and digits of ASCII and `-_.~` by its bytes.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            escaped.push(byte.into());
        } else {
            const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
            escaped.push('%');
            escaped.push(DIGITS[usize::from(byte >> 4)].into());
            escaped.push(DIGITS[usize::from(byte & 15)].into());
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_service_has_its_own_form() {
        assert_eq!(
            new_issue("https://github.com/team/shop/", "Limit retries & wait", "ä\n").as_deref(),
            Some("https://github.com/team/shop/issues/new?title=Limit%20retries%20%26%20wait&body=%C3%A4%0A")
        );
        assert_eq!(
            new_issue("https://gitlab.example.org/a/b/c.git", "x", "y").as_deref(),
            Some("https://gitlab.example.org/a/b/c/-/issues/new?issue%5Btitle%5D=x&issue%5Bdescription%5D=y")
        );
    }

    #[test]
    fn what_is_no_repository_makes_no_link() {
        for address in [
            "",
            "github.com/team/shop",
            "https://github.com/team",
            "javascript:alert(1)",
            "https://x/a/b?c=d",
            "https://a@b/c/d",
        ] {
            assert_eq!(new_issue(address, "t", "b"), None, "{address}");
        }
    }

    #[test]
    fn a_long_body_is_cut_between_letters() {
        let address = new_issue("https://github.com/a/b", "t", &"ä".repeat(5_000)).expect("a repository");
        assert!(address.len() <= LONGEST && address.ends_with("%A4"), "{}", address.len());
    }
}
