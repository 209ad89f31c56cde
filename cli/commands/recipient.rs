//! `fuin recipient`: the address book.

use fuin::Error;
use fuin::home::{RecipientEntry, read_certificates};
use fuin::message::Messages;
use fuin::policy::RecipientKind;
use serde_json::{Value, json};

use super::Session;
use crate::args::{RecipientAddArgs, RecipientKindArg, RecipientVerb};
use crate::report;
use crate::target;

pub(crate) fn run(session: &Session, verb: &RecipientVerb) -> Result<(), Error> {
    match verb {
        RecipientVerb::Add(args) => add(session, args),
        RecipientVerb::List => list(session),
    }
}

fn add(session: &Session, args: &RecipientAddArgs) -> Result<(), Error> {
    let home = session.home()?;
    let context = session.context(&home)?;
    let (certificate, chain) = read_certificates(&args.certificate)?;
    let (name, groups) = (args.name.clone(), args.group.clone());
    let entry = RecipientEntry { name, kind: kind(args.kind), certificate, chain, groups };
    let permission = fuin::recipient::judge(&context, &entry)?;
    home.add_recipient(&entry, target::overwrite(args.overwrite))?;
    report::warnings(&session.talk, &permission);
    let fingerprint = fuin::home::fingerprint(&entry.certificate, &session.provider)?;
    session.talk.result(
        &format!("{}\n  SHA-256 {fingerprint}", describe(session.talk.messages(), &entry)),
        &describe_json(&entry),
    );
    Ok(())
}

fn list(session: &Session) -> Result<(), Error> {
    let recipients = session.home()?.recipients()?;
    let text: Vec<String> = recipients.iter().map(|entry| describe(session.talk.messages(), entry)).collect();
    let rows: Vec<Value> = recipients.iter().map(describe_json).collect();
    session.talk.result(&text.join("\n"), &json!({ "recipients": rows }));
    Ok(())
}

fn describe(messages: Messages, entry: &RecipientEntry) -> String {
    let line = messages.text("recipient-line", &[("name", &entry.name), ("kind", entry.kind.name())]);
    let groups = entry.groups.join(", ");
    let member = if groups.is_empty() { groups } else { messages.text("recipient-groups", &[("groups", &groups)]) };
    let separator = if member.is_empty() { "" } else { "\n  " };
    format!("{line}\n  {}{separator}{member}", super::validity(messages, &entry.certificate))
}

fn describe_json(entry: &RecipientEntry) -> Value {
    json!({
        "name": entry.name,
        "kind": entry.kind.name(),
        "groups": entry.groups,
        "subject": entry.certificate.subject().to_string(),
        "not_after": entry.certificate.not_after().to_string(),
        "emails": entry.certificate.emails(),
    })
}

const fn kind(kind: RecipientKindArg) -> RecipientKind {
    match kind {
        RecipientKindArg::Agency => RecipientKind::Agency,
        RecipientKindArg::Unit => RecipientKind::Unit,
        RecipientKindArg::Contractor => RecipientKind::Contractor,
        RecipientKindArg::External => RecipientKind::External,
    }
}
