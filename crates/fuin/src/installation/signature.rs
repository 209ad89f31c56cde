//! The signature over a policy: a detached one as over any file, which states that what it signs is a policy.

use fuin_cms::attribute::FileName;
use fuin_cms::signed::sign_detached;
use fuin_crypto::{PrivateKey, SignatureAlgorithm};
use fuin_label::{Axis, Label, Vocabulary};
use fuin_pki::Certificate;
use fuin_policy::{LabelFact, Operation, Policy, Request};

use super::{SignedDocument, check_bases, check_cases};
use crate::context::Context;
use crate::error::Error;
use crate::home::KeyEntry;
use crate::permission::{Judgement, Permission};
use crate::policy_file::{Document, Resolved};
use crate::signature::VerifiedStatement;
use crate::signer;
use crate::verify::verify_detached;

/// The media type that a policy's signature states. No file gets it by its name, so that a signature made over a file
/// in daily work is never one over a policy.
pub const MEDIA_TYPE: &str = "application/vnd.fuin.policy+toml";

/// A policy that is to be signed.
pub struct PolicySignatureRequest<'a> {
    /// The document.
    pub document: &'a Document,
    /// What it says, with everything it extends.
    pub resolved: &'a Resolved,
    /// Who signs.
    pub signer: &'a KeyEntry,
}

/// A signature over a policy that may be made: only [`PolicySignatureRequest::judge`] makes one.
pub struct PermittedPolicySignature<'a> {
    request: PolicySignatureRequest<'a>,
    label: Label,
    file_name: FileName,
    algorithm: SignatureAlgorithm,
    permission: Permission,
}

impl<'a> PolicySignatureRequest<'a> {
    /// Checks the policy, and asks for permission to sign it.
    ///
    /// # Errors
    /// [`Error::File`] when its cases fail; [`Error::Weaker`]; then as [`crate::sign::SignRequest::judge`].
    pub fn judge(self, context: &Context) -> Result<PermittedPolicySignature<'a>, Error> {
        check_cases(self.resolved)?;
        check_bases(self.resolved, &[])?;
        let label = label_of(context.policies.vocabulary(), &self.resolved.policy)?;
        let file_name = signer::checked_file_name(&name_of(&self.resolved.policy))?;
        let fact = LabelFact::Stated(&label);
        let standing = signer::standing(context, self.signer, Operation::Sign, fact)?;
        let subject = format!("signer {}", self.signer.name);
        let algorithm = signer::scheme(context, self.signer.algorithm, Operation::Sign, fact, &subject)?;
        let uses = algorithm.used_for(self.signer.algorithm, &subject);
        let mut judgement = Judgement::new(&context.policies, context.now);
        judgement.ask(&Request::new(Operation::Sign, fact).with_algorithms(&uses).with_certificates(&standing));
        let permission = judgement.finish()?;
        Ok(PermittedPolicySignature { request: self, label, file_name, algorithm, permission })
    }
}

impl PermittedPolicySignature<'_> {
    /// What the policy permits, with its warnings.
    #[must_use]
    pub const fn permission(&self) -> &Permission {
        &self.permission
    }

    /// Signs. Returns the detached signature, DER.
    ///
    /// # Errors
    /// [`Error::OtherKey`] when `key` is not the signer's.
    pub fn sign(&self, context: &Context, key: &PrivateKey) -> Result<Vec<u8>, Error> {
        let material = signer::Material::new(self.request.signer, key)?;
        let mut attributes = signer::attributes(context, &self.label, &self.file_name, None)?;
        //= spec/policy.md#signed-policies
        //# The signature over a policy MUST state the media type application/vnd.fuin.policy+toml and the file name
        //# ID-SERIAL.toml.
        attributes.mime_type = Some(MEDIA_TYPE.to_owned());
        let request = material.request(context, self.algorithm, &attributes);
        let mut content = self.request.document.bytes.as_slice();
        Ok(sign_detached(&context.provider, &mut content, &request)?)
    }
}

/// A signature over a policy that is valid, trusted and made for that purpose.
#[derive(Debug)]
pub struct VerifiedPolicySignature {
    statement: VerifiedStatement,
    keys: Vec<Vec<u8>>,
    signer: String,
}

impl VerifiedPolicySignature {
    /// The SubjectPublicKeyInfo of every signer, DER.
    pub(super) fn keys(&self) -> impl Iterator<Item = &[u8]> {
        self.keys.iter().map(Vec::as_slice)
    }

    /// The subject of the first signer's certificate.
    #[must_use]
    pub fn signer(&self) -> &str {
        &self.signer
    }

    /// What the signature states.
    #[must_use]
    pub const fn statement(&self) -> &VerifiedStatement {
        &self.statement
    }
}

/// Verifies the signature over a policy.
pub(super) fn verify(
    context: &Context,
    signed: &SignedDocument,
    policy: &Policy,
) -> Result<VerifiedPolicySignature, Error> {
    let mut content = signed.document.bytes.as_slice();
    //= spec/policy.md#signed-policies
    //# A policy MUST NOT be installed unless its signature is valid and its signer trusted.
    let statement = verify_detached(context, &signed.signature, &mut content)?.statement;
    //= spec/policy.md#signed-policies
    //# A signature that states another media type or file name MUST NOT count as one over the policy.
    let is_meant = statement.mime_type.as_deref() == Some(MEDIA_TYPE)
        && statement.file_name.as_deref() == Some(name_of(policy).as_str());
    if !is_meant {
        return Err(Error::NotPolicySignature { name: signed.document.name.clone() });
    }
    let mut keys = Vec::new();
    let certificates: Vec<&Certificate> = statement.signers.iter().map(|signer| signer.path.target()).collect();
    for certificate in &certificates {
        let key = certificate
            .public_key()
            .map_err(|source| Error::Certificate { name: certificate.subject().to_string(), source: source.clone() })?;
        keys.push(key.spki().to_vec());
    }
    let signer = certificates.first().ok_or(Error::NoSignerCertificate)?.subject().to_string();
    Ok(VerifiedPolicySignature { statement, keys, signer })
}

fn name_of(policy: &Policy) -> String {
    format!("{}-{}.toml", policy.id(), policy.serial())
}

/// The label of a policy's signature: no secret, of the highest integrity, to be kept as long as the policy is in force.
fn label_of(vocabulary: &Vocabulary, policy: &Policy) -> Result<Label, Error> {
    let lowest = vocabulary.on(Axis::Confidentiality).levels.first();
    let highest = vocabulary.on(Axis::Integrity).levels.last();
    let grades: String = [lowest, highest].into_iter().flatten().map(|level| level.id.as_str()).collect();
    let mut label = vocabulary.parse_label(&grades, &[] as &[&str])?;
    label.keep_until = Some(policy.expires());
    Ok(label)
}
