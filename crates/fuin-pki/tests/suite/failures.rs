//! Each fault of a path, once.

use fuin_crypto::{KeyAlgorithm, SignatureAlgorithm};
use fuin_pki::{PathError, Purpose, TrustAnchor};

use crate::support::der::{bits, boolean, context, integer, name, null, octets, oid, rdn, sequence, tlv};
use crate::support::{
    BASIC_CONSTRAINTS, CRL_SIGN, EXTENDED_KEY_USAGE, KEY_AGREEMENT, KEY_USAGE, Party, Question, Template, pss,
};

/// Asks about `CN=Tanaka` below `CN=CA` below `CN=Root`, with one of the templates changed.
fn fault(change_ca: impl FnOnce(Template) -> Template, change_target: impl FnOnce(Template) -> Template) -> PathError {
    let (root, ca) = (Party::new("Root"), Party::new("CA"));
    let ca_certificate = change_ca(ca.certified_as_ca(&root)).build();
    let target = change_target(Party::new("Tanaka").certified(&ca)).build();
    let error = Question::new(&target, &root).through(&[ca_certificate]).ask().expect_err("one fault");
    assert!(error.to_string().contains(error.certificate()), "{error}");
    error
}

fn same(template: Template) -> Template {
    template
}

fn critical(id: &str) -> impl FnOnce(Template) -> Template {
    let id = id.to_owned();
    move |template| template.extension(&id, true, &octets(b"?"))
}

#[test]
fn the_base_is_valid() {
    let (root, ca) = (Party::new("Root"), Party::new("CA"));
    let target = Party::new("Tanaka").certified(&ca).build();
    assert!(Question::new(&target, &root).through(&[ca.certified_as_ca(&root).build()]).ask().is_ok());
}

//= spec/trust.md#certification-paths
//= type=test
//# A certificate with a critical extension that is not processed MUST be refused.
/// One line for each fault: what is reported, about whom, and its sub-indication.
#[test]
fn each_fault_is_reported_for_its_certificate() {
    let subtrees = sequence(&[context(1, &sequence(&[tlv(0xa4, &name("Tanaka"))]))]);
    let explicit = sequence(&[tlv(0x80, &[0])]);
    let mappings = sequence(&[sequence(&[oid("2.5.29.32.0"), oid("1.2.3")])]);
    let web = sequence(&[oid("1.3.6.1.5.5.7.3.1")]);
    let old = |template: Template| template.valid("20200101000000Z", "20260601115959Z");
    let new = |template: Template| template.valid("20260601120001Z", "20270101000000Z");
    let stranger = |template: Template| template.change(|template| template.issuer = Party::new("CA"));
    let table: Vec<(&str, PathError, &str, &str)> = vec![
        ("expired", fault(same, old), "CN=Tanaka, C=JP", "OUT_OF_BOUNDS_NO_POE"),
        ("expired", fault(old, same), "CN=CA, C=JP", "OUT_OF_BOUNDS_NO_POE"),
        ("not yet", fault(same, new), "CN=Tanaka, C=JP", "OUT_OF_BOUNDS_NO_POE"),
        ("not yet", fault(new, same), "CN=CA, C=JP", "OUT_OF_BOUNDS_NO_POE"),
        ("signature", fault(same, stranger), "CN=Tanaka, C=JP", "CERTIFICATE_CHAIN_GENERAL_FAILURE"),
        ("signature", fault(stranger, same), "CN=CA, C=JP", "CERTIFICATE_CHAIN_GENERAL_FAILURE"),
        ("no CA", fault(|ca| ca.without(BASIC_CONSTRAINTS), same), "CN=CA, C=JP", "CHAIN_CONSTRAINTS_FAILURE"),
        (
            "no CA",
            fault(|ca| ca.extension(BASIC_CONSTRAINTS, true, &sequence(&[])), same),
            "CN=CA, C=JP",
            "CHAIN_CONSTRAINTS_FAILURE",
        ),
        ("usage", fault(|ca| ca.key_usage(CRL_SIGN), same), "CN=CA, C=JP", "CHAIN_CONSTRAINTS_FAILURE"),
        ("usage", fault(same, |ee| ee.key_usage(KEY_AGREEMENT)), "CN=Tanaka, C=JP", "CHAIN_CONSTRAINTS_FAILURE"),
        (
            "extended usage",
            fault(same, |ee| ee.extension(EXTENDED_KEY_USAGE, false, &web)),
            "CN=Tanaka, C=JP",
            "CHAIN_CONSTRAINTS_FAILURE",
        ),
        (
            "extended usage",
            fault(|ca| ca.extension(EXTENDED_KEY_USAGE, false, &web), same),
            "CN=CA, C=JP",
            "CHAIN_CONSTRAINTS_FAILURE",
        ),
        ("critical", fault(critical("1.2.3.4"), same), "CN=CA, C=JP", "CHAIN_CONSTRAINTS_FAILURE"),
        ("critical", fault(same, critical("1.2.3.4")), "CN=Tanaka, C=JP", "CHAIN_CONSTRAINTS_FAILURE"),
        (
            "critical",
            fault(same, |ee| ee.extension("2.5.29.30", false, &subtrees)),
            "CN=Tanaka, C=JP",
            "CHAIN_CONSTRAINTS_FAILURE",
        ),
        (
            "name",
            fault(|ca| ca.extension("2.5.29.30", true, &subtrees), same),
            "CN=Tanaka, C=JP",
            "CHAIN_CONSTRAINTS_FAILURE",
        ),
        (
            "policy",
            fault(|ca| ca.extension("2.5.29.36", true, &explicit), same),
            "CN=Tanaka, C=JP",
            "CHAIN_CONSTRAINTS_FAILURE",
        ),
        (
            "mapping",
            fault(|ca| ca.extension("2.5.29.33", true, &mappings), same),
            "CN=CA, C=JP",
            "CHAIN_CONSTRAINTS_FAILURE",
        ),
        (
            "no anchor",
            fault(same, |ee| ee.change(|ee| ee.issuer_name = name("Nobody"))),
            "CN=Tanaka, C=JP",
            "NO_CERTIFICATE_CHAIN_FOUND",
        ),
        (
            "no anchor",
            fault(|ca| ca.change(|ca| ca.issuer_name = name("Nobody")), same),
            "CN=CA, C=JP",
            "NO_CERTIFICATE_CHAIN_FOUND",
        ),
    ];
    for (class, error, certificate, sub_indication) in table {
        let found = match &error {
            PathError::Expired { .. } => "expired",
            PathError::NotYetValid { .. } => "not yet",
            PathError::BadSignature { .. } => "signature",
            PathError::NotACa { .. } => "no CA",
            PathError::KeyUsage { .. } => "usage",
            PathError::ExtendedKeyUsage { .. } => "extended usage",
            PathError::UnsupportedCritical { .. } => "critical",
            PathError::NoAnchor { .. } => "no anchor",
            PathError::NameConstraint { .. } => "name",
            PathError::Policy { .. } => "policy",
            PathError::PolicyMapping { .. } => "mapping",
            other => panic!("{other}"),
        };
        assert_eq!(
            (found, error.certificate(), error.sub_indication()),
            (class, certificate, sub_indication),
            "{error}"
        );
    }
}

#[test]
fn the_missing_issuer_is_named() {
    let error = fault(|ca| ca.change(|ca| ca.issuer_name = name("Nobody")), same);
    assert_eq!(error, PathError::NoAnchor { certificate: "CN=CA, C=JP".into(), issuer: "CN=Nobody, C=JP".into() });
}

#[test]
fn path_length_is_kept() {
    let (root, one, two) = (Party::new("Root"), Party::new("One"), Party::new("Two"));
    let target = Party::new("Tanaka").certified(&two).build();
    let two_certificate = two.certified_as_ca(&one).build();
    for (len, valid) in [(0, false), (1, true)] {
        let intermediates = [one.certified_as_ca(&root).path_len(len).build(), two_certificate.clone()];
        let answer = Question::new(&target, &root).through(&intermediates).ask();
        if valid {
            assert!(answer.is_ok());
        } else {
            assert_eq!(answer.err(), Some(PathError::PathLength { certificate: "CN=Two, C=JP".into() }));
        }
    }
    let mut question = Question::new(&target, &root).through(&[one.certified_as_ca(&root).build(), two_certificate]);
    let anchor = root.certified_as_ca(&root).path_len(1).build();
    question.anchors = vec![TrustAnchor::from_certificate(anchor)];
    assert_eq!(question.ask().err(), Some(PathError::PathLength { certificate: "CN=Two, C=JP".into() }));
}

#[test]
fn an_anchor_is_held_to_its_validity() {
    let root = Party::new("Root");
    let target = Party::new("Tanaka").certified(&root).build();
    let mut question = Question::new(&target, &root);
    let anchor = root.certified_as_ca(&root).valid("20200101000000Z", "20260101000000Z").build();
    question.anchors = vec![TrustAnchor::from_certificate(anchor)];
    let not_after = "2026-01-01T00:00:00Z".parse().unwrap();
    assert_eq!(question.ask().err(), Some(PathError::Expired { certificate: "CN=Root, C=JP".into(), not_after }));
}

#[test]
fn an_end_entity_anchor_does_not_issue() {
    let own = Party::new("Tanaka");
    let target = Party::new("Suzuki").certified(&own).build();
    let mut question = Question::new(&target, &own);
    question.anchors = vec![TrustAnchor::from_certificate(own.certified(&own).build())];
    assert_eq!(question.ask().err(), Some(PathError::NotACa { certificate: "CN=Tanaka, C=JP".into() }));
}

#[test]
fn unsupported_signatures_are_refused_by_name() {
    let sha1 = "1.3.14.3.2.26";
    let sha256 = "2.16.840.1.101.3.4.2.1";
    let table = [
        (sequence(&[oid("1.2.840.113549.1.1.5"), null()]), "rsa with sha-1"),
        (sequence(&[oid("1.2.840.10045.4.1")]), "ecdsa with sha-1"),
        (sequence(&[oid("1.2.840.10045.4.3.2"), null()]), "ecdsa with parameters"),
        (sequence(&[oid("1.2.840.113549.1.1.11"), integer(&[1])]), "rsa pkcs#1 with parameters"),
        (sequence(&[oid("1.2.840.113549.1.1.10"), sequence(&[])]), "rsa-pss with these parameters"),
        (sequence(&[oid("1.2.840.113549.1.1.10")]), "rsa-pss with these parameters"),
        (pss(sha1, sha1, 20), "rsa-pss with these parameters"),
        (pss(sha256, sha1, 32), "rsa-pss with these parameters"),
        (pss(sha256, sha256, 20), "rsa-pss with these parameters"),
        (sequence(&[oid("1.3.101.112"), null()]), "ed25519 with parameters"),
        (sequence(&[oid("1.3.101.112")]), "ed25519 under a key of ecdsa-p256"),
        (sequence(&[oid("1.3.101.113")]), "ed448"),
        (sequence(&[oid("1.2.3.4")]), "1.2.3.4"),
        (pss(sha256, sha256, 32), "rsa-pss with sha-256 under a key of ecdsa-p256"),
    ];
    for (identifier, algorithm) in table {
        let error = fault(same, |ee| ee.change(|ee| ee.identifiers = (identifier.clone(), identifier)));
        let certificate = "CN=Tanaka, C=JP".to_owned();
        assert_eq!(error, PathError::UnsupportedAlgorithm { certificate, algorithm: algorithm.into() });
    }
}

#[test]
fn keys_without_support_are_refused_wherever_they_stand() {
    let ed448 = || sequence(&[sequence(&[oid("1.3.101.113")]), bits(0, &[1; 57])]);
    let with_key = |template: Template| template.change(|template| template.spki = ed448());
    for (error, certificate) in [(fault(same, with_key), "CN=Tanaka, C=JP"), (fault(with_key, same), "CN=CA, C=JP")] {
        assert!(matches!(&error, PathError::UnsupportedKey { .. }), "{error}");
        assert_eq!(error.certificate(), certificate);
    }
}

#[test]
fn a_provider_without_the_scheme_is_named() {
    let root = Party::with_key("Root", KeyAlgorithm::EcP384, SignatureAlgorithm::EcdsaP384Sha384);
    let target = Party::new("Tanaka").certified(&root).build();
    let question = Question::new(&target, &root);
    let mut provider = crate::support::provider().clone();
    provider.signature_schemes.retain(|scheme| scheme.algorithm() != SignatureAlgorithm::EcdsaP384Sha384);
    let request = fuin_pki::PathRequest {
        target: &target,
        intermediates: &[],
        anchors: &question.anchors,
        crls: &[],
        ocsp: &[],
        time: question.time.parse().unwrap(),
        revocation_time: question.time.parse().unwrap(),
        freshness: question.freshness,
        purpose: Purpose::Sign,
        policies: question.policies,
        revocation: question.revocation,
        provider: &provider,
        limits: question.limits,
    };
    let error = fuin_pki::validate(&request).expect_err("not offered");
    assert!(matches!(&error, PathError::UnsupportedAlgorithm { algorithm, .. } if algorithm.contains("aws-lc-rs")));
}

//= spec/trust.md#certification-paths
//= type=test
//# Of several failures, the one that came closest to a valid path MUST be reported with the certificate concerned.
/// The failure that came closest to a valid path is reported, not the first or the last one met.
#[test]
fn the_most_specific_failure_wins() {
    let (root, other, ca) = (Party::new("Root"), Party::new("Other"), Party::new("CA"));
    let expired = ca.certified_as_ca(&root).valid("20200101000000Z", "20210101000000Z").build();
    let elsewhere = ca.certified_as_ca(&other).build();
    let namesake = Party::new("CA").certified_as_ca(&root).build();
    let target = Party::new("Tanaka").certified(&ca).build();
    let mut intermediates = [expired, elsewhere, namesake];
    for _ in 0..3 {
        intermediates.rotate_left(1);
        let error = Question::new(&target, &root).through(&intermediates).ask().expect_err("no way is valid");
        assert!(matches!(&error, PathError::Expired { certificate, .. } if certificate == "CN=CA, C=JP"), "{error}");
    }
}

#[test]
fn names_chain_without_case_but_not_across_types() {
    let root = Party::new("Root");
    let target = Party::new("Tanaka").certified(&root);
    let named = |tag, text: &[u8]| sequence(&[rdn("2.5.4.6", 0x13, b"jp"), rdn("2.5.4.3", tag, text)]);
    let with = |issuer_name: Vec<u8>| target.clone().change(|template| template.issuer_name = issuer_name).build();
    assert!(Question::new(&with(named(0x13, b" ROOT ")), &root).ask().is_ok());
    assert!(Question::new(&with(named(0x16, b"Root")), &root).ask().is_err());
}

#[test]
fn the_extended_key_usages_of_documents_are_accepted() {
    let root = Party::new("Root");
    for (usage, critical, valid) in [
        ("1.3.6.1.5.5.7.3.4", false, true),
        ("1.3.6.1.5.5.7.3.36", true, true),
        ("1.3.6.1.4.1.311.10.3.12", false, true),
        ("2.5.29.37.0", false, true),
        ("1.3.6.1.5.5.7.3.2", false, false),
    ] {
        let value = sequence(&[oid("1.3.6.1.5.5.7.3.9"), oid(usage)]);
        let target = Party::new("Tanaka").certified(&root).extension(EXTENDED_KEY_USAGE, critical, &value).build();
        assert_eq!(Question::new(&target, &root).ask().is_ok(), valid, "{usage}");
    }
    let target = Party::new("Tanaka").certified(&root).extension(KEY_USAGE, false, &[3, 2, 7, 0x80]).build();
    assert!(Question::new(&target, &root).ask().is_ok());
    let no_ca = Party::new("Tanaka").certified(&root).extension(BASIC_CONSTRAINTS, true, &sequence(&[boolean(false)]));
    assert!(Question::new(&no_ca.build(), &root).ask().is_ok());
}
