//! One signature or countersignature of a message: is it authentic, whose is it, when was it made, is that trusted?

use fuin_cms::signed::{SignatureVerified, SignerIdentifier, UnverifiedSigned, UnverifiedSigner};
use fuin_crypto::{AlgorithmUse, KeyAlgorithm};
use fuin_pki::{Certificate, CertificationPath, PathError, Purpose};
use fuin_policy::{Operation, SignatureLevel};
use jiff::Timestamp;

use super::level::level;
use crate::context::Context;
use crate::evidence::Evidence;
use crate::timestamps::SignatureTimes;
use crate::trust::{BrokenPath, PathQuestion, Strictness};
use crate::validation::{SignatureFindings, SignatureProblem};

/// The shortest modulus that providers verify with, in bits.
const MIN_RSA_BITS: u32 = 2048;

/// A signature on its way through the stages.
pub(super) struct Candidate<'a> {
    pub(super) signer: &'a UnverifiedSigner,
    pub(super) findings: SignatureFindings,
    /// The proof that the signature verifies.
    pub(super) proof: Option<SignatureVerified>,
    /// The algorithms of its certification path, and the instant at which all of that is proven to have existed.
    pub(super) certified: Option<(Vec<AlgorithmUse>, Option<Timestamp>)>,
}

/// What signatures of a message are examined with.
#[derive(Clone, Copy)]
pub(super) struct Examination<'a> {
    pub(super) context: &'a Context,
    pub(super) signed: &'a UnverifiedSigned,
    /// What the message brings along.
    pub(super) message: &'a Evidence,
    pub(super) operation: Operation,
}

impl<'a> Candidate<'a> {
    /// Finds the signer's certificate and verifies the signature under its key.
    pub(super) fn authenticated(examination: &Examination<'a>, signer: &'a UnverifiedSigner) -> Self {
        let Examination { context, signed, message, operation } = *examination;
        let mut findings = claimed(signer);
        let mut proof = None;
        findings.signer = find_certificate(signer.identifier(), &message.certificates, context);
        let verified = usable(findings.signer.as_ref()).and_then(|(certificate, key)| {
            findings.algorithms = signer.algorithm_uses(key.algorithm(), &format!("signer {}", certificate.subject()));
            check_length(key)?;
            let digest = signed.content_digest(signer)?;
            // Everyone can see whether public content is what was signed. For what was encrypted, one answer is enough.
            if operation == Operation::Verify && !signer.is_about(digest) {
                return Err(SignatureProblem::ContentAltered);
            }
            Ok(signer.verify(&context.provider, certificate.der(), key, digest)?)
        });
        match verified {
            Ok(verified) => {
                findings.authentic = Some(verified.algorithm());
                let digest = verified.algorithm().digest();
                findings.content_digest = signed.digest_of_content(digest).ok().map(|octets| (digest, octets.to_vec()));
                proof = Some(verified);
            }
            Err(problem) => findings.problem = Some(problem),
        }
        Self { signer, findings, proof, certified: None }
    }

    /// Looks at its timestamps and at its certification path.
    pub(super) fn examine(&mut self, examination: &Examination<'_>, strictness: &Strictness) {
        // Of a signature that is not authentic nothing is said; one that nothing here can verify is left to the policies.
        if !matches!(self.findings.problem, None | Some(SignatureProblem::Unsupported { .. })) {
            return;
        }
        let Examination { context, signed, message, .. } = *examination;
        self.findings.times = SignatureTimes::examine(context, signed, self.signer, message, strictness);
        let (Some(certificate), true) = (self.findings.signer.clone(), self.findings.problem.is_none()) else { return };
        let times = self.findings.times.clone();
        let trusted = trusted(examination, &certificate, &times, strictness, "the signer");
        match trusted {
            Ok((path, level)) => {
                let along = Evidence::default();
                let existed =
                    times.proven.and_then(|proven| times.path_existed(signed, self.signer, &path, proven, &along));
                self.certified = Some((path.algorithm_uses(), existed));
                (self.findings.path, self.findings.level) = (Some(path), level);
            }
            Err(problem) => self.findings.problem = Some(problem),
        }
    }
}

/// What a signature says of itself.
pub(super) fn claimed(signer: &UnverifiedSigner) -> SignatureFindings {
    SignatureFindings {
        signer: None,
        authentic: None,
        content_digest: None,
        algorithms: Vec::new(),
        claimed_time: signer.attributes().signing_time,
        times: SignatureTimes::default(),
        level: SignatureLevel::B,
        path: None,
        problem: None,
        countersignatures: Vec::new(),
    }
}

/// The path of a signer's certificate, and the level of the signature.
pub(super) fn trusted(
    examination: &Examination<'_>,
    certificate: &Certificate,
    times: &SignatureTimes,
    strictness: &Strictness,
    role: &'static str,
) -> Result<(CertificationPath, SignatureLevel), SignatureProblem> {
    let context = examination.context;
    let mut evidence = examination.message.clone();
    evidence.add(&times.evidence);
    //= spec/trust.md#proof-of-existence
    //# A signer's certification path MUST be judged at the time proven for the signature, or now.
    let time = times.proven.unwrap_or(context.now);
    let question = PathQuestion { certificate, evidence: &evidence, purpose: Purpose::Sign, strictness, time };
    let (answer, known) = question.answer_with_certificates(context);
    match answer {
        Ok(path) => {
            let level = level(context, &question, times);
            Ok((path, level))
        }
        Err(source) => Err(not_trusted(context, certificate, &known, source, role)),
    }
}

fn not_trusted(
    context: &Context,
    certificate: &Certificate,
    known: &[Certificate],
    source: PathError,
    role: &'static str,
) -> SignatureProblem {
    let path = Box::new(BrokenPath::of(context, &source, certificate, known));
    match path.fingerprint(context) {
        Ok(fingerprint) => {
            let contact = context.policies.contact().cloned().map(Box::new);
            let subject = certificate.subject().to_string();
            SignatureProblem::NotTrusted { role, subject, source: Box::new(source), path, fingerprint, contact }
        }
        Err(_) => SignatureProblem::Provider(fuin_crypto::Error::Failed),
    }
}

/// A signer's certificate with its key, where both are there.
pub(super) fn usable(
    certificate: Option<&Certificate>,
) -> Result<(&Certificate, &fuin_crypto::PublicKey), SignatureProblem> {
    let certificate = certificate.ok_or(SignatureProblem::NoCertificate)?;
    match certificate.public_key() {
        Ok(key) => Ok((certificate, key)),
        Err(source) => {
            let name = certificate.subject().to_string();
            Err(SignatureProblem::Certificate { name, source: source.clone() })
        }
    }
}

/// No provider verifies with a very short key: nobody can tell whether the signature would, and the policies say what they
/// think of it.
pub(super) fn check_length(key: &fuin_crypto::PublicKey) -> Result<(), SignatureProblem> {
    match key.algorithm() {
        KeyAlgorithm::Rsa { bits } if bits < MIN_RSA_BITS => {
            Err(SignatureProblem::Unsupported { what: "key", found: key.algorithm().name() })
        }
        _ => Ok(()),
    }
}

/// The certificate that a signature names, among those that came along and those at hand.
pub(super) fn find_certificate(
    identifier: &SignerIdentifier,
    supplied: &[Certificate],
    context: &Context,
) -> Option<Certificate> {
    let named = |certificate: &&Certificate| match identifier {
        SignerIdentifier::IssuerAndSerial { issuer, serial } => {
            certificate.issuer().der() == issuer && certificate.serial() == serial
        }
        SignerIdentifier::SubjectKeyIdentifier(identifier) => certificate.subject_key_identifier() == Some(identifier),
    };
    supplied.iter().chain(&context.intermediates).find(named).cloned()
}
