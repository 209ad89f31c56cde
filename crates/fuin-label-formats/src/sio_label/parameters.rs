//! Parameters of header fields: RFC 2045, 5.1, with the continuations and character sets of RFC 2231 (both from memory).

use std::collections::BTreeMap;

use super::MAX_FIELD;
use crate::error::{Error, excerpt};

/// The most sections that one value is cut into.
const MAX_SECTIONS: usize = 8192;
/// How many characters of a value are written on one line: with the longest name and its marks it stays under 78.
const SECTION: usize = 46;

/// A parameter in sections: number (none when it is not cut), whether percent-encoded, and its text.
type Sections = Vec<(Option<usize>, bool, String)>;

/// Writes a parameter: one text for each line that it needs.
pub(super) fn write(name: &str, value: &str) -> Vec<String> {
    let plain = value.bytes().all(|b| b == b' ' || b.is_ascii_graphic());
    let mut units = Vec::new();
    for c in value.chars() {
        if plain {
            let escape = if matches!(c, '"' | '\\') { "\\" } else { "" };
            units.push(format!("{escape}{c}"));
        } else {
            let mut octets = [0; 4];
            units.push(c.encode_utf8(&mut octets).bytes().map(percent).collect());
        }
    }
    let mut sections = vec![String::new()];
    for unit in units {
        match sections.last_mut() {
            Some(last) if last.len().saturating_add(unit.len()) <= SECTION => last.push_str(&unit),
            _ => sections.push(unit),
        }
    }
    let single = sections.len() == 1;
    let line = |(number, section): (usize, String)| {
        let number = if single { String::new() } else { format!("*{number}") };
        let charset = if number.is_empty() || number == "*0" { "UTF-8''" } else { "" };
        if plain { format!("{name}{number}=\"{section}\"") } else { format!("{name}{number}*={charset}{section}") }
    };
    sections.into_iter().enumerate().map(line).collect()
}

/// An octet of an extended value: as it is where RFC 2231's attribute-char allows, otherwise `%XX`.
fn percent(octet: u8) -> String {
    if is_attribute_char(octet) { char::from(octet).to_string() } else { format!("%{octet:02X}") }
}

/// Reads the parameters of an unfolded field, names in lower case; those that are not known are there too.
pub(super) fn read(line: &str) -> Result<BTreeMap<String, String>, Error> {
    let mut input = Input { line, offset: 0 };
    if !input.take_while(is_token).eq_ignore_ascii_case("SIO-Label") {
        return Err(Error::Header { offset: 0 });
    }
    input.blanks();
    input.expect(':')?;
    let mut found: BTreeMap<String, Sections> = BTreeMap::new();
    loop {
        input.blanks();
        let at = input.malformed();
        let written = input.take_while(is_token).to_ascii_lowercase();
        let (name, number, extended) = parameter_name(&written).ok_or(at)?;
        input.blanks();
        input.expect('=')?;
        input.blanks();
        let value = input.value()?;
        let sections = found.entry(name.to_owned()).or_default();
        //= spec/label.md#other-formats
        //# A header field in which a parameter is there twice MUST be refused.
        if sections.iter().any(|(known, ..)| *known == number || known.is_none() || number.is_none()) {
            return Err(Error::Twice { what: excerpt(name) });
        }
        if sections.len() >= MAX_SECTIONS || number.is_some_and(|number| number >= MAX_SECTIONS) {
            return Err(Error::Limit { what: "sections of a parameter", limit: MAX_SECTIONS });
        }
        // Sections come in order from every writer; the search above would be slow for many otherwise.
        if number.is_some_and(|number| number != sections.len()) {
            return Err(Error::Header { offset: input.offset });
        }
        sections.push((number, extended, value));
        input.blanks();
        if input.line.is_empty() {
            break;
        }
        input.expect(';')?;
    }
    found.into_iter().map(|(name, sections)| Ok((name, whole(&sections)?))).collect()
}

/// `name`, `name*`, `name*0` or `name*0*`.
fn parameter_name(written: &str) -> Option<(&str, Option<usize>, bool)> {
    let (rest, extended) = written.strip_suffix('*').map_or((written, false), |rest| (rest, true));
    let (name, number) = match rest.split_once('*') {
        None => (rest, None),
        Some((name, digits)) => {
            let canonical = digits == "0" || !(digits.is_empty() || digits.starts_with('0'));
            let number = digits.parse().ok().filter(|_| canonical && digits.bytes().all(|b| b.is_ascii_digit()))?;
            (name, Some(number))
        }
    };
    (!name.is_empty() && !name.contains(['*', '\'', '%'])).then_some((name, number, extended))
}

/// The value that sections make together: UTF-8, or US-ASCII, which is the same for what it has.
fn whole(sections: &Sections) -> Result<String, Error> {
    let malformed = || Error::Value { what: "the character set of a parameter" };
    let mut octets: Vec<u8> = Vec::new();
    for (at, (_, extended, text)) in sections.iter().enumerate() {
        if !extended {
            octets.extend(text.bytes());
            continue;
        }
        let encoded = if at == 0 {
            let mut parts = text.splitn(3, '\'');
            let (charset, _language) = (parts.next().unwrap_or_default(), parts.next());
            if !["utf-8", "us-ascii"].iter().any(|known| charset.eq_ignore_ascii_case(known)) {
                return Err(malformed());
            }
            parts.next().ok_or_else(malformed)?
        } else {
            text.as_str()
        };
        let mut rest = encoded.bytes();
        while let Some(octet) = rest.next() {
            if octet == b'%' {
                let digit = |octet: Option<u8>| octet.and_then(|octet| char::from(octet).to_digit(16));
                let (high, low) = (digit(rest.next()), digit(rest.next()));
                let value =
                    high.zip(low).and_then(|(high, low)| u8::try_from(high.checked_mul(16)?.checked_add(low)?).ok());
                octets.push(value.ok_or_else(malformed)?);
            } else {
                octets.push(Some(octet).filter(|&octet| is_attribute_char(octet)).ok_or_else(malformed)?);
            }
        }
    }
    debug_assert!(octets.len() <= MAX_FIELD, "decoding never lengthens");
    String::from_utf8(octets).map_err(|_| malformed())
}

struct Input<'a> {
    line: &'a str,
    offset: usize,
}

impl<'a> Input<'a> {
    const fn malformed(&self) -> Error {
        Error::Header { offset: self.offset }
    }

    fn take_while(&mut self, allowed: fn(u8) -> bool) -> &'a str {
        let len = self.line.bytes().take_while(|&b| allowed(b)).count();
        let (taken, rest) = self.line.split_at_checked(len).unwrap_or((self.line, ""));
        self.line = rest;
        self.offset = self.offset.saturating_add(taken.len());
        taken
    }

    fn blanks(&mut self) {
        self.take_while(|b| matches!(b, b' ' | b'\t'));
    }

    fn expect(&mut self, c: char) -> Result<(), Error> {
        self.line = self.line.strip_prefix(c).ok_or_else(|| self.malformed())?;
        self.offset = self.offset.saturating_add(c.len_utf8());
        Ok(())
    }

    /// A token or a quoted-string, without its quotes.
    fn value(&mut self) -> Result<String, Error> {
        if !self.line.starts_with('"') {
            let token = self.take_while(is_token);
            return if token.is_empty() { Err(self.malformed()) } else { Ok(token.to_owned()) };
        }
        self.expect('"')?;
        let mut value = String::new();
        loop {
            value.push_str(self.take_while(|b| !matches!(b, b'"' | b'\\')));
            if self.line.starts_with('"') {
                self.expect('"')?;
                return Ok(value);
            }
            self.expect('\\')?;
            let c = self.line.chars().next().ok_or_else(|| self.malformed())?;
            self.expect(c)?;
            value.push(c);
        }
    }
}

/// RFC 2045's token: printable but for the tspecials.
const fn is_token(octet: u8) -> bool {
    octet.is_ascii_graphic()
        && !matches!(
            octet,
            b'(' | b')' | b'<' | b'>' | b'@' | b',' | b';' | b':' | b'\\' | b'"' | b'/' | b'[' | b']' | b'?' | b'='
        )
}

/// RFC 2231's attribute-char: a token's but for `*`, `'` and `%`.
const fn is_attribute_char(octet: u8) -> bool {
    is_token(octet) && !matches!(octet, b'*' | b'\'' | b'%')
}
