//! Drafts as unnamed files (Linux, `O_TMPFILE`).

use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, CWD, Mode, OFlags};

use super::{Overwrite, parent};

/// Opens an unnamed file on the file system of `directory`.
pub(super) fn create(directory: &Path) -> io::Result<File> {
    let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
    let descriptor = rustix::fs::open(directory, flags, Mode::RUSR | Mode::WUSR)?;
    Ok(File::from(descriptor))
}

/// Whether the error says that this file system (or kernel) has no unnamed files.
pub(super) fn is_unsupported(error: &io::Error) -> bool {
    let code = error.raw_os_error().map(rustix::io::Errno::from_raw_os_error);
    matches!(code, Some(rustix::io::Errno::OPNOTSUPP | rustix::io::Errno::ISDIR | rustix::io::Errno::INVAL))
}

/// Names the file. `linkat` cannot replace, so a replacement is linked beside its target and renamed over it.
pub(super) fn link(file: &File, path: &Path, overwrite: Overwrite) -> io::Result<()> {
    let source = PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()));
    let link_to = |target: &Path| rustix::fs::linkat(CWD, &source, CWD, target, AtFlags::SYMLINK_FOLLOW);
    if overwrite == Overwrite::Refuse {
        return Ok(link_to(path)?);
    }
    // The guard removes the sibling when the rename fails.
    let sibling = tempfile::Builder::new().prefix(".fuin-").make_in(parent(path), |name| Ok(link_to(name)?))?;
    sibling.persist(path).map_err(|error| error.error)?;
    Ok(())
}
