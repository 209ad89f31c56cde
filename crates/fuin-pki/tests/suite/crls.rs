//! CRLs, and what they make of a path.

mod delta;
mod evidence;
mod large;
mod partial;
mod signers;
mod times;

use fuin_pki::{
    Certificate, Crl, Error, PathError, Position, RevocationReason, RevocationStatus, TrustAnchor, UnknownRevocation,
};

use crate::support::der::{self, octets, sequence};
use crate::support::{CrlTemplate, KEY_CERT_SIGN, Party, Question};

const BEFORE: &str = "20260501000000Z";

/// Root, CA and target with the CA's certificate, and a current CRL of the root that revokes nothing.
struct Scene {
    root: Party,
    ca: Party,
    ca_certificate: Certificate,
    target: Certificate,
    root_crl: Crl,
}

impl Scene {
    fn new() -> Self {
        let (root, ca) = (Party::new("Root"), Party::new("CA"));
        let ca_certificate = ca.certified_as_ca(&root).build();
        let target = Party::new("Tanaka").certified(&ca).build();
        let root_crl = CrlTemplate::new(&root).build();
        Self { root, ca, ca_certificate, target, root_crl }
    }

    fn ask(&self, crls: &[Crl]) -> Question<'_> {
        let crls = [crls, std::slice::from_ref(&self.root_crl)].concat();
        Question::new(&self.target, &self.root).through(std::slice::from_ref(&self.ca_certificate)).with_crls(&crls)
    }

    /// The unknown status of the target under these CRLs, the same whether or not it is an error.
    fn unknown(&self, crls: &[Crl]) -> UnknownRevocation {
        let path = self.ask(crls).ask().unwrap();
        let Some(RevocationStatus::Unknown(reason)) = path.revocation().next() else { panic!("{path:?}") };
        let error = self.ask(crls).required().ask().expect_err("unknown");
        let expected = PathError::RevocationUnknown { certificate: "CN=Tanaka, C=JP".into(), reason: reason.clone() };
        assert_eq!((&error, error.sub_indication()), (&expected, "TRY_LATER"));
        reason.clone()
    }
}

fn at(text: &str) -> jiff::Timestamp {
    text.parse().unwrap()
}

#[test]
fn current_crls_answer_for_every_certificate() {
    let scene = Scene::new();
    let path = scene.ask(&[CrlTemplate::new(&scene.ca).build()]).required().ask().unwrap();
    let good = RevocationStatus::NotRevoked {
        this_update: at("2026-05-31T00:00:00Z"),
        next_update: Some(at("2026-06-08T00:00:00Z")),
    };
    assert_eq!(path.revocation().collect::<Vec<_>>(), [&good, &good]);
    assert_eq!(path.newest_update(), Some(at("2026-05-31T00:00:00Z")));
}

#[test]
fn revoked_certificates_are_refused() {
    let scene = Scene::new();
    let crl = |date, reason| [CrlTemplate::new(&scene.ca).revoking(&scene.target, date, reason).build()];
    for (code, reason) in [
        (None, RevocationReason::Unspecified),
        (Some(1), RevocationReason::KeyCompromise),
        (Some(6), RevocationReason::CertificateHold),
    ] {
        let error = scene.ask(&crl(BEFORE, code)).ask().expect_err("revoked");
        let expected = PathError::Revoked {
            certificate: "CN=Tanaka, C=JP".into(),
            position: Position::Target,
            when: at("2026-05-01T00:00:00Z"),
            reason,
        };
        assert_eq!((&error, error.sub_indication()), (&expected, "REVOKED_NO_POE"));
    }
    assert!(scene.ask(&crl("20260601120000Z", None)).ask().is_err());
    assert!(scene.ask(&crl("20260601120001Z", None)).required().ask().is_ok(), "not revoked yet");
}

#[test]
fn a_revoked_ca_is_refused() {
    let scene = Scene::new();
    let crl = CrlTemplate::new(&scene.root).revoking(&scene.ca_certificate, BEFORE, Some(2)).build();
    let error = scene.ask(&[crl]).ask().expect_err("revoked");
    assert_eq!((error.certificate(), error.sub_indication()), ("CN=CA, C=JP", "REVOKED_CA_NO_POE"));
}

#[test]
fn what_cannot_tell_says_why() {
    //= spec/trust.md#revocation
    //= type=test
    //# Where revocation has to be checked, a path with a certificate of unknown status MUST be refused as one of which nobody can tell.
    let scene = Scene::new();
    let crl = CrlTemplate::new(&scene.ca);
    assert_eq!(scene.unknown(&[]), UnknownRevocation::NoCrl);
    let stale = crl.clone().updates("20260501000000Z", "20260601115959Z").build();
    let next_update = at("2026-06-01T11:59:59Z");
    assert_eq!(scene.unknown(&[stale]), UnknownRevocation::Stale { next_update });
    let later = crl.clone().updates("20260601120001Z", "20260701000000Z").build();
    let this_update = at("2026-06-01T12:00:01Z");
    assert_eq!(scene.unknown(&[later]), UnknownRevocation::NotYetIssued { this_update });
    let forged = CrlTemplate { issuer: Party::new("CA"), ..crl };
    assert_eq!(scene.unknown(&[forged.build()]), UnknownRevocation::BadSignature);
}

#[test]
fn an_issuer_without_crl_sign_cannot_tell() {
    let (root, target) = (Party::new("Root"), Party::new("Tanaka"));
    let target = target.certified(&root).build();
    let mut question = Question::new(&target, &root).with_crls(&[CrlTemplate::new(&root).build()]).required();
    let anchor = root.certified_as_ca(&root).key_usage(KEY_CERT_SIGN).build();
    question.anchors = vec![TrustAnchor::from_certificate(anchor)];
    let reason = UnknownRevocation::IssuerMayNotSignCrls;
    assert_eq!(
        question.ask().err(),
        Some(PathError::RevocationUnknown { certificate: "CN=Tanaka, C=JP".into(), reason })
    );
}

#[test]
fn a_crl_out_of_date_still_proves_a_revocation() {
    let scene = Scene::new();
    let old = |reason| {
        let crl = CrlTemplate::new(&scene.ca).updates("20260401000000Z", "20260501000000Z");
        crl.revoking(&scene.target, "20260301000000Z", reason).build()
    };
    assert!(scene.ask(&[old(None)]).ask().is_err());
    let current = CrlTemplate::new(&scene.ca).build();
    assert!(scene.ask(&[current.clone(), old(None)]).ask().is_err(), "a revocation is for ever");
    assert!(scene.ask(&[current, old(Some(6))]).required().ask().is_ok(), "a hold can be lifted");
    assert!(scene.ask(&[old(Some(6))]).ask().is_err());
}

#[test]
fn crls_with_unknown_critical_extensions_are_refused() {
    //= spec/trust.md#revocation-lists
    //= type=test
    //# A CRL with a critical extension that is not processed, on the list or on any entry, MUST be refused.
    let root = Party::new("Root");
    let crl = CrlTemplate::new(&root);
    let refused = |template: &CrlTemplate| {
        let error = Crl::from_der(&template.der()).expect_err("critical");
        assert!(matches!(error, Error::UnsupportedCriticalExtension { .. }), "{error}");
    };
    refused(&crl.clone().extension("1.2.3.4", true, &octets(b"?")));
    let mut unknown_entry = crl.clone();
    unknown_entry.entries.push((vec![1], BEFORE.into(), vec![("1.2.3.4".into(), true, octets(b"?"))]));
    refused(&unknown_entry);
    // An entry of another issuer's certificate in a CRL that says it has none.
    let mut indirect = crl.clone();
    let issuer = sequence(&[der::tlv(0xa4, &der::name("CA"))]);
    indirect.entries.push((vec![1], BEFORE.into(), vec![("2.5.29.29".into(), true, issuer)]));
    refused(&indirect);
    assert!(Crl::from_der(&crl.extension("1.2.3.4", false, &octets(b"?")).der()).is_ok());
}

#[test]
fn malformed_crls_are_refused() {
    let root = Party::new("Root");
    let crl = CrlTemplate::new(&root);
    let refused = |template: CrlTemplate| Crl::from_der(&template.der()).is_err();
    let entry = |serial: &[u8], date: &str, reason: &[u8]| {
        let reason = (!reason.is_empty()).then(|| ("2.5.29.21".to_owned(), false, reason.to_vec()));
        let mut template = crl.clone();
        template.entries.push((serial.to_vec(), date.into(), reason.into_iter().collect()));
        template
    };
    assert!(!refused(entry(&[1], BEFORE, &[0x0a, 1, 1])));
    assert!(refused(entry(&[0, 1], BEFORE, &[])), "padded serial number");
    assert!(refused(entry(&[1], "20261301000000Z", &[])), "month 13");
    assert!(refused(entry(&[1], BEFORE, &[0x0a, 1, 7])), "unassigned reason");
    assert!(refused(entry(&[1], BEFORE, &[0x0a, 1, 8])), "removeFromCRL in a complete CRL");
    assert!(refused(entry(&[1], BEFORE, &[0x0a, 1, 1, 0])), "trailing octet");
    let mut twice = crl.clone().extension("1.2.3.4", false, &octets(b"a"));
    twice.extensions.push(("1.2.3.4".into(), false, octets(b"b")));
    assert!(matches!(Crl::from_der(&twice.der()), Err(Error::DuplicateExtension { .. })));
    let mut endless = crl.clone();
    endless.updates.1 = None;
    assert!(refused(endless), "no nextUpdate");
    let mut trailing = crl.der();
    trailing.push(0);
    assert!(Crl::from_der(&trailing).is_err());
}

#[test]
fn of_two_entries_for_one_number_the_worse_counts() {
    let scene = Scene::new();
    let crl = CrlTemplate::new(&scene.ca)
        .revoking(&scene.target, "20260601120001Z", None)
        .revoking(&scene.target, BEFORE, None)
        .build();
    assert!(matches!(scene.ask(&[crl]).ask(), Err(PathError::Revoked { .. })));
}

#[test]
fn every_octet_of_a_crl_may_change() {
    let scene = Scene::new();
    let template = CrlTemplate::new(&scene.ca).revoking(&scene.target, BEFORE, Some(1));
    let original = template.der();
    for position in 0..original.len() {
        for mask in [0x01, 0x80, 0xff] {
            let mut der = original.clone();
            der[position] ^= mask;
            if let Ok(crl) = Crl::from_der(&der) {
                let answer = scene.ask(&[crl]).required().ask();
                assert!(!matches!(answer, Err(PathError::Revoked { .. }) | Ok(_)), "octet {position} changed");
            }
        }
        assert!(Crl::from_der(&original[..position]).is_err());
    }
}
