//! Reading files with a limit, and fuin's directories.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;

use zeroize::Zeroizing;

use crate::error::Error;

/// Room for what comes from a pipe whose length nobody knows, in octets.
const PIPE_ROOM: u64 = 64 * 1024;

/// Reads a whole file of at most `limit` octets. A longer one is refused before more than the limit is held.
///
/// # Errors
/// [`Error::Io`], [`Error::IsDirectory`] or [`Error::TooLarge`].
pub fn read_limited(path: &Path, limit: u64) -> Result<Vec<u8>, Error> {
    let failed = |error| Error::io("read", path, error);
    let file = File::open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    if metadata.is_dir() {
        return Err(Error::IsDirectory { path: path.to_owned() });
    }
    let too_large = || Error::TooLarge { name: path.display().to_string(), limit };
    if metadata.len() > limit {
        return Err(too_large());
    }
    // Room for all of it from the start: a buffer that grows leaves copies behind, and some of these files are secret.
    let expected = if metadata.is_file() { metadata.len() } else { limit.min(PIPE_ROOM) };
    let mut content = Vec::with_capacity(usize::try_from(expected).unwrap_or(0).saturating_add(1));
    file.take(limit.saturating_add(1)).read_to_end(&mut content).map_err(failed)?;
    if content.len() as u64 > limit {
        return Err(too_large());
    }
    Ok(content)
}

/// Checks that there is something to read that is no directory.
///
/// # Errors
/// [`Error::Io`] or [`Error::IsDirectory`].
pub fn check_file(path: &Path) -> Result<(), Error> {
    let metadata = path.metadata().map_err(|error| Error::io("read", path, error))?;
    if metadata.is_dir() {
        return Err(Error::IsDirectory { path: path.to_owned() });
    }
    Ok(())
}

/// Checks that a file of fuin's own is a regular file: a pipe in its place would be waited for.
///
/// # Errors
/// [`Error::Io`] or [`Error::NotRegular`].
pub fn check_regular(path: &Path) -> Result<(), Error> {
    let metadata = path.metadata().map_err(|error| Error::io("read", path, error))?;
    if metadata.is_file() { Ok(()) } else { Err(Error::NotRegular { path: path.to_owned() }) }
}

/// Reads a whole file of at most `limit` octets that holds something secret.
///
/// # Errors
/// As [`read_limited`].
pub fn read_secret(path: &Path, limit: u64) -> Result<Zeroizing<Vec<u8>>, Error> {
    read_limited(path, limit).map(Zeroizing::new)
}

/// The first octet of every message.
const SEQUENCE: u8 = 0x30;
/// The longest message there can be, in octets: the content that AES-GCM allows, and ample room around it.
const MAX_MESSAGE: u64 = 2 * fuin_cms::enveloped::MAX_CONTENT_LEN;

/// Spools a message from a pipe to an unnamed temporary file, so that it can be read twice.
///
/// # Errors
/// [`Error::Message`] when it does not begin as a message; [`Error::TooLarge`]; [`Error::Stream`].
pub fn spool(mut pipe: impl Read) -> Result<File, Error> {
    // What does not begin as a message is none, however long it goes on.
    let mut first = [0];
    if pipe.read(&mut first).map_err(Error::Stream)? == 0 || first != [SEQUENCE] {
        return Err(fuin_cms::Error::Malformed { structure: "ContentInfo", offset: 0 }.into());
    }
    let mut file = tempfile::tempfile().map_err(Error::Stream)?;
    let copied = io::copy(&mut first.chain(pipe).take(MAX_MESSAGE + 1), &mut file).map_err(Error::Stream)?;
    if copied > MAX_MESSAGE {
        return Err(Error::TooLarge { name: "the message".into(), limit: MAX_MESSAGE });
    }
    file.rewind().map_err(Error::Stream)?;
    Ok(file)
}

/// Reads a TOML file of fuin's own. Such a file is as hostile as any other: it is limited, and unknown keys are errors.
///
/// # Errors
/// As [`read_limited`], or [`Error::File`] naming what is wrong.
pub(crate) fn read_toml<T: serde::de::DeserializeOwned>(path: &Path, what: &'static str) -> Result<T, Error> {
    read_toml_within(path, what, 64 * 1024)
}

/// As [`read_toml`], for a file that may have up to `limit` octets.
///
/// # Errors
/// As [`read_toml`].
pub(crate) fn read_toml_within<T: serde::de::DeserializeOwned>(
    path: &Path,
    what: &'static str,
    limit: u64,
) -> Result<T, Error> {
    check_regular(path)?;
    let content = read_limited(path, limit)?;
    let malformed = |problem: String| Error::file(what, path.display().to_string(), problem);
    let text = std::str::from_utf8(&content).map_err(|_| malformed("not UTF-8".into()))?;
    toml::from_str(text).map_err(|error| malformed(error.message().to_owned()))
}

/// Creates a directory (and its parents) for the owner alone, unless it is there.
///
/// # Errors
/// [`Error::Io`].
pub(crate) fn create_private_directory(path: &Path) -> Result<(), Error> {
    use std::os::unix::fs::DirBuilderExt;
    let created = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path);
    created.map_err(|error| Error::io("create", path, error))
}

/// The names in a directory, sorted; none when it does not exist. Names that begin with a dot are passed over.
///
/// # Errors
/// [`Error::Io`].
pub(crate) fn list(path: &Path) -> Result<Vec<String>, Error> {
    let entries = match path.read_dir() {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Error::io("read", path, error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| Error::io("read", path, error))?;
        if let Some(name) = entry.file_name().to_str().filter(|name| !name.starts_with('.')) {
            names.push(name.to_owned());
        }
    }
    names.sort();
    Ok(names)
}
