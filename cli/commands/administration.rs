//! `fuin init`, `fuin anchor`, `fuin crl`.

use fuin::{Error, Home};
use serde_json::json;

use super::Session;
use crate::args::{AnchorVerb, CrlVerb, InitArgs};

pub(crate) fn init(session: &Session, args: &InitArgs) -> Result<(), Error> {
    let machine = session.machine()?;
    let surroundings = (&session.provider, session.now);
    let home =
        Home::create(&session.root, &args.agency, args.install_policy.as_deref(), &machine, surroundings)?;
    let references = home.policies(&machine, &session.provider)?.references();
    let policy = references.iter().map(|reference| format!("{} (serial {})", reference.id, reference.serial));
    let policy = policy.collect::<Vec<_>>().join(", ");
    let text = format!("home of {} at {}\npolicy {policy}", args.agency, home.root().display());
    session.talk.result(&text, &json!({ "home": home.root(), "agency": args.agency, "policy": policy }));
    Ok(())
}

pub(crate) fn anchor(session: &Session, verb: &AnchorVerb) -> Result<(), Error> {
    let home = session.home()?;
    match verb {
        AnchorVerb::Add { certificate } => {
            let (anchor, fingerprint) = home.add_anchor(certificate, &session.machine()?, &session.provider)?;
            let subject = anchor.subject().to_string();
            let text = format!(
                "trusted from now on: {subject}\n  SHA-256 {fingerprint}\n  compare it with the authority's own publication"
            );
            session.talk.result(&text, &json!({ "subject": subject, "sha256": fingerprint }));
        }
        AnchorVerb::List => {
            let (mut lines, mut rows) = (Vec::new(), Vec::new());
            for anchor in home.anchors(&session.machine()?, &session.provider)? {
                let certificate = anchor.certificate();
                let fingerprint = fuin::home::fingerprint(certificate, &session.provider)?;
                let (subject, until) = (certificate.subject().to_string(), certificate.not_after().to_string());
                lines.push(format!("{subject}\n  valid until {until}\n  SHA-256 {fingerprint}"));
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
        session.talk.warn("no authority known here has signed this CRL; it tells nothing until one has");
    }
    if crl.next_update() < session.now {
        session.talk.warn("this CRL is out of date; a newer one was due by the time below");
    }
    let issuer = crl.issuer().to_string();
    let (issued, next) = (crl.this_update().to_string(), crl.next_update().to_string());
    let text = format!("CRL of {issuer}\n  issued {issued}, the next one due by {next}");
    session.talk.result(
        &text,
        &json!({ "issuer": issuer, "this_update": issued, "next_update": next, "signature_verified": known }),
    );
    Ok(())
}
