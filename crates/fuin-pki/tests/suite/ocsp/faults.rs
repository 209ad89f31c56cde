//! Each fault of a response, once.

use fuin_pki::{Error, OcspRefusal, OcspResponse, PathError, UnknownRevocation};

use super::Scene;
use super::responders::Delegated;
use super::template::{NONCE, ResponseTemplate, Status, identified};
use crate::support::Party;
use crate::support::der::{bits, context, integer, name, null, octets, oid, sequence, time, tlv};

#[test]
fn responses_about_others_are_passed_over() {
    //= spec/trust.md#ocsp
    //= type=test
    //# An OCSP answer MUST be used only for the certificate whose serial number, issuer name and issuer key its CertID names.
    let scene = Scene::new();
    let root = scene.root_certificate();
    let about = |id: Vec<u8>| scene.unknown(&[scene.good().answer(|answer| answer.id = id).build()]);
    let other = Party::new("Suzuki").certified(&scene.root).build();
    assert_eq!(about(identified(&other, &root)), UnknownRevocation::NoCrl, "another serial number");
    let renamed = Party { name: "Root 2".into(), ..scene.root.clone() };
    let renamed = renamed.certified_as_ca(&renamed).build();
    assert_eq!(about(identified(&scene.target, &renamed)), UnknownRevocation::NoCrl, "another name");
    let rekeyed = Party::new("Root");
    let rekeyed = rekeyed.certified_as_ca(&rekeyed).build();
    assert_eq!(about(identified(&scene.target, &rekeyed)), UnknownRevocation::NoCrl, "another key");
    // Among several the right one is found, and of two the worse counts.
    let answer = |status: Status, id: Vec<u8>| {
        let mut answers = scene.good().status(status).answers;
        answers[0].id = id;
        answers.remove(0)
    };
    let of_both = |first: Status, second: Status, ids: [Vec<u8>; 2]| {
        let [one, two] = ids;
        let answers = vec![answer(first, one), answer(second, two)];
        scene.ask(&[scene.good().change(|response| response.answers = answers).build()]).ask()
    };
    let (own, others) = (identified(&scene.target, &root), identified(&other, &root));
    let revoked = Status::Revoked("20260501000000Z", None);
    assert!(of_both(revoked, Status::Good, [others.clone(), own.clone()]).is_ok());
    assert!(matches!(of_both(Status::Good, revoked, [others, own.clone()]), Err(PathError::Revoked { .. })));
    assert!(matches!(of_both(Status::Good, revoked, [own.clone(), own]), Err(PathError::Revoked { .. })));
}

#[test]
fn digests_without_support_are_named() {
    let scene = Scene::new();
    let digest = |algorithm: &str, len: usize| {
        let algorithm = sequence(&[oid(algorithm), null()]);
        let id = sequence(&[algorithm, octets(&vec![1; len]), octets(&vec![2; len]), integer(scene.target.serial())]);
        scene.unknown(&[scene.good().answer(|answer| answer.id = id).build()])
    };
    let UnknownRevocation::UnsupportedAlgorithm(named) = digest("1.2.3.4", 20) else { panic!("no such digest") };
    assert!(named.contains("1.2.3.4"), "{named}");
    assert_eq!(digest("1.3.14.3.2.26", 20), UnknownRevocation::NoCrl, "of something else");
    assert_eq!(digest("2.16.840.1.101.3.4.2.1", 20), UnknownRevocation::NoCrl, "hashes too short");
}

#[test]
fn signatures_by_others_do_not_verify() {
    let scene = Scene::new();
    let forger = Party { key: Party::new("?").key, ..scene.root.clone() };
    let forged = ResponseTemplate::new(&forger, &scene.target, &scene.root_certificate()).build();
    assert_eq!(scene.unknown(&[forged]), UnknownRevocation::BadSignature);
    let delegated = Delegated::new(|template| template);
    let forger = Party { key: Party::new("?").key, ..delegated.responder.clone() };
    let forged = delegated.good().change(|response| response.signer = forger).build();
    assert_eq!(delegated.scene.unknown(&[forged]), UnknownRevocation::BadSignature);
    // Signed by the root, in the name of another one.
    let misnamed = scene.good().change(|response| response.responder = context(1, &name("Other"))).build();
    assert_eq!(scene.unknown(&[misnamed]), UnknownRevocation::UnauthorizedResponder);
}

#[test]
fn refusals_of_the_responder_say_which() {
    for (status, expected) in [
        (1, OcspRefusal::MalformedRequest),
        (2, OcspRefusal::InternalError),
        (3, OcspRefusal::TryLater),
        (5, OcspRefusal::SignatureRequired),
        (6, OcspRefusal::Unauthorized),
    ] {
        let der = sequence(&[tlv(0x0a, &[status])]);
        let Err(error) = OcspResponse::from_der(&der) else { panic!("no answer") };
        assert_eq!(error, Error::OcspRefused { refusal: expected });
        assert!(error.to_string().ends_with(&expected.to_string()), "{error}");
        let with_answer = Scene::new().good().change(|response| response.response_status = status).der();
        assert!(matches!(OcspResponse::from_der(&with_answer), Err(Error::Malformed { .. })));
    }
    for status in [0, 4, 7, 0xff] {
        let der = sequence(&[tlv(0x0a, &[status])]);
        assert!(matches!(OcspResponse::from_der(&der), Err(Error::Malformed { .. })), "{status}");
    }
}

#[test]
fn unknown_critical_extensions_are_refused() {
    //= spec/trust.md#ocsp
    //= type=test
    //# An OCSP response with a critical extension that is not processed MUST be refused.
    let scene = Scene::new();
    let unknown = |critical| ("1.2.3.4".to_owned(), critical, null());
    let of_response = |critical| scene.good().change(|response| response.extensions.push(unknown(critical)));
    let of_answer = |critical| scene.good().answer(|answer| answer.extensions.push(unknown(critical)));
    for template in [of_response(true), of_answer(true)] {
        assert!(matches!(OcspResponse::from_der(&template.der()), Err(Error::UnsupportedCriticalExtension { .. })));
    }
    for template in [of_response(false), of_answer(false), scene.good().nonce(&[1]).nonce_critical()] {
        assert!(scene.ask(&[template.build()]).ask().is_ok());
    }
}

impl ResponseTemplate {
    fn nonce_critical(mut self) -> Self {
        self.extensions.iter_mut().for_each(|extension| extension.1 = true);
        self
    }
}

#[test]
fn malformed_responses_are_refused() {
    let scene = Scene::new();
    let good = scene.good();
    let malformed = |what: &str, template: ResponseTemplate| {
        let answer = OcspResponse::from_der(&template.der());
        assert!(answer.is_err(), "{what}: {answer:?}");
    };
    assert!(OcspResponse::from_der(&good.der()).is_ok());
    malformed("version 2", good.clone().change(|response| response.version = Some(1)));
    assert!(OcspResponse::from_der(&good.clone().change(|response| response.version = Some(0)).der()).is_ok());
    malformed("responder of no kind", good.clone().change(|response| response.responder = context(3, &name("Root"))));
    malformed("hash of 19 octets", good.clone().change(|response| response.responder = context(2, &octets(&[0; 19]))));
    malformed("producedAt as UTCTime", good.clone().produced_at("260601060000Z"));
    malformed("thisUpdate as UTCTime", good.clone().updates("260601000000Z", None));
    malformed("nextUpdate with a fraction", good.clone().updates("20260601000000Z", Some("20260602000000.5Z")));
    malformed("month 13", good.clone().produced_at("20261301060000Z"));
    malformed("removeFromCRL", good.clone().status(Status::Revoked("20260501000000Z", Some(8))));
    malformed("reason 7", good.clone().status(Status::Revoked("20260501000000Z", Some(7))));
    for status in [tlv(0x80, &[0]), tlv(0x82, &[0]), tlv(0x83, &[]), tlv(0x81, &time("20260501000000Z")), null()] {
        malformed("status", good.clone().answer(|answer| answer.status = status));
    }
    malformed("empty nonce", good.clone().nonce(&[]));
    malformed("nonce of 129 octets", good.clone().nonce(&[1; 129]));
    malformed("two nonces", good.clone().nonce(&[1]).nonce(&[2]));
    malformed(
        "bare nonce",
        good.clone().change(|response| response.extensions.push((NONCE.into(), false, vec![1, 2]))),
    );
    malformed(
        "empty extensions",
        good.clone().change(|response| response.extensions.push(("1.2".into(), false, vec![]))).change(|response| {
            response.extensions.push(("1.2".into(), false, vec![]));
        }),
    );
    malformed(
        "a certificate that is none",
        good.clone().change(|response| response.certificates.push(sequence(&[null()]))),
    );
    let other_type = OcspResponse::from_der(&good.change(|response| response.response_type = "1.2.3".into()).der());
    assert!(matches!(other_type, Err(Error::UnsupportedOcspResponse { .. })));
    let padded =
        sequence(&[tlv(0x0a, &[0]), context(0, &sequence(&[oid("1.3.6.1.5.5.7.48.1.1"), octets(&bits(0, &[]))]))]);
    assert!(matches!(OcspResponse::from_der(&padded), Err(Error::Malformed { .. })));
}
