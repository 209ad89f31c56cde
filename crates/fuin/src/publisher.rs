//! Publication: a file gets its name only when everything about it has been proved.
//!
//! A [`Draft`] collects content without a name. [`Draft::publish`] writes it out, synchronises it and gives it its
//! name in one step; dropping it instead leaves nothing. On Linux the draft is an unnamed file (`O_TMPFILE`) on the
//! target's file system, so that not even a kill leaves plaintext behind. Where the file system has no unnamed files
//! (NFS, FAT), the draft is a 0600 file in a 0700 directory of fuin's own beside the target: it is removed on every
//! failure, and after a kill at the next start; there the promise is narrower.

mod hidden;
mod unnamed;

use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::error::Error;

/// Whether an existing file of the target's name may be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overwrite {
    /// Refuse, with [`Error::Exists`].
    Refuse,
    /// Replace it, in one step.
    Replace,
}

/// Who may read the published file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// The owner alone (mode 0600): keys.
    Private,
    /// As every new file of this process (mode 0666 less the umask).
    Ordinary,
}

/// Content on its way to a name.
pub struct Draft {
    writer: BufWriter<File>,
    place: Place,
    directory: PathBuf,
}

enum Place {
    Unnamed,
    Hidden(hidden::HiddenDirectory),
}

impl Draft {
    /// Begins a draft that can be published in `directory`.
    ///
    /// # Errors
    /// [`Error::Io`] when the directory cannot be written.
    pub fn in_directory(directory: &Path) -> Result<Self, Error> {
        let directory = if directory.as_os_str().is_empty() { Path::new(".") } else { directory };
        hidden::sweep(directory);
        let (file, place) = match unnamed::create(directory) {
            Ok(file) => (file, Place::Unnamed),
            Err(error) if unnamed::is_unsupported(&error) => {
                let (hidden, file) =
                    hidden::HiddenDirectory::create(directory).map_err(|e| Error::io("write in", directory, e))?;
                (file, Place::Hidden(hidden))
            }
            Err(error) => return Err(Error::io("write in", directory, error)),
        };
        let writer = BufWriter::with_capacity(1 << 18, file);
        Ok(Self { writer, place, directory: directory.to_owned() })
    }

    /// Begins a draft for the target `path`, after checking that it may be published there.
    ///
    /// # Errors
    /// [`Error::Exists`] when something has that name and `overwrite` refuses; [`Error::Io`].
    pub fn for_target(path: &Path, overwrite: Overwrite) -> Result<Self, Error> {
        check_absent(path, overwrite)?;
        Self::in_directory(parent(path))
    }

    /// Gives the draft its name: flush, synchronise, set the mode, link, synchronise the directory.
    ///
    /// `path` must lie in the draft's directory.
    ///
    /// # Errors
    /// [`Error::Exists`] when something took the name meanwhile and `overwrite` refuses; [`Error::Io`]. Nothing is
    /// left under any name then.
    pub fn publish(self, path: &Path, overwrite: Overwrite, access: Access) -> Result<(), Error> {
        let failed = |error: io::Error| match error.kind() {
            io::ErrorKind::AlreadyExists => Error::Exists { path: path.to_owned() },
            _ => Error::io("write", path, error),
        };
        check_absent(path, overwrite)?;
        let file = self.writer.into_inner().map_err(|e| failed(e.into_error()))?;
        set_mode(&file, access).map_err(failed)?;
        file.sync_all().map_err(failed)?;
        //= spec/cms-profile.md#nothing-before-the-tag
        //# Content MUST NOT get a name, or leave the process, before every proof about it is made.
        match self.place {
            Place::Unnamed => unnamed::link(&file, path, overwrite).map_err(failed)?,
            Place::Hidden(hidden) => hidden.publish(path, overwrite).map_err(failed)?,
        }
        let synced = File::open(&self.directory).and_then(|directory| directory.sync_all());
        // Some file systems cannot synchronise a directory; the file itself is synchronised already.
        let _ = synced;
        Ok(())
    }

    /// The drafted content from its start, for whoever is to have it without a name (a pipe).
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn into_reader(self) -> Result<File, Error> {
        let failed = |error| Error::io("read back a draft in", &self.directory, error);
        let mut file = self.writer.into_inner().map_err(|e| failed(e.into_error()))?;
        file.seek(SeekFrom::Start(0)).map_err(failed)?;
        // A hidden draft loses its directory here; the open file stays readable.
        drop(self.place);
        Ok(file)
    }
}

impl Write for Draft {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        self.writer.write(data)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// Publishes content with its label's sidecar: the sidecar first, so that no content stands without its label. When
/// the content then cannot be published, a new sidecar is taken away again.
///
/// # Errors
/// As [`Draft::publish`].
pub fn publish_with_sidecar(
    draft: Draft,
    path: &Path,
    sidecar: Option<&[u8]>,
    overwrite: Overwrite,
) -> Result<(), Error> {
    check_absent(path, overwrite)?;
    let beside = crate::sidecar::path_of(path);
    let Some(sidecar) = sidecar else {
        // A label that lies there already would be taken for this content's.
        check_absent(&beside, Overwrite::Refuse)?;
        return draft.publish(path, overwrite, Access::Ordinary);
    };
    let replaced = beside.symlink_metadata().is_ok();
    publish_bytes(&beside, sidecar, overwrite, Access::Ordinary)?;
    let published = draft.publish(path, overwrite, Access::Ordinary);
    if published.is_err() && !replaced {
        withdraw(&beside);
    }
    published
}

#[expect(clippy::disallowed_methods, reason = "publication is the one place that names and unnames files")]
fn withdraw(path: &Path) {
    let _ = std::fs::remove_file(path);
}

/// Publishes a small file in one go.
///
/// # Errors
/// As [`Draft::publish`].
pub fn publish_bytes(path: &Path, content: &[u8], overwrite: Overwrite, access: Access) -> Result<(), Error> {
    let mut draft = Draft::for_target(path, overwrite)?;
    draft.write_all(content).map_err(|error| Error::io("write", path, error))?;
    draft.publish(path, overwrite, access)
}

/// Refuses when something already has the name, links without a target included.
///
/// # Errors
/// [`Error::Exists`].
pub fn check_absent(path: &Path, overwrite: Overwrite) -> Result<(), Error> {
    match path.symlink_metadata() {
        Ok(metadata) if metadata.is_dir() => Err(Error::IsDirectory { path: path.to_owned() }),
        // Replacing a device or a named pipe by a file would surprise whoever reads from it.
        Ok(metadata) if !metadata.is_file() && !metadata.is_symlink() => {
            Err(Error::NotRegular { path: path.to_owned() })
        }
        Ok(_) if overwrite == Overwrite::Refuse => Err(Error::Exists { path: path.to_owned() }),
        _ => Ok(()),
    }
}

/// The directory a path lies in, `.` for a bare name.
#[must_use]
pub fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

#[cfg(unix)]
fn set_mode(file: &File, access: Access) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = match access {
        Access::Private => 0o600,
        Access::Ordinary => 0o666 & !process_umask(),
    };
    file.set_permissions(std::fs::Permissions::from_mode(mode))
}

/// The umask, read without changing it; as strict as can be where it cannot be read.
#[cfg(unix)]
fn process_umask() -> u32 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let umask = status.lines().find_map(|line| line.strip_prefix("Umask:"));
    umask.and_then(|octal| u32::from_str_radix(octal.trim(), 8).ok()).unwrap_or(0o077)
}

#[cfg(test)]
mod tests;
