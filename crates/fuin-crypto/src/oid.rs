//! Object identifiers of any size (X.690, 8.19).
//!
//! Identifiers are kept as their BER content octets, so that one with an arc larger than any integer type, as the
//! 2.25 arcs have, is carried and compared like every other.

use std::borrow::Cow;
use std::fmt;

use crate::error::Error;

/// An object identifier, kept as the content octets of its BER encoding (without tag and length).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Oid(Cow<'static, [u8]>);

impl Oid {
    /// The longest encoding accepted, in octets.
    pub const MAX_OCTETS: usize = 128;

    /// Builds an identifier from content octets known at compile time.
    ///
    /// Nothing is checked; use it for constants only.
    #[must_use]
    pub const fn from_static(content: &'static [u8]) -> Self {
        Self(Cow::Borrowed(content))
    }

    /// Reads the content octets of an OBJECT IDENTIFIER (X.690, 8.19.2).
    ///
    /// # Errors
    /// [`Error::MalformedOid`] when empty, longer than [`Oid::MAX_OCTETS`], cut within an arc, or padded.
    pub fn from_content(content: &[u8]) -> Result<Self, Error> {
        let ends = content.last().is_some_and(|last| last & 0x80 == 0);
        if !ends || content.len() > Self::MAX_OCTETS {
            return Err(Error::MalformedOid);
        }
        let mut starts_arc = true;
        for &octet in content {
            if starts_arc && octet == 0x80 {
                return Err(Error::MalformedOid);
            }
            starts_arc = octet & 0x80 == 0;
        }
        Ok(Self(Cow::Owned(content.to_vec())))
    }

    /// Reads dotted text such as `1.2.840.113549.1.7.1`. Arcs up to 128 bits are understood.
    ///
    /// # Errors
    /// [`Error::MalformedOid`] when the text is not an object identifier.
    pub fn parse(dotted: &str) -> Result<Self, Error> {
        let mut arcs = dotted.split('.').map(parse_arc);
        let (first, second) = match (arcs.next(), arcs.next()) {
            (Some(first), Some(second)) => (first?, second?),
            _ => return Err(Error::MalformedOid),
        };
        if first > 2 || (first < 2 && second > 39) {
            return Err(Error::MalformedOid);
        }
        let joined = second.checked_add(first * 40).ok_or(Error::MalformedOid)?;
        let mut content = Vec::new();
        push_arc(&mut content, joined);
        for arc in arcs {
            push_arc(&mut content, arc?);
        }
        Self::from_content(&content)
    }

    /// The content octets, without tag and length.
    #[must_use]
    pub fn as_content(&self) -> &[u8] {
        &self.0
    }
}

fn parse_arc(text: &str) -> Result<u128, Error> {
    let canonical =
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if !canonical {
        return Err(Error::MalformedOid);
    }
    text.parse().map_err(|_| Error::MalformedOid)
}

fn push_arc(content: &mut Vec<u8>, arc: u128) {
    let groups = (128 - arc.leading_zeros()).div_ceil(7).max(1);
    for group in (0..groups).rev() {
        let bits = ((arc >> (7 * group)) & 0x7f) as u8;
        content.push(if group == 0 { bits } else { bits | 0x80 });
    }
}

impl fmt::Display for Oid {
    /// Dotted text; an arc over 128 bits is shown as `(n bits)`, since no decimal form is kept for it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = true;
        for arc in self.0.split_inclusive(|octet| octet & 0x80 == 0) {
            let value = arc.iter().try_fold(0u128, |value, octet| {
                value.checked_mul(128).map(|shifted| shifted | u128::from(octet & 0x7f))
            });
            match (value, first) {
                (Some(value), true) => {
                    let root = (value / 40).min(2);
                    write!(f, "{root}.{}", value - root * 40)?;
                }
                (Some(value), false) => write!(f, ".{value}")?,
                (None, true) => write!(f, "2.({} bits)", arc.len() * 7)?,
                (None, false) => write!(f, ".({} bits)", arc.len() * 7)?,
            }
            first = false;
        }
        Ok(())
    }
}

impl fmt::Debug for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Oid({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trips_text() {
        for text in [
            "1.2.840.113549.1.7.1",
            "2.5.29.15",
            "0.4.0.1733.2.1",
            "2.25.145197700122695770189624124536371780625",
            "2.999",
        ] {
            let parsed = Oid::parse(text);
            assert_eq!(parsed.map(|oid| oid.to_string()).as_deref(), Ok(text));
        }
    }

    #[test]
    fn refuses_what_is_not_an_identifier() {
        for text in ["", "1", "3.1", "1.40", "1.2.", "1.02", "1.-2", "1.2.99999999999999999999999999999999999999999"] {
            assert_eq!(Oid::parse(text), Err(Error::MalformedOid), "{text}");
        }
        for content in [&[][..], &[0x2a, 0x86], &[0x2a, 0x80, 0x01], &[1; 129]] {
            assert_eq!(Oid::from_content(content), Err(Error::MalformedOid));
        }
    }

    #[test]
    fn an_arc_beyond_128_bits_is_carried() {
        let mut content = vec![0x69];
        content.extend([0xff; 30]);
        content.push(0x7f);
        let oid = Oid::from_content(&content);
        assert_eq!(oid.map(|oid| oid.to_string()).as_deref(), Ok("2.25.(217 bits)"));
    }
}
