//! Instants of responses.

use fuin_pki::{FreshnessInstant, PathError, RevocationStatus, UnknownRevocation};
use jiff::SignedDuration;

use super::responders::Delegated;
use super::template::Status;
use super::{Scene, at, unknown};
use crate::support::der::time;
use crate::support::{INVALIDITY_DATE, Party};

const LATER: &str = "2026-08-01T00:00:00Z";

#[test]
fn responses_have_to_be_recent() {
    let scene = Scene::new();
    let good = scene.good();
    let stale = good.clone().updates("20260530000000Z", Some("20260601115959Z"));
    let next_update = at("2026-06-01T11:59:59Z");
    assert_eq!(scene.unknown(&[stale.build()]), UnknownRevocation::Stale { next_update });
    let future = good.clone().updates("20260601120001Z", Some("20260602000000Z"));
    let this_update = at("2026-06-01T12:00:01Z");
    assert_eq!(scene.unknown(&[future.build()]), UnknownRevocation::NotYetIssued { this_update });
    let signed_later = good.clone().produced_at("20260601120001Z");
    assert_eq!(scene.unknown(&[signed_later.build()]), UnknownRevocation::NotYetIssued { this_update });
    let last_moment = good.updates("20260601000000Z", Some("20260601120000Z"));
    assert!(scene.ask(&[last_moment.build()]).ask().is_ok());
    // A revocation counts, whenever it is told.
    let revoked = scene.good().updates("20260501000000Z", Some("20260502000000Z"));
    let revoked = revoked.status(Status::Revoked("20260401000000Z", None)).build();
    assert!(matches!(scene.ask(&[revoked]).ask(), Err(PathError::Revoked { .. })));
}

#[test]
fn responses_without_next_update_need_a_rule() {
    let scene = Scene::new();
    let endless = scene.good().updates("20260601000000Z", None).build();
    let this_update = at("2026-06-01T00:00:00Z");
    let mut question = scene.ask(std::slice::from_ref(&endless));
    assert_eq!(unknown(&question), UnknownRevocation::TooOld { this_update });
    question.freshness.without_next_update = Some(SignedDuration::from_hours(12));
    let path = question.ask().unwrap();
    assert_eq!(path.revocation().next(), Some(&RevocationStatus::NotRevoked { this_update, next_update: None }));
    assert_eq!(path.earliest_next_update(), None);
    question.freshness.without_next_update = Some(SignedDuration::from_secs(12 * 3600 - 1));
    assert_eq!(unknown(&question), UnknownRevocation::TooOld { this_update });
    // What was issued at the instant in question or later needs none.
    let mut question =
        scene.ask(&[scene.good().updates("20260601120000Z", None).produced_at("20260601120000Z").build()]);
    assert!(question.ask().is_ok());
    question.revocation_time = LATER;
    question.freshness.judged_at = FreshnessInstant::RevocationTime;
    assert!(matches!(unknown(&question), UnknownRevocation::TooOld { .. }));
}

#[test]
fn a_later_revocation_is_told_as_such() {
    let scene = Scene::new();
    let later = |date| {
        let response = scene.good().updates("20260731000000Z", Some("20260807000000Z"));
        let mut question =
            scene.ask(&[response.produced_at("20260731000000Z").status(Status::Revoked(date, Some(1))).build()]);
        question.revocation_time = LATER;
        question.ask()
    };
    let path = later("20260601120001Z").unwrap();
    let status = path.revocation().next().unwrap();
    assert!(matches!(status, RevocationStatus::RevokedLater { when, .. } if *when == at("2026-06-01T12:00:01Z")));
    assert_eq!(path.evidence().len(), 1);
    assert!(matches!(later("20260601120000Z"), Err(PathError::Revoked { .. })));
    // And one that says from when on the certificate was invalid.
    let response = scene.good().updates("20260731000000Z", Some("20260807000000Z")).produced_at("20260731000000Z");
    let response = response.status(Status::Revoked("20260701000000Z", Some(1)));
    let invalid = response.answer(|answer| {
        answer.extensions.push((INVALIDITY_DATE.into(), false, time("20260601120000Z")));
    });
    let mut question = scene.ask(&[invalid.build()]);
    question.revocation_time = LATER;
    assert!(matches!(question.ask(), Err(PathError::Revoked { when, .. }) if when == at("2026-06-01T12:00:00Z")));
}

#[test]
fn a_responder_may_forget_expired_certificates() {
    let mut scene = Scene::new();
    scene.target = Party::new("Tanaka").certified(&scene.root).valid("20260101000000Z", "20260615000000Z").build();
    let response = scene.good().updates("20260731000000Z", Some("20260807000000Z")).produced_at("20260731000000Z");
    let ask = |template: &super::ResponseTemplate| {
        let mut question = scene.ask(&[template.build()]);
        question.revocation_time = LATER;
        question.ask()
    };
    let Err(PathError::RevocationUnknown { reason, .. }) = ask(&response) else { panic!("forgotten") };
    assert_eq!(reason, UnknownRevocation::IssuedAfterExpiry { this_update: at("2026-07-31T00:00:00Z") });
    assert!(ask(&response.clone().archive_cutoff("20260615000000Z")).is_ok());
    assert!(ask(&response.archive_cutoff("20260615000001Z")).is_err());
}

#[test]
fn a_responder_has_to_be_valid_when_it_signs() {
    // At the instant in question this responder did not exist yet.
    let delegated = Delegated::new(|template| template.valid("20260701000000Z", "20260901000000Z"));
    let ask = |produced_at: &str| {
        let response = delegated.good().updates("20260731000000Z", Some("20260807000000Z")).produced_at(produced_at);
        let mut question = delegated.scene.ask(&[response.build()]);
        question.revocation_time = LATER;
        question.ask()
    };
    assert!(ask("20260731000000Z").is_ok());
    assert!(ask("20260630000000Z").is_err());
    let gone = Delegated::new(|template| template.valid("20260501000000Z", "20260601110000Z"));
    // It signed while it was valid, and has expired at the instant in question: its key may be anybody's by now.
    assert!(gone.scene.ask(&[gone.good().build()]).ask().is_err());
}
