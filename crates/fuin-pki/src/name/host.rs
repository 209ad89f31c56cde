//! The textual names that constraints look into: hosts, mailboxes, and the host of a URI (RFC 5280, 4.2.1.10).
//!
//! Whoever may issue within a constraint must not get out of it by spelling, so only one spelling is understood, and
//! what is not understood is neither permitted nor spared an exclusion.

/// The longest host name (RFC 1035, 2.3.4).
const MAX_HOST: usize = 253;
const MAX_LABEL: usize = 63;

/// The host of a dNSName, in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DnsName {
    /// Without the wildcard.
    pub(super) host: String,
    /// Whether it stands for every name one label longer (`*.host`).
    pub(super) wildcard: bool,
}

impl DnsName {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (wildcard, rest) = text.strip_prefix("*.").map_or((false, text), |rest| (true, rest));
        host(rest).map(|host| Self { host, wildcard })
    }
}

/// `local@host`: an rfc822Name, or a user principal name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mailbox {
    pub(super) local: String,
    /// In lower case.
    pub(super) host: String,
    /// Whether the local part is quoted, so that it may be written in other ways too.
    pub(super) quoted: bool,
}

impl Mailbox {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (local, domain) = text.rsplit_once('@')?;
        let quoted = local.len() >= 2 && local.starts_with('"') && local.ends_with('"');
        if !quoted && !local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(is_atom_text)) {
            return None;
        }
        Some(Self { local: local.to_owned(), host: host(domain)?, quoted })
    }
}

/// Characters of an atom (RFC 5322, 3.2.3; RFC 6532 for those beyond ASCII).
fn is_atom_text(character: char) -> bool {
    if character.is_ascii() {
        character.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(character)
    } else {
        !character.is_control() && !character.is_whitespace()
    }
}

/// A host name in lower case: labels of letters, digits, hyphens and underscores. An address in digits is none.
pub(super) fn host(text: &str) -> Option<String> {
    let fits = |label: &str| {
        (1..=MAX_LABEL).contains(&label.len())
            && label.bytes().all(|octet| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_'))
    };
    let last = text.rsplit('.').next().unwrap_or_default();
    let valid =
        text.len() <= MAX_HOST && text.split('.').all(fits) && !last.bytes().all(|octet| octet.is_ascii_digit());
    valid.then(|| text.to_ascii_lowercase())
}

/// The host of a URI with an authority (RFC 3986, 3.2), where it is a name and not an address.
pub(super) fn uri_host(uri: &str) -> Option<String> {
    let (scheme, rest) = uri.split_once("://")?;
    let scheme_fits = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|octet| octet.is_ascii_alphanumeric() || b"+-.".contains(&octet));
    let authority = rest.split(['/', '?', '#']).next()?;
    let after_user = authority.rsplit_once('@').map_or(authority, |(_, rest)| rest);
    let (name, port) = after_user.split_once(':').unwrap_or((after_user, ""));
    let clean = !rest.contains('\\') && port.bytes().all(|octet| octet.is_ascii_digit());
    if scheme_fits && clean { host(name) } else { None }
}

/// Whether `host` is `base` or ends with it after a dot; both in lower case.
pub(super) fn is_at_or_below(host: &str, base: &str) -> bool {
    host == base || is_below(host, base)
}

/// Whether `host` ends with `base` after a dot.
pub(super) fn is_below(host: &str, base: &str) -> bool {
    host.strip_suffix(base).is_some_and(|front| front.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_have_one_spelling() {
        assert_eq!(host("Mail.A.go.JP").as_deref(), Some("mail.a.go.jp"));
        for wrong in ["", ".", "a.", ".a", "a..b", "10.0.0.1", "a.1", "[::1]", "a b", "é.jp", "*.a.jp", "a%2e.jp"] {
            assert_eq!(host(wrong), None, "{wrong}");
        }
        assert_eq!(host(&"a".repeat(64)), None);
        assert_eq!(host(&["a"; 128].join(".")), None);
    }

    #[test]
    fn mailboxes() {
        let parsed = |text| Mailbox::parse(text).map(|found| (found.local, found.host, found.quoted));
        assert_eq!(parsed("Tanaka.T@A.go.jp"), Some(("Tanaka.T".into(), "a.go.jp".into(), false)));
        assert_eq!(parsed("\"a@b\"@a.go.jp"), Some(("\"a@b\"".into(), "a.go.jp".into(), true)));
        assert_eq!(parsed("田中@a.go.jp"), Some(("田中".into(), "a.go.jp".into(), false)));
        for wrong in ["a.go.jp", "@a.go.jp", "a@b@a.go.jp", "a b@a.go.jp", "a..b@c.jp", "a@", "a@[10.0.0.1]", "<a@b.jp"]
        {
            assert_eq!(parsed(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_host_of_a_uri() {
        for (uri, expected) in [
            ("https://A.go.jp/x", Some("a.go.jp")),
            ("https://user:word@a.go.jp:8443?x@evil.example", Some("a.go.jp")),
            ("ldap://a.go.jp", Some("a.go.jp")),
            ("https://10.0.0.1/", None),
            ("https://[::1]/", None),
            ("mailto:a@a.go.jp", None),
            ("https://a.go.jp\\@evil.example/", None),
            ("https:///x", None),
            ("://a.go.jp", None),
            ("https://a.go.jp:x/", None),
        ] {
            assert_eq!(uri_host(uri).as_deref(), expected, "{uri}");
        }
    }

    #[test]
    fn below_means_after_a_dot() {
        assert!(is_at_or_below("a.go.jp", "go.jp") && is_at_or_below("go.jp", "go.jp"));
        assert!(!is_at_or_below("logo.jp", "go.jp") && !is_below("go.jp", "go.jp"));
    }
}
