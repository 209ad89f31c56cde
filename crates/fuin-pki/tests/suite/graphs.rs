//! Building paths through many candidates, within bounds.

use std::time::Instant;

use fuin_crypto::{KeyAlgorithm, SignatureAlgorithm};
use fuin_pki::{AnchorConstraints, Certificate, Limits, PathError};

use crate::names::constraints;
use crate::support::der::{name, octets, tlv};
use crate::support::{AUTHORITY_KEY_IDENTIFIER, NAME_CONSTRAINTS, Party, Question, SUBJECT_KEY_IDENTIFIER, Template};

/// `count` CAs, each certified by every other.
fn mesh(count: usize) -> (Vec<Party>, Vec<Certificate>) {
    let parties: Vec<Party> = (0..count).map(|number| Party::new(&format!("CA {number}"))).collect();
    let mut certificates = Vec::new();
    for subject in &parties {
        for issuer in parties.iter().filter(|issuer| issuer.name != subject.name) {
            certificates.push(subject.certified_as_ca(issuer).build());
        }
    }
    (parties, certificates)
}

#[test]
fn thirty_cross_certified_cas_are_answered_quickly() {
    let (parties, mut certificates) = mesh(30);
    let (root, stranger) = (Party::new("Root"), Party::new("Stranger"));
    let target = Party::new("Tanaka").certified(&parties[0]).build();

    let start = Instant::now();
    let error = Question::new(&target, &root).through(&certificates).ask().expect_err("no way leads to the root");
    assert!(matches!(error, PathError::NoAnchor { .. }), "{error}");

    certificates.push(parties[29].certified_as_ca(&root).build());
    let path = Question::new(&target, &root).through(&certificates).ask().unwrap();
    assert_eq!(path.certificates().len(), 3);

    // A way by name only: the last step to the root was not signed by it.
    certificates.pop();
    let forged = parties[29].certified_as_ca(&root).change(|template| template.issuer = stranger);
    certificates.push(forged.build());
    let error = Question::new(&target, &root).through(&certificates).ask().expect_err("the last step is forged");
    assert_eq!(error, PathError::BadSignature { certificate: "CN=CA 29, C=JP".into() });
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
}

//= spec/trust.md#certification-paths
//= type=test
//# The search for a path MUST end within limits on depth, signatures, candidates and comparisons of names and policies.
#[test]
fn each_limit_is_kept() {
    let (root, one, two) = (Party::new("Root"), Party::new("One"), Party::new("Two"));
    let intermediates = [one.certified_as_ca(&root).build(), two.certified_as_ca(&one).build()];
    let target = Party::new("Tanaka").certified(&two).build();
    let mut question = Question::new(&target, &root).through(&intermediates);
    let exact = Limits { max_depth: 3, max_signatures: 3, max_candidates: 3, ..Limits::default() };
    for (limits, exceeded) in [
        (exact, None),
        (Limits { max_depth: 2, ..exact }, Some("depth")),
        (Limits { max_signatures: 2, ..exact }, Some("signatures")),
        (Limits { max_candidates: 2, ..exact }, Some("candidates")),
    ] {
        question.limits = limits;
        let certificate = "CN=Tanaka, C=JP".to_owned();
        let expected = exceeded.map(|limit| PathError::Limits { certificate, limit });
        assert_eq!(question.ask().err(), expected);
    }
}

#[test]
fn another_way_is_tried_when_the_first_fails() {
    let (root, old, new, ca) = (Party::new("Root"), Party::new("Old"), Party::new("New"), Party::new("CA"));
    let expired = |template: Template| template.valid("20200101000000Z", "20210101000000Z").build();
    let intermediates = [
        expired(ca.certified_as_ca(&root)),
        ca.certified_as_ca(&old).build(),
        expired(old.certified_as_ca(&root)),
        ca.certified_as_ca(&new).build(),
        new.certified_as_ca(&root).build(),
    ];
    let target = Party::new("Tanaka").certified(&ca).build();
    let mut rotated = intermediates;
    for _ in 0..5 {
        rotated.rotate_left(1);
        let path = Question::new(&target, &root).through(&rotated).ask().unwrap();
        let names: Vec<_> = path.certificates().filter_map(|found| found.subject().common_name()).collect();
        assert_eq!(names, ["Tanaka", "CA", "New"]);
    }
}

#[test]
fn a_loop_ends() {
    let (root, one, two) = (Party::new("Root"), Party::new("One"), Party::new("Two"));
    let (one_by_two, two_by_one) = (one.certified_as_ca(&two).build(), two.certified_as_ca(&one).build());
    let target = Party::new("Tanaka").certified(&one).build();
    let looped = [one_by_two, two_by_one];
    let error = Question::new(&target, &root).through(&looped).ask().expect_err("a loop");
    assert!(matches!(error, PathError::NoAnchor { .. }));
    let with_exit = [&looped[..], &[two.certified_as_ca(&root).build()]].concat();
    assert_eq!(Question::new(&target, &root).through(&with_exit).ask().unwrap().certificates().len(), 3);
}

#[test]
fn the_anchor_and_the_target_among_the_intermediates_do_no_harm() {
    let root = Party::new("Root");
    let target = Party::new("Tanaka").certified(&root).build();
    let mut question = Question::new(&target, &root);
    question.intermediates = vec![target.clone(), question.anchors[0].certificate().clone(), target.clone()];
    assert_eq!(question.ask().unwrap().certificates().len(), 1);
}

/// Of several keys under one name, the one that the key identifier points to is tried first.
#[test]
fn key_identifiers_lead_the_way() {
    let root = Party::new("Root");
    let parties: Vec<Party> = (0..50).map(|_| Party::new("CA")).collect();
    let intermediates: Vec<_> = parties.iter().map(|party| party.certified_as_ca(&root).build()).collect();
    let target = Party::new("Tanaka").certified(&parties[49]).build();
    let mut question = Question::new(&target, &root).through(&intermediates);
    question.limits.max_signatures = 2;
    assert!(question.ask().is_ok());
}

//= spec/trust.md#certification-paths
//= type=test
//# A path that fails MUST NOT keep another one from being found.
#[test]
fn a_constrained_way_through_a_mesh_does_not_hide_another() {
    let (parties, mut certificates) = mesh(30);
    let root = Party::new("Root");
    let target = Party::new("Tanaka").certified(&parties[0]).build();
    let elsewhere = constraints(&[], &[tlv(0xa4, &name("Tanaka"))]);
    let constrained = parties[1].certified_as_ca(&root).extension(NAME_CONSTRAINTS, true, &elsewhere).build();
    certificates.insert(0, constrained.clone());

    // Every way ends in the constrained CA.
    let start = Instant::now();
    let error = Question::new(&target, &root).through(&certificates).ask().expect_err("Tanaka is excluded");
    assert!(matches!(error, PathError::NameConstraint { .. }), "{error}");

    certificates.push(parties[29].certified_as_ca(&root).build());
    let path = Question::new(&target, &root).through(&certificates).ask().unwrap();
    let names: Vec<_> = path.certificates().filter_map(|found| found.subject().common_name()).collect();
    assert_eq!(names, ["Tanaka", "CA 0", "CA 29"]);
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
}

/// Whoever answers to a name that many share is found by its key identifier; without one, the work ends at a limit.
#[test]
fn ten_thousand_candidates_of_one_name() {
    let (root, ca) = (Party::new("Root"), Party::new("CA"));
    let namesake = Party::new("CA").certified_as_ca(&root);
    let mut intermediates: Vec<Certificate> = (0..10_000u32)
        .map(|number| {
            let identifier = octets(&[&number.to_be_bytes()[..], &[0; 16]].concat());
            // The signature is not looked at before the candidate is.
            let template = namesake.clone().extension(SUBJECT_KEY_IDENTIFIER, false, &identifier);
            template.change(|template| template.serial = [&[1], &number.to_be_bytes()[..]].concat()).build()
        })
        .collect();
    let start = Instant::now();
    let target = Party::new("Tanaka").certified(&ca);
    let error = Question::new(&target.build(), &root).through(&intermediates).ask().expect_err("the CA is not there");
    assert!(matches!(error, PathError::Limits { limit: "signatures", .. }), "{error}");
    intermediates.push(ca.certified_as_ca(&root).build());
    assert!(Question::new(&target.build(), &root).through(&intermediates).ask().is_ok());
    let without = target.without(AUTHORITY_KEY_IDENTIFIER).build();
    let error = Question::new(&without, &root).through(&intermediates).ask().expect_err("it is the last of them");
    assert!(matches!(error, PathError::Limits { limit: "signatures", .. }), "{error}");
    // Those who lead nowhere are not even candidates.
    let nowhere = Question::new(&without, &Party::new("Other")).through(&intermediates).ask().expect_err("no anchor");
    assert!(matches!(nowhere, PathError::NoAnchor { .. }), "{nowhere}");
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

/// A CA with a new key: each signs the other, and targets of both are valid under anchors of both.
#[test]
fn a_ca_rolls_its_key_over() {
    let (old, new) = (Party::new("Root"), Party::new("Root"));
    let intermediates = [new.certified_as_ca(&old).build(), old.certified_as_ca(&new).build()];
    for issuer in [&old, &new] {
        let target = Party::new("Tanaka").certified(issuer).build();
        for anchor in [&old, &new] {
            let path = Question::new(&target, anchor).through(&intermediates).ask().unwrap();
            assert_eq!(
                path.certificates().len(),
                if issuer.key_identifier() == anchor.key_identifier() { 1 } else { 2 }
            );
        }
    }
}

#[test]
fn each_anchor_has_constraints_of_its_own() {
    let (one, two, ca) = (Party::new("One"), Party::new("Two"), Party::new("CA"));
    let intermediates = [ca.certified_as_ca(&one).build(), ca.certified_as_ca(&two).build()];
    let target = Party::new("Tanaka").certified(&ca).build();
    let short = AnchorConstraints { path_len: Some(0), ..AnchorConstraints::default() };
    let mut question = Question::new(&target, &one).through(&intermediates);
    question.anchors = vec![one.anchor().with_constraints(short.clone()), two.anchor()];
    for _ in 0..2 {
        question.anchors.rotate_left(1);
        let path = question.ask().unwrap();
        assert_eq!(path.anchor().certificate().subject().common_name(), Some("Two"));
    }
    question.anchors = vec![one.anchor().with_constraints(short)];
    assert_eq!(question.ask().err(), Some(PathError::PathLength { certificate: "CN=CA, C=JP".into() }));
}

/// The shortest way is the one found, whatever longer ones there are.
#[test]
fn short_paths_are_found_first() {
    let (parties, mut certificates) = mesh(12);
    let root = Party::new("Root");
    let target = Party::new("Tanaka").certified(&parties[0]).build();
    for party in &parties {
        certificates.push(party.certified_as_ca(&root).build());
    }
    assert_eq!(Question::new(&target, &root).through(&certificates).ask().unwrap().certificates().len(), 2);
}

#[test]
fn every_key_of_the_path_is_told() {
    let rsa = KeyAlgorithm::Rsa { bits: 3072 };
    let root = Party::with_key("Root", KeyAlgorithm::EcP384, SignatureAlgorithm::EcdsaP384Sha384);
    let ca = Party::new("CA");
    let target = Party::with_key("Tanaka", rsa, SignatureAlgorithm::RsaPssSha256).certified(&ca).build();
    let path = Question::new(&target, &root).through(&[ca.certified_as_ca(&root).build()]).ask().unwrap();
    let keys: Vec<_> = path.keys().map(|(name, key)| (name.common_name().unwrap().to_owned(), key)).collect();
    let expected = [("Tanaka", rsa), ("CA", KeyAlgorithm::EcP256), ("Root", KeyAlgorithm::EcP384)];
    assert_eq!(keys, expected.map(|(name, key)| (name.to_owned(), key)));
}
