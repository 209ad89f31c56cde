//! Labels in the formats of others: written for them, and read from them in this policy's words.
//!
//! A label that is read is only a claim. In this policy's words it is taken as it is; one of another label policy goes
//! through the equivalents that the policy states, and no part of it is left out.

use std::collections::BTreeSet;

use fuin_cms::label::{decode_label, encode_label};
use fuin_label::{Grades, Label, LabelPolicyId, Language, LevelNumber, Restriction, RestrictionId, Vocabulary};
use fuin_label_formats::Error as FormatError;
use fuin_label_formats::adatp4774::{self, Category, CategoryType, ConfidentialityLabel, Kind};
use fuin_label_formats::sio_label::{self, Carried, SioLabel};
use fuin_policy::{Policies, Untranslatable};
use jiff::Timestamp;

use crate::error::Error;

/// The longest document that is read, in octets.
pub const MAX_DOCUMENT: u64 = adatp4774::MAX_DOCUMENT as u64;

/// A format of labels that others read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The header field `SIO-Label` of mail (RFC 7444), with the ESSSecurityLabel of RFC 2634 inside.
    SioLabel,
    /// XML of ADatP-4774.
    Adatp4774,
}

/// Writes a label in a format of others; `created` and `originator` are stated in it where the format has a place for
/// them.
///
/// # Errors
/// [`Error::Label`] when the label does not fit the vocabulary; [`Error::File`] for what the format cannot say.
pub fn export(
    label: &Label,
    vocabulary: &Vocabulary,
    format: Format,
    created: Timestamp,
    originator: Option<&str>,
) -> Result<String, Error> {
    vocabulary.check(label)?;
    let failed = |error: FormatError| format_error(error, "the exported label");
    // Parts of a second say nothing about a label, and not every reader takes them.
    let created = Timestamp::from_second(created.as_second()).unwrap_or(created);
    match format {
        Format::SioLabel => {
            let marking = vocabulary.marking(label, vocabulary.marking_language);
            let ess = encode_label(label, &marking)?;
            let field = SioLabel { marking: Some(marking), label: Some(Carried::Ess(ess)), ..SioLabel::default() };
            sio_label::encode(&field).map_err(failed)
        }
        Format::Adatp4774 => {
            let xml = adatp4774::from_label(label, vocabulary, created, originator).map_err(failed)?;
            adatp4774::encode(&xml).map_err(failed)
        }
    }
}

/// Reads a label in either format, in the words of these policies. `name` is what the document is called in errors.
///
/// # Errors
/// [`Error::File`] when it is no such label, or says what cannot be taken over; [`Error::NoEquivalent`] for a label of
/// another policy that these policies state no equivalent of, or not of all its parts; [`Error::Label`].
pub fn import(document: &[u8], name: &str, policies: &Policies) -> Result<Label, Error> {
    // What editors put around it is no part of it.
    let document = document.strip_prefix(b"\xef\xbb\xbf").unwrap_or(document).trim_ascii();
    let failed = |error: FormatError| format_error(error, name);
    let refused = |problem: &str| Error::file("label", name, problem);
    let label = if document.starts_with(b"<") {
        of_xml(&adatp4774::parse(document).map_err(failed)?, name, policies)?
    } else {
        let field = sio_label::parse(document).map_err(failed)?;
        let marking = field.marking.as_deref();
        match field.label {
            Some(Carried::Ess(der)) => {
                let claimed = decode_label(&der).map_err(|error| refused(&error.to_string()))?;
                let whole = claimed.label.ok_or_else(|| refused("a grade is missing, or a category is unknown"))?;
                for mark in [marking, claimed.privacy_mark.as_deref()] {
                    check_mark(mark, &whole, name, policies)?;
                }
                translated(&whole, policies)?
            }
            Some(Carried::Xml(xml)) => {
                let label = of_xml(&adatp4774::parse(xml.as_bytes()).map_err(failed)?, name, policies)?;
                check_mark(marking, &label, name, policies)?;
                label
            }
            Some(_) => return Err(refused("it carries a label of a type that is not known")),
            None => return Err(refused("it carries a marking, and no label")),
        }
    };
    policies.vocabulary().check(&label)?;
    Ok(label)
}

/// Refuses a label in this policy's words whose mark says something else: nobody could tell which of both is meant.
fn check_mark(mark: Option<&str>, label: &Label, name: &str, policies: &Policies) -> Result<(), Error> {
    let vocabulary = policies.vocabulary();
    let Some(mark) = mark.filter(|mark| !mark.is_empty() && label.policy == vocabulary.policy) else { return Ok(()) };
    let says = |language| vocabulary.marking(label, language) == mark;
    if [Language::English, Language::Japanese].into_iter().any(says) {
        return Ok(());
    }
    let problem = format!("it is marked \"{mark}\", which is not what its grades and restrictions say");
    Err(Error::file("label", name, problem))
}

fn of_xml(xml: &ConfidentialityLabel, name: &str, policies: &Policies) -> Result<Label, Error> {
    let refused = |problem: &str| Err(Error::file("label", name, problem));
    if xml.kind == Kind::Metadata {
        return refused("it labels metadata, not a file");
    }
    if xml.succession.is_some() {
        return refused("it names a label that will take its place, which nobody here would see to");
    }
    if xml
        .policy_uri
        .as_deref()
        .and_then(|uri| uri.strip_prefix("urn:oid:"))
        .is_some_and(|oid| LabelPolicyId::new(&xml.policy).is_ok() && oid != xml.policy)
    {
        return refused("it names two label policies");
    }
    match adatp4774::to_label(xml, policies.vocabulary()) {
        Err(FormatError::Label(fuin_label::Error::DifferentPolicies { .. })) => {
            translated(&foreign(xml, name, policies)?, policies)
        }
        other => {
            let label = other.map_err(|error| format_error(error, name))?;
            check_mark(xml.privacy_mark.as_deref(), &label, name, policies)?;
            Ok(label)
        }
    }
}

fn translated(label: &Label, policies: &Policies) -> Result<Label, Error> {
    policies.translate(label).map_err(|source| Error::NoEquivalent { policy: label.policy.to_string(), source })
}

/// A label of another policy, as far as it is asked for by equivalents: the classification by its number, further
/// grades and restrictions as fuin itself writes them, any other value of a category as the restriction
/// `category-value` in lower case with dashes.
fn foreign(xml: &ConfidentialityLabel, name: &str, policies: &Policies) -> Result<Label, Error> {
    let stated = xml.policy_uri.as_deref().unwrap_or(&xml.policy);
    let dotted = stated.strip_prefix("urn:oid:").unwrap_or(stated);
    let unknown = || {
        let policy: String = dotted.chars().take(100).collect();
        Error::NoEquivalent { policy: policy.clone(), source: Untranslatable::Policy { policy } }
    };
    let policy = LabelPolicyId::new(dotted).map_err(|_| unknown())?;
    let zero = LevelNumber::new(0)?;
    let grades = Grades { confidentiality: zero, integrity: zero, availability: zero };
    let mut label = Label::new(policy, grades);
    // Whether the policy is known at all is said before anything about the parts.
    if let Err(Untranslatable::Policy { .. }) = policies.translate(&label) {
        return Err(unknown());
    }
    let number = |text: &str| {
        classification(text).ok_or_else(|| {
            let problem = format!("the grade {text:?} has no number, and equivalents are found by number");
            Error::file("label", name, problem)
        })
    };
    label.grades.confidentiality = number(&xml.classification)?;
    let mut restrictions = BTreeSet::new();
    for category in &xml.categories {
        match (category.tag.as_str(), category.values.as_slice()) {
            ("integrity", [value]) => label.grades.integrity = number(value)?,
            ("availability", [value]) => label.grades.availability = number(value)?,
            _ => restrictions.extend(restrictions_of(category, &label.policy)?),
        }
    }
    label.restrictions = restrictions;
    Ok(label)
}

fn restrictions_of(category: &Category, policy: &LabelPolicyId) -> Result<Vec<Restriction>, Error> {
    let part = |value: &str| {
        let restriction: String = format!("{}: {value}", category.tag).chars().take(200).collect();
        Error::NoEquivalent { policy: policy.to_string(), source: Untranslatable::Restriction { restriction } }
    };
    if category.category_type == CategoryType::Permissive && category.values.len() > 1 {
        // One of them suffices: as restrictions all of them would have to hold.
        return Err(part(&category.values.join(", ")));
    }
    let restriction = |value: &String| {
        let id: String =
            if category.tag == "restriction" { value.clone() } else { format!("{}-{value}", category.tag) };
        let id: String =
            id.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
        RestrictionId::new(&id).map(|id| Restriction { id, parameter: None }).map_err(|_| part(value))
    };
    category.values.iter().map(restriction).collect()
}

/// The number of a classification: RFC 2634, section 3.2 gives six words theirs; others are written as numbers.
fn classification(text: &str) -> Option<LevelNumber> {
    const WORDS: [&str; 6] = ["unmarked", "unclassified", "restricted", "confidential", "secret", "top secret"];
    let text = text.trim().to_ascii_lowercase().replace(['-', '_'], " ");
    let of_word = WORDS.iter().position(|word| *word == text).and_then(|at| u64::try_from(at).ok());
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    of_word.or_else(|| digits.then(|| text.parse().ok()).flatten()).and_then(|it| LevelNumber::new(it).ok())
}

fn format_error(error: FormatError, name: &str) -> Error {
    match error {
        FormatError::Label(error) => Error::Label(error),
        other => Error::file("label", name, other),
    }
}

#[cfg(test)]
mod tests;
