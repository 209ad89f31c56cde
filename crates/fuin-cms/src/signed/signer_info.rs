//! SignerInfo (RFC 5652, 5.3): making one, and reading one.

use fuin_crypto::CryptoProvider;

use super::algorithm::{self, ClaimedDigest, ClaimedSignature};
use super::certificate::CertificateFields;
use super::signer::{SignerIdentifier, UnverifiedSigner};
use super::unsigned;
use super::writer::SignerRequest;
use crate::attribute::{
    AlgorithmIdentifier, AlgorithmProtection, SignerAttributes, SigningCertificate, Signs, UnverifiedSignedAttributes,
    encode_signed_attributes,
};
use crate::der_values::{self, DerReader, tag};
use crate::error::Error;

const STRUCTURE: &str = "SignerInfo";

/// A SignerInfo without its unsigned attributes.
pub(super) struct SignedFields {
    /// The fields from version to signature, encoded, one after the other.
    pub(super) fields: Vec<u8>,
    /// The signature's octets.
    pub(super) signature: Vec<u8>,
}

/// Signs the attributes over a content digest.
pub(super) fn sign(
    provider: &CryptoProvider,
    request: &SignerRequest<'_>,
    content_digest: &[u8],
) -> Result<SignedFields, Error> {
    let fields = CertificateFields::read(request.certificate)?;
    if !fields.certifies(request.key.public_key()) {
        return Err(Error::Unwritable { what: "signature by a key that is not the certificate's" });
    }
    let digest = request.algorithm.digest();
    let digest_algorithm = AlgorithmIdentifier::new(digest.oid());
    let signature_algorithm = algorithm::written(request.algorithm).ok_or_else(|| Error::Unsupported {
        what: "signature algorithm for writing",
        found: format!("{} with {digest}", request.algorithm.name()),
    })?;
    let signing_certificate = SigningCertificate {
        digest_algorithm: digest_algorithm.clone(),
        digest: provider.digest(digest)?.digest(request.certificate),
        issuer_and_serial: Some((fields.issuer.to_vec(), fields.serial.to_vec())),
    };
    let protection = AlgorithmProtection { digest: digest_algorithm, signature: signature_algorithm };
    let mut attributes = encode_signed_attributes(
        request.attributes,
        &SignerAttributes {
            message_digest: content_digest,
            signing_time: request.signing_time,
            protection: &protection,
            signing_certificate: &signing_certificate,
        },
    )?;
    let signature = request.key.sign(request.algorithm, &attributes)?;
    // Signed as a SET, sent as [0] IMPLICIT (RFC 5652, 5.4): only the identifier octet differs.
    if let Some(first) = attributes.first_mut() {
        *first = tag::context_constructed(0);
    }
    let sid = der_values::sequence(&[fields.issuer, &der_values::value(tag::INTEGER, fields.serial)]);
    let fields = [
        der_values::unsigned(1),
        sid,
        protection.digest.encode(),
        attributes,
        protection.signature.encode(),
        der_values::octet_string(&signature),
    ];
    Ok(SignedFields { fields: fields.concat(), signature })
}

/// Reads one SignerInfo about `signs`, which lies at `offset` of its message.
pub(super) fn read(raw: &[u8], offset: u64, signs: Signs) -> Result<UnverifiedSigner, Error> {
    let mut outer = DerReader::new(raw, STRUCTURE, offset);
    let mut fields = outer.sequence(STRUCTURE)?;
    outer.finish()?;
    let contents = fields.rest();
    let at_version = fields.malformed();
    let version = fields.unsigned()?;
    let sid = read_identifier(&mut fields)?;
    let expected = match sid {
        SignerIdentifier::IssuerAndSerial { .. } => 1,
        SignerIdentifier::SubjectKeyIdentifier(_) => 3,
    };
    if version != expected {
        return Err(at_version);
    }
    let digest_identifier = AlgorithmIdentifier::read(&mut fields)?;
    let at_attributes = fields.offset();
    //= spec/cms-profile.md#signed-content
    //# Every SignerInfo MUST have signedAttrs, although RFC 5652 lets id-data do without.
    // RFC 5652 has them optional for id-data; without them neither label nor recipients would be signed.
    if fields.peek() != Some(tag::context_constructed(0)) {
        return Err(Error::Malformed { structure: "signedAttrs", offset: at_attributes });
    }
    let mut attributes = fields.element()?.raw.to_vec();
    if let Some(first) = attributes.first_mut() {
        *first = tag::SET;
    }
    let attributes = UnverifiedSignedAttributes::read(attributes, at_attributes, signs)?;
    let signature_identifier = AlgorithmIdentifier::read(&mut fields)?;
    let signature = fields.octet_string()?.to_vec();
    let signed_len = contents.len().saturating_sub(fields.rest().len());
    let signed_fields = contents.get(..signed_len).unwrap_or_default().to_vec();
    let unsigned = unsigned::read(&mut fields)?;
    fields.finish()?;
    let digest = ClaimedDigest::of(&digest_identifier)?;
    let signature_algorithm = ClaimedSignature::of(&signature_identifier, &digest)?;
    Ok(UnverifiedSigner {
        sid,
        digest,
        signature_algorithm,
        digest_identifier,
        signature_identifier,
        attributes,
        signature,
        signed_fields,
        unsigned,
    })
}

fn read_identifier(fields: &mut DerReader<'_>) -> Result<SignerIdentifier, Error> {
    if fields.peek() == Some(tag::context(0)) {
        return Ok(SignerIdentifier::SubjectKeyIdentifier(fields.expect(tag::context(0))?.to_vec()));
    }
    let mut inner = fields.sequence("IssuerAndSerialNumber")?;
    let issuer_at = inner.offset();
    let issuer = inner.element()?.raw.to_vec();
    der_values::check_der(&issuer, "Name", issuer_at)?;
    let serial = inner.integer()?.to_vec();
    inner.finish()?;
    Ok(SignerIdentifier::IssuerAndSerial { issuer, serial })
}
