//! A request that owns what it is about: a case of a policy, or one that is kept to be asked again.

use fuin_crypto::AlgorithmUse;
use fuin_label::{Label, RestrictionId};
use jiff::Timestamp;

use super::{
    Acknowledged, KeyStorage, LabelFact, Measure, Operation, Past, Place, RecipientFacts, Request, SignatureLevel,
};

/// [`Request`], owned: each field is that of the same name there.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is described where it is borrowed")]
pub struct OwnedRequest {
    pub operation: Operation,
    pub label: OwnedLabel,
    pub algorithms: Vec<AlgorithmUse>,
    pub certificates: Vec<AlgorithmUse>,
    pub recipients: Vec<RecipientFacts>,
    pub missing: Vec<Measure>,
    pub signed_at: Option<Timestamp>,
    pub places: Vec<Place>,
    pub acknowledged: Acknowledged,
    pub permissions: Vec<RestrictionId>,
    pub key_storage: KeyStorage,
    pub signature_level: SignatureLevel,
    pub opened_by: Option<[u8; 32]>,
    pub past: Vec<Past>,
}

/// [`LabelFact`], owned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnedLabel {
    /// [`LabelFact::NotYetKnown`].
    NotYetKnown,
    /// [`LabelFact::Missing`].
    Missing,
    /// [`LabelFact::Stated`].
    Stated(Label),
}

impl OwnedRequest {
    /// A copy of a request.
    #[must_use]
    pub fn of(request: &Request<'_>) -> Self {
        Self {
            operation: request.operation,
            label: match request.label {
                LabelFact::NotYetKnown => OwnedLabel::NotYetKnown,
                LabelFact::Missing => OwnedLabel::Missing,
                LabelFact::Stated(label) => OwnedLabel::Stated(label.clone()),
            },
            algorithms: request.algorithms.to_vec(),
            certificates: request.certificates.to_vec(),
            recipients: request.recipients.to_vec(),
            missing: request.missing.to_vec(),
            signed_at: request.signed_at,
            places: request.places.to_vec(),
            acknowledged: request.acknowledged,
            permissions: request.permissions.to_vec(),
            key_storage: request.key_storage,
            signature_level: request.signature_level,
            opened_by: request.opened_by,
            past: request.past.to_vec(),
        }
    }

    /// The request.
    #[must_use]
    pub fn request(&self) -> Request<'_> {
        Request {
            operation: self.operation,
            label: match &self.label {
                OwnedLabel::NotYetKnown => LabelFact::NotYetKnown,
                OwnedLabel::Missing => LabelFact::Missing,
                OwnedLabel::Stated(label) => LabelFact::Stated(label),
            },
            algorithms: &self.algorithms,
            certificates: &self.certificates,
            recipients: &self.recipients,
            missing: &self.missing,
            signed_at: self.signed_at,
            places: &self.places,
            acknowledged: self.acknowledged,
            permissions: &self.permissions,
            key_storage: self.key_storage,
            signature_level: self.signature_level,
            opened_by: self.opened_by,
            past: &self.past,
        }
    }
}
