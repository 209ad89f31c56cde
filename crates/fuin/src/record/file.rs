//! The file of records: appended to line by line, turned over when it is full, read back line by line.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, OFlags, flock};

use super::form::Record;
use crate::error::Error;
use crate::storage;

/// How large the file grows before it is turned over, in octets.
pub const MAX_FILE: u64 = 16 * 1024 * 1024;
/// The longest line, in octets.
pub const MAX_LINE: u64 = 4 * 1024 * 1024;
/// How often the file may be turned over by others between opening and locking it.
const ATTEMPTS: usize = 8;

/// Appends a record as one line, in one write.
pub(super) fn append(path: &Path, record: &Record) -> Result<(), Error> {
    let mut line = serde_json::to_vec(record).map_err(|error| Error::io("write", path, error.into()))?;
    line.push(b'\n');
    //= spec/policy.md#recorded-requests
    //# A line MUST NOT be longer than 4 MiB.
    if line.len() as u64 > MAX_LINE {
        return Err(Error::TooLarge { name: "the record of a request".into(), limit: MAX_LINE });
    }
    //= spec/policy.md#recorded-requests
    //# Before the file grows over 16 MiB, it MUST be renamed to `requests.1.jsonl`, in place of the one before.
    append_line(path, &line, MAX_FILE)
}

/// Appends a line, its end included, in one write; a file that would grow over `max` octets is turned over before.
///
/// # Errors
/// [`Error::Io`] or [`Error::NotRegular`]; the file is then as it was.
pub(crate) fn append_line(path: &Path, line: &[u8], max: u64) -> Result<(), Error> {
    let failed = |error: io::Error| Error::io("write", path, error);
    let mut file = locked(path, line.len() as u64, max)?;
    let before = file.metadata().map_err(failed)?.len();
    file.write_all(line).map_err(|error| {
        // Half a line would make the whole file unreadable.
        let _ = file.set_len(before);
        failed(error)
    })
}

/// The file, locked, with room for so many octets.
fn locked(path: &Path, room: u64, max: u64) -> Result<File, Error> {
    let failed = |error: io::Error| Error::io("write", path, error);
    for _ in 0..ATTEMPTS {
        let file = lock(path)?;
        let metadata = file.metadata().map_err(failed)?;
        let named = path.metadata().map_err(failed)?;
        if named.ino() != metadata.ino() || named.dev() != metadata.dev() {
            continue;
        }
        if named.len() == 0 || named.len().saturating_add(room) <= max {
            return Ok(file);
        }
        turn_over(path).map_err(failed)?;
    }
    Err(failed(io::ErrorKind::ResourceBusy.into()))
}

/// Opens a file for appending, makes it where there is none, and waits until nobody else has it locked.
///
/// # Errors
/// [`Error::Io`] or [`Error::NotRegular`].
pub(crate) fn lock(path: &Path) -> Result<File, Error> {
    let failed = |error: io::Error| Error::io("write", path, error);
    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed();
    let file = OpenOptions::new().append(true).create(true).mode(0o600).custom_flags(flags).open(path);
    let file = file.map_err(failed)?;
    if !file.metadata().map_err(failed)?.is_file() {
        return Err(Error::NotRegular { path: path.to_owned() });
    }
    flock(&file, FlockOperation::LockExclusive).map_err(|error| failed(error.into()))?;
    Ok(file)
}

#[expect(clippy::disallowed_methods, reason = "the file is appended to under its name; nothing is published here")]
fn turn_over(path: &Path) -> io::Result<()> {
    std::fs::rename(path, earlier(path))
}

/// Where the records before these are.
pub(crate) fn earlier(path: &Path) -> PathBuf {
    path.with_extension("1.jsonl")
}

/// Reads every record of a file.
///
/// # Errors
/// [`Error::File`] naming the line that is none; [`Error::TooLarge`]; [`Error::Io`].
pub fn read_all(path: &Path, mut take: impl FnMut(usize, Record) -> Result<(), Error>) -> Result<(), Error> {
    read_lines(path, "recorded request", MAX_LINE, |number, line| {
        let malformed = |problem: String| malformed("recorded request", path, number, problem);
        //= spec/policy.md#recorded-requests
        //# A line that is no record MUST be an error that names the line.
        let record: Record = serde_json::from_slice(line).map_err(|error| malformed(error.to_string()))?;
        if record.schema != 1 {
            return Err(malformed(format!("schema {} is not known", record.schema)));
        }
        take(number, record)
    })
}

/// Reads a file line by line, each of at most `max` octets, counted from 1.
///
/// # Errors
/// [`Error::File`] naming `what` and the line that is too long; [`Error::Io`].
pub(crate) fn read_lines(
    path: &Path,
    what: &'static str,
    max: u64,
    mut take: impl FnMut(usize, &[u8]) -> Result<(), Error>,
) -> Result<(), Error> {
    let failed = |error: io::Error| Error::io("read", path, error);
    storage::check_file(path)?;
    let mut reader = BufReader::new(File::open(path).map_err(failed)?);
    let mut line = Vec::new();
    for number in 1usize.. {
        line.clear();
        let count = reader.by_ref().take(max.saturating_add(1)).read_until(b'\n', &mut line).map_err(failed)?;
        if count == 0 {
            break;
        }
        if count as u64 > max {
            return Err(malformed(what, path, number, format!("it is longer than {max} octets")));
        }
        take(number, &line)?;
    }
    Ok(())
}

/// The error about one line.
pub(crate) fn malformed(what: &'static str, path: &Path, number: usize, problem: impl ToString) -> Error {
    Error::file(what, format!("{}, line {number}", path.display()), problem.to_string())
}
