//! Who may answer.

use fuin_crypto::DigestAlgorithm;
use fuin_pki::{
    Certificate, OcspResponse, PathError, PathRequest, PolicyInputs, RevocationStatus, UnknownRevocation, validate,
};

use super::template::{ResponseTemplate, Status};
use super::{Scene, unknown};
use crate::policies::policies;
use crate::support::der::{context, null, octets, oid, sequence};
use crate::support::{
    CERTIFICATE_POLICIES, CRL_SIGN, CrlTemplate, DIGITAL_SIGNATURE, EXTENDED_KEY_USAGE, KEY_USAGE, Party, Question,
    Template, provider,
};

pub(super) const NO_CHECK: &str = "1.3.6.1.5.5.7.48.1.5";
const OCSP_SIGNING: &str = "1.3.6.1.5.5.7.3.9";

/// A responder to whom the root has given the answering.
pub(super) struct Delegated {
    pub(super) scene: Scene,
    pub(super) responder: Party,
    pub(super) certificate: Certificate,
}

impl Delegated {
    pub(super) fn new(change: impl FnOnce(Template) -> Template) -> Self {
        let scene = Scene::new();
        let responder = Party::new("Responder");
        let template = responder.certified(&scene.root);
        let template = template.extension(EXTENDED_KEY_USAGE, false, &sequence(&[oid(OCSP_SIGNING)]));
        let certificate = change(template.extension(NO_CHECK, false, &null())).build();
        Self { scene, responder, certificate }
    }

    pub(super) fn good(&self) -> ResponseTemplate {
        let template = ResponseTemplate::new(&self.responder, &self.scene.target, &self.scene.root_certificate());
        template.carrying(&self.certificate)
    }

    fn unknown(&self) -> UnknownRevocation {
        self.scene.unknown(&[self.good().build()])
    }
}

fn untrusted() -> UnknownRevocation {
    UnknownRevocation::UntrustedResponder { responder: "CN=Responder, C=JP".into() }
}

#[test]
fn a_delegated_responder_may_answer() {
    let delegated = Delegated::new(|template| template);
    let path = delegated.scene.ask(&[delegated.good().build()]).ask().unwrap();
    assert!(matches!(path.revocation().next(), Some(RevocationStatus::NotRevoked { .. })));
    assert_eq!(path.evidence_certificates(), [&delegated.certificate]);
    let uses: Vec<String> = path.algorithm_uses().iter().map(|found| found.subject.clone()).collect();
    assert!(uses.iter().any(|found| found == "OCSP response of CN=Responder, C=JP"), "{uses:?}");
    assert!(uses.iter().any(|found| found == "certificate CN=Responder, C=JP"), "{uses:?}");
    // Its certificate may come from elsewhere.
    let bare = delegated.good().change(|response| response.certificates.clear()).build();
    let mut question = delegated.scene.ask(std::slice::from_ref(&bare));
    assert_eq!(unknown(&question), UnknownRevocation::UnauthorizedResponder);
    question.intermediates = vec![delegated.certificate.clone()];
    assert!(question.ask().is_ok());
    let revoked = delegated.good().status(Status::Revoked("20260501000000Z", None)).build();
    assert!(matches!(delegated.scene.ask(&[revoked]).ask(), Err(PathError::Revoked { .. })));
}

#[test]
fn nobody_else_may() {
    //= spec/trust.md#ocsp
    //= type=test
    //# An OCSP response MUST be signed by the key that issued the certificate, or by a certificate that the same key issued with the extended key usage OCSPSigning.
    let unauthorized = UnknownRevocation::UnauthorizedResponder;
    let with_usages = |usages: &'static [&str]| {
        let usages = sequence(&usages.iter().map(|usage| oid(usage)).collect::<Vec<_>>());
        Delegated::new(|template| template.extension(EXTENDED_KEY_USAGE, false, &usages)).unknown()
    };
    assert_eq!(Delegated::new(|template| template.without(EXTENDED_KEY_USAGE)).unknown(), unauthorized);
    assert_eq!(with_usages(&["2.5.29.37.0"]), unauthorized, "anyExtendedKeyUsage is not enough");
    assert_eq!(with_usages(&["1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.8"]), unauthorized);
    assert_eq!(Delegated::new(|template| template.key_usage(CRL_SIGN)).unknown(), unauthorized);
    assert!(matches!(
        Delegated::new(|template| template.without(KEY_USAGE)).scene.ask(&[]).ask(),
        Err(PathError::RevocationUnknown { .. })
    ));
    // Issued by another CA, one with the same name, or by nobody.
    let other = Party::new("Other");
    let by_other = Delegated::new(|_| {
        let template = Template::new(&Party::new("Responder"), &other).key_usage(DIGITAL_SIGNATURE);
        template.extension(EXTENDED_KEY_USAGE, false, &sequence(&[oid(OCSP_SIGNING)]))
    });
    assert_eq!(by_other.unknown(), unauthorized);
    let namesake = Delegated::new(|template| template.change(|own| own.issuer = Party::new("Root")));
    assert_eq!(namesake.unknown(), unauthorized);
    // The target itself, and the holder of another certificate.
    let scene = Scene::new();
    let target = Party::new("Tanaka");
    let certificate = target.certified(&scene.root).build();
    let response = ResponseTemplate::new(&target, &certificate, &scene.root_certificate()).carrying(&certificate);
    let mut question = Question::new(&certificate, &scene.root).required();
    question.ocsp = vec![response.build()];
    assert_eq!(unknown(&question), unauthorized);
}

#[test]
fn a_ca_above_the_issuer_may_not_answer_for_it() {
    let (root, ca) = (Party::new("Root"), Party::new("CA"));
    let root_certificate = root.certified_as_ca(&root).build();
    let ca_certificate = ca.certified_as_ca(&root).build();
    let target = Party::new("Tanaka").certified(&ca).build();
    let responder = Party::new("Responder");
    let responder_certificate = responder.certified(&root).extension(NO_CHECK, false, &null());
    let usage = sequence(&[oid(OCSP_SIGNING)]);
    let responder_certificate = responder_certificate.extension(EXTENDED_KEY_USAGE, false, &usage).build();
    let of_ca = ResponseTemplate::new(&root, &ca_certificate, &root_certificate).build();
    let of_target = |signer: &Party| {
        ResponseTemplate::new(signer, &target, &ca_certificate)
            .carrying(&responder_certificate)
            .carrying(&root_certificate)
    };
    let mut question = Question::new(&target, &root).through(std::slice::from_ref(&ca_certificate)).required();
    for signer in [&root, &responder] {
        question.ocsp = vec![of_ca.clone(), of_target(signer).build()];
        assert_eq!(unknown(&question), UnknownRevocation::UnauthorizedResponder, "{}", signer.name);
    }
    question.ocsp = vec![of_ca, of_target(&ca).build()];
    assert!(question.ask().is_ok());
}

#[test]
fn the_certificate_of_a_responder_is_judged() {
    //= spec/trust.md#ocsp
    //= type=test
    //# The certificate of a delegated responder MUST have ocsp-nocheck, or be known not to be revoked.
    let judged = |change: fn(Template) -> Template| Delegated::new(change).unknown();
    assert_eq!(judged(|template| template.valid("20250101000000Z", "20260501000000Z")), untrusted());
    assert_eq!(judged(|template| template.valid("20260601060001Z", "20270101000000Z")), untrusted());
    assert_eq!(judged(|template| template.extension("1.2.3.4", true, &null())), untrusted());
    assert_eq!(judged(|template| template.without(NO_CHECK)), untrusted());

    let checked = Delegated::new(|template| template.without(NO_CHECK));
    let response = checked.good().build();
    let crl = CrlTemplate::new(&checked.scene.root);
    // The CRL would be enough for the target; what counts here is that it clears the responder.
    let only_users = crl.clone().extension("2.5.29.28", true, &sequence(&[crate::support::der::tlv(0x81, &[0xff])]));
    let path = checked.scene.ask(std::slice::from_ref(&response)).with_crls(&[only_users.build()]).ask().unwrap();
    let documents: Vec<&[u8]> = path.evidence().iter().map(|found| found.der()).collect();
    assert_eq!(documents.len(), 2, "the response, and the CRL about its responder");
    assert_eq!(documents[0], response.der());
    let revoking = crl.revoking(&checked.certificate, "20260501000000Z", Some(1)).build();
    let held = checked.good().status(Status::Revoked("20260501000000Z", None)).build();
    let path = checked.scene.ask(&[held]).with_crls(&[revoking]).ask().unwrap();
    assert!(path.evidence_certificates().is_empty(), "a revoked responder says nothing; the CRL does");
    // Whose status nobody can tell, proves revocations and clears nobody.
    let revoked = checked.good().status(Status::Revoked("20260501000000Z", None)).build();
    assert!(matches!(checked.scene.ask(&[revoked]).ask(), Err(PathError::Revoked { .. })));
    // Nor does it clear itself.
    let own = ResponseTemplate::new(&checked.responder, &checked.certificate, &checked.scene.root_certificate());
    let own = own.carrying(&checked.certificate).build();
    assert_eq!(checked.scene.unknown(&[response.clone(), own]), untrusted());
    // The root does.
    let by_root = ResponseTemplate::new(&checked.scene.root, &checked.certificate, &checked.scene.root_certificate());
    assert!(checked.scene.ask(&[response, by_root.build()]).ask().is_ok());
}

/// The provider without SHA-1, which it has for identifiers.
pub(super) fn provider_without_sha1() -> fuin_crypto::CryptoProvider {
    fuin_crypto::CryptoProvider { identification_digests: Vec::new(), ..provider().clone() }
}

fn ask_with(provider: &fuin_crypto::CryptoProvider, question: &Question<'_>) -> Result<(), PathError> {
    let request = PathRequest {
        target: question.target,
        intermediates: &question.intermediates,
        anchors: &question.anchors,
        crls: &question.crls,
        ocsp: &question.ocsp,
        time: question.time.parse().unwrap(),
        revocation_time: question.revocation_time.parse().unwrap(),
        freshness: question.freshness,
        purpose: question.purpose,
        policies: question.policies,
        revocation: question.revocation,
        provider,
        limits: question.limits,
    };
    validate(&request).map(|_| ())
}

#[test]
fn a_responder_may_be_named_by_its_key() {
    let delegated = Delegated::new(|template| template);
    let named = |hash: &[u8]| -> OcspResponse {
        delegated.good().change(|response| response.responder = context(2, &octets(hash))).build()
    };
    let sha1 = provider().identification_digest(DigestAlgorithm::Sha1).unwrap();
    let right = sha1.identify(delegated.responder.key.public_key().key());
    let without = provider_without_sha1();
    for (hash, provider, accepted) in
        [(&right[..], provider(), true), (&right, &without, true), (&[0; 20], provider(), false)]
    {
        let question = delegated.scene.ask(&[named(hash)]);
        assert_eq!(ask_with(provider, &question).is_ok(), accepted);
    }
    // Named by another key than the one it is signed with.
    let root_key = sha1.identify(delegated.scene.root.key.public_key().key());
    assert!(ask_with(provider(), &delegated.scene.ask(&[named(&root_key)])).is_err());
}

#[test]
fn a_responder_needs_no_certificate_policy_that_is_asked_for() {
    let gold = "1.2.3.1";
    let mut delegated = Delegated::new(|template| template);
    let target = Party::new("Tanaka").certified(&delegated.scene.root);
    delegated.scene.target = target.extension(CERTIFICATE_POLICIES, false, &policies(&[gold])).build();
    let acceptable = [fuin_crypto::Oid::parse(gold).unwrap()];
    let asked = PolicyInputs { acceptable: Some(&acceptable), require_explicit: true, ..PolicyInputs::default() };
    let mut question = delegated.scene.ask(&[delegated.good().build()]);
    question.policies = asked;
    assert_eq!(question.ask().unwrap().evidence_certificates(), [&delegated.certificate]);
    // A target that has as little of policies as the responder would not do.
    let bare = Party::new("Tanaka").certified(&delegated.scene.root).build();
    let mut question = Question::new(&bare, &delegated.scene.root);
    assert!(question.ask().is_ok());
    question.policies = asked;
    assert!(matches!(question.ask(), Err(PathError::Policy { .. })));
}
