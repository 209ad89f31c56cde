//! Authentic content of a sender whom nobody here trusts, or not yet: it may be looked at in a folder apart, where every
//! policy permits that for its label, acknowledged and recorded. It counts as not opened.

use std::path::{Path, PathBuf};

use fuin_cms::enveloped::{Authentic, Commitment};
use fuin_label::Label;
use fuin_pki::PathError;
use fuin_policy::{Acknowledged, Quarantine};
use serde::Serialize;

use crate::circumstances::Circumstances;
use crate::context::Context;
use crate::digest::hexadecimal;
use crate::error::Error;
use crate::home::Home;
use crate::publisher::{self, Access, Draft, Overwrite};
use crate::received::{Received, Reception};
use crate::record::file::append_line;
use crate::sidecar::{self, Origin};
use crate::signature::Lacking;
use crate::validation::{Findings, SignatureFindings, Stated};

/// The folder that content in quarantine is put into, beside where it would have gone.
pub const FOLDER: &str = "fuin-quarantine";
/// The file in it that says what the folder is.
pub const NOTICE: &str = "READ-ME-FIRST.txt";
/// How large the record grows before it is turned over, in octets.
const MAX_FILE: u64 = 8 * 1024 * 1024;

const NOTICE_TEXT: &str = "\
The files in this folder were sealed to you by somebody whom nobody here trusts, or not yet.
They are as they were sealed; who sealed them is not known. Do not pass them on, and do not act on them.
Once the sender is trusted, open the sealed file again without --quarantine, and delete this folder.

このフォルダーのファイルは、まだここで信頼されていない者が封印したものです。
内容は封印されたままですが、誰が封印したかは確かめられていません。渡したり、これに基づいて行動したりしないでください。
送信者が信頼されたら、封印されたファイルを --quarantine なしで開き直し、このフォルダーを削除してください。
";

/// Content that is authentic, permitted and meant for here, and of whose sender only trust is missing. Only
/// [`crate::open::OpenRequest::open_or_distrust`] makes one; it is no [`crate::open::Opened`].
#[derive(Debug)]
pub struct Distrusted {
    /// Why the sender is not trusted.
    pub reason: Error,
    /// What the signers state. They signed it, whoever they are.
    pub stated: Stated,
    /// What was found of each signature.
    pub findings: Findings,
    /// Whether the message is bound to one key only.
    pub commitment: Commitment,
    /// The name of the key it was opened with.
    pub key: String,
    /// What the message is recognised by if it comes again.
    pub reception: Option<Reception>,
    lacking: Lacking,
    _authentic: Authentic,
}

/// Why something may not be put into quarantine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The policies do not permit it for the label.
    #[error("the policies do not permit that for its label")]
    Forbidden,
    /// The sender is known not to be trusted: revoked, or outside of what an authority may certify.
    #[error("its sender is known not to be trusted")]
    Reason,
    /// Nobody acknowledged what it means.
    #[error("it is not acknowledged")]
    NotAcknowledged,
}

/// A line of the record.
#[derive(Serialize)]
struct Line<'a> {
    /// Version of this form: 1.
    schema: u32,
    time: String,
    file: &'a str,
    /// SHA-256 over the signatures of the message.
    message: Option<String>,
    label: String,
    signers: Vec<String>,
    /// The code of the reason.
    reason: &'static str,
    /// The certificate that the reason is about, and its SHA-256.
    concerned: &'a str,
    fingerprint: &'a str,
    policies: Vec<String>,
}

impl Distrusted {
    pub(crate) fn new(
        reason: Error,
        lacking: Lacking,
        findings: Findings,
        reception: Option<Reception>,
        (key, commitment): (String, Commitment),
        authentic: Authentic,
    ) -> Self {
        let stated = lacking.stated.clone();
        Self { reason, stated, findings, commitment, key, reception, lacking, _authentic: authentic }
    }

    /// The label, where all policies permit quarantine for it, for this reason.
    ///
    /// # Errors
    /// [`Error::Quarantine`] otherwise.
    pub fn permitted(&self, context: &Context) -> Result<&Label, Error> {
        let refused = |problem| Error::Quarantine { problem };
        //= spec/policy.md#quarantine
        //# Content of a sender who is revoked, or whose certification path is invalid, MUST NOT be put into quarantine.
        let not_yet = |source: &PathError| {
            let missing = matches!(source, PathError::NoAnchor { .. } | PathError::RevocationUnknown { .. });
            missing || matches!(source, PathError::Expired { .. })
        };
        let problems = self.findings.all().into_iter().filter_map(|signature| signature.problem.as_ref());
        let acceptable = |problem: &crate::validation::SignatureProblem| matches!(problem, crate::validation::SignatureProblem::NotTrusted { source, .. } if not_yet(source));
        if !problems.into_iter().all(acceptable) {
            return Err(refused(Refused::Reason));
        }
        let label = self.stated.label.as_ref().ok_or_else(|| refused(Refused::Forbidden))?;
        match context.policies.quarantine(label) {
            Quarantine::Permitted => Ok(label),
            Quarantine::Forbidden => Err(refused(Refused::Forbidden)),
        }
    }

    /// Publishes the content, its label first, in the folder apart beside `target`; returns where it is. `file` is the sealed
    /// file's name, for the record, which comes first.
    ///
    /// # Errors
    /// [`Error::Quarantine`], [`Error::Exists`], [`Error::Io`]. Then nothing is published.
    pub fn publish(
        &self,
        context: &Context,
        (home, received): (&Home, &mut Received),
        circumstances: &Circumstances,
        draft: Draft,
        (file, target): (&Path, &Path),
    ) -> Result<PathBuf, Error> {
        let label = self.permitted(context)?;
        //= spec/policy.md#quarantine
        //# Content MUST NOT be put into quarantine unless that is acknowledged.
        if circumstances.acknowledged != Acknowledged::Yes {
            return Err(Error::Quarantine { problem: Refused::NotAcknowledged });
        }
        let folder = publisher::parent(target).join(FOLDER);
        make_folder(&folder)?;
        let name = target.file_name().ok_or_else(|| Error::IsDirectory { path: target.to_owned() })?;
        let path = folder.join(name);
        publisher::check_absent(&path, Overwrite::Refuse)?;
        let vocabulary = context.policies.vocabulary();
        let label_file =
            sidecar::encode_with_origin(label, self.stated.original.as_ref(), Origin::Received, vocabulary)?;
        self.record(context, home, file, label)?;
        publisher::publish_with_sidecar(draft, &path, Some(&label_file), Overwrite::Refuse)?;
        self.lacking.permission.record_in(context);
        if let Some(reception) = &self.reception {
            received.remember(reception, label, context)?;
        }
        Ok(path)
    }

    fn record(&self, context: &Context, home: &Home, file: &Path, label: &Label) -> Result<(), Error> {
        //= spec/policy.md#quarantine
        //# What is put into quarantine MUST be recorded before it is published.
        let (concerned, fingerprint) = match &self.reason {
            Error::NotTrusted { fingerprint, .. } => (fingerprint.subject.as_str(), fingerprint.sha256.as_str()),
            _ => ("", ""),
        };
        let policies = context.policies.references();
        let line = Line {
            schema: 1,
            time: context.now.to_string(),
            file: &file.display().to_string(),
            message: self.reception.as_ref().map(|reception| hexadecimal(&reception.message)),
            label: context.policies.vocabulary().short_form(&label.grades),
            signers: self.findings.signatures.iter().filter_map(SignatureFindings::subject).collect(),
            reason: self.reason.code(),
            concerned,
            fingerprint,
            policies: policies.iter().map(|policy| format!("{} {}", policy.id, policy.serial)).collect(),
        };
        let path = home.root().join("quarantine.jsonl");
        let mut line = serde_json::to_vec(&line).map_err(|error| Error::io("write", &path, error.into()))?;
        line.push(b'\n');
        append_line(&path, &line, MAX_FILE)
    }
}

/// The folder with its notice, for its owner alone.
fn make_folder(folder: &Path) -> Result<(), Error> {
    use std::os::unix::fs::{DirBuilderExt, MetadataExt};
    match std::fs::DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
            return Err(Error::io("create", folder, error));
        }
        _ => {}
    }
    let metadata = folder.symlink_metadata().map_err(|error| Error::io("read", folder, error))?;
    if !metadata.is_dir() {
        return Err(Error::Exists { path: folder.to_owned() });
    }
    //= spec/policy.md#quarantine
    //# The folder of the quarantine MUST be its owner's alone, or nothing is put into it.
    if metadata.uid() != rustix::process::geteuid().as_raw() || metadata.mode() & 0o077 != 0 {
        return Err(Error::io("write", folder, std::io::ErrorKind::PermissionDenied.into()));
    }
    match publisher::publish_bytes(&folder.join(NOTICE), NOTICE_TEXT.as_bytes(), Overwrite::Refuse, Access::Ordinary) {
        Err(Error::Exists { .. }) | Ok(()) => Ok(()),
        Err(error) => Err(error),
    }
}
