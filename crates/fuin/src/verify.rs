//! Verifying a signature on content that is not encrypted.

use std::io::{Read, Write};

use fuin_cms::signed::{Shape, UnverifiedSigned, parse_detached, read_signed};
use fuin_policy::{Operation, SignatureLevel};

use crate::circumstances::Circumstances;
use crate::context::Context;
use crate::error::Error;
use crate::signature::{Surroundings, VerifiedStatement, judge, permitted_digests};
use crate::validation::Validation;

pub use crate::validation::Verdict;

/// A signature that was verified: authentic, permitted and trusted at the time of the context.
#[derive(Debug)]
pub struct Verified {
    /// What its signers state.
    pub statement: VerifiedStatement,
    /// Octets of the content.
    pub content_len: u64,
}

/// Verifies a message with its content inside. The content goes to `sink`, **unverified until this returns `Ok`**.
///
/// # Errors
/// [`Error::Message`] when malformed, [`Error::ContentAltered`], [`Error::NotAuthentic`], [`Error::Refused`],
/// [`Error::NotTrusted`].
pub fn verify_attached(context: &Context, message: impl Read, sink: &mut dyn Write) -> Result<Verified, Error> {
    validate_attached(context, message, sink).outcome
}

/// Verifies a detached signature over `content`.
///
/// # Errors
/// As [`verify_attached`].
pub fn verify_detached(context: &Context, signature: &[u8], content: &mut dyn Read) -> Result<Verified, Error> {
    validate_detached(context, signature, content).outcome
}

/// As [`verify_attached`], with all that was found on the way. The content in `sink` is unverified unless the outcome is
/// [`Ok`].
pub fn validate_attached(context: &Context, message: impl Read, sink: &mut dyn Write) -> Validation<Verified> {
    let digests = permitted_digests(context, Operation::Verify);
    match read_signed(message, Shape::ContentInfo, Some(sink), &context.provider, &digests) {
        Ok(signed) => validated(context, &signed),
        Err(error) => Validation::failed(error.into()),
    }
}

/// As [`verify_detached`], with all that was found on the way.
pub fn validate_detached(context: &Context, signature: &[u8], content: &mut dyn Read) -> Validation<Verified> {
    let digests = permitted_digests(context, Operation::Verify);
    let digested = parse_detached(signature).and_then(|mut signed| {
        signed.digest_detached(content, &context.provider, &digests)?;
        Ok(signed)
    });
    match digested {
        Ok(signed) => validated(context, &signed),
        Err(error) => Validation::failed(error.into()),
    }
}

fn validated(context: &Context, signed: &UnverifiedSigned) -> Validation<Verified> {
    let circumstances = Circumstances::default();
    let surroundings = Surroundings {
        operation: Operation::Verify,
        outer: &[],
        missing: Vec::new(),
        circumstances: &circumstances,
        opened_by: None,
        aim: SignatureLevel::B,
    };
    let content_len = signed.content_len.unwrap_or(0);
    judge(context, signed, &surroundings).validation.map(|statement| Verified { statement, content_len })
}
