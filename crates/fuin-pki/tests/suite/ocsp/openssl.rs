//! Responses as OpenSSL makes them, to requests as made here.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use fuin_crypto::DigestAlgorithm;
use fuin_pki::{Certificate, OcspRequest, OcspResponse, OcspStatus, PathError, TrustAnchor};

use crate::support::{Party, Question, provider};

/// A folder that is removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("fuin-ocsp-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn run(&self, arguments: &[&str]) {
        let output = Command::new("openssl").args(arguments).current_dir(&self.0).output().unwrap();
        assert!(output.status.success(), "openssl {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn certificate(&self, name: &str) -> Certificate {
        self.run(&["x509", "-in", &format!("{name}.pem"), "-outform", "DER", "-out", &format!("{name}.der")]);
        Certificate::from_der(&fs::read(self.0.join(format!("{name}.der"))).unwrap()).unwrap()
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const CONFIGURATION: &str = "
[req]
distinguished_name = dn
prompt = no
[dn]
CN = replaced
[ca]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[user]
keyUsage = critical, digitalSignature
[responder]
keyUsage = critical, digitalSignature
extendedKeyUsage = OCSPSigning
noCheck = ignored
";

#[expect(clippy::disallowed_methods, reason = "a test may write into its own folder")]
fn write(path: &Path, content: impl AsRef<[u8]>) {
    fs::write(path, content).unwrap();
}

/// A CA with two users, one of them revoked, and a responder.
fn authority(folder: &Folder) {
    write(&folder.at("openssl.cnf"), CONFIGURATION);
    let key = |name: &str| {
        folder.run(&[
            "genpkey",
            "-algorithm",
            "EC",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-out",
            &format!("{name}.key"),
        ]);
    };
    key("ca");
    let ca = ["req", "-config", "openssl.cnf", "-x509", "-new", "-key", "ca.key", "-subj", "/CN=CA", "-days", "30"];
    folder.run(&[&ca[..], &["-extensions", "ca", "-out", "ca.pem"]].concat());
    for (name, extensions, serial) in
        [("tanaka", "user", "0x1001"), ("suzuki", "user", "0x1002"), ("responder", "responder", "0x1003")]
    {
        key(name);
        let (own_key, request, out) = (format!("{name}.key"), format!("{name}.csr"), format!("{name}.pem"));
        let subject = format!("/CN={name}");
        folder.run(&["req", "-config", "openssl.cnf", "-new", "-key", &own_key, "-subj", &subject, "-out", &request]);
        let sign = ["x509", "-req", "-in", &request, "-CA", "ca.pem", "-CAkey", "ca.key", "-set_serial", serial];
        folder.run(
            &[&sign[..], &["-days", "30", "-extfile", "openssl.cnf", "-extensions", extensions, "-out", &out]].concat(),
        );
    }
    let index = "V\t400101000000Z\t\t1001\tunknown\t/CN=tanaka\n\
                 R\t400101000000Z\t200101000000Z,keyCompromise\t1002\tunknown\t/CN=suzuki\n";
    write(&folder.at("index.txt"), index);
}

#[test]
fn openssl_understands_the_request_and_its_answer_is_understood() {
    if Command::new("openssl").arg("version").output().is_err() {
        println!("skipped: no openssl");
        return;
    }
    let folder = Folder::new();
    authority(&folder);
    let [ca, tanaka, suzuki] = ["ca", "tanaka", "suzuki"].map(|name| folder.certificate(name));
    let nonce = [0x5a; 16];
    let answer = |certificate: &Certificate, signer: &str, nonce: Option<&[u8]>| {
        let request = OcspRequest::new(certificate, &ca, DigestAlgorithm::Sha256, nonce, provider()).unwrap();
        write(&folder.at("request.der"), request.der());
        let (pem, key) = (format!("{signer}.pem"), format!("{signer}.key"));
        let ocsp = ["ocsp", "-index", "index.txt", "-CA", "ca.pem", "-rsigner", &pem, "-rkey", &key, "-ndays", "1"];
        folder.run(&[&ocsp[..], &["-reqin", "request.der", "-respout", "response.der"]].concat());
        let response = OcspResponse::from_der(&fs::read(folder.at("response.der")).unwrap()).unwrap();
        assert_eq!(request.check(&response, provider()), Ok(()));
        response
    };
    let ask = |certificate: &Certificate, response: &OcspResponse| {
        let now = response.produced_at().to_string();
        let elsewhere = Party::new("Elsewhere");
        let mut question = Question::new(certificate, &elsewhere).required();
        question.anchors = vec![TrustAnchor::from_certificate(ca.clone())];
        question.ocsp = vec![response.clone()];
        (question.time, question.revocation_time) = (&now, &now);
        question.ask().map(|path| path.evidence_certificates().len())
    };
    for (signer, certificates) in [("ca", 0), ("responder", 1)] {
        let good = answer(&tanaka, signer, Some(&nonce));
        assert_eq!(good.nonce(), Some(&nonce[..]));
        assert_eq!(good.answers()[0].status, OcspStatus::Good);
        assert_eq!(ask(&tanaka, &good), Ok(certificates));
        let revoked = answer(&suzuki, signer, None);
        assert!(matches!(ask(&suzuki, &revoked), Err(PathError::Revoked { .. })));
    }
    // Signed by someone who may not.
    let by_tanaka = answer(&tanaka, "tanaka", None);
    assert!(matches!(ask(&tanaka, &by_tanaka), Err(PathError::RevocationUnknown { .. })));
    // A certificate the responder has never heard of.
    folder.run(&[
        "x509",
        "-req",
        "-in",
        "tanaka.csr",
        "-CA",
        "ca.pem",
        "-CAkey",
        "ca.key",
        "-set_serial",
        "0x1004",
        "-out",
        "new.pem",
    ]);
    let new = folder.certificate("new");
    let unknown = answer(&new, "ca", None);
    assert_eq!(unknown.answers()[0].status, OcspStatus::Unknown);
}
