//! `fuin init`, `fuin anchor`, `fuin crl`, `fuin ocsp`.

use fuin::installation::FirstPolicy;
use fuin::pki::{OcspAnswer, OcspStatus, SignatureIdentifier};
use fuin::{Error, Home};
use serde_json::json;

use super::Session;
use crate::args::{AnchorVerb, CrlVerb, InitArgs, OcspVerb};

pub(crate) fn init(session: &Session, args: &InitArgs) -> Result<(), Error> {
    let machine = session.machine()?;
    let first = args.install_policy.as_deref();
    let first = first.map(|path| FirstPolicy::read(path, &machine, &session.provider)).transpose()?;
    let home = Home::create(&session.root, &args.agency, first.as_ref(), session.now)?;
    let references = home.policies(&machine, &session.provider)?.references();
    let policy = references.iter().map(|reference| format!("{} (serial {})", reference.id, reference.serial));
    let policy = policy.collect::<Vec<_>>().join(", ");
    let messages = session.talk.messages();
    let place = home.root().display().to_string();
    let said = messages.text("init-home", &[("agency", &args.agency), ("path", &place)]);
    let names: Vec<String> =
        references.iter().map(|reference| messages.policy(&reference.id, reference.serial)).collect();
    let text = format!("{said}\n{}", messages.text("init-policy", &[("policies", &names.join(", "))]));
    session.talk.result(&text, &json!({ "home": home.root(), "agency": args.agency, "policy": policy }));
    Ok(())
}

pub(crate) fn anchor(session: &Session, verb: &AnchorVerb) -> Result<(), Error> {
    let home = session.home()?;
    match verb {
        AnchorVerb::Add { certificate } => {
            let (anchor, fingerprint) = home.add_anchor(certificate, &session.machine()?, &session.provider)?;
            let subject = anchor.subject().to_string();
            let messages = session.talk.messages();
            let trusted = messages.text("anchor-added", &[("subject", &subject)]);
            let compare = messages.text("anchor-compare", &[]);
            let text = format!("{trusted}\n  SHA-256 {fingerprint}\n  {compare}");
            session.talk.result(&text, &json!({ "subject": subject, "sha256": fingerprint }));
        }
        AnchorVerb::List => {
            let (mut lines, mut rows) = (Vec::new(), Vec::new());
            for anchor in home.anchors(&session.machine()?, &session.provider)? {
                let certificate = anchor.certificate();
                let fingerprint = fuin::home::fingerprint(certificate, &session.provider)?;
                let (subject, until) = (certificate.subject().to_string(), certificate.not_after().to_string());
                let validity = session.talk.messages().text("valid-until", &[("time", &until)]);
                lines.push(format!("{subject}\n  {validity}\n  SHA-256 {fingerprint}"));
                rows.push(json!({ "subject": subject, "not_after": until, "sha256": fingerprint }));
            }
            session.talk.result(&lines.join("\n"), &json!({ "anchors": rows }));
        }
    }
    Ok(())
}

pub(crate) fn crl(session: &Session, verb: &CrlVerb) -> Result<(), Error> {
    let CrlVerb::Add { crl } = verb;
    let home = session.home()?;
    let crl = home.add_crl(crl, &session.provider)?;
    let context = session.context(&home)?;
    let anchors = context.anchors.iter().map(fuin::pki::TrustAnchor::certificate);
    let known = anchors.chain(&context.intermediates).any(|issuer| crl.is_signed_by(issuer, &session.provider));
    let messages = session.talk.messages();
    match crl.signature_algorithm() {
        SignatureIdentifier::Unsupported { name } => {
            session.talk.warn(&messages.text("warn-crl-algorithm", &[("algorithm", name)]));
        }
        _ if !known => session.talk.warn(&messages.text("warn-crl-unsigned", &[])),
        _ => {}
    }
    if crl.next_update() < session.now {
        session.talk.warn(&session.talk.messages().text("warn-crl-stale", &[]));
    }
    let issuer = crl.issuer().to_string();
    let (issued, next) = (crl.this_update().to_string(), crl.next_update().to_string());
    let messages = session.talk.messages();
    let dates = messages.text("crl-dates", &[("issued", &issued), ("next", &next)]);
    let text = format!("{}\n  {dates}", messages.text("crl-added", &[("issuer", &issuer)]));
    session.talk.result(
        &text,
        &json!({ "issuer": issuer, "this_update": issued, "next_update": next, "signature_verified": known }),
    );
    Ok(())
}

pub(crate) fn ocsp(session: &Session, verb: &OcspVerb) -> Result<(), Error> {
    let OcspVerb::Add { response } = verb;
    let home = session.home()?;
    let response = home.add_ocsp_response(response, &session.provider)?;
    let messages = session.talk.messages();
    let context = session.context(&home)?;
    let anchors = context.anchors.iter().map(fuin::pki::TrustAnchor::certificate);
    let known = anchors.chain(&context.intermediates).any(|issuer| response.is_signed_for(issuer, &session.provider));
    if !known {
        session.talk.warn(&messages.text("warn-ocsp-unsigned", &[]));
    }
    if response.answers().iter().any(|answer| answer.next_update.is_some_and(|next| next < session.now)) {
        session.talk.warn(&messages.text("warn-ocsp-stale", &[]));
    }
    let produced = response.produced_at().to_string();
    let mut lines = vec![messages.text("ocsp-added", &[("time", &produced)])];
    let mut rows = Vec::new();
    for answer in response.answers() {
        let (serial, status) = (serial(answer), status(answer));
        let (issued, next) = (answer.this_update.to_string(), answer.next_update.map(|next| next.to_string()));
        let of = messages.text("ocsp-answer", &[("serial", &serial), ("status", status), ("issued", &issued)]);
        let due = next.as_ref().map(|next| messages.text("ocsp-next", &[("next", next)]));
        lines.push(format!("  {of}{}", due.unwrap_or_default()));
        rows.push(json!({ "serial": serial, "status": status, "this_update": issued, "next_update": next }));
    }
    session
        .talk
        .result(&lines.join("\n"), &json!({ "produced_at": produced, "signature_verified": known, "answers": rows }));
    Ok(())
}

/// The serial number as people compare it.
fn serial(answer: &OcspAnswer) -> String {
    answer.serial().iter().map(|octet| format!("{octet:02x}")).collect()
}

const fn status(answer: &OcspAnswer) -> &'static str {
    match answer.status {
        OcspStatus::Good => "good",
        OcspStatus::Revoked(_) => "revoked",
        OcspStatus::Unknown => "unknown",
    }
}
