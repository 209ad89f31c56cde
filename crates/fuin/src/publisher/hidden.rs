//! Drafts in a private directory, for file systems without unnamed files.

use std::fs::File;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use rustix::fs::{CWD, FlockOperation, RenameFlags};

use super::Overwrite;

const PREFIX: &str = ".fuin-draft-";
const LOCK: &str = "lock";
const CONTENT: &str = "content";

/// A 0700 directory of fuin's own; removed with all it holds when dropped.
pub(super) struct HiddenDirectory {
    directory: tempfile::TempDir,
    // Held as long as the draft lives, so that a sweep can tell a live draft from one that a kill left behind.
    _lock: File,
}

impl HiddenDirectory {
    /// Creates the directory and the file of the draft.
    pub(super) fn create(beside: &Path) -> io::Result<(Self, File)> {
        let private = std::fs::Permissions::from_mode(0o700);
        let directory = tempfile::Builder::new().prefix(PREFIX).permissions(private).tempdir_in(beside)?;
        let lock = create_private(&directory.path().join(LOCK))?;
        rustix::fs::flock(&lock, FlockOperation::NonBlockingLockExclusive)?;
        let content = create_private(&directory.path().join(CONTENT))?;
        Ok((Self { directory, _lock: lock }, content))
    }

    /// Moves the draft to its name.
    pub(super) fn publish(self, path: &Path, overwrite: Overwrite) -> io::Result<()> {
        let draft = self.directory.path().join(CONTENT);
        if overwrite == Overwrite::Replace {
            return Ok(rustix::fs::rename(&draft, path)?);
        }
        match rustix::fs::renameat_with(CWD, &draft, CWD, path, RenameFlags::NOREPLACE) {
            // NFS knows no such rename; a link refuses an existing name just as well.
            Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::OPNOTSUPP) => {
                Ok(rustix::fs::link(&draft, path)?)
            }
            other => Ok(other?),
        }
    }
}

/// Removes the drafts that killed processes left in `directory`. Best effort: a draft that is in use is locked.
pub(super) fn sweep(directory: &Path) {
    let Ok(entries) = directory.read_dir() else { return };
    for entry in entries.flatten() {
        let named_so = entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX));
        let is_directory = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if named_so && is_directory && is_abandoned(&entry.path()) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

fn is_abandoned(draft: &Path) -> bool {
    // A draft without a lock is being created at this moment, or is not ours: it is left alone.
    File::open(draft.join(LOCK))
        .is_ok_and(|lock| rustix::fs::flock(&lock, FlockOperation::NonBlockingLockExclusive).is_ok())
}

fn create_private(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    std::fs::OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(path)
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests put files in the way")]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_moved_to_its_name_and_nothing_else_is_left() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("report.txt");
        let (hidden, mut file) = HiddenDirectory::create(home.path()).unwrap();
        let mode = hidden.directory.path().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
        io::Write::write_all(&mut file, b"content").unwrap();
        hidden.publish(&target, Overwrite::Refuse).unwrap();
        assert_eq!(std::fs::read(&target).unwrap(), b"content");
        assert_eq!(home.path().read_dir().unwrap().count(), 1);
    }

    #[test]
    fn an_existing_name_is_not_replaced_unless_asked() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("report.txt");
        std::fs::write(&target, b"old").unwrap();
        let (hidden, _file) = HiddenDirectory::create(home.path()).unwrap();
        let error = hidden.publish(&target, Overwrite::Refuse).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(std::fs::read(&target).unwrap(), b"old");
        let (hidden, _file) = HiddenDirectory::create(home.path()).unwrap();
        hidden.publish(&target, Overwrite::Replace).unwrap();
        assert_eq!(std::fs::read(&target).unwrap(), b"");
    }

    #[test]
    fn a_sweep_removes_abandoned_drafts_and_leaves_live_ones() {
        let home = tempfile::tempdir().unwrap();
        let (live, _file) = HiddenDirectory::create(home.path()).unwrap();
        let abandoned = home.path().join(format!("{PREFIX}abandoned"));
        std::fs::create_dir(&abandoned).unwrap();
        std::fs::write(abandoned.join(LOCK), b"").unwrap();
        std::fs::write(abandoned.join(CONTENT), b"plaintext").unwrap();
        sweep(home.path());
        assert!(!abandoned.exists());
        assert!(live.directory.path().exists());
    }
}
