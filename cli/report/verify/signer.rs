//! One signature of a report.

use fuin::digest::hexadecimal;
use fuin::message::Messages;
use fuin::pki::{Certificate, CertificationPath, RevocationStatus};
use fuin::validation::{SignatureFindings, SignatureProblem, SubIndication};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::Report;
use crate::report::open::{certificate_policies, timestamp_json};

/// How far clocks may be apart before it is worth a word.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_mins(5);

/// When it was signed: proven, or only said.
pub(super) fn time_line(messages: Messages, signature: &SignatureFindings, now: Timestamp) -> String {
    let claimed = signature.claimed_time.map_or_else(|| "none".to_owned(), |time| time.to_string());
    let proven = signature.times.proven.map_or_else(|| "none".to_owned(), |time| time.to_string());
    // Only of a signature with a valid path is it known what its level is.
    let level = signature.path.as_ref().map_or("none", |_| signature.level.name());
    let values = [("claimed", &*claimed), ("proven", &proven), ("level", level)];
    let line = messages.text("report-signed-at", &values);
    match doubt(signature, now) {
        Some(doubt) => messages.text("report-time-doubt", &[("line", &line), ("doubt", doubt), ("claimed", &claimed)]),
        None => line,
    }
}

/// What speaks against the time that the signer states.
fn doubt(signature: &SignatureFindings, now: Timestamp) -> Option<&'static str> {
    let claimed = signature.claimed_time?;
    let since = |time: Timestamp| claimed.duration_since(time);
    if signature.times.proven.is_some_and(|proven| since(proven) > CLOCKS_DIFFER) {
        return Some("after-timestamp");
    }
    if since(now) > CLOCKS_DIFFER {
        return Some("ahead");
    }
    let first = signature.signer.as_ref().map(Certificate::not_before);
    first.is_some_and(|first| since(first) < -CLOCKS_DIFFER).then_some("before-certificate")
}

/// The signature for scripts: spec/validation.md has every member.
pub(super) fn json(report: &Report<'_>, signature: &SignatureFindings) -> Value {
    let conclusion = report.findings().conclusion(signature);
    let problem = signature.problem.as_ref().map(|problem| {
        let error = problem.to_error();
        json!({ "code": error.code(), "message": Messages::ENGLISH.error(&error).headline })
    });
    let algorithms = report.algorithms(signature).into_iter().map(|(algorithm, until)| {
        json!({
            "name": algorithm.name,
            "use": algorithm.subject,
            "permitted_until": until.map(|day| day.to_string()),
        })
    });
    let path = signature.path.as_ref();
    let countersignatures = signature.countersignatures.iter().map(|found| json(report, found));
    json!({
        "subject": signature.subject(),
        "verdict": conclusion.verdict.word(),
        "indication": conclusion.verdict.indication(),
        "sub_indication": conclusion.sub_indication.map(SubIndication::name),
        "problem": problem,
        "authentic": signature.authentic.is_some(),
        "algorithm": signature.authentic.map(|algorithm| algorithm.name()),
        "digest": signature.authentic.map(|algorithm| algorithm.digest().name()),
        "content_digest": signature.content_digest.as_ref().map(|(_, octets)| hexadecimal(octets)),
        "algorithms": algorithms.collect::<Vec<_>>(),
        "claimed_time_doubt": doubt(signature, report.context.now),
        "claimed_time": signature.claimed_time.map(|time| time.to_string()),
        "proven_time": signature.times.proven.map(|time| time.to_string()),
        "level": path.map(|_| signature.level.name()),
        "timestamps": signature.times.timestamps.iter().map(timestamp_json).collect::<Vec<_>>(),
        "certificate": signature.signer.as_ref().map(|certificate| certificate_json(report, certificate)),
        "path": path.map(path_json),
        "broken_path": signature.problem.as_ref().and_then(broken_path_json),
        "certificate_policies": path.map(certificate_policies),
        "anchor": path.map(|path| path.anchor().certificate().subject().to_string()),
        "path_not_after": path.map(|path| path.not_after().to_string()),
        "revocation_checked": path.is_some_and(|path| !path.revocation_unknown()),
        "countersignatures": countersignatures.collect::<Vec<_>>(),
    })
}

fn certificate_json(report: &Report<'_>, certificate: &Certificate) -> Value {
    json!({
        "issuer": certificate.issuer().to_string(),
        "serial": hexadecimal(certificate.serial()),
        "sha256": fuin::home::fingerprint(certificate, &report.context.provider).ok(),
        "not_before": certificate.not_before().to_string(),
        "not_after": certificate.not_after().to_string(),
    })
}

fn path_json(path: &CertificationPath) -> Vec<Value> {
    let link = |(certificate, status): (&Certificate, &RevocationStatus)| {
        json!({
            "subject": certificate.subject().to_string(),
            "not_after": certificate.not_after().to_string(),
            "revocation": revocation(status),
        })
    };
    let mut links: Vec<Value> = path.certificates().zip(path.revocation()).map(link).collect();
    let anchor = path.anchor().certificate();
    if path.certificates().last() != Some(anchor) {
        links.push(json!({
            "subject": anchor.subject().to_string(),
            "not_after": anchor.not_after().to_string(),
            "revocation": Value::Null,
        }));
    }
    links
}

fn broken_path_json(problem: &SignatureProblem) -> Option<Vec<Value>> {
    let SignatureProblem::NotTrusted { path, .. } = problem else { return None };
    let link = |(at, certificate): (usize, &Certificate)| {
        json!({
            "subject": certificate.subject().to_string(),
            "issuer": certificate.issuer().to_string(),
            "not_after": certificate.not_after().to_string(),
            "concerned": path.concerned == Some(at),
        })
    };
    Some(path.certificates.iter().enumerate().map(link).collect())
}

/// A status in a word.
pub(super) const fn revocation(status: &RevocationStatus) -> Option<&'static str> {
    match status {
        RevocationStatus::NotRevoked { .. } => Some("not revoked"),
        RevocationStatus::RevokedLater { .. } => Some("revoked later"),
        RevocationStatus::NoCheck => Some("no check"),
        RevocationStatus::Unknown(_) => Some("unknown"),
        _ => None,
    }
}
