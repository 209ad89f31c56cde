//! Delta CRLs.

use fuin_pki::{Crl, PathError, RevocationReason, RevocationStatus, UnknownRevocation};

use super::partial::{SCOPE, full};
use super::{BEFORE, Scene};
use crate::support::der::{integer, sequence};
use crate::support::{CrlTemplate, Party};

const NUMBER: &str = "2.5.29.20";
const BASE: &str = "2.5.29.27";
const REMOVED: u8 = 8;
const HOLD: u8 = 6;

/// A complete CRL with this number.
fn complete(scene: &Scene, number: &[u8]) -> CrlTemplate {
    let mut template = CrlTemplate::new(&scene.ca);
    template.extensions = vec![(NUMBER.into(), false, integer(number))];
    template
}

/// A delta CRL with this number, on top of that base, a day newer.
fn delta(scene: &Scene, number: &[u8], base: &[u8]) -> CrlTemplate {
    let template = complete(scene, number).updates("20260601000000Z", "20260609000000Z");
    template.extension(BASE, true, &integer(base))
}

#[test]
fn a_delta_goes_with_its_base() {
    let scene = Scene::new();
    let base = complete(&scene, &[5]);
    let held = base.clone().revoking(&scene.target, BEFORE, Some(HOLD)).build();
    let revoked = base.clone().revoking(&scene.target, BEFORE, Some(1)).build();
    let base = base.build();
    let next = delta(&scene, &[7], &[5]);
    let removing = next.clone().revoking(&scene.target, BEFORE, Some(REMOVED)).build();
    let built = next.build();
    let path = scene.ask(&[base.clone(), built.clone()]).required().ask().unwrap();
    let [first, second] = path.evidence_by_certificate().next().unwrap() else { panic!("both are needed") };
    assert_eq!((first.der(), second.der()), (base.der(), built.der()));
    for reason in [Some(1), None, Some(HOLD)] {
        let listing = next.clone().revoking(&scene.target, BEFORE, reason).build();
        assert!(matches!(scene.ask(&[base.clone(), listing]).ask(), Err(PathError::Revoked { .. })));
    }
    assert!(scene.ask(std::slice::from_ref(&held)).ask().is_err());
    assert!(scene.ask(&[held.clone(), next.build()]).ask().is_err(), "held, and no word of it since");
    assert!(scene.ask(&[held.clone(), removing.clone()]).required().ask().is_ok(), "the hold was lifted");
    assert!(scene.ask(&[revoked, removing.clone()]).ask().is_err(), "only a hold can be");
    assert!(scene.ask(&[base, removing]).required().ask().is_ok());
}

#[test]
fn a_delta_of_something_else_is_not_combined() {
    //= spec/trust.md#revocation-lists
    //= type=test
    //# A delta CRL MUST be combined only with a complete CRL of the same issuer, scope and key whose number is not below that of its base.
    let scene = Scene::new();
    let held = |number: &[u8]| complete(&scene, number).revoking(&scene.target, BEFORE, Some(HOLD)).build();
    let removing =
        |number: &[u8], base: &[u8]| delta(&scene, number, base).revoking(&scene.target, BEFORE, Some(REMOVED));
    let lifted = |complete: &Crl, delta: &CrlTemplate| {
        let answer = scene.ask(&[complete.clone(), delta.build()]).required().ask();
        assert!(matches!(&answer, Ok(_) | Err(PathError::Revoked { .. })), "{answer:?}");
        answer.is_ok()
    };
    assert!(lifted(&held(&[5]), &removing(&[6], &[5])));
    assert!(lifted(&held(&[5]), &removing(&[6], &[4])), "a base older than the list at hand");
    assert!(lifted(&held(&[0x00, 0xff]), &removing(&[0x01, 0x00], &[0x00, 0x80])), "numbers are numbers");
    assert!(!lifted(&held(&[5]), &removing(&[7], &[6])), "a newer base");
    assert!(!lifted(&held(&[5]), &removing(&[5], &[5])), "not newer than the list");
    assert!(!lifted(&held(&[5]), &removing(&[6], &[5]).extension(SCOPE, true, &sequence(&[full("A")]))));
    let forged = CrlTemplate { issuer: Party::new("CA"), ..removing(&[6], &[5]) };
    assert!(!lifted(&held(&[5]), &forged));
    assert!(!lifted(&held(&[5]), &removing(&[6], &[5]).updates("20260601120001Z", "20260609000000Z")), "from later");
    let mut unnumbered = CrlTemplate::new(&scene.ca).revoking(&scene.target, BEFORE, Some(HOLD));
    unnumbered.extensions.clear();
    unnumbered.extensions.push(("1.2.3.4".into(), false, integer(&[1])));
    assert!(!lifted(&unnumbered.build(), &removing(&[6], &[5])));
}

#[test]
fn a_delta_alone_clears_nobody() {
    let scene = Scene::new();
    let alone = delta(&scene, &[6], &[5]);
    assert_eq!(scene.unknown(&[alone.build()]), UnknownRevocation::NotCovered);
    assert!(alone.build().base_number().is_some() && alone.build().number() == Some(&[6]));
    let revoking = alone.clone().revoking(&scene.target, BEFORE, Some(1)).build();
    assert!(matches!(scene.ask(&[revoking]).ask(), Err(PathError::Revoked { .. })));
    let holding = alone.revoking(&scene.target, BEFORE, Some(HOLD)).build();
    assert_eq!(scene.unknown(&[holding]), UnknownRevocation::NotCovered);
}

#[test]
fn the_newer_of_both_decides_what_is_current() {
    let scene = Scene::new();
    let stale = complete(&scene, &[5]).updates("20260501000000Z", "20260520000000Z").build();
    let path = scene.ask(&[stale.clone(), delta(&scene, &[6], &[5]).build()]).required().ask().unwrap();
    let status = path.revocation().next().unwrap();
    assert!(
        matches!(status, RevocationStatus::NotRevoked { this_update, .. } if *this_update == super::at("2026-06-01T00:00:00Z"))
    );
    let stale_delta = delta(&scene, &[6], &[5]).updates("20260520000000Z", "20260521000000Z").build();
    assert!(scene.ask(&[complete(&scene, &[5]).build(), stale_delta.clone()]).required().ask().is_ok());
    assert!(matches!(scene.unknown(&[stale, stale_delta]), UnknownRevocation::Stale { .. }));
}

#[test]
fn of_several_deltas_the_newest_counts() {
    let scene = Scene::new();
    let base = complete(&scene, &[5]).build();
    let holding = delta(&scene, &[6], &[5]).revoking(&scene.target, BEFORE, Some(HOLD)).build();
    let later = delta(&scene, &[7], &[5]).updates("20260601060000Z", "20260609000000Z");
    let lifting = later.clone().revoking(&scene.target, BEFORE, Some(REMOVED)).build();
    assert!(scene.ask(&[base.clone(), holding.clone()]).ask().is_err());
    assert!(scene.ask(&[base.clone(), holding.clone(), lifting]).required().ask().is_ok());
    let revoking = later.revoking(&scene.target, BEFORE, None).build();
    let error = scene.ask(&[base, holding, revoking]).ask().expect_err("revoked");
    assert!(matches!(error, PathError::Revoked { reason: RevocationReason::Unspecified, .. }), "{error}");
}
