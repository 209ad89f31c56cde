//! `fuin policy show`: the policies in force with what they say of themselves, and their exact documents.

use std::io::{self, Write as _};

use fuin::policy::{Policies, Policy, SHIPPED};
use fuin::policy_file::Document;
use fuin::{Context, Error};

use super::super::Session;
use crate::args::PolicyShowArgs;
use crate::report::policy::{Report, document_json, shipped_json, shipped_text};

pub(super) fn run(session: &Session, args: &PolicyShowArgs) -> Result<(), Error> {
    match (&args.shipped, args.toml) {
        (Some(id), false) if id.is_empty() => list_shipped(session),
        (Some(id), _) => shipped(session, id, args.toml),
        (None, _) => in_force(session, args),
    }
}

fn in_force(session: &Session, args: &PolicyShowArgs) -> Result<(), Error> {
    let context = session.context_without_home()?;
    let chosen = match &args.id {
        None if args.toml => context.policies.iter().take(1).collect(),
        None => context.policies.iter().collect(),
        Some(id) => named(&context.policies, id)?,
    };
    if args.toml {
        return print(session, &document(session, &context, &chosen)?);
    }
    let history = session.home().and_then(|home| home.policy_history()).unwrap_or_default();
    let vocabulary = args.id.is_none().then(|| context.policies.vocabulary().as_ref());
    let report = Report { policies: &chosen, vocabulary, history: &history };
    session.talk.result(&report.text(session.talk.messages()), &report.json());
    Ok(())
}

fn named<'a>(policies: &'a Policies, id: &str) -> Result<Vec<&'a Policy>, Error> {
    let found: Vec<&Policy> = policies.iter().filter(|policy| policy.id() == id).collect();
    if found.is_empty() {
        let known: Vec<&str> = policies.iter().map(Policy::id).collect();
        return Err(Error::usage("usage-show-policy-unknown", &[("id", &id), ("known", &known.join(", "))]));
    }
    Ok(found)
}

/// The document of a policy, found by its digest wherever policies lie.
fn document(session: &Session, context: &Context, chosen: &[&Policy]) -> Result<Document, Error> {
    let wanted = chosen.last().map(|policy| policy.reference());
    let mut documents = session.documents()?;
    if let Some(path) = &session.additional_policy {
        documents.push(Document::read(path, &context.provider)?);
    }
    documents.extend(all_shipped(session)?);
    let found = documents.into_iter().find(|document| Some(document.sha256) == wanted.as_ref().map(|it| it.sha256));
    found.ok_or_else(|| {
        let name = wanted.map(|reference| reference.id).unwrap_or_default();
        Error::Unknown { kind: "policy", name }
    })
}

/// Prints the exact octets: what is copied has the digest that is shown.
fn print(session: &Session, document: &Document) -> Result<(), Error> {
    if session.talk.json {
        session.talk.result("", &document_json(document));
        return Ok(());
    }
    io::stdout().lock().write_all(&document.bytes).map_err(Error::Stream)
}

fn all_shipped(session: &Session) -> Result<Vec<Document>, Error> {
    let document = |(id, bytes): &(&str, &[u8])| Document::new((*id).to_owned(), bytes.to_vec(), &session.provider);
    SHIPPED.iter().map(document).collect()
}

/// The shipped policies, read: each after those that it extends.
fn read_shipped(session: &Session) -> Result<Vec<Policy>, Error> {
    let mut policies: Vec<Policy> = Vec::new();
    for document in all_shipped(session)? {
        let read = Policy::parse_with(&document.bytes, document.sha256, &policies);
        policies.push(read.map_err(|source| Error::Policy { name: document.name, source })?);
    }
    Ok(policies)
}

fn list_shipped(session: &Session) -> Result<(), Error> {
    let shipped = read_shipped(session)?;
    let policies: Vec<&Policy> = shipped.iter().collect();
    session.talk.result(&shipped_text(&policies, session.talk.messages()), &shipped_json(&policies));
    Ok(())
}

fn shipped(session: &Session, id: &str, toml: bool) -> Result<(), Error> {
    // `--shipped --toml` without an id means the baseline.
    let id = if id.is_empty() { SHIPPED.first().map_or("", |(id, _)| *id) } else { id };
    let shipped = read_shipped(session)?;
    let found = shipped.iter().find(|policy| policy.id() == id);
    let policy = found.ok_or_else(|| {
        let known: Vec<&str> = SHIPPED.iter().map(|(id, _)| *id).collect();
        Error::usage("usage-show-shipped-unknown", &[("id", &id), ("known", &known.join(", "))])
    })?;
    if toml {
        let documents = all_shipped(session)?;
        let document = documents.iter().find(|document| document.name == id);
        return document.map_or(Ok(()), |document| print(session, document));
    }
    let report = Report { policies: &[policy], vocabulary: Some(policy.vocabulary().as_ref()), history: &[] };
    session.talk.result(&report.text(session.talk.messages()), &report.json());
    Ok(())
}
