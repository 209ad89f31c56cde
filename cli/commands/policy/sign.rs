//! `fuin policy sign`: the authority signs a policy.

use std::io::Write;

use fuin::Error;
use fuin::installation::PolicySignatureRequest;
use fuin::policy_file;
use serde_json::json;

use super::super::Session;
use super::super::signer::Signer;
use crate::args::PolicySignArgs;
use crate::report;
use crate::target::{self, Target};
use crate::terminal::escape;

pub(super) fn run(session: &Session, args: &PolicySignArgs) -> Result<u8, Error> {
    let home = session.home()?;
    let context = session.context(&home)?;
    let entry = home.signing_key(args.identity.as_deref())?;
    let target = match target::named(args.output.output.as_deref())? {
        Some(target) => target,
        None => Target::File(target::with_ending(&args.file, ".p7s")),
    };
    let overwrite = target::overwrite(args.output.overwrite);
    let document = policy_file::Document::read(&args.file, &session.provider)?;
    let resolved = policy_file::resolve(&document, session.documents()?, &session.provider)?;
    let request = PolicySignatureRequest { document: &document, resolved: &resolved, signer: &entry };
    let permitted = request.judge(&context)?;
    target.check(&args.file, overwrite)?;
    let mut signer = Signer::new(&entry);
    let key = signer.key(session, &args.pass_phrase)?;
    let signature = permitted.sign(&context, key)?;
    let mut sink = target.begin(overwrite)?;
    sink.write_all(&signature).map_err(Error::Stream)?;
    target.publish(sink, overwrite)?;
    report::warnings(&session.talk, permitted.permission());

    let policy = &resolved.policy;
    let name = report::target_name(&target);
    let values = [("id", policy.id()), ("serial", &policy.serial().to_string()), ("target", &name)];
    let text = escape(&session.talk.messages().text("policy-sign-done", &values));
    let key = fuin::installation::key_digest(&entry, &session.provider)?;
    let named = policy.authority().is_some_and(|authority| authority.keys.contains(&key));
    if !named {
        session.talk.warn(&session.talk.messages().text("warn-policy-sign-not-named", &[]));
    }
    let json = json!({
        "verb": "policy sign",
        "policy": { "id": policy.id(), "serial": policy.serial() },
        "output": name,
        "named_by_its_authority": named,
    });
    session.talk.result_for(&target, &text, &json);
    Ok(0)
}
