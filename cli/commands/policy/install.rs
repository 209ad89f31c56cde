//! `fuin policy install` and `fuin policy history`.

use std::path::{Path, PathBuf};

use fuin::inspect::MAX_DETACHED;
use fuin::installation::{Installed, SignedDocument};
use fuin::policy::compare::Relation;
use fuin::policy_file::Document;
use fuin::{Context, Error, storage};
use serde_json::{Value, json};

use super::super::Session;
use crate::args::PolicyInstallArgs;
use crate::target;
use crate::terminal::escape;

pub(super) fn run(session: &Session, args: &PolicyInstallArgs) -> Result<u8, Error> {
    if args.signature.is_some() && args.files.len() > 1 {
        return Err(Error::usage("usage-signature-one-policy", &[]));
    }
    let home = session.home()?;
    let machine = session.machine()?;
    let context = Context::for_installation(&home, &machine, session.provider.clone(), session.now)?;
    let mut signed = Vec::new();
    for file in &args.files {
        let document = Document::read(file, &session.provider)?;
        let signature = read_signature(file, args.signature.as_deref())?;
        signed.push(SignedDocument { document, signature });
    }
    let installed = home.install(&signed, &machine, &context)?;
    let text: Vec<String> = installed.iter().flat_map(|installed| lines(session, installed)).collect();
    let rows: Vec<Value> = installed.iter().map(row).collect();
    session.talk.result(&text.join("\n"), &json!({ "verb": "policy install", "installed": rows }));
    Ok(0)
}

/// The signature that is named, or the one beside the policy.
fn read_signature(file: &Path, named: Option<&Path>) -> Result<Vec<u8>, Error> {
    let path: PathBuf = named.map_or_else(|| target::with_ending(file, ".p7s"), Path::to_owned);
    if named.is_none() && path.symlink_metadata().is_err() {
        return Err(Error::Unsigned { name: file.display().to_string() });
    }
    storage::read_limited(&path, MAX_DETACHED)
}

fn lines(session: &Session, installed: &Installed) -> Vec<String> {
    let messages = session.talk.messages();
    let serial = installed.policy.serial.to_string();
    let values = [("id", installed.policy.id.as_str()), ("serial", &serial), ("signer", &installed.signer)];
    let replaced = installed
        .replaces
        .map(|serial| format!("  {}", messages.text("policy-install-replaces", &[("serial", &serial.to_string())])));
    let weaker = matches!(installed.relation, Some(Relation::Weaker | Relation::NotComparable));
    let weaker = weaker.then(|| format!("  {}", messages.text("policy-install-weaker", &[])));
    let first = installed.first_authority.as_ref().map(|(name, keys)| {
        let values = [("name", name.as_str()), ("keys", &keys.join(", "))];
        format!("  {}", messages.text("policy-install-first", &values))
    });
    let said = [messages.text("policy-install-done", &values)].into_iter().chain(replaced).chain(weaker).chain(first);
    said.map(|line| escape(&line)).collect()
}

fn row(installed: &Installed) -> Value {
    json!({
        "id": installed.policy.id,
        "serial": installed.policy.serial,
        "replaces": installed.replaces,
        "relation": installed.relation.map(Relation::name),
        "first_authority": installed.first_authority.as_ref().map(|(name, keys)| json!({ "name": name, "keys": keys })),
        "signer": installed.signer,
    })
}

/// Lists what was installed when, oldest first.
pub(super) fn history(session: &Session) -> Result<u8, Error> {
    let entries = session.home()?.policy_history()?;
    let nobody = session.talk.messages().text("policy-history-unsigned", &[]);
    let line = |entry: &fuin::installation::HistoryEntry| {
        let signer = entry.signed_by.as_deref().unwrap_or(&nobody);
        escape(&format!("{}  {} {}  {}", entry.installed, entry.id, entry.serial, signer))
    };
    let text: Vec<String> = entries.iter().map(line).collect();
    let rows: Vec<Value> = entries
        .iter()
        .map(|entry| {
            json!({
                "id": entry.id,
                "serial": entry.serial,
                "sha256": entry.sha256,
                "installed": entry.installed,
                "signed_by": entry.signed_by,
            })
        })
        .collect();
    session.talk.result(&text.join("\n"), &json!({ "verb": "policy history", "installed": rows }));
    Ok(0)
}
