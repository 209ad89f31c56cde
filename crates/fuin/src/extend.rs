//! Raising the level of existing signatures (EN 319 122-1): a timestamp (T), all that validates it (LT), a timestamp over
//! all of that (LTA), and once more when the last one grows old.
//!
//! What was signed stays as it is, octet for octet. A signature that is not valid is not raised: it would only look better.

use std::io::{Read, Seek, Write};

use fuin_cms::signed::{Augmenter, Shape, UnverifiedSigned, parse_detached, read_signed};
use fuin_crypto::DigestAlgorithm;
use fuin_pki::{CertificationPath, RevocationStatus};
use fuin_policy::{LabelFact, Operation, SignatureLevel};

use crate::circumstances::Circumstances;
use crate::context::Context;
use crate::error::Error;
use crate::signature::{Surroundings, VerifiedStatement, judge, permitted_digests, strictness};
use crate::stamping::{available, obtain};
use crate::timestamps::{TimestampKind, of_path};

/// What was done to a message.
#[derive(Debug, Clone)]
pub struct Extended {
    /// The lowest level of its signatures before.
    pub before: SignatureLevel,
    /// Their level now.
    pub level: SignatureLevel,
    /// What was added for that.
    pub added: Added,
    /// What its signers state.
    pub statement: VerifiedStatement,
    /// Certificates of whose revocation nothing is known, where all was added that is at hand.
    pub unknown: Vec<String>,
}

/// How much was added to a message.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Added {
    /// Signature timestamps.
    pub signature_time_stamps: usize,
    /// Archive timestamps.
    pub archive_time_stamps: usize,
    /// Certificates, CRLs and OCSP responses.
    pub evidence: usize,
}

impl Added {
    /// Whether the message is what it was.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// What is added to signatures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Aim {
    /// What a level takes.
    Level(SignatureLevel),
    /// A timestamp where one can be had, and everything that verification rested on.
    AllAtHand,
}

/// Raises a detached signature over `content` to a level; returns the new signature.
///
/// # Errors
/// As [`crate::verify::verify_detached`]; [`Error::Service`] and [`Error::Timestamp`] for timestamps that cannot be had;
/// [`Error::EvidenceMissing`] when revocation data is missing.
pub fn extend_detached(
    context: &Context,
    signature: &[u8],
    content: &mut dyn Read,
    level: SignatureLevel,
) -> Result<(Vec<u8>, Extended), Error> {
    let digests = permitted_digests(context, Operation::Verify);
    let mut signed = parse_detached(signature)?;
    signed.digest_detached(content, &context.provider, &digests)?;
    let (augmenter, extended) = raise(context, signed, Aim::Level(level))?;
    Ok((augmenter.write_detached()?, extended))
}

/// Raises a message with its content inside to a level; `source` is read twice, and the new message goes to `out`.
///
/// # Errors
/// As [`extend_detached`]. What was written is then no message.
pub fn extend_attached<R: Read + Seek, W: Write>(
    context: &Context,
    mut source: R,
    out: W,
    level: SignatureLevel,
) -> Result<(W, Extended), Error> {
    let digests = permitted_digests(context, Operation::Verify);
    let signed = read_signed(&mut source, Shape::ContentInfo, Some(&mut std::io::sink()), &context.provider, &digests)?;
    let (augmenter, extended) = raise(context, signed, Aim::Level(level))?;
    source.rewind().map_err(Error::Stream)?;
    let out = augmenter.write_attached(&mut source, out, &context.provider)?;
    Ok((out, extended))
}

/// Verifies a message and adds to its signatures.
///
/// # Errors
/// As [`extend_detached`].
pub(crate) fn raise(context: &Context, signed: UnverifiedSigned, aim: Aim) -> Result<(Augmenter, Extended), Error> {
    let circumstances = Circumstances::default();
    let level = match aim {
        Aim::Level(level) => level,
        Aim::AllAtHand if available(context) => SignatureLevel::LT,
        Aim::AllAtHand => SignatureLevel::B,
    };
    let surroundings = Surroundings {
        operation: Operation::Verify,
        outer: &[],
        missing: Vec::new(),
        circumstances: &circumstances,
        opened_by: None,
        aim: level,
    };
    //= spec/trust.md#raising-a-level
    //# A signature that is not valid MUST NOT be raised.
    let statement = judge(context, &signed, &surroundings).validation.outcome?;
    let before = statement.signers.iter().map(|signer| signer.level).min().unwrap_or(SignatureLevel::B);
    let fact = statement.label.as_ref().map_or(LabelFact::Missing, LabelFact::Stated);
    let strictness = strictness(context, Operation::Verify, fact);
    let mut reached = match aim {
        Aim::Level(level) => before.max(level),
        Aim::AllAtHand => SignatureLevel::LTA,
    };
    let mut unknown = Vec::new();
    let mut augmenter = Augmenter::new(signed)?;
    let (brought_along, mut added) = (documents(augmenter.signed()), Added::default());
    for (index, signer) in statement.signers.iter().enumerate() {
        let mut paths: Vec<CertificationPath> = vec![signer.path.clone()];
        let kinds = [TimestampKind::Signature, TimestampKind::Archive];
        paths.extend(kinds.into_iter().flat_map(|kind| signer.times.proven_by(kind)).map(|proof| proof.path.clone()));
        let digest = signer.signature.algorithm().digest();
        if level >= SignatureLevel::T && signer.times.proven.is_none() {
            let imprint = imprint_of(&augmenter, index, digest, context)?;
            let obtained = obtain(context, digest, &imprint, &strictness)?;
            augmenter.add_signature_time_stamp(index, &obtained.token)?;
            added.signature_time_stamps = added.signature_time_stamps.saturating_add(1);
            paths.push(obtained.path);
        }
        if level >= SignatureLevel::LT || aim == Aim::AllAtHand {
            for path in &paths {
                add_evidence(&mut augmenter, path)?;
            }
        }
        let lacking: Vec<String> = paths.iter().flat_map(without_evidence).collect();
        match aim {
            //= spec/trust.md#raising-a-level
            //# Level LT MUST NOT be claimed for a signature with a certificate whose revocation is unknown.
            Aim::Level(level) if level >= SignatureLevel::LT => {
                if let Some(certificate) = lacking.into_iter().next() {
                    return Err(Error::EvidenceMissing { level: level.name(), certificate });
                }
            }
            Aim::Level(_) => {}
            Aim::AllAtHand => {
                let stamped = signer.times.proven.is_some() || available(context);
                let own = match (stamped, lacking.is_empty()) {
                    (false, _) => SignatureLevel::B,
                    (true, false) => SignatureLevel::T,
                    (true, true) => SignatureLevel::LT,
                };
                reached = reached.min(own.max(signer.level));
                lacking.into_iter().for_each(|certificate| {
                    if !unknown.contains(&certificate) {
                        unknown.push(certificate);
                    }
                });
            }
        }
        if level >= SignatureLevel::LTA {
            let signed = augmenter.signed();
            let at = signed.signers.get(index).ok_or(Error::NotAuthentic)?;
            let imprint = signed.archive_imprint(at, digest, &context.provider)?;
            let obtained = obtain(context, digest, imprint.imprint(), &strictness)?;
            augmenter.add_archive_time_stamp(index, &imprint, &obtained.token, &context.provider)?;
            added.archive_time_stamps = added.archive_time_stamps.saturating_add(1);
        }
    }
    added.evidence = documents(augmenter.signed()).saturating_sub(brought_along);
    Ok((augmenter, Extended { before, level: reached, added, statement, unknown }))
}

/// How many documents a message brings along that paths can rest on.
fn documents(signed: &UnverifiedSigned) -> usize {
    let kinds = [&signed.certificates, &signed.crls, &signed.ocsp_responses];
    kinds.into_iter().fold(0usize, |sum, kind| sum.saturating_add(kind.len()))
}

fn imprint_of(
    augmenter: &Augmenter,
    index: usize,
    digest: DigestAlgorithm,
    context: &Context,
) -> Result<Vec<u8>, Error> {
    let signer = augmenter.signed().signers.get(index).ok_or(Error::NotAuthentic)?;
    Ok(signer.signature_imprint(&context.provider, digest)?)
}

/// The certificates of a path whose revocation is unknown.
fn without_evidence(path: &CertificationPath) -> impl Iterator<Item = String> {
    let unknown = |status: &RevocationStatus| matches!(status, RevocationStatus::Unknown(_));
    let all = path.certificates().zip(path.revocation()).filter(move |(_, status)| unknown(status));
    all.map(|(certificate, _)| certificate.subject().to_string())
}

/// Adds all that a path rests on, so that nobody has to be asked for it again.
fn add_evidence(augmenter: &mut Augmenter, path: &CertificationPath) -> Result<(), Error> {
    let evidence = of_path(path);
    for certificate in &evidence.certificates {
        augmenter.add_certificate(certificate.der())?;
    }
    for crl in &evidence.crls {
        augmenter.add_crl(crl.der())?;
    }
    for response in &evidence.ocsp {
        augmenter.add_ocsp_response(response.der())?;
    }
    Ok(())
}
