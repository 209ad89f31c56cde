//! `fuin policy`: show, check, explain; one module for each other verb.

mod compare;
mod diff;
mod install;
mod sign;
mod try_requests;

use fuin::crypto::{AlgorithmUse, Role};
use fuin::label::vocabulary::Vocabulary;
use fuin::label::{Axis, Language};
use fuin::policy::{LabelFact, Operation, Request, known_use};
use fuin::{Error, Refusal, policy_file};
use serde_json::{Value, json};

use super::{Session, label};
use crate::args::{PolicyExplainArgs, PolicyVerb};
use crate::terminal::escape;

/// Whose algorithms `explain` talks about.
const SUBJECT: &str = "this request";

pub(crate) fn run(session: &Session, verb: &PolicyVerb) -> Result<u8, Error> {
    match verb {
        PolicyVerb::Show => show(session).map(|()| 0),
        PolicyVerb::Check { file } => check(session, file),
        PolicyVerb::Explain(args) => explain(session, args),
        PolicyVerb::Compare(args) => compare::run(session, args),
        PolicyVerb::Diff(args) => diff::run(session, args),
        PolicyVerb::Sign(args) => sign::run(session, args),
        PolicyVerb::Install(args) => install::run(session, args),
        PolicyVerb::History => install::history(session),
        PolicyVerb::Try(args) => try_requests::run(session, args),
    }
}

fn show(session: &Session) -> Result<(), Error> {
    let context = session.context_without_home()?;
    let vocabulary = context.policies.vocabulary();
    let mut lines = Vec::new();
    for policy in context.policies.iter() {
        lines.push(format!("{} (serial {}): {}", policy.id(), policy.serial(), policy.title()));
        lines.push(format!("  issued {}, expires {}", policy.issued(), policy.expires()));
        if let Some(contact) = policy.contact() {
            lines.push(format!("  contact: {}", contact.name));
        }
    }
    lines.extend(grade_lines(vocabulary, session.talk.language));
    lines.push("restrictions".to_owned());
    for restriction in &vocabulary.restrictions {
        let wording = match session.talk.language {
            Language::English => &restriction.en,
            Language::Japanese => &restriction.ja,
        };
        lines.push(format!("  {:<32} {}", restriction.id.as_str(), wording.replace("{}", "…")));
    }
    let policies: Vec<Value> = context
        .policies
        .iter()
        .map(|policy| json!({ "id": policy.id(), "serial": policy.serial(), "title": policy.title(), "expires": policy.expires().to_string() }))
        .collect();
    let restrictions: Vec<&str> = vocabulary.restrictions.iter().map(|restriction| restriction.id.as_str()).collect();
    let text: Vec<String> = lines.iter().map(|line| escape(line)).collect();
    session.talk.result(&text.join("\n"), &json!({ "policies": policies, "restrictions": restrictions }));
    Ok(())
}

fn grade_lines(vocabulary: &Vocabulary, language: Language) -> Vec<String> {
    let mut lines = Vec::new();
    for axis in Axis::ALL {
        lines.push(axis.to_string());
        for level in &vocabulary.on(axis).levels {
            let name = match language {
                Language::English => &level.en,
                Language::Japanese => &level.ja,
            };
            lines.push(format!("  {}  {name}: {}", level.id, level.question));
        }
    }
    lines
}

/// Checks a policy file: what is malformed is an error with line and column, a failing case of its own too.
fn check(session: &Session, file: &std::path::Path) -> Result<u8, Error> {
    let policy = policy_file::read(file, session.documents()?, &session.provider)?.policy;
    let name = format!("{} (serial {})", policy.id(), policy.serial());
    match policy.check_cases() {
        Ok(()) => {
            session.talk.result(
                &format!("{name}: well formed, and every case holds"),
                &json!({ "policy": policy.id(), "ok": true }),
            );
            Ok(0)
        }
        Err(failed) => {
            let lines: Vec<String> = failed.iter().map(ToString::to_string).collect();
            let problem = lines.join("; ");
            Err(Error::File { what: "policy", name: file.display().to_string(), problem })
        }
    }
}

/// The use that an algorithm's name means: a policy's own names, and those of keys. Kinds of keys that this version
/// does not make are named all the same, so that the policy can say what it thinks of them.
fn algorithm_use(name: &str) -> Result<AlgorithmUse, Error> {
    const NOT_MADE_HERE: [&str; 6] = ["ed25519", "x25519", "ml-kem-768", "ml-kem-1024", "ml-dsa-65", "ml-dsa-87"];
    let policy_name = match name.strip_prefix("rsa-").filter(|bits| bits.bytes().all(|b| b.is_ascii_digit())) {
        Some(bits) => format!("rsa-pss/{bits}"),
        None => name.to_owned(),
    };
    if let Some(known) = known_use(&policy_name, SUBJECT) {
        return Ok(known);
    }
    let named = NOT_MADE_HERE.into_iter().find(|known| *known == name);
    let named = named.ok_or_else(|| Error::Unknown { kind: "algorithm", name: name.to_owned() })?;
    let role = if named.starts_with("ml-kem") || named == "x25519" { Role::KeyEstablishment } else { Role::Signature };
    Ok(AlgorithmUse::new(named, role, 0, SUBJECT))
}

/// Says what the policy would decide about sealing with these algorithms; exit 7 when it would refuse.
fn explain(session: &Session, args: &PolicyExplainArgs) -> Result<u8, Error> {
    let context = session.context_without_home()?;
    let label = label::of_file(&context, &args.label, None)?;
    let mut uses = Vec::new();
    for name in &args.algorithm {
        uses.push(algorithm_use(name)?);
    }
    let fact = label.as_ref().map_or(LabelFact::Missing, LabelFact::Stated);
    let request = Request::new(Operation::Seal, fact).with_algorithms(&uses);
    match context.policies.decide(&request, context.now) {
        Ok(permitted) => {
            let mut lines = vec!["permitted".to_owned()];
            lines.extend(permitted.warnings().iter().map(|warning| format!("  {warning}")));
            let warnings: Vec<String> = permitted.warnings().iter().map(ToString::to_string).collect();
            session.talk.result(&lines.join("\n"), &json!({ "decision": "permitted", "warnings": warnings }));
            Ok(0)
        }
        Err(violations) => Err(Refusal::new(violations).into()),
    }
}
