//! What was fetched before, in a private folder, each answer a file of its own.
//!
//! What comes out of it is as unproven as what comes from the network. A file that is damaged, linked, of the future,
//! stale or under another name is passed over; what cannot be written is not kept: neither fails a fetch.

mod entry;

use std::fs::{DirBuilder, File, Metadata};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use fuin_crypto::provider::Digest;
use fuin_crypto::{CryptoProvider, DigestAlgorithm};
use jiff::Timestamp;
use rustix::fs::{Mode, OFlags};

use crate::error::{CacheFault, Error};

pub(crate) use entry::Entry;

/// What unfinished files begin with.
const UNFINISHED: &str = ".unfinished-";
/// The most files that are kept.
const MAX_FILES: usize = 4096;

/// A folder of answers that may be used again while they are fresh.
#[derive(Clone)]
pub struct Cache {
    folder: PathBuf,
    max_octets: u64,
    digest: &'static dyn Digest,
}

/// Names an answer by everything that was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key(String);

impl Cache {
    /// The cache in this folder, which is made (mode 0700) where it is missing. Over `max_octets`, the files that
    /// were written first go first.
    ///
    /// # Errors
    /// [`Error::Cache`] when the folder is a link, not this user's, or open to others; [`Error::Crypto`] when the
    /// provider lacks SHA-256.
    pub fn open(folder: &Path, max_octets: u64, provider: &CryptoProvider) -> Result<Self, Error> {
        let digest = provider.digest(DigestAlgorithm::Sha256)?;
        let refused = |fault| Error::Cache { folder: folder.to_owned(), fault };
        let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
        made.map_err(|error| refused(CacheFault::Io(error.kind())))?;
        let found = folder.symlink_metadata().map_err(|error| refused(CacheFault::Io(error.kind())))?;
        if !found.is_dir() {
            return Err(refused(CacheFault::NotAFolder));
        }
        if found.mode() & 0o077 != 0 || found.uid() != rustix::process::geteuid().as_raw() {
            return Err(refused(CacheFault::NotPrivate));
        }
        Ok(Self { folder: folder.to_owned(), max_octets, digest })
    }

    /// The parts are told apart by their lengths.
    pub(crate) fn key(&self, kind: &str, url: &str, content: &[u8]) -> Key {
        let mut digest = self.digest.start();
        for part in [kind.as_bytes(), url.as_bytes(), content] {
            digest.update(&(part.len() as u64).to_be_bytes());
            digest.update(part);
        }
        Key(hex(&digest.finish()))
    }

    /// What is kept under this name and fresh now, of at most so many octets.
    pub(crate) fn read(&self, key: &Key, now: Timestamp, max_octets: u64) -> Option<Entry> {
        let mut octets = Vec::new();
        let file = self.open_file(key).ok()?;
        let limit = max_octets.saturating_add(entry::MAX_HEAD);
        if !file.metadata().ok()?.is_file() || file.metadata().ok()?.len() > limit {
            return None;
        }
        file.take(limit).read_to_end(&mut octets).ok()?;
        let entry = Entry::parse(&octets, &key.0, |content| hex(&self.digest.digest(content)))?;
        let fresh = entry.fetched <= now && now < entry.fresh_until;
        (fresh && entry.content.len() as u64 <= max_octets).then_some(entry)
    }

    /// Keeps an answer.
    pub(crate) fn write(&self, key: &Key, entry: &Entry) {
        let octets = entry.to_octets(&key.0, &hex(&self.digest.digest(&entry.content)));
        if octets.len() as u64 <= self.max_octets && self.publish(key, &octets).is_ok() {
            // A folder that cannot be listed keeps what it has until it can.
            let _kept = self.evict();
        }
    }

    /// Keeps an answer no longer.
    #[expect(clippy::disallowed_methods, reason = "the files of the cache are its own")]
    pub(crate) fn forget(&self, key: &Key) {
        let _absent = std::fs::remove_file(self.folder.join(&key.0));
    }

    /// Neither through a link nor waiting for the other end of a pipe.
    fn open_file(&self, key: &Key) -> io::Result<File> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        Ok(File::from(rustix::fs::open(self.folder.join(&key.0), flags, Mode::empty())?))
    }

    /// Under its name only when it is whole; the mode is 0600 from the start.
    fn publish(&self, key: &Key, octets: &[u8]) -> io::Result<()> {
        let mut file = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(&self.folder)?;
        file.write_all(octets)?;
        file.persist(self.folder.join(&key.0))?;
        Ok(())
    }

    /// Removes the files that were written first until the rest is within the bounds.
    #[expect(clippy::disallowed_methods, reason = "the files of the cache are its own")]
    fn evict(&self) -> io::Result<()> {
        let mut files = self.files()?;
        files.sort_unstable_by_key(|(_, written, _)| *written);
        let mut octets = files.iter().fold(0_u64, |sum, (_, _, octets)| sum.saturating_add(*octets));
        let mut count = files.len();
        for (path, _, length) in files {
            if octets <= self.max_octets && count <= MAX_FILES {
                break;
            }
            // Another process may have been faster.
            let _absent = std::fs::remove_file(path);
            octets = octets.saturating_sub(length);
            count = count.saturating_sub(1);
        }
        Ok(())
    }

    /// The files this cache made, finished or not, with when they were written and their octets.
    fn files(&self) -> io::Result<Vec<(PathBuf, SystemTime, u64)>> {
        let mut files = Vec::new();
        for found in std::fs::read_dir(&self.folder)? {
            let found = found?;
            let name = found.file_name();
            let ours = name.to_str().is_some_and(|name| is_key(name) || name.starts_with(UNFINISHED));
            // Gone since the listing, or not a file: nothing to count.
            if let Some(metadata) = found.metadata().ok().filter(Metadata::is_file).filter(|_| ours) {
                files.push((found.path(), metadata.modified()?, metadata.len()));
            }
        }
        Ok(files)
    }
}

impl std::fmt::Debug for Cache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cache").field("folder", &self.folder).field("max_octets", &self.max_octets).finish()
    }
}

fn is_key(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|it| it.is_ascii_hexdigit())
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

#[cfg(test)]
mod tests;
