//! OCSP responses, and what they make of a path.

mod faults;
mod hostile;
mod openssl;
mod requests;
mod responders;
mod template;
mod times;

use fuin_pki::{
    Certificate, OcspResponse, OcspStatus, PathError, Position, RevocationReason, RevocationStatus, Revoked,
};
use fuin_pki::{EvidenceSource, UnknownRevocation};

use crate::support::{CrlTemplate, Party, Question};
use template::{ResponseTemplate, Status};

/// Root and target; the root has no other way to tell than OCSP.
struct Scene {
    root: Party,
    target: Certificate,
}

impl Scene {
    fn new() -> Self {
        let root = Party::new("Root");
        let target = Party::new("Tanaka").certified(&root).build();
        Self { root, target }
    }

    fn root_certificate(&self) -> Certificate {
        self.root.certified_as_ca(&self.root).build()
    }

    /// A response by the root itself that the target is good.
    fn good(&self) -> ResponseTemplate {
        ResponseTemplate::new(&self.root, &self.target, &self.root_certificate())
    }

    fn ask(&self, responses: &[OcspResponse]) -> Question<'_> {
        let mut question = Question::new(&self.target, &self.root).required();
        question.ocsp = responses.to_vec();
        question
    }

    fn unknown(&self, responses: &[OcspResponse]) -> UnknownRevocation {
        unknown(&self.ask(responses))
    }
}

fn unknown(question: &Question<'_>) -> UnknownRevocation {
    match question.ask() {
        Err(PathError::RevocationUnknown { reason, .. }) => reason,
        other => panic!("{other:?}"),
    }
}

fn at(text: &str) -> jiff::Timestamp {
    text.parse().unwrap()
}

#[test]
fn the_issuer_answers_for_what_it_issued() {
    let scene = Scene::new();
    let response = scene.good().build();
    let path = scene.ask(std::slice::from_ref(&response)).ask().unwrap();
    let status = RevocationStatus::NotRevoked {
        this_update: at("2026-06-01T00:00:00Z"),
        next_update: Some(at("2026-06-02T00:00:00Z")),
    };
    assert_eq!(path.revocation().collect::<Vec<_>>(), [&status]);
    let [evidence] = path.evidence()[..] else { panic!("one piece") };
    assert_eq!(*evidence.source(), EvidenceSource::Ocsp(response.clone()));
    assert_eq!((evidence.der(), evidence.signer()), (response.der(), path.anchor().certificate()));
    assert!(path.evidence_certificates().is_empty());
    assert_eq!(path.newest_update(), Some(at("2026-06-01T00:00:00Z")));
    assert_eq!(path.earliest_next_update(), Some(at("2026-06-02T00:00:00Z")));
    let uses = path.algorithm_uses();
    assert!(uses.iter().any(|found| found.subject == "OCSP response of CN=Root, C=JP"), "{uses:?}");
}

#[test]
fn what_a_response_says_can_be_shown() {
    let scene = Scene::new();
    let response = scene.good().nonce(b"12345678").build();
    assert_eq!(response.produced_at(), at("2026-06-01T06:00:00Z"));
    assert_eq!(response.nonce(), Some(&b"12345678"[..]));
    let [answer] = response.answers() else { panic!("one answer") };
    assert_eq!((answer.serial(), answer.status), (scene.target.serial(), OcspStatus::Good));
    assert_eq!(answer.archive_cutoff, None);
    assert!(response.certificates().is_empty());
    assert_eq!(OcspResponse::from_der(response.der()).unwrap(), response);
}

#[test]
fn a_revoked_certificate_is_refused() {
    let scene = Scene::new();
    for (code, reason) in [
        (None, RevocationReason::Unspecified),
        (Some(1), RevocationReason::KeyCompromise),
        (Some(6), RevocationReason::CertificateHold),
    ] {
        let response = scene.good().status(Status::Revoked("20260501000000Z", code)).build();
        let when = at("2026-05-01T00:00:00Z");
        assert_eq!(response.answers()[0].status, OcspStatus::Revoked(Revoked { date: when, reason }));
        let error = scene.ask(&[response]).ask().expect_err("revoked");
        let certificate = "CN=Tanaka, C=JP".into();
        assert_eq!(error, PathError::Revoked { certificate, position: Position::Target, when, reason });
    }
}

#[test]
fn a_responder_that_does_not_know_is_no_good() {
    let scene = Scene::new();
    assert_eq!(scene.unknown(&[scene.good().status(Status::Unknown).build()]), UnknownRevocation::UnknownToResponder);
}

#[test]
fn crls_and_responses_are_weighed_together() {
    let scene = Scene::new();
    let good = scene.good().build();
    let crl = CrlTemplate::new(&scene.root);
    let both = |response: &OcspResponse, crl: &CrlTemplate| {
        scene.ask(std::slice::from_ref(response)).with_crls(&[crl.build()]).ask()
    };
    let path = both(&good, &crl).unwrap();
    let [evidence] = path.evidence()[..] else { panic!("one is enough") };
    assert_eq!(*evidence.source(), EvidenceSource::Ocsp(good.clone()), "the newer one");
    // A revocation counts wherever it stands; a hold does until something newer.
    let before = "20260501000000Z";
    assert!(both(&good, &crl.clone().revoking(&scene.target, before, None)).is_err());
    assert!(both(&good, &crl.clone().revoking(&scene.target, before, Some(6))).is_ok());
    let newer = crl.clone().updates("20260601060000Z", "20260608000000Z");
    assert!(both(&good, &newer.clone().revoking(&scene.target, before, Some(6))).is_err());
    let held = scene.good().status(Status::Revoked(before, Some(6))).build();
    assert!(both(&held, &crl).is_err());
    assert!(both(&held, &newer).is_ok());
    let revoked = scene.good().status(Status::Revoked(before, Some(3))).build();
    assert!(both(&revoked, &newer).is_err());
    // What cannot tell does not stand in the way of what can.
    assert!(both(&scene.good().status(Status::Unknown).build(), &crl).is_ok());
}

#[test]
fn an_authority_is_answered_for_as_well() {
    let (root, ca) = (Party::new("Root"), Party::new("CA"));
    let root_certificate = root.certified_as_ca(&root).build();
    let ca_certificate = ca.certified_as_ca(&root).build();
    let target = Party::new("Tanaka").certified(&ca).build();
    let of_target = ResponseTemplate::new(&ca, &target, &ca_certificate);
    let of_ca = ResponseTemplate::new(&root, &ca_certificate, &root_certificate);
    let mut question = Question::new(&target, &root).through(std::slice::from_ref(&ca_certificate)).required();
    question.ocsp = vec![of_ca.build(), of_target.build()];
    assert_eq!(question.ask().unwrap().evidence().len(), 2);
    question.ocsp[0] = of_ca.status(Status::Revoked("20260501000000Z", None)).build();
    assert!(matches!(question.ask(), Err(PathError::Revoked { position: Position::Authority, .. })));
}
