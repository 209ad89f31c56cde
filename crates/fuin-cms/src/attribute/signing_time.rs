//! The signing-time attribute (RFC 5652, 11.3): UTCTime from 1950 to 2049, GeneralizedTime otherwise, whole seconds.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::der_values::{self, DerReader, tag};
use crate::error::Error;

/// The years that UTCTime covers.
const UTC_YEARS: std::ops::RangeInclusive<i16> = 1950..=2049;

/// Encodes a time, without its fraction of a second.
pub(super) fn encode(time: Timestamp) -> Result<Vec<u8>, Error> {
    let civil = TimeZone::UTC.to_datetime(time);
    let (year, month, day) = (civil.year(), civil.month(), civil.day());
    let (hour, minute, second) = (civil.hour(), civil.minute(), civil.second());
    let rest = format!("{month:02}{day:02}{hour:02}{minute:02}{second:02}Z");
    if UTC_YEARS.contains(&year) {
        let text = format!("{:02}{rest}", year.rem_euclid(100));
        Ok(der_values::value(tag::UTC_TIME, text.as_bytes()))
    } else if (0..=9999).contains(&year) {
        Ok(der_values::value(tag::GENERALIZED_TIME, format!("{year:04}{rest}").as_bytes()))
    } else {
        Err(Error::Unwritable { what: "signing time" })
    }
}

pub(super) fn read(reader: &mut DerReader<'_>) -> Result<Timestamp, Error> {
    let at = reader.malformed();
    let generalized = reader.peek() == Some(tag::GENERALIZED_TIME);
    let text = reader.expect(if generalized { tag::GENERALIZED_TIME } else { tag::UTC_TIME })?;
    parse(text, generalized).ok_or(at)
}

fn parse(text: &[u8], generalized: bool) -> Option<Timestamp> {
    let digits = text.strip_suffix(b"Z")?;
    let (year, rest) = if generalized {
        let (year, rest) = digits.split_at_checked(4)?;
        (number(year)?, rest)
    } else {
        let (year, rest) = digits.split_at_checked(2)?;
        let year = number(year)?;
        (year.checked_add(if year < 50 { 2000 } else { 1900 })?, rest)
    };
    if generalized == UTC_YEARS.contains(&year) {
        return None;
    }
    let mut fields = rest.chunks_exact(2).map(|pair| number(pair).and_then(|value| i8::try_from(value).ok()));
    let mut next = || fields.next().flatten();
    let (month, day, hour, minute, second) = (next()?, next()?, next()?, next()?, next()?);
    if rest.len() != 10 {
        return None;
    }
    let civil = DateTime::new(year, month, day, hour, minute, second, 0).ok()?;
    TimeZone::UTC.to_timestamp(civil).ok()
}

fn number(digits: &[u8]) -> Option<i16> {
    digits.iter().try_fold(0i16, |value, digit| {
        digit
            .is_ascii_digit()
            .then(|| value.checked_mul(10)?.checked_add(i16::from(digit.wrapping_sub(b'0'))))
            .flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(tag: u8, text: &str) -> Result<String, Error> {
        let value = der_values::value(tag, text.as_bytes());
        read(&mut DerReader::new(&value, "signingTime", 0)).map(|time| time.to_string())
    }

    #[test]
    fn every_time_has_one_form() {
        for (text, tag, encoded) in [
            ("2026-11-23T20:15:01Z", tag::UTC_TIME, "261123201501Z"),
            ("1950-01-01T00:00:00Z", tag::UTC_TIME, "500101000000Z"),
            ("2049-12-31T23:59:59Z", tag::UTC_TIME, "491231235959Z"),
            ("2050-01-01T00:00:00Z", tag::GENERALIZED_TIME, "20500101000000Z"),
            ("1949-12-31T23:59:59Z", tag::GENERALIZED_TIME, "19491231235959Z"),
        ] {
            assert_eq!(encode(text.parse().unwrap()).unwrap(), der_values::value(tag, encoded.as_bytes()));
            assert_eq!(read_text(tag, encoded).unwrap(), text);
        }
        let fraction: Timestamp = "2026-11-23T20:15:01.999Z".parse().unwrap();
        assert_eq!(encode(fraction).unwrap(), der_values::value(tag::UTC_TIME, b"261123201501Z"));
    }

    #[test]
    fn refuses_every_other_form() {
        for (tag, text) in [
            (tag::UTC_TIME, "2611232015Z"),
            (tag::UTC_TIME, "261123201501"),
            (tag::UTC_TIME, "261123201501+0900"),
            (tag::UTC_TIME, "261323201501Z"),
            (tag::UTC_TIME, "260230201501Z"),
            (tag::UTC_TIME, "261123201560Z"),
            (tag::UTC_TIME, "2611232015011Z"),
            (tag::UTC_TIME, "+61123201501Z"),
            (tag::UTC_TIME, ""),
            (tag::GENERALIZED_TIME, "20261123201501Z"),
            (tag::GENERALIZED_TIME, "20501123201501.5Z"),
            (tag::GENERALIZED_TIME, "205011232015Z"),
            (tag::OCTET_STRING, "261123201501Z"),
        ] {
            assert!(matches!(read_text(tag, text), Err(Error::Malformed { .. })), "{text}");
        }
    }
}
