//! A strict reader of DER elements (X.690, 10): definite minimal lengths, low tag numbers, nothing left over.
//!
//! x509-parser passes over octets left at the end of a sequence and takes an undecodable optional part for an absent
//! one; whoever can put a critical extension there escapes it. So the frame of every structure is read here.

use fuin_crypto::Oid;

use crate::error::Error;

pub(crate) const BOOLEAN: u8 = 0x01;
pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BIT_STRING: u8 = 0x03;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const NULL: u8 = 0x05;
pub(crate) const OBJECT_IDENTIFIER: u8 = 0x06;
pub(crate) const ENUMERATED: u8 = 0x0a;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;

/// The tag octet of a constructed context-specific element.
pub(crate) const fn context(number: u8) -> u8 {
    0xa0 | number
}

/// One element: its tag octet, its content, and both with the length between them.
#[derive(Clone, Copy)]
pub(crate) struct Element<'a> {
    pub(crate) tag: u8,
    pub(crate) content: &'a [u8],
    pub(crate) whole: &'a [u8],
    offset: usize,
}

impl<'a> Element<'a> {
    /// Where the content starts, in octets from the start of the input.
    pub(crate) fn offset(&self) -> usize {
        self.offset
    }

    /// Reads the content as a sequence of elements.
    pub(crate) fn reader(&self, structure: &'static str) -> Reader<'a> {
        Reader { rest: self.content, offset: self.offset, structure }
    }

    /// An error at this element's content.
    pub(crate) fn malformed(&self, structure: &'static str) -> Error {
        Error::Malformed { structure, offset: self.offset }
    }

    /// The content as an object identifier.
    pub(crate) fn oid(&self, structure: &'static str) -> Result<Oid, Error> {
        Oid::from_content(self.content).map_err(|_| self.malformed(structure))
    }

    /// The content of a BIT STRING that is a whole number of octets.
    pub(crate) fn octets_of_bits(&self, structure: &'static str) -> Result<&'a [u8], Error> {
        match self.content.split_first() {
            Some((0, octets)) => Ok(octets),
            _ => Err(self.malformed(structure)),
        }
    }

    /// The content of an INTEGER, checked to be minimal (X.690, 8.3.2).
    pub(crate) fn integer(&self, structure: &'static str) -> Result<&'a [u8], Error> {
        match self.content {
            [] | [0x00, 0x00..=0x7f, ..] | [0xff, 0x80..=0xff, ..] => Err(self.malformed(structure)),
            content => Ok(content),
        }
    }

    /// The content of a non-negative INTEGER below 2^31.
    pub(crate) fn small_integer(&self, structure: &'static str) -> Result<u32, Error> {
        let content = self.integer(structure)?;
        if content.len() > 4 || content.first().is_none_or(|first| first & 0x80 != 0) {
            return Err(self.malformed(structure));
        }
        Ok(content.iter().fold(0u32, |value, octet| (value << 8) | u32::from(*octet)))
    }

    /// The content of a BOOLEAN. An encoded default is accepted, other octets than 00 and FF are not.
    pub(crate) fn boolean(&self, structure: &'static str) -> Result<bool, Error> {
        match self.content {
            [0x00] => Ok(false),
            [0xff] => Ok(true),
            _ => Err(self.malformed(structure)),
        }
    }
}

/// Elements one after the other.
#[derive(Clone)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
    offset: usize,
    structure: &'static str,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(input: &'a [u8], structure: &'static str) -> Self {
        Self { rest: input, offset: 0, structure }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The position, in octets from the start of the input.
    pub(crate) fn offset(&self) -> usize {
        self.offset
    }

    pub(crate) fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    pub(crate) fn malformed(&self) -> Error {
        Error::Malformed { structure: self.structure, offset: self.offset }
    }

    /// The next element, whatever its tag.
    pub(crate) fn any(&mut self) -> Result<Element<'a>, Error> {
        let (tag, header, len) = header(self.rest).ok_or_else(|| self.malformed())?;
        let total = header.checked_add(len).ok_or_else(|| self.malformed())?;
        let (whole, rest) = self.rest.split_at_checked(total).ok_or_else(|| self.malformed())?;
        let content = whole.get(header..).ok_or_else(|| self.malformed())?;
        let element = Element { tag, content, whole, offset: self.offset.saturating_add(header) };
        self.rest = rest;
        self.offset = self.offset.saturating_add(total);
        Ok(element)
    }

    /// The next element, which must have this tag.
    pub(crate) fn expect(&mut self, tag: u8) -> Result<Element<'a>, Error> {
        if self.peek() != Some(tag) {
            return Err(self.malformed());
        }
        self.any()
    }

    /// The next element if it has this tag.
    pub(crate) fn optional(&mut self, tag: u8) -> Result<Option<Element<'a>>, Error> {
        if self.peek() == Some(tag) { self.any().map(Some) } else { Ok(None) }
    }

    /// Nothing may be left.
    pub(crate) fn finish(self) -> Result<(), Error> {
        if self.rest.is_empty() { Ok(()) } else { Err(self.malformed()) }
    }
}

/// Tag octet, length of the header and length of the content.
fn header(input: &[u8]) -> Option<(u8, usize, usize)> {
    let (&tag, rest) = input.split_first()?;
    if tag & 0x1f == 0x1f {
        return None;
    }
    let (&first, rest) = rest.split_first()?;
    if first < 0x80 {
        return Some((tag, 2, usize::from(first)));
    }
    let count = usize::from(first & 0x7f);
    let octets = rest.get(..count)?;
    if !(1..=4).contains(&count) || octets.first() == Some(&0) {
        return None;
    }
    let len = octets.iter().fold(0u64, |len, octet| (len << 8) | u64::from(*octet));
    let minimal = len >= 0x80;
    minimal.then_some((tag, count.checked_add(2)?, usize::try_from(len).ok()?))
}

/// One element of DER.
pub(crate) fn encode(tag: u8, content: &[u8]) -> Vec<u8> {
    let len = content.len();
    let mut out = vec![tag];
    match u8::try_from(len) {
        Ok(short) if short < 0x80 => out.push(short),
        _ => {
            let octets: Vec<u8> = len.to_be_bytes().into_iter().skip_while(|octet| *octet == 0).collect();
            // Eight octets at most, as usize has.
            out.push(0x80 | u8::try_from(octets.len()).unwrap_or(8));
            out.extend(octets);
        }
    }
    out.extend_from_slice(content);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_is_read_again() {
        for len in [0usize, 1, 0x7f, 0x80, 0xff, 0x100, 0x1_0000] {
            let content = vec![7; len];
            let der = encode(OCTET_STRING, &content);
            assert!(Reader::new(&der, "test").any().is_ok_and(|element| element.content == content), "{len}");
        }
    }

    #[test]
    fn lengths_are_minimal_and_definite() {
        let long = [&[0x04, 0x81, 0x80][..], &[7; 0x80]].concat();
        assert!(Reader::new(&long, "test").any().is_ok_and(|element| element.content == [7; 0x80]));
        for wrong in [
            &[0x04, 0x80, 0x00, 0x00][..],
            &[0x04, 0x81, 0x01, 0x00],
            &[0x04, 0x82, 0x00, 0x80],
            &[0x04, 0x02, 0x00],
            &[0x1f, 0x01, 0x00],
            &[0x04],
            &[],
        ] {
            assert!(Reader::new(wrong, "test").any().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn integers_are_minimal() {
        for (der, value) in
            [(&[2, 1, 0][..], Some(0)), (&[2, 2, 0, 0x80], Some(128)), (&[2, 4, 0x7f, 0, 0, 1], Some(0x7f00_0001))]
        {
            let element = Reader::new(der, "test").any();
            assert_eq!(element.and_then(|element| element.small_integer("test")).ok(), value);
        }
        for der in [&[2, 0][..], &[2, 2, 0, 1], &[2, 2, 0xff, 0x80], &[2, 1, 0x80], &[2, 5, 1, 0, 0, 0, 0]] {
            let element = Reader::new(der, "test").any();
            assert!(element.and_then(|element| element.small_integer("test")).is_err(), "{der:?}");
        }
    }

    #[test]
    fn offsets_count_from_the_start_of_the_input() {
        let der = [0x30, 0x05, 0x30, 0x03, 0x02, 0x01, 0x00];
        let inner = Reader::new(&der, "outer").any().and_then(|outer| outer.reader("middle").any());
        let error = inner.and_then(|inner| inner.reader("inner").expect(BOOLEAN).map(|_| ()));
        assert_eq!(error, Err(Error::Malformed { structure: "inner", offset: 4 }));
    }
}
