//! The confidentiality metadata label of ADatP-4774 (STANAG 4774) in XML.
//!
//! The facts of the format come from a public study of the standard, not from its text. The syntax has room for any
//! policy's label; [`from_label`] and [`to_label`] map those of fuin's vocabularies. Labels made elsewhere are read into
//! [`ConfidentialityLabel`] and say what they say.

use fuin_label::{Label, Vocabulary};
use jiff::Timestamp;

use crate::error::Error;

mod mapping;
mod read;
mod write;

/// The namespace of the label's elements.
pub const NAMESPACE: &str = "urn:nato:stanag:4774:confidentialitymetadatalabel:1:0";
/// The longest document that is read, in octets.
pub const MAX_DOCUMENT: usize = 1024 * 1024;
/// The most XML nodes (elements, texts, comments) of one document.
pub const MAX_NODES: u32 = 20_000;
/// The most equals signs in one document, and so of attributes.
pub const MAX_ATTRIBUTES: usize = 4096;
/// The most namespace declarations of one document.
pub const MAX_NAMESPACES: usize = 64;
/// How deep elements may nest.
pub const MAX_DEPTH: usize = 16;
/// The most categories of one label.
pub const MAX_CATEGORIES: usize = 256;
/// The most values of one category.
pub const MAX_VALUES: usize = 2048;

/// Whose label it is: the root element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The label that the originator gave. It is never overwritten.
    Originator,
    /// The same in another policy's words.
    Alternative,
    /// The label of the metadata themselves.
    Metadata,
}

impl Kind {
    /// The kinds and their root elements.
    const ALL: [(Self, &str); 3] = [
        (Self::Originator, "originatorConfidentialityLabel"),
        (Self::Alternative, "alternativeConfidentialityLabel"),
        (Self::Metadata, "metadataConfidentialityLabel"),
    ];
}

/// A label as a document claims it; nothing in it is verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfidentialityLabel {
    /// Whose label it is.
    pub kind: Kind,
    /// The name of the policy that gives the label its meaning.
    pub policy: String,
    /// The policy's identifier, such as `urn:oid:1.2.3`.
    pub policy_uri: Option<String>,
    /// The classification, in the policy's words.
    pub classification: String,
    /// The marking; nobody is bound by it.
    pub privacy_mark: Option<String>,
    /// The categories, in their order.
    pub categories: Vec<Category>,
    /// Who made the label.
    pub originator: Option<OriginatorId>,
    /// When the label was made. The standard asks for it; labels published as examples come without.
    pub created: Option<Timestamp>,
    /// When it should be looked at again; the standard asks for it where there is no succession.
    pub review: Option<Timestamp>,
    /// What becomes of the label later.
    pub succession: Option<Succession>,
}

/// What a category's values do to access.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CategoryType {
    /// Every value has to be satisfied.
    Restrictive,
    /// One of the values suffices.
    Permissive,
    /// Nothing.
    Informative,
}

impl CategoryType {
    const ALL: [(Self, &str); 3] =
        [(Self::Restrictive, "RESTRICTIVE"), (Self::Permissive, "PERMISSIVE"), (Self::Informative, "INFORMATIVE")];
}

/// A category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// What its values do.
    pub category_type: CategoryType,
    /// Its name in the policy.
    pub tag: String,
    /// Its identifier.
    pub uri: Option<String>,
    /// Its values (GenericValue), in their order.
    pub values: Vec<String>,
}

/// Who made a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OriginatorId {
    /// The form of the name: one of [`ID_TYPES`].
    pub id_type: String,
    /// The name.
    pub name: String,
}

/// The forms of names of originators.
pub const ID_TYPES: [&str; 8] = [
    "rfc822Name",
    "dNSName",
    "directoryName",
    "uniformResourceIdentifier",
    "iPAddress",
    "x400Address",
    "userPrincipalName",
    "jID",
];

/// The label that takes the place of another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Succession {
    /// When it does.
    pub at: Timestamp,
    /// That label; its kind is that of the label it succeeds, and it has no succession of its own.
    pub successor: Box<ConfidentialityLabel>,
}

/// Reads a document that is one label.
///
/// Read strictly: what the syntax does not have is refused, extensions included, since part of the meaning may lie in
/// them. Two liberties are taken: `CreationDateTime` and `ReviewDateTime` may be missing, and the policy's `URI` may be
/// written `URL`, as in published examples.
///
/// # Errors
/// [`Error::Limit`], [`Error::NotWellFormed`], [`Error::DocumentType`] or [`Error::Entity`] for the document;
/// [`Error::NotALabel`] for another root element; [`Error::Unexpected`], [`Error::Missing`], [`Error::Twice`],
/// [`Error::Value`] or [`Error::Text`] for what is in it.
pub fn parse(document: &[u8]) -> Result<ConfidentialityLabel, Error> {
    read::document(document)
}

/// Writes a label as a document in UTF-8.
///
/// # Errors
/// [`Error::Missing`] without `created`, or with neither `review` nor `succession`; [`Error::Text`], [`Error::Value`] or
/// [`Error::Limit`] for what [`parse`] would refuse.
pub fn encode(label: &ConfidentialityLabel) -> Result<String, Error> {
    write::document(label)
}

/// A fuin label as the originator's label in XML (spec/label.md, other formats). It is to be reviewed on the day until which
/// it is confidential, where that is to come, otherwise five years after `created`.
///
/// # Errors
/// [`Error::Label`] when the label does not fit the vocabulary; [`Error::Text`] for an originator that cannot be shown;
/// [`Error::Value`] when a value of the label could not be read back.
pub fn from_label(
    label: &Label,
    vocabulary: &Vocabulary,
    created: Timestamp,
    originator: Option<&str>,
) -> Result<ConfidentialityLabel, Error> {
    mapping::from_label(label, vocabulary, created, originator)
}

/// The fuin label that an XML label states in this vocabulary's words.
///
/// # Errors
/// [`Error::Label`] when it is of another policy or its words are not the vocabulary's; [`Error::NotUnderstood`] for a
/// category without a meaning in fuin; [`Error::Missing`], [`Error::Twice`] or [`Error::Value`].
pub fn to_label(label: &ConfidentialityLabel, vocabulary: &Vocabulary) -> Result<Label, Error> {
    mapping::to_label(label, vocabulary)
}

#[cfg(test)]
mod tests;
