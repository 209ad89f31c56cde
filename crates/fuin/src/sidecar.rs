//! The label beside a file: `FILE.label.toml`, written when a file is opened, picked up when it is sealed or signed.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use fuin_label::vocabulary::{CONFIDENTIAL_UNTIL, KEEP_UNTIL};
use fuin_label::{Label, Language, Restriction, Vocabulary};
use fuin_policy::{Policies, Violation, Violations};

use crate::error::Error;
use crate::refusal::Refusal;
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
    /// Restrictions as commands take them, the label's dates included.
    restrictions: Vec<String>,
}

/// What the name of a sidecar has after its file's.
pub(crate) const ENDING: &str = ".label.toml";

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
    let sidecar: Sidecar = storage::read_toml(&path, "label")?;
    let malformed = |problem: String| Error::file("label", path.display().to_string(), problem);
    if sidecar.schema != 1 {
        return Err(malformed(format!("schema {} is not known", sidecar.schema)));
    }
    if sidecar.label_policy != vocabulary.policy.as_str() {
        return Err(malformed(format!("it is of label policy {}, not of this policy's", sidecar.label_policy)));
    }
    let label = vocabulary.parse_label(&sidecar.grades, &sidecar.restrictions);
    Ok(Some(label.map_err(|error| malformed(error.to_string()))?))
}

/// The label that is stated for a file that may have one already: what is stated must ask for at least as much.
///
/// # Errors
/// [`Error::Refused`] when it would lower the label beside the file.
pub fn combine(stated: Label, beside: Option<&Label>, policies: &Policies) -> Result<Label, Error> {
    let Some(beside) = beside.filter(|beside| !stated.dominates(beside)) else { return Ok(stated) };
    let vocabulary = policies.vocabulary();
    let reference = policies.references().into_iter().next();
    let violation = Violation {
        policy: reference.as_ref().map(|reference| reference.id.clone()).unwrap_or_default(),
        serial: reference.map(|reference| reference.serial).unwrap_or_default(),
        rule: "label".into(),
        clause: None,
        code: "policy.label.lowered",
        found: format!("the file is labelled {} already", vocabulary.marking(beside, Language::English)),
        required: "a new label must keep each of these grades, restrictions and dates, or raise them".into(),
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
    vocabulary.check(label)?;
    let sidecar = Sidecar {
        schema: 1,
        label_policy: label.policy.to_string(),
        grades: vocabulary.short_form(&label.grades),
        restrictions: restrictions_of(label),
    };
    let text = toml::to_string(&sidecar).map_err(|error| Error::file("label", "the opened file", error))?;
    Ok(text.into_bytes())
}

/// The restrictions of a label as commands take them, its dates included.
pub(crate) fn restrictions_of(label: &Label) -> Vec<String> {
    let mut restrictions: Vec<String> = label.restrictions.iter().map(Restriction::to_string).collect();
    for (id, day) in [(KEEP_UNTIL, label.keep_until), (CONFIDENTIAL_UNTIL, label.confidential_until)] {
        restrictions.extend(day.map(|day| format!("{id}={day}")));
    }
    restrictions
}
