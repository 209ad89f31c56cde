use super::*;

fn parsed(text: &str) -> Url {
    Url::parse(text, Origin::Configured).unwrap()
}

fn fault(text: &str) -> UrlFault {
    match Url::parse(text, Origin::Certificate) {
        Err(Error::Url { fault, .. }) => fault,
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn the_parts_of_a_url_are_read() {
    let url = parsed("HTTP://CRL.Example.go.jp:8080/a/b.crl?x=1#part");
    assert_eq!(url.as_text(), "http://crl.example.go.jp:8080/a/b.crl?x=1");
    assert_eq!((url.host().as_str(), url.port()), ("crl.example.go.jp", 8080));
    assert_eq!(parsed("https://a.example").as_text(), "https://a.example/");
    assert_eq!(parsed("https://a.example?x").as_text(), "https://a.example/?x");
    assert_eq!(parsed("https://a.example:/").port(), 443);
    assert_eq!(parsed("http://[2001:DB8::1]/").authority(), "[2001:db8::1]:80");
    assert_eq!(parsed("http://192.0.2.1/").host_ref(), &Host::Address("192.0.2.1".parse().unwrap()));
}

#[test]
fn other_schemes_are_refused_by_name() {
    for (text, expected) in [
        ("ldap://ds.example/cn=CA?crl", "ldap"),
        ("LDAP:///cn=CA", "ldap"),
        ("file:///etc/passwd", "file"),
        ("ftp://a.example/", "ftp"),
        ("gopher://a.example/", "gopher"),
        ("data:text/plain,x", "data"),
    ] {
        let refused = Url::parse(text, Origin::Certificate);
        assert!(matches!(&refused, Err(Error::Scheme { scheme, .. }) if scheme == expected), "{text}: {refused:?}");
    }
}

#[test]
fn ambiguous_hosts_are_refused() {
    for text in [
        "http://0x7f.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0177.0.0.1/",
        "http://127.0.0.0x1/",
        "http://1.2.3.4.5/",
        "http://example.com./",
        "http://a..example/",
        "http://%31%32%37.0.0.1/",
        "http://a.example\\b/",
        "http://[::1%25lo]/",
        "http://[127.0.0.1]/",
        "http://[::1]x/",
        "http:///path",
        "http://",
        "http:a.example",
        "http://日本.example/",
    ] {
        assert_eq!(fault(text), UrlFault::Host, "{text}");
    }
    assert_eq!(fault("http://user@a.example/"), UrlFault::UserInfo);
    assert_eq!(fault("http://a.example:80@b.example/"), UrlFault::UserInfo);
    for text in ["http://a.example:0/", "http://a.example:65536/", "http://a.example:+80/", "http://a.example:8080a/"] {
        assert_eq!(fault(text), UrlFault::Port, "{text}");
    }
    for text in
        ["http://a.example/a b", "http://a.example/\r\nHost: b", "http://a.example/\u{202e}", "http://a.example/|"]
    {
        assert_eq!(fault(text), UrlFault::Character, "{text:?}");
    }
    assert_eq!(fault("a.example/path"), UrlFault::NoScheme);
    assert_eq!(fault(&format!("http://a.example/{}", "x".repeat(MAX_LEN))), UrlFault::Length);
}

#[test]
fn errors_show_neither_credentials_nor_query_nor_controls() {
    for text in ["http://user:secret@a.example/?token=secret", "ftp://user:secret@a.example/", "user:secret@a.example"]
    {
        let shown = Url::parse(text, Origin::Configured).unwrap_err().to_string();
        assert!(!shown.contains("secret"), "{shown}");
    }
    assert!(!parsed("http://a.example/p?token=secret").to_string().contains("secret"));
    let shown = Url::parse("http://a.example/\u{202e}\u{1b}[31m", Origin::Certificate).unwrap_err().to_string();
    assert!(shown.is_ascii() && !shown.contains('\u{1b}'), "{shown}");
    assert!(shown.contains("\\u{202e}"), "{shown}");
}

#[test]
fn a_location_is_resolved_as_rfc_3986_says() {
    let base = parsed("http://a.example/b/c/d?q");
    for (location, expected) in [
        ("g", "http://a.example/b/c/g"),
        ("./g/", "http://a.example/b/c/g/"),
        ("/g", "http://a.example/g"),
        ("//g.example", "http://g.example/"),
        ("?y", "http://a.example/b/c/d?y"),
        ("g?y/./x", "http://a.example/b/c/g?y/./x"),
        ("", "http://a.example/b/c/d"),
        (".", "http://a.example/b/c/"),
        ("..", "http://a.example/b/"),
        ("../..", "http://a.example/"),
        ("../../../g", "http://a.example/g"),
        ("/./g", "http://a.example/g"),
        ("/g/..", "http://a.example/"),
        ("https://g.example/x#f", "https://g.example/x"),
    ] {
        assert_eq!(base.join(location).unwrap().as_text(), expected, "{location}");
    }
    assert!(matches!(base.join("file:///etc/passwd"), Err(Error::Scheme { .. })));
}

#[test]
fn only_the_same_host_keeps_the_trust_of_the_configuration() {
    let base = parsed("http://a.example/");
    assert_eq!(base.join("https://A.example:8443/x").unwrap().origin(), Origin::Configured);
    assert_eq!(base.join("//b.example/").unwrap().origin(), Origin::Certificate);
    let hostile = Url::parse("http://a.example/", Origin::Certificate).unwrap();
    assert_eq!(hostile.join("/x").unwrap().origin(), Origin::Certificate);
}
