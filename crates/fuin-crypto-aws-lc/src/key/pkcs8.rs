//! The outside of a PKCS#8 structure: which kind of key, and whether it is well-formed DER to the last octet.
//!
//! AWS-LC reads version 1 only for EC and RSA keys and ignores what follows the structure. So everything is read
//! here first, and what is handed on is rebuilt as version 1 without attributes.

use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use der::asn1::{AnyRef, BitStringRef, ContextSpecific, ObjectIdentifier, OctetStringRef, SetOfVec, UintRef};
use der::{Decode, Encode, Reader, Sequence, SliceReader, TagNumber};
use fuin_crypto::{Error, PrivateKeyInfo, Secret};
use spki::AlgorithmIdentifierRef;
use zeroize::Zeroizing;

use super::MALFORMED;
use super::ec::Curve;
use crate::unsupported;

const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
const P521: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.35");
const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSASSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
const X25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.110");

const ATTRIBUTES: TagNumber = TagNumber(0);
const PUBLIC_KEY: TagNumber = TagNumber(1);

/// What kind of key a structure holds.
pub(super) enum Kind {
    Ec(Curve),
    /// With the length of the modulus in bits.
    Rsa {
        bits: u32,
    },
    Ed25519,
    X25519,
}

/// A private key structure, its inside unread.
pub(super) struct Parsed<'a> {
    pub(super) kind: Kind,
    private_key: &'a [u8],
    /// The same key as a version 1 structure without attributes.
    pub(super) version_1: Zeroizing<Vec<u8>>,
    /// The public key that a version 2 structure claims to belong to it.
    pub(super) public_key: Option<&'a [u8]>,
}

/// `PrivateKeyInfo` of RFC 5208, which is version 1 of `OneAsymmetricKey`.
#[derive(Sequence)]
struct VersionOne<'a> {
    version: u8,
    algorithm: AlgorithmIdentifierRef<'a>,
    private_key: &'a OctetStringRef,
}

impl<'a> Parsed<'a> {
    /// Reads a DER PrivateKeyInfo or OneAsymmetricKey.
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, Error> {
        let (version_1, public_key) = read(bytes).map_err(|_| MALFORMED)?;
        Ok(Self {
            kind: kind(&version_1)?,
            private_key: version_1.private_key.as_bytes(),
            version_1: version_1.to_der().map(Zeroizing::new).map_err(|_| MALFORMED)?,
            public_key,
        })
    }

    /// The CurvePrivateKey of Ed25519 or X25519 (RFC 8410, 7): an OCTET STRING within the OCTET STRING.
    pub(super) fn seed(&self) -> Result<Seed, Error> {
        let inner = <&OctetStringRef>::from_der(self.private_key).map_err(|_| MALFORMED)?;
        inner.as_bytes().try_into().map(Zeroizing::new).map_err(|_| MALFORMED)
    }
}

/// The private key of Ed25519 (RFC 8032, 5.1.5) or X25519 (RFC 7748, 5): any 32 octets.
pub(super) type Seed = Zeroizing<[u8; 32]>;

/// A new key of one of these kinds, as version 1 without the public key, which is what every reader of RFC 8410 knows.
pub(super) fn generate_seed(kind: &Kind) -> Result<PrivateKeyInfo, Error> {
    let oid = match kind {
        Kind::Ed25519 => ED25519,
        Kind::X25519 => X25519,
        _ => return Err(Error::Failed),
    };
    let mut seed: Seed = Zeroizing::new([0; 32]);
    SystemRandom::new().fill(&mut *seed).map_err(|_| Error::Failed)?;
    encode_seed(oid, &seed).map_err(|_| Error::Failed)
}

fn encode_seed(oid: ObjectIdentifier, seed: &Seed) -> der::Result<PrivateKeyInfo> {
    let inner = Zeroizing::new(OctetStringRef::new(&**seed)?.to_der()?);
    let algorithm = AlgorithmIdentifierRef { oid, parameters: None };
    let outer = VersionOne { version: 0, algorithm, private_key: OctetStringRef::new(&inner)? };
    Ok(PrivateKeyInfo::new(Secret::new(outer.to_der()?)))
}

fn read(bytes: &[u8]) -> der::Result<(VersionOne<'_>, Option<&[u8]>)> {
    let mut reader = SliceReader::new(bytes)?;
    let read = reader.sequence(|inner| {
        let version = u8::decode(inner)?;
        let algorithm = AlgorithmIdentifierRef::decode(inner)?;
        let private_key = <&OctetStringRef>::decode(inner)?;
        let _: Option<ContextSpecific<SetOfVec<AnyRef<'_>>>> = ContextSpecific::decode_implicit(inner, ATTRIBUTES)?;
        let public_key = ContextSpecific::<BitStringRef<'_>>::decode_implicit(inner, PUBLIC_KEY)?;
        // RFC 5958, 2: the version is 1 exactly when there is a public key.
        if version != u8::from(public_key.is_some()) {
            return Err(der::ErrorKind::Failed.into());
        }
        let public_key = match public_key {
            None => None,
            Some(field) => Some(field.value.as_bytes().ok_or(der::ErrorKind::Failed)?),
        };
        Ok::<_, der::Error>((VersionOne { version: 0, algorithm, private_key }, public_key))
    })?;
    reader.finish()?;
    Ok(read)
}

fn kind(key: &VersionOne<'_>) -> Result<Kind, Error> {
    let algorithm = key.algorithm;
    match algorithm.oid {
        EC_PUBLIC_KEY => {
            let curve = algorithm.parameters.ok_or(MALFORMED)?;
            match curve.decode_as::<ObjectIdentifier>() {
                Ok(P256) => Ok(Kind::Ec(Curve::P256)),
                Ok(P384) => Ok(Kind::Ec(Curve::P384)),
                Ok(P521) => Err(unsupported("ecdsa-p521")),
                Ok(other) => Err(unsupported(format!("elliptic curve {other}"))),
                Err(_) => Err(unsupported("elliptic curves given by parameters")),
            }
        }
        RSA_ENCRYPTION => Ok(Kind::Rsa { bits: modulus_bits(key.private_key.as_bytes()).map_err(|_| MALFORMED)? }),
        RSASSA_PSS => Err(unsupported("RSA keys restricted to PSS")),
        // RFC 8410, 3: parameters must be absent.
        ED25519 | X25519 if algorithm.parameters.is_some() => Err(MALFORMED),
        ED25519 => Ok(Kind::Ed25519),
        X25519 => Ok(Kind::X25519),
        other => Err(unsupported(other.to_string())),
    }
}

/// The length of the modulus of an RSAPrivateKey (RFC 8017, A.1.2) in bits, the rest unread.
fn modulus_bits(private_key: &[u8]) -> der::Result<u32> {
    let mut reader = SliceReader::new(private_key)?;
    let header = der::Header::decode(&mut reader)?;
    header.tag().assert_eq(der::Tag::Sequence)?;
    u8::decode(&mut reader)?;
    let modulus = UintRef::decode(&mut reader)?;
    let octets = u32::try_from(modulus.as_bytes().len()).unwrap_or(u32::MAX);
    let unused = modulus.as_bytes().first().map_or(0, |octet| octet.leading_zeros());
    Ok(octets.saturating_mul(8).saturating_sub(unused))
}
