//! RecipientInfos (RFC 5652, 6.2): how the CEK reaches each recipient.
//!
//! Key agreement with an ephemeral key for EC and X25519 recipients (RFC 5753, RFC 8418), key transport with OAEP for
//! RSA (RFC 3560).
//! RecipientInfos are not authenticated: all that is read from them is a claim, and what an altered one leads to is
//! [`Error::NotAuthentic`].

mod agreement;
mod identifier;
mod transport;

use std::borrow::Cow;
use std::sync::Arc;

use fuin_crypto::{
    AlgorithmUse, ContentEncryptionAlgorithm, ContentEncryptionKey, CryptoProvider, DecryptionKey,
    KeyAgreementAlgorithm, KeyAlgorithm, KeyDerivation, KeyTransportAlgorithm, KeyWrapAlgorithm, PublicKey, Role,
};

use crate::der_values::{DerReader, tag};
use crate::error::Error;
use agreement::UnverifiedAgreement;
pub use identifier::RecipientIdentifier;
use transport::UnverifiedTransport;

/// How many recipients one RecipientInfo may have (a KeyAgreeRecipientInfo holds several).
pub const MAX_KEYS_PER_INFO: usize = 1024;

/// One RecipientInfo, DER, ready to be put into an envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecipientInfo(Vec<u8>);

impl RecipientInfo {
    /// The encoding.
    #[must_use]
    pub fn as_der(&self) -> &[u8] {
        &self.0
    }
}

/// The algorithms that bring a CEK to a key of one kind, as the profile's table of recipients fixes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecipientScheme {
    /// Ephemeral-static key agreement, a KDF, AES key wrap.
    Agreement {
        /// The agreement, which names the curve.
        agreement: KeyAgreementAlgorithm,
        /// The KDF.
        derivation: KeyDerivation,
        /// The wrap.
        wrap: KeyWrapAlgorithm,
    },
    /// RSA.
    Transport {
        /// The padding with its digest.
        transport: KeyTransportAlgorithm,
        /// Length of the modulus in bits.
        bits: u32,
    },
}

impl RecipientScheme {
    /// The scheme for a recipient's public key.
    ///
    /// # Errors
    /// [`Error::Unsupported`] for a kind of key that the profile seals nothing to.
    pub fn of_key(key: &PublicKey) -> Result<Self, Error> {
        let agreement =
            |agreement, derivation| Self::Agreement { agreement, derivation, wrap: KeyWrapAlgorithm::Aes256Wrap };
        match key.algorithm() {
            KeyAlgorithm::EcP256 => Ok(agreement(KeyAgreementAlgorithm::EcdhP256, KeyDerivation::X963Sha256)),
            KeyAlgorithm::EcP384 => Ok(agreement(KeyAgreementAlgorithm::EcdhP384, KeyDerivation::X963Sha384)),
            KeyAlgorithm::X25519 => Ok(agreement(KeyAgreementAlgorithm::X25519, KeyDerivation::HkdfSha256)),
            KeyAlgorithm::Rsa { bits } => Ok(Self::Transport { transport: KeyTransportAlgorithm::RsaOaepSha256, bits }),
            other => Err(Error::Unsupported { what: "recipient key", found: other.name() }),
        }
    }

    /// What a policy judges before anything is sealed.
    #[must_use]
    pub fn algorithm_uses(&self, subject: &str) -> Vec<AlgorithmUse> {
        match *self {
            Self::Agreement { agreement, derivation, wrap } => {
                vec![agreement.used_for(subject), derivation.used_for(subject), wrap.used_for(subject)]
            }
            Self::Transport { transport, bits } => vec![transport.used_for(bits, subject)],
        }
    }
}

/// Brings `cek` to the holder of `recipient_key`, who is named by `identifier`.
///
/// # Errors
/// [`Error::Unsupported`] for a kind of key without a [`RecipientScheme`]; [`Error::Crypto`] when the provider cannot
/// do it.
pub fn seal_cek(
    provider: &CryptoProvider,
    recipient_key: &PublicKey,
    identifier: &RecipientIdentifier,
    cek: &ContentEncryptionKey,
) -> Result<RecipientInfo, Error> {
    let encoded = match RecipientScheme::of_key(recipient_key)? {
        RecipientScheme::Agreement { agreement, derivation, wrap } => {
            agreement::seal(provider, recipient_key, identifier, cek, (agreement, derivation, wrap))?
        }
        RecipientScheme::Transport { transport, .. } => {
            transport::seal(provider, recipient_key, identifier, cek, transport)?
        }
    };
    Ok(RecipientInfo(encoded))
}

/// Takes the CEK out of a RecipientInfo. It fits the content-encryption algorithm; whether it is the right one only
/// the commitment and the tag tell.
///
/// # Errors
/// [`Error::NotAuthentic`] for whatever depends on the key; [`Error::Unsupported`] or [`Error::Crypto`] when the
/// algorithms, which anyone can read, are not implemented.
pub fn open_cek(
    provider: &CryptoProvider,
    key: &dyn DecryptionKey,
    recipient: &UnverifiedRecipient,
    content: ContentEncryptionAlgorithm,
) -> Result<ContentEncryptionKey, Error> {
    let cek = match &recipient.kind {
        Kind::Agreement { agreement, encrypted_key } => agreement::open(provider, key, agreement, encrypted_key)?,
        Kind::Transport(transport) => transport::open(key, transport)?,
        Kind::Other(name) => return Err(Error::Unsupported { what: "recipient of kind", found: name.to_string() }),
    };
    //= spec/cms-profile.md#nothing-before-the-tag
    //# A failed unwrapping, a CEK of wrong length, a commitment and a tag that differ MUST be one error.
    if cek.len() == content.key_len() { Ok(cek) } else { Err(Error::NotAuthentic) }
}

/// How a RecipientInfo brings the CEK to its recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecipientKind {
    /// KeyAgreeRecipientInfo.
    Agreement,
    /// KeyTransRecipientInfo.
    Transport,
    /// One that is not read here: KEKRecipientInfo, PasswordRecipientInfo or OtherRecipientInfo.
    Other,
}

/// One recipient, as a message claims it. Nothing about it is authenticated.
#[derive(Debug, Clone)]
pub struct UnverifiedRecipient {
    identifier: Option<RecipientIdentifier>,
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    Agreement { agreement: Arc<UnverifiedAgreement>, encrypted_key: Vec<u8> },
    Transport(UnverifiedTransport),
    Other(Cow<'static, str>),
}

impl UnverifiedRecipient {
    /// Who the recipient is said to be; none for kinds that name no certificate.
    #[must_use]
    pub const fn identifier(&self) -> Option<&RecipientIdentifier> {
        self.identifier.as_ref()
    }

    /// How the CEK is brought to it.
    #[must_use]
    pub const fn kind(&self) -> RecipientKind {
        match self.kind {
            Kind::Agreement { .. } => RecipientKind::Agreement,
            Kind::Transport(_) => RecipientKind::Transport,
            Kind::Other(_) => RecipientKind::Other,
        }
    }

    /// The recipient in messages: `recipient` and its identifier.
    #[must_use]
    pub fn subject(&self) -> String {
        match &self.identifier {
            Some(identifier) => format!("recipient {identifier}"),
            None => "recipient without a certificate".into(),
        }
    }

    /// The algorithms that a policy judges. What has no name here is called by its dotted object identifier.
    ///
    /// The length of an RSA key is taken from the encrypted key, which is as long as the modulus.
    #[must_use]
    pub fn algorithm_uses(&self) -> Vec<AlgorithmUse> {
        let subject = self.subject();
        match &self.kind {
            Kind::Agreement { agreement, .. } => agreement.algorithm_uses(&subject),
            Kind::Transport(transport) => vec![transport.algorithm_use(subject)],
            Kind::Other(name) => vec![AlgorithmUse::new(name.clone(), Role::KeyEstablishment, 0, subject)],
        }
    }
}

/// Reads one DER RecipientInfo, which lies at `offset` of its message: one recipient, or several of a
/// KeyAgreeRecipientInfo.
///
/// Kinds and algorithms that are not known are kept with their names: they may be other recipients' business.
///
/// # Errors
/// [`Error::Malformed`]; [`Error::Limit`] over [`MAX_KEYS_PER_INFO`].
pub fn parse_recipient_info(der: &[u8], offset: u64) -> Result<Vec<UnverifiedRecipient>, Error> {
    let mut reader = DerReader::new(der, "RecipientInfo", offset);
    let other = |name| UnverifiedRecipient { identifier: None, kind: Kind::Other(name) };
    let recipients = match reader.peek() {
        Some(tag::SEQUENCE) => {
            let (identifier, transport) = transport::parse(reader.sequence("KeyTransRecipientInfo")?)?;
            vec![UnverifiedRecipient { identifier: Some(identifier), kind: Kind::Transport(transport) }]
        }
        Some(0xa1) => {
            let (agreement, keys) = agreement::parse(reader.nested(0xa1, "KeyAgreeRecipientInfo")?)?;
            let agreement = Arc::new(agreement);
            let recipient = |(identifier, encrypted_key)| {
                let kind = Kind::Agreement { agreement: Arc::clone(&agreement), encrypted_key };
                UnverifiedRecipient { identifier: Some(identifier), kind }
            };
            keys.into_iter().map(recipient).collect()
        }
        Some(0xa2) => {
            reader.element()?;
            vec![other("KEKRecipientInfo".into())]
        }
        Some(0xa3) => {
            reader.element()?;
            vec![other("PasswordRecipientInfo".into())]
        }
        Some(0xa4) => {
            let kind = reader.nested(0xa4, "OtherRecipientInfo")?.oid()?;
            vec![other(kind.to_string().into())]
        }
        _ => return Err(reader.malformed()),
    };
    reader.finish()?;
    Ok(recipients)
}

#[cfg(test)]
mod tests;
