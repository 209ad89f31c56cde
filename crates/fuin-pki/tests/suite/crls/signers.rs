//! CRLs signed with another key than the one that signed the certificate.

use std::time::{Duration, Instant};

use fuin_pki::{Certificate, Crl, Limits, PathError, RevocationStatus, UnknownRevocation};

use super::partial::{POINTS, SCOPE, full};
use super::{BEFORE, Scene};
use crate::support::der::{context, name, sequence, tlv};
use crate::support::{CRL_SIGN, CrlTemplate, Party, Question, Template};

/// The CA's next key, certified by the root; the CRLs of the CA are signed with it.
fn rolled_over(scene: &Scene) -> (Party, Certificate) {
    let next = Party::new("CA");
    let certificate = next.certified_as_ca(&scene.root).build();
    (next, certificate)
}

#[test]
fn a_crl_signed_with_the_next_key_of_the_ca_counts() {
    let scene = Scene::new();
    let (next, certificate) = rolled_over(&scene);
    let crl = CrlTemplate::new(&next);
    let built = crl.build();
    let mut question = scene.ask(std::slice::from_ref(&built)).required();
    assert!(matches!(
        question.ask(),
        Err(PathError::RevocationUnknown { reason: UnknownRevocation::BadSignature, .. })
    ));
    question.intermediates.push(certificate.clone());
    let path = question.ask().unwrap();
    assert_eq!(path.certificates().collect::<Vec<_>>(), [&scene.target, &scene.ca_certificate]);
    assert_eq!(path.evidence_certificates(), [&certificate]);
    // The CRL of the CA, and that of the root, which is about both certificates of the CA.
    assert_eq!(
        path.evidence().iter().map(|found| found.der()).collect::<Vec<_>>(),
        [built.der(), scene.root_crl.der()]
    );
    let uses: Vec<String> = path.algorithm_uses().iter().map(|found| found.subject.clone()).collect();
    for subject in
        ["CRL of CN=CA, C=JP", "CRL of CN=Root, C=JP", "certificate CN=CA, C=JP", "certificate CN=Tanaka, C=JP"]
    {
        assert!(uses.iter().any(|found| found == subject), "{subject}: {uses:?}");
    }
    question.crls = vec![crl.revoking(&scene.target, BEFORE, None).build(), scene.root_crl.clone()];
    assert!(matches!(question.ask(), Err(PathError::Revoked { .. })));
}

#[test]
fn a_namesake_under_another_anchor_tells_nothing() {
    let scene = Scene::new();
    let (elsewhere, next) = (Party::new("Elsewhere"), Party::new("CA"));
    let mut question = scene.ask(&[CrlTemplate::new(&next).build(), CrlTemplate::new(&elsewhere).build()]).required();
    question.intermediates.push(next.certified_as_ca(&elsewhere).build());
    question.anchors.push(elsewhere.anchor());
    let reason = UnknownRevocation::UntrustedCrlIssuer { issuer: "CN=CA, C=JP".into() };
    assert_eq!(
        question.ask().err(),
        Some(PathError::RevocationUnknown { certificate: "CN=Tanaka, C=JP".into(), reason })
    );
}

/// A lister's certificate whose own status is told by CRLs of `by`.
fn lister(name_of: &Party, issuer: &Party, by: &str) -> Certificate {
    let point = [full("A"), context(2, &tlv(0xa4, &name(by)))].concat();
    let template = Template::new(name_of, issuer).key_usage(CRL_SIGN);
    template.extension(POINTS, false, &sequence(&[tlv(0x30, &point)])).build()
}

fn indirect(issuer: &Party) -> CrlTemplate {
    CrlTemplate::new(issuer).extension(SCOPE, true, &sequence(&[full("A"), tlv(0x84, &[0xff])]))
}

#[test]
fn a_crl_issuer_may_vouch_for_itself_where_its_ca_says_so() {
    let root = Party::new("Root");
    let own = Party::new("Lister");
    let target = Party::new("Tanaka");
    let point = [full("A"), context(2, &tlv(0xa4, &name("Lister")))].concat();
    let certificate = target.certified(&root).extension(POINTS, false, &sequence(&[tlv(0x30, &point)])).build();
    let ask = |lister_certificate: &Certificate, crl: Crl| {
        let question = Question::new(&certificate, &root).through(std::slice::from_ref(lister_certificate));
        question.with_crls(&[crl]).required().ask()
    };
    let vouching = lister(&own, &root, "Lister");
    assert!(ask(&vouching, indirect(&own).build()).is_ok());
    let issuer = [("2.5.29.29".to_owned(), true, sequence(&[tlv(0xa4, &name("Root"))]))];
    let mut revoked = indirect(&own);
    revoked.entries.push((vouching.serial().to_vec(), BEFORE.into(), issuer.to_vec()));
    assert!(matches!(ask(&vouching, revoked.build()), Err(PathError::RevocationUnknown { .. })), "revoked by itself");
    let silent = Template::new(&own, &root).key_usage(CRL_SIGN).build();
    assert!(matches!(ask(&silent, indirect(&own).build()), Err(PathError::RevocationUnknown { .. })));
}

#[test]
fn crl_issuers_that_depend_on_each_other_prove_nothing() {
    let root = Party::new("Root");
    let (first, second) = (Party::new("First"), Party::new("Second"));
    let point = [full("A"), context(2, &tlv(0xa4, &name("First")))].concat();
    let target =
        Party::new("Tanaka").certified(&root).extension(POINTS, false, &sequence(&[tlv(0x30, &point)])).build();
    let certificates = [lister(&first, &root, "Second"), lister(&second, &root, "First")];
    let crls = [indirect(&first).build(), indirect(&second).build()];
    let answer = Question::new(&target, &root).through(&certificates).with_crls(&crls).required().ask();
    let reason = UnknownRevocation::UntrustedCrlIssuer { issuer: "CN=First, C=JP".into() };
    assert_eq!(answer.err(), Some(PathError::RevocationUnknown { certificate: "CN=Tanaka, C=JP".into(), reason }));
}

#[test]
fn many_candidates_and_many_crls_are_given_up_in_time() {
    let scene = Scene::new();
    let next = Party::new("CA");
    let namesake = |number: u32| {
        let template = next.certified_as_ca(&scene.root).without("2.5.29.14");
        template.change(|own| own.serial = [&[1][..], &number.to_be_bytes()].concat()).build()
    };
    let namesakes: Vec<Certificate> = (0..2000).map(namesake).collect();
    let forged: Vec<Crl> = (1..200u8)
        .map(|number| {
            let forger = Party::new("CA");
            CrlTemplate::new(&forger).extension("1.2.3.4", false, &[4, 1, number]).build()
        })
        .collect();
    let mut question = scene.ask(&forged).required();
    question.intermediates.extend(namesakes);
    let start = Instant::now();
    let error = question.ask().expect_err("nobody signed these");
    assert!(matches!(error, PathError::Limits { .. } | PathError::RevocationUnknown { .. }), "{error}");
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    // And with nothing left of the budget it says so.
    let mut question = scene.ask(&[CrlTemplate::new(&scene.ca).build()]).required();
    question.limits = Limits { max_signatures: 3, ..Limits::default() };
    assert!(matches!(question.ask(), Err(PathError::Limits { limit: "signatures", .. })));
    question.limits.max_signatures = 4;
    let path = question.ask().unwrap();
    assert!(path.revocation().all(|status| matches!(status, RevocationStatus::NotRevoked { .. })));
}
