//! KeyAgreeRecipientInfo with ephemeral-static ECDH (RFC 5753) or X25519 (RFC 8418).

use std::borrow::Cow;

use fuin_crypto::{
    AlgorithmUse, ContentEncryptionKey, CryptoProvider, DecryptionKey, KeyAgreementAlgorithm, KeyDerivation,
    KeyWrapAlgorithm, Oid, PublicKey, Role, kdf,
};

use super::{MAX_KEYS_PER_INFO, RecipientIdentifier};
use crate::der_values::{
    DerReader, algorithm_identifier, bit_string, constructed, octet_string, sequence, tag, unsigned,
};
use crate::error::Error;
use crate::oids;

/// KeyAgreeRecipientInfo always has version 3.
const VERSION: u64 = 3;

/// Uncompressed point (SEC 1, 2.3.3).
const UNCOMPRESSED: u8 = 0x04;
const P521_POINT_LEN: usize = 133;

/// What the recipients of one KeyAgreeRecipientInfo share.
#[derive(Debug)]
pub(super) struct UnverifiedAgreement {
    originator: Originator,
    derivation: Result<KeyDerivation, Oid>,
    wrap: Result<KeyWrapAlgorithm, Option<Oid>>,
    /// The wrap's AlgorithmIdentifier as it came: the KDF's keyInfo.
    wrap_der: Vec<u8>,
    ukm: Option<Vec<u8>>,
}

#[derive(Debug)]
enum Originator {
    Ephemeral { agreement: KeyAgreementAlgorithm, point: Vec<u8> },
    Other(Cow<'static, str>),
}

/// The encoding of a KeyAgreeRecipientInfo for one recipient.
pub(super) fn seal(
    provider: &CryptoProvider,
    recipient_key: &PublicKey,
    identifier: &RecipientIdentifier,
    cek: &ContentEncryptionKey,
    (agreement, derivation, wrap): (KeyAgreementAlgorithm, KeyDerivation, KeyWrapAlgorithm),
) -> Result<Vec<u8>, Error> {
    let wrap_der = algorithm_identifier(&wrap.oid(), None);
    let agreed = provider.key_agreement(agreement)?.agree(recipient_key)?;
    let shared_info = shared_info(&wrap_der, None, wrap.kek_len());
    let kek = kdf::kek(provider, derivation, &agreed.shared_secret, &shared_info, None, wrap.kek_len())?;
    let encrypted_key = provider.key_wrap(wrap)?.wrap(&kek, cek)?;

    // Curve parameters absent: RFC 5753, 3.1.1, allows it and the curve is the recipient's; RFC 8418, 3.1, requires it.
    let key_algorithm = match agreement {
        KeyAgreementAlgorithm::X25519 => oids::X25519,
        _ => oids::EC_PUBLIC_KEY,
    };
    let originator_key = constructed(
        tag::context_constructed(1),
        &[&algorithm_identifier(&key_algorithm, None), &bit_string(&agreed.ephemeral_point)],
    );
    let key = sequence(&[&identifier.encode_for_agreement(), &octet_string(&encrypted_key)]);
    Ok(constructed(
        tag::context_constructed(1),
        &[
            &unsigned(VERSION),
            &constructed(tag::context_constructed(0), &[&originator_key]),
            &algorithm_identifier(&derivation.oid(), Some(&wrap_der)),
            &sequence(&[&key]),
        ],
    ))
}

/// The CEK of one recipient.
pub(super) fn open(
    provider: &CryptoProvider,
    key: &dyn DecryptionKey,
    claimed: &UnverifiedAgreement,
    encrypted_key: &[u8],
) -> Result<ContentEncryptionKey, Error> {
    let unsupported = |what, found: String| Error::Unsupported { what, found };
    let (agreement, point) = match &claimed.originator {
        Originator::Ephemeral { agreement, point } => (*agreement, point),
        Originator::Other(name) => return Err(unsupported("key agreement", name.to_string())),
    };
    let derivation = claimed.derivation.as_ref().map_err(|oid| unsupported("key derivation", oid.to_string()))?;
    if !derivation.fits(agreement) {
        return Err(unsupported("key derivation", format!("{derivation} after {}", agreement.name())));
    }
    let wrap = claimed.wrap.as_ref().map_err(|oid| unsupported("key wrap", dotted(oid.as_ref())))?;
    let key_wrap = provider.key_wrap(*wrap)?;
    //= spec/cms-profile.md#recipients
    //# An ephemeral point MUST be uncompressed and on the curve of the recipient's key.
    if KeyAgreementAlgorithm::of_key(key.public_key().algorithm()) != Some(agreement) {
        return Err(Error::NotAuthentic);
    }
    let secret = key.agree(point).map_err(Error::of_secret)?;
    let ukm = claimed.ukm.as_deref();
    let shared_info = shared_info(&claimed.wrap_der, ukm, wrap.kek_len());
    let kek = kdf::kek(provider, *derivation, &secret, &shared_info, ukm, wrap.kek_len()).map_err(Error::of_secret)?;
    key_wrap.unwrap(&kek, encrypted_key).map_err(Error::of_secret)
}

/// DER ECC-CMS-SharedInfo (RFC 5753, 7.2); `kek_len` in octets.
pub(super) fn shared_info(wrap_der: &[u8], ukm: Option<&[u8]>, kek_len: usize) -> Vec<u8> {
    let bits = u32::try_from(kek_len).unwrap_or(u32::MAX).saturating_mul(8);
    let entity_u_info = ukm.map(|ukm| constructed(tag::context_constructed(0), &[&octet_string(ukm)]));
    let supp_pub_info = constructed(tag::context_constructed(2), &[&octet_string(&bits.to_be_bytes())]);
    sequence(&[wrap_der, entity_u_info.as_deref().unwrap_or(&[]), &supp_pub_info])
}

impl UnverifiedAgreement {
    pub(super) fn algorithm_uses(&self, subject: &str) -> Vec<AlgorithmUse> {
        let unknown = |name: Cow<'static, str>, role| AlgorithmUse::new(name, role, 0, subject);
        let agreement = match &self.originator {
            Originator::Ephemeral { agreement, .. } => agreement.used_for(subject),
            Originator::Other(name) => unknown(name.clone(), Role::KeyEstablishment),
        };
        let derivation = match &self.derivation {
            Ok(derivation) => derivation.used_for(subject),
            Err(oid) => unknown(oid.to_string().into(), Role::KeyDerivation),
        };
        let wrap = match &self.wrap {
            Ok(wrap) => wrap.used_for(subject),
            Err(oid) => unknown(dotted(oid.as_ref()).into(), Role::KeyWrap),
        };
        vec![agreement, derivation, wrap]
    }
}

fn dotted(oid: Option<&Oid>) -> String {
    oid.map_or_else(|| "without a name".into(), ToString::to_string)
}

/// A recipient of a KeyAgreeRecipientInfo, with its encrypted key.
type EncryptedKey = (RecipientIdentifier, Vec<u8>);

pub(super) fn parse(mut reader: DerReader<'_>) -> Result<(UnverifiedAgreement, Vec<EncryptedKey>), Error> {
    let malformed = reader.malformed();
    if reader.unsigned()? != VERSION {
        return Err(malformed);
    }
    let mut originator_reader = reader.nested(tag::context_constructed(0), "OriginatorIdentifierOrKey")?;
    let originator = parse_originator(&mut originator_reader)?;
    originator_reader.finish()?;
    let ukm = match reader.optional_nested(tag::context_constructed(1), "ukm")? {
        Some(mut inner) => {
            let ukm = inner.octet_string()?.to_vec();
            inner.finish()?;
            Some(ukm)
        }
        None => None,
    };
    let (derivation, wrap, wrap_der) = parse_algorithm(reader.sequence("keyEncryptionAlgorithm")?)?;
    let keys = parse_keys(reader.sequence("recipientEncryptedKeys")?)?;
    reader.finish()?;
    Ok((UnverifiedAgreement { originator, derivation, wrap, wrap_der, ukm }, keys))
}

fn parse_originator(reader: &mut DerReader<'_>) -> Result<Originator, Error> {
    let Some(mut fields) = reader.optional_nested(tag::context_constructed(1), "OriginatorPublicKey")? else {
        reader.element()?;
        return Ok(Originator::Other("static-static-key-agreement".into()));
    };
    let mut algorithm = fields.sequence("OriginatorPublicKey")?;
    let oid = algorithm.oid()?;
    if oid == oids::X25519 {
        return parse_x25519(&algorithm, fields);
    }
    if oid != oids::EC_PUBLIC_KEY {
        fields.expect(tag::BIT_STRING)?;
        fields.finish()?;
        return Ok(Originator::Other(oid.to_string().into()));
    }
    let curve = match algorithm.peek() {
        None => None,
        Some(tag::NULL) => algorithm.null().map(|()| None)?,
        Some(tag::OID) => Some(algorithm.oid()?),
        Some(_) => return Err(algorithm.malformed()),
    };
    algorithm.finish()?;
    let malformed = fields.malformed();
    let point = fields.bit_string()?;
    fields.finish()?;
    //= spec/cms-profile.md#recipients
    //# An ephemeral point MUST be uncompressed and on the curve of the recipient's key.
    let agreement = match (point.first(), point.len()) {
        (Some(&UNCOMPRESSED), 65) => (KeyAgreementAlgorithm::EcdhP256, oids::SECP256R1),
        (Some(&UNCOMPRESSED), 97) => (KeyAgreementAlgorithm::EcdhP384, oids::SECP384R1),
        (Some(&UNCOMPRESSED), P521_POINT_LEN) => return Ok(Originator::Other("ecdh-p521".into())),
        (Some(2 | 3), 33..) => return Ok(Originator::Other("ecdh-with-compressed-point".into())),
        _ => return Err(malformed),
    };
    match (agreement, curve) {
        ((_, expected), Some(named)) if named != expected => Err(malformed),
        ((agreement, _), _) => Ok(Originator::Ephemeral { agreement, point: point.to_vec() }),
    }
}

/// The rest of an OriginatorPublicKey whose `algorithm` is id-X25519.
fn parse_x25519(algorithm: &DerReader<'_>, mut fields: DerReader<'_>) -> Result<Originator, Error> {
    //= spec/cms-profile.md#recipients
    //# An ephemeral key of X25519 MUST have no parameters and 32 octets, be reduced, and not lead to a secret of zeros.
    algorithm.finish()?;
    let malformed = fields.malformed();
    let point = fields.bit_string()?;
    fields.finish()?;
    // Every sender computes it reduced. RFC 7748, 5, would take more: the topmost bit is not even looked at, so that an
    // altered message could still open.
    let reduced = match point {
        [_, .., last] if last & 0x80 != 0 => false,
        [first, between @ .., 0x7f] => *first < 0xed || between.iter().any(|octet| *octet != 0xff),
        _ => true,
    };
    if point.len() != KeyAgreementAlgorithm::X25519.point_len() || !reduced {
        return Err(malformed);
    }
    Ok(Originator::Ephemeral { agreement: KeyAgreementAlgorithm::X25519, point: point.to_vec() })
}

type ParsedAlgorithm = (Result<KeyDerivation, Oid>, Result<KeyWrapAlgorithm, Option<Oid>>, Vec<u8>);

fn parse_algorithm(mut reader: DerReader<'_>) -> Result<ParsedAlgorithm, Error> {
    let oid = reader.oid()?;
    let Some(derivation) = KeyDerivation::from_oid(&oid) else {
        // The parameters of an unknown scheme are its own; only what looks like a wrap is named.
        let wrap = reader.sequence("keyEncryptionAlgorithm").and_then(|mut inner| inner.oid()).ok();
        return Ok((Err(oid), Err(wrap), Vec::new()));
    };
    let mut whole = reader.clone();
    //= spec/cms-profile.md#recipients
    //# RSAES-OAEP and key agreement MUST come with their parameters: absent and NULL ones are malformed.
    let mut wrap_reader = reader.sequence("KeyWrapAlgorithm")?;
    reader.finish()?;
    let wrap_der = whole.element()?.raw.to_vec();
    let wrap_oid = wrap_reader.oid()?;
    let wrap = match KeyWrapAlgorithm::from_oid(&wrap_oid) {
        // RFC 3565, 2.3.2: parameters absent.
        Some(wrap @ (KeyWrapAlgorithm::Aes128Wrap | KeyWrapAlgorithm::Aes256Wrap)) => {
            wrap_reader.finish()?;
            Ok(wrap)
        }
        Some(wrap) => Ok(wrap),
        None => Err(Some(wrap_oid)),
    };
    Ok((Ok(derivation), wrap, wrap_der))
}

fn parse_keys(mut reader: DerReader<'_>) -> Result<Vec<EncryptedKey>, Error> {
    let malformed = reader.malformed();
    let mut keys = Vec::new();
    while !reader.is_empty() {
        if keys.len() >= MAX_KEYS_PER_INFO {
            return Err(Error::Limit { what: "recipients of one RecipientInfo", limit: MAX_KEYS_PER_INFO as u64 });
        }
        let mut key = reader.sequence("RecipientEncryptedKey")?;
        let identifier = RecipientIdentifier::parse_for_agreement(&mut key)?;
        keys.push((identifier, key.octet_string()?.to_vec()));
        key.finish()?;
    }
    if keys.is_empty() { Err(malformed) } else { Ok(keys) }
}
