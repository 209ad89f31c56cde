//! What a path says of the evidence it rests on.

use fuin_pki::{Certificate, Crl, EvidenceSource};

use super::{Scene, at};
use crate::support::{CrlTemplate, Party, Question};

#[test]
fn the_evidence_of_a_path_is_enough_to_validate_it_again() {
    //= spec/trust.md#revocation
    //= type=test
    //# The evidence and the certificates that a validated path names MUST suffice to validate it again.
    let scene = Scene::new();
    let next = Party::new("CA");
    let signer = next.certified_as_ca(&scene.root).build();
    // Some of these are needed, some not.
    let unneeded = CrlTemplate::new(&Party::new("Other")).build();
    let stale = CrlTemplate::new(&next).updates("20260401000000Z", "20260501000000Z").build();
    let current = CrlTemplate::new(&next).updates("20260531060000Z", "20260607000000Z").build();
    let mut question = scene.ask(&[unneeded, stale, current.clone()]).required();
    question.intermediates.extend([signer.clone(), Party::new("Other").certified_as_ca(&scene.root).build()]);
    let path = question.ask().unwrap();

    let crls: Vec<Crl> = path.evidence().iter().map(|found| Crl::from_der(found.der()).unwrap()).collect();
    assert_eq!(crls, [current.clone(), scene.root_crl.clone()]);
    let certificates: Vec<Certificate> =
        path.certificates().skip(1).chain(path.evidence_certificates()).cloned().collect();
    assert_eq!(certificates, [scene.ca_certificate.clone(), signer.clone()]);
    let again = Question::new(&scene.target, &scene.root).through(&certificates).with_crls(&crls).required();
    let again = again.ask().unwrap();
    assert_eq!(again.revocation().collect::<Vec<_>>(), path.revocation().collect::<Vec<_>>());

    let [of_target, of_ca] = path.evidence_by_certificate().collect::<Vec<_>>()[..] else { panic!("two certificates") };
    assert!(
        matches!(of_target, [one] if *one.source() == EvidenceSource::Crl(current.clone()) && *one.signer() == signer)
    );
    assert!(matches!(of_ca, [one] if one.der() == scene.root_crl.der() && one.certificates().len() == 0));
    assert_eq!(path.newest_update(), Some(at("2026-05-31T06:00:00Z")));
    assert_eq!(path.earliest_next_update(), Some(at("2026-06-07T00:00:00Z")));
}

#[test]
fn without_any_evidence_there_is_none() {
    let scene = Scene::new();
    let path = Question::new(&scene.target, &scene.root).through(std::slice::from_ref(&scene.ca_certificate)).ask();
    let path = path.unwrap();
    assert!(path.evidence().is_empty() && path.evidence_certificates().is_empty());
    assert_eq!((path.newest_update(), path.earliest_next_update()), (None, None));
    assert!(path.revocation_unknown());
}
