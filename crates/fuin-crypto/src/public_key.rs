//! A public key as certificates carry it (RFC 5280, 4.1.2.7).

use der::asn1::{AnyRef, BitStringRef, ObjectIdentifier, UintRef};
use der::{Decode, Reader, SliceReader};

use crate::algorithm::KeyAlgorithm;
use crate::error::Error;

const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSASSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
const P521: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.35");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
const X25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.110");

/// Length of a public key of Ed25519 or X25519, in octets.
const CURVE25519_LEN: usize = 32;

/// The longest RSA modulus accepted, in bits: longer ones only serve to slow a verifier down.
pub const MAX_RSA_BITS: u32 = 16_384;

/// A public key: its kind, and the bits that the kind's standard defines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    algorithm: KeyAlgorithm,
    key: Vec<u8>,
    spki: Vec<u8>,
}

impl PublicKey {
    /// Reads a DER SubjectPublicKeyInfo.
    ///
    /// Points are checked for form and length only; whether one lies on its curve is the provider's to check.
    ///
    /// # Errors
    /// [`Error::MalformedKey`] when it is not one, or an RSA modulus is over [`MAX_RSA_BITS`];
    /// [`Error::Unsupported`] for a kind of key without a name here.
    pub fn from_spki(spki: &[u8]) -> Result<Self, Error> {
        let malformed = |_| Error::MalformedKey { what: "SubjectPublicKeyInfo" };
        let parsed = spki::SubjectPublicKeyInfo::<AnyRef<'_>, BitStringRef<'_>>::from_der(spki).map_err(malformed)?;
        let key = parsed.subject_public_key.as_bytes().ok_or(Error::MalformedKey { what: "subjectPublicKey" })?;
        let parameters = parsed.algorithm.parameters;
        let oid = parsed.algorithm.oid;
        let algorithm = if oid == EC_PUBLIC_KEY {
            ec_algorithm(parameters, key)?
        } else if oid == RSA_ENCRYPTION {
            let null = parameters.is_none_or(|any| any == AnyRef::NULL);
            if !null {
                return Err(Error::MalformedKey { what: "RSA key parameters" });
            }
            KeyAlgorithm::Rsa { bits: rsa_bits(key)? }
        } else if oid == ED25519 || oid == X25519 {
            // RFC 8410, 3: parameters must be absent. NULL is something else.
            if parameters.is_some() {
                return Err(Error::MalformedKey { what: "Ed25519 or X25519 key parameters" });
            }
            if key.len() != CURVE25519_LEN {
                return Err(Error::MalformedKey { what: "Ed25519 or X25519 public key" });
            }
            if oid == ED25519 { KeyAlgorithm::Ed25519 } else { KeyAlgorithm::X25519 }
        } else {
            let name = if oid == RSASSA_PSS { "RSA keys restricted to PSS".into() } else { oid.to_string() };
            return Err(Error::Unsupported { algorithm: name, provider: "fuin" });
        };
        Ok(Self { algorithm, key: key.to_vec(), spki: spki.to_vec() })
    }

    /// The kind of key.
    #[must_use]
    pub const fn algorithm(&self) -> KeyAlgorithm {
        self.algorithm
    }

    /// The subjectPublicKey bits: an uncompressed point (SEC 1, 2.3.3), a DER RSAPublicKey (RFC 8017, A.1.1), or the 32
    /// octets of Ed25519 and X25519 (RFC 8032, 5.1.2; RFC 7748, 5).
    #[must_use]
    pub fn key(&self) -> &[u8] {
        &self.key
    }

    /// The DER SubjectPublicKeyInfo it was read from.
    #[must_use]
    pub fn spki(&self) -> &[u8] {
        &self.spki
    }
}

fn ec_algorithm(parameters: Option<AnyRef<'_>>, point: &[u8]) -> Result<KeyAlgorithm, Error> {
    let curve = parameters
        .and_then(|any| any.decode_as::<ObjectIdentifier>().ok())
        .ok_or(Error::MalformedKey { what: "elliptic curve parameters" })?;
    let (algorithm, point_len) = match curve {
        P256 => (KeyAlgorithm::EcP256, 65),
        P384 => (KeyAlgorithm::EcP384, 97),
        P521 => (KeyAlgorithm::EcP521, 133),
        other => return Err(Error::Unsupported { algorithm: format!("elliptic curve {other}"), provider: "fuin" }),
    };
    if point.len() != point_len || point.first() != Some(&0x04) {
        return Err(Error::MalformedKey { what: "elliptic curve point" });
    }
    Ok(algorithm)
}

fn rsa_bits(key: &[u8]) -> Result<u32, Error> {
    let read = || -> der::Result<(usize, u8)> {
        let mut reader = SliceReader::new(key)?;
        let (modulus, _exponent) =
            reader.sequence(|inner| Ok::<_, der::Error>((UintRef::decode(inner)?, UintRef::decode(inner)?)))?;
        reader.finish()?;
        let bytes = modulus.as_bytes();
        Ok((bytes.len(), bytes.first().copied().unwrap_or(0)))
    };
    let (octets, first) = read().map_err(|_| Error::MalformedKey { what: "RSAPublicKey" })?;
    let bits = u32::try_from(octets * 8).unwrap_or(u32::MAX).saturating_sub(first.leading_zeros());
    if bits > MAX_RSA_BITS {
        return Err(Error::MalformedKey { what: "RSA modulus (over 16384 bits)" });
    }
    Ok(bits)
}
