//! KeyTransRecipientInfo with RSA (RFC 5652, 6.2.1; RFC 3560).

use std::borrow::Cow;

use fuin_crypto::{
    AlgorithmUse, ContentEncryptionKey, CryptoProvider, DecryptionKey, DigestAlgorithm, KeyAlgorithm,
    KeyTransportAlgorithm, PublicKey, Role,
};

use super::RecipientIdentifier;
use crate::der_values::{DerReader, algorithm_identifier, constructed, octet_string, sequence, tag, unsigned};
use crate::error::Error;
use crate::oids;

/// What a KeyTransRecipientInfo claims.
#[derive(Debug, Clone)]
pub(super) struct UnverifiedTransport {
    transport: Result<KeyTransportAlgorithm, Cow<'static, str>>,
    encrypted_key: Vec<u8>,
}

impl UnverifiedTransport {
    pub(super) fn algorithm_use(&self, subject: String) -> AlgorithmUse {
        let bits = u32::try_from(self.encrypted_key.len()).unwrap_or(u32::MAX).saturating_mul(8);
        match &self.transport {
            Ok(transport) => transport.used_for(bits, subject),
            Err(name) => AlgorithmUse::new(name.clone(), Role::KeyEstablishment, 0, subject),
        }
    }
}

/// The encoding of a KeyTransRecipientInfo.
pub(super) fn seal(
    provider: &CryptoProvider,
    recipient_key: &PublicKey,
    identifier: &RecipientIdentifier,
    cek: &ContentEncryptionKey,
    transport: KeyTransportAlgorithm,
) -> Result<Vec<u8>, Error> {
    let unsupported = || Error::Unsupported { what: "key transport", found: transport.name().into() };
    let algorithm = oaep_identifier(transport.digest().ok_or_else(unsupported)?);
    let encrypted_key = provider.key_transport(transport)?.encrypt(recipient_key, cek)?;
    Ok(sequence(&[
        &unsigned(version(identifier)),
        &identifier.encode_for_transport(),
        &algorithm,
        &octet_string(&encrypted_key),
    ]))
}

/// The CEK.
pub(super) fn open(key: &dyn DecryptionKey, claimed: &UnverifiedTransport) -> Result<ContentEncryptionKey, Error> {
    let unsupported = |found: &str| Error::Unsupported { what: "key transport", found: found.into() };
    let transport = match &claimed.transport {
        //= spec/cms-profile.md#recipients
        //# RSAES-PKCS1-v1_5 MUST NOT be written, nor tried on what is read.
        // Its padding is an oracle by design, so it is not even tried.
        Ok(KeyTransportAlgorithm::RsaPkcs1) => return Err(unsupported(KeyTransportAlgorithm::RsaPkcs1.name())),
        Ok(transport) => *transport,
        Err(name) => return Err(unsupported(name)),
    };
    if !matches!(key.public_key().algorithm(), KeyAlgorithm::Rsa { .. }) {
        return Err(Error::NotAuthentic);
    }
    key.decrypt(transport, &claimed.encrypted_key).map_err(Error::of_secret)
}

/// AlgorithmIdentifier of RSAES-OAEP, MGF1 with the same digest, empty label (RFC 4055, 4.1). The parameters of the
/// digest are absent (RFC 5754, section 2); readers take NULL as equal.
pub(super) fn oaep_identifier(digest: DigestAlgorithm) -> Vec<u8> {
    let hash = algorithm_identifier(&digest.oid(), None);
    let mask = algorithm_identifier(&oids::MGF1, Some(&hash));
    let parameters = sequence(&[
        &constructed(tag::context_constructed(0), &[&hash]),
        &constructed(tag::context_constructed(1), &[&mask]),
    ]);
    algorithm_identifier(&oids::RSAES_OAEP, Some(&parameters))
}

/// RFC 5652, 6.2.1: the version follows the identifier.
const fn version(identifier: &RecipientIdentifier) -> u64 {
    match identifier {
        RecipientIdentifier::IssuerAndSerial { .. } => 0,
        RecipientIdentifier::SubjectKeyIdentifier(_) => 2,
    }
}

pub(super) fn parse(mut reader: DerReader<'_>) -> Result<(RecipientIdentifier, UnverifiedTransport), Error> {
    let malformed = reader.malformed();
    let claimed_version = reader.unsigned()?;
    let identifier = RecipientIdentifier::parse_for_transport(&mut reader)?;
    if claimed_version != version(&identifier) {
        return Err(malformed);
    }
    let transport = parse_algorithm(reader.sequence("keyEncryptionAlgorithm")?)?;
    let encrypted_key = reader.octet_string()?.to_vec();
    reader.finish()?;
    Ok((identifier, UnverifiedTransport { transport, encrypted_key }))
}

fn parse_algorithm(mut reader: DerReader<'_>) -> Result<Result<KeyTransportAlgorithm, Cow<'static, str>>, Error> {
    let oid = reader.oid()?;
    if oid == oids::RSA_ENCRYPTION {
        absent_or_null(&mut reader)?;
        return Ok(Ok(KeyTransportAlgorithm::RsaPkcs1));
    }
    if oid != oids::RSAES_OAEP {
        return Ok(Err(oid.to_string().into()));
    }
    //= spec/cms-profile.md#recipients
    //# RSAES-OAEP and key agreement MUST come with their parameters: absent and NULL ones are malformed.
    let mut parameters = reader.sequence("RSAES-OAEP-params")?;
    reader.finish()?;
    let digest = match parameters.optional_nested(tag::context_constructed(0), "RSAES-OAEP-params")? {
        Some(mut inner) => parse_digest(&mut inner).and_then(|digest| inner.finish().map(|()| digest))?,
        None => Ok(DigestAlgorithm::Sha1),
    };
    let mask_digest = match parameters.optional_nested(tag::context_constructed(1), "RSAES-OAEP-params")? {
        Some(mut inner) => parse_mask(&mut inner).and_then(|digest| inner.finish().map(|()| digest))?,
        None => Ok(DigestAlgorithm::Sha1),
    };
    let label = match parameters.optional_nested(tag::context_constructed(2), "RSAES-OAEP-params")? {
        Some(mut inner) => parse_label(&mut inner).and_then(|label| inner.finish().map(|()| label))?,
        None => Label::Empty,
    };
    parameters.finish()?;
    Ok(match (digest, mask_digest, label) {
        (Ok(digest), Ok(mask_digest), Label::Empty) if digest == mask_digest => {
            KeyTransportAlgorithm::oaep(digest).ok_or_else(|| format!("rsa-oaep-{digest}").into())
        }
        (Ok(digest), Ok(mask_digest), Label::Empty) => Err(format!("rsa-oaep-{digest}-mgf1-{mask_digest}").into()),
        (Err(name), ..) | (Ok(_), Err(name), _) => Err(format!("rsa-oaep-{name}").into()),
        (.., Label::Given) => Err("rsa-oaep-with-label".into()),
    })
}

enum Label {
    Empty,
    Given,
}

fn parse_digest(reader: &mut DerReader<'_>) -> Result<Result<DigestAlgorithm, String>, Error> {
    let mut fields = reader.sequence("hashAlgorithm")?;
    let oid = fields.oid()?;
    match DigestAlgorithm::from_oid(&oid) {
        Some(digest) => absent_or_null(&mut fields).map(|()| Ok(digest)),
        None => Ok(Err(oid.to_string())),
    }
}

fn parse_mask(reader: &mut DerReader<'_>) -> Result<Result<DigestAlgorithm, String>, Error> {
    let mut fields = reader.sequence("maskGenAlgorithm")?;
    let oid = fields.oid()?;
    if oid != oids::MGF1 {
        return Ok(Err(oid.to_string()));
    }
    let digest = parse_digest(&mut fields)?;
    fields.finish()?;
    Ok(digest)
}

fn parse_label(reader: &mut DerReader<'_>) -> Result<Label, Error> {
    let mut fields = reader.sequence("pSourceAlgorithm")?;
    if fields.oid()? != oids::P_SPECIFIED {
        return Ok(Label::Given);
    }
    let label = fields.octet_string()?;
    fields.finish()?;
    Ok(if label.is_empty() { Label::Empty } else { Label::Given })
}

fn absent_or_null(reader: &mut DerReader<'_>) -> Result<(), Error> {
    if !reader.is_empty() {
        reader.null()?;
    }
    reader.finish()
}
