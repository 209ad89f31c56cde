//! Signing without encryption: attached, or detached beside the file.

use std::io::{Read, Write};

use fuin_cms::attribute::FileName;
use fuin_cms::signed::{SignedDataWriter, sign_detached_augmented};
use fuin_crypto::{PrivateKey, SignatureAlgorithm};
use fuin_label::Label;
use fuin_policy::{LabelFact, Operation, Request, SignatureLevel};
use jiff::Timestamp;

use crate::circumstances::Circumstances;
use crate::context::Context;
use crate::error::Error;
use crate::home::KeyEntry;
use crate::permission::{Judgement, Permission};
use crate::pipe::write_behind;
use crate::seal::copy_limited;
use crate::signer;
use crate::stamping::{self, Level};

/// What is to be signed.
pub struct SignRequest<'a> {
    /// The label; without one the policy refuses.
    pub label: Option<&'a Label>,
    /// Who signs.
    pub signer: &'a KeyEntry,
    /// The file's name.
    pub file_name: &'a str,
}

/// Where the content is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Inside the message.
    Attached,
    /// Beside it.
    Detached,
}

/// A signature that the policy permits: only [`SignRequest::judge`] makes one.
pub struct PermittedSignature<'a> {
    label: &'a Label,
    signer: &'a KeyEntry,
    file_name: FileName,
    algorithm: SignatureAlgorithm,
    permission: Permission,
    level: Level,
}

/// What was signed.
#[derive(Debug, Clone)]
pub struct Signed {
    /// The label.
    pub label: Label,
    /// The subject of the signer's certificate.
    pub signer: String,
    /// The level of the signature.
    pub level: SignatureLevel,
    /// The end of the signer's certificate, where the policies prefer a level that would outlive it.
    pub lapses: Option<Timestamp>,
    /// The policy's permission, with its warnings.
    pub permission: Permission,
}

impl<'a> SignRequest<'a> {
    /// Asks for permission.
    ///
    /// # Errors
    /// As [`crate::seal::SealRequest::judge`].
    pub fn judge(self, context: &Context) -> Result<PermittedSignature<'a>, Error> {
        self.judge_under(context, &Circumstances::default())
    }

    /// The same under circumstances: places, permissions, what is acknowledged.
    ///
    /// # Errors
    /// As [`SignRequest::judge`].
    pub fn judge_under(
        self,
        context: &Context,
        circumstances: &Circumstances,
    ) -> Result<PermittedSignature<'a>, Error> {
        context.begin_message();
        let file_name = signer::checked_file_name(self.file_name)?;
        let fact = self.label.map_or(LabelFact::Missing, LabelFact::Stated);
        let standing = signer::standing(context, self.signer, Operation::Sign, fact)?;
        let subject = format!("signer {}", self.signer.name);
        let algorithm = signer::scheme(context, self.signer.algorithm, Operation::Sign, fact, &subject)?;
        let uses = algorithm.used_for(self.signer.algorithm, &subject);
        let mut judgement = Judgement::new(&context.policies, context.now);
        let level = stamping::level(context, Operation::Sign, fact, circumstances.level);
        let request = Request::new(Operation::Sign, fact).with_algorithms(&uses).with_certificates(&standing);
        let request = request.with_signature_level(level.level);
        judgement.ask_under(circumstances, request);
        judgement.keep_to(&circumstances.earlier_labels, self.label);
        judgement.note_end(&subject, signer::not_after(self.signer)?);
        let permission = judgement.finish_recorded(context, Some(self.file_name))?;
        let label = self.label.ok_or(fuin_label::Error::Text { what: "the label" })?;
        Ok(PermittedSignature { label, signer: self.signer, file_name, algorithm, permission, level })
    }
}

impl PermittedSignature<'_> {
    /// What the policy permits, with its warnings, before anything is written.
    #[must_use]
    pub const fn permission(&self) -> &Permission {
        &self.permission
    }

    /// The level that was asked for. Above T, what [`PermittedSignature::write`] writes has to be raised
    /// ([`crate::extend`]) before it is published.
    #[must_use]
    pub const fn level(&self) -> SignatureLevel {
        self.level.level
    }

    /// Signs, and writes the message. It is none before this returns `Ok`.
    ///
    /// # Errors
    /// [`Error::Stream`]; [`Error::OtherKey`] when `key` is not the signer's.
    pub fn write<W: Write + Send>(
        &self,
        context: &Context,
        key: &PrivateKey,
        content: Content,
        input: &mut (dyn Read + Send),
        mut output: W,
    ) -> Result<(Signed, W), Error> {
        let provider = &context.provider;
        let material = signer::Material::new(self.signer, key)?;
        let attributes = signer::attributes(context, self.label, &self.file_name, None)?;
        let request = material.request(context, self.algorithm, &attributes);
        let mut augment = stamping::augmentation(context, &self.level, self.algorithm);
        let output = match content {
            Content::Detached => {
                let message = sign_detached_augmented(provider, input, &request, &mut augment)?;
                output.write_all(&message).map_err(Error::from_stream)?;
                output
            }
            Content::Attached => {
                let (produced, output) = write_behind(output, |pipe| {
                    let mut signed = SignedDataWriter::start(pipe, provider, self.algorithm.digest())?;
                    copy_limited(input, &mut signed)?;
                    signed.finish_augmented(&request, &mut augment)?;
                    Ok::<(), Error>(())
                });
                let output = output.map_err(Error::from_stream)?;
                produced?;
                output
            }
        };
        self.permission.record_in(context);
        let signed = Signed {
            label: self.label.clone(),
            signer: material.certificate.subject().to_string(),
            level: self.level.level.min(SignatureLevel::T),
            lapses: self.level.below_preference.then(|| material.certificate.not_after()),
            permission: self.permission.clone(),
        };
        Ok((signed, output))
    }
}
