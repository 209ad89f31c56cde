//! Name constraints, of every form and from every side.

use std::net::{Ipv4Addr, Ipv6Addr};

use fuin_pki::{AnchorConstraints, Certificate, Name, NameConstraints, PathError, Subtree, TrustAnchor};

use crate::support::der::{context, name, octets, oid, rdn, sequence, tlv};
use crate::support::{NAME_CONSTRAINTS, Party, Question, SUBJECT_ALT_NAME, Template};

const MAIL: u8 = 0x81;
const DNS: u8 = 0x82;
const X400: u8 = 0xa3;
const DIRECTORY: u8 = 0xa4;
const EDI_PARTY: u8 = 0xa5;
const URI: u8 = 0x86;
const IP: u8 = 0x87;
const REGISTERED_ID: u8 = 0x88;

const UPN: &str = "1.3.6.1.4.1.311.20.2.3";
const SMTP_UTF8_MAILBOX: &str = "1.3.6.1.5.5.7.8.9";

fn other(id: &str, value: &[u8]) -> Vec<u8> {
    context(0, &[oid(id), context(0, value)].concat())
}

fn upn(text: &str) -> Vec<u8> {
    other(UPN, &tlv(0x0c, text.as_bytes()))
}

fn subtrees(bases: &[Vec<u8>]) -> Vec<u8> {
    bases.iter().flat_map(|base| sequence(std::slice::from_ref(base))).collect()
}

pub(crate) fn constraints(permitted: &[Vec<u8>], excluded: &[Vec<u8>]) -> Vec<u8> {
    let list =
        |number, bases: &[Vec<u8>]| if bases.is_empty() { Vec::new() } else { context(number, &subtrees(bases)) };
    sequence(&[list(0, permitted), list(1, excluded)])
}

/// Whether a certificate with this subjectAltName is valid below a CA with these constraints.
fn valid(alternative: Vec<u8>, permitted: &[Vec<u8>], excluded: &[Vec<u8>]) -> bool {
    let target = |template: Template| template.extension(SUBJECT_ALT_NAME, false, &sequence(&[alternative]));
    ask(target, &constraints(permitted, excluded)).is_ok()
}

fn ask(change: impl FnOnce(Template) -> Template, constraints: &[u8]) -> Result<(), PathError> {
    let (root, ca) = (Party::new("Root"), Party::new("CA"));
    let authority = ca.certified_as_ca(&root).extension(NAME_CONSTRAINTS, true, constraints).build();
    let target = change(Party::new("Tanaka").certified(&ca)).build();
    Question::new(&target, &root).through(&[authority]).ask().map(|_| ())
}

/// Tag, name, constraint, whether it is permitted by it, and whether it is excluded by it.
#[test]
fn each_form_is_held_against_its_constraints() {
    let text = |tag, text: &str| tlv(tag, text.as_bytes());
    let rows: Vec<(Vec<u8>, Vec<u8>, bool, bool)> = [
        // A mailbox, a host, a domain.
        (MAIL, "tanaka@a.go.jp", "tanaka@a.go.jp", true, true),
        (MAIL, "tanaka@A.GO.JP", "tanaka@a.go.jp", true, true),
        (MAIL, "Tanaka@a.go.jp", "tanaka@a.go.jp", false, true),
        (MAIL, "\"tanaka\"@a.go.jp", "tanaka@a.go.jp", false, true),
        (MAIL, "suzuki@a.go.jp", "tanaka@a.go.jp", false, false),
        (MAIL, "tanaka@a.go.jp", "a.go.jp", true, true),
        (MAIL, "tanaka@b.a.go.jp", "a.go.jp", false, false),
        (MAIL, "tanaka@b.a.go.jp", ".a.go.jp", true, true),
        (MAIL, "tanaka@a.go.jp", ".a.go.jp", false, false),
        (MAIL, "tanaka@evila.go.jp", ".a.go.jp", false, false),
        (MAIL, "tanaka@a.go.jp", "", true, true),
        (MAIL, "*@a.go.jp", "*@a.go.jp", true, true),
        (MAIL, "tanaka@a.go.jp", "*@a.go.jp", false, false),
        // What is not understood is refused either way.
        (MAIL, "tanaka@a.go.jp.", "a.go.jp", false, true),
        (MAIL, "tanaka", "a.go.jp", false, true),
        (MAIL, "tanaka@[10.0.0.1]", "a.go.jp", false, true),
        (MAIL, "tanaka@a.go.jp", "a..jp", false, true),
        (DNS, "www.a.go.jp", "a.go.jp", true, true),
        (DNS, "a.go.jp", "a.go.jp", true, true),
        (DNS, "evila.go.jp", "a.go.jp", false, false),
        (DNS, "*.a.go.jp", "a.go.jp", true, true),
        (DNS, "*.a.go.jp", "b.a.go.jp", false, true),
        (DNS, "*.a.go.jp", "c.b.a.go.jp", false, false),
        (DNS, "www.a.go.jp", "", true, true),
        (DNS, "www.a.go.jp", ".a.go.jp", false, true),
        (DNS, "www.a.go.jp", "*.a.go.jp", false, true),
        (DNS, "www.a.go.jp.", "a.go.jp", false, true),
        (DNS, "10.0.0.1", "a.go.jp", false, true),
        (URI, "https://a.go.jp/x", "a.go.jp", true, true),
        (URI, "https://b.a.go.jp/x", "a.go.jp", false, false),
        (URI, "https://b.a.go.jp/x", ".a.go.jp", true, true),
        (URI, "https://a.go.jp@evil.example/", "a.go.jp", false, false),
        (URI, "https://10.0.0.1/", "a.go.jp", false, true),
        (URI, "urn:x:y", "a.go.jp", false, true),
    ]
    .into_iter()
    .map(|(tag, found, base, permitted, excluded)| (text(tag, found), text(tag, base), permitted, excluded))
    .chain([
        (upn("tanaka@a.go.jp"), upn("a.go.jp"), true, true),
        (upn("tanaka@b.go.jp"), upn("a.go.jp"), false, false),
        (upn("田中@a.go.jp"), upn("a.go.jp"), true, true),
        (upn("tanaka@b.a.go.jp"), upn(".a.go.jp"), true, true),
        (upn("tanaka"), upn("a.go.jp"), false, true),
        (other(UPN, &octets(b"tanaka@a.go.jp")), upn("a.go.jp"), false, true),
        (upn("tanaka@a.go.jp"), other(UPN, &octets(b"a.go.jp")), false, true),
        // Mail addresses beyond ASCII are mail addresses (RFC 9598).
        (other(SMTP_UTF8_MAILBOX, &tlv(0x0c, "田中@a.go.jp".as_bytes())), text(MAIL, "a.go.jp"), true, true),
        (other(SMTP_UTF8_MAILBOX, &tlv(0x0c, "田中@b.go.jp".as_bytes())), text(MAIL, "a.go.jp"), false, false),
        (other(SMTP_UTF8_MAILBOX, &tlv(0x0c, "田中@例.jp".as_bytes())), text(MAIL, "a.go.jp"), false, true),
        // Forms that nothing here processes.
        (other("1.2.3.4", &octets(b"x")), other("1.2.3.4", &octets(b"x")), false, true),
        (tlv(X400, &[]), tlv(X400, &[]), false, true),
        (tlv(EDI_PARTY, &[]), tlv(EDI_PARTY, &[]), false, true),
        (tlv(REGISTERED_ID, &[0x2a]), tlv(REGISTERED_ID, &[0x2a]), false, true),
        // Addresses.
        (tlv(IP, &[10, 1, 2, 3]), tlv(IP, &[10, 1, 0, 0, 255, 255, 0, 0]), true, true),
        (tlv(IP, &[10, 2, 2, 3]), tlv(IP, &[10, 1, 0, 0, 255, 255, 0, 0]), false, false),
        (tlv(IP, &[10, 1, 2, 3]), tlv(IP, &[10, 1, 2, 3, 255, 0, 255, 0]), false, true),
        (tlv(IP, &[0x20; 16]), tlv(IP, &[&[0x20; 16][..], &[0xff; 16]].concat()), true, true),
        (tlv(IP, &[0x20; 16]), tlv(IP, &[10, 1, 0, 0, 255, 255, 0, 0]), false, false),
        (
            tlv(IP, &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 1, 2, 3]),
            tlv(IP, &[10, 1, 0, 0, 255, 255, 0, 0]),
            false,
            true,
        ),
    ])
    .collect();
    for (alternative, base, permitted, excluded) in rows {
        let shown = format!("{alternative:02x?} below {base:02x?}");
        assert_eq!(valid(alternative.clone(), std::slice::from_ref(&base), &[]), permitted, "permitted: {shown}");
        assert_eq!(valid(alternative, &[], &[base]), !excluded, "excluded: {shown}");
    }
}

#[test]
fn a_constraint_says_nothing_of_other_forms() {
    let host = tlv(DNS, b"a.go.jp");
    for alternative in [tlv(MAIL, b"tanaka@b.go.jp"), upn("tanaka@b.go.jp"), other("1.2.3.4", &octets(b"x"))] {
        assert!(valid(alternative.clone(), std::slice::from_ref(&host), &[]));
        assert!(valid(alternative, &[], std::slice::from_ref(&host)));
    }
    assert!(valid(other("1.2.3.4", &octets(b"x")), &[upn("a.go.jp")], &[other("1.2.3.5", &octets(b"x"))]));
}

fn in_country(parts: &[Vec<u8>]) -> Vec<u8> {
    sequence(&[&[rdn("2.5.4.6", 0x13, b"JP")], parts].concat())
}

#[test]
fn directory_names_are_compared_by_rdns() {
    let ministry = |tag, text: &[u8]| in_country(&[rdn("2.5.4.10", tag, text)]);
    let permits = |subject: Vec<u8>, base: Vec<u8>| {
        let target = |template: Template| template.change(|template| template.subject_name = subject);
        ask(target, &constraints(&[tlv(DIRECTORY, &base)], &[])).is_ok()
    };
    let excludes = |subject: Vec<u8>, base: Vec<u8>| {
        let target = |template: Template| template.change(|template| template.subject_name = subject);
        ask(target, &constraints(&[], &[tlv(DIRECTORY, &base)])).is_err()
    };
    let person = |tag, text: &[u8]| in_country(&[rdn("2.5.4.10", tag, text), rdn("2.5.4.3", 0x0c, b"Tanaka")]);
    for (subject, base, permitted, excluded) in [
        (person(0x0c, b"Ministry"), ministry(0x0c, b"Ministry"), true, true),
        (person(0x13, b" MINISTRY "), ministry(0x0c, b"Ministry"), true, true),
        (person(0x0c, b"Agency"), ministry(0x0c, b"Ministry"), false, false),
        (person(0x0c, b"Ministry2"), ministry(0x0c, b"Ministry"), false, false),
        (in_country(&[]), ministry(0x0c, b"Ministry"), false, false),
        (person(0x0c, b"Ministry"), in_country(&[]), true, true),
        (person(0x0c, b"Ministry"), sequence(&[]), true, true),
        // Another type of string is another name, but nobody gets around an exclusion with it.
        (person(0x14, b"Ministry"), ministry(0x0c, b"Ministry"), false, true),
        (person(0x1e, b"\0M\0i\0n\0i\0s\0t\0r\0y"), ministry(0x0c, b"Ministry"), false, true),
        (person(0x0c, "Ｍｉｎｉｓｔｒｙ".as_bytes()), ministry(0x0c, b"Ministry"), false, true),
        (person(0x0c, "Min\u{200b}is\u{ad}try".as_bytes()), ministry(0x0c, b"Ministry"), false, true),
        (person(0x0c, "総務省ＡＢＣ".as_bytes()), ministry(0x0c, "総務省ABC".as_bytes()), false, true),
        (person(0x0c, "総務省ＡＢＤ".as_bytes()), ministry(0x0c, "総務省ABC".as_bytes()), false, false),
        (
            in_country(&[tlv(
                0x31,
                &[sequence(&[oid("2.5.4.10"), tlv(0x0c, b"Ministry")]), sequence(&[oid("2.5.4.11"), tlv(0x0c, b"x")])]
                    .concat(),
            )]),
            ministry(0x0c, b"Ministry"),
            false,
            true,
        ),
    ] {
        assert_eq!(permits(subject.clone(), base.clone()), permitted, "{subject:02x?}");
        assert_eq!(excludes(subject.clone(), base), excluded, "{subject:02x?}");
    }
    // A directory name of subjectAltName counts as the subject does.
    let alternative = |template: Template| {
        let other = tlv(DIRECTORY, &person(0x0c, b"Agency"));
        template.extension(SUBJECT_ALT_NAME, false, &sequence(&[other]))
    };
    assert!(ask(alternative, &constraints(&[], &[tlv(DIRECTORY, &ministry(0x0c, b"Agency"))])).is_err());
}

//= spec/trust.md#certification-paths
//= type=test
//# A mail address in the subject MUST be constrained as one in subjectAltName is.
#[test]
fn a_mail_address_in_the_subject_is_constrained() {
    let subject = |address: &'static [u8]| {
        move |template: Template| {
            template.change(|template| {
                template.subject_name = in_country(&[rdn("1.2.840.113549.1.9.1", 0x16, address)]);
            })
        }
    };
    let permitted = constraints(&[tlv(MAIL, b"a.go.jp")], &[]);
    assert!(ask(subject(b"tanaka@a.go.jp"), &permitted).is_ok());
    assert!(ask(subject(b"tanaka@b.go.jp"), &permitted).is_err());
    // It is shown beside another one of subjectAltName, so it is constrained beside it.
    let both = |template: Template| {
        let alternative = sequence(&[tlv(MAIL, b"tanaka@a.go.jp")]);
        subject(b"tanaka@b.go.jp")(template).extension(SUBJECT_ALT_NAME, false, &alternative)
    };
    assert!(ask(both, &permitted).is_err());
}

//= spec/trust.md#certification-paths
//= type=test
//# A path with a name that its name constraints do not permit, or of which it cannot be told, MUST be refused.
#[test]
fn the_failure_names_the_name_and_who_constrains_it() {
    let target = |template: Template| {
        let alternative = sequence(&[tlv(MAIL, b"tanaka@a.go.jp"), tlv(MAIL, b"x,\x1b@b.go.jp")]);
        template.extension(SUBJECT_ALT_NAME, false, &alternative)
    };
    let error = ask(target, &constraints(&[tlv(MAIL, b"a.go.jp")], &[])).expect_err("outside");
    let expected = PathError::NameConstraint {
        certificate: "CN=Tanaka, C=JP".into(),
        name: "x\\,\\1B@b.go.jp".into(),
        authority: "CN=CA, C=JP".into(),
    };
    assert_eq!((error.sub_indication(), error), ("CHAIN_CONSTRAINTS_FAILURE", expected));
}

//= spec/trust.md#certification-paths
//= type=test
//# A certificate whose subjectAltName or nameConstraints extension occurs twice or cannot be decoded in full MUST be refused.
#[test]
fn what_cannot_be_decoded_or_occurs_twice_is_refused() {
    let root = Party::new("Root");
    let der = |id: &str, value: &[u8]| {
        root.certified_as_ca(&root)
            .extension(id, false, value)
            .change(|template| template.extensions.rotate_right(1))
            .der()
    };
    let mail = || tlv(MAIL, b"a.go.jp");
    assert!(Certificate::from_der(&der(NAME_CONSTRAINTS, &constraints(&[mail()], &[]))).is_ok());
    for value in [
        sequence(&[]),
        sequence(&[context(0, &[])]),
        sequence(&[context(0, &subtrees(&[])), context(1, &subtrees(&[mail()]))]),
        sequence(&[context(1, &subtrees(&[mail()])), context(0, &subtrees(&[mail()]))]),
        sequence(&[context(0, &subtrees(&[mail()])), tlv(0x05, &[])]),
        // minimum and maximum, which RFC 5280 does not use.
        sequence(&[context(0, &sequence(&[mail(), tlv(0x80, &[1])]))]),
        sequence(&[context(0, &sequence(&[mail(), tlv(0x81, &[1])]))]),
        constraints(&[tlv(IP, &[10, 0, 0, 0])], &[]),
        constraints(&[tlv(DNS, &[0xff])], &[]),
        constraints(&[tlv(0x89, b"x")], &[]),
        constraints(&[tlv(DIRECTORY, b"x")], &[]),
        constraints(&[context(0, &oid(UPN))], &[]),
    ] {
        assert!(Certificate::from_der(&der(NAME_CONSTRAINTS, &value)).is_err(), "{value:02x?}");
    }
    for value in
        [sequence(&[]), sequence(&[tlv(MAIL, &[0xff])]), sequence(&[tlv(IP, &[10])]), sequence(&[tlv(0x8f, &[])])]
    {
        assert!(Certificate::from_der(&der(SUBJECT_ALT_NAME, &value)).is_err(), "{value:02x?}");
    }
    let twice = root.certified_as_ca(&root).change(|template| {
        for host in [b"a.go.jp", b"b.go.jp"] {
            let value = constraints(&[tlv(DNS, host)], &[]);
            template.extensions.push((NAME_CONSTRAINTS.into(), true, value));
        }
    });
    assert!(matches!(Certificate::from_der(&twice.der()), Err(fuin_pki::Error::DuplicateExtension { .. })));
}

#[test]
fn constraints_that_are_not_critical_are_kept_to() {
    let (root, ca) = (Party::new("Root"), Party::new("CA"));
    let value = constraints(&[], &[tlv(DIRECTORY, &in_country(&[]))]);
    let authority = ca.certified_as_ca(&root).extension(NAME_CONSTRAINTS, false, &value).build();
    let target = Party::new("Tanaka").certified(&ca).build();
    assert!(Question::new(&target, &root).through(&[authority]).ask().is_err());
}

#[test]
fn an_end_entity_with_name_constraints_is_refused() {
    let root = Party::new("Root");
    let value = constraints(&[], &[tlv(MAIL, b"a.go.jp")]);
    let target = Party::new("Tanaka").certified(&root).extension(NAME_CONSTRAINTS, false, &value).build();
    assert!(matches!(Question::new(&target, &root).ask(), Err(PathError::UnsupportedCritical { .. })));
}

/// Constraints only ever narrow: those of each CA hold for all below it.
#[test]
fn the_constraints_of_every_ca_hold() {
    let (root, one, two) = (Party::new("Root"), Party::new("One"), Party::new("Two"));
    let host = |text: &[u8]| constraints(&[tlv(DNS, text)], &[]);
    let path = |upper: &[u8], lower: &[u8], name: &[u8]| {
        let intermediates = [
            one.certified_as_ca(&root).extension(NAME_CONSTRAINTS, true, &host(upper)).build(),
            two.certified_as_ca(&one).extension(NAME_CONSTRAINTS, true, &host(lower)).build(),
        ];
        let alternative = sequence(&[tlv(DNS, name)]);
        let target = Party::new("Tanaka").certified(&two).extension(SUBJECT_ALT_NAME, false, &alternative).build();
        Question::new(&target, &root).through(&intermediates).ask().is_ok()
    };
    assert!(path(b"go.jp", b"a.go.jp", b"x.a.go.jp"));
    assert!(!path(b"go.jp", b"a.go.jp", b"x.b.go.jp"));
    assert!(!path(b"a.go.jp", b"go.jp", b"x.b.go.jp"), "a lower CA cannot widen");
    assert!(!path(b"a.go.jp", b"b.go.jp", b"x.b.go.jp"));
}

#[test]
fn self_issued_certificates_are_exempt_but_not_as_the_target() {
    let (root, old, new) = (Party::new("Root"), Party::new("CA"), Party::new("CA"));
    let value = constraints(&[tlv(DIRECTORY, &name("Tanaka"))], &[]);
    let intermediates = [
        old.certified_as_ca(&root).extension(NAME_CONSTRAINTS, true, &value).build(),
        new.certified_as_ca(&old).build(),
    ];
    let target = Party::new("Tanaka").certified(&new).build();
    assert!(Question::new(&target, &root).through(&intermediates).ask().is_ok(), "key rollover");
    let target = new.certified(&old).build();
    assert!(Question::new(&target, &root).through(&intermediates[..1]).ask().is_err());
}

//= spec/trust.md#certification-paths
//= type=test
//# The constraints in an anchor's certificate, and those configured for the anchor, MUST hold for every path that ends in it.
#[test]
fn anchors_are_constrained_by_their_certificate_and_by_whoever_configured_them() {
    let root = Party::new("Root");
    let alternative = sequence(&[tlv(MAIL, b"tanaka@a.go.jp")]);
    let target = Party::new("Tanaka").certified(&root).extension(SUBJECT_ALT_NAME, false, &alternative).build();
    let mut question = Question::new(&target, &root);
    let plain = question.anchors.remove(0);
    let names = |permitted: &[Subtree], excluded: &[Subtree]| AnchorConstraints {
        names: NameConstraints::new(permitted.to_vec(), excluded.to_vec()),
        ..AnchorConstraints::default()
    };
    let (own, other) = (Subtree::mail("a.go.jp").unwrap(), Subtree::mail("b.go.jp").unwrap());
    let country = Subtree::directory_name(Name::from_der(&in_country(&[])).unwrap());
    for (constraints, valid) in [
        (names(&[own.clone(), country.clone()], &[]), true),
        (names(std::slice::from_ref(&other), &[]), false),
        (names(&[], std::slice::from_ref(&own)), false),
        (names(&[], &[other]), true),
        (names(&[], &[country]), false),
    ] {
        question.anchors = vec![plain.clone().with_constraints(constraints)];
        let answer = question.ask();
        assert_eq!(answer.is_ok(), valid, "{answer:?}");
        assert!(answer.is_ok() || matches!(answer, Err(PathError::NameConstraint { .. })));
    }
    let value = constraints(&[tlv(MAIL, b"b.go.jp")], &[]);
    let constrained = root.certified_as_ca(&root).extension(NAME_CONSTRAINTS, true, &value).build();
    question.anchors = vec![TrustAnchor::from_certificate(constrained)];
    assert!(question.ask().is_err());
    // Another anchor with the same key is another chance.
    question.anchors.push(plain);
    assert!(question.ask().is_ok());
}

#[test]
fn subtrees_are_made_of_names_only() {
    assert!(Subtree::dns("go.jp").is_ok() && Subtree::dns("").is_ok() && Subtree::uri(".go.jp").is_ok());
    assert!(Subtree::user_principal_name("tanaka@a.go.jp").is_ok());
    for wrong in ["*.go.jp", ".go.jp", "go.jp.", "a b"] {
        assert!(Subtree::dns(wrong).is_err(), "{wrong}");
    }
    assert!(Subtree::mail("a@b@c").is_err() && Subtree::uri("https://a.go.jp").is_err());
    let (v4, v6) = (Ipv4Addr::new(10, 1, 0, 0), Ipv6Addr::LOCALHOST);
    assert!(Subtree::ipv4(v4, 33).is_err() && Subtree::ipv6(v6, 129).is_err());
    let der = |mask: &[u8], address: &[u8]| {
        NameConstraints::from_der(&constraints(&[tlv(IP, &[address, mask].concat())], &[])).unwrap()
    };
    for (bits, mask) in [(0, [0, 0, 0, 0]), (8, [255, 0, 0, 0]), (32, [255; 4])] {
        let subtree = Subtree::ipv4(v4, bits).unwrap();
        assert_eq!(NameConstraints::new(vec![subtree], Vec::new()), der(&mask, &v4.octets()));
    }
    assert_eq!(NameConstraints::new(vec![Subtree::ipv6(v6, 128).unwrap()], Vec::new()), der(&[255; 16], &v6.octets()));
}

/// Names times constraints is bounded work.
#[test]
fn comparisons_are_bounded() {
    let (root, ca) = (Party::new("Root"), Party::new("CA"));
    let hosts = |count: usize, suffix: &str| -> Vec<Vec<u8>> {
        (0..count).map(|number| tlv(DNS, format!("{number}.{suffix}").as_bytes())).collect()
    };
    let value = constraints(&[], &hosts(2000, "x.jp"));
    let authority = ca.certified_as_ca(&root).extension(NAME_CONSTRAINTS, true, &value).build();
    let alternative = sequence(&hosts(2000, "y.jp"));
    let target = Party::new("Tanaka").certified(&ca).extension(SUBJECT_ALT_NAME, false, &alternative).build();
    let mut question = Question::new(&target, &root).through(&[authority]);
    let certificate = "CN=Tanaka, C=JP".to_owned();
    assert_eq!(question.ask().err(), Some(PathError::Limits { certificate, limit: "comparisons" }));
    question.limits.max_comparisons = 4_100_000;
    assert!(question.ask().is_ok());
}
