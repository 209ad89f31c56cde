//! Which signature scheme a certificate or CRL names (RFC 5280, 4.1.1.2), and its verification.

use std::fmt;
use std::ops::Range;
use std::sync::OnceLock;

use fuin_crypto::{CryptoProvider, DigestAlgorithm, KeyAlgorithm, PublicKey, SignatureAlgorithm};

use crate::der::{self, Element, Reader};
use crate::error::Error;

const STRUCTURE: &str = "AlgorithmIdentifier";

const ECDSA_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
const ECDSA_SHA384: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3];
const RSASSA_PSS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10];
const RSA_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11];
const RSA_SHA384: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 12];
const RSA_SHA512: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 13];
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];
const MGF1: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 8];

/// Schemes that are known only to be refused by name.
const REFUSED_BY_NAME: &[(&[u8], &str)] = &[
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 2], "rsa with md2"),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 4], "rsa with md5"),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 5], "rsa with sha-1"),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 14], "rsa with sha-224"),
    (&[0x2b, 0x0e, 3, 2, 29], "rsa with sha-1"),
    (&[0x2a, 0x86, 0x48, 0xce, 0x38, 4, 3], "dsa with sha-1"),
    (&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, 2], "dsa with sha-256"),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 1], "ecdsa with sha-1"),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 1], "ecdsa with sha-224"),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 4], "ecdsa with sha-512"),
    (&[0x2b, 0x65, 0x71], "ed448"),
];

/// What the AlgorithmIdentifier of a certificate or CRL signature says.
///
/// For ECDSA it names no curve: the scheme is complete only together with the issuer's key
/// ([`SignatureIdentifier::scheme`]).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureIdentifier {
    /// ECDSA with this digest (RFC 5758, 3.2: parameters absent).
    Ecdsa(DigestAlgorithm),
    /// RSASSA-PSS with this digest, MGF1 with the same, a salt as long (RFC 4055, 3.1).
    RsaPss(DigestAlgorithm),
    /// RSASSA-PKCS1-v1_5 with this digest (RFC 4055, 5: parameters NULL; absent is tolerated).
    RsaPkcs1(DigestAlgorithm),
    /// Ed25519 (RFC 8410, 3: parameters absent).
    Ed25519,
    /// A scheme, or parameters of a scheme, without support.
    Unsupported {
        /// Its name, or its object identifier when it has no name here.
        name: String,
    },
}

impl SignatureIdentifier {
    /// The scheme under an issuer's key; none when the key is of another kind or there is no support.
    #[must_use]
    pub fn scheme(&self, key: KeyAlgorithm) -> Option<SignatureAlgorithm> {
        use DigestAlgorithm::{Sha256, Sha384, Sha512};
        use SignatureAlgorithm as Scheme;
        Some(match (self, key) {
            (Self::Ecdsa(Sha256), KeyAlgorithm::EcP256) => Scheme::EcdsaP256Sha256,
            (Self::Ecdsa(Sha384), KeyAlgorithm::EcP256) => Scheme::EcdsaP256Sha384,
            (Self::Ecdsa(Sha256), KeyAlgorithm::EcP384) => Scheme::EcdsaP384Sha256,
            (Self::Ecdsa(Sha384), KeyAlgorithm::EcP384) => Scheme::EcdsaP384Sha384,
            (Self::RsaPss(Sha256), KeyAlgorithm::Rsa { .. }) => Scheme::RsaPssSha256,
            (Self::RsaPss(Sha384), KeyAlgorithm::Rsa { .. }) => Scheme::RsaPssSha384,
            (Self::RsaPss(Sha512), KeyAlgorithm::Rsa { .. }) => Scheme::RsaPssSha512,
            (Self::RsaPkcs1(Sha256), KeyAlgorithm::Rsa { .. }) => Scheme::RsaPkcs1Sha256,
            (Self::RsaPkcs1(Sha384), KeyAlgorithm::Rsa { .. }) => Scheme::RsaPkcs1Sha384,
            (Self::RsaPkcs1(Sha512), KeyAlgorithm::Rsa { .. }) => Scheme::RsaPkcs1Sha512,
            (Self::Ed25519, KeyAlgorithm::Ed25519) => Scheme::Ed25519,
            _ => return None,
        })
    }

    /// Reads an AlgorithmIdentifier. Parameters that a scheme does not allow make it unsupported, not another scheme.
    pub(crate) fn read(element: &Element<'_>) -> Result<Self, Error> {
        let mut fields = element.reader(STRUCTURE);
        let oid = fields.expect(der::OBJECT_IDENTIFIER)?;
        let parameters = if fields.is_empty() { None } else { Some(fields.any()?) };
        fields.finish()?;
        let null = parameters.is_none_or(|found| found.tag == der::NULL && found.content.is_empty());
        let identifier = match oid.content {
            ECDSA_SHA256 if parameters.is_none() => Self::Ecdsa(DigestAlgorithm::Sha256),
            ECDSA_SHA384 if parameters.is_none() => Self::Ecdsa(DigestAlgorithm::Sha384),
            ECDSA_SHA256 | ECDSA_SHA384 => Self::Unsupported { name: "ecdsa with parameters".into() },
            ED25519 if parameters.is_none() => Self::Ed25519,
            ED25519 => Self::Unsupported { name: "ed25519 with parameters".into() },
            RSA_SHA256 if null => Self::RsaPkcs1(DigestAlgorithm::Sha256),
            RSA_SHA384 if null => Self::RsaPkcs1(DigestAlgorithm::Sha384),
            RSA_SHA512 if null => Self::RsaPkcs1(DigestAlgorithm::Sha512),
            RSA_SHA256 | RSA_SHA384 | RSA_SHA512 => Self::Unsupported { name: "rsa pkcs#1 with parameters".into() },
            RSASSA_PSS => match parameters.and_then(|found| pss_digest(&found)) {
                Some(digest) => Self::RsaPss(digest),
                None => Self::Unsupported { name: "rsa-pss with these parameters".into() },
            },
            other => {
                let known = REFUSED_BY_NAME.iter().find(|(content, _)| *content == other);
                let oid = oid.oid(STRUCTURE)?;
                Self::Unsupported { name: known.map_or_else(|| oid.to_string(), |(_, name)| (*name).to_owned()) }
            }
        };
        Ok(identifier)
    }
}

impl fmt::Display for SignatureIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ecdsa(digest) => write!(f, "ecdsa with {digest}"),
            Self::RsaPss(digest) => write!(f, "rsa-pss with {digest}"),
            Self::RsaPkcs1(digest) => write!(f, "rsassa-pkcs1-v1_5 with {digest}"),
            Self::Ed25519 => f.write_str("ed25519"),
            Self::Unsupported { name } => f.write_str(name),
        }
    }
}

/// The digest of RSASSA-PSS-params (RFC 4055, 3.1) when MGF1 has the same and the salt is as long.
///
/// Every default of the structure means SHA-1, so nothing may be absent but the trailer field.
fn pss_digest(parameters: &Element<'_>) -> Option<DigestAlgorithm> {
    let mut fields = Reader::new(parameters.whole, STRUCTURE).expect(der::SEQUENCE).ok()?.reader(STRUCTURE);
    let digest = explicit_digest(&mut fields, 0)?;
    let mut mask = fields.expect(der::context(1)).ok()?.reader(STRUCTURE);
    let mut mask_fields = mask.expect(der::SEQUENCE).ok()?.reader(STRUCTURE);
    let mgf1 = mask_fields.expect(der::OBJECT_IDENTIFIER).ok()?.content == MGF1;
    let mask_digest = digest_identifier(&mut mask_fields)?;
    mask_fields.finish().ok()?;
    mask.finish().ok()?;
    let salt_len = explicit_integer(&fields.expect(der::context(2)).ok()?)?;
    if let Some(trailer) = fields.optional(der::context(3)).ok()? {
        (explicit_integer(&trailer)? == 1).then_some(())?;
    }
    fields.finish().ok()?;
    let salted = usize::try_from(salt_len).ok()? == digest.output_len();
    let supported = matches!(digest, DigestAlgorithm::Sha256 | DigestAlgorithm::Sha384 | DigestAlgorithm::Sha512);
    (mgf1 && salted && supported && mask_digest == digest).then_some(digest)
}

fn explicit_digest(fields: &mut Reader<'_>, number: u8) -> Option<DigestAlgorithm> {
    let mut inner = fields.expect(der::context(number)).ok()?.reader(STRUCTURE);
    let digest = digest_identifier(&mut inner)?;
    inner.finish().ok()?;
    Some(digest)
}

fn digest_identifier(reader: &mut Reader<'_>) -> Option<DigestAlgorithm> {
    let mut fields = reader.expect(der::SEQUENCE).ok()?.reader(STRUCTURE);
    let oid = fields.expect(der::OBJECT_IDENTIFIER).ok()?.oid(STRUCTURE).ok()?;
    if let Some(null) = fields.optional(der::NULL).ok()? {
        null.content.is_empty().then_some(())?;
    }
    fields.finish().ok()?;
    DigestAlgorithm::from_oid(&oid)
}

fn explicit_integer(element: &Element<'_>) -> Option<u32> {
    let mut inner = element.reader(STRUCTURE);
    let value = inner.expect(der::INTEGER).ok()?.small_integer(STRUCTURE).ok()?;
    inner.finish().ok()?;
    Some(value)
}

/// The parts of a SIGNED structure (X.509): what is signed, how, and the signature.
///
/// It belongs to the one document that it was read from, and is never changed, nor is that: so a signature that has been
/// verified under a key stays verified under it, and is not computed again.
pub(crate) struct Signed {
    /// The range of the signed part within the DER, its header included.
    to_be_signed: Range<usize>,
    pub(crate) identifier: SignatureIdentifier,
    signature: Vec<u8>,
    /// The key (the whole SubjectPublicKeyInfo) under which the signature has been verified, and the scheme. A failure
    /// is never noted.
    verified_under: OnceLock<(Vec<u8>, SignatureAlgorithm)>,
}

/// Why a signature is not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SignatureFailure {
    /// The scheme has no support here or in the provider, or does not fit the key.
    Unsupported(String),
    /// It does not verify.
    Bad,
}

impl Signed {
    /// Reads a SIGNED structure and checks that both AlgorithmIdentifiers are the same octets; `inner` is the one in
    /// the signed part.
    pub(crate) fn read<'a>(
        der: &'a [u8],
        structure: &'static str,
        inner: impl FnOnce(&Element<'a>) -> Result<&'a [u8], Error>,
    ) -> Result<Self, Error> {
        let mut outer = Reader::new(der, structure);
        let signed = outer.expect(der::SEQUENCE)?;
        outer.finish()?;
        let mut parts = signed.reader(structure);
        let to_be_signed = parts.expect(der::SEQUENCE)?;
        let identifier = parts.expect(der::SEQUENCE)?;
        let signature = parts.expect(der::BIT_STRING)?.octets_of_bits("signatureValue")?.to_vec();
        parts.finish()?;
        if inner(&to_be_signed)? != identifier.whole {
            return Err(Error::SignatureAlgorithmMismatch { structure });
        }
        let start = der.len().saturating_sub(signed.content.len());
        let end = start.saturating_add(to_be_signed.whole.len());
        Ok(Self::new(start..end, SignatureIdentifier::read(&identifier)?, signature))
    }

    /// The parts of a document; `to_be_signed` is a range within its DER.
    pub(crate) fn new(to_be_signed: Range<usize>, identifier: SignatureIdentifier, signature: Vec<u8>) -> Self {
        Self { to_be_signed, identifier, signature, verified_under: OnceLock::new() }
    }

    /// Verifies the signature over the signed part of `der`, which is the document that this was read from, under `key`.
    ///
    /// The primitive is asked only once for the key that was found to have signed. Everything that the answer depends on
    /// is either unchangeable (the signed octets, the signature and its scheme) or looked at each time (the key, and
    /// whether the provider supports the scheme).
    pub(crate) fn verify(
        &self,
        der: &[u8],
        key: &PublicKey,
        provider: &CryptoProvider,
    ) -> Result<SignatureAlgorithm, SignatureFailure> {
        let unsupported = |name: String| SignatureFailure::Unsupported(name);
        if let SignatureIdentifier::Unsupported { name } = &self.identifier {
            return Err(unsupported(name.clone()));
        }
        let scheme = self
            .identifier
            .scheme(key.algorithm())
            .ok_or_else(|| unsupported(format!("{} under a key of {}", self.identifier, key.algorithm().name())))?;
        let verifier = provider.signature_scheme(scheme).map_err(|error| unsupported(error.to_string()))?;
        if self.verified_under.get().is_some_and(|(spki, known)| spki == key.spki() && *known == scheme) {
            return Ok(scheme);
        }
        let message = der.get(self.to_be_signed.clone()).ok_or(SignatureFailure::Bad)?;
        match verifier.verify(key, message, &self.signature) {
            Ok(()) => {
                // Another thread may have been first; what it noted is as true.
                let _ = self.verified_under.set((key.spki().to_vec(), scheme));
                Ok(scheme)
            }
            Err(fuin_crypto::Error::Unsupported { algorithm, .. }) => Err(unsupported(algorithm)),
            Err(_) => Err(SignatureFailure::Bad),
        }
    }
}
