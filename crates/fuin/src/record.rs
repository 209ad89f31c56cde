//! What was asked of the policies, and what they answered: one line of JSON for each decision, kept in the home.
//!
//! A new policy is tried on them before it is signed ([`mod@trial`]). A record holds what a policy judges, and no
//! content; of the file its bare name. spec/policy.md, Recorded requests, is the format. What is read back is as hostile
//! as anything else.

pub(crate) mod file;
mod form;
mod request;
pub mod trial;

use std::sync::Mutex;

use fuin_crypto::AlgorithmUse;
use fuin_label::Vocabulary;
use fuin_policy::{LabelFact, Operation, OwnedRequest, Policies, Request, Violation};
use jiff::Timestamp;

use crate::circumstances::StatedPermission;
use crate::error::Error;
use crate::home::Home;

pub use file::{MAX_FILE, MAX_LINE, read_all};
pub use form::{
    Record, RecordedCode, RecordedLabel, RecordedOutcome, RecordedPermission, RecordedPolicy, RecordedRecipient,
    RecordedUse,
};

/// Appends records to the file of a home.
#[derive(Debug)]
pub struct Recorder {
    path: std::path::PathBuf,
    failure: Mutex<Option<Error>>,
}

impl Recorder {
    /// The recorder of a home.
    #[must_use]
    pub fn of(home: &Home) -> Self {
        Self { path: home.requests(), failure: Mutex::new(None) }
    }

    /// Appends a record. That it cannot be written stops nothing: whoever may read a message may not be able to write
    /// here. It is kept for [`Recorder::take_failure`].
    pub fn append(&self, record: &Record) {
        if let Err(error) = file::append(&self.path, record)
            && let Ok(mut failure) = self.failure.lock()
        {
            failure.get_or_insert(error);
        }
    }

    /// Why something could not be recorded, if that was so since this was last asked.
    #[must_use]
    pub fn take_failure(&self) -> Option<Error> {
        self.failure.lock().ok()?.take()
    }
}

/// What was asked about one operation so far.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    main: Option<OwnedRequest>,
    other_certificates: Vec<AlgorithmUse>,
    references: Vec<RecordedPermission>,
}

impl Asked {
    /// Adds a question. Other people's certificates are asked about apart; the last other question has the most facts.
    pub(crate) fn note(&mut self, request: &Request<'_>) {
        let only_certificates = request.operation == Operation::Verify
            && request.label == LabelFact::NotYetKnown
            && request.algorithms.is_empty();
        if only_certificates {
            self.other_certificates.extend(request.certificates.iter().cloned());
        } else {
            self.main = Some(OwnedRequest::of(request));
        }
    }

    /// Takes down where the user says the originator's permissions are found.
    pub(crate) fn state(&mut self, permissions: &[StatedPermission]) {
        let row = |stated: &StatedPermission| RecordedPermission {
            restriction: stated.restriction.to_string(),
            reference: stated.reference.clone(),
        };
        self.references = permissions.iter().map(row).collect();
    }

    /// The record of it; none when nothing was asked.
    pub(crate) fn record(
        &self,
        policies: &Policies,
        violations: &[Violation],
        file: Option<&str>,
        now: Timestamp,
    ) -> Option<Record> {
        let vocabulary: &Vocabulary = policies.vocabulary();
        let mut record = Record::of(self.main.as_ref()?, vocabulary, now);
        // A name from a message may be a path.
        record.file = file.and_then(crate::file_name::safe);
        record.references.clone_from(&self.references);
        record.other_certificates = self.other_certificates.iter().map(RecordedUse::of).collect();
        record.policies = policies.references().iter().map(RecordedPolicy::of).collect();
        record.refuse(violations);
        Some(record)
    }
}

#[cfg(test)]
mod tests;
