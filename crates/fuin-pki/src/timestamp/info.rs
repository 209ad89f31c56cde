//! TSTInfo (RFC 3161, 2.4.2): what a timestamp states.

use fuin_crypto::Oid;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

use crate::certificate::read_extensions;
use crate::der::{self, Element, Reader};
use crate::error::Error;

const STRUCTURE: &str = "TSTInfo";
const GENERALIZED_TIME: u8 = 0x18;
/// The longest imprint, nonce and serial number that are read, in octets.
const MAX_FIELD: usize = 64;

#[derive(Clone)]
pub(super) struct TimestampInfo {
    pub(super) policy: Oid,
    pub(super) imprint_algorithm: Oid,
    pub(super) imprint: Vec<u8>,
    pub(super) serial: Vec<u8>,
    pub(super) time: Timestamp,
    pub(super) accuracy: SignedDuration,
    pub(super) nonce: Option<Vec<u8>>,
}

pub(super) fn read(der: &[u8]) -> Result<TimestampInfo, Error> {
    let mut outer = Reader::new(der, STRUCTURE);
    let mut fields = outer.expect(der::SEQUENCE)?.reader(STRUCTURE);
    outer.finish()?;
    let version = fields.expect(der::INTEGER)?;
    if version.small_integer(STRUCTURE)? != 1 {
        return Err(version.malformed("version"));
    }
    let policy = fields.expect(der::OBJECT_IDENTIFIER)?.oid(STRUCTURE)?;
    let (imprint_algorithm, imprint) = message_imprint(&fields.expect(der::SEQUENCE)?)?;
    let serial = bounded(&fields.expect(der::INTEGER)?)?;
    let time = generalized_time(&fields.expect(GENERALIZED_TIME)?)?;
    let accuracy = fields.optional(der::SEQUENCE)?.map_or(Ok(SignedDuration::ZERO), |element| accuracy(&element))?;
    if let Some(ordering) = fields.optional(der::BOOLEAN)? {
        ordering.boolean(STRUCTURE)?;
    }
    let nonce = fields.optional(der::INTEGER)?.map(|element| bounded(&element)).transpose()?;
    // The name of the authority is a hint at best: its certificate says who it is.
    fields.optional(der::context(0))?;
    if let Some(wrapped) = fields.optional(der::context(1))? {
        //= spec/trust.md#timestamps
        //# A token with a critical extension that is not processed MUST be refused.
        // Implicitly tagged here, explicitly in certificates.
        let explicit = der::encode(der::context(1), &der::encode(der::SEQUENCE, wrapped.content));
        let mut reader = Reader::new(&explicit, STRUCTURE);
        for extension in read_extensions(&reader.any()?, STRUCTURE)? {
            if extension.critical {
                return Err(Error::UnsupportedTimestamp { what: format!("critical extension {}", extension.oid) });
            }
        }
    }
    fields.finish()?;
    Ok(TimestampInfo { policy, imprint_algorithm, imprint, serial, time, accuracy, nonce })
}

/// Reads a MessageImprint: the digest algorithm with absent or NULL parameters, and the digest.
fn message_imprint(element: &Element<'_>) -> Result<(Oid, Vec<u8>), Error> {
    let mut fields = element.reader("messageImprint");
    let algorithm = algorithm(&fields.expect(der::SEQUENCE)?)?;
    let imprint = fields.expect(der::OCTET_STRING)?;
    fields.finish()?;
    if imprint.content.len() > MAX_FIELD {
        return Err(imprint.malformed("hashedMessage"));
    }
    Ok((algorithm, imprint.content.to_vec()))
}

/// The object identifier of a digest's AlgorithmIdentifier.
pub(super) fn algorithm(element: &Element<'_>) -> Result<Oid, Error> {
    let mut fields = element.reader("AlgorithmIdentifier");
    let oid = fields.expect(der::OBJECT_IDENTIFIER)?.oid("AlgorithmIdentifier")?;
    if let Some(null) = fields.optional(der::NULL)?
        && !null.content.is_empty()
    {
        return Err(null.malformed("parameters"));
    }
    fields.finish()?;
    Ok(oid)
}

fn bounded(element: &Element<'_>) -> Result<Vec<u8>, Error> {
    let content = element.integer(STRUCTURE)?;
    if content.len() > MAX_FIELD { Err(element.malformed(STRUCTURE)) } else { Ok(content.to_vec()) }
}

/// Seconds, milliseconds and microseconds (1 to 999 each of the latter).
fn accuracy(element: &Element<'_>) -> Result<SignedDuration, Error> {
    let mut fields = element.reader("accuracy");
    let seconds = fields.optional(der::INTEGER)?.map_or(Ok(0), |seconds| seconds.small_integer("accuracy"))?;
    let mut part = |number: u8| -> Result<u32, Error> {
        let Some(part) = fields.optional(0x80 | number)? else { return Ok(0) };
        // Implicitly tagged: the same octets as an INTEGER of 1 to 999.
        match part.content {
            [one @ 1..=0x7f] => Ok(u32::from(*one)),
            [0, two @ 0x80..=0xff] => Ok(u32::from(*two)),
            [high @ 1..=3, low] => Some((u32::from(*high) << 8) | u32::from(*low))
                .filter(|value| *value <= 999)
                .ok_or_else(|| part.malformed("accuracy")),
            _ => Err(part.malformed("accuracy")),
        }
    };
    let (milliseconds, microseconds) = (part(0)?, part(1)?);
    fields.finish()?;
    let micros = i64::from(milliseconds).saturating_mul(1000).saturating_add(i64::from(microseconds));
    Ok(SignedDuration::from_secs(i64::from(seconds)).saturating_add(SignedDuration::from_micros(micros)))
}

/// `YYYYMMDDHHMMSS[.f…]Z`: a fraction, if any, without a zero at its end (RFC 3161, 2.4.2).
fn generalized_time(element: &Element<'_>) -> Result<Timestamp, Error> {
    parse_time(element.content).ok_or_else(|| element.malformed("genTime"))
}

fn parse_time(content: &[u8]) -> Option<Timestamp> {
    let text = std::str::from_utf8(content).ok()?.strip_suffix('Z')?;
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    if whole.len() != 14 || !digits(whole) {
        return None;
    }
    let nanoseconds = match fraction {
        None => 0,
        Some(fraction) if digits(fraction) && fraction.len() <= 9 && !fraction.ends_with('0') => {
            format!("{fraction:0<9}").parse::<i32>().ok()?
        }
        Some(_) => return None,
    };
    let number = |from: usize, to: usize| whole.get(from..to)?.parse::<i16>().ok();
    let small = |from: usize, to: usize| i8::try_from(number(from, to)?).ok();
    let time = DateTime::new(
        number(0, 4)?,
        small(4, 6)?,
        small(6, 8)?,
        small(8, 10)?,
        small(10, 12)?,
        small(12, 14)?,
        nanoseconds,
    );
    Offset::UTC.to_timestamp(time.ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A TSTInfo with one extension, critical or not.
    fn with_extension(critical: bool) -> Vec<u8> {
        let oid = der::encode(der::OBJECT_IDENTIFIER, &[0x2a, 3, 4]);
        let algorithm = der::encode(der::SEQUENCE, &oid);
        let imprint = der::encode(der::SEQUENCE, &[algorithm, der::encode(der::OCTET_STRING, &[7; 32])].concat());
        let flag = if critical { der::encode(der::BOOLEAN, &[0xff]) } else { Vec::new() };
        let value = der::encode(der::OCTET_STRING, &[5, 0]);
        let extension = der::encode(der::SEQUENCE, &[oid.clone(), flag, value].concat());
        let fields = [
            der::encode(der::INTEGER, &[1]),
            oid,
            imprint,
            der::encode(der::INTEGER, &[9]),
            der::encode(GENERALIZED_TIME, b"20261124050607Z"),
            der::encode(der::context(1), &extension),
        ];
        der::encode(der::SEQUENCE, &fields.concat())
    }

    //= spec/trust.md#timestamps
    //= type=test
    //# A token with a critical extension that is not processed MUST be refused.
    #[test]
    fn a_critical_extension_is_refused_and_another_passed_over() {
        assert!(read(&with_extension(false)).is_ok());
        assert!(matches!(read(&with_extension(true)), Err(Error::UnsupportedTimestamp { .. })));
    }

    #[test]
    fn a_time_has_one_form() {
        let read = |text: &str| parse_time(text.as_bytes()).map(|time| time.to_string());
        assert_eq!(read("20261124050607Z").as_deref(), Some("2026-11-24T05:06:07Z"));
        assert_eq!(read("20261124050607.25Z").as_deref(), Some("2026-11-24T05:06:07.25Z"));
        for wrong in [
            "20261124050607",
            "20261124050607.Z",
            "20261124050607.50Z",
            "202611240506Z",
            "20260230050607Z",
            "20261124050607+0900",
            "2026112405060７Z",
            "20261124250607Z",
            "20261124050607.1234567891Z",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
