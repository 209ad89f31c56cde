//! What was answered last for the files of a folder, so that it can be offered again.
//!
//! It is kept in the home, not in the folder, where others could change what is offered: `remembered.toml`, the owner's
//! alone, newest folder last. It is only ever an offer. A memory that cannot be read is an error that the caller reports
//! and passes over; the next [`Home::remember`] begins it anew.

use std::path::Path;

use fuin_label::label::MAX_RESTRICTIONS;
use fuin_label::{Label, Vocabulary};

use crate::error::Error;
use crate::home::Home;
use crate::publisher::{Access, Overwrite, publish_bytes};
use crate::{sidecar, storage};

/// The most folders that are remembered; the oldest is forgotten first.
const MAX_FOLDERS: usize = 500;
/// The most recipients that are remembered of one folder.
const MAX_RECIPIENTS: usize = 100;
/// The largest memory that is read or written, in octets.
const MAX_FILE: u64 = 1024 * 1024;
/// The longest name of a folder that is remembered, in octets.
const MAX_PATH: usize = 4096;
/// The longest text of a grade, restriction or recipient, in octets: restrictions have texts of up to 200 characters.
const MAX_TEXT: usize = 1024;

/// What was answered last for the files of one folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remembered {
    /// The grades in their short form, as `C2I2A1`; none when no label is remembered.
    pub grades: Option<String>,
    /// The restrictions as commands take them, the label's dates included.
    pub restrictions: Vec<String>,
    /// The recipients' names in the address book.
    pub recipients: Vec<String>,
}

impl Remembered {
    /// The same with this label instead.
    #[must_use]
    pub fn with_label(mut self, label: &Label, vocabulary: &Vocabulary) -> Self {
        self.grades = Some(vocabulary.short_form(&label.grades));
        self.restrictions = sidecar::restrictions_of(label);
        self
    }
}

/// The form of the file; `folder` as it is read, and borrowed as it is written.
#[derive(Default, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct MemoryFile<F> {
    /// Version of this format: 1.
    schema: u32,
    #[serde(default)]
    folder: F,
}

#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Folder {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    grades: Option<String>,
    restrictions: Vec<String>,
    recipients: Vec<String>,
}

impl Home {
    /// What is remembered of a folder; nothing of one that was never seen.
    ///
    /// # Errors
    /// [`Error::File`] or [`Error::TooLarge`] when the memory cannot be read as a whole.
    pub fn remembered(&self, folder: &Path) -> Result<Remembered, Error> {
        let Some(key) = key(folder) else { return Ok(Remembered::default()) };
        let found = self.read_memory()?.folder.into_iter().rev().find(|known| known.path == key);
        Ok(found.map_or_else(Remembered::default, |Folder { grades, restrictions, recipients, .. }| Remembered {
            grades,
            restrictions,
            recipients,
        }))
    }

    /// Remembers this of a folder, in place of what was remembered of it before. A folder whose name is no text is not
    /// remembered.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn remember(&self, folder: &Path, remembered: Remembered) -> Result<(), Error> {
        let Some(path) = key(folder) else { return Ok(()) };
        let Remembered { grades, restrictions, recipients } = remembered;
        let newest = Folder { path, grades, restrictions, recipients };
        if !newest.is_plausible() {
            return Ok(());
        }
        // A memory that cannot be read offers nothing any more, so nothing is lost by beginning anew.
        let mut folders = self.read_memory().unwrap_or_default().folder;
        folders.retain(|known| known.path != newest.path);
        folders.push(newest);
        let mut from = folders.len().saturating_sub(MAX_FOLDERS);
        loop {
            let text = encode(folders.get(from..).unwrap_or_default())?;
            if text.len() as u64 <= MAX_FILE {
                return publish_bytes(&self.memory_path(), text.as_bytes(), Overwrite::Replace, Access::Private);
            }
            // Too long: the older half is forgotten.
            from = from.saturating_add(folders.len().saturating_sub(from).div_ceil(2));
        }
    }

    fn read_memory(&self) -> Result<MemoryFile<Vec<Folder>>, Error> {
        let path = self.memory_path();
        if path.symlink_metadata().is_err() {
            return Ok(MemoryFile::default());
        }
        storage::check_regular(&path)?;
        let content = storage::read_limited(&path, MAX_FILE)?;
        let malformed = |problem: &str| Error::file(WHAT, path.display().to_string(), problem);
        let text = std::str::from_utf8(&content).map_err(|_| malformed("not UTF-8"))?;
        let memory = decode(text).map_err(|_| malformed("it is not in the form of this version"))?;
        let plausible = memory.folder.len() <= MAX_FOLDERS && memory.folder.iter().all(Folder::is_plausible);
        if memory.schema != 1 || !plausible {
            return Err(malformed("it is not in the form of this version"));
        }
        Ok(memory)
    }

    fn memory_path(&self) -> std::path::PathBuf {
        self.root().join("remembered.toml")
    }
}

const WHAT: &str = "memory of answers";

impl Folder {
    /// Whether it stays within the limits and nothing in it would deceive whoever reads it.
    fn is_plausible(&self) -> bool {
        let plain = |text: &String| {
            !text.is_empty() && text.len() <= MAX_TEXT && !text.chars().any(fuin_label::restriction::is_deceptive)
        };
        self.path.len() <= MAX_PATH
            && self.grades.iter().all(plain)
            // The two dates of a label stand among its restrictions.
            && self.restrictions.len() <= MAX_RESTRICTIONS.saturating_add(2)
            && self.restrictions.iter().all(plain)
            && self.recipients.len() <= MAX_RECIPIENTS
            && self.recipients.iter().all(plain)
    }
}

/// One name for a folder however it is reached; none when it cannot be written as text.
fn key(folder: &Path) -> Option<String> {
    folder.canonicalize().ok()?.to_str().filter(|path| path.len() <= MAX_PATH).map(str::to_owned)
}

fn encode(folder: &[Folder]) -> Result<String, Error> {
    toml::to_string(&MemoryFile { schema: 1, folder }).map_err(|error| Error::file(WHAT, "remembered.toml", error))
}

fn decode(text: &str) -> Result<MemoryFile<Vec<Folder>>, Error> {
    toml::from_str(text).map_err(|error: toml::de::Error| Error::file(WHAT, "remembered.toml", error.message()))
}

#[cfg(test)]
mod tests;
