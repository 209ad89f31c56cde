//! Judging a certificate before it enters the address book.

use fuin_policy::Revocation;

use crate::context::Context;
use crate::error::Error;
use crate::home::RecipientEntry;
use crate::permission::{Judgement, Permission};
use crate::seal::recipient_scheme;
use crate::trust::{Strictness, certification_path, recipient_purpose};

/// Validates a recipient's certificate, and asks whether its path's signatures are permitted. Whether anything may be
/// sealed to it is decided then, with the label.
///
/// # Errors
/// [`Error::NotTrusted`], [`Error::Refused`], or [`Error::Message`] for a kind of key that nothing is sealed to.
pub fn judge(context: &Context, entry: &RecipientEntry) -> Result<Permission, Error> {
    let role = format!("recipient {}", entry.name);
    let purpose = recipient_purpose(&entry.certificate);
    recipient_scheme(entry)?;
    let now = context.now;
    let strictness = Strictness { revocation: Revocation::WhenAvailable, max_age: None, certificate_policies: None };
    let path = certification_path(context, &entry.certificate, &entry.chain, purpose, &strictness, now, &role)?;
    let mut judgement = Judgement::new(&context.policies, context.now);
    judgement.ask_certificates(&path.algorithm_uses());
    Ok(judgement.finish()?)
}
