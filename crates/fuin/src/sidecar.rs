//! The label beside a file: `FILE.label.toml`, written when a file is opened, picked up when it is sealed or signed.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use fuin_label::vocabulary::{CONFIDENTIAL_UNTIL, KEEP_UNTIL};
use fuin_label::{Label, Language, Parameter, Restriction, Vocabulary};
use fuin_policy::{Policies, Violation, Violations};

use crate::error::Error;
use crate::refusal::Refusal;
use crate::signature::OriginalLabel;
use crate::storage;

/// The form of the file.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Sidecar {
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
}

/// A restriction with a group and its members.
#[derive(serde::Serialize, serde::Deserialize)]
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
pub(crate) const ENDING: &str = ".label.toml";

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
    let malformed = |problem: String| Error::file("label", path.display().to_string(), problem);
    if sidecar.schema != 1 {
        return Err(malformed(format!("schema {} is not known", sidecar.schema)));
    }
    if sidecar.label_policy != vocabulary.policy.as_str() {
        return Err(malformed(format!("it is of label policy {}, not of this policy's", sidecar.label_policy)));
    }
    let label = vocabulary.parse_label(&sidecar.grades, &sidecar.restrictions);
    let mut label = label.map_err(|error| malformed(error.to_string()))?;
    for Group { restriction: id, name, members } in &sidecar.group {
        let mut restriction = vocabulary.parse_restriction(&format!("{id}={name}"));
        if let Ok(Restriction { parameter: Some(Parameter::Group { members: found, .. }), .. }) = &mut restriction {
            *found =
                digests(members).ok_or_else(|| malformed(format!("the members of {name} are no list of digests")))?;
        } else {
            restriction = restriction.and_then(|_| Err(fuin_label::Error::Text { what: "a group's restriction" }));
        }
        label.restrictions.insert(restriction.map_err(|error| malformed(error.to_string()))?);
    }
    vocabulary.check(&label).map_err(|error| malformed(error.to_string()))?;
    Ok(Some(label))
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
    let der = octets(&text).filter(|der| der.len() <= fuin_cms::label::MAX_LABEL_LEN).ok_or_else(malformed)?;
    let label = fuin_cms::label::decode_label(&der).ok().and_then(|claimed| claimed.label).ok_or_else(malformed)?;
    Ok(Some(OriginalLabel { label, der }))
}

/// Hexadecimal text as octets.
fn octets(text: &str) -> Option<Vec<u8>> {
    let digits = text.len() % 2 == 0 && text.bytes().all(|b| b.is_ascii_hexdigit());
    let octet = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    if digits { (0..text.len()).step_by(2).map(octet).collect() } else { None }
}

/// Reads SHA-256 digests; none of them may be missing, malformed or there twice.
fn digests(texts: &[String]) -> Option<BTreeSet<[u8; 32]>> {
    let mut digests = BTreeSet::new();
    for text in texts {
        let mut digest = [0u8; 32];
        let whole = text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        for (octet, at) in digest.iter_mut().zip((0..64).step_by(2)) {
            *octet = u8::from_str_radix(text.get(at..at + 2)?, 16).ok().filter(|_| whole)?;
        }
        if !digests.insert(digest) {
            return None;
        }
    }
    Some(digests).filter(|digests| !digests.is_empty())
}

/// The label that is stated for a file that may have one already: what is stated must ask for at least as much.
///
/// # Errors
/// [`Error::Refused`] when it would lower the label beside the file.
pub fn combine(stated: Label, beside: Option<&Label>, policies: &Policies) -> Result<Label, Error> {
    let vocabulary = policies.vocabulary();
    let Some(beside) = beside.filter(|beside| !vocabulary.dominates(&stated, beside)) else { return Ok(stated) };
    let reference = policies.references().into_iter().next();
    let violation = Violation {
        policy: reference.as_ref().map(|reference| reference.id.clone()).unwrap_or_default(),
        serial: reference.map(|reference| reference.serial).unwrap_or_default(),
        rule: "label".into(),
        clause: None,
        code: "policy.label.lowered",
        arguments: vec![("label", vocabulary.marking(beside, Language::English))],
        until: None,
        why: None,
    };
    Err(Refusal::new(Violations { violations: vec![violation], contact: None }).into())
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
    vocabulary.check(label)?;
    let mut rest = label.clone();
    rest.restrictions.retain(|restriction| group_of(restriction).is_none());
    let sidecar = Sidecar {
        schema: 1,
        label_policy: label.policy.to_string(),
        grades: vocabulary.short_form(&label.grades),
        restrictions: restrictions_of(&rest),
        group: label.restrictions.iter().filter_map(group_of).collect(),
        original: original.map(|original| crate::home::hexadecimal(&original.der)),
    };
    let text = toml::to_string(&sidecar).map_err(|error| Error::file("label", "the opened file", error))?;
    Ok(text.into_bytes())
}

/// The row for a restriction whose group's members are known.
fn group_of(restriction: &Restriction) -> Option<Group> {
    let Some(Parameter::Group { name, members }) = &restriction.parameter else { return None };
    let hexadecimal = |digest: &[u8; 32]| digest.iter().map(|octet| format!("{octet:02x}")).collect();
    let members: Vec<String> = members.iter().map(hexadecimal).collect();
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
