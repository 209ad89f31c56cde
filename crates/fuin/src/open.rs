//! Opening a sealed file, in the fixed order: parse, outer permission, recipient, content, authenticity, inner
//! permission, trust, label.
//!
//! The first stage that fails is the one reported, with one exception: nothing learnt from decrypted octets is told
//! before the tag verifies. Until then an altered file is "not authentic", whatever its plaintext looks like.

mod inner;
mod key;

use std::io::{self, Read, Seek, Write};

pub use fuin_cms::enveloped::Commitment;
use fuin_cms::enveloped::{Authentic, EnvelopeReader, Limits, UnverifiedEnvelope, parse_envelope};
use fuin_cms::label::decode_label;
use fuin_cms::oids;
use fuin_cms::recipient::UnverifiedRecipient;
use fuin_cms::signed::{Shape, UnverifiedSigned, UnverifiedSigner};
use fuin_crypto::{AlgorithmUse, DigestAlgorithm, PrivateKey};
use fuin_pki::Certificate;
use fuin_policy::{LabelFact, Measure, Operation, Past, Request, SignatureLevel};

use crate::circumstances::Circumstances;
use crate::context::Context;
use crate::digest::sha256;
use crate::error::Error;
use crate::home::KeyEntry;
use crate::permission::Judgement;
use crate::pipe::{read_ahead, write_behind};
use crate::quarantine::Distrusted;
use crate::received::{ContentDigest, Received, Reception};
use crate::sidecar::Origin;
use crate::signature::{Surroundings, VerifiedSigner, VerifiedStatement, in_our_words, judge, permitted_digests};

use inner::{Inner, read_inner};
pub(crate) use key::names;
use key::{OpenedBy, find_recipients, open_key};

/// How a private key is opened when one turns out to be needed.
pub type Unlock<'a> = dyn FnMut(&KeyEntry) -> Result<PrivateKey, Error> + 'a;

/// A file that was opened: authentic, permitted and trusted. Only [`open`] makes one.
#[derive(Debug)]
pub struct Opened {
    /// What its signers state.
    pub statement: VerifiedStatement,
    /// Whether the message is bound to one key only.
    pub commitment: Commitment,
    /// The name of the key it was opened with.
    pub key: String,
    /// What the message is recognised by if it comes again; none when it is unsigned.
    pub reception: Option<Reception>,
    _authentic: Authentic,
}

/// Opens a sealed file: reads `input` twice, writes the content to `sink` as it comes.
///
/// **What arrives in `sink` is unverified until this returns `Ok`**; the caller keeps it without a name until then
/// ([`crate::publisher::Draft`]).
///
/// # Errors
/// See the module: each stage has its own.
pub fn open<R: Read + Seek + Send>(
    context: &Context,
    keys: &[KeyEntry],
    unlock: &mut Unlock<'_>,
    input: R,
    sink: &mut (dyn Write + Send),
) -> Result<Opened, Error> {
    OpenRequest { keys, circumstances: &Circumstances::default(), received: None }.open(context, unlock, input, sink)
}

/// What a message is opened with, and under which circumstances.
pub struct OpenRequest<'a> {
    /// The keys to try.
    pub keys: &'a [KeyEntry],
    /// What is stated, and where the content goes.
    pub circumstances: &'a Circumstances,
    /// What was opened here before, where that is remembered.
    pub received: Option<&'a Received>,
}

impl OpenRequest<'_> {
    /// Opens a sealed file, as [`open`] does.
    ///
    /// # Errors
    /// As [`open`].
    pub fn open<R: Read + Seek + Send>(
        &self,
        context: &Context,
        unlock: &mut Unlock<'_>,
        input: R,
        sink: &mut (dyn Write + Send),
    ) -> Result<Opened, Error> {
        match open_under(self, context, unlock, input, sink)? {
            Opening::Opened(opened) => Ok(*opened),
            Opening::Distrusted(distrusted) => Err(distrusted.reason),
        }
    }

    /// The same, where content that lacks nothing but a sender who is trusted is told from what is wrong otherwise.
    ///
    /// # Errors
    /// As [`open`], without [`Error::NotTrusted`] where [`Distrusted`] is returned instead.
    pub fn open_or_distrust<R: Read + Seek + Send>(
        &self,
        context: &Context,
        unlock: &mut Unlock<'_>,
        input: R,
        sink: &mut (dyn Write + Send),
    ) -> Result<Opening, Error> {
        open_under(self, context, unlock, input, sink)
    }
}

/// How opening ended when the message is authentic and permitted.
#[derive(Debug)]
pub enum Opening {
    /// Its sender is trusted too.
    Opened(Box<Opened>),
    /// Its sender is not.
    Distrusted(Box<Distrusted>),
}

fn open_under<R: Read + Seek + Send>(
    request: &OpenRequest<'_>,
    context: &Context,
    unlock: &mut Unlock<'_>,
    mut input: R,
    sink: &mut (dyn Write + Send),
) -> Result<Opening, Error> {
    let (keys, circumstances) = (request.keys, request.circumstances);
    let envelope = parse_envelope(&mut input, &Limits::default())?;
    permit_outer(context, circumstances, &envelope.algorithm_uses())?;
    permit_place(context, circumstances, &envelope)?;
    let chosen = find_recipients(&envelope, keys);
    //= spec/cms-profile.md#nothing-before-the-tag
    //# That no key is here MUST be said only when no RecipientInfo names a certificate at hand.
    if chosen.is_empty() {
        let recipients = envelope.recipients().iter().map(UnverifiedRecipient::subject).collect();
        return Err(Error::NoKey { recipients });
    }
    let opened_by = open_key(context, circumstances, &envelope, &chosen, unlock)?;

    let content = envelope.open(&context.provider, &opened_by.cek, input)?;
    let digests = permitted_digests(context, Operation::Open);
    let shape = if *envelope.content_type() == oids::SIGNED_DATA { Shape::BareSignedData } else { Shape::ContentInfo };
    // Decrypting, hashing and writing are three threads: writing a file costs the system as much time as hashing it.
    let (inner, content) = read_ahead(content, |reader| {
        let (inner, sink) = write_behind(sink, |sink| read_inner(context, reader, shape, sink, &digests));
        // When the writing thread fails, this one only sees a broken pipe: the former is the cause.
        sink.map_err(Error::from_stream).and(inner)
    });
    //= spec/cms-profile.md#nothing-before-the-tag
    //# Until the tag verifies, whatever the decrypted octets look like MUST be reported as not authentic.
    // The tag first: an error of the inner structure means nothing as long as anyone could have made it.
    let authentic = finish(content)?;

    let mut outer = envelope.algorithm_uses();
    outer.extend(opened_by.recipient.algorithm_uses());
    let mut missing = Vec::new();
    // A message that lost its outer label or policy reference lacks what the profile authenticates.
    if envelope.label_der().is_none() || envelope.policy_reference_der().is_none() {
        missing.push(Measure::AuthenticatedAttributes);
    }
    if opened_by.commitment == Commitment::Absent {
        missing.push(Measure::KeyCommitment);
    }
    let certificate = sha256(opened_by.certificate.der(), &context.provider)?;
    let mut surroundings = Surroundings {
        operation: Operation::Open,
        outer: &outer,
        missing,
        circumstances,
        opened_by: Some(certificate),
        aim: SignatureLevel::B,
    };
    let (statement, reception) = match inner? {
        Inner::Signed(signed) => {
            let message = message_digest(context, &signed)?;
            let mut seen = circumstances.clone();
            //= spec/label.md#what-fuin-does-about-restrictions
            //# A message that was opened here before MUST be recognised however its envelope was changed since.
            if request.received.is_some_and(|received| received.has_opened(&message)) {
                seen.past.push(Past::Opened);
            }
            surroundings.circumstances = &seen;
            let judged = judge(context, &signed, &surroundings);
            let findings = judged.validation.findings;
            let statement = match (judged.validation.outcome, judged.distrusted) {
                (Ok(statement), _) => statement,
                (Err(reason), Some(lacking)) => {
                    check_labels(&envelope, &signed)?;
                    check_intended(context, &signed, opened_by.certificate)?;
                    let algorithm = findings.signatures.first().and_then(|signature| signature.authentic);
                    let digest = algorithm.ok_or(Error::NotAuthentic)?.digest();
                    let reception = received_as(&signed, digest, message, Origin::Received);
                    let (key, commitment) = (opened_by.name, opened_by.commitment);
                    let distrusted =
                        Distrusted::new(reason, lacking, findings, reception, (key, commitment), authentic);
                    return Ok(Opening::Distrusted(Box::new(distrusted)));
                }
                (Err(error), None) => return Err(error),
            };
            check_labels(&envelope, &signed)?;
            check_intended(context, &signed, opened_by.certificate)?;
            let reception = reception(&signed, &statement, message, keys);
            (statement, reception)
        }
        Inner::Unsigned => (judge_unsigned(context, surroundings)?, None),
    };
    let OpenedBy { commitment, name: key, .. } = opened_by;
    Ok(Opening::Opened(Box::new(Opened { statement, commitment, key, reception, _authentic: authentic })))
}

/// SHA-256 over the signatures of a message: whoever seals the same content once more makes other signatures, and nobody
/// else can change them.
fn message_digest(context: &Context, signed: &UnverifiedSigned) -> Result<[u8; 32], Error> {
    let mut signatures: Vec<&[u8]> = signed.signers.iter().map(UnverifiedSigner::signature).collect();
    signatures.sort_unstable();
    sha256(&signatures.concat(), &context.provider)
}

/// What is remembered of a message whose statement was judged.
fn reception(
    signed: &UnverifiedSigned,
    statement: &VerifiedStatement,
    message: [u8; 32],
    keys: &[KeyEntry],
) -> Option<Reception> {
    let algorithm = statement.signers.first()?.signature.algorithm().digest();
    // What one sealed oneself, for oneself among others, was not received from anybody.
    let own = |signer: &VerifiedSigner| {
        let target = signer.path.target().der();
        keys.iter().filter_map(|key| key.certificate.as_ref()).any(|certificate| certificate.der() == target)
    };
    let origin = if statement.signers.iter().any(own) { Origin::Own } else { Origin::Received };
    received_as(signed, algorithm, message, origin)
}

fn received_as(
    signed: &UnverifiedSigned,
    algorithm: DigestAlgorithm,
    message: [u8; 32],
    origin: Origin,
) -> Option<Reception> {
    let content = ContentDigest { algorithm, octets: signed.content_digest(signed.signers.first()?).ok()?.to_vec() };
    Some(Reception { message, content, octets: signed.content_len?, origin })
}

/// Stage 2: the algorithms that anyone can see. Whose message it is and how it is labelled is not known yet.
fn permit_outer(context: &Context, circumstances: &Circumstances, uses: &[AlgorithmUse]) -> Result<(), Error> {
    let mut judgement = Judgement::new(&context.policies, context.now);
    let request = Request::new(Operation::Open, LabelFact::NotYetKnown).with_algorithms(uses);
    judgement.ask_under(circumstances, request);
    judgement.finish_recorded(context, None)?;
    Ok(())
}

/// What is decrypted is drafted where it is to be published. Where that is a place that labels may forbid, the label that
/// stands outside must permit it before anything is decrypted there: nobody has proved it yet, but if it is wrong nothing
/// is published anyway.
fn permit_place(context: &Context, circumstances: &Circumstances, envelope: &UnverifiedEnvelope) -> Result<(), Error> {
    let Some(der) = envelope.label_der().filter(|_| !circumstances.places.is_empty()) else { return Ok(()) };
    let Some(claimed) = decode_label(der).ok().and_then(|claimed| claimed.label) else { return Ok(()) };
    let Ok((Some(label), _)) = in_our_words(context, Some(claimed), Some(der)) else { return Ok(()) };
    let mut judgement = Judgement::new(&context.policies, context.now);
    let request = Request::new(Operation::Open, LabelFact::Stated(&label));
    //= spec/label.md#what-fuin-does-about-restrictions
    //# What must not be taken out MUST NOT be decrypted in a place outside, not even without a name.
    judgement.ask_under(circumstances, request);
    judgement.finish_recorded(context, None)?;
    Ok(())
}

/// Stage 5, first half: the tag. Whatever the decryption met on its way is the same uniform error.
fn finish<R: Read>(content: io::Result<EnvelopeReader<R>>) -> Result<Authentic, Error> {
    let content = content.map_err(|error| match Error::from_stream(error) {
        io @ Error::Stream(_) => io,
        _ => Error::NotAuthentic,
    })?;
    Ok(content.finish()?)
}

/// Stage 8: the label outside must be the signed one, octet for octet.
fn check_labels(envelope: &UnverifiedEnvelope, signed: &UnverifiedSigned) -> Result<(), Error> {
    let signed_label = signed.label_der()?;
    //= spec/cms-profile.md#authenticated-attributes
    //# The outer label, where there is one, MUST equal the signed label octet for octet.
    if envelope.label_der().is_some_and(|outer| Some(outer) != signed_label) {
        return Err(Error::LabelMismatch);
    }
    Ok(())
}

/// The certificate that the message was opened with must be among those its signers meant it for: otherwise someone
/// passed on what was signed for others.
fn check_intended(context: &Context, signed: &UnverifiedSigned, certificate: &Certificate) -> Result<(), Error> {
    let digest = sha256(certificate.der(), &context.provider)?;
    let stated = signed.signers.iter().filter_map(|signer| signer.attributes().intended_recipients.as_ref());
    for intended in stated {
        //= spec/cms-profile.md#signed-content
        //# The certificate that opened a message MUST be among the intended-recipients that a signer states.
        if !intended.contains(&digest) {
            return Err(Error::NotIntended);
        }
    }
    Ok(())
}

/// A message without any signature: everything that a signature would carry is missing.
fn judge_unsigned(context: &Context, surroundings: Surroundings<'_>) -> Result<VerifiedStatement, Error> {
    let mut missing = surroundings.missing.clone();
    missing.extend([
        Measure::Signature,
        Measure::Label,
        Measure::SigningTime,
        Measure::SigningCertificate,
        Measure::AlgorithmProtection,
        Measure::MimeType,
        Measure::FileName,
        Measure::IntendedRecipients,
        Measure::PolicyReference,
    ]);
    missing.sort_unstable();
    let mut judgement = Judgement::new(&context.policies, context.now);
    let unsigned = (None, SignatureLevel::B);
    surroundings.ask(&mut judgement, LabelFact::Missing, surroundings.outer, &missing, unsigned);
    let permission = judgement.finish_recorded(context, None)?;
    permission.record_in(context);
    Ok(VerifiedStatement {
        signers: Vec::new(),
        label: None,
        original: None,
        untrusted_mark: None,
        file_name: None,
        mime_type: None,
        made_under: Vec::new(),
        judged_by: context.policies.references(),
        permission,
    })
}
