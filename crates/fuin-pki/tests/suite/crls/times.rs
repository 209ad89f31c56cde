//! The instant in question, the present, and how recent evidence is.

use fuin_pki::{FreshnessInstant, FreshnessRules, PathError, RevocationReason, RevocationStatus, UnknownRevocation};
use jiff::SignedDuration;

use super::{BEFORE, Scene, at};
use crate::support::der::time;
use crate::support::{CrlTemplate, INVALIDITY_DATE, Party, Question};

const LATER: &str = "2026-08-01T00:00:00Z";

impl Scene {
    /// A question about 1 June, asked on 1 August, when these CRLs of the CA and a current one of the root are there.
    fn ask_later(&self, crls: &[CrlTemplate]) -> Question<'_> {
        let root = CrlTemplate::new(&self.root).updates("20260731000000Z", "20260807000000Z");
        let built: Vec<_> = crls.iter().chain([&root]).map(CrlTemplate::build).collect();
        let mut question = self.ask(&[]).required();
        question.crls = built;
        question.revocation_time = LATER;
        question
    }

    fn later(&self) -> CrlTemplate {
        CrlTemplate::new(&self.ca).updates("20260731000000Z", "20260807000000Z")
    }
}

fn unknown(question: &Question<'_>) -> UnknownRevocation {
    match question.ask() {
        Err(PathError::RevocationUnknown { reason, .. }) => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_revoked_later_was_good_before() {
    //= spec/trust.md#revocation
    //= type=test
    //# A certificate revoked or on hold at or before the instant in question MUST be refused.
    let scene = Scene::new();
    for (code, reason) in [
        (Some(1), RevocationReason::KeyCompromise),
        (Some(2), RevocationReason::CaCompromise),
        (None, RevocationReason::Unspecified),
    ] {
        let revoking = |date| scene.later().revoking(&scene.target, date, code);
        let path = scene.ask_later(&[revoking("20260601120001Z")]).ask().unwrap();
        let status = RevocationStatus::RevokedLater { when: at("2026-06-01T12:00:01Z"), reason };
        assert_eq!(path.revocation().next(), Some(&status));
        assert!(!path.revocation_unknown());
        assert_eq!(path.newest_update(), Some(at("2026-07-31T00:00:00Z")));
        let error = scene.ask_later(&[revoking("20260601120000Z")]).ask().expect_err("revoked at that instant");
        assert!(matches!(error, PathError::Revoked { when, .. } if when == at("2026-06-01T12:00:00Z")));
    }
    // Whatever an older CRL said, the newer one tells of the revocation.
    let crls = [CrlTemplate::new(&scene.ca), scene.later().revoking(&scene.target, "20260701000000Z", None)];
    let path = scene.ask_later(&crls).ask().unwrap();
    assert!(matches!(path.revocation().next(), Some(RevocationStatus::RevokedLater { .. })));
    // A hold since then, and one that is over.
    let held = CrlTemplate::new(&scene.ca).updates("20260701000000Z", "20260707000000Z");
    let held = held.revoking(&scene.target, "20260620000000Z", Some(6));
    let path = scene.ask_later(std::slice::from_ref(&held)).ask().unwrap();
    assert!(matches!(path.revocation().next(), Some(RevocationStatus::RevokedLater { .. })));
    let path = scene.ask_later(&[held, scene.later()]).ask().unwrap();
    assert!(matches!(path.revocation().next(), Some(RevocationStatus::NotRevoked { .. })));
}

#[test]
fn a_certificate_is_invalid_from_its_invalidity_date_on() {
    //= spec/trust.md#revocation
    //= type=test
    //# A certificate with an invalidityDate MUST count as revoked from that date on where it is before the revocation date.
    let scene = Scene::new();
    let invalid_since = |date: &str| {
        let mut list = scene.later().revoking(&scene.target, "20260701000000Z", Some(1));
        list.entries[0].2.push((INVALIDITY_DATE.into(), false, time(date)));
        scene.ask_later(&[list]).ask()
    };
    let error = invalid_since("20260601120000Z").expect_err("the key was in other hands by then");
    assert!(matches!(error, PathError::Revoked { when, .. } if when == at("2026-06-01T12:00:00Z")), "{error:?}");
    for (date, when) in [("20260601120001Z", "2026-06-01T12:00:01Z"), ("20260715000000Z", "2026-07-01T00:00:00Z")] {
        let path = invalid_since(date).unwrap();
        let status = RevocationStatus::RevokedLater { when: at(when), reason: RevocationReason::KeyCompromise };
        assert_eq!(path.revocation().next(), Some(&status));
    }
}

#[test]
fn evidence_may_be_newer_than_the_instant_but_not_than_the_present() {
    //= spec/trust.md#revocation
    //= type=test
    //# Evidence issued after the present MUST NOT count as evidence that a certificate is not revoked.
    let scene = Scene::new();
    assert!(scene.ask_later(&[scene.later()]).ask().is_ok());
    let future = scene.later().updates("20260801000001Z", "20260807000000Z");
    let this_update = at("2026-08-01T00:00:01Z");
    assert_eq!(
        unknown(&scene.ask_later(std::slice::from_ref(&future))),
        UnknownRevocation::NotYetIssued { this_update }
    );
    let revoking_later = future.clone().revoking(&scene.target, "20260701000000Z", None);
    assert_eq!(unknown(&scene.ask_later(&[revoking_later])), UnknownRevocation::NotYetIssued { this_update });
    let revoking = future.revoking(&scene.target, BEFORE, None);
    assert!(matches!(scene.ask_later(&[revoking]).ask(), Err(PathError::Revoked { .. })), "it is revoked nevertheless");
    // The present is never before the instant in question.
    let mut question = scene.ask(&[CrlTemplate::new(&scene.ca).build()]).required();
    question.revocation_time = "2020-01-01T00:00:00Z";
    assert!(question.ask().is_ok());
}

#[test]
fn how_recent_evidence_has_to_be_is_a_rule() {
    //= spec/trust.md#revocation
    //= type=test
    //# Evidence issued before the instant at which it has to be recent MUST NOT count as evidence that a certificate is not revoked where its nextUpdate had passed by then or it is older than the rules allow.
    let scene = Scene::new();
    // Current on 1 June, stale on 1 August.
    let mut question = scene.ask_later(&[CrlTemplate::new(&scene.ca)]);
    assert!(question.ask().is_ok(), "recent at the instant in question");
    question.freshness.judged_at = FreshnessInstant::RevocationTime;
    let next_update = at("2026-06-08T00:00:00Z");
    assert_eq!(unknown(&question), UnknownRevocation::Stale { next_update });
    // 36 hours old.
    let mut question = scene.ask(&[CrlTemplate::new(&scene.ca).build()]).required();
    question.freshness = FreshnessRules { max_age: Some(SignedDuration::from_hours(36)), ..FreshnessRules::default() };
    assert!(question.ask().is_ok());
    question.freshness.max_age = Some(SignedDuration::from_hours(36) - SignedDuration::from_secs(1));
    let this_update = at("2026-05-31T00:00:00Z");
    assert_eq!(unknown(&question), UnknownRevocation::TooOld { this_update });
    // One that contradicts itself.
    let mut question = scene.ask_later(&[scene.later().updates("20260731000000Z", "20260730000000Z")]);
    assert!(matches!(unknown(&question), UnknownRevocation::Stale { .. }));
    question.crls.push(scene.later().build());
    assert!(question.ask().is_ok());
}

#[test]
fn a_crl_forgets_expired_certificates() {
    //= spec/trust.md#revocation
    //= type=test
    //# Evidence issued after a certificate expired MUST NOT count as evidence that it is not revoked, unless it says that it keeps certificates that expired then.
    let mut scene = Scene::new();
    scene.target = Party::new("Tanaka").certified(&scene.ca).valid("20260101000000Z", "20260615000000Z").build();
    let this_update = at("2026-07-31T00:00:00Z");
    let expired = UnknownRevocation::IssuedAfterExpiry { this_update };
    assert_eq!(unknown(&scene.ask_later(&[scene.later()])), expired);
    let keeping = |since: &str| scene.later().extension("2.5.29.60", false, &time(since));
    assert!(scene.ask_later(&[keeping("20260615000000Z")]).ask().is_ok());
    assert_eq!(unknown(&scene.ask_later(&[keeping("20260615000001Z")])), expired);
    let revoking = scene.later().revoking(&scene.target, BEFORE, None);
    assert!(matches!(scene.ask_later(&[revoking]).ask(), Err(PathError::Revoked { .. })));
    let before_that = scene.later().updates("20260615000000Z", "20260620000000Z");
    assert!(scene.ask_later(&[before_that]).ask().is_ok());
}

#[test]
fn a_signer_that_is_gone_tells_nothing_any_more() {
    //= spec/trust.md#revocation
    //= type=test
    //# Evidence signed after its signer's certificate expired or was revoked MUST NOT be used.
    let mut scene = Scene::new();
    let untrusted = UnknownRevocation::UntrustedCrlIssuer { issuer: "CN=CA, C=JP".into() };
    let asked = |scene: &Scene, crl: CrlTemplate, date: &str| {
        let root = CrlTemplate::new(&scene.root).updates("20260731000000Z", "20260807000000Z");
        let root = root.revoking(&scene.ca_certificate, date, Some(2)).build();
        let mut question = scene.ask_later(&[crl]);
        question.crls.pop();
        question.crls.push(root);
        question.ask()
    };
    let before = scene.later().updates("20260615000000Z", "20260622000000Z");
    let path = asked(&scene, before.clone(), "20260620000000Z").unwrap();
    let statuses: Vec<_> = path.revocation().collect();
    assert!(matches!(statuses[..], [RevocationStatus::NotRevoked { .. }, RevocationStatus::RevokedLater { .. }]));
    for date in ["20260615000000Z", "20260610000000Z"] {
        let answer = asked(&scene, before.clone(), date);
        assert!(matches!(answer, Err(PathError::RevocationUnknown { reason, .. }) if reason == untrusted), "{date}");
    }
    scene.ca_certificate = scene.ca.certified_as_ca(&scene.root).valid("20260101000000Z", "20260620000000Z").build();
    // The root's word about the CA is from before the CA's certificate expired.
    let early = CrlTemplate::new(&scene.root).build();
    let asked = |crl: CrlTemplate| {
        let mut question = scene.ask_later(&[crl]);
        question.crls.push(early.clone());
        question.ask()
    };
    assert!(asked(before.clone()).is_ok());
    let answer = asked(before.updates("20260621000000Z", "20260701000000Z"));
    assert!(matches!(answer, Err(PathError::RevocationUnknown { reason, .. }) if reason == untrusted));
}

#[test]
fn an_expired_certificate_that_falls_off_the_list_stays_on_hold() {
    let mut scene = Scene::new();
    scene.target = Party::new("Tanaka").certified(&scene.ca).valid("20260101000000Z", "20260615000000Z").build();
    let held = CrlTemplate::new(&scene.ca).revoking(&scene.target, BEFORE, Some(6));
    let crls = [held, scene.later()];
    assert!(matches!(scene.ask_later(&crls).ask(), Err(PathError::Revoked { .. })));
    let keeping = scene.later().extension("2.5.29.60", false, &time("20260615000000Z"));
    assert!(scene.ask_later(&[crls[0].clone(), keeping]).ask().is_ok(), "lifted");
}

#[test]
fn an_archive_of_old_crls_is_no_burden() {
    let scene = Scene::new();
    let day = |day: u32| {
        let issued = format!("202604{:02}000000Z", day % 30 + 1);
        CrlTemplate::new(&scene.ca).updates(&issued, "20260601000000Z").extension("1.2.3.4", false, &[4, 1, day as u8])
    };
    let mut crls: Vec<_> = (0..200).map(|number| day(number).build()).collect();
    crls.push(CrlTemplate::new(&scene.ca).build());
    let mut question = scene.ask(&crls).required();
    question.limits.max_signatures = 4;
    assert!(question.ask().is_ok(), "two certificates and two CRLs");
    // Each one that has something against the certificate is looked at.
    crls.push(day(1).revoking(&scene.target, "20260401000000Z", None).build());
    let mut question = scene.ask(&crls).required();
    question.limits.max_signatures = 5;
    assert!(matches!(question.ask(), Err(PathError::Revoked { .. })));
}
