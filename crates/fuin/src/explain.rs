//! What the policies say of a request, step by step, whatever its outcome.
//!
//! Nothing is done, proved or recorded here: an explanation of a message goes by what it claims.

use std::io::{Read, Seek};

use fuin_cms::attribute::UnverifiedSignedAttributes;
use fuin_cms::enveloped::{Limits, UnverifiedEnvelope, parse_envelope};
use fuin_cms::label::{UnverifiedLabel, decode_label};
use fuin_cms::oids;
use fuin_cms::recipient::UnverifiedRecipient;
use fuin_cms::signed::{Shape, UnverifiedSigned, parse_detached, read_signed};
use fuin_crypto::AlgorithmUse;
use fuin_label::Label;
use fuin_policy::{LabelFact, Measure, Operation, Request, Step};
use jiff::Timestamp;

use crate::context::Context;
use crate::error::Error;
use crate::home::KeyEntry;
use crate::inspect::MAX_DETACHED;
use crate::open::names;
use crate::permission::{Judgement, Permission};
use crate::refusal::Refusal;
use crate::signature::{measure, signer_certificate, supplied_certificates};

/// What the policies say of one request.
#[derive(Debug)]
pub struct Explanation {
    /// What was asked about.
    pub operation: Operation,
    /// When it would take place.
    pub at: Timestamp,
    /// The label that was judged, in the words of the policies.
    pub label: Option<Label>,
    /// Every row and rule that applied, in the order of the policies.
    pub steps: Vec<Step>,
    /// The decision: permitted, with warnings, or refused with every violation.
    pub decision: Result<Permission, Refusal>,
}

/// Explains a request. Nothing of it takes place, and nothing is recorded.
#[must_use]
pub fn explain_request(context: &Context, request: &Request<'_>) -> Explanation {
    let mut judgement = Judgement::new(&context.policies, context.now);
    judgement.ask(request);
    finished(context, request, judgement)
}

fn finished(context: &Context, request: &Request<'_>, judgement: Judgement<'_>) -> Explanation {
    Explanation {
        operation: request.operation,
        at: context.now,
        label: match request.label {
            LabelFact::Stated(label) => Some(label.clone()),
            LabelFact::Missing | LabelFact::NotYetKnown => None,
        },
        steps: context.policies.explain(request, context.now),
        decision: judgement.finish(),
    }
}

/// Which of a sealed message's recipients were judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judged {
    /// Those whose keys are here.
    Ours,
    /// All: no key here opens it.
    All,
    /// There are none: the message is not sealed.
    Signers,
}

/// Explains what the policies would say of opening a sealed message, or verifying a signed one, going by its claims:
/// algorithms, label, and what a message made elsewhere lacks. Signatures and trust are not looked at.
///
/// # Errors
/// [`Error::Message`] when it is none that fuin reads; [`Error::ForeignLabel`] and [`Error::NoEquivalent`] for a label
/// that cannot be judged; [`Error::Stream`].
pub fn explain_message<R: Read + Seek>(
    context: &Context,
    keys: &[KeyEntry],
    mut input: R,
) -> Result<(Explanation, Judged), Error> {
    match parse_envelope(&mut input, &Limits::default()) {
        Ok(envelope) => explain_sealed(context, keys, &envelope),
        Err(fuin_cms::Error::ContentType { found, .. }) if found == oids::SIGNED_DATA => {
            explain_signed(context, input).map(|explanation| (explanation, Judged::Signers))
        }
        Err(error) => Err(error.into()),
    }
}

fn explain_sealed(
    context: &Context,
    keys: &[KeyEntry],
    envelope: &UnverifiedEnvelope,
) -> Result<(Explanation, Judged), Error> {
    let own = |recipient: &&UnverifiedRecipient| {
        let certificates = keys.iter().filter(|key| key.usage.decrypts()).filter_map(|key| key.certificate.as_ref());
        certificates.into_iter().any(|certificate| names(recipient, certificate))
    };
    let ours: Vec<&UnverifiedRecipient> = envelope.recipients().iter().filter(own).collect();
    let (recipients, judged) =
        if ours.is_empty() { (envelope.recipients().iter().collect(), Judged::All) } else { (ours, Judged::Ours) };
    let mut uses = envelope.algorithm_uses();
    uses.extend(recipients.into_iter().flat_map(UnverifiedRecipient::algorithm_uses));
    let mut missing = Vec::new();
    if envelope.label_der().is_none() || envelope.policy_reference_der().is_none() {
        missing.push(Measure::AuthenticatedAttributes);
    }
    if envelope.commitment().is_none() {
        missing.push(Measure::KeyCommitment);
    }
    let claimed = envelope.label_der().map(decode_label).transpose()?;
    let label = judged_label(context, claimed)?;
    // Without an outer label the one inside is not known, which is not the same as none.
    let fact = label.as_ref().map_or(LabelFact::NotYetKnown, LabelFact::Stated);
    let request = Request::new(Operation::Open, fact).with_algorithms(&uses).with_missing(&missing);
    Ok((explain_request(context, &request), judged))
}

fn explain_signed<R: Read + Seek>(context: &Context, mut input: R) -> Result<Explanation, Error> {
    let rewind = |input: &mut R| input.rewind().map_err(Error::Stream);
    rewind(&mut input)?;
    let signed = match read_signed(&mut input, Shape::ContentInfo, None, &context.provider, &[]) {
        Ok(signed) => signed,
        Err(fuin_cms::Error::DetachedContent) => {
            rewind(&mut input)?;
            let mut message = Vec::new();
            input.take(MAX_DETACHED).read_to_end(&mut message).map_err(Error::Stream)?;
            parse_detached(&message)?
        }
        Err(error) => return Err(error.into()),
    };
    let facts = SignedFacts::of(context, &signed);
    let label = judged_label(context, facts.label)?;
    let fact = label.as_ref().map_or(LabelFact::Missing, LabelFact::Stated);
    let request = Request::new(Operation::Verify, fact).with_algorithms(&facts.uses).with_missing(&facts.missing);
    let mut judgement = Judgement::new(&context.policies, context.now);
    judgement.ask(&request);
    for (subject, not_after) in &facts.ends {
        judgement.note_end(subject, *not_after);
    }
    Ok(finished(context, &request, judgement))
}

/// What a policy judges of a signed message, as claimed.
struct SignedFacts {
    label: Option<UnverifiedLabel>,
    uses: Vec<AlgorithmUse>,
    missing: Vec<Measure>,
    /// Each signer's certificate and its end.
    ends: Vec<(String, Timestamp)>,
}

impl SignedFacts {
    fn of(context: &Context, signed: &UnverifiedSigned) -> Self {
        let supplied = supplied_certificates(signed);
        let (mut uses, mut missing, mut ends) = (Vec::new(), Vec::new(), Vec::new());
        for signer in &signed.signers {
            let lacks = signer.missing_attributes().into_iter();
            missing.extend(lacks.filter_map(|attribute| measure(attribute, Operation::Verify)));
            let Ok(certificate) = signer_certificate(signer, &supplied, context) else {
                missing.push(Measure::SigningCertificate);
                continue;
            };
            let subject = format!("signer {}", certificate.subject());
            if let Ok(key) = certificate.public_key() {
                uses.extend(signer.algorithm_uses(key.algorithm(), &subject));
            }
            ends.push((subject, certificate.not_after()));
        }
        missing.sort_unstable();
        missing.dedup();
        let first = signed.signers.first().map(fuin_cms::signed::UnverifiedSigner::attributes);
        let label = first.and_then(|attributes: &UnverifiedSignedAttributes| attributes.label.clone());
        Self { label, uses, missing, ends }
    }
}

/// The claimed label in our words.
fn judged_label(context: &Context, claimed: Option<UnverifiedLabel>) -> Result<Option<Label>, Error> {
    let Some(claimed) = claimed else { return Ok(None) };
    let label = claimed.label.ok_or(Error::ForeignLabel)?;
    crate::signature::in_our_words(context, Some(label), None).map(|(label, _)| label)
}
