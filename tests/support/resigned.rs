//! Responses and lists that OpenSSL does not make (other times, great length), signed anew with its keys.

use std::path::Path;
use std::process::Command;

use fuin_cms::der_values::{self as dv, DerReader, tag};
use jiff::{SignedDuration, Timestamp};

/// GeneralizedTime: identifier, length, `YYYYMMDDHHMMSSZ`.
const TIME: [u8; 2] = [0x18, 15];

/// An OCSPResponse with one answer as it would be at another time: thisUpdate so many days from now, nextUpdate a week
/// after that. When it was produced stays as it is.
pub(crate) fn response(folder: &Path, response: &[u8], days: i64) -> Vec<u8> {
    let mut whole = DerReader::new(response, "response", 0);
    let mut outer = whole.sequence("response").unwrap();
    let status = outer.element().unwrap().raw;
    let mut bytes = outer.nested(0xa0, "bytes").unwrap().sequence("bytes").unwrap();
    let kind = bytes.element().unwrap().raw;
    let mut basic = DerReader::new(bytes.octet_string().unwrap(), "basic", 0).sequence("basic").unwrap();
    let mut data = basic.element().unwrap().raw.to_vec();
    let is_time = |at: &usize| data[*at..].starts_with(&TIME) && data.get(at + 16) == Some(&b'Z');
    let places: Vec<usize> = (0..data.len()).filter(is_time).collect();
    // producedAt, (revocationTime,) thisUpdate, nextUpdate.
    assert!(places.len() >= 3, "{places:?}");
    for (at, days) in places[places.len() - 2..].iter().copied().zip([days, days + 7]) {
        data[at + 2..at + 17].copy_from_slice(in_days(days, "%Y%m%d%H%M%SZ").as_bytes());
    }
    let basic = signed(folder, "responder.key", &data, basic);
    let bytes = dv::sequence(&[kind, &dv::octet_string(&basic)]);
    dv::sequence(&[status, &dv::value(0xa0, &bytes)])
}

/// A CertificateList of so many entries besides its own.
pub(crate) fn list(folder: &Path, list: &[u8], entries: u32) -> Vec<u8> {
    let mut outer = DerReader::new(list, "list", 0).sequence("list").unwrap();
    let mut old = outer.sequence("list").unwrap();
    let mut fields = Vec::new();
    while old.peek().is_some_and(|found| found != 0xa0 && fields.len() < 5) {
        fields.push(old.element().unwrap().raw);
    }
    let mut revoked = old.optional(tag::SEQUENCE).unwrap().unwrap_or_default().to_vec();
    let date = dv::value(tag::UTC_TIME, in_days(-30, "%y%m%d%H%M%SZ").as_bytes());
    for number in 0..entries {
        let serial = [&[0x70; 12][..], &number.to_be_bytes()].concat();
        revoked.extend(dv::sequence(&[&dv::value(tag::INTEGER, &serial), &date]));
    }
    let entries = dv::value(tag::SEQUENCE, &revoked);
    let to_be_signed = dv::sequence(&[&fields.concat(), &entries, old.rest()]);
    signed(folder, "issuing.key", &to_be_signed, outer)
}

/// SEQUENCE of what is signed, the algorithm, the signature, and whatever follows the old signature.
fn signed(folder: &Path, key: &str, to_be_signed: &[u8], mut after: DerReader<'_>) -> Vec<u8> {
    let algorithm = after.element().unwrap().raw;
    after.bit_string().unwrap();
    std::fs::write(folder.join("unsigned"), to_be_signed).unwrap();
    let sign = ["dgst", "-sha384", "-sign", key, "unsigned"];
    let output = Command::new("openssl").args(sign).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    dv::sequence(&[to_be_signed, algorithm, &dv::bit_string(&output.stdout), after.rest()])
}

fn in_days(days: i64, form: &str) -> String {
    (Timestamp::now() + SignedDuration::from_hours(24 * days)).strftime(form).to_string()
}
