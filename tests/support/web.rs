//! A CA with an OCSP responder, a CRL and published certificates, played by OpenSSL and answered over HTTP on loopback.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::world::World;

/// How the server behaves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Manner {
    Right,
    /// Nobody answers OCSP.
    NoResponder,
    /// The responder knows nothing of the certificate.
    Unknown,
    /// The answer is signed by somebody who may not.
    Stranger,
    /// OCSP requests with SHA-256 are not understood.
    Sha1Only,
    Html,
    /// An octet now and then, without an end.
    Slow,
    /// As much as anybody takes.
    Endless,
    /// Elsewhere, where nobody may look.
    Redirect,
    /// An OCSP response made for another certificate.
    AnotherCertificate,
    /// Octets that are nothing.
    Garbage,
    /// What the responder says, as of so many days from now and for a week.
    AsOf(i64),
    /// Connections are taken, and nothing is ever said.
    Silent,
    /// No OCSP, and a list that is said to be longer than anybody reads.
    LongerList,
}

pub(crate) struct Web {
    folder: PathBuf,
    pub(crate) address: String,
    manner: Arc<Mutex<Manner>>,
    asked: Arc<Mutex<Vec<String>>>,
}

const SETTINGS: &str = "
[ca]
default_ca = c
[c]
database = index.txt
serial = serial
crlnumber = crlnumber
default_md = sha384
default_crl_days = 30
certificate = issuing.crt
private_key = issuing.key
";

impl Web {
    /// A root, an issuing CA whose certificate is published alone, and a responder. None, visibly, without OpenSSL.
    pub(crate) fn new(world: &World) -> Option<Self> {
        if Command::new("openssl").arg("version").output().is_err() {
            println!("skipped: no openssl");
            return None;
        }
        let folder = world.path("web");
        std::fs::create_dir(&folder).unwrap();
        for (name, content) in
            [("settings", SETTINGS), ("index.txt", ""), ("serial", "2000\n"), ("crlnumber", "1000\n")]
        {
            std::fs::write(folder.join(name), content).unwrap();
        }
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (manner, asked) = (Arc::new(Mutex::new(Manner::Right)), Arc::default());
        let web = Self { folder, address, manner, asked };
        for (name, subject) in [
            ("root", "/CN=Root"),
            ("issuing", "/CN=Issuing"),
            ("responder", "/CN=Responder"),
            ("stranger", "/CN=Stranger"),
        ] {
            web.openssl(&format!(
                "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-384 -noenc -keyout {name}.key -out {name}.csr -subj {subject}"
            ));
        }
        let ca = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n";
        let root_crl = format!("crlDistributionPoints=URI:{}/root.crl\n", web.address);
        web.certify("root", "root", &format!("{ca}subjectKeyIdentifier=hash\n"), 3000);
        web.certify("issuing", "root", &format!("{ca}{root_crl}subjectKeyIdentifier=hash\n"), 2000);
        web.certify("responder", "issuing", "extendedKeyUsage=OCSPSigning\nnoCheck=ignored\n", 1000);
        web.certify("stranger", "issuing", "keyUsage=digitalSignature\n", 1000);
        // A root without a database of its own: it has revoked nothing.
        std::fs::write(
            web.folder.join("root-settings"),
            SETTINGS.replace("issuing", "root").replace("index.txt", "none"),
        )
        .unwrap();
        std::fs::write(web.folder.join("none"), "").unwrap();
        web.openssl("ca -config root-settings -gencrl -out root.pem");
        web.openssl("crl -in root.pem -outform DER -out root.crl");
        web.openssl("x509 -in issuing.crt -outform DER -out issuing.cer");
        web.openssl("crl2pkcs7 -nocrl -certfile issuing.crt -outform DER -out issuing.p7c");
        web.publish_crl();
        world.write("ca.crt", std::fs::read(web.folder.join("root.crt")).unwrap());
        let shared = (web.folder.clone(), Arc::clone(&web.manner), Arc::clone(&web.asked));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (folder, manner, asked) = shared.clone();
                let manner = *manner.lock().unwrap();
                std::thread::spawn(move || answer(&folder, stream, manner, &asked));
            }
        });
        Some(web)
    }

    pub(crate) fn behave(&self, manner: Manner) {
        *self.manner.lock().unwrap() = manner;
    }

    /// The paths that were asked for since the last time.
    pub(crate) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }

    /// A home that trusts the root, with a key that the issuing CA has certified and with what its certificate says of where
    /// to look: `places` are lines of extensions.
    pub(crate) fn agency(&self, world: &World, name: &str, places: &str) {
        self.home(world, name);
        world.ok(name, &["key", "new", name, "--algorithm", "ecdsa-p384", "--passphrase-file", "pw"]);
        let (subject, request) = (format!("CN={name},O={name},C=JP"), format!("web/{name}.csr"));
        world.ok(name, &["key", "request", name, "--subject", &subject, "--passphrase-file", "pw", "-o", &request]);
        self.certify(name, "issuing", &format!("keyUsage=critical,digitalSignature\n{places}"), 300);
        world.ok(name, &["key", "import", name, "--certificate", &format!("web/{name}.crt")]);
    }

    /// A home that trusts the root, and whose certificates may point to loopback.
    pub(crate) fn home(&self, world: &World, name: &str) {
        world.ok(name, &["init", "--agency", name]);
        world.ok(name, &["anchor", "add", "ca.crt"]);
        world.write(&format!("{name}/services.toml"), "schema = 1\nallowed-hosts = [\"127.0.0.1\"]\n");
    }

    pub(crate) fn revoke(&self, name: &str) {
        self.openssl(&format!("ca -config settings -revoke {name}.crt"));
    }

    pub(crate) fn publish_crl(&self) {
        self.openssl("ca -config settings -gencrl -out issuing.pem");
        self.openssl("crl -in issuing.pem -outform DER -out issuing.crl");
    }

    /// The list again, with so many more entries.
    pub(crate) fn publish_long_crl(&self, entries: u32) {
        let list = std::fs::read(self.folder.join("issuing.crl")).unwrap();
        let long = crate::resigned::list(&self.folder, &list, entries);
        std::fs::write(self.folder.join("issuing.crl"), long).unwrap();
    }

    /// `NAME.crt` for the key and request of `name`.
    pub(crate) fn certify(&self, name: &str, issuer: &str, extensions: &str, days: u32) {
        std::fs::write(self.folder.join("extensions"), extensions).unwrap();
        let by = if name == issuer {
            format!("-key {name}.key")
        } else {
            format!("-CA {issuer}.crt -CAkey {issuer}.key -CAcreateserial")
        };
        self.openssl(&format!(
            "x509 -req -in {name}.csr -out {name}.crt -days {days} -sha384 -extfile extensions {by}"
        ));
        if issuer == "issuing" {
            // The responder answers for what its database knows.
            self.openssl(&format!("ca -config settings -valid {name}.crt"));
        }
    }

    pub(crate) fn openssl(&self, arguments: &str) {
        run(&self.folder, arguments);
    }
}

fn run(folder: &Path, arguments: &str) {
    let output = Command::new("openssl").args(arguments.split(' ')).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "openssl {arguments}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Answers one request.
fn answer(folder: &Path, mut stream: TcpStream, manner: Manner, asked: &Mutex<Vec<String>>) -> Option<()> {
    let (path, body) = request(&mut stream)?;
    asked.lock().unwrap().push(path.clone());
    let file = |name: &str| std::fs::read(folder.join(name)).unwrap();
    let (kind, octets) = match path.as_str() {
        "/ocsp" if matches!(manner, Manner::NoResponder | Manner::LongerList) => return None,
        // The object identifier of SHA-256.
        "/ocsp"
            if manner == Manner::Sha1Only
                && body.windows(9).any(|part| part == b"\x60\x86\x48\x01\x65\x03\x04\x02\x01") =>
        {
            // OCSPResponse { malformedRequest }
            ("application/ocsp-response", vec![0x30, 0x03, 0x0a, 0x01, 0x01])
        }
        "/ocsp" => ("application/ocsp-response", respond(folder, &body, manner)),
        "/issuing.cer" => ("application/pkix-cert", file("issuing.cer")),
        "/issuing.p7c" => ("application/pkcs7-mime", file("issuing.p7c")),
        "/issuing.crl" | "/again.crl" | "/more.crl" => ("application/pkix-crl", file("issuing.crl")),
        "/root.crl" => ("application/pkix-crl", file("root.crl")),
        _ => return None,
    };
    let head = |len: &str, status: &str, more: &str| {
        format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{more}Content-Length: {len}\r\nConnection: close\r\n\r\n")
    };
    match manner {
        // Until the other side gives up.
        Manner::Silent => stream.read(&mut [0]).ok().map(drop),
        Manner::Html => {
            let page = b"<html><title>Sign in to the network</title></html>";
            stream.write_all(head(&page.len().to_string(), "200 OK", "").as_bytes()).ok()?;
            stream.write_all(page).ok()
        }
        Manner::Redirect => {
            stream.write_all(head("0", "302 Found", "Location: file:///etc/passwd\r\n").as_bytes()).ok()
        }
        Manner::Slow => {
            stream.write_all(head("1000000", "200 OK", "").as_bytes()).ok()?;
            loop {
                stream.write_all(&[0x30]).ok()?;
                std::thread::sleep(Duration::from_millis(300));
            }
        }
        Manner::Endless => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n").ok()?;
            loop {
                stream.write_all(&[0x30; 65536]).ok()?;
            }
        }
        Manner::Garbage => {
            stream.write_all(head("4", "200 OK", "").as_bytes()).ok()?;
            stream.write_all(&[0x30, 0x84, 0xff, 0xff]).ok()
        }
        Manner::LongerList if path == "/issuing.crl" => {
            // 64 MiB and one octet.
            stream.write_all(head("67108865", "200 OK", "").as_bytes()).ok()?;
            loop {
                stream.write_all(&[0x30; 65536]).ok()?;
            }
        }
        _ => {
            stream.write_all(head(&octets.len().to_string(), "200 OK", "").as_bytes()).ok()?;
            stream.write_all(&octets).ok()
        }
    }
}

/// The path and body of a request.
fn request(stream: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let (mut octets, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        let count = stream.read(&mut buffer).ok().filter(|count| *count > 0)?;
        octets.extend_from_slice(&buffer[..count]);
        let Some(end) = octets.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&octets[..end]).into_owned();
        let path = head.split(' ').nth(1)?.to_owned();
        let length = |line: &str| line.to_lowercase().strip_prefix("content-length:")?.trim().parse::<usize>().ok();
        let len = head.lines().find_map(length).unwrap_or(0);
        if octets.len() >= end + 4 + len {
            return Some((path, octets[end + 4..end + 4 + len].to_vec()));
        }
    }
}

/// What OpenSSL's responder says to a request.
fn respond(folder: &Path, body: &[u8], manner: Manner) -> Vec<u8> {
    static AT_A_TIME: Mutex<()> = Mutex::new(());
    let _one = AT_A_TIME.lock().unwrap();
    if manner == Manner::AnotherCertificate {
        run(folder, "ocsp -sha256 -issuer issuing.crt -cert responder.crt -no_nonce -reqout request");
    } else {
        std::fs::write(folder.join("request"), body).unwrap();
    }
    let index = if manner == Manner::Unknown { "none" } else { "index.txt" };
    let signer = if manner == Manner::Stranger { "stranger" } else { "responder" };
    let index = if manner == Manner::Stranger { "before.txt" } else { index };
    let respond = format!("ocsp -index {index} -CA issuing.crt -rsigner {signer}.crt -rkey {signer}.key -ndays 7");
    run(folder, &format!("{respond} -rmd sha384 -reqin request -respout response"));
    let response = std::fs::read(folder.join("response")).unwrap();
    match manner {
        Manner::AsOf(days) => crate::resigned::response(folder, &response, days),
        _ => response,
    }
}
