//! Timestamp tokens made by OpenSSL, and each fault of one by itself.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use fuin_crypto::DigestAlgorithm;
use fuin_pki::{
    Certificate, Error, FreshnessRules, Limits, PathError, PathRequest, PolicyInputs, Purpose, RevocationCheck,
    TimestampError, TimestampRequest, TrustAnchor, UnverifiedTimestamp, validate,
};
use jiff::{SignedDuration, Timestamp};

use crate::support::provider;

const NONCE: [u8; 16] = [0xa5; 16];
const EXTENSIONS: &str = "
[good]
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[lenient]
extendedKeyUsage = timeStamping
[more]
extendedKeyUsage = critical, timeStamping, codeSigning
[none]
keyUsage = critical, digitalSignature
";

/// A folder with a CA and its authorities for timestamps, gone at the end.
struct Authorities(PathBuf);

impl Authorities {
    /// None, visibly, where there is no OpenSSL.
    fn new(name: &str) -> Option<Self> {
        if Command::new("openssl").arg("version").output().is_err() {
            println!("skipped: no openssl");
            return None;
        }
        let folder = std::env::temp_dir().join(format!("fuin-tsa-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let authorities = Self(folder);
        authorities.write("extensions", EXTENSIONS.as_bytes());
        let ca = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-384 -noenc -keyout ca.key -out ca.crt -days 30 -subj /CN=CA";
        authorities.run(&format!("{ca} -addext keyUsage=critical,keyCertSign,cRLSign"));
        Some(authorities)
    }

    /// An authority with these extensions and a key of this kind.
    fn certify(&self, name: &str, key: &str, extensions: &str) {
        self.run(&format!("req {key} -noenc -keyout {name}.key -out {name}.csr -subj /CN={name}"));
        let sign = "x509 -req -CA ca.crt -CAkey ca.key -CAcreateserial -sha384 -days 30 -extfile extensions";
        self.run(&format!("{sign} -extensions {extensions} -in {name}.csr -out {name}.crt"));
    }

    /// An authority whose certificate begins only in so many days.
    fn certify_in_days(&self, name: &str, days: i64) {
        let at = |days: i64| {
            let time = self.certificate("ca").not_before().checked_add(SignedDuration::from_hours(24 * days)).unwrap();
            time.strftime("%Y%m%d%H%M%SZ").to_string()
        };
        self.run(&format!("req {EC} -noenc -keyout {name}.key -out {name}.csr -subj /CN={name}"));
        let settings = "[ca]\ndefault_ca=c\n[c]\ndatabase=index\nnew_certs_dir=.\nrand_serial=yes\ndefault_md=sha384\n\
                        policy=p\ncertificate=ca.crt\nprivate_key=ca.key\n[p]\ncommonName=supplied\n";
        self.write("ca.cnf", settings.as_bytes());
        self.write("index", b"");
        let dates = format!("-startdate {} -enddate {}", at(days), at(days + 10));
        self.run(&format!(
            "ca -config ca.cnf -batch -notext -in {name}.csr -out {name}.crt -extfile extensions -extensions good {dates}"
        ));
    }

    /// What the authority answers to a request; `ess` is the digest of the certificate reference.
    fn answer(&self, name: &str, request: &[u8], ess: &str) -> Vec<u8> {
        let folder = self.0.display();
        let settings = format!(
            "[tsa]\ndefault_tsa = t\n[t]\nserial = {folder}/serial\nsigner_digest = sha256\ndefault_policy = 1.2.3.4\n\
             digests = sha256, sha384\naccuracy = secs:2, millisecs:500\ness_cert_id_alg = {ess}\n"
        );
        self.write("tsa.cnf", settings.as_bytes());
        self.write("serial", b"01\n");
        self.write("query", request);
        let files = format!("-signer {name}.crt -inkey {name}.key -chain ca.crt");
        self.run(&format!("ts -reply -config tsa.cnf -queryfile query {files} -out reply"));
        fs::read(self.0.join("reply")).unwrap()
    }

    fn certificate(&self, name: &str) -> Certificate {
        self.run(&format!("x509 -in {name}.crt -outform DER -out {name}.der"));
        Certificate::from_der(&fs::read(self.0.join(format!("{name}.der"))).unwrap()).unwrap()
    }

    fn run(&self, arguments: &str) {
        let output = Command::new("openssl").args(arguments.split(' ')).current_dir(&self.0).output().unwrap();
        assert!(output.status.success(), "openssl {arguments}: {}", String::from_utf8_lossy(&output.stderr));
    }

    #[expect(clippy::disallowed_methods, reason = "a test may write into its own folder")]
    fn write(&self, name: &str, content: &[u8]) {
        fs::write(self.0.join(name), content).unwrap();
    }

    /// Verifies a token and asks for its authority's path at its own time.
    fn trust(&self, token: &UnverifiedTimestamp, now: Timestamp) -> Result<Timestamp, TimestampError> {
        let signed = token.verify(&[], provider())?;
        let anchors = [TrustAnchor::from_certificate(self.certificate("ca"))];
        let target = signed.certificate().clone();
        let request = question(&target, &anchors, now);
        let trusted = signed.validate(&request)?;
        assert_eq!(trusted.latest().duration_since(trusted.time()), SignedDuration::from_millis(2500));
        assert!(!trusted.algorithm_uses().is_empty());
        Ok(trusted.time())
    }
}

impl Drop for Authorities {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What a path for timestamps is asked for.
fn question<'a>(target: &'a Certificate, anchors: &'a [TrustAnchor], now: Timestamp) -> PathRequest<'a> {
    PathRequest {
        target,
        intermediates: &[],
        anchors,
        crls: &[],
        ocsp: &[],
        time: now,
        revocation_time: now,
        freshness: FreshnessRules::default(),
        purpose: Purpose::TimeStamping,
        policies: PolicyInputs::default(),
        revocation: RevocationCheck::WhenAvailable,
        provider: provider(),
        limits: Limits::default(),
    }
}

const EC: &str = "-newkey ec -pkeyopt ec_paramgen_curve:P-256";

fn imprint() -> Vec<u8> {
    provider().digest(DigestAlgorithm::Sha256).unwrap().digest(b"content")
}

fn request() -> TimestampRequest {
    TimestampRequest::new(DigestAlgorithm::Sha256, &imprint(), &NONCE).unwrap()
}

//= spec/trust.md#timestamps
//= type=test
//# A token from before its authority's certificate MUST prove nothing.
#[test]
fn a_token_from_before_its_authority_is_not_trusted_when_the_authority_is() {
    let Some(authorities) = Authorities::new("before") else { return };
    authorities.certify_in_days("late", 5);
    let request = request();
    let token = request.accept(&authorities.answer("late", request.der(), "sha256")).unwrap();
    let later = token.claimed_time().checked_add(SignedDuration::from_hours(24 * 7)).unwrap();
    let answer = authorities.trust(&token, later);
    assert!(matches!(answer, Err(TimestampError::BeforeCertificate { .. })), "{answer:?}");
}

//= spec/trust.md#timestamps
//= type=test
//# A token from the future MUST prove nothing.
//= spec/trust.md#timestamps
//= type=test
//# A token MUST have signed attributes with the digest of its TSTInfo and a reference to its signer's certificate.
//= spec/trust.md#timestamps
//= type=test
//# An ESSCertID with SHA-1 only MUST name issuer and serial number of the certificate.
#[test]
fn tokens_of_every_kind_are_trusted_from_their_time_on() {
    let Some(authorities) = Authorities::new("kinds") else { return };
    authorities.certify("ec", EC, "good");
    authorities.certify("rsa", "-newkey rsa:3072", "good");
    for name in ["ec", "rsa"] {
        for ess in ["sha256", "sha384"] {
            let request = request();
            let token = request.accept(&authorities.answer(name, request.der(), ess)).unwrap();
            assert!(token.is_about(&imprint()) && !token.is_about(&[7; 32]));
            let time = token.claimed_time();
            assert_eq!(authorities.trust(&token, time), Ok(time));
            let early = time.checked_sub(SignedDuration::from_secs(1)).unwrap();
            assert_eq!(authorities.trust(&token, early), Err(TimestampError::Future { time }));
        }
        // SHA-1 is not computed, and OpenSSL names neither issuer nor serial number beside it.
        let trusted = |ess: &str| {
            let request = request();
            let token = request.accept(&authorities.answer(name, request.der(), ess)).unwrap();
            authorities.trust(&token, token.claimed_time())
        };
        for ess in ["sha1", "sha1\ness_cert_id_chain = yes"] {
            let found = trusted(ess);
            assert!(matches!(found, Err(TimestampError::Unsupported { .. })), "{found:?}");
        }
    }
}

//= spec/trust.md#timestamps
//= type=test
//# The authority's certificate MUST have the extended key usage timeStamping, critical and no other.
#[test]
fn an_authority_is_one_for_timestamps_and_nothing_else() {
    let Some(authorities) = Authorities::new("usage") else { return };
    authorities.certify("good", EC, "good");
    let request = request();
    let token = request.accept(&authorities.answer("good", request.der(), "sha256")).unwrap();
    let signed = token.verify(&[], provider()).unwrap();
    let anchors = [TrustAnchor::from_certificate(authorities.certificate("ca"))];
    // OpenSSL does not sign for the others at all; their certificates are refused as such.
    for (extensions, refused) in [("good", false), ("lenient", true), ("more", true), ("none", true)] {
        authorities.certify(&format!("x{extensions}"), EC, extensions);
        let target = authorities.certificate(&format!("x{extensions}"));
        let now = target.not_before().checked_add(SignedDuration::from_hours(1)).unwrap();
        let request = question(&target, &anchors, now);
        let found = validate(&request);
        let expected = matches!(found, Err(PathError::ExtendedKeyUsage { .. }));
        assert_eq!((expected, found.is_ok()), (refused, !refused), "{extensions}: {:?}", found.err());
    }
    assert_eq!(signed.certificate(), &authorities.certificate("good"));
}

//= spec/trust.md#timestamps
//= type=test
//# A response with another imprint, or without the nonce of the request, MUST be refused.
#[test]
fn the_answer_to_another_request_is_none() {
    let Some(authorities) = Authorities::new("answers") else { return };
    authorities.certify("ec", EC, "good");
    let other_nonce = TimestampRequest::new(DigestAlgorithm::Sha256, &imprint(), &[1; 16]).unwrap();
    let other_imprint = TimestampRequest::new(DigestAlgorithm::Sha256, &[9; 32], &NONCE).unwrap();
    for other in [&other_nonce, &other_imprint] {
        let response = authorities.answer("ec", other.der(), "sha256");
        assert_eq!(request().accept(&response).err(), Some(Error::TimestampMismatch));
    }
    let unsupported = TimestampRequest::new(DigestAlgorithm::Sha512, &[1; 64], &NONCE).unwrap();
    let refused = unsupported.accept(&authorities.answer("ec", unsupported.der(), "sha256"));
    assert!(matches!(refused, Err(Error::TimestampRefused { status: 2, .. })), "{refused:?}");
    for garbage in [&b"<html>no</html>"[..], b"", &[0x30, 0x80], &[0x30, 0x03, 0x02, 0x01, 0x00]] {
        assert!(request().accept(garbage).is_err());
    }
    assert!(TimestampRequest::new(DigestAlgorithm::Sha256, &imprint(), &[]).is_err());
    assert!(TimestampRequest::new(DigestAlgorithm::Sha256, &[0; 20], &NONCE).is_err());
}

//= spec/trust.md#timestamps
//= type=test
//# A token of more than 1 MiB MUST be refused.
//= spec/trust.md#timestamps
//= type=test
//# A token MUST have exactly one signer.
//= spec/trust.md#timestamps
//= type=test
//# Signed attributes that are not a sorted SET, or of which a type occurs twice, MUST be refused.
//= spec/trust.md#timestamps
//= type=test
//# A token with a critical extension that is not processed MUST be refused.
#[test]
fn a_token_that_was_changed_anywhere_proves_nothing() {
    let Some(authorities) = Authorities::new("changed") else { return };
    authorities.certify("ec", EC, "good");
    let request = request();
    let token = request.accept(&authorities.answer("ec", request.der(), "sha256")).unwrap();
    let (der, time) = (token.der().to_vec(), token.claimed_time());
    assert!(UnverifiedTimestamp::from_der(&vec![0x30; UnverifiedTimestamp::MAX_OCTETS + 1]).is_err());
    for len in 0..der.len() {
        assert!(UnverifiedTimestamp::from_der(&der[..len]).is_err(), "cut at {len}");
    }
    // Whatever a flipped bit makes of it: unreadable, not authentic, or about the same and from the same time.
    let genuine = token.verify(&[], provider()).unwrap();
    for at in 0..der.len() {
        let mut changed = der.clone();
        changed[at] ^= 1 << (at % 8);
        let Ok(read) = UnverifiedTimestamp::from_der(&changed) else { continue };
        if let Ok(signed) = read.verify(&[], provider()) {
            assert_eq!((read.claimed_time(), read.imprint()), (time, token.imprint()), "octet {at}");
            assert_eq!(signed.certificate(), genuine.certificate(), "octet {at}");
        }
    }
    // Two signers: the SignerInfo once more.
    let doubled = doubled_signer(&der);
    assert!(UnverifiedTimestamp::from_der(&doubled).is_err());
}

/// The token with its last SET, signerInfos, holding its member twice.
fn doubled_signer(der: &[u8]) -> Vec<u8> {
    let (outer, explicit, signed) =
        (contents(der), contents_after(contents(der)), contents(contents_after(contents(der))));
    let mut fields: Vec<&[u8]> = Vec::new();
    let mut rest = signed;
    while !rest.is_empty() {
        let (element, after) = rest.split_at(whole_len(rest));
        fields.push(element);
        rest = after;
    }
    let (signers, before) = fields.split_last().unwrap();
    let twice = wrap(0x31, &[contents(signers), contents(signers)].concat());
    let signed = wrap(0x30, &[before.concat(), twice].concat());
    let content_type = &outer[..whole_len(outer)];
    let _ = explicit;
    wrap(0x30, &[content_type.to_vec(), wrap(0xa0, &signed)].concat())
}

fn header_len(der: &[u8]) -> usize {
    if der[1] < 0x80 { 2 } else { 2 + usize::from(der[1] & 0x7f) }
}

fn whole_len(der: &[u8]) -> usize {
    let header = header_len(der);
    let len = if der[1] < 0x80 {
        usize::from(der[1])
    } else {
        der[2..header].iter().fold(0, |len, octet| (len << 8) | usize::from(*octet))
    };
    header + len
}

fn contents(der: &[u8]) -> &[u8] {
    &der[header_len(der)..whole_len(der)]
}

/// The contents of the second element.
fn contents_after(fields: &[u8]) -> &[u8] {
    contents(&fields[whole_len(fields)..])
}

fn wrap(tag: u8, content: &[u8]) -> Vec<u8> {
    let len = content.len();
    let mut out = match len {
        0..=0x7f => vec![tag, len as u8],
        0x80..=0xff => vec![tag, 0x81, len as u8],
        _ => vec![tag, 0x82, (len >> 8) as u8, len as u8],
    };
    out.extend_from_slice(content);
    out
}
