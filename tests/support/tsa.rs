//! A timestamp authority and a CA with CRLs, played by OpenSSL; the authority answers over HTTP on loopback.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::Command;

use crate::world::World;

/// A CA, whose users and timestamp authority live as long as the test.
pub(crate) struct Pki {
    folder: PathBuf,
    pub(crate) address: String,
}

const SETTINGS: &str = "
[ca]
default_ca = c
[c]
database = index.txt
serial = caserial
crlnumber = crlnumber
default_md = sha384
default_crl_days = 30
certificate = ca.crt
private_key = ca.key
[tsa]
default_tsa = t
[t]
serial = serial
signer_digest = sha384
default_policy = 1.2.3.4
digests = sha256, sha384
accuracy = secs:1
ess_cert_id_alg = sha256
[tsa_extensions]
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
";

impl Pki {
    /// None, visibly, without OpenSSL. `ca.crt` of the world becomes this CA's certificate.
    pub(crate) fn new(world: &World) -> Option<Self> {
        if Command::new("openssl").arg("version").output().is_err() {
            println!("skipped: no openssl");
            return None;
        }
        let folder = world.path("pki");
        std::fs::create_dir(&folder).unwrap();
        for (name, content) in [
            ("settings", SETTINGS),
            ("index.txt", ""),
            ("caserial", "2000\n"),
            ("crlnumber", "1000\n"),
            ("serial", "01\n"),
        ] {
            std::fs::write(folder.join(name), content).unwrap();
        }
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        let pki = Self { folder, address };
        let ca = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-384 -noenc -keyout ca.key -out ca.crt -days 3650 -subj /CN=CA";
        pki.openssl(&format!("{ca} -addext keyUsage=critical,keyCertSign,cRLSign"));
        pki.openssl(
            "req -newkey ec -pkeyopt ec_paramgen_curve:P-384 -noenc -keyout tsa.key -out tsa.csr -subj /CN=TSA",
        );
        let sign = "x509 -req -in tsa.csr -CA ca.crt -CAkey ca.key -CAcreateserial -sha384 -days 3000 -out tsa.crt";
        pki.openssl(&format!("{sign} -extfile settings -extensions tsa_extensions"));
        world.write("ca.crt", std::fs::read(pki.folder.join("ca.crt")).unwrap());
        let folder = pki.folder.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                answer(&folder, stream);
            }
        });
        Some(pki)
    }

    /// A home with a P-384 key that this CA has certified for so many days.
    pub(crate) fn agency(&self, world: &World, name: &str, days: u32) {
        self.agency_with(world, name, "ecdsa-p384", days);
    }

    /// The same with another kind of key.
    pub(crate) fn agency_with(&self, world: &World, name: &str, algorithm: &str, days: u32) {
        world.ok(name, &["init", "--agency", name]);
        world.ok(name, &["anchor", "add", "ca.crt"]);
        world.ok(name, &["key", "new", name, "--algorithm", algorithm, "--passphrase-file", "pw"]);
        let (subject, request) = (format!("CN={name},O={name},C=JP"), format!("pki/{name}.csr"));
        world.ok(name, &["key", "request", name, "--subject", &subject, "--passphrase-file", "pw", "-o", &request]);
        let sign = "x509 -req -CA ca.crt -CAkey ca.key -CAcreateserial -sha384";
        self.openssl(&format!("{sign} -days {days} -in {name}.csr -out {name}.crt"));
        world.ok(name, &["key", "import", name, "--certificate", &format!("pki/{name}.crt")]);
    }

    /// Revokes the certificate of an agency, or of `tsa`.
    pub(crate) fn revoke(&self, name: &str) {
        self.openssl(&format!("ca -config settings -revoke {name}.crt"));
    }

    /// A new CRL; its path in the world.
    pub(crate) fn crl(&self) -> &'static str {
        self.openssl("ca -config settings -gencrl -out ca.crl");
        "pki/ca.crl"
    }

    /// Certificates that this CA did not enter when it signed them: without, its responder knows nothing of them.
    pub(crate) fn enter(&self, names: &[&str]) {
        names.iter().for_each(|name| self.openssl(&format!("ca -config settings -valid {name}.crt")));
    }

    /// What the CA's responder says of an agency's certificate, or of `tsa`, for so many days; its path in the world.
    pub(crate) fn response(&self, name: &str, days: u32) -> String {
        self.openssl(&format!(
            "ocsp -index index.txt -CA ca.crt -rsigner ca.crt -rkey ca.key -rmd sha384 -issuer ca.crt -sha256 -cert {name}.crt \
             -ndays {days} -respout {name}.ocsp"
        ));
        format!("pki/{name}.ocsp")
    }

    pub(crate) fn openssl(&self, arguments: &str) {
        let output = Command::new("openssl").args(arguments.split(' ')).current_dir(&self.folder).output().unwrap();
        assert!(output.status.success(), "openssl {arguments}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

/// Answers one request of RFC 3161 over HTTP.
fn answer(folder: &std::path::Path, mut stream: TcpStream) -> Option<()> {
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    let (body, len) = loop {
        let count = stream.read(&mut buffer).ok().filter(|count| *count > 0)?;
        request.extend_from_slice(&buffer[..count]);
        let Some(end) = request.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&request[..end]).to_lowercase();
        let len = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok())?;
        if request.len() >= end + 4 + len {
            break (end + 4, len);
        }
    };
    std::fs::write(folder.join("query"), &request[body..body + len]).ok()?;
    let reply = "ts -reply -config settings -queryfile query -signer tsa.crt -inkey tsa.key -out reply";
    Command::new("openssl").args(reply.split(' ')).current_dir(folder).output().ok()?;
    let reply = std::fs::read(folder.join("reply")).ok()?;
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/timestamp-reply\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        reply.len()
    );
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(&reply).ok()
}
