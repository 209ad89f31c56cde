//! Judging a SignedData, sealed or not: signatures, algorithms, trust and label, in that order.

use fuin_cms::attribute::{ProfileAttribute, UnverifiedSignedAttributes};
use fuin_cms::label::UnverifiedLabel;
use fuin_cms::signed::{SignatureVerified, SignerIdentifier, UnverifiedSigned, UnverifiedSigner};
use fuin_crypto::{AlgorithmUse, DigestAlgorithm};
use fuin_label::{Label, Language};
use fuin_pki::{Certificate, CertificationPath, Purpose};
use fuin_policy::{LabelFact, Measure, Operation, PolicyReference, Request, SignatureLevel, Untranslatable};
use jiff::Timestamp;

use crate::circumstances::Circumstances;
use crate::context::Context;
use crate::error::Error;
use crate::evidence::Evidence;
use crate::permission::{Judgement, Permission, revocation};
use crate::timestamps::{ProvenTimestamp, SignatureTimes, TimestampKind};
use crate::trust::{PathQuestion, Strictness};

/// A signer whose signature verifies, whose certificate is trusted, and whose algorithms the policy permits.
#[derive(Debug, Clone)]
pub struct VerifiedSigner {
    /// The proof of the signature.
    pub signature: SignatureVerified,
    /// The proof of trust.
    pub path: CertificationPath,
    /// When the signer says to have signed. Nothing proves it.
    pub claimed_time: Option<Timestamp>,
    /// What timestamps prove.
    pub times: SignatureTimes,
    /// How long it can be validated: its level (EN 319 122-1), as far as what it needs for that is there and valid.
    pub level: SignatureLevel,
}

/// What the signers of a message state alike, once all of them are verified.
#[derive(Debug, Clone)]
pub struct VerifiedStatement {
    /// The signers; none only for a message that a policy permits to be unsigned.
    pub signers: Vec<VerifiedSigner>,
    /// The label; none only for a message that a policy permits to be unlabelled.
    pub label: Option<Label>,
    /// The label as its originator signed it, where it is of another label policy: `label` is then its equivalent here,
    /// which is what is obeyed.
    pub original: Option<OriginalLabel>,
    /// The mark that came with the label, where it says something else than the label: it is not to be believed.
    pub untrusted_mark: Option<String>,
    /// The file name exactly as stated; it may be unfit for a path.
    pub file_name: Option<String>,
    /// The media type exactly as stated.
    pub mime_type: Option<String>,
    /// The policies it was made under.
    pub made_under: Vec<PolicyReference>,
    /// The policies that judged it here.
    pub judged_by: Vec<PolicyReference>,
    /// The policy's permission, with its warnings.
    pub permission: Permission,
}

/// A label in the words of another label policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OriginalLabel {
    /// The label.
    pub label: Label,
    /// The signed ESSSecurityLabel (RFC 2634, 3.2), octet for octet.
    pub der: Vec<u8>,
}

/// What a message has besides its signatures that bears on the judgement.
pub(crate) struct Surroundings<'a> {
    pub(crate) operation: Operation,
    /// The algorithms of the envelope, already permitted alone; they are judged again together with the label.
    pub(crate) outer: &'a [AlgorithmUse],
    /// What the envelope lacks.
    pub(crate) missing: Vec<Measure>,
    /// What is stated, where the content goes, what is remembered of the message.
    pub(crate) circumstances: &'a Circumstances,
    /// SHA-256 of the certificate that opened it.
    pub(crate) opened_by: Option<[u8; 32]>,
}

impl Surroundings<'_> {
    /// The request about the whole message: the algorithms outside and inside, and what it lacks.
    pub(crate) fn ask(
        &self,
        judgement: &mut Judgement<'_>,
        label: LabelFact<'_>,
        uses: &[AlgorithmUse],
        missing: &[Measure],
        (signed_at, level): (Option<Timestamp>, SignatureLevel),
    ) {
        let request = Request::new(self.operation, label).with_algorithms(uses).with_missing(missing);
        let request = request.with_signed_at(signed_at).with_signature_level(level);
        judgement.ask_under(self.circumstances, request.with_opened_by(self.opened_by));
    }
}

/// The digests worth computing: those that the policy would accept of some signature.
pub(crate) fn permitted_digests(context: &Context, operation: Operation) -> Vec<DigestAlgorithm> {
    let permits = |digest: &DigestAlgorithm| {
        let uses = [digest.used_for("the content")];
        // The time of a signature is not proven yet: whatever would do at some time is computed, and judged later.
        let request = Request::new(operation, LabelFact::NotYetKnown).with_algorithms(&uses);
        let request = request.with_signed_at(Some(Timestamp::UNIX_EPOCH));
        context.provider.digest(*digest).is_ok() && context.policies.decide(&request, context.now).is_ok()
    };
    DigestAlgorithm::ALL.iter().copied().filter(permits).collect()
}

/// Judges a message that was read: every signature (authentic), every algorithm and attribute (permitted), every
/// signer's certificate (trusted). All signers must pass.
pub(crate) fn judge(
    context: &Context,
    signed: &UnverifiedSigned,
    surroundings: Surroundings<'_>,
) -> Result<VerifiedStatement, Error> {
    let message = Evidence::of_message(signed);
    let supplied = message.certificates.clone();
    let mut candidates = Vec::new();
    for signer in &signed.signers {
        let certificate = signer_certificate(signer, &supplied, context)?;
        candidates.push((signer, certificate));
    }

    // Authentic: what cannot be verified for want of a permitted algorithm is left to the policy, which names it.
    let mut proofs = Vec::new();
    let mut unsupported = None;
    for (signer, certificate) in &candidates {
        match verify_signature(context, signed, signer, certificate) {
            Ok(proof) => proofs.push(proof),
            Err(Error::Message(error @ fuin_cms::Error::Unsupported { .. })) => unsupported = Some(error),
            Err(error) => return Err(error),
        }
    }
    let label = agreed_label(signed)?;
    let understood = label.as_ref().and_then(|label| label.label.clone());
    if label.is_some() && understood.is_none() {
        return Err(Error::ForeignLabel);
    }
    let (understood, original) = in_our_words(context, understood, signed.label_der()?)?;
    let fact = understood.as_ref().map_or(LabelFact::Missing, LabelFact::Stated);

    // Permitted, as far as the message itself goes.
    let mut uses = surroundings.outer.to_vec();
    for (signer, certificate) in &candidates {
        let subject = format!("signer {}", certificate.subject());
        match certificate.public_key() {
            Ok(key) => uses.extend(signer.algorithm_uses(key.algorithm(), &subject)),
            Err(error) => return Err(Error::Certificate { name: subject, source: error.clone() }),
        }
    }
    let mut missing = surroundings.missing.clone();
    for (signer, _) in &candidates {
        missing.extend(
            signer.missing_attributes().into_iter().filter_map(|attribute| measure(attribute, surroundings.operation)),
        );
    }
    missing.sort_unstable();
    missing.dedup();
    let strictness = strictness(context, surroundings.operation, fact);
    let examine = |signer| SignatureTimes::examine(context, signed, signer, &message, strictness);
    let times: Vec<SignatureTimes> = candidates.iter().map(|(signer, _)| examine(*signer)).collect();
    let mut judgement = Judgement::new(&context.policies, context.now);
    if let Some(error) = unsupported {
        surroundings.ask(&mut judgement, fact, &uses, &missing, (proven(&times), SignatureLevel::B));
        judgement.finish_recorded(context, None)?;
        return Err(error.into());
    }

    let stated_name = agreed(signed, |attributes| attributes.file_name.as_deref());
    // Trusted, and the algorithms of the certification paths permitted too.
    let signed_at = proven(&times);
    let (mut signers, mut certified) = (Vec::new(), Vec::new());
    let mut untrusted = None;
    //= spec/cms-profile.md#signed-content
    //# Every signer of a message MUST pass, or the message does not.
    for (((signer, certificate), signature), times) in candidates.into_iter().zip(proofs).zip(times) {
        let mut evidence = message.clone();
        evidence.add(&times.evidence);
        //= spec/trust.md#proof-of-existence
        //# A signer's certification path MUST be judged at the time proven for the signature, or now.
        let time = times.proven.unwrap_or(context.now);
        let (purpose, certificate) = (Purpose::Sign, &certificate);
        let question = PathQuestion { certificate, evidence: &evidence, purpose, strictness, time };
        match question.answer_for(context, "the signer") {
            Ok(path) => {
                let along = Evidence::default();
                let existed = times.proven.and_then(|proven| times.path_existed(signed, signer, &path, proven, &along));
                certified.push((path.algorithm_uses(), existed));
                let level = level(context, &question, &times);
                let claimed_time = signer.attributes().signing_time;
                signers.push(VerifiedSigner { signature, path, claimed_time, times, level });
            }
            Err(error) => untrusted = untrusted.or(Some(error)),
        }
    }
    let level = signers.iter().map(|signer| signer.level).min().unwrap_or(SignatureLevel::B);
    surroundings.ask(&mut judgement, fact, &uses, &missing, (signed_at, level));
    //= spec/trust.md#proof-of-existence
    //# Algorithms of certificates, CRLs and responses MUST be judged at a time when those are proven to have existed, or now.
    for (uses, existed) in &certified {
        judgement.ask_certificates_at(uses, *existed);
    }
    let permission = judgement.finish_recorded(context, stated_name)?;
    if let Some(error) = untrusted {
        return Err(error);
    }
    permission.record_in(context);
    let references = agreed(signed, |attributes| attributes.policy_references.as_deref()).unwrap_or_default();
    let mark = label.as_ref().and_then(|label| label.privacy_mark.as_deref());
    Ok(VerifiedStatement {
        signers,
        untrusted_mark: understood.as_ref().and_then(|label| disagreeing(context, label, mark?)),
        label: understood,
        original,
        file_name: agreed(signed, |attributes| attributes.file_name.as_deref()).map(str::to_owned),
        mime_type: agreed(signed, |attributes| attributes.mime_type.as_deref()).map(str::to_owned),
        made_under: references.iter().map(made_under).collect(),
        judged_by: context.policies.references(),
        permission,
    })
}

/// The latest of the times proven for the signatures; none as soon as nothing is proven for one of them.
fn proven(times: &[SignatureTimes]) -> Option<Timestamp> {
    times.iter().map(|times| times.proven).collect::<Option<Vec<_>>>()?.into_iter().max()
}

/// How revocation is looked at for a label.
pub(crate) fn strictness(context: &Context, operation: Operation, label: LabelFact<'_>) -> Strictness {
    let request = Request::new(operation, label);
    let revocation = revocation(&context.policies, operation, label, context.now);
    Strictness { revocation, max_age: context.policies.revocation_max_age(&request, context.now) }
}

/// The level of a signature that is valid: T with a proven time, LT where the message holds all that its paths rest on,
/// LTA where an archive timestamp covers it.
fn level(context: &Context, question: &PathQuestion<'_>, times: &SignatureTimes) -> SignatureLevel {
    let stamped = times.proven_by(TimestampKind::Signature).next().is_some();
    let archived = times.proven_by(TimestampKind::Archive).next().is_some();
    if !stamped && !archived {
        return SignatureLevel::B;
    }
    // With nothing but what the message brings along: newer evidence at hand must not make it look incomplete.
    let alone = Context {
        intermediates: Vec::new(),
        crls: Vec::new(),
        ocsp: Vec::new(),
        services: None,
        recorder: None,
        ..context.clone()
    };
    let suffices = |question: &PathQuestion<'_>| question.answer(&alone).is_ok_and(|path| !path.revocation_unknown());
    let authority = |proof: &ProvenTimestamp| {
        let (certificate, purpose, time) = (proof.path.target(), Purpose::TimeStamping, proof.path.time());
        suffices(&PathQuestion { certificate, purpose, time, ..*question })
    };
    let self_contained = suffices(question) && times.proven_by(TimestampKind::Signature).all(authority);
    match (self_contained, archived) {
        (false, _) => SignatureLevel::T,
        (true, false) => SignatureLevel::LT,
        (true, true) => SignatureLevel::LTA,
    }
}

fn made_under(reference: &fuin_cms::attribute::PolicyReference) -> PolicyReference {
    PolicyReference { id: reference.id.clone(), serial: reference.serial, sha256: reference.sha256 }
}

fn verify_signature(
    context: &Context,
    signed: &UnverifiedSigned,
    signer: &UnverifiedSigner,
    certificate: &Certificate,
) -> Result<SignatureVerified, Error> {
    let unusable = |source: &fuin_pki::Error| Error::Certificate {
        name: certificate.subject().to_string(),
        source: source.clone(),
    };
    let key = certificate.public_key().map_err(|error| unusable(&error))?;
    let digest = signed.content_digest(signer)?;
    Ok(signer.verify(&context.provider, certificate.der(), key, digest)?)
}

/// The certificates that came with a message. One that cannot be read helps nobody and harms nobody.
pub(crate) fn supplied_certificates(signed: &UnverifiedSigned) -> Vec<Certificate> {
    signed.certificates.iter().filter_map(|der| Certificate::from_der(der).ok()).collect()
}

/// The certificate that a signer names, among those that came along and those at hand.
pub(crate) fn signer_certificate(
    signer: &UnverifiedSigner,
    supplied: &[Certificate],
    context: &Context,
) -> Result<Certificate, Error> {
    let named = |certificate: &&Certificate| match signer.identifier() {
        SignerIdentifier::IssuerAndSerial { issuer, serial } => {
            certificate.issuer().der() == issuer && certificate.serial() == serial
        }
        SignerIdentifier::SubjectKeyIdentifier(identifier) => certificate.subject_key_identifier() == Some(identifier),
    };
    let found = supplied.iter().chain(&context.intermediates).find(named);
    found.cloned().ok_or(Error::NoSignerCertificate)
}

/// The one label that all signers state.
fn agreed_label(signed: &UnverifiedSigned) -> Result<Option<UnverifiedLabel>, Error> {
    signed.label_der()?;
    Ok(signed.signers.first().and_then(|signer| signer.attributes().label.clone()))
}

/// The label that is obeyed here, and the signed one where that is of another label policy.
pub(crate) fn in_our_words(
    context: &Context,
    stated: Option<Label>,
    der: Option<&[u8]>,
) -> Result<(Option<Label>, Option<OriginalLabel>), Error> {
    let own = &context.policies.vocabulary().policy;
    let stated = match stated {
        Some(stated) if stated.policy != *own => stated,
        other => return Ok((other, None)),
    };
    match context.policies.translate(&stated) {
        Ok(ours) => {
            let der = der.unwrap_or_default().to_vec();
            Ok((Some(ours), Some(OriginalLabel { label: stated, der })))
        }
        // The policy says so itself, among everything else that it finds.
        Err(Untranslatable::Policy { .. }) => Ok((Some(stated), None)),
        Err(part) => Err(Error::NoEquivalent { policy: stated.policy.to_string(), source: part }),
    }
}

/// The mark, when it is the label's marking in no language.
fn disagreeing(context: &Context, label: &Label, mark: &str) -> Option<String> {
    let vocabulary = context.policies.vocabulary();
    let agrees = |language| vocabulary.marking(label, language) == mark;
    let known = [Language::English, Language::Japanese].into_iter().any(agrees);
    (!known).then(|| mark.to_owned())
}

/// What every signer states alike; nothing when one of them states something else.
fn agreed<'a, T: PartialEq>(
    signed: &'a UnverifiedSigned,
    stated: impl Fn(&'a UnverifiedSignedAttributes) -> Option<T>,
) -> Option<T> {
    let mut all = signed.signers.iter().map(|signer| stated(signer.attributes()));
    let first = all.next().flatten()?;
    all.all(|other| other.as_ref() == Some(&first)).then_some(first)
}

/// The measure that an attribute is, for an operation in which it belongs.
pub(crate) fn measure(attribute: ProfileAttribute, operation: Operation) -> Option<Measure> {
    match attribute {
        ProfileAttribute::SigningTime => Some(Measure::SigningTime),
        ProfileAttribute::AlgorithmProtection => Some(Measure::AlgorithmProtection),
        ProfileAttribute::SigningCertificate => Some(Measure::SigningCertificate),
        ProfileAttribute::SecurityLabel => Some(Measure::Label),
        ProfileAttribute::MimeType => Some(Measure::MimeType),
        ProfileAttribute::FileName => Some(Measure::FileName),
        ProfileAttribute::IntendedRecipients => (operation == Operation::Open).then_some(Measure::IntendedRecipients),
        ProfileAttribute::PolicyReference => Some(Measure::PolicyReference),
        // A new attribute of the profile must be named here before messages without it can be judged.
        _ => Some(Measure::Signature),
    }
}
