//! The `SIO-Label` header field of mail (RFC 7444): a marking for people, its colours, and a label for machines.
//!
//! From memory, as the text of the RFC was not at hand: the field is a sequence of RFC 2045 parameters as RFC 2231 extends
//! them, separated by `;`; `marking`, `fgcolor`, `bgcolor`, `type` and `label` are its parameters; `type` is a URI or one of
//! `:ess`, `:xml` and `:x411`; `label` is base64; a colour is `#RRGGBB` or one of sixteen names; further parameters may come
//! and are passed over.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::check_text;
use crate::error::Error;

mod parameters;

/// The longest field that is read, in octets, folding included.
pub const MAX_FIELD: usize = 256 * 1024;
/// The longest label that a field carries, in octets before base64.
pub const MAX_LABEL: usize = 64 * 1024;

/// A colour as RFC 7444 writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Color(String);

impl Color {
    /// Checks the form: `#RRGGBB`, or one of the sixteen names (in any case; kept in lower case).
    ///
    /// # Errors
    /// [`Error::Value`] otherwise.
    pub fn new(text: &str) -> Result<Self, Error> {
        let lower = text.to_ascii_lowercase();
        let digits =
            lower.strip_prefix('#').is_some_and(|it| it.len() == 6 && it.bytes().all(|b| b.is_ascii_hexdigit()));
        if !digits && !NAMED.contains(&lower.as_str()) {
            return Err(Error::Value { what: "the colour" });
        }
        Ok(Self(lower))
    }

    /// The colour in lower case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// HTML's sixteen names; `fuschia` is said to be how the RFC spells the fifth, so both are read.
const NAMED: [&str; 17] = [
    "aqua", "black", "blue", "fuchsia", "fuschia", "gray", "green", "lime", "maroon", "navy", "olive", "purple", "red",
    "silver", "teal", "white", "yellow",
];

/// The label that a field carries for machines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Carried {
    /// `:ess`: an ESSSecurityLabel (RFC 2634) in DER; what it says is not looked at here.
    Ess(Vec<u8>),
    /// `:xml`: an XML label, such as [`crate::adatp4774`] reads.
    Xml(String),
    /// Any other type.
    Other {
        /// The type: a URI, or `:x411`.
        label_type: String,
        /// The label's octets.
        octets: Vec<u8>,
    },
}

impl Carried {
    fn type_text(&self) -> &str {
        match self {
            Self::Ess(_) => ESS,
            Self::Xml(_) => XML,
            Self::Other { label_type, .. } => label_type,
        }
    }

    fn octets(&self) -> &[u8] {
        match self {
            Self::Ess(octets) | Self::Other { octets, .. } => octets,
            Self::Xml(text) => text.as_bytes(),
        }
    }
}

const ESS: &str = ":ess";
const XML: &str = ":xml";

/// A field. It is unverified: any server on the way may have written it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SioLabel {
    /// The marking, for people.
    pub marking: Option<String>,
    /// The colour of the marking's text.
    pub foreground: Option<Color>,
    /// The colour behind it.
    pub background: Option<Color>,
    /// The label, for machines.
    pub label: Option<Carried>,
}

/// Writes a field: its name, its parameters in the RFC's order, folded to lines of at most 78 characters, and the CRLF at
/// its end. Text outside ASCII is written as RFC 2231 says, and long values in its continuations.
///
/// # Errors
/// [`Error::Missing`] when there is neither marking nor label; [`Error::Text`], [`Error::Value`] or [`Error::Limit`] for
/// what [`parse`] would refuse.
pub fn encode(field: &SioLabel) -> Result<String, Error> {
    check(field)?;
    let mut parts = Vec::new();
    if let Some(marking) = &field.marking {
        //= spec/label.md#other-formats
        //# Text outside ASCII MUST be written as an RFC 2231 extended parameter in UTF-8.
        parts.extend(parameters::write("marking", marking));
    }
    for (name, color) in [("fgcolor", &field.foreground), ("bgcolor", &field.background)] {
        parts.extend(color.as_ref().map(|color| match color.as_str() {
            // `#` needs no quotes by the grammar of a token, and some readers want them.
            hash if hash.starts_with('#') => format!("{name}=\"{hash}\""),
            named => format!("{name}={named}"),
        }));
    }
    if let Some(label) = &field.label {
        parts.extend(parameters::write("type", label.type_text()));
        parts.extend(parameters::write("label", &STANDARD.encode(label.octets())));
    }
    Ok(format!("SIO-Label: {}\r\n", parts.join(";\r\n ")))
}

/// Reads a field, with its name and with or without the line break at its end; lines may be folded with CRLF or LF.
///
/// # Errors
/// [`Error::Header`] for what breaks the grammar; [`Error::Twice`] for a parameter that is there twice;
/// [`Error::Missing`], [`Error::Value`] or [`Error::Text`] for what a parameter says; [`Error::Limit`].
pub fn parse(field: &[u8]) -> Result<SioLabel, Error> {
    if field.len() > MAX_FIELD {
        return Err(Error::Limit { what: "octets of the header field", limit: MAX_FIELD });
    }
    let mut found = parameters::read(&unfold(field)?)?;
    let mut color = |name| found.remove(name).map(|text| Color::new(&text)).transpose();
    let (foreground, background) = (color("fgcolor")?, color("bgcolor")?);
    let marking = found.remove("marking");
    let label = match (found.remove("type"), found.remove("label")) {
        (None, None) => None,
        (Some(label_type), Some(text)) => Some(carried(label_type, &text)?),
        (Some(_), None) => return Err(Error::Missing { what: "the parameter label" }),
        (None, Some(_)) => return Err(Error::Missing { what: "the parameter type" }),
    };
    let field = SioLabel { marking, foreground, background, label };
    check(&field)?;
    Ok(field)
}

fn carried(label_type: String, text: &str) -> Result<Carried, Error> {
    // Where a value was folded, unfolding leaves blanks.
    let text: String = text.chars().filter(|c| !matches!(c, ' ' | '\t')).collect();
    let octets = STANDARD.decode(text).map_err(|_| Error::Value { what: "the base64 of the label" })?;
    Ok(match label_type.to_ascii_lowercase().as_str() {
        ESS => Carried::Ess(octets),
        XML => Carried::Xml(String::from_utf8(octets).map_err(|_| Error::Value { what: "the XML of the label" })?),
        _ => Carried::Other { label_type, octets },
    })
}

/// What holds of every field, read or written.
fn check(field: &SioLabel) -> Result<(), Error> {
    if field.marking.is_none() && field.label.is_none() {
        return Err(Error::Missing { what: "a marking or a label" });
    }
    if let Some(marking) = &field.marking {
        check_text(marking, "the marking")?;
    }
    let Some(label) = &field.label else { return Ok(()) };
    let blank = |b: u8| !b.is_ascii_graphic() || matches!(b, b'"' | b'\\');
    let label_type = label.type_text();
    if label_type.is_empty() || label_type.len() > 200 || label_type.bytes().any(blank) {
        return Err(Error::Text { what: "the type of the label" });
    }
    let named = |name: &str| label_type.eq_ignore_ascii_case(name);
    if matches!(label, Carried::Other { .. }) && (named(ESS) || named(XML)) {
        return Err(Error::Value { what: "the type of the label" });
    }
    if label.octets().len() > MAX_LABEL {
        return Err(Error::Limit { what: "octets of the label", limit: MAX_LABEL });
    }
    if label.octets().is_empty() { Err(Error::Missing { what: "the label" }) } else { Ok(()) }
}

/// One line of printable ASCII: a line break before a blank is folding and is taken away, any other ends the field.
fn unfold(field: &[u8]) -> Result<String, Error> {
    let field = field.strip_suffix(b"\n").map_or(field, |it| it.strip_suffix(b"\r").unwrap_or(it));
    let mut line = String::new();
    let mut octets = field.iter().copied().peekable();
    while let Some(octet) = octets.next() {
        let at = Error::Header { offset: line.len() };
        let broken = match octet {
            b'\n' => true,
            b'\r' => octets.next_if_eq(&b'\n').map(|_| true).ok_or_else(|| at.clone())?,
            _ => false,
        };
        if broken {
            octets.peek().filter(|next| matches!(next, b' ' | b'\t')).ok_or(at)?;
        } else if octet == b'\t' || octet == b' ' || octet.is_ascii_graphic() {
            line.push(char::from(octet));
        } else {
            return Err(at);
        }
    }
    Ok(line)
}

#[cfg(test)]
mod tests;
