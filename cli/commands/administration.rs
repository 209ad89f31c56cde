//! `fuin init`, `fuin anchor`, `fuin crl`.

use fuin::installation::FirstPolicy;
use fuin::{Error, Home};
use serde_json::json;

use super::Session;
use crate::args::{AnchorVerb, CrlVerb, InitArgs};

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
    if !known {
        session.talk.warn(&session.talk.messages().text("warn-crl-unsigned", &[]));
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
