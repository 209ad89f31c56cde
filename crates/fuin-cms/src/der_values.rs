//! DER values in memory (X.690, clause 10): a strict reader that knows offsets, and the writing of values.
//!
//! The `der` crate's object identifiers stop at 32-bit arcs and its lengths at 4 GiB; the messages of others must
//! survive both, so this code is the profile's own.

use fuin_crypto::Oid;

use crate::error::Error;

/// Identifier octets (X.690, 8.1.2) of the types that the profile uses; tag numbers stop at 30.
pub mod tag {
    /// BOOLEAN.
    pub const BOOLEAN: u8 = 0x01;
    /// INTEGER.
    pub const INTEGER: u8 = 0x02;
    /// BIT STRING.
    pub const BIT_STRING: u8 = 0x03;
    /// OCTET STRING.
    pub const OCTET_STRING: u8 = 0x04;
    /// NULL.
    pub const NULL: u8 = 0x05;
    /// OBJECT IDENTIFIER.
    pub const OID: u8 = 0x06;
    /// UTF8String.
    pub const UTF8_STRING: u8 = 0x0c;
    /// PrintableString.
    pub const PRINTABLE_STRING: u8 = 0x13;
    /// UTCTime.
    pub const UTC_TIME: u8 = 0x17;
    /// GeneralizedTime.
    pub const GENERALIZED_TIME: u8 = 0x18;
    /// SEQUENCE and SEQUENCE OF.
    pub const SEQUENCE: u8 = 0x30;
    /// SET and SET OF.
    pub const SET: u8 = 0x31;
    /// Set in the identifier octet of a constructed encoding.
    pub const CONSTRUCTED: u8 = 0x20;

    /// `[number]` of a primitive encoding; `number` is at most 30.
    #[must_use]
    pub const fn context(number: u8) -> u8 {
        0x80 | (number & 0x1f)
    }

    /// `[number]` of a constructed encoding; `number` is at most 30.
    #[must_use]
    pub const fn context_constructed(number: u8) -> u8 {
        0xa0 | (number & 0x1f)
    }
}

/// How deep values may nest in one another when they are checked as a whole.
pub const MAX_DEPTH: usize = 32;

/// One value: tag, contents, and the octets of the whole as they came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Element<'a> {
    /// Identifier octet.
    pub tag: u8,
    /// Contents octets.
    pub contents: &'a [u8],
    /// The whole encoding: identifier, length and contents octets.
    pub raw: &'a [u8],
}

/// Reads DER values one after another from a slice.
///
/// Lengths must be definite and minimal, tag numbers at most 30; string types must be primitive. Every error is
/// [`Error::Malformed`] with the structure's name and an offset.
#[derive(Debug, Clone)]
pub struct DerReader<'a> {
    rest: &'a [u8],
    offset: u64,
    structure: &'static str,
}

impl<'a> DerReader<'a> {
    /// Reads `input`, which lies at `offset` of its message; `structure` is what errors call it.
    #[must_use]
    pub const fn new(input: &'a [u8], structure: &'static str, offset: u64) -> Self {
        Self { rest: input, offset, structure }
    }

    /// Offset of the next value in its message, in octets.
    #[must_use]
    pub const fn offset(&self) -> u64 {
        self.offset
    }

    /// Whether nothing is left.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// What is left, unread.
    #[must_use]
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The identifier octet of the next value, if there is one.
    #[must_use]
    pub fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// The error for what is malformed here.
    #[must_use]
    pub const fn malformed(&self) -> Error {
        Error::Malformed { structure: self.structure, offset: self.offset }
    }

    /// The next value, of any type.
    ///
    /// # Errors
    /// [`Error::Malformed`], as everywhere here.
    pub fn element(&mut self) -> Result<Element<'a>, Error> {
        let (tag, header_len, len) = split_header(self.rest).ok_or_else(|| self.malformed())?;
        let whole = header_len.checked_add(len).ok_or_else(|| self.malformed())?;
        let (raw, rest) = self.rest.split_at_checked(whole).ok_or_else(|| self.malformed())?;
        let contents = raw.get(header_len..).ok_or_else(|| self.malformed())?;
        self.rest = rest;
        self.offset = self.offset.saturating_add(whole as u64);
        Ok(Element { tag, contents, raw })
    }

    /// The contents of the next value, which must have this tag.
    ///
    /// # Errors
    /// [`Error::Malformed`].
    pub fn expect(&mut self, tag: u8) -> Result<&'a [u8], Error> {
        if self.peek() != Some(tag) {
            return Err(self.malformed());
        }
        Ok(self.element()?.contents)
    }

    /// The contents of the next value if it has this tag.
    ///
    /// # Errors
    /// [`Error::Malformed`].
    pub fn optional(&mut self, tag: u8) -> Result<Option<&'a [u8]>, Error> {
        if self.peek() == Some(tag) { self.expect(tag).map(Some) } else { Ok(None) }
    }

    /// Enters the next value, which must have this (constructed) tag; `structure` is what errors inside call it.
    ///
    /// # Errors
    /// [`Error::Malformed`].
    pub fn nested(&mut self, tag: u8, structure: &'static str) -> Result<DerReader<'a>, Error> {
        let contents = self.expect(tag)?;
        let offset = self.offset.saturating_sub(contents.len() as u64);
        Ok(DerReader { rest: contents, offset, structure })
    }

    /// Enters the next value if it has this (constructed) tag.
    ///
    /// # Errors
    /// [`Error::Malformed`].
    pub fn optional_nested(&mut self, tag: u8, structure: &'static str) -> Result<Option<DerReader<'a>>, Error> {
        if self.peek() == Some(tag) { self.nested(tag, structure).map(Some) } else { Ok(None) }
    }

    /// A SEQUENCE.
    ///
    /// # Errors
    /// [`Error::Malformed`].
    pub fn sequence(&mut self, structure: &'static str) -> Result<DerReader<'a>, Error> {
        self.nested(tag::SEQUENCE, structure)
    }

    /// An OBJECT IDENTIFIER.
    ///
    /// # Errors
    /// [`Error::Malformed`].
    pub fn oid(&mut self) -> Result<Oid, Error> {
        let at = self.malformed();
        Oid::from_content(self.expect(tag::OID)?).map_err(|_| at)
    }

    /// An OCTET STRING.
    ///
    /// # Errors
    /// [`Error::Malformed`].
    pub fn octet_string(&mut self) -> Result<&'a [u8], Error> {
        self.expect(tag::OCTET_STRING)
    }

    /// A BIT STRING of whole octets, without the octet that counts unused bits.
    ///
    /// # Errors
    /// [`Error::Malformed`], also when bits are unused.
    pub fn bit_string(&mut self) -> Result<&'a [u8], Error> {
        let at = self.malformed();
        match self.expect(tag::BIT_STRING)?.split_first() {
            Some((0, bits)) => Ok(bits),
            _ => Err(at),
        }
    }

    /// The contents octets of a minimal INTEGER of any size and sign.
    ///
    /// # Errors
    /// [`Error::Malformed`].
    pub fn integer(&mut self) -> Result<&'a [u8], Error> {
        let at = self.malformed();
        let contents = self.expect(tag::INTEGER)?;
        if is_minimal_integer(contents) { Ok(contents) } else { Err(at) }
    }

    /// A non-negative INTEGER of at most 64 bits.
    ///
    /// # Errors
    /// [`Error::Malformed`].
    pub fn unsigned(&mut self) -> Result<u64, Error> {
        let at = self.malformed();
        unsigned_value(self.integer()?).ok_or(at)
    }

    /// NULL.
    ///
    /// # Errors
    /// [`Error::Malformed`].
    pub fn null(&mut self) -> Result<(), Error> {
        let at = self.malformed();
        if self.expect(tag::NULL)?.is_empty() { Ok(()) } else { Err(at) }
    }

    /// Makes sure that nothing is left.
    ///
    /// # Errors
    /// [`Error::Malformed`] when something is.
    pub const fn finish(&self) -> Result<(), Error> {
        if self.rest.is_empty() { Ok(()) } else { Err(self.malformed()) }
    }
}

/// Makes sure that `input` is one value whose every constructed level is DER too, at most [`MAX_DEPTH`] deep.
///
/// # Errors
/// [`Error::Malformed`] with the offset of the level at fault.
pub fn check_der(input: &[u8], structure: &'static str, offset: u64) -> Result<(), Error> {
    let mut reader = DerReader::new(input, structure, offset);
    check_level(&mut reader, MAX_DEPTH)?;
    reader.finish()
}

fn check_level(reader: &mut DerReader<'_>, depth: usize) -> Result<(), Error> {
    let at = reader.malformed();
    let deeper = depth.checked_sub(1).ok_or(at)?;
    let element = reader.element()?;
    if element.tag & tag::CONSTRUCTED != 0 {
        let offset = reader.offset.saturating_sub(element.contents.len() as u64);
        let mut inner = DerReader::new(element.contents, reader.structure, offset);
        while !inner.is_empty() {
            check_level(&mut inner, deeper)?;
        }
    }
    Ok(())
}

/// Whether an identifier octet may occur: a tag number up to 30, not end-of-contents, SEQUENCE and SET constructed.
pub(crate) const fn is_known_tag(identifier: u8) -> bool {
    let number = identifier & 0x1f;
    let universal = identifier & 0xc0 == 0;
    let constructed = identifier & tag::CONSTRUCTED != 0;
    let structured = matches!(number, 0x08 | 0x0b | 0x10 | 0x11);
    number != 0x1f && !(universal && (number == 0 || (structured && !constructed)))
}

/// Tag, length of the header, length of the contents.
fn split_header(input: &[u8]) -> Option<(u8, usize, usize)> {
    let (&identifier, after) = input.split_first()?;
    let (&first, after) = after.split_first()?;
    let universal_string = identifier & 0xe0 == 0x20 && !matches!(identifier & 0x1f, 0x08 | 0x0b | 0x10 | 0x11);
    if !is_known_tag(identifier) || universal_string {
        return None;
    }
    if first < 0x80 {
        return Some((identifier, 2, usize::from(first)));
    }
    let count = usize::from(first & 0x7f);
    let octets = after.get(..count).filter(|octets| (1..=8).contains(&octets.len()))?;
    let len = minimal_length(octets)?;
    Some((identifier, count.checked_add(2)?, usize::try_from(len).ok()?))
}

/// The value of long-form length octets, if they are the shortest form.
pub(crate) fn minimal_length(octets: &[u8]) -> Option<u64> {
    let minimal = octets.first() != Some(&0) && octets.len() <= 8;
    let len = octets.iter().fold(0u64, |len, &octet| (len << 8) | u64::from(octet));
    (minimal && len >= 0x80 && i64::try_from(len).is_ok()).then_some(len)
}

fn is_minimal_integer(contents: &[u8]) -> bool {
    match contents {
        [] => false,
        [first, second, ..] => !((*first == 0 && second & 0x80 == 0) || (*first == 0xff && second & 0x80 != 0)),
        [_] => true,
    }
}

fn unsigned_value(contents: &[u8]) -> Option<u64> {
    let negative = contents.first().is_some_and(|first| first & 0x80 != 0);
    let digits = match contents.split_first() {
        Some((0, rest)) => rest,
        _ => contents,
    };
    (!negative && digits.len() <= 8).then(|| digits.iter().fold(0u64, |value, &octet| (value << 8) | u64::from(octet)))
}

/// Identifier and definite length octets of a value with `len` contents octets.
#[must_use]
pub fn header(tag: u8, len: usize) -> Vec<u8> {
    let mut out = vec![tag];
    match u8::try_from(len) {
        Ok(short) if short < 0x80 => out.push(short),
        _ => {
            let octets = len.to_be_bytes();
            let significant = octets.iter().skip_while(|&&octet| octet == 0);
            let count = significant.clone().count();
            // A usize has at most 16 octets, so the count fits and stays below 0x7f.
            out.push(0x80 | u8::try_from(count).unwrap_or(0));
            out.extend(significant);
        }
    }
    out
}

/// A value with this tag and contents.
#[must_use]
pub fn value(tag: u8, contents: &[u8]) -> Vec<u8> {
    let mut out = header(tag, contents.len());
    out.extend_from_slice(contents);
    out
}

/// A constructed value with this tag, of values that are encoded already.
#[must_use]
pub fn constructed(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    value(tag, &parts.concat())
}

/// A SEQUENCE of values that are encoded already.
#[must_use]
pub fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    constructed(tag::SEQUENCE, parts)
}

/// The contents of a SET OF: the values sorted as octet strings (X.690, 11.6).
#[must_use]
pub fn set_of_contents(mut values: Vec<Vec<u8>>) -> Vec<u8> {
    values.sort_unstable();
    values.concat()
}

/// A SET OF values that are encoded already; they are sorted here.
#[must_use]
pub fn set_of(values: Vec<Vec<u8>>) -> Vec<u8> {
    value(tag::SET, &set_of_contents(values))
}

/// An OBJECT IDENTIFIER.
#[must_use]
pub fn oid(oid: &Oid) -> Vec<u8> {
    value(tag::OID, oid.as_content())
}

/// An OCTET STRING.
#[must_use]
pub fn octet_string(octets: &[u8]) -> Vec<u8> {
    value(tag::OCTET_STRING, octets)
}

/// A BIT STRING of whole octets.
#[must_use]
pub fn bit_string(octets: &[u8]) -> Vec<u8> {
    constructed(tag::BIT_STRING, &[&[0], octets])
}

/// A UTF8String.
#[must_use]
pub fn utf8_string(text: &str) -> Vec<u8> {
    value(tag::UTF8_STRING, text.as_bytes())
}

/// A non-negative INTEGER.
#[must_use]
pub fn unsigned(number: u64) -> Vec<u8> {
    let octets = number.to_be_bytes();
    let mut contents: Vec<u8> = octets.into_iter().skip_while(|&octet| octet == 0).collect();
    if contents.first().is_none_or(|first| first & 0x80 != 0) {
        contents.insert(0, 0);
    }
    value(tag::INTEGER, &contents)
}

/// NULL.
#[must_use]
pub fn null() -> Vec<u8> {
    value(tag::NULL, &[])
}

/// An AlgorithmIdentifier (RFC 5280, 4.1.1.2); `parameters` are encoded already, or absent.
#[must_use]
pub fn algorithm_identifier(algorithm: &Oid, parameters: Option<&[u8]>) -> Vec<u8> {
    sequence(&[&oid(algorithm), parameters.unwrap_or(&[])])
}

#[cfg(test)]
mod tests;
