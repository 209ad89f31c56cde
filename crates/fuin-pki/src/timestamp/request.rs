//! Asking a timestamp authority (RFC 3161, 2.4).

use fuin_crypto::{DigestAlgorithm, equal_in_constant_time};

use super::UnverifiedTimestamp;
use crate::der::{self, Reader};
use crate::error::Error;

/// The longest nonce, in octets.
const MAX_NONCE: usize = 20;
/// How much of what an authority says about a refusal is kept, in characters.
const MAX_SAID: usize = 200;

/// A TimeStampReq with its answer still to come.
#[derive(Debug, Clone)]
pub struct TimestampRequest {
    der: Vec<u8>,
    digest: DigestAlgorithm,
    imprint: Vec<u8>,
    /// Content octets of the INTEGER.
    nonce: Vec<u8>,
}

impl TimestampRequest {
    /// A request for a timestamp over what has this digest. `nonce` is 1 to 20 random octets, which bind the answer to
    /// this request. The authority's certificate is asked for too.
    ///
    /// # Errors
    /// [`Error::UnsupportedTimestamp`] for a nonce or imprint of another length.
    pub fn new(digest: DigestAlgorithm, imprint: &[u8], nonce: &[u8]) -> Result<Self, Error> {
        if nonce.is_empty() || nonce.len() > MAX_NONCE || imprint.len() != digest.output_len() {
            return Err(Error::UnsupportedTimestamp { what: "length of imprint or nonce".into() });
        }
        // A positive INTEGER in its shortest form.
        let mut number = vec![0x40 | (nonce.first().copied().unwrap_or(0) & 0x3f)];
        number.extend_from_slice(nonce.get(1..).unwrap_or_default());
        let algorithm = der::encode(der::SEQUENCE, &der::encode(der::OBJECT_IDENTIFIER, digest.oid().as_content()));
        let message_imprint =
            der::encode(der::SEQUENCE, &[algorithm, der::encode(der::OCTET_STRING, imprint)].concat());
        let fields = [
            der::encode(der::INTEGER, &[1]),
            message_imprint,
            der::encode(der::INTEGER, &number),
            der::encode(der::BOOLEAN, &[0xff]),
        ];
        Ok(Self { der: der::encode(der::SEQUENCE, &fields.concat()), digest, imprint: imprint.to_vec(), nonce: number })
    }

    /// The request in DER.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The token of a TimeStampResp, when it is the answer to this request.
    ///
    /// # Errors
    /// [`Error::TimestampRefused`] when the authority refuses; [`Error::TimestampMismatch`] for the answer to another
    /// request; otherwise as [`UnverifiedTimestamp::from_der`].
    pub fn accept(&self, response: &[u8]) -> Result<UnverifiedTimestamp, Error> {
        let mut outer = Reader::new(response, "TimeStampResp");
        let mut fields = outer.expect(der::SEQUENCE)?.reader("TimeStampResp");
        outer.finish()?;
        let status = fields.expect(der::SEQUENCE)?;
        let mut parts = status.reader("PKIStatusInfo");
        let code = parts.expect(der::INTEGER)?.small_integer("PKIStatus")?;
        if code > 1 {
            let said = parts.optional(der::SEQUENCE)?.map(|text| text.content.to_vec()).unwrap_or_default();
            let said: String =
                String::from_utf8_lossy(&said).chars().filter(|c| !c.is_control()).take(MAX_SAID).collect();
            return Err(Error::TimestampRefused { status: code, said });
        }
        let token = UnverifiedTimestamp::from_der(fields.expect(der::SEQUENCE)?.whole)?;
        fields.finish()?;
        //= spec/trust.md#timestamps
        //# A response with another imprint, or without the nonce of the request, MUST be refused.
        let same = token.digest()? == self.digest
            && token.is_about(&self.imprint)
            && token.info.nonce.as_ref().is_some_and(|nonce| equal_in_constant_time(nonce, &self.nonce));
        if same { Ok(token) } else { Err(Error::TimestampMismatch) }
    }
}
