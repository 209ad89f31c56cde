//! Sealing: label, sign, encrypt.
//!
//! First everything is judged ([`SealRequest::judge`]), then, with the key opened, written ([`PermittedSeal::write`]):
//! nobody is asked for a pass phrase for something that will be refused.

use std::io::{self, Read, Write};

use fuin_cms::attribute::{FileName, IntendedRecipients, encode_policy_references};
use fuin_cms::enveloped::{AuthenticatedAttributes, EnvelopeParameters, EnvelopeWriter, MAX_CONTENT_LEN};
use fuin_cms::recipient::{RecipientIdentifier, RecipientInfo, RecipientScheme, seal_cek};
use fuin_cms::signed::SignedDataWriter;
use fuin_crypto::provider::NONCE_LEN;
use fuin_crypto::{ContentEncryptionAlgorithm, ContentEncryptionKey, PrivateKey, SignatureAlgorithm};
use fuin_label::Label;
use fuin_pki::{Certificate, CertificationPath};
use fuin_policy::{LabelFact, Listing, Operation, RecipientFacts, Request, SignatureLevel};
use jiff::Timestamp;

use crate::circumstances::Circumstances;
use crate::context::Context;
use crate::digest::sha256;
use crate::error::Error;
use crate::home::{KeyEntry, RecipientEntry};
use crate::permission::{Judgement, Permission};
use crate::pipe::write_behind;
use crate::signer;
use crate::stamping::{self, Level};
use crate::trust::{Strictness, certification_path, recipient_purpose};

/// The largest file that is sealed, in octets: AES-GCM's limit less room for the signature around the content.
pub const MAX_FILE: u64 = MAX_CONTENT_LEN - (64 << 20);

/// Above this many octets OpenSSL's command cannot decrypt a message; sealing warns.
pub const OPENSSL_LIMIT: u64 = 1_500_000_000;

const CONTENT_ENCRYPTION: ContentEncryptionAlgorithm = ContentEncryptionAlgorithm::Aes256Gcm;

/// What is to be sealed for whom.
pub struct SealRequest<'a> {
    /// The label; without one the policy refuses.
    pub label: Option<&'a Label>,
    /// For whom.
    pub recipients: &'a [RecipientEntry],
    /// Who signs.
    pub signer: &'a KeyEntry,
    /// The file's name for its recipients.
    pub file_name: &'a str,
}

/// A seal that the policy permits, to recipients who are trusted: only [`SealRequest::judge`] makes one.
pub struct PermittedSeal<'a> {
    label: &'a Label,
    recipients: &'a [RecipientEntry],
    signer: &'a KeyEntry,
    file_name: FileName,
    algorithm: SignatureAlgorithm,
    permission: Permission,
    level: Level,
    paths: Vec<CertificationPath>,
}

/// What was sealed.
#[derive(Debug, Clone)]
pub struct Sealed {
    /// Octets of the content.
    pub content_len: u64,
    /// The label.
    pub label: Label,
    /// Each recipient's short name and certificate subject.
    pub recipients: Vec<(String, String)>,
    /// The subject of the signer's certificate.
    pub signer: String,
    /// The level of the signature.
    pub level: SignatureLevel,
    /// The end of the signer's certificate, where the policies prefer a level that would outlive it.
    pub lapses: Option<Timestamp>,
    /// The policy's permission, with its warnings.
    pub permission: Permission,
}

impl<'a> SealRequest<'a> {
    /// Asks for trust and permission.
    ///
    /// # Errors
    /// [`Error::NotTrusted`] for a recipient or the signer; [`Error::Refused`] with every violation at once;
    /// [`Error::Name`] for a file name that recipients could not use.
    pub fn judge(self, context: &Context) -> Result<PermittedSeal<'a>, Error> {
        self.judge_under(context, &Circumstances::default())
    }

    /// The same under circumstances: places, permissions, what is remembered of the content. Where it was received here
    /// under other labels, each of them must permit it too.
    ///
    /// # Errors
    /// As [`SealRequest::judge`].
    pub fn judge_under(self, context: &Context, circumstances: &Circumstances) -> Result<PermittedSeal<'a>, Error> {
        context.begin_message();
        let file_name = signer::checked_file_name(self.file_name)?;
        let fact = self.label.map_or(LabelFact::Missing, LabelFact::Stated);
        let facts: Vec<RecipientFacts> =
            self.recipients.iter().map(|recipient| recipient_facts(context, recipient)).collect::<Result<_, _>>()?;
        let strictness_under = |label| {
            let about = circumstances.around(Request::new(Operation::Seal, label).with_recipients(&facts), &[]);
            Strictness::of(&context.policies, &about, context.now)
        };
        let earlier = circumstances.earlier_labels.iter().map(LabelFact::Stated);
        let strictness = earlier.map(strictness_under).fold(strictness_under(fact), Strictness::and);
        let mut judgement = Judgement::new(&context.policies, context.now);
        let (mut uses, mut paths) = (vec![CONTENT_ENCRYPTION.used_for("the content")], Vec::new());
        for recipient in self.recipients {
            let role = format!("recipient {}", recipient.name);
            let purpose = recipient_purpose(&recipient.certificate);
            //= spec/cms-profile.md#recipients
            //# A certificate MUST have a valid path and a fitting keyUsage before anything is sealed to it.
            let path = certification_path(
                context,
                &recipient.certificate,
                &recipient.chain,
                purpose,
                &strictness,
                context.now,
                &role,
            )?;
            judgement.ask_certificates(&path.algorithm_uses());
            judgement.note_end(&role, path.not_after());
            paths.push(path);
            uses.extend(recipient_scheme(recipient)?.algorithm_uses(&role));
        }
        let standing = signer::standing(context, self.signer, Operation::Seal, fact)?;
        let subject = format!("signer {}", self.signer.name);
        let algorithm = signer::scheme(context, self.signer.algorithm, Operation::Seal, fact, &subject)?;
        uses.extend(algorithm.used_for(self.signer.algorithm, &subject));
        // What is encrypted is not raised later: a timestamp is all that it gets.
        let stated = circumstances.level.map(|level| level.min(SignatureLevel::T));
        let mut level = stamping::level(context, Operation::Seal, fact, stated);
        level.level = level.level.min(SignatureLevel::T);
        let request = |label| {
            Request::new(Operation::Seal, label)
                .with_algorithms(&uses)
                .with_certificates(&standing)
                .with_recipients(&facts)
                .with_signature_level(level.level)
        };
        //= spec/label.md#what-fuin-does-about-restrictions
        //# Sealing content that was received here MUST be refused where the label it was received under forbids it.
        for earlier in &circumstances.earlier_labels {
            judgement.ask_under(circumstances, request(LabelFact::Stated(earlier)));
        }
        judgement.ask_under(circumstances, request(fact));
        judgement.keep_to(&circumstances.earlier_labels, self.label);
        judgement.note_end(&subject, signer::not_after(self.signer)?);
        let permission = judgement.finish_recorded(context, Some(self.file_name))?;
        // A policy that permits a seal without a label is not expressible; this keeps it so.
        let label = self.label.ok_or(fuin_label::Error::Text { what: "the label" })?;
        Ok(PermittedSeal {
            label,
            recipients: self.recipients,
            signer: self.signer,
            file_name,
            algorithm,
            permission,
            level,
            paths,
        })
    }
}

impl PermittedSeal<'_> {
    /// What the policy permits, with its warnings, before anything is written.
    #[must_use]
    pub const fn permission(&self) -> &Permission {
        &self.permission
    }

    /// Writes the sealed file. What was written is no message before this returns `Ok`.
    ///
    /// # Errors
    /// [`Error::Stream`] of `input` or `output`; [`Error::TooLarge`] when `input` grows over [`MAX_FILE`];
    /// [`Error::OtherKey`] when `key` is not the signer's.
    pub fn write<W: Write + Send>(
        &self,
        context: &Context,
        key: &PrivateKey,
        input: &mut dyn Read,
        output: W,
    ) -> Result<(Sealed, W), Error> {
        let provider = &context.provider;
        let material = signer::Material::new(self.signer, key)?;

        //= spec/cms-profile.md#content-encryption
        //# The CEK and the nonce MUST be drawn from the provider anew for every message.
        let cek = ContentEncryptionKey::new(provider.random(CONTENT_ENCRYPTION.key_len())?);
        let mut nonce = [0; NONCE_LEN];
        provider.secure_random.fill(&mut nonce)?;
        let infos = self.recipient_infos(context, &cek)?;
        let attributes =
            signer::attributes(context, self.label, &self.file_name, Some(self.intended_recipients(context)?))?;
        let label_der = attributes.label.clone().unwrap_or_default();
        let policy_reference_der = encode_policy_references(&attributes.policy_references)?;
        let parameters = EnvelopeParameters {
            provider,
            content_encryption: CONTENT_ENCRYPTION,
            recipients: &infos,
            cek,
            nonce,
            authenticated_attributes: AuthenticatedAttributes::Present {
                label_der: &label_der,
                policy_reference_der: &policy_reference_der,
            },
        };

        let request = material.request(context, self.algorithm, &attributes);
        let envelope = EnvelopeWriter::new(output, parameters)?;
        let mut augment = stamping::augmentation(context, &self.level, self.algorithm);
        let (produced, envelope) = write_behind(envelope, |pipe| {
            //= spec/cms-profile.md#sealed-file
            //# What a writer encrypts MUST be a whole ContentInfo with SignedData, under the content type id-data.
            let mut signed = SignedDataWriter::start(pipe, provider, self.algorithm.digest())?;
            let content_len = copy_limited(input, &mut signed)?;
            signed.finish_augmented(&request, &mut augment)?;
            Ok::<u64, Error>(content_len)
        });
        // When the writing thread fails, the producing one only sees a broken pipe: the former is the cause.
        let envelope = envelope.map_err(Error::from_stream)?;
        let content_len = produced?;
        let output = envelope.finish()?;
        self.permission.record_in(context);
        Ok((self.report(content_len, material.certificate), output))
    }

    fn recipient_infos(&self, context: &Context, cek: &ContentEncryptionKey) -> Result<Vec<RecipientInfo>, Error> {
        let mut infos = Vec::new();
        for path in &self.paths {
            let certificate = path.target();
            let identifier = RecipientIdentifier::IssuerAndSerial {
                issuer_der: certificate.issuer().der().to_vec(),
                serial: certificate.serial().to_vec(),
            };
            let key = certificate.public_key().map_err(|source| Error::Certificate {
                name: certificate.subject().to_string(),
                source: source.clone(),
            })?;
            infos.push(seal_cek(&context.provider, key, &identifier, cek)?);
        }
        Ok(infos)
    }

    fn intended_recipients(&self, context: &Context) -> Result<IntendedRecipients, Error> {
        let digests = self.paths.iter().map(|path| sha256(path.target().der(), &context.provider));
        Ok(IntendedRecipients::new(digests.collect::<Result<Vec<_>, _>>()?)?)
    }

    fn report(&self, content_len: u64, signer: &Certificate) -> Sealed {
        let recipient = |entry: &RecipientEntry| (entry.name.clone(), entry.certificate.subject().to_string());
        Sealed {
            content_len,
            label: self.label.clone(),
            recipients: self.recipients.iter().map(recipient).collect(),
            signer: signer.subject().to_string(),
            level: self.level.level,
            lapses: self.level.below_preference.then(|| signer.not_after()),
            permission: self.permission.clone(),
        }
    }
}

fn recipient_facts(context: &Context, recipient: &RecipientEntry) -> Result<RecipientFacts, Error> {
    Ok(RecipientFacts {
        name: recipient.name.clone(),
        kind: recipient.kind,
        listed: Listing::Listed,
        certificate: Some(sha256(recipient.certificate.der(), &context.provider)?),
    })
}

pub(crate) fn recipient_scheme(recipient: &RecipientEntry) -> Result<RecipientScheme, Error> {
    let unusable = |source: &fuin_pki::Error| Error::Certificate {
        name: recipient.certificate.subject().to_string(),
        source: source.clone(),
    };
    let key = recipient.certificate.public_key().map_err(|error| unusable(&error))?;
    Ok(RecipientScheme::of_key(key)?)
}

/// Copies the content, refusing what grows over [`MAX_FILE`]. Returns its length in octets.
pub(crate) fn copy_limited(input: &mut dyn Read, output: &mut dyn Write) -> Result<u64, Error> {
    let mut buffer = vec![0; 1 << 18];
    let mut total = 0u64;
    loop {
        let count = match input.read(&mut buffer) {
            Ok(0) => return Ok(total),
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(Error::Stream(error)),
        };
        total = total.saturating_add(count as u64);
        if total > MAX_FILE {
            return Err(Error::TooLarge { name: "the content".into(), limit: MAX_FILE });
        }
        output.write_all(buffer.get(..count).unwrap_or_default()).map_err(Error::from_stream)?;
    }
}
