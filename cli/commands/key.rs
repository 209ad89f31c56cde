//! `fuin key`: new, request, export, import, list.

use std::path::Path;

use fuin::Error;
use fuin::crypto::KeyAlgorithm;
use fuin::home::{KeyEntry, NewKey, read_certificates};
use fuin::key::KeyUse;
use fuin::key::request::{certificate_request, public_key_pem};
use fuin::message::Messages;
use fuin::publisher::{Access, publish_bytes};
use serde_json::{Value, json};

use super::Session;
use crate::args::{
    KeyExportArgs, KeyImportArgs, KeyNewArgs, KeyRequestArgs, KeyUseArg, KeyVerb, OutputArgs, PassPhraseArgs,
};
use crate::target;
use crate::terminal::{Asking, pass_phrase};

/// The largest key file, in octets.
const MAX_KEY_FILE: u64 = 1024 * 1024;

pub(crate) fn run(session: &Session, verb: &KeyVerb) -> Result<(), Error> {
    match verb {
        KeyVerb::New(args) => new(session, args),
        KeyVerb::Request(args) => request(session, args),
        KeyVerb::Export(args) => export(session, args),
        KeyVerb::Import(args) => import(session, args),
        KeyVerb::List => list(session),
    }
}

fn new(session: &Session, args: &KeyNewArgs) -> Result<(), Error> {
    let algorithm = key_algorithm(&args.algorithm)?;
    let home = session.home()?;
    let messages = session.talk.messages();
    let again = messages.text("pass-phrase-again", &[]);
    let pass = ask(&args.pass_phrase, &messages.text("pass-phrase-new", &[]), Asking::Twice(&again))?;
    let entry = home.add_key(&args.name, NewKey::Generate(algorithm), key_use(args.usage), &pass, &session.provider)?;
    let next = match entry.algorithm.signs() {
        true => messages.text("key-next-request", &[("name", &args.name)]),
        false => messages.text("key-next-export", &[("name", &args.name)]),
    };
    session.talk.result(&format!("{}\n  {next}", describe(messages, &entry)), &describe_json(&entry));
    Ok(())
}

fn request(session: &Session, args: &KeyRequestArgs) -> Result<(), Error> {
    let entry = session.home()?.key(&args.name)?;
    if !entry.algorithm.signs() {
        return Err(Error::CannotRequest { name: args.name.clone() });
    }
    let prompt = session.talk.messages().text("pass-phrase-of-key", &[("key", &args.name)]);
    let key = entry.unlock(&ask(&args.pass_phrase, &prompt, Asking::Once)?, &session.provider)?;
    let text = certificate_request(&key, &args.name, &args.subject, args.email.as_deref())?;
    let messages = session.talk.messages();
    let next = |path: &str| messages.text("key-next-import", &[("path", path), ("name", &args.name)]);
    publish_text(session, &args.output, "request", &text, next)
}

fn export(session: &Session, args: &KeyExportArgs) -> Result<(), Error> {
    let entry = session.home()?.key(&args.name)?;
    let text = public_key_pem(entry.public_key());
    let messages = session.talk.messages();
    let next = |path: &str| messages.text("key-next-certify", &[("path", path), ("name", &args.name)]);
    publish_text(session, &args.output, "public_key", &text, next)
}

/// Publishes PEM, and says what is next. It is text, so a terminal may have it.
fn publish_text(
    session: &Session,
    output: &OutputArgs,
    field: &str,
    text: &str,
    next: impl Fn(&str) -> String,
) -> Result<(), Error> {
    match output.output.as_deref().filter(|path| !target::is_pipe(path)) {
        None => session.talk.result(text, &json!({ field: text })),
        Some(path) => {
            target::check_no_label(path)?;
            publish_bytes(path, text.as_bytes(), target::overwrite(output.overwrite), Access::Ordinary)?;
            session.talk.result(&next(&path.display().to_string()), &json!({ "file": path }));
        }
    }
    Ok(())
}

fn import(session: &Session, args: &KeyImportArgs) -> Result<(), Error> {
    let home = session.home()?;
    let usage = key_use(args.usage);
    let messages = session.talk.messages();
    let prompt = &messages.text("pass-phrase-of-file", &[]);
    if let Some(path) = &args.pkcs12 {
        let content = fuin::storage::read_secret(path, MAX_KEY_FILE)?;
        let pass = ask(&args.pass_phrase, prompt, Asking::Once)?;
        home.add_key(&args.name, NewKey::Pkcs12(&content), usage, &pass, &session.provider)?;
    }
    if let Some(path) = &args.key_file {
        let content = fuin::storage::read_secret(path, MAX_KEY_FILE)?;
        let pass = ask(&args.pass_phrase, prompt, Asking::Once)?;
        let plain = fuin::key::plain_keys(args.plaintext_key);
        home.add_key(&args.name, NewKey::Pem(&content, plain), usage, &pass, &session.provider)?;
    }
    if let Some(path) = &args.certificate {
        let (certificate, mut chain) = read_certificates(path)?;
        if let Some(path) = &args.chain {
            let (first, rest) = read_certificates(path)?;
            chain.push(first);
            chain.extend(rest);
        }
        home.set_certificate(&args.name, &certificate, &chain)?;
    }
    let entry = home.key(&args.name)?;
    session.talk.result(&describe(messages, &entry), &describe_json(&entry));
    Ok(())
}

fn list(session: &Session) -> Result<(), Error> {
    let keys = session.home()?.keys()?;
    let text: Vec<String> = keys.iter().map(|entry| describe(session.talk.messages(), entry)).collect();
    let rows: Vec<Value> = keys.iter().map(describe_json).collect();
    session.talk.result(&text.join("\n"), &json!({ "keys": rows }));
    Ok(())
}

fn describe(messages: Messages, entry: &KeyEntry) -> String {
    let certificate = match &entry.certificate {
        Some(certificate) => super::validity(messages, certificate),
        None => messages.text("key-uncertified", &[]),
    };
    let usage = entry.usage.to_string();
    let values = [("name", &*entry.name), ("algorithm", &entry.algorithm.name()), ("use", &usage)];
    format!("{}\n  {certificate}", messages.text("key-line", &values))
}

fn describe_json(entry: &KeyEntry) -> Value {
    let certificate = entry.certificate.as_ref();
    json!({
        "name": entry.name,
        "algorithm": entry.algorithm.name(),
        "use": entry.usage.to_string(),
        "subject": certificate.map(|certificate| certificate.subject().to_string()),
        "not_after": certificate.map(|certificate| certificate.not_after().to_string()),
    })
}

fn ask(args: &PassPhraseArgs, prompt: &str, asking: Asking<'_>) -> Result<fuin::PassPhrase, Error> {
    pass_phrase(args.passphrase_file.as_deref().map(Path::new), prompt, asking)
}

fn key_algorithm(name: &str) -> Result<KeyAlgorithm, Error> {
    match name {
        "ecdsa-p256" => Ok(KeyAlgorithm::EcP256),
        "ecdsa-p384" => Ok(KeyAlgorithm::EcP384),
        "ed25519" => Ok(KeyAlgorithm::Ed25519),
        "x25519" => Ok(KeyAlgorithm::X25519),
        "rsa-3072" => Ok(KeyAlgorithm::Rsa { bits: 3072 }),
        "rsa-4096" => Ok(KeyAlgorithm::Rsa { bits: 4096 }),
        other => Err(Error::usage("usage-key-kind", &[("kind", &other)])),
    }
}

const fn key_use(usage: KeyUseArg) -> KeyUse {
    match usage {
        KeyUseArg::Sign => KeyUse::Sign,
        KeyUseArg::Decrypt => KeyUse::Decrypt,
        KeyUseArg::Both => KeyUse::Both,
    }
}
