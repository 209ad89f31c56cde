//! The policy-reference attribute: `SEQUENCE OF SEQUENCE { id UTF8String, serial INTEGER, sha256 OCTET STRING }`.

use fuin_label::restriction::is_deceptive;

use super::whole;
use crate::der_values::{self, DerReader, tag};
use crate::error::Error;
use crate::label::text;

/// The most policies that one message may name: a baseline and its overlays.
pub const MAX_POLICY_REFERENCES: usize = 64;
/// The longest policy id, in octets.
const MAX_ID: usize = 256;

const STRUCTURE: &str = "policy-reference";

/// A policy that a message was made under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyReference {
    /// The policy's id.
    pub id: String,
    /// The policy's serial number.
    pub serial: u64,
    /// SHA-256 of the policy file's exact octets.
    pub sha256: [u8; 32],
}

/// Encodes the value of the attribute: the baseline first, then each overlay.
///
/// # Errors
/// [`Error::Unwritable`] for an empty list or an id that is empty, too long or holds control characters;
/// [`Error::Limit`] over [`MAX_POLICY_REFERENCES`].
pub fn encode_policy_references(references: &[PolicyReference]) -> Result<Vec<u8>, Error> {
    if references.is_empty() {
        return Err(Error::Unwritable { what: "empty list of policy references" });
    }
    if references.len() > MAX_POLICY_REFERENCES {
        return Err(over_limit());
    }
    let mut encoded = Vec::new();
    for reference in references {
        if !is_id(&reference.id) {
            return Err(Error::Unwritable { what: "policy id" });
        }
        encoded.extend(der_values::sequence(&[
            &der_values::utf8_string(&reference.id),
            &der_values::unsigned(reference.serial),
            &der_values::octet_string(&reference.sha256),
        ]));
    }
    Ok(der_values::sequence(&[&encoded]))
}

/// Reads the value of the attribute.
///
/// # Errors
/// [`Error::Malformed`], [`Error::Limit`].
pub fn decode_policy_references(value: &[u8]) -> Result<Vec<PolicyReference>, Error> {
    let mut list = whole(value, STRUCTURE, |reader| reader.sequence(STRUCTURE))?;
    let mut references = Vec::new();
    while !list.is_empty() {
        if references.len() >= MAX_POLICY_REFERENCES {
            return Err(over_limit());
        }
        references.push(read_one(list.sequence(STRUCTURE)?)?);
    }
    if references.is_empty() { Err(list.malformed()) } else { Ok(references) }
}

fn read_one(mut fields: DerReader<'_>) -> Result<PolicyReference, Error> {
    let at = fields.malformed();
    let id = text(&mut fields, tag::UTF8_STRING)?;
    if !is_id(id) {
        return Err(at);
    }
    let serial = fields.unsigned()?;
    let sha256 = fields.octet_string()?.try_into().map_err(|_| fields.malformed())?;
    fields.finish()?;
    Ok(PolicyReference { id: id.to_owned(), serial, sha256 })
}

fn is_id(id: &str) -> bool {
    !id.is_empty() && id.len() <= MAX_ID && !id.chars().any(is_deceptive)
}

const fn over_limit() -> Error {
    Error::Limit { what: "policy references", limit: MAX_POLICY_REFERENCES as u64 }
}
