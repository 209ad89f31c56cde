//! Making a bundle of a document and its signature: verified, permitted, raised, written.

use std::io::{Read, Seek, Write};

use fuin_cms::signed::{Augmenter, Shape, UnverifiedSigned, parse_detached, read_signed};
use fuin_label::Label;
use fuin_policy::{KeyStorage, LabelFact, Operation, PolicyReference, Request, SignatureLevel};
use jiff::Timestamp;

use super::read::document_name;
use super::verify::Passed;
use super::write::{BundleWriter, Fingerprint, Fingerprinting};
use super::{BundledPolicy, MAX_POLICIES, POLICY, Problem, UnverifiedBundle};
use crate::circumstances::Circumstances;
use crate::context::Context;
use crate::digest::hexadecimal;
use crate::error::Error;
use crate::extend::{Aim, Extended, raise};
use crate::permission::{Judgement, Permission};
use crate::policy_file::{self, Document};
use crate::signature::{VerifiedStatement, permitted_digests};

/// What is to be bundled.
pub struct BundleRequest<'a> {
    /// What the document is called where its signers do not say.
    pub name: &'a str,
    /// What is stated, and where the bundle is written.
    pub circumstances: &'a Circumstances,
    /// The policies at hand, besides those that fuin ships.
    pub policies: &'a [Document],
}

/// What was bundled.
#[derive(Debug, Clone)]
pub struct Bundled {
    /// What the document is called in the bundle.
    pub name: String,
    /// Octets of the document.
    pub content_len: u64,
    /// The lowest level of its signatures, and what they state.
    pub extended: Extended,
    /// When the first of its signatures lapses: that certificate's end, where nothing proves when it was made.
    pub lapses: Option<Timestamp>,
    /// What the policies are called in the bundle.
    pub policies: Vec<String>,
    /// Policies that it was made under, and that are not at hand.
    pub absent: Vec<PolicyReference>,
    /// The policy's permission to write the document there, with its warnings and those of the verification.
    pub permission: Permission,
}

/// Bundles a document with its detached signature; `content` is read twice.
///
/// # Errors
/// As [`crate::verify::verify_detached`]: what is not valid is not bundled. [`Error::Refused`] where the policy does not permit to
/// write the document there; [`Error::Service`] and [`Error::Timestamp`] for timestamps that cannot be had. What was written is
/// then no bundle.
pub fn bundle_detached<R: Read + Seek, W: Write>(
    context: &Context,
    request: &BundleRequest<'_>,
    signature: &[u8],
    content: &mut R,
    out: W,
) -> Result<(W, Bundled), Error> {
    let (signed, fingerprint) = fingerprinted(context, signature, content)?;
    let (made, augmenter) = Made::of(context, request, signed, &fingerprint)?;
    content.rewind().map_err(Error::Stream)?;
    let mut writer = BundleWriter::start(out, &made.bundled.name, fingerprint, &context.provider)?;
    writer.copy(content)?;
    let out = writer.finish(&augmenter.write_detached()?, &made.policies)?;
    Ok((out, made.done(context)))
}

/// Bundles what a message holds inside; `message` is read twice. Its signature stays valid beside its content.
///
/// # Errors
/// As [`bundle_detached`], and [`crate::verify::verify_attached`].
pub fn bundle_attached<R: Read + Seek, W: Write>(
    context: &Context,
    request: &BundleRequest<'_>,
    message: &mut R,
    out: W,
) -> Result<(W, Bundled), Error> {
    let digests = permitted_digests(context, Operation::Verify);
    let mut passing = Fingerprinting::start(&context.provider)?;
    let shape = Shape::ContentInfo;
    let signed = read_signed(&mut *message, shape, Some(&mut passing), &context.provider, &digests)?;
    let fingerprint = passing.finish();
    let (made, augmenter) = Made::of(context, request, signed, &fingerprint)?;
    message.rewind().map_err(Error::Stream)?;
    let mut writer = BundleWriter::start(out, &made.bundled.name, fingerprint, &context.provider)?;
    read_signed(&mut *message, shape, Some(&mut writer), &context.provider, &[])?;
    let out = writer.finish(&augmenter.write_without_content()?, &made.policies)?;
    Ok((out, made.done(context)))
}

/// Raises the signature in a bundle to a level; the new bundle goes to `out`, and says the same.
///
/// # Errors
/// As [`super::verify_bundle`] and [`crate::extend::extend_detached`]; [`Error::Bundle`] for a bundle with what would be lost.
pub fn extend_bundle<R: Read + Seek, W: Write>(
    context: &Context,
    bundle: &mut UnverifiedBundle<R>,
    out: W,
    level: SignatureLevel,
) -> Result<(W, Extended), Error> {
    if let Some(name) = bundle.others().first() {
        return Err(Problem::Foreign { name: name.clone() }.into());
    }
    let (name, signature) = (bundle.name().to_owned(), bundle.signature().to_vec());
    let (signed, fingerprint) = fingerprinted(context, &signature, &mut bundle.content()?)?;
    let (augmenter, extended) = raise(context, signed, Aim::Level(level))?;
    bundle.check_against(&extended.statement, &context.provider)?;
    let mut writer = BundleWriter::start(out, &name, fingerprint, &context.provider)?;
    writer.copy(&mut bundle.content()?)?;
    let out = writer.finish(&augmenter.write_detached()?, bundle.policies())?;
    Ok((out, extended))
}

/// A detached signature with its content digested, and what that content is.
fn fingerprinted(
    context: &Context,
    signature: &[u8],
    content: &mut dyn Read,
) -> Result<(UnverifiedSigned, Fingerprint), Error> {
    let digests = permitted_digests(context, Operation::Verify);
    let mut signed = parse_detached(signature)?;
    let mut passing = Fingerprinting::start(&context.provider)?;
    signed.digest_detached(&mut Passed { source: content, sink: &mut passing }, &context.provider, &digests)?;
    Ok((signed, passing.finish()))
}

/// A bundle but for its document.
struct Made {
    bundled: Bundled,
    policies: Vec<BundledPolicy>,
}

impl Made {
    fn of(
        context: &Context,
        request: &BundleRequest<'_>,
        signed: UnverifiedSigned,
        fingerprint: &Fingerprint,
    ) -> Result<(Self, Augmenter), Error> {
        //= spec/bundle.md#making
        //# A signature that is not valid MUST NOT be bundled.
        let (augmenter, extended) = raise(context, signed, Aim::AllAtHand)?;
        let statement = &extended.statement;
        let signed_name = statement.file_name.as_deref().and_then(document_name);
        let unusable = || Error::Name { name: request.name.to_owned(), purpose: "a file name inside a message" };
        let name = signed_name.or_else(|| document_name(request.name)).ok_or_else(unusable)?;
        let permission = permit(context, request, &extended, &name)?;
        let (policies, absent) = policies_of(statement, request.policies, context)?;
        let ends = statement.signers.iter().filter(|signer| signer.times.proven.is_none());
        let lapses = ends.map(|signer| signer.path.target().not_after()).min();
        let bundled = Bundled {
            name,
            content_len: fingerprint.len,
            lapses: lapses.filter(|_| extended.level < SignatureLevel::T),
            extended,
            policies: policies.iter().map(|policy| policy.name.clone()).collect(),
            absent,
            permission,
        };
        Ok((Self { bundled, policies }, augmenter))
    }

    fn done(self, context: &Context) -> Bundled {
        self.bundled.permission.record_in(context);
        self.bundled
    }
}

/// Asks whether the document may be written there: a bundle is a copy of it, open to everyone, as a message that is signed with
/// its content inside is. Whose key signed, and with what, the verification has judged.
fn permit(
    context: &Context,
    request: &BundleRequest<'_>,
    extended: &Extended,
    name: &str,
) -> Result<Permission, Error> {
    let mut judgement = Judgement::new(&context.policies, context.now);
    let label: Option<&Label> = extended.statement.label.as_ref();
    //= spec/bundle.md#making
    //# Bundling a labelled document MUST be refused where signing it with its content inside would be, but for the signer's key.
    let asked = match label {
        Some(label) => Request::new(Operation::Sign, LabelFact::Stated(label)).with_key_storage(KeyStorage::Token),
        None => Request::new(Operation::Verify, LabelFact::Missing),
    };
    judgement.ask_under(request.circumstances, asked.with_signature_level(extended.level));
    judgement.keep_to(&request.circumstances.earlier_labels, label);
    let mut permission = judgement.finish_recorded(context, Some(name))?;
    for warning in &extended.statement.permission.warnings {
        if !permission.warnings.contains(warning) {
            permission.warnings.push(warning.clone());
        }
    }
    Ok(permission)
}

/// The documents of the policies that a message was made under, as far as they are at hand, and those that are not.
fn policies_of(
    statement: &VerifiedStatement,
    at_hand: &[Document],
    context: &Context,
) -> Result<(Vec<BundledPolicy>, Vec<PolicyReference>), Error> {
    let (mut found, mut absent): (Vec<BundledPolicy>, _) = (Vec::new(), Vec::new());
    for reference in &statement.made_under {
        //= spec/bundle.md#making
        //# A policy document MUST be bundled only where its SHA-256 is in the signed policy reference.
        let document = policy_file::find(&reference.sha256, at_hand, &context.provider)?;
        match document.filter(|_| found.len() < MAX_POLICIES) {
            Some(document) => {
                let policy = BundledPolicy { name: name_of(reference), bytes: document.bytes };
                if !found.contains(&policy) {
                    found.push(policy);
                }
            }
            None => absent.push(reference.clone()),
        }
    }
    Ok((found, absent))
}

/// What a policy is called in a bundle: by id and serial, where the id can be part of a file name.
fn name_of(reference: &PolicyReference) -> String {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let usable = !reference.id.is_empty() && reference.id.len() <= 64 && reference.id.chars().all(plain);
    let id = if usable { reference.id.clone() } else { hexadecimal(&reference.sha256) };
    format!("{}{id}-{}{}", POLICY.0, reference.serial, POLICY.1)
}
