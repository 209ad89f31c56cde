//! Folders that some service copies elsewhere, by their names and by the marks that its program leaves in them.

use std::path::Path;

use super::Surroundings;

/// Names of such folders, lower case.
const NAMES: &[&str] = &[
    "box sync",
    "clouddrive",
    "com~apple~clouddocs",
    "creative cloud files",
    "dropbox",
    "google drive",
    "googledrive",
    "icloud drive",
    "iclouddrive",
    "mega",
    "megasync",
    "mobile documents",
    "nextcloud",
    "onedrive",
    "owncloud",
    "pcloud drive",
    "pclouddrive",
    "proton drive",
    "seafile",
    "synologydrive",
    "yandex.disk",
];
/// Beginnings of such names, lower case: several accounts have a folder each.
const BEGINNINGS: &[&str] = &["dropbox (", "onedrive - ", "googledrive-", "nextcloud - "];
/// The same in this case alone: as a word it is too common.
const EXACT: &[&str] = &["Box"];

/// Names of marks, lower case.
const MARKS: &[&str] = &[
    ".849c9593-d756-4e56-8d6e-42412f2a707b",
    ".csync_journal.db",
    ".dropbox",
    ".dropbox.cache",
    ".nextcloudsync.log",
    ".owncloudsync.log",
    ".stfolder",
    ".synologyworkingdirectory",
    ".tmp.drivedownload",
    ".tmp.driveupload",
];
/// Marks with a name of their own in each folder: how it begins and ends.
const MARKS_BETWEEN: &[(&str, &str)] = &[(".sync_", ".db"), ("._sync_", ".db"), (".stfolder", "")];

/// Whether a directory is the top of such a folder.
pub(super) fn is_synchronised(directory: &Path, system: &dyn Surroundings) -> bool {
    let name = directory.file_name().and_then(|name| name.to_str());
    name.is_some_and(is_known_name) || system.names(directory).iter().any(|name| is_mark(name))
}

fn is_known_name(name: &str) -> bool {
    let lower = name.to_lowercase();
    NAMES.contains(&lower.as_str())
        || EXACT.contains(&name)
        || BEGINNINGS.iter().any(|beginning| lower.starts_with(beginning))
}

fn is_mark(name: &str) -> bool {
    let lower = name.to_lowercase();
    MARKS.contains(&lower.as_str())
        || MARKS_BETWEEN.iter().any(|(first, last)| lower.starts_with(first) && lower.ends_with(last))
}
