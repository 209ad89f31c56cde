//! The Time of certificates and CRLs (RFC 5280, 4.1.2.5).

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

use crate::der::{Element, Reader};
use crate::error::Error;

const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// Reads a Time: seconds present, `Z` at the end, no fractions (RFC 5280, 4.1.2.5.1 and 4.1.2.5.2).
///
/// A time later than [`Timestamp::MAX`], as `99991231235959Z` for "no expiration", is taken as that maximum.
pub(crate) fn read(reader: &mut Reader<'_>, structure: &'static str) -> Result<Timestamp, Error> {
    let element = reader.any()?;
    parse(&element).ok_or_else(|| element.malformed(structure))
}

/// Whether an element with this tag is a Time.
pub(crate) fn is_time(tag: Option<u8>) -> bool {
    matches!(tag, Some(UTC_TIME | GENERALIZED_TIME))
}

fn parse(element: &Element<'_>) -> Option<Timestamp> {
    let digits = element.content.strip_suffix(b"Z")?;
    let (year, rest) = match (element.tag, digits.len()) {
        (UTC_TIME, 12) => {
            let (year, rest) = digits.split_at_checked(2)?;
            let year = number(year)?;
            (year.checked_add(if year < 50 { 2000 } else { 1900 })?, rest)
        }
        (GENERALIZED_TIME, 14) => {
            let (year, rest) = digits.split_at_checked(4)?;
            (number(year)?, rest)
        }
        _ => return None,
    };
    let mut fields = [0i8; 5];
    for (field, pair) in fields.iter_mut().zip(rest.chunks_exact(2)) {
        *field = i8::try_from(number(pair)?).ok()?;
    }
    let [month, day, hour, minute, second] = fields;
    let time = DateTime::new(year, month, day, hour, minute, second, 0).ok()?;
    Some(Offset::UTC.to_timestamp(time).unwrap_or(Timestamp::MAX))
}

fn number(digits: &[u8]) -> Option<i16> {
    digits.iter().try_fold(0i16, |value, digit| {
        let digit = digit.is_ascii_digit().then(|| digit.wrapping_sub(b'0'))?;
        value.checked_mul(10)?.checked_add(i16::from(digit))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(tag: u8, text: &str) -> Option<String> {
        let mut der = vec![tag, u8::try_from(text.len()).ok()?];
        der.extend_from_slice(text.as_bytes());
        read(&mut Reader::new(&der, "test"), "test").ok().map(|time| time.to_string())
    }

    #[test]
    fn both_forms_are_read() {
        assert_eq!(read_text(UTC_TIME, "500101000000Z").as_deref(), Some("1950-01-01T00:00:00Z"));
        assert_eq!(read_text(UTC_TIME, "491231235959Z").as_deref(), Some("2049-12-31T23:59:59Z"));
        assert_eq!(read_text(GENERALIZED_TIME, "20500101000000Z").as_deref(), Some("2050-01-01T00:00:00Z"));
        assert_eq!(read_text(GENERALIZED_TIME, "99991231235959Z"), Some(Timestamp::MAX.to_string()));
    }

    #[test]
    fn other_forms_are_refused() {
        for text in
            ["5001010000Z", "500101000000", "500101000000+0900", "501301000000Z", "500230000000Z", "5001 1000000Z"]
        {
            assert_eq!(read_text(UTC_TIME, text), None, "{text}");
        }
        for text in ["20500101000000.5Z", "20500101000000", "20500101240000Z"] {
            assert_eq!(read_text(GENERALIZED_TIME, text), None, "{text}");
        }
    }
}
