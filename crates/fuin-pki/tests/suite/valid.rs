//! Paths that are valid.

use fuin_crypto::{KeyAlgorithm, Role, SignatureAlgorithm};
use fuin_pki::{PathError, Purpose, RevocationStatus, TrustAnchor, UnknownRevocation};

use crate::support::der::{bits, oid, sequence};
use crate::support::{
    BASIC_CONSTRAINTS, CRL_SIGN, CrlTemplate, KEY_AGREEMENT, KEY_CERT_SIGN, KEY_ENCIPHERMENT, KEY_USAGE, Party,
    Question,
};

#[test]
fn paths_of_one_to_five_certificates() {
    let root = Party::new("Root");
    let mut issuer = root.clone();
    let mut intermediates = Vec::new();
    for depth in 1..=5 {
        let target = Party::new("Tanaka").certified(&issuer).build();
        let path = Question::new(&target, &root).through(&intermediates).ask().unwrap();
        assert_eq!(path.certificates().len(), depth);
        assert_eq!(path.target(), &target);
        assert_eq!(path.certificates().last().unwrap().issuer(), path.anchor().certificate().subject());
        assert!(path.revocation_unknown());
        let next = Party::new(&format!("CA {depth}"));
        intermediates.insert(0, next.certified_as_ca(&issuer).build());
        issuer = next;
    }
}

#[test]
fn every_scheme_and_its_algorithm_uses() {
    let rsa = KeyAlgorithm::Rsa { bits: 3072 };
    for (algorithm, scheme, expected) in [
        (KeyAlgorithm::EcP256, SignatureAlgorithm::EcdsaP256Sha256, ("ecdsa-p256", 128, "sha-256")),
        (KeyAlgorithm::EcP384, SignatureAlgorithm::EcdsaP384Sha384, ("ecdsa-p384", 192, "sha-384")),
        (rsa, SignatureAlgorithm::RsaPssSha256, ("rsa-pss", 128, "sha-256")),
        (rsa, SignatureAlgorithm::RsaPssSha384, ("rsa-pss", 128, "sha-384")),
        (KeyAlgorithm::Ed25519, SignatureAlgorithm::Ed25519, ("ed25519", 128, "sha-512")),
    ] {
        let root = Party::with_key("Root", algorithm, scheme);
        let target = Party::new("Tanaka").certified(&root).build();
        let path = Question::new(&target, &root).ask().unwrap();
        let uses = path.algorithm_uses();
        let [signature, digest] = uses.as_slice() else { panic!("{uses:?}") };
        assert_eq!((signature.name.as_ref(), signature.strength, digest.name.as_ref()), expected);
        assert_eq!((signature.role, digest.role), (Role::Signature, Role::Digest));
        assert_eq!(signature.subject, "certificate CN=Tanaka, C=JP");
        assert_eq!(signature.key_bits, (algorithm == rsa).then_some(3072));
    }
}

/// RFC 8410: an authority with an Ed25519 key certifies keys of both kinds and signs its CRL.
#[test]
fn an_authority_with_ed25519_certifies_and_revokes() {
    let root = Party::with_key("Root", KeyAlgorithm::Ed25519, SignatureAlgorithm::Ed25519);
    let signer = Party::with_key("Tanaka", KeyAlgorithm::Ed25519, SignatureAlgorithm::Ed25519);
    let target = signer.certified(&root).key_usage(0x80).build();
    let crls = [CrlTemplate::new(&root).build()];
    let path = Question::new(&target, &root).with_crls(&crls).required().ask().unwrap();
    let uses: Vec<_> = path.algorithm_uses().iter().map(|used| format!("{} {}", used.subject, used.name)).collect();
    let expected = ["certificate CN=Tanaka, C=JP", "CRL of CN=Root, C=JP"]
        .map(|subject| [format!("{subject} ed25519"), format!("{subject} sha-512")])
        .concat();
    assert_eq!(uses, expected);

    let x25519 = sequence(&[sequence(&[oid("1.3.101.110")]), bits(0, &[9; 32])]);
    let recipient = Party::new("Suzuki").certified(&root).key_usage(KEY_AGREEMENT);
    let recipient = recipient.change(|template| template.spki = x25519).build();
    let mut question = Question::new(&recipient, &root);
    question.purpose = Purpose::KeyAgreement;
    assert!(question.ask().is_ok());
    question.purpose = Purpose::Sign;
    assert!(matches!(question.ask(), Err(PathError::KeyUsage { .. })));
}

#[test]
fn each_link_is_judged_under_its_issuers_key() {
    let root = Party::with_key("Root", KeyAlgorithm::EcP384, SignatureAlgorithm::EcdsaP384Sha384);
    let ca = Party::new("CA");
    let ca_certificate = ca.certified_as_ca(&root).build();
    let target = Party::new("Tanaka").certified(&ca).build();
    let crls = [CrlTemplate::new(&root).build(), CrlTemplate::new(&ca).build()];
    let path = Question::new(&target, &root).through(&[ca_certificate]).with_crls(&crls).required().ask().unwrap();
    let uses: Vec<_> = path.algorithm_uses().iter().map(|used| format!("{} {}", used.subject, used.name)).collect();
    assert_eq!(
        uses,
        [
            "certificate CN=Tanaka, C=JP ecdsa-p256",
            "certificate CN=Tanaka, C=JP sha-256",
            "certificate CN=CA, C=JP ecdsa-p384",
            "certificate CN=CA, C=JP sha-384",
            "CRL of CN=CA, C=JP ecdsa-p256",
            "CRL of CN=CA, C=JP sha-256",
            "CRL of CN=Root, C=JP ecdsa-p384",
            "CRL of CN=Root, C=JP sha-384",
        ]
    );
}

#[test]
fn purposes_are_matched_with_key_usage() {
    let root = Party::new("Root");
    let end_entity = Party::new("Tanaka").certified(&root);
    for (octet, purpose) in [
        (0x80, Purpose::Sign),
        (0x40, Purpose::Sign),
        (KEY_AGREEMENT, Purpose::KeyAgreement),
        (KEY_ENCIPHERMENT, Purpose::KeyTransport),
    ] {
        let target = end_entity.clone().key_usage(octet).build();
        for asked in [Purpose::Sign, Purpose::KeyAgreement, Purpose::KeyTransport] {
            let mut question = Question::new(&target, &root);
            question.purpose = asked;
            assert_eq!(question.ask().is_ok(), asked == purpose, "{octet:#x} {asked:?}");
        }
    }
    let unrestricted = end_entity.without(KEY_USAGE).build();
    assert!(Question::new(&unrestricted, &root).ask().is_ok());
    let ca = Party::new("CA").certified_as_ca(&root).build();
    let mut question = Question::new(&ca, &root);
    assert!(question.ask().is_err());
    question.purpose = Purpose::CertificateSigning;
    assert!(question.ask().is_ok());
}

#[test]
fn self_issued_certificates_do_not_count_for_path_length() {
    let (root, new_root, ca) = (Party::new("Root"), Party::new("Root"), Party::new("CA"));
    let rollover = new_root.certified_as_ca(&root).build();
    let ca_certificate = ca.certified_as_ca(&new_root).path_len(0).build();
    let target = Party::new("Tanaka").certified(&ca).build();
    let mut question = Question::new(&target, &root).through(&[rollover, ca_certificate]);
    let anchor = root.certified_as_ca(&root).path_len(1).build();
    question.anchors = vec![TrustAnchor::from_certificate(anchor)];
    assert_eq!(question.ask().unwrap().certificates().len(), 3);
}

#[test]
fn the_validity_ends_with_its_last_second() {
    let root = Party::new("Root");
    let target = Party::new("Tanaka").certified(&root).valid("20260601120000Z", "20260601120000Z").build();
    let mut question = Question::new(&target, &root);
    for (time, valid) in [
        ("2026-06-01T11:59:59.999Z", false),
        ("2026-06-01T12:00:00Z", true),
        ("2026-06-01T12:00:00.999Z", true),
        ("2026-06-01T12:00:01Z", false),
    ] {
        question.time = time;
        assert_eq!(question.ask().is_ok(), valid, "{time}");
    }
}

#[test]
fn not_after_is_the_earliest_of_the_path() {
    let (root, ca) = (Party::new("Root"), Party::new("CA"));
    let ca_certificate = ca.certified_as_ca(&root).valid("20260101000000Z", "20260901000000Z").build();
    let target = Party::new("Tanaka").certified(&ca).valid("20260101000000Z", "99991231235959Z").build();
    let path = Question::new(&target, &root).through(&[ca_certificate]).ask().unwrap();
    assert_eq!(path.not_after().to_string(), "2026-09-01T00:00:00Z");
    assert_eq!(target.not_after(), jiff::Timestamp::MAX);
}

#[test]
fn a_self_signed_target_is_valid_as_its_own_anchor_only() {
    let own = Party::new("Tanaka");
    let target = own.certified(&own).build();
    let mut question = Question::new(&target, &Party::new("Root"));
    assert!(question.ask().is_err());
    question.anchors =
        vec![TrustAnchor::from_certificate(own.certified(&own).valid("20250101000000Z", "20270101000000Z").build())];
    assert!(question.ask().is_err(), "another certificate for the same name and key is no anchor for this one");
    question.anchors = vec![TrustAnchor::from_certificate(target.clone())];
    let path = question.ask().unwrap();
    assert_eq!(path.revocation().collect::<Vec<_>>(), [&RevocationStatus::TrustAnchor]);
    assert_eq!(path.algorithm_uses().len(), 2);
    question.time = "2027-01-01T00:00:01Z";
    assert!(question.ask().is_err());
    question.time = "2026-06-01T00:00:00Z";
    let forged = own.certified(&own).change(|template| template.issuer = Party::new("Tanaka")).build();
    let mut question = Question::new(&forged, &Party::new("Root"));
    question.anchors = vec![TrustAnchor::from_certificate(forged.clone())];
    assert!(question.ask().is_err());
}

#[test]
fn a_version_1_certificate_may_be_an_anchor_but_not_an_intermediate() {
    let (root, ca) = (Party::new("Root"), Party::new("CA"));
    let version_1 = |party: &Party, issuer: &Party| {
        party
            .certified_as_ca(issuer)
            .change(|template| (template.version, template.extensions) = (None, Vec::new()))
            .build()
    };
    let target = Party::new("Tanaka").certified(&root).build();
    let mut question = Question::new(&target, &root);
    question.anchors = vec![TrustAnchor::from_certificate(version_1(&root, &root))];
    assert!(question.ask().is_ok());
    let below = Party::new("Suzuki").certified(&ca).build();
    assert!(Question::new(&below, &root).through(&[version_1(&ca, &root)]).ask().is_err());
}

#[test]
fn without_crls_the_status_is_unknown_and_says_so() {
    let root = Party::new("Root");
    let target = Party::new("Tanaka").certified(&root).build();
    let path = Question::new(&target, &root).ask().unwrap();
    assert_eq!(path.revocation().collect::<Vec<_>>(), [&RevocationStatus::Unknown(UnknownRevocation::NoCrl)]);
    assert_eq!(path.newest_update(), None);
}

#[test]
fn an_anchor_without_key_usage_may_issue() {
    let root = Party::new("Root");
    let target = Party::new("Tanaka").certified(&root).build();
    let mut question = Question::new(&target, &root);
    for (usage, valid) in [(None, true), (Some(KEY_CERT_SIGN), true), (Some(CRL_SIGN), false)] {
        let template = root.certified_as_ca(&root).without(KEY_USAGE);
        let template = usage.map_or(template.clone(), |octet| template.key_usage(octet));
        question.anchors = vec![TrustAnchor::from_certificate(template.build())];
        assert_eq!(question.ask().is_ok(), valid, "{usage:?}");
    }
    question.anchors =
        vec![TrustAnchor::from_certificate(root.certified_as_ca(&root).without(BASIC_CONSTRAINTS).build())];
    assert!(question.ask().is_err());
}
