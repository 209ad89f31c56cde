//! Distinguished names (RFC 5280, 4.1.2.4) and their comparison (7.1).

mod constraints;
mod general;
mod host;
mod subtree;

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use fuin_crypto::Oid;
use unicode_normalization::UnicodeNormalization as _;

pub use constraints::NameConstraints;
pub(crate) use general::GeneralName;
pub use subtree::{NotASubtree, Subtree};

use crate::der::{self, Element, Reader};
use crate::error::Error;

const UTF8_STRING: u8 = 0x0c;
const NUMERIC_STRING: u8 = 0x12;
const PRINTABLE_STRING: u8 = 0x13;
const TELETEX_STRING: u8 = 0x14;
const IA5_STRING: u8 = 0x16;
const VISIBLE_STRING: u8 = 0x1a;
const UNIVERSAL_STRING: u8 = 0x1c;
const BMP_STRING: u8 = 0x1e;

const COMMON_NAME: &[u8] = &[0x55, 4, 3];
const COUNTRY: &[u8] = &[0x55, 4, 6];
const ORGANIZATION: &[u8] = &[0x55, 4, 10];
const DOMAIN_COMPONENT: &[u8] = &[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 25];
const EMAIL_ADDRESS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1];

/// The attribute types that have a short name (RFC 4514, 3, and those that certificates use beside them).
const SHORT_NAMES: &[(&[u8], &str)] = &[
    (COMMON_NAME, "CN"),
    (COUNTRY, "C"),
    (ORGANIZATION, "O"),
    (&[0x55, 4, 4], "SN"),
    (&[0x55, 4, 5], "serialNumber"),
    (&[0x55, 4, 7], "L"),
    (&[0x55, 4, 8], "ST"),
    (&[0x55, 4, 9], "STREET"),
    (&[0x55, 4, 11], "OU"),
    (&[0x55, 4, 12], "title"),
    (&[0x55, 4, 42], "GN"),
    (&[0x55, 4, 46], "dnQualifier"),
    (&[0x55, 4, 97], "organizationIdentifier"),
    (EMAIL_ADDRESS, "emailAddress"),
    (DOMAIN_COMPONENT, "DC"),
    (&[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 1], "UID"),
];

/// A distinguished name.
///
/// `Display` is like RFC 4514, the last RDN first, with a space after each comma; control and bidirectional
/// characters are escaped, so that the text can be shown. Equality is that of RFC 5280, 7.1, as far as its
/// preparation of strings goes here: PrintableString and UTF8String are compared without regard to case and to
/// repeated, leading or trailing white space (no Unicode normalization); other string types octet by octet.
#[derive(Clone)]
pub struct Name(Arc<Facts>);

struct Facts {
    der: Vec<u8>,
    /// Equal for equal names.
    comparable: Vec<u8>,
    /// For each RDN its attributes, sorted, with strings of every type compared as text.
    loose: Vec<Vec<Vec<u8>>>,
    text: String,
    attributes: Vec<Attribute>,
}

struct Attribute {
    oid: Oid,
    /// The value as text; none when it is not of a string type.
    value: Option<String>,
}

impl Name {
    /// The DER of the Name.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// Whether it has no RDN at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.attributes.is_empty()
    }

    /// The most specific commonName, unescaped.
    #[must_use]
    pub fn common_name(&self) -> Option<&str> {
        self.last(COMMON_NAME)
    }

    /// The most specific organizationName, unescaped.
    #[must_use]
    pub fn organization(&self) -> Option<&str> {
        self.last(ORGANIZATION)
    }

    /// The countryName, unescaped.
    #[must_use]
    pub fn country(&self) -> Option<&str> {
        self.last(COUNTRY)
    }

    /// Every emailAddress attribute (RFC 5280, 4.1.2.6: obsolete, and common).
    pub(crate) fn emails(&self) -> impl Iterator<Item = &str> {
        self.values(EMAIL_ADDRESS)
    }

    /// The octets that are equal for equal names: the key of an index by name.
    pub(crate) fn comparable(&self) -> &[u8] {
        &self.0.comparable
    }

    /// Reads a DER Name, the whole input.
    ///
    /// # Errors
    /// [`Error::Malformed`].
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(der, "Name");
        let name = Self::read(&mut reader, "Name")?;
        reader.finish()?;
        Ok(name)
    }

    /// Whether it is within the subtree of `base`: begins with the same RDNs (RFC 5280, 7.1).
    fn is_within(&self, base: &Self) -> bool {
        // Every RDN has its length before it, so that a prefix in octets is one in RDNs.
        self.0.comparable.starts_with(&base.0.comparable)
    }

    /// Whether someone could take it for a name within the subtree of `base`: strings of different types are compared
    /// as text, and an RDN may have further attributes.
    fn seems_within(&self, base: &Self) -> bool {
        let (own, base) = (&self.0.loose, &base.0.loose);
        let covers = |(own, base): (&Vec<Vec<u8>>, &Vec<Vec<u8>>)| base.iter().all(|found| own.contains(found));
        own.len() >= base.len() && own.iter().zip(base).all(covers)
    }

    /// Reads a Name.
    pub(crate) fn read(reader: &mut Reader<'_>, structure: &'static str) -> Result<Self, Error> {
        let name = reader.expect(der::SEQUENCE)?;
        let mut facts = Facts {
            der: name.whole.to_vec(),
            comparable: Vec::new(),
            loose: Vec::new(),
            text: String::new(),
            attributes: Vec::new(),
        };
        let mut rdn_texts = Vec::new();
        let mut rdns = name.reader(structure);
        while !rdns.is_empty() {
            rdn_texts.push(facts.read_rdn(&rdns.expect(der::SET)?, structure)?);
        }
        rdn_texts.reverse();
        facts.text = rdn_texts.join(", ");
        Ok(Self(Arc::new(facts)))
    }

    fn values<'a>(&'a self, oid: &'static [u8]) -> impl DoubleEndedIterator<Item = &'a str> {
        let oid = Oid::from_static(oid);
        self.0
            .attributes
            .iter()
            .filter(move |attribute| attribute.oid == oid)
            .filter_map(|found| found.value.as_deref())
    }

    fn last(&self, oid: &'static [u8]) -> Option<&str> {
        self.values(oid).next_back()
    }
}

impl Facts {
    /// Adds one RelativeDistinguishedName; returns its text.
    fn read_rdn(&mut self, rdn: &Element<'_>, structure: &'static str) -> Result<String, Error> {
        let mut texts = Vec::new();
        let (mut comparables, mut loose) = (Vec::new(), Vec::new());
        let mut attributes = rdn.reader(structure);
        while !attributes.is_empty() {
            let mut fields = attributes.expect(der::SEQUENCE)?.reader(structure);
            let oid_element = fields.expect(der::OBJECT_IDENTIFIER)?;
            let oid = oid_element.oid(structure)?;
            let element = fields.any()?;
            fields.finish()?;
            let value = decode(&element, structure)?;
            comparables.push(comparable(oid_element.content, &element, value.as_deref()));
            loose.push(comparable_as_text(oid_element.content, &element, value.as_deref()));
            texts.push(attribute_text(&oid, oid_element.content, &element, value.as_deref()));
            self.attributes.push(Attribute { oid, value });
        }
        if texts.is_empty() {
            return Err(rdn.malformed(structure));
        }
        // An RDN is a set: the order of its attributes does not count.
        comparables.sort();
        put_with_length(&mut self.comparable, &comparables.concat());
        self.loose.push(loose);
        Ok(texts.join("+"))
    }
}

/// The text of a string value; none for other types.
fn decode(element: &Element<'_>, structure: &'static str) -> Result<Option<String>, Error> {
    let content = element.content;
    let text = match element.tag {
        UTF8_STRING => std::str::from_utf8(content).ok().map(str::to_owned),
        PRINTABLE_STRING | IA5_STRING | NUMERIC_STRING | VISIBLE_STRING => {
            content.is_ascii().then(|| content.iter().copied().map(char::from).collect())
        }
        TELETEX_STRING => Some(content.iter().copied().map(char::from).collect()),
        BMP_STRING => {
            let (units, rest) = content.as_chunks::<2>();
            let units: Vec<u16> = units.iter().map(|unit| u16::from_be_bytes(*unit)).collect();
            String::from_utf16(&units).ok().filter(|_| rest.is_empty())
        }
        UNIVERSAL_STRING => {
            let (units, rest) = content.as_chunks::<4>();
            let text: Option<String> = units.iter().map(|unit| char::from_u32(u32::from_be_bytes(*unit))).collect();
            text.filter(|_| rest.is_empty())
        }
        _ => return Ok(None),
    };
    text.map(Some).ok_or_else(|| element.malformed(structure))
}

fn comparable(oid: &[u8], element: &Element<'_>, value: Option<&str>) -> Vec<u8> {
    let without_case = match element.tag {
        UTF8_STRING | PRINTABLE_STRING => true,
        // RFC 5280, 7.3.
        IA5_STRING => oid == DOMAIN_COMPONENT,
        _ => false,
    };
    match value {
        Some(text) if without_case => comparable_of(oid, UTF8_STRING, folded(text).as_bytes()),
        _ => comparable_of(oid, element.tag, element.content),
    }
}

/// As [`comparable`], with no regard to the type of a string, to its forms and to what nobody sees (RFC 4518, 2.2 and
/// 2.3).
fn comparable_as_text(oid: &[u8], element: &Element<'_>, value: Option<&str>) -> Vec<u8> {
    match value {
        Some(text) => {
            let seen: String = text.chars().filter(|c| !is_unseen(*c)).nfkc().filter(|c| !is_unseen(*c)).collect();
            comparable_of(oid, UTF8_STRING, folded(&seen).as_bytes())
        }
        None => comparable_of(oid, element.tag, element.content),
    }
}

/// Whether a character has no width of its own: soft hyphens, joiners, direction marks, variation selectors, tags.
const fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// Without case and surplus white space.
fn folded(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

fn comparable_of(oid: &[u8], kind: u8, octets: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    put_with_length(&mut out, oid);
    out.push(kind);
    put_with_length(&mut out, octets);
    out
}

fn put_with_length(out: &mut Vec<u8>, octets: &[u8]) {
    out.extend_from_slice(&octets.len().to_be_bytes());
    out.extend_from_slice(octets);
}

fn attribute_text(oid: &Oid, oid_content: &[u8], element: &Element<'_>, value: Option<&str>) -> String {
    let short = SHORT_NAMES.iter().find(|(content, _)| *content == oid_content);
    let name = short.map_or_else(|| oid.to_string(), |(_, name)| (*name).to_owned());
    let value = value.map_or_else(|| hexadecimal(element.whole), escaped);
    format!("{name}={value}")
}

/// `#` and the BER of a value that is not a string (RFC 4514, 2.4).
fn hexadecimal(octets: &[u8]) -> String {
    octets.iter().fold(String::from("#"), |text, octet| text + &format!("{octet:02x}"))
}

/// Escapes as RFC 4514, 2.4; control and formatting characters too, as pairs of hexadecimal digits of their UTF-8.
fn escaped(text: &str) -> String {
    let last = text.chars().count().saturating_sub(1);
    let mut out = String::with_capacity(text.len());
    for (position, character) in text.chars().enumerate() {
        let at_edge = (character == ' ' && (position == 0 || position == last)) || (character == '#' && position == 0);
        if at_edge || matches!(character, '"' | '+' | ',' | ';' | '<' | '>' | '\\') {
            out.push('\\');
            out.push(character);
        } else if misleads(character) {
            let mut buffer = [0; 4];
            for octet in character.encode_utf8(&mut buffer).bytes() {
                out.push_str(&format!("\\{octet:02X}"));
            }
        } else {
            out.push(character);
        }
    }
    out
}

/// Characters that change how the text around them looks: controls, line breaks, zero width, bidirectional.
fn misleads(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{00ad}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{3164}' | '\u{ffa0}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.0.comparable == other.0.comparable
    }
}

impl Eq for Name {}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.comparable.hash(state);
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_empty() { "(empty name)" } else { &self.0.text })
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Name({self})")
    }
}

#[cfg(test)]
mod tests;
