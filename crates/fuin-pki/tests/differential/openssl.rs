//! The opinion of `openssl verify -policy_check`.

use std::fs::File;
use std::io::Write;
use std::process::Command;

use crate::generator::{ANY_POLICY, Case};
use crate::shared::TIME;

pub(crate) fn is_there() -> bool {
    Command::new("openssl").arg("version").output().is_ok_and(|output| output.status.success())
}

/// Whether openssl finds a valid path of the target through these intermediates to these anchors.
pub(crate) fn accepts(case: &Case, intermediates: &[Vec<u8>], anchors: &[Vec<u8>]) -> Result<(), String> {
    let folder = tempfile::tempdir().unwrap();
    let (target, untrusted, trusted) =
        (folder.path().join("target"), folder.path().join("untrusted"), folder.path().join("trusted"));
    write(&target, std::slice::from_ref(&case.target));
    write(&untrusted, intermediates);
    write(&trusted, anchors);
    let time: jiff::Timestamp = TIME.parse().unwrap();
    let mut command = Command::new("openssl");
    command.args(["verify", "-no-CApath", "-no-CAstore", "-policy_check", "-attime", &time.as_second().to_string()]);
    command.arg("-CAfile").arg(&trusted);
    if !intermediates.is_empty() {
        command.arg("-untrusted").arg(&untrusted);
    }
    // Where a policy is required, openssl takes no set for an empty one.
    for policy in case.acceptable.as_deref().unwrap_or(&[ANY_POLICY]) {
        command.args(["-policy", policy]);
    }
    for (flag, set) in [
        ("-explicit_policy", case.require_explicit),
        ("-inhibit_map", case.inhibit_mapping),
        ("-inhibit_any", case.inhibit_any),
    ] {
        command.args(set.then_some(flag));
    }
    let output = command.arg(&target).output().unwrap();
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

#[expect(clippy::disallowed_methods, reason = "a folder of its own, for a command")]
fn write(path: &std::path::Path, certificates: &[Vec<u8>]) {
    let mut file = File::create(path).unwrap();
    for der in certificates {
        let text = pem_rfc7468::encode_string("CERTIFICATE", pem_rfc7468::LineEnding::LF, der).unwrap();
        file.write_all(text.as_bytes()).unwrap();
    }
}
