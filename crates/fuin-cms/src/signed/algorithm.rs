//! The digest and signature algorithms of a SignerInfo: named even when nothing here can use them.

use fuin_crypto::{AlgorithmUse, DigestAlgorithm, KeyAlgorithm, Oid, Role, SignatureAlgorithm};

use crate::attribute::AlgorithmIdentifier;
use crate::der_values::{self, DerReader, tag};
use crate::error::Error;
use crate::oids;

const PSS: &str = "RSASSA-PSS-params";

/// A digest algorithm as a message names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClaimedDigest {
    /// One with a name here.
    Known(DigestAlgorithm),
    /// Any other.
    Unknown(Oid),
}

impl ClaimedDigest {
    /// Parameters of digests with a name here must be absent or NULL (RFC 5754, section 2).
    pub(super) fn of(identifier: &AlgorithmIdentifier) -> Result<Self, Error> {
        match DigestAlgorithm::from_oid(&identifier.oid) {
            Some(_) if identifier.parameters_or_none().is_some() => {
                Err(Error::Malformed { structure: "digest algorithm parameters", offset: 0 })
            }
            Some(digest) => Ok(Self::Known(digest)),
            None => Ok(Self::Unknown(identifier.oid.clone())),
        }
    }

    /// The policy name, or the dotted object identifier.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Known(digest) => digest.name().to_owned(),
            Self::Unknown(oid) => oid.to_string(),
        }
    }

    /// This digest of what is signed, as a policy judges it.
    pub(super) fn used_for(&self, subject: &str) -> AlgorithmUse {
        match self {
            Self::Known(digest) => digest.used_for(subject),
            Self::Unknown(oid) => AlgorithmUse::new(oid.to_string(), Role::Digest, 0, subject),
        }
    }
}

/// A signature algorithm as a message names it. Which curve an ECDSA signature is on, the key says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClaimedSignature {
    /// ECDSA (RFC 5754, 3.3).
    Ecdsa(DigestAlgorithm),
    /// RSASSA-PSS (RFC 4056) with MGF1 over the same digest and a salt as long as it.
    RsaPss(DigestAlgorithm),
    /// RSASSA-PKCS1-v1_5 (RFC 5754, 3.2).
    RsaPkcs1(ClaimedDigest),
    /// Ed25519 (RFC 8419); its digest is SHA-512.
    Ed25519,
    /// Any other.
    Unknown(Oid),
}

impl ClaimedSignature {
    /// Reads the algorithm of a SignerInfo whose digest algorithm is `digest`; the digest inside must be the same.
    pub(super) fn of(identifier: &AlgorithmIdentifier, digest: &ClaimedDigest) -> Result<Self, Error> {
        let oid = &identifier.oid;
        let ecdsa = [
            (ECDSA_WITH_SHA1, DigestAlgorithm::Sha1),
            (ECDSA_WITH_SHA224, DigestAlgorithm::Sha224),
            (oids::ECDSA_WITH_SHA256, DigestAlgorithm::Sha256),
            (oids::ECDSA_WITH_SHA384, DigestAlgorithm::Sha384),
            (oids::ECDSA_WITH_SHA512, DigestAlgorithm::Sha512),
        ];
        let pkcs1 = [
            (SHA1_WITH_RSA, DigestAlgorithm::Sha1),
            (SHA224_WITH_RSA, DigestAlgorithm::Sha224),
            (oids::SHA256_WITH_RSA, DigestAlgorithm::Sha256),
            (oids::SHA384_WITH_RSA, DigestAlgorithm::Sha384),
            (oids::SHA512_WITH_RSA, DigestAlgorithm::Sha512),
        ];
        let named = |list: &[(Oid, DigestAlgorithm)]| list.iter().find(|(name, _)| name == oid).map(|(_, d)| *d);
        if let Some(inner) = named(&ecdsa) {
            // RFC 5758, 3.2: the parameters are absent, not NULL.
            if identifier.parameters.is_some() {
                return Err(Error::Malformed { structure: "ECDSA parameters", offset: 0 });
            }
            same_digest(inner, digest)?;
            Ok(Self::Ecdsa(inner))
        } else if *oid == oids::RSASSA_PSS {
            let inner = pss_digest(identifier.parameters.as_deref())?;
            same_digest(inner, digest)?;
            Ok(Self::RsaPss(inner))
        } else if let Some(inner) = named(&pkcs1) {
            no_parameters(identifier)?;
            same_digest(inner, digest)?;
            Ok(Self::RsaPkcs1(ClaimedDigest::Known(inner)))
        } else if *oid == oids::RSA_ENCRYPTION {
            no_parameters(identifier)?;
            Ok(Self::RsaPkcs1(digest.clone()))
        } else if *oid == oids::ED25519 {
            //= spec/cms-profile.md#signatures
            //# An Ed25519 signature MUST have no parameters and go with SHA-512 as the digest algorithm.
            if identifier.parameters.is_some() {
                return Err(Error::Malformed { structure: "Ed25519 parameters", offset: 0 });
            }
            same_digest(DigestAlgorithm::Sha512, digest)?;
            Ok(Self::Ed25519)
        } else {
            Ok(Self::Unknown(oid.clone()))
        }
    }

    /// The policy name (of ECDSA without its curve), or the dotted object identifier.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Ecdsa(_) => "ecdsa".to_owned(),
            Self::RsaPss(_) => SignatureAlgorithm::RsaPssSha256.name().to_owned(),
            Self::RsaPkcs1(_) => SignatureAlgorithm::RsaPkcs1Sha256.name().to_owned(),
            Self::Ed25519 => SignatureAlgorithm::Ed25519.name().to_owned(),
            Self::Unknown(oid) => oid.to_string(),
        }
    }

    /// The scheme that a key of this kind would verify it with, if there is one with a name here.
    #[must_use]
    pub fn with_key(&self, key: KeyAlgorithm) -> Option<SignatureAlgorithm> {
        use DigestAlgorithm::{Sha256, Sha384, Sha512};
        let algorithm = match (self, key) {
            (Self::Ecdsa(Sha256), KeyAlgorithm::EcP256) => SignatureAlgorithm::EcdsaP256Sha256,
            (Self::Ecdsa(Sha384), KeyAlgorithm::EcP256) => SignatureAlgorithm::EcdsaP256Sha384,
            (Self::Ecdsa(Sha256), KeyAlgorithm::EcP384) => SignatureAlgorithm::EcdsaP384Sha256,
            (Self::Ecdsa(Sha384), KeyAlgorithm::EcP384) => SignatureAlgorithm::EcdsaP384Sha384,
            (Self::RsaPss(Sha256), _) => SignatureAlgorithm::RsaPssSha256,
            (Self::RsaPss(Sha384), _) => SignatureAlgorithm::RsaPssSha384,
            (Self::RsaPss(Sha512), _) => SignatureAlgorithm::RsaPssSha512,
            (Self::RsaPkcs1(ClaimedDigest::Known(Sha256)), _) => SignatureAlgorithm::RsaPkcs1Sha256,
            (Self::RsaPkcs1(ClaimedDigest::Known(Sha384)), _) => SignatureAlgorithm::RsaPkcs1Sha384,
            (Self::RsaPkcs1(ClaimedDigest::Known(Sha512)), _) => SignatureAlgorithm::RsaPkcs1Sha512,
            (Self::Ed25519, _) => SignatureAlgorithm::Ed25519,
            _ => return None,
        };
        algorithm.fits(key).then_some(algorithm)
    }

    /// The scheme under this key, as a policy judges it; the digest is judged apart.
    pub(super) fn used_for(&self, key: KeyAlgorithm, subject: &str) -> AlgorithmUse {
        let name = match (self, key) {
            (Self::Ecdsa(_), KeyAlgorithm::EcP256 | KeyAlgorithm::EcP384 | KeyAlgorithm::EcP521) => key.name(),
            _ => self.name(),
        };
        let strength = if matches!(self, Self::Unknown(_)) { 0 } else { key.strength() };
        let signature = AlgorithmUse::new(name, Role::Signature, strength, subject);
        match key {
            KeyAlgorithm::Rsa { bits } => signature.with_key_bits(bits),
            _ => signature,
        }
    }
}

/// The AlgorithmIdentifier that is written for a scheme; none for those that are only read.
pub(super) fn written(algorithm: SignatureAlgorithm) -> Option<AlgorithmIdentifier> {
    match algorithm {
        SignatureAlgorithm::EcdsaP256Sha256 => Some(AlgorithmIdentifier::new(oids::ECDSA_WITH_SHA256)),
        SignatureAlgorithm::EcdsaP384Sha384 => Some(AlgorithmIdentifier::new(oids::ECDSA_WITH_SHA384)),
        SignatureAlgorithm::RsaPssSha256 | SignatureAlgorithm::RsaPssSha384 | SignatureAlgorithm::RsaPssSha512 => {
            let parameters = Some(pss_parameters(algorithm.digest()));
            Some(AlgorithmIdentifier { oid: oids::RSASSA_PSS, parameters })
        }
        SignatureAlgorithm::Ed25519 => Some(AlgorithmIdentifier::new(oids::ED25519)),
        _ => None,
    }
}

/// RSASSA-PSS-params (RFC 4055, 3.1): digest, MGF1 over it, a salt as long as it, the default trailer left out.
fn pss_parameters(digest: DigestAlgorithm) -> Vec<u8> {
    let hash = der_values::algorithm_identifier(&digest.oid(), None);
    let mask = der_values::algorithm_identifier(&oids::MGF1, Some(&hash));
    let salt = der_values::unsigned(digest.output_len() as u64);
    der_values::sequence(&[
        &der_values::value(tag::context_constructed(0), &hash),
        &der_values::value(tag::context_constructed(1), &mask),
        &der_values::value(tag::context_constructed(2), &salt),
    ])
}

/// The digest of RSASSA-PSS-params. Absent fields have their defaults of SHA-1, MGF1 with SHA-1, salt 20, trailer 1.
fn pss_digest(parameters: Option<&[u8]>) -> Result<DigestAlgorithm, Error> {
    let malformed = Error::Malformed { structure: PSS, offset: 0 };
    let mut outer = DerReader::new(parameters.ok_or(malformed)?, PSS, 0);
    let mut fields = outer.sequence(PSS)?;
    outer.finish()?;
    let hash = match explicit(&mut fields, 0)? {
        Some(mut inner) => finished(AlgorithmIdentifier::read(&mut inner)?, &inner)?,
        None => AlgorithmIdentifier::new(DigestAlgorithm::Sha1.oid()),
    };
    let mask_hash = match explicit(&mut fields, 1)? {
        Some(mut inner) => mask_digest(&finished(AlgorithmIdentifier::read(&mut inner)?, &inner)?)?,
        None => AlgorithmIdentifier::new(DigestAlgorithm::Sha1.oid()),
    };
    let salt = match explicit(&mut fields, 2)? {
        Some(mut inner) => finished(inner.unsigned()?, &inner)?,
        None => 20,
    };
    let trailer = match explicit(&mut fields, 3)? {
        Some(mut inner) => finished(inner.unsigned()?, &inner)?,
        None => 1,
    };
    fields.finish()?;
    let digest = match ClaimedDigest::of(&hash)? {
        ClaimedDigest::Known(digest) => digest,
        ClaimedDigest::Unknown(oid) => return Err(unsupported("RSASSA-PSS digest", oid)),
    };
    same_digest(digest, &ClaimedDigest::of(&mask_hash)?)?;
    //= spec/cms-profile.md#signatures
    //# RSASSA-PSS MUST use MGF1 over its own digest, a salt as long as the digest, and trailer 1.
    if salt != digest.output_len() as u64 {
        return Err(unsupported("RSASSA-PSS salt length", salt));
    }
    if trailer != 1 {
        return Err(unsupported("RSASSA-PSS trailer", trailer));
    }
    Ok(digest)
}

fn mask_digest(mask: &AlgorithmIdentifier) -> Result<AlgorithmIdentifier, Error> {
    if mask.oid != oids::MGF1 {
        return Err(unsupported("mask generation function", &mask.oid));
    }
    let mut reader = DerReader::new(mask.parameters.as_deref().unwrap_or_default(), PSS, 0);
    finished(AlgorithmIdentifier::read(&mut reader)?, &reader)
}

fn explicit<'a>(fields: &mut DerReader<'a>, number: u8) -> Result<Option<DerReader<'a>>, Error> {
    fields.optional_nested(tag::context_constructed(number), PSS)
}

fn finished<T>(value: T, reader: &DerReader<'_>) -> Result<T, Error> {
    reader.finish().map(|()| value)
}

fn no_parameters(identifier: &AlgorithmIdentifier) -> Result<(), Error> {
    match identifier.parameters_or_none() {
        None => Ok(()),
        Some(_) => Err(Error::Malformed { structure: "RSA signature parameters", offset: 0 }),
    }
}

fn same_digest(inner: DigestAlgorithm, other: &ClaimedDigest) -> Result<(), Error> {
    //= spec/cms-profile.md#signed-content
    //# The digest algorithm MUST be the same wherever a message names one for a signer.
    if *other == ClaimedDigest::Known(inner) {
        return Ok(());
    }
    Err(Error::DigestsDiffer { first: other.name(), second: inner.name().to_owned() })
}

fn unsupported(what: &'static str, found: impl std::fmt::Display) -> Error {
    Error::Unsupported { what, found: found.to_string() }
}

/// Signature algorithms that are known so that they can be refused by name.
const ECDSA_WITH_SHA1: Oid = Oid::from_static(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x01]);
const ECDSA_WITH_SHA224: Oid = Oid::from_static(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x01]);
const SHA1_WITH_RSA: Oid = Oid::from_static(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x05]);
const SHA224_WITH_RSA: Oid = Oid::from_static(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0e]);

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(digest: DigestAlgorithm) -> Vec<u8> {
        der_values::algorithm_identifier(&digest.oid(), None)
    }

    fn field(number: u8, value: &[u8]) -> Vec<u8> {
        der_values::value(tag::context_constructed(number), value)
    }

    fn pss(fields: &[Vec<u8>]) -> Result<DigestAlgorithm, Error> {
        pss_digest(Some(&der_values::sequence(&[&fields.concat()])))
    }

    #[test]
    fn pss_parameters_are_those_of_the_specification() {
        let identifier = written(SignatureAlgorithm::RsaPssSha256).unwrap().encode();
        let expected = "303d06092a864886f70d01010a3030a00d300b0609608648016503040201a11a301806092a864886f70d010108\
                        300b0609608648016503040201a203020120";
        assert_eq!(identifier.iter().map(|octet| format!("{octet:02x}")).collect::<String>(), expected);
        for digest in [DigestAlgorithm::Sha256, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512] {
            assert_eq!(pss_digest(Some(&pss_parameters(digest))).unwrap(), digest);
        }
    }

    #[test]
    fn pss_fields_have_their_defaults() {
        assert_eq!(pss(&[]).unwrap(), DigestAlgorithm::Sha1);
        let null = der_values::algorithm_identifier(&DigestAlgorithm::Sha256.oid(), Some(&der_values::null()));
        let mask = der_values::algorithm_identifier(&oids::MGF1, Some(&hash(DigestAlgorithm::Sha256)));
        let (salt, trailer) = (der_values::unsigned(32), der_values::unsigned(1));
        let fields = [field(0, &null), field(1, &mask), field(2, &salt), field(3, &trailer)];
        assert_eq!(pss(&fields).unwrap(), DigestAlgorithm::Sha256);
    }

    //= spec/cms-profile.md#signatures
    //= type=test
    //# RSASSA-PSS MUST use MGF1 over its own digest, a salt as long as the digest, and trailer 1.
    #[test]
    fn each_pss_fault_is_refused() {
        let sha256 = field(0, &hash(DigestAlgorithm::Sha256));
        let mask = |digest| field(1, &der_values::algorithm_identifier(&oids::MGF1, Some(&hash(digest))));
        let number = |tag: u8, value| field(tag, &der_values::unsigned(value));
        let good = || vec![sha256.clone(), mask(DigestAlgorithm::Sha256), number(2, 32)];
        assert!(pss(&good()).is_ok());
        let with = |at: usize, value: Vec<u8>| {
            let mut fields = good();
            fields[at] = value;
            pss(&fields).unwrap_err().to_string()
        };
        let bare_mask = der_values::algorithm_identifier(&oids::MGF1, None);
        let other_mask = der_values::algorithm_identifier(&oids::DATA, Some(&hash(DigestAlgorithm::Sha256)));
        for (name, expected, found) in [
            ("another MGF1 digest", "digest algorithms sha-1 and sha-256", with(1, mask(DigestAlgorithm::Sha1))),
            ("the default MGF1 digest", "digest algorithms sha-1 and sha-256", with(1, Vec::new())),
            ("the default digest", "digest algorithms sha-256 and sha-1", with(0, Vec::new())),
            ("another mask", "mask generation function", with(1, field(1, &other_mask))),
            ("a mask without digest", "malformed RSASSA-PSS-params", with(1, field(1, &bare_mask))),
            ("a short salt", "RSASSA-PSS salt length 31", with(2, number(2, 31))),
            ("no salt", "RSASSA-PSS salt length 0", with(2, number(2, 0))),
            ("the default salt", "RSASSA-PSS salt length 20", with(2, Vec::new())),
            ("another trailer", "RSASSA-PSS trailer 2", with(2, [number(2, 32), number(3, 2)].concat())),
            ("a field too many", "malformed RSASSA-PSS-params", with(2, [number(2, 32), number(4, 1)].concat())),
            ("two salts", "malformed RSASSA-PSS-params", with(2, [number(2, 32), number(2, 32)].concat())),
        ] {
            assert!(found.starts_with(expected), "{name}: {found}");
        }
        assert!(pss_digest(None).is_err());
        assert!(pss_digest(Some(&der_values::null())).is_err());
    }

    //= spec/cms-profile.md#signatures
    //= type=test
    //# An Ed25519 signature MUST have no parameters and go with SHA-512 as the digest algorithm.
    #[test]
    fn ed25519_goes_with_sha_512_and_without_parameters() {
        let identifier = written(SignatureAlgorithm::Ed25519).unwrap();
        assert_eq!(identifier.encode(), [0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70]);
        let sha512 = ClaimedDigest::Known(DigestAlgorithm::Sha512);
        assert_eq!(ClaimedSignature::of(&identifier, &sha512).unwrap(), ClaimedSignature::Ed25519);
        for digest in [DigestAlgorithm::Sha1, DigestAlgorithm::Sha256, DigestAlgorithm::Sha384] {
            let refused = ClaimedSignature::of(&identifier, &ClaimedDigest::Known(digest));
            assert!(matches!(refused, Err(Error::DigestsDiffer { .. })), "{digest}");
        }
        let unknown = ClaimedDigest::Unknown(oids::DATA);
        assert!(matches!(ClaimedSignature::of(&identifier, &unknown), Err(Error::DigestsDiffer { .. })));
        for parameters in [der_values::null(), der_values::sequence(&[])] {
            let with = AlgorithmIdentifier { oid: oids::ED25519, parameters: Some(parameters) };
            assert!(matches!(ClaimedSignature::of(&with, &sha512), Err(Error::Malformed { .. })));
        }
        let claimed = ClaimedSignature::Ed25519;
        assert_eq!(claimed.with_key(KeyAlgorithm::Ed25519), Some(SignatureAlgorithm::Ed25519));
        assert_eq!(claimed.with_key(KeyAlgorithm::X25519), None);
        assert_eq!(claimed.with_key(KeyAlgorithm::EcP256), None);
        let used = claimed.used_for(KeyAlgorithm::Ed25519, "x");
        assert_eq!((used.name.as_ref(), used.strength), ("ed25519", 128));
    }

    #[test]
    fn a_scheme_needs_a_key_of_its_kind() {
        let ecdsa = ClaimedSignature::Ecdsa(DigestAlgorithm::Sha256);
        assert_eq!(ecdsa.with_key(KeyAlgorithm::EcP256), Some(SignatureAlgorithm::EcdsaP256Sha256));
        assert_eq!(ecdsa.with_key(KeyAlgorithm::Rsa { bits: 3072 }), None);
        let pss = ClaimedSignature::RsaPss(DigestAlgorithm::Sha256);
        assert_eq!(pss.with_key(KeyAlgorithm::EcP256), None);
        assert_eq!(ecdsa.used_for(KeyAlgorithm::EcP521, "x").name, "ecdsa-p521");
        let unknown = ClaimedSignature::Unknown(oids::DATA).used_for(KeyAlgorithm::EcP256, "x");
        assert_eq!((unknown.name.as_ref(), unknown.strength), ("1.2.840.113549.1.7.1", 0));
    }
}
