//! Obtaining timestamps, and proving each before it goes into a message.

use fuin_cms::oids;
use fuin_cms::signed::{Augmentation, UnsignedAttribute};
use fuin_crypto::{DigestAlgorithm, SignatureAlgorithm};
use fuin_pki::{CertificationPath, TimestampRequest, UnverifiedTimestamp};
use fuin_policy::{LabelFact, Operation, Request, SignatureLevel};
use jiff::SignedDuration;

use crate::context::Context;
use crate::error::Error;
use crate::evidence::Evidence;
use crate::timestamps::{self, TimestampProblem};
use crate::trust::Strictness;

/// How far a timestamp may be from the time of the operation.
const MAX_AWAY: SignedDuration = SignedDuration::from_hours(1);
/// Octets of the nonce that binds a response to its request.
const NONCE_LEN: usize = 16;

/// A timestamp that was obtained just now, and is trusted here.
#[derive(Debug)]
pub(crate) struct Obtained {
    /// The token, DER.
    pub(crate) token: Vec<u8>,
    /// The authority's certification path.
    pub(crate) path: CertificationPath,
}

/// The level at which something is signed, and until when it can be shown to be valid where that is less than what the
/// policies prefer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Level {
    pub(crate) level: SignatureLevel,
    pub(crate) strictness: Strictness,
    /// Whether the policies prefer a higher one.
    pub(crate) below_preference: bool,
}

/// The level for a request: as stated, or else what the policies prefer where timestamps can be had.
pub(crate) fn level(
    context: &Context,
    operation: Operation,
    label: LabelFact<'_>,
    stated: Option<SignatureLevel>,
) -> Level {
    let request = Request::new(operation, label);
    let preferred = context.policies.preferred_signature_level(&request, context.now);
    let usual = if available(context) { preferred } else { SignatureLevel::B };
    let level = stated.unwrap_or(usual);
    Level {
        level,
        strictness: crate::signature::strictness(context, operation, label),
        below_preference: level < preferred,
    }
}

/// What is added to a signature as it is made, so that it has this level from the beginning: its timestamp.
pub(crate) fn augmentation(
    context: &Context,
    level: &Level,
    algorithm: SignatureAlgorithm,
) -> impl FnMut(&[u8]) -> Result<Augmentation, Error> {
    move |signature| {
        if level.level < SignatureLevel::T {
            return Ok(Augmentation::default());
        }
        let digest = algorithm.digest();
        let imprint = context.provider.digest(digest)?.digest(signature);
        let obtained = obtain(context, digest, &imprint, &level.strictness)?;
        let attribute = UnsignedAttribute::new(oids::SIGNATURE_TIME_STAMP_TOKEN, &obtained.token)?;
        Ok(Augmentation { unsigned_attributes: vec![attribute], ..Augmentation::default() })
    }
}

/// Whether timestamps can be had.
pub(crate) fn available(context: &Context) -> bool {
    context.services.as_ref().is_some_and(|services| services.has_timestamps())
}

/// Why a timestamp that was just obtained cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ObtainedProblem {
    /// The answer is none to the request, in its own words.
    #[error("{0}")]
    Answer(String),
    /// The clock of the authority, or that of this machine, is wrong by more than an hour.
    #[error("the authority's clock, or this machine's, is wrong by more than an hour")]
    Clock,
    /// It would prove nothing here.
    #[error(transparent)]
    Token(#[from] Box<TimestampProblem>),
}

/// Has a digest timestamped.
///
/// # Errors
/// [`Error::Service`] when no authority is configured or answers; [`Error::Timestamp`] when the answer is none to this
/// request, or its authority is not trusted here: what only others trust could not be relied on later.
pub(crate) fn obtain(
    context: &Context,
    digest: DigestAlgorithm,
    imprint: &[u8],
    strictness: &Strictness,
) -> Result<Obtained, Error> {
    let nobody = || Error::Service { what: "timestamp authority", problem: "none is configured".into() };
    let services = context.services.as_ref().filter(|services| services.has_timestamps()).ok_or_else(nobody)?;
    let mut nonce = [0; NONCE_LEN];
    context.provider.secure_random.fill(&mut nonce)?;
    let request = TimestampRequest::new(digest, imprint, &nonce).map_err(unusable)?;
    let token = request.accept(&services.timestamp(request.der())?).map_err(unusable)?;
    let path = prove(context, &token, strictness)?;
    Ok(Obtained { token: token.der().to_vec(), path })
}

fn prove(context: &Context, token: &UnverifiedTimestamp, strictness: &Strictness) -> Result<CertificationPath, Error> {
    let mut evidence = Evidence::default();
    evidence.add_timestamp(token);
    // An operation's own time is that of its beginning, and somebody may have thought about a pass phrase since.
    if token.claimed_time().duration_since(context.now).abs() > MAX_AWAY {
        return Err(Error::Timestamp { problem: ObtainedProblem::Clock });
    }
    let now = context.now.max(token.claimed_time().saturating_add(SignedDuration::from_secs(1)).unwrap_or(context.now));
    let context = Context { now, ..context.clone() };
    let trusted = timestamps::validate(&context, token, &evidence, strictness, now, &mut None);
    let problem = |problem| Error::Timestamp { problem: ObtainedProblem::Token(Box::new(problem)) };
    trusted.map(|trusted| trusted.path().clone()).map_err(problem)
}

fn unusable(problem: impl ToString) -> Error {
    Error::Timestamp { problem: ObtainedProblem::Answer(problem.to_string()) }
}
