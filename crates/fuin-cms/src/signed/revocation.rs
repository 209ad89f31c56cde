//! RevocationInfoChoices (RFC 5652, 10.2.1): CRLs, OCSP responses (RFC 5940), and what has no name here.

use std::io::Read;

use fuin_crypto::Oid;

use super::{MAX_CRLS, MAX_CRLS_LEN};
use crate::ber::BerReader;
use crate::der_values::{self, DerReader, check_der, tag};
use crate::error::Error;
use crate::oids;

const CRLS: &str = "crls";
/// `[1]` in RevocationInfoChoice: OtherRevocationInfoFormat.
const OTHER: u8 = tag::context_constructed(1);

/// Revocation information that is neither a CRL nor an OCSP response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherRevocation {
    /// Its format (otherRevInfoFormat).
    pub format: Oid,
    /// The whole RevocationInfoChoice, DER.
    pub raw: Vec<u8>,
}

/// The crls of a SignedData, by kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct RevocationInfo {
    pub(super) crls: Vec<Vec<u8>>,
    pub(super) ocsp_responses: Vec<Vec<u8>>,
    pub(super) other: Vec<OtherRevocation>,
}

/// Takes `crls` from a SignedData if it has them. Every member must be DER: archive timestamps cover the octets.
pub(super) fn read<R: Read>(reader: &mut BerReader<R>) -> Result<RevocationInfo, Error> {
    let mut found = RevocationInfo::default();
    if reader.peek("SignedData")?.is_none_or(|header| header.tag != tag::context_constructed(1)) {
        return Ok(found);
    }
    reader.enter(tag::context_constructed(1), CRLS)?;
    let (mut count, mut room) = (0usize, MAX_CRLS_LEN);
    while let Some(header) = reader.peek(CRLS)? {
        if count >= MAX_CRLS {
            return Err(Error::Limit { what: CRLS, limit: MAX_CRLS as u64 });
        }
        count = count.saturating_add(1);
        let raw = reader.read_der(room, CRLS)?;
        room = room.saturating_sub(raw.len());
        match header.tag {
            tag::SEQUENCE => found.crls.push(raw),
            OTHER => found.push_other(raw, header.offset)?,
            _ => return Err(Error::Malformed { structure: CRLS, offset: header.offset }),
        }
    }
    reader.leave(CRLS)?;
    Ok(found)
}

impl RevocationInfo {
    fn push_other(&mut self, raw: Vec<u8>, offset: u64) -> Result<(), Error> {
        let mut outer = DerReader::new(&raw, "OtherRevocationInfoFormat", offset);
        let mut fields = outer.nested(OTHER, "OtherRevocationInfoFormat")?;
        let format = fields.oid()?;
        let info = fields.element()?;
        fields.finish()?;
        //= spec/cms-profile.md#timestamps-and-levels
        //# An OCSP response in crls MUST be a DER OCSPResponse under id-ri-ocsp-response.
        if format == oids::RI_OCSP_RESPONSE {
            let response = info.raw.to_vec();
            self.ocsp_responses.push(checked(response, "OCSPResponse")?);
        } else {
            self.other.push(OtherRevocation { format, raw });
        }
        Ok(())
    }
}

/// The RevocationInfoChoice around an OCSP response in DER.
pub(super) fn ocsp_choice(response: &[u8]) -> Vec<u8> {
    der_values::constructed(OTHER, &[&der_values::oid(&oids::RI_OCSP_RESPONSE), response])
}

/// `value` if it is one DER SEQUENCE, as certificates, CRLs and OCSP responses are.
pub(super) fn checked(value: Vec<u8>, structure: &'static str) -> Result<Vec<u8>, Error> {
    check_der(&value, structure, 0)?;
    if value.first() == Some(&tag::SEQUENCE) { Ok(value) } else { Err(Error::Malformed { structure, offset: 0 }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_field(members: &[Vec<u8>]) -> Result<RevocationInfo, Error> {
        let field = der_values::value(0xa1, &members.concat());
        let mut reader = BerReader::new(field.as_slice());
        let found = read(&mut reader)?;
        reader.finish("test")?;
        Ok(found)
    }

    //= spec/cms-profile.md#timestamps-and-levels
    //= type=test
    //# An OCSP response in crls MUST be a DER OCSPResponse under id-ri-ocsp-response.
    #[test]
    fn kinds_are_kept_apart() {
        let crl = der_values::sequence(&[&der_values::null()]);
        let response = der_values::sequence(&[&der_values::value(0x0a, &[0])]);
        let strange = der_values::constructed(OTHER, &[&der_values::oid(&oids::DATA), &der_values::null()]);
        let found = read_field(&[strange.clone(), ocsp_choice(&response), crl.clone()]).unwrap();
        assert_eq!((found.crls, found.ocsp_responses), (vec![crl], vec![response]));
        assert_eq!(found.other, [OtherRevocation { format: oids::DATA, raw: strange }]);
    }

    #[test]
    fn what_is_neither_is_refused() {
        let oid = der_values::oid(&oids::RI_OCSP_RESPONSE);
        let response = der_values::sequence(&[]);
        let other = |parts: &[&[u8]]| der_values::constructed(OTHER, parts);
        for (name, member) in [
            ("an empty choice", other(&[])),
            ("no information", other(&[&oid])),
            ("two informations", other(&[&oid, &response, &response])),
            ("an OCSP response that is no SEQUENCE", other(&[&oid, &der_values::null()])),
            ("no format", other(&[&response])),
            ("another choice", der_values::value(0xa2, &[])),
            ("no constructed value", der_values::null()),
            ("indefinite length", [&[0xa1, 0x80][..], &oid, &response, &[0, 0]].concat()),
            ("indefinite length inside", other(&[&oid, &[0x30, 0x80, 0, 0]])),
        ] {
            assert!(matches!(read_field(&[member]), Err(Error::Malformed { .. })), "{name}");
        }
    }

    #[test]
    fn number_and_octets_are_limited() {
        let number = |count: u64| (0..count).map(|n| ocsp_choice(&der_values::sequence(&[&der_values::unsigned(n)])));
        assert_eq!(read_field(&number(64).collect::<Vec<_>>()).unwrap().ocsp_responses.len(), 64);
        let over = read_field(&number(65).collect::<Vec<_>>());
        assert!(matches!(over, Err(Error::Limit { what: "crls", limit: 64 })));
        let large = der_values::sequence(&[&der_values::octet_string(&vec![0; MAX_CRLS_LEN / 2])]);
        assert!(read_field(std::slice::from_ref(&large)).is_ok());
        assert!(matches!(read_field(&[large.clone(), large]), Err(Error::Limit { what: "crls", .. })));
    }
}
