//! Judging a SignedData, sealed or not: signatures, algorithms, trust and label, in that order.

mod candidate;
mod countersignature;
mod label;
mod level;

use fuin_cms::attribute::ProfileAttribute;
use fuin_cms::signed::{SignatureVerified, UnverifiedSigned, UnverifiedSigner};
use fuin_crypto::{AlgorithmUse, DigestAlgorithm};
use fuin_label::Label;
use fuin_pki::{Certificate, CertificationPath};
use fuin_policy::{LabelFact, Measure, Operation, PolicyReference, Request, SignatureLevel};
use jiff::Timestamp;

use candidate::{Candidate, Examination};
use countersignature::Countersigned;
use label::SignedLabel;

use crate::circumstances::Circumstances;
use crate::context::Context;
use crate::error::Error;
use crate::evidence::Evidence;
use crate::permission::{Judgement, Permission};
use crate::refusal::Refusal;
use crate::timestamps::SignatureTimes;
use crate::trust::Strictness;
use crate::validation::{Findings, SignatureFindings, SignatureProblem, Stated, Validation};

pub use label::OriginalLabel;
pub(crate) use label::in_our_words;

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
    /// The countersignatures on it: all of them are valid.
    pub countersignatures: Vec<SignatureFindings>,
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
    /// The level that its signatures are about to be raised to; B when they are not.
    pub(crate) aim: SignatureLevel,
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
        let request = request.with_signed_at(signed_at).with_signature_level(level.max(self.aim));
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

/// A message that is authentic and permitted, and of which only trust in a signer is missing.
#[derive(Debug)]
pub(crate) struct Lacking {
    /// What its signers state.
    pub(crate) stated: Stated,
    /// The policy's permission for everything but trust.
    pub(crate) permission: Permission,
}

/// What judging a message came to.
pub(crate) struct Judged {
    pub(crate) validation: Validation<VerifiedStatement>,
    /// Set when nothing is wrong but that a signer is not trusted, or cannot be told to be.
    pub(crate) distrusted: Option<Lacking>,
}

/// Judges a message that was read: every signature (authentic), every algorithm and attribute (permitted), every
/// signer's certificate (trusted). All signers and countersigners must pass.
pub(crate) fn judge(context: &Context, signed: &UnverifiedSigned, surroundings: &Surroundings<'_>) -> Judged {
    context.begin_message();
    let message = Evidence::of_message(signed);
    let examination = Examination { context, signed, message: &message, operation: surroundings.operation };
    let mut candidates: Vec<Candidate<'_>> =
        signed.signers.iter().map(|signer| Candidate::authenticated(&examination, signer)).collect();
    let authentic = candidates.iter().all(|candidate| candidate.proof.is_some());
    // Nobody on the network is asked about a message that is not authentic.
    let alone = Context { services: None, ..context.clone() };
    let examination = Examination { context: if authentic { context } else { &alone }, ..examination };

    let label = SignedLabel::of(context, signed);
    let fact = label.as_ref().map_or(LabelFact::Missing, SignedLabel::fact);
    let asked = surroundings.circumstances.around(Request::new(surroundings.operation, fact), &[]);
    let strictness = Strictness::of(&context.policies, &asked, context.now);
    for candidate in &mut candidates {
        candidate.examine(&examination, &strictness);
        let times = candidate.findings.times.clone();
        candidate.findings.countersignatures =
            Countersigned::new(examination, candidate.signer, &times, &strictness).examine();
    }
    let mut findings = Findings {
        signatures: candidates.iter().map(|candidate| candidate.findings.clone()).collect(),
        stated: label.as_ref().ok().filter(|_| authentic).map(|label| label.stated(signed)),
        refused: None,
        judged_by: context.policies.references(),
        not_fetched: Vec::new(),
    };
    if let Some(services) = context.services.as_ref().filter(|_| findings.lack_evidence()) {
        findings.not_fetched = services.not_fetched();
    }
    let conclusion = conclude(context, signed, surroundings, &candidates, label, &mut findings);
    let (outcome, distrusted) = match conclusion {
        Ok((statement, None)) => (Ok(statement), None),
        Ok((statement, Some(error))) => {
            let stated = findings.stated.clone().unwrap_or_default();
            (Err(error), Some(Lacking { stated, permission: statement.permission }))
        }
        Err(error) => (Err(error), None),
    };
    Judged { validation: Validation { outcome, findings }, distrusted }
}

/// The stages in their order: authentic, label, permitted, trusted. An error beside a statement is about trust alone.
fn conclude(
    context: &Context,
    signed: &UnverifiedSigned,
    surroundings: &Surroundings<'_>,
    candidates: &[Candidate<'_>],
    label: Result<SignedLabel, Error>,
    findings: &mut Findings,
) -> Result<(VerifiedStatement, Option<Error>), Error> {
    //= spec/cms-profile.md#signed-content
    //# Every signer of a message MUST pass, or the message does not.
    //= spec/validation.md#verdicts
    //# A signature MUST NOT be valid unless it is authentic, its certificate trusted and the message permitted by every policy.
    //= spec/validation.md#countersignatures
    //# Every countersignature of a message MUST pass, or the message does not.
    if let Some(problem) = findings.first(SignatureProblem::is_about_authenticity) {
        return Err(problem.to_error());
    }
    let label = label?;
    let permission = match permit(context, signed, surroundings, candidates, &label) {
        Ok(permission) => permission,
        Err(refusal) => {
            findings.refused = Some(refusal.violations.clone());
            return Err(refusal.into());
        }
    };
    // What nothing here can verify, the policies have just had the opportunity to name.
    let unverified = |problem: &SignatureProblem| !matches!(problem, SignatureProblem::NotTrusted { .. });
    if let Some(problem) = findings.first(unverified) {
        return Err(problem.to_error());
    }
    let untrusted = findings.first(|_| true).map(SignatureProblem::to_error);
    if untrusted.is_none() {
        permission.record_in(context);
    }
    let Stated { original, file_name, mime_type, made_under, .. } = label.stated(signed);
    let statement = VerifiedStatement {
        signers: candidates.iter().filter_map(verified_signer).collect(),
        untrusted_mark: label.untrusted_mark(context),
        label: label.into_label(),
        original,
        file_name,
        mime_type,
        made_under,
        judged_by: context.policies.references(),
        permission,
    };
    // Every candidate has its proofs when none of them has a problem; a statement with fewer signers is none.
    if untrusted.is_none() && statement.signers.len() != candidates.len() {
        return Err(Error::NotAuthentic);
    }
    Ok((statement, untrusted))
}

/// Asks the policies about all that is permitted or not: algorithms, attributes, label, certification paths.
fn permit(
    context: &Context,
    signed: &UnverifiedSigned,
    surroundings: &Surroundings<'_>,
    candidates: &[Candidate<'_>],
    label: &SignedLabel,
) -> Result<Permission, Refusal> {
    let mut uses = surroundings.outer.to_vec();
    let mut missing = surroundings.missing.clone();
    for candidate in candidates {
        uses.extend(candidate.findings.algorithms.iter().cloned());
        let absent = candidate.signer.missing_attributes().into_iter();
        missing.extend(absent.filter_map(|attribute| measure(attribute, surroundings.operation)));
    }
    missing.sort_unstable();
    missing.dedup();
    let signed_at = proven(candidates);
    let trusted = candidates.iter().filter(|candidate| candidate.findings.path.is_some());
    let level = trusted.map(|candidate| candidate.findings.level).min().unwrap_or(SignatureLevel::B);
    let mut judgement = Judgement::new(&context.policies, context.now);
    surroundings.ask(&mut judgement, label.fact(), &uses, &missing, (signed_at, level));
    //= spec/trust.md#proof-of-existence
    //# Algorithms of certificates, CRLs and responses MUST be judged at a time when those are proven to have existed, or now.
    for (uses, existed) in candidates.iter().filter_map(|candidate| candidate.certified.as_ref()) {
        judgement.ask_certificates_at(uses, *existed);
    }
    let name = label.stated(signed).file_name;
    judgement.finish_recorded(context, name.as_deref())
}

fn verified_signer(candidate: &Candidate<'_>) -> Option<VerifiedSigner> {
    let SignatureFindings { claimed_time, times, level, path, countersignatures, .. } = candidate.findings.clone();
    Some(VerifiedSigner {
        signature: candidate.proof.clone()?,
        path: path?,
        claimed_time,
        times,
        level,
        countersignatures,
    })
}

/// The latest of the times proven for the signatures; none as soon as nothing is proven for one of them.
fn proven(candidates: &[Candidate<'_>]) -> Option<Timestamp> {
    let times = candidates.iter().map(|candidate| candidate.findings.times.proven);
    times.collect::<Option<Vec<_>>>()?.into_iter().max()
}

/// How revocation is looked at for a label: what timestamp authorities are held to.
pub(crate) fn strictness(context: &Context, operation: Operation, label: LabelFact<'_>) -> Strictness {
    Strictness::on_revocation(&context.policies, &Request::new(operation, label), context.now)
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
    candidate::find_certificate(signer.identifier(), supplied, context).ok_or(Error::NoSignerCertificate)
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
