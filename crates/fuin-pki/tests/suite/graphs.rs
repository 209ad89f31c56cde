//! Building paths through many candidates, within bounds.

use std::time::Instant;

use fuin_pki::{Certificate, Limits, PathError};

use crate::support::{Party, Question, Template};

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
    assert!(matches!(error, PathError::Limits { .. }), "{error}");
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
}

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
