//! Disposing of labelled files: a file and the label beside it are deleted together, when the label permits it.
//!
//! What was deleted may still be on the medium: no program can erase for certain on flash memory, on file systems that
//! copy on writing, or from backups. Nothing is promised here but that the names are gone.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use fuin_label::Label;
use fuin_policy::{LabelFact, Operation, Request};

use crate::circumstances::{Circumstances, refused};
use crate::context::Context;
use crate::error::Error;
use crate::permission::{Judgement, Permission};
use crate::publisher::{Overwrite, parent};
use crate::sidecar;

/// A file that may be deleted: only [`judge`] makes one.
#[derive(Debug)]
pub struct PermittedDisposal {
    /// The file.
    pub path: PathBuf,
    /// Its label.
    pub label: Label,
    /// How many other names the file has; they stay, and the content with them.
    pub other_names: u64,
    /// The policy's permission, with its warnings.
    pub permission: Permission,
}

/// Asks whether a file may be deleted. A file without a label is not: nobody can tell what it must be kept for.
///
/// # Errors
/// [`Error::Refused`]; [`Error::IsDirectory`], [`Error::NotRegular`] (a link too: its content would stay) or
/// [`Error::Io`]; [`Error::File`] for a label that cannot be read.
pub fn judge(path: &Path, context: &Context, circumstances: &Circumstances) -> Result<PermittedDisposal, Error> {
    let metadata = path.symlink_metadata().map_err(|error| Error::io("delete", path, error))?;
    if metadata.is_dir() {
        return Err(Error::IsDirectory { path: path.to_owned() });
    }
    if !metadata.is_file() {
        return Err(Error::NotRegular { path: path.to_owned() });
    }
    //= spec/label.md#what-fuin-does-about-restrictions
    //# Disposing of a file without a label MUST be refused.
    let label = sidecar::read(path, context.policies.vocabulary())?.ok_or_else(|| {
        refused(&context.policies, "label", "policy.label.missing", vec![("example", example(context))])
    })?;
    let permission = permit(path, &label, context, circumstances)?;
    let other_names = metadata.nlink().saturating_sub(1);
    Ok(PermittedDisposal { path: path.to_owned(), label, other_names, permission })
}

impl PermittedDisposal {
    /// Deletes the file, then its label: a kill between the two leaves a label without a file, never the reverse.
    ///
    /// # Errors
    /// [`Error::Io`].
    #[expect(clippy::disallowed_methods, reason = "deleting is what was asked for, and is permitted")]
    pub fn carry_out(&self, context: &Context) -> Result<(), Error> {
        let path = &self.path;
        std::fs::remove_file(path).map_err(|error| Error::io("delete", path, error))?;
        let beside = sidecar::path_of(path);
        std::fs::remove_file(&beside).map_err(|error| Error::io("delete", &beside, error))?;
        // Some file systems cannot synchronise a directory; the names are gone all the same.
        let _ = std::fs::File::open(parent(path)).and_then(|directory| directory.sync_all());
        self.permission.record_in(context);
        Ok(())
    }
}

/// Asks whether an output may replace what has its name: to replace a labelled file is to dispose of it.
///
/// # Errors
/// [`Error::Refused`]; [`Error::File`] for a label that cannot be read.
pub fn permit_replacing(
    path: &Path,
    overwrite: Overwrite,
    context: &Context,
    circumstances: &Circumstances,
) -> Result<(), Error> {
    // Where nothing is replaced, the publisher refuses; a label without a file is nothing to keep.
    if overwrite == Overwrite::Refuse || path.symlink_metadata().is_err() {
        return Ok(());
    }
    let Some(label) = sidecar::read(path, context.policies.vocabulary())? else { return Ok(()) };
    //= spec/label.md#what-fuin-does-about-restrictions
    //# Replacing a labelled file MUST be refused where disposing of it would be.
    permit(path, &label, context, circumstances).map(drop)
}

fn permit(path: &Path, label: &Label, context: &Context, circumstances: &Circumstances) -> Result<Permission, Error> {
    let mut judgement = Judgement::new(&context.policies, context.now);
    // Nothing is written anywhere, and what else is known of the other file does not matter here.
    let circumstances = Circumstances { places: Vec::new(), past: Vec::new(), ..circumstances.clone() };
    //= spec/label.md#what-fuin-does-about-restrictions
    //# Disposing of content that was received here MUST be refused where the label it was received under forbids it.
    for label in circumstances.earlier_labels.iter().chain([label]) {
        judgement.ask_under(&circumstances, Request::new(Operation::Dispose, LabelFact::Stated(label)));
    }
    let name = path.file_name().and_then(|name| name.to_str());
    Ok(judgement.finish_recorded(context, name)?)
}

/// The lowest grade of each axis, as an example of how a label is written.
fn example(context: &Context) -> String {
    let words = context.policies.vocabulary();
    fuin_label::Axis::ALL
        .iter()
        .filter_map(|axis| words.on(*axis).levels.first())
        .map(|level| level.id.as_str())
        .collect()
}
