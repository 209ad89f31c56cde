//! The label beside a file: `FILE.label.toml`, written when a file is opened, picked up when it is sealed or signed.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use fuin_label::vocabulary::{CONFIDENTIAL_UNTIL, KEEP_UNTIL};
use fuin_label::{Label, Language, Parameter, Restriction, Vocabulary};
use fuin_policy::{Policies, Violation, Violations};

use crate::circumstances::violation;
use crate::digest::{hexadecimal, octets_of, sha256_of};
use crate::error::Error;
use crate::refusal::Refusal;
use crate::signature::OriginalLabel;
use crate::storage;

/// Where the content of a file comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Origin {
    /// It was made here, as far as is known.
    #[default]
    Own,
    /// It came out of a message that others sealed.
    Received,
}

/// The form of the file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Sidecar {
    /// Version of this format: 1.
    schema: u32,
    /// Identifier of the label policy, dotted.
    label_policy: String,
    /// Grades in their short form.
    grades: String,
    /// Restrictions as commands take them, the label's dates included; not the groups whose members are known.
    restrictions: Vec<String>,
    /// The restrictions whose group's members are known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    group: Vec<Group>,
    /// The label as its originator signed it, where that is of another label policy: the ESSSecurityLabel, hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    original: Option<String>,
    /// Whether the content came out of a message that others sealed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    received: bool,
}

/// A restriction with a group and its members.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    /// The restriction's id.
    restriction: String,
    /// The group's name.
    name: String,
    /// SHA-256 digests of the members' certificates, hexadecimal.
    members: Vec<String>,
}

/// What the name of a sidecar has after its file's.
pub const ENDING: &str = ".label.toml";

/// The longest sidecar, in octets: an encoded label has at most 64 KiB, and its digests are written in hexadecimal.
const MAX_SIDECAR: u64 = 512 * 1024;

/// The name of a file's sidecar.
#[must_use]
pub fn path_of(file: &Path) -> PathBuf {
    let mut name = OsString::from(file.file_name().unwrap_or_default());
    name.push(ENDING);
    file.with_file_name(name)
}

/// The label that lies beside a file, if any. What is there must be whole and right: a label that cannot be read is
/// never taken for no label.
///
/// # Errors
/// [`Error::File`] when it is malformed or of another label policy; [`Error::Label`] when it uses unknown words.
pub fn read(file: &Path, vocabulary: &Vocabulary) -> Result<Option<Label>, Error> {
    let path = path_of(file);
    if path.symlink_metadata().is_err() {
        return Ok(None);
    }
    let sidecar: Sidecar = storage::read_toml_within(&path, "label", MAX_SIDECAR)?;
    let label = sidecar.label(vocabulary);
    label.map(Some).map_err(|problem| Error::file("label", path.display().to_string(), problem))
}

/// Where the content of a file comes from, as the sidecar says: one that lies can only tighten. Without a sidecar the
/// content is one's own.
///
/// # Errors
/// [`Error::File`] when it is malformed.
pub fn read_origin(file: &Path) -> Result<Origin, Error> {
    let path = path_of(file);
    if path.symlink_metadata().is_err() {
        return Ok(Origin::Own);
    }
    let sidecar: Sidecar = storage::read_toml_within(&path, "label", MAX_SIDECAR)?;
    Ok(if sidecar.received { Origin::Received } else { Origin::Own })
}

impl Sidecar {
    /// The form of a label.
    pub(crate) fn of(label: &Label, vocabulary: &Vocabulary) -> Self {
        let mut rest = label.clone();
        rest.restrictions.retain(|restriction| group_of(restriction).is_none());
        Self {
            schema: 1,
            label_policy: label.policy.to_string(),
            grades: vocabulary.short_form(&label.grades),
            restrictions: restrictions_of(&rest),
            group: label.restrictions.iter().filter_map(group_of).collect(),
            original: None,
            received: false,
        }
    }

    /// The same without the members of its groups, whose names stay.
    pub(crate) fn without_members(mut self) -> Self {
        let named = |group: Group| format!("{}={}", group.restriction, group.name);
        self.restrictions.extend(std::mem::take(&mut self.group).into_iter().map(named));
        self
    }

    /// The label, or what is wrong with it.
    pub(crate) fn label(&self, vocabulary: &Vocabulary) -> Result<Label, String> {
        if self.schema != 1 {
            return Err(format!("schema {} is not known", self.schema));
        }
        if self.label_policy != vocabulary.policy.as_str() {
            return Err(format!("it is of label policy {}, not of this policy's", self.label_policy));
        }
        let label = vocabulary.parse_label(&self.grades, &self.restrictions);
        let mut label = label.map_err(|error| error.to_string())?;
        for Group { restriction: id, name, members } in &self.group {
            let mut restriction = vocabulary.parse_restriction(&format!("{id}={name}"));
            if let Ok(Restriction { parameter: Some(Parameter::Group { members: found, .. }), .. }) = &mut restriction {
                *found = digests(members).ok_or_else(|| format!("the members of {name} are no list of digests"))?;
            } else {
                restriction = restriction.and(Err(fuin_label::Error::Text { what: "a group's restriction" }));
            }
            label.restrictions.insert(restriction.map_err(|error| error.to_string())?);
        }
        vocabulary.check(&label).map_err(|error| error.to_string())?;
        Ok(label)
    }
}

/// The label that the originator signed in the words of another label policy, where the sidecar keeps one. It is shown;
/// what is obeyed is the label itself.
///
/// # Errors
/// [`Error::File`] when it is malformed.
pub fn read_original(file: &Path) -> Result<Option<OriginalLabel>, Error> {
    let path = path_of(file);
    if path.symlink_metadata().is_err() {
        return Ok(None);
    }
    let sidecar: Sidecar = storage::read_toml_within(&path, "label", MAX_SIDECAR)?;
    let Some(text) = sidecar.original else { return Ok(None) };
    let malformed = || Error::file("label", path.display().to_string(), "the original label cannot be read");
    let der = octets_of(&text).filter(|der| der.len() <= fuin_cms::label::MAX_LABEL_LEN).ok_or_else(malformed)?;
    let label = fuin_cms::label::decode_label(&der).ok().and_then(|claimed| claimed.label).ok_or_else(malformed)?;
    Ok(Some(OriginalLabel { label, der }))
}

/// Reads SHA-256 digests; none of them may be missing, malformed or there twice.
fn digests(texts: &[String]) -> Option<BTreeSet<[u8; 32]>> {
    let digests: BTreeSet<[u8; 32]> = texts.iter().map(|text| sha256_of(text)).collect::<Option<_>>()?;
    (digests.len() == texts.len() && !digests.is_empty()).then_some(digests)
}

/// The label that is stated for a file that may have one already: what is stated must ask for at least as much. A group
/// that is stated by its name is the one beside the file, with its members.
///
/// # Errors
/// [`Error::Refused`] when it would lower the label beside the file.
pub fn combine(stated: Label, beside: Option<&Label>, policies: &Policies) -> Result<Label, Error> {
    let Some(beside) = beside else { return Ok(stated) };
    let stated = stated.with_group_members(|name| members_of(beside, name))?;
    match lowering(&stated, beside, policies) {
        None => Ok(stated),
        Some(violation) => {
            let contact = policies.contact().cloned().map(Box::new);
            Err(Refusal::new(Violations { violations: vec![violation], contact }).into())
        }
    }
}

/// What is wrong with a label where an earlier one asks for more than it; none where it asks for at least as much.
pub(crate) fn lowering(stated: &Label, earlier: &Label, policies: &Policies) -> Option<Violation> {
    let vocabulary = policies.vocabulary();
    let marking = || vocabulary.marking(earlier, Language::English);
    let lowers = !vocabulary.dominates(stated, earlier);
    lowers.then(|| violation(policies, "label", "policy.label.lowered", vec![("label", marking())]))
}

/// The members of a label's group.
fn members_of(label: &Label, group: &str) -> Option<BTreeSet<[u8; 32]>> {
    label.restrictions.iter().find_map(|restriction| match &restriction.parameter {
        Some(Parameter::Group { name, members }) if name == group => Some(members.clone()),
        _ => None,
    })
}

/// The content of a sidecar for a label.
///
/// # Errors
/// [`Error::Label`] when the label uses words that are not the vocabulary's; [`Error::File`].
pub fn encode(label: &Label, vocabulary: &Vocabulary) -> Result<Vec<u8>, Error> {
    encode_with_original(label, None, vocabulary)
}

/// The same, keeping the label that the originator signed in the words of another label policy.
///
/// # Errors
/// As [`encode`].
pub fn encode_with_original(
    label: &Label,
    original: Option<&OriginalLabel>,
    vocabulary: &Vocabulary,
) -> Result<Vec<u8>, Error> {
    encode_with_origin(label, original, Origin::Own, vocabulary)
}

/// The same, saying where the content comes from.
///
/// # Errors
/// As [`encode`].
pub fn encode_with_origin(
    label: &Label,
    original: Option<&OriginalLabel>,
    origin: Origin,
    vocabulary: &Vocabulary,
) -> Result<Vec<u8>, Error> {
    vocabulary.check(label)?;
    let sidecar = Sidecar {
        original: original.map(|original| hexadecimal(&original.der)),
        received: origin == Origin::Received,
        ..Sidecar::of(label, vocabulary)
    };
    let text = toml::to_string(&sidecar).map_err(|error| Error::file("label", "the opened file", error))?;
    Ok(text.into_bytes())
}

/// The row for a restriction whose group's members are known.
fn group_of(restriction: &Restriction) -> Option<Group> {
    let Some(Parameter::Group { name, members }) = &restriction.parameter else { return None };
    let members: Vec<String> = members.iter().map(|digest| hexadecimal(digest)).collect();
    let row = Group { restriction: restriction.id.to_string(), name: name.clone(), members };
    (!row.members.is_empty()).then_some(row)
}

/// The restrictions of a label as commands take them, its dates included.
pub(crate) fn restrictions_of(label: &Label) -> Vec<String> {
    let mut restrictions: Vec<String> = label.restrictions.iter().map(Restriction::to_string).collect();
    for (id, day) in [(KEEP_UNTIL, label.keep_until), (CONFIDENTIAL_UNTIL, label.confidential_until)] {
        restrictions.extend(day.map(|day| format!("{id}={day}")));
    }
    restrictions
}

#[cfg(test)]
mod tests;
