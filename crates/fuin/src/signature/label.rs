//! What the signers of a message state alike: label, name, media type, policies.

use fuin_cms::attribute::UnverifiedSignedAttributes;
use fuin_cms::signed::UnverifiedSigned;
use fuin_label::{Label, Language};
use fuin_policy::{LabelFact, PolicyReference, Untranslatable};

use crate::context::Context;
use crate::error::Error;
use crate::validation::Stated;

/// A label in the words of another label policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OriginalLabel {
    /// The label.
    pub label: Label,
    /// The signed ESSSecurityLabel (RFC 2634, 3.2), octet for octet.
    pub der: Vec<u8>,
}

/// The label that all signers state, in our words where that can be.
pub(super) struct SignedLabel {
    label: Option<Label>,
    original: Option<OriginalLabel>,
    /// The mark that came with it.
    mark: Option<String>,
}

impl SignedLabel {
    /// The one label that all signers state.
    pub(super) fn of(context: &Context, signed: &UnverifiedSigned) -> Result<Self, Error> {
        let der = signed.label_der()?;
        let stated = signed.signers.first().and_then(|signer| signer.attributes().label.clone());
        let understood = stated.as_ref().and_then(|stated| stated.label.clone());
        if stated.is_some() && understood.is_none() {
            return Err(Error::ForeignLabel);
        }
        let (label, original) = in_our_words(context, understood, der)?;
        Ok(Self { label, original, mark: stated.and_then(|stated| stated.privacy_mark) })
    }

    /// The label as the policies are asked about it.
    pub(super) fn fact(&self) -> LabelFact<'_> {
        self.label.as_ref().map_or(LabelFact::Missing, LabelFact::Stated)
    }

    /// The mark, when it is the label's marking in no language.
    pub(super) fn untrusted_mark(&self, context: &Context) -> Option<String> {
        let (label, mark) = (self.label.as_ref()?, self.mark.as_deref()?);
        let vocabulary = context.policies.vocabulary();
        let agrees = |language| vocabulary.marking(label, language) == mark;
        let known = [Language::English, Language::Japanese].into_iter().any(agrees);
        (!known).then(|| mark.to_owned())
    }

    /// The label alone.
    pub(super) fn into_label(self) -> Option<Label> {
        self.label
    }

    /// All that the signers state alike.
    pub(super) fn stated(&self, signed: &UnverifiedSigned) -> Stated {
        let references = agreed(signed, |attributes| attributes.policy_references.as_deref()).unwrap_or_default();
        Stated {
            label: self.label.clone(),
            original: self.original.clone(),
            file_name: agreed(signed, |attributes| attributes.file_name.as_deref()).map(str::to_owned),
            mime_type: agreed(signed, |attributes| attributes.mime_type.as_deref()).map(str::to_owned),
            made_under: references.iter().map(made_under).collect(),
        }
    }
}

fn made_under(reference: &fuin_cms::attribute::PolicyReference) -> PolicyReference {
    PolicyReference { id: reference.id.clone(), serial: reference.serial, sha256: reference.sha256 }
}

/// The label that is obeyed here, and the signed one where that is of another label policy.
pub(crate) fn in_our_words(
    context: &Context,
    stated: Option<Label>,
    der: Option<&[u8]>,
) -> Result<(Option<Label>, Option<OriginalLabel>), Error> {
    let own = &context.policies.vocabulary().policy;
    let stated = match stated {
        Some(stated) if stated.policy != *own => stated,
        other => return Ok((other, None)),
    };
    match context.policies.translate(&stated) {
        Ok(ours) => {
            let der = der.unwrap_or_default().to_vec();
            Ok((Some(ours), Some(OriginalLabel { label: stated, der })))
        }
        // The policy says so itself, among everything else that it finds.
        Err(Untranslatable::Policy { .. }) => Ok((Some(stated), None)),
        Err(part) => Err(Error::NoEquivalent { policy: stated.policy.to_string(), source: part }),
    }
}

/// What every signer states alike; nothing when one of them states something else.
fn agreed<'a, T: PartialEq>(
    signed: &'a UnverifiedSigned,
    stated: impl Fn(&'a UnverifiedSignedAttributes) -> Option<T>,
) -> Option<T> {
    let mut all = signed.signers.iter().map(|signer| stated(signer.attributes()));
    let first = all.next().flatten()?;
    all.all(|other| other.as_ref() == Some(&first)).then_some(first)
}
