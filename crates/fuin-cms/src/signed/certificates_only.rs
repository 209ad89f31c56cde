//! A SignedData without content and signers, as CAs publish their certificates in (RFC 5272, 4.1; RFC 5280, 4.2.2.1).

use super::{MAX_CERTIFICATES, MAX_CERTIFICATES_LEN};
use crate::der_values::{DerReader, tag};
use crate::error::Error;
use crate::oids;

const STRUCTURE: &str = "certs-only message";

/// The certificates (DER) of a message that holds nothing else. **Nobody vouches for them.**
///
/// # Errors
/// [`Error::Malformed`] for whatever else it is; [`Error::Limit`].
pub fn read_certificates_only(message: &[u8]) -> Result<Vec<Vec<u8>>, Error> {
    if message.len() > MAX_CERTIFICATES_LEN {
        return Err(Error::Limit { what: "certificates octets", limit: MAX_CERTIFICATES_LEN as u64 });
    }
    let mut whole = DerReader::new(message, STRUCTURE, 0);
    let mut info = whole.sequence(STRUCTURE)?;
    whole.finish()?;
    if info.oid()? != oids::SIGNED_DATA {
        return Err(info.malformed());
    }
    let mut explicit = info.nested(0xa0, STRUCTURE)?;
    info.finish()?;
    let mut signed = explicit.sequence(STRUCTURE)?;
    explicit.finish()?;
    signed.unsigned()?;
    signed.expect(tag::SET)?;
    signed.sequence(STRUCTURE)?;
    let mut set = signed.optional_nested(0xa0, STRUCTURE)?.ok_or_else(|| signed.malformed())?;
    signed.optional(0xa1)?;
    // With a signer it is a message, and read as one.
    if !signed.expect(tag::SET)?.is_empty() {
        return Err(signed.malformed());
    }
    signed.finish()?;
    let mut found = Vec::new();
    while set.peek().is_some() {
        if found.len() >= MAX_CERTIFICATES {
            return Err(Error::Limit { what: "certificates", limit: MAX_CERTIFICATES as u64 });
        }
        let element = set.element()?;
        if element.tag == tag::SEQUENCE {
            found.push(element.raw.to_vec());
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::der_values as dv;

    fn message(certificates: &[Vec<u8>], signers: &[u8]) -> Vec<u8> {
        let content = dv::sequence(&[&dv::oid(&oids::DATA)]);
        let set = dv::value(0xa0, &certificates.concat());
        let signed =
            dv::sequence(&[&dv::unsigned(1), &dv::value(tag::SET, &[]), &content, &set, &dv::value(tag::SET, signers)]);
        dv::sequence(&[&dv::oid(&oids::SIGNED_DATA), &dv::value(0xa0, &signed)])
    }

    #[test]
    fn certificates_are_taken_and_everything_else_is_refused() {
        let certificate = dv::sequence(&[&dv::unsigned(7)]);
        let whole = message(&[certificate.clone(), certificate.clone()], &[]);
        assert_eq!(read_certificates_only(&whole).unwrap(), [certificate.clone(), certificate.clone()]);
        assert!(
            read_certificates_only(&message(std::slice::from_ref(&certificate), &certificate)).is_err(),
            "a signer"
        );
        assert!(read_certificates_only(&certificate).is_err(), "a certificate");
        assert!(read_certificates_only(&[&whole[..], &[0]].concat()).is_err(), "trailing");
        let many = vec![certificate; MAX_CERTIFICATES + 1];
        assert!(matches!(read_certificates_only(&message(&many, &[])), Err(Error::Limit { .. })));
        for cut in 0..whole.len() {
            assert!(read_certificates_only(&whole[..cut]).is_err(), "{cut}");
        }
    }
}
