//! Reading what only the system may write.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;

use crate::error::Error;

/// Everyone but the owner, writing.
const OTHERS_WRITE: u32 = 0o022;

/// A directory that only the system may write.
pub(super) struct Directory {
    path: PathBuf,
    owner: u32,
}

impl Directory {
    /// Opens a directory; none when nothing has its name.
    pub(super) fn open(path: &Path, owner: u32) -> Result<Option<Self>, Error> {
        let metadata = match path.symlink_metadata() {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::io("read", path, error)),
        };
        if !metadata.is_dir() {
            return Err(Error::Unprotected { path: path.to_owned(), problem: "it is no directory" });
        }
        check_protected(path, &metadata, owner)?;
        Ok(Some(Self { path: path.to_owned(), owner }))
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The names in it, sorted; those that begin with a dot are passed over, as an editor's.
    pub(super) fn names(&self) -> Result<Vec<String>, Error> {
        let failed = |error| Error::io("read", &self.path, error);
        let mut names = Vec::new();
        for entry in self.path.read_dir().map_err(failed)? {
            let name = entry.map_err(failed)?.file_name();
            let text = name.to_str().ok_or_else(|| super::unexpected(&self.path.join(&name)))?;
            if !text.starts_with('.') {
                names.push(text.to_owned());
            }
        }
        names.sort();
        Ok(names)
    }

    /// Reads a file in it of at most `limit` octets.
    pub(super) fn read(&self, name: &str, limit: u64) -> Result<Vec<u8>, Error> {
        let path = self.path.join(name);
        let failed = |error| Error::io("read", &path, error);
        // A link could lead to what others write; a pipe would be waited for.
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
        let file = OpenOptions::new().read(true).custom_flags(flags.bits().cast_signed()).open(&path);
        let file: File = match file {
            Ok(file) => file,
            Err(error) if path.is_symlink() => {
                drop(error);
                return Err(Error::Unprotected { path, problem: "it is a link" });
            }
            Err(error) => return Err(failed(error)),
        };
        let metadata = file.metadata().map_err(failed)?;
        if !metadata.is_file() {
            return Err(Error::NotRegular { path });
        }
        check_protected(&path, &metadata, self.owner)?;
        let mut content = Vec::new();
        file.take(limit.saturating_add(1)).read_to_end(&mut content).map_err(failed)?;
        if content.len() as u64 > limit {
            return Err(Error::TooLarge { name: path.display().to_string(), limit });
        }
        Ok(content)
    }
}

fn check_protected(path: &Path, metadata: &Metadata, owner: u32) -> Result<(), Error> {
    let problem = if metadata.uid() != owner {
        "it is not owned by the system"
    } else if metadata.mode() & OTHERS_WRITE != 0 {
        "others than its owner may write it"
    } else {
        return Ok(());
    };
    //= spec/policy.md#which-policy-applies
    //# Settings of the machine that others than the system may change MUST be an error.
    Err(Error::Unprotected { path: path.to_owned(), problem })
}
