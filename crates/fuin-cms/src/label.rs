//! The security label of a message: ESSSecurityLabel (RFC 2634, section 3.2) in DER.
//!
//! The confidentiality grade is the security-classification; what RFC 2634 has no field for travels as security
//! categories of the private arc: the two other grades, each handling restriction with its parameter, the two dates.
//! Labels of other policies are read too, as far as they can be understood.

mod category;

use fuin_crypto::Oid;
use fuin_label::{Grades, Label, LabelPolicyId, LevelNumber};

use crate::der_values::{self, DerReader, tag};
use crate::error::Error;
use category::Categories;

/// The longest encoded label, in octets.
pub const MAX_LABEL_LEN: usize = 64 * 1024;
/// The most security categories of one label (RFC 2634, ub-security-categories).
pub const MAX_CATEGORIES: usize = 64;

const STRUCTURE: &str = "ESSSecurityLabel";
/// The most characters of a privacy-mark that is a PrintableString (RFC 2634, ub-privacy-mark-length).
const MAX_PRINTABLE_MARK: usize = 128;

/// A label as a message claims it. Nothing in it is verified, and the privacy mark may say anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnverifiedLabel {
    /// The label policy.
    pub policy: Oid,
    /// The security-classification, 0 to 256, where there is one.
    pub classification: Option<u16>,
    /// The privacy mark exactly as it came: escape it before showing it.
    pub privacy_mark: Option<String>,
    /// The label in fuin's words; none when a grade is missing or any category is unknown, since then part of its
    /// meaning would be lost.
    pub label: Option<Label>,
    /// The types of the categories that are not understood, in the order they came.
    pub unknown_categories: Vec<Oid>,
}

/// Encodes a label, with its marking as the privacy mark; an empty marking is left out.
///
/// # Errors
/// [`Error::Label`] when the policy identifier or a date cannot be encoded, or the marking holds control or
/// bidirectional characters; [`Error::Limit`] over [`MAX_CATEGORIES`] or [`MAX_LABEL_LEN`].
pub fn encode_label(label: &Label, marking: &str) -> Result<Vec<u8>, Error> {
    let policy =
        Oid::parse(label.policy.as_str()).map_err(|_| fuin_label::Error::Text { what: "label policy identifier" })?;
    if marking.chars().any(fuin_label::restriction::is_deceptive) {
        return Err(fuin_label::Error::Text { what: "the marking" }.into());
    }
    let categories = category::encode(label)?;
    if categories.len() > MAX_CATEGORIES {
        return Err(Error::Limit { what: "security categories", limit: MAX_CATEGORIES as u64 });
    }
    let mark = if marking.is_empty() { Vec::new() } else { der_values::utf8_string(marking) };
    // A SET in DER is ordered by tag (X.690, 10.3): INTEGER, OBJECT IDENTIFIER, UTF8String, SET.
    let der = der_values::constructed(
        tag::SET,
        &[
            &der_values::unsigned(u64::from(label.grades.confidentiality.value())),
            &der_values::oid(&policy),
            &mark,
            &der_values::set_of(categories),
        ],
    );
    if der.len() > MAX_LABEL_LEN {
        return Err(Error::Limit { what: "label octets", limit: MAX_LABEL_LEN as u64 });
    }
    Ok(der)
}

/// Reads a label in strict DER.
///
/// # Errors
/// [`Error::Malformed`] when it is not an ESSSecurityLabel in DER, or a category of the private arc is not what the
/// profile says; [`Error::Limit`] over [`MAX_CATEGORIES`] or [`MAX_LABEL_LEN`].
pub fn decode_label(der: &[u8]) -> Result<UnverifiedLabel, Error> {
    if der.len() > MAX_LABEL_LEN {
        return Err(Error::Limit { what: "label octets", limit: MAX_LABEL_LEN as u64 });
    }
    der_values::check_der(der, STRUCTURE, 0)?;
    let mut outer = DerReader::new(der, STRUCTURE, 0);
    let mut set = outer.nested(tag::SET, STRUCTURE)?;
    outer.finish()?;
    let classification = match set.peek() {
        Some(tag::INTEGER) => Some(level(&mut set)?),
        _ => None,
    };
    let policy = set.oid()?;
    let privacy_mark = privacy_mark(&mut set)?;
    let categories = match set.optional_nested(tag::SET, "security-categories")? {
        Some(inner) => category::decode(inner)?,
        None => Categories::default(),
    };
    set.finish()?;
    Ok(UnverifiedLabel {
        label: understood(&policy, classification, &categories),
        policy,
        classification: classification.map(LevelNumber::value),
        privacy_mark,
        unknown_categories: categories.unknown,
    })
}

fn understood(policy: &Oid, classification: Option<LevelNumber>, categories: &Categories) -> Option<Label> {
    //= spec/cms-profile.md#labels
    //# A label in which a grade is missing or a category is unknown MUST NOT be taken as understood.
    if !categories.unknown.is_empty() {
        return None;
    }
    Some(Label {
        policy: LabelPolicyId::new(&policy.to_string()).ok()?,
        grades: Grades {
            confidentiality: classification?,
            integrity: categories.integrity?,
            availability: categories.availability?,
        },
        restrictions: categories.restrictions.clone(),
        keep_until: categories.keep_until,
        confidential_until: categories.confidential_until,
    })
}

fn privacy_mark(set: &mut DerReader<'_>) -> Result<Option<String>, Error> {
    let at = set.malformed();
    let mark = match set.peek() {
        Some(tag::UTF8_STRING) => text(set, tag::UTF8_STRING)?,
        Some(tag::PRINTABLE_STRING) => {
            let mark = text(set, tag::PRINTABLE_STRING)?;
            let printable = |b: u8| b.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(&b);
            if mark.len() > MAX_PRINTABLE_MARK || !mark.bytes().all(printable) {
                return Err(at);
            }
            mark
        }
        _ => return Ok(None),
    };
    if mark.is_empty() { Err(at) } else { Ok(Some(mark.to_owned())) }
}

/// A level number as an INTEGER.
fn level(reader: &mut DerReader<'_>) -> Result<LevelNumber, Error> {
    let at = reader.malformed();
    LevelNumber::new(reader.unsigned()?).map_err(|_| at)
}

/// The text of the next value, which must have this tag and hold UTF-8.
pub(crate) fn text<'a>(reader: &mut DerReader<'a>, tag: u8) -> Result<&'a str, Error> {
    let at = reader.malformed();
    std::str::from_utf8(reader.expect(tag)?).map_err(|_| at)
}

#[cfg(test)]
mod tests;
