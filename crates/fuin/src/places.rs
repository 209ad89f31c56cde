//! Where a result is written: a removable medium, a folder that some service copies elsewhere, a file system of another
//! machine.
//!
//! It is told from what Linux says of mounts and devices, and from the names and marks that synchronising programs leave
//! in their folders. That is best effort: what cannot be told is no place, and what is only named like one counts as one.

mod mounts;
mod sync;

use std::path::{Path, PathBuf};

use fuin_policy::Place;

use mounts::Mount;

/// Octets of `/proc/self/mountinfo` that are read.
const MAX_MOUNTS: u64 = 4 * 1024 * 1024;
/// Octets of a file of sysfs that are read.
const MAX_ATTRIBUTE: u64 = 4096;

/// The places that a directory is in: several when it is, say, a synchronised folder on a network share.
#[must_use]
pub fn of_directory(directory: &Path) -> Vec<Place> {
    // A directory that is not there is written to by nobody.
    let Ok(directory) = directory.canonicalize() else { return Vec::new() };
    let mountinfo = crate::storage::read_limited(Path::new("/proc/self/mountinfo"), MAX_MOUNTS).unwrap_or_default();
    judge(&directory, &mountinfo, &System)
}

/// What is asked of the system, so that tests can answer.
trait Surroundings {
    /// The content of a small file.
    fn read(&self, path: &Path) -> Option<String>;
    /// Where a link ends.
    fn resolve(&self, path: &Path) -> Option<PathBuf>;
    /// The names in a directory.
    fn names(&self, path: &Path) -> Vec<String>;
}

fn judge(directory: &Path, mountinfo: &[u8], system: &dyn Surroundings) -> Vec<Place> {
    let mount = Mount::of(directory, mountinfo);
    let mut places = Vec::new();
    if mount.as_ref().is_some_and(|mount| mount.is_removable(system)) {
        places.push(Place::Removable);
    }
    if directory.ancestors().any(|ancestor| sync::is_synchronised(ancestor, system)) {
        places.push(Place::SyncFolder);
    }
    if mount.as_ref().is_some_and(Mount::is_of_another_machine) {
        places.push(Place::NetworkShare);
    }
    places
}

/// The system itself.
struct System;

impl Surroundings for System {
    fn read(&self, path: &Path) -> Option<String> {
        String::from_utf8(crate::storage::read_limited(path, MAX_ATTRIBUTE).ok()?).ok()
    }

    fn resolve(&self, path: &Path) -> Option<PathBuf> {
        path.canonicalize().ok()
    }

    fn names(&self, path: &Path) -> Vec<String> {
        let Ok(entries) = path.read_dir() else { return Vec::new() };
        // Marks lie at the top of a folder, whatever else does; nobody waits for a directory of millions.
        let names = entries.take(MAX_NAMES).filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        names.collect()
    }
}

/// The most names of one directory that are looked at.
const MAX_NAMES: usize = 20_000;

#[cfg(test)]
mod tests;
