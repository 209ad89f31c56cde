//! What was installed when: every document and signature, and the highest serial of each policy.

use std::path::{Path, PathBuf};

use fuin_policy::Policy;
use jiff::Timestamp;

use crate::digest::hexadecimal;
use crate::error::Error;
use crate::policy_file::{Document, Resolved};
use crate::publisher::{Access, Overwrite, publish_bytes};
use crate::storage;

/// The largest record of installations that is read, in octets: some thousands of them.
const MAX_RECORD: u64 = 1024 * 1024;

/// One installation.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct HistoryEntry {
    /// The policy's id.
    pub id: String,
    /// Its serial.
    pub serial: u64,
    /// SHA-256 of the document, hexadecimal.
    pub sha256: String,
    /// When it was installed.
    pub installed: String,
    /// The subject of the certificate of who signed it; none for the policy that a home was created with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_by: Option<String>,
}

#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    schema: u32,
    #[serde(default)]
    seen: Vec<HistoryEntry>,
}

/// The history of one home.
pub(super) struct History {
    directory: PathBuf,
    seen: Vec<HistoryEntry>,
}

impl History {
    pub(super) fn read(directory: &Path) -> Result<Self, Error> {
        let path = record(directory);
        let seen = if path.symlink_metadata().is_err() { Vec::new() } else { read_record(&path)? };
        Ok(Self { directory: directory.to_owned(), seen })
    }

    pub(super) fn entries(self) -> Vec<HistoryEntry> {
        self.seen
    }

    /// Whether exactly this document was installed.
    pub(super) fn knows(&self, policy: &Policy) -> bool {
        let reference = policy.reference();
        let sha256 = hexadecimal(&reference.sha256);
        self.seen
            .iter()
            .any(|entry| entry.id == reference.id && entry.serial == reference.serial && entry.sha256 == sha256)
    }

    /// Refuses a serial that is smaller than one that was seen, and another document of the same serial.
    pub(super) fn check(&self, policy: &Policy) -> Result<(), Error> {
        let reference = policy.reference();
        let of_id = self.seen.iter().filter(|entry| entry.id == reference.id);
        let Some(highest) = of_id.max_by_key(|entry| entry.serial) else { return Ok(()) };
        let repeated = highest.serial == reference.serial && highest.sha256 == hexadecimal(&reference.sha256);
        //= spec/policy.md#signed-policies
        //# A serial that is smaller than one ever installed, or equal with other content, MUST be refused.
        if reference.serial > highest.serial || repeated {
            return Ok(());
        }
        Err(Error::Serial { id: reference.id, serial: reference.serial, seen: highest.serial })
    }

    /// Keeps a document with its signature, and that it was seen.
    pub(super) fn keep(
        &mut self,
        document: &Document,
        signature: Option<&[u8]>,
        resolved: &Resolved,
        signed_by: Option<&str>,
        now: Timestamp,
    ) -> Result<(), Error> {
        let reference = resolved.policy.reference();
        let stem = format!("{}-{}", crate::home::checked_name(&reference.id)?, reference.serial);
        let publish = |name: String, content: &[u8]| {
            publish_bytes(&self.directory.join(name), content, Overwrite::Replace, Access::Ordinary)
        };
        publish(format!("{stem}.toml"), &document.bytes)?;
        if let Some(signature) = signature {
            publish(format!("{stem}.toml.p7s"), signature)?;
        }
        self.seen.push(HistoryEntry {
            id: reference.id,
            serial: reference.serial,
            sha256: hexadecimal(&reference.sha256),
            installed: now.to_string(),
            signed_by: signed_by.map(str::to_owned),
        });
        let record_text = toml::to_string(&Record { schema: 1, seen: self.seen.clone() });
        let record_text = record_text.map_err(|error| Error::file("record of policies", "the home", error))?;
        //= spec/policy.md#signed-policies
        //# The highest serial of every id MUST be remembered when the policy's file is gone.
        publish_bytes(&record(&self.directory), record_text.as_bytes(), Overwrite::Replace, Access::Private)
    }
}

fn record(directory: &Path) -> PathBuf {
    directory.join("seen.toml")
}

fn read_record(path: &Path) -> Result<Vec<HistoryEntry>, Error> {
    storage::check_regular(path)?;
    let malformed = |problem: String| Error::file("record of policies", path.display().to_string(), problem);
    let content = storage::read_limited(path, MAX_RECORD)?;
    let text = std::str::from_utf8(&content).map_err(|_| malformed("not UTF-8".into()))?;
    let record: Record = toml::from_str(text).map_err(|error| malformed(error.message().to_owned()))?;
    if record.schema == 1 {
        return Ok(record.seen);
    }
    Err(malformed(format!("schema {} is not known", record.schema)))
}
