use proptest::prelude::*;

use super::*;

fn field() -> SioLabel {
    SioLabel {
        marking: Some("CONFIDENTIAL".into()),
        foreground: Some(Color::new("black").unwrap()),
        background: Some(Color::new("#FF8800").unwrap()),
        label: Some(Carried::Ess(vec![0x31, 0x06, 0x02, 0x01])),
    }
}

#[test]
fn a_field_is_written_as_the_rfc_says() {
    let text = encode(&field()).unwrap();
    assert_eq!(
        text,
        "SIO-Label: marking=\"CONFIDENTIAL\";\r\n fgcolor=black;\r\n bgcolor=\"#ff8800\";\r\n type=\":ess\";\r\n \
         label=\"MQYCAQ==\"\r\n"
    );
    assert_eq!(parse(text.as_bytes()), Ok(field()));
}

//= spec/label.md#other-formats
//= type=test
//# Text outside ASCII MUST be written as an RFC 2231 extended parameter in UTF-8.
#[test]
fn japanese_markings_are_percent_encoded() {
    let short = SioLabel { marking: Some("秘 %".into()), ..SioLabel::default() };
    let text = encode(&short).unwrap();
    assert_eq!(text, "SIO-Label: marking*=UTF-8''%E7%A7%98%20%25\r\n");
    assert_eq!(parse(text.as_bytes()), Ok(short));
    let long =
        SioLabel { marking: Some("機密性2情報・完全性2情報・可用性1情報".repeat(20)), ..field() };
    let text = encode(&long).unwrap();
    assert!(text.contains("marking*0*=UTF-8''%E6") && text.contains(";\r\n marking*1*=%"), "{text}");
    assert!(text.is_ascii() && text.lines().all(|line| line.len() <= 78), "{text}");
    assert_eq!(parse(text.as_bytes()), Ok(long));
}

#[test]
fn long_labels_go_in_sections_and_every_type_comes_back() {
    for label in [
        Carried::Ess(vec![0xab; MAX_LABEL]),
        Carried::Xml("<label>機密</label>".into()),
        Carried::Other { label_type: ":x411".into(), octets: vec![1] },
        Carried::Other { label_type: "urn:example:label".into(), octets: vec![1] },
    ] {
        let field = SioLabel { marking: Some("a \"quoted\" \\ marking; = *".into()), label: Some(label), ..field() };
        let text = encode(&field).unwrap();
        assert!(text.lines().all(|line| line.len() <= 78));
        assert_eq!(parse(text.as_bytes()), Ok(field));
    }
}

#[test]
fn other_writers_forms_are_read() {
    for text in [
        "sio-label:marking=CONFIDENTIAL;fgcolor=black;bgcolor=#ff8800;TYPE=\":ESS\";label=\"MQYCAQ==\"",
        "SIO-Label:\r\n\tmarking = \"CONFIDENTIAL\" ;\r\n fgcolor= BLACK; bgcolor=\"#FF8800\"; type=\":ess\";\r\n label=\"MQYC\r\n AQ==\"\r\n",
        "SIO-Label: marking*=us-ascii'en'CONF%49DENTIAL; fgcolor=black; bgcolor=#ff8800;\n label*0=MQYC; \
         label*1=\"AQ==\"; type*=utf-8''%3Aess; later=1\n",
    ] {
        assert_eq!(parse(text.as_bytes()), Ok(field()), "{text}");
    }
}

//= spec/label.md#other-formats
//= type=test
//# A header field in which a parameter is there twice MUST be refused.
//= spec/label.md#other-formats
//= type=test
//# Text that holds control or bidirectional characters MUST be refused, both read and written.
#[test]
fn malformed_fields_are_refused() {
    let twice = |what: &str| Err(Error::Twice { what: what.into() });
    assert_eq!(parse(b"SIO-Label: marking=a; Marking=b"), twice("marking"));
    assert_eq!(parse(b"SIO-Label: marking=a; marking*=utf-8''b"), twice("marking"));
    assert_eq!(parse(b"SIO-Label: marking*0=a; marking*0=b"), twice("marking"));
    assert_eq!(parse(b"SIO-Label: marking=a; else=1; else=2"), twice("else"));
    assert_eq!(parse(b"SIO-Label: fgcolor=black"), Err(Error::Missing { what: "a marking or a label" }));
    assert_eq!(parse(b"SIO-Label: type=\":ess\""), Err(Error::Missing { what: "the parameter label" }));
    assert_eq!(parse(b"SIO-Label: label=AA=="), Err(Error::Header { offset: 19 }));
    assert_eq!(parse(b"SIO-Label: label=\"AA==\""), Err(Error::Missing { what: "the parameter type" }));
    assert_eq!(parse(b"SIO-Label: marking*=utf-8''a%E2%80%AEb"), Err(Error::Text { what: "the marking" }));
    let bidi = SioLabel { marking: Some("a\u{202e}b".into()), ..SioLabel::default() };
    assert_eq!(encode(&bidi), Err(Error::Text { what: "the marking" }));
    for text in [
        "",
        "SIO-Label",
        "SIO-Label:",
        "SIO-Label: ;",
        "Subject: marking=a",
        "SIO-Label: marking",
        "SIO-Label: marking=",
        "SIO-Label: marking=\"a",
        "SIO-Label: marking=\"a\\",
        "SIO-Label: marking=a;",
        "SIO-Label: marking=a (comment)",
        "SIO-Label: marking=a\r\nSubject: b",
        "SIO-Label: marking=a\rb",
        "SIO-Label: marking=\"機密\"",
        "SIO-Label: marking*1=a",
        "SIO-Label: marking*00=a",
        "SIO-Label: marking*0=a; marking*2=b",
        "SIO-Label: marking**=utf-8''a",
        "SIO-Label: marking*=a",
        "SIO-Label: marking*=utf-8'a",
        "SIO-Label: marking*=iso-2022-jp''a",
        "SIO-Label: marking*=utf-8''%zz",
        "SIO-Label: marking*=utf-8''%ff",
        "SIO-Label: marking*=utf-8''%E",
        "SIO-Label: marking=\"\"",
        "SIO-Label: marking=a; fgcolor=octarine",
        "SIO-Label: marking=a; fgcolor=#12345",
        "SIO-Label: type=\":ess\"; label=\"A\"",
        "SIO-Label: type=\":ess\"; label=\"\"",
        "SIO-Label: type=\":xml\"; label=\"/w==\"",
    ] {
        assert!(parse(text.as_bytes()).is_err(), "{text}");
    }
    assert!(matches!(parse(&vec![b'a'; MAX_FIELD + 1]), Err(Error::Limit { .. })));
    let many: String = (0..40_000).map(|n| format!(";x{n}=1")).collect();
    assert!(parse(format!("SIO-Label: marking=a{many}").get(..MAX_FIELD - 9).unwrap().as_bytes()).is_err());
    let label = Some(Carried::Ess(vec![0; MAX_LABEL + 1]));
    assert!(matches!(encode(&SioLabel { label, ..field() }), Err(Error::Limit { .. })));
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(marking in "\\PC{1,120}", octets in proptest::collection::vec(any::<u8>(), 1..200)) {
        let field = SioLabel { marking: Some(marking), label: Some(Carried::Ess(octets)), ..SioLabel::default() };
        if let Ok(text) = encode(&field) {
            prop_assert!(text.is_ascii() && text.lines().all(|line| line.len() <= 78), "{}", text);
            prop_assert_eq!(parse(text.as_bytes()), Ok(field));
        }
    }

    #[test]
    fn any_octets_are_read_or_refused(octets in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = parse(&[b"SIO-Label: marking=", octets.as_slice()].concat());
    }
}
